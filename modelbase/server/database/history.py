"""The collections `activity` (what happened to each model, for its page) and `events` (the audit log).

A line of activity is written after its act and never changed; a crash in between may lose it. It belongs to the model's
own key, so a model made again starts with none. A record of the audit log is written as `begun` before its act and
becomes `done` after it; a `done` record is never changed, and deleted only when it is older than the setting says. Its
`_id` is the natural key of the act and a count, so that a retry finds the record of the first try. Callers pass ids,
logins and names, never secrets.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bson import ObjectId
from pymongo import ASCENDING, DESCENDING, IndexModel

from modelbase.entities import Activity, Event
from modelbase.errors import Conflict, Invalid, NotFound
from modelbase.server.database import Database, Document
from modelbase.server.database.translate import AlreadyExists, translated

ACTIVITY_INDEXES = [IndexModel([("model", ASCENDING), ("at", DESCENDING), ("_id", DESCENDING)], name="model")]
EVENT_INDEXES = [
    IndexModel([("at", DESCENDING), ("_id", ASCENDING)], name="at"),
    IndexModel([("key", ASCENDING)], name="key"),
]
TRIES = 20


@dataclass(frozen=True)
class EventFilter:
    """Which records: by action (`share` stands for all that begin `share.`), by whom, about what, when."""

    action: str | None = None
    by: str | None = None
    target: str | None = None
    since: datetime | None = None
    until: datetime | None = None


def insert_line(db: Database, key: str, line: Activity) -> None:
    """Write a line about a model; one with an id that is there already was written before, and stays."""
    document = line.model_dump(exclude={"id"}) | {"_id": line.id or str(ObjectId()), "model": key}
    try:
        with translated():
            db.activity.insert_one(document)
    except AlreadyExists:
        return


def delete_lines(db: Database, key: str) -> None:
    """Delete the lines about a model that is deleted for good."""
    with translated():
        db.activity.delete_many({"model": key})


def lines(db: Database, key: str, stems: tuple[str, ...], after: str, limit: int) -> list[Activity]:
    """Return lines about a model, newest first, from behind the line `after`, without actions of these stems."""
    query: Document = {"model": key}
    if stems:
        query["action"] = {"$not": {"$regex": rf"^({'|'.join(stems)})\."}}
    if after:
        with translated():
            last = db.activity.find_one({"_id": after, "model": key}, {"at": 1})
        if last is None:
            raise Invalid("there is no such line to go on from; begin the list again", "cursor_invalid")
        moment = last["at"]
        query["$or"] = [{"at": {"$lt": moment}}, {"at": moment, "_id": {"$lt": after}}]
    order = [("at", DESCENDING), ("_id", DESCENDING)]
    with translated():
        return [
            Activity(
                id=found["_id"], **{name: found[name] for name in Activity.model_fields if name in found}
            )
            for found in db.activity.find(query).sort(order).limit(limit)
        ]


def begin(db: Database, key: str, event: Event) -> str:
    """Write that an act begins and return the record's id; a retry gets the record of the first try."""
    fields = event.model_dump(exclude={"id"})
    for _ in range(TRIES):
        with translated():
            turn = db.events.count_documents({"key": key, "outcome": "done"})
        event_id = f"{key} {turn + 1}"
        try:
            with translated():
                db.events.insert_one({"_id": event_id, "key": key, **fields})
        except AlreadyExists:
            with translated():
                if db.events.find_one({"_id": event_id, "outcome": "begun"}, {"_id": 1}) is None:
                    continue  # done meanwhile: this is another act
        return event_id
    raise Conflict("too many changes of this thing at the same moment; try again")


def finish(db: Database, event_id: str, key: str, event: Event) -> None:
    """Write that the act is done."""
    fields = event.model_dump(exclude={"id"}) | {"outcome": "done", "key": key}
    with translated():
        db.events.update_one({"_id": event_id}, {"$set": fields}, upsert=True)


def drop(db: Database, event_id: str) -> None:
    """Forget an act that was refused before it changed anything."""
    with translated():
        db.events.delete_one({"_id": event_id, "outcome": "begun"})


def prune(db: Database, before: datetime) -> int:
    """Delete records from before a moment, and return how many."""
    with translated():
        return db.events.delete_many({"at": {"$lt": before}}).deleted_count


def records(db: Database, wanted: EventFilter, after: str | None, limit: int) -> list[Event]:
    """Return records, newest first, from behind the record `after`."""
    query = _query(wanted)
    if after is not None:
        with translated():
            last = db.events.find_one({"_id": after}, {"at": 1})
        if last is None:
            raise NotFound("there is no such record to go on from; begin the list again")
        moment = last["at"]
        later = {"$or": [{"at": {"$lt": moment}}, {"at": moment, "_id": {"$gt": after}}]}
        query = {"$and": [query, later]}
    order = [("at", DESCENDING), ("_id", ASCENDING)]
    with translated():
        return [_entity(found) for found in db.events.find(query).sort(order).limit(limit)]


def _query(wanted: EventFilter) -> Document:
    query: dict[str, Any] = {}
    if wanted.action:
        stem = wanted.action.rstrip(".")
        query["$or"] = [{"action": stem}, {"action": {"$gte": f"{stem}.", "$lt": f"{stem}/"}}]
    if wanted.by:
        query["by.login"] = wanted.by
    if wanted.target:
        names = ("model", "user", "login", "alias", "token", "share", "entry")
        query["$and"] = [{"$or": [{f"target.{name}": wanted.target} for name in names]}]
    span = {"$gte": wanted.since} if wanted.since else {}
    span |= {"$lt": wanted.until} if wanted.until else {}
    return query | ({"at": span} if span else {})


def _entity(document: Document) -> Event:
    return Event(
        id=document["_id"], **{name: document[name] for name in Event.model_fields if name in document}
    )
