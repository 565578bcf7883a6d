"""How args and metrics lie in MongoDB: one level, `flat["optimizer/lr"] = 0.1`, every key with what a query sees there.

Segments are joined by `/`; what MongoDB gives a meaning (dot, dollar, NUL, the empty name) is percent-escaped, so a
user's key is never a path or an operator. A list of scalars stands as such and item by item; any other tree is `{}`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from modelbase.identity.args import leaves, parse_key
from modelbase.query.check import as_stored
from modelbase.server.database import Document

ESCAPES = {"%": "%25", ".": "%2E", "$": "%24", "\0": "%00", "/": "%2F"}
TABLE = str.maketrans(ESCAPES)
UNESCAPES = {code: sign for sign, code in ESCAPES.items() if sign != "%"}
EMPTY = "%"


def name(segments: Iterable[str | int]) -> str:
    """Return the field name for a key's segments: `("custom_keys", ".bias", 0)` is `custom_keys/%2Ebias/0`."""
    return "/".join([escaped(segment) for segment in segments])


@lru_cache(maxsize=8192)
def escaped(segment: str | int) -> str:
    """Return one segment as it stands in a field name."""
    return str(segment).translate(TABLE) or EMPTY


def segments_of(field: str) -> tuple[str, ...]:
    """Return the segments of a field name: the inverse of `name`."""
    return tuple("" if part == EMPTY else _unescaped(part) for part in field.split("/"))


def args(tree: Mapping[str, Any]) -> Document:
    """Return what stands at every key of an args tree, by field name."""
    return with_containers(leaves_of(tree))


def leaves_of(tree: Mapping[str, Any]) -> Document:
    """Return the scalars and empty containers of an args tree by field name."""
    return {name(path): value(leaf) for path, leaf in leaves(tree)}


def metrics(named: Mapping[str, Any]) -> Document:
    """Return what stands at every key of metrics, by field name, from a mapping keyed by key text."""
    return with_containers({name(parse_key(key)): value(number) for key, number in named.items()})


def with_containers(flat: Document) -> Document:
    """Return leaves with the keys above them: the list of the first scalar items, else `{}`. A leaf wins."""
    above: dict[str, None] = {}
    for field in flat:
        at = field.rfind("/")
        while at > 0 and field[:at] not in above:
            above[field[:at]] = None
            at = field.rfind("/", 0, at)
    return flat | {field: _items(flat, field) or {} for field in above if field not in flat}


def value(leaf: Any) -> Any:
    """Return a leaf as BSON can hold it: integers beyond 64 bits become doubles, which sort in their place."""
    return as_stored(leaf) if type(leaf) is int else leaf


def _items(flat: Document, field: str) -> list[Any]:
    items: list[Any] = []
    while (item := f"{field}/{len(items)}") in flat:
        items.append(flat[item])
    return items


def _unescaped(part: str) -> str:
    for code, sign in UNESCAPES.items():
        part = part.replace(code, sign)
    return part.replace("%25", "%")
