"""The collection `events`: the audit log. A record is written as `begun` before its act and becomes `done` after it.

`_id` is the natural key of the act and a count, so that a retry finds the record of the first try. A record that is
`done` is never changed or deleted here. Holds no secrets: whoever records names ids, logins and names alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pymongo import ASCENDING, DESCENDING, IndexModel

from modelbase.entities import Event
from modelbase.errors import Conflict, NotFound
from modelbase.server.database import Database, Document
from modelbase.server.database.translate import AlreadyExists, translated

INDEXES = [
    IndexModel([("at", DESCENDING), ("_id", ASCENDING)], name="at"),
    IndexModel([("key", ASCENDING)], name="key"),
]
TRIES = 20


@dataclass(frozen=True)
class Wanted:
    """Which records: by action (`share` stands for all that begin `share.`), by whom, about what, when."""

    action: str | None = None
    by: str | None = None
    target: str | None = None
    since: datetime | None = None
    until: datetime | None = None


def begin(db: Database, key: str, event: Event) -> str:
    """Write that an act begins and return the record's id; a try that was cut off before is taken up again."""
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


def page(db: Database, wanted: Wanted, after: str | None, limit: int) -> list[Event]:
    """Return records, newest first, from behind the record `after`."""
    query = _query(wanted)
    if after is not None:
        moment = _moment(db, after)
        later = {"$or": [{"at": {"$lt": moment}}, {"at": moment, "_id": {"$gt": after}}]}
        query = {"$and": [query, later]}
    order = [("at", DESCENDING), ("_id", ASCENDING)]
    with translated():
        return [_entity(found) for found in db.events.find(query).sort(order).limit(limit)]


def _query(wanted: Wanted) -> Document:
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


def _moment(db: Database, event_id: str) -> datetime:
    with translated():
        found = db.events.find_one({"_id": event_id}, {"at": 1})
    if found is None:
        raise NotFound("there is no such record to go on from; begin the list again")
    moment: datetime = found["at"]
    return moment


def _entity(document: Document) -> Event:
    return Event(
        id=document["_id"], **{name: document[name] for name in Event.model_fields if name in document}
    )
