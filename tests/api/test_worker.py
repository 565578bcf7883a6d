"""The worker's loop: verifies what is pushed, waits an outage out, leaves when told."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from threading import Event, Thread
from typing import Any

import pytest

from modelbase.errors import Unavailable
from modelbase.server.worker import worker


def wait_for(true: Callable[[], bool], seconds: float = 120) -> None:
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, "waited too long"
        time.sleep(0.02)


@pytest.fixture
def model(pushing: Any, owner: Any) -> str:
    return str(pushing.model(owner))


def test_a_running_worker_verifies_a_push(pushing: Any, owner: Any, model: str, deployment: Any) -> None:
    stop = Event()
    thread = Thread(target=worker.run, args=(deployment, stop))
    thread.start()
    try:
        pushing.push(owner, model, {"a": b"1", "b": os.urandom(2 * 2**20)})
        wait_for(lambda: owner.get(f"/models/{model}/checkpoints/last").json["state"] == "verified")
    finally:
        stop.set()
        thread.join(120)
    assert not thread.is_alive()


def test_a_worker_outlives_an_outage(deployment: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    stop, calls = Event(), []

    def work(*_: Any) -> int:
        calls.append(len(calls))
        if len(calls) < 3:
            raise Unavailable("the database does not answer", "database_unavailable")
        stop.set()
        return 1

    monkeypatch.setattr(worker, "work", work)
    monkeypatch.setattr(worker, "IDLE", 0.001)
    worker.run(deployment, stop)
    assert calls == [0, 1, 2]


def test_a_worker_leaves_at_sigterm(deployment: Any) -> None:
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}

    sent: list[int] = []

    def end_it() -> None:
        wait_for(lambda: signal.getsignal(signal.SIGTERM) != before[signal.SIGTERM])
        sent.append(signal.SIGTERM)
        os.kill(os.getpid(), signal.SIGTERM)

    try:
        Thread(target=end_it).start()
        worker.run_until_signal(deployment)
        assert sent == [signal.SIGTERM], "it worked until it was told to leave, and then left"
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
