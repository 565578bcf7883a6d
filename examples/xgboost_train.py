"""XGBoost, two lines of Modelbase: the import, and `train` in place of `xgboost.train`."""

import argparse

import numpy as np
import xgboost as xgb

from modelbase.integrations.xgboost import train

parser = argparse.ArgumentParser()
parser.add_argument("--depth", type=int, default=3)
parser.add_argument("--rounds", type=int, default=8)
args = parser.parse_args()

x = np.random.default_rng(0).normal(size=(200, 5))
data = xgb.DMatrix(x, label=x[:, 0] * x[:, 1] > 0)
params = {"objective": "binary:logistic", "max_depth": args.depth, "seed": 0}
booster = train(
    params, data, args.rounds, dataset="xor", evals=[(data, "train")], verbose_eval=False, save_every=3
)
print(f"{booster.attr('modelbase_id')} {booster.num_boosted_rounds()} rounds")
