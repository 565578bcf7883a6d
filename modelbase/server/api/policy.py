"""/policy: the identity rules in force, those before, and changing them."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from flask import Response
from flask_openapi3 import APIBlueprint
from pydantic import Field

from modelbase.identity.identity import DEFAULT_POLICY
from modelbase.server import access
from modelbase.server.api.context import Body, Query, answer, deployment, in_force, me, policy
from modelbase.server.database.models import policies as stored
from modelbase.server.models import policies

api = APIBlueprint("policy", __name__, url_prefix="/api/v1")

Keys = Annotated[list[str], Field(max_length=1_000)]


class Which(Query):
    """Which policy; without a number the one in force."""

    number: Annotated[int, Field(ge=1, le=1_000_000)] | None = None


class NewPolicy(Body):
    """A whole policy; `number` is that of the policy it was made from, to notice a change in between."""

    ignore: Keys
    seeds: Keys
    defaults: dict[str, Any]
    dataset_keys: Keys
    architecture_keys: Keys
    number: int | None = None


class How(Query):
    """Whether only to report, and whether models may fall together."""

    dry_run: bool = False
    accept_merge: bool = False


@api.get("/policy")
def read(query: Which) -> Response:
    """Return the policy by which this server makes IDs, or an earlier one."""
    access.require(me(), "policy_read")
    found = policy() if query.number is None else policies.get(deployment().db, query.number)
    return answer(found.to_dict())


@api.put("/policy")
def change(query: How, body: NewPolicy) -> Response:
    """Change the identity rules; 202 while the change is being worked out: ask again."""
    who = access.require(me(), "policy")
    data = body.model_dump(exclude_none=True)
    outcome = policies.change(deployment(), who, policies.Wanted(data, query.dry_run, query.accept_merge))
    in_force().forget()
    told = {
        "state": outcome.state,
        "policy": outcome.policy.to_dict(),
        "done": outcome.done,
        "total": outcome.total,
        "report": asdict(outcome.report) if outcome.report else None,
    }
    return answer(told, 202 if outcome.state == "computing" else 200)


@api.get("/policies")
def page() -> Response:
    """List the policies there have been, newest first."""
    access.require(me(), "policy_read")
    kept = stored.page(deployment().db)
    listed: list[dict[str, Any]] = [
        {"number": each.policy.number, "created_by": each.created_by, "created_at": each.created_at}
        for each in kept
    ]
    listed.append({"number": DEFAULT_POLICY.number, "created_by": None, "created_at": None})
    return answer({"rows": listed, "next": None})
