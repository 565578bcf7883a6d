"""Trains one recipe of the demo for real: by gradient steps, or by merging or quantising what was trained before.

Numbers in, bytes out: it reads no clock, no file and no network, so that the same recipe gives the same bytes again
on the same machine. How results are written down is checkpoint.py.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from typing import TypeAlias

import numpy as np
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
    "leaky-relu": (lambda x: np.maximum(x, 0.1 * x), lambda y: np.where(y > 0, 1, 0.1)),
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
        """Take over weights by name; names and shapes must be exactly this network's."""
        if {name: array.shape for name, array in params.items()} != {
            n: a.shape for n, a in self.params.items()
        }:
            raise ValueError(
                f"these weights are of another network: {sorted(params)} for {sorted(self.params)}"
            )
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
    """SGD with momentum, or the signs of its steps; `state` holds what a resumed training needs."""

    def __init__(self, args: Args, net: Net, frozen: tuple[str, ...]) -> None:
        self.args, self.net = args, net
        self.names = [name for name in net.params if not name.startswith(frozen)]
        self.state = {"step": np.zeros(1, np.int64)} | {
            name: np.zeros_like(net.params[name]) for name in self.names
        }

    def step(self, grads: Mapping[str, Array], lr: float) -> None:
        """Change the weights once."""
        self.state["step"] = self.state["step"] + 1
        for name in self.names:
            moved = self.state[name] = self.args["momentum"] * self.state[name] + grads[name]
            moved = np.sign(moved) if self.args["name"] == "sign-sgd" else moved
            weight = self.net.params[name] * (1 - lr * self.args["weight_decay"] * self._decay_of(name))
            self.net.params[name] = (weight - lr * moved).astype(np.float32)

    def _decay_of(self, name: str) -> float:
        """Return the factor that `custom_keys` sets for a weight: that of the first key that its name contains."""
        keys: Args = self.args.get("custom_keys", {})
        return next((float(setting["decay_mult"]) for key, setting in keys.items() if key in name), 1.0)


def train(recipe: Recipe, parents: Mapping[str, Files] | None = None) -> Trained:
    """Train a recipe and return its checkpoints; `parents` are the files it begins with, by recipe key."""
    given = parents or {}
    missing = [origin.key for origin in recipe.origins if origin.key not in given]
    if missing:
        raise ValueError(f"{recipe.key} begins with the weights of {', '.join(missing)}: train those first")
    # One thread: the matrices are small, and sums come out the same on any number of cores. A diverging
    # training is meant to overflow; its metrics then say NaN.
    with threadpool_limits(limits=1, user_api="blas"), np.errstate(all="ignore"):
        return _train(recipe, [given[origin.key] for origin in recipe.origins])


def _train(recipe: Recipe, parents: list[Files]) -> Trained:
    args, data = recipe.args, make(recipe.args["data"])
    net = _net(args["model"], data, np.random.default_rng([args["seed"], 0]))
    curve: list[Epoch] = []
    saved: dict[str, Saved] = {}
    if "merge" in args or "quantize" in args:
        weights = [checkpoint.tensors(files) for files in parents]
        stored = mean = {name: np.mean([one[name] for one in weights], 0) for name in weights[0]}
        if "quantize" in args:
            stored, mean = quantized(mean)
        net.load(mean)
        measured = Epoch(0, 0, 0.0, _metrics(net, data))
        saved["last"] = Saved("last", measured, checkpoint.files(recipe, "last", measured, stored))
    else:
        for epoch, optimizer in _descent(recipe, parents, net, data):
            curve.append(epoch)
            best = all(epoch.metrics["val.loss"] <= other.metrics["val.loss"] for other in curve)
            labels = {f"epoch-{epoch.epoch}": True, "best": best, "last": True}
            for label in (each for each in recipe.keep if labels.get(each)):
                files = checkpoint.files(recipe, label, epoch, net.params)
                more = checkpoint.progress_files(curve, optimizer.state) if label == "last" else {}
                saved[label] = Saved(label, epoch, files | more)
    kept = tuple(saved[label] for label in recipe.keep)
    tags = recipe.tags + (() if math.isfinite(kept[-1].metrics["val.loss"]) else ("diverged",))
    return Trained(recipe.identity.id, kept, checkpoint.readme(recipe, data, kept, curve), tags, tuple(curve))


def _net(model: Args, data: Data, rng: Random) -> Net:
    return Net(model, data.x.shape[1], len(data.labels) or 1, rng)


def _descent(recipe: Recipe, parents: list[Files], net: Net, data: Data) -> Iterator[tuple[Epoch, Optimizer]]:
    """Yield the state after each epoch; ends early when the loss is no number any more."""
    args, kinds = recipe.args, [origin.kind for origin in recipe.origins]
    frozen: tuple[str, ...] = ("hidden.",) if args["model"]["name"] == "random-features" else ()
    frozen += tuple(args.get("init", {}).get("freeze", ()))
    optimizer, first, teacher = Optimizer(args["optimizer"], net, frozen), 1, None
    if "finetuned" in kinds or "resumed" in kinds:
        net.load(checkpoint.tensors(parents[0]))
    if "resumed" in kinds:
        optimizer.state = checkpoint.tensors(parents[0], checkpoint.OPTIMIZER)
        first += checkpoint.read_metrics(parents[0])["epoch"]
    if "distilled" in kinds:
        teacher = _net(checkpoint.read_metrics(parents[0])["model"], data, np.random.default_rng(0))
        teacher.load(checkpoint.tensors(parents[0]))
    rng, size, epochs = np.random.default_rng([args["seed"], first]), args["batch_size"], args["epochs"]
    for number in range(first, epochs + 1):
        losses, order = [], rng.permutation(len(data.x))
        for at in range(0, len(order), size):
            lr = args["optimizer"]["lr"] * scale_at(args["schedule"], (number - 1 + at / len(order)) / epochs)
            chosen = order[at : at + size]
            outputs = net.forward(augment(data.x[chosen], args["augment"], rng))
            loss, grad = loss_and_gradient(outputs, _target(data, chosen, args, teacher), data)
            optimizer.step(net.gradients(grad), lr)
            losses.append(loss)
        report = {"train.loss": sum(losses) / len(losses)} | _metrics(net, data)
        yield Epoch(number, int(optimizer.state["step"][0]), lr, report), optimizer
        if math.isnan(report["val.loss"]):
            return


def _target(data: Data, chosen: Array, args: Args, teacher: Net | None) -> Array:
    """Return what the network is to answer for the chosen examples: values, or probabilities of classes."""
    if not data.labels:
        return data.y[chosen]
    hard = one_hot(data.y[chosen], len(data.labels), args.get("label_smoothing", 0.0))
    if teacher is None:
        return hard
    how = args["distill"]
    soft = np.exp(log_softmax(teacher.forward(data.x[chosen]) / how["temperature"]))
    mixed: Array = how["alpha"] * soft + (1 - how["alpha"]) * hard
    return mixed


def _metrics(net: Net, data: Data) -> dict[str, float]:
    """Return the metrics on the validation examples."""
    outputs, size = net.forward(data.x_val), {"params": sum(array.size for array in net.params.values())}
    if not data.labels:
        loss, _ = loss_and_gradient(outputs, data.y_val, data)
        return {
            "val.loss": loss,
            "val.rmse": math.sqrt(loss),
            "val.r2": 1 - loss / float(data.y_val.var()),
        } | size
    loss, _ = loss_and_gradient(outputs, one_hot(data.y_val, len(data.labels)), data)
    return {"val.loss": loss, "val.accuracy": float((outputs.argmax(1) == data.y_val).mean())} | size


def loss_and_gradient(outputs: Array, target: Array, data: Data) -> tuple[float, Array]:
    """Return the mean cross entropy against class probabilities, or squared error, and the gradient of the outputs."""
    if not data.labels:
        gap = outputs - target
        return float((gap * gap).mean()), 2 * gap / gap.size
    log_p = log_softmax(outputs)
    return float(-(target * log_p).sum(1).mean()), (np.exp(log_p) - target) / len(outputs)


def log_softmax(logits: Array) -> Array:
    """Return the logarithm of the softmax of each row."""
    shifted: Array = logits - logits.max(1, keepdims=True)
    shifted -= np.log(np.exp(shifted).sum(1, keepdims=True))
    return shifted


def one_hot(y: Array, classes: int, smoothing: float = 0.0) -> Array:
    """Return class probabilities: all on the label but for `smoothing`, which is spread evenly."""
    hot: Array = (np.eye(classes, dtype=np.float32) * (1 - smoothing) + smoothing / classes)[y]
    return hot


def scale_at(schedule: Args, done: float) -> float:
    """Return the factor on the learning rate when a share `done` (0 to 1) of the training is over."""
    warmup = float(schedule.get("warmup", 0.0))
    if done < warmup:
        return max(done / warmup, 0.01)
    if schedule["name"] == "cosine":
        return 0.5 * (1 + math.cos(math.pi * (done - warmup) / (1 - warmup)))
    return float(schedule.get("gamma", 1.0) ** sum(done >= each for each in schedule.get("milestones", ())))


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
