"""The collection `uploads`: what was declared and not committed yet. `_id` is the id of the checkpoint to be.

`slot` is unique among open uploads, so declaring again finds the same one. Which parts have arrived is not
stored here: the bucket is asked. A committed one stays until it expires, to answer a repeated commit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from pymongo import ASCENDING, IndexModel

from modelbase.entities import File, Metric
from modelbase.server.database import Database, Document
from modelbase.server.database.translate import translated

INDEXES = [
    IndexModel([("slot", ASCENDING)], unique=True, sparse=True, name="slot"),
    IndexModel([("expires_at", ASCENDING)], name="expires_at"),
]
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Sending:
    """One blob to be sent: staged if `upload_id` is None, else by multipart to `key`; `size` in bytes."""

    sha256: str
    size: int
    key: str
    blob: str
    upload_id: str | None = None


@dataclass(frozen=True)
class Draft:
    """An upload as it is stored; `checkpoint` is what it became."""

    id: str
    model: str
    user_id: str
    created_by: str
    hash: str
    label: str | None
    move: bool
    files: tuple[File, ...]
    step: int | None
    metrics: dict[str, Metric]
    expires_at: datetime
    sendings: tuple[Sending, ...] = ()
    turn: int = 0  # counts the changes of `sendings`
    checkpoint: str | None = None
    run: str | None = None  # the id of the run that saves it
    finished: bool = True  # whether it finishes the training
    labelled: bool = True  # whether the label was given, or is made of the step by the server


def insert(db: Database, draft: Draft, slot: str) -> None:
    """Store a new open upload; raise AlreadyExists if its slot has one."""
    fields = dict(vars(draft)) | {"_id": draft.id, "slot": slot}
    fields |= {"metrics": _pairs(draft.metrics), "files": [_file_document(file) for file in draft.files]}
    fields["sendings"] = [asdict(sending) for sending in draft.sendings]
    del fields["id"]
    with translated():
        db.uploads.insert_one(fields)


def reopen(db: Database, draft: Draft, slot: str) -> Draft | None:
    """Return the open upload of a slot, now with what else this draft says, or None."""
    change: Document = {"step": draft.step, "metrics": _pairs(draft.metrics), "expires_at": draft.expires_at}
    change |= {"run": draft.run, "finished": draft.finished}
    with translated():
        found = db.uploads.find_one_and_update({"slot": slot}, {"$set": change}, return_document=True)
    return _draft(found) if found else None


def renew(db: Database, model_key: str, upload_id: str, user_id: str, expires_at: datetime) -> Draft | None:
    """Return this person's upload under this model with its expiry extended, or None."""
    mine = {"_id": upload_id, "model": model_key, "user_id": user_id}
    with translated():
        found = db.uploads.find_one_and_update(
            mine, {"$max": {"expires_at": expires_at}}, return_document=True
        )
    return _draft(found) if found else None


def enter(db: Database, upload_id: str, commit_id: str, at: datetime) -> None:
    """Note that a commit of an upload is under way."""
    with translated():
        db.uploads.update_one({"_id": upload_id}, {"$set": {f"commits.{commit_id}": at}})


def leave(db: Database, upload_id: str, commit_id: str) -> None:
    """Note that a commit of an upload has ended, with success or not."""
    with translated():
        db.uploads.update_one({"_id": upload_id}, {"$unset": {f"commits.{commit_id}": ""}})


def busy(db: Database, upload_id: str, since: datetime) -> bool:
    """Say whether a commit of an upload is under way that began after `since`."""
    with translated():
        found = db.uploads.find_one({"_id": upload_id}, {"commits": 1}) or {}
    return any(at > since for at in found.get("commits", {}).values())


def set_sendings(db: Database, draft: Draft, sendings: Sequence[Sending]) -> bool:
    """Store what has to be sent; False if another request did since `draft` was read."""
    change = {"sendings": [asdict(sending) for sending in sendings], "turn": draft.turn + 1}
    guard = {"_id": draft.id, "turn": draft.turn, "slot": {"$exists": True}}
    with translated():
        return bool(db.uploads.update_one(guard, {"$set": change}).matched_count)


def close(db: Database, upload_id: str, checkpoint_id: str) -> None:
    """Note what an upload became; its slot is free from now on."""
    change = {"$set": {"checkpoint": checkpoint_id}, "$unset": {"slot": ""}}
    with translated():
        db.uploads.update_one({"_id": upload_id}, change)


def delete(db: Database, upload_id: str) -> None:
    """Forget an upload."""
    with translated():
        db.uploads.delete_one({"_id": upload_id})


def claim(db: Database, model_key: str, upload_id: str, user_id: str) -> Draft | None:
    """Take this person's open upload out of reach of a commit, to abort it; None if it is not open."""
    mine = {"_id": upload_id, "model": model_key, "user_id": user_id, "slot": {"$exists": True}}
    return _taken_out(db, mine)


def claim_expired(db: Database, now: datetime) -> Draft | None:
    """Take one expired upload out of reach of a commit, to clean up after it, or return None."""
    return _taken_out(db, {"expires_at": {"$lt": now}})


def find_open(db: Database, upload_ids: Sequence[str]) -> set[str]:
    """Return which of these uploads are open."""
    query = {"_id": {"$in": list(set(upload_ids))}, "slot": {"$exists": True}}
    with translated():
        return {found["_id"] for found in db.uploads.find(query, {"_id": 1})}


def find_multiparts(db: Database, upload_ids: Sequence[str]) -> set[str]:
    """Return the ids of the store's multipart uploads that these uploads know of."""
    query = {"_id": {"$in": list(set(upload_ids))}}
    with translated():
        found = list(db.uploads.find(query, {"sendings.upload_id": 1}))
    return {
        sending["upload_id"] for upload in found for sending in upload["sendings"] if sending["upload_id"]
    }


def _taken_out(db: Database, query: Document) -> Draft | None:
    # Without its owner no declare or commit finds it; the document stays until the bucket is clean.
    wiped = {"$set": {"user_id": "", "expires_at": LONG_AGO}, "$unset": {"slot": ""}}
    with translated():
        found = db.uploads.find_one_and_update(query, wiped, return_document=True)
    return _draft(found) if found else None


def _draft(found: Document) -> Draft:
    fields: dict[str, Any] = {name: found[name] for name in Draft.__dataclass_fields__ if name in found}
    fields |= {"id": found["_id"], "metrics": dict(found["metrics"])}
    fields["files"] = tuple(File(**each) for each in found["files"])
    fields["sendings"] = tuple(Sending(**each) for each in found["sendings"])
    return Draft(**fields)


def _pairs(metrics: dict[str, Metric]) -> list[list[Any]]:
    return [list(pair) for pair in metrics.items()]


def _file_document(file: File) -> Document:
    return {"path": file.path, "size": file.size, "sha256": file.sha256}
