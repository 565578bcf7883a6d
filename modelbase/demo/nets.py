"""The demo's small networks: chains of layers, built from the `model` args of a recipe.

Weights have names as in torch (`hidden.0.weight`). A network knows no data, no optimiser and no file.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

import numpy as np

from modelbase.demo.data import Args, Array
from modelbase.demo.layers import Activation, Conv, Dense, Embedding, Flat, Layer, Pool, Powers


class Net:
    """A chain of named layers; `params` and `grads` are keyed `<layer>.<weight>`."""

    def __init__(self, layers: dict[str, Layer]) -> None:
        self.layers = layers

    @property
    def params(self) -> dict[str, Array]:
        """All weights by name; the arrays are those in use, not copies."""
        return {
            f"{name}.{key}": array
            for name, layer in self.layers.items()
            for key, array in layer.params.items()
        }

    @property
    def grads(self) -> dict[str, Array]:
        """The gradients of the last `backward` by the same names."""
        return {
            f"{name}.{key}": array
            for name, layer in self.layers.items()
            for key, array in layer.grads.items()
        }

    def load(self, params: Mapping[str, Array]) -> None:
        """Take over weights by name; names and shapes must be exactly this network's."""
        mine = self.params
        if _shapes(mine) != _shapes(params):
            raise ValueError(f"these weights are of another network: {sorted(params)} for {sorted(mine)}")
        for name, array in mine.items():
            array[...] = params[name]

    def forward(self, x: Array) -> Array:
        """Return the outputs for a batch."""
        for layer in self.layers.values():
            x = layer.forward(x)
        return x

    def backward(self, grad: Array) -> None:
        """Fill `grads` from the gradient of the outputs of the last `forward`."""
        for layer in reversed(self.layers.values()):
            grad = layer.backward(grad)


def _shapes(params: Mapping[str, Array]) -> dict[str, tuple[int, ...]]:
    return {name: array.shape for name, array in params.items()}


def build(model: Args, inputs: tuple[int, ...], outputs: int, rng: np.random.Generator) -> Net:
    """Return a fresh network as `model` describes it; `inputs` is the shape of one example."""
    name = model["name"]
    if name == "small-conv":
        return _small_conv(model, inputs, outputs, rng)
    if name == "ridge":
        return Net({"powers": Powers(model["degree"]), "head": _dense(model["degree"], outputs, rng)})
    if name == "bigram":
        return Net({"table": Embedding(weight=np.zeros((outputs, outputs), np.float32))})
    if name == "char-mlp":
        embed = int(model["embed"])
        table = Embedding(weight=rng.normal(0, 0.5, (outputs, embed)).astype(np.float32))
        return Net({"embed": table} | _tower(model, inputs[0] * embed, outputs, rng))
    width = int(np.prod(inputs))
    return Net({"flat": Flat()} | _tower(model, width, outputs, rng))


def _tower(model: Args, width: int, outputs: int, rng: np.random.Generator) -> dict[str, Layer]:
    """Return hidden layers and a head; with no `hidden` it is the head alone, a linear model."""
    layers: dict[str, Layer] = {}
    widths = [width, *model.get("hidden", ())]
    for at, (before, after) in enumerate(pairwise(widths)):
        layers[f"hidden.{at}"] = _dense(before, after, rng)
        layers[f"activation.{at}"] = Activation(model["activation"])
    layers["head"] = _dense(widths[-1], outputs, rng)
    return layers


def _small_conv(model: Args, inputs: tuple[int, ...], outputs: int, rng: np.random.Generator) -> Net:
    layers: dict[str, Layer] = {}
    channels = [inputs[0], *model["channels"]]
    for at, (before, after) in enumerate(pairwise(channels)):
        weight = rng.normal(0, np.sqrt(2 / (9 * before)), (after, before, 3, 3)).astype(np.float32)
        layers[f"conv.{at}"] = Conv(weight=weight, bias=np.zeros(after, np.float32))
        layers[f"activation.{at}"] = Activation(model["activation"])
        layers[f"pool.{at}"] = Pool()
    side = inputs[1] >> len(model["channels"])
    return Net(layers | {"flat": Flat(), "head": _dense(channels[-1] * side * side, outputs, rng)})


def _dense(before: int, after: int, rng: np.random.Generator) -> Dense:
    weight = rng.normal(0, np.sqrt(2 / before), (after, before)).astype(np.float32)
    return Dense(weight=weight, bias=np.zeros(after, np.float32))
