"""One key of one block: the distinct values in the order of docs/query.md, and for each row which of them it has.

A test is evaluated on the distinct values alone, as query/evaluate.py defines it; rows follow by their codes.
Pure: numpy and the query tree, no database.
"""

from __future__ import annotations

import json
import zlib
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import bson
import numpy as np
import numpy.typing as npt
from bson import Int64

from modelbase import deadline
from modelbase.identity.keys import MISSING
from modelbase.query import Ago, Comparison, Exists, In, IsNull, Key, KeyTest
from modelbase.query.evaluate import BOOLEAN, NULL, NUMBER, TEXT, TREE, evaluate, rank_of
from modelbase.server.database import Document

Codes = npt.NDArray[Any]
Mask = npt.NDArray[np.bool_]
WHOLE = 2**63  # above, a number without a fraction is shown as the double that it is
MAX_ROWS = 65_535  # so that a code fits into two bytes
EXACT = 2**53  # integers up to here are doubles


@dataclass(frozen=True)
class Column:
    """`numbers` then `others` are the distinct values in order; `codes` are places in them, one more is missing."""

    numbers: npt.NDArray[Any]
    others: tuple[Any, ...]
    codes: Codes

    @property
    def distinct(self) -> int:
        """The number of distinct values; also the code of a row that has none."""
        return len(self.numbers) + len(self.others)

    @property
    def size(self) -> int:
        """The memory it takes, in bytes, roughly."""
        codes = self.codes.nbytes if self.codes.strides != (0,) else 8
        return codes + self.numbers.nbytes + sum(60 + len(str(one)) for one in self.others) + 200

    def value(self, code: int) -> Any:
        """Return the value of a code; a whole number as an integer."""
        if code >= self.distinct:
            return MISSING
        if code >= len(self.numbers):
            return self.others[code - len(self.numbers)]
        return shown(self.numbers[code])

    def value_at(self, row: int) -> Any:
        """Return the value of a row."""
        return self.value(int(self.codes[row]))

    def ranks(self, descending: bool) -> Codes:
        """Return for each code its place in the order: trees are equal, missing is last both ways."""
        places = np.arange(self.distinct + 1, dtype=np.int32)
        tree = len(self.numbers) + self._bounds(TREE)[0]
        places[tree : self.distinct] = tree
        return (
            np.append(-places[:-1] + self.distinct, self.distinct + 1).astype(np.int32)
            if descending
            else places
        )

    def position_among(self, place: tuple[int, Any], descending: bool) -> float:
        """Return where a (rank, value) stands among `ranks`: a whole number if it is one of them, else between."""
        at = self._position(place)
        return (
            self.distinct - at
            if descending and at < self.distinct
            else at + (at == self.distinct and descending)
        )

    def accepts(self, test: KeyTest, now: datetime) -> Mask:
        """Return for each code whether its value passes a test; a missing one never does."""
        passed = np.zeros(self.distinct + 1, dtype=np.bool_)
        if test.key.field is not None and test.key.field.kind == "list":
            passed[:-1] = [_holds(test, one, now) for one in deadline.paced(self._all())]
        elif isinstance(test, Exists):
            passed[:-1] = True
        elif isinstance(test, IsNull):
            self._mark(passed, [None], test.negated)
        elif isinstance(test, In):
            self._mark(passed, [_date(one, now) for one in test.values], test.negated)
        elif test.op in ("=", "!="):
            self._mark(passed, [_date(test.value, now)], test.op == "!=")
        elif test.op in ("<", "<=", ">", ">="):
            low, high = self._range(test.op, rank_of(_date(test.value, now)))
            passed[low:high] = True
        else:
            passed[len(self.numbers) : -1] = self._fitting(test, now)
        return passed

    def take(self, rows: Codes, used: bool = True) -> Column:
        """Return the column of some rows, with the values that they use alone."""
        codes = self.codes[rows]
        if not used:
            return Column(self.numbers, self.others, codes)
        there = np.zeros(self.distinct + 1, dtype=np.bool_)
        there[codes] = True
        there[-1] = False
        moved = np.cumsum(there) - 1
        moved[-1] = there.sum()
        middle = len(self.numbers)
        others = tuple(one for one, kept in zip(self.others, there[middle:-1], strict=True) if kept)
        return Column(self.numbers[there[:middle]], others, narrow(moved[codes], int(moved[-1])))

    def pack(self) -> Document:
        """Return the column as it lies in the database."""
        exact = self.numbers.dtype != object
        return {
            "numbers": zlib.compress(self.numbers.tobytes(), 1) if exact else self.numbers.tolist(),
            "others": zlib.compress(bson.encode({"all": list(self.others)}), 1),
            "codes": zlib.compress(np.ascontiguousarray(self.codes).tobytes(), 1),
            "width": self.codes.dtype.itemsize,
        }

    def _all(self) -> Iterable[Any]:
        return [*self.numbers.tolist(), *self.others]

    def _bounds(self, rank: int) -> tuple[int, int]:
        """Return from which place to which the values of a rank stand in `others`."""
        ranks = [rank_of(one)[0] for one in self.others] if len(self.others) < 8 else None
        if ranks is not None:
            return bisect_left(ranks, rank), bisect_right(ranks, rank)
        key = _rank
        return bisect_left(self.others, rank, key=key), bisect_right(self.others, rank, key=key)

    def _position(self, place: tuple[int, Any]) -> float:
        """Return the code of a (rank, value); where there is none, the middle between its neighbours."""
        rank, value = place
        if rank == NUMBER:
            low = self._among(value, "left")
            found = low < len(self.numbers) and shown(self.numbers[low]) == value
        elif rank > TREE:
            return self.distinct
        else:
            begin, end = self._bounds(rank)
            low = bisect_left(self.others, value, begin, end) if rank in (TEXT, BOOLEAN) else begin
            found = low < end and (rank in (NULL, TREE) or self.others[low] == value)
            low += len(self.numbers)
        return low if found else low - 0.5

    def _among(self, value: int | float, side: Literal["left", "right"]) -> int:
        """Return where a number stands among the numbers; an integer that no double holds stands between two."""
        if isinstance(value, int) and abs(value) > 2**53 and self.numbers.dtype != object:
            numbers: list[float] = self.numbers.tolist()
            return (bisect_left if side == "left" else bisect_right)(numbers, value)
        return int(np.searchsorted(self.numbers, value, side))

    def _range(self, op: str, place: tuple[int, Any]) -> tuple[int, int]:
        rank, value = place
        if rank == NUMBER:
            low, high, shift = 0, len(self.numbers), 0
            left, right = self._among(value, "left"), self._among(value, "right")
        elif rank == TEXT:
            low, high = self._bounds(TEXT)
            shift = len(self.numbers)
            left = bisect_left(self.others, value, low, high)
            right = bisect_right(self.others, value, low, high)
        else:
            return 0, 0
        begin, end = {"<": (low, left), "<=": (low, right), ">": (right, high), ">=": (left, high)}[op]
        return begin + shift, end + shift

    def _mark(self, passed: Mask, wanted: Sequence[Any], negated: bool) -> None:
        if negated:
            passed[:-1] = True
        for one in wanted:
            rank = rank_of(one)
            at = self._position(rank)
            if rank[0] < TREE and at == int(at):
                passed[int(at)] = not negated

    def _fitting(self, test: Comparison, now: datetime) -> list[bool]:
        """Return which of the others pass contains, startswith or matches."""
        plain = isinstance(test.value, str) and test.op in ("contains", "startswith")
        begin, end = self._bounds(TEXT) if plain else (0, 0)
        wanted: Any = test.value
        if test.op == "contains":
            texts = [wanted in one for one in deadline.paced(self.others[begin:end])]
        else:
            texts = [one.startswith(wanted) for one in deadline.paced(self.others[begin:end])]
        return [*texts, *(_holds(test, one, now) for one in deadline.paced(self.others[end:], 16))]


def column_of(rows: Sequence[int], values: Sequence[Any], count: int) -> Column:
    """Return the column in which these rows, of `count`, have these values."""
    keys = [key_of(one) for one in values]
    held = dict(zip(keys, values, strict=True))
    numbers = sorted([key for key in held if key.__class__ in (int, float)])
    others = sorted([one for key, one in held.items() if key.__class__ not in (int, float)], key=order_of)
    code = {key_of(one): at for at, one in enumerate((*numbers, *others))}
    codes = np.full(count, len(code), dtype=np.int64)
    codes[np.asarray(rows, dtype=np.int64)] = [code[key] for key in keys]
    return Column(number_array(numbers), tuple(others), narrow(codes, len(code)))


def merge_columns(parts: Sequence[tuple[Column | None, int]], order: Codes) -> Column:
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


def unpack_column(packed: Document) -> Column:
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


def shown(number: Any) -> int | float:
    """Return a number as it is shown: a whole one as an integer."""
    return int(number) if number == int(number) and abs(number) < WHOLE else float(number)


def narrow(codes: Codes, highest: int) -> Codes:
    """Return codes in as few bytes as they need; one code for all rows takes none."""
    if len(codes) and (codes == codes[0]).all():
        kind = np.uint8 if highest < 256 else np.uint16
        return np.broadcast_to(np.asarray(codes[0], dtype=kind), codes.shape)
    return codes.astype(np.uint8 if highest < 256 else np.uint16)


def _rank(value: Any) -> int:
    return rank_of(value)[0]


def _date(value: Any, now: datetime) -> Any:
    return value.before(now) if isinstance(value, Ago) else value


def _holds(test: KeyTest, value: Any, now: datetime) -> bool:
    row: dict[str, dict[str, Any]] = {"fields": {}, "args": {}, "metrics": {}}
    key: Key = test.key
    row["fields" if key.room == "field" else key.room][key.path] = value
    return evaluate(test, row, now)
