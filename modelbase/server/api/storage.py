"""GET /storage: how much is kept, by name and by owner, whether it is sound, and what the workers do, for Admins."""

from __future__ import annotations

from datetime import timedelta

from flask import Response
from flask_openapi3 import APIBlueprint

from modelbase.server import access
from modelbase.server.api.context import answer, deployment, me
from modelbase.server.database import jobs
from modelbase.server.database.files import storage
from modelbase.server.database.models import models

api = APIBlueprint("storage", __name__, url_prefix="/api/v1")


@api.get("/storage")
def read() -> Response:
    """Count models and bytes, and tell of damage, of reading everything again, and of the jobs of the workers."""
    access.require(me(), "storage")
    here = deployment()
    found = storage.summary(here.db, here.settings.query_seconds)
    days, rate = here.settings.scrub_days, here.settings.scrub_bytes_per_second
    before = models.now() - timedelta(days=days) if days else None
    scrub = {"days": days, "bytes_per_second": rate} | storage.read_again(here.db, before)
    return answer(found | {"scrub": scrub, "jobs": jobs.page(here.db)})
