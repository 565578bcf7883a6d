"""The collection `admins`: one document that says who is about to stop being an Admin who can come in.

It makes one rule hold without transactions: somebody always remains. Each change first writes, by compare-and-set,
that its person is leaving, and counts as remaining only who is an Admin now and is not leaving.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta

from modelbase.entities import Role
from modelbase.errors import Conflict
from modelbase.server.database import Database, Document
from modelbase.server.database.models.models import now
from modelbase.server.database.translate import AlreadyExists, translated

Leaving = AbstractContextManager[None]
ID = "leaving"
TRIES = 50
STALE = timedelta(minutes=1)  # after which a change that never ended counts no more


@contextmanager
def leaving(db: Database, user_id: str) -> Iterator[None]:
    """Hold that a person stops being an Admin inside; raise Conflict `last_admin` if nobody would remain."""
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
                "this is the last Admin who can come in; make somebody else Admin first", "last_admin"
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
