"""The tensors in what a torch pickle builds: walks the followed value, takes the calls that rebuild tensors.

Source: torch/_utils.py (`_rebuild_tensor_v2` and its relatives) and torch/serialization.py of torch 2.13. Checks that
each tensor lies within its storage; the caller gives the places of the storages in the file. A dtype that is not known
here is listed by its own name, without a size.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from modelbase.weights.pickles.machine import Call, Global, Mapping, Persistent
from modelbase.weights.report import ITEM_BITS, Tensor, Unreadable, count_of, size_of

DTYPES = {
    "float32": "F32", "float": "F32", "float64": "F64", "double": "F64", "float16": "F16", "half": "F16",
    "bfloat16": "BF16", "int64": "I64", "long": "I64", "int32": "I32", "int": "I32", "int16": "I16", "short": "I16",
    "int8": "I8", "char": "I8", "uint8": "U8", "byte": "U8", "uint16": "U16", "uint32": "U32", "uint64": "U64",
    "bool": "BOOL", "complex64": "C64", "complexfloat": "C64", "complex128": "C128", "complexdouble": "C128",
    "float8_e4m3fn": "F8_E4M3", "float8_e5m2": "F8_E5M2", "float8_e8m0fnu": "F8_E8M0",
    "float8_e4m3fnuz": "F8_E4M3FNUZ", "float8_e5m2fnuz": "F8_E5M2FNUZ", "qint8": "I8", "quint8": "U8",
    "qint32": "I32",
}  # fmt: skip
MOST_TENSORS = 200_000
MOST_DEPTH = 60
MOST_VALUES = 2_000_000
V2 = {"torch._utils._rebuild_tensor", "torch._utils._rebuild_tensor_v2", "torch._utils._rebuild_qtensor"}
SPARSE = {"torch._utils._rebuild_sparse_tensor", "torch._utils._rebuild_nested_tensor"}
META = "torch._utils._rebuild_meta_tensor_no_storage"
V3 = "torch._utils._rebuild_tensor_v3"
WRAPPED = {"torch._utils._rebuild_parameter", "torch._utils._rebuild_parameter_with_state"}
TYPED = "torch._tensor._rebuild_from_type_v2"


@dataclass(frozen=True)
class Storage:
    """A run of bytes that tensors are views of; `dtype` is None for raw bytes, `items` counts of that dtype."""

    key: str
    dtype: str | None
    items: int


@dataclass(frozen=True)
class Place:
    """Where a storage's bytes are: `begin` in the file, or in the zip entry at `entry`; `size` in bytes."""

    begin: int
    size: int
    entry: int | None = None


@dataclass(frozen=True)
class View:
    """A tensor as a view of a storage; offset and strides in items. Without a storage it has no bytes (`meta`)."""

    storage: Storage | None
    dtype: str
    offset: int
    shape: tuple[int, ...]
    strides: tuple[int, ...]


def tensors(value: Any, places: dict[str, Place | None]) -> tuple[Tensor, ...]:
    """Return the tensors under a followed value, named by their path, or raise Unreadable.

    `places` are by storage key; None is that of a storage behind one whose size is not known.
    """
    found: dict[str, Tensor] = {}
    for name, view in views(value):
        if len(found) >= MOST_TENSORS:
            raise Unreadable(f"it has more than {MOST_TENSORS:,} tensors")
        if view.storage is None:
            found[name] = Tensor(name, view.dtype, view.shape, count_of(view.shape), 0)
        elif view.storage.key not in places:
            raise Unreadable(f"the storage {view.storage.key[:40]!r} is missing")
        else:
            found[name] = _tensor(name, view, places[view.storage.key])
    return tuple(found.values())


def views(root: Any) -> Iterator[tuple[str, View]]:
    """Yield path and view of every tensor under a value; one that holds itself ends at the depth limit."""
    waiting: list[tuple[tuple[str, ...], Any]] = [((), root)]
    seen = 0
    while waiting:
        path, value = waiting.pop()
        seen += 1
        if seen > MOST_VALUES:
            raise Unreadable(f"it has more than {MOST_VALUES:,} values")
        view = _view(value)
        if view is not None:
            yield ".".join(path) or "tensor", view
        elif len(path) < MOST_DEPTH:
            waiting.extend(reversed([((*path, key), child) for key, child in _children(value)]))


def _children(value: Any) -> list[tuple[str, Any]]:
    if isinstance(value, Mapping):
        return [(str(key)[:200], child) for key, child in value.pairs if isinstance(key, str | int)]
    if isinstance(value, list | tuple):
        return [(str(index), child) for index, child in enumerate(value)]
    if isinstance(value, Call):
        if isinstance(value.function, Global) and value.function.name in SPARSE:
            return [
                (str(at), child)
                for at, child in enumerate(value.args if isinstance(value.args, tuple) else ())
            ]
        pairs = [(str(key)[:200], child) for key, child in value.pairs if isinstance(key, str | int)]
        return (
            pairs
            + [(str(index), child) for index, child in enumerate(value.items)]
            + _attributes(value.state)
        )
    return []


def _attributes(state: Any) -> list[tuple[str, Any]]:
    """Return the attributes of an object that was pickled whole, with a module's parts named as torch does."""
    if not isinstance(state, Mapping):
        return []
    found: list[tuple[str, Any]] = []
    for key, child in state.pairs:
        if key in ("_parameters", "_buffers", "_modules"):
            found.extend(_children(child))
        elif isinstance(key, str) and not key.startswith("_"):
            found.append((key[:200], child))
    return found


def _view(value: Any) -> View | None:
    if (
        not isinstance(value, Call)
        or not isinstance(value.function, Global)
        or not isinstance(value.args, tuple)
    ):
        return None
    name, args = value.function.name, value.args
    if name in V2 and len(args) >= 4:
        return _checked(args[0], args[1:4], None)
    if name == V3 and len(args) >= 7:
        return _checked(args[0], args[1:4], args[6])
    if name == META and len(args) >= 2 and isinstance(args[1], tuple | Call):
        shape = args[1].args[0] if isinstance(args[1], Call) and args[1].args else args[1]
        if not isinstance(shape, tuple) or not all(
            type(each) is int and 0 <= each <= 2**53 for each in shape
        ):
            return None
        return View(None, _dtype(args[0]), 0, shape, ())
    if name in WRAPPED and args:
        return _view(args[0])
    if name == TYPED and len(args) >= 3 and isinstance(args[2], tuple):
        return _view(Call(args[0], args[2]))
    return None


def _checked(reference: Any, layout: tuple[Any, ...], dtype: Any) -> View:
    offset, shape, strides = layout
    storage = _storage(reference)
    shape = shape.args[0] if isinstance(shape, Call) and shape.args else shape
    whole = [offset, *(shape if isinstance(shape, tuple) else [None])]
    whole += strides if isinstance(strides, tuple) else [None]
    if not all(type(each) is int and 0 <= each <= 2**53 for each in whole) or len(shape) != len(strides):
        raise Unreadable("a tensor has a shape, offset or strides that are no whole numbers")
    kind = storage.dtype if dtype is None else _dtype(dtype)
    if kind is None:
        raise Unreadable("a tensor does not say its dtype")
    return View(storage, kind, offset, shape, strides)


def _storage(reference: Any) -> Storage:
    parts = reference.id if isinstance(reference, Persistent) else None
    if not isinstance(parts, tuple) or len(parts) < 5 or parts[0] != "storage":
        raise Unreadable("a tensor refers to something that is no storage")
    kind, key, _, items = parts[1:5]
    if not isinstance(kind, Global) or not isinstance(key, str) or type(items) is not int or items < 0:
        raise Unreadable("a storage is described in a way that torch does not")
    raw = kind.name.endswith("UntypedStorage")
    return Storage(key, None if raw else _dtype(kind), items)


def _dtype(kind: Any) -> str:
    if not isinstance(kind, Global):
        raise Unreadable("a dtype is described in a way that torch does not")
    name = kind.name.removeprefix("torch.").removeprefix("storage.")
    return DTYPES.get(name.removesuffix("Storage").lower(), name[:40])


def _tensor(name: str, view: View, place: Place | None) -> Tensor:
    parameters = count_of(view.shape)
    if view.dtype not in ITEM_BITS:
        return Tensor(name, view.dtype, view.shape, parameters, None)
    size, item = size_of(view.dtype, parameters), size_of(view.dtype, 1)
    if place is None:
        return Tensor(name, view.dtype, view.shape, parameters, size)
    last = view.offset + sum(
        (length - 1) * step for length, step in zip(view.shape, view.strides, strict=True)
    )
    if parameters and (last + 1) * item > place.size:
        raise Unreadable(f"the tensor {name[:80]!r} reaches beyond its storage")
    begin = place.begin + view.offset * item if _in_one_piece(view) else None
    return Tensor(name, view.dtype, view.shape, parameters, size, begin, place.entry)


def _in_one_piece(view: View) -> bool:
    """Say whether the items lie one after another in row-major order."""
    expected = 1
    for length, step in zip(reversed(view.shape), reversed(view.strides), strict=True):
        if length != 1 and step != expected:
            return False
        expected *= length
    return True
