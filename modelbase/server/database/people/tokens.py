"""The collection `tokens`: API tokens, kept as SHA-256 of their text only; `_id` is that hash.

`id` is what lists and revocations name. Whether a token may do something is decided in access.py.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from pymongo import ASCENDING, IndexModel

from modelbase.entities import Token
from modelbase.errors import NotFound
from modelbase.server.database import Database, Document
from modelbase.server.database.models.models import now
from modelbase.server.database.translate import translated

INDEXES = [
    IndexModel([("id", ASCENDING)], unique=True, name="id"),
    IndexModel([("user_id", ASCENDING), ("created_at", ASCENDING)], name="user_created_at"),
]
USED_EVERY = timedelta(minutes=1)  # how often the time of last use is written


class StoredToken(NamedTuple):
    """A stored token and whose it is."""

    token: Token
    user_id: str


def insert(db: Database, text_hash: str, user_id: str, token: Token) -> None:
    """Store a token under the hash of its text."""
    document = token.model_dump(exclude={"token"}) | {"_id": text_hash, "user_id": user_id}
    with translated():
        db.tokens.insert_one(document)


def find(db: Database, text_hash: str) -> StoredToken | None:
    """Return the token of this text hash if it has not expired, or None."""
    with translated():
        document = db.tokens.find_one({"_id": text_hash})
    if document is None or (document["expires_at"] and document["expires_at"] <= now()):
        return None
    return StoredToken(_entity(document), document["user_id"])


def used(db: Database, held: StoredToken) -> None:
    """Write the time of last use, at most once a minute."""
    moment: datetime = now()
    last = held.token.last_used_at
    if last is None or moment - last > USED_EVERY:
        with translated():
            db.tokens.update_one({"id": held.token.id}, {"$set": {"last_used_at": moment}})


def page(db: Database, user_id: str) -> list[Token]:
    """Return a person's tokens, oldest first."""
    with translated():
        return [_entity(document) for document in db.tokens.find({"user_id": user_id}).sort("created_at", 1)]


def delete(db: Database, user_id: str, token_id: str) -> None:
    """Revoke a person's token, or raise NotFound."""
    with translated():
        done = db.tokens.delete_one({"id": token_id, "user_id": user_id})
    if not done.deleted_count:
        raise NotFound(f"you have no token {token_id}; `modelbase token ls` lists yours")


def delete_all(db: Database, user_id: str) -> None:
    """Revoke every token of a person."""
    with translated():
        db.tokens.delete_many({"user_id": user_id})


def _entity(document: Document) -> Token:
    fields: dict[str, Any] = {name: document[name] for name in Token.model_fields if name in document}
    return Token(**fields)
