"""The rule of GET /families: the table folded to families, a row for replicas that differ in seeds only.

Reads the rows that match through table.py, a bounded number, and puts them together here: what replicas share stands
as it is, metrics become mean and spread. No Flask, no pymongo.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import Field

from modelbase import deadline
from modelbase.errors import Invalid
from modelbase.identity.keys import MISSING
from modelbase.query import Key, Sort, parse_sort, rank_of, sort_key
from modelbase.server.access import Principal
from modelbase.server.deployment import Deployment
from modelbase.server.relations import families
from modelbase.server.table import table

MAX_MODELS = 10_000  # that are read for one answer
ALWAYS = "name,family,title"
PARTS = frozenset({"id", "name", "family", "title"})
SIZE = Key(
    "args", ("count",)
)  # what a bare `count` in a sort is parsed as: here the number of models of a family
_BARE_SIZE = re.compile(r"(?:^|,)\s*-?count\s*(?:,|$)")


class FamiliesRequest(table.RowsRequest):
    """Which families, what of them, in which order, from `offset` on."""

    offset: Annotated[int, Field(ge=0, le=10_000)] = 0


def page(deployment: Deployment, who: Principal, ask: FamiliesRequest) -> dict[str, Any]:
    """Return families of the models that match, in the order of shared values, of means of metrics, of sizes."""
    asked = table.named_columns(ask.columns)
    sorts = parse_sort(ask.sort)
    size = SIZE if _BARE_SIZE.search(ask.sort) else None
    sorted_by = (str(sort.key) for sort in sorts if sort.key != size)
    columns = ",".join(dict.fromkeys([ALWAYS, *(name for name, _ in asked), *sorted_by]))
    read = table.TableRequest.model_construct(where=ask.where, columns=columns)
    found = table.page(deployment, who, read, MAX_MODELS)
    if found["next"]:
        raise Invalid(
            f"more than {MAX_MODELS} models match, too many to fold; narrow the filter, to one name for example",
            "query_limit",
            limit=MAX_MODELS,
        )
    groups: dict[tuple[str, str], list[dict[str, Any]]] = {}  # in the order of their first rows
    for row in deadline.paced(found["rows"]):
        if row.keys() >= PARTS:  # else its document was damaged since it was compacted
            groups.setdefault((row["name"], row["family"]), []).append(row)
    folded = [(_family(rows, asked), rows) for rows in deadline.paced(groups.values(), 1)]
    if sorts:
        folded.sort(key=lambda one: sort_key(_order(one[1], sorts, size), sorts))
    shown = folded[ask.offset : ask.offset + ask.limit]
    return {
        "rows": [row for row, _ in shown],
        "next": None,
        "total": len(folded),
        "models": len(found["rows"]),
    }


def _family(rows: list[dict[str, Any]], asked: Sequence[tuple[str, Key]]) -> dict[str, Any]:
    """Return the row of a family."""
    newest = rows[0]
    shared = {name: _shared(rows, name) for name, key in asked if key.room != "metrics"}
    measured = [name for name, key in asked if key.room == "metrics"]
    metrics = families.spread({name: row[name] for name in measured if name in row} for row in rows)
    return {part: newest[part] for part in ("id", "name", "family", "title")} | {
        "count": len(rows),
        "values": {name: value[0] for name, value in shared.items() if value and value[0] is not MISSING},
        "varies": [name for name, value in shared.items() if not value],
        "metrics": metrics,
    }


def _order(rows: list[dict[str, Any]], sorts: Sequence[Sort], size: Key | None) -> dict[str, dict[str, Any]]:
    """Return what a family is sorted by, in the shape of a model."""
    order: dict[str, dict[str, Any]] = {"fields": {"id": rows[0]["id"]}, "args": {}, "metrics": {}}
    for sort in sorts:
        value = len(rows) if sort.key == size else _sorted_by(rows, sort.key)
        if value is not MISSING:
            room = "fields" if sort.key.room == "field" else sort.key.room
            order[room][sort.key.path] = value
    return order


def _shared(rows: Sequence[dict[str, Any]], name: str) -> tuple[Any, ...]:
    """Return (value,) if all rows have the same there, be it MISSING; else nothing."""
    first, *others = (row.get(name, MISSING) for row in deadline.paced(rows))
    whole = isinstance(first, dict | list)
    same = all(rank_of(first) == rank_of(other) and (not whole or first == other) for other in others)
    return (first,) if same else ()


def _sorted_by(rows: Sequence[dict[str, Any]], key: Key) -> Any:
    """Return what a family is sorted by: the mean of a metric, else what all share; MISSING if there is neither."""
    name = str(key)
    if key.room == "metrics":
        summary = families.spread({name: row[name]} for row in rows if name in row).get(name)
        return MISSING if summary is None or summary["mean"] is None else summary["mean"]
    shared = _shared(rows, name)
    return shared[0] if shared else MISSING
