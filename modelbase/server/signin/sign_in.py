"""Signing in: through the provider (GitHub), or by a printed one-time code on the single-user server.

A sign-in through the provider begins and ends in one browser: an encrypted cookie holds its state, PKCE verifier and
where to go then; each state counts once. What comes back becomes a session (sessions.py). No Flask, no cookies here.
"""

from __future__ import annotations

import hmac
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from modelbase.entities import Role, User
from modelbase.errors import Invalid, NotFound, SignInRequired
from modelbase.server.database import Database
from modelbase.server.database.models.models import now
from modelbase.server.database.people import admins, users
from modelbase.server.database.people import sessions as stored
from modelbase.server.deployment import Deployment
from modelbase.server.signin import admit, github, sessions
from modelbase.server.signin.encryption import decrypt, encrypt
from modelbase.server.signin.roles import FIRST
from modelbase.server.signin.sessions import Origin, SignedIn
from modelbase.server.signin.tokens import text_hash

LOCAL_USER = "local:1"
CODE_LIFE = timedelta(minutes=10)
FIRST_LIFE = timedelta(days=1)
FLOW_SECONDS = 600
FLOW, FIRST_CODE = "sign-in flow", "first admin code"  # what the keys of their cookies are for
MAX_NEXT = 1000  # characters
UNSAFE = re.compile(r"[\\\x00-\x20\x7f-\x9f]")
OURS = re.compile(r"/(api|auth|sign-in)(/|$)", re.IGNORECASE)
STATE = re.compile(r"[A-Za-z0-9_-]{43}")


@dataclass(frozen=True)
class Started:
    """A sign-in under way: the provider's address, and the cookie (by a short name) that its end will need."""

    address: str
    flow: str
    cookie: str


@dataclass(frozen=True)
class BrowserCookies:
    """What the browser kept while it was away: the cookie of this flow, and one with a code for the first Admin."""

    flow: str
    first: str | None = None


def local_person(db: Database, login: str) -> User:
    """Return the one person of a single-user server, an Admin, made on first sight."""
    return users.ensure(db, User(id=LOCAL_USER, login=login, name=login, role=Role.ADMIN))


def make_code(db: Database, user_id: str) -> str:
    """Return a new one-time sign-in code, good for ten minutes."""
    code = secrets.token_urlsafe(24)
    stored.insert_code(db, text_hash(code), user_id, now() + CODE_LIFE)
    return code


def by_code(deployment: Deployment, code: str, origin: Origin) -> SignedIn:
    """Use up a one-time code and return a new session, or raise SignInRequired."""
    user_id = (
        stored.use_code(deployment.db, text_hash(code)) if deployment.settings.sign_in == "local" else None
    )
    user = users.find(deployment.db, user_id) if user_id else None
    if user is None or user.disabled:
        raise _wrong_code()
    return sessions.start(deployment, user, origin)


def begin(deployment: Deployment, wish: str | None) -> Started:
    """Begin a sign-in through the provider that ends at `wish`, a path of the app."""
    _only_github(deployment)
    state, verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(48)
    cookie = encrypt(
        deployment.settings, FLOW, {"state": state, "verifier": verifier, "next": safe_next(wish)}
    )
    with github.connect(deployment.settings) as provider:
        return Started(provider.address(state, verifier), flow_of(state), cookie)


def flow_of(state: str) -> str:
    """Return the short name by which a state finds its cookie again, so that several tabs may sign in at once."""
    return text_hash(state)[:16]


def finish(
    deployment: Deployment, back: Mapping[str, str], kept: BrowserCookies, origin: Origin
) -> tuple[SignedIn, str]:
    """Turn what came `back` from the provider into a session and the path to go to, or raise why not."""
    _only_github(deployment)
    flow = _flow(deployment, back.get("state", ""), kept.flow)
    if back.get("error") == "access_denied":
        raise SignInRequired(
            "the sign-in was cancelled on GitHub; start it again if you like", "sign_in_cancelled"
        )
    code = back.get("code", "")
    if "error" in back or not code or len(code) > 500 or UNSAFE.search(code):
        raise SignInRequired("GitHub did not confirm this sign-in; start it again", "sign_in_failed")
    first = _first_code(deployment, kept.first)
    user = admit.through(deployment, code, flow["verifier"], origin, first)
    return sessions.start(deployment, user, origin), flow["next"]


def make_first_code(deployment: Deployment) -> str | None:
    """Return a code that makes its bearer the first Admin, or None if there is one, or a list of them."""
    settings = deployment.settings
    if settings.sign_in != "github" or settings.admins or admins.owner(deployment.db, FIRST):
        return None
    code = secrets.token_urlsafe(32)
    stored.insert_code(deployment.db, text_hash(code), FIRST, now() + FIRST_LIFE)
    return code


def keep_first_code(deployment: Deployment, code: str) -> str:
    """Return the cookie by which a browser keeps a code for the first Admin through its sign-in."""
    good = stored.has_code(deployment.db, text_hash(code), FIRST)
    if not good or deployment.settings.admins or admins.owner(deployment.db, FIRST):
        raise _wrong_code()
    return encrypt(deployment.settings, FIRST_CODE, {"code": code})


def safe_next(wish: str | None) -> str:
    """Return a path of this app if that is what it is, else `/`: no other host, whatever browsers make of it."""
    if not wish or len(wish) > MAX_NEXT or not wish.startswith("/") or UNSAFE.search(wish):
        return "/"
    path = re.split(r"[?#]", wish, maxsplit=1)[0]  # not urlsplit, which sees no host in ///host
    return wish if "//" not in path and wish.isascii() and not OURS.match(path) else "/"


def _flow(deployment: Deployment, state: str, cookie: str) -> dict[str, str]:
    """Return the flow that a state belongs to, and use the state up; raise Invalid unless this browser began it."""
    flow = decrypt(deployment.settings, FLOW, cookie, FLOW_SECONDS) if STATE.fullmatch(state) else None
    if flow is None or not hmac.compare_digest(str(flow["state"]), state):
        raise _wrong_state()
    used_until = now() + timedelta(seconds=2 * FLOW_SECONDS)
    if not stored.insert_code(deployment.db, text_hash(f"state {state}"), "", used_until):
        raise _wrong_state()
    return flow


def _first_code(deployment: Deployment, cookie: str | None) -> str | None:
    kept = decrypt(deployment.settings, FIRST_CODE, cookie, FLOW_SECONDS) if cookie else None
    return str(kept["code"]) if kept else None


def _only_github(deployment: Deployment) -> None:
    if deployment.settings.sign_in != "github":
        raise NotFound(
            "this server is for one person, who signs in by the address that `modelbase serve` prints"
        )


def _wrong_code() -> SignInRequired:
    return SignInRequired(
        "this sign-in link was used already or has expired; `modelbase open` makes a new one", "sign_in_code"
    )


def _wrong_state() -> Invalid:
    return Invalid(
        "this sign-in was not begun in this browser, or too long ago, or has ended already; start it again",
        "sign_in_state",
    )
