"""The rule of GET lineage: nodes and edges as the web and the terminal draw them, with how many args each edge changed.

Walking and access are in lineage.py. Args of a model never change, so what an edge changed is kept in memory.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from threading import Lock
from typing import Any, Literal

from cachetools import LRUCache

from modelbase.entities import Model, wire
from modelbase.identity.policy import Policy
from modelbase.server.access import Principal
from modelbase.server.database import Database
from modelbase.server.database.models import edges
from modelbase.server.database.models.edges import Node
from modelbase.server.relations import lineage as walks
from modelbase.server.relations import signature

MAX_COUNTED = 400  # edges of one answer whose differing args are counted
KEPT = 20_000  # counts in memory

Pair = tuple[str, str, int]
_counts: LRUCache[Pair, int] = LRUCache(KEPT)
_lock = Lock()


@dataclass(frozen=True)
class Ask:
    """Which way to walk, and how many steps."""

    direction: Literal["up", "down", "both"] = "both"
    depth: int = 10


def lineage(db: Database, who: Principal, model: Model, policy: Policy, ask: Ask) -> dict[str, Any]:
    """Return `nodes`, the model first, `edges` from parent to child, and where more was `cut`."""
    directions: tuple[walks.Direction, ...] = ("up", "down") if ask.direction == "both" else (ask.direction,)
    nodes, lines, cut = walks.graph(db, who, model, directions, ask.depth)
    counts = differing(db, [(nodes[parent.id], node) for node, parent in lines][:MAX_COUNTED], policy)
    return {
        "id": model.id,
        "nodes": [_node(node) for node in nodes.values()],
        "edges": [
            {
                "from": parent.id,
                "to": node.id,
                "kind": parent.kind,
                "differing": counts.get((parent.id, node.id)),
            }
            for node, parent in lines
        ],
        "cut": cut,
    }


def differing(db: Database, pairs: list[tuple[Node, Node]], policy: Policy) -> dict[tuple[str, str], int]:
    """Return in how many args that count two models differ, by their IDs; deleted ones have none."""
    there = [(one, other) for one, other in pairs if one.key and other.key]
    with _lock:
        known = {pair: _counts.get(_pair(*pair, policy)) for pair in there}
    missing = [pair for pair, count in known.items() if count is None]
    texts = edges.args_texts(db, {node.key for pair in missing for node in pair})
    trees = {key: signature.counted(json.loads(text), policy) for key, text in texts.items()}
    for one, other in missing:
        if one.key in trees and other.key in trees:
            known[one, other] = count = len(signature.differing(trees[one.key], trees[other.key]))
            with _lock:
                _counts[_pair(one, other, policy)] = count
    return {(one.id, other.id): count for (one, other), count in known.items() if count is not None}


def _pair(one: Node, other: Node, policy: Policy) -> Pair:
    return one.key, other.key, policy.number


def _node(node: Node) -> dict[str, Any]:
    note = wire(node.note) if node.note else None
    return {"id": node.id, "title": node.title, "state": node.state, "note": note}
