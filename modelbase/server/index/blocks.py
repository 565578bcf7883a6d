"""A block: up to 65,535 models that do not change any more, in the order of their IDs, and its columns as needed.

What is in memory is bounded and shared by all threads of a process; a block never changes, so nothing in it can be
old. The collections are `blocks` (one head for each) and `columns` (one document for each key of each block).
"""

from __future__ import annotations

import re
import zlib
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from typing import Any

import bson
import numpy as np
import numpy.typing as npt

from modelbase.query import FIELDS, Key
from modelbase.server.database import Database, Document, flat
from modelbase.server.database.translate import translated
from modelbase.server.index.column import Codes, Column, column_of, unpack_column

# Bytes of columns and texts that a process keeps; the texts of a million models are 240 MB.
CACHE_BYTES = 512 * 2**20
HASH = re.compile(r"[0-9a-f]{1,16}")
PREFIX = {"args": "a/", "metrics": "m/", "field": "f/"}


@dataclass(frozen=True)
class Head:
    """Which models a block has: their database keys and IDs, in the order of the IDs."""

    keys: npt.NDArray[np.bytes_]
    names: tuple[str, ...]  # with the colon, so that they sort as IDs do
    name_codes: Codes
    hashes: npt.NDArray[np.uint64]  # the first 16 digits
    by_key: Codes = field(repr=False)

    @property
    def count(self) -> int:
        """The number of rows."""
        return len(self.keys)

    def rows_of(self, keys: npt.NDArray[np.bytes_]) -> Codes:
        """Return the rows that have one of these database keys."""
        if not len(keys) or not self.count:
            return np.zeros(0, dtype=np.int64)
        at = np.searchsorted(self.keys, keys, sorter=self.by_key)
        at = self.by_key[np.minimum(at, self.count - 1)]
        return np.asarray(at[self.keys[at] == keys])

    def id_order(self, row: int) -> tuple[str, int]:
        """Return what a row's ID sorts by, in any block."""
        return self.names[int(self.name_codes[row])], int(self.hashes[row])


class DocumentColumns:
    """The columns of models that are in no stored block, each made from their documents at its first use."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self.documents = documents
        self._made: dict[str, Column] = {}

    def get(self, name: str) -> Column:
        """Return the column of a name."""
        if name not in self._made:
            prefix, field = name.split("/", 1)
            values = [_values(document, prefix) for document in self.documents]
            rows = [at for at, each in enumerate(values) if field in each]
            self._made[name] = column_of(rows, [values[at][field] for at in rows], len(values))
        return self._made[name]


def _values(document: Document, prefix: str) -> Document:
    if prefix == "f":
        return fields_of(document)
    found: Document = document.get("flat" if prefix == "a" else "_metrics", {})
    return found


@dataclass(frozen=True)
class Block:
    """A head, and the columns if they are not in the database."""

    id: str
    head: Head
    own: DocumentColumns | None = None

    def missing(self) -> Column:
        """Return the column of a key that no model here has."""
        empty = np.broadcast_to(np.uint8(0), (self.head.count,))
        return Column(np.zeros(0), (), empty)


def head_of(models: Sequence[tuple[str, str]]) -> Head:
    """Return the head of (database key, ID) pairs that are in the order of `split_id`."""
    parts = [split_id(each) for _, each in models]
    names = sorted({name for name, _ in parts})
    code = {name: at for at, name in enumerate(names)}
    return make_head(
        np.array([key for key, _ in models], dtype=np.bytes_),
        tuple(names),
        np.array([code[name] for name, _ in parts], dtype=np.uint16),
        np.array([number for _, number in parts], dtype=np.uint64),
    )


def make_head(keys: Any, names: tuple[str, ...], name_codes: Codes, hashes: Any) -> Head:
    """Return a head with its index by database key."""
    return Head(keys, names, name_codes, hashes, np.argsort(keys, kind="stable").astype(np.int32))


def split_id(model_id: str) -> tuple[str, int]:
    """Return what IDs sort by: the name with its colon, and the first 16 digits of the hash as a number."""
    name, _, tail = model_id.partition(":")
    digits = HASH.match(tail)
    return f"{name}:", int((digits[0] if digits else "").ljust(16, "0"), 16)


def column_name(key: Key) -> str:
    """Return the name of a key's column."""
    return PREFIX[key.room] + flat.name(key.segments)


def pack_head(head: Head) -> bytes:
    """Return a head as it lies in the database."""
    return zlib.compress(
        bson.encode(
            {
                "keys": head.keys.tobytes(),
                "width": head.keys.dtype.itemsize,
                "names": list(head.names),
                "name_codes": head.name_codes.astype(np.uint16).tobytes(),
                "hashes": head.hashes.tobytes(),
            }
        ),
        1,
    )


def unpack_head(packed: bytes) -> Head:
    """Return a head from the database."""
    found = bson.decode(zlib.decompress(packed))
    return make_head(
        np.frombuffer(found["keys"], dtype=f"S{found['width']}"),
        tuple(found["names"]),
        np.frombuffer(found["name_codes"], dtype=np.uint16),
        np.frombuffer(found["hashes"], dtype=np.uint64),
    )


class Cache:
    """The columns and heads that a process keeps, least recently used ones dropped first."""

    def __init__(self, limit: int = CACHE_BYTES) -> None:
        self.limit = limit
        self.used = 0
        self._kept: OrderedDict[str, tuple[Any, int]] = OrderedDict()
        self._lock = Lock()

    def get(self, name: str) -> Any:
        """Return what is kept under a name, or None."""
        with self._lock:
            found = self._kept.get(name)
            if found is not None:
                self._kept.move_to_end(name)
            return found[0] if found else None

    def put(self, name: str, thing: Any, size: int) -> None:
        """Keep a thing of so many bytes."""
        with self._lock:
            self.used += size - self._kept.pop(name, (None, 0))[1]
            self._kept[name] = (thing, size)
            while self.used > self.limit and len(self._kept) > 1:
                _, (_, dropped) = self._kept.popitem(last=False)
                self.used -= dropped


CACHE = Cache()


def heads(db: Database, ids: Iterable[str]) -> dict[str, Block]:
    """Return blocks by their id; those that are not there any more are left out."""
    found = {each: CACHE.get(each) for each in ids}
    absent = [each for each, block in found.items() if block is None]
    if absent:
        with translated():
            documents = list(db.blocks.find({"_id": {"$in": absent}}))
        for document in documents:
            block = Block(document["_id"], unpack_head(document["head"]))
            found[block.id] = block
            CACHE.put(block.id, block, block.head.count * 60)
    return {each: block for each, block in found.items() if block is not None}


def columns(db: Database, blocks: Sequence[Block], names: Iterable[str]) -> dict[tuple[str, str], Column]:
    """Return the columns of these names, by block and name, read in one go."""
    wanted = [(block, name) for name in dict.fromkeys(names) for block in blocks]
    found: dict[tuple[str, str], Column] = {}
    absent: dict[str, tuple[Block, str]] = {}
    for block, name in wanted:
        if block.own is not None:
            found[block.id, name] = block.own.get(name)
            continue
        kept = CACHE.get(f"{block.id}:{name}")
        if kept is None:
            absent[f"{block.id}:{name}"] = (block, name)
        else:
            found[block.id, name] = kept
    if absent:
        with translated():
            read = {each["_id"]: each for each in db.columns.find({"_id": {"$in": list(absent)}})}
        for at, (block, name) in absent.items():
            column = unpack_column(read[at]) if at in read else block.missing()
            CACHE.put(at, column, column.size)
            found[block.id, name] = column
    return found


def all_columns(db: Database, block: Block) -> dict[str, Column]:
    """Return every column of a block, past the memory: for merging and counting. Its texts are none (texts.py)."""
    start = f"{block.id}:"
    with translated():
        read = db.columns.find({"_id": {"$gte": start, "$lt": f"{start}t"}}, batch_size=500)
        return {each["_id"].removeprefix(start): unpack_column(each) for each in read}


def fields_of(document: Document) -> Document:
    """Return what stands at every field of a model's document, dates as seconds since 1970."""
    found: Document = {}
    for name, kind in FIELDS.items():
        if name.startswith("run."):
            continue
        if name == "parent":
            found[name] = [parent["id"] for parent in document.get("parents", [])]
        elif name == "ancestor":
            found[name] = document.get("ancestors", [])
        else:
            value = document.get(name)
            found[name] = value.timestamp() if kind.kind == "date" and value is not None else value
    for name, value in document.get("_run", {}).items():
        found[flat.name((f"run.{name}",))] = value.timestamp() if isinstance(value, datetime) else value
    return found
