"""Trains one recipe of the demo for real: by gradient steps, in closed form, or by merging and quantising.

Numbers in, numbers out: it reads no clock, no file and no network, so that the same recipe gives the same
bytes again on the same machine. How results are written down is saving.py and readme.py.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

import numpy as np
from threadpoolctl import threadpool_limits

from modelbase.demo import saving
from modelbase.demo.data import Args, Array, Data, augment, make
from modelbase.demo.nets import Net, build
from modelbase.demo.optim import Optimizer, cross_entropy, log_softmax, one_hot, scale_at, squared_error
from modelbase.demo.readme import Story, write
from modelbase.demo.recipe import Epoch, Files, Recipe, Saved, Trained

LEVELS = 127  # of a signed byte, to both sides of zero


def train(recipe: Recipe, parents: Mapping[str, Files] | None = None) -> Trained:
    """Train a recipe and return its checkpoints; `parents` are the files it begins with, by recipe key."""
    given = parents or {}
    missing = [origin.key for origin in recipe.origins if origin.key not in given]
    if missing:
        raise ValueError(f"{recipe.key} begins with the weights of {', '.join(missing)}: train those first")
    work = Work(recipe, given)
    # One thread: the matrices are small, and sums come out the same on any number of cores. A diverging
    # training is meant to overflow; its metrics then say NaN.
    with threadpool_limits(limits=1, user_api="blas"), np.errstate(all="ignore"):
        work.run()
        return work.result()


class Work:
    """One training on its way: the data, the network, and the checkpoints kept so far."""

    def __init__(self, recipe: Recipe, parents: Mapping[str, Files]) -> None:
        self.recipe, self.args = recipe, recipe.args
        self.parents = [parents[origin.key] for origin in recipe.origins]
        self.data = make(self.args["data"], self.args["model"].get("context", 1))
        self.net = self.fresh_net(self.args["model"])
        self.curve: list[Epoch] = []
        self.saved: dict[str, Saved] = {}

    def fresh_net(self, model: Args) -> Net:
        """Return an untrained network for this dataset."""
        rng = np.random.default_rng([self.args["seed"], 0])
        return build(model, self.data.x.shape[1:], self.data.outputs, rng)

    def run(self) -> None:
        """Train in the way that the args ask for."""
        if "merge" in self.args:
            self.merge()
        elif "quantize" in self.args:
            self.quantize()
        elif self.args["model"]["name"] in CLOSED_FORM:
            CLOSED_FORM[self.args["model"]["name"]](self.net, self.data, self.args["optimizer"])
            self.keep("last", self.measured())
        else:
            self.descend()

    def merge(self) -> None:
        """Average the weights of the parents."""
        weights = [saving.tensors(files) for files in self.parents]
        self.net.load({name: np.mean([one[name] for one in weights], 0) for name in weights[0]})
        self.keep("last", self.measured())

    def quantize(self) -> None:
        """Round the parent's weights to bytes, and measure with the rounded ones."""
        bytes_and_scales, rounded = quantized(saving.tensors(self.parents[0]))
        self.net.load(rounded)
        self.keep("last", self.measured(), bytes_and_scales)

    def descend(self) -> None:
        """Train by gradient steps, keeping the checkpoints that the recipe names."""
        optimizer = Optimizer(
            self.args["optimizer"], self.net.params, self.args.get("init", {}).get("freeze", ())
        )
        first = 1
        kinds = [origin.kind for origin in self.recipe.origins]
        if "finetuned" in kinds or "resumed" in kinds:
            self.net.load(saving.tensors(self.parents[0]))
        if "resumed" in kinds:
            optimizer.load(saving.tensors(self.parents[0], saving.OPTIMIZER))
            first += int(saving.read_metrics(self.parents[0])["epoch"])
        teacher = self.teacher() if "distilled" in kinds else None
        for epoch in descent(self, optimizer, teacher, first):
            self.curve.append(epoch)
            if f"epoch-{epoch.epoch}" in self.recipe.keep:
                self.keep(f"epoch-{epoch.epoch}", epoch)
            if "best" in self.recipe.keep and self.is_best(epoch):
                self.keep("best", epoch)
        self.keep("last", self.curve[-1], optimizer=optimizer.state)

    def is_best(self, epoch: Epoch) -> bool:
        """Say whether no epoch before had a lower loss on the validation examples."""
        return all(epoch.metrics["val.loss"] <= other.metrics["val.loss"] for other in self.curve)

    def teacher(self) -> Net:
        """Return the network that the parent's files describe, with its weights."""
        net = self.fresh_net(saving.model_of(self.parents[0]))
        net.load(saving.tensors(self.parents[0]))
        return net

    def measured(self) -> Epoch:
        """Return the metrics of a network that was not trained by epochs."""
        loss, _ = loss_and_grad(self.net, self.data.x, self.data.y, self.data)
        return Epoch(0, 0, 0.0, {"train.loss": loss} | metrics(self.net, self.data))

    def keep(
        self,
        label: str,
        at: Epoch,
        weights: Mapping[str, Array] | None = None,
        optimizer: Mapping[str, Array] | None = None,
    ) -> None:
        """Write the weights as they are now into a checkpoint."""
        files = saving.files(self.recipe, label, at, weights or self.net.params)
        if self.data.x.dtype.kind == "i":
            files[saving.VOCABULARY] = saving.json_bytes(list(self.data.labels))
        if optimizer:
            files[saving.OPTIMIZER] = saving.safetensors(optimizer, {})
            files[saving.CURVE] = saving.curve_bytes(self.curve)
        self.saved[label] = Saved(label, at, files)

    def result(self) -> Trained:
        """Return what came of it, with the README."""
        kept = tuple(self.saved[label] for label in self.recipe.keep if label in self.saved)
        story = Story(self.recipe, self.data, self.net, kept, tuple(self.curve), self.parents)
        tags = self.recipe.tags + (() if math.isfinite(kept[-1].metrics["val.loss"]) else ("diverged",))
        return Trained(self.recipe.identity.id, kept, write(story), tags, tuple(self.curve))


def descent(work: Work, optimizer: Optimizer, teacher: Net | None, first: int) -> Iterator[Epoch]:
    """Yield the state after each epoch from `first` on; ends early when the loss is no number any more."""
    args, data, net = work.args, work.data, work.net
    rng = np.random.default_rng([args["seed"], first])
    size, epochs, count = args["batch_size"], args["epochs"], len(data.x)
    rate = args["optimizer"]["lr"]
    for epoch in range(first, epochs + 1):
        losses, order = [], rng.permutation(count)
        for at in range(0, count, size):
            lr = rate * scale_at(args["schedule"], (epoch - 1 + at / count) / epochs)
            chosen = order[at : at + size]
            x = augment(data.x[chosen], args.get("augment", ()), rng)
            target = targets(data, chosen, args, teacher)
            loss, grad = loss_and_grad(net, x, target, data)
            net.backward(grad)
            optimizer.step(net.grads, lr)
            losses.append(loss)
        report = {"train.loss": sum(losses) / len(losses)} | metrics(net, data)
        yield Epoch(epoch, int(optimizer.state["step"]), lr, report)
        if math.isnan(report["val.loss"]):
            return


def targets(data: Data, chosen: Array, args: Args, teacher: Net | None) -> Array:
    """Return what the network is to answer for the chosen examples: values, classes, a teacher's opinion."""
    if not data.labels:
        return data.y[chosen]
    hard = one_hot(data.y[chosen], data.outputs, args.get("label_smoothing", 0.0))
    if teacher is None:
        return hard
    how = args["distill"]
    soft = np.exp(log_softmax(teacher.forward(data.x[chosen]) / how["temperature"]))
    mixed: Array = how["alpha"] * soft + (1 - how["alpha"]) * hard
    return mixed


def loss_and_grad(net: Net, x: Array, target: Array, data: Data) -> tuple[float, Array]:
    """Return the loss on a batch and the gradient of the network's outputs; class numbers are accepted."""
    outputs = net.forward(x)
    if not data.labels:
        return squared_error(outputs, target)
    return cross_entropy(outputs, one_hot(target, data.outputs) if target.ndim == 1 else target)


def metrics(net: Net, data: Data) -> dict[str, float]:
    """Return the metrics on the validation examples."""
    outputs = net.forward(data.x_val)
    size = {"params": sum(array.size for array in net.params.values())}
    if not data.labels:
        loss, _ = squared_error(outputs, data.y_val)
        r2 = 1 - loss / float(data.y_val.var())
        return {"val.loss": loss, "val.rmse": math.sqrt(loss), "val.r2": r2} | size
    loss, _ = cross_entropy(outputs, one_hot(data.y_val, data.outputs))
    report = {"val.loss": loss, "val.accuracy": float((outputs.argmax(1) == data.y_val).mean())}
    return report | ({"val.perplexity": math.exp(loss)} if data.x.dtype.kind == "i" else {}) | size


def fit_ridge(net: Net, data: Data, how: Args) -> None:
    """Solve for the weights of least squared error plus `alpha` times their squares; the bias is free."""
    features = net.layers["powers"].forward(data.x.astype(np.float64))
    middle, target = features.mean(0), data.y.mean(0)
    centred = features - middle
    system = centred.T @ centred + how["alpha"] * np.eye(features.shape[1])
    weight = np.linalg.solve(system, centred.T @ (data.y - target)).T
    net.load({"head.weight": weight, "head.bias": target - weight @ middle})


def count_pairs(net: Net, data: Data, how: Args) -> None:
    """Set the table to the logarithm of smoothed counts of which character follows which."""
    counts = np.full((data.outputs, data.outputs), how["smoothing"])
    np.add.at(counts, (data.x[:, 0], data.y), 1)
    net.load({"table.weight": np.log(counts / counts.sum(1, keepdims=True))})


CLOSED_FORM = {"ridge": fit_ridge, "bigram": count_pairs}


def quantized(weights: Mapping[str, Array]) -> tuple[dict[str, Array], dict[str, Array]]:
    """Return weights as bytes with one scale for each output, and the same weights as they read back."""
    stored: dict[str, Array] = {}
    rounded: dict[str, Array] = {}
    for name, array in weights.items():
        if array.ndim < 2:
            stored[name] = rounded[name] = array
            continue
        scale = abs(array).max(tuple(range(1, array.ndim)), keepdims=True) / LEVELS
        stored[name] = np.round(array / scale).astype(np.int8)
        stored[f"{name}.scale"] = scale.astype(np.float32)
        rounded[name] = stored[name] * stored[f"{name}.scale"]
    return stored, rounded
