"""/sign-in, /auth/start, /auth/callback: how people sign in here, and the way through the provider and back.

The two /auth pages are for browsers: they answer with redirects, not JSON, and end at a page of the app, which gets
the error code in `error` where it did not work. The callback's address comes from the settings, never from a request.
"""

from __future__ import annotations

from html import escape
from urllib.parse import urlencode

from flask import Response, request
from flask_openapi3 import APIBlueprint

from modelbase.errors import Invalid, ModelbaseError
from modelbase.server.api import session
from modelbase.server.api.context import answer, deployment
from modelbase.server.signin import sessions, sign_in

api = APIBlueprint("sign_in", __name__)
START = "/auth/start"
PAGES = frozenset({"sign_in.begin", "sign_in.finish"})
WITHOUT_SIGN_IN = frozenset({"sign_in.read", "sign_in.first"})
MOST_FLOWS = 4  # tabs of one browser that sign in at once; their cookies must fit into one header


@api.get("/api/v1/sign-in")
def read() -> Response:
    """Say how people sign in here, and at which address a browser begins."""
    settings = deployment().settings
    github = settings.sign_in == "github"
    return answer({"mode": settings.sign_in, "url": settings.path + START if github else None})


@api.post("/api/v1/sign-in/first")
def first(body: session.SignInCode) -> Response:
    """Take the code for the first Admin, which counts when this browser signs in next."""
    here = deployment()
    kept = sign_in.keep_first_code(here, body.code)
    response = answer({"mode": here.settings.sign_in, "url": here.settings.path + START})
    name = sessions.cookies(here.settings).first
    session.put(response, here.settings, name, (kept, sign_in.FLOW_SECONDS))
    return response


@api.get(START, doc_ui=False)
def begin() -> Response:
    """Send the browser to the provider, with a cookie that only its own return can use."""
    here = deployment()
    wish = request.args.get("next", "")
    if (
        request.host.lower() != here.settings.host.lower()
    ):  # another name of this machine: cookies are per name
        return _to(f"{here.settings.url}{START}?{urlencode({'next': wish})}")
    begun = sign_in.begin(here, wish)
    response = _to(begun.address)
    prefix = sessions.cookies(here.settings).flow
    flows = [name for name in request.cookies if name.startswith(prefix)]
    for name in flows if len(flows) >= MOST_FLOWS else ():
        session.put(response, here.settings, name, ("", 0))
    session.put(response, here.settings, prefix + begun.flow, (begun.cookie, sign_in.FLOW_SECONDS))
    return response


@api.get("/auth/callback", doc_ui=False)
def finish() -> Response:
    """Finish the sign-in that this browser began: a session, and a redirect to the page it asked for."""
    if request.method != "GET":
        raise Invalid("a sign-in ends by GET", "sign_in_state")
    here = deployment()
    names = sessions.cookies(here.settings)
    back = {name: request.args[name] for name in ("state", "code", "error") if name in request.args}
    flow, kept = request.cookies.get(_flow_cookie(), ""), request.cookies.get(names.first)
    fresh, target = sign_in.finish(here, back, sign_in.BrowserCookies(flow, kept), session.origin())
    response = session.signed_in(_to(here.settings.path + target), fresh)
    session.put(response, here.settings, _flow_cookie(), ("", 0))
    if kept is not None:
        session.put(response, here.settings, names.first, ("", 0))
    return response


def landing(error: ModelbaseError) -> Response:
    """Return the way to the app's sign-in page, which says what went wrong.

    A return that this browser did not ask for is 400 and goes there by itself; the rest are redirects.
    """
    target = f"{deployment().settings.path}/sign-in?{urlencode({'error': error.code})}"
    if error.code == "sign_in_state":
        response = Response(PAGE.format(escape(target), escape(error.message)), 400)
        response.headers["Cache-Control"] = "no-store"
    else:
        response = _to(target)
    if request.endpoint == "sign_in.finish":
        session.put(response, deployment().settings, _flow_cookie(), ("", 0))
    return response


PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Modelbase</title>
<meta http-equiv="refresh" content="0; url={0}"></head><body><p>{1}. <a href="{0}">Sign in</a></p></body></html>
"""


def _flow_cookie() -> str:
    return sessions.cookies(deployment().settings).flow + sign_in.flow_of(request.args.get("state", ""))


def _to(address: str) -> Response:
    return Response("", 303, headers={"Location": address, "Cache-Control": "no-store"})
