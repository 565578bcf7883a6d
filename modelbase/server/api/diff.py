"""GET and POST /diff: what differs between 2 to 200 models. POST is the same read for what no address can hold."""

from __future__ import annotations

from typing import Any, Literal

from flask import Response
from flask_openapi3 import APIBlueprint
from pydantic import BaseModel

from modelbase.comparison.result import Change
from modelbase.entities import PARTS, Note, State
from modelbase.server import access
from modelbase.server.api.context import answer, deployment, me
from modelbase.server.relations import compare_models
from modelbase.server.relations.compare_models import DiffRequest

api = APIBlueprint("diff", __name__, url_prefix="/api/v1")


class DiffCell(BaseModel):
    """The value of one model at one key; `delta` and `ratio` where both are numbers."""

    state: Literal["value", "missing"]
    change: Change
    value: Any = None
    delta: float | None = None
    ratio: float | None = None


class DiffRow(BaseModel):
    """One key, and a cell for each model."""

    section: str
    key: str
    status: Change
    cells: list[DiffCell]


class DiffCount(BaseModel):
    """How many keys of a section differ."""

    different: int
    total: int


class DiffModel(BaseModel):
    """What a heading shows of a model."""

    id: str
    title: str
    state: State
    note: Note | None


class Diff(BaseModel):
    """The answer; `base` is a position in `ids`."""

    ids: list[str]
    base: int
    equal: bool
    counts: dict[str, DiffCount]
    models: list[DiffModel]
    rows: list[DiffRow]


@api.get("/diff", responses={200: Diff})
def diff(query: DiffRequest) -> Response:
    """Compare models: args, metrics, metadata, files and README; differences only unless `all`."""
    return _compared(query)


@api.post("/diff", responses={200: Diff})
def diff_of_many(body: DiffRequest) -> Response:
    """Compare models, named in a body: 200 long IDs do not fit into an address. Changes nothing."""
    return _compared(body)


def _compared(asked: DiffRequest) -> Response:
    return answer(compare_models.compare(deployment(), access.narrowed(me(), *PARTS), asked))
