"""What is kept of a recipe so that its neighbours are found among thousands without reading their args.

A signature is a sorted array of 64-bit numbers, one for each atom of the args that count: a scalar, a list or an empty
mapping; half of a number is the path, half the value. Equal numbers may lie, different ones never do: the bound below
is never above the true count, and compare.py has the last word. Pure: numpy, no database.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any
from zlib import crc32

import numpy as np
import numpy.typing as npt

from modelbase import deadline
from modelbase.comparison.compare import compare
from modelbase.comparison.result import Row, Side
from modelbase.identity.identity import canonical
from modelbase.identity.policy import Policy

Numbers = npt.NDArray[np.uint64]
Counts = npt.NDArray[np.int64]
TABLE = 2**20  # places of the table that says which numbers the model in question has
MASK = np.uint64(TABLE - 1)
HALF = np.uint64(32)


def counted(tree: dict[str, Any], policy: Policy) -> dict[str, Any]:
    """Return the args that count, normalised: what the digest is made of. Seeds are among them."""
    found: dict[str, Any] = json.loads(canonical(tree, policy))
    return found


def of(tree: dict[str, Any]) -> bytes:
    """Return the signature of args that count."""
    return np.unique(np.fromiter((number for number, _ in _atoms(tree, 0)), dtype="<u8")).tobytes()


def differing(one: dict[str, Any], other: dict[str, Any]) -> tuple[Row, ...]:
    """Return the keys in which args that count differ, as `diff` counts them."""
    return compare([Side("one", args=one), Side("other", args=other)]).rows


class Question:
    """One model, against whose signature those of others are held."""

    def __init__(self, tree: dict[str, Any]) -> None:
        own = np.frombuffer(of(tree), dtype="<u8")
        self.size = len(own)
        self.known = np.zeros(TABLE, dtype=np.bool_)
        self.known[_place(own)] = True
        self.below = dict(_mappings(tree, 0))  # how many atoms are below each mapping, by its path
        self.paths = np.array(sorted(self.below), dtype=np.uint64)
        self.path_places = np.zeros(TABLE, dtype=np.bool_)
        self.path_places[(self.paths & MASK).astype(np.intp)] = True

    def fewest(self, signatures: Sequence[bytes]) -> Counts:
        """Return for each signature in how many keys its model differs at least.

        Every key that differs takes at most one atom of this model away; only where another model has an atom in the
        place of a mapping, one key takes away all that is below it, which is counted as one here too.
        """
        numbers = np.frombuffer(b"".join(signatures), dtype="<u8")
        ends = np.cumsum([len(each) // 8 for each in signatures], dtype=np.intp)
        shared = np.concatenate([[0], np.cumsum(self.known[_place(numbers)])])[ends]
        lost = self.size - np.diff(shared, prepend=0)
        paths = numbers >> HALF
        maybe = np.flatnonzero(self.path_places[(paths & MASK).astype(np.intp)])
        for at in deadline.paced(maybe[np.isin(paths[maybe], self.paths)]):
            lost[np.searchsorted(ends, at, side="right")] -= self.below[int(paths[at])] - 1
        return np.asarray(lost, dtype=np.int64)


def _place(numbers: Numbers) -> npt.NDArray[np.intp]:
    return ((numbers ^ (numbers >> HALF)) & MASK).astype(np.intp)


def _atoms(tree: dict[str, Any], path: int) -> Iterator[tuple[int, int]]:
    """Yield (number, path) of every atom."""
    for key, value in tree.items():
        here = _path(key, path)
        if type(value) is dict and value:
            yield from _atoms(value, here)
        else:
            text = json.dumps(value, sort_keys=True)
            yield here << 32 | crc32(text.encode()), here


def _mappings(tree: dict[str, Any], path: int) -> Iterator[tuple[int, int]]:
    for key, value in tree.items():
        if type(value) is dict and value:
            here = _path(key, path)
            yield here, sum(1 for _ in _atoms(value, here))
            yield from _mappings(value, here)


def _path(key: str, above: int) -> int:
    return crc32(key.encode() + b"\0", above)
