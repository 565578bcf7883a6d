"""`modelbase.hold` between processes on a real server: one trains, the others are told, the dead give way."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import pytest

import modelbase
from modelbase.client import lease

NUMBERS = count()
TRAIN = """
import json, sys, time
import modelbase
with modelbase.hold(json.loads(sys.argv[1]), ttl=30, note="from a script"):
    print("training", flush=True)
    time.sleep(600)
"""


@pytest.fixture
def client(server: Any) -> Any:
    with modelbase.Client(server.url, server.token) as made:
        yield made


@pytest.fixture
def args(tmp_path: Path) -> dict[str, Any]:
    return {"dataset": "tiny", "arch": "held", "at": next(NUMBERS), "salt": str(tmp_path)}


def wait_for(true: Callable[[], bool], seconds: float = 120) -> None:
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, "waited too long"
        time.sleep(0.05)


def test_a_held_recipe_is_seen_as_being_trained_and_closed_by_the_push(
    client: Any, args: dict[str, Any], tmp_path: Path
) -> None:
    (tmp_path / "model.bin").write_bytes(os.urandom(1000))
    with client.hold(args, note="baseline") as held:
        assert (held.trained, held.lost.is_set()) == (False, False)
        found = client.find(args)
        assert (found.id, found.training, found.holder) == (held.id, True, held.lease.holder)
        assert found.lease.note == "baseline"
        client.push(tmp_path / "model.bin", args)
        assert client.find(args).trained
    assert client.find(args).trained
    with client.hold(args) as again:
        assert again.trained
        assert again.lease is None


def test_a_block_that_fails_gives_the_lease_up_at_once(client: Any, args: dict[str, Any]) -> None:
    with pytest.raises(ZeroDivisionError), client.hold(args):
        raise ZeroDivisionError
    assert client.find(args).state == "new"
    with client.hold(args) as held:
        assert not held.trained


def test_who_comes_second_is_refused_or_waits(
    client: Any, args: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lease, "POLL", 0.05)
    with client.hold(args) as first:
        with (
            pytest.raises(modelbase.ModelbaseError, match="leased by another process of yours") as refused,
            client.hold(args),
        ):
            pass
        assert refused.value.code == "leased"
        with (
            pytest.raises(modelbase.ModelbaseError, match="leased by another process of yours"),
            client.hold(args, wait=0.2),
        ):
            pass
        waiting = threading.Thread(target=_hold, args=(client, args))
        waiting.start()
        assert not first.lost.is_set()
    waiting.join(120)
    assert not waiting.is_alive()
    assert client.find(args).state == "new"


def _hold(client: Any, args: dict[str, Any]) -> None:
    with client.hold(args, wait=True):
        pass


def test_heartbeats_keep_a_lease_and_tell_of_its_loss(
    client: Any, args: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lease, "BEATS", 30 / 0.05)
    with client.hold(args, ttl=30) as held:
        first = held.lease.expires_at
        wait_for(lambda: held.lease.expires_at > first)
        assert not held.lost.is_set(), "a lease that is kept is not lost"
        client.api.call("DELETE", f"models/{held.id}")
        wait_for(held.lost.is_set)
        assert client.find(args).state == "new"


def test_a_training_that_is_killed_is_shown_until_its_lease_ends(server: Any, args: dict[str, Any]) -> None:
    import json

    command = [sys.executable, "-c", TRAIN, json.dumps(args)]
    with modelbase.Client(server.url, server.token) as client:
        process = subprocess.Popen(command, env=server.environ(), stdout=subprocess.PIPE, text=True)
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "training\n"
            told = subprocess.run(
                [sys.executable, "-m", "modelbase", "find", "--args", "-"],
                input=json.dumps(args),
                env=server.environ(),
                capture_output=True,
                text=True,
                check=False,
            )
            assert told.returncode == 3
            assert "being trained by" in told.stderr
            assert "from a script" in told.stderr
            assert told.stdout.strip() == client.find(args).id
        finally:
            process.send_signal(signal.SIGKILL)
            process.wait(30)
            process.stdout.close()
        assert client.find(args).training
        wait_for(lambda: not client.find(args).training, seconds=150)
        wait_for(lambda: client.get(client.find(args).id).state == "new")
        with client.hold(args) as held:
            assert not held.trained
