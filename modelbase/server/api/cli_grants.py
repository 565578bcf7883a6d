"""/cli-grants: a command line asks for a token, a person in a browser grants it, and the command line fetches it."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from flask import Response, g
from flask_openapi3 import APIBlueprint
from pydantic import Field

from modelbase.entities import Strict, Token
from modelbase.server.api import session
from modelbase.server.api.context import answer, deployment, me
from modelbase.server.signin import grant

api = APIBlueprint("cli_grants", __name__, url_prefix="/api/v1")
WITHOUT_SIGN_IN = frozenset({"cli_grants.wait", "cli_grants.exchange"})
Challenge = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{43}$")]
Name = Annotated[str, Field(min_length=1, max_length=200)]


class LocalGrantRequest(Strict):
    """A command line on the machine of the browser: it listens on `port` of 127.0.0.1 and knows `state`."""

    challenge: Challenge
    port: Annotated[int, Field(ge=1024, le=65535)]
    state: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{16,100}$")]
    name: Name


class RemoteGrantRequest(Strict):
    """A command line where no browser is."""

    challenge: Challenge
    name: Name


class GrantAnswer(Strict):
    """What the person says."""

    allow: bool


class GrantProof(Strict):
    """What the command line got, and the PKCE verifier that proves that it is the one that asked."""

    grant: Annotated[str, Field(min_length=1, max_length=200)]
    verifier: Annotated[str, Field(pattern=r"^[A-Za-z0-9._~-]{43,128}$")]


class CodePath(Strict):
    """The code that a person types."""

    code: Annotated[str, Field(max_length=40)]


@api.post("/cli-grants")
def allow_here(body: LocalGrantRequest) -> Response:
    """Grant a token to a command line on this machine; answer with the address on this machine to go to."""
    code = grant.allow_here(deployment(), me(), body.challenge, body.name)
    query = urlencode({"code": code, "state": body.state})
    return answer({"url": f"http://127.0.0.1:{body.port}/?{query}"}, 201)


@api.post("/cli-grants/codes")
def wait(body: RemoteGrantRequest) -> Response:
    """Begin to wait until a person types the code, at the address in the answer, in a browser anywhere."""
    here = deployment()
    waiting = grant.wait(here, body.challenge, body.name, g.get("address", ""))
    shown = {"code": waiting.code, "grant": waiting.key, "expires_at": waiting.expires_at}
    return answer({**shown, "url": f"{here.settings.url}/cli", "interval": grant.INTERVAL}, 201)


@api.get("/cli-grants/codes/<code>")
def about(path: CodePath) -> Response:
    """Say which command line waits for a code."""
    found = grant.about(deployment(), me(), path.code)
    return answer({"name": found.name, "address": found.address, "expires_at": found.expires_at})


@api.post("/cli-grants/codes/<code>")
def decide(path: CodePath, body: GrantAnswer) -> Response:
    """Grant a token to the command line of a code, or refuse."""
    grant.answer(deployment(), me(), path.code, body.allow)
    return answer(None, 204)


@api.post("/cli-grants/exchange", responses={201: Token})
def exchange(body: GrantProof) -> Response:
    """Fetch the token, once; 202 while it has not been granted."""
    token = grant.exchange(deployment(), body.grant, body.verifier, session.origin())
    return answer({"state": "waiting"}, 202) if token is None else answer(token, 201)
