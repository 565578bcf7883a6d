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
    """Say whether args were trained already, are being trained or were left unfinished, and under which ID."""
    here = deployment()
    who = access.require(me(), "table")
    rules = policy()
    identity, found = manage.look_up(here.db, who, body, rules)
    found, held = lease.current(here, found) if found else (None, None)
    result: dict[str, Any] = {
        "id": found.id if found else identity.id,
        "name": identity.name,
        "digest": identity.digest,
        "family": identity.family,
        "state": found.state if found else State.NEW,
        "model": found,
        "lease": held,
        "resume": found.resume if found else None,
        "run": found.run if found else None,
        "policy": rules.number,
    }
    if found is None:
        result["secrets"] = [vars(each) for each in secrets.find(body.args.tree)]
    return answer(result)
