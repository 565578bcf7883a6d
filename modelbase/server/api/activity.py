"""GET /models/<ref>/activity: what happened to a model, newest first."""

from __future__ import annotations

from typing import Annotated

from flask import Response
from flask_openapi3 import APIBlueprint
from pydantic import Field

from modelbase.entities import Activity, Entity
from modelbase.server.api.context import ModelPath, PageRequest, model_of, rows
from modelbase.server.history import activity

api = APIBlueprint("activity", __name__, url_prefix="/api/v1")


class ActivityRequest(PageRequest):
    """Which lines."""

    limit: Annotated[int, Field(ge=1, le=1000)] = 50


class ActivityPage(Entity):
    """What happened, newest first."""

    rows: list[Activity]
    next: str | None


@api.get("/models/<model:ref>/activity", responses={200: ActivityPage})
def page(path: ModelPath, query: ActivityRequest) -> Response:
    """List what happened to a model, for the team; shares are shown only to Admins."""
    here, who, model = model_of(path.ref, "activity")
    found, after = activity.page(here.db, who, model, query.after or "", query.limit)
    return rows(found, after)
