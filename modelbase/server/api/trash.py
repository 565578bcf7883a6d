"""/trash: what was deleted, and restoring it."""

from __future__ import annotations

from typing import Annotated

from flask import Response
from flask_openapi3 import APIBlueprint
from pydantic import Field

from modelbase.entities import Strict
from modelbase.server import access
from modelbase.server.api.context import PageRequest, answer, deployment, me, page_of
from modelbase.server.database.files import trash as stored
from modelbase.server.trash import collect, trash

api = APIBlueprint("trash", __name__, url_prefix="/api/v1")


class EntryPath(Strict):
    """One entry of the trash."""

    entry: Annotated[str, Field(max_length=100)]


@api.get("/trash")
def page(query: PageRequest) -> Response:
    """List what was deleted, newest first."""
    access.require(me(), "trash")
    return page_of(stored.page(deployment().db, query.after, query.limit + 1), query)


@api.post("/trash/<entry>/restore")
def restore(path: EntryPath) -> Response:
    """Put a deleted model or checkpoint back."""
    return answer(trash.restore(deployment(), access.require(me(), "trash"), path.entry))


@api.delete("/trash/<entry>")
def remove(path: EntryPath) -> Response:
    """Delete for good what an entry of the trash keeps."""
    collect.remove(deployment(), access.require(me(), "trash"), path.entry)
    return answer(None, 204)
