"""The worker's part of the index: puts changed models into new blocks, marks rows dead, merges small blocks.

Order of writing: what the ledger will name, then the ledger (compare-and-set), then `sealed: true` (compacted) on the
models whose stamp is still the same, then the notes of deleted ones go. Stopping anywhere leaves every answer right.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import numpy as np
import pymongo
from bson import ObjectId
from pymongo import UpdateOne

from modelbase.errors import Conflict
from modelbase.server.database import Database, Document
from modelbase.server.database.models import models, sound
from modelbase.server.database.translate import translated
from modelbase.server.index import key_counts, ledger, texts
from modelbase.server.index.blocks import (
    PREFIX,
    Block,
    Head,
    all_columns,
    fields_of,
    head_of,
    heads,
    make_head,
    pack_head,
    split_id,
)
from modelbase.server.index.column import MAX_ROWS, Column, column_of, merge_columns
from modelbase.server.index.current import FIELDS_READ
from modelbase.server.index.ledger import BlockEntry, Ledger

LOG = logging.getLogger(__name__)
ENOUGH = 250  # changed models that are worth a block at once
LONGEST_WAIT = timedelta(seconds=60)  # after which fewer of them are compacted too
CUT_OFF = timedelta(minutes=5)  # a deletion whose model is still there after so long will not go on
AT_ONCE = 16_000  # of many changed models: about ten seconds
START_OVER_SECONDS = 3600  # a million models take minutes
TRIES = 5
CHUNK = 2_000  # models in memory at a time
FACTOR = 4  # a block is merged into the one before unless that has so many times its rows


@dataclass(frozen=True)
class NewBlock:
    """A block that is not in the database yet."""

    head: Head
    columns: dict[str, Column]


def due(db: Database) -> bool:
    """Say whether there is enough to compact."""
    with translated():
        some = list(db.models.find({"sealed": False}, {"_id": 1}).limit(ENOUGH))
        if len(some) == ENOUGH or db.gone.find_one({}, {"_id": 1}, skip=ENOUGH - 1):
            return True
        before = models.now() - LONGEST_WAIT
        waiting = {"sealed": False, "updated_at": {"$lt": before}}
        return (
            db.models.find_one(waiting, {"_id": 1}) is not None
            or db.gone.find_one({"at": {"$lt": before}}) is not None
        )


def compact_if_due(db: Database) -> bool:
    """Compact once if there is enough to compact; say whether there may be more."""
    return due(db) and compact(db, AT_ONCE) > 0


def compact(db: Database, most: int = MAX_ROWS) -> int:
    """Compact up to `most` changed models and all deletions; return how many of both, 0 if another process won."""
    before = ledger.read(db)
    if _damaged(db, before):
        start_over(db)
        return 1
    with translated():
        notes = list(db.gone.find({}, {"key": 1, "at": 1}).limit(MAX_ROWS))
    gone = list(dict.fromkeys(each["key"] for each in notes))
    stamps, parts, aside = _changed(db, gone, most)
    deleted = set(_deleted(db, gone))
    away = np.array([*stamps, *deleted], dtype=np.bytes_)
    cut_off = models.now() - CUT_OFF
    settled = [each["_id"] for each in notes if each["key"] in deleted or each["at"] < cut_off]
    entries = _mark_dead(db, before.entries, away)
    if parts:
        entries = _merge(db, entries, _join(parts))
    if not _replace(db, before, entries):
        return 0
    _mark_compacted(db, stamps, aside)
    with translated():
        db.gone.delete_many({"_id": {"$in": settled}})
    ledger.clean(db, models.now())
    return len(stamps) + len(settled)


def rewrite(db: Database, keys: Sequence[str]) -> None:
    """Write the blocks again that hold rows of these models, without these rows, so that no redacted value stays.

    The models themselves must be marked as changed, or gone, before. The old blocks go with the next clean-up.
    Raise Conflict if other processes change the ledger all the time.
    """
    away = np.array(keys, dtype=np.bytes_)
    for _ in range(TRIES):
        before = ledger.read(db)
        blocks = heads(db, [entry.id for entry in before.entries])
        holding = {
            each.id
            for each in before.entries
            if each.id in blocks and len(blocks[each.id].head.rows_of(away))
        }
        if not holding:
            return
        marked = _mark_dead(db, before.entries, away)
        dead = ledger.dead_rows(db, [entry for entry in marked if entry.id in holding])
        left = [_without_dead(db, blocks[name], dead.get(name)) for name in sorted(holding)]
        entries = [entry for entry in marked if entry.id not in holding]
        entries += [_write(db, block) for block in left if block.head.count]
        if _replace(db, before, entries):
            return
    raise Conflict("other requests change the index at the moment; try again")


def start_over(db: Database) -> None:
    """Mark all models as changed, then forget all blocks."""
    with translated(), pymongo.timeout(START_OVER_SECONDS):
        db.models.update_many(
            {}, {"$set": {"sealed": False, "stamp": ObjectId()}, "$unset": {"sealed_metrics": ""}}
        )
        db.blocks.delete_many({})
        db.columns.delete_many({})


def _replace(db: Database, before: Ledger, entries: Sequence[BlockEntry]) -> bool:
    """Put a ledger of these entries in the place of `before`; False if another process was faster."""
    entries = key_counts.complete(db, [entry for entry in entries if entry.alive])
    total = key_counts.add([key_counts.read(db, entry.tally) for entry in entries if entry.tally])
    return ledger.replace(db, before, entries, key_counts.write(db, total), models.now())


def _damaged(db: Database, found: Ledger) -> bool:
    """Say whether blocks that the present ledger names are missing, as after a restore that mixed two moments."""
    ids = [entry.id for entry in found.entries]
    return len(heads(db, ids)) < len(ids) and ledger.read(db).turn == found.turn


def _changed(
    db: Database, gone: Sequence[str], most: int
) -> tuple[dict[str, Any], list[NewBlock], dict[str, tuple[str, str]]]:
    """Return the stamps of changed models by key, their columns in parts, and which cannot be read and why."""
    stamps: dict[str, Any] = {}
    aside: dict[str, tuple[str, str]] = {}
    parts: list[NewBlock] = []
    batch: list[Document] = []
    with translated():
        for document in db.models.find({"sealed": False, "_id": {"$nin": list(gone)}}, FIELDS_READ).limit(
            most
        ):
            stamps[document["_id"]] = document.get("stamp")
            why = sound.fault(document, sound.NEEDED)
            if why is not None:
                aside[document["_id"]] = (str(document.get("id"))[:300], why)
                continue
            batch.append(document)
            if len(batch) == CHUNK:
                parts.append(_block_of(batch))
                batch = []
    return stamps, [*parts, _block_of(batch)] if batch else parts, aside


def _deleted(db: Database, gone: list[str]) -> list[str]:
    """Return which of the deleted models are not there: others are going just now, or their deletion was cut off."""
    with translated():
        there = {each["_id"] for each in db.models.find({"_id": {"$in": gone}}, {"_id": 1})}
    return [key for key in gone if key not in there]


def _block_of(documents: list[Document]) -> NewBlock:
    """Return models as a block of their own."""
    documents = sorted(documents, key=lambda each: split_id(each["id"]))
    return NewBlock(head_of([(each["_id"], each["id"]) for each in documents]), columns_of(documents))


def columns_of(documents: Sequence[Document]) -> dict[str, Column]:
    """Return all columns of documents; those that are only args and metrics have no fields."""
    rows: dict[str, list[int]] = defaultdict(list)
    values: dict[str, list[Any]] = defaultdict(list)
    for at, document in enumerate(documents):
        fields = fields_of(document) if "id" in document else {}
        for room, found in (("args", document["flat"]), ("metrics", document["_metrics"]), ("field", fields)):
            prefix = PREFIX[room]
            for name, value in found.items():
                rows[prefix + name].append(at)
                values[prefix + name].append(value)
    return {name: column_of(at, values[name], len(documents)) for name, at in rows.items()}


def _join(parts: Sequence[NewBlock]) -> NewBlock:
    """Return several blocks as one, rows in the order of their IDs."""
    if len(parts) == 1:
        return parts[0]
    names = sorted({name for part in parts for name in part.head.names})
    code = {name: at for at, name in enumerate(names)}
    name_codes = np.concatenate(
        [np.array([code[name] for name in part.head.names])[part.head.name_codes] for part in parts]
    )
    hashes = np.concatenate([part.head.hashes for part in parts])
    keys = np.concatenate([part.head.keys for part in parts])
    order = np.lexsort((hashes, name_codes))
    head = make_head(keys[order], tuple(names), name_codes[order].astype(np.uint16), hashes[order])
    counts = [part.head.count for part in parts]
    known = {name: None for part in parts for name in part.columns}
    columns = {
        name: merge_columns(
            [(part.columns.get(name), count) for part, count in zip(parts, counts, strict=True)], order
        )
        for name in known
    }
    return NewBlock(head, columns)


def _mark_dead(db: Database, entries: Sequence[BlockEntry], away: Any) -> list[BlockEntry]:
    """Return the ledger's entries with the rows of these keys dead as well."""
    blocks, dead = heads(db, [each.id for each in entries]), ledger.dead_rows(db, entries)
    found = []
    for entry in entries:
        rows = blocks[entry.id].head.rows_of(away)
        already = dead.get(entry.id, np.zeros(0, dtype=np.int64))
        rows = np.union1d(rows, already)
        if len(rows) > len(already):
            name = ledger.write_dead(db, rows, entry.count)
            found.append(replace(entry, dead=name, dead_count=len(rows), tally=None))
        else:
            found.append(entry)
    return found


def _merge(db: Database, entries: list[BlockEntry], new: NewBlock) -> list[BlockEntry]:
    """Return the entries with a new block, merged with as many small ones before it as keeps blocks few."""
    merging: list[BlockEntry] = []
    rows = new.head.count
    kept = sorted(entries, key=lambda each: -each.alive)
    while kept and kept[-1].alive < FACTOR * rows and kept[-1].alive + rows <= MAX_ROWS:
        merging.append(kept.pop())
        rows += merging[-1].alive
    dead = ledger.dead_rows(db, merging)
    blocks = heads(db, [each.id for each in merging])
    parts = [_without_dead(db, blocks[each.id], dead.get(each.id)) for each in merging]
    return [*kept, _write(db, _join([*parts, new]))]


def _without_dead(db: Database, block: Block, dead: Any) -> NewBlock:
    """Return a block from the database without its dead rows."""
    columns, head = all_columns(db, block), block.head
    if dead is None:
        return NewBlock(head, columns)
    rows = np.setdiff1d(np.arange(head.count), dead)
    left = make_head(head.keys[rows], head.names, head.name_codes[rows], head.hashes[rows])
    return NewBlock(left, {name: column.take(rows) for name, column in columns.items()})


def _write(db: Database, block: NewBlock) -> BlockEntry:
    name = str(ObjectId())
    documents: list[Document] = [
        {"_id": f"{name}:{key}", **column.pack()} for key, column in block.columns.items() if column.distinct
    ]
    with translated():
        for at in range(0, len(documents), 500):
            db.columns.insert_many(documents[at : at + 500], ordered=False)
        db.blocks.insert_one({"_id": name, "head": pack_head(block.head)})
    texts.write(db, name, texts.of_columns(block.columns, block.head.count))
    counted = key_counts.write(db, key_counts.of_columns(block.columns, np.arange(block.head.count)))
    return BlockEntry(name, block.head.count, tally=counted)


def _mark_compacted(db: Database, stamps: dict[str, Any], aside: dict[str, tuple[str, str]]) -> None:
    """Mark models as compacted that did not change meanwhile; those that cannot be read are named."""
    if aside:
        LOG.error("%d models cannot be read and are left out: %s", len(aside), list(aside.values())[:10])
    sound.put_aside(db, aside)
    sound.take_back(db, stamps.keys() - aside.keys())
    changes = [
        UpdateOne({"_id": key, "stamp": stamp, "sealed": False}, {"$set": {"sealed": True}})
        for key, stamp in stamps.items()
    ]
    with translated():
        for at in range(0, len(changes), 1000):
            db.models.bulk_write(changes[at : at + 1000], ordered=False)
