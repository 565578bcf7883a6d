"""The key catalogue: which arg and metric keys there are, of which types, in how many models, with which values.

Of everything: the tallies that sealing keeps, corrected by what changed and went since. Of a filter: counted over
the matching models, over an even sample of them above SAMPLE. Parses no text; access is in the Ask.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np

from modelbase.identity.keys import MISSING
from modelbase.query import Key, key_tests, nearest
from modelbase.query.evaluate import rank_of
from modelbase.server.database import Database, Document, flat
from modelbase.server.database.query.matching import is_list, path
from modelbase.server.database.query.rows import Ask, limited, whole
from modelbase.server.index import counting, present, sealing, searching, tally
from modelbase.server.index.block import MEMORY_OF_PROCESS, PREFIX, column_name, columns, fields_of
from modelbase.server.index.present import FIELDS_READ, Present
from modelbase.server.index.tally import TYPES, Count, Tally

__all__ = [
    "TYPES",
    "Count",
    "Keys",
    "Values",
    "of_everything",
    "of_filter",
    "rebuild",
    "total",
    "unknown",
    "values",
]

Counted = dict[Any, tuple[Any, int]]
SAMPLE = 2_000  # models that are looked at for the keys of a filter
MOST_VALUES = 1_000
ROOMS = {"a": "args", "m": "metrics"}


@dataclass(frozen=True)
class Keys:
    """Counts by key, of how many models; `looked_at` is less where a sample was taken."""

    counts: dict[Key, Count]
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
    state = present.now(db)
    if state is None:
        return None
    found = total(db, state)
    models = sum(int(part.alive.sum()) for part in state.parts)
    return Keys(_shown(found), models, models)


def of_filter(db: Database, ask: Ask) -> Keys:
    """Return the catalogue over the models that match; over SAMPLE of them, evenly spread, if there are more."""
    state = present.now(db) if searching.understands(ask.seen) else None
    lacking = {} if state is None else unknown(db, state, [test.key for test in key_tests(ask.where)])
    if lacking:
        return Keys({}, 0, 0, lacking)
    if state is None:
        return _of_models(db, ask, *_sample_by_mongo(db, ask))
    name = f"keys/{state.total}/{_stamps(state)}/{ask.seen!r}/{ask.where!r}"
    found: Keys | None = MEMORY_OF_PROCESS.get(name)
    if found is None or "Ago(" in name:  # which models a relative date means changes by itself
        found = _of_models(db, ask, *_sample(db, state, ask))
        MEMORY_OF_PROCESS.put(name, found, 1000 * len(found.counts))
    return found


def _of_models(db: Database, ask: Ask, keys: Sequence[str], models: int) -> Keys:
    with limited(ask.seconds):
        documents = list(db.models.find({"$and": [{"_id": {"$in": keys}}, ask.seen]}, FIELDS_READ))
    return Keys(_shown(counting.of_documents(documents)), models, len(documents))


def values(db: Database, ask: Ask, key: Key, search: str = "") -> Values:
    """Return the values of a key over the models that match, each with its number of models.

    A list field has its items. With `search` the rows are those with this part in their text.
    """
    state = present.now(db) if searching.understands(ask.seen) else None
    if state is None:
        return _most(key, _values_by_mongo(db, ask, key), search)
    found = searching.matches(db, state, searching.search_of(ask))
    name = column_name(key)
    held = columns(db, [part.block for part, _ in found.parts], [name])
    counted: Counted = {}
    for part, rows in found.parts:
        column = held[part.block.id, name]
        counts = np.bincount(column.codes[rows], minlength=column.distinct + 1)[:-1]
        for code in np.flatnonzero(counts):
            _add(counted, column.value(int(code)), int(counts[code]))
    return _most(key, counted, search)


def total(db: Database, state: Present) -> Tally:
    """Return the tally of all models: what is sealed, without what changed or went, with what changed."""
    name = f"keys/{state.total}/{_stamps(state)}"
    found: Tally | None = MEMORY_OF_PROCESS.get(name)
    if found is None:
        sealed = tally.read(db, state.total) if state.total else {}
        found = _corrected(db, sealed, state) if state.changed or state.gone else sealed
        MEMORY_OF_PROCESS.put(name, found, 1000 * len(found))
    return found


def unknown(db: Database, state: Present, wanted: Iterable[Key]) -> dict[Key, str | None]:
    """Return which of these args and metrics no model has, each with the key that was probably meant.

    A room (args, metrics) in which there is nothing at all knows every key.
    """
    found = total(db, state)
    lacking = [key for key in wanted if key.room != "field" and column_name(key) not in found]
    lacking = [key for key in lacking if any(name.startswith(PREFIX[key.room]) for name in found)]
    if not lacking:
        return {}
    texts = [str(_key(name)) for name, count in found.items() if not count.only_mappings]
    return {key: nearest(str(key), texts) for key in lacking}


def rebuild(db: Database) -> int:
    """Count everything anew from the models; return how many there are."""
    return sealing.rebuild(db)


def _shown(found: Tally) -> dict[Key, Count]:
    return {_key(name): count for name, count in found.items() if not count.only_mappings}


def _stamps(state: Present) -> int:
    return hash(
        tuple(
            [f"{each['_id']}/{each['stamp']}" for each in state.changed]
            + [each["_id"] for each in state.gone]
        )
    )


def _corrected(db: Database, sealed: Tally, state: Present) -> Tally:
    """Return what is sealed, without what was overtaken, with what changed. The args of a model never change."""
    changed = {each["_id"] for each in state.changed}
    gone = {each["key"]: each["flat"] for each in state.gone}
    names = [name for name in sealed if name.startswith(PREFIX["metrics"])]
    before, counted = [], set()
    for block, rows in state.overtaken:
        held = columns(db, [block], names) if len(rows) else {}
        for row in rows:
            key = block.head.keys[row].decode()
            counted.add(key)
            metrics = {name: held[block.id, name].value_at(row) for name in names}
            kept = {name.removeprefix("m/"): value for name, value in metrics.items() if value is not MISSING}
            before.append({"flat": {} if key in changed else gone.get(key, {}), "_metrics": kept})
    now = [{**each, "flat": {}} if each["_id"] in counted else each for each in state.changed]
    found = tally.added([sealed, counting.of_documents(now), tally.negative(counting.of_documents(before))])
    return {name: count for name, count in found.items() if count.models > 0}


def _sample(db: Database, state: Present, ask: Ask) -> tuple[list[str], int]:
    found = searching.matches(db, state, searching.search_of(ask))
    keys = np.concatenate([np.zeros(0, "S24"), *(part.block.head.keys[rows] for part, rows in found.parts)])
    step = max(1, -(-len(keys) // SAMPLE))
    return [key.decode() for key in keys[::step]], len(keys)


def _sample_by_mongo(db: Database, ask: Ask) -> tuple[list[str], int]:
    with limited(ask.seconds):
        steps: list[Document] = [{"$match": whole(ask)}, {"$project": {"_id": 1}}]
        keys = [each["_id"] for each in db.models.aggregate(steps)]
    step = max(1, -(-len(keys) // SAMPLE))
    return keys[::step], len(keys)


def _values_by_mongo(db: Database, ask: Ask, key: Key) -> Counted:
    counted: Counted = {}
    with limited(ask.seconds):
        for each in db.models.find(whole(ask), {path(key): 1}):
            if key.room == "field":
                value = fields_of(each)[key.path]
            else:
                value = each.get(path(key).partition(".")[0], {}).get(flat.name(key.segments), MISSING)
            if value is not MISSING:
                _add(counted, value, 1)
    return counted


def _add(counted: Counted, value: Any, count: int) -> None:
    name = (
        value
        if isinstance(value, str)
        else (rank_of(value), repr(value) if isinstance(value, list | dict) else 0)
    )
    counted[name] = (value, count + counted.get(name, (value, 0))[1])


def _most(key: Key, counted: Counted, search: str) -> Values:
    """Return the most frequent values, or items of a field that holds several; the totals are of all of them."""
    models = sum(count for value, count in counted.values() if value != [])
    if is_list(key):
        several = counted
        counted = {}
        for value, count in several.values():
            for one in dict.fromkeys(value):
                _add(counted, one, count)
    part = search.casefold()
    fitting = [pair for pair in counted.values() if part in _text(pair[0]).casefold()]
    rows = sorted(fitting, key=lambda pair: (-pair[1], rank_of(pair[0])))
    return Values(rows[:MOST_VALUES], len(counted), models)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


@lru_cache(maxsize=50_000)
def _key(name: str) -> Key:
    room, _, field = name.partition("/")
    return Key("args" if ROOMS[room] == "args" else "metrics", flat.segments_of(field))
