"""Models as `near` and families look at them: with args or metrics, many at a time, and nothing else of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from modelbase.server.database import Database, Document
from modelbase.server.database.translate import translated
from modelbase.server.database.visible import visible_filter
from modelbase.server.visible import Visible

FIELDS = {"id": 1, "title": 1, "state": 1, "note": 1, "metrics": 1, "args": 1}


@dataclass(frozen=True)
class Neighbour:
    """What is compared of a model; `args` is the JSON text as given."""

    key: str
    id: str
    title: str
    state: str
    note: dict[str, Any] | None
    metrics: dict[str, Any]
    args: str


def by_key(db: Database, keys: Iterable[str], seen: Visible) -> Iterator[Neighbour]:
    """Return the visible live models of these database keys."""
    wanted = {"$and": [{"_id": {"$in": list(keys)}}, visible_filter(seen)]}
    return _read(db, wanted, 0)


def family(db: Database, name: str, family: str, seen: Visible, limit: int) -> list[Neighbour]:
    """Return the visible live models of a name that share a family, in the order of their IDs."""
    wanted = {"$and": [{"family": family, "name": name}, visible_filter(seen)]}
    return list(_read(db, wanted, limit))


def count(db: Database, name: str) -> int:
    """Return how many live models a name has."""
    with translated():
        return db.models.count_documents({"name": name})


def keys(db: Database, name: str) -> set[str]:
    """Return the database keys of all live models of a name."""
    with translated():
        return {each["_id"] for each in db.models.find({"name": name}, {"_id": 1})}


def _read(db: Database, wanted: Document, limit: int) -> Iterator[Neighbour]:
    with translated():
        found = db.models.find(wanted, FIELDS).sort("id", 1).limit(limit)
        for each in found:
            yield Neighbour(
                each["_id"],
                each["id"],
                each.get("title", ""),
                each.get("state", "new"),
                each.get("note"),
                each.get("metrics", {}),
                each["args"],
            )
