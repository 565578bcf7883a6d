"""/trash: what was deleted, and restoring it."""

from __future__ import annotations

from typing import Annotated

from flask import Response
from flask_openapi3 import APIBlueprint
from pydantic import Field

from modelbase.server import access
from modelbase.server.api.context import Path, Query, answer, deployment, me, rows
from modelbase.server.database.files import trash as stored
from modelbase.server.trash import collect, trash

api = APIBlueprint("trash", __name__, url_prefix="/api/v1")


class Page(Query):
    """Which entries."""

    limit: Annotated[int, Field(ge=1, le=1000)] = 100
    after: Annotated[str, Field(max_length=100)] | None = None


class EntryPath(Path):
    """One entry of the trash."""

    entry: Annotated[str, Field(max_length=100)]


@api.get("/trash")
def page(query: Page) -> Response:
    """List what was deleted, newest first."""
    access.require(me(), "trash")
    entries = stored.page(deployment().db, query.after, query.limit + 1)
    shown = entries[: query.limit]
    return rows(shown, shown[-1].id if len(entries) > query.limit else None)


@api.post("/trash/<entry>/restore")
def restore(path: EntryPath) -> Response:
    """Put a deleted model or checkpoint back."""
    who = access.require(me(), "trash")
    return answer(trash.restore(deployment(), who, path.entry))


@api.delete("/trash/<entry>")
def remove(path: EntryPath) -> Response:
    """Give up for good what an entry of the trash keeps."""
    who = access.require(me(), "trash")
    collect.remove(deployment(), who, path.entry)
    return answer(None, 204)
