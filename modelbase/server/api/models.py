"""/models: the projection table, and making, reading, changing and deleting one model."""

from __future__ import annotations

from typing import Annotated, Literal

from flask import Response
from flask_openapi3 import APIBlueprint
from pydantic import Field

from modelbase.entities import PARTS, Model, Parent, wire
from modelbase.server import access
from modelbase.server.api.context import (
    Body,
    ModelPath,
    Query,
    answer,
    deployment,
    me,
    policy,
    raw_json,
    revision,
)
from modelbase.server.api.lookup import Recipe
from modelbase.server.database.models import models
from modelbase.server.deployment import Deployment
from modelbase.server.models import manage, share
from modelbase.server.relations import lineage
from modelbase.server.table import table
from modelbase.server.trash import trash

api = APIBlueprint("models", __name__, url_prefix="/api/v1")

Text = Annotated[str, Field(max_length=2_000_000)]
Tags = Annotated[tuple[Annotated[str, Field(max_length=200)], ...], Field(max_length=200)]
Visibility = Literal["private", "public"]


class NewModel(Recipe):
    """A recipe and what its model starts with."""

    title: Text = ""
    readme: Text = ""
    tags: Tags = ()
    visibility: Visibility = "private"
    parents: tuple[Parent, ...] = ()


class Change(Body):
    """The fields to set; absent ones stay."""

    title: Text | None = None
    readme: Text | None = None
    tags: Tags | None = None
    add_tags: Tags | None = None
    remove_tags: Tags | None = None
    visibility: Visibility | None = None


class Seen(Query):
    """For an Admin: as whom to see the model, `stranger` or `share:<id>`."""

    as_: Annotated[str | None, Field(alias="as", max_length=110)] = None


class Deleting(Query):
    """Whether to delete a model that is aliased, public or a parent all the same."""

    force: bool = False


class Page(Query):
    """Which rows and columns of the table."""

    where: Annotated[str, Field(max_length=20_000)] = ""
    sort: Annotated[str, Field(max_length=10_000)] = ""
    columns: Annotated[str, Field(max_length=50_000)] = ""
    limit: Annotated[int, Field(ge=1, le=1000)] = 100
    offset: Annotated[int, Field(ge=0, le=10_000_000)] = 0
    after: Annotated[str, Field(max_length=20_000)] = ""
    total: bool = False


@api.get("/models")
def page(query: Page) -> Response:
    """Return one page of the table: only the asked columns travel."""
    here = deployment()
    who = access.require(me(), "table")
    wanted = table.Wanted(
        where=query.where,
        sort=query.sort,
        columns=query.columns,
        limit=query.limit,
        offset=query.offset,
        after=query.after,
        total=query.total,
    )
    return answer(table.page(here, who, wanted))


@api.post("/models", responses={201: Model, 200: Model})
def ensure(body: NewModel) -> Response:
    """Make sure that a model of these args exists."""
    here = deployment()
    who = access.require(me(), "push")
    wanted = manage.Wanted(
        body.args,
        body.dataset,
        body.architecture,
        body.title,
        body.readme,
        body.tags,
        body.visibility,
        body.parents,
    )
    model, made = manage.ensure(here.db, who, wanted, policy())
    return answer(model, 201 if made else 200)


@api.get("/models/<model:ref>", responses={200: Model})
def read(path: ModelPath, query: Seen) -> Response:
    """Return one model with its args as given and its README, or what was shared of it."""
    here = deployment()
    who = share.looking(here, me(), path.ref, query.as_)
    model = access.model(here.db, who, path.ref, "read")
    args, readme = models.args_and_readme(here.db, model.key)
    children = models.children(here.db, model.id, access.readable(who))
    parents = [wire(parent) for parent in lineage.shown_parents(here.db, who, model)]
    warnings = lineage.warnings(here.db, access.narrowed(who, "card"), model)
    body = wire(model, children=children, readme=readme, parents=parents, warnings=warnings)
    seen = access.sees(who, model)
    shown = access.cut(body | {"args": raw_json(args)}, seen)
    return answer(shown | {"sees": [part for part in PARTS if part in seen]}, headers=_etag(model))


@api.patch("/models/<model:ref>", responses={200: Model})
def change(path: ModelPath, body: Change) -> Response:
    """Set the named fields of a model."""
    here = deployment()
    who = access.known(me())
    model = access.model(here.db, who, path.ref, "write")
    wanted = body.model_dump(exclude_none=True)
    return _with_readme(here, manage.change(here.db, who, model, wanted, revision()))


@api.delete("/models/<model:ref>")
def delete(path: ModelPath, query: Deleting) -> Response:
    """Move a model with all its checkpoints to the trash, unless it is in use."""
    here = deployment()
    who = access.known(me())
    return answer(trash.model(here, who, access.model(here.db, who, path.ref, "delete"), query.force))


def _with_readme(here: Deployment, model: Model) -> Response:
    _, readme = models.args_and_readme(here.db, model.key)
    return answer(wire(model, readme=readme), headers=_etag(model))


def _etag(model: Model) -> dict[str, str]:
    return {"ETag": f'"{model.revision}"'}
