"""The rows of the table: what is asked for, where a row stands in the order, and rows read by their database keys.

Which rows match and in which order is the index's work (modelbase/server/index). Decides nothing about people and
parses no text; reads visible models (`seen`) alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from modelbase import deadline
from modelbase.identity.keys import MISSING, lookup, parse_key
from modelbase.query import Key, Node, Sort
from modelbase.query.evaluate import ABSENT, NULL, TREE, rank_of
from modelbase.server.database import Database, Document, flat
from modelbase.server.database.models import sound
from modelbase.server.database.translate import limited
from modelbase.server.database.visible import visible_filter
from modelbase.server.visible import Visible

# Where a field lies when it is not under its own name.
PATHS = {"parent": "parents.id", "ancestor": "ancestors"}
RUN = "_run"  # where the fields of the newest run lie
ROOMS = {"args": "flat", "metrics": "_metrics"}
TREES = (dict, list)
EMPTY: Document = {}


@dataclass(frozen=True)
class TableQuery:
    """Which rows: a query over the visible models (`seen`), in which order, and what of each; `seconds` at most."""

    seen: Visible
    where: Node
    sorts: tuple[Sort, ...]
    columns: tuple[Key, ...]
    now: datetime
    seconds: float = 10.0


@dataclass(frozen=True)
class Place:
    """Where a row stands: rank and value at each sort key (moments as seconds since 1970), and its ID."""

    values: tuple[tuple[int, Any], ...]
    id: str


@dataclass(frozen=True)
class Row:
    """One row: its ID, what stands at the asked columns (MISSING where nothing does) and at the sort keys."""

    id: str
    values: list[Any]
    order: list[Any]

    @property
    def place(self) -> Place:
        """Where the row stands in the order."""
        ranked = [rank_of(value) for value in self.order]
        return Place(
            tuple((rank, 0 if rank in (NULL, TREE, ABSENT) else value) for rank, value in ranked), self.id
        )


def of_keys(db: Database, query: TableQuery, keys: Sequence[str]) -> list[Row]:
    """Return the rows of these database keys, in their order; models deleted meanwhile are left out."""
    selected = {"_id": {"$in": list(keys)}}
    fields = projection([*query.columns, *(sort.key for sort in query.sorts)])
    with limited(query.seconds):
        guarded = {"$and": [selected, visible_filter(query.seen)]}
        found = {each["_id"]: each for each in sound.readable(db.models.find(guarded, fields), ("id",))}
        return _rows(db, query, [found[key] for key in keys if key in found])


def path(key: Key) -> str:
    """Return where the value of a key lies in a model's document."""
    if key.room == "field":
        name = key.segments[0]
        return name.replace("run.", f"{RUN}.", 1) if name.startswith("run.") else PATHS.get(name, name)
    return f"{ROOMS[key.room]}.{flat.name(key.segments)}"


def is_list(key: Key) -> bool:
    """Say whether a key is one of the fields that hold several texts."""
    return key.field is not None and key.field.kind == "list"


def projection(keys: Iterable[Key]) -> dict[str, int]:
    """Return what to read of a model for these keys; a path below another one comes along with it."""
    names = ["id", *map(path, keys)]
    return {name: 1 for name in names if not any(name.startswith(f"{other}.") for other in names)}


def _rows(db: Database, query: TableQuery, found: list[Document]) -> list[Row]:
    columns = [_reader(key) for key in query.columns]
    order = [_reader(sort.key) for sort in query.sorts]
    rows = [
        Row(each["id"], [read(each) for read in columns], [read(each) for read in order]) for each in found
    ]
    _fill_trees(db, query.columns, [each["_id"] for each in found], rows)
    return rows


def _reader(key: Key) -> Callable[[Document], Any]:
    """Return what reads the value of a key from a document."""
    room, _, name = path(key).partition(".")
    if key.room != "field" or room == RUN:
        return lambda document: document.get(room, EMPTY).get(name, MISSING)
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
    for key, row in deadline.paced(holes, 1):
        if key in texts and sound.fault(texts[key], ("args", "metrics")) is None:
            whole = {"args": sound.tree(texts[key]["args"]) or {}, "metrics": _tree(texts[key]["metrics"])}
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
