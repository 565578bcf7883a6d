"""The collection `grants`: command lines that wait for a person to confirm them in a browser. Hashes only.

`_id` is the hash of the text that the command line will show to get its token. MongoDB removes what has expired;
the code still compares times itself.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from pymongo import ASCENDING, IndexModel

from modelbase.server.database import Database
from modelbase.server.database.models.models import now
from modelbase.server.database.translate import AlreadyExists, translated

INDEXES = [
    IndexModel([("expires_at", ASCENDING)], expireAfterSeconds=0, name="expires_at"),
    IndexModel([("typed", ASCENDING)], unique=True, sparse=True, name="typed"),
    IndexModel([("address", ASCENDING)], sparse=True, name="address"),
]


class Grant(NamedTuple):
    """A waiting command line: PKCE challenge, name, who confirmed it (None: not yet), until when, from where."""

    challenge: str
    name: str
    user_id: str | None
    expires_at: datetime
    address: str = ""


def insert(db: Database, key: str, grant: Grant, typed: str | None = None) -> bool:
    """Store a grant, `typed` being the hash of the code that a person will type; say False if that is taken."""
    document = {"_id": key, **grant._asdict()} | ({"typed": typed} if typed else {})
    try:
        with translated():
            db.grants.insert_one(document)
    except AlreadyExists:
        return False
    return True


def find(db: Database, key: str) -> Grant | None:
    """Return a grant by its own key, or None."""
    return _one(db, {"_id": key})


def find_typed(db: Database, typed: str) -> Grant | None:
    """Return the grant of a typed code that is not confirmed yet, or None."""
    return _one(db, {"typed": typed, "user_id": None})


def let_in(db: Database, typed: str, user_id: str) -> bool:
    """Confirm the command line of a typed code as this person; return False if none waits."""
    query = {"typed": typed, "user_id": None, "expires_at": {"$gt": now()}}
    with translated():
        return bool(db.grants.update_one(query, {"$set": {"user_id": user_id}}).matched_count)


def refuse(db: Database, typed: str) -> None:
    """Delete the grant of a typed code."""
    with translated():
        db.grants.delete_one({"typed": typed, "user_id": None})


def use(db: Database, key: str) -> Grant | None:
    """Take a grant out, so that it works once; None if it is deleted, expired or not confirmed."""
    query = {"_id": key, "user_id": {"$ne": None}, "expires_at": {"$gt": now()}}
    with translated():
        document = db.grants.find_one_and_delete(query)
    return None if document is None else Grant(*(document[name] for name in Grant._fields))


def count(db: Database, address: str | None = None) -> int:
    """Return how many unconfirmed command lines wait, in all or of one address."""
    query = {"user_id": None, "expires_at": {"$gt": now()}} | ({"address": address} if address else {})
    with translated():
        return int(db.grants.count_documents(query, limit=10_000))


def _one(db: Database, query: dict[str, object]) -> Grant | None:
    with translated():
        document = db.grants.find_one(query | {"expires_at": {"$gt": now()}})
    return None if document is None else Grant(*(document[name] for name in Grant._fields))
