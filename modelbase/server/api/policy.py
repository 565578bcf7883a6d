"""/policy: the identity rules in force, those before, and changing them."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from flask import Response
from flask_openapi3 import APIBlueprint
from pydantic import Field

from modelbase.entities import Strict
from modelbase.identity import presets
from modelbase.identity.identity import DEFAULT_POLICY
from modelbase.server import access
from modelbase.server.api.context import answer, deployment, in_force, me, policy
from modelbase.server.database.models import policies as stored
from modelbase.server.models import policies

api = APIBlueprint("policy", __name__, url_prefix="/api/v1")


class PolicyRequest(Strict):
    """Which policy; without a number the one in force."""

    number: Annotated[int, Field(ge=1, le=1_000_000)] | None = None


@api.get("/policy")
def read(query: PolicyRequest) -> Response:
    """Return the policy by which this server makes IDs, or an earlier one."""
    access.require(me(), "policy_read")
    found = policy() if query.number is None else policies.get(deployment().db, query.number)
    return answer(found.to_dict())


@api.get("/policy/presets")
def listed_presets() -> Response:
    """List the presets: keys of a framework that change no weights, which an Admin may have ignored."""
    access.require(me(), "policy_read")
    return answer({"rows": [each.to_dict() for each in presets.PRESETS.values()], "next": None})


@api.put("/policy")
def change(query: policies.PolicyChange, body: policies.NewPolicy) -> Response:
    """Change the identity rules; 202 while the change is being worked out: ask again."""
    who = access.require(me(), "policy")
    outcome = policies.change(deployment(), who, body, query)
    in_force().forget()
    found = asdict(outcome) | {"policy": outcome.policy.to_dict()}
    return answer(found, 202 if outcome.state == "computing" else 200)


@api.get("/policies")
def page() -> Response:
    """List the policies there have been, newest first."""
    access.require(me(), "policy_read")
    kept = [(each.policy, each.created_by, each.created_at) for each in stored.page(deployment().db)]
    listed = [
        {"number": each.number, "created_by": by, "created_at": at}
        for each, by, at in (*kept, (DEFAULT_POLICY, None, None))
    ]
    return answer({"rows": listed, "next": None})
