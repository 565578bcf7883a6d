"""GET /diff: what differs between 2 to 200 models."""

from __future__ import annotations

from typing import Annotated

from flask import Response
from flask_openapi3 import APIBlueprint
from pydantic import Field

from modelbase.server import access, compare_models
from modelbase.server.api.context import Query, answer, house, me

api = APIBlueprint("diff", __name__, url_prefix="/api/v1")


Globs = Annotated[list[str], Field(max_length=100)]


class Compared(Query):
    """Which models, against which base, and which rows."""

    id: Annotated[list[str], Field(min_length=2, max_length=200)]
    base: str | None = None
    all: bool = False
    only: Globs = Field(default_factory=list)
    ignore: Globs = Field(default_factory=list)


@api.get("/diff")
def diff(query: Compared) -> Response:
    """Compare models: args, metrics, metadata and files; differences only unless `all`."""
    who = access.narrowed(me(), "card", "args", "weights")
    rows = compare_models.Rows(everything=query.all, only=tuple(query.only), ignore=tuple(query.ignore))
    return answer(compare_models.compare(house(), who, query.id, query.base, rows))
