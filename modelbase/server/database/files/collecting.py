"""Blobs that may have lost their last checkpoint: `loose` to be looked at, then `doomed`, then gone.

Who takes a reference away says `loosen` first, so that nobody has to search all blobs. A doomed blob can no longer be
pointed to (`blobs.touch` refuses it), which makes it safe to remove once its URLs have died.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from pymongo import ASCENDING, IndexModel

from modelbase.server.database import Database
from modelbase.server.database.files.blobs import SOME, Blob
from modelbase.server.database.translate import translated

INDEXES = [
    IndexModel([("loose", ASCENDING)], sparse=True, name="loose"),
    IndexModel([("doomed", ASCENDING)], sparse=True, name="doomed"),
]
FIELDS = list(Blob.__dataclass_fields__)


def loosen(db: Database, ids: Sequence[str], moment: datetime) -> None:
    """Say that references to these blobs are about to go."""
    for at in range(0, len(ids), SOME):
        with translated():
            query = {"_id": {"$in": list(ids[at : at + SOME])}, "doomed": None}
            db.blobs.update_many(query, {"$set": {"loose": moment}})


def loose(db: Database) -> Iterator[Blob]:
    """Yield the blobs that were loosened and not looked at yet."""
    yield from _found(db, {"loose": {"$ne": None}, "doomed": None, "retired_at": None})


def hold(db: Database, blob_id: str) -> None:
    """Say that a loosened or doomed blob is pointed to after all."""
    with translated():
        db.blobs.update_one({"_id": blob_id}, {"$unset": {"loose": "", "doomed": ""}})


def doom(db: Database, blob_id: str, quiet_since: datetime, moment: datetime) -> bool:
    """Let nobody point to a blob from now on, unless a commit has touched it since; say whether it is doomed."""
    query = {"_id": blob_id, "doomed": None, "touched_at": {"$lt": quiet_since}}
    with translated():
        return bool(db.blobs.update_one(query, {"$set": {"doomed": moment}}).modified_count)


def doomed(db: Database, before: datetime) -> Iterator[Blob]:
    """Yield the blobs that were doomed before a moment."""
    yield from _found(db, {"doomed": {"$lt": before}})


def checkpoints_of(db: Database, model_key: str) -> list[tuple[str, list[str]]]:
    """Return id and blobs of each checkpoint of a model, which itself may be in the trash."""
    with translated():
        found = list(db.checkpoints.find({"model": model_key}, {"files.blob": 1}))
    return [(each["_id"], blobs_of(each)) for each in found]


def blobs_of(document: object) -> list[str]:
    """Return the blobs that the document of a checkpoint, or of its weights, points to."""
    files = document.get("files", []) if isinstance(document, dict) else []
    return list(dict.fromkeys(file["blob"] for file in files if file.get("blob")))


def _found(db: Database, query: dict[str, object]) -> Iterator[Blob]:
    with translated():
        documents = list(db.blobs.find(query))
    for each in documents:
        fields = {name: each[name] for name in FIELDS if name in each}
        yield Blob(**fields | {"id": each["_id"]})
