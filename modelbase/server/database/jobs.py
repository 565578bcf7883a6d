"""The collection `jobs`: which worker does each kind of background work now, and how its last run ended.

A worker holds a job for a while, by the database's time, and renews that as long as it lives; another one takes over a
job whose holder is silent. Knows nothing of what the jobs do.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, NamedTuple

from modelbase.server.database import Database, Document, clock
from modelbase.server.database.translate import AlreadyExists, translated

HELD = timedelta(seconds=30)
SHOWN = ("name", "worker", "held_until", "ended_at", "seconds", "result", "error")


class Ending(NamedTuple):
    """How a run ended: what it did, or the fault."""

    result: str
    error: str | None


def take(db: Database, name: str, worker: str) -> bool:
    """Give a job to a worker if no other one holds it; say whether this worker has it now."""
    moment = clock.now(db)
    free = {"_id": name, "$or": [{"worker": worker}, {"held_until": {"$not": {"$gt": moment}}}]}
    change = {"$set": {"worker": worker, "held_until": moment + HELD}}
    try:
        with translated():
            db.jobs.update_one(free, change, upsert=True)
    except AlreadyExists:
        return False
    return True


def renew(db: Database, names: Iterable[str], worker: str) -> None:
    """Prolong the jobs that a worker holds."""
    mine = {"_id": {"$in": list(names)}, "worker": worker}
    with translated():
        db.jobs.update_many(mine, {"$set": {"held_until": clock.now(db) + HELD}})


def ended(db: Database, name: str, worker: str, seconds: float, ending: Ending) -> None:
    """Note how a run of a job ended, and how many seconds it took."""
    fields = {"ended_at": clock.now(db), "seconds": round(seconds, 3)} | ending._asdict()
    with translated():
        db.jobs.update_one({"_id": name, "worker": worker}, {"$set": fields})


def release(db: Database, worker: str) -> None:
    """Let other workers have the jobs of this one at once."""
    with translated():
        db.jobs.update_many({"worker": worker}, {"$set": {"held_until": clock.now(db)}})


def page(db: Database) -> list[dict[str, Any]]:
    """Return the jobs by name: holder, until when, and how and when the last run ended (`error` null is well)."""
    with translated():
        found: list[Document] = list(db.jobs.find().sort("_id", 1))
    return [{name: (each | {"name": each["_id"]}).get(name) for name in SHOWN} for each in found]
