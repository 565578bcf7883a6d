"""Which files of checkpoints have lost their bytes: `damaged` of a checkpoint, its paths whose blob is bad or gone.

It follows from the states of blobs, so working it out again is always safe; whatever changes such a state, or lets a
checkpoint point to other blobs, calls `refresh`. The `state` of a checkpoint stays as its first reading left it, but
for a `corrupt` one whose files are all right again.
"""

from __future__ import annotations

from collections.abc import Iterable

from modelbase.server.database import Database, Document
from modelbase.server.database.files.blobs import BAD
from modelbase.server.database.files.checkpoints import blobs_of
from modelbase.server.database.translate import translated

FIELDS = {"model": 1, "state": 1, "damaged": 1, "files.path": 1, "files.blob": 1}
SOME = 1_000  # ids in one query
TRIES = 10


def refresh(db: Database, blob_ids: Iterable[str]) -> list[str]:
    """Work out the damage of every checkpoint that holds one of these blobs; return the keys of changed models."""
    ids = list(dict.fromkeys(blob_ids))
    holders: dict[str, None] = {}
    for at in range(0, len(ids), SOME):
        with translated():
            query = {"files.blob": {"$in": ids[at : at + SOME]}}
            holders |= dict.fromkeys(each["_id"] for each in db.checkpoints.find(query, {"_id": 1}))
    changed = [refresh_one(db, each) for each in holders]
    return sorted({key for key in changed if key})


def refresh_one(db: Database, checkpoint_id: str) -> str | None:
    """Work out the damage of one checkpoint; return the key of its model if that changed it."""
    changed = None
    for _ in range(TRIES):
        with translated():
            found = db.checkpoints.find_one({"_id": checkpoint_id}, FIELDS)
        if found is None:
            return changed
        right = _right(db, found)
        if all(found.get(name) == value for name, value in right.items()):
            return changed
        with translated():
            was = {"_id": checkpoint_id, "files": {"$exists": True}, "state": found["state"]}
            if db.checkpoints.update_one(was, {"$set": right}).matched_count:
                changed = found["model"]
    return changed


def _right(db: Database, found: Document) -> Document:
    """Return what `damaged` and `state` of a checkpoint should be."""
    ids = blobs_of(found)
    states: dict[str, str] = {}
    for at in range(0, len(ids), SOME):
        with translated():
            known = db.blobs.find({"_id": {"$in": ids[at : at + SOME]}}, {"state": 1})
            states |= {each["_id"]: each["state"] for each in known}
    bad = {each for each in ids if states.get(each, "missing") in BAD}
    right: Document = {"damaged": [file["path"] for file in found["files"] if file.get("blob") in bad]}
    if found["state"] == "corrupt" and set(states.values()) == {"verified"} and not bad:
        right["state"] = "verified"
    return right
