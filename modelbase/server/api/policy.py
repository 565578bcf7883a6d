"""GET /policy: the identity rules in force."""

from __future__ import annotations

from flask import Response
from flask_openapi3 import APIBlueprint

from modelbase.identity import DEFAULT_POLICY
from modelbase.server import access
from modelbase.server.api.context import answer, me

api = APIBlueprint("policy", __name__, url_prefix="/api/v1")


@api.get("/policy")
def read() -> Response:
    """Return the policy by which this server makes IDs."""
    access.require(me(), "policy_read")
    return answer(DEFAULT_POLICY.to_dict())
