"""The collection `users`: one document per person; `_id` is the provider's identity, never a login or e-mail."""

from __future__ import annotations

from pymongo import ASCENDING, IndexModel

from modelbase.entities import User
from modelbase.server.store import Database
from modelbase.server.store.translate import translated

INDEXES = [IndexModel([("login", ASCENDING)], name="login")]


def find(db: Database, user_id: str) -> User | None:
    """Return the person of this identity, or None."""
    with translated():
        document = db.users.find_one({"_id": user_id})
    return None if document is None else User(id=document.pop("_id"), **document)


def ensure(db: Database, user: User) -> User:
    """Store a person on first sight and return who is stored; an existing one is not changed."""
    fields = user.model_dump(exclude={"id"})
    fields["role"] = user.role.value
    with translated():
        document = db.users.find_one_and_update(
            {"_id": user.id}, {"$setOnInsert": fields}, upsert=True, return_document=True
        )
    return User(id=document.pop("_id"), **document)
