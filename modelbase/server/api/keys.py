"""/keys: the key catalogue of args and metrics, and the distinct values of one key or field."""

from __future__ import annotations

from typing import Annotated

from flask import Response
from flask_openapi3 import APIBlueprint
from pydantic import AwareDatetime, Field

from modelbase.server import access
from modelbase.server.api.context import Path, Query, answer, deployment, me
from modelbase.server.table import table

api = APIBlueprint("keys", __name__, url_prefix="/api/v1")

Where = Annotated[str, Field(max_length=20_000)]


class Catalogue(Query):
    """Which keys: over which models, with which part in their text."""

    where: Where = ""
    search: Annotated[str, Field(max_length=1_000)] = ""
    varying: bool = False
    since: AwareDatetime | None = None
    limit: Annotated[int, Field(ge=1, le=10_000)] = 1_000
    after: Annotated[str, Field(max_length=20_000)] = ""


class OneKey(Path):
    """A dotted key, `args.optimizer.lr`, or a field."""

    key: Annotated[str, Field(max_length=10_000)]


class Over(Query):
    """Over which models, with which part in their text."""

    where: Where = ""
    search: Annotated[str, Field(max_length=1_000)] = ""


@api.get("/keys")
def catalogue(query: Catalogue) -> Response:
    """Return the keys of args and metrics over the models that match."""
    here = deployment()
    who = access.require(me(), "table")
    wanted = table.WantedKeys(query.where, query.search, query.varying, query.since, query.limit, query.after)
    return answer(table.catalogue(here, who, wanted))


@api.get("/keys/<path:key>/values")
def values(path: OneKey, query: Over) -> Response:
    """Return the distinct values of a key, each with its number of models."""
    here = deployment()
    who = access.require(me(), "table")
    return answer(table.values(here, who, path.key, query.where, query.search))
