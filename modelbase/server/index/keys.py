"""The key catalogue: which arg and metric keys there are, of which types, in how many models, with which values.

Of everything: the counts that compacting keeps, corrected by what changed and went since. Of a filter: counted over
the matching models, over an even sample of them where there are many. Parses no text; access is in the query.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from modelbase import deadline
from modelbase.query import Key, key_tests
from modelbase.query.evaluate import rank_of
from modelbase.server.database import Database
from modelbase.server.database.rows import TableQuery, is_list
from modelbase.server.index import current, key_counts, search
from modelbase.server.index.blocks import CACHE, column_name, columns
from modelbase.server.index.current import Current
from modelbase.server.index.key_counts import TYPES, KeyCount, KeyCounts

__all__ = ["TYPES", "Keys", "Values", "of_everything", "of_filter", "values"]

Counted = dict[Any, tuple[Any, int]]
SAMPLE = search.SAMPLE  # models that are looked at for the keys of a filter
MOST_VALUES = 1_000


@dataclass(frozen=True)
class Keys:
    """Counts by key, of how many models; `looked_at` is less where a sample was taken."""

    counts: dict[Key, KeyCount]
    models: int
    looked_at: int
    unknown: dict[Key, str | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Values:
    """Distinct values of a key with how many models have each, most frequent first; `distinct` is how many in all."""

    rows: list[tuple[Any, int]]
    distinct: int
    models: int


def of_everything(db: Database) -> Keys | None:
    """Return the catalogue of all models, exact at this moment; None while too much has changed to say."""
    state = current.now(db)
    if state.lagging:
        return None
    found = key_counts.total(db, state)
    models = sum(int(part.alive.sum()) for part in state.parts)
    return Keys(_shown(found), models, models)


def of_filter(db: Database, query: TableQuery) -> Keys:
    """Return the catalogue over the models that match; over a sample of them, evenly spread, if there are many."""
    state = current.now(db, query)
    unknown = search.unknown(db, state, query, [test.key for test in key_tests(query.where)])
    if unknown:
        return Keys({}, 0, 0, unknown)
    if state.lagging:
        return _sampled(db, state, query)
    name = f"keys/{state.key_counts}/{key_counts.stamps(state)}/{query.seen!r}/{query.where!r}"
    found: Keys | None = CACHE.get(name)
    if found is None or "Ago(" in name:  # which models a relative date means changes by itself
        found = _sampled(db, state, query)
        CACHE.put(name, found, 1000 * len(found.counts))
    return found


def _sampled(db: Database, state: Current, query: TableQuery) -> Keys:
    found = search.matches(db, state, query)
    documents = search.sample(db, query, found, SAMPLE)
    return Keys(_shown(key_counts.of_documents(documents)), found.total, len(documents))


def _shown(found: KeyCounts) -> dict[Key, KeyCount]:
    return {key_counts.key_of_column(name): count for name, count in found.items() if not count.only_mappings}


def values(db: Database, query: TableQuery, key: Key, part: str = "") -> Values:
    """Return the values of a key over the models that match, each with its number of models.

    A list field has its items. With `part` the rows are those with this part in their text.
    """
    found = search.matches(db, current.now(db, query, key), query)
    name = column_name(key)
    held = columns(db, [each.block for each, _ in found.parts], [name])
    counted: Counted = {}
    for each, rows in found.parts:
        column = held[each.block.id, name]
        counts = np.bincount(column.codes[rows], minlength=column.distinct + 1)[:-1]
        for code in deadline.paced(np.flatnonzero(counts)):
            _add(counted, column.value(int(code)), int(counts[code]))
    return _most(key, counted, part)


def _add(counted: Counted, value: Any, count: int) -> None:
    name = (
        value
        if isinstance(value, str)
        else (rank_of(value), repr(value) if isinstance(value, list | dict) else 0)
    )
    counted[name] = (value, count + counted.get(name, (value, 0))[1])


def _most(key: Key, counted: Counted, part: str) -> Values:
    """Return the most frequent values, or items of a field that holds several; the totals are of all of them."""
    models = sum(count for value, count in counted.values() if value != [])
    if is_list(key):
        several = counted
        counted = {}
        for value, count in deadline.paced(several.values()):
            for one in dict.fromkeys(value):
                _add(counted, one, count)
    fitting = [
        pair for pair in deadline.paced(counted.values()) if part.casefold() in _text(pair[0]).casefold()
    ]
    rows = sorted(fitting, key=lambda pair: (-pair[1], rank_of(pair[0])))
    return Values(rows[:MOST_VALUES], len(counted), models)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)
