"""The ledger: which blocks count, and which of their rows do not any more. One document, changed by compare-and-set.

Whatever it names was written before it and never changes; what it names no longer is kept for a while, for readers
that still hold an older ledger. Knows nothing of what is in a column.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import numpy as np
from bson import ObjectId

from modelbase.server.database import Database, Document
from modelbase.server.database.translate import translated
from modelbase.server.index.blocks import CACHE
from modelbase.server.index.column import Codes

LEDGER = "ledger"
GRACE = timedelta(minutes=10)


@dataclass(frozen=True)
class BlockEntry:
    """One block: its rows, how many are dead (`dead` names the document that lists them), the name of its key counts.

    The names of the fields are those of the stored document.
    """

    id: str
    count: int
    dead: str | None = None
    dead_count: int = 0
    tally: str | None = None

    @property
    def alive(self) -> int:
        """The number of rows that count."""
        return self.count - self.dead_count


@dataclass(frozen=True)
class Ledger:
    """All blocks that count at one turn, the name of the key counts of all, and what counted before, with its end."""

    turn: int = 0
    entries: tuple[BlockEntry, ...] = ()
    key_counts: str | None = None
    retired: tuple[tuple[str, datetime], ...] = field(default=())


def read(db: Database) -> Ledger:
    """Return the present ledger."""
    with translated():
        found = db.blocks.find_one({"_id": LEDGER})
    if found is None:
        return Ledger()
    return Ledger(
        found["turn"],
        tuple(BlockEntry(**each) for each in found["entries"]),
        found["total"],
        tuple((each["id"], each["at"]) for each in found["retired"]),
    )


def names(entries: Sequence[BlockEntry], total: str | None) -> set[str]:
    """Return the names of all documents that a ledger points to."""
    found = {name for each in entries for name in (each.id, each.dead, each.tally)} | {total}
    return {name for name in found if name}


def replace(
    db: Database, before: Ledger, entries: Sequence[BlockEntry], total: str, moment: datetime
) -> bool:
    """Put a new ledger in the place of `before`; False if another process was faster."""
    ended = names(before.entries, before.key_counts) - names(entries, total)
    retired = [*before.retired, *((name, moment) for name in sorted(ended))]
    document: Document = {
        "turn": before.turn + 1,
        "entries": [vars(each) for each in entries],
        "total": total,
        "retired": [{"id": name, "at": at} for name, at in retired],
    }
    with translated():
        if before.turn == 0:
            empty = {"turn": 0, "entries": [], "total": None, "retired": []}
            db.blocks.update_one({"_id": LEDGER}, {"$setOnInsert": empty}, upsert=True)
        done = db.blocks.update_one({"_id": LEDGER, "turn": before.turn}, {"$set": document})
    if not done.modified_count:
        remove(db, names(entries, total) - names(before.entries, before.key_counts))
    return bool(done.modified_count)


def clean(db: Database, moment: datetime) -> None:
    """Remove what has not counted for a while."""
    with translated():
        found = db.blocks.find_one({"_id": LEDGER}, {"retired": 1}) or {}
        old = [each["id"] for each in found.get("retired", []) if each["at"] < moment - GRACE]
        remove(db, old)
        if old:
            db.blocks.update_one({"_id": LEDGER}, {"$pull": {"retired": {"id": {"$in": old}}}})


def remove(db: Database, old: Iterable[str]) -> None:
    """Remove blocks with their columns, lists of dead rows and key counts, which no ledger names."""
    gone = list(old)
    with translated():
        for name in gone:
            db.columns.delete_many({"_id": {"$gte": f"{name}:", "$lt": f"{name};"}})
        if gone:
            db.blocks.delete_many({"_id": {"$in": gone}})


def write_dead(db: Database, rows: Codes, count: int) -> str:
    """Store which rows of a block are dead; return the name of the list."""
    bits = np.zeros(count, dtype=np.bool_)
    bits[rows] = True
    name = str(ObjectId())
    with translated():
        db.blocks.insert_one(
            {"_id": name, "count": count, "bits": zlib.compress(np.packbits(bits).tobytes(), 1)}
        )
    return name


def dead_rows(db: Database, entries: Sequence[BlockEntry]) -> dict[str, Codes]:
    """Return by block the rows that are dead, for blocks that have such."""
    names = {each.dead: each.id for each in entries if each.dead}
    found = {name: CACHE.get(name) for name in names}
    absent = [name for name, rows in found.items() if rows is None]
    if absent:
        with translated():
            documents = list(db.blocks.find({"_id": {"$in": absent}}))
        for each in documents:
            bits = np.unpackbits(
                np.frombuffer(zlib.decompress(each["bits"]), dtype=np.uint8), count=each["count"]
            )
            found[each["_id"]] = np.flatnonzero(bits)
            CACHE.put(each["_id"], found[each["_id"]], found[each["_id"]].nbytes)
    return {names[name]: rows for name, rows in found.items() if rows is not None}
