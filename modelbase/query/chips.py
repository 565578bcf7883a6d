"""A query as the chips of a filter bar: groups joined by and, one level of or inside, else text.

`{"and": [{"key": "args.lr", "op": "<", "value": 0.1}, {"search": "vit"}, {"or": [chip, chip]}, {"text": "not (…)"}]}`;
a chip may have `"not": true`. Dates are text. Shapes only: tests are made and checked in querycheck.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from modelbase.errors import Invalid
from modelbase.query import tree as querytree
from modelbase.query.check import anywhere, comparison, membership, moment
from modelbase.query.grammar import check_size, parse
from modelbase.query.tree import (
    TESTS,
    Ago,
    And,
    Anywhere,
    Comparison,
    Exists,
    In,
    IsNull,
    Key,
    Node,
    Not,
    Or,
    Test,
    Value,
    format_moment,
    key_of,
)

Chip = dict[str, Any]
MAX_CHIPS = 200


def to_chips(node: Node) -> Chip:
    """Return the chips of a query: `from_chips(to_chips(node)) == node`."""
    return {"and": [_group(part) for part in (node.parts if isinstance(node, And) else (node,))]}


def from_chips(chips: Any) -> Node:
    """Return the query of chips; errors are `query_syntax` and say which chip is wrong."""
    groups = _list(chips, "and")
    node = _joined(And, [_node(group, at) for at, group in enumerate(groups)]) if groups else And()
    check_size(node)
    return node


def _group(node: Node) -> Chip:
    if isinstance(node, Or) and all(_is_chip(part) for part in node.parts):
        return {"or": [_chip(part) for part in node.parts]}
    return _chip(node) if _is_chip(node) else {"text": querytree.format(node)}


def _is_chip(node: Node) -> bool:
    return isinstance(node, TESTS) or (isinstance(node, Not) and isinstance(node.part, TESTS))


def _chip(node: Any) -> Chip:
    if isinstance(node, Not):
        return {**_chip(node.part), "not": True}
    match node:
        case Comparison(key, op, value):
            return {"key": str(key), "op": op, "value": _plain(value)}
        case In(key, values, negated):
            return {
                "key": str(key),
                "op": "not in" if negated else "in",
                "value": [_plain(one) for one in values],
            }
        case Exists(key):
            return {"key": str(key), "op": "exists"}
        case Anywhere(text):
            return {"search": text}
    return {"key": str(node.key), "op": "is not null" if node.negated else "is null"}


def _plain(value: Value) -> Any:
    return (
        format_moment(value)
        if isinstance(value, datetime)
        else str(value)
        if isinstance(value, Ago)
        else value
    )


def _node(group: Any, at: int) -> Node:
    if not isinstance(group, Mapping):
        raise _wrong(at, "is no object")
    try:
        if set(group) == {"text"} and isinstance(group["text"], str):
            return parse(group["text"])
        if set(group) == {"or"}:
            return _joined(Or, [_test(chip, at) for chip in _list(group, "or")])
        return _test(group, at)
    except Invalid as error:
        if "chip" in error.details:
            raise
        raise Invalid(f"chip {at + 1}: {error.message}", error.code, **error.details, chip=at) from None


def _test(chip: Any, at: int) -> Node:
    needed = {"search"} if isinstance(chip, Mapping) and "search" in chip else {"key", "op"}
    allowed = needed | ({"not"} if "search" in needed else {"value", "not"})
    if not isinstance(chip, Mapping) or not needed <= set(chip) <= allowed:
        raise _wrong(at, "has key, op, perhaps value and not; or it is a search, an or group, or a text")
    negated = chip.get("not", False)
    if not all(isinstance(chip[name], str) for name in needed) or not isinstance(negated, bool):
        raise _wrong(at, "has a key, op or search that is no text, or a not that is neither true nor false")
    if "search" in needed:
        test: Test = anywhere(chip["search"])
    else:
        test = _of_operator(key_of(chip["key"]), chip["op"], chip, at)
    return Not(test) if negated else test


def _of_operator(key: Key, op: str, chip: Mapping[str, Any], at: int) -> Test:
    if op in ("exists", "is null", "is not null"):
        if "value" in chip:
            raise _wrong(at, f"{op} takes no value")
        return Exists(key) if op == "exists" else IsNull(key, op == "is not null")
    if op in ("in", "not in"):
        return membership(key, tuple(_value(key, one, at) for one in _list(chip, "value")), op == "not in")
    return comparison(key, op, _value(key, chip.get("value"), at))


def _value(key: Key, value: Any, at: int) -> Value:
    if isinstance(value, str) and key.field and key.field.kind == "date":
        return moment(value)
    if value is None or isinstance(value, str | int | float):
        return value
    raise _wrong(at, "has a value that is a list or an object")


def _joined(kind: type[And] | type[Or], parts: list[Node]) -> Node:
    return parts[0] if len(parts) == 1 else kind(tuple(parts))


def _list(holder: Any, name: str) -> list[Any]:
    items = holder.get(name) if isinstance(holder, Mapping) else None
    if not isinstance(items, list) or not (items or name == "and") or len(items) > 5 * MAX_CHIPS:
        raise Invalid(f'chips: "{name}" is a list of 1 to {5 * MAX_CHIPS} entries', "query_syntax")
    return items


def _wrong(at: int, why: str) -> Invalid:
    return Invalid(f"chip {at + 1} {why}", "query_syntax", chip=at)
