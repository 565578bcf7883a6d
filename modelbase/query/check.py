"""Makes the tests of a query from key, operator and value, and refuses those that make no sense.

The grammar (grammar.py) builds its tests here and only here.
"""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime
from typing import Any, cast

from modelbase.errors import Invalid
from modelbase.query import fold_text as texts
from modelbase.query import regex as patterns
from modelbase.query.tree import Ago, Anywhere, Comparison, Field, In, IsNull, Key, Operator, Value

OPERATORS = ("=", "!=", "<", "<=", ">", ">=", "contains", "startswith", "matches")
_ORDERS = ("<", "<=", ">", ">=")
_ON_TEXT = ("startswith", "matches")
_OF_KIND = {
    "text": OPERATORS,
    "number": OPERATORS[:6],
    "date": OPERATORS[:6],
    "list": ("=", "!=", "contains", "startswith", "matches"),
}
INT64 = 2**63
_MAX_DAYS = 36_500
_PER_DAY = {"m": 1440, "h": 24, "d": 1, "w": 1 / 7}
_AGO = re.compile(r"-(\d{1,6})([mhdw])", re.ASCII)
_UNESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|.)", re.DOTALL)
_MEANT = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "'": "'", "\\": "\\"}


def comparison(key: Key, op: str, value: Value) -> Comparison | IsNull:
    """Return the test of one operator; `= null` is `is null`."""
    op = "=" if op == "==" else op.lower()
    if op not in OPERATORS:
        raise _wrong(f"{op!r} is no comparison; there are {' '.join(OPERATORS)}, in and not in")
    if value is None:
        if op not in ("=", "!="):
            raise _wrong(f"null has no order and no text: use {key} is null")
        return IsNull(key, op == "!=")
    value = _checked(key, op, value)
    if op == "matches":
        patterns.compiled(cast("str", value))
    return Comparison(key, cast("Operator", op), value)


def membership(key: Key, values: tuple[Value, ...], negated: bool) -> In:
    """Return the test of `in` and `not in`."""
    if not values:
        raise _wrong("in takes at least one value")
    return In(key, tuple(None if value is None else _checked(key, "=", value) for value in values), negated)


def anywhere(text: str) -> Anywhere:
    """Return the test of a search term."""
    _refuse_half_characters(text)
    if not text:
        raise _wrong("a search term has at least one character")
    if len(text) > texts.MAX_TERM:
        raise Invalid(
            f"a search term has at most {texts.MAX_TERM} characters, this one {len(text)}",
            "query_limit",
            limit=texts.MAX_TERM,
        )
    return Anywhere(text)


def value_of(kind: str, text: str) -> Value:
    """Return the value that a token means."""
    if kind == "STRING":
        return _unescaped(text[1:-1])
    if kind == "NUMBER":
        return _number(text)
    if kind in ("MOMENT", "AGO"):
        return moment(text)
    return {"TRUE": True, "FALSE": False}.get(kind)


def moment(text: str) -> datetime | Ago:
    """Return the moment of an ISO date or of a relative one such as `-7d`; no zone means UTC."""
    ago = _AGO.fullmatch(text)
    if ago:
        if int(ago[1]) / _PER_DAY[ago[2]] > _MAX_DAYS:
            raise _wrong(f"{text} is more than {_MAX_DAYS} days ago")
        return Ago(int(ago[1]), ago[2])
    try:
        read = datetime.fromisoformat(text.upper())
        return (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise _wrong(
            f"{text[:60]!r} is no date; write 2026-01-31, 2026-01-31T12:00:00Z or -7d (m, h, d, w)"
        ) from None


def _checked(key: Key, op: str, value: Value) -> Value:
    """Return the value if this key and operator can take it."""
    if isinstance(value, str):
        _refuse_half_characters(value)
    if isinstance(value, float) and not math.isfinite(value):
        raise _wrong("a value is a finite number; metrics keep NaN and Infinity as text, in quotes")
    if key.field is not None:
        return _for_field(key, key.field, op, value)
    if isinstance(value, datetime | Ago):
        raise _wrong(
            f"only created_at and updated_at are dates; compare {key} with text: put the date in quotes"
        )
    if op in _ORDERS and isinstance(value, bool):
        raise _wrong("true and false have no order: use = or !=")
    if op in _ON_TEXT and not isinstance(value, str):
        raise _wrong(f"{op} takes text in quotes")
    return value


def _for_field(key: Key, field: Field, op: str, value: Value) -> Value:
    if op not in _OF_KIND[field.kind]:
        raise _wrong(f"{key} is a {field.kind}, which has no {op}; it has {' '.join(_OF_KIND[field.kind])}")
    if field.kind == "date":
        value = moment(value) if isinstance(value, str) else value
        if not isinstance(value, datetime | Ago):
            raise _wrong(f"{key} is a date; write 2026-01-31, 2026-01-31T12:00:00Z or -7d")
    elif field.kind == "number":
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise _wrong(f"{key} is a number")
    elif not isinstance(value, str):
        raise _wrong(f"{key} takes text in quotes")
    elif field.choices and op in ("=", "!=") and value not in field.choices:
        raise _wrong(f"{key} is never {value[:60]!r}; it is one of {', '.join(field.choices)}")
    return value


def _number(text: str) -> int | float:
    if re.fullmatch(r"[+-]?[0-9]{1,300}", text):
        return as_stored(int(text))
    number = float(text)
    if math.isinf(number):
        raise _wrong(f"{text[:40]} does not fit into a double")
    return number


def as_stored(number: float) -> float:
    """Return a number as it is stored: integers beyond 64 bits become doubles, which sort in their place."""
    if not isinstance(number, int) or -INT64 <= number < INT64:
        return number
    return float(number) if abs(number) < 10**308 else math.copysign(math.inf, number)


def _unescaped(text: str) -> str:
    """Return a text without its escapes; an unknown one stays, so that patterns need no doubling."""

    def meant(found: re.Match[str]) -> str:
        mark = found[1]
        return chr(int(mark[1:], 16)) if len(mark) == 5 else _MEANT.get(mark, found.group())

    return _UNESCAPE.sub(meant, text)


def _refuse_half_characters(text: str) -> None:
    if any("\ud800" <= mark <= "\udfff" for mark in text):
        raise _wrong("this text holds half a character (a lone surrogate)")


def _wrong(why: str, **details: Any) -> Invalid:
    return Invalid(why, "query_syntax", **details)
