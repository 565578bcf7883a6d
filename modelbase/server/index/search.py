"""One page of the table: which models match a query, how many there are, and in which order they stand.

Each block is tested and ordered by itself, by masks over its columns and texts; the first rows of all blocks are then
merged by value. What is shown of a model is read from the model. Decides nothing about people and parses no text.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice
from typing import Any

import numpy as np

from modelbase import deadline
from modelbase.query import And, Anywhere, Key, Node, Not, Or, Sort, key_tests, tests
from modelbase.query.evaluate import ABSENT, rank_of
from modelbase.server.database import Database, Document
from modelbase.server.database.models import sound
from modelbase.server.database.rows import Place, Row, TableQuery, of_keys
from modelbase.server.database.translate import limited
from modelbase.server.database.visible import visible_filter
from modelbase.server.index import current, key_counts, texts
from modelbase.server.index.blocks import CACHE, Block, column_name, columns, split_id
from modelbase.server.index.column import Codes, Column, Mask, merge_columns
from modelbase.server.index.current import FIELDS_READ, Current, Part
from modelbase.server.index.texts import Texts
from modelbase.server.visible import EVERYTHING, Visible

NAME = Key("field", ("name",))
DEEP = 2_000  # rows from the top; further down all blocks are sorted as one
SAMPLE = 2_000  # models that are looked at for the keys of a filter
KEPT = 1_000  # first rows of each block that are remembered by their order, for questions without a filter
Ordered = tuple[Block, list[Column], Codes]


@dataclass(frozen=True)
class Window:
    """Which rows of the answer: after a place, or after so many."""

    after: Place | None
    offset: int
    limit: int


@dataclass(frozen=True)
class Page:
    """Rows, whether more come after them, and how many there are in all where that was asked.

    Where keys are `unknown` to every model, there are no rows, but the key that was probably meant.
    """

    rows: list[Row]
    more: bool
    total: int | None = None
    unknown: dict[Key, str | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Matches:
    """The rows of each part that match."""

    parts: tuple[tuple[Part, Codes], ...]

    @property
    def total(self) -> int:
        """How many models match."""
        return sum(len(rows) for _, rows in self.parts)


@dataclass(frozen=True)
class QueryColumns:
    """What a query looks at: columns by block and name, and, where it has a search term, the texts of each block."""

    columns: dict[tuple[str, str], Column]
    texts: dict[str, Texts]


def page(db: Database, query: TableQuery, window: Window, count: bool) -> Page:
    """Return the rows of a window, with the total if `count`."""
    state = current.now(db, query)
    asked = [*(test.key for test in key_tests(query.where)), *(sort.key for sort in query.sorts)]
    lacking = unknown(db, state, query, asked)
    if lacking:
        return Page([], False, unknown=lacking)
    found = matches(db, state, query)
    span = (window.offset, window.offset + window.limit + 1)
    order = ordered(db, found, query.sorts, window.after, span)
    shown = of_keys(db, query, order[: window.limit])
    return Page(shown, len(order) > window.limit and bool(shown), found.total if count else None)


def unknown(db: Database, state: Current, query: TableQuery, asked: Iterable[Key]) -> dict[Key, str | None]:
    """Return which of these args and metrics no visible model has, each with the visible key that was probably meant.

    Where no visible model has any arg (or metric), no such key is unknown; while the compactor lags, both do.
    """
    keys = [key for key in dict.fromkeys(asked) if key.room != "field"]
    if state.lagging or not keys:
        return {}
    if query.seen == EVERYTHING:
        return key_counts.unknown(key_counts.total(db, state), keys)
    seen = matches(db, state, replace(query, where=And(), sorts=()))
    held = columns(db, [part.block for part, _ in seen.parts], map(column_name, keys))
    lacking = [key for key in keys if not any(_has(held, part.block, key, rows) for part, rows in seen.parts)]
    return key_counts.unknown(key_counts.of_documents(sample(db, query, seen)), lacking) if lacking else {}


def _has(held: dict[tuple[str, str], Column], block: Block, key: Key, rows: Codes) -> bool:
    column = held[block.id, column_name(key)]
    return bool((column.codes[rows] < column.distinct).any())


def sample(db: Database, query: TableQuery, found: Matches, most: int = SAMPLE) -> list[Document]:
    """Return the args and metrics of models that match: of `most` of them, evenly spread, if there are more."""
    keys = np.concatenate([np.zeros(0, "S24"), *(part.block.head.keys[rows] for part, rows in found.parts)])
    looked_at = [key.decode() for key in keys[:: max(1, -(-len(keys) // most))]]
    with limited(query.seconds):
        selected = {"$and": [{"_id": {"$in": looked_at}}, visible_filter(query.seen)]}
        return sound.readable(db.models.find(selected, FIELDS_READ), sound.NEEDED)


def matches(db: Database, state: Current, query: TableQuery) -> Matches:
    """Return which rows match, of those that may be seen."""
    held = _held(db, [part.block for part in state.parts], query)
    allowed = None if understands(query.seen) else _allowed(db, query)
    parts = []
    for part in state.parts:
        deadline.check()
        mask = part.alive & passed(query.where, part.block, held, query.now)
        if allowed is None:
            mask = visible(mask, query.seen, part.block, held)
        else:
            mask &= np.isin(np.arange(part.block.head.count), part.block.head.rows_of(allowed))
        parts.append((part, np.flatnonzero(mask)))
    return Matches(tuple(parts))


def understands(seen: Visible) -> bool:
    """Say whether columns can tell which models are visible: all of some names; MongoDB is asked for shared ones."""
    return seen.every


def _allowed(db: Database, query: TableQuery) -> Any:
    """Return the database keys of the visible models, in order, where columns cannot tell them."""
    with limited(query.seconds):
        found = db.models.find(visible_filter(query.seen), {"_id": 1})
        return np.array(sorted(each["_id"] for each in found), dtype=np.bytes_)


def _held(db: Database, blocks: Sequence[Block], query: TableQuery) -> QueryColumns:
    """Return what a query needs of these blocks, read in one go."""
    names = [column_name(test.key) for test in key_tests(query.where)]
    names += [column_name(NAME)] if query.seen.only is not None else []
    names += [column_name(sort.key) for sort in query.sorts]
    searched = any(isinstance(test, Anywhere) for test in tests(query.where))
    return QueryColumns(
        columns(db, blocks, names), {block.id: texts.of_block(db, block) for block in blocks if searched}
    )


def passed(node: Node, block: Block, held: QueryColumns, now: datetime) -> Mask:
    """Return which rows of a block pass a query."""
    match node:
        case And(parts):
            mask = np.ones(block.head.count, dtype=np.bool_)
            for part in parts:
                mask &= passed(part, block, held, now)
            return mask
        case Or(parts):
            mask = np.zeros(block.head.count, dtype=np.bool_)
            for part in parts:
                mask |= passed(part, block, held, now)
            return mask
        case Not(part):
            return ~passed(part, block, held, now)
        case Anywhere(text):
            deadline.check()
            return held.texts[block.id].rows(text)
    deadline.check()
    column = held.columns[block.id, column_name(node.key)]
    return column.accepts(node, now)[column.codes]


def visible(mask: Mask, seen: Visible, block: Block, held: QueryColumns) -> Mask:
    """Return the rows of `mask` that `seen`, which is for every model of its names, admits."""
    if seen.only is None:
        return mask
    column = held.columns[block.id, column_name(NAME)]
    covered: Mask = np.array([*map(seen.covers, deadline.paced(column.others)), False])
    return mask & covered[column.codes]


def ordered(
    db: Database, found: Matches, sorts: Sequence[Sort], after: Place | None, span: tuple[int, int]
) -> list[str]:
    """Return the database keys from `span[0]` up to before `span[1]` of those that come after a place, in order."""
    names = [column_name(sort.key) for sort in sorts]
    held = columns(db, [part.block for part, _ in found.parts], names)
    lists = []
    for part, rows in found.parts:
        deadline.check()
        order = [held[part.block.id, name] for name in names]
        remembered = None if after or not names else _remembered(part, rows, order, sorts, span[1])
        if remembered is not None:
            lists.append((part.block, order, remembered))
            continue
        ranks = _ranks(order, sorts)
        if after is not None:
            left = rows[_beyond(rows, part.block, list(zip(order, ranks, sorts, strict=True)), after)]
        else:
            left = rows
        lists.append((part.block, order, left if span[1] > DEEP else _first(left, ranks, span[1])))
    if span[1] > DEEP:
        return _deep(lists, sorts, span)
    keyed = [((_sort_key(sorts, *row), row) for row in _rows(*each)) for each in lists]
    together = heapq.merge(*keyed, key=lambda pair: pair[0])  # lazy: only what is shown is compared
    return [_key(*each) for _, each in islice(deadline.paced(together), *span)]


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
    first: Codes | None = CACHE.get(name)
    if first is None:
        first = _first(np.arange(block.head.count), _ranks(order, sorts), KEPT)
        CACHE.put(name, first, first.nbytes + 200)
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
    for at in deadline.paced(reversed(range(len(sorts))), 1):
        parts = [(order[at].take(rows, used=False), len(rows)) for _, order, rows in lists]
        column = merge_columns(parts, np.arange(len(keys[0])))
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
        at, here = column.position_among(place, sort.descending), ranks[rows]
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
        parts += [rank == ABSENT, _Reversed(rank, value) if sort.descending else (rank, value)]
    return (*parts, block.head.id_order(row))


def _key(block: Block, _order: list[Column], row: int) -> str:
    return str(block.head.keys[row].decode())


class _Reversed:
    """A place in the order seen from its end."""

    __slots__ = ("place",)

    def __init__(self, rank: int, value: Any) -> None:
        self.place = (rank, value)

    def __lt__(self, other: _Reversed) -> bool:
        return other.place < self.place

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Reversed) and other.place == self.place

    __hash__ = None  # type: ignore[assignment]
