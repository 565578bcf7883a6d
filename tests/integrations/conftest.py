"""Frameworks that own the training loop, on the CPU and against a real server: each the example, as a user runs it.

One process a framework: importing one takes seconds. It runs the file several times with other words (`many.py`).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import modelbase
from modelbase.identity.keys import flatten

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
MANY = Path(__file__).with_name("many.py")
os.environ["KERAS_BACKEND"] = "torch"  # the one of its backends that the tests have


@pytest.fixture(scope="session")
def client(server: Any) -> Iterator[modelbase.Client]:
    """The SDK at the session's server."""
    with modelbase.Client(server.url, server.token) as made:
        yield made


@pytest.fixture
def run_many(server: Any, tmp_path: Path) -> Callable[..., list[dict[str, Any]]]:
    """Run an example several times in one process: `words` of each, and the call that may fail at some turn of it."""

    def run(example: str, counted: str, *rounds: tuple[list[str], int]) -> list[dict[str, Any]]:
        env = server.environ() | {"MODELBASE_STATE_DIR": str(tmp_path / "state")}
        done = subprocess.run(
            [sys.executable, MANY, EXAMPLES / example, counted, json.dumps(rounds)],
            cwd=tmp_path, env=env, capture_output=True, text=True, check=False, timeout=240,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr[-4000:]
        return [json.loads(line[1:]) for line in done.stdout.splitlines() if line.startswith("\0")]

    return run


@pytest.fixture
def rows(client: modelbase.Client) -> Callable[[str, str], dict[str, tuple[Any, Any]]]:
    """The args in which two models differ, with both values."""

    def differing(one: str, other: str) -> dict[str, tuple[Any, Any]]:
        keys = [row["key"] for row in client.diff([one, other], only=["args.*"])["rows"]]
        sides = [flatten(client.get(each).args) for each in (one, other)]
        return {key: (sides[0].get(key), sides[1].get(key)) for key in keys}

    return differing
