"""Before and after each request of the API: where it comes from, how much it may ask, and what was shared with it.

The cookies of opened share links are read and set here alone. Who is asking, identify.py says; this adds to it.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from flask import Request, Response, current_app, g, request

from modelbase.server.access import Principal
from modelbase.server.api.limits import Limiter, client_address
from modelbase.server.api.session import put
from modelbase.server.deployment import Deployment
from modelbase.server.models import share
from modelbase.server.settings import Settings
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


def check_guessing(limits: Limiter, asking: Request, state: Any) -> None:
    """Refuse a request that brings a credential from an address which brought too many wrong ones."""
    state.credential = credential = _credential(asking)
    if credential is not None:
        limits.before_guess(state.address, credential)


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


def count_page(limits: Limiter, pages: frozenset[str]) -> None:
    """Count a request for one of these pages, which make the server ask others or send much."""
    if request.endpoint in pages:
        limits.request(None, g.address)


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
