"""The collection `claims`: things that are somebody's for ever, such as being the first Admin.

`_id` is what is claimed, so that one atomic insert decides between any number who claim it at once.
"""

from __future__ import annotations

from pymongo import ASCENDING, IndexModel

from modelbase.server.database import Database
from modelbase.server.database.models.models import now
from modelbase.server.database.translate import AlreadyExists, translated

INDEXES = [IndexModel([("user_id", ASCENDING)], name="user_id")]


def take(db: Database, what: str, user_id: str) -> str:
    """Claim something for a person, and return whose it is: theirs, or who was first."""
    try:
        with translated():
            db.claims.insert_one({"_id": what, "user_id": user_id, "at": now()})
    except AlreadyExists:
        found = find(db, what)
        if found is None:
            raise LookupError("claims are never deleted") from None
        return found
    return user_id


def find(db: Database, what: str) -> str | None:
    """Return whose something is, or None."""
    with translated():
        document = db.claims.find_one({"_id": what})
    return document["user_id"] if document else None


def page(db: Database, user_id: str) -> list[str]:
    """Return what a person has claimed."""
    with translated():
        return sorted(document["_id"] for document in db.claims.find({"user_id": user_id}))
