"""Aliases of models, and the note of a model."""

from __future__ import annotations

from typing import Annotated

from flask import Response
from flask_openapi3 import APIBlueprint
from pydantic import Field

from modelbase.entities import Alias, Model, Strict
from modelbase.server import access
from modelbase.server.api.context import ModelPath, PageRequest, answer, deployment, me, model_of, rows
from modelbase.server.models import alias, manage

api = APIBlueprint("aliases", __name__, url_prefix="/api/v1")

Text = Annotated[str, Field(max_length=100)]


class AliasPath(ModelPath):
    """An alias of a model."""

    alias: Text


class HistoryPath(Strict):
    """An alias inside its name."""

    dataset: Text
    architecture: Text
    alias: Text


class AliasesRequest(PageRequest):
    """Which aliases: those of one name, or all."""

    name: Annotated[str, Field(max_length=200)] = ""


@api.get("/aliases")
def page(query: AliasesRequest) -> Response:
    """List the aliases and where they point."""
    who = access.require(me(), "table")
    found, after = alias.page(deployment().db, who, query.name or None, query.after or "", query.limit)
    return rows(found, after)


@api.get("/aliases/<dataset>/<architecture>/<alias>", responses={200: Alias})
def history(path: HistoryPath) -> Response:
    """Return an alias with every move of it, latest first."""
    who = access.require(me(), "table")
    return answer(alias.get(deployment().db, who, f"{path.dataset}/{path.architecture}", path.alias))


@api.put("/models/<model:ref>/aliases/<alias>", responses={200: Alias})
def put(path: AliasPath, body: alias.AliasChange) -> Response:
    """Point an alias to a model, wherever it pointed before."""
    here, who, model = model_of(path.ref, "write")
    return answer(alias.put(here.db, who, model, path.alias, body))


@api.delete("/models/<model:ref>/aliases/<alias>")
def delete(path: AliasPath) -> Response:
    """Remove an alias; its history stays."""
    here, who, model = model_of(path.ref, "write")
    alias.remove(here.db, who, model, path.alias)
    return answer(None, 204)


@api.put("/models/<model:ref>/note", responses={200: Model})
def mark(path: ModelPath, body: manage.NewNote) -> Response:
    """Mark a model as good or bad, with a reason."""
    here, who, model = model_of(path.ref, "write")
    return answer(manage.mark(here.db, who, model, body))


@api.delete("/models/<model:ref>/note", responses={200: Model})
def unmark(path: ModelPath) -> Response:
    """Remove the note of a model."""
    here, who, model = model_of(path.ref, "write")
    return answer(manage.unmark(here.db, who, model))
