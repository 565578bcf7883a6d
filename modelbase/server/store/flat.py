"""How args and metrics lie in MongoDB: one level, `flat["optimizer/lr"] = 0.1`, only scalars as values.

Segments are joined by `/`; what MongoDB gives a meaning (dot, dollar, NUL, the empty name) is percent-escaped, so a
user's key is never a path or an operator.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

from modelbase.args import leaves, parse_key
from modelbase.server.store import Document

INT64 = 2**63
ESCAPES = {"%": "%25", ".": "%2E", "$": "%24", "\0": "%00", "/": "%2F"}
TABLE = str.maketrans(ESCAPES)
EMPTY = "%"


def name(segments: Iterable[str | int]) -> str:
    """Return the field name for a key's segments: `("custom_keys", ".bias", 0)` is `custom_keys/%2Ebias/0`."""
    return "/".join(str(segment).translate(TABLE) or EMPTY for segment in segments)


def args(tree: Mapping[str, Any]) -> Document:
    """Return the typed leaves of an args tree by field name; empty containers become `{}` and `[]`."""
    return {name(path): value(leaf) for path, leaf in leaves(tree)}


def metrics(named: Mapping[str, Any]) -> Document:
    """Return metrics by field name, from a mapping keyed by key text."""
    return {name(parse_key(key)): value(number) for key, number in named.items()}


def value(leaf: Any) -> Any:
    """Return a leaf as BSON can hold it: integers beyond 64 bits become doubles, which sort in their place."""
    if isinstance(leaf, bool) or not isinstance(leaf, int):
        return leaf
    if -INT64 <= leaf < INT64:
        return leaf
    return float(leaf) if abs(leaf) < 10**308 else math.copysign(math.inf, leaf)
