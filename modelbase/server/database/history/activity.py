"""The collection `activity`: what happened to each model, a line for each act, written once and never changed.

Not the audit log (events.py), which is written before its act: a line here comes after, and a crash in between may
lose it. Hangs on the model's own key, so that a model made again begins anew. Holds no addresses and no secrets.
"""

from __future__ import annotations

from datetime import datetime

from bson import ObjectId
from pymongo import ASCENDING, DESCENDING, IndexModel

from modelbase.entities import Activity
from modelbase.errors import Invalid
from modelbase.server.database import Database, Document
from modelbase.server.database.translate import AlreadyExists, translated

INDEXES = [IndexModel([("model", ASCENDING), ("at", DESCENDING), ("_id", DESCENDING)], name="model")]

FIELDS = ("action", "by", "via", "at", "details")


def insert(db: Database, key: str, line: Activity) -> None:
    """Write a line about a model; one with an id that is there already was written before, and stays."""
    document = line.model_dump(exclude={"id"}) | {"_id": line.id or str(ObjectId()), "model": key}
    try:
        with translated():
            db.activity.insert_one(document)
    except AlreadyExists:
        return


def delete_all(db: Database, key: str) -> None:
    """Forget what happened to a model that is gone for good."""
    with translated():
        db.activity.delete_many({"model": key})


def page(db: Database, key: str, stems: tuple[str, ...], after: str, limit: int) -> list[Activity]:
    """Return lines about a model, newest first, from behind the line `after`, without actions of these stems."""
    query: Document = {"model": key}
    if stems:
        query["action"] = {"$not": {"$regex": rf"^({'|'.join(stems)})\."}}
    if after:
        moment = _moment(db, key, after)
        query["$or"] = [{"at": {"$lt": moment}}, {"at": moment, "_id": {"$lt": after}}]
    order = [("at", DESCENDING), ("_id", DESCENDING)]
    with translated():
        return [_entity(found) for found in db.activity.find(query).sort(order).limit(limit)]


def _moment(db: Database, key: str, line_id: str) -> datetime:
    with translated():
        found = db.activity.find_one({"_id": line_id, "model": key}, {"at": 1})
    if found is None:
        raise Invalid("there is no such line to go on from; begin the list again", "cursor_invalid")
    moment: datetime = found["at"]
    return moment


def _entity(found: Document) -> Activity:
    return Activity(id=found["_id"], **{name: found[name] for name in FIELDS})
