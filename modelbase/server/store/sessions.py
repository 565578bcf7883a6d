"""The collections `sessions` (browsers signed in) and `codes` (one-time sign-in codes, by their hash).

MongoDB removes both when they have expired; the code still compares times itself, since that removal is late.
"""

from __future__ import annotations

from datetime import datetime

from pymongo import ASCENDING, IndexModel

from modelbase.server.store import Database
from modelbase.server.store.models import now
from modelbase.server.store.translate import translated

INDEXES = [
    IndexModel([("expires_at", ASCENDING)], expireAfterSeconds=0, name="expires_at"),
    IndexModel([("user_id", ASCENDING)], name="user_id"),
]
CODE_INDEXES = [IndexModel([("expires_at", ASCENDING)], expireAfterSeconds=0, name="expires_at")]


def insert(db: Database, session_id: str, user_id: str, expires_at: datetime) -> None:
    """Remember a signed-in browser."""
    with translated():
        db.sessions.insert_one(
            {"_id": session_id, "user_id": user_id, "created_at": now(), "expires_at": expires_at}
        )


def alive(db: Database, session_id: str, user_id: str) -> bool:
    """Say whether this browser of this person is still signed in."""
    query = {"_id": session_id, "user_id": user_id, "expires_at": {"$gt": now()}}
    with translated():
        return db.sessions.find_one(query, {"_id": 1}) is not None


def delete(db: Database, session_id: str) -> None:
    """Forget a browser; forgetting an unknown one is fine."""
    with translated():
        db.sessions.delete_one({"_id": session_id})


def insert_code(db: Database, code_hash: str, user_id: str, expires_at: datetime) -> None:
    """Remember a one-time sign-in code by its hash."""
    with translated():
        db.codes.insert_one({"_id": code_hash, "user_id": user_id, "expires_at": expires_at})


def use_code(db: Database, code_hash: str) -> str | None:
    """Use up a code: return whose it is the first time, None ever after or when it has expired."""
    with translated():
        document = db.codes.find_one_and_delete({"_id": code_hash, "expires_at": {"$gt": now()}})
    return document["user_id"] if document else None
