"""The schema version of the database, and what brings an older database up to it at the start of server and worker.

One document, in the collection `schema`, has the version and the lock. A database without it is of version 0: empty, or
of Modelbase 0.1. Several processes may start at once: one migrates and the others wait. The lock is a number that its
holder counts up; a process that sees the same number for STALE seconds takes the lock over, whatever the clocks of the
machines say. Each migration is idempotent, so it does not matter if the former holder is still alive.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from threading import Event, Thread

import pymongo
from bson import ObjectId

from modelbase.errors import Invalid, Unavailable
from modelbase.server.database import Database, Document, indexes
from modelbase.server.database.files import blobs, checkpoints, damage
from modelbase.server.database.models import models
from modelbase.server.database.translate import AlreadyExists, translated

LOG = logging.getLogger(__name__)
SCHEMA = "schema"  # the id of the document
STALE = 30.0  # seconds without a sign of life after which a lock is taken over
BEAT = 5.0  # seconds between signs of life
POLL = 0.5
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
MOST = 6 * 3600  # seconds that one migration may take


def _compact_all(db: Database) -> None:
    """Mark the models that the index does not know of, from before it was there, as changed."""
    fresh = {"sealed": False, "stamp": ObjectId()}
    db.models.update_many({"sealed": {"$exists": False}}, {"$set": fresh})
    db.blocks.delete_one({"_id": "adopted"})  # the note of 0.1 that it was done


def _mark_damage(db: Database) -> None:
    """Let blobs of before be read again, show what is damaged, and order checkpoints by step."""
    unread = {"state": {"$in": list(blobs.READ)}, "verified_at": {"$exists": False}}
    db.blobs.update_many(unread, {"$set": {"verified_at": LONG_AGO}})
    bad = [each["_id"] for each in db.blobs.find({"state": {"$in": list(blobs.BAD)}}, {"_id": 1})]
    keys = set(damage.refresh(db, bad))
    several: list[Document] = [
        {"$group": {"_id": "$model", "count": {"$sum": 1}, "step": {"$max": "$step"}}},
        {"$match": {"count": {"$gt": 1}, "step": {"$ne": None}}},
    ]
    for found in db.checkpoints.aggregate(several):
        model = db.models.find_one({"_id": found["_id"]}, {"latest": 1, "metrics": 1})
        right = checkpoints.summary(db, found["_id"])
        if model is not None and any(model.get(name) != right[name] for name in ("latest", "metrics")):
            keys.add(found["_id"])
    for key in sorted(keys):
        models.summarise(db, key)


def _finish_pushed(db: Database) -> None:
    """Let models that have a checkpoint count as finished when the first of them came; deleted ones of both, too."""
    first: list[Document] = [
        {"$group": {"_id": "$model", "at": {"$min": "$created_at"}, "states": {"$addToSet": "$state"}}}
    ]
    deleted: list[Document] = [
        {"$match": {"kind": "checkpoint"}},
        {"$group": {"_id": "$document.model", "at": {"$min": "$document.created_at"}}},
    ]
    for found in db.checkpoints.aggregate(first, allowDiskUse=True):
        _finished_at(db, found["_id"], found["at"])
        weights = not set(found["states"]) <= {"corrupt", checkpoints.DELETED}
        model = db.models.find_one({"_id": found["_id"]}, {"state": 1})
        if model is not None and weights is not (model.get("state") == "trained"):
            models.summarise(db, found["_id"])
    for found in db.trash.aggregate(deleted, allowDiskUse=True):
        _finished_at(db, found["_id"], found["at"])


def _finished_at(db: Database, key: str, at: datetime) -> None:
    unsaid = {"finished_at": {"$exists": False}}
    db.models.update_one({"_id": key} | unsaid, {"$set": {"finished_at": at}})
    entry = {"_id": f"x{key}", "kind": "model", "document.finished_at": {"$exists": False}}
    db.trash.update_one(entry, {"$set": {"document.finished_at": at}})


# In order; the first one makes schema 1 of schema 0. Never change one that was released: add another.
MIGRATIONS: tuple[Callable[[Database], None], ...] = (_compact_all, _mark_damage, _finish_pushed)


def version(db: Database) -> int:
    """Return the schema version of a database, 0 if it has none."""
    with translated():
        found = db.schema.find_one({"_id": SCHEMA})
    return 0 if found is None else int(found["version"])


def check(db: Database) -> None:
    """Raise Invalid `settings` if the database is newer than this Modelbase, Unavailable if it is not migrated yet."""
    found = version(db)
    _refuse_newer(found)
    if found < len(MIGRATIONS):
        raise Unavailable(
            "the database is being brought up to date; try again in a minute",
            "database_unavailable",
            retry_after=30,
        )


def bring_up_to_date(db: Database) -> None:
    """Run the migrations that are missing, one process at a time, and make the indexes that are not there yet.

    Raises Invalid `settings` if the database is newer than this Modelbase, which then changes nothing.
    """
    found = version(db)
    _refuse_newer(found)
    if found < len(MIGRATIONS):
        with _locked(db) as holder:
            _migrate(db, holder)
    indexes.ensure(db)


def _refuse_newer(found: int) -> None:
    if found > len(MIGRATIONS):
        raise Invalid(
            f"this database has schema {found}, of a newer Modelbase; this one knows schemas up to {len(MIGRATIONS)}: "
            "install the newer version, or restore a backup that was made before the upgrade",
            "settings",
        )


def _migrate(db: Database, holder: str) -> None:
    at = version(db)
    _refuse_newer(at)
    for number, migration in enumerate(MIGRATIONS[at:], at + 1):
        LOG.info("bringing the database to schema %d", number)
        with translated(), pymongo.timeout(MOST):
            migration(db)
            still_mine = {"_id": SCHEMA, "holder": holder, "version": number - 1}
            done = db.schema.update_one(still_mine, {"$set": {"version": number}})
        if not done.matched_count:
            raise Unavailable(
                "another process took over bringing the database up to date", "database_unavailable"
            )


@contextmanager
def _locked(db: Database) -> Iterator[str]:
    """Hold the lock, waiting for another holder as long as it shows signs of life; yield the name of this one."""
    holder = str(ObjectId())
    _take(db, holder)
    stop = Event()
    beating = Thread(target=_beat, args=(db, holder, stop), daemon=True)
    beating.start()
    try:
        yield holder
    finally:
        stop.set()
        beating.join()
        with translated():
            db.schema.update_one({"_id": SCHEMA, "holder": holder}, {"$set": {"holder": None}})


def _take(db: Database, holder: str) -> None:
    try:
        with translated():
            db.schema.insert_one({"_id": SCHEMA, "version": 0, "holder": holder, "beat": 0})
    except AlreadyExists:
        seen, since = _state(db), time.monotonic()
        while not _take_over(db, seen, holder, time.monotonic() - since):
            time.sleep(POLL)
            now = _state(db)
            if now != seen:
                seen, since = now, time.monotonic()


def _state(db: Database) -> Document:
    with translated():
        return db.schema.find_one({"_id": SCHEMA}) or {}


def _take_over(db: Database, seen: Document, holder: str, silent: float) -> bool:
    """Take a lock that is free, or whose holder was silent for too long; say whether it worked."""
    if seen.get("holder") is not None and silent < STALE:
        return False
    guard = {name: seen.get(name) for name in ("_id", "holder", "beat")}
    with translated():
        done = db.schema.update_one(guard, {"$set": {"holder": holder}, "$inc": {"beat": 1}})
    return bool(done.modified_count)


def _beat(db: Database, holder: str, stop: Event) -> None:
    while not stop.wait(BEAT):
        try:
            with translated():
                db.schema.update_one({"_id": SCHEMA, "holder": holder}, {"$inc": {"beat": 1}})
        except Unavailable:
            LOG.warning("the database does not answer while it is brought up to date")
