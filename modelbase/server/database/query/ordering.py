"""The total order of CONTRACT 4 in MongoDB: what a sort list becomes in a pipeline, and what comes after a place in it.

Numbers, text, booleans, null, trees, missing; descending turns that round, but missing stays last; ties by ID.
Only the parts of pipelines; rows.py runs them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from modelbase.query import Sort
from modelbase.query.evaluate import ABSENT, BOOLEAN, NULL, NUMBER, TEXT, TREE, rank_of
from modelbase.server.database import Document
from modelbase.server.database.query.matching import path

# Fields that every model has, with values of one type: MongoDB's own order is the right one.
PLAIN = {"id", "name", "dataset", "architecture", "title", "owner", "created_at", "updated_at", "visibility"} | {
    "family", "digest", "state", "size", "checkpoints",
}  # fmt: skip
NUMBERS = ["int", "long", "double"]


@dataclass(frozen=True)
class Place:
    """Where a row stands: rank and value at each sort key (moments as seconds since 1970), and its ID."""

    values: tuple[tuple[int, Any], ...]
    id: str


@dataclass(frozen=True)
class Step:
    """One name to sort by: a stored path, or one that `made` computes; `sign` is 1 or -1."""

    name: str
    sign: int
    made: Any = None


def steps(sorts: Sequence[Sort]) -> list[Step]:
    """Return what MongoDB sorts by for a sort list, the ID last."""
    found: list[Step] = []
    for at, sort in enumerate(sorts):
        sign = -1 if sort.descending else 1
        if _plain(sort):
            found.append(Step(path(sort.key), sign))
        else:
            found += _ranked(f"${path(sort.key)}", at, sign)
    return [*found, Step("id", 1)]


def stages(sorts: Sequence[Sort], after: Place | None) -> list[Document]:
    """Return the pipeline stages that sort, and drop what does not come after a place."""
    found = steps(sorts)
    made = {step.name: step.made for step in found if step.made is not None}
    parts: list[Document] = [{"$set": made}] if made else []
    if after is not None:
        parts.append({"$match": _beyond(found, _values(sorts, after))})
    order: dict[str, int] = {}
    for step in found:
        order.setdefault(step.name, step.sign)
    return [*parts, {"$sort": order}]


def _plain(sort: Sort) -> bool:
    return sort.key.room == "field" and sort.key.segments[0] in PLAIN


def _values(sorts: Sequence[Sort], after: Place) -> list[Any]:
    """Return the values of a place as the steps have them."""
    found: list[Any] = []
    for sort, (rank, value) in zip(sorts, after.values, strict=True):
        if not _plain(sort):
            found += [int(rank == ABSENT), rank, value if rank in (NUMBER, TEXT, BOOLEAN) else 0]
        elif sort.key.field is not None and sort.key.field.kind == "date":
            found.append(datetime.fromtimestamp(round(value * 1000) / 1000, UTC))
        else:
            found.append(value)
    return [*found, after.id]


def _beyond(found: list[Step], values: list[Any]) -> Document:
    choices: list[Document] = []
    same: Document = {}
    for step, value in zip(found, values, strict=True):
        if step.name not in same:
            choices.append(same | {step.name: {"$gt" if step.sign > 0 else "$lt": value}})
            same = same | {step.name: value}
    return {"$or": choices}


def place(values: Sequence[Any], model_id: str) -> Place:
    """Return where a row with these values at the sort keys stands."""
    places = [rank_of(value) for value in values]
    return Place(
        tuple((rank, 0 if rank in (NULL, TREE, ABSENT) else value) for rank, value in places), model_id
    )


def _ranked(value: str, at: int, sign: int) -> list[Step]:
    kind = {"$type": value}
    cases = [("string", TEXT), ("bool", BOOLEAN), ("null", NULL), ("missing", ABSENT)]
    branches = [{"case": {"$in": [kind, NUMBERS]}, "then": NUMBER}]
    branches += [{"case": {"$eq": [kind, name]}, "then": rank} for name, rank in cases]
    ordered = {"$in": [kind, [*NUMBERS, "string", "bool"]]}
    return [
        Step(f"_absent{at}", 1, {"$cond": [{"$eq": [kind, "missing"]}, 1, 0]}),
        Step(f"_rank{at}", sign, {"$switch": {"branches": branches, "default": TREE}}),
        Step(f"_value{at}", sign, {"$cond": [ordered, value, 0]}),
    ]
