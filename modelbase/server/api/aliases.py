"""Aliases and notes: what people hang on a model beside its title and tags."""

from __future__ import annotations

from typing import Annotated, Literal

from flask import Response
from flask_openapi3 import APIBlueprint
from pydantic import Field, StrictBool

from modelbase.entities import Alias, Model
from modelbase.server import access
from modelbase.server.api.context import Body, ModelPath, Path, Query, answer, deployment, me, rows
from modelbase.server.models import alias, note

api = APIBlueprint("aliases", __name__, url_prefix="/api/v1")

Text = Annotated[str, Field(max_length=100)]


class AliasPath(ModelPath):
    """An alias of a model."""

    alias: Text


class HistoryPath(Path):
    """An alias inside its name."""

    dataset: Text
    architecture: Text
    alias: Text


class Pointing(Body):
    """How an alias should be; `expected` is the ID that it must point to now, null for none."""

    protected: StrictBool | None = None
    expected: Annotated[str, Field(max_length=300)] | None = None


class Page(Query):
    """Which aliases."""

    name: Annotated[str, Field(max_length=200)] = ""
    limit: Annotated[int, Field(ge=1, le=1000)] = 100
    after: Annotated[str, Field(max_length=300)] = ""


class NewNote(Body):
    """What somebody thinks of a model."""

    verdict: Literal["good", "bad"]
    reason: Annotated[str, Field(max_length=10_000)] = ""


@api.get("/aliases")
def page(query: Page) -> Response:
    """List the aliases and where they point."""
    who = access.require(me(), "table")
    found, after = alias.page(deployment().db, who, query.name or None, query.after, query.limit)
    return rows(found, after)


@api.get("/aliases/<dataset>/<architecture>/<alias>", responses={200: Alias})
def history(path: HistoryPath) -> Response:
    """Return an alias with every move of it, latest first."""
    who = access.require(me(), "table")
    return answer(alias.get(deployment().db, who, f"{path.dataset}/{path.architecture}", path.alias))


@api.put("/models/<model:ref>/aliases/<alias>", responses={200: Alias})
def put(path: AliasPath, body: Pointing) -> Response:
    """Let an alias point to a model, from wherever it pointed before."""
    here, who = deployment(), access.known(me())
    model = access.model(here.db, who, path.ref, "write")
    wanted = alias.Wanted(body.protected, "expected" in body.model_fields_set, body.expected)
    return answer(alias.put(here.db, who, model, path.alias, wanted))


@api.delete("/models/<model:ref>/aliases/<alias>")
def delete(path: AliasPath) -> Response:
    """Take an alias away; its history stays."""
    here, who = deployment(), access.known(me())
    alias.remove(here.db, who, access.model(here.db, who, path.ref, "write"), path.alias)
    return answer(None, 204)


@api.put("/models/<model:ref>/note", responses={200: Model})
def mark(path: ModelPath, body: NewNote) -> Response:
    """Mark a model as good or bad, with a reason."""
    here, who = deployment(), access.known(me())
    model = access.model(here.db, who, path.ref, "write")
    return answer(note.put(here.db, who, model, body.verdict, body.reason))


@api.delete("/models/<model:ref>/note", responses={200: Model})
def unmark(path: ModelPath) -> Response:
    """Take the note of a model away."""
    here, who = deployment(), access.known(me())
    return answer(note.remove(here.db, who, access.model(here.db, who, path.ref, "write")))
