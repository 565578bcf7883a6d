"""The collection `leases`: who is training which model now. `_id` is the model's key, so a model has one at most.

The id by which its holder renews a lease is kept as SHA-256 only. An ended lease stays for a day, so that repeating a
renewal or an end finds it; `shown` says that its model still shows the state `training`. Moments come from the caller.
`run` is the id of the run that holds it, `owner` the SHA-256 of what names the job: the same job takes it over at once.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from pymongo import ASCENDING, IndexModel

from modelbase.entities import Lease
from modelbase.server.database import Database, Document
from modelbase.server.database.translate import AlreadyExists, translated
from modelbase.server.database.visible import visible_filter
from modelbase.server.visible import Visible

KEPT = 86_400  # seconds that an ended lease is kept
INDEXES = [
    IndexModel([("secret", ASCENDING)], unique=True, name="secret"),
    IndexModel([("shown", ASCENDING), ("expires_at", ASCENDING)], name="shown_expires_at"),
    IndexModel([("expires_at", ASCENDING)], expireAfterSeconds=KEPT, name="expires_at"),
]


class Holder(NamedTuple):
    """Whose a lease is: the SHA-256 of its id, and the person."""

    secret: str
    user_id: str


class StoredLease(NamedTuple):
    """A stored lease, the key of its model, whose it is, and the id of the run that holds it, if any."""

    lease: Lease
    key: str
    holder: Holder
    run: str | None = None


class Claim(NamedTuple):
    """Who takes a lease for what: the holder, the SHA-256 of the job's name (`owner`), the id of the run; if any."""

    holder: Holder

    owner: str | None = None
    run: str | None = None


def take(db: Database, key: str, lease: Lease, claim: Claim, now: datetime) -> Lease | None:
    """Give a model's lease to who claims it if it is free, or the same owner's, else return None: one write decides."""
    fields = lease.model_dump(exclude={"id"}) | claim.holder._asdict()
    fields |= {"owner": claim.owner, "run": claim.run, "ended": False, "shown": True}
    free: Document = {"_id": key, "expires_at": {"$lte": now}}
    if claim.owner is not None:
        same: Document = {"owner": claim.owner, "user_id": claim.holder.user_id}
        same["secret"] = {"$ne": claim.holder.secret}
        free = {"_id": key, "$or": [{"expires_at": {"$lte": now}}, same]}
    try:
        with translated():
            found = db.leases.find_one_and_update(free, {"$set": fields}, upsert=True, return_document=True)
    except AlreadyExists:  # there is a live one, or the id is in use elsewhere
        return None
    return _held(found).lease if found else None


def find_live(db: Database, key: str, now: datetime) -> StoredLease | None:
    """Return the live lease of a model, or None."""
    with translated():
        found = db.leases.find_one({"_id": key, "ended": False, "expires_at": {"$gt": now}})
    return _held(found) if found else None


def find(db: Database, holder: Holder) -> StoredLease | None:
    """Return the lease of this holder, ended or not, or None if another has taken its place."""
    with translated():
        found = db.leases.find_one(holder._asdict())
    return _held(found) if found else None


def renew(db: Database, holder: Holder, expires_at: datetime) -> StoredLease | None:
    """Extend a lease that was not ended, also an expired one that no other holder has taken; else return None."""
    change = {"$set": {"expires_at": expires_at, "shown": True}}
    mine = holder._asdict() | {"ended": False}
    with translated():
        found = db.leases.find_one_and_update(mine, change, return_document=True)
    return _held(found) if found else None


def end(db: Database, holder: Holder, now: datetime) -> StoredLease | None:
    """End a lease for its holder and return it, or None if they have none; ending it again changes nothing."""
    with translated():
        db.leases.update_one(holder._asdict() | {"ended": False}, _ending(now))
    return find(db, holder)


def close(db: Database, key: str, now: datetime) -> None:
    """End the lease of a model, no matter who holds it."""
    with translated():
        db.leases.update_one({"_id": key, "ended": False}, _ending(now))


def end_of_run(db: Database, key: str, run: str, now: datetime) -> None:
    """End the lease of a model if this run holds it."""
    with translated():
        db.leases.update_one({"_id": key, "run": run, "ended": False}, _ending(now))


def page(db: Database, seen: Visible, now: datetime, limit: int) -> list[Lease]:
    """Return the live leases on visible models, newest first."""
    live = {"ended": False, "expires_at": {"$gt": now}}
    with translated():
        found = list(db.leases.find(live).sort("since", -1).limit(limit))
        keys = {"_id": {"$in": [each["_id"] for each in found]}}
        known = {each["_id"] for each in db.models.find({"$and": [keys, visible_filter(seen)]}, {"_id": 1})}
    return [_held(each).lease for each in found if each["_id"] in known]


def stale(db: Database, now: datetime, limit: int) -> list[str]:
    """Return the keys of models that show `training` for a lease that has run out."""
    with translated():
        found = list(db.leases.find({"shown": True, "expires_at": {"$lte": now}}, {"_id": 1}).limit(limit))
    return [each["_id"] for each in found]


def hide(db: Database, key: str, now: datetime) -> None:
    """Note that a model no longer shows its lease, unless it has a live one again."""
    with translated():
        db.leases.update_one({"_id": key, "expires_at": {"$lte": now}}, {"$set": {"shown": False}})


def _ending(now: datetime) -> Document:
    return {"$set": {"ended": True, "shown": False, "expires_at": now}}


def _held(found: Document) -> StoredLease:
    fields = {name: found[name] for name in Lease.model_fields if name in found}
    return StoredLease(
        Lease(**fields), found["_id"], Holder(found["secret"], found["user_id"]), found.get("run")
    )
