"""Shares: what opens one model to people outside, for Admins, and what was shared with the person who asks."""

from __future__ import annotations

from typing import Annotated

from flask import Response
from flask_openapi3 import APIBlueprint
from pydantic import Field

from modelbase.entities import Share, Strict
from modelbase.server import access
from modelbase.server.api import visitor
from modelbase.server.api.context import (
    ModelPath,
    PageRequest,
    answer,
    deployment,
    me,
    model_of,
    page_of,
    rows,
)
from modelbase.server.database.models import shares as stored
from modelbase.server.models import share

api = APIBlueprint("shares", __name__, url_prefix="/api/v1")

WITHOUT_SIGN_IN = frozenset({"shares.open"})
ROOT = "/models/<model:ref>/shares"


class LinkSecret(Strict):
    """The secret of a link."""

    secret: Annotated[str, Field(min_length=1, max_length=200)]


class SharePath(ModelPath):
    """One share of a model."""

    share: Annotated[str, Field(max_length=100)]


@api.get(ROOT)
def page_of_model(path: ModelPath) -> Response:
    """List what opens a model."""
    here, _, model = model_of(path.ref, "share")
    return rows(share.page(here.db, model))


@api.post(ROOT, responses={201: Share, 200: Share})
def create(path: ModelPath, body: share.NewShare) -> Response:
    """Open a model; the secret of a link is shown this once."""
    here, who, model = model_of(path.ref, "share")
    made, new = share.create(here, who, model, body)
    return answer(made, 201 if new else 200)


@api.delete(f"{ROOT}/<share>")
def revoke(path: SharePath) -> Response:
    """Close a share."""
    here, who, model = model_of(path.ref, "share")
    share.revoke(here, who, model, path.share)
    return answer(None, 204)


@api.get("/shares")
def page(query: PageRequest) -> Response:
    """List the grants and links of all models."""
    access.require(me(), "shares")
    return page_of(stored.page(deployment().db, None, query.after, query.limit + 1), query)


@api.get("/shares/mine")
def mine() -> Response:
    """List the models that were shared with you, as you see them."""
    return answer({"rows": share.mine(deployment().db, access.known(me())), "next": None})


@api.post("/shares/open")
def open(body: LinkSecret) -> Response:  # noqa: A001 - the name of the route
    """Let this browser read what a link opens, for twelve hours or as long as the link holds."""
    _, found = share.find_link(deployment().db, body.secret)
    response = answer({"model": found.model, "sees": found.sees, "expires_at": found.expires_at})
    visitor.keep_open(response, found.id)
    return response
