"""A1-21: to who may not see it, a private model is the same as one that does not exist: in status, body and headers,
and in the work done for it, down to each command that MongoDB gets. How long it takes is told, not judged.
"""

from __future__ import annotations

import os
import re
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from pymongo import MongoClient, monitoring

from modelbase.entities import Role
from modelbase.server.access import Principal
from modelbase.server.app import create_app
from modelbase.server.deployment import Deployment
from modelbase.server.signin.tokens import NewToken, create
from tests.api.test_routes import SAMPLES
from tests.conftest import Api, make_person

TIMED = 1000 if int(os.environ.get("MODELBASE_TEST_ROUNDS", "1")) >= 50 else 25
MANY = {"requests_per_second": 1e5, "stranger_requests_per_second": 1e5, "guesses_per_minute": 1e4}
PRIVATE = {"dataset": "data", "arch": "m", "lr": 0.1}
SHARED = PRIVATE | {"lr": 0.2}
OWN = {"X-Request-Id", "Date"}  # headers that are of one request
REMEMBERED = {"tokens", "users", "policies"}  # asked every two seconds at most, whatever the request is about
NOISE = {"lsid", "$clusterTime", "$readPreference", "$db", "txnNumber", "maxTimeMS"}


class Work(monitoring.CommandListener):
    """Notes what MongoDB is asked and how many documents it gives."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.skipped: set[int] = set()

    def started(self, event: monitoring.CommandStartedEvent) -> None:
        if event.command.get(event.command_name) in REMEMBERED:
            self.skipped.add(event.request_id)
            return
        asked = {name: value for name, value in event.command.items() if name not in NOISE}
        self.done.append(f"{event.command_name} {asked!r}")

    def succeeded(self, event: monitoring.CommandSucceededEvent) -> None:
        if event.request_id not in self.skipped:
            cursor = event.reply.get("cursor", {})
            self.done.append(f"{len(cursor.get('firstBatch', []))} found, n {event.reply.get('n')}")

    def failed(self, event: monitoring.CommandFailedEvent) -> None:
        self.done.append(f"failed {event.command_name}")


@pytest.fixture
def work(deployment: Deployment) -> Work:
    return Work()


@pytest.fixture
def asking(deployment: Deployment, work: Work) -> Iterator[dict[str, Callable[..., Any]]]:
    """Return who asks, each as a function: Guest, a token for other names, the holder of another link, anybody."""
    settings = deployment.settings.model_copy(update=MANY)
    watched: MongoClient[Any] = MongoClient(
        settings.mongo_uri.get_secret_value(), event_listeners=[work], tz_aware=True
    )
    here = replace(deployment, settings=settings, db=watched[settings.mongo_database])
    apps = {
        False: create_app(settings, here),
        True: create_app(open_settings := settings.model_copy(update={"allow_anonymous": True}),
                         replace(here, settings=open_settings)),
    }  # fmt: skip
    closed, open_ = (apps[each].test_client(use_cookies=False) for each in (False, True))
    owner = Api(closed, make_person(deployment, "owner", Role.ADMIN))
    other = owner.post("/models", {"args": SHARED}).json["id"]
    link = {"X-Modelbase-Share": owner.post(f"/models/{other}/shares", {"kind": "link"}).json["secret"]}
    limited = create(
        deployment.db,
        Principal("test:owner", "owner", Role.ADMIN, "session"),
        NewToken(name="limited", scopes=("read", "write", "admin"), only="elsewhere/*"),
    ).token
    yield {
        "owner": owner,
        "guest": Api(closed, make_person(deployment, "guest", Role.GUEST)),
        "limited token": Api(closed, str(limited)),
        "link of another": lambda *given: Api(closed, None)(*given, **link),
        "anonymous": Api(open_, None),
        "nobody": Api(closed, None),
    }
    watched.close()


def pair(owner: Any) -> tuple[str, str]:
    """Return a private model and one that was never there, of the same name and length."""
    made = owner.post("/models", {"args": PRIVATE}).json["id"]
    name, _, tail = made.partition(":")
    return made, f"{name}:{'f' * len(tail) if tail[0] != 'f' else '0' * len(tail)}"


def outcome(answer: Any, ref: str) -> tuple[int, str, str]:
    """Return all that an answer tells, but for what is of one request, and for the ID that was sent."""
    headers = sorted((name, value) for name, value in answer.headers.items() if name not in OWN)
    body = answer.get_data(as_text=True).replace(ref, "ID")
    return answer.status_code, str(headers), re.sub(r'"request_id":"[^"]*"', "", body)


def paths() -> list[tuple[str, str, Any]]:
    """Return each route about one model, as it is asked, with `{model}` in it."""
    ids = {"upload": "u", "share": "s_1", "checkpoint": "c_1", "parent": "a/b:0123", "other": "a/b:0123"}
    ids |= {"image": "0" * 64 + ".png"}
    ids |= {"entry": "e", "view": "v", "token": "t", "lease": "l", "session": "0" * 32, "model": "{model}"}
    return [
        (route.partition(" ")[0], path.format(**ids).removeprefix("/api/v1"), body)
        for route, (path, body) in SAMPLES.items()
        if "{model}" in path
    ]


@pytest.mark.row("A1-21")
@pytest.mark.parametrize("who", ["guest", "limited token", "link of another", "anonymous", "nobody"])
def test_a_private_model_is_like_one_that_is_not_there(
    asking: dict[str, Callable[..., Any]], work: Work, who: str
) -> None:
    private, absent = pair(asking["owner"])
    ask, asked = asking[who], 0
    for method, path, body in paths():
        told, done = [], []
        for ref in (private, absent, private, absent):  # the first two warm what is remembered for a moment
            work.done.clear()
            told.append(outcome(ask(method, path.replace("{model}", ref), body), ref))
            done.append([bare(text, ref) for text in work.done])
        assert told[0] == told[1] == told[2] == told[3], (method, path)
        assert told[0][0] in {400, 401, 403, 404}, (method, path, told[0])
        assert done[2] == done[3], (method, path)
        asked += len(done[2])
    assert who == "nobody" or asked > 40, "the work was seen"


def bare(text: str, ref: str) -> str:
    """Return a command without the ID it asks for and without the bounds of a range of IDs."""
    tail = ref.partition(":")[2]
    text = re.sub(r"datetime\.datetime\([^)]*\)", "THEN", text)
    return re.sub(rf"{re.escape(tail[:-1])}\w?", "TAIL", text)


@pytest.mark.row("A1-21")
@pytest.mark.timeout(900)
def test_how_long_each_takes_is_told(deployment: Deployment, asking: Any, figures: dict[str, str]) -> None:
    private, absent = pair(asking["owner"])
    for who in ("guest", "limited token", "link of another", "anonymous"):
        took: dict[str, list[float]] = {private: [], absent: []}
        for turn in range(2 * TIMED):
            ref = (private, absent)[turn % 2 if turn % 4 < 2 else 1 - turn % 2]  # neither always first
            began = time.perf_counter()
            answer = asking[who]("GET", f"/models/{ref}")
            took[ref].append(time.perf_counter() - began)
            assert answer.status_code == 404
        one, two = (1000 * statistics.median(took[ref]) for ref in (private, absent))
        figures[f"private and absent, {who}"] = (
            f"medians of {TIMED}: {one:.3f} and {two:.3f} ms, difference {abs(one - two):.3f} ms"
        )
