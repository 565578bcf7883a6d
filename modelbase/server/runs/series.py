"""Rules of series: append a batch of points of a run, read curves, what there is. No Flask, no pymongo.

A batch is stored by one insert, whose id decides; what follows from it can be made again from the points. Of points of
one run, key and step the first counts, and those that differ are counted.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Any, NamedTuple

import numpy as np
from pydantic import Field, StrictInt

from modelbase import deadline
from modelbase.entities import Model, Run, Strict
from modelbase.errors import Invalid, NotFound, TooLarge
from modelbase.identity.keys import key_text
from modelbase.server.database import Database, clock
from modelbase.server.database.models import models, runs
from modelbase.server.database.series import curves, points, series
from modelbase.server.database.series.curves import Curve, Curves
from modelbase.server.database.series.points import NOT_FINITE, Points
from modelbase.server.database.translate import AlreadyExists
from modelbase.server.deployment import Deployment
from modelbase.server.runs.run import RunId, Step
from modelbase.server.transfer import measured

MAX_KEYS = 2_000  # of a model
MAX_POINTS = 10**7  # of a model
MAX_READ = 2 * 10**6  # points in one answer
FOLD_AFTER = timedelta(seconds=10)
FOLD_MANY = 32  # batches
SHOW_AFTER = timedelta(minutes=5)  # a model shows what is logged at least so often while it is trained
AT_ONCE = 50  # models in one round of the worker

Key = Annotated[str, Field(min_length=1, max_length=300)]
Moments = list[Annotated[StrictInt, Field(ge=-(2**53), le=2**53)]]


class NewPoints(Strict):
    """Points of one series: three lists of one length; a value is a number or NaN, Infinity, -Infinity as text."""

    step: Annotated[list[Step], Field(min_length=1)]
    value: list[Any]
    time: Moments


class NewBatch(Strict):
    """A batch of a run, which numbers them from 0."""

    run: RunId
    seq: Annotated[StrictInt, Field(ge=0, le=2**53)]
    series: Annotated[dict[Key, NewPoints], Field(max_length=MAX_KEYS)]


class Appended(NamedTuple):
    """How many points were new, whether the batch was there before, how many differ from the first of their step."""

    accepted: int
    known: bool
    differing: int


class SeriesRequest(Strict):
    """Which curves: of these keys, of one run or of all together, between steps, down-sampled to about `points`."""

    key: Annotated[list[Key], Field(max_length=50)] = Field(default_factory=list)
    points: Annotated[int, Field(ge=1, le=100_000)] | None = None
    run: Annotated[str, Field(max_length=40)] | None = None
    from_step: Annotated[int, Field(ge=0)] | None = None
    to_step: Annotated[int, Field(ge=0)] | None = None


def append(db: Database, model: Model, new: NewBatch) -> Appended:
    """Store a batch of points; raise Invalid, NotFound `run_not_found`, or TooLarge naming the limit."""
    given = {key_text(name): _points(name, each) for name, each in new.series.items()}
    if len(given) < len(new.series):
        raise Invalid("two keys of this batch are the same key", field="series")
    run = runs.get(db, model.key, new.run, model.id)
    if series.has_batch(db, model.key, new.run, new.seq):
        curves.mark_stale(db, model.key)  # its first sending may have been cut off before it was counted
        return Appended(0, True, 0)
    known = curves.load(db, model.key)
    _check_limits(known, given)
    apart = points_apart(db, model, run, known, given)
    steps = [int(each.step[at]) for each in apart.fresh.values() for at in (0, -1) if len(each.step)]
    now = clock.now(db)
    turn = runs.advance(db, model.key, run.id, (min(steps), max(steps)) if steps else None, now)
    try:
        series.insert_batch(db, model.key, series.Batch(run.id, new.seq, turn, apart.fresh), now)
    except AlreadyExists:
        return Appended(0, True, 0)
    first = min([run.first_step, *steps])
    curves.change(db, model.key, lambda before: _grown(before, run, first, apart), now)
    return Appended(sum(len(each.step) for each in apart.fresh.values()), False, apart.differing)


class Apart(NamedTuple):
    """The new points of a batch, how many differ from the first of their step, and the keys that do not just go on."""

    fresh: dict[str, Points]
    differing: int
    between: frozenset[str]


def points_apart(
    db: Database, model: Model, run: Run, known: Curves, given: Mapping[str, list[Points]]
) -> Apart:
    """Return what of a batch is new; the points of the run are read only for keys that do not simply go on."""
    fresh, differing, between = {}, 0, set()
    joined = {name: points.joined(parts) for name, parts in given.items()}
    for name, more in joined.items():
        row = known.rows.get(name)
        if known.stale or (row and not _goes_on(row, run, int(more.step[0]))):
            between.add(name)
    there = series.read(db, model.key, between, run.id) if between else {}
    for name, more in joined.items():
        before = there.get(name, {}).get(run.id, points.empty())
        differing += points.differing([before, *given[name]])
        fresh[name] = points.new_ones(before, more) if len(before.step) else more
    return Apart(
        {name: each for name, each in fresh.items() if len(each.step)}, differing, frozenset(between)
    )


def _goes_on(row: Curve, run: Run, first: int) -> bool:
    return first > row.last_step and row.run <= run.number


def _grown(before: Curves, run: Run, first_step: int, apart: Apart) -> Curves:
    """Return what is known of a model's series after a batch; stale where a batch does more than to go on."""
    rows, stale = dict(before.rows), before.stale or first_step < run.first_step
    for name, more in apart.fresh.items():
        added = curves.curve_of(more, run.number, len(more.step))
        row = rows.get(name)
        if row is None:
            rows[name] = added
        elif _goes_on(row, run, added.first_step):
            rows[name] = curves.grown(row, added)
        else:
            rows[name], stale = row._replace(total=row.total + added.total), True
    return Curves(before.version, stale, rows)


def catalogue(db: Database, model: Model) -> list[dict[str, Any]]:
    """Return what series a model has, in the order of their keys, each with its count, ends and extremes."""
    rows = sorted(curves.current(db, model.key).rows.items())
    return [
        {
            "key": name,
            "count": row.shown,
            "first_step": row.first_step,
            "last_step": row.last_step,
            "last": points.plain(row.last),
            "min": None if np.isnan(row.low) else row.low,
            "max": None if np.isnan(row.high) else row.high,
        }
        for name, row in rows
    ]


def read(db: Database, model: Model, asked: SeriesRequest) -> list[dict[str, Any]]:
    """Return curves as columns, in the order of the keys asked for; an unknown key has no points."""
    names = list(dict.fromkeys(key_text(name) for name in asked.key))
    spans = runs.spans(db, model.key)
    one = None
    if asked.run is not None:
        one = next((each for each in spans if asked.run in (each.id, str(each.number))), None)
        if one is None:
            raise NotFound(
                f"{model.id} has no run {asked.run!r}; GET /models/{model.id}/runs lists them",
                "run_not_found",
            )
    found = series.read(db, model.key, names, one.id if one else None)
    rows, left = [], MAX_READ
    for name in deadline.paced(names, 1):
        whole, numbers = curves.visible(found.get(name, {}), [one] if one else spans)
        row = _row(name, whole, numbers, asked)
        left -= len(row["step"])
        if left < 0:
            raise Invalid(
                f"these are more than {MAX_READ:,} points; give points= for fewer, or from_step= and to_step=",
                "query_limit",
                limit=MAX_READ,
            )
        rows.append(row)
    return rows


def _row(name: str, whole: Points, numbers: Any, asked: SeriesRequest) -> dict[str, Any]:
    start = 0 if asked.from_step is None else int(np.searchsorted(whole.step, asked.from_step))
    stop = (
        len(whole.step) if asked.to_step is None else int(np.searchsorted(whole.step, asked.to_step, "right"))
    )
    part = points.cut(whole, slice(start, max(start, stop)))
    total = len(part.step)
    shown = (
        np.arange(total) if asked.points is None else points.down_sampled(part.step, part.value, asked.points)
    )
    return {
        "key": name,
        "step": part.step[shown].tolist(),
        "value": points.plain_list(part.value[shown]),
        "time": part.time[shown].tolist(),
        "run": numbers[start:][shown].tolist(),
        "total": total,
    }


def fold(deployment: Deployment) -> bool:
    """Fold batches into chunks, and let models show what was logged some minutes ago; for the worker.

    Return whether there may be more to do at once.
    """
    db = deployment.db
    now = clock.now(db)
    keys = series.due(db, now - FOLD_AFTER, FOLD_MANY, AT_ONCE)
    full = [series.fold(db, key) == series.AT_ONCE for key in keys]
    for key in curves.waiting(db, now - SHOW_AFTER, AT_ONCE):
        models.summarise(db, key)
    return any(full) or len(keys) == AT_ONCE


def _points(name: str, new: NewPoints) -> list[Points]:
    """Return the points of one series, each step once in each part, in the order in which they were sent."""
    if not len(new.step) == len(new.value) == len(new.time):
        raise Invalid(
            f"series.{name[:100]}: step, value and time are of one length, not {len(new.step)}, {len(new.value)}, "
            f"{len(new.time)}",
            field=f"series.{name[:100]}",
        )
    values = np.array([_value(name, value) for value in new.value], dtype=np.float64)
    step, time = np.array(new.step, dtype=np.int64), np.array(new.time, dtype=np.int64)
    whole = Points(step, values, time)
    if np.all(step[1:] > step[:-1]):
        return [whole]
    return [points.cut(whole, slice(at, at + 1)) for at in range(len(step))]


def _value(name: str, value: Any) -> float:
    told = measured.metric(name, value)
    return NOT_FINITE[told] if isinstance(told, str) else float(told)


def _check_limits(known: Curves, given: Mapping[str, Any]) -> None:
    names = known.rows.keys() | given.keys()
    if len(names) > MAX_KEYS:
        raise TooLarge(
            f"a model has at most {MAX_KEYS:,} series, and this batch makes it {len(names):,}; log fewer keys",
            limit=MAX_KEYS,
        )
    total = sum(row.total for row in known.rows.values())
    total += sum(len(part.step) for parts in given.values() for part in parts)
    if total > MAX_POINTS:
        raise TooLarge(
            f"a model has at most {MAX_POINTS:,} points, and this batch makes it {total:,}; log less often",
            limit=MAX_POINTS,
        )
