"""The collection `curves`: of each model's series the count, the ends and the extremes, in one document a model.

This is the side document that a running training writes to; models.summarise takes what it says into the model. Each
write counts `version` up, so that none is lost. A document that is `stale` is made again from the points themselves.
`since` is when the first value came that the model does not show yet.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

import numpy as np
from pymongo import ASCENDING, IndexModel

from modelbase.errors import Conflict
from modelbase.server.database import Database, Document
from modelbase.server.database.models import runs
from modelbase.server.database.models.runs import Span
from modelbase.server.database.series import points, series
from modelbase.server.database.series.points import Ints, Points
from modelbase.server.database.translate import AlreadyExists, translated

INDEXES = [
    IndexModel([("since", ASCENDING)], name="since", partialFilterExpression={"since": {"$exists": True}})
]
TRIES = 50


class Curve(NamedTuple):
    """One series in short: how many points are `shown`; `run` is the number of the run that has the last one.

    `low` and `high` are NaN where no value is finite; `total` counts the points of runs that are hidden, too.
    """

    shown: int
    first_step: int
    last_step: int
    last: float
    low: float
    high: float
    run: int
    total: int


class Curves(NamedTuple):
    """The series of one model by key, and whether they have to be made again."""

    version: int
    stale: bool
    rows: dict[str, Curve]


def load(db: Database, key: str) -> Curves:
    """Return what is known of the series of a model, stale or not."""
    with translated():
        found = db.curves.find_one({"_id": key})
    if found is None:
        return Curves(-1, False, {})
    return Curves(found["version"], found["stale"], {name: Curve(*row) for name, row in found["rows"]})


def current(db: Database, key: str) -> Curves:
    """Return the series of a model, made again from their points if need be."""
    for _ in range(TRIES):
        found = load(db, key)
        if not found.stale:
            return found
        made = Curves(found.version, False, _made(db, key))
        if _save(db, key, made, None):
            return made._replace(version=found.version + 1)
    raise Conflict("too many points of this model arrive at this moment; try again")


def change(db: Database, key: str, how: Callable[[Curves], Curves], at: datetime) -> None:
    """Change what is known of the series of a model, which it does not show yet, whatever others write meanwhile."""
    for _ in range(TRIES):
        if _save(db, key, how(load(db, key)), at):
            return
    raise Conflict("too many points of this model arrive at this moment; try again")


def mark_stale(db: Database, key: str) -> None:
    """Note that the series of a model have to be looked at again, if it has any."""
    with translated():
        db.curves.update_one({"_id": key}, {"$set": {"stale": True}, "$inc": {"version": 1}})


def mark_shown(db: Database, key: str, version: int) -> None:
    """Note that the model shows its series as they were in this version."""
    with translated():
        db.curves.update_one({"_id": key, "version": version}, {"$unset": {"since": ""}})


def waiting(db: Database, before: datetime, limit: int) -> list[str]:
    """Return models that do not show yet what was logged before a moment."""
    with translated():
        return [each["_id"] for each in db.curves.find({"since": {"$lt": before}}, {"_id": 1}).limit(limit)]


def visible(by_run: Mapping[str, Points], spans: Iterable[Span]) -> tuple[Points, Ints]:
    """Return the curve that runs draw together, in order of steps, and the number of the run of each point.

    A run that began at a step hides what earlier runs have from that step on.
    """
    parts: list[tuple[Points, int]] = []
    before: int | None = None
    for span in sorted(spans, key=lambda each: each.number, reverse=True):
        if span.id in by_run:
            parts.append((points.between(by_run[span.id], None, before), span.number))
        before = span.first_step if before is None else min(before, span.first_step)
    parts.reverse()
    whole = points.joined([part for part, _ in parts])
    counts = [len(part.step) for part, _ in parts]
    return whole, np.repeat(np.array([number for _, number in parts], dtype=np.int64), counts)


def curve_of(whole: Points, number: int, total: int) -> Curve:
    """Return a series in short; `whole` has at least one point."""
    finite = whole.value[np.isfinite(whole.value)]
    low, high = (float(finite.min()), float(finite.max())) if len(finite) else (math.nan, math.nan)
    ends = int(whole.step[0]), int(whole.step[-1])
    return Curve(len(whole.step), *ends, float(whole.value[-1]), low, high, number, total)


def grown(known: Curve, more: Curve) -> Curve:
    """Return a series after points that come behind its last one."""
    return Curve(
        known.shown + more.shown,
        known.first_step,
        more.last_step,
        more.last,
        float(np.fmin(known.low, more.low)),
        float(np.fmax(known.high, more.high)),
        more.run,
        known.total + more.total,
    )


def _made(db: Database, key: str) -> dict[str, Curve]:
    spans = runs.spans(db, key)
    made = {}
    for name, by_run in series.read(db, key).items():
        whole, numbers = visible(by_run, spans)
        total = sum(len(each.step) for each in by_run.values())
        if len(whole.step):
            made[name] = curve_of(whole, int(numbers[-1]), total)
    return made


def _save(db: Database, key: str, wanted: Curves, at: datetime | None) -> bool:
    """Write a version after the one that was read; False if another came first."""
    fields: Document = {
        "rows": [[name, list(row)] for name, row in wanted.rows.items()],
        "stale": wanted.stale,
    }
    fields["version"] = wanted.version + 1
    change: Document = {"$set": fields} | ({"$min": {"since": at}} if at else {})
    try:
        with translated():
            mine = {"_id": key, "version": wanted.version}
            return bool(db.curves.update_one(mine, change, upsert=wanted.version < 0).matched_count) or (
                wanted.version < 0
            )
    except AlreadyExists:
        return False
