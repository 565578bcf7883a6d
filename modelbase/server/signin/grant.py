"""Sign-in of a command line: a person confirms it in a browser, and the command line gets a token of theirs.

It proves by PKCE (S256) that it made the request. With a browser on the same machine the code is sent to a local port;
elsewhere the person types a short code. The token has what the person's role allows, at most read and write.
"""

from __future__ import annotations

import base64
import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from cachetools import TTLCache

from modelbase.entities import Role, Token, User
from modelbase.errors import Forbidden, Invalid, NotFound, SignInRequired, TooMany
from modelbase.server.access import Principal, Scope, require
from modelbase.server.database.models.models import now
from modelbase.server.database.people import grants, users
from modelbase.server.database.people.grants import Grant
from modelbase.server.deployment import Deployment
from modelbase.server.signin import roles, tokens
from modelbase.server.signin.sessions import Origin
from modelbase.server.signin.tokens import text_hash

CODE_LIFE = timedelta(minutes=2)  # of a code on its way to a local port
TYPED_LIFE = timedelta(minutes=10)
TOKEN_DAYS = 90
LETTERS = "BCDFGHJKLMNPQRSTVWXZ"  # no vowels, so that no words appear; 8 of them are 34 bits
INTERVAL = 2  # seconds between two questions of a waiting command line
CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
MOST_WAITING, MOST_OF_ADDRESS, MOST_WRONG = 1_000, 20, 20
_wrong: TTLCache[str, int] = TTLCache(10_000, TYPED_LIFE.total_seconds())


@dataclass(frozen=True)
class Waiting:
    """A command line that waits: the code to type, and the text by which it asks whether it was typed."""

    code: str
    key: str
    expires_at: datetime


def allow_here(deployment: Deployment, who: Principal | None, challenge: str, name: str) -> str:
    """Let a command line on the person's own machine in; return the code that it will turn into a token."""
    person = _in_browser(who)
    code = secrets.token_urlsafe(32)
    grant = Grant(_checked(challenge), _shown(name), person.user_id, now() + CODE_LIFE)
    grants.insert(deployment.db, text_hash(code), grant)
    return code


def wait(deployment: Deployment, challenge: str, name: str, address: str) -> Waiting:
    """Begin to wait for a person who types a code; this needs no sign-in, so the number is limited."""
    _checked(challenge)
    if grants.count(deployment.db) >= MOST_WAITING or grants.count(deployment.db, address) >= MOST_OF_ADDRESS:
        raise TooMany("too many command lines wait to be let in; try again in a few minutes", retry_after=60)
    key, until = secrets.token_urlsafe(32), now() + TYPED_LIFE
    grant = Grant(challenge, _shown(name), None, until, address)
    for _ in range(10):
        code = "".join(secrets.choice(LETTERS) for _ in range(8))
        if grants.insert(deployment.db, text_hash(key), grant, text_hash(code)):
            return Waiting(f"{code[:4]}-{code[4:]}", key, until)
    raise TooMany("too many command lines wait to be let in; try again in a few minutes", retry_after=60)


def about(deployment: Deployment, who: Principal | None, code: str) -> Grant:
    """Return which command line waits for this code, to be shown before a person confirms."""
    person = _in_browser(who)
    found = grants.find_typed(deployment.db, _typed(code))
    if found is None:
        raise _unknown(person)
    return found


def answer(deployment: Deployment, who: Principal | None, code: str, allowed: bool) -> None:
    """Confirm or refuse the command line of a code."""
    person = _in_browser(who)
    if not allowed:
        grants.refuse(deployment.db, _typed(code))
    elif not grants.let_in(deployment.db, _typed(code), person.user_id):
        raise _unknown(person)


def exchange(deployment: Deployment, key: str, verifier: str, origin: Origin) -> Token | None:
    """Return the token for a command line that was let in, once; None while it waits; else raise SignInRequired."""
    grant = grants.use(deployment.db, text_hash(key))
    if grant is None:
        if grants.find(deployment.db, text_hash(key)) is None:
            raise _over()
        return None
    user = users.find(deployment.db, grant.user_id or "")
    proved = hmac.compare_digest(_challenge(verifier), grant.challenge)
    if not proved or user is None or roles.shut(user, now()):
        raise _over()
    who = Principal(
        user.id, user.login, user.role, "session", address=origin.address, request_id=origin.request_id
    )
    return tokens.create(
        deployment.db,
        who,
        tokens.NewToken(name=grant.name, scopes=_scopes(user), expires_in_days=TOKEN_DAYS),
    )


def _in_browser(who: Principal | None) -> Principal:
    """Return who confirms: a person in a browser, since a token must not make another token this way."""
    person = require(who, "token_make")
    if person.via != "session":
        raise Forbidden("only a person in a browser can let a command line in; a token cannot")
    if _wrong.get(person.user_id, 0) >= MOST_WRONG:
        raise TooMany("too many wrong codes; wait ten minutes", retry_after=600)
    return person


def _scopes(user: User) -> tuple[Scope, ...]:
    return ("read", "write") if user.role is Role.ADMIN else ("read",)


def _checked(challenge: str) -> str:
    if not CHALLENGE.fullmatch(challenge):
        raise Invalid("challenge: is no S256 code challenge of 43 characters", field="challenge")
    return challenge


def _challenge(verifier: str) -> str:
    return base64.urlsafe_b64encode(sha256(verifier.encode()).digest()).decode().rstrip("=")


def _shown(name: str) -> str:
    return "".join(character for character in name if character.isprintable()).strip()[:100] or "command line"


def _typed(code: str) -> str:
    return text_hash("".join(character for character in code.upper() if character in LETTERS))


def _unknown(person: Principal) -> NotFound:
    _wrong[person.user_id] = _wrong.get(person.user_id, 0) + 1
    return NotFound("no command line waits for this code; it lives ten minutes, look again at what it shows")


def _over() -> SignInRequired:
    return SignInRequired(
        "this sign-in was not confirmed, or has expired; run `modelbase login` again",
        "sign_in_code",
    )
