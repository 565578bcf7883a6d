"""Before and after each request of the API: where it comes from, how much it may ask, and what was shared with it.

The cookies of opened share links are read and set here alone. Who is asking, identify.py says; this adds to it.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from flask import Request, Response, current_app, request

from modelbase.errors import SignInRequired
from modelbase.server.access import Principal
from modelbase.server.api import arrival
from modelbase.server.api.limits import Limiter, client_address
from modelbase.server.api.session import put
from modelbase.server.deployment import Deployment
from modelbase.server.models import share
from modelbase.server.settings import Settings
from modelbase.server.signin import identify
from modelbase.server.signin.encryption import decrypt, encrypt
from modelbase.server.signin.sessions import cookies

HEADER = "X-Modelbase-Share"
LINKS = "opened share links"  # what the key that encrypts their cookie is for
LINKS_SECONDS = 12 * 3600
MOST_LINKS = 10  # that one browser keeps open
GUESSED = frozenset({"session.start", "session.renew", "sign_in.first", "shares.open", "cli_grants.exchange"})


def address(settings: Settings, asking: Request) -> str:
    """Return from which address a request comes."""
    forwarded = asking.headers.get("X-Forwarded-For", "")  # WSGI has joined several of them
    return client_address(asking.remote_addr or "", forwarded, settings.trusted_proxies)


def who_asks(
    identifier: identify.Identifier, limits: Limiter, jwt: str | None, here: tuple[Request, Any]
) -> identify.Identified:
    """Return who is asking; refuse a guess from an address that brought too many wrong tokens, links or codes.

    A token that is good is no guess: one job with a wrong token stops no other of its address.
    """
    asking, state = here
    state.credential = _credential(asking)
    if state.credential is not None and (HEADER in asking.headers or asking.endpoint in GUESSED):
        limits.before_guess(state.address, state.credential)
    try:
        return identifier.identify(asking.headers.get("Authorization"), jwt)
    except SignInRequired:
        if state.credential is not None:
            limits.before_guess(state.address, state.credential)
        raise


def known(
    deployment: Deployment, limits: Limiter, who: Principal | None, here: tuple[Request, Any]
) -> Principal | None:
    """Return who is asking, with what was shared with them and where they ask from; count the request."""
    asking, state = here
    found = share.held(deployment, who, asking.headers.get(HEADER), opened(deployment.settings, asking))
    if found is not None:
        found = found.asking_from(state.address, state.request_id)
    key = found and (found.token_id or found.user_id)
    limits.request(key or None, state.address)
    return found


def let_in(settings: Settings, limits: Limiter, here: tuple[Request, Any], kind: str) -> None:
    """Note where a request comes from and check what is known before its person is: how often, and for which host.

    Kinds of routes: a `probe` may name an address as host, a `costly` page makes the server ask others and counts as a
    request to the API. Every page, file and probe is counted, whatever the answer.
    """
    asking, state = here
    state.address = address(settings, asking)
    if not asking.path.startswith("/api/v1/"):
        limits.page(state.address, kind == "probe")
        if kind == "costly":
            limits.request(None, state.address)
    for host in arrival.hosts(asking.environ):
        identify.check_host(settings, host, kind == "probe")


def count_guess(limits: Limiter, response: Response, state: Any) -> None:
    """Count the credential of a finished request as right or wrong."""
    credential = state.get("credential")
    if credential is None or response.status_code == 429:
        return
    unknown = request.endpoint in GUESSED or state.get("who") is None
    limits.after_guess(state.address, credential, response.status_code != 401 or not unknown)


def opened(settings: Settings, asking: Request) -> list[str]:
    """Return the ids of the links that this browser opened lately; whether they still hold is looked up each time."""
    text = asking.cookies.get(_cookie(settings))
    kept = decrypt(settings, LINKS, text, LINKS_SECONDS) if text else None
    return [str(each) for each in kept["shares"]] if kept else []


def keep_open(response: Response, share_id: str) -> None:
    """Let this browser hold a link for twelve hours, by a cookie that names it and cannot be made by others."""
    settings: Settings = current_app.extensions["modelbase"].settings
    others = [each for each in opened(settings, request) if each != share_id]
    ids = [*others[-MOST_LINKS + 1 :], share_id]
    put(response, settings, _cookie(settings), (encrypt(settings, LINKS, {"shares": ids}), LINKS_SECONDS))


def _cookie(settings: Settings) -> str:
    return f"{cookies(settings).session}-shares"


def _credential(asking: Request) -> str | None:
    """Return the hash of the credential that this request brings, or None if it brings none that can be guessed."""
    texts = [asking.headers.get(name, "") for name in ("Authorization", HEADER)]
    if asking.endpoint in GUESSED:
        texts.append(asking.get_data(cache=True, as_text=True)[:500])
    given = "\n".join(texts).strip()
    return sha256(given.encode()).hexdigest() if given else None
