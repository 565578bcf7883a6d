"""Writes the README of a demo model from what its training really gave, in English or Korean.

Text only: every number in it was measured by training.py on the weights that are pushed.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from modelbase.demo import saving
from modelbase.demo.data import Array, Data
from modelbase.demo.nets import Net
from modelbase.demo.optim import log_softmax
from modelbase.demo.recipe import Epoch, Files, Recipe, Saved

BARS = "▁▂▃▄▅▆▇█"
WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "results": "Results",
        "checkpoint": "checkpoint",
        "epoch": "epoch",
        "curve": "Learning curve",
        "curve_line": "`{key}` over epochs {first} to {last}, from {start} to {end}:",
        "data": "Data",
        "examples": "{train} examples to train on and {val} kept back for validation, made from seed {seed}.",
        "mistakes": "Most frequent mistake: {count} of {all} times “{truth}” was taken for “{answer}”.",
        "origin": "Where it comes from",
        "sample": "What it writes",
        "load": "Load it",
        "diverged": "**This training diverged**: the loss stopped being a number in epoch {epoch}. The "
        "weights are of no use; they are kept so that nobody tries these args again.",
    },
    "ko": {
        "results": "결과",
        "checkpoint": "체크포인트",
        "epoch": "에폭",
        "curve": "학습 곡선",
        "curve_line": "에폭 {first}부터 {last}까지 `{key}`: {start}에서 {end}(으)로.",
        "data": "데이터",
        "examples": "학습용 {train}개, 검증용 {val}개의 예제를 시드 {seed}(으)로 만들었습니다.",
        "mistakes": "가장 잦은 실수: “{truth}”를(을) “{answer}”(으)로 {all}번 중 {count}번 잘못 보았습니다.",
        "origin": "출처",
        "sample": "모델이 쓴 글",
        "load": "불러오기",
        "diverged": "**이 학습은 발산했습니다**: 에폭 {epoch}에서 손실이 숫자가 아니게 되었습니다.",
    },
}


@dataclass(frozen=True)
class Story:
    """What a README is written from."""

    recipe: Recipe
    data: Data
    net: Net
    kept: Sequence[Saved]
    curve: Sequence[Epoch]
    parents: Sequence[Files]

    @property
    def words(self) -> Mapping[str, str]:
        """The fixed texts in the language of the recipe."""
        return WORDS[self.recipe.language]


def write(story: Story) -> str:
    """Return the README in Markdown."""
    parts = [f"# {story.recipe.title or story.recipe.identity.id}", story.recipe.note, _diverged(story)]
    parts += [_results(story), _origins(story), _curve(story), _data(story), _sample(story), _load(story)]
    return "\n\n".join(part for part in parts if part) + "\n"


def sparkline(values: Sequence[float], width: int = 48) -> str:
    """Return values as a row of bars, lowest to highest; a value that is no number is a cross."""
    picked = [values[at * len(values) // width] for at in range(width)] if len(values) > width else values
    real = [value for value in picked if math.isfinite(value)]
    low, span = min(real, default=0), (max(real, default=0) - min(real, default=0)) or 1
    return "".join(BARS[round((v - low) / span * 7)] if math.isfinite(v) else "×" for v in picked)


def number(value: float) -> str:
    """Return a number as a table shows it."""
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value:.4g}" if math.isfinite(value) else str(saving.finite(value))


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _diverged(story: Story) -> str:
    last = story.kept[-1].at
    return "" if math.isfinite(last.metrics["val.loss"]) else story.words["diverged"].format(epoch=last.epoch)


def _results(story: Story) -> str:
    names = list(story.kept[0].metrics)
    rows = [
        [f"`{saved.label}`", str(saved.step or "–"), *(number(saved.metrics[name]) for name in names)]
        for saved in story.kept
    ]
    heads = [story.words["checkpoint"], story.words["epoch"], *(f"`{name}`" for name in names)]
    return f"## {story.words['results']}\n\n{table(heads, rows)}"


def _origins(story: Story) -> str:
    if not story.parents:
        return ""
    rows = []
    for origin, files in zip(story.recipe.origins, story.parents, strict=True):
        report = saving.read_metrics(files)
        shown = ", ".join(
            f"`{key}` {number(value)}" for key, value in report["metrics"].items() if "val." in key
        )
        rows.append([origin.kind, f"`{report['id']}@{report['label']}`", shown])
    return f"## {story.words['origin']}\n\n{table(['', 'ID', ''], rows)}"


def _curve(story: Story) -> str:
    if not story.curve:
        return ""
    key = "val.accuracy" if "val.accuracy" in story.curve[0].metrics else "val.loss"
    values = [one.metrics[key] for one in story.curve]
    first, last = story.curve[0].epoch, story.curve[-1].epoch
    line = story.words["curve_line"].format(
        key=key, first=first, last=last, start=number(values[0]), end=number(values[-1])
    )
    marks = sorted({round(at * (len(values) - 1) / 5) for at in range(6)})
    keys = ["train.loss", *(name for name in story.curve[0].metrics if name.startswith("val."))]
    rows = [
        [str(story.curve[at].epoch), *(number(story.curve[at].metrics[name]) for name in keys)]
        for at in marks
    ]
    heads = [story.words["epoch"], *(f"`{name}`" for name in keys)]
    picture = f"```text\n{sparkline(values)}\n```"
    return f"## {story.words['curve']}\n\n{line}\n\n{picture}\n\n{table(heads, rows)}"


def _data(story: Story) -> str:
    data, words = story.data, story.words
    name, seed = story.recipe.args["data"]["name"], story.recipe.args["data"]["seed"]
    text = words["examples"].format(train=number(len(data.x)), val=number(len(data.x_val)), seed=seed)
    return f"## {words['data']}\n\n`{name}`: {data.about}. {text}{_mistake(story)}"


def _mistake(story: Story) -> str:
    """Return a sentence on the classes confused most often, if there are classes and confusions."""
    data = story.data
    if len(data.labels) < 3 or data.x.dtype.kind == "i":
        return ""
    answers = story.net.forward(data.x_val).argmax(1)
    confused = np.zeros((data.outputs, data.outputs), int)
    np.add.at(confused, (data.y_val, answers), 1)
    total = confused.sum(1)
    np.fill_diagonal(confused, 0)
    truth, answer = np.unravel_index(int(confused.argmax()), confused.shape)
    if not confused[truth, answer]:
        return ""
    return " " + story.words["mistakes"].format(
        count=confused[truth, answer], all=total[truth], truth=data.labels[truth], answer=data.labels[answer]
    )


def _sample(story: Story) -> str:
    if story.data.x.dtype.kind != "i":
        return ""
    return f"## {story.words['sample']}\n\n```text\n{generate(story.net, story.data)}\n```"


def generate(net: Net, data: Data, length: int = 96) -> str:
    """Return text drawn from a language model, begun with the first validation example."""
    rng = np.random.default_rng(0)
    codes: list[int] = [int(code) for code in data.x_val[0]]
    context = len(codes)
    for _ in range(length):
        window: Array = np.array([codes[-context:]])
        chances = np.exp(log_softmax(net.forward(window).astype(np.float64)))[0]
        codes.append(int(rng.choice(len(chances), p=chances / chances.sum())))
    return "".join(data.labels[code] for code in codes).strip()


def _load(story: Story) -> str:
    recipe, saved = story.recipe, story.kept[-1]
    shapes = [
        f"#   {name}: {array.dtype} {list(array.shape)}"
        for name, array in sorted(saving.tensors(saved.files).items())
    ]
    lines = "\n".join(shapes)
    command = f"modelbase pull {recipe.identity.id}@{saved.label} -o model"
    return (
        f"## {story.words['load']}\n\n```bash\n{command}\n```\n\n"
        "```python\nfrom safetensors.numpy import load_file\n\n"
        f'weights = load_file("model/{saving.MODEL}")\n{lines}\n```'
    )
