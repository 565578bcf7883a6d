"""/leases: ask before training, say that one is training, and see who trains what."""

from __future__ import annotations

from typing import Annotated, Any

from flask import Response
from flask_openapi3 import APIBlueprint
from pydantic import Field

from modelbase.entities import Lease, Model, wire
from modelbase.errors import Invalid
from modelbase.server import access
from modelbase.server.access import Principal
from modelbase.server.api.context import Body, Path, answer, deployment, me, policy, rows
from modelbase.server.api.lookup import Args, Slugged
from modelbase.server.deployment import Deployment
from modelbase.server.models import lease, manage

api = APIBlueprint("leases", __name__, url_prefix="/api/v1")

LINE = r"^[^\x00-\x1f\x7f]*$"
LeaseId = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{20,100}$")]


class Claim(Body):
    """What is to be trained (`args`, or the `id` of a model that is there), and for how long the lease holds."""

    args: Args | None = None
    id: Annotated[str, Field(max_length=300)] | None = None
    dataset: Slugged | None = None
    architecture: Slugged | None = None
    ttl_seconds: Annotated[int, Field(ge=30, le=3600)] = 120
    host: Annotated[str, Field(max_length=200, pattern=LINE)] = ""
    note: Annotated[str, Field(max_length=500, pattern=LINE)] = ""
    lease_id: LeaseId | None = None


class LeasePath(Path):
    """One lease, by the id that its holder alone knows."""

    lease: Annotated[str, Field(max_length=100)]


class Nothing(Body):
    """A body without fields."""


@api.get("/leases")
def page() -> Response:
    """List who is training what now."""
    who = access.require(me(), "table")
    return rows(lease.page(deployment(), who))


@api.post("/leases")
def take(body: Claim) -> Response:
    """Take the lease on a model before training it; 200 without a lease if it is trained already."""
    here, who = deployment(), access.require(me(), "push")
    claim = lease.Claim(body.ttl_seconds, body.host, body.note, body.lease_id)
    model, taken = lease.take(here, who, _model(here, who, body), claim)
    return _told(model, taken, 201 if taken else 200)


@api.post("/leases/<lease>/heartbeat")
def renew(path: LeasePath, body: Nothing) -> Response:  # noqa: ARG001 - a body is asked for, as everywhere
    """Prolong a lease by its own length."""
    who = access.require(me(), "push")
    return _told(*lease.renew(deployment(), who, path.lease), 200)


@api.delete("/leases/<lease>")
def end(path: LeasePath) -> Response:
    """Give a lease up."""
    who = access.require(me(), "push")
    lease.end(deployment(), who, path.lease)
    return answer(None, 204)


def _model(here: Deployment, who: Principal, body: Claim) -> Model:
    if (body.args is None) == (body.id is None):
        raise Invalid("give args, or the id of a model: one of the two")
    if body.id is not None:
        return access.model(here.db, who, body.id, "write")
    wanted = manage.Wanted(body.args, body.dataset, body.architecture)  # type: ignore[arg-type]
    return manage.ensure(here.db, who, wanted, policy())[0]


def _told(model: Model, taken: Lease | None, status: int) -> Response:
    told: dict[str, Any] = {
        "state": model.state,
        "model": wire(model),
        "lease": wire(taken) if taken else None,
    }
    return answer(told, status)
