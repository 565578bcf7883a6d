"""One node of a query to one MongoDB filter, as modelbase/query/evaluate.py defines it. Part of rows.py.

A user's text only ever stands where MongoDB takes a value; keys are escaped (flat.py) before they are a path.
Reads nothing from the database.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

from modelbase.errors import Invalid
from modelbase.query import (
    Ago,
    And,
    Anywhere,
    Comparison,
    Exists,
    In,
    IsNull,
    Key,
    KeyTest,
    Node,
    Not,
    Or,
    Value,
)
from modelbase.query import fold_text as texts
from modelbase.query.evaluate import SEARCHED
from modelbase.server.database import Document, flat

NOTHING: Document = {"_id": {"$in": []}}
EVERYTHING: Document = {}
# Where a field lies when it is not under its own name.
PATHS = {"parent": "parents.id", "ancestor": "ancestors"}
ROOMS = {"args": "flat", "metrics": "_metrics"}
ORDERS = {"<": "$lt", "<=": "$lte", ">": "$gt", ">=": "$gte"}
SINGLE = {"$not": {"$type": "array"}}  # else MongoDB compares the items of a list one by one
MAX_TEXT = 1_000  # characters; a longer text matches no pattern (patterns.py)
MAX_PATTERN = 32_000  # bytes, which MongoDB takes
MILLISECOND = timedelta(milliseconds=1)


def match(node: Node, now: datetime) -> Document:
    """Return the MongoDB filter of a query; relative dates count from `now`."""
    match node:
        case And(parts):
            return {"$and": [match(part, now) for part in parts]} if parts else EVERYTHING
        case Or(parts):
            return {"$or": [match(part, now) for part in parts]} if parts else NOTHING
        case Not(part):
            return {"$nor": [match(part, now)]}
        case Anywhere(text):
            return _anywhere(text)
    return _test(node, now)


def _test(test: KeyTest, now: datetime) -> Document:
    match test:
        case Exists(key):
            return EVERYTHING if is_list(key) else {path(key): {"$exists": True}}
        case IsNull(key, negated):
            return _null(key, negated)
        case In(key, values, negated):
            return _other(key, [_equal(key, one, now) for one in values], negated)
        case Comparison():
            return _comparison(test, now)


def path(key: Key) -> str:
    """Return where the value of a key lies in a model's document."""
    if key.room == "field":
        return PATHS.get(key.segments[0], key.segments[0])
    return f"{ROOMS[key.room]}.{flat.name(key.segments)}"


def is_list(key: Key) -> bool:
    """Say whether a key is one of the fields that hold several texts."""
    return key.field is not None and key.field.kind == "list"


def _anywhere(text: str) -> Document:
    """Return the filter for a text in one of the searched fields or in any text of the args, whatever its key."""
    pattern = texts.pattern(text)
    each = {
        "$cond": [
            {"$eq": [{"$type": "$$each.v"}, "string"]},
            {"$regexMatch": {"input": "$$each.v", "regex": {"$literal": pattern}}},
            False,
        ]
    }
    pairs = {"$objectToArray": {"$ifNull": ["$flat", {"$literal": {}}]}}
    in_args = {"$anyElementTrue": {"$map": {"input": pairs, "as": "each", "in": each}}}
    return {"$or": [*({name: {"$regex": pattern}} for name in SEARCHED), {"$expr": in_args}]}


def _comparison(test: Comparison, now: datetime) -> Document:
    wanted = test.value.before(now) if isinstance(test.value, Ago) else test.value
    if test.op == "=":
        return _equal(test.key, wanted, now)
    if test.op == "!=":
        return _other(test.key, [_equal(test.key, wanted, now)], True)
    if test.op in ORDERS:
        return {path(test.key): {ORDERS[test.op]: _stored(wanted, test.op), **SINGLE}}
    if test.op == "contains":
        return _contains(test.key, wanted)
    return _fits(test, str(wanted))


def _equal(key: Key, wanted: Value, now: datetime) -> Document:
    wanted = wanted.before(now) if isinstance(wanted, Ago) else wanted
    if wanted is None:
        return _null(key, False)
    if isinstance(wanted, datetime) and wanted.microsecond % 1000:
        return NOTHING  # MongoDB keeps milliseconds
    return {path(key): {"$eq": _stored(wanted), **({} if is_list(key) else SINGLE)}}


def _other(key: Key, equals: list[Document], negated: bool) -> Document:
    """Return the filter for one of `equals`, or (negated) for a value that is there and none of them."""
    if not negated:
        return {"$or": equals}
    there = [] if is_list(key) else [{path(key): {"$exists": True}}]
    return {"$and": [*there, {"$nor": equals}]}


def _null(key: Key, negated: bool) -> Document:
    if is_list(key):
        return EVERYTHING if negated else NOTHING
    null = {path(key): {"$type": "null", **SINGLE}}
    return {"$and": [{path(key): {"$exists": True}}, {"$nor": [null]}]} if negated else null


def _contains(key: Key, wanted: Any) -> Document:
    if is_list(key):
        return {path(key): {"$eq": wanted}}
    parts: list[Document] = []
    if key.field is None:
        parts.append({path(key): {"$elemMatch": {"$eq": _stored(wanted)}}})
    if isinstance(wanted, str):
        parts.append({path(key): {"$regex": _literal(wanted), **SINGLE}})
    return {"$or": parts}


def _fits(test: Comparison, wanted: str) -> Document:
    single = {} if is_list(test.key) else SINGLE
    if test.op == "startswith":
        return {path(test.key): {"$regex": "^" + _literal(wanted), **single}}
    pattern = {"$regex": wanted.replace("\0", r"\x00")}
    short = {"$not": {"$regex": rf"^(?s:.{{{MAX_TEXT + 1}}})"}}
    if is_list(test.key):
        holder, _, part = path(test.key).partition(".")
        return {holder: {"$elemMatch": {part: pattern | short} if part else pattern | short}}
    return {"$and": [{path(test.key): pattern | single}, {path(test.key): short}]}


def _literal(text: str) -> str:
    pattern = re.escape(text).replace("\0", r"\x00")
    if len(pattern.encode()) > MAX_PATTERN:
        raise Invalid(
            "a text to look for inside others is longer than 32 kB", "query_limit", limit=MAX_PATTERN
        )
    return pattern


def _stored(wanted: Any, op: str = "=") -> Any:
    """Return a value as MongoDB holds it: numbers within 64 bits or doubles, moments in milliseconds."""
    if isinstance(wanted, datetime):
        rest = timedelta(microseconds=wanted.microsecond % 1000)
        return wanted - rest + (MILLISECOND if rest and op in ("<", ">=") else timedelta(0))
    return flat.value(wanted)
