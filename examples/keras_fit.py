"""Keras, two lines of Modelbase: the import, and `fit(model, …)` in place of `model.fit(…)`; with any backend."""

import argparse

import keras
import numpy as np

from modelbase.integrations.keras import fit

parser = argparse.ArgumentParser()
parser.add_argument("--dataset", default="plane")
parser.add_argument("--lr", type=float, default=0.05)
parser.add_argument("--epochs", type=int, default=3)
args = parser.parse_args()

keras.utils.set_random_seed(0)
x = np.random.default_rng(0).normal(size=(64, 4)).astype("float32")
model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
model.compile(optimizer=keras.optimizers.SGD(args.lr, momentum=0.9), loss="mse")
run = fit(model, x, x.sum(1), args=args, epochs=args.epochs, batch_size=16, verbose=0)
print(f"{run.id} {run.state}")
