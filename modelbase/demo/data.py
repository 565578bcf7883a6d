"""The demo's datasets, generated from a seed: points, a curve, 8x8 pictures as rows of 64 numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[Any]
Args: TypeAlias = Mapping[str, Any]
Made: TypeAlias = "tuple[Array, Array, Sequence[str], str]"
Random: TypeAlias = np.random.Generator

VALIDATION = 4  # every fourth example is used for validation alone
# Five pixels a row, seven rows, one bit a pixel: the digits 0 to 9.
FONT = (
    "0e11131519110e 040c040404040e 0e11010204081f 1f02040201110e 02060a121f0202"
    " 1f101e0101110e 0608101e11110e 1f010204080808 0e11110e11110e 0e11110f01020c"
)


@dataclass(frozen=True)
class Data:
    """Examples for training and validation; `labels` are the classes, none for a curve; `about` is a sentence."""

    x: Array
    y: Array
    x_val: Array
    y_val: Array
    labels: tuple[str, ...]
    about: str


def make(args: Args) -> Data:
    """Return the dataset that `args` describe."""
    x, y, labels, about = _MAKERS[args["name"]](args, np.random.default_rng(int(args["seed"])))
    x, keep = x.astype(np.float32), np.arange(len(x)) % VALIDATION == 0
    return Data(x[~keep], y[~keep], x[keep], y[keep], tuple(labels), about)


def augment(x: Array, pipeline: Sequence[Args], rng: Random) -> Array:
    """Return a batch changed at random by each step of the pipeline, GaussianNoise or RandomErase, in its order."""
    for step in pipeline:
        if step["type"] == "GaussianNoise":
            changed = x + rng.normal(0, step["std"], x.shape)
        else:
            changed = x * (rng.random(x.shape) >= step["share"])
        x = np.where(rng.random((len(x), 1)) < step.get("prob", 1.0), changed, x).astype(np.float32)
    return x


def _spirals(args: Args, rng: Random) -> Made:
    size, arms = int(args["size"]), int(args["arms"])
    y = rng.integers(0, arms, size)
    radius = np.sqrt(rng.uniform(0.02, 1, size))
    angle = radius * args["turns"] * 2 * np.pi + y * 2 * np.pi / arms + rng.normal(0, args["noise"], size)
    x = 2 * radius[:, None] * np.stack([np.cos(angle), np.sin(angle)], 1)
    about = f"{arms} spiral arms of {args['turns']} turns, angles blurred with Gaussian noise"
    return x, y, [f"arm {arm}" for arm in range(arms)], about


def _noisy_sine(args: Args, rng: Random) -> Made:
    x = rng.uniform(-1, 1, (int(args["size"]), 1))
    y = np.sin(x * np.pi * args["periods"]) + 0.5 * x + rng.normal(0, args["noise"], x.shape)
    return x, y.astype(np.float32), (), f"sin(π·{args['periods']}·x) + x/2 on [-1, 1] with Gaussian noise"


def _digits(args: Args, rng: Random) -> Made:
    glyphs = np.zeros((10, 8, 8))
    for digit, rows in enumerate(FONT.split()):
        bits = np.unpackbits(np.frombuffer(bytes.fromhex(rows), np.uint8).reshape(7, 1), axis=1)
        glyphs[digit, :7, 1:6] = bits[:, 3:]
    y, contrast = rng.integers(0, 10, int(args["size"])), args.get("contrast", 1.0)
    x = glyphs[y] * rng.uniform(0.6 * contrast, contrast, (len(y), 1, 1))
    moves = rng.integers(-args["shift"], args["shift"] + 1, (len(y), 2))
    x = np.stack([np.roll(picture, move, (0, 1)) for picture, move in zip(x, moves, strict=True)])
    about = f"8x8 pictures of the digits 0 to 9, shifted, with noise, at {contrast:.0%} contrast"
    return _noisy(x, args, rng), y, "0123456789", about


def _shapes(args: Args, rng: Random) -> Made:
    size = int(args["size"])
    y = rng.integers(0, 4, size)
    middle, reach = rng.uniform(2.8, 4.2, (2, size, 1, 1)), rng.uniform(2, 3.2, (size, 1, 1))
    down, right = np.meshgrid(np.arange(8), np.arange(8), indexing="ij")
    v, h = (down - middle[0]) / reach, (right - middle[1]) / reach
    box = np.maximum(abs(v), abs(h))
    circle, square = abs(np.sqrt(v**2 + h**2) - 0.85) < 0.25, abs(box - 0.85) < 0.2
    drawn = [circle, square, (abs(h) <= (v + 1) / 2) & (v < 1), abs(v * h) < 0.12]
    x = np.where(box <= 1.1, np.choose(y[:, None, None], drawn), 0)
    return _noisy(x, args, rng), y, args["classes"], "8×8 그림: 크기와 자리가 제각각인 네 가지 도형과 잡음"


def _noisy(pictures: Array, args: Args, rng: Random) -> Array:
    """Return pictures as rows, with noise, around zero."""
    rows = pictures.reshape(len(pictures), -1)
    return rows + rng.normal(0, args["noise"], rows.shape) - 0.25


_MAKERS: Mapping[str, Callable[[Args, Random], Made]] = {
    "spirals": _spirals,
    "noisy-sine": _noisy_sine,
    "tiny-digits": _digits,
    "faint-digits": _digits,
    "tiny-shapes": _shapes,
}
