"""Signing in: one-time codes for the single-user server, and browser sessions as short JWTs.

A session is a record (which can be ended at once) and a JWT in an HttpOnly cookie that names it; the JWT lives 15
minutes and is renewed while the record lives. One algorithm, `iss`, `aud` and `typ` checked (RFC 8725). No Flask.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt

from modelbase.entities import Role, User
from modelbase.errors import SignInRequired
from modelbase.server.house import House
from modelbase.server.settings import Settings
from modelbase.server.store import Database, sessions, users
from modelbase.server.store.models import now
from modelbase.server.tokens import text_hash

ALGORITHM = "HS256"
LOCAL_USER = "local:1"
CODE_LIFE = timedelta(minutes=10)
SESSION_LIFE = timedelta(days=30)
JWT_LIFE = timedelta(minutes=15)
RENEW_AFTER = timedelta(minutes=5)
MAX_JWT = 4096


@dataclass(frozen=True)
class Signed:
    """A browser's valid session: whose, which, and a fresh JWT if the present one should be replaced."""

    user: User
    session_id: str
    renewed: str | None


def local_person(db: Database, login: str) -> User:
    """Return the one person of a single-user server, an Admin, made on first sight."""
    return users.ensure(db, User(id=LOCAL_USER, login=login, name=login, role=Role.ADMIN))


def make_code(db: Database, user_id: str) -> str:
    """Return a new one-time sign-in code, good for ten minutes."""
    code = secrets.token_urlsafe(24)
    sessions.insert_code(db, text_hash(code), user_id, now() + CODE_LIFE)
    return code


def by_code(house: House, code: str) -> str:
    """Use up a one-time code and return the JWT of a new session, or raise SignInRequired."""
    user_id = sessions.use_code(house.db, text_hash(code))
    user = users.find(house.db, user_id) if user_id else None
    if user is None or user.disabled:
        raise SignInRequired(
            "this sign-in link was used already or has expired; `modelbase open` makes a new one",
            "sign_in_code",
        )
    return start(house, user)


def start(house: House, user: User) -> str:
    """Start a browser session and return its JWT."""
    session_id = secrets.token_urlsafe(24)
    sessions.insert(house.db, text_hash(session_id), user.id, now() + SESSION_LIFE)
    return _jwt(house.settings, user, session_id)


def read(house: House, text: str) -> Signed | None:
    """Return whose session a cookie's JWT is, or None if it is not, or not any more, valid."""
    claims = _claims(house.settings, text)
    if claims is None or not sessions.alive(house.db, text_hash(claims["sid"]), claims["sub"]):
        return None
    user = users.find(house.db, claims["sub"])
    if user is None or user.disabled or user.session_version != claims["ver"]:
        return None
    issued = datetime.fromtimestamp(claims["iat"], UTC)
    renewed = _jwt(house.settings, user, claims["sid"]) if now() - issued > RENEW_AFTER else None
    return Signed(user, claims["sid"], renewed)


def end(house: House, session_id: str) -> None:
    """End a browser session."""
    sessions.delete(house.db, text_hash(session_id))


def _jwt(settings: Settings, user: User, session_id: str) -> str:
    moment = now()
    claims = {
        "iss": settings.url,
        "aud": "modelbase-session",
        "typ": "session",
        "sub": user.id,
        "sid": session_id,
        "ver": user.session_version,
        "iat": moment,
        "exp": moment + JWT_LIFE,
    }
    return jwt.encode(claims, settings.secret_key.get_secret_value(), algorithm=ALGORITHM)


def _claims(settings: Settings, text: str) -> dict[str, Any] | None:
    """Check everything but the expiry, which the session record decides: an idle tab may come back within its life."""
    if len(text) > MAX_JWT:
        return None
    try:
        claims: dict[str, Any] = jwt.decode(
            text,
            settings.secret_key.get_secret_value(),
            algorithms=[ALGORITHM],
            audience="modelbase-session",
            issuer=settings.url,
            options={"require": ["iss", "aud", "sub", "iat", "exp"], "verify_exp": False},
        )
    except jwt.PyJWTError:
        return None
    shaped = (
        claims.get("typ") == "session"
        and isinstance(claims.get("sid"), str)
        and isinstance(claims.get("ver"), int)
    )
    return claims if shaped else None
