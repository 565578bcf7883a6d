"""API tokens: their text, and making one. `mb_` + 32 random letters and digits (190 bits) + 6 of checksum.

The checksum (CRC-32 in base 62, as GitHub's tokens have) lets scanners and people tell a token from a typo without
asking the server. Only the SHA-256 of a text is ever stored.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import string
import zlib
from datetime import timedelta
from typing import Annotated

from pydantic import Field

from modelbase.entities import Line, Role, Strict, Token
from modelbase.errors import Forbidden, Invalid, SignInRequired
from modelbase.server.access import SIGN_IN, Principal, Scope, require
from modelbase.server.database import Database
from modelbase.server.database.models.models import now
from modelbase.server.database.people import tokens as stored
from modelbase.server.database.people import users
from modelbase.server.history import audit

ALPHABET = string.digits + string.ascii_letters
SHAPE = re.compile(r"mb_[0-9A-Za-z]{38}")
NAME_PATTERN = re.compile(r"[a-z0-9._*-]{1,96}(/[a-z0-9._*-]{1,96})?")


def make_text() -> str:
    """Return the text of a new token."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(32))
    return f"mb_{body}{_checksum(body)}"


def well_formed(text: str) -> bool:
    """Say whether a text can be a token at all: right shape, right checksum."""
    return SHAPE.fullmatch(text) is not None and _checksum(text[3:35]) == text[35:]


def text_hash(text: str) -> str:
    """Return what is stored of a token or code: the SHA-256 of its text, 64 hex digits."""
    return hashlib.sha256(text.encode()).hexdigest()


class NewToken(Strict):
    """What a token is called and may do."""

    name: Annotated[Line, Field(min_length=1, max_length=100)]
    scopes: tuple[Scope, ...] = ("read", "write")
    only: Annotated[str, Field(max_length=200)] | None = None
    expires_in_days: Annotated[int, Field(ge=1, le=3650)] | None = None


def create(db: Database, who: Principal, wanted: NewToken) -> Token:
    """Make a token for `who`; its text is in the answer, this once. Raise Invalid or Forbidden.

    `write` includes `read`, which is then stored with it: a token has the scopes that are stored and no others.
    """
    require(who, "token_make")
    included: tuple[Scope, ...] = ("read",) if "write" in wanted.scopes else ()
    scopes = tuple(dict.fromkeys((*included, *wanted.scopes)))
    _check(who, scopes, wanted.only)
    text = make_text()
    moment = now()
    token = Token(
        id="t_" + secrets.token_hex(8),
        name=wanted.name,
        scopes=scopes,
        only=wanted.only,
        created_at=moment,
        expires_at=moment + timedelta(days=wanted.expires_in_days) if wanted.expires_in_days else None,
    )
    details = {"name": token.name, "scopes": list(token.scopes), "only": token.only}
    with audit.recorded(db, who, "token.create", {"token": token.id}, details):
        stored.insert(db, text_hash(text), who.user_id, token)
        if users.find(db, who.user_id) is None:  # deleted at this very moment: nothing may outlive that
            stored.delete_all(db, who.user_id)
            raise SignInRequired(SIGN_IN)
    return token.model_copy(update={"token": text})


def revoke(db: Database, who: Principal, token_id: str) -> None:
    """Revoke a token of one's own, or raise NotFound."""
    with audit.recorded(db, who, "token.revoke", {"token": token_id}):
        stored.delete(db, who.user_id, token_id)


def _check(who: Principal, scopes: tuple[Scope, ...], only: str | None) -> None:
    if not scopes:
        raise Invalid("a token needs at least one scope: read, write or admin")
    if who.role is not Role.ADMIN and set(scopes) - {"read"}:
        raise Forbidden("your role may only make tokens with the scope read")
    if not set(scopes) <= who.scopes:
        raise Forbidden("a token cannot make one with more scopes than it has itself")
    if only is not None and not NAME_PATTERN.fullmatch(only):
        raise Invalid(
            f"{only!r} is not a pattern of names; write dataset/architecture in lower case, for example imagenet/*"
        )
    if who.only is not None and only != who.only:
        raise Forbidden(f"this token is for {who.only} only and cannot make one for more")


def _checksum(body: str) -> str:
    number = zlib.crc32(body.encode())
    digits = ""
    for _ in range(6):
        number, rest = divmod(number, 62)
        digits = ALPHABET[rest] + digits
    return digits
