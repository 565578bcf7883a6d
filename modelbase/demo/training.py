"""Trains one recipe of the demo for real: by gradient steps, or by merging or quantising earlier weights.

Numbers in, bytes out: it reads no clock, no file and no network, so that the same recipe gives the same bytes again
on the same machine. The files of the results are made in checkpoint.py.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from typing import TypeAlias

import numpy as np
from safetensors.numpy import save
from threadpoolctl import threadpool_limits

from modelbase.demo import checkpoint
from modelbase.demo.checkpoint import Epoch, Files, Saved, Trained
from modelbase.demo.data import Args, Array, Data, Random, augment, make
from modelbase.demo.recipes import Recipe

Curve: TypeAlias = Callable[[Array], Array]

# Each curve with its slope, computed from the value of the curve.
CURVES: dict[str, tuple[Curve, Curve]] = {
    "relu": (lambda x: np.maximum(x, 0), lambda y: y > 0),
    "tanh": (np.tanh, lambda y: 1 - y * y),
}


class Net:
    """Hidden layers and a head; with no `hidden` in the `model` args it is the head alone, a linear model."""

    def __init__(self, model: Args, inputs: int, outputs: int, rng: Random) -> None:
        widths = [inputs, *model.get("hidden", ()), outputs]
        self.layers = [*(f"hidden.{at}" for at in range(len(widths) - 2)), "head"]
        self.curve, self.slope = CURVES[model.get("activation", "relu")]
        self.params: dict[str, Array] = {}
        for name, (before, after) in zip(self.layers, pairwise(widths), strict=True):
            weight = rng.normal(0, math.sqrt(2 / before), (after, before))
            self.params |= {
                f"{name}.weight": weight.astype(np.float32),
                f"{name}.bias": np.zeros(after, np.float32),
            }

    def load(self, params: Mapping[str, Array]) -> None:
        """Replace all weights; raise ValueError unless names and shapes are exactly those of this network."""
        if {k: v.shape for k, v in params.items()} != {k: v.shape for k, v in self.params.items()}:
            raise ValueError(f"weights of another network: {sorted(params)} for {sorted(self.params)}")
        self.params = {name: params[name].copy() for name in self.params}

    def forward(self, x: Array) -> Array:
        """Return the outputs for a batch."""
        self.inputs = []
        for name in self.layers:
            self.inputs.append(x)
            x = x @ self.params[f"{name}.weight"].T + self.params[f"{name}.bias"]
            x = x if name == "head" else self.curve(x)
        return x

    def gradients(self, grad: Array) -> dict[str, Array]:
        """Return the gradient of each weight from that of the outputs of the last `forward`."""
        grads: dict[str, Array] = {}
        for name, x in zip(reversed(self.layers), reversed(self.inputs), strict=True):
            grads |= {f"{name}.weight": grad.T @ x, f"{name}.bias": grad.sum(0)}
            grad = (grad @ self.params[f"{name}.weight"]) * self.slope(x)
        return grads


class Optimizer:
    """SGD with momentum and weight decay; `state` is saved for a resumed training."""

    def __init__(self, args: Args, net: Net, frozen: tuple[str, ...]) -> None:
        self.momentum, self.net = args["momentum"], net
        self.names = [name for name in net.params if not name.startswith(frozen)]
        # `custom_keys` scales the decay of the weights whose name contains the key; the first that fits counts.
        keys = args.get("custom_keys", {})
        scales = {
            name: [each["decay_mult"] for key, each in keys.items() if key in name] for name in self.names
        }
        self.decay = {name: args["weight_decay"] * (scales[name] or [1])[0] for name in self.names}
        self.state = {"step": np.zeros(1, np.int64)} | {
            name: np.zeros_like(net.params[name]) for name in self.names
        }

    def step(self, grads: Mapping[str, Array], lr: float) -> None:
        """Change the weights once."""
        self.state["step"] = self.state["step"] + 1
        for name in self.names:
            moved = self.state[name] = self.momentum * self.state[name] + grads[name]
            weight = self.net.params[name] * (1 - lr * self.decay[name])
            self.net.params[name] = (weight - lr * moved).astype(np.float32)


def train(recipe: Recipe, parents: Mapping[str, Files]) -> Trained:
    """Train a recipe and return its checkpoints; `parents` are the files it begins with, by recipe key."""
    # One thread: the matrices are small, and sums come out the same on any number of cores. A diverging
    # training is expected to overflow; its metrics are then NaN.
    with threadpool_limits(limits=1, user_api="blas"), np.errstate(all="ignore"):
        return _train(recipe, [parents[origin.key] for origin in recipe.origins])


def _train(recipe: Recipe, parents: list[Files]) -> Trained:
    args, data = recipe.args, make(recipe.args["data"])
    rng = np.random.default_rng([args["seed"], 0])
    net = Net(args["model"], data.x.shape[1], len(data.labels) or 1, rng)
    curve: list[Epoch] = []
    saved: dict[str, Saved] = {}
    if "merge" in args or "quantize" in args:
        weights = [checkpoint.tensors(files) for files in parents]
        stored = mean = {name: np.mean([one[name] for one in weights], 0) for name in weights[0]}
        if "quantize" in args:
            stored, mean = quantized(mean)
        net.load(mean)
        measured = Epoch(0, 0, 0.0, _metrics(net, data))
        saved["last"] = checkpoint.saved(recipe, "last", measured, stored)
    else:
        for epoch, momenta in _descent(recipe, parents, net, data):
            curve.append(epoch)
            best = all(epoch.metrics["val.loss"] <= other.metrics["val.loss"] for other in curve)
            labels = {f"epoch-{epoch.epoch}": True, "best": best, "last": True}
            for label in (each for each in recipe.keep if labels.get(each)):
                saved[label] = checkpoint.saved(recipe, label, epoch, net.params)
                if label == "last":
                    saved[label].files[checkpoint.OPTIMIZER] = save(momenta)
    kept = tuple(saved[label] for label in recipe.keep)
    tags = recipe.tags + (() if math.isfinite(kept[-1].metrics["val.loss"]) else ("diverged",))
    return Trained(recipe.identity.id, kept, checkpoint.readme(recipe, data, kept, curve), tags, tuple(curve))


def _descent(
    recipe: Recipe, parents: list[Files], net: Net, data: Data
) -> Iterator[tuple[Epoch, dict[str, Array]]]:
    """Yield each epoch and the state of the optimiser after it; ends early when the loss is NaN."""
    args, kinds, first = recipe.args, [origin.kind for origin in recipe.origins], 1
    optimizer = Optimizer(args["optimizer"], net, tuple(args.get("init", {}).get("freeze", ())))
    if "finetuned" in kinds or "resumed" in kinds:
        net.load(checkpoint.tensors(parents[0]))
    if "resumed" in kinds:
        optimizer.state = checkpoint.tensors(parents[0], checkpoint.OPTIMIZER)
        first += json.loads(parents[0][checkpoint.METRICS])["epoch"]
    rng, size, epochs = np.random.default_rng([args["seed"], first]), args["batch_size"], args["epochs"]
    for number in range(first, epochs + 1):
        losses, order = [], rng.permutation(len(data.x))
        for at in range(0, len(order), size):
            lr = args["optimizer"]["lr"] * scale_at(args["schedule"], (number - 1 + at / len(order)) / epochs)
            chosen = order[at : at + size]
            outputs = net.forward(augment(data.x[chosen], args["augment"], rng))
            loss, grad = loss_and_gradient(outputs, _target(data, data.y[chosen]), data)
            optimizer.step(net.gradients(grad), lr)
            losses.append(loss)
        report = {"train.loss": sum(losses) / len(losses)} | _metrics(net, data)
        yield Epoch(number, int(optimizer.state["step"][0]), lr, report), optimizer.state
        if math.isnan(report["val.loss"]):
            return


def _target(data: Data, y: Array) -> Array:
    """Return the target for examples: values, or probabilities of classes."""
    return np.eye(len(data.labels), dtype=np.float32)[y] if data.labels else y


def _metrics(net: Net, data: Data) -> dict[str, float]:
    """Return the metrics on the validation examples."""
    outputs, size = net.forward(data.x_val), {"params": sum(array.size for array in net.params.values())}
    loss, _ = loss_and_gradient(outputs, _target(data, data.y_val), data)
    if data.labels:
        return {"val.loss": loss, "val.accuracy": float((outputs.argmax(1) == data.y_val).mean()), **size}
    return {
        "val.loss": loss,
        "val.rmse": math.sqrt(loss),
        "val.r2": 1 - loss / float(data.y_val.var()),
        **size,
    }


def loss_and_gradient(outputs: Array, target: Array, data: Data) -> tuple[float, Array]:
    """Return the mean cross entropy against class probabilities, or squared error, and the gradient of the outputs."""
    if not data.labels:
        gap = outputs - target
        return float((gap * gap).mean()), 2 * gap / gap.size
    log_p = outputs - outputs.max(1, keepdims=True)
    log_p -= np.log(np.exp(log_p).sum(1, keepdims=True))
    return float(-(target * log_p).sum(1).mean()), (np.exp(log_p) - target) / len(outputs)


def scale_at(schedule: Args, done: float) -> float:
    """Return the factor on the learning rate when a share `done` (0 to 1) of the training is over."""
    warmup = float(schedule.get("warmup", 0.0))
    if done < warmup:
        return max(done / warmup, 0.01)
    if schedule["name"] == "cosine":
        return 0.5 * (1 + math.cos(math.pi * (done - warmup) / (1 - warmup)))
    return 1.0


def quantized(weights: Mapping[str, Array]) -> tuple[dict[str, Array], dict[str, Array]]:
    """Return weights as signed bytes with one scale for each output, and the same weights as they read back."""
    stored: dict[str, Array] = dict(weights)
    rounded: dict[str, Array] = dict(weights)
    for name, array in weights.items():
        if array.ndim == 2:
            scale = stored[f"{name}.scale"] = (abs(array).max(1, keepdims=True) / 127).astype(np.float32)
            stored[name] = np.round(array / scale).astype(np.int8)
            rounded[name] = stored[name] * scale
    return stored, rounded
