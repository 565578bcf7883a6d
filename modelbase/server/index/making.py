"""Makes columns: of values, of other columns, of what lies in the database. Pure; what a column is, is in column.py."""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from typing import Any

import bson
import numpy as np
import numpy.typing as npt
from bson import Int64

from modelbase.query.evaluate import TREE, rank_of
from modelbase.server.database import Document
from modelbase.server.index.column import Codes, Column, narrow

EXACT = 2**53  # integers up to here are doubles


def of_values(rows: Sequence[int], values: Sequence[Any], count: int) -> Column:
    """Return the column in which these rows, of `count`, have these values."""
    keys = [key_of(one) for one in values]
    held = dict(zip(keys, values, strict=True))
    numbers = sorted([key for key in held if key.__class__ in (int, float)])
    others = sorted([one for key, one in held.items() if key.__class__ not in (int, float)], key=order_of)
    code = {key_of(one): at for at, one in enumerate((*numbers, *others))}
    codes = np.full(count, len(code), dtype=np.int64)
    codes[np.asarray(rows, dtype=np.int64)] = [code[key] for key in keys]
    return Column(number_array(numbers), tuple(others), narrow(codes, len(code)))


def merged(parts: Sequence[tuple[Column | None, int]], order: Codes) -> Column:
    """Return the columns of several blocks (None: nothing there) after each other, rows then put in `order`."""
    present = [column for column, _ in parts if column is not None]
    numbers = _union([column.numbers for column in present])
    held = {key_of(one): one for column in present for one in column.others}
    others = sorted(held.values(), key=order_of)
    code = {key_of(one): len(numbers) + at for at, one in enumerate(others)}
    missing = len(numbers) + len(others)
    found: list[Codes] = []
    for column, count in parts:
        if column is None:
            found.append(np.full(count, missing))
            continue
        moved = (
            np.searchsorted(numbers, column.numbers) if len(column.numbers) else np.zeros(0, dtype=np.int64)
        )
        moved = np.append(moved, [*(code[key_of(one)] for one in column.others), missing]).astype(np.int64)
        found.append(moved[column.codes])
    return Column(numbers, tuple(others), narrow(np.concatenate(found)[order], missing))


def unpacked(packed: Document) -> Column:
    """Return a column from the database."""
    numbers = packed["numbers"]
    if isinstance(numbers, list):
        array = number_array(numbers)
    else:
        array = np.frombuffer(zlib.decompress(numbers), dtype=np.float64)
    others = tuple(bson.decode(zlib.decompress(packed["others"]))["all"])
    codes = np.frombuffer(zlib.decompress(packed["codes"]), dtype=f"u{packed['width']}")
    return Column(array, others, narrow(codes, len(array) + len(others)))


def number_array(numbers: list[Any]) -> npt.NDArray[Any]:
    """Return numbers as doubles, or as they are where a double would round one of them."""
    exact = all(one.__class__ is float or -EXACT <= one <= EXACT for one in numbers)
    array = np.empty(len(numbers), dtype=np.float64 if exact else object)
    array[:] = numbers
    return array


def _union(parts: Sequence[npt.NDArray[Any]]) -> npt.NDArray[Any]:
    if all(part.dtype != object for part in parts):
        return np.unique(np.concatenate([np.zeros(0), *parts]))
    return number_array(sorted({one for part in parts for one in part.tolist()}))


def key_of(value: Any) -> Any:
    """Return what makes a value distinct: 1 is 1.0 and not true."""
    kind = value.__class__
    if kind is str or kind is float or kind is int:
        return value
    if kind is Int64:  # what BSON makes of a long
        return int(value)
    return ("list", json.dumps(value)) if kind is list else (repr(value),)


def order_of(value: Any) -> tuple[int, Any]:
    """Return what values that are no numbers are put in order by."""
    rank, place = rank_of(value)
    return (rank, json.dumps(value)) if rank == TREE else (rank, place)
