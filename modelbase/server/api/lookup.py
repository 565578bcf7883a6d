"""POST /lookup: was this trained already? Answers from identity and one point read."""

from __future__ import annotations

from typing import Annotated, Any

from flask import Response
from flask_openapi3 import APIBlueprint
from pydantic import Field
from pydantic.json_schema import WithJsonSchema

from modelbase.entities import State, wire
from modelbase.identity.rawjson import GivenArgs
from modelbase.server import access
from modelbase.server.api.context import Body, answer, deployment, me, policy
from modelbase.server.models import lease, manage

api = APIBlueprint("lookup", __name__, url_prefix="/api/v1")

Args = Annotated[
    GivenArgs, WithJsonSchema({"type": "object", "description": "the training args, a JSON object"})
]
Slugged = Annotated[str, Field(min_length=1, max_length=500)]


class Recipe(Body):
    """Args, and the name where the args do not say it."""

    args: Args
    dataset: Slugged | None = None
    architecture: Slugged | None = None


@api.post("/lookup")
def look_up(body: Recipe) -> Response:
    """Say whether args were trained already, and under which ID."""
    here = deployment()
    who = access.require(me(), "table")
    wanted = manage.Wanted(body.args, body.dataset, body.architecture)
    rules = policy()
    identity, found = manage.look_up(here.db, who, wanted, rules)
    held = None
    if found and found.state is not State.TRAINED:  # a trained model has no lease
        held = lease.current(here, found)
        found = found.model_copy(update={"state": State.TRAINING if held else State.NEW})
    result: dict[str, Any] = {
        "id": found.id if found else identity.id,
        "name": identity.name,
        "digest": identity.digest,
        "family": identity.family,
        "state": found.state if found else "new",
        "model": wire(found) if found else None,
        "lease": wire(held) if held else None,
        "policy": rules.number,
    }
    return answer(result)
