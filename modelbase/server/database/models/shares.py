"""The collection `shares`: grants to a login and links, each to one model by its database key, never by its ID.

A link is known by the SHA-256 of its text alone. A grant names a login until a person signs in with it; from then
on it belongs to that person's id, even if the login changes. The public switch is kept in the model itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pymongo import ASCENDING, IndexModel, ReturnDocument

from modelbase.entities import Share
from modelbase.errors import NotFound
from modelbase.server.database import Database, Document
from modelbase.server.database.models.models import now
from modelbase.server.database.translate import translated

INDEXES = [
    IndexModel([("key", ASCENDING), ("created_at", ASCENDING)], name="key"),
    IndexModel([("holder", ASCENDING), ("key", ASCENDING)], name="holder_key", unique=True),
    IndexModel([("login_key", ASCENDING)], name="login_key", sparse=True),
]


def by_person(user_id: str) -> str:
    """Return the holder of a grant whose person is known."""
    return f"person {user_id}"


def by_login(login: str) -> str:
    """Return the holder of a grant whose person has not signed in yet."""
    return f"login {login.lower()}"


def by_link(secret_hash: str) -> str:
    """Return the holder of a link, known by the hash of its text."""
    return f"link {secret_hash}"


def put(db: Database, key: str, holder: str, share: Share) -> tuple[Share, bool]:
    """Store a share of the model of `key`; one that this holder has already gets the new parts and expiry.

    Return what is stored, and whether it is new.
    """
    fields = share.model_dump(exclude={"id", "model", "sees", "expires_at", "secret", "bound"})
    changing = {"sees": list(share.sees), "expires_at": share.expires_at, "id": share.model}
    fixed = fields | {"_id": share.id} | ({"login_key": share.login.lower()} if share.login else {})
    with translated():
        document: Document = db.shares.find_one_and_update(  # type: ignore[assignment]  # never None: upsert
            {"holder": holder, "key": key},
            {"$set": changing, "$setOnInsert": fixed},
            upsert=True,
            return_document=ReturnDocument.AFTER,
        )
    return _entity(document), document["_id"] == share.id


def find_held(db: Database, key: str, holder: str) -> Share | None:
    """Return the share that this holder has of a model, expired or not, or None."""
    with translated():
        document = db.shares.find_one({"holder": holder, "key": key})
    return None if document is None else _entity(document)


def get(db: Database, key: str, share_id: str) -> Share:
    """Return one share of a model, or raise NotFound."""
    with translated():
        document = db.shares.find_one({"_id": share_id, "key": key})
    if document is None:
        raise _no_share(share_id)
    return _entity(document)


def live(db: Database, holders: Sequence[str], ids: Sequence[str] = ()) -> list[tuple[str, Share]]:
    """Return the shares, each behind the key of its model, of these holders or ids that have not expired."""
    either: list[Document] = [{"holder": {"$in": list(holders)}}, {"_id": {"$in": list(ids)}}]
    unexpired = {"$or": [{"expires_at": None}, {"expires_at": {"$gt": now()}}]}
    with translated():
        found = list(db.shares.find({"$and": [{"$or": either}, unexpired]}).limit(1_000))
    return [(document["key"], _entity(document)) for document in found]


def bind(db: Database, user_id: str, login: str) -> None:
    """Give the grants that wait for a login to the person who has just proved to have it; safe to repeat."""
    with translated():
        waiting = list(db.shares.find({"holder": by_login(login)}))
        for document in waiting:
            if db.shares.find_one({"holder": by_person(user_id), "key": document["key"]}, {"_id": 1}):
                db.shares.delete_one({"_id": document["_id"], "holder": by_login(login)})
            else:
                change = {"$set": {"holder": by_person(user_id)}}
                db.shares.update_one({"_id": document["_id"], "holder": by_login(login)}, change)


def page(db: Database, key: str | None, after: str | None, limit: int) -> list[Share]:
    """Return shares by id from behind `after`, of one model or of all."""
    query: dict[str, Any] = ({"key": key} if key else {}) | ({"_id": {"$gt": after}} if after else {})
    with translated():
        return [_entity(document) for document in db.shares.find(query).sort("_id", 1).limit(limit)]


def delete(db: Database, key: str, share_id: str) -> None:
    """Revoke a share of a model, or raise NotFound; of several concurrent calls one succeeds."""
    with translated():
        done = db.shares.delete_one({"_id": share_id, "key": key})
    if not done.deleted_count:
        raise _no_share(share_id)


def delete_all(db: Database, *, key: str | None = None, user_id: str | None = None) -> None:
    """Revoke every grant and link of a model, or every grant to a person."""
    query = {"key": key} if key else {"holder": by_person(user_id or "")}
    with translated():
        db.shares.delete_many(query)


def count(db: Database, key: str) -> int:
    """Return how many shares a model has."""
    with translated():
        return int(db.shares.count_documents({"key": key}))


def _entity(document: Document) -> Share:
    expires_at: datetime | None = document.get("expires_at")
    return Share(
        id=document["_id"],
        model=document["id"],
        kind=document["kind"],
        login=document.get("login"),
        bound=not document["holder"].startswith("login "),
        sees=tuple(document["sees"]),
        created_by=document["created_by"],
        created_at=document["created_at"],
        expires_at=expires_at,
    )


def _no_share(share_id: str) -> NotFound:
    return NotFound(
        f"this model has no share {share_id[:80]!r}; `modelbase share ID` lists them", "share_not_found"
    )
