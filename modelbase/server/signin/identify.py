"""Who is asking: from the Authorization header or the session cookie to a Principal, and browser-request checks.

One way in for each kind: tokens as Bearer only, sessions as cookie only. Decides no rights (access.py does) and knows
no Flask: it gets plain strings.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import ip_address
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

from cachetools import TTLCache

from modelbase.entities import Token, User
from modelbase.errors import Forbidden, Invalid, SignInRequired
from modelbase.server.access import ANONYMOUS, Principal
from modelbase.server.database.models.models import now
from modelbase.server.database.people import tokens as stored
from modelbase.server.database.people import users
from modelbase.server.deployment import Deployment
from modelbase.server.settings import LOOPBACK, Settings
from modelbase.server.signin import roles, sessions
from modelbase.server.signin.sessions import SignedIn
from modelbase.server.signin.tokens import text_hash, well_formed

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
CACHE_SECONDS = 2.0  # how long a process may accept a token after its revocation


@dataclass(frozen=True)
class Identified:
    """Who is asking, and the fresh session JWT that the answer should carry, if any."""

    who: Principal | None
    renewed: SignedIn | None = None


class Identifier:
    """Identifies requests of one process; remembers tokens for two seconds so that a read costs no extra query."""

    def __init__(self, deployment: Deployment) -> None:
        self._deployment = deployment
        self._known: TTLCache[str, Principal] = TTLCache(10_000, CACHE_SECONDS, timer=_monotonic)
        self._lock = Lock()

    def identify(self, authorization: str | None, cookie: str | None) -> Identified:
        """Return who is asking; a bad token is an error, a bad cookie counts as none."""
        if authorization is not None:
            return Identified(self._by_token(authorization))
        if cookie:
            found = sessions.read(self._deployment, cookie)
            if found is not None:
                user = found.user
                who = Principal(user.id, user.login, user.role, "session", session_id=found.session_id)
                return Identified(who, found if found.jwt else None)
        return Identified(ANONYMOUS if self._deployment.settings.allow_anonymous else None)

    def _by_token(self, authorization: str) -> Principal:
        scheme, _, text = authorization.partition(" ")
        if scheme.lower() != "bearer" or not well_formed(text):
            raise SignInRequired("this is no Modelbase token (mb_…); `modelbase token create` makes one")
        key = text_hash(text)
        with self._lock:
            known = self._known.get(key)
        if known is None:
            known = self._look_up(key)
            with self._lock:
                self._known[key] = known
        return known

    def _look_up(self, key: str) -> Principal:
        held = stored.find(self._deployment.db, key)
        user = users.find(self._deployment.db, held.user_id) if held else None
        why = roles.shut(user, now()) if user else None
        if why == "membership_stale":
            raise roles.refusal(why)
        if held is None or user is None or why or _older(held.token, user):
            raise SignInRequired(
                "this token is unknown, expired or revoked; `modelbase login` gets a new one"
            )
        stored.used(self._deployment.db, held)
        token = held.token
        return Principal(
            user.id, user.login, user.role, "token", frozenset(token.scopes), token.only, token_id=token.id
        )


def check_host(settings: Settings, host: str, probe: bool = False) -> None:
    """Refuse a request for another host than ours (DNS rebinding); loopback names of our port are ours.

    A probe may also name an address in place of a name, as orchestrators do: rebinding needs a name.
    """
    if not host:
        raise Invalid(f"the request names no host; send `Host: {settings.host}`", "invalid")
    plain = host.lower().removesuffix(":443" if settings.secure else ":80")
    if plain not in _hosts(settings.url, settings.host) and not (probe and _is_address(host)):
        raise Invalid(
            "this server does not answer for that host name. The one address that it answers for is the setting "
            "MODELBASE_URL of the server (not of the client): use that address, or change it there and restart",
            "invalid",
        )


def _is_address(host: str) -> bool:
    try:
        name = urlsplit(f"//{host}").hostname or ""
        return name == "localhost" or bool(ip_address(name))
    except ValueError:
        return False


def check_origin(settings: Settings, method: str, headers: Any, by_cookie: bool) -> None:
    """Refuse a write that a browser sends from elsewhere, or whose body is not JSON (CSRF)."""
    if method in SAFE_METHODS:
        return
    origin = headers.get("Origin")
    site = headers.get("Sec-Fetch-Site")
    foreign = (origin is not None and not _same_origin(settings, origin)) or site in {
        "cross-site",
        "same-site",
    }
    unproven = by_cookie and origin is None and site != "same-origin"
    if foreign or unproven:
        raise Forbidden(
            "a browser may only write from Modelbase's own pages; open the app at its own address", "origin"
        )


def _same_origin(settings: Settings, origin: str) -> bool:
    """Say whether an Origin header is one of ours; compared as text, so that no parser can be led astray."""
    scheme = "https" if settings.secure else "http"
    return origin.lower() in {f"{scheme}://{host}" for host in _hosts(settings.url, settings.host)}


@lru_cache(maxsize=16)
def _hosts(url: str, host: str) -> frozenset[str]:
    """Return the host names, with port, by which browsers may know us at this address."""
    allowed = {host.lower(), host.lower().removesuffix(":443" if url.startswith("https:") else ":80")}
    ours = urlsplit(url)
    if ours.hostname in LOOPBACK:
        port = f":{ours.port}" if ours.port else ""
        allowed |= {f"127.0.0.1{port}", f"localhost{port}", f"[::1]{port}"}
    return frozenset(allowed)


def _older(token: Token, user: User) -> bool:
    """Say whether a token is older than the present record of its person, who was removed and joined again."""
    return user.created_at is not None and token.created_at < user.created_at


def _monotonic() -> float:
    """Return the clock by which tokens are remembered; looked up at each call, so that tests can move it."""
    return time.monotonic()
