"""Dotted keys, such as `optimizer.lr`, `custom_keys.".cls_token"`, `betas.0`; trees to keys, and back.

Pure text and tree work: no I/O, no conversion of values, nothing but the standard library. The rest of
the package reaches these functions through `modelbase.args`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, TypeAlias

from modelbase.errors import Invalid

Scalar: TypeAlias = "bool | int | float | str | None"
Json: TypeAlias = "Scalar | list[Json] | dict[str, Json]"


class _Missing:
    def __repr__(self) -> str:
        return "MISSING"


MISSING: Any = _Missing()  # not null: nothing is there
Path: TypeAlias = "tuple[str | int, ...]"

# What a segment may hold without quotes. Operators, brackets and quotes of the query language are out.
BARE = r"""[^\s."'\\=<>!,()\[\]{}|&\x00-\x1f\x7f]+"""
SEGMENT = rf'(?:"(?:[^"\\]|\\["\\])*"|{BARE})'
_BARE = re.compile(BARE)
_SEGMENT = re.compile(SEGMENT)
_ESCAPED = re.compile(r'\\(["\\])')
_NEEDS_ESCAPE = re.compile(r'(["\\])')


def parse_key(text: str) -> tuple[str, ...]:
    """Return the segments of a dotted key; errors are `key_invalid` and name the column."""
    segments, end = scan_key(text)
    if end != len(text):
        raise _bad_key(text, end, 'quote a segment that holds dots, quotes, spaces or operators: a."b.c"')
    return segments


def scan_key(text: str) -> tuple[tuple[str, ...], int]:
    """Return the segments of the key that `text` begins with, and the offset where it ends."""
    segments: list[str] = []
    at = 0
    while True:
        found = _SEGMENT.match(text, at)
        if found is None:
            raise _bad_key(text, at, "a segment is missing here; an empty one is written as two quotes")
        part = found.group()
        segments.append(_ESCAPED.sub(r"\1", part[1:-1]) if part.startswith('"') else part)
        at = found.end()
        if text[at : at + 1] != ".":
            return tuple(segments), at
        at += 1


def format_key(segments: Iterable[str | int]) -> str:
    """Return the dotted text of a key, quoting the segments that need it."""
    return ".".join([format_segment(part) for part in segments])


@lru_cache(maxsize=8192)
def key_text(name: str) -> str:
    """Return the key that a series is kept under: a key's text (`val.acc`), or a name that is none, in quotes."""
    try:
        return format_key(parse_key(name))
    except Invalid:
        return format_key((name,))


def format_segment(part: str | int) -> str:
    """Return one segment as it stands in a key text."""
    text = str(part)
    if _BARE.fullmatch(text) and not text.startswith("-"):
        return text
    return '"' + _NEEDS_ESCAPE.sub(r"\\\1", text) + '"'


def leaves(node: Any, above: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Yield (path, value) of every scalar and every empty container, in the given order; paths begin with `above`."""
    items: Iterable[tuple[str | int, Any]] = node.items() if isinstance(node, Mapping) else enumerate(node)
    for part, value in items:
        if isinstance(value, Mapping | list) and value:
            yield from leaves(value, (*above, part))
        else:
            yield (*above, part), value


def flatten(args: Mapping[str, Any]) -> dict[str, Any]:
    """Return the leaves of a tree by their key text; list items are keyed by their number."""
    return {format_key(path): value for path, value in leaves(args)}


def unflatten(flat: Mapping[str, Any]) -> dict[str, Any]:
    """Return the tree of flattened keys: the inverse of `flatten`.

    A mapping whose keys are exactly 0..n-1, in order, reads as a list: that is what such keys mean.
    """
    root: dict[str, Any] = {}
    for key, value in flat.items():
        segments = parse_key(key)
        node = root
        for part in segments[:-1]:
            node = node.setdefault(part, _Branch())
            if not isinstance(node, _Branch):
                raise Invalid(
                    f"{key} lies inside {part}, which is a value of its own", "key_invalid", key=key
                )
        if segments[-1] in node:
            raise Invalid(f"{key} is there twice", "key_invalid", key=key)
        node[segments[-1]] = value
    return {part: _settled(value) for part, value in root.items()}


def index_of(segment: str) -> int | None:
    """Return the list position that a segment names (`0`, `12`), or None."""
    plain = segment.isascii() and segment.isdigit() and (segment == "0" or segment[0] != "0")
    return int(segment) if plain and len(segment) < 10 else None


def lookup(tree: Any, segments: Sequence[str], default: Any = None) -> Any:
    """Return the value at a key of a tree of mappings and lists, or `default` if there is none."""
    for part in segments:
        if isinstance(tree, Mapping):
            if part not in tree:
                return default
            tree = tree[part]
        elif isinstance(tree, list):
            index = index_of(part)
            if index is None or index >= len(tree):
                return default
            tree = tree[index]
        else:
            return default
    return tree


class _Branch(dict[str, Any]):
    """A mapping that `unflatten` made, as opposed to an empty one that is a value."""


def _settled(node: Any) -> Any:
    if not isinstance(node, _Branch):
        return node
    values = [_settled(value) for value in node.values()]
    if [index_of(part) for part in node] == list(range(len(node))):
        return values
    return dict(zip(node, values, strict=True))


def _bad_key(text: str, at: int, hint: str) -> Invalid:
    shown = text if len(text) <= 80 else text[:77] + "..."
    return Invalid(f"{shown!r} is no key (column {at + 1}): {hint}", "key_invalid", column=at + 1)
