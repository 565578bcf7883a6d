"""Readiness, and what a store that hangs or is away does not stop: bounded questions, bounded places, waiting."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from botocore.exceptions import ClientError

from modelbase.entities import Role
from modelbase.errors import Invalid, Unavailable
from modelbase.server import backends, ready
from modelbase.server.app import create_app
from modelbase.server.backends import Places, StoreIsBusy
from modelbase.server.bucket import Bucket
from modelbase.server.deployment import Deployment
from modelbase.server.hosting import waiting
from tests.conftest import Api, make_person, make_settings

BASE = "http://127.0.0.1:5050"


@pytest.fixture
def hanging() -> Iterator[str]:
    """The address of a store that accepts connections and never answers."""
    with socket.create_server(("127.0.0.1", 0), backlog=200) as listening:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"


def with_store(deployment: Deployment, address: str) -> Deployment:
    settings = make_settings(s3_endpoint=address, requests_per_second=1e5)
    return replace(deployment, settings=settings, bucket=backends._bucket(settings, patient=False))


def test_a_hanging_store_stops_neither_probes_nor_metadata(deployment: Deployment, hanging: str) -> None:
    here = with_store(deployment, hanging)
    owner = Api(create_app(here.settings, here).test_client(), make_person(deployment, "owner", Role.ADMIN))
    model = owner.post("/models", {"args": {"dataset": "d", "arch": "a"}}).json["id"]
    file = {"path": "w.bin", "size": 3, "sha256": "0" * 64}
    found: list[tuple[int, str | None, float]] = []

    def push() -> None:
        began = time.monotonic()
        client = Api(create_app(here.settings, here).test_client(), owner.headers["Authorization"].split()[1])
        answer = client.post(f"/models/{model}/checkpoints", {"files": [file], "label": "x"})
        found.append((answer.status_code, answer.headers.get("Retry-After"), time.monotonic() - began))

    # What asks the store: the sweep's check of readiness, and pushes that look at the parts that have arrived.
    asking = [threading.Thread(target=push) for _ in range(4)]
    for thread in asking:
        thread.start()
    for _ in range(3):
        began = time.monotonic()
        state = owner.client.get("/readyz", base_url=BASE)
        assert time.monotonic() - began < 1.5
        assert (state.status_code, state.json["status"], state.json["database"]) == (200, "ok", "ok")
        assert "does not answer" in state.json["store"]
        assert owner.get("/models").status_code == 200
    for thread in asking:
        thread.join()


def test_a_store_that_hangs_takes_a_bounded_number_of_threads(deployment: Deployment, hanging: str) -> None:
    bucket = with_store(deployment, hanging).bucket
    ends: list[float] = []

    def call() -> None:
        began = time.monotonic()
        with pytest.raises(Unavailable, match="store"):
            bucket.check()
        ends.append(time.monotonic() - began)

    stuck = [threading.Thread(target=call, daemon=True) for _ in range(backends.STORE_PLACES)]
    for thread in stuck:
        thread.start()
    time.sleep(backends.SLOW_SECONDS + 0.5)
    began = time.monotonic()
    for _ in range(50):
        with pytest.raises(Unavailable) as refused:
            bucket.check()
        assert refused.value.details["retry_after"] >= 1
    assert time.monotonic() - began < 2, "fifty more are refused at once"
    assert not ends, "the first ones still wait"


def test_a_place_is_waited_for_while_the_store_works(deployment: Deployment) -> None:
    del deployment
    places, free = Places(1), threading.Event()
    with_place = threading.Thread(target=lambda: places.call(free.wait))
    with_place.start()
    threading.Timer(0.2, free.set).start()
    assert places.call(lambda: 7) == 7
    with_place.join()
    moment = [0.0]
    places, free, holding = Places(1, lambda: moment[0]), threading.Event(), threading.Event()
    slow = threading.Thread(target=lambda: places.call(lambda: (holding.set(), free.wait())))
    slow.start()
    holding.wait()
    moment[0] = backends.SLOW_SECONDS + 1
    began = time.monotonic()
    with pytest.raises(StoreIsBusy):
        places.call(lambda: 7)
    assert time.monotonic() - began < backends.PLACE_SECONDS
    free.set()
    slow.join()
    assert places.call(lambda: 8) == 8


def test_a_question_is_asked_once_however_many_ask(deployment: Deployment) -> None:
    del deployment
    asked: list[int] = []
    go_on = threading.Event()

    def ping() -> None:
        asked.append(1)
        go_on.wait()

    service = ready.Asked(ping)
    for _ in range(20):
        service.ask()
    assert service.answer(time.monotonic() + 0.2) == "does not answer within a second"
    began = time.monotonic()
    for _ in range(20):
        service.ask()
        assert service.answer(time.monotonic() + 5) == "does not answer within a second"
    assert time.monotonic() - began < 1, "the next ones do not wait for the same question"
    assert len(asked) == 1
    go_on.set()
    while service.answer(time.monotonic() + 5) != "ok":
        time.sleep(0.01)
    assert len(asked) == 1


def test_a_server_that_stops_says_so_first(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert client.get("/readyz", base_url=BASE).status_code == 200
    stopping = threading.Event()
    stopping.set()
    monkeypatch.setattr(ready, "DRAINING", stopping)
    found = client.get("/readyz", base_url=BASE)
    assert (found.status_code, found.json["status"]) == (503, "draining")
    assert client.get("/healthz", base_url=BASE).status_code == 200


def test_without_a_database_the_server_is_not_ready(
    deployment: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(_: Any) -> None:
        raise Unavailable("MongoDB is away", "database_unavailable")

    monkeypatch.setattr(ready.migrations, "check", away)
    found = create_app(deployment.settings, deployment).test_client().get("/readyz", base_url=BASE)
    assert (found.status_code, found.json["status"], found.json["store"]) == (503, "unavailable", "ok")


def test_what_is_away_is_waited_for_and_what_is_wrong_is_not(
    deployment: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    del deployment
    monkeypatch.setattr(waiting, "SHORTEST_PAUSE", 0.01)
    tries, said = [3], []

    def act() -> str:
        tries[0] -= 1
        if tries[0]:
            raise Unavailable("away")
        return "here"

    assert waiting.patiently(act, threading.Event(), said.append) == "here"
    assert said == ["away; trying again in 0.01 s", "away; trying again in 0.02 s"]
    with pytest.raises(Invalid):
        waiting.patiently(lambda: (_ for _ in ()).throw(Invalid("wrong")), threading.Event(), said.append)
    stop = threading.Event()
    stop.set()
    tries[0] = 5
    with pytest.raises(Unavailable):
        waiting.patiently(act, stop, said.append)


def test_a_bucket_may_be_made_by_several_at_once(deployment: Deployment) -> None:
    class Racing:
        """A client of a store in which another server makes the bucket between our look and our call."""

        def __init__(self, other: str) -> None:
            self.there, self.other = False, other

        def head_bucket(self, **_: Any) -> None:
            if not self.there:
                raise ClientError({"Error": {"Code": "404"}}, "HeadBucket")

        def create_bucket(self, **_: Any) -> None:
            self.there = self.other == "ours"
            raise ClientError({"Error": {"Code": "BucketAlreadyOwnedByYou"}}, "CreateBucket")

    del deployment
    Bucket("b", Racing("ours"), None).create()
    with pytest.raises(Exception, match=r".*"):
        Bucket("b", Racing("nobody's"), None).create()
