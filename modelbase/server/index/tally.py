"""What the key catalogue counts: for each arg and metric key how many models have it, of which types, which values.

One tally for each block, and one of all, written by whoever seals; counts add up, a bounded sketch of distinct
values and the few most frequent ones go along. Reads columns, decides nothing about people.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from typing import Any

import bson
import numpy as np
from bson import ObjectId

from modelbase.query.evaluate import rank_of
from modelbase.server.database import Database
from modelbase.server.database.translate import translated
from modelbase.server.index.block import MEMORY_OF_PROCESS, all_columns, heads
from modelbase.server.index.column import Codes, Column
from modelbase.server.index.ledger import Entry, dead_rows

TYPES = ("number", "text", "boolean", "null", "list", "mapping")
MAPPING = 5
SKETCH = 256  # the least hashes that are kept: as many distinct values are counted exactly
VALUES = 32  # distinct values that are kept with their counts
SHORT = 200  # characters of a text among them
CREATED = "f/created_at"


@dataclass(frozen=True)
class Count:
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


Tally = dict[str, Count]


def of_columns(columns: dict[str, Column], rows: Codes) -> Tally:
    """Return the tally of some rows of a block."""
    created = columns.get(CREATED)
    moments = None if created is None else np.append(created.numbers, np.inf)[created.codes[rows]]
    tally = {}
    for name, column in columns.items():
        if not name.startswith("f/"):
            count = of_codes(column, column.codes[rows], moments)
            if count.models:
                tally[name] = count
    return tally


def of_codes(column: Column, codes: Codes, moments: Any = None) -> Count:
    """Return what is to be said of one column, of which rows have these codes."""
    counts = np.bincount(codes, minlength=column.distinct + 1)[:-1]
    used = np.flatnonzero(counts)
    if not len(used):
        return Count()
    there = [(column.value(int(at)), int(counts[at])) for at in used[:VALUES]]
    middle = len(column.numbers)
    types = [int(counts[:middle].sum()), 0, 0, 0, 0, 0]
    for at in used[used >= middle]:
        value = column.value(int(at))
        types[MAPPING if value == {} else min(rank_of(value)[0], MAPPING - 1)] += int(counts[at])
    numbers = used[used < middle]
    hashes = np.sort(np.concatenate([number_hashes(column.numbers[numbers]), _other_hashes(column, used)]))
    return Count(
        types=tuple(types),
        low=column.value(int(numbers[0])) if len(numbers) else None,
        high=column.value(int(numbers[-1])) if len(numbers) else None,
        hashes=tuple(hashes[:SKETCH].tolist()),
        values={name_of(value): (short(value), count) for value, count in there}
        if len(used) <= VALUES
        else None,
        first=None if moments is None else float(moments[codes < column.distinct].min()),
    )


def added(tallies: Iterable[Tally]) -> Tally:
    """Return the sum of tallies."""
    grouped: dict[str, list[Count]] = {}
    for tally in tallies:
        for name, count in tally.items():
            grouped.setdefault(name, []).append(count)
    return {name: counts[0] if len(counts) == 1 else _sum(counts) for name, counts in grouped.items()}


def _sum(counts: Sequence[Count]) -> Count:
    lows = [each.low for each in counts if each.low is not None]
    highs = [each.high for each in counts if each.high is not None]
    firsts = [each.first for each in counts if each.first is not None]
    return Count(
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


def negative(tally: Tally) -> Tally:
    """Return a tally that takes away: counts below nothing; ranges and sketches stay until the next sealing."""
    return {
        name: Count(
            types=tuple(-each for each in count.types),
            values=None
            if count.values is None
            else {key: (one, -n) for key, (one, n) in count.values.items()},
        )
        for name, count in tally.items()
    }


def write(db: Database, tally: Tally) -> str:
    """Store a tally; return its name."""
    name = str(ObjectId())
    rows = [[key, *_packed(count)] for key, count in tally.items()]
    with translated():
        db.blocks.insert_one({"_id": name, "tally": zlib.compress(bson.encode({"rows": rows}), 1)})
    return name


def read(db: Database, name: str) -> Tally:
    """Return a stored tally, kept in memory from then on."""
    kept = MEMORY_OF_PROCESS.get(name)
    if kept is None:
        with translated():
            found = db.blocks.find_one({"_id": name})
        packed = zlib.decompress(found["tally"]) if found else bson.encode({"rows": []})
        kept = {key: _unpacked(rest) for key, *rest in bson.decode(packed)["rows"]}
        MEMORY_OF_PROCESS.put(name, kept, 3 * len(packed))
    tally: Tally = kept
    return tally


def complete(db: Database, entries: Sequence[Entry]) -> list[Entry]:
    """Return entries each with a tally: blocks whose dead rows changed are counted again."""
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


def _packed(count: Count) -> list[Any]:
    values = None if count.values is None else [list(pair) for pair in count.values.values()]
    hashes = np.array(count.hashes, dtype=np.uint64).tobytes()
    return [list(count.types), count.low, count.high, hashes, values, count.first]


def _unpacked(rest: list[Any]) -> Count:
    types, low, high, hashes, values, first = rest
    named = None if values is None else {name_of(value): (value, count) for value, count in values}
    return Count(
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
