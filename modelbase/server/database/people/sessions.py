"""The collections `sessions` (browsers signed in) and `codes` (texts that work once, by their hash).

Only hashes are stored. MongoDB removes what has expired; the code still compares times itself, since that removal
is late. Decides nothing: sessions.py and sign_in.py of the rules do.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from pymongo import ASCENDING, DESCENDING, IndexModel

from modelbase.entities import Session
from modelbase.errors import NotFound
from modelbase.server.database import Database, Document
from modelbase.server.database.models.models import now
from modelbase.server.database.translate import AlreadyExists, translated

INDEXES = [
    IndexModel([("expires_at", ASCENDING)], expireAfterSeconds=0, name="expires_at"),
    IndexModel([("user_id", ASCENDING), ("seen_at", DESCENDING)], name="user_seen_at"),
]
CODE_INDEXES = [IndexModel([("expires_at", ASCENDING)], expireAfterSeconds=0, name="expires_at")]
SHORT = 32  # hex digits of the hash by which lists name a session


class StoredSession(NamedTuple):
    """A stored session: whose, since which session version, and the hashes of its renewal secret."""

    user_id: str
    version: int
    renewal: str
    previous: str
    rotated_at: datetime


def insert(db: Database, key: str, held: StoredSession, session: Session) -> None:
    """Remember a signed-in browser under the hash of its session's id."""
    shown = session.model_dump(exclude={"id", "current"})
    with translated():
        db.sessions.insert_one({"_id": key, **held._asdict(), **shown})


def find(db: Database, key: str) -> StoredSession | None:
    """Return a session that has not expired, or None."""
    with translated():
        document = db.sessions.find_one({"_id": key, "expires_at": {"$gt": now()}})
    return None if document is None else StoredSession(*(document[name] for name in StoredSession._fields))


def rotate(db: Database, key: str, renewal: str, following: str) -> bool:
    """Replace the renewal secret's hash if it still is `renewal`; say whether it was."""
    moment = now()
    change = {"renewal": following, "previous": renewal, "rotated_at": moment, "seen_at": moment}
    with translated():
        done = db.sessions.update_one({"_id": key, "renewal": renewal}, {"$set": change})
    return bool(done.matched_count)


def seen(db: Database, key: str) -> None:
    """Write that a browser was here just now."""
    with translated():
        db.sessions.update_one({"_id": key}, {"$set": {"seen_at": now()}})


def delete(db: Database, key: str) -> None:
    """Forget a browser; forgetting an unknown one is fine."""
    with translated():
        db.sessions.delete_one({"_id": key})


def delete_one(db: Database, user_id: str, session_id: str) -> None:
    """Forget one browser of a person by the id that lists show, or raise NotFound."""
    for key in _keys(db, user_id):
        if key.startswith(session_id) and len(session_id) == SHORT:
            return delete(db, key)
    raise NotFound("you have no such session; GET /sessions lists yours")


def delete_all(db: Database, user_id: str) -> None:
    """Forget all browsers of a person, and the codes that would sign one in."""
    with translated():
        db.sessions.delete_many({"user_id": user_id})
        db.codes.delete_many({"user_id": user_id})


def page(db: Database, user_id: str, current: str) -> list[Session]:
    """Return the browsers in which a person is signed in, the latest first; `current` is the key of one's own."""
    query = {"user_id": user_id, "expires_at": {"$gt": now()}}
    with translated():
        documents = list(db.sessions.find(query).sort("seen_at", -1).limit(200))
    return [_entity(document, current) for document in documents]


def insert_code(db: Database, code_hash: str, user_id: str, expires_at: datetime) -> bool:
    """Remember a text that works once by its hash; say False if it was known already."""
    try:
        with translated():
            db.codes.insert_one({"_id": code_hash, "user_id": user_id, "expires_at": expires_at})
    except AlreadyExists:
        return False
    return True


def use_code(db: Database, code_hash: str) -> str | None:
    """Use up a code: return whose it is the first time, None ever after or when it has expired."""
    with translated():
        document = db.codes.find_one_and_delete({"_id": code_hash, "expires_at": {"$gt": now()}})
    return document["user_id"] if document else None


def has_code(db: Database, code_hash: str, user_id: str) -> bool:
    """Say whether a code of this owner is there and has not expired."""
    query = {"_id": code_hash, "user_id": user_id, "expires_at": {"$gt": now()}}
    with translated():
        return db.codes.find_one(query, {"_id": 1}) is not None


def _keys(db: Database, user_id: str) -> list[str]:
    with translated():
        return [str(document["_id"]) for document in db.sessions.find({"user_id": user_id}, {"_id": 1})]


def _entity(document: Document, current: str) -> Session:
    fields: dict[str, Any] = {name: document[name] for name in Session.model_fields if name in document}
    return Session(**fields | {"id": document["_id"][:SHORT], "current": document["_id"] == current})
