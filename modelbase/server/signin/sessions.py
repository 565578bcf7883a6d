"""Browser sessions: a short JWT that names a session, a renewal secret that brings it back, a record that ends both.

One algorithm and one header, byte for byte; `iss`, `aud`, `typ` and `exp` are checked (RFC 8725). The record and the
person are looked at in each request, so ending, disabling and changing a role take effect at once. No Flask.
"""

from __future__ import annotations

import base64
import hmac
import logging
import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

import jwt

from modelbase.entities import Session, User
from modelbase.server.database.models.models import now
from modelbase.server.database.people import sessions as stored
from modelbase.server.database.people import users
from modelbase.server.deployment import Deployment
from modelbase.server.settings import Settings
from modelbase.server.signin import roles
from modelbase.server.signin.encryption import keys
from modelbase.server.signin.tokens import text_hash

LOG = logging.getLogger(__name__)
ALGORITHM = "HS256"
AUDIENCE = "modelbase-session"
PURPOSE = "session"
SESSION_LIFE = timedelta(days=30)
JWT_LIFE = timedelta(minutes=15)
RENEW_AFTER = timedelta(minutes=5)
AGAIN = timedelta(seconds=30)  # how long a replaced renewal secret still counts: two tabs, a lost answer
MAX_JWT = 4096  # characters
MAX_RENEWAL = 200
HEADER = jwt.encode({}, b"0" * 32, ALGORITHM).partition(".")[0]
SHAPE = re.compile(rf"{HEADER}\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{{43}}")
TYPES = {"iss": str, "aud": str, "typ": str, "sub": str, "sid": str, "ver": int, "iat": int, "exp": int}


@dataclass(frozen=True)
class SignedIn:
    """A browser's valid session: whose, which, and fresh texts for its cookies where they should be replaced."""

    user: User
    session_id: str
    jwt: str | None = None
    renewal: str | None = None


@dataclass(frozen=True)
class Origin:
    """Where a sign-in comes from: what the browser calls itself, its address, and by which request."""

    agent: str = ""
    address: str = ""
    request_id: str = ""


@dataclass(frozen=True)
class Cookies:
    """What the cookies are called. `__Host-` binds them to one https host; plain ones name the port instead."""

    session: str
    renewal: str
    flow: str
    first: str


def cookies(settings: Settings) -> Cookies:
    """Return the names of the cookies of a server."""
    return _cookies(settings.url, settings.secure)


@lru_cache(maxsize=16)
def _cookies(url: str, secure: bool) -> Cookies:
    if secure:
        # A __Host- cookie is for the whole host; below a path of it the cookies are for that path alone.
        host = "__Secure" if urlsplit(url).path else "__Host"
        return Cookies(
            f"{host}-modelbase",
            "__Secure-modelbase-renewal",
            f"{host}-modelbase-flow-",
            f"{host}-modelbase-first",
        )
    name = f"modelbase-{urlsplit(url).port or 80}"
    return Cookies(name, f"{name}-renewal", f"{name}-flow-", f"{name}-first")


def start(deployment: Deployment, user: User, origin: Origin) -> SignedIn:
    """Start a session for a person who has just proved who they are."""
    session_id, secret = secrets.token_urlsafe(24), secrets.token_urlsafe(32)
    moment = now()
    held = stored.StoredSession(user.id, user.session_version, text_hash(secret), "", moment)
    shown = Session(
        id="",
        created_at=moment,
        seen_at=moment,
        expires_at=moment + SESSION_LIFE,
        agent=origin.agent[:300],
        address=origin.address,
    )
    stored.insert(deployment.db, text_hash(session_id), held, shown)
    return SignedIn(user, session_id, _jwt(deployment.settings, user, session_id), f"{session_id}.{secret}")


def read(deployment: Deployment, text: str) -> SignedIn | None:
    """Return whose session a JWT is, with a fresh one if it is old, or None if it is not, or not any more, good."""
    claims = _claims(deployment.settings, text)
    if claims is None:
        return None
    found = _alive(deployment, claims["sid"])
    if found is None or found.user.id != claims["sub"] or found.user.session_version != claims["ver"]:
        return None
    if now() - datetime.fromtimestamp(claims["iat"], UTC) <= RENEW_AFTER:
        return found
    stored.seen(deployment.db, text_hash(found.session_id))
    return SignedIn(found.user, found.session_id, _jwt(deployment.settings, found.user, found.session_id))


def renew(deployment: Deployment, text: str) -> SignedIn | None:
    """Return the session of a renewal secret with a fresh JWT and the next secret, or None.

    A secret that was replaced a while ago is a copy in two hands: then the session ends for both.
    """
    if len(text) > MAX_RENEWAL:
        return None
    session_id, _, secret = text.partition(".")
    following = _following(deployment.settings, secret)
    key, shown = text_hash(session_id), text_hash(secret)
    found, held = _alive(deployment, session_id), stored.find(deployment.db, key)
    if found is None or held is None:
        return None
    if not (
        hmac.compare_digest(held.renewal, shown)
        and stored.rotate(deployment.db, key, shown, text_hash(following))
    ):
        held = stored.find(deployment.db, key)
        if held is None or held.previous != shown or now() - held.rotated_at > AGAIN:
            LOG.warning("a renewal secret came back that was replaced before; its session is ended")
            stored.delete(deployment.db, key)
            return None
    fresh = _jwt(deployment.settings, found.user, session_id)
    return SignedIn(found.user, session_id, fresh, f"{session_id}.{following}")


def end(deployment: Deployment, session_id: str) -> None:
    """End a session, for every copy of its cookies."""
    stored.delete(deployment.db, text_hash(session_id))


def end_renewal(deployment: Deployment, text: str) -> None:
    """End the session of a renewal secret, as signing out does when the JWT has expired."""
    session_id, _, secret = text.partition(".")
    held = stored.find(deployment.db, text_hash(session_id))
    if held is not None and text_hash(secret) in {held.renewal, held.previous}:
        end(deployment, session_id)


def end_all(deployment: Deployment, user_id: str) -> None:
    """End all sessions of a person and forget the provider's token."""
    users.end_sessions(deployment.db, user_id)
    stored.delete_all(deployment.db, user_id)


def _alive(deployment: Deployment, session_id: str) -> SignedIn | None:
    """Return the session of this id if its record, its version and its person still stand."""
    held = stored.find(deployment.db, text_hash(session_id))
    user = users.find(deployment.db, held.user_id) if held else None
    if held is None or user is None or roles.shut(user, now()) or user.session_version != held.version:
        return None
    return SignedIn(user, session_id)


def _following(settings: Settings, secret: str) -> str:
    """Return the secret after `secret`: always the same, so that two tabs that renew at once get the same."""
    mac = hmac.digest(keys(settings, "renewal")[0], secret.encode(errors="replace"), sha256)
    return base64.urlsafe_b64encode(mac).decode().rstrip("=")


def _jwt(settings: Settings, user: User, session_id: str) -> str:
    moment = int(now().timestamp())
    claims = {
        "iss": settings.url,
        "aud": AUDIENCE,
        "typ": "session",
        "sub": user.id,
        "sid": session_id,
        "ver": user.session_version,
        "iat": moment,
        "exp": moment + int(JWT_LIFE.total_seconds()),
    }
    return jwt.encode(claims, keys(settings, PURPOSE)[0], algorithm=ALGORITHM)


def _claims(settings: Settings, text: str) -> dict[str, Any] | None:
    """Return what a JWT claims, if it is one that this server made for this purpose and that has not expired."""
    if len(text) > MAX_JWT or not SHAPE.fullmatch(text):
        return None
    verified = (claims for key in keys(settings, PURPOSE) if (claims := _verified(settings, text, key)))
    claims = next(verified, None)
    if claims is None or set(claims) != set(TYPES):
        return None
    typed = all(type(claims[name]) is kind for name, kind in TYPES.items())
    lives = typed and 0 < claims["exp"] - claims["iat"] <= JWT_LIFE.total_seconds()
    return claims if lives and claims["typ"] == "session" else None


def _verified(settings: Settings, text: str, key: bytes) -> dict[str, Any] | None:
    try:
        claims: dict[str, Any] = jwt.decode(
            text, key, algorithms=[ALGORITHM], audience=AUDIENCE, issuer=settings.url, leeway=0
        )
        ours = jwt.encode(claims, key, algorithm=ALGORITHM)
    except (jwt.PyJWTError, ValueError, OverflowError, RecursionError):
        return None
    return claims if hmac.compare_digest(ours, text) else None  # written as we write it, to the last bit
