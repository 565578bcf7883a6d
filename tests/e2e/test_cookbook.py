"""The questions of docs/query.md, asked as they stand there, over real recipes: what the docs say comes out, comes out.

MODELBASE_TEST_WRITE_COOKBOOK=1 writes what came out into the docs; its diff is read like code.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import save

import modelbase
from benchmarks import recipes
from benchmarks.recipes import Recipe
from modelbase.identity.args import dumps
from tests.conftest import Server

DOCS = Path(__file__).parents[2] / "docs" / "query.md"
SECTION = re.compile(r"(?<=\n## Questions\n).*?(?=\n## )", re.DOTALL)
BLOCK = re.compile(r"(?<=```console\n).*?(?=```)", re.DOTALL)
PUSHED = [
    *(f"resnet{depth}_8xb16_cifar10" for depth in (18, 34, 50, 101, 152)),
    *(f"resnet{depth}_8xb32_in1k" for depth in (18, 34, 50, 101, 152)),
    *("resnet50_8xb32-fp16_in1k", "resnet50_8xb256-rsb-a1-600e_in1k", "resnet50_8xb256-rsb-a2-300e_in1k"),
    *("deit-small_4xb256_in1k", "convnext-tiny_32xb128_in1k"),
]
BASE, SEEDED, IMAGENET, BIRDS = PUSHED[0], PUSHED[1], "resnet50_8xb32_in1k", "resnet50_8xb8_cub"
TOP1 = "Top 1 Accuracy"
SWEEP = [(0.05, 0.0001, 94.1), (0.05, 0.0005, 94.9), (0.2, 0.0001, 93.7), (0.2, 0.0005, "NaN")]


class Filling:
    """Pushes recipes as training scripts would, each with a small file of its own."""

    def __init__(self, client: modelbase.Client, folder: Path) -> None:
        self.client, self.folder = client, folder
        self.known = {recipe.name: recipe for recipe in recipes.load()}

    def push(self, name: str, changes: dict[str, Any] | None = None, **more: Any) -> str:
        """Push a recipe, perhaps with other args; return the model's ID."""
        recipe: Recipe = self.known[name]
        args, said = json.loads(dumps(recipe.args)), f"{name} {changes}"
        for key, value in (changes or {}).items():
            *above, last = key.split(".")
            node = args
            for part in above:
                node = node[part]
            node[last] = value
        file = self.folder / f"{len(list(self.folder.iterdir()))}.safetensors"
        wide = 8 * int(args["model"]["backbone"].get("depth", 1))
        file.write_bytes(save({"head.weight": np.zeros((8, wide), np.float16)}, metadata={"name": said}))
        given = {"metrics": recipe.metrics, "title": "" if changes else name} | recipe.named | more
        return str(self.client.push(file, args, wait=0, **given).model)


def fill(client: modelbase.Client, folder: Path) -> None:
    """Store what the questions are about."""
    filling = Filling(client, folder)
    ids = {name: filling.push(name) for name in PUSHED}
    birds = filling.push(BIRDS, parents=[f"{ids[IMAGENET]}:finetuned"])
    filling.push(BIRDS, {"train_cfg.max_epochs": 5}, parents=[f"{birds}:quantized"], title="birds, int8")
    for lr, decay, top1 in SWEEP:
        changes = {"optim_wrapper.optimizer.lr": lr, "optim_wrapper.optimizer.weight_decay": decay}
        filling.push(BASE, changes, metrics={TOP1: top1}, tags=["sweep"])
    for seed, top1 in ((1, 95.2), (2, 95.41)):
        filling.push(SEEDED, {"randomness.seed": seed}, metrics={TOP1: top1}, title=f"{SEEDED}, seed {seed}")
    never = json.loads(dumps(filling.known[BASE].args)) | {"train_cfg": {"max_epochs": 400}}
    client.api.call("POST", "models", {"args": never})


@pytest.fixture(scope="module")
def asked(own_server: Server, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], str]:
    """What runs a block of the docs and returns the block as it should stand."""
    folder, home = tmp_path_factory.mktemp("files"), tmp_path_factory.mktemp("elsewhere")
    with modelbase.Client(own_server.url, own_server.token) as client:
        fill(client, folder)
    args = next(recipe.args for recipe in recipes.load() if recipe.name == BASE)
    (home / "resnet18.json").write_text(dumps(args))

    def run(block: str) -> str:
        command = commands_of(block)
        done = subprocess.run(
            ["bash", "-c", command.replace("\n> ", "\n").removeprefix("$ ")],
            capture_output=True,
            text=True,
            cwd=home,
            env=own_server.environ(home),
            timeout=120,
            check=False,
        )
        assert "Traceback" not in done.stderr, done.stderr
        return f"{command}\n{done.stdout}"

    return run


def commands_of(block: str) -> str:
    """Return the command of a block: the line after the dollar, and those that go on with `> `."""
    first, *rest = block.splitlines()
    assert first.startswith("$ "), block
    more = [line for line in rest if line.startswith("> ")]
    assert rest[: len(more)] == more, "one command a block, its lines first"
    return "\n".join([first, *more])


def section() -> str:
    found = SECTION.search(DOCS.read_text())
    assert found is not None
    return found[0]


def test_every_question_has_the_answer_that_the_docs_give(asked: Callable[[str], str]) -> None:
    text = section()
    blocks = BLOCK.findall(text)
    assert len(blocks) >= 10
    answers = [asked(block) for block in blocks]
    if os.environ.get("MODELBASE_TEST_WRITE_COOKBOOK"):
        written = iter(answers)
        docs = DOCS.read_text().replace(text, BLOCK.sub(lambda _: next(written), text))
        DOCS.write_text(docs)
        return
    for block, answer in zip(blocks, answers, strict=True):
        assert answer == block
        assert len(answer.splitlines()) > answer.count("\n> ") + 1, f"no answer to {block}"
