"""GET /storage: bytes and counts by name and owner, for Admins alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import SecretStr

from modelbase.errors import Unavailable
from modelbase.server.app import create_app
from modelbase.server.database import jobs
from modelbase.server.database.files import storage
from modelbase.server.index.compact import compact
from modelbase.server.models import policies
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


BROKEN: dict[str, dict[str, Any]] = {
    "no created_at": {"$unset": {"created_at": ""}},
    "a text as created_at": {"$set": {"created_at": "yesterday"}},
    "no flat": {"$unset": {"flat": ""}},
    "flat a list": {"$set": {"flat": [1]}},
    "an odd type in flat": {"$set": {"flat.lr": b"bytes"}},
    "metrics a text": {"$set": {"_metrics": "x", "metrics": "x"}},
    "id a number": {"$set": {"id": 7}},
    "no id": {"$unset": {"id": ""}},
    "id no ID": {"$set": {"id": "x"}},
    "no name": {"$unset": {"name": "", "owner": ""}},
    "tags a number": {"$set": {"tags": 5}},
    "parents texts": {"$set": {"parents": ["x"]}},
    "parents without id": {"$set": {"parents": [{"kind": "finetuned"}]}},
    "args no JSON": {"$set": {"args": "{", "tags": None}},
    "args null": {"$set": {"args": None}},
    "size a text": {"$set": {"size": "big"}},
    "nothing left": {
        "$unset": dict.fromkeys(("id", "name", "flat", "_metrics", "title", "args", "digest"), "")
    },
}


@pytest.mark.parametrize("how", BROKEN)
@pytest.mark.parametrize("compacted", [False, True])
def test_one_unreadable_model_takes_no_list_down(
    deployment: Any, owner: Any, how: str, compacted: bool
) -> None:
    ids = [
        owner.post("/models", {"args": {"dataset": "d", "arch": "a", "lr": lr}}).json["id"] for lr in range(3)
    ]
    owner.post(f"/models/{ids[1]}/parents", {"id": ids[0]})
    owner.post(f"/models/{ids[0]}/parents", {"id": ids[2]})
    if compacted:
        compact(deployment.db)
    deployment.db.models.update_one(
        {"id": ids[0]},
        {**BROKEN[how], "$set": {**BROKEN[how].get("$set", {}), "sealed": False, "stamp": "x"}},
    )
    rules = {**owner.get("/policy").json, "ignore": ["x"]} | {"number": 1}
    for _ in range(2):
        for path in (
            "/models?total=true&columns=lr,metrics.x,tags,parent,ancestor,created_at&sort=-lr",
            '/models?where="d"', "/models?where=lr >= 0", "/families", "/keys", "/keys?where=lr=1", "/keys/lr/values",
            "/storage", "/aliases", "/leases", f"/models/{ids[1]}", f"/models/{ids[1]}/near?k=3",
            f"/models/{ids[1]}/lineage", f"/models/{ids[1]}/family", f"/diff?id={ids[1]}&id={ids[2]}",
        ):  # fmt: skip
            found = owner.get(path)
            assert found.status_code == 200, (path, found.json)
        listed = {row["id"] for row in owner.get("/models").json["rows"]}
        assert listed >= set(ids[1:])
        assert owner.get(f"/models/{ids[0]}").status_code in {404, 409, 200}
        assert owner("PUT", "/policy?dry_run=true", rules).status_code in {200, 202}
        compact(deployment.db)
        policies.catch_up(deployment)
    shown = owner.get("/storage").json["unreadable"]
    if shown["count"]:
        assert shown["models"][0]["why"]
        assert ids[0] not in listed
    assert shown["count"] == (0 if how == "args null" else 1), shown
    deployment.db.models.delete_many({})


def test_metrics_tell_of_reading_again_and_of_jobs(
    pushing: Any, owner: Any, deployment: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = "5f1c9e0b7a3d48e6b2c4f8a9017d6e35"
    here = replace(
        deployment, settings=deployment.settings.model_copy(update={"metrics_token": SecretStr(key)})
    )
    client = create_app(here.settings, here).test_client()

    def figures() -> dict[str, float]:
        found = client.get(
            "/metrics", base_url="http://127.0.0.1:5050", headers={"Authorization": f"Bearer {key}"}
        )
        assert found.status_code == 200
        lines = [line.rpartition(" ") for line in found.text.splitlines() if line.startswith("modelbase_")]
        return {name: float(value) for name, _, value in lines}

    pushing.verified(owner, pushing.model(owner, lr=0.1), FILES)
    one = here.db.blobs.find_one_and_update({"state": "verified"}, {"$set": {"state": "missing"}})
    here.db.blobs.update_many(
        {"_id": {"$ne": one["_id"]}}, {"$set": {"verified_at": datetime(2020, 1, 1, tzinfo=UTC)}}
    )
    assert jobs.take(here.db, "scrub", "w1")
    jobs.ended(here.db, "scrub", "w1", 1.0, jobs.Ending("", "the store is away"))
    found = figures()
    assert (
        found['modelbase_damaged_blobs{state="missing"}'],
        found['modelbase_damaged_blobs{state="corrupt"}'],
    ) == (1, 0)
    assert found["modelbase_scrub_overdue_blobs"] == 1
    assert found["modelbase_scrub_oldest_timestamp_seconds"] == datetime(2020, 1, 1, tzinfo=UTC).timestamp()
    assert found['modelbase_job_failing{job="scrub"}'] == 1
    assert found['modelbase_job_ended_timestamp_seconds{job="scrub"}'] > 1.7e9

    def away(*_: Any) -> Any:
        raise Unavailable("MongoDB does not answer")

    monkeypatch.setattr(storage, "read_again", away)
    assert figures() == {}
