"""/models: the projection table, and making, reading, changing and deleting one model."""

from __future__ import annotations

from typing import Annotated

from flask import Response
from flask_openapi3 import APIBlueprint
from pydantic import Field

from modelbase.entities import PARTS, Model, Strict, wire
from modelbase.server import access
from modelbase.server.api.context import (
    ModelPath,
    answer,
    deployment,
    me,
    model_of,
    policy,
    raw_json,
    revision,
)
from modelbase.server.database.models import models
from modelbase.server.models import manage, share
from modelbase.server.relations import lineage
from modelbase.server.table import table
from modelbase.server.trash import trash

api = APIBlueprint("models", __name__, url_prefix="/api/v1")


class SeenAs(Strict):
    """For an Admin: as whom to see the model, `stranger` or `share:<id>`."""

    as_: Annotated[str | None, Field(alias="as", max_length=110)] = None


class ModelDeletion(Strict):
    """Whether to delete a model that is aliased, public or a parent all the same."""

    force: bool = False


@api.get("/models")
def page(query: table.TableRequest) -> Response:
    """Return one page of the table: only the asked columns travel."""
    return answer(table.page(deployment(), access.require(me(), "table"), query))


@api.post("/models", responses={201: Model, 200: Model})
def ensure(body: manage.NewModel) -> Response:
    """Make sure that a model of these args exists."""
    model, made = manage.ensure(deployment().db, access.require(me(), "push"), body, policy())
    return answer(model, 201 if made else 200)


@api.get("/models/<model:ref>", responses={200: Model})
def read(path: ModelPath, query: SeenAs) -> Response:
    """Return one model with its args as given and its README, or what was shared of it."""
    here = deployment()
    who = share.seen_as(here, me(), path.ref, query.as_)
    model = access.model(here.db, who, path.ref, "read")
    args, readme = models.args_and_readme(here.db, model.key)
    children = models.children(here.db, model.id, access.readable(access.narrowed(who, "card")))
    parents = [wire(parent) for parent in lineage.shown_parents(here.db, who, model)]
    warnings = lineage.warnings(here.db, access.narrowed(who, "card"), model)
    body = wire(model, children=children, readme=readme, parents=parents, warnings=warnings)
    seen = access.sees(who, model)
    shown = access.cut(body | {"args": raw_json(args)}, seen)
    return answer(shown | {"sees": [part for part in PARTS if part in seen]}, headers=_etag(model))


@api.patch("/models/<model:ref>", responses={200: Model})
def change(path: ModelPath, body: manage.ModelChange) -> Response:
    """Set the named fields of a model."""
    here, who, model = model_of(path.ref, "write")
    changed = manage.change(here.db, who, model, body, revision())
    _, readme = models.args_and_readme(here.db, changed.key)
    return answer(wire(changed, readme=readme), headers=_etag(changed))


@api.delete("/models/<model:ref>")
def delete(path: ModelPath, query: ModelDeletion) -> Response:
    """Move a model with all its checkpoints to the trash, unless it is in use."""
    here, who, model = model_of(path.ref, "delete")
    return answer(trash.model(here, who, model, query.force))


def _etag(model: Model) -> dict[str, str]:
    return {"ETag": f'"{model.revision}"'}
