"""The table as it is at this moment: the blocks without rows that changed or went, and what changed as one more block.

First the changed and the deleted models are read, then the ledger: what is compacted in between is seen twice, never
missed, and the younger of the two counts. Up to MOST changed models are kept in memory whole, and only those whose
stamp is new are read again. With more of them the compactor lags behind (a bulk import, or no worker runs): then each
question reads of them what it needs, and the key catalogue, which needs everything, is not exact.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from modelbase import deadline
from modelbase.errors import Unavailable
from modelbase.query import Anywhere, Key, key_tests, tests
from modelbase.server.database import Database, Document
from modelbase.server.database.models import sound
from modelbase.server.database.rows import TableQuery, projection
from modelbase.server.database.translate import limited, translated
from modelbase.server.index import blocks, ledger, texts
from modelbase.server.index.blocks import CACHE, Block, DocumentColumns, head_of, split_id
from modelbase.server.index.column import Codes, Mask

MOST = 1_000  # changed models that readers keep in memory
FIELDS_READ = {"args": 0, "readme": 0, "policy_digests": 0, "metrics": 0}
KEPT_BYTES = 30_000  # of one changed model, roughly
TRIES = 3  # of reading the blocks of a ledger that was replaced long ago meanwhile


@dataclass(frozen=True)
class Part:
    """A block and which of its rows count."""

    block: Block
    alive: Mask


@dataclass(frozen=True)
class Current:
    """All parts, the changed models last. `key_counts` names the counts of what is compacted, `overtaken` rows too.

    While the compactor is `lagging`, changed and deleted models are not whole, so nothing can be counted with them.
    """

    key_counts: str | None
    parts: tuple[Part, ...]
    changed: tuple[Document, ...]
    deleted: tuple[Document, ...]
    overtaken: tuple[tuple[Block, Codes], ...]
    lagging: bool = field(default=False)


def now(db: Database, query: TableQuery | None = None, *more: Key) -> Current:
    """Return the state in which a query can be answered that also reads the keys `more`; without one, of counts alone.

    Raises Unavailable if blocks that the ledger names are missing.
    """
    for _ in range(TRIES):
        changed, deleted, lagging = _changed(db, query, more)
        found = ledger.read(db)
        heads = blocks.heads(db, [each.id for each in found.entries])
        if len(heads) == len(found.entries):
            break
    else:
        raise Unavailable(
            "the table's index is being rebuilt; try again in a minute",
            "database_unavailable",
            retry_after=30,
        )
    dead = ledger.dead_rows(db, found.entries)
    away = np.unique([*(each["_id"] for each in changed), *(each["key"] for each in deleted)]).astype(
        np.bytes_
    )
    parts, overtaken = [], []
    for entry in found.entries:
        alive = np.ones(entry.count, dtype=np.bool_)
        if entry.id in dead:
            alive[dead[entry.id]] = False
        rows = heads[entry.id].head.rows_of(away)
        overtaken.append((heads[entry.id], rows[alive[rows]]))
        alive[rows] = False
        parts.append(Part(heads[entry.id], alive))
    if changed:
        head = head_of([(each["_id"], each["id"]) for each in changed])
        parts.append(Part(Block("", head, DocumentColumns(changed)), np.ones(len(changed), dtype=np.bool_)))
    return Current(found.key_counts, tuple(parts), tuple(changed), tuple(deleted), tuple(overtaken), lagging)


def _changed(
    db: Database, query: TableQuery | None, more: Sequence[Key]
) -> tuple[list[Document], list[Document], bool]:
    """Return the changed models in the order of their IDs, the notes of deleted ones, and whether they are too many."""
    with translated():
        stamps = list(db.models.find({"sealed": False}, {"stamp": 1}).limit(MOST + 1))
        deleted = list(db.gone.find({}).limit(MOST + 1))
    lagging = len(stamps) > MOST or len(deleted) > MOST
    if not lagging:
        changed = _whole(db, stamps)
    elif query is None:
        return [], [], True
    else:
        with limited(query.seconds):
            deleted = list(db.gone.find({}, {"key": 1}))
            changed = _needed(db, query, more)
    deleted = [each for each in deleted if isinstance(each.get("flat", {}), dict)]
    return sorted(changed, key=lambda each: split_id(each["id"])), deleted, lagging


def _whole(db: Database, stamps: Sequence[Document]) -> list[Document]:
    """Return changed models from memory, and from the database where their stamps are new."""
    found = {each["_id"]: CACHE.get(f"{each['_id']}/{each.get('stamp')}") for each in stamps}
    absent = [key for key, document in found.items() if document is None]
    if absent:
        with translated():
            read = list(db.models.find({"_id": {"$in": absent}}, FIELDS_READ))
        for document in sound.readable(read, sound.NEEDED):
            found[document["_id"]] = document
            CACHE.put(f"{document['_id']}/{document.get('stamp')}", document, KEPT_BYTES)
    return [each for each in found.values() if each is not None]


def _needed(db: Database, query: TableQuery, more: Sequence[Key]) -> list[Document]:
    """Return of all changed models what a query needs; where it searches, their folded texts instead of all args."""
    keys = [*(test.key for test in key_tests(query.where)), *(sort.key for sort in query.sorts), *more]
    fields = projection([*keys, Key("field", ("name",)), Key("field", ("visibility",))])
    if not any(isinstance(test, Anywhere) for test in tests(query.where)):
        return sound.readable(db.models.find({"sealed": False}, fields), ("id",))
    names = [path.partition(".")[::2] for path in fields]
    found = []
    for document in deadline.paced(db.models.find({"sealed": False}, FIELDS_READ)):
        if sound.fault(document, sound.NEEDED):
            continue
        texts.fold_document(document)
        for room in ("flat", "_metrics"):
            document[room] = {
                name: document[room][name] for of, name in names if of == room and name in document[room]
            }
        found.append(document)
    return found
