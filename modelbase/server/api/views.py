"""/views: saved states of the table."""

from __future__ import annotations

from typing import Annotated, Literal

from flask import Response
from flask_openapi3 import APIBlueprint
from pydantic import Field, StrictBool, StrictInt

from modelbase.entities import View, ViewState
from modelbase.server import access
from modelbase.server.api.context import Body, Path, Strict, answer, deployment, me, revision, rows
from modelbase.server.models import views

api = APIBlueprint("views", __name__, url_prefix="/api/v1")

Key = Annotated[str, Field(min_length=1, max_length=500)]
Keys = Annotated[tuple[Key, ...], Field(max_length=200)]


class SavedState(Strict):
    """What a view keeps of the table."""

    columns: Keys = ()
    hidden: Keys = ()
    pinned: Keys = ()
    widths: Annotated[dict[Key, StrictInt], Field(max_length=200)] = Field(default_factory=dict)
    where: Annotated[str, Field(max_length=20_000)] = ""
    sort: Annotated[str, Field(max_length=10_000)] = ""
    fold: Literal["family"] | None = None


class NewView(Body):
    """A view as it should be; `default` says whether it is opened first."""

    name: Annotated[str, Field(max_length=500)]
    state: SavedState
    scope: Literal["personal", "team"] = "personal"
    default: StrictBool | None = None


class ViewPath(Path):
    """One view."""

    view: Annotated[str, Field(max_length=100)]


@api.get("/views")
def page() -> Response:
    """List the team's views and one's own."""
    who = access.require(me(), "table")
    return rows(views.page(deployment().db, who))


@api.post("/views", responses={201: View})
def create(body: NewView) -> Response:
    """Keep a state of the table."""
    who = access.require(me(), "table")
    return _answer(views.create(deployment().db, who, _wanted(body)), 201)


@api.get("/views/<view>", responses={200: View})
def read(path: ViewPath) -> Response:
    """Return one view."""
    who = access.require(me(), "table")
    return _answer(views.get(deployment().db, who, path.view))


@api.put("/views/<view>", responses={200: View})
def replace(path: ViewPath, body: NewView) -> Response:
    """Keep another state of the table in a view."""
    who = access.require(me(), "table")
    return _answer(views.replace(deployment().db, who, path.view, _wanted(body), revision()))


@api.delete("/views/<view>")
def delete(path: ViewPath) -> Response:
    """Delete a view."""
    who = access.require(me(), "table")
    views.delete(deployment().db, who, path.view)
    return answer(None, 204)


def _wanted(body: NewView) -> views.Wanted:
    return views.Wanted(body.name, ViewState(**body.state.model_dump()), body.scope, body.default)


def _answer(view: View, status: int = 200) -> Response:
    return answer(view, status, {"ETag": f'"{view.revision}"'})
