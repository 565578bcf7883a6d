"""Objects of other kinds, read one step nearer to plain data: config objects, arrays, dtypes, paths, dates, keys.

Types of libraries are known by their shape or through `sys.modules`: none is ever imported from here. Foreign code
runs only inside `_read`, which turns whatever it raises into `args_not_plain` with the key. The walk is in plain.py.
"""

from __future__ import annotations

import dataclasses
import datetime
import math
import os
import sys
from argparse import Namespace
from collections.abc import Callable, Mapping, Sequence, Set
from contextlib import suppress
from enum import Enum
from functools import partial
from itertools import islice
from pathlib import PurePath
from types import SimpleNamespace
from typing import Any, TypeVar

from modelbase.errors import Invalid, ModelbaseError
from modelbase.identity.keys import Path, format_key
from modelbase.identity.limits import MAX_ARRAY, MAX_LEAVES

_NOTHING = object()
_KNOWN = (Mapping, Set, Sequence)
_BYTES = (bytes, bytearray, memoryview)
T = TypeVar("T")


def opened(value: Any, path: Path, masked: Callable[[Path], bool] | None = None) -> Any:
    """Return a value one step nearer to plain data; a container that can be walked is returned as it is.

    `masked` says of which fields of a dataclass the object's own `to_dict` is shown instead. Raise Invalid
    `args_not_plain`, which names the key, for what is not plain data and for whatever the object itself raises.
    """
    return _read(lambda: _opened(value, path, masked), path)


def items_of(value: Any, path: Path) -> Any:
    """Return the items of a container as a dict or a list: no more of them than args may have, and one."""
    most = MAX_LEAVES + 1
    if isinstance(value, Mapping):
        return _Pairs(_read(lambda: list(islice(value.items(), most)), path))
    return _read(lambda: list(islice(iter(value), most)), path)


def opened_key(key: Any, path: Path) -> Any:
    """Return what an Enum or a number of numpy or torch stands for as a key."""

    def read() -> Any:
        inner = key.value if isinstance(key, Enum) else key
        return inner.item() if hasattr(inner, "item") and hasattr(inner, "dtype") else inner

    return _read(read, path)


def kind_of(value: Any) -> str:
    """Return the name of a value's type, or that it is a class and which."""
    kind = value if isinstance(value, type) else type(value)
    name = kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
    return f"the class {name}" if isinstance(value, type) else name


def said(value: Any) -> str:
    """Return the first line of the text of a foreign object, at most 200 characters, whatever its `__str__` does."""
    with suppress(Exception):
        return next(iter(str(value).splitlines()), "")[:200]
    return kind_of(value)


def not_plain(path: Path, value: Any, why: str) -> Invalid:
    """Return the error for a value that is not plain data, with its key, its type and what to do."""
    hint = ", for example its name" if callable(value) else ""
    return Invalid(
        f"{at(path)} ({kind_of(value)}) {why}{hint}", "args_not_plain", key=at(path), type=kind_of(value)
    )


def at(path: Path) -> str:
    """Return a path as it is said in a message."""
    return format_key(path) if path else "the top level"


def short(path: Path) -> str:
    """Return a path as it is said in a message, cut to 80 characters."""
    text = at(path)
    return text if len(text) <= 80 else text[:77] + "..."


class _Pairs(dict[Any, Any]):
    """Key and value pairs as an object gave them; keys may be equal, and are refused where they are made text."""

    def __init__(self, pairs: list[tuple[Any, Any]]) -> None:
        super().__init__(enumerate(pairs))

    def items(self) -> Any:
        return self.values()


def _read(act: Callable[[], T], path: Path) -> T:
    """Return what foreign code returns; whatever it raises becomes `args_not_plain` with the key, in one line."""
    try:
        return act()
    except ModelbaseError:
        raise
    except Exception as error:  # foreign code may raise anything
        inner = getattr(error, "full_key", None)  # OmegaConf says where
        where = f"{at(path)} cannot be read"
        if isinstance(inner, str) and inner:
            where = f"{f'{at(path)}: ' if path else ''}{inner} cannot be read"
        key = ".".join(part for part in (at(path) if path else "", inner or "") if part) or at(path)
        raise Invalid(f"{where}: {said(error)}", "args_not_plain", key=key) from error


def _opened(value: Any, path: Path, masked: Callable[[Path], bool] | None) -> Any:
    if isinstance(value, type):
        return _opened_class(value, path)
    if _is_mock(value):
        return _refuse(path, value)
    simple = _opened_scalar(value)
    if simple is not _NOTHING:
        return simple
    ways: tuple[Callable[[], Any], ...] = (
        lambda: _opened_fields(value, path, masked),
        lambda: _opened_config(value),
        lambda: _opened_container(value),
        lambda: _opened_array(value, path),
        lambda: _opened_like(value),
    )
    found = next((found for way in ways if (found := way()) is not _NOTHING), _NOTHING)
    return _refuse(path, value) if found is _NOTHING else found


def _opened_scalar(value: Any) -> Any:
    """Return the scalar that a value stands for, else _NOTHING."""
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
    return _NOTHING


def _opened_fields(value: Any, path: Path, masked: Callable[[Path], bool] | None) -> Any:
    """Return the fields of a Namespace or a dataclass, else _NOTHING."""
    if isinstance(value, Namespace | SimpleNamespace):
        return vars(value)
    if not dataclasses.is_dataclass(value):
        return _NOTHING
    names = [field.name for field in dataclasses.fields(value)]
    fields: dict[str, Any] = {name: _read(partial(getattr, value, name), (*path, name)) for name in names}
    if masked is None or not callable(getattr(type(value), "to_dict", None)):
        return fields
    hidden = [name for name in names if masked((*path, name))]
    return fields | _masks(value, hidden) if hidden else fields


def _masks(value: Any, names: list[str]) -> dict[str, str]:
    """Return what an object's own `to_dict` shows of fields, where that is text: transformers masks its tokens so."""
    with suppress(Exception):  # the fields are the recipe; a serializer that fails takes nothing from it
        shown = value.to_dict()
        return {name: shown[name] for name in names if type(shown.get(name)) is str}
    return {}


def _opened_config(value: Any) -> Any:
    """Return the tree of an OmegaConf or pydantic object, or of one with `to_dict`, else _NOTHING."""
    omegaconf = sys.modules.get("omegaconf")
    if omegaconf is not None and omegaconf.OmegaConf.is_config(value):
        return omegaconf.OmegaConf.to_container(value, resolve=True, throw_on_missing=True)
    if isinstance(value, Mapping):
        return _NOTHING
    for name, mark in (("model_dump", "model_fields"), ("dict", "__fields__"), ("to_dict", "to_dict")):
        method = getattr(value, name, None)
        if callable(method) and hasattr(type(value), mark):
            return method()
    return _NOTHING


def _opened_container(value: Any) -> Any:
    """Return a mapping, a set or a sequence as it is, else _NOTHING."""
    return value if isinstance(value, _KNOWN) and not isinstance(value, _BYTES) else _NOTHING


def _opened_array(value: Any, path: Path) -> Any:
    """Return the plain form of a scalar, small array, dtype or device of numpy, torch and the like, else _NOTHING."""
    kind, package = type(value), type(value).__module__.partition(".")[0]
    if all(hasattr(value, name) for name in ("tolist", "dtype", "shape")):
        sides = value.shape if isinstance(value.shape, Sequence) else None
        if sides is None or not all(isinstance(side, int) for side in sides):
            return _NOTHING
        size = math.prod(sides)
        if size > MAX_ARRAY:
            raise not_plain(path, value, f"has {size} items (at most {MAX_ARRAY}): keep it in a file")
        items = value.tolist()
        return value.__float__() if type(items) is kind else items  # a long double is its own item
    if package == "torch" and kind.__name__ in {"dtype", "device", "layout", "memory_format"}:
        return str(value).removeprefix("torch.")
    if package == "numpy" and hasattr(value, "itemsize") and hasattr(value, "name"):
        return value.name
    return _NOTHING


def _opened_class(value: type, path: Path) -> Any:
    """Return the name of numpy's scalar types, which stand for their dtypes; refuse other classes."""
    return sys.modules["numpy"].dtype(value).name if value.__module__ == "numpy" else _refuse(path, value)


def _opened_like(value: Any) -> Any:
    """Return the tree of what is a mapping in all but name, else _NOTHING.

    attrs instances, absl's FLAGS, paths of other libraries, and what has `keys` and `[]` (wandb.config), also where
    `keys` is that of an inner mapping (Config of mmengine and mmcv). `[]` is looked for on the type: an object that
    answers to every name is none of these.
    """
    kind = type(value)
    if isinstance(getattr(kind, "__attrs_attrs__", None), tuple):
        return {one.name: getattr(value, one.name) for one in kind.__attrs_attrs__}
    if callable(getattr(kind, "flag_values_dict", None)):
        return value.flag_values_dict()
    if hasattr(kind, "__fspath__"):
        path_text = os.fspath(value)
        return path_text.replace(os.sep, "/") if isinstance(path_text, str) else _NOTHING
    return _pairs_like(value, kind)


def _pairs_like(value: Any, kind: type) -> Any:
    if not hasattr(kind, "__getitem__") or not callable(getattr(value, "keys", None)):
        return _NOTHING
    found = value.keys()
    if not hasattr(type(found), "__iter__"):
        return _NOTHING
    keys = list(islice(iter(found), MAX_LEAVES + 1))
    return {key: value[key] for key in keys}


def _is_mock(value: Any) -> bool:
    """Say whether a value is a mock, which answers to every name and may call itself of any class."""
    mock = sys.modules.get("unittest.mock")
    return mock is not None and issubclass(type(value), mock.NonCallableMock)


def _refuse(path: Path, value: Any) -> Any:
    raise not_plain(path, value, "is not plain data: give text, a number, a list or a mapping")
