"""Page cursors: the position in a list, signed with the server's secret so that a client cannot make one.

A signature is bound to who asked, what for and in which order; a cursor of another query or person is refused.
Knows no queries: `bound` is any text that must be the same again.
"""

from __future__ import annotations

import base64
import binascii
import hmac
from hashlib import sha256
from typing import Any

import bson
from bson.codec_options import CodecOptions

from modelbase.errors import Invalid

SIGNATURE = 16  # bytes
OPTIONS: CodecOptions[dict[str, Any]] = CodecOptions(tz_aware=True)


def write(secret: str, bound: str, state: dict[str, Any]) -> str:
    """Return the cursor of a state: plain data and moments."""
    body = bson.encode(state)
    return base64.urlsafe_b64encode(_mac(secret, bound, body) + body).decode().rstrip("=")


def read(secret: str, bound: str, cursor: str) -> dict[str, Any]:
    """Return the state of a cursor; raise Invalid `cursor_invalid` unless it was signed here for `bound`."""
    try:
        data = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise _invalid() from None
    if not hmac.compare_digest(data[:SIGNATURE], _mac(secret, bound, data[SIGNATURE:])):
        raise _invalid()
    return dict(bson.decode(data[SIGNATURE:], OPTIONS))


def _mac(secret: str, bound: str, body: bytes) -> bytes:
    key = hmac.digest(secret.encode(), b"modelbase page cursor 1", "sha256")
    return hmac.digest(key, sha256(bound.encode()).digest() + body, "sha256")[:SIGNATURE]


def _invalid() -> Invalid:
    return Invalid(
        "this cursor is of another query or person, or was changed; ask again without `after`",
        "cursor_invalid",
    )
