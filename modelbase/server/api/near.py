"""/models/<ref>/near, /family and /families: models whose args are almost or, but for seeds, quite the same."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask_openapi3 import APIBlueprint
from pydantic import BaseModel

from modelbase.entities import Metric
from modelbase.server import access
from modelbase.server.api.context import ModelPath, answer, deployment, me, model_of, policy
from modelbase.server.api.diff import DiffModel
from modelbase.server.models import manage
from modelbase.server.relations import families, near
from modelbase.server.table import folding

api = APIBlueprint("near", __name__, url_prefix="/api/v1")


class NearKey(BaseModel):
    """One key that differs; a side that has no value there lacks the field."""

    key: str
    seed: bool
    base: Any = None
    value: Any = None
    delta: float | None = None
    ratio: float | None = None
    float32: bool | None = None


class MetricChange(BaseModel):
    """A metric that both have."""

    base: Metric
    value: Metric
    delta: float | None = None


class NearRow(DiffModel):
    """A model that is near, and where it differs."""

    count: int
    keys: list[NearKey]
    metrics: dict[str, MetricChange]


class NearGroupRow(BaseModel):
    """A model in which one key was varied alone."""

    id: str
    value: Any = None
    metrics: dict[str, MetricChange]


class NearGroup(BaseModel):
    """The models in which the same key was varied alone."""

    key: str
    seed: bool
    base: Any = None
    rows: list[NearGroupRow]


class Near(BaseModel):
    """The models near one, and the ablation table of them."""

    id: str
    k: int
    total: int
    compared: int | None
    complete: bool
    rows: list[NearRow]
    groups: list[NearGroup]


@api.get("/families")
def folded(query: folding.FamiliesRequest) -> Response:
    """Return the table folded to families: replicas are one row, their metrics mean and spread."""
    return answer(folding.page(deployment(), access.require(me(), "table"), query))


@api.get("/models/<model:ref>/near", responses={200: Near})
def read(path: ModelPath, query: near.NearRequest) -> Response:
    """Return the models of the same name whose args differ in 1 to k keys, and what each key did."""
    here, who, model = model_of(path.ref, "read", "card", "args")
    return answer(near.near(here.db, who, model, policy(), query))


class NearArgs(manage.LookupRequest, near.NearRequest):
    """Args of which there need be no model."""


@api.post("/near", responses={200: Near})
def read_of_args(body: NearArgs) -> Response:
    """Return the models of the same name whose args differ from these in 1 to k keys."""
    here, who, rules = deployment(), access.require(me(), "table"), policy()
    identity, found = manage.look_up(here.db, who, body, rules)
    named = (found.id if found else identity.id, identity.name, found.key if found else "")
    base = near.of_args(body.args.tree, rules, found.metrics if found else None)
    ask = near.NearRequest(k=body.k, limit=body.limit)
    return answer(near.near_args(here.db, who, base, named, ask))


@api.get("/models/<model:ref>/family")
def family(path: ModelPath) -> Response:
    """Return the replicas of a model, and mean and spread of their metrics."""
    here, who, model = model_of(path.ref, "read", "card", "args")
    return answer(families.family(here.db, who, model, policy()))
