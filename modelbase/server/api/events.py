"""GET /events: the audit log, for Admins."""

from __future__ import annotations

from typing import Annotated

from flask import Response
from flask_openapi3 import APIBlueprint
from pydantic import AwareDatetime, Field

from modelbase.server import access
from modelbase.server.api.context import Query, deployment, me, rows
from modelbase.server.database.history import events

api = APIBlueprint("events", __name__, url_prefix="/api/v1")

Text = Annotated[str, Field(max_length=300)]


class Page(Query):
    """Which records: all filters must fit; `action=share` stands for all that begin with `share.`"""

    action: Text | None = None
    by: Text | None = None
    target: Text | None = None
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None
    limit: Annotated[int, Field(ge=1, le=1000)] = 100
    after: Text | None = None


@api.get("/events")
def page(query: Page) -> Response:
    """List what was done, newest first."""
    access.require(me(), "events")
    wanted = events.Wanted(query.action, query.by, query.target, query.since, query.until)
    found = events.page(deployment().db, wanted, query.after, query.limit + 1)
    shown = found[: query.limit]
    return rows(shown, shown[-1].id if len(found) > query.limit else None)
