"""The collections `claims` (who is the first Admin, who has a login on the list of Admins) and `admins`.

`_id` of a claim is what is claimed, so one insert decides the race. `admins` is one document of those who are about to
stop being an Admin: each change first adds its person by compare-and-set, then counts who remains without them.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta

from pymongo import ASCENDING, IndexModel

from modelbase.entities import Role
from modelbase.errors import Conflict
from modelbase.server.database import Database, Document
from modelbase.server.database.models.models import now
from modelbase.server.database.translate import AlreadyExists, translated

INDEXES = [IndexModel([("user_id", ASCENDING)], name="user_id")]
Leaving = AbstractContextManager[None]
ID = "leaving"
TRIES = 50
STALE = timedelta(minutes=1)  # after which a change that never ended counts no more


def claim(db: Database, what: str, user_id: str) -> str:
    """Claim something for a person for ever; return the id of its owner, who may have been first."""
    try:
        with translated():
            db.claims.insert_one({"_id": what, "user_id": user_id, "at": now()})
    except AlreadyExists:
        return owner(db, what) or ""
    return user_id


def owner(db: Database, what: str) -> str | None:
    """Return the user id of the owner of a claim, or None."""
    with translated():
        document = db.claims.find_one({"_id": what})
    return document["user_id"] if document else None


def claims_of(db: Database, user_id: str) -> list[str]:
    """Return what a person has claimed."""
    with translated():
        return sorted(document["_id"] for document in db.claims.find({"user_id": user_id}))


@contextmanager
def leaving(db: Database, user_id: str) -> Iterator[None]:
    """Hold that a person stops being an Admin inside; raise Conflict `last_admin` if no Admin would remain."""
    mark = {"user": user_id, "by": secrets.token_hex(8), "at": now()}
    _enter(db, mark)
    try:
        yield
    finally:
        with translated():
            db.admins.update_one({"_id": ID}, {"$pull": {"leaving": {"by": mark["by"]}}, "$inc": {"turn": 1}})


def _enter(db: Database, mark: Document) -> None:
    for _ in range(TRIES):
        with translated():
            found = db.admins.find_one({"_id": ID}) or {"turn": 0, "leaving": []}
        fresh = [each for each in found["leaving"] if mark["at"] - each["at"] < STALE]
        gone = {each["user"] for each in fresh} | {mark["user"]}
        if not _remains(db, gone):
            raise Conflict(
                "this is the last Admin who can sign in; make another person Admin first", "last_admin"
            )
        if _swap(db, found["turn"], [*fresh, mark]):
            return
    raise Conflict("too many changes of Admins at the same moment; try again")


def _remains(db: Database, gone: set[str]) -> bool:
    there = {"role": Role.ADMIN.value, "disabled": False, "admitted": {"$ne": False}}
    with translated():
        return db.users.find_one(there | {"_id": {"$nin": sorted(gone)}}, {"_id": 1}) is not None


def _swap(db: Database, turn: int, marks: list[Document]) -> bool:
    after = {"turn": turn + 1, "leaving": marks}
    try:
        with translated():
            if turn:
                return bool(db.admins.update_one({"_id": ID, "turn": turn}, {"$set": after}).matched_count)
            db.admins.insert_one({"_id": ID} | after)
    except AlreadyExists:
        return False
    return True
