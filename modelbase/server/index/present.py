"""The state of this moment: the blocks without what changed or went since, and what changed, as a block of its own.

First what changed and went is read, then the ledger: whatever is sealed in between is seen twice, never missed, and
the younger of the two counts. Only models whose stamp is new are read again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from modelbase.server.database import Database, Document
from modelbase.server.database.translate import translated
from modelbase.server.index import block as blocks
from modelbase.server.index import ledger
from modelbase.server.index.block import MEMORY_OF_PROCESS, Block, fields_of, head_of, split_id
from modelbase.server.index.column import Codes, Column, Mask
from modelbase.server.index.making import of_values

MOST = (
    1_000  # changed models that readers hold; with more, they ask MongoDB itself until the worker has sealed
)
FIELDS_READ = {"args": 0, "readme": 0, "policy_digests": 0, "metrics": 0}
KEPT_BYTES = 30_000  # of one changed model, roughly


@dataclass(frozen=True)
class Part:
    """A block and which of its rows count."""

    block: Block
    alive: Mask


@dataclass(frozen=True)
class Present:
    """All parts, the changed models last; `total` names the tally of what is sealed, rows `overtaken` since too."""

    total: str | None
    parts: tuple[Part, ...]
    changed: tuple[Document, ...]
    gone: tuple[Document, ...]
    overtaken: tuple[tuple[Block, Codes], ...]


def now(db: Database) -> Present | None:
    """Return the present state, or None while too much has changed since the last sealing."""
    changed, gone = changed_models(db), gone_models(db)
    if changed is None or gone is None:
        return None
    found = ledger.read(db)
    heads = blocks.heads(db, [each.id for each in found.entries])
    if len(heads) < len(found.entries):
        return None  # held up for longer than what is retired is kept
    dead = ledger.dead_rows(db, found.entries)
    away = np.unique([*(each["_id"] for each in changed), *(each["key"] for each in gone)]).astype(np.bytes_)
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
        parts.append(Part(own_block(changed), np.ones(len(changed), dtype=np.bool_)))
    return Present(found.total, tuple(parts), tuple(changed), tuple(gone), tuple(overtaken))


def changed_models(db: Database) -> list[Document] | None:
    """Return the models that are not sealed, in the order of their IDs; None if there are too many."""
    with translated():
        light = list(db.models.find({"sealed": False}, {"stamp": 1}).limit(MOST + 1))
    if len(light) > MOST:
        return None
    found = {each["_id"]: MEMORY_OF_PROCESS.get(f"{each['_id']}/{each['stamp']}") for each in light}
    absent = [key for key, document in found.items() if document is None]
    if absent:
        with translated():
            for document in db.models.find({"_id": {"$in": absent}}, FIELDS_READ):
                found[document["_id"]] = document
                MEMORY_OF_PROCESS.put(f"{document['_id']}/{document['stamp']}", document, KEPT_BYTES)
    return sorted(
        (each for each in found.values() if each is not None), key=lambda each: split_id(each["id"])
    )


def gone_models(db: Database) -> list[Document] | None:
    """Return the notes of deleted models that no ledger knows of yet; None if there are too many."""
    with translated():
        notes = list(db.gone.find({}).limit(MOST + 1))
    return notes if len(notes) <= MOST else None


def own_block(documents: Sequence[Document]) -> Block:
    """Return models, in the order of their IDs, as a block whose columns are made when they are asked for."""
    head = head_of([(each["_id"], each["id"]) for each in documents])
    return Block("", head, LazyColumns(documents))


class LazyColumns:
    """The columns of documents by name, each made at its first use."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self.documents = documents
        self.made: dict[str, Column] = {}

    def get(self, name: str, /) -> Column:
        """Return the column of a name."""
        if name not in self.made:
            self.made[name] = self._make(name)
        return self.made[name]

    def _make(self, name: str) -> Column:
        room, field = name.split("/", 1)
        values = [_room(each, room) for each in self.documents]
        rows = [at for at, each in enumerate(values) if field in each]
        return of_values(rows, [values[at][field] for at in rows], len(values))


def _room(document: Document, room: str) -> Document:
    if room == "f":
        return fields_of(document)
    found: Document = document["flat" if room == "a" else "_metrics"]
    return found
