"""The layers of the demo's small networks with their gradients: dense, convolution, pooling, embedding.

One class a layer, numpy alone. How layers make a network is nets.py.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping

import numpy as np

from modelbase.demo.data import Array


class Layer(ABC):
    """One step of a network; `backward` takes the gradient of its output and fills `grads`."""

    def __init__(self, **params: Array) -> None:
        self.params = params
        self.grads: dict[str, Array] = {}

    @abstractmethod
    def forward(self, x: Array) -> Array:
        """Return the output for a batch."""

    @abstractmethod
    def backward(self, grad: Array) -> Array:
        """Return the gradient of the input of the last `forward`."""


class Dense(Layer):
    """`x @ weight.T + bias`."""

    def forward(self, x: Array) -> Array:
        """Return the output; see `Layer`."""
        self.x = x
        return x @ self.params["weight"].T + self.params["bias"]

    def backward(self, grad: Array) -> Array:
        """Return the gradient of the input; see `Layer`."""
        self.grads = {"weight": grad.T @ self.x, "bias": grad.sum(0)}
        return grad @ self.params["weight"]


class Conv(Layer):
    """3x3 convolution with a border of zeros, as one matrix product over all windows."""

    def forward(self, x: Array) -> Array:
        """Return the output; see `Layer`."""
        self.windows = _windows(x)
        weight = self.params["weight"]
        return np.moveaxis(self.windows @ weight.reshape(len(weight), -1).T + self.params["bias"], 3, 1)

    def backward(self, grad: Array) -> Array:
        """Return the gradient of the input; see `Layer`."""
        weight = self.params["weight"]
        flat = np.moveaxis(grad, 1, 3).reshape(-1, len(weight))
        by_weight = (flat.T @ self.windows.reshape(len(flat), -1)).reshape(weight.shape)
        self.grads = {"weight": by_weight, "bias": flat.sum(0)}
        turned = weight[:, :, ::-1, ::-1].transpose(1, 0, 2, 3)
        return np.moveaxis(_windows(grad) @ turned.reshape(len(turned), -1).T, 3, 1)


class Pool(Layer):
    """The largest of each 2x2 block."""

    def forward(self, x: Array) -> Array:
        """Return the output; see `Layer`."""
        n, c, h, w = x.shape
        blocks = x.reshape(n, c, h // 2, 2, w // 2, 2)
        largest = blocks.max((3, 5), keepdims=True)
        self.mask = (blocks == largest) & (largest != 0)
        smaller: Array = largest.reshape(n, c, h // 2, w // 2)
        return smaller

    def backward(self, grad: Array) -> Array:
        """Return the gradient of the input; see `Layer`."""
        n, c, h, w = grad.shape
        spread: Array = (self.mask * grad.reshape(n, c, h, 1, w, 1)).reshape(n, c, 2 * h, 2 * w)
        return spread


class Flat(Layer):
    """Each example as one row."""

    def forward(self, x: Array) -> Array:
        """Return the output; see `Layer`."""
        self.shape = x.shape
        return x.reshape(len(x), -1)

    def backward(self, grad: Array) -> Array:
        """Return the gradient of the input; see `Layer`."""
        return grad.reshape(self.shape)


class Embedding(Layer):
    """A learned row for each code, the rows of one example side by side."""

    def forward(self, x: Array) -> Array:
        """Return the output; see `Layer`."""
        self.x = x
        return self.params["weight"][x].reshape(len(x), -1)

    def backward(self, grad: Array) -> Array:
        """Return the gradient of the input; see `Layer`."""
        weight = self.params["weight"]
        self.grads = {"weight": np.zeros_like(weight)}
        np.add.at(self.grads["weight"], self.x.reshape(-1), grad.reshape(-1, weight.shape[1]))
        return grad


class Powers(Layer):
    """The powers 1 to `degree` of one number."""

    def __init__(self, degree: int) -> None:
        super().__init__()
        self.degree = degree

    def forward(self, x: Array) -> Array:
        """Return the output; see `Layer`."""
        powers: Array = x ** np.arange(1, self.degree + 1, dtype=x.dtype)
        return powers

    def backward(self, grad: Array) -> Array:
        """Return the gradient of the input; see `Layer`."""
        return grad


class Activation(Layer):
    """A curve applied to each number, with its slope."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.curve = ACTIVATIONS[name]

    def forward(self, x: Array) -> Array:
        """Return the output; see `Layer`."""
        y, self.slope = self.curve(x)
        return y

    def backward(self, grad: Array) -> Array:
        """Return the gradient of the input; see `Layer`."""
        return grad * self.slope


def relu(x: Array) -> tuple[Array, Array]:
    """Return max(x, 0) and its slope."""
    return np.maximum(x, 0), (x > 0).astype(x.dtype)


def tanh(x: Array) -> tuple[Array, Array]:
    """Return tanh(x) and its slope."""
    y = np.tanh(x)
    return y, 1 - y * y


def gelu(x: Array) -> tuple[Array, Array]:
    """Return x·sigmoid(1.702 x), the usual fast form of GELU, and its slope."""
    gate = 1 / (1 + np.exp(-np.clip(x * 1.702, -60, 60)))
    return x * gate, gate + 1.702 * x * gate * (1 - gate)


ACTIVATIONS: Mapping[str, Callable[[Array], tuple[Array, Array]]] = {"relu": relu, "tanh": tanh, "gelu": gelu}


def _windows(x: Array) -> Array:
    """Return the 3x3 windows around each pixel as rows: [batch, height, width, channels * 9]."""
    n, c, h, w = x.shape
    padded = np.zeros((n, c, h + 2, w + 2), x.dtype)
    padded[:, :, 1:-1, 1:-1] = x
    windows = np.lib.stride_tricks.sliding_window_view(padded, (3, 3), (2, 3))
    return windows.transpose(0, 2, 3, 1, 4, 5).reshape(n, h, w, c * 9)
