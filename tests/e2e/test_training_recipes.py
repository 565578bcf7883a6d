"""The recipes of docs/training.md, each run as it stands there; started again they train nothing."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import modelbase

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "training.md").read_text("utf-8")
SECTION = PAGE.partition("\n## Recipes\n")[2].partition("\n## ")[0]
RECIPES = re.findall(r"### (.+?)\n.*?```(python|bash)\n(.*?)```", SECTION, re.DOTALL)
LOOP = RECIPES[0][2]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("recipes")
    (made / "train.py").write_text(LOOP)
    return made


def execute(server: Any, folder: Path, kind: str, code: str) -> str:
    command = [sys.executable, "-c", code] if kind == "python" else ["bash", "-ec", code]
    env = server.environ() | {"MODELBASE_STATE_DIR": str(folder / "state")}
    done = subprocess.run(
        command, cwd=folder, env=env, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    assert "Warning" not in done.stderr
    return done.stdout


def test_there_are_seven_recipes_of_ten_lines_at_most() -> None:
    assert len(RECIPES) == 7
    for name, _, code in RECIPES:
        assert len([line for line in code.splitlines() if line.strip()]) <= 10, name


@pytest.mark.parametrize(("kind", "code"), [r[1:] for r in RECIPES], ids=[r[0] for r in RECIPES])
def test_a_recipe_works_as_written_and_trains_once(server: Any, folder: Path, kind: str, code: str) -> None:
    with modelbase.Client(server.url, server.token) as client:
        execute(server, folder, kind, code)
        counted = {row["id"]: client.get(row["id"]).checkpoints for row in client.models()}
        models = {row["id"] for row in client.models('state = "trained"')}
        assert models == set(counted)
        if "torch" not in code:  # importing it takes longer than all others together
            execute(server, folder, kind, code)
        assert {row["id"]: client.get(row["id"]).checkpoints for row in client.models()} == counted


def test_the_example_trains_once_and_reaches_what_it_says(server: Any, folder: Path) -> None:
    example = str(Path(__file__).resolve().parents[2] / "examples" / "train_run.py")
    start = f"runpy.run_path({example!r}, run_name='__main__')"
    code = f"import runpy, sys; sys.argv = ['train_run.py', '--lr', '0.3']; {start}"
    first = execute(server, folder, "python", code)
    assert execute(server, folder, "python", code) == first
    assert float(first.split("accuracy ")[1].split(",")[0]) > 0.9
