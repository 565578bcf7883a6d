"""The collection `users`: one document per person; `_id` is the provider's identity, never a login or e-mail.

Beside what `User` has, a document may hold the provider's token (encrypted, never decrypted here) and when
the person's standing is to be looked at again. What a standing means is decided in roles.py.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from pymongo import ASCENDING, IndexModel, ReturnDocument

from modelbase.entities import Basis, Role, User
from modelbase.errors import NotFound
from modelbase.server.database import Database, Document
from modelbase.server.database.models.models import now
from modelbase.server.database.translate import AlreadyExists, translated

INDEXES = [
    IndexModel([("login_key", ASCENDING)], name="login_key"),
    IndexModel([("recheck_at", ASCENDING)], name="recheck_at"),
]
STANDING = ("login", "name", "role", "basis", "admitted", "checked_at")


class Due(NamedTuple):
    """A person whose standing is to be looked at again, and the provider's encrypted token, if any."""

    user: User
    token: str | None


def find(db: Database, user_id: str) -> User | None:
    """Return the person of this identity, or None."""
    with translated():
        document = db.users.find_one({"_id": user_id})
    return None if document is None else _entity(document)


def get(db: Database, user_id: str) -> User:
    """Return the person of this identity, or raise NotFound."""
    found = find(db, user_id)
    if found is None:
        raise _not_found(user_id)
    return found


def find_login(db: Database, login: str) -> User | None:
    """Return the person with this login, in any case of letters, or None."""
    with translated():
        document = db.users.find_one({"login_key": login.lower()})
    return None if document is None else _entity(document)


def page(db: Database, after: str | None = None, limit: int = 100) -> list[User]:
    """Return people by identity, from behind `after`."""
    query = {"_id": {"$gt": after}} if after else {}
    with translated():
        return [_entity(document) for document in db.users.find(query).sort("_id", 1).limit(limit)]


def ensure(db: Database, user: User) -> User:
    """Store a person on first sight and return who is stored; an existing one is not changed."""
    try:
        with translated():
            db.users.insert_one(_document(user))
    except AlreadyExists:
        pass  # known already
    return get(db, user.id)


def arrive(db: Database, user: User, seen: User | None) -> User | None:
    """Store a person's standing if they still are as they were `seen` (None: not at all), and return them.

    Return None if their role was changed or they were disabled meanwhile: the caller reads and decides again.
    """
    if seen is None:
        try:
            with translated():
                db.users.insert_one(_document(user))
        except AlreadyExists:
            return None
        return get(db, user.id)
    same = {"_id": user.id, "role": seen.role.value, "basis": seen.basis, "disabled": False}
    fields = _document(user)
    changed = {name: fields[name] for name in (*STANDING, "login_key", "signed_in_at")}
    with translated():
        document = db.users.find_one_and_update(same, {"$set": changed}, return_document=ReturnDocument.AFTER)
    return None if document is None else _entity(document)


def take_login(db: Database, user_id: str, login: str) -> None:
    """Take a login from other people who had it: on GitHub it belongs to this person now."""
    before = {"login_key": login.lower(), "_id": {"$ne": user_id}}
    with translated():
        for document in db.users.find(before, {"_id": 1}):
            stale = f"{login}~{document['_id'].rpartition(':')[2]}"
            db.users.update_one(
                {"_id": document["_id"], "login_key": login.lower()},
                {"$set": {"login": stale, "login_key": stale.lower()}},
            )


def set_role(db: Database, user_id: str, role: Role, was: Role | None = None) -> User:
    """Set a role by hand, which teams no longer change; raise NotFound, or AlreadyExists if it is not `was`."""
    basis: Basis = "manual"
    guard = {"role": was.value} if was else {}
    return _set(db, user_id, {"$set": {"role": role.value, "basis": basis}}, guard)


def set_disabled(db: Database, user_id: str, disabled: bool, must_change: bool = False) -> User:
    """Disable a person, ending all sessions and deleting the provider's token, or enable them.

    With `must_change` raise AlreadyExists if it is so already.
    """
    guard = {"disabled": not disabled} if must_change else {}
    if not disabled:
        return _set(db, user_id, {"$set": {"disabled": False}}, guard)
    return _set(db, user_id, _everything_ends() | {"$set": {"disabled": True}}, guard)


def end_sessions(db: Database, user_id: str) -> User:
    """End every session of a person, copies included; raise NotFound."""
    return _set(db, user_id, _everything_ends())


def delete(db: Database, user_id: str) -> None:
    """Delete a person, or raise NotFound; the caller deletes tokens and sessions first."""
    with translated():
        done = db.users.delete_one({"_id": user_id})
    if not done.deleted_count:
        raise _not_found(user_id)


def keep_token(
    db: Database, user_id: str, token: str, recheck_at: datetime, instead: str | None = None
) -> None:
    """Store the provider's encrypted token for the next check of a person's standing, unless they are disabled.

    With `instead` only if that is what is stored: a token that was deleted meanwhile stays deleted.
    """
    same = {"_id": user_id, "disabled": False} | ({"sealed": instead} if instead else {})
    with translated():
        db.users.update_one(same, {"$set": {"recheck_at": recheck_at, "sealed": token}})


def plan(db: Database, user_id: str, recheck_at: datetime, forget: bool) -> None:
    """Put the next look at a person's standing to a moment; `forget` drops the provider's token."""
    update: Document = {"$set": {"recheck_at": recheck_at}}
    with translated():
        db.users.update_one({"_id": user_id}, update | ({"$unset": {"sealed": ""}} if forget else {}))


def set_checked(db: Database, user_id: str, checked_at: datetime) -> User:
    """Write when the provider last confirmed a person, or raise NotFound."""
    return _set(db, user_id, {"$set": {"checked_at": checked_at}})


def claim_due(db: Database, pause: timedelta) -> Due | None:
    """Take the person whose standing waits longest for a look, and put the next look off by `pause`."""
    moment = now()
    with translated():
        document = db.users.find_one_and_update(
            {"recheck_at": {"$lte": moment}, "disabled": False},
            {"$set": {"recheck_at": moment + pause}},
            sort=[("recheck_at", 1)],
            return_document=ReturnDocument.AFTER,
        )
    return None if document is None else Due(_entity(document), document.get("sealed"))


def _everything_ends() -> Document:
    return {"$inc": {"session_version": 1}, "$unset": {"sealed": ""}}


def _set(db: Database, user_id: str, update: Document, guard: Document | None = None) -> User:
    with translated():
        document = db.users.find_one_and_update(
            {"_id": user_id} | (guard or {}), update, return_document=ReturnDocument.AFTER
        )
    if document is None and guard and find(db, user_id) is not None:
        raise AlreadyExists
    if document is None:
        raise _not_found(user_id)
    return _entity(document)


def _not_found(user_id: str) -> NotFound:
    return NotFound(f"there is no person {user_id}; `modelbase users ls` lists them")


def _document(user: User) -> Document:
    fields = user.model_dump(exclude={"id"}) | {"role": user.role.value}
    created_at = user.created_at or now()
    return {"_id": user.id, "login_key": user.login.lower(), **fields, "created_at": created_at}


def _entity(document: Document) -> User:
    fields: dict[str, Any] = {name: document[name] for name in User.model_fields if name in document}
    return User(id=document["_id"], **fields)
