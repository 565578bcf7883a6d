"""`modelbase demo`: a few dozen small models, trained on the spot and pushed as any user pushes.

`recipes` says what, `train` trains one, `fill` brings a server up to date, `arrange` gives it views. Uses the SDK
alone: nothing of the server, no framework but numpy.
Imports the SDK and identity. Start reading at filling.py.
"""

from modelbase.demo.checkpoint import Epoch, Saved, Trained
from modelbase.demo.filling import arrange, fill
from modelbase.demo.recipes import Origin, Recipe, recipes
from modelbase.demo.training import train

__all__ = ["Epoch", "Origin", "Recipe", "Saved", "Trained", "arrange", "fill", "recipes", "train"]
