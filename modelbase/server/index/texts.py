"""The texts of a block for search terms: each distinct one once, folded, and the rows that have it, under any key.

One run of bytes is looked through instead of hundreds of columns. Kept beside the columns (`<block>:t/<part>`) and
written with them; where they are not there yet, they are made from the columns. Knows no query tree.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import bson
import numpy as np
import numpy.typing as npt

from modelbase import deadline
from modelbase.query.evaluate import SEARCHED, texts_of
from modelbase.query.fold_text import fold, spellings
from modelbase.server.database import Database, Document
from modelbase.server.database.translate import translated
from modelbase.server.index.blocks import CACHE, PREFIX, Block, all_columns, fields_of
from modelbase.server.index.column import Codes, Column, Mask

END = b"\xff"  # after each text; stands in no UTF-8
PART = 8 * 2**20  # bytes of one document
MANY = 1_000  # texts found, above which all rows of all texts are gone through at once
FOLDED = "_folded"  # beside the fields of a changed model that is in memory, never in the database
FIELDS = tuple(PREFIX["field"] + name for name in SEARCHED)


@dataclass(frozen=True)
class Texts:
    """`run` is all texts, each with END; text n begins at `starts[n]`, its rows stand from `bounds[n]` in `owners`.

    The first `common` texts are of args, which many rows share; a term that all rows have in these is not looked for
    among the many others.
    """

    run: bytes
    starts: npt.NDArray[np.int64]
    bounds: npt.NDArray[np.int64]
    owners: npt.NDArray[np.uint16]
    count: int
    common: int

    @property
    def size(self) -> int:
        """The memory it takes, in bytes, roughly."""
        return len(self.run) + self.starts.nbytes + self.bounds.nbytes + self.owners.nbytes + 200

    def rows(self, term: str) -> Mask:
        """Return which rows have a text in which the term stands."""
        mask = np.zeros(self.count, dtype=np.bool_)
        middle = int(self.starts[self.common]) if self.common < len(self.starts) else len(self.run)
        for span in ((0, middle), (middle, len(self.run))):
            if not mask.all():
                self._mark(mask, spellings(term), span)
        return mask

    def _mark(self, mask: Mask, ways: tuple[str, ...], span: tuple[int, int]) -> None:
        """Mark the rows of the texts between two places in which one of these stands."""
        hit = np.zeros(len(self.starts), dtype=np.bool_)
        for way in deadline.paced(ways, 1):
            hit[self._holding(way.encode(), span)] = True
        found = np.flatnonzero(hit)
        if len(found) > MANY:
            mask[self.owners[np.repeat(hit, np.diff(self.bounds))]] = True
        for one in found if len(found) <= MANY else ():
            mask[self.owners[self.bounds[one] : self.bounds[one + 1]]] = True

    def _holding(self, wanted: bytes, span: tuple[int, int]) -> Codes:
        """Return the numbers of the texts in which these bytes stand; from each place on to the end of its text."""
        pattern = re.compile(re.escape(wanted) + b"[^\xff]*")
        places = [found.start() for found in pattern.finditer(self.run, *span)]
        return np.searchsorted(self.starts, np.array(places, dtype=np.int64), "right") - 1


def of_block(db: Database, block: Block) -> Texts:
    """Return the texts of a block, from memory or the database."""
    if block.own is not None:
        return of_documents(block.own.documents)
    kept: Texts | None = CACHE.get(f"{block.id}:t")
    if kept is None:
        kept = _read(db, block) or of_columns(all_columns(db, block), block.head.count)
        CACHE.put(f"{block.id}:t", kept, kept.size)
    return kept


def of_columns(columns: Mapping[str, Column], count: int) -> Texts:
    """Return the texts of all columns that are searched."""
    numbers: dict[str, int] = {}
    pairs = [np.zeros(0, dtype=np.int64)]
    for name, column in columns.items():
        pairs += _pairs(column, False, numbers) if name.startswith(PREFIX["args"]) else ()
    common = len(numbers)
    for name in FIELDS:
        pairs += _pairs(columns[name], True, numbers) if name in columns else ()
    both = np.unique(np.concatenate(pairs))
    bounds = np.searchsorted(both >> 16, np.arange(len(numbers) + 1))
    runs = [text.encode() + END for text in numbers]
    starts = np.cumsum([0, *map(len, runs)])[:-1]
    owners = (both & 0xFFFF).astype(np.uint16)
    return Texts(b"".join(runs), starts, bounds.astype(np.int64), owners, count, common)


def of_documents(documents: Iterable[Document]) -> Texts:
    """Return the texts of models that are in no block: for each model one run of all its texts."""
    runs = [fold_document(document) for document in deadline.paced(documents)]
    count = len(runs)
    starts = np.cumsum([0, *map(len, runs)])
    owners = np.arange(count, dtype=np.uint16)
    return Texts(b"".join(runs), starts[:-1], np.arange(count + 1), owners, count, 0)


def write(db: Database, block: str, found: Texts) -> None:
    """Store the texts of a block."""
    arrays: dict[str, Codes] = {"starts": found.starts, "bounds": found.bounds, "owners": found.owners}
    packed = zlib.compress(
        bson.encode(
            {"run": found.run, "count": found.count, "common": found.common}
            | {name: a.tobytes() for name, a in arrays.items()}
        ),
        1,
    )
    parts = [packed[at : at + PART] for at in range(0, len(packed), PART)]
    with translated():
        for at, part in enumerate(parts):
            document = {"part": part, "of": len(parts)}
            db.columns.replace_one({"_id": f"{block}:t/{at}"}, document, upsert=True)


def _read(db: Database, block: Block) -> Texts | None:
    with translated():
        parts = list(db.columns.find({"_id": {"$gte": f"{block.id}:t/", "$lt": f"{block.id}:t0"}}))
    if not parts or len(parts) < parts[0]["of"]:
        return None
    parts.sort(key=lambda each: int(each["_id"].rpartition("/")[2]))
    found = bson.decode(zlib.decompress(b"".join(each["part"] for each in parts)))
    return Texts(
        found["run"],
        np.frombuffer(found["starts"], dtype=np.int64),
        np.frombuffer(found["bounds"], dtype=np.int64),
        np.frombuffer(found["owners"], dtype=np.uint16),
        found["count"],
        found.get("common", 0),
    )


def _pairs(column: Column, several: bool, numbers: dict[str, int]) -> Iterator[Codes]:
    """Yield (number of a text, row) as one integer each; new texts get the next number."""
    values = [one if isinstance(one, list) and several else [one] for one in column.others]
    turns = max(map(len, values), default=0)
    for turn in range(turns):
        texts = [each[turn] if turn < len(each) else None for each in values]
        known = [numbers.setdefault(fold(one), len(numbers)) if isinstance(one, str) else -1 for one in texts]
        of_code = np.concatenate(
            [np.full(len(column.numbers), -1), np.array(known, dtype=np.int64), np.array([-1])]
        )
        found = of_code[column.codes]
        rows = np.flatnonzero(found >= 0)
        yield (found[rows] << 16) | rows


def fold_document(document: Document) -> bytes:
    """Put the folded texts of a model into its document, unless they are there, and return them."""
    folded: bytes | None = document.get(FOLDED)
    if folded is None:
        row = {"fields": fields_of(document), "args": document["flat"]}
        folded = b"".join(text.encode() + END for text in dict.fromkeys(map(fold, texts_of(row))))
        document[FOLDED] = folded
    return folded
