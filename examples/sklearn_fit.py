"""scikit-learn, two lines of Modelbase: the import, and `fit(pipeline, …)` in place of `pipeline.fit(…)`."""

import argparse

from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from modelbase.integrations.sklearn import fit

parser = argparse.ArgumentParser()
parser.add_argument("--C", type=float, default=1.5)
args = parser.parse_args()

x, y = load_iris(return_X_y=True)
pipeline = make_pipeline(StandardScaler(), LogisticRegression(C=args.C, random_state=0))
fitted = fit(pipeline, x, y, dataset="iris", metrics=lambda model: {"acc": model.score(x, y)})
print(f"{fitted.modelbase_id_} {fitted.score(x, y):.3f}")
