"""What is known of each arg and metric key: how many models have it, of which types, with which values.

Counts of each block, and of all blocks, are stored when blocks are made; they add up, with a bounded sketch of distinct
values and the few most frequent ones. Counts of this moment are those, corrected by what changed and went since.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from hashlib import blake2b
from typing import Any

import bson
import numpy as np
from bson import ObjectId

from modelbase import deadline
from modelbase.identity.keys import MISSING
from modelbase.query import Key, nearest
from modelbase.query.evaluate import TREE, rank_of
from modelbase.server.database import Database, Document, flat
from modelbase.server.database.translate import translated
from modelbase.server.index.blocks import CACHE, PREFIX, all_columns, column_name, columns, heads
from modelbase.server.index.column import Codes, Column, key_of, order_of, shown
from modelbase.server.index.current import Current
from modelbase.server.index.ledger import BlockEntry, dead_rows

TYPES = ("number", "text", "boolean", "null", "list", "mapping")
MAPPING = 5
SKETCH = 256  # the least hashes that are kept: as many distinct values are counted exactly
VALUES = 32  # distinct values that are kept with their counts
SHORT = 200  # characters of a text among them
CREATED = "f/created_at"
ROOMS = (("flat", PREFIX["args"]), ("_metrics", PREFIX["metrics"]))
SIMPLE = frozenset({str, float, int})  # kinds of values that are their own keys
ValueCounts = dict[Any, list[Any]]  # by what makes a value distinct: the value, and how many models have it


@dataclass(frozen=True)
class KeyCount:
    """One key: models that have it by type (of TYPES), range of numbers, distinct values, first model (seconds)."""

    types: tuple[int, ...] = (0, 0, 0, 0, 0, 0)
    low: float | None = None
    high: float | None = None
    hashes: tuple[int, ...] = ()
    values: dict[Any, tuple[Any, int]] | None = field(default_factory=dict)
    first: float | None = None

    @property
    def models(self) -> int:
        """How many models have the key."""
        return sum(self.types)

    @property
    def only_mappings(self) -> bool:
        """Whether nothing but mappings stands there: the keys below say it all."""
        return self.models == self.types[MAPPING]

    @property
    def exact(self) -> bool:
        """Whether `distinct` is exact."""
        return len(self.hashes) < SKETCH

    @property
    def distinct(self) -> int:
        """How many distinct values there are, within about 6 % where not exact."""
        if self.exact:
            return len(self.hashes)
        return round((SKETCH - 1) * 2**64 / (self.hashes[SKETCH - 1] + 1))


KeyCounts = dict[str, KeyCount]


def of_columns(columns: dict[str, Column], rows: Codes) -> KeyCounts:
    """Return the counts over some rows of a block."""
    created = columns.get(CREATED)
    moments = None if created is None else np.append(created.numbers, np.inf)[created.codes[rows]]
    found = {}
    for name, column in deadline.paced(columns.items()):
        if not name.startswith("f/"):
            count = of_codes(column, column.codes[rows], moments)
            if count.models:
                found[name] = count
    return found


def of_codes(column: Column, codes: Codes, moments: Any = None) -> KeyCount:
    """Return what is to be said of one column, of which rows have these codes."""
    counts = np.bincount(codes, minlength=column.distinct + 1)[:-1]
    used = np.flatnonzero(counts)
    if not len(used):
        return KeyCount()
    there = [(column.value(int(at)), int(counts[at])) for at in used[:VALUES]]
    middle = len(column.numbers)
    types = [int(counts[:middle].sum()), 0, 0, 0, 0, 0]
    for at in used[used >= middle]:
        value = column.value(int(at))
        types[MAPPING if value == {} else min(rank_of(value)[0], MAPPING - 1)] += int(counts[at])
    numbers = used[used < middle]
    hashes = np.sort(np.concatenate([number_hashes(column.numbers[numbers]), _other_hashes(column, used)]))
    return KeyCount(
        types=tuple(types),
        low=column.value(int(numbers[0])) if len(numbers) else None,
        high=column.value(int(numbers[-1])) if len(numbers) else None,
        hashes=tuple(hashes[:SKETCH].tolist()),
        values={name_of(value): (short(value), count) for value, count in there}
        if len(used) <= VALUES
        else None,
        first=None if moments is None else float(moments[codes < column.distinct].min()),
    )


def of_documents(documents: Sequence[Document]) -> KeyCounts:
    """Return what `of_columns` says of the columns of these models; for a few thousand, without them is quicker."""
    held: dict[str, ValueCounts] = {}
    first: dict[str, float | None] = {}
    for document in deadline.paced(sorted(documents, key=_created), 1):
        for room, prefix in ROOMS:
            for segments, value in document[room].items():
                values = held.get(name := prefix + segments)
                if values is None:
                    values = held[name] = {}
                    first[name] = _created(document) or None
                key = value if value.__class__ in SIMPLE else key_of(value)
                values.setdefault(key, [value, 0])[1] += 1
    numbers = [[key for key in values if _is_number(key)] for values in held.values()]
    hashes = number_hashes([float(one) for each in numbers for one in each]).tolist()
    found, at = {}, 0
    for (name, values), mine in zip(held.items(), numbers, strict=True):
        found[name] = _count(values, sorted(mine), hashes[at : at + len(mine)], first[name])
        at += len(mine)
    return found


def _created(document: Document) -> float:
    """Return when a model was made; those of which only args and metrics are given have no moment."""
    return float(document["created_at"].timestamp()) if "created_at" in document else 0.0


def _is_number(key: Any) -> bool:
    return key.__class__ is int or key.__class__ is float


def _count(held: ValueCounts, numbers: list[Any], hashes: list[int], first: float | None) -> KeyCount:
    others = [(value, count) for key, (value, count) in held.items() if not _is_number(key)]
    types = [sum(held[key][1] for key in numbers), 0, 0, 0, 0, 0]
    for value, count in others:
        types[MAPPING if value == {} else min(rank_of(value)[0], TREE)] += count
    hashes = sorted([*hashes, *(other_hash(value) for value, _ in others)])
    values: dict[Any, Any] | None = None
    if len(held) <= VALUES:
        others.sort(key=lambda pair: order_of(pair[0]))
        there = [*((shown(key), held[key][1]) for key in numbers), *others]
        values = {name_of(value): (short(value), count) for value, count in there}
    return KeyCount(
        types=tuple(types),
        low=shown(numbers[0]) if numbers else None,
        high=shown(numbers[-1]) if numbers else None,
        hashes=tuple(hashes[:SKETCH]),
        values=values,
        first=first,
    )


def add(all_counts: Iterable[KeyCounts]) -> KeyCounts:
    """Return the sum of several counts."""
    grouped: dict[str, list[KeyCount]] = {}
    for counts in all_counts:
        for name, count in counts.items():
            grouped.setdefault(name, []).append(count)
    return {name: counts[0] if len(counts) == 1 else _sum(counts) for name, counts in grouped.items()}


def _sum(counts: Sequence[KeyCount]) -> KeyCount:
    lows = [each.low for each in counts if each.low is not None]
    highs = [each.high for each in counts if each.high is not None]
    firsts = [each.first for each in counts if each.first is not None]
    return KeyCount(
        types=tuple(map(sum, zip(*(each.types for each in counts), strict=True))),
        low=min(lows, default=None),
        high=max(highs, default=None),
        hashes=tuple(sorted({one for each in counts for one in each.hashes})[:SKETCH]),
        values=_values([each.values for each in counts]),
        first=min(firsts, default=None),
    )


def _values(parts: Sequence[dict[Any, tuple[Any, int]] | None]) -> dict[Any, tuple[Any, int]] | None:
    found: dict[Any, tuple[Any, int]] = {}
    for part in parts:
        if part is None:
            return None
        for name, (value, count) in part.items():
            found[name] = (value, count + found.get(name, (value, 0))[1])
    found = {name: pair for name, pair in found.items() if pair[1] > 0}
    return found if len(found) <= VALUES else None


def negative(counts: KeyCounts) -> KeyCounts:
    """Return counts that take away: numbers below zero; ranges and sketches stay until the next compaction."""
    return {
        name: KeyCount(
            types=tuple(-each for each in count.types),
            values=None
            if count.values is None
            else {key: (one, -n) for key, (one, n) in count.values.items()},
        )
        for name, count in counts.items()
    }


def total(db: Database, state: Current) -> KeyCounts:
    """Return the counts of all models: what is compacted, without what changed or went, with what changed."""
    name = f"keys/{state.key_counts}/{stamps(state)}"
    found: KeyCounts | None = CACHE.get(name)
    if found is None:
        compacted = read(db, state.key_counts) if state.key_counts else {}
        found = _corrected(db, compacted, state) if state.changed or state.deleted else compacted
        CACHE.put(name, found, 1000 * len(found))
    return found


def unknown(found: KeyCounts, asked: Iterable[Key]) -> dict[Key, str | None]:
    """Return which of these args and metrics are not counted, each with the key that was probably meant.

    Where no arg (or metric) is counted at all, no such key is unknown.
    """
    lacking = [key for key in asked if key.room != "field" and column_name(key) not in found]
    lacking = [key for key in lacking if any(name.startswith(PREFIX[key.room]) for name in found)]
    if not lacking:
        return {}
    texts = [str(key_of_column(name)) for name, count in found.items() if not count.only_mappings]
    return {key: nearest(str(key), texts) for key in lacking}


def stamps(state: Current) -> int:
    """Return a number that is another one once another model changed or went."""
    return hash(
        tuple(
            [f"{each['_id']}/{each['stamp']}" for each in state.changed]
            + [each["_id"] for each in state.deleted]
        )
    )


def _corrected(db: Database, compacted: KeyCounts, state: Current) -> KeyCounts:
    """Return what is compacted, without what was overtaken, with what changed. The args of a model never change."""
    changed = {each["_id"] for each in state.changed}
    gone = {each["key"]: each["flat"] for each in state.deleted}
    names = [name for name in compacted if name.startswith(PREFIX["metrics"])]
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
    found = add([compacted, of_documents(now), negative(of_documents(before))])
    return {name: count for name, count in found.items() if count.models > 0}


def write(db: Database, counts: KeyCounts) -> str:
    """Store counts; return their name."""
    name = str(ObjectId())
    rows = [[key, *_packed(count)] for key, count in counts.items()]
    with translated():
        db.blocks.insert_one({"_id": name, "tally": zlib.compress(bson.encode({"rows": rows}), 1)})
    return name


def read(db: Database, name: str) -> KeyCounts:
    """Return stored counts, kept in memory from then on."""
    kept = CACHE.get(name)
    if kept is None:
        with translated():
            found = db.blocks.find_one({"_id": name})
        packed = zlib.decompress(found["tally"]) if found else bson.encode({"rows": []})
        kept = {key: _unpacked(rest) for key, *rest in bson.decode(packed)["rows"]}
        CACHE.put(name, kept, 3 * len(packed))
    counts: KeyCounts = kept
    return counts


def complete(db: Database, entries: Sequence[BlockEntry]) -> list[BlockEntry]:
    """Return entries each with its counts: blocks whose dead rows changed are counted again."""
    lacking = [entry for entry in entries if entry.tally is None]
    blocks, dead = heads(db, [entry.id for entry in lacking]), dead_rows(db, lacking)
    found = []
    for entry in entries:
        if entry.tally is not None:
            found.append(entry)
            continue
        rows = np.setdiff1d(np.arange(entry.count), dead.get(entry.id, []))
        counted = of_columns(all_columns(db, blocks[entry.id]), rows)
        found.append(replace(entry, tally=write(db, counted)))
    return found


def _packed(count: KeyCount) -> list[Any]:
    values = None if count.values is None else [list(pair) for pair in count.values.values()]
    hashes = np.array(count.hashes, dtype=np.uint64).tobytes()
    return [list(count.types), count.low, count.high, hashes, values, count.first]


def _unpacked(rest: list[Any]) -> KeyCount:
    types, low, high, hashes, values, first = rest
    named = None if values is None else {name_of(value): (value, count) for value, count in values}
    return KeyCount(
        tuple(types), low, high, tuple(np.frombuffer(hashes, dtype=np.uint64).tolist()), named, first
    )


def name_of(value: Any) -> Any:
    """Return under which name a value is among the frequent ones."""
    return (value.__class__.__name__, str(value)) if isinstance(value, bool | list | dict) else value


def short(value: Any) -> Any:
    """Return a value as it is shown among the frequent ones."""
    return value[:SHORT] + "…" if isinstance(value, str) and len(value) > SHORT else value


def number_hashes(numbers: Any) -> Any:
    """Return evenly spread 64-bit hashes of numbers (the finisher of splitmix64)."""
    doubles = np.asarray(numbers, dtype=np.float64) + 0.0  # -0.0 is 0.0
    bits = doubles.view(np.uint64) + np.uint64(0x9E3779B97F4A7C15)
    bits = (bits ^ (bits >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    bits = (bits ^ (bits >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return bits ^ (bits >> np.uint64(31))


def _other_hashes(column: Column, used: Codes) -> Any:
    middle = len(column.numbers)
    return np.array(
        [other_hash(column.others[int(at) - middle]) for at in used[used >= middle]], dtype=np.uint64
    )


def other_hash(value: Any) -> int:
    """Return the 64-bit hash of a value that is no number."""
    return int.from_bytes(blake2b(repr(value).encode(), digest_size=8).digest())


@lru_cache(maxsize=50_000)
def key_of_column(name: str) -> Key:
    """Return the key of a column of args or metrics: the inverse of `blocks.column_name`."""
    room, _, field = name.partition("/")
    return Key("args" if room == "a" else "metrics", flat.segments_of(field))
