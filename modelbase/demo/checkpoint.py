"""The results of a demo training: weights and optimiser state as safetensors, metrics, a README.

Bytes in memory, the same for the same numbers; every number in a README was measured on the weights that are pushed.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from safetensors.numpy import load, save

from modelbase.demo.data import Array, Data
from modelbase.demo.recipes import Recipe

MODEL, OPTIMIZER, METRICS = "model.safetensors", "optimizer.safetensors", "metrics.json"
BARS = "▁▂▃▄▅▆▇█"
HEADS = {
    "en": ("Results", "Learning curve", "Data", "Load it", "This training diverged"),
    "ko": ("결과", "학습 곡선", "데이터", "불러오기", "이 학습은 발산했습니다"),
}
Files: TypeAlias = "Mapping[str, bytes]"


@dataclass(frozen=True)
class Epoch:
    """The state of a training after one epoch; `epoch` is 0 where nothing was trained by steps."""

    epoch: int
    steps: int
    lr: float
    metrics: dict[str, float]


@dataclass(frozen=True)
class Saved:
    """One checkpoint: its label, the epoch it was saved at, and its files by path."""

    label: str
    at: Epoch
    files: dict[str, bytes]

    @property
    def metrics(self) -> dict[str, float]:
        """The metrics of these very weights."""
        return self.at.metrics


@dataclass(frozen=True)
class Trained:
    """The result of a recipe: its checkpoints in the order of pushing, README, tags and all epochs."""

    id: str
    checkpoints: tuple[Saved, ...]
    readme: str
    tags: tuple[str, ...] = ()
    curve: tuple[Epoch, ...] = field(default=(), repr=False)

    def files(self, label: str) -> dict[str, bytes]:
        """Return the files of one checkpoint."""
        return next(one.files for one in self.checkpoints if one.label == label)


def saved(recipe: Recipe, label: str, at: Epoch, weights: Mapping[str, Array]) -> Saved:
    """Return a checkpoint with its weights, which name the model in their header, and their metrics."""
    metrics = {key: finite(value) for key, value in at.metrics.items()}
    report = {"id": recipe.identity.id, "label": label} | vars(at) | {"metrics": metrics}
    text = json.dumps(report, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    # One entry only: the library writes several in any order.
    about = {"modelbase.id": recipe.identity.id}
    return Saved(label, at, {MODEL: save(dict(weights), metadata=about), METRICS: text.encode()})


def tensors(checkpoint: Files, path: str = MODEL) -> dict[str, Array]:
    """Return the arrays of a safetensors file of a checkpoint."""
    return load(checkpoint[path])


def readme(recipe: Recipe, data: Data, kept: Sequence[Saved], curve: Sequence[Epoch]) -> str:
    """Return the README of a model in Markdown, with headings in the language of the recipe."""
    results, learning, about, loading, diverged = HEADS[recipe.language]
    last, names = kept[-1], list(kept[0].metrics)
    lines = [["", "epoch", *(f"`{name}`" for name in names)], ["---"] * (len(names) + 2)]
    lines += [[f"`{one.label}`", str(one.at.epoch), *map(number, one.metrics.values())] for one in kept]
    table = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    parts = [f"# {recipe.title or recipe.identity.id}", recipe.note]
    if not math.isfinite(last.metrics["val.loss"]):
        parts.append(f"**{diverged}** (epoch {last.at.epoch}).")
    parts += [f"## {results}", table]
    if curve:
        bars = sparkline([one.metrics["val.loss"] for one in curve])
        parts += [f"## {learning}", f"`val.loss`, epoch {curve[0].epoch}–{curve[-1].epoch}: `{bars}`"]
    parts += [f"## {about}", f"`{recipe.args['data']['name']}`: {data.about}."]
    shapes = sorted(tensors(last.files).items())
    listed = "\n".join(f"#   {name}: {array.dtype} {list(array.shape)}" for name, array in shapes)
    parts += [f"## {loading}", f"```bash\nmodelbase pull {recipe.identity.id}@{last.label} -o model\n```"]
    code = f'from safetensors.numpy import load_file\n\nweights = load_file("model/{MODEL}")\n{listed}'
    return "\n\n".join(part for part in [*parts, f"```python\n{code}\n```"] if part) + "\n"


def sparkline(values: Sequence[float], width: int = 48) -> str:
    """Return values as a row of bars, lowest to highest; NaN and infinities are crosses."""
    picked = [values[at * len(values) // width] for at in range(width)] if len(values) > width else values
    real = [value for value in picked if math.isfinite(value)]
    low, span = min(real, default=0), (max(real, default=0) - min(real, default=0)) or 1
    return "".join(BARS[round((v - low) / span * 7)] if math.isfinite(v) else "×" for v in picked)


def number(value: float) -> str:
    """Return a number as a table shows it."""
    return f"{value:,}" if isinstance(value, int) else str(finite(float(f"{value:.4g}")))


def finite(value: float) -> float | str:
    """Return a number as JSON can hold it: NaN and infinities as text."""
    return value if math.isfinite(value) else "NaN" if math.isnan(value) else f"{'-' * (value < 0)}Infinity"
