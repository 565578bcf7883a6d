"""The total order of CONTRACT 4 in MongoDB: what a sort list becomes in a pipeline, and what comes after a place in it.

Numbers, text, booleans, null, trees, missing; descending turns that round, but missing stays last; ties by ID.
Only the parts of pipelines; rows.py runs them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from modelbase.query import Sort
from modelbase.server.store import Document
from modelbase.server.store.matching import path

Place = tuple[Any, ...]  # the values of one row's steps, its ID last
PLAIN = {"id", "name", "dataset", "architecture", "title", "owner", "created_at", "updated_at", "visibility"} | {
    "family", "digest", "state", "size", "checkpoints",
}  # fmt: skip
NUMBER, TEXT, BOOLEAN, NULL, TREE, ABSENT = range(6)


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
        if sort.key.room == "field" and sort.key.segments[0] in PLAIN:
            found.append(Step(path(sort.key), sign))
        else:
            found += _ranked(f"${path(sort.key)}", at, sign)
    return [*found, Step("id", 1)]


def stages(found: list[Step], after: Place | None) -> list[Document]:
    """Return the pipeline stages that sort, and drop what does not come after a place."""
    made = {step.name: step.made for step in found if step.made is not None}
    parts: list[Document] = [{"$set": made}] if made else []
    if after is not None:
        parts.append({"$match": beyond(found, after)})
    order: dict[str, int] = {}
    for step in found:
        order.setdefault(step.name, step.sign)
    return [*parts, {"$sort": order}]


def beyond(found: list[Step], after: Place) -> Document:
    """Return the filter of rows that come after a place."""
    choices: list[Document] = []
    same: Document = {}
    for step, value in zip(found, after, strict=True):
        if step.name not in same:
            choices.append(same | {step.name: {"$gt" if step.sign > 0 else "$lt": value}})
            same = same | {step.name: value}
    return {"$or": choices}


def place(found: list[Step], document: Document) -> Place:
    """Return where a document stands."""
    return tuple(document[step.name] for step in found)


def _ranked(value: str, at: int, sign: int) -> list[Step]:
    kind = {"$type": value}
    cases = [("string", TEXT), ("bool", BOOLEAN), ("null", NULL), ("missing", ABSENT)]
    branches = [{"case": {"$in": [kind, ["int", "long", "double"]]}, "then": NUMBER}]
    branches += [{"case": {"$eq": [kind, name]}, "then": rank} for name, rank in cases]
    rank = {"$switch": {"branches": branches, "default": TREE}}
    absent = {"$cond": [{"$eq": [kind, "missing"]}, 1, 0]}
    ordered = {"$in": [kind, ["int", "long", "double", "string", "bool"]]}
    return [
        Step(f"_absent{at}", 1, absent),
        Step(f"_rank{at}", sign, rank),
        Step(f"_value{at}", sign, {"$cond": [ordered, value, 0]}),
    ]
