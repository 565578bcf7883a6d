"""/session and /sessions: signing a browser in with a one-time code, keeping it signed in, and out; its cookies.

The cookies are set and read here alone: the session's JWT for all paths, the renewal secret for /api/v1/session only.
"""

from __future__ import annotations

from typing import Annotated

from flask import Request, Response, g, request
from flask_openapi3 import APIBlueprint
from pydantic import Field

from modelbase.entities import Strict, unseen
from modelbase.errors import NotFound, SignInRequired
from modelbase.server import access
from modelbase.server.api.context import answer, deployment, me, rows
from modelbase.server.database.people import sessions as stored
from modelbase.server.settings import Settings
from modelbase.server.signin import sessions, sign_in, tokens
from modelbase.server.signin.sessions import Origin, SignedIn
from modelbase.server.signin.tokens import text_hash

api = APIBlueprint("session", __name__, url_prefix="/api/v1")
RENEWAL_PATH = "/api/v1/session"
WITHOUT_SIGN_IN = frozenset({"session.start", "session.renew", "session.end"})


class SignInCode(Strict):
    """A one-time code: that of a printed sign-in URL, or that for the first Admin."""

    code: Annotated[str, Field(min_length=1, max_length=200)]


class SessionPath(Strict):
    """One session."""

    session: Annotated[str, Field(max_length=100)]


@api.post("/session")
def start(body: SignInCode) -> Response:
    """Sign this browser in; the code works once."""
    return signed_in(answer(None, 204), sign_in.by_code(deployment(), body.code, origin()))


@api.post("/session/renew")
def renew() -> Response:
    """Bring an idle browser's session back by its renewal cookie, which is replaced."""
    here = deployment()
    cookie = request.cookies.get(sessions.cookies(here.settings).renewal, "")
    found = sessions.renew(here, cookie) if cookie else None
    if found is None:
        raise SignInRequired(access.SIGN_IN)
    return set_cookies(answer(None, 204), here.settings, found)


@api.post("/session/codes")
def make_code() -> Response:
    """Make a one-time sign-in code for yourself, so that `modelbase open` can sign a browser in."""
    here = deployment()
    who = access.require(me(), "codes")
    if here.settings.sign_in != "local":
        raise NotFound("sign-in codes are for the single-user server only; sign in with GitHub")
    return answer({"code": sign_in.make_code(here.db, who.user_id)}, 201)


@api.delete("/session")
def end() -> Response:
    """Sign this browser out; by token: revoke this very token."""
    here, who = deployment(), me()
    if who is not None and who.token_id is not None:
        tokens.revoke(here.db, who, who.token_id)
        return answer(None, 204)
    end_present()
    return clear_cookies(answer(None, 204), here.settings)


@api.get("/sessions")
def page() -> Response:
    """List the browsers in which you are signed in."""
    who = access.require(me(), "tokens")
    return rows(stored.page(deployment().db, who.user_id, text_hash(who.session_id or "")))


@api.delete("/sessions")
def end_all() -> Response:
    """Sign out everywhere: every browser, this one too. Tokens stay."""
    here, who = deployment(), access.require(me(), "tokens")
    sessions.end_all(here, who.user_id)
    return clear_cookies(answer(None, 204), here.settings)


@api.delete("/sessions/<session>")
def end_one(path: SessionPath) -> Response:
    """Sign out one of your own browsers."""
    stored.delete_one(deployment().db, access.require(me(), "tokens").user_id, path.session)
    return answer(None, 204)


def jwt_of(asking: Request, settings: Settings) -> str | None:
    """Return the session cookie; of two by that name one may be an attacker's, so neither counts."""
    found = asking.cookies.getlist(sessions.cookies(settings).session)
    return found[0] if len(found) == 1 else None


def has_cookie(asking: Request, settings: Settings) -> bool:
    """Say whether a request has any cookie that may sign it in."""
    names = sessions.cookies(settings)
    return names.session in asking.cookies or names.renewal in asking.cookies


def origin() -> Origin:
    """Return where this sign-in comes from."""
    agent = "".join(mark for mark in request.headers.get("User-Agent", "")[:1000] if unseen(mark) is None)
    return Origin(agent, g.get("address", ""), g.get("request_id", ""))


def signed_in(response: Response, fresh: SignedIn) -> Response:
    """Return an answer with a new session's cookies, and end the session that this browser came with (fixation)."""
    end_present()
    return set_cookies(response, deployment().settings, fresh)


def end_present() -> None:
    """End the session that this browser's cookies stand for, if any."""
    here = deployment()
    jwt = jwt_of(request, here.settings)
    found = sessions.read(here, jwt) if jwt else None
    if found is not None:
        sessions.end(here, found.session_id)
    renewal = request.cookies.get(sessions.cookies(here.settings).renewal)
    if renewal:
        sessions.end_renewal(here, renewal)


def set_cookies(response: Response, settings: Settings, found: SignedIn) -> Response:
    """Return an answer with what is fresh of a session in its cookies: HttpOnly, SameSite=Lax, Secure over https."""
    names = sessions.cookies(settings)
    g.renewed = None
    if found.jwt is not None:
        put(response, settings, names.session, (found.jwt, int(sessions.JWT_LIFE.total_seconds())))
    if found.renewal is not None:
        kept = (found.renewal, int(sessions.SESSION_LIFE.total_seconds()))
        put(response, settings, names.renewal, kept, RENEWAL_PATH)
    return response


def clear_cookies(response: Response, settings: Settings) -> Response:
    """Return an answer that removes a session's cookies."""
    g.renewed = None
    names = sessions.cookies(settings)
    put(response, settings, names.session, ("", 0))
    put(response, settings, names.renewal, ("", 0), RENEWAL_PATH)
    return response


def put(response: Response, settings: Settings, name: str, value: tuple[str, int], path: str = "/") -> None:
    """Set one cookie, for a path below the public address, to a text for so many seconds; 0 seconds removes it."""
    text, seconds = value
    below = settings.path + path if path != "/" else settings.path or "/"
    response.set_cookie(
        name, text, max_age=seconds, path=below, httponly=True, samesite="Lax", secure=settings.secure
    )
