"""The collection of blobs: who may reuse one, who verifies it, and second copies."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from modelbase.server.database.files import blobs
from modelbase.server.database.files.blobs import Blob
from modelbase.server.visible import EVERYTHING, Visible

NOW = datetime(2026, 1, 1, tzinfo=UTC)
SOON = NOW + timedelta(minutes=1)
SHA = "a" * 64
BLOB = Blob("b1", SHA, 5, "blobs/xx/a/0", "u1", NOW, NOW, "verified")
PRIVATE, PUBLIC = Visible(shared=frozenset({"m1"})), Visible(public=True)


def points(db: Any, blob: str, model: str = "m1", name: str = "c1") -> None:
    files = [{"path": "a", "blob": blob}, {"path": "b", "blob": "other"}, {"path": "c", "blob": blob}]
    document = {
        "_id": name,
        "model": model,
        "label": name,
        "label_turn": 0,
        "state": "uploaded",
        "files": files,
    }
    db.checkpoints.insert_one(document)


@pytest.fixture(autouse=True)
def models(db: Any) -> None:
    for number in (1, 2):
        db.models.insert_one(
            {"_id": f"m{number}", "id": f"d/a:{number}", "name": "d/a", "digest": str(number)}
        )


def reusable(db: Any, user: str = "u2", seen: Visible = EVERYTHING) -> dict[str, Blob]:
    return blobs.reusable(db, [SHA, "b" * 64], user, seen)


def test_a_verified_blob_of_a_readable_model_is_reused(db: Any) -> None:
    blobs.insert(db, [BLOB])
    points(db, "b1")
    assert reusable(db) == {SHA: BLOB}
    assert reusable(db, seen=PRIVATE) == {SHA: BLOB}


def test_a_blob_of_models_that_one_may_not_read_is_not_reused(db: Any) -> None:
    blobs.insert(db, [BLOB])
    points(db, "b1")
    assert reusable(db, seen=PUBLIC) == {}
    assert reusable(db, seen=Visible(shared=frozenset({"m2"}))) == {}
    assert reusable(db, user="u1", seen=PUBLIC) == {}


def test_a_blob_that_nothing_points_to_is_not_reused(db: Any) -> None:
    blobs.insert(db, [BLOB])
    assert reusable(db, user="u1") == {}


def test_a_blob_that_is_not_checked_is_reused_by_its_sender_alone(db: Any) -> None:
    blobs.insert(db, [replace(BLOB, state="uploaded")])
    points(db, "b1")
    assert reusable(db) == {}
    assert set(reusable(db, user="u1")) == {SHA}


@pytest.mark.parametrize(
    "change", [{"state": "corrupt"}, {"state": "pending"}, {"retired_at": NOW}, {"doomed": NOW}]
)
def test_a_blob_that_is_bad_or_going_is_not_reused(db: Any, change: dict[str, Any]) -> None:
    blobs.insert(db, [BLOB])
    points(db, "b1")
    db.blobs.update_one({"_id": "b1"}, {"$set": change})
    assert reusable(db, user="u1") == {}


def test_the_verified_one_of_two_copies_is_taken(db: Any) -> None:
    blobs.insert(db, [replace(BLOB, state="uploaded"), replace(BLOB, id="b2", created_at=SOON)])
    points(db, "b1")
    points(db, "b2", name="c2")
    assert reusable(db, user="u1")[SHA].id == "b2"


def test_touching_fails_when_a_blob_is_going_or_gone(db: Any) -> None:
    blobs.insert(db, [BLOB, replace(BLOB, id="b2")])
    assert blobs.touch(db, ["b1", "b2", "b1"], SOON)
    assert blobs.get_many(db, ["b1"])["b1"].touched_at == SOON
    assert not blobs.touch(db, ["b1", "b3"], SOON)
    blobs.retire(db, "b2", SOON)
    assert not blobs.touch(db, ["b1", "b2"], SOON)


def test_inserting_again_changes_nothing(db: Any) -> None:
    blobs.insert(db, [BLOB])
    blobs.insert(db, [replace(BLOB, state="pending"), replace(BLOB, id="b2")])
    assert {blob.state for blob in blobs.get_many(db, ["b1", "b2"]).values()} == {"verified"}


def test_only_pending_blobs_arrive(db: Any) -> None:
    blobs.insert(db, [replace(BLOB, state="pending"), replace(BLOB, id="b2", state="corrupt")])
    blobs.arrived(db, ["b1", "b2"], NOW)
    assert blobs.states(db, ["b1"]) == {"uploaded"}
    assert blobs.states(db, ["b2"]) == {"corrupt"}
    assert blobs.states(db, ["b1", "gone"]) == {"uploaded", "corrupt"}


def test_a_blob_is_claimed_by_one_worker_until_its_claim_ends(db: Any) -> None:
    blobs.insert(db, [replace(BLOB, state="pending")])
    assert blobs.claim(db, NOW, SOON) is None
    blobs.arrived(db, ["b1"], NOW)
    assert blobs.claim(db, NOW, SOON) is not None
    assert blobs.claim(db, NOW, SOON) is None
    blobs.hold(db, "b1", SOON + timedelta(minutes=1))
    assert blobs.claim(db, SOON, SOON) is None
    assert blobs.claim(db, SOON + timedelta(minutes=1), SOON) is not None
    assert blobs.verdict(db, "b1", "verified", SOON)
    assert not blobs.verdict(db, "b1", "corrupt", SOON)
    assert blobs.claim(db, SOON + timedelta(days=1), SOON) is None


def test_checkpoints_and_the_trash_are_pointed_to_the_copy_that_stays(db: Any) -> None:
    blobs.insert(db, [BLOB, replace(BLOB, id="b2", created_at=SOON)])
    points(db, "b2")
    db.trash.insert_one({"_id": "x1", "document": {"files": [{"blob": "b2"}, {"blob": "b2"}]}})
    assert [blob.id for blob in blobs.copies(db, SHA, 5)] == ["b1", "b2"]
    assert blobs.pointed_to(db, "b2")
    blobs.retire(db, "b2", NOW)
    blobs.repoint(db, "b2", "b1")
    assert not blobs.pointed_to(db, "b2")
    assert [file["blob"] for file in db.checkpoints.find_one()["files"]] == ["b1", "other", "b1"]
    assert [file["blob"] for file in db.trash.find_one()["document"]["files"]] == ["b1", "b1"]
    assert [blob.id for blob in blobs.copies(db, SHA, 5)] == ["b1"]
    assert blobs.retired(db, NOW) == []
    assert [blob.id for blob in blobs.retired(db, SOON)] == ["b2"]
