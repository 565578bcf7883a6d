"""GET /events: the audit log, for Admins."""

from __future__ import annotations

from typing import Annotated

from flask import Response
from flask_openapi3 import APIBlueprint
from pydantic import AwareDatetime, Field

from modelbase.server import access
from modelbase.server.api.context import PageRequest, deployment, me, page_of
from modelbase.server.database import history

api = APIBlueprint("events", __name__, url_prefix="/api/v1")

Text = Annotated[str, Field(max_length=300)]


class EventsRequest(PageRequest):
    """Which records: all filters must fit; `action=share` stands for all that begin with `share.`"""

    action: Text | None = None
    by: Text | None = None
    target: Text | None = None
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None


@api.get("/events")
def page(query: EventsRequest) -> Response:
    """List what was done, newest first."""
    access.require(me(), "events")
    filters = history.EventFilter(**query.model_dump(exclude=set(PageRequest.model_fields)))
    return page_of(history.records(deployment().db, filters, query.after, query.limit + 1), query)
