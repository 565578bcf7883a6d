"""/keys: the key catalogue of args and metrics, and the distinct values of one key or field."""

from __future__ import annotations

from typing import Annotated

from flask import Response
from flask_openapi3 import APIBlueprint
from pydantic import Field

from modelbase.entities import Strict
from modelbase.server import access
from modelbase.server.api.context import answer, deployment, me
from modelbase.server.table import table

api = APIBlueprint("keys", __name__, url_prefix="/api/v1")


class KeyPath(Strict):
    """A dotted key, `args.optimizer.lr`, or a field."""

    key: Annotated[str, Field(max_length=10_000)]


@api.get("/keys")
def catalogue(query: table.KeysRequest) -> Response:
    """Return the keys of args and metrics over the models that match."""
    return answer(table.catalogue(deployment(), access.require(me(), "table"), query))


@api.get("/keys/<path:key>/values")
def values(path: KeyPath, query: table.ValuesRequest) -> Response:
    """Return the distinct values of a key, each with its number of models."""
    return answer(table.values(deployment(), access.require(me(), "table"), path.key, query))
