"""The collection `images`: the pictures of READMEs, one document for each model and SHA-256. Opens no objects.

A document is written once its object is in the store, so that what has a document can be read. `touched_at` is when a
picture was last sent, or a README that names it saved or shown; the sweep deletes those not touched for long.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from pymongo import ASCENDING, IndexModel

from modelbase.server.database import Database, Document
from modelbase.server.database.translate import translated

INDEXES = [
    IndexModel([("model", ASCENDING), ("sha256", ASCENDING)], unique=True, name="picture"),
    IndexModel([("touched_at", ASCENDING)], name="touched_at"),
]
SOME = 1_000


@dataclass(frozen=True)
class Stored:
    """A picture: `model` is the key of its model, `key` that of its object, `kind` its media type, `size` in bytes."""

    id: str
    model: str
    sha256: str
    kind: str
    size: int
    key: str
    touched_at: datetime


def insert(db: Database, image: Stored) -> None:
    """Write that a picture is there; raise AlreadyExists if the model has it already."""
    document = asdict(image) | {"_id": image.id}
    del document["id"]
    with translated():
        db.images.insert_one(document)


def find(db: Database, model: str, sha256: str) -> Stored | None:
    """Return a picture of a model, or None."""
    with translated():
        found = db.images.find_one({"model": model, "sha256": sha256})
    return None if found is None else _entity(found)


def touch(db: Database, model: str, shas: Sequence[str], moment: datetime) -> None:
    """Hold pictures of a model against the sweep, from this moment on."""
    with translated():
        db.images.update_many(
            {"model": model, "sha256": {"$in": list(shas)}}, {"$max": {"touched_at": moment}}
        )


def let_go(db: Database, model: str) -> None:
    """Leave the pictures of a model that is gone for good to the next sweep."""
    with translated():
        db.images.update_many({"model": model}, {"$set": {"touched_at": datetime(1970, 1, 1, tzinfo=UTC)}})


def count(db: Database, model: str) -> int:
    """Count the pictures of a model."""
    with translated():
        return db.images.count_documents({"model": model})


def untouched(db: Database, before: datetime) -> list[Stored]:
    """Return some pictures that were not touched since a moment, longest first."""
    with translated():
        found = db.images.find({"touched_at": {"$lt": before}}).sort("touched_at", 1).limit(SOME)
        return [_entity(each) for each in found]


def readme(db: Database, model: str) -> str | None:
    """Return the README of a model that is live or in the trash, or None if it is neither."""
    with translated():
        live = db.models.find_one({"_id": model}, {"readme": 1})
        if live is not None:
            return str(live["readme"])
        kept = db.trash.find_one({"_id": f"x{model}"}, {"document.readme": 1})
    return None if kept is None else str(kept["document"]["readme"])


def take(db: Database, image: Stored) -> bool:
    """Forget a picture, unless it was touched since it was read; say whether it was forgotten."""
    with translated():
        guard = {"_id": image.id, "touched_at": image.touched_at}
        return bool(db.images.delete_one(guard).deleted_count)


def known_keys(db: Database, keys: Iterable[str]) -> set[str]:
    """Return those of these object keys that belong to a picture."""
    with translated():
        return set(db.images.distinct("key", {"key": {"$in": list(keys)}}))


def _entity(document: Document) -> Stored:
    names = (name for name in Stored.__dataclass_fields__ if name != "id")
    fields: dict[str, Any] = {name: document[name] for name in names}
    return Stored(id=document["_id"], **fields)
