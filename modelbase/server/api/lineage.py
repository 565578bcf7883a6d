"""/models/<ref>/lineage and /parents: the graph around a model, and its edges."""

from __future__ import annotations

from typing import Annotated, Literal

from flask import Response
from flask_openapi3 import APIBlueprint
from pydantic import Field

from modelbase.entities import Entity, Kind, Model, Note, Parent, Strict
from modelbase.server import access
from modelbase.server.api.context import ModelPath, answer, model_of, policy
from modelbase.server.relations import lineage

api = APIBlueprint("lineage", __name__, url_prefix="/api/v1")


class LineageNode(Entity):
    """A model of the graph; one that was deleted stays, with the state `deleted`."""

    id: str
    title: str
    state: Literal["new", "training", "interrupted", "failed", "trained", "deleted"]
    note: Note | None


class LineageEdge(Entity):
    """Which model is the parent of which, how, and in how many args they differ; null where one of them is deleted."""

    from_: Annotated[str, Field(alias="from")]
    to: str
    kind: Kind
    differing: int | None


class Cut(Entity):
    """Whether there are more models each way."""

    up: bool
    down: bool


class Lineage(Entity):
    """The graph around a model."""

    id: str
    nodes: list[LineageNode]
    edges: list[LineageEdge]
    cut: Cut


class NewParent(Strict):
    """A parent of the model, and the kind of the edge."""

    id: Annotated[str, Field(max_length=300)]
    kind: Kind | None = None  # None keeps the kind of an edge that is there; a new one is finetuned


class ParentPath(ModelPath):
    """An edge of a model, by the parent's ID."""

    parent: Annotated[str, Field(max_length=300)]


@api.get("/models/<model:ref>/lineage", responses={200: Lineage})
def read(path: ModelPath, query: lineage.LineageRequest) -> Response:
    """Return the ancestors and descendants of a model, and the edges between them."""
    here, who, model = model_of(path.ref, "read", "card", "args")
    return answer(lineage.lineage(here.db, who, model, policy(), query))


@api.post("/models/<model:ref>/parents", responses={200: Model})
def add(path: ModelPath, body: NewParent) -> Response:
    """Add an edge to a parent, or change its kind."""
    here, who, model = model_of(path.ref, "write")
    parent = access.model(here.db, who, body.id, "read")
    there = next((each for each in model.parents if each.id == parent.id), Parent(id=parent.id))
    return answer(lineage.add_parent(here.db, who, model, Parent(id=parent.id, kind=body.kind or there.kind)))


@api.delete("/models/<model:ref>/parents/<model:parent>", responses={200: Model})
def remove(path: ParentPath) -> Response:
    """Remove an edge to a parent."""
    here, who, model = model_of(path.ref, "write")
    return answer(lineage.remove_parent(here.db, who, model, path.parent))
