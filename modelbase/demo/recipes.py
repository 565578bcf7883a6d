"""The demo's recipes: args, titles and notes. Results are measured, never written here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal

from modelbase.identity.identity import Identity, identify

SPIRALS = {"name": "spirals", "size": 900, "arms": 3, "turns": 1.2, "noise": 0.3, "seed": 2}
SINE = {"name": "noisy-sine", "size": 240, "periods": 2, "noise": 0.15, "seed": 3}
DIGITS = {"name": "tiny-digits", "size": 1600, "noise": 0.2, "shift": 1, "seed": 4}
FAINT = {"name": "faint-digits", "size": 200, "noise": 0.2, "shift": 1, "contrast": 0.6, "seed": 5}
SHAPES = {"name": "tiny-shapes", "size": 800, "noise": 0.2, "seed": 6}
KOREAN = {"classes": ["동그라미", "네모", "세모", "십자"]}
LINEAR, BASE = {"name": "linear"}, ("baseline",)
SGD = {"name": "sgd", "lr": 0.1, "momentum": 0.9, "weight_decay": 0.0001}
CONSTANT, COSINE = {"name": "constant"}, {"name": "cosine", "warmup": 0.05}
GRAIN = {"type": "GaussianNoise", "std": 0.1}
ERASE = {"type": "RandomErase", "share": 0.1, "prob": 0.5}
Kind = Literal["resumed", "finetuned", "merged", "quantized"]


@dataclass(frozen=True)
class Origin:
    """A checkpoint of another recipe that a training begins with; `key` names that recipe."""

    key: str
    kind: Kind
    label: str = "last"


@dataclass(frozen=True)
class Recipe:
    """All that one training of the demo needs; `keep` names the checkpoints in the order of pushing."""

    key: str
    args: dict[str, Any]
    title: str = ""
    note: str = ""
    tags: tuple[str, ...] = ()
    origins: tuple[Origin, ...] = ()
    keep: tuple[str, ...] = ("last",)
    language: Literal["en", "ko"] = "en"
    alias: str = ""
    verdict: tuple[Literal["good", "bad"], str] | None = None

    @cached_property
    def identity(self) -> Identity:
        """The identity of the args, computed offline."""
        return identify(self.args)


def mlp(*hidden: int, activation: str = "relu") -> dict[str, Any]:
    """Return the `model` args of a multilayer perceptron."""
    return {"name": "mlp", "hidden": list(hidden), "activation": activation}


def args(data: dict[str, Any], model: dict[str, Any], lr: float = 0.05, **more: Any) -> dict[str, Any]:
    """Return the args of a training by gradient steps, with what `more` sets or adds."""
    where = {"output_dir": f"outputs/{data['name']}-{model['name']}", "num_workers": 2}
    usual = {"optimizer": SGD | {"lr": lr}, "schedule": COSINE, "epochs": 20, "batch_size": 32}
    return {"data": data, "model": model, **usual, "augment": [], "seed": 0} | more | where


def recipes() -> list[Recipe]:
    """Return all recipes of the demo, every parent before its children."""
    found = [*_plane(), *_curve(), *_pictures()]
    return [*found, *_children({recipe.key: recipe for recipe in found})]


def _plane() -> Iterator[Recipe]:
    yield Recipe("spirals-linear", args(SPIRALS, LINEAR, 0.1), "Spirals, linear baseline", tags=BASE)
    for lr in (0.3, 0.1, 0.03, 0.003):
        note = "One of four trainings that differ in the learning rate alone."
        given, tags = args(SPIRALS, mlp(16), lr), ("sweep", "lr-sweep")
        yield Recipe(f"spirals-lr-{lr}", given, f"Spirals, lr {lr:g}", note, tags)
    for seed in (0, 1, 2):
        given = args(SPIRALS, mlp(32, 16, activation="tanh"), 0.1, seed=seed)
        note = "One of three replicas: the same args but for the seed."
        yield Recipe(f"spirals-seed-{seed}", given, "", note, ("replica",))
    for activation in ("relu", "tanh"):
        given = args(SPIRALS, mlp(64, 32, activation=activation), 0.1, epochs=30)
        keep = ("epoch-10", "best", "last") if activation == "tanh" else ("last",)
        note, tags = "One of two activations, everything else equal.", ("sweep", "activation")
        yield Recipe(f"spirals-{activation}", given, f"Spirals, {activation}", note, tags, keep=keep)
    given = args(SPIRALS, mlp(64, 32), optimizer=SGD | {"momentum": 0.0}, epochs=30)
    yield Recipe("spirals-plain", given, "Spirals, plain SGD", "Without momentum.", ("sweep", "optimizer"))
    given = args(SPIRALS, mlp(48, 48), 0.1, epochs=12)
    yield Recipe("spirals-short", given, "Spirals, first 12 epochs", "Another model resumes this one.", BASE)


def _curve() -> Iterator[Recipe]:
    yield Recipe("sine-linear", args(SINE, LINEAR), "Sine, a straight line", tags=BASE)
    given = args(SINE, mlp(32, 32, activation="tanh"), epochs=120, batch_size=16)
    yield Recipe("sine-mlp", given, "Sine, tanh network", "Follows two periods of a sine.")
    given = args(SINE, mlp(32, 32), 4.0, schedule=CONSTANT | {"warmup": 0.3})
    note, why = "The learning rate is far too high for squared errors.", "the loss is no number"
    yield Recipe("sine-diverged", given, "Sine, lr 4", note, ("sweep",), verdict=("bad", why))


def _pictures() -> Iterator[Recipe]:
    yield Recipe("digits-linear", args(DIGITS, LINEAR, 0.01), "Digits, linear baseline", tags=BASE)
    for seed in (0, 1, 2):
        given = args(DIGITS, mlp(96, 48), augment=[ERASE, GRAIN], seed=seed)
        note = "The reference model for digits, trained with three seeds."
        found = Recipe(f"digits-{seed}", given, "", note, ("replica",), keep=("epoch-10", "best", "last"))
        if seed == 0:
            title, alias = "Digits, two hidden layers", "digits-reference"
            found = replace(found, title=title, alias=alias, verdict=("good", note))
        yield found
    for lr in (0.2, 0.005):
        given, tags = args(DIGITS, mlp(96, 48), lr, augment=[ERASE, GRAIN]), ("sweep", "lr-sweep")
        yield Recipe(f"digits-lr-{lr}", given, f"Digits, lr {lr:g}", "Part of a sweep.", tags)
    given = args(DIGITS, mlp(96, 48), augment=[ERASE | {"share": 0.2}, GRAIN | {"std": 0.2}])
    yield Recipe("digits-heavy", given, "Digits, heavy augmentation", "More erased, more noise.")
    keys = {".bias": {"decay_mult": 0}, "head.weight": {"decay_mult": 0.1}}
    given = args(DIGITS, mlp(96, 48), optimizer=SGD | {"weight_decay": 0.01, "custom_keys": keys})
    yield Recipe("digits-no-bias-decay", given, "Digits, no decay on biases", tags=("regularisation",))
    given = args(SHAPES | KOREAN, mlp(64), augment=[GRAIN], 설명="작은 도형 분류기")
    note, tags = "8×8 그림에서 네 가지 도형을 알아보는 신경망입니다.", ("baseline", "한국어")
    yield Recipe("shapes-mlp", given, "작은 도형 분류기", note, tags, keep=("best", "last"), language="ko")


def _children(known: dict[str, Recipe]) -> Iterator[Recipe]:
    """Yield the recipes that begin with weights of an earlier one; their args name that checkpoint by its ID."""
    reference, short = known["digits-0"], known["spirals-short"]
    best = f"{reference.identity.id}@best"
    scratch = args(FAINT, mlp(96, 48), 0.02, epochs=15)
    yield Recipe("faint-scratch", scratch, "Faint digits from scratch", "150 examples to learn from.", BASE)
    tuned: list[Recipe] = []
    for key, freeze in {"all": [], "frozen": ["hidden.0"]}.items():
        given = scratch | {"init": {"checkpoint": best, "freeze": freeze}}
        note, origins = (
            "Begins with the weights of the reference.",
            (Origin("digits-0", "finetuned", "best"),),
        )
        title = f"Faint digits, fine-tuned ({key})"
        tuned.append(Recipe(f"faint-{key}", given, title, note, ("finetuned",), origins))
    yield from tuned
    merge = {"method": "average", "models": [f"{one.identity.id}@last" for one in tuned]}
    given = {"data": FAINT, "model": mlp(96, 48), "merge": merge, "seed": 0}
    note, both = "The mean of two fine-tuned models.", tuple(Origin(one.key, "merged") for one in tuned)
    yield Recipe("faint-soup", given, "Faint digits, average of two", note, ("merged",), both)
    given = {"data": DIGITS, "model": mlp(96, 48), "quantize": {"source": best, "bits": 8}, "seed": 0}
    note, origins = "Signed bytes; nothing was trained.", (Origin("digits-0", "quantized", "best"),)
    yield Recipe("digits-int8", given, "Digits, reference in 8 bits", note, ("quantized",), origins)
    given = short.args | {"epochs": 30, "resume_from": f"{short.identity.id}@last"}
    note, origins = "Resumed after 12 epochs, with the same momentum.", (Origin(short.key, "resumed"),)
    yield Recipe("spirals-long", given, "Spirals, resumed to 30", note, (), origins)
