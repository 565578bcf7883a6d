"""/views: saved states of the table."""

from __future__ import annotations

from typing import Annotated

from flask import Response
from flask_openapi3 import APIBlueprint
from pydantic import Field

from modelbase.entities import Strict, View
from modelbase.server import access
from modelbase.server.api.context import answer, deployment, me, revision, rows
from modelbase.server.database.models import views as stored
from modelbase.server.models import views

api = APIBlueprint("views", __name__, url_prefix="/api/v1")


class ViewPath(Strict):
    """One view."""

    view: Annotated[str, Field(max_length=100)]


@api.get("/views")
def page() -> Response:
    """List the team's views and your own."""
    who = access.require(me(), "views_read")
    return rows(stored.page(deployment().db, who.user_id))


@api.post("/views", responses={201: View})
def create(body: views.NewView) -> Response:
    """Keep a state of the table."""
    return _answer(views.create(deployment().db, access.require(me(), "views_read"), body), 201)


@api.get("/views/<view>", responses={200: View})
def read(path: ViewPath) -> Response:
    """Return one view."""
    return _answer(views.get(deployment().db, access.require(me(), "views_read"), path.view))


@api.put("/views/<view>", responses={200: View})
def replace(path: ViewPath, body: views.NewView) -> Response:
    """Keep another state of the table in a view."""
    who = access.require(me(), "views_read")
    return _answer(views.replace(deployment().db, who, path.view, body, revision()))


@api.delete("/views/<view>")
def delete(path: ViewPath) -> Response:
    """Delete a view."""
    views.delete(deployment().db, access.require(me(), "views_read"), path.view)
    return answer(None, 204)


def _answer(view: View, status: int = 200) -> Response:
    return answer(view, status, {"ETag": f'"{view.revision}"'})
