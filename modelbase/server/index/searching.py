"""Which models match a query, how many there are, and in which order they stand: over the columns of all parts.

Every block gives its own first rows; these are merged by value. Returns database keys: what is shown of a model is
read from the model.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from time import monotonic
from typing import Any

import numpy as np

from modelbase.errors import Invalid
from modelbase.query import Node, Sort
from modelbase.query.evaluate import ABSENT, rank_of
from modelbase.server.database import Database, Document
from modelbase.server.database.query.ordering import Place
from modelbase.server.database.query.rows import Ask
from modelbase.server.index import passing
from modelbase.server.index.block import MEMORY_OF_PROCESS, Block, column_name, columns, split_id
from modelbase.server.index.column import Codes, Column, Mask
from modelbase.server.index.making import merged
from modelbase.server.index.present import Part, Present

DEEP = 2_000  # rows from the top; further down all blocks are sorted as one
KEPT = 1_000  # first rows of each block that are remembered by their order, for whoever asks for all models
Ordered = tuple[Block, list[Column], Codes]


@dataclass(frozen=True)
class Search:
    """A query, its order and the filter of what may be seen; `until` is when it must be done, of `monotonic`."""

    seen: Document
    where: Node
    sorts: tuple[Sort, ...]
    now: datetime
    until: float


@dataclass(frozen=True)
class Matches:
    """The rows of each part that match."""

    parts: tuple[tuple[Part, Codes], ...]

    @property
    def total(self) -> int:
        """How many models match."""
        return sum(len(rows) for _, rows in self.parts)


def search_of(ask: Ask) -> Search:
    """Return what is asked as the columns take it."""
    return Search(ask.seen, ask.where, ask.sorts, ask.now, monotonic() + ask.seconds)


def understands(seen: Document) -> bool:
    """Say whether the filter of what may be seen is one that columns can answer."""
    if set(seen) <= {"name", "visibility"}:
        return set(seen.get("name", {"$regex": ""})) == {"$regex"} and isinstance(
            seen.get("visibility", ""), str
        )
    return seen == {"_id": {"$in": []}}


def matches(db: Database, present: Present, search: Search) -> Matches:
    """Return which rows match."""
    held = passing.held(db, [part.block for part in present.parts], search.where, search.seen, search.sorts)
    parts = []
    for part in present.parts:
        _in_time(search)
        mask = part.alive & passing.passed(search.where, part.block, held, search.now)
        parts.append((part, np.flatnonzero(passing.visible(mask, search.seen, part.block, held))))
    return Matches(tuple(parts))


def ordered(
    db: Database, found: Matches, search: Search, after: Place | None, span: tuple[int, int]
) -> list[str]:
    """Return the database keys from `span[0]` up to before `span[1]` of those that come after a place, in order."""
    names = [column_name(sort.key) for sort in search.sorts]
    held = columns(db, [part.block for part, _ in found.parts], names)
    lists = []
    for part, rows in found.parts:
        _in_time(search)
        order = [held[part.block.id, name] for name in names]
        remembered = None if after or not names else _remembered(part, rows, order, search.sorts, span[1])
        if remembered is not None:
            lists.append((part.block, order, remembered))
            continue
        ranks = _ranks(order, search.sorts)
        if after is not None:
            left = rows[_beyond(rows, part.block, list(zip(order, ranks, search.sorts, strict=True)), after)]
        else:
            left = rows
        lists.append((part.block, order, left if span[1] > DEEP else _first(left, ranks, span[1])))
    if span[1] > DEEP:
        return _deep(lists, search.sorts, span)
    keyed = [((_sort_key(search.sorts, *row), row) for row in _rows(*each)) for each in lists]
    together = heapq.merge(*keyed, key=lambda pair: pair[0])  # lazy: only what is shown is compared
    return [_key(*each) for _, each in islice(together, *span)]


def _ranks(order: list[Column], sorts: Sequence[Sort]) -> list[Codes]:
    return [column.ranks(sort.descending)[column.codes] for column, sort in zip(order, sorts, strict=True)]


def _remembered(
    part: Part, rows: Codes, order: list[Column], sorts: Sequence[Sort], count: int
) -> Codes | None:
    """Return the first `count` rows of a block of which all are asked for; None if it is not so, or more died since.

    A block never changes, so its order does not either: what is dead now is left out of what was put in order once.
    """
    block = part.block
    if block.own is not None or count > KEPT or len(rows) < np.count_nonzero(part.alive):
        return None
    name = f"{block.id}:first/{sorts!r}"
    first: Codes | None = MEMORY_OF_PROCESS.get(name)
    if first is None:
        first = _first(np.arange(block.head.count), _ranks(order, sorts), KEPT)
        MEMORY_OF_PROCESS.put(name, first, first.nbytes + 200)
    left = first[part.alive[first]][:count]
    return left if len(left) == min(count, len(rows)) else None


def _rows(block: Block, order: list[Column], rows: Codes) -> list[tuple[Block, list[Column], int]]:
    return [(block, order, int(row)) for row in rows]


def _deep(lists: list[Ordered], sorts: Sequence[Sort], span: tuple[int, int]) -> list[str]:
    """Return rows from far down: all rows of all blocks are put in order at once, by their codes."""
    names = sorted({name for block, _, _ in lists for name in block.head.names})
    code = {name: at for at, name in enumerate(names)}
    keys = [np.concatenate([block.head.hashes[rows] for block, _, rows in lists])]
    local = [np.array([code[name] for name in block.head.names], dtype=np.int64) for block, _, _ in lists]
    places = zip(local, lists, strict=True)
    keys.append(np.concatenate([codes[block.head.name_codes[rows]] for codes, (block, _, rows) in places]))
    for at in reversed(range(len(sorts))):
        parts = [(order[at].taken(rows, used=False), len(rows)) for _, order, rows in lists]
        column = merged(parts, np.arange(len(keys[0])))
        keys.append(column.ranks(sorts[at].descending)[column.codes])
    chosen = np.lexsort(keys)[span[0] : span[1]]
    starts = np.cumsum([0, *(len(rows) for _, _, rows in lists)])
    found = []
    for at in chosen:
        which = int(np.searchsorted(starts, at, "right")) - 1
        block, order, rows = lists[which]
        found.append(_key(block, order, int(rows[at - starts[which]])))
    return found


def _first(rows: Codes, ranks: Sequence[Codes], count: int) -> Codes:
    """Return the first `count` of `rows`, which are in the order of IDs, in the order of their ranks."""
    if len(rows) <= count:
        return rows[np.lexsort([rank[rows] for rank in reversed(ranks)])] if ranks else rows
    if not ranks:
        return rows[:count]
    here = ranks[0][rows]
    upto = np.cumsum(np.bincount(here))
    limit = int(np.searchsorted(upto, count))
    less, ties = rows[here < limit], rows[here == limit]
    head = less[np.lexsort([rank[less] for rank in reversed(ranks)])]
    return np.concatenate([head, _first(ties, ranks[1:], count - len(less))])


def _beyond(rows: Codes, block: Block, order: list[tuple[Column, Codes, Sort]], after: Place) -> Mask:
    """Return which of these rows come after a place."""
    passed = np.zeros(len(rows), dtype=np.bool_)
    same = np.ones(len(rows), dtype=np.bool_)
    for (column, ranks, sort), place in zip(order, after.values, strict=True):
        at, here = column.beside(place, sort.descending), ranks[rows]
        passed |= same & (here > at)
        same &= here == at
    name, number = split_id(after.id)
    names = np.array([(each > name) - (each < name) for each in block.head.names], dtype=np.int8)
    turn = names[block.head.name_codes[rows]]
    beyond: Mask = passed | (
        same & ((turn > 0) | ((turn == 0) & (block.head.hashes[rows] > np.uint64(number))))
    )
    return beyond


def _sort_key(sorts: Sequence[Sort], block: Block, order: list[Column], row: int) -> tuple[Any, ...]:
    parts: list[Any] = []
    for sort, column in zip(sorts, order, strict=True):
        rank, value = rank_of(column.value_at(row))
        parts += [rank == ABSENT, _Turned(rank, value) if sort.descending else (rank, value)]
    return (*parts, block.head.id_order(row))


def _key(block: Block, _order: list[Column], row: int) -> str:
    return str(block.head.keys[row].decode())


class _Turned:
    """A place in the order seen from its end."""

    __slots__ = ("place",)

    def __init__(self, rank: int, value: Any) -> None:
        self.place = (rank, value)

    def __lt__(self, other: _Turned) -> bool:
        return other.place < self.place

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Turned) and other.place == self.place

    __hash__ = None  # type: ignore[assignment]


def _in_time(search: Search) -> None:
    if monotonic() > search.until:
        raise Invalid(
            "this took too long; narrow it with an = on an arg or a name, or sort by one key", "query_limit"
        )
