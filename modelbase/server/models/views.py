"""Rules of views: saved states of the table, personal or the team's, checked strictly before they are kept.

Each person who sees the table keeps personal views; the team's are changed by Admins. A view is text that was parsed
once and is parsed again when it is used. No Flask, no pymongo.
"""

from __future__ import annotations

import secrets
import unicodedata
from typing import Annotated, Literal

from pydantic import Field, StrictBool

from modelbase.entities import Strict, View, ViewState, unseen
from modelbase.errors import Conflict, Invalid, NotFound
from modelbase.query import MAX_COLUMNS, key_of, parse, parse_columns, parse_sort
from modelbase.query.tree import FIELDS
from modelbase.server import access
from modelbase.server.access import Principal
from modelbase.server.database import Database
from modelbase.server.database.models import models, views

MAX_NAME = 100  # characters
MOST = {"personal": 200, "team": 500}
MIN_WIDTH, MAX_WIDTH = 48, 2_000  # pixels
LISTS = ("columns", "hidden", "pinned")


class NewView(Strict):
    """A view as it is to be; `default` says whether it is opened first, null leaves that as it is."""

    name: Annotated[str, Field(max_length=500)]
    state: ViewState
    scope: Literal["personal", "team"] = "personal"
    default: StrictBool | None = None


def get(db: Database, who: Principal, view_id: str) -> View:
    """Return a view, or raise NotFound: another person's personal view looks like none."""
    found = views.find(db, view_id, who.user_id)
    if found is None:
        raise NotFound(f"there is no view {view_id[:100]!r}; GET /views lists them", "view_not_found")
    return found


def create(db: Database, who: Principal, new: NewView) -> View:
    """Keep a new view."""
    _require(who, new.scope)
    if views.count(db, new.scope, who.user_id) >= MOST[new.scope]:
        most = MOST[new.scope]
        raise Invalid(f"there are {most} {new.scope} views already: delete one first", limit=most)
    moment = models.now()
    made = View(
        id="v_" + secrets.token_hex(8),
        name=_name(new.name),
        scope=new.scope,
        owner=who.login,
        state=checked(new.state),
        created_at=moment,
        updated_at=moment,
    )
    views.insert(db, made, who.user_id)
    return _with_default(db, who, made, new.default)


def replace(db: Database, who: Principal, view_id: str, new: NewView, revision: int | None) -> View:
    """Keep another state of a view; raise Conflict `edited_meanwhile` if `revision` is not the present one."""
    found = get(db, who, view_id)
    _require(who, found.scope)
    if new.scope != found.scope:
        raise Invalid(f"this view is {found.scope}; make a new one to have it {new.scope}", field="scope")
    fields = {"name": _name(new.name), "state": checked(new.state), "updated_at": models.now()}
    done = views.replace(db, found.model_copy(update=fields), revision)
    if done is None:
        present = get(db, who, view_id)
        raise Conflict(
            f"the view {present.name!r} was changed meanwhile; look at it again, then repeat your change",
            "edited_meanwhile",
            revision=present.revision,
            current=present.model_dump(mode="json", include={"name", "state"}),
        )
    return _with_default(db, who, done, new.default)


def delete(db: Database, who: Principal, view_id: str) -> None:
    """Delete a view."""
    found = get(db, who, view_id)
    _require(who, found.scope)
    views.delete(db, found.id)


def checked(state: ViewState) -> ViewState:
    """Return a state whose keys and texts were all understood; raise Invalid naming the part that was not."""
    for part in LISTS:
        keys = getattr(state, part)
        if len(keys) > MAX_COLUMNS:
            raise Invalid(f"{part} has {len(keys)} keys; the limit is {MAX_COLUMNS}", limit=MAX_COLUMNS)
        if len(set(keys)) != len(keys):
            raise Invalid(f"{part} names a key twice", field=f"state.{part}")
    for key in (*state.columns, *state.pinned, *state.widths):
        key_of(key)
    parse_columns(",".join(state.columns))
    for key in state.hidden:
        if key not in FIELDS:
            raise Invalid(f"{key[:80]!r} is no built-in column; only those are hidden", field="state.hidden")
    if len(state.widths) > MAX_COLUMNS or any(
        not MIN_WIDTH <= width <= MAX_WIDTH for width in state.widths.values()
    ):
        raise Invalid(
            f"at most {MAX_COLUMNS} widths, each {MIN_WIDTH} to {MAX_WIDTH} pixels", field="state.widths"
        )
    parse(state.where)
    parse_sort(state.sort)
    return state


def _require(who: Principal, scope: str) -> None:
    access.require(who, "team_views" if scope == "team" else "views")


def _with_default(db: Database, who: Principal, view: View, default: bool | None) -> View:
    if default is not None:
        views.set_default(db, view, who.user_id, default)
    return views.find(db, view.id, who.user_id) or view


def _name(text: str) -> str:
    name = unicodedata.normalize("NFC", text).strip()
    if not name or len(name) > MAX_NAME or unseen(name):
        raise Invalid(f"a view's name is one line of 1 to {MAX_NAME} characters", field="name")
    return name
