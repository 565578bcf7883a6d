"""The collections `views`, one document for each saved state of the table, and `view_defaults`, which one opens first.

A default is one document for the team and one for each person, so that setting one is one write. Personal views carry
the user's id, which this file never returns. Decides nothing about access.
"""

from __future__ import annotations

from typing import Any

from pymongo import ASCENDING, IndexModel

from modelbase.entities import View
from modelbase.server.database import Database, Document
from modelbase.server.database.translate import translated

INDEXES = [
    IndexModel([("scope", ASCENDING), ("user_id", ASCENDING), ("name", ASCENDING)], name="owner"),
]


def insert(db: Database, view: View, user_id: str) -> None:
    """Store a new view."""
    document = _fields(view) | {"_id": view.id, "user_id": user_id}
    with translated():
        db.views.insert_one(document)


def find(db: Database, view_id: str, user_id: str) -> View | None:
    """Return a team view, or a personal one of this person, or None."""
    with translated():
        found = db.views.find_one({"$and": [{"_id": view_id}, _mine(user_id)]})
        return None if found is None else _entity(found, _defaults(db, user_id))


def page(db: Database, user_id: str) -> list[View]:
    """Return the team's views and this person's own, in the order of scope and name."""
    with translated():
        defaults = _defaults(db, user_id)
        found = db.views.find(_mine(user_id)).sort([("scope", -1), ("name", 1), ("_id", 1)])
        return [_entity(each, defaults) for each in found]


def count(db: Database, scope: str, user_id: str) -> int:
    """Return how many views the team, or this person, has."""
    wanted: Document = {"scope": scope} | ({"user_id": user_id} if scope == "personal" else {})
    with translated():
        return db.views.count_documents(wanted)


def replace(db: Database, view: View, revision: int | None) -> View | None:
    """Store another state of a view and count its revision up; None if it is not at `revision`, or not there."""
    guard: Document = {"_id": view.id} | ({} if revision is None else {"revision": revision})
    fields = {name: value for name, value in _fields(view).items() if name in ("name", "state", "updated_at")}
    change = {"$set": fields, "$inc": {"revision": 1}}
    with translated():
        found = db.views.find_one_and_update(guard, change, return_document=True)
        return None if found is None else _entity(found, {view.id} if view.default else set())


def delete(db: Database, view_id: str) -> None:
    """Remove a view, and what says that it is opened first."""
    with translated():
        db.view_defaults.delete_many({"view": view_id})
        db.views.delete_one({"_id": view_id})


def set_default(db: Database, view: View, user_id: str, default: bool) -> None:
    """Make a view the one that opens first, for the team or for this person; or make it so no more."""
    place = _place(view.scope, user_id)
    with translated():
        if default:
            db.view_defaults.replace_one({"_id": place}, {"view": view.id}, upsert=True)
        else:
            db.view_defaults.delete_one({"_id": place, "view": view.id})


def _mine(user_id: str) -> Document:
    return {"$or": [{"scope": "team"}, {"user_id": user_id}]}


def _place(scope: str, user_id: str) -> str:
    return "team" if scope == "team" else f"user {user_id}"


def _defaults(db: Database, user_id: str) -> set[str]:
    places = ["team", _place("personal", user_id)]
    return {each["view"] for each in db.view_defaults.find({"_id": {"$in": places}})}


def _fields(view: View) -> Document:
    fields: dict[str, Any] = view.model_dump(exclude={"id", "default"})
    state = fields["state"]
    state["widths"] = [list(pair) for pair in state["widths"].items()]  # keys have dots
    return fields


def _entity(found: Document, defaults: set[str]) -> View:
    state = found["state"] | {"widths": dict(found["state"]["widths"])}
    fields = {name: found[name] for name in View.model_fields if name in found}
    return View(**fields | {"id": found["_id"], "state": state, "default": found["_id"] in defaults})
