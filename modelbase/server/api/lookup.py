"""POST /lookup and /lookups: was this trained already? Answers from identity and one point read for each recipe."""

from __future__ import annotations

from typing import Annotated, Any

from flask import Response
from flask_openapi3 import APIBlueprint
from pydantic import Field

from modelbase import deadline
from modelbase.entities import State, Strict
from modelbase.errors import Invalid
from modelbase.identity import secrets
from modelbase.identity.args import dumps, plain
from modelbase.identity.jsontext import GivenArgs
from modelbase.server import access
from modelbase.server.api.context import answer, deployment, me, policy
from modelbase.server.models import lease, manage
from modelbase.server.relations import near

MANY = 1_000  # recipes of one request

api = APIBlueprint("lookup", __name__, url_prefix="/api/v1")


class LookUp(manage.LookupRequest):
    """Args, and whether to say of new ones which model is nearest."""

    nearest: bool = False


class Recipe(Strict):
    """Args of which many are asked for at once."""

    args: dict[str, Any]
    dataset: manage.Slugged | None = None
    architecture: manage.Slugged | None = None
    also: manage.Also = ()


class LookUps(Strict):
    """Many recipes at once."""

    recipes: Annotated[list[Recipe], Field(min_length=1, max_length=MANY)]


@api.post("/lookup")
def look_up(body: LookUp) -> Response:
    """Say whether args were trained already, are being trained or were left unfinished, and under which ID."""
    return answer(_said(body, nearest=body.nearest))


@api.post("/lookups")
def look_up_many(body: LookUps) -> Response:
    """Say of many recipes whether they were trained already; one that is refused has its error in its place."""
    access.require(me(), "table")
    return answer({"rows": [_said_or_error(each) for each in deadline.paced(body.recipes, 1)]})


def _said_or_error(recipe: Recipe) -> dict[str, Any]:
    try:
        given = GivenArgs(dumps(recipe.args), plain(recipe.args))
        return _said(manage.LookupRequest.model_construct(**{**vars(recipe), "args": given}))
    except Invalid as error:
        if error.code == "query_limit":
            raise
        return {"error": {"code": error.code, "message": error.message, "details": error.details}}


def _said(body: manage.LookupRequest, *, nearest: bool = False) -> dict[str, Any]:
    """Return the answer for one recipe."""
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
        if nearest:
            base = near.of_args(body.args.tree, rules)
            result["nearest"] = near.nearest(here.db, who, base, identity.name, identity.family)
    return result
