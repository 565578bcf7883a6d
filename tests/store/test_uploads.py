"""The collection of uploads: one open one for each slot, bound to its person, kept after the commit."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from modelbase.entities import File
from modelbase.server.database.files import uploads
from modelbase.server.database.files.uploads import Draft, Sending
from modelbase.server.database.translate import AlreadyExists

NOW = datetime(2026, 1, 1, tzinfo=UTC)
DRAFT = Draft(
    id="c1",
    model="m1",
    user_id="u1",
    created_by="owner",
    hash="a" * 64,
    label=None,
    move=False,
    files=(File(path="a", size=1, sha256="b" * 64),),
    step=None,
    metrics={"val.acc": 1},
    expires_at=NOW,
)
SENDING = Sending("b" * 64, 1, "blobs/xx/c1/0", "b1", "upload")


def renewed(db: Any, **more: str) -> Draft | None:
    who = {"model_key": "m1", "upload_id": "c1", "user_id": "u1"} | more
    return uploads.renew(db, who["model_key"], who["upload_id"], who["user_id"], NOW)


def test_what_was_inserted_is_read(db: Any) -> None:
    uploads.insert(db, DRAFT, "slot")
    assert renewed(db) == DRAFT


def test_a_slot_has_one_open_upload(db: Any) -> None:
    uploads.insert(db, DRAFT, "slot")
    with pytest.raises(AlreadyExists):
        uploads.insert(db, replace(DRAFT, id="c2"), "slot")
    uploads.close(db, "c1", "c9")
    uploads.insert(db, replace(DRAFT, id="c2"), "slot")
    uploads.close(db, "c2", "c9")  # two without a slot do not clash


def test_reopening_takes_step_metrics_and_expiry_of_the_new_declaration(db: Any) -> None:
    assert uploads.reopen(db, DRAFT, "slot") is None
    uploads.insert(db, DRAFT, "slot")
    later = replace(DRAFT, id="c2", step=5, metrics={"top1": 2}, expires_at=NOW + timedelta(days=1))
    assert uploads.reopen(db, later, "slot") == replace(later, id="c1")


@pytest.mark.parametrize("other", [{"model_key": "m2"}, {"upload_id": "c2"}, {"user_id": "u2"}])
def test_an_upload_is_only_found_by_its_person_under_its_model(db: Any, other: dict[str, str]) -> None:
    uploads.insert(db, DRAFT, "slot")
    assert renewed(db, **other) is None


def test_renewing_never_shortens_a_life(db: Any) -> None:
    uploads.insert(db, DRAFT, "slot")
    assert uploads.renew(db, "m1", "c1", "u1", NOW - timedelta(days=1)) == DRAFT
    longer = uploads.renew(db, "m1", "c1", "u1", NOW + timedelta(days=1))
    assert longer is not None
    assert longer.expires_at == NOW + timedelta(days=1)


def test_the_second_to_write_sendings_loses(db: Any) -> None:
    uploads.insert(db, DRAFT, "slot")
    assert uploads.set_sendings(db, DRAFT, [SENDING])
    assert not uploads.set_sendings(db, DRAFT, [])
    found = renewed(db)
    assert found == replace(DRAFT, sendings=(SENDING,), turn=1)
    assert uploads.find_multiparts(db, ["c1", "c2"]) == {"upload"}


def test_a_closed_upload_tells_what_it_became_and_is_not_open(db: Any) -> None:
    uploads.insert(db, DRAFT, "slot")
    assert uploads.find_open(db, ["c1", "c2"]) == {"c1"}
    uploads.close(db, "c1", "c9")
    assert renewed(db) == replace(DRAFT, checkpoint="c9")
    assert uploads.find_open(db, ["c1"]) == set()
    assert uploads.claim(db, "m1", "c1", "u1") is None


def test_an_upload_that_is_given_up_is_out_of_reach_of_a_commit(db: Any) -> None:
    uploads.insert(db, DRAFT, "slot")
    assert uploads.claim(db, "m1", "c1", "u2") is None
    claimed = uploads.claim(db, "m1", "c1", "u1")
    assert claimed is not None
    assert renewed(db) is None
    assert uploads.claim(db, "m1", "c1", "u1") is None
    again = uploads.claim_expired(db, NOW)  # the sweep takes it over if the cleaning up fails
    assert again is not None
    assert again.id == "c1"
    uploads.delete(db, "c1")
    assert uploads.claim_expired(db, NOW) is None


def test_only_expired_uploads_are_swept(db: Any) -> None:
    uploads.insert(db, replace(DRAFT, expires_at=NOW + timedelta(seconds=1)), "slot")
    assert uploads.claim_expired(db, NOW) is None
    assert uploads.claim_expired(db, NOW + timedelta(seconds=2)) is not None
