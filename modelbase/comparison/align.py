"""Which items of two lists belong together, by content: exact ones first, then mappings of the same type.

Values are compared by token: equal tokens, equal values, with the types kept apart (1 is 1.0, not "1", not
true). Knows lists and values only; rows, keys and sections are in compare.py.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from typing import Any, TypeAlias

from modelbase import deadline
from modelbase.identity.jsontext import not_finite
from modelbase.identity.normal import normalize

Token: TypeAlias = Hashable
Pairs: TypeAlias = "list[tuple[int, int]]"

# Work limits, so that lists of 10,000 hostile items cost no more than honest ones.
CELLS_PER_BLOCK = 4_096
CELLS_PER_COMPARISON = 200_000
_EXACT = 2.0
_KIND_KEYS = ("type", "name", "_target_", "class_path", "class_name")


class Tokens:
    """Gives every value a small hashable token; equal containers share one, however large they are."""

    def __init__(self) -> None:
        self._of_object: dict[int, tuple[Token, Any]] = {}
        self._numbers: dict[Token, tuple[str, int]] = {}
        self._leaves: dict[Token, int] = {}

    def of(self, value: Any) -> Token:
        """Return the token of a value."""
        kind = type(value)
        if kind is str:
            text: str = value
            return normalize("NFC", text)
        if kind is int or kind is float:
            number: float = value
            return number if kind is int or math.isfinite(number) else not_finite(number)
        if kind is dict or kind is list:
            known = self._of_object.get(id(value))
            if known is None:
                known = self._of_object[id(value)] = (
                    self._container(value),
                    value,
                )  # holding it keeps its id
            return known[0]
        return kind.__name__, value

    def leaves(self, value: Any) -> int:
        """Return how many leaves (scalars and empty containers) a value has."""
        return self._leaves.get(self.of(value), 1) if type(value) in (dict, list) else 1

    def _container(self, value: Any) -> Token:
        deadline.check()
        items = list(value.values()) if type(value) is dict else value
        inner = [self.of(item) for item in items]
        content = frozenset(zip(value, inner, strict=True)) if type(value) is dict else tuple(inner)
        token = self._numbers.setdefault((type(value).__name__, content), ("#", len(self._numbers)))
        self._leaves[token] = sum(map(self.leaves, items)) or 1
        return token


class Aligner:
    """Aligns lists against each other within the work limit of one comparison."""

    def __init__(self, tokens: Tokens) -> None:
        self.tokens = tokens
        self.cells = CELLS_PER_COMPARISON

    def pairs(self, left: Sequence[Any], right: Sequence[Any]) -> Pairs:
        """Return the (left, right) positions that belong together, increasing in both."""
        lefts, rights = [self.tokens.of(item) for item in left], [self.tokens.of(item) for item in right]
        start, shortest = 0, min(len(left), len(right))
        while start < shortest and lefts[start] == rights[start]:
            start += 1
        tail = 0
        while tail < shortest - start and lefts[-1 - tail] == rights[-1 - tail]:
            tail += 1
        anchors = [(at, at) for at in range(start)]
        middle = (start, len(left) - tail, start, len(right) - tail)
        anchors += self._middle(left, right, middle)
        return anchors + [(len(left) - at, len(right) - at) for at in range(tail, 0, -1)]

    def _middle(self, left: Sequence[Any], right: Sequence[Any], block: tuple[int, int, int, int]) -> Pairs:
        found: Pairs = []
        i, j = block[0], block[2]
        fences = [] if self._affordable(block) else self._anchors(left, right, block)
        for at, to in [*fences, (block[1], block[3])]:
            found += self._block(left, right, (i, at, j, to))
            if at < block[1]:
                found.append((at, to))
            i, j = at + 1, to + 1
        return found

    def _affordable(self, block: tuple[int, int, int, int]) -> bool:
        cells = (block[1] - block[0]) * (block[3] - block[2])
        return cells <= min(CELLS_PER_BLOCK, self.cells)

    def _anchors(self, left: Sequence[Any], right: Sequence[Any], block: tuple[int, int, int, int]) -> Pairs:
        """Return the pairs of items that occur once in either block, in the longest common order."""
        lefts = [self.tokens.of(item) for item in left[block[0] : block[1]]]
        rights = [self.tokens.of(item) for item in right[block[2] : block[3]]]
        once = Counter(rights)
        places = {token: at for at, token in enumerate(rights) if once[token] == 1}
        twice = Counter(lefts)
        pairs = [
            (at, places[token]) for at, token in enumerate(lefts) if twice[token] == 1 and token in places
        ]
        return [(at + block[0], to + block[2]) for at, to in _longest_increasing(pairs)]

    def _block(self, left: Sequence[Any], right: Sequence[Any], block: tuple[int, int, int, int]) -> Pairs:
        top, bottom, near, far = block
        if top >= bottom or near >= far:
            return []
        if not self._affordable(block):
            return [
                (top + at, near + at)
                for at in range(min(bottom - top, far - near))
                if self._score(left[top + at], right[near + at]) > 0
            ]
        self.cells -= (bottom - top) * (far - near)
        inner = _best_pairs(
            bottom - top, far - near, lambda i, j: self._score(left[top + i], right[near + j])
        )
        return [(top + i, near + j) for i, j in inner]

    def _score(self, one: Any, other: Any) -> float:
        """Return how much two items are the same thing: 2 if equal, up to 1 if alike, 0 if not at all."""
        deadline.check()
        if self.tokens.of(one) == self.tokens.of(other):
            return _EXACT
        if type(one) is dict and type(other) is dict:
            return self._alike(one, other)
        if type(one) is list and type(other) is list:
            equal = sum(self.tokens.of(a) == self.tokens.of(b) for a, b in zip(one, other, strict=False))
            return (0.1 if len(one) == len(other) else 0.0) + 0.9 * equal / max(len(one), len(other), 1)
        return 0.0

    def _alike(self, one: dict[str, Any], other: dict[str, Any]) -> float:
        kind = _kind(one)
        if kind != _kind(other):
            return 0.0
        shared = one.keys() & other.keys()
        union = len(one) + len(other) - len(shared)
        equal = sum(self.tokens.of(one[key]) == self.tokens.of(other[key]) for key in shared)
        if kind is None and 2 * len(shared) < union:
            return 0.0
        return 0.5 + 0.5 * equal / union


def _kind(item: dict[str, Any]) -> tuple[str, str] | None:
    """Return what says which thing a mapping describes, such as ("type", "RandomCrop")."""
    return next(((key, item[key]) for key in _KIND_KEYS if isinstance(item.get(key), str)), None)


def _best_pairs(rows: int, columns: int, score: Callable[[int, int], float]) -> Pairs:
    """Return the order-keeping pairs of the greatest total score (Needleman and Wunsch, 1970)."""
    scores = [[score(i, j) for j in range(columns)] for i in range(rows)]
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    for i in range(rows - 1, -1, -1):
        for j in range(columns - 1, -1, -1):
            take = scores[i][j] + best[i + 1][j + 1] if scores[i][j] else 0.0
            best[i][j] = max(take, best[i + 1][j], best[i][j + 1])
    pairs, i, j = [], 0, 0
    while i < rows and j < columns:
        if scores[i][j] and best[i][j] == scores[i][j] + best[i + 1][j + 1]:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return pairs


def _longest_increasing(pairs: Pairs) -> Pairs:
    """Return the longest run of pairs that increases in both places (patience sorting)."""
    tops: list[int] = []
    at_top: list[int] = []
    before: list[int] = []
    for at, (_, place) in enumerate(pairs):
        pile = bisect_left(tops, place)
        before.append(at_top[pile - 1] if pile else -1)
        if pile == len(tops):
            tops.append(place)
            at_top.append(at)
        else:
            tops[pile], at_top[pile] = place, at
    chain: Pairs = []
    at = at_top[-1] if at_top else -1
    while at >= 0:
        chain.append(pairs[at])
        at = before[at]
    return chain[::-1]
