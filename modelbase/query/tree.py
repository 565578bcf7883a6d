"""The tree of a query: keys, values, tests and how they combine; and the table of fields.

Data only, and its text (`format`). Text is read in grammar.py, evaluated in evaluate.py; no database.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal, TypeAlias

from modelbase.errors import Invalid
from modelbase.identity.keys import format_key, parse_key
from modelbase.identity.limits import MAX_DEPTH, MAX_KEY

Room: TypeAlias = Literal["field", "args", "metrics"]
Kind: TypeAlias = Literal["text", "number", "date", "list"]
_ESCAPED = re.compile(r'["\\\x00-\x1f\x7f]')
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


@dataclass(frozen=True)
class Field:
    """A column that models have beside args and metrics: its type, and the values it can take if they are few."""

    kind: Kind
    choices: tuple[str, ...] = ()
    sortable: bool = True


FIELDS: Mapping[str, Field] = {
    "id": Field("text"),
    "name": Field("text"),
    "dataset": Field("text"),
    "architecture": Field("text"),
    "title": Field("text"),
    "owner": Field("text"),
    "created_at": Field("date"),
    "updated_at": Field("date"),
    "visibility": Field("text", ("private", "public")),
    "tags": Field("list", sortable=False),
    "aliases": Field("list", sortable=False),
    "parent": Field("list", sortable=False),
    "ancestor": Field("list", sortable=False),
    "family": Field("text"),
    "digest": Field("text"),
    "state": Field("text", ("new", "training", "interrupted", "failed", "trained")),
    "size": Field("number"),
    "checkpoints": Field("number"),
    "latest": Field("text"),
    # of the newest run; models without runs have none of them
    "run.number": Field("number"),
    "run.by": Field("text"),
    "run.host": Field("text"),
    "run.note": Field("text"),
    "run.outcome": Field("text", ("finished", "interrupted", "failed")),
    "run.started_at": Field("date"),
    "run.ended_at": Field("date"),
    "run.hours": Field("number"),
    "run.gpu": Field("text"),
    "run.gpus": Field("number"),
    "run.gpu_hours": Field("number"),
    "run.commit": Field("text"),
    "run.branch": Field("text"),
    "run.remote": Field("text"),
    "run.entry_point": Field("text"),
    "run.python": Field("text"),
}


@dataclass(frozen=True)
class Key:
    """What a test or a column refers to: a field, an arg or a metric."""

    room: Room
    segments: tuple[str, ...]

    @property
    def field(self) -> Field | None:
        """The row of the field table, or None for args and metrics."""
        return FIELDS[self.segments[0]] if self.room == "field" else None

    @property
    def path(self) -> str:
        """The key's text without `args.` or `metrics.`, as flattened args and metrics are keyed."""
        return self.segments[0] if self.room == "field" else format_key(self.segments)

    def __str__(self) -> str:
        return self.path if self.room == "field" else f"{self.room}.{self.path}"


@dataclass(frozen=True)
class Ago:
    """A moment before now: `-7d`; the unit is m, h, d or w."""

    amount: int
    unit: str

    def before(self, now: datetime) -> datetime:
        """Return the moment meant, seen from `now`."""
        return now - timedelta(**{_UNITS[self.unit]: self.amount})

    def __str__(self) -> str:
        return f"-{self.amount}{self.unit}"


Value: TypeAlias = "str | int | float | bool | datetime | Ago | None"
Operator: TypeAlias = Literal["=", "!=", "<", "<=", ">", ">=", "contains", "startswith", "matches"]


@dataclass(frozen=True)
class Comparison:
    """The value at a key against one value."""

    key: Key
    op: Operator
    value: Value


@dataclass(frozen=True)
class In:
    """Whether the value at a key is one of several (or, negated, there and none of them)."""

    key: Key
    values: tuple[Value, ...]
    negated: bool = False


@dataclass(frozen=True)
class Exists:
    """Whether there is anything at a key; null is something."""

    key: Key


@dataclass(frozen=True)
class IsNull:
    """Whether null stands at a key (or, negated, something that is not null)."""

    key: Key
    negated: bool = False


@dataclass(frozen=True)
class Anywhere:
    """Whether a text stands in the ID, title, owner, tags or aliases of a model, or in any text among its args."""

    text: str


@dataclass(frozen=True)
class Not:
    """What the part does not match."""

    part: Node


@dataclass(frozen=True)
class And:
    """What all parts match; without parts, everything."""

    parts: tuple[Node, ...] = ()


@dataclass(frozen=True)
class Or:
    """What at least one part matches."""

    parts: tuple[Node, ...]


KeyTest: TypeAlias = "Comparison | In | Exists | IsNull"
Test: TypeAlias = "KeyTest | Anywhere"
Node: TypeAlias = "And | Or | Not | Test"
TESTS = (Comparison, In, Exists, IsNull, Anywhere)


def tests(node: Node) -> Iterator[Test]:
    """Yield the tests of a query, from left to right."""
    if isinstance(node, And | Or):
        for part in node.parts:
            yield from tests(part)
    elif isinstance(node, Not):
        yield from tests(node.part)
    else:
        yield node


def key_tests(node: Node) -> Iterator[KeyTest]:
    """Yield the tests of a query that have one key."""
    return (test for test in tests(node) if not isinstance(test, Anywhere))


def key_of(text: str) -> Key:
    """Return the key that a text names; a bare key that is no field is an arg."""
    segments = parse_key(text)
    if len(segments) > MAX_DEPTH or any(len(part) > MAX_KEY for part in segments):
        raise Invalid(
            f"a key has at most {MAX_DEPTH} segments of at most {MAX_KEY} characters",
            "query_limit",
            limit=MAX_KEY,
        )
    first, rest = segments[0], segments[1:]
    if first in ("args", "metrics"):
        if not rest:
            raise Invalid(f"{first} alone is no key: write {first}.<key>", "query_key", key=text)
        return Key("args" if first == "args" else "metrics", rest)
    if first == "run" and rest:
        return _run_field(segments)
    if first not in FIELDS:
        return Key("args", segments)
    if rest:
        raise Invalid(
            f"the field {first} has no parts; for an arg of this name write args.{text}",
            "query_key",
            key=text,
        )
    return Key("field", segments)


def _run_field(segments: tuple[str, ...]) -> Key:
    name = ".".join(segments)
    if name not in FIELDS:
        known = ", ".join(name for name in FIELDS if name.startswith("run."))
        raise Invalid(
            f"a run has no field {format_key(segments[1:])}; there are {known}; an arg of this name is "
            f"args.{format_key(segments)}",
            "query_key",
            key=format_key(segments),
        )
    return Key("field", (name,))


def format(node: Node) -> str:  # noqa: A001 - the counterpart of parse
    """Return the text of a query: `parse(format(node)) == node`."""
    match node:
        case And(parts) | Or(parts):
            word, weaker = (" and ", (And, Or)) if isinstance(node, And) else (" or ", (Or,))
            return word.join(_inside(part, weaker) for part in parts)
        case Not(part):
            return f"not {_inside(part, (And, Or))}"
        case Comparison(key, op, value):
            return f"{key} {op} {format_value(value)}"
        case In(key, values, negated):
            return f"{key} {'not in' if negated else 'in'} ({', '.join(map(format_value, values))})"
        case Exists(key):
            return f"{key} exists"
        case Anywhere(text):
            return format_value(text)
        case IsNull(key, negated):
            return f"{key} is {'not ' if negated else ''}null"


def format_value(value: Value) -> str:
    """Return a value as it stands in a query."""
    if isinstance(value, datetime):
        return format_moment(value)
    if isinstance(value, Ago):
        return str(value)
    if isinstance(value, str):
        return '"' + _ESCAPED.sub(_escape, value) + '"'
    return json.dumps(value)


def format_moment(moment: datetime) -> str:
    """Return a moment as ISO 8601 in UTC, or as a bare date if it is a midnight."""
    text = moment.astimezone(UTC).replace(tzinfo=None).isoformat()
    return text.removesuffix("T00:00:00") if text.endswith("T00:00:00") else text + "Z"


def _escape(found: re.Match[str]) -> str:
    mark = found.group()
    return "\\" + mark if mark in '"\\' else f"\\u{ord(mark):04x}"


def _inside(node: Node, weaker: tuple[type, ...]) -> str:
    return f"({format(node)})" if isinstance(node, weaker) else format(node)
