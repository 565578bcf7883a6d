"""Counts the keys of some models straight from their documents: what `tally.of_columns` says, without making columns.

For a few thousand models this is several times quicker. Reads nothing, decides nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from modelbase.query.evaluate import TREE, rank_of
from modelbase.server.database import Document
from modelbase.server.index.block import PREFIX
from modelbase.server.index.column import shown
from modelbase.server.index.making import key_of, order_of
from modelbase.server.index.tally import (
    MAPPING,
    SKETCH,
    VALUES,
    Count,
    Tally,
    name_of,
    number_hashes,
    other_hash,
    short,
)

ROOMS = (("flat", PREFIX["args"]), ("_metrics", PREFIX["metrics"]))
SIMPLE = frozenset({str, float, int})  # kinds of values that are their own keys
Held = dict[Any, list[Any]]  # by what makes a value distinct: the value, and how many models have it


def of_documents(documents: Sequence[Document]) -> Tally:
    """Return the tally of these models."""
    held: dict[str, Held] = {}
    first: dict[str, float | None] = {}
    for document in sorted(documents, key=_created):
        for room, prefix in ROOMS:
            for field, value in document[room].items():
                values = held.get(name := prefix + field)
                if values is None:
                    values = held[name] = {}
                    first[name] = _created(document) or None
                key = value if value.__class__ in SIMPLE else key_of(value)
                values.setdefault(key, [value, 0])[1] += 1
    numbers = [[key for key in values if _is_number(key)] for values in held.values()]
    hashes = number_hashes([float(one) for each in numbers for one in each]).tolist()
    found, at = {}, 0
    for (name, values), mine in zip(held.items(), numbers, strict=True):
        found[name] = _count(values, sorted(mine), hashes[at : at + len(mine)], first[name])
        at += len(mine)
    return found


def _created(document: Document) -> float:
    """Return when a model was made; those of which only args and metrics are given have no moment."""
    return float(document["created_at"].timestamp()) if "created_at" in document else 0.0


def _is_number(key: Any) -> bool:
    return key.__class__ is int or key.__class__ is float


def _count(held: Held, numbers: list[Any], hashes: list[int], first: float | None) -> Count:
    others = [(value, count) for key, (value, count) in held.items() if not _is_number(key)]
    types = [sum(held[key][1] for key in numbers), 0, 0, 0, 0, 0]
    for value, count in others:
        types[MAPPING if value == {} else min(rank_of(value)[0], TREE)] += count
    hashes = sorted([*hashes, *(other_hash(value) for value, _ in others)])
    values: dict[Any, Any] | None = None
    if len(held) <= VALUES:
        others.sort(key=lambda pair: order_of(pair[0]))
        there = [*((shown(key), held[key][1]) for key in numbers), *others]
        values = {name_of(value): (short(value), count) for value, count in there}
    return Count(
        types=tuple(types),
        low=shown(numbers[0]) if numbers else None,
        high=shown(numbers[-1]) if numbers else None,
        hashes=tuple(hashes[:SKETCH]),
        values=values,
        first=first,
    )
