"""The collection `trash`: documents of deleted models, checkpoints and weights, restorable until `expires_at`.

Moving is two writes in a fixed order (into the new place, then out of the old): after a crash in between the thing
is in both, the live one counts, and doing it again finishes the move.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

from bson import ObjectId
from pymongo import ASCENDING, DESCENDING, IndexModel

from modelbase.entities import TrashEntry
from modelbase.errors import NotFound
from modelbase.server.database import Database, Document
from modelbase.server.database.translate import translated

INDEXES = [
    IndexModel([("deleted_at", DESCENDING), ("_id", ASCENDING)], name="deleted_at"),
    IndexModel([("expires_at", ASCENDING)], name="expires_at"),
    IndexModel([("document.files.blob", ASCENDING)], name="blob", sparse=True),
    IndexModel([("document.model", ASCENDING)], name="model", sparse=True),
    IndexModel([("going", ASCENDING)], name="going", sparse=True),
]


class TrashedDocument(NamedTuple):
    """An entry, the document it keeps, and which keeping of it this is: each `insert` is another one."""

    entry: TrashEntry
    document: Document
    mark: ObjectId | None


def insert(db: Database, entry: TrashEntry, document: Document) -> None:
    """Keep a whole document under its entry; keeping it again replaces the first."""
    fields = entry.model_dump(exclude={"id"}) | {"document": document, "mark": ObjectId()}
    with translated():
        db.trash.replace_one({"_id": entry.id}, fields, upsert=True)


def get(db: Database, entry_id: str) -> tuple[TrashEntry, Document]:
    """Return an entry and the document it keeps, or raise NotFound."""
    with translated():
        found = db.trash.find_one({"_id": entry_id})
    if found is None:
        raise NotFound(f"the trash has no {entry_id}; `modelbase trash` lists it")
    return _entity(found), found["document"]


def has(db: Database, entry_id: str) -> bool:
    """Say whether the trash has an entry."""
    with translated():
        return db.trash.find_one({"_id": entry_id}, {"_id": 1}) is not None


def hold(db: Database, entry_id: str, until: datetime) -> TrashedDocument:
    """Return what an entry keeps, and keep the sweep away from it for a while; or raise NotFound."""
    with translated():
        found = db.trash.find_one_and_update(
            {"_id": entry_id, "going": None}, {"$max": {"expires_at": until}}, return_document=True
        )
    if found is None:
        raise NotFound(f"the trash has no {entry_id}; `modelbase trash` lists it")
    return _held(found)


def claim(db: Database, entry_id: str) -> TrashedDocument | None:
    """Take an entry to be given up, so that it cannot be restored any more; None if it is gone."""
    with translated():
        found = db.trash.find_one_and_update({"_id": entry_id}, {"$set": {"going": True}})
    return None if found is None else _held(found)


def release(db: Database, entry_id: str) -> None:
    """Let an entry be restored again that was claimed."""
    with translated():
        db.trash.update_one({"_id": entry_id}, {"$unset": {"going": ""}})


def overdue(db: Database, moment: datetime) -> list[str]:
    """Return the ids of entries whose time is over, and of those whose giving up was cut off."""
    query: Document = {"$or": [{"expires_at": {"$lte": moment}}, {"going": True}]}
    with translated():
        return [each["_id"] for each in db.trash.find(query, {"_id": 1})]


def of_id(db: Database, model_id: str) -> list[tuple[str, str]]:
    """Return (entry id, database key) of the deleted models that had this ID."""
    with translated():
        found = db.trash.find({"kind": "model", "document.id": model_id}, {"document._id": 1})
        return [(each["_id"], each["document"]["_id"]) for each in found]


def args_after(db: Database, after: str, limit: int) -> list[tuple[str, str, str]]:
    """Return (entry id, ID, args text) of up to `limit` deleted models, in the order of their entries."""
    query = {"_id": {"$gt": after}, "kind": "model"}
    with translated():
        found = db.trash.find(query, {"document.id": 1, "document.args": 1}).sort("_id", 1).limit(limit)
        return [(each["_id"], each["document"]["id"], each["document"]["args"]) for each in found]


def rewrite_args(db: Database, entry_id: str, change: Callable[[str], tuple[str, Document]]) -> bool:
    """Replace the args of a deleted model as models.rewrite_args does; False if the entry changed meanwhile."""
    _, document = get(db, entry_id)
    text, flat_args = change(document["args"])
    fields = {"document.args": text, "document.flat": flat_args}
    with translated():
        done = db.trash.update_one({"_id": entry_id, "document.args": document["args"]}, {"$set": fields})
        db.gone.update_many({"key": document["_id"]}, {"$set": {"flat": flat_args}})
    return done.matched_count == 1


def of_model(db: Database, model_key: str) -> list[str]:
    """Return the ids of the entries of a model's checkpoints and weights."""
    with translated():
        return [each["_id"] for each in db.trash.find({"document.model": model_key}, {"_id": 1})]


def delete(db: Database, held: TrashedDocument) -> None:
    """Drop an entry whose document has its old place again, or is given up; not what was put there since."""
    with translated():
        db.trash.delete_one({"_id": held.entry.id, "mark": held.mark})


def page(db: Database, after: str | None, limit: int) -> list[TrashEntry]:
    """Return entries, newest first, that come after the entry `after`."""
    query: dict[str, Any] = {"going": None}
    if after is not None:
        moment = get(db, after)[0].deleted_at
        query |= {"$or": [{"deleted_at": {"$lt": moment}}, {"deleted_at": moment, "_id": {"$gt": after}}]}
    order = [("deleted_at", DESCENDING), ("_id", ASCENDING)]
    with translated():
        return [_entity(found) for found in db.trash.find(query, {"document": 0}).sort(order).limit(limit)]


def _held(found: Document) -> TrashedDocument:
    return TrashedDocument(_entity(found), found["document"], found.get("mark"))


def _entity(found: Document) -> TrashEntry:
    return TrashEntry(
        id=found["_id"], **{name: found[name] for name in TrashEntry.model_fields if name in found}
    )
