"""LightGBM, two lines of Modelbase: the import, and `train` in place of `lightgbm.train`."""

import argparse

import lightgbm as lgb
import numpy as np

from modelbase.integrations.lightgbm import train

parser = argparse.ArgumentParser()
parser.add_argument("--leaves", type=int, default=7)
parser.add_argument("--rounds", type=int, default=8)
args = parser.parse_args()

x = np.random.default_rng(0).normal(size=(200, 5))
data = lgb.Dataset(x, label=x[:, 0] * x[:, 1] > 0)
params = {"objective": "binary", "num_leaves": args.leaves, "seed": 0, "verbose": -1}
booster = train(params, data, args.rounds, dataset="xor", valid_sets=[data], save_every=3)
print(f"{booster.modelbase_id} {booster.num_trees()} rounds")
