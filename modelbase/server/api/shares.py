"""Shares: what opens one model to people outside, for Admins, and what was shared with oneself."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Literal

from flask import Response
from flask_openapi3 import APIBlueprint
from pydantic import Field

from modelbase.entities import PARTS, Part, Share
from modelbase.server import access
from modelbase.server.api import visitor
from modelbase.server.api.context import Body, ModelPath, Query, answer, deployment, me, rows
from modelbase.server.database.models import shares as stored
from modelbase.server.models import share

api = APIBlueprint("shares", __name__, url_prefix="/api/v1")

WITHOUT_SIGN_IN = frozenset({"shares.open"})
ROOT = "/models/<model:ref>/shares"


class NewShare(Body):
    """Whom to open a model to, which parts of it, and for how long."""

    kind: Literal["public", "login", "link"]
    login: Annotated[str, Field(max_length=100)] | None = None
    sees: Annotated[tuple[Part, ...], Field(max_length=10)] = PARTS
    expires_in_hours: Annotated[int, Field(ge=1, le=87_600)] | None = None


class Link(Body):
    """The secret of a link."""

    secret: Annotated[str, Field(min_length=1, max_length=200)]


class SharePath(ModelPath):
    """One share of a model."""

    share: Annotated[str, Field(max_length=100)]


class Page(Query):
    """Which shares of all."""

    limit: Annotated[int, Field(ge=1, le=1000)] = 100
    after: Annotated[str, Field(max_length=100)] | None = None


@api.get(ROOT)
def page_of_model(path: ModelPath) -> Response:
    """List what opens a model."""
    here = deployment()
    return rows(share.page(here.db, access.model(here.db, me(), path.ref, "share")))


@api.post(ROOT, responses={201: Share, 200: Share})
def create(path: ModelPath, body: NewShare) -> Response:
    """Open a model; the secret of a link is shown this once."""
    here, who = deployment(), access.known(me())
    model = access.model(here.db, who, path.ref, "share")
    life = timedelta(hours=body.expires_in_hours) if body.expires_in_hours else None
    sees = tuple(part for part in PARTS if part in body.sees)
    made, new = share.create(here, who, model, share.Wanted(body.kind, sees, body.login, life))
    return answer(made, 201 if new else 200)


@api.delete(f"{ROOT}/<share>")
def revoke(path: SharePath) -> Response:
    """Close a share."""
    here, who = deployment(), access.known(me())
    share.revoke(here, who, access.model(here.db, who, path.ref, "share"), path.share)
    return answer(None, 204)


@api.get("/shares")
def page(query: Page) -> Response:
    """List the grants and links of all models."""
    access.require(me(), "shares")
    found = stored.page(deployment().db, None, query.after, query.limit + 1)
    shown = found[: query.limit]
    return rows(shown, shown[-1].id if len(found) > query.limit else None)


@api.get("/shares/mine")
def mine() -> Response:
    """List the models that were shared with oneself, as one sees them."""
    return answer({"rows": share.mine(deployment().db, access.known(me())), "next": None})


@api.post("/shares/open")
def open(body: Link) -> Response:  # noqa: A001 - the name of the route
    """Let this browser read what a link opens, for twelve hours or as long as the link holds."""
    found = share.find_link(deployment().db, body.secret)
    response = answer({"model": found.model, "sees": found.sees, "expires_at": found.expires_at})
    visitor.keep_open(response, found.id)
    return response
