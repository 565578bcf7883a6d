"""The graph of models: `parents` of a model's document, walked up and down; `ancestors` is what follows from them.

Returns light nodes, never whole models. No rules here: which edges may be made is decided in lineage.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from modelbase.entities import Note, Parent, State
from modelbase.server.database import Database, Document
from modelbase.server.database.models import sound
from modelbase.server.database.translate import translated
from modelbase.server.database.visible import visible_filter
from modelbase.server.visible import Visible

MAX_ANCESTORS = 1_000  # of one model that queries know; the lineage page walks further
FIELDS = {"id": 1, "title": 1, "state": 1, "note": 1, "parents": 1}


@dataclass(frozen=True)
class Node:
    """What is known of a model in the graph; `key` is the database's own."""

    id: str
    title: str
    state: str
    note: Note | None
    parents: tuple[Parent, ...]
    key: str


def nodes(db: Database, ids: Iterable[str], seen: Visible) -> dict[str, Node]:
    """Return the visible live models of these IDs, by ID."""
    return {node.id: node for node in _find(db, {"id": {"$in": list(ids)}}, seen, 0)}


def children(db: Database, ids: Iterable[str], seen: Visible, limit: int = 0) -> list[Node]:
    """Return the visible models that name one of these as a parent, in the order of their IDs; `limit` 0 is all."""
    return _find(db, {"parents.id": {"$in": list(ids)}}, seen, limit)


def ancestors_of(db: Database, parents: Sequence[str]) -> list[str]:
    """Return the IDs of parents and of all before them, nearest first, as far as `ancestors` knows."""
    return merged(parents, known_ancestors(db, parents))


def known_ancestors(db: Database, ids: Iterable[str]) -> dict[str, list[str]]:
    """Return what `ancestors` holds, by ID."""
    wanted = list(ids)
    if not wanted:
        return {}
    with translated():
        found = db.models.find({"id": {"$in": wanted}}, {"id": 1, "ancestors": 1})
        return {each["id"]: each.get("ancestors", []) for each in found}


def merged(parents: Sequence[str], known: dict[str, list[str]]) -> list[str]:
    """Return parents and what is before them, nearest first, at most MAX_ANCESTORS."""
    before = [each for parent in parents for each in known.get(parent, ())]
    return list(dict.fromkeys([*parents, *before]))[:MAX_ANCESTORS]


def args_of(db: Database, keys: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Return the args as given, by database key, as far as they can be read."""
    with translated():
        found = db.models.find({"_id": {"$in": list(keys)}}, {"args": 1})
        trees = {each["_id"]: sound.tree(each["args"]) for each in sound.readable(found, ("args",))}
    return {key: tree for key, tree in trees.items() if tree is not None}


def _find(db: Database, query: Document, seen: Visible, limit: int) -> list[Node]:
    with translated():
        found = db.models.find({"$and": [query, visible_filter(seen)]}, FIELDS).sort("id", 1).limit(limit)
        return [_node(document) for document in sound.readable(found, ("id",))]


def _node(document: Document) -> Node:
    fields: dict[str, Any] = {name: document.get(name) for name in ("id", "title")}
    note = document.get("note")
    return Node(
        **fields,
        state=State(document.get("state", "new")).value,
        note=Note(**note) if isinstance(note, dict) else None,
        parents=tuple(Parent(**each) for each in document.get("parents", ())),
        key=document["_id"],
    )
