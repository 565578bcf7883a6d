"""/tokens: your own API tokens."""

from __future__ import annotations

from typing import Annotated

from flask import Response
from flask_openapi3 import APIBlueprint
from pydantic import Field

from modelbase.entities import Strict, Token
from modelbase.server import access
from modelbase.server.api.context import answer, deployment, me, rows
from modelbase.server.database.people import tokens as stored
from modelbase.server.signin import tokens
from modelbase.server.signin.tokens import NewToken

api = APIBlueprint("tokens", __name__, url_prefix="/api/v1")


class TokenPath(Strict):
    """One token."""

    token: Annotated[str, Field(max_length=100)]


@api.get("/tokens")
def page() -> Response:
    """List your own tokens, without their texts."""
    who = access.require(me(), "tokens")
    return rows(stored.page(deployment().db, who.user_id))


@api.post("/tokens", responses={201: Token})
def create(body: NewToken) -> Response:
    """Make a token; its text is shown this once."""
    who = access.require(me(), "token_make")
    return answer(tokens.create(deployment().db, who, body), 201)


@api.delete("/tokens/<token>")
def delete(path: TokenPath) -> Response:
    """Revoke one of your own tokens."""
    tokens.revoke(deployment().db, access.require(me(), "tokens"), path.token)
    return answer(None, 204)
