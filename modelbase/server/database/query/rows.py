"""The table in MongoDB: the only translation of a query to the database, with matching.py and ordering.py.

Every call has a time limit. Returns plain rows keyed by query Keys; access is the filter `seen`, which is and-ed
to everything. Decides nothing about people and parses no text.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from typing import Any

import pymongo
from pymongo.errors import ExecutionTimeout, NetworkTimeout

from modelbase.errors import Invalid
from modelbase.identity.keys import MISSING, lookup, parse_key
from modelbase.query import Key, Node, Sort
from modelbase.server.database import Database, Document
from modelbase.server.database.query.matching import EVERYTHING, is_list, match, path
from modelbase.server.database.query.ordering import Place, place, stages
from modelbase.server.database.translate import translated

EXACT_TOTAL = 100_000
ALL_BUT = 0.9  # of a time limit that has passed: what ends then ends because of it
TREES = (dict, list)


@dataclass(frozen=True)
class Ask:
    """Which rows: a query over what `seen` lets through, in which order, and what of each; `seconds` at most."""

    seen: Document
    where: Node
    sorts: tuple[Sort, ...]
    columns: tuple[Key, ...]
    now: datetime
    seconds: float = 10.0


@dataclass(frozen=True)
class Row:
    """One row: its ID, what stands at the asked columns (MISSING where nothing does) and at the sort keys."""

    id: str
    values: list[Any]
    order: list[Any]

    @property
    def place(self) -> Place:
        """Where the row stands in the order."""
        return place(self.order, self.id)


def page(db: Database, ask: Ask, after: Place | None, offset: int, limit: int) -> list[Row]:
    """Return up to `limit` rows in order, after a place or after so many rows."""
    pipeline = [{"$match": whole(ask)}, *stages(ask.sorts, after)]
    pipeline += [{"$skip": offset}] if offset else []
    pipeline += [{"$limit": limit}, {"$project": _fields(ask)}]
    with limited(ask.seconds):
        found = list(db.models.aggregate(pipeline))
        return _rows(db, ask, found)


def of_keys(db: Database, ask: Ask, keys: Sequence[str]) -> list[Row]:
    """Return the rows of these database keys, in their order; those that went meanwhile are left out."""
    wanted = {"_id": {"$in": list(keys)}}
    with limited(ask.seconds):
        query = {"$and": [wanted, ask.seen]} if ask.seen else wanted
        found = {each["_id"]: each for each in db.models.find(query, _fields(ask))}
        return _rows(db, ask, [found[key] for key in keys if key in found])


def total(db: Database, ask: Ask) -> tuple[int, bool]:
    """Return how many rows there are, and whether that is exact: more than EXACT_TOTAL are not counted."""
    with limited(ask.seconds):
        count = db.models.count_documents(whole(ask), limit=EXACT_TOTAL + 1)
    return min(count, EXACT_TOTAL), count <= EXACT_TOTAL


def whole(ask: Ask) -> Document:
    """Return the filter of a query and of what may be seen."""
    parts = [part for part in (ask.seen, match(ask.where, ask.now)) if part != EVERYTHING]
    return {"$and": parts} if parts else {}


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Give all calls together a time limit: Invalid `query_limit` beyond it, else what `translated` raises.

    Database and driver stop at the same moment; whichever is first, the query took too long. A database that hangs is
    given up much earlier, by its heartbeat.
    """
    began = monotonic()
    with translated():
        try:
            with pymongo.timeout(seconds):
                yield
        except (ExecutionTimeout, NetworkTimeout) as error:
            if isinstance(error, NetworkTimeout) and monotonic() - began < ALL_BUT * seconds:
                raise
            raise Invalid(
                f"this took longer than {seconds:g} s; narrow it with an = on an arg or a name, or sort by one key",
                "query_limit",
                limit=seconds,
            ) from None


def _rows(db: Database, ask: Ask, found: list[Document]) -> list[Row]:
    columns = [_reader(key) for key in ask.columns]
    order = [_reader(sort.key) for sort in ask.sorts]
    rows = [
        Row(each["id"], [read(each) for read in columns], [read(each) for read in order]) for each in found
    ]
    _fill_trees(db, ask.columns, [each["_id"] for each in found], rows)
    return rows


def _fields(ask: Ask) -> dict[str, int]:
    """Return what to read of a model; a path below another that is asked as well comes along with it."""
    names = ["id", *(path(key) for key in ask.columns), *(path(sort.key) for sort in ask.sorts)]
    return {name: 1 for name in names if not any(name.startswith(f"{other}.") for other in names)}


def _reader(key: Key) -> Callable[[Document], Any]:
    """Return what reads the value of a key from a document."""
    room, _, name = path(key).partition(".")
    if key.room != "field":
        return lambda document: document.get(room, EVERYTHING).get(name, MISSING)
    if name:
        return lambda document: [part[name] for part in document.get(room, ())]
    absent: Any = [] if is_list(key) else MISSING
    return lambda document: document.get(room, absent)


def _fill_trees(db: Database, columns: tuple[Key, ...], keys: list[str], rows: list[Row]) -> None:
    """Put whole lists and mappings, which `flat` only marks, in the place of their marks."""
    trees = [at for at, key in enumerate(columns) if key.room != "field"]
    holes = [
        (key, row)
        for key, row in zip(keys, rows, strict=True)
        if any(row.values[at].__class__ in TREES for at in trees)
    ]
    if not holes:
        return
    wanted = {"_id": {"$in": [key for key, _ in holes]}}
    texts = {each["_id"]: each for each in db.models.find(wanted, {"args": 1, "metrics": 1})}
    for key, row in holes:
        if key in texts:
            whole = {"args": json.loads(texts[key]["args"]), "metrics": _tree(texts[key]["metrics"])}
            for at in trees:
                if row.values[at].__class__ in TREES:
                    row.values[at] = lookup(whole[columns[at].room], columns[at].segments, row.values[at])


def _tree(metrics: Document) -> Document:
    """Return metrics as a tree; where one key is both a value and above others, the value stays."""
    root: Document = {}
    for name in sorted(metrics, key=len):
        *above, last = parse_key(name)
        node = root
        for part in above:
            node = node.setdefault(part, {})
            if not isinstance(node, dict):
                break
        else:
            node.setdefault(last, metrics[name])
    return root
