"""GET /storage: how much is kept, by name and by owner, for Admins."""

from __future__ import annotations

from flask import Response
from flask_openapi3 import APIBlueprint

from modelbase.server import access
from modelbase.server.api.context import answer, deployment, me
from modelbase.server.database.files import storage

api = APIBlueprint("storage", __name__, url_prefix="/api/v1")


@api.get("/storage")
def read() -> Response:
    """Count models and bytes."""
    access.require(me(), "storage")
    here = deployment()
    return answer(storage.summary(here.db, here.settings.query_seconds))
