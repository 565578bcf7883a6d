"""The process itself: /healthz, /readyz, /metrics, what the API can do, and the OpenAPI document."""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, cast

from flask import Response, current_app, request
from flask_openapi3 import APIBlueprint, OpenAPI
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest

from modelbase.entities import Entity
from modelbase.errors import NotFound, Unavailable
from modelbase.installed import version
from modelbase.server.api import pip
from modelbase.server.api.context import answer, deployment
from modelbase.server.database import jobs
from modelbase.server.database.files import storage
from modelbase.server.database.models import models
from modelbase.server.ready import Readiness

api = APIBlueprint("process", __name__)
PROBES = frozenset({"process.health", "process.is_ready"})
WITHOUT_SIGN_IN = frozenset({"process.about", "openapi"})
# What this server can do beyond version 0.1: a client sends a field that came later only to a server that names it.
CAPABILITIES = ("client_version", "also", "allow_secrets", "nearest", "lookups", "runs", "series")


class About(Entity):
    """Which server this is: its version, and the names of what it can do beyond version 0.1.

    `client` is the address, with its SHA-256, from which `pip install` brings the client of this version.
    """

    version: str
    capabilities: tuple[str, ...]
    client: str | None


@api.get("/api/v1/", responses={200: About})
def about() -> Response:
    """Return the version of this server and its capabilities; asks for no sign-in."""
    client = pip.address(deployment().settings)
    return answer(About(version=version(), capabilities=CAPABILITIES, client=client))


@api.get("/healthz")
def health() -> Response:
    """Say that the process answers; asks no other service."""
    return answer({"status": "ok"})


@api.get("/readyz")
def is_ready() -> Response:
    """Say whether this server can work: whether MongoDB answers, and whether the server is not about to stop.

    What the store says stands beside it: without the store all but files works.
    """
    state = cast(Readiness, current_app.extensions["modelbase_ready"]).state()
    return answer(state, 200 if state["status"] == "ok" else 503)


@api.get("/metrics")
def metrics() -> Response:
    """Return figures for Prometheus, to the bearer of MODELBASE_METRICS_TOKEN; without that setting they are closed."""
    token = deployment().settings.metrics_token.get_secret_value()
    given = request.headers.get("Authorization", "")
    if not token or not hmac.compare_digest(given.encode(), f"Bearer {token}".encode()):
        raise NotFound("there is no such address")
    return Response(generate_latest() + _of_reading_again(), mimetype=CONTENT_TYPE_LATEST)


def _of_reading_again() -> bytes:
    """Return the figures of the scrub and of the workers' jobs; nothing while the database does not answer."""
    here = deployment()
    registry = CollectorRegistry()

    def gauge(name: str, about: str, rows: Iterable[tuple[dict[str, str], Any]]) -> None:
        made: Gauge | None = None
        for labels, value in rows:
            if value is None:
                continue
            made = made or Gauge(f"modelbase_{name}", about, list(labels), registry=registry)
            found = value.timestamp() if isinstance(value, datetime) else value
            (made.labels(**labels) if labels else made).set(found)

    days = here.settings.scrub_days
    try:
        found = storage.read_again(here.db, models.now() - timedelta(days=days) if days else None)
        done = jobs.page(here.db)
    except Unavailable:
        return b""
    damaged = [({"state": state}, count) for state, count in found["damaged"].items()]
    gauge("damaged_blobs", "Stored blobs that are corrupt or missing", damaged)
    gauge("scrub_waiting_blobs", "Blobs to be read again next", [({}, found["waiting"])])
    gauge("scrub_overdue_blobs", "Blobs not read again within MODELBASE_SCRUB_DAYS", [({}, found["overdue"])])
    gauge(
        "scrub_oldest_timestamp_seconds",
        "When the blob was read that was read longest ago",
        [({}, found["oldest"])],
    )
    ended = [({"job": each["name"]}, each["ended_at"]) for each in done]
    gauge("job_ended_timestamp_seconds", "When the last run of a job of the workers ended", ended)
    failing = [({"job": each["name"]}, int(each["error"] is not None)) for each in done if each["ended_at"]]
    gauge("job_failing", "Whether the last run of a job failed", failing)
    return generate_latest(registry)


def serve_document(app: OpenAPI, document: dict[str, Any], path: str) -> None:
    """Serve the OpenAPI document that was generated from the routes, which lie below `path`."""
    document["openapi"] = "3.1.0"
    if path:
        document["servers"] = [{"url": path}]
    app.add_url_rule("/api/v1/openapi.json", "openapi", lambda: answer(document))
