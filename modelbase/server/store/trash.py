"""The collection `trash`: whole documents of deleted models and checkpoints, restorable until `expires_at`.

Moving is two writes in a fixed order (into the new place, then out of the old): after a crash in between the thing
is in both, the live one counts, and doing it again finishes the move.
"""

from __future__ import annotations

from typing import Any

from pymongo import ASCENDING, DESCENDING, IndexModel

from modelbase.entities import TrashEntry
from modelbase.errors import NotFound
from modelbase.server.store import Database, Document
from modelbase.server.store.translate import translated

INDEXES = [
    IndexModel([("deleted_at", DESCENDING), ("_id", ASCENDING)], name="deleted_at"),
    IndexModel([("expires_at", ASCENDING)], name="expires_at"),
    IndexModel([("document.files.blob", ASCENDING)], name="blob", sparse=True),
]


def insert(db: Database, entry: TrashEntry, document: Document) -> None:
    """Keep a whole document under its entry; keeping it again replaces the first."""
    fields = entry.model_dump(exclude={"id"}) | {"document": document}
    with translated():
        db.trash.replace_one({"_id": entry.id}, fields, upsert=True)


def get(db: Database, entry_id: str) -> tuple[TrashEntry, Document]:
    """Return an entry and the document it keeps, or raise NotFound."""
    with translated():
        found = db.trash.find_one({"_id": entry_id})
    if found is None:
        raise NotFound(f"the trash has no {entry_id}; `modelbase trash` lists it")
    return _entity(found), found["document"]


def delete(db: Database, entry_id: str) -> None:
    """Drop an entry; the document has its old place again, or is given up."""
    with translated():
        db.trash.delete_one({"_id": entry_id})


def page(db: Database, after: str | None, limit: int) -> list[TrashEntry]:
    """Return entries, newest first, that come after the entry `after`."""
    query: dict[str, Any] = {}
    if after is not None:
        moment = get(db, after)[0].deleted_at
        query = {"$or": [{"deleted_at": {"$lt": moment}}, {"deleted_at": moment, "_id": {"$gt": after}}]}
    order = [("deleted_at", DESCENDING), ("_id", ASCENDING)]
    with translated():
        return [_entity(found) for found in db.trash.find(query, {"document": 0}).sort(order).limit(limit)]


def _entity(found: Document) -> TrashEntry:
    return TrashEntry(
        id=found["_id"], **{name: found[name] for name in TrashEntry.model_fields if name in found}
    )
