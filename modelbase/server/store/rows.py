"""The table in MongoDB: the only translation of a query to the database, with matching.py and ordering.py.

Every call has a time limit. Returns plain rows keyed by query Keys; access is the filter `seen`, which is and-ed
to everything. Decides nothing about people and parses no text.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pymongo.errors import ExecutionTimeout

from modelbase.errors import Invalid
from modelbase.keys import MISSING, lookup
from modelbase.query import Key, Node, Sort
from modelbase.server.store import Database, Document, flat
from modelbase.server.store.matching import EVERYTHING, is_list, match, path
from modelbase.server.store.ordering import Place, place, stages, steps
from modelbase.server.store.translate import translated

EXACT_TOTAL = 100_000


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
    """One row: its ID, what stands at the asked keys (missing ones are not there), and its place in the order."""

    id: str
    values: dict[Key, Any]
    place: Place


def page(db: Database, ask: Ask, after: Place | None, offset: int, limit: int) -> list[Row]:
    """Return up to `limit` rows in order, after a place or after so many rows."""
    order = steps(ask.sorts)
    fields = {"id": 1} | {path(key): 1 for key in ask.columns} | {step.name: 1 for step in order}
    pipeline = [{"$match": whole(ask)}, *stages(order, after)]
    pipeline += [{"$skip": offset}] if offset else []
    pipeline += [{"$limit": limit}, {"$project": _compatible(fields)}]
    with limited(ask.seconds):
        found = list(db.models.aggregate(pipeline, maxTimeMS=milliseconds(ask.seconds)))
    rows = [
        Row(each["id"], _values(each, ask.columns), place(order, _flattened(each, fields))) for each in found
    ]
    _fill_trees(db, [each["_id"] for each in found], rows)
    return rows


def total(db: Database, ask: Ask) -> tuple[int, bool]:
    """Return how many rows there are, and whether that is exact: more than EXACT_TOTAL are not counted."""
    with limited(ask.seconds):
        count = db.models.count_documents(
            whole(ask), limit=EXACT_TOTAL + 1, maxTimeMS=milliseconds(ask.seconds)
        )
    return min(count, EXACT_TOTAL), count <= EXACT_TOTAL


def whole(ask: Ask) -> Document:
    """Return the filter of a query and of what may be seen."""
    parts = [part for part in (ask.seen, match(ask.where, ask.now)) if part != EVERYTHING]
    return {"$and": parts} if parts else {}


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Raise Invalid `query_limit` for a query that took too long, and what `translated` raises for the rest."""
    with translated():
        try:
            yield
        except ExecutionTimeout:
            raise Invalid(
                f"this took longer than {seconds:g} s; narrow it with an = on an arg or a name, or sort by one key",
                "query_limit",
                limit=seconds,
            ) from None


def milliseconds(seconds: float) -> int:
    """Return a time limit as MongoDB takes it."""
    return max(1, int(seconds * 1000))


def _compatible(fields: dict[str, int]) -> dict[str, int]:
    """Leave out paths below others that are asked as well."""
    return {name: 1 for name in fields if not any(name.startswith(f"{other}.") for other in fields)}


def _flattened(document: Document, names: dict[str, int]) -> Document:
    return {name: _at(document, name) for name in names}


def _at(document: Document, name: str) -> Any:
    for part in name.split("."):
        if isinstance(document, list):
            document = [each[part] for each in document]
        elif part in document:
            document = document[part]
        else:
            return MISSING
    return document


def _values(document: Document, columns: tuple[Key, ...]) -> dict[Key, Any]:
    found = {key: _at(document, path(key)) for key in columns}
    return {key: ([] if is_list(key) else value) if value is MISSING else value
            for key, value in found.items() if value is not MISSING or is_list(key)}  # fmt: skip


def _fill_trees(db: Database, keys: list[str], rows: list[Row]) -> None:
    """Put whole lists and mappings, which `flat` only marks, in the place of their marks."""
    holes = [
        (key, row) for key, row in zip(keys, rows, strict=True) if any(map(_is_mark, row.values.items()))
    ]
    if not holes:
        return
    wanted = {"_id": {"$in": [key for key, _ in holes]}}
    with translated():
        texts = {each["_id"]: each for each in db.models.find(wanted, {"args": 1, "metrics": 1})}
    for key, row in holes:
        if key in texts:
            trees = {"args": json.loads(texts[key]["args"]), "metrics": _tree(texts[key]["metrics"])}
            for column, value in list(row.values.items()):
                if _is_mark((column, value)):
                    row.values[column] = lookup(trees[column.room], column.segments, value)


def _is_mark(item: tuple[Key, Any]) -> bool:
    return item[0].room != "field" and isinstance(item[1], dict | list)


def _tree(metrics: Document) -> Document:
    """Return metrics as a tree; where one key is both a value and above others, the value stays."""
    root: Document = {}
    for name in sorted(metrics, key=len):
        *above, last = flat.parse_key(name)
        node = root
        for part in above:
            node = node.setdefault(part, {})
            if not isinstance(node, dict):
                break
        else:
            node.setdefault(last, metrics[name])
    return root
