"""/session: signing a browser in with a one-time code, and out."""

from __future__ import annotations

from typing import Annotated

from flask import Response
from flask_openapi3 import APIBlueprint
from pydantic import Field

from modelbase.errors import NotFound
from modelbase.server import access, sign_in
from modelbase.server.api.context import Body, answer, house, me
from modelbase.server.settings import Settings

api = APIBlueprint("session", __name__, url_prefix="/api/v1")
COOKIE = "modelbase_session"
WITHOUT_SIGN_IN = frozenset({"session.start", "session.end", "openapi"})


class Code(Body):
    """The code of a printed sign-in URL."""

    code: Annotated[str, Field(min_length=1, max_length=200)]


@api.post("/session")
def start(body: Code) -> Response:
    """Sign this browser in; the code works once."""
    here = house()
    response = answer(None, 204)
    set_cookie(response, here.settings, sign_in.by_code(here, body.code))
    return response


@api.post("/session/codes")
def make_code() -> Response:
    """Make a one-time sign-in code for oneself, so that `modelbase open` can sign a browser in."""
    here = house()
    who = access.require(me(), "tokens")
    if here.settings.sign_in != "local":
        raise NotFound("sign-in codes are for the single-user server only; sign in with GitHub")
    return answer({"code": sign_in.make_code(here.db, who.user_id)}, 201)


@api.delete("/session")
def end() -> Response:
    """Sign this browser out."""
    who = me()
    if who is not None and who.session_id is not None:
        sign_in.end(house(), who.session_id)
    response = answer(None, 204)
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="Lax", secure=house().settings.secure)
    return response


def set_cookie(response: Response, settings: Settings, jwt: str) -> None:
    """Put the session's JWT into the cookie: HttpOnly, SameSite=Lax, Secure over https."""
    response.set_cookie(
        COOKIE,
        jwt,
        max_age=int(sign_in.SESSION_LIFE.total_seconds()),
        path="/",
        httponly=True,
        samesite="Lax",
        secure=settings.secure,
    )
