"""Training args of any kind turned into plain data: mappings, lists, text, numbers, booleans, null.

One walk that holds to the limits; how an object of another kind is read is in objects.py. No text formats (args.py,
yamltext.py) and no identity rules (identity.py).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Set
from typing import Any

from modelbase.errors import Invalid
from modelbase.identity import objects
from modelbase.identity.keys import Json, Path
from modelbase.identity.limits import MAX_CONTAINERS, MAX_DEPTH, MAX_KEY, MAX_LEAVES, too_many_values
from modelbase.identity.objects import at, short

MAX_STEPS = 10  # conversions of one value before it is plain: an Enum of a Path takes two
Masks = Callable[[Path], bool]


def plain(args: Any, masked: Masks | None = None) -> dict[str, Json]:
    """Return args as plain data, keys in the given order; errors name the dotted key and what to do.

    Where `masked` says so of a field of a dataclass (its path), the value is what the object's own `to_dict` shows.
    """
    try:
        tree = _Converter(masked).convert(args, (), 1)
    except RecursionError:
        raise _too_deep(()) from None
    if not isinstance(tree, dict):
        raise Invalid(
            f"args must be a mapping of names to values, not {objects.kind_of(args)}: give a dict or a config",
            "args_not_plain",
        )
    return tree


def key_text(key: Any, path: Path) -> str:
    """Return the JSON text of a key of the mapping at `path`: text as it is, and 1, 0.5, true, null."""
    key = key if issubclass(type(key), str) else objects.opened_key(key, path)
    kind = type(key)  # not isinstance, which asks the object
    if issubclass(kind, str):
        return str.__str__(key)
    if issubclass(kind, int) and int(key).bit_length() > 1023:
        raise Invalid(f"a key of {at(path)} is a number too large for a double", "args_number", key=at(path))
    if key is None or issubclass(kind, bool | int | float):
        return json.dumps(key)
    raise Invalid(
        f"a key of {at(path)} is {objects.kind_of(key)} {objects.said(key)!r}: keys must be text or numbers",
        "args_not_plain",
        key=at(path),
    )


def equal_keys(path: Path, given: Any) -> Invalid:
    """Return the error for a key of a mapping that is there twice, the second time as `given`."""
    return Invalid(
        f"{at(path)} is there twice, once as {objects.kind_of(given)}: rename one of them",
        "args_duplicate_key",
        key=at(path),
    )


class _Converter:
    """One conversion: counts the leaves and knows the containers it is inside of."""

    def __init__(self, masked: Masks | None) -> None:
        self.leaves = self.containers = 0
        self.inside: set[int] = set()
        self.masked = masked

    def convert(self, value: Any, path: Path, depth: int, steps: int = 0) -> Json:
        kind = type(value)
        if kind is str or kind is int or kind is float or kind is bool or value is None:
            self.count(path)
            scalar: Json = _checked(value, path)
            return scalar
        if id(value) in self.inside:
            raise Invalid(f"{at(path)} contains itself: args must be a tree", "args_not_plain", key=at(path))
        self.inside.add(id(value))
        try:
            if kind is dict or kind is list:
                return self.container(value, path, depth)
            return self.other(value, path, depth, steps)
        finally:
            self.inside.discard(id(value))

    def other(self, value: Any, path: Path, depth: int, steps: int) -> Json:
        """Return the plain form of a value that is no scalar, dict or list."""
        if steps >= MAX_STEPS:
            raise objects.not_plain(path, value, "is not plain data, nor is what it turns into")
        opened = objects.opened(value, path, self.masked)
        if opened is not value:
            return self.convert(opened, path, depth, steps + 1)
        tree = self.container(objects.items_of(value, path), path, depth)
        return sorted(tree, key=_set_order) if isinstance(tree, list) and isinstance(value, Set) else tree

    def container(self, value: Any, path: Path, depth: int) -> Json:
        if depth > MAX_DEPTH:
            raise _too_deep(path)
        self.containers += 1
        if self.containers > MAX_CONTAINERS:
            raise too_many_values(containers=True, key=short(path))
        if not value:
            self.count(path)
        if isinstance(value, Mapping):
            return self.mapping(value, path, depth)
        return [self.convert(item, (*path, place), depth + 1) for place, item in enumerate(value)]

    def mapping(self, value: Mapping[Any, Any], path: Path, depth: int) -> dict[str, Json]:
        tree: dict[str, Json] = {}
        for given, item in value.items():
            key = given if type(given) is str else key_text(given, path)
            if key in tree:
                raise equal_keys((*path, key), given)
            if len(key) > MAX_KEY:
                where = short((*path, key))
                raise Invalid(
                    f"the key {where} has {len(key)} characters; the limit is {MAX_KEY}",
                    limit=MAX_KEY,
                    key=where,
                )
            _checked(key, (*path, key))
            tree[key] = self.convert(item, (*path, key), depth + 1)
        return tree

    def count(self, path: Path) -> None:
        self.leaves += 1
        if self.leaves > MAX_LEAVES:
            raise too_many_values(key=short(path))


def _checked(value: Any, path: Path) -> Any:
    """Return a scalar that JSON and a double can hold."""
    if type(value) is str and not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError:
            raise Invalid(
                f"{at(path)} holds half a character (a lone surrogate), which is no text",
                "args_unreadable",
                key=at(path),
            ) from None
    elif type(value) is int and value.bit_length() > 1023:
        raise Invalid(
            f"{at(path)} is a number of {value.bit_length()} bits, too large for a double: give it as text",
            "args_number",
            key=at(path),
        )
    return value


def _too_deep(path: Path) -> Invalid:
    return Invalid(
        f"args are nested deeper than {MAX_DEPTH} levels at {short(path)}", limit=MAX_DEPTH, key=short(path)
    )


def _set_order(item: Json) -> tuple[int, Any]:
    if item is None or isinstance(item, bool):
        return (0, str(item))
    if isinstance(item, int | float):
        return (1, item) if item == item else (2, "")  # NaN alone differs from itself
    if isinstance(item, str):
        return (3, item)
    return (4, json.dumps(item, sort_keys=True))
