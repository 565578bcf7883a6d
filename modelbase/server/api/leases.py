"""/leases: ask before training, say that one is training, and see who trains what."""

from __future__ import annotations

from typing import Annotated

from flask import Response
from flask_openapi3 import APIBlueprint
from pydantic import Field

from modelbase.entities import Lease, Model, Run, Strict
from modelbase.errors import Invalid
from modelbase.server import access
from modelbase.server.api.context import answer, deployment, me, policy, rows
from modelbase.server.models import lease, manage

api = APIBlueprint("leases", __name__, url_prefix="/api/v1")


class LeasePath(Strict):
    """One lease, by the id that its holder alone knows."""

    lease: Annotated[str, Field(max_length=100)]


@api.get("/leases")
def page() -> Response:
    """List who is training what now."""
    return rows(lease.page(deployment(), access.require(me(), "table")))


@api.post("/leases")
def take(body: lease.LeaseRequest) -> Response:
    """Take the lease on a model before training it; 200 without a lease if it is trained already."""
    here, who = deployment(), access.require(me(), "push")
    if (body.args is None) == (body.id is None):
        raise Invalid("give args, or the id of a model: one of the two")
    if body.args is None:
        model = access.model(here.db, who, str(body.id), "write")
    else:
        given = body.model_dump(include={"args", "dataset", "architecture", "allow_secrets", "also"})
        new = manage.NewModel(**given | {"args": body.args})
        model, _ = manage.ensure(here.db, who, new, policy())
    taken = lease.take(here, who, model, body)
    more: dict[str, Run | None] = {"run": taken.run}
    return _answer(taken.model, taken.lease, 201 if taken.lease else 200, **more)


@api.post("/leases/<lease>/heartbeat")
def renew(path: LeasePath, body: lease.LeaseBeat) -> Response:
    """Prolong a lease by its own length, and say how far its run is."""
    return _answer(*lease.renew(deployment(), access.require(me(), "push"), path.lease, body))


@api.delete("/leases/<lease>")
def end(path: LeasePath) -> Response:
    """End a lease."""
    lease.end(deployment(), access.require(me(), "push"), path.lease)
    return answer(None, 204)


def _answer(model: Model, taken: Lease | None, status: int = 200, **more: Run | None) -> Response:
    body = {"state": model.state, "model": model, "lease": taken, "resume": model.resume}
    return answer(body | more, status)
