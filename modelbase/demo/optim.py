"""Optimisers, learning-rate schedules and losses of the demo: SGD with momentum, AdamW, cosine and steps.

They see arrays and args, never a dataset, a file or the network behind the weights.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

import numpy as np

from modelbase.demo.data import Args, Array


class Optimizer:
    """Changes weights in place; `state` holds what a resumed training needs, keyed as the weights are."""

    def __init__(self, args: Args, params: Mapping[str, Array], frozen: Iterable[str] = ()) -> None:
        self.args = args
        self.params = {name: array for name, array in params.items() if not name.startswith(tuple(frozen))}
        self.decay = {name: args.get("weight_decay", 0.0) * _decay_mult(args, name) for name in self.params}
        self.state: dict[str, Array] = {"step": np.zeros((), np.int64)}
        for slot in ("exp_avg", "exp_avg_sq") if args["name"] == "adamw" else ("momentum_buffer",):
            self.state |= {f"{slot}.{name}": np.zeros_like(array) for name, array in self.params.items()}

    def load(self, state: Mapping[str, Array]) -> None:
        """Take over the state of an earlier training of the same weights."""
        if set(state) != set(self.state):
            raise ValueError("this optimiser state belongs to other weights or another optimiser")
        self.state = {name: array.copy() for name, array in state.items()}

    def step(self, grads: Mapping[str, Array], lr: float) -> None:
        """Change the weights once."""
        self.state["step"] = self.state["step"] + 1
        change = self._adamw if self.args["name"] == "adamw" else self._sgd
        for name, array in self.params.items():
            np.multiply(array, 1 - lr * self.decay[name], out=array)
            np.subtract(array, change(name, grads[name]) * lr, out=array)

    def _sgd(self, name: str, grad: Array) -> Array:
        buffer = self.state[f"momentum_buffer.{name}"]
        buffer *= self.args.get("momentum", 0.0)
        buffer += grad
        return buffer

    def _adamw(self, name: str, grad: Array) -> Array:
        first, second = self.args["betas"]
        mean, square = self.state[f"exp_avg.{name}"], self.state[f"exp_avg_sq.{name}"]
        mean += (1 - first) * (grad - mean)
        square += (1 - second) * (grad * grad - square)
        step = int(self.state["step"])
        scale = np.sqrt(square / (1 - second**step)) + 1e-8
        change: Array = mean / (1 - first**step) / scale
        return change


def _decay_mult(args: Args, name: str) -> float:
    """Return the factor that `custom_keys` sets for a weight: the first key that its name contains."""
    for key, setting in args.get("custom_keys", {}).items():
        if key in name:
            return float(setting.get("decay_mult", 1.0))
    return 1.0


def scale_at(schedule: Args, done: float) -> float:
    """Return the factor on the learning rate when a share `done` (0 to 1) of the training is over."""
    warmup = float(schedule.get("warmup", 0.0))
    if done < warmup:
        return max(done / warmup, 0.01)
    if schedule["name"] == "cosine":
        return 0.5 * (1 + math.cos(math.pi * (done - warmup) / (1 - warmup)))
    if schedule["name"] == "step":
        return float(schedule["gamma"] ** sum(done >= milestone for milestone in schedule["milestones"]))
    return 1.0


def log_softmax(logits: Array) -> Array:
    """Return the logarithm of the softmax of each row."""
    shifted = logits - logits.max(1, keepdims=True)
    result: Array = shifted - np.log(np.exp(shifted).sum(1, keepdims=True))
    return result


def cross_entropy(logits: Array, target: Array) -> tuple[float, Array]:
    """Return the mean cross entropy against class probabilities and its gradient."""
    log_p = log_softmax(logits)
    return float(-(target * log_p).sum(1).mean()), (np.exp(log_p) - target) / len(logits)


def squared_error(values: Array, target: Array) -> tuple[float, Array]:
    """Return the mean squared error and its gradient."""
    gap = values - target
    return float((gap * gap).mean()), 2 * gap / gap.size


def one_hot(y: Array, classes: int, smoothing: float = 0.0) -> Array:
    """Return class probabilities: all on the label but for `smoothing`, which is spread evenly."""
    target = np.full((len(y), classes), smoothing / classes, np.float32)
    target[np.arange(len(y)), y] += 1 - smoothing
    return target
