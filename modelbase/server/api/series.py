"""/models/<ref>/series and /series: append points of metrics, read curves, and compare those of several models."""

from __future__ import annotations

from typing import Annotated

from flask import Response
from flask_openapi3 import APIBlueprint
from pydantic import Field

from modelbase.server import access
from modelbase.server.api.context import ModelPath, answer, deployment, me, model_of
from modelbase.server.runs import series

api = APIBlueprint("series", __name__, url_prefix="/api/v1")

ROOT = "/models/<model:ref>/series"


class OverlayRequest(series.SeriesRequest):
    """Which models, by ID or alias."""

    id: Annotated[list[Annotated[str, Field(max_length=300)]], Field(min_length=1, max_length=50)]
    key: Annotated[list[series.Key], Field(min_length=1, max_length=50)]


@api.post(ROOT)
def append(path: ModelPath, body: series.NewBatch) -> Response:
    """Append a batch of points of a run."""
    here, _, model = model_of(path.ref, "write")
    return answer(series.append(here.db, model, body)._asdict())


@api.get(ROOT)
def read(path: ModelPath, query: series.SeriesRequest) -> Response:
    """Return curves of a model, or without a key what series it has."""
    here, _, model = model_of(path.ref, "series")
    found = series.read(here.db, model, query) if query.key else series.catalogue(here.db, model)
    return answer({"rows": found, "next": None})


@api.get("/series")
def overlay(query: OverlayRequest) -> Response:
    """Return curves of several models."""
    here, who = deployment(), access.known(me())
    rows = []
    for ref in dict.fromkeys(query.id):
        model = access.model(here.db, who, ref, "series")
        rows += [{"model": model.id} | row for row in series.read(here.db, model, query)]
    return answer({"rows": rows, "next": None})
