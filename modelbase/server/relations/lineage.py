"""Rules of lineage: the graph around a model, edges added and removed later, warnings of bad ancestors.

What a person may not see is not in their graph at all, not even as a gap. An edge that would close a circle is
refused; walks remember where they were all the same. Args of a model never change, so in how many args the ends of an
edge differ is kept in memory. No Flask, no pymongo.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from threading import Lock
from typing import Annotated, Any, Literal

from cachetools import LRUCache
from pydantic import Field

from modelbase import deadline
from modelbase.entities import Model, Parent, Strict
from modelbase.errors import Conflict, Invalid, NotFound
from modelbase.identity.policy import Policy
from modelbase.server import access
from modelbase.server.access import Principal
from modelbase.server.database import Database
from modelbase.server.database.models import edges, models
from modelbase.server.database.models.edges import Node
from modelbase.server.history import activity
from modelbase.server.relations import signature
from modelbase.server.visible import EVERYTHING

MAX_PARENTS = 20
MAX_NODES = 200  # in each direction
MAX_WALK = 10_000  # models that are looked at before an edge is refused as too deep
TRIES = 20
BATCH = 1_000
Direction = Literal["up", "down"]
MAX_COUNTED = 400  # edges of one answer whose differing args are counted
KEPT = 20_000  # counts in memory

Pair = tuple[str, str, int]
_counts: LRUCache[Pair, int] = LRUCache(KEPT)
_lock = Lock()
WARNINGS = 20


class LineageRequest(Strict):
    """How far and which way to walk."""

    depth: Annotated[int, Field(ge=1, le=100)] = 10
    direction: Literal["up", "down", "both"] = "both"


@dataclass
class Walk:
    """What a walk in one direction found, by ID and nearest first; `cut` says that there is more."""

    nodes: dict[str, Node]
    distances: dict[str, int] = field(default_factory=dict)
    cut: bool = False


def lineage(
    db: Database, who: Principal, model: Model, policy: Policy, ask: LineageRequest
) -> dict[str, Any]:
    """Return `nodes`, the model first, `edges` from parent to child, and where more was `cut`."""
    directions: tuple[Direction, ...] = ("up", "down") if ask.direction == "both" else (ask.direction,)
    nodes, lines, cut = graph(db, who, model, directions, ask.depth)
    counts = differing(db, [(nodes[parent.id], node) for node, parent in lines][:MAX_COUNTED], policy)
    return {
        "id": model.id,
        "nodes": [
            {"id": node.id, "title": node.title, "state": node.state, "note": node.note}
            for node in nodes.values()
        ],
        "edges": [
            {"from": up.id, "to": node.id, "kind": up.kind, "differing": counts.get((up.id, node.id))}
            for node, up in lines
        ],
        "cut": cut,
    }


def differing(db: Database, pairs: list[tuple[Node, Node]], policy: Policy) -> dict[tuple[str, str], int]:
    """Return in how many args that count two models differ, by their IDs; deleted ones have none."""
    there = [(one, other) for one, other in pairs if one.key and other.key]
    with _lock:
        known = {pair: _counts.get(_pair(*pair, policy)) for pair in there}
    missing = [pair for pair, count in known.items() if count is None]
    given = edges.args_of(db, {node.key for pair in missing for node in pair})
    trees = {key: signature.counted(tree, policy) for key, tree in deadline.paced(given.items(), 1)}
    for one, other in deadline.paced(missing, 1):
        if one.key in trees and other.key in trees:
            known[one, other] = count = len(signature.differing(trees[one.key], trees[other.key]))
            with _lock:
                _counts[_pair(one, other, policy)] = count
    return {(one.id, other.id): count for (one, other), count in known.items() if count is not None}


def graph(
    db: Database, who: Principal, model: Model, directions: Iterable[Direction], depth: int
) -> tuple[dict[str, Node], list[tuple[Node, Parent]], dict[str, bool]]:
    """Return nodes by ID, the model first, edges as (child, parent), and in which directions there is more."""
    found = dict(edges.nodes(db, [model.id], EVERYTHING))
    cut: dict[str, bool] = {}
    for direction in directions:
        walk = walked(db, who, model, direction, depth)
        found |= {node_id: node for node_id, node in walk.nodes.items() if node_id not in found}
        cut[direction] = walk.cut
    lines = [(node, parent) for node in found.values() for parent in node.parents if parent.id in found]
    return found, lines, cut


def walked(db: Database, who: Principal, model: Model, direction: Direction, depth: int) -> Walk:
    """Walk from a model level by level, at most `depth` levels and MAX_NODES models."""
    walk = Walk({}, {model.id: 0})
    level: list[Node] = list(edges.nodes(db, [model.id], EVERYTHING).values())
    for distance in deadline.paced(range(1, depth + 2), 1):
        left = MAX_NODES - len(walk.nodes)
        step = _step(db, who, level, direction, walk.distances)
        if not step:
            break
        if distance > depth or len(step) > left:
            walk.cut = True
        level = [] if distance > depth else step[:left]
        for node in level:
            walk.nodes[node.id], walk.distances[node.id] = node, distance
    return walk


def warnings(db: Database, who: Principal, model: Model) -> list[dict[str, Any]]:
    """Return the bad marks on a model (distance 0) and on its ancestors, nearest first."""
    walk = walked(db, who, model, "up", MAX_NODES) if model.parents else Walk({}, {model.id: 0})
    noted = [(model.id, model.note), *((node_id, node.note) for node_id, node in walk.nodes.items())]
    return [
        {"id": node_id, "reason": note.reason, "distance": walk.distances[node_id]}
        for node_id, note in noted
        if note and note.verdict == "bad"
    ][:WARNINGS]


def shown_parents(db: Database, who: Principal, model: Model) -> tuple[Parent, ...]:
    """Return the parents that `who` may know of; deleted ones too, where they may know the whole name."""
    there = edges.nodes(db, [parent.id for parent in model.parents], access.readable(who))
    return tuple(parent for parent in model.parents if parent.id in there or _gone(who, parent.id))


def add_parent(db: Database, who: Principal, model: Model, edge: Parent) -> Model:
    """Add an edge, or change its kind; raise Conflict `lineage_cycle` if the model would be its own ancestor."""
    if edge in model.parents:
        return model
    _check_circle(db, model, edge)
    if edge.id not in {each.id for each in model.parents} and len(model.parents) >= MAX_PARENTS:
        raise Invalid(f"a model has at most {MAX_PARENTS} parents", limit=MAX_PARENTS)
    before = model.parents
    made = _set_parents(db, model, lambda parents: (*(p for p in parents if p.id != edge.id), edge))
    try:
        _check_circle(db, made, edge)  # again: another request may have closed the circle
    except Conflict:
        kept = tuple(each for each in before if each.id == edge.id)
        _set_parents(db, made, lambda parents: (*(p for p in parents if p.id != edge.id), *kept))
        raise
    refresh(db, made.id)
    activity.record(db, who, model.key, "parent.add", {"parent": edge.id, "kind": edge.kind})
    return made


def remove_parent(db: Database, who: Principal, model: Model, ref: str) -> Model:
    """Remove an edge by the parent's ID or the beginning of it; the parent may have been deleted."""
    fitting = sorted({parent.id for parent in model.parents if parent.id.startswith(ref)})
    if ref in fitting:
        fitting = [ref]
    if not fitting:
        raise NotFound(f"{model.id} has no parent {ref[:200]}; `modelbase tree {model.id}` shows what it has")
    if len(fitting) > 1:
        message = f"{ref} fits several parents: {', '.join(fitting)}; give more digits"
        raise Conflict(message, "id_ambiguous", candidates=fitting)
    made = _set_parents(db, model, lambda parents: tuple(p for p in parents if p.id != fitting[0]))
    refresh(db, made.id)
    activity.record(db, who, model.key, "parent.remove", {"parent": fitting[0]})
    return made


def refresh(db: Database, model_id: str) -> None:
    """Make `ancestors` of a model and of all below it follow from the edges; safe to repeat at any time."""
    for _ in range(TRIES):
        below = _below(db, model_id)
        known = edges.known_ancestors(
            db, {p.id for node in below.values() for p in node.parents} | set(below)
        )
        right = dict(known)
        for node in _parents_first(below):
            right[node.id] = edges.merged([parent.id for parent in node.parents], right)
        stale = [each for each in below if right[each] != known.get(each)]
        if not stale:
            return
        for at in range(0, len(stale), BATCH):
            part = stale[at : at + BATCH]
            models.set_derived(db, [({"_id": below[each].key}, {"ancestors": right[each]}) for each in part])


def _step(
    db: Database, who: Principal, level: list[Node], direction: Direction, seen: dict[str, int]
) -> list[Node]:
    """Return the models one edge further that were not met yet, one more than a page at most."""
    if not level:
        return []
    readable = access.readable(who)
    if direction == "down":
        found = edges.children(db, [node.id for node in level], readable, MAX_NODES + len(seen) + 1)
        return [node for node in found if node.id not in seen]
    ids = [p.id for node in level for p in node.parents if p.id not in seen]
    there = edges.nodes(db, ids, readable)
    return [
        there[each] if each in there else Node(each, "", "deleted", None, (), "")
        for each in dict.fromkeys(ids)
        if each in there or _gone(who, each)
    ]


def _gone(who: Principal, model_id: str) -> bool:
    """Say whether `who`, who was not shown this model, may know that it is there no more."""
    return access.readable(who).knows_all(model_id.partition(":")[0])


def _check_circle(db: Database, model: Model, parent: Parent) -> None:
    """Raise Conflict if the model is the parent, or before it."""
    met: set[str] = set()
    level = {parent.id}
    while level:
        if model.id in level:
            raise Conflict(
                f"{parent.id} descends from {model.id}: as its parent it would be its own ancestor; "
                f"`modelbase tree {model.id}` shows the edges",
                "lineage_cycle",
            )
        met |= level
        if len(met) > MAX_WALK:
            raise Conflict(
                f"{parent.id} has more than {MAX_WALK} ancestors, too many to check", limit=MAX_WALK
            )
        level = {p.id for node in edges.nodes(db, level, EVERYTHING).values() for p in node.parents} - met


def _set_parents(db: Database, model: Model, change: Any) -> Model:
    """Change the list of parents as it is now, however often it changes meanwhile."""
    for _ in range(TRIES):
        parents = [parent.model_dump() for parent in change(model.parents)]
        done = models.set_fields(db, model.key, {"$set": {"parents": parents}}, model.revision)
        if done is not None:
            return done
        model = models.get_key(db, model.key)
    raise Conflict("too many changes of this model at the same moment; try again")


def _below(db: Database, model_id: str) -> dict[str, Node]:
    """Return a model and its descendants, by ID."""
    found = edges.nodes(db, [model_id], EVERYTHING)
    level = list(found)
    while level:
        fresh = [
            node
            for at in range(0, len(level), BATCH)
            for node in edges.children(db, level[at : at + BATCH], EVERYTHING)
            if node.id not in found
        ]
        found |= {node.id: node for node in fresh}
        level = list({node.id: None for node in fresh})
    return found


def _parents_first(nodes: dict[str, Node]) -> list[Node]:
    """Return nodes so that each comes after those of its parents that are among them."""
    waiting = {node.id: {p.id for p in node.parents if p.id in nodes} for node in nodes.values()}
    ordered: list[Node] = []
    while waiting:
        ready = [each for each, before in waiting.items() if not before & waiting.keys()]
        ready = ready or [next(iter(waiting))]  # a circle, which only a crash can leave: begin anywhere
        ordered += [nodes[each] for each in ready]
        for each in ready:
            del waiting[each]
    return ordered


def _pair(one: Node, other: Node, policy: Policy) -> Pair:
    return one.key, other.key, policy.number
