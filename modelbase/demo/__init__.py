"""`modelbase demo`: a few dozen small models, trained on the spot and pushed as any user pushes.

`recipes` says what, `train` trains one, `fill` brings a server up to date, `arrange` gives it views. Uses the SDK
alone: nothing of the server, no framework but numpy.
Imports the SDK and identity. Start reading at filling.py.
"""

from modelbase.demo.descendants import recipes
from modelbase.demo.filling import fill
from modelbase.demo.recipe import Origin, Recipe, Saved, Trained
from modelbase.demo.training import train
from modelbase.demo.views import arrange

__all__ = ["Origin", "Recipe", "Saved", "Trained", "arrange", "fill", "recipes", "train"]
