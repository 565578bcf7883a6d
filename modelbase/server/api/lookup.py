"""POST /lookup: was this trained already? Answers from identity and one point read."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask_openapi3 import APIBlueprint

from modelbase.entities import State
from modelbase.identity import secrets
from modelbase.server import access
from modelbase.server.api.context import answer, deployment, me, policy
from modelbase.server.models import lease, manage

api = APIBlueprint("lookup", __name__, url_prefix="/api/v1")


@api.post("/lookup")
def look_up(body: manage.LookupRequest) -> Response:
    """Say whether args were trained already, and under which ID."""
    here = deployment()
    who = access.require(me(), "table")
    rules = policy()
    identity, found = manage.look_up(here.db, who, body, rules)
    held = lease.current(here, found) if found else None
    if found and found.state is not State.TRAINED:
        found = found.model_copy(update={"state": State.TRAINING if held else State.NEW})
    result: dict[str, Any] = {
        "id": found.id if found else identity.id,
        "name": identity.name,
        "digest": identity.digest,
        "family": identity.family,
        "state": found.state if found else "new",
        "model": found,
        "lease": held,
        "policy": rules.number,
    }
    if found is None:
        result["secrets"] = [vars(each) for each in secrets.find(body.args.tree)]
    return answer(result)
