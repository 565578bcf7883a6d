"""What a query means, in plain Python over plain rows: the reference for any translation to a database.

A row is `{"fields": {...}, "args": {key: value}, "metrics": {key: value}}`, args and metrics keyed by flat
key text. Types never mix: 1 is 1.0, is not "1", is not true; missing is not null. No parsing, no database.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import total_ordering
from typing import Any, TypeAlias

from modelbase.identity.keys import MISSING
from modelbase.query import fold_text as texts
from modelbase.query import regex as patterns
from modelbase.query.check import as_stored, moment
from modelbase.query.tree import Ago, And, Anywhere, Comparison, Exists, In, IsNull, Key, Node, Not, Or, Value

Row: TypeAlias = Mapping[str, Mapping[str, Any]]
# The total order of values: by rank, then by value.
SEARCHED = (
    "id",
    "title",
    "owner",
    "tags",
    "aliases",
)  # searched for a term, with all texts of the args
NUMBER, TEXT, BOOLEAN, NULL, TREE, ABSENT = range(6)
_ORDER: Mapping[str, Callable[[Any, Any], bool]] = {
    "<": lambda one, other: one < other,
    "<=": lambda one, other: one <= other,
    ">": lambda one, other: one > other,
    ">=": lambda one, other: one >= other,
}


@dataclass(frozen=True)
class Sort:
    """One key to sort by."""

    key: Key
    descending: bool = False


def evaluate(node: Node, row: Row, now: datetime | None = None) -> bool:
    """Say whether a row matches; `now` is what relative dates count from."""
    match node:
        case And(parts) | Or(parts):
            joined = all if isinstance(node, And) else any
            return joined(evaluate(part, row, now) for part in parts)
        case Not(part):
            return not evaluate(part, row, now)
        case Anywhere(text):
            ways = texts.spellings(text)
            return any(way in folded for folded in map(texts.fold, texts_of(row)) for way in ways)
        case Exists(key):
            return value_at(row, key) is not MISSING
        case IsNull(key, negated):
            value = value_at(row, key)
            return value is not MISSING and (value is None) is not negated
        case In(key, values, negated):
            value = value_at(row, key)
            return value is not MISSING and negated is not any(_equal(key, value, one, now) for one in values)
        case Comparison():
            return _holds(node, value_at(row, node.key), now)


def value_at(row: Row, key: Key) -> Any:
    """Return the value at a key, MISSING if there is none; a list or mapping comes as a list or {}."""
    if key.room == "field":
        value = row["fields"].get(key.segments[0], MISSING)
        return _moment(value) if key.field and key.field.kind == "date" and value is not MISSING else value
    flat, path = row[key.room], key.path
    if path in flat:
        return flat[path]
    items: list[Any] = []
    while f"{path}.{len(items)}" in flat:
        items.append(flat[f"{path}.{len(items)}"])
    if items:
        return items
    return {} if any(name.startswith(path + ".") for name in flat) else MISSING


def texts_of(row: Row) -> Iterator[str]:
    """Yield the texts in which a search term is looked for."""
    fields = [row["fields"].get(name) for name in SEARCHED]
    for value in (*fields, *row["args"].values()):
        yield from (
            one for one in (value if isinstance(value, list | tuple) else [value]) if isinstance(one, str)
        )


def sort_key(row: Row, sorts: Sequence[Sort]) -> tuple[Any, ...]:
    """Return what rows are ordered by: each key in turn, missing last in both directions, ties by ID."""
    parts: list[Any] = []
    for sort in sorts:
        rank, value = rank_of(value_at(row, sort.key))
        parts += [rank == ABSENT, _Reversed((rank, value)) if sort.descending else (rank, value)]
    return (*parts, row["fields"].get("id", ""))


def rank_of(value: Any) -> tuple[int, Any]:
    """Return the place of a value in the total order: numbers, text, booleans, null, trees, missing."""
    if value is MISSING:
        return ABSENT, 0
    if value is None:
        return NULL, 0
    if isinstance(value, bool):
        return BOOLEAN, value
    if isinstance(value, datetime):
        return NUMBER, value.timestamp()
    if isinstance(value, int | float):
        value = as_stored(value)
        return (TEXT, "NaN") if math.isnan(value) else (NUMBER, value)
    return (TEXT, value) if isinstance(value, str) else (TREE, 0)


@total_ordering
@dataclass(frozen=True)
class _Reversed:
    value: Any

    def __lt__(self, other: _Reversed) -> bool:
        return bool(other.value < self.value)


def _holds(test: Comparison, value: Any, now: datetime | None) -> bool:
    if value is MISSING:
        return False
    wanted = _wanted(test.value, now)
    if test.op == "=":
        return _equal(test.key, value, wanted, now)
    if test.op == "!=":
        return not _equal(test.key, value, wanted, now)
    if test.op == "contains":
        return _contains(value, wanted)
    if test.op in _ORDER:
        ranks = rank_of(value)[0], rank_of(wanted)[0]
        return ranks[0] == ranks[1] in (NUMBER, TEXT) and _ORDER[test.op](
            rank_of(value)[1], rank_of(wanted)[1]
        )
    texts = value if test.key.field and test.key.field.kind == "list" else [value]
    return any(_fits(test.op, text, str(wanted)) for text in texts if isinstance(text, str))


def _equal(key: Key, value: Any, wanted: Value, now: datetime | None) -> bool:
    """Type-strict equality; a list field equals a text if one of its items does."""
    wanted = _wanted(wanted, now)
    if key.field and key.field.kind == "list":
        return wanted in value
    rank = rank_of(wanted)
    return rank[0] != TREE and rank_of(value) == rank


def _contains(value: Any, wanted: Value) -> bool:
    if isinstance(value, str):
        return isinstance(wanted, str) and wanted in value
    return isinstance(value, list | tuple) and any(rank_of(item) == rank_of(wanted) for item in value)


def _fits(op: str, text: str, wanted: str) -> bool:
    if op == "startswith":
        return text.startswith(wanted)
    return patterns.compiled(wanted).search(text)


def _wanted(value: Value, now: datetime | None) -> Any:
    return value.before(now or datetime.now(UTC)) if isinstance(value, Ago) else value


def _moment(value: Any) -> Any:
    read = moment(value) if isinstance(value, str) else value
    return read.replace(tzinfo=UTC) if isinstance(read, datetime) and read.tzinfo is None else read
