"""The demo's recipes: baselines, sweeps and seeds. What comes of other models is in descendants.py.

Only args, titles and words. Every recipe is trained as it stands here; none has a result written beside it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from modelbase.demo.recipe import Recipe

MOONS = {"name": "two-moons", "size": 800, "noise": 0.2, "seed": 1}
SPIRALS = {"name": "spirals", "size": 900, "arms": 3, "turns": 1.2, "noise": 0.3, "seed": 2}
SINE = {"name": "noisy-sine", "size": 240, "periods": 2, "noise": 0.15, "seed": 3}
DIGITS = {"name": "tiny-digits", "size": 1200, "noise": 0.2, "shift": 1, "seed": 4}
FAINT = {"name": "faint-digits", "size": 200, "noise": 0.2, "shift": 1, "contrast": 0.6, "seed": 5}
SHAPES = {
    "name": "tiny-shapes",
    "size": 600,
    "noise": 0.2,
    "classes": ["동그라미", "네모", "세모", "십자"],
    "seed": 6,
}
TEXT = {"name": "markov-text", "language": "English", "size": 3000, "seed": 7}
KOREAN = {"name": "markov-text", "language": "한국어", "size": 3000, "seed": 8}

LOGISTIC = {"name": "logistic"}
CONV = {"name": "small-conv", "channels": [8, 16], "kernel": 3, "activation": "relu", "pool": "max"}
ADAMW = {"name": "adamw", "lr": 0.01, "betas": [0.9, 0.999], "weight_decay": 0.01}
SGD = {"name": "sgd", "lr": 0.1, "momentum": 0.9, "weight_decay": 0.0001}
CONSTANT = {"name": "constant"}
COSINE = {"name": "cosine", "warmup": 0.05}
SHIFT = {"type": "RandomShift", "pixels": 1, "prob": 0.5}
GRAIN = {"type": "GaussianNoise", "std": 0.1}
BASELINE = ("baseline",)
LIGHT = {"type": "RandomBrightness", "range": [0.7, 1.3], "prob": 0.8}


def from_scratch() -> list[Recipe]:
    """Return the recipes that begin with random weights."""
    return [*_moons(), *_spirals(), *_digits(), *_sine(), *_text(), *_shapes()]


def mlp(*hidden: int, activation: str = "relu") -> dict[str, Any]:
    """Return the `model` args of a multilayer perceptron."""
    return {"name": "mlp", "hidden": list(hidden), "activation": activation}


def args(
    data: dict[str, Any], model: dict[str, Any], optimizer: dict[str, Any], **more: Any
) -> dict[str, Any]:
    """Return the args of a training by gradient steps, with what `more` sets or adds."""
    where = f"outputs/{data['name']}-{model['name']}"
    usual = {
        "data": data,
        "model": model,
        "optimizer": optimizer,
        "schedule": COSINE,
        "epochs": 20,
        "batch_size": 32,
    }
    return usual | {"augment": [], "seed": 0} | more | {"output_dir": where, "num_workers": 2}


def _moons() -> Iterator[Recipe]:
    base = args(MOONS, LOGISTIC, SGD, schedule=CONSTANT, epochs=15)
    yield Recipe(
        "moons-logistic", base, "Two moons, a straight line", "What a linear model can do here.", BASELINE
    )
    for lr in (0.1, 0.03, 0.003, 0.0003):
        given = args(MOONS, mlp(16), ADAMW | {"lr": lr})
        note = "One of four trainings that differ in the learning rate alone."
        yield Recipe(f"moons-lr-{lr}", given, f"Two moons, lr {lr:g}", note, ("sweep", "lr-sweep"))
    for hidden in ((4,), (64, 32)):
        given, width = args(MOONS, mlp(*hidden), ADAMW), "-".join(map(str, hidden))
        note = "Part of a comparison of widths."
        yield Recipe(
            f"moons-width-{width}", given, f"Two moons, hidden {width}", note, ("sweep", "width-sweep")
        )
    for seed in (0, 1, 2):
        given = args(MOONS, mlp(32, 16, activation="tanh"), ADAMW, seed=seed)
        note = "One of three replicas: the same args but for the seed."
        yield Recipe(f"moons-seed-{seed}", given, "", note, ("replica",))


def _spirals() -> Iterator[Recipe]:
    base = args(SPIRALS, LOGISTIC, SGD, schedule=CONSTANT, epochs=15)
    yield Recipe("spirals-logistic", base, "Spirals, linear baseline", "Lines cannot follow arms.", BASELINE)
    for activation in ("relu", "tanh", "gelu"):
        given = args(SPIRALS, mlp(64, 32, activation=activation), ADAMW, epochs=30)
        keep = ("epoch-10", "best", "last") if activation == "gelu" else ("last",)
        title, note = f"Spirals, {activation}", "One of three activations, everything else equal."
        yield Recipe(f"spirals-{activation}", given, title, note, ("sweep", "activation"), keep=keep)
    for name, optimizer in {"sgd": SGD, "sgd-plain": SGD | {"lr": 0.3, "momentum": 0.0}}.items():
        given = args(SPIRALS, mlp(64, 32), optimizer, epochs=30)
        yield Recipe(
            f"spirals-{name}", given, f"Spirals with {name}", "Compare with AdamW.", ("sweep", "optimizer")
        )
    milestones = {"name": "step", "milestones": [0.5, 0.75], "gamma": 0.1}
    short = args(SPIRALS, mlp(48, 48), ADAMW, epochs=12, schedule=milestones)
    note = "Stopped early; the longer training goes on from its optimiser state."
    yield Recipe("spirals-short", short, "Spirals, first 12 epochs", note, BASELINE)


def _digits() -> Iterator[Recipe]:
    base = args(DIGITS, LOGISTIC, ADAMW, schedule=CONSTANT)
    yield Recipe("digits-logistic", base, "Digits, linear baseline", "The number to beat.", BASELINE)
    dense = args(DIGITS, mlp(64, 32), ADAMW, augment=[SHIFT, GRAIN], label_smoothing=0.05)
    note = "Three checkpoints: half way, the lowest validation loss, the end."
    keep = ("epoch-10", "best", "last")
    yield Recipe("digits-mlp", dense, "Digits, two hidden layers", note, BASELINE, keep=keep)
    for seed in (0, 1, 2):
        given = args(DIGITS, CONV, ADAMW | {"lr": 0.02}, epochs=12, augment=[SHIFT, GRAIN], seed=seed)
        title = "Digits, small convolution" if seed == 0 else ""
        tags = ("baseline", "replica") if seed == 0 else ("replica",)
        note = "The reference model for digits, trained with three seeds."
        yield Recipe(f"digits-conv-{seed}", given, title, note, tags, keep=("best", "last"))
    for lr in (0.2, 0.02):
        given = args(DIGITS, CONV, SGD | {"lr": lr}, epochs=12, augment=[SHIFT, GRAIN])
        note = "SGD with momentum in place of AdamW."
        yield Recipe(f"digits-sgd-{lr}", given, f"Digits, SGD {lr:g}", note, ("sweep", "lr-sweep"))
    pipeline = [LIGHT, SHIFT | {"prob": 0.9}, GRAIN | {"std": 0.2}]
    given = args(DIGITS, CONV, ADAMW | {"lr": 0.02}, epochs=12, augment=pipeline)
    yield Recipe(
        "digits-heavy",
        given,
        "Digits, heavy augmentation",
        "Brightness, more shift, more noise.",
        ("augment",),
    )
    keys = {".bias": {"decay_mult": 0}, "head.weight": {"decay_mult": 0.1}}
    no_decay = ADAMW | {"lr": 0.02, "weight_decay": 0.1, "custom_keys": keys}
    given = args(DIGITS, CONV, no_decay, epochs=12, augment=[SHIFT, GRAIN])
    note = "Weight decay ten times as strong, but none on biases and little on the head."
    yield Recipe("digits-no-bias-decay", given, "Digits, no decay on biases", note, ("regularisation",))


def _sine() -> Iterator[Recipe]:
    for alpha in (0.0001, 0.1, 100.0):
        model = {"name": "ridge", "degree": 11}
        given = {
            "data": SINE,
            "model": model,
            "optimizer": {"name": "closed-form", "alpha": alpha},
            "seed": 0,
        }
        note = "A polynomial of degree 11, solved in one step: no epochs, no learning rate."
        yield Recipe(f"sine-ridge-{alpha}", given, f"Sine, ridge α={alpha:g}", note, ("sweep", "baseline"))
    calm = args(SINE, mlp(32, 32, activation="tanh"), ADAMW, epochs=120, batch_size=16)
    yield Recipe(
        "sine-mlp",
        calm,
        "Sine, tanh network",
        "A network on the problem that ridge regression solves in one step.",
    )
    wild = args(SINE, mlp(32, 32), SGD | {"lr": 4.0}, schedule=CONSTANT | {"warmup": 0.3})
    note = "The learning rate is far too high for squared errors."
    yield Recipe("sine-diverged", wild, "Sine, lr 4", note, ("sweep",))


def _text() -> Iterator[Recipe]:
    counts = {
        "data": TEXT,
        "model": {"name": "bigram"},
        "optimizer": {"name": "counts", "smoothing": 0.5},
        "seed": 0,
    }
    note = "Counts which character follows which; every language model has to beat it."
    yield Recipe(
        "text-bigram", counts, "English letters, bigram counts", note, ("baseline", "language-model")
    )
    for context in (2, 4, 8):
        model = {"name": "char-mlp", "context": context, "embed": 8, "hidden": [64], "activation": "tanh"}
        given = args(TEXT, model, ADAMW, epochs=8, batch_size=64)
        title, note = (
            f"English letters, {context} back",
            f"Sees {context} characters and guesses the next one.",
        )
        yield Recipe(f"text-{context}", given, title, note, ("sweep", "language-model"))
    model = {"name": "char-mlp", "context": 5, "embed": 12, "hidden": [64], "activation": "gelu"}
    given = args(KOREAN, model, ADAMW, epochs=10, batch_size=64, 설명="한국어 글자 모델")
    note = "앞의 다섯 글자를 보고 다음 글자를 맞히는 작은 언어 모델입니다."
    yield Recipe(
        "text-korean", given, "한국어 글자 언어 모델", note, ("language-model", "한국어"), language="ko"
    )


def _shapes() -> Iterator[Recipe]:
    given = args(SHAPES, CONV | {"channels": [8, 8]}, ADAMW, epochs=10, augment=[GRAIN])
    note = "8×8 그림에서 네 가지 도형을 알아보는 합성곱 신경망입니다."
    keep = ("best", "last")
    yield Recipe(
        "shapes-conv", given, "작은 도형 분류기", note, ("baseline", "한국어"), keep=keep, language="ko"
    )
