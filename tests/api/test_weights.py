"""Deleting the weights of a checkpoint while its record stays, having them back, and what the sweep then takes."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from modelbase.server.database.files import blobs, checkpoints
from modelbase.server.database.files import trash as stored_trash
from modelbase.server.database.models import models
from modelbase.server.trash import collect
from modelbase.server.worker import sweep

SHARED, OWN = os.urandom(70_000), os.urandom(50_000)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture
def model(pushing: Any, owner: Any) -> str:
    return str(pushing.model(owner))


def path_of(model: str, label: str) -> str:
    return f"/models/{model}/checkpoints/{label}"


def age(deployment: Any) -> None:
    """Let every grace be over: for commits, for URLs, for the trash."""
    deployment.db.blobs.update_many({}, {"$set": {"touched_at": LONG_AGO}})
    for name in ("doomed", "retired_at"):
        deployment.db.blobs.update_many({name: {"$ne": None}}, {"$set": {name: LONG_AGO}})
    deployment.db.trash.update_many({}, {"$set": {"expires_at": LONG_AGO, "deleted_at": LONG_AGO}})


def swept(deployment: Any) -> None:
    """Sweep as often as time would let it, with everything overdue."""
    for _ in range(3):
        age(deployment)
        sweep.sweep(deployment)


def size_kept(pushing: Any) -> int:
    return sum(pushing.objects().values())


def test_the_record_stays_and_says_that_the_weights_are_gone(
    pushing: Any, owner: Any, teammate: Any, model: str
) -> None:
    pushing.verified(owner, model, {"m.bin": OWN, "c.json": b"{}"}, step=9, metrics={"top1": 76.1})
    before = owner.get(path_of(model, "last")).json
    gone = teammate.delete(f"{path_of(model, 'last')}/weights")
    assert (gone.status_code, gone.json["kind"], gone.json["size"]) == (200, "weights", len(OWN) + 2)
    after = owner.get(path_of(model, "last")).json
    assert (after["state"], after["weights_deleted"]["by"]) == ("weights_deleted", "teammate")
    for name in ("id", "label", "hash", "step", "metrics", "size", "file_count", "files", "created_by"):
        assert after[name] == before[name], name
    told = owner.get(f"/models/{model}").json
    assert (told["state"], told["latest"], told["metrics"]) == ("new", "last", {"top1": 76.1})
    assert told["finished_at"] is not None
    assert (told["checkpoints"], told["size"]) == (1, 0)
    for place in ("download", "files/m.bin"):
        refused = owner.get(f"{path_of(model, 'last')}/{place}")
        assert (refused.status_code, refused.json["error"]["code"]) == (409, "weights_deleted")
        assert refused.json["error"]["details"]["by"] == "teammate"
        assert refused.json["error"]["details"]["at"] == after["weights_deleted"]["at"]
        assert "teammate" in refused.json["error"]["message"]
    assert owner.delete(f"{path_of(model, 'last')}/weights").status_code == 204


def test_who_deleted_them_is_not_told_to_who_sees_no_card(
    pushing: Any, owner: Any, app: Any, model: str
) -> None:
    pushing.verified(owner, model, {"m.bin": OWN})
    owner.delete(f"{path_of(model, 'last')}/weights")
    link = owner.post(f"/models/{model}/shares", {"kind": "link", "sees": ["weights"]}).json["secret"]
    holder = type(owner)(app.test_client(use_cookies=False), None)
    told = holder.get(path_of(model, "last"), **{"X-Modelbase-Share": link}).json
    assert told["state"] == "weights_deleted"
    assert "weights_deleted" not in told
    refused = holder.get(f"{path_of(model, 'last')}/download", **{"X-Modelbase-Share": link}).json["error"]
    assert (refused["code"], refused["details"]["by"]) == ("weights_deleted", None)
    assert "owner" not in refused["message"]


def test_they_can_be_had_back_from_the_trash(pushing: Any, owner: Any, model: str) -> None:
    pushing.verified(owner, model, {"m.bin": OWN})
    before = owner.get(path_of(model, "last")).json
    entry = owner.delete(f"{path_of(model, 'last')}/weights").json
    assert [row["id"] for row in owner.get("/trash").json["rows"]] == [entry["id"]]
    assert owner.post(f"/trash/{entry['id']}/restore").json == before
    assert owner.get("/trash").json["rows"] == []
    assert pushing.fetch(owner, model, "last", "m.bin") == OWN
    assert owner.get(f"/models/{model}").json["size"] == len(OWN)


def test_they_are_not_had_back_while_the_checkpoint_or_the_model_is_in_the_trash(
    pushing: Any, owner: Any, model: str
) -> None:
    pushing.verified(owner, model, {"m.bin": OWN})
    gone = owner.delete(f"{path_of(model, 'last')}/weights").json["id"]
    checkpoint = owner.delete(path_of(model, "last")).json["id"]
    assert "restore the checkpoint first" in owner.post(f"/trash/{gone}/restore").json["error"]["message"]
    whole = owner.delete(f"/models/{model}").json["id"]
    assert "restore the model first" in owner.post(f"/trash/{gone}/restore").json["error"]["message"]
    for entry in (whole, checkpoint, gone):
        assert owner.post(f"/trash/{entry}/restore").status_code == 200
    assert pushing.fetch(owner, model, "last", "m.bin") == OWN


def test_pushing_the_same_files_brings_them_back_to_the_same_checkpoint(
    pushing: Any, owner: Any, model: str, deployment: Any
) -> None:
    made = pushing.verified(owner, model, {"m.bin": OWN, "s.bin": SHARED}, metrics={"top1": 1})
    owner.delete(f"{path_of(model, 'last')}/weights")
    again = pushing.push(owner, model, {"m.bin": OWN, "s.bin": SHARED})
    assert (again["id"], again["label"], again["metrics"]) == (made["id"], "last", {"top1": 1})
    pushing.verify()
    found = owner.get(path_of(model, "last")).json
    assert (found["state"], found["weights_deleted"]) == ("verified", None)
    assert owner.get("/trash").json["rows"] == []
    assert len(owner.get(f"/models/{model}/checkpoints").json["rows"]) == 1
    swept(deployment)
    assert pushing.fetch(owner, model, "last", "m.bin") == OWN
    assert size_kept(pushing) == len(OWN) + len(SHARED)


def test_the_bytes_go_once_the_trash_gives_them_up_and_shared_ones_stay(
    pushing: Any, owner: Any, model: str, deployment: Any
) -> None:
    pushing.verified(owner, model, {"s.bin": SHARED, "own.bin": OWN}, label="old")
    pushing.verified(owner, model, {"again/s.bin": SHARED}, label="new")
    owner.delete(f"{path_of(model, 'old')}/weights")
    sweep.sweep(deployment)
    assert size_kept(pushing) == len(OWN) + len(SHARED)  # they can still be had back
    swept(deployment)
    assert size_kept(pushing) == len(SHARED)
    assert pushing.fetch(owner, model, "new", "again/s.bin") == SHARED
    assert owner.get(path_of(model, "old")).json["state"] == "weights_deleted"
    assert deployment.db.blobs.count_documents({}) == 1


def test_the_trash_is_given_up_by_hand_and_then_by_time(pushing: Any, owner: Any, deployment: Any) -> None:
    first, second = pushing.model(owner), pushing.model(owner, lr=0.2)
    for each in (first, second):
        pushing.verified(owner, each, {"m.bin": OWN if each == first else SHARED})
    pushing.verified(owner, first, {"x.bin": b"x" * 9}, label="best")
    checkpoint = owner.delete(path_of(first, "best")).json["id"]
    whole = owner.delete(f"/models/{first}").json["id"]
    assert owner.delete(f"/trash/{whole}").status_code == 204
    assert owner.get("/trash").json["rows"] == []
    for gone in (whole, checkpoint):
        assert owner.post(f"/trash/{gone}/restore").status_code == 404
        assert owner.delete(f"/trash/{gone}").status_code == 404
    swept(deployment)
    assert size_kept(pushing) == len(SHARED)
    owner.delete(f"/models/{second}")
    swept(deployment)
    assert (size_kept(pushing), deployment.db.checkpoints.count_documents({})) == (0, 0)


def test_a_model_that_is_only_half_in_the_trash_is_not_given_up(
    pushing: Any, owner: Any, model: str, deployment: Any
) -> None:
    pushing.verified(owner, model, {"m.bin": OWN})
    document = deployment.db.models.find_one({"id": model})
    whole = owner.delete(f"/models/{model}").json["id"]
    deployment.db.models.insert_one(document)  # as if the deletion had ended after its first write
    refused = owner.delete(f"/trash/{whole}")
    assert (refused.status_code, refused.json["error"]["code"]) == (409, "conflict")
    assert owner.post(f"/trash/{whole}/restore").status_code == 200
    swept(deployment)
    assert pushing.fetch(owner, model, "last", "m.bin") == OWN


def test_a_commit_that_holds_a_blob_keeps_it(pushing: Any, owner: Any, model: str, deployment: Any) -> None:
    pushing.verified(owner, model, {"m.bin": OWN})
    entry = owner.delete(path_of(model, "last")).json["id"]
    age(deployment)
    held = [blob["_id"] for blob in deployment.db.blobs.find()]
    assert blobs.touch(deployment.db, held, models.now())  # a commit is about to point to it
    assert owner.delete(f"/trash/{entry}").status_code == 204
    assert collect.collect(deployment) == 0
    assert deployment.db.blobs.count_documents({"doomed": {"$ne": None}}) == 0
    age(deployment)
    collect.collect(deployment)
    assert not blobs.touch(deployment.db, held, models.now())  # now nobody may any more
    assert size_kept(pushing) == len(OWN)  # a download may still be under way
    age(deployment)
    assert collect.collect(deployment) == 1
    assert size_kept(pushing) == 0


def test_a_protected_model_keeps_its_weights(pushing: Any, owner: Any, model: str) -> None:
    pushing.verified(owner, model, {"m.bin": OWN})
    owner("PUT", f"/models/{model}/aliases/production", {"protected": True})
    for place in (f"{path_of(model, 'last')}/weights", path_of(model, "last")):
        refused = owner.delete(place)
        assert (refused.status_code, refused.json["error"]["code"]) == (409, "in_use")
    assert pushing.fetch(owner, model, "last", "m.bin") == OWN


# --- killed between any two writes ----------------------------------------------------------------------------------


class Killed(BaseException):
    """The process is gone."""


STEPS: list[tuple[Any, str]] = [
    (stored_trash, "insert"), (stored_trash, "delete"), (stored_trash, "claim"), (stored_trash, "hold"),
    (checkpoints, "drop_weights"), (checkpoints, "restore_weights"), (blobs, "loosen"), (blobs, "doom"),
    (checkpoints, "delete"), (blobs, "delete"), (blobs, "touch"), (models, "summarise"),
]  # fmt: skip


@pytest.fixture
def killing(monkeypatch: pytest.MonkeyPatch) -> Callable[[int, bool], list[str]]:
    """Die at the n-th write, before or after it is done; returns what was counted so far."""
    seen: list[str] = []
    plan: dict[str, Any] = {"at": -1, "after": False}

    def wrapped(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def write(*given: Any, **named: Any) -> Any:
            seen.append(name)
            fatal = len(seen) - 1 == plan["at"]
            if fatal and not plan["after"]:
                raise Killed
            done = real(*given, **named)
            if fatal:
                raise Killed
            return done

        return write

    for module, name in STEPS:
        monkeypatch.setattr(module, name, wrapped(f"{module.__name__}.{name}", getattr(module, name)))

    def arm(at: int, after: bool) -> list[str]:
        seen.clear()
        plan.update(at=at, after=after)
        return seen

    return arm


def check(pushing: Any, owner: Any, model: str, deployment: Any) -> None:
    """What holds after every crash: who says `verified` has bytes, and no referenced object is gone."""
    for row in owner.get(f"/models/{model}/checkpoints").json["rows"]:
        label = row["label"]
        for file in owner.get(path_of(model, label)).json["files"]:
            answer = owner.get(f"{path_of(model, label)}/files/{file['path']}")
            if row["state"] == "verified":
                assert len(httpx.get(answer.headers["Location"]).raise_for_status().content) == file["size"]
            else:
                assert answer.json["error"]["code"] == "weights_deleted"
    there = pushing.objects()
    for document in deployment.db.trash.find({"going": None}):
        for blob_id in checkpoints.blobs_of(document["document"]):
            assert deployment.db.blobs.find_one({"_id": blob_id})["key"] in there


def acts(owner: Any, model: str, deployment: Any) -> None:
    """Delete weights, restore them, delete them again, and let all graces pass."""
    place = f"{path_of(model, 'old')}/weights"
    owner.delete(place)
    restore = [row["id"] for row in owner.get("/trash").json["rows"]]
    for entry in restore:
        owner.post(f"/trash/{entry}/restore")
    owner.delete(place)
    swept(deployment)


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_killed_at_any_write_nothing_is_lost_and_nothing_stays_for_ever(
    pushing: Any, owner: Any, deployment: Any, killing: Any, after: bool
) -> None:
    at, ended = 0, False
    while not ended:
        model = pushing.model(owner, lr=1000 + at)
        pushing.verified(owner, model, {"s.bin": SHARED, "own.bin": OWN + bytes([at, after])}, label="old")
        pushing.verified(owner, model, {"s.bin": SHARED}, label="new")
        seen = killing(at, after)
        try:
            acts(owner, model, deployment)
            ended = True
        except Killed:
            killing(-1, False)
            check(pushing, owner, model, deployment)
            acts(owner, model, deployment)
            acts(owner, model, deployment)
        killing(-1, False)
        check(pushing, owner, model, deployment)
        assert size_kept(pushing) == len(SHARED), (at, list(seen))
        owner.delete(f"/models/{model}")
        swept(deployment)
        assert size_kept(pushing) == 0
        at += 1
    assert at > 12


def test_an_entry_says_until_when_the_bytes_can_be_had_back(
    pushing: Any, owner: Any, model: str, deployment: Any
) -> None:
    pushing.verified(owner, model, {"m.bin": OWN})
    entry = owner.delete(f"{path_of(model, 'last')}/weights").json
    found = datetime.fromisoformat(entry["expires_at"]) - datetime.fromisoformat(entry["deleted_at"])
    assert found == timedelta(days=deployment.settings.trash_days)
