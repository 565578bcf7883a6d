"""The demo's datasets, made on the spot from a seed: points, curves, drawn 8x8 pictures, Markov-chain text.

Only generators and the cut into training and validation examples. No networks, no files, no network access.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[Any]
Args: TypeAlias = Mapping[str, Any]

VALIDATION = 4  # every fourth example is kept back from training
# Five pixels a row, seven rows, one bit a pixel: the digits 0 to 9.
FONT = (
    "0e11131519110e 040c040404040e 0e11010204081f 1f02040201110e 02060a121f0202"
    " 1f101e0101110e 0608101e11110e 1f010204080808 0e11110e11110e 0e11110f01020c"
)
WORDS = {
    "English": "the a small big model layer learns sees forgets data noise loss falls slowly again",
    "한국어": "작은 큰 모델 층 데이터 잡음 손실 정확도 학습 다시 천천히 배운다 본다 잊는다 줄어든다",
}
TEXTS = {
    "English": "English words chained at random, three followers for each word",
    "한국어": "한국어 낱말을 무작위로 이은 글(낱말마다 뒤따르는 낱말이 셋)",
}


@dataclass(frozen=True)
class Data:
    """Examples cut in two; `labels` are the names of the classes, characters or, for a curve, nothing."""

    x: Array
    y: Array
    x_val: Array
    y_val: Array
    labels: tuple[str, ...]
    about: str

    @property
    def outputs(self) -> int:
        """How many numbers a network has to answer with."""
        return len(self.labels) or 1


def make(args: Args, context: int = 1) -> Data:
    """Return the dataset that `args` describe; `context` is how many characters a text model looks back."""
    rng = np.random.default_rng(int(args["seed"]))
    x, y, labels, about = _MAKERS[args["name"]](dict(args) | {"context": context}, rng)
    keep = np.arange(len(x)) % VALIDATION == 0
    return Data(x[~keep], y[~keep], x[keep], y[keep], tuple(labels), about)


Made: TypeAlias = "tuple[Array, Array, Sequence[str], str]"


def two_moons(args: Args, rng: np.random.Generator) -> Made:
    """Return two interleaved half circles in the plane."""
    size = int(args["size"])
    y = rng.integers(0, 2, size)
    angle = rng.uniform(0, np.pi, size)
    x = np.stack([np.cos(angle) + y, np.sin(angle) * (1 - 2 * y) + 0.5 * y], 1) - [0.5, 0.25]
    x = x + rng.normal(0, args["noise"], x.shape)
    return x.astype(np.float32), y, ("upper", "lower"), "two interleaved half circles with Gaussian noise"


def spirals(args: Args, rng: np.random.Generator) -> Made:
    """Return the points of `arms` spirals in the plane."""
    size, arms = int(args["size"]), int(args["arms"])
    y = rng.integers(0, arms, size)
    radius = np.sqrt(rng.uniform(0.02, 1, size))
    angle = radius * args["turns"] * 2 * np.pi + y * 2 * np.pi / arms + rng.normal(0, args["noise"], size)
    x = 2 * radius[:, None] * np.stack([np.cos(angle), np.sin(angle)], 1)
    about = f"{arms} spiral arms of {args['turns']} turns, angles blurred with Gaussian noise"
    return x.astype(np.float32), y, [f"arm {arm}" for arm in range(arms)], about


def noisy_sine(args: Args, rng: np.random.Generator) -> Made:
    """Return points of a sine wave with a slope, blurred."""
    x = rng.uniform(-1, 1, (int(args["size"]), 1))
    y = np.sin(x * np.pi * args["periods"]) + 0.5 * x + rng.normal(0, args["noise"], x.shape)
    about = f"sin(π·{args['periods']}·x) + x/2 on [-1, 1], values blurred with Gaussian noise"
    return x.astype(np.float32), y.astype(np.float32), (), about


def tiny_digits(args: Args, rng: np.random.Generator) -> Made:
    """Return 8x8 pictures of digits: shifted, of uneven brightness and perhaps less contrast, noisy."""
    glyphs = np.zeros((10, 8, 8), np.float32)
    for digit, rows in enumerate(FONT.split()):
        bits = np.unpackbits(np.frombuffer(bytes.fromhex(rows), np.uint8).reshape(7, 1), axis=1)
        glyphs[digit, :7, 1:6] = bits[:, 3:]
    y = rng.integers(0, 10, int(args["size"]))
    x = _moved(glyphs[y], rng, int(args["shift"])) * rng.uniform(0.6, 1, (len(y), 1, 1))
    contrast = args.get("contrast", 1.0)
    about = (
        "8x8 pictures of the digits 0 to 9 drawn from a pixel font, shifted, uneven in brightness, with noise"
    )
    about += f", at {contrast:.0%} contrast" if contrast < 1 else ""
    return _noisy(x * contrast, args, rng), y, tuple("0123456789"), about


def tiny_shapes(args: Args, rng: np.random.Generator) -> Made:
    """Return 8x8 pictures of a circle, square, triangle or cross of random size and place."""
    size = int(args["size"])
    y = rng.integers(0, 4, size)
    middle, reach = rng.uniform(2.8, 4.2, (2, size, 1, 1)), rng.uniform(2, 3.2, (size, 1, 1))
    down, right = np.meshgrid(np.arange(8), np.arange(8), indexing="ij")
    v, h = (down - middle[0]) / reach, (right - middle[1]) / reach
    far, box = np.sqrt(v**2 + h**2), np.maximum(abs(v), abs(h))
    drawn = [
        abs(far - 0.85) < 0.25,
        abs(box - 0.85) < 0.2,
        (abs(h) <= (v + 1) / 2) & (v < 1),
        abs(v * h) < 0.12,
    ]
    x = np.where(box <= 1.1, np.choose(y[:, None, None], drawn), 0).astype(np.float32)
    return (
        _noisy(x, args, rng),
        y,
        args["classes"],
        "크기와 자리가 제각각인 네 가지 도형의 8×8 그림(잡음 포함)",
    )


def markov_text(args: Args, rng: np.random.Generator) -> Made:
    """Return windows of a text of chained words, `context` characters each, and the character after each."""
    words, context = WORDS[args["language"]].split(), args["context"]
    after = [rng.permutation(len(words))[:3] for _ in words]
    text, at = "", 0
    while len(text) < int(args["size"]) + context:
        text, at = text + words[at] + " ", int(rng.choice(after[at], p=(0.6, 0.3, 0.1)))
    vocabulary = sorted(set(text))
    codes = np.array([vocabulary.index(character) for character in text])
    x = np.lib.stride_tricks.sliding_window_view(codes, context)[:-1]
    return x, codes[context:], vocabulary, TEXTS[args["language"]]


def _moved(x: Array, rng: np.random.Generator, reach: int) -> Array:
    steps = rng.integers(-reach, reach + 1, (len(x), 2))
    return np.stack([np.roll(picture, tuple(step), (0, 1)) for picture, step in zip(x, steps, strict=True)])


def _noisy(x: Array, args: Args, rng: np.random.Generator) -> Array:
    return (x + rng.normal(0, args["noise"], x.shape)).astype(np.float32)[:, None]


_MAKERS: Mapping[str, Callable[[Args, np.random.Generator], Made]] = {
    "two-moons": two_moons,
    "spirals": spirals,
    "noisy-sine": noisy_sine,
    "tiny-digits": tiny_digits,
    "faint-digits": tiny_digits,
    "tiny-shapes": tiny_shapes,
    "markov-text": markov_text,
}


def _factors(bounds: Sequence[float], x: Array, rng: np.random.Generator) -> Array:
    return rng.uniform(bounds[0], bounds[1], (len(x), 1, 1, 1)).astype(x.dtype)


def augment(x: Array, pipeline: Sequence[Args], rng: np.random.Generator) -> Array:
    """Return a batch changed at random by each step of the pipeline, in its order."""
    for step in pipeline:
        chosen = rng.random(len(x)) < step.get("prob", 1.0)
        changed = _AUGMENTS[step["type"]](x, step, rng)
        x = np.where(chosen.reshape(-1, *[1] * (x.ndim - 1)), changed, x)
    return x


_AUGMENTS: Mapping[str, Callable[[Array, Args, np.random.Generator], Array]] = {
    "RandomShift": lambda x, step, rng: _moved(x[:, 0], rng, step["pixels"])[:, None],
    "GaussianNoise": lambda x, step, rng: x + rng.normal(0, step["std"], x.shape).astype(x.dtype),
    "RandomBrightness": lambda x, step, rng: x * _factors(step["range"], x, rng),
}
