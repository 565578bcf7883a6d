"""Training args of any kind turned into plain data: mappings, lists, text, numbers, booleans, null.

Foreign types are known by their shape or through `sys.modules`, so that numpy, torch, pydantic or omegaconf
are never imported from here. No text formats (args.py, yamltext.py) and no identity rules (identity.py).
"""

from __future__ import annotations

import dataclasses
import datetime
import json
import math
import sys
from argparse import Namespace
from collections.abc import Mapping, Sequence, Set
from enum import Enum
from pathlib import PurePath
from types import SimpleNamespace
from typing import Any

from modelbase.errors import Invalid
from modelbase.identity.keys import Json, Path, format_key

MAX_DEPTH = 100
MAX_LEAVES = 10_000
MAX_KEY = 1_000
MAX_ARRAY = 1_000
_NOTHING = object()


def plain(args: Any) -> dict[str, Json]:
    """Return args as plain data, keys in the given order; errors name the dotted key and what to do."""
    tree = _Converter().convert(args, (), 1)
    if not isinstance(tree, dict):
        raise Invalid(
            f"args must be a mapping of names to values, not {_kind(args)}: give a dict or a config",
            "args_not_plain",
        )
    return tree


class _Converter:
    """One conversion: counts the leaves and knows the containers it is inside of."""

    def __init__(self) -> None:
        self.leaves = 0
        self.inside: set[int] = set()

    def convert(self, value: Any, path: Path, depth: int) -> Json:
        kind = type(value)
        if kind is str or kind is int or kind is float or kind is bool or value is None:
            self.count()
            scalar: Json = _checked(value, path)
            return scalar
        if id(value) in self.inside:
            raise Invalid(
                f"{_at(path)} contains itself: args must be a tree", "args_not_plain", key=_at(path)
            )
        self.inside.add(id(value))
        opened = value if kind is dict or kind is list else _opened(value, path)
        step = self.container if opened is value else self.convert
        tree = step(opened, path, depth)
        self.inside.discard(id(value))
        return tree

    def container(self, value: Any, path: Path, depth: int) -> Json:
        if depth > MAX_DEPTH:
            raise Invalid(
                f"args are nested deeper than {MAX_DEPTH} levels at {_short(path)}", limit=MAX_DEPTH
            )
        if not value:
            self.count()
        if isinstance(value, Mapping):
            return self.mapping(value, path, depth)
        items = [self.convert(item, (*path, at), depth + 1) for at, item in enumerate(value)]
        return sorted(items, key=_set_order) if isinstance(value, Set) else items

    def mapping(self, value: Mapping[Any, Any], path: Path, depth: int) -> dict[str, Json]:
        tree: dict[str, Json] = {}
        for given, item in value.items():
            key = given if type(given) is str else _key_text(given, path)
            if key in tree:
                raise Invalid(
                    f"{_at((*path, key))} is there twice, once as {_kind(given)}: rename one of them",
                    "args_duplicate_key",
                    key=_at((*path, key)),
                )
            if len(key) > MAX_KEY:
                where = _short((*path, key))
                raise Invalid(
                    f"the key {where} has {len(key)} characters; the limit is {MAX_KEY}", limit=MAX_KEY
                )
            _checked(key, (*path, key))
            tree[key] = self.convert(item, (*path, key), depth + 1)
        return tree

    def count(self) -> None:
        self.leaves += 1
        if self.leaves > MAX_LEAVES:
            raise Invalid(
                f"args have more than {MAX_LEAVES} values; keep large tables in a file of the checkpoint",
                limit=MAX_LEAVES,
            )


def _checked(value: Any, path: Path) -> Any:
    """Return a scalar that JSON and a double can hold."""
    if type(value) is str and not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError:
            raise Invalid(
                f"{_at(path)} holds half a character (a lone surrogate), which is no text",
                "args_unreadable",
                key=_at(path),
            ) from None
    elif type(value) is int and value.bit_length() > 1023:
        raise Invalid(
            f"{_at(path)} is a number of {value.bit_length()} bits, too large for a double: give it as text",
            "args_number",
            key=_at(path),
        )
    return value


def _opened(value: Any, path: Path) -> Any:
    """Return a value one step nearer to plain data; a container that can be walked is returned as it is."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, int | float):
        return int(value) if isinstance(value, int) else float(value)
    if isinstance(value, PurePath):
        return value.as_posix()
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    config = _opened_config(value, path)
    if config is not _NOTHING:
        return config
    if isinstance(value, Mapping | Set) or (
        isinstance(value, Sequence) and not isinstance(value, bytes | bytearray | memoryview)
    ):
        return value
    return _opened_array(value, path)


def _opened_config(value: Any, path: Path) -> Any:
    """Return the fields of a Namespace, dataclass, pydantic model or config object, else _NOTHING."""
    if isinstance(value, type):
        return _NOTHING
    if isinstance(value, Namespace | SimpleNamespace):
        return vars(value)
    if dataclasses.is_dataclass(value):
        return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    omegaconf = sys.modules.get("omegaconf")
    if omegaconf is not None and omegaconf.OmegaConf.is_config(value):
        return _called(
            lambda: omegaconf.OmegaConf.to_container(value, resolve=True, throw_on_missing=True), path
        )
    for name, mark in (("model_dump", "model_fields"), ("dict", "__fields__"), ("to_dict", "to_dict")):
        method = getattr(value, name, None)
        if callable(method) and hasattr(type(value), mark) and not isinstance(value, Mapping):
            return _called(method, path)
    return _NOTHING


def _opened_array(value: Any, path: Path) -> Any:
    """Return the plain form of a scalar, small array, dtype or device of numpy, torch and the like."""
    kind, package = type(value), type(value).__module__.partition(".")[0]
    if isinstance(value, type):
        return sys.modules["numpy"].dtype(value).name if value.__module__ == "numpy" else _refuse(path, value)
    if all(hasattr(value, name) for name in ("tolist", "dtype", "shape")):
        size = math.prod(value.shape)
        if size > MAX_ARRAY:
            raise _not_plain(path, value, f"has {size} items (at most {MAX_ARRAY}): keep it in a file")
        items = _called(value.tolist, path)
        return (
            _called(value.__float__, path) if type(items) is kind else items
        )  # a long double is its own item
    if package == "torch" and kind.__name__ in {"dtype", "device", "layout", "memory_format"}:
        return str(value).removeprefix("torch.")
    if package == "numpy" and hasattr(value, "itemsize") and hasattr(value, "name"):
        return value.name
    return _refuse(path, value)


def _refuse(path: Path, value: Any) -> Any:
    raise _not_plain(path, value, "is not plain data: give text, a number, a list or a mapping")


def _not_plain(path: Path, value: Any, why: str) -> Invalid:
    hint = ", for example its name" if callable(value) else ""
    return Invalid(
        f"{_at(path)} ({_kind(value)}) {why}{hint}", "args_not_plain", key=_at(path), type=_kind(value)
    )


def _called(method: Any, path: Path) -> Any:
    try:
        return method()
    except Exception as error:  # foreign code may raise anything; the message is passed on
        raise Invalid(f"{_at(path)} cannot be read: {error}", "args_not_plain", key=_at(path)) from error


def _key_text(key: Any, path: Path) -> str:
    """Return the JSON text of a key that is no plain text: 1, 0.5, true, null."""
    if isinstance(key, Enum):
        key = key.value
    if hasattr(key, "item") and hasattr(key, "dtype"):
        key = key.item()
    if isinstance(key, str):
        return str.__str__(key)
    if key is None or isinstance(key, bool | int | float):
        return json.dumps(key)
    raise Invalid(
        f"a key of {_at(path)} is {_kind(key)} {str(key)[:60]!r}: keys must be text or numbers",
        "args_not_plain",
        key=_at(path),
    )


def _set_order(item: Json) -> tuple[int, Any]:
    if item is None or isinstance(item, bool):
        return (0, str(item))
    if isinstance(item, int | float):
        return (1, item) if item == item else (2, "")  # NaN alone differs from itself
    if isinstance(item, str):
        return (3, item)
    return (4, json.dumps(item, sort_keys=True))


def _kind(value: Any) -> str:
    kind = value if isinstance(value, type) else type(value)
    name = kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
    return f"the class {name}" if isinstance(value, type) else name


def _at(path: Path) -> str:
    return format_key(path) if path else "the top level"


def _short(path: Path) -> str:
    text = _at(path)
    return text if len(text) <= 80 else text[:77] + "..."
