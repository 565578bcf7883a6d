"""GET /storage: bytes and counts by name and owner, for Admins alone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from modelbase.server.app import create_app
from tests.conftest import Api

FILES = {"a.bin": b"a" * 100, "b.bin": b"b" * 50}


def test_bytes_are_counted_by_name_and_by_owner(pushing: Any, owner: Any, teammate: Any) -> None:
    first = pushing.model(owner, lr=0.1)
    second = pushing.model(teammate, lr=0.2)
    other = pushing.model(owner, dataset="cifar", lr=0.1)
    pushing.verified(owner, first, FILES)
    pushing.verified(teammate, second, {"a.bin": b"c" * 30})
    found = owner.get("/storage").json
    assert (found["models"], found["checkpoints"], found["size"]) == (3, 2, 180)
    assert found["stored"] == {"files": 3, "size": 180}
    assert found["trash"] == {"entries": 0, "size": 0}
    assert found["names"] == [
        {"name": "imagenet/resnet50", "models": 2, "checkpoints": 2, "size": 180},
        {"name": other.split(":")[0], "models": 1, "checkpoints": 0, "size": 0},
    ]
    assert [(row["owner"], row["size"]) for row in found["owners"]] == [("owner", 150), ("teammate", 30)]


def test_what_is_deleted_counts_in_the_trash_alone(pushing: Any, owner: Any) -> None:
    model = pushing.model(owner, lr=0.1)
    pushing.verified(owner, model, FILES)
    owner.delete(f"/models/{model}")
    found = owner.get("/storage").json
    assert (found["models"], found["size"], found["trash"]) == (0, 0, {"entries": 1, "size": 150})
    assert found["stored"]["size"] == 150


def test_an_empty_server_has_nothing(owner: Any) -> None:
    found = owner.get("/storage").json
    assert found["names"] == found["owners"] == []
    assert found["stored"] == {"files": 0, "size": 0}


def test_counting_stops_at_the_time_limit(deployment: Any, owner: Any, people: Any) -> None:
    hurried = replace(deployment, settings=deployment.settings.model_copy(update={"query_seconds": 1e-6}))
    answer = Api(create_app(hurried.settings, hurried).test_client(), people.owner).get("/storage")
    assert (answer.status_code, answer.json["error"]["code"]) == (400, "query_limit")


def test_nobody_but_admins_sees_it(reader: Any, stranger: Any, nobody: Any) -> None:
    assert reader.get("/storage").status_code == stranger.get("/storage").status_code == 403
    assert nobody.get("/storage").status_code == 401
