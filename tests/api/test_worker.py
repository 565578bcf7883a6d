"""The worker's loop: verifies what is pushed, waits an outage out, leaves when told."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from threading import Event, Thread
from typing import Any

import pytest
from botocore.exceptions import ClientError

from modelbase.errors import Unavailable
from modelbase.server.bucket import Bucket
from modelbase.server.database.files import blobs
from modelbase.server.database.models import models
from modelbase.server.trash import collect
from modelbase.server.worker import verify, worker


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


def test_a_round_without_work_asks_for_a_blob_once(deployment: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []
    claim = blobs.claim
    monkeypatch.setattr(blobs, "claim", lambda *words: asked.append(claim(*words)))
    assert verify.work(deployment, lambda: False) == 0
    assert asked == [None]


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


def test_many_blobs_are_removed_by_few_requests(deployment: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    moment = models.now()
    unused = [
        blobs.Blob(f"b{at}", "0" * 64, 1, f"blobs/aa/made/{at}", "test:owner", moment, moment)
        for at in range(2_500)
    ]
    blobs.insert(deployment.db, unused)
    asked: list[int] = []
    monkeypatch.setattr(Bucket, "delete", lambda _, keys: asked.append(len(keys)))
    assert collect.remove_blobs(deployment, unused) == 2_500
    assert asked == [1_000, 1_000, 500]
    assert deployment.db.blobs.count_documents({}) == 0


@pytest.mark.parametrize("code", ["BucketAlreadyOwnedByYou", "BucketAlreadyExists", "OperationAborted"])
def test_of_servers_that_start_at_once_each_finds_the_bucket_made(code: str) -> None:
    class Client:
        heads = 0

        def head_bucket(self, **_: Any) -> None:
            self.heads += 1
            if self.heads == 1:
                raise ClientError({"Error": {"Code": "404"}}, "HeadBucket")

        def create_bucket(self, **_: Any) -> None:
            raise ClientError({"Error": {"Code": code}}, "CreateBucket")

    client = Client()
    Bucket("modelbase", client, client).create()
    assert client.heads == 2
