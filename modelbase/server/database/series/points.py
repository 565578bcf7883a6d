"""Points of series as numpy arrays: packing, joining runs, and down-sampling. No database.

A point is step, value and time; of points with one step the first counts. Values are float64, with NaN and infinities;
steps are global steps, times milliseconds since 1970.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import Any, NamedTuple

import bson
import numpy as np
import numpy.typing as npt

from modelbase.entities import Metric

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
NOT_FINITE = {"NaN": np.nan, "Infinity": np.inf, "-Infinity": -np.inf}


class Points(NamedTuple):
    """The points of one series of one run: arrays of the same length."""

    step: Ints
    value: Floats
    time: Ints


def empty() -> Points:
    """Return no points."""
    return Points(np.zeros(0, np.int64), np.zeros(0, np.float64), np.zeros(0, np.int64))


def joined(parts: Sequence[Points]) -> Points:
    """Return the points of several parts in the order of their steps; of those with one step, the first part's."""
    if not parts:
        return empty()
    step, value, time = (np.concatenate(column) for column in zip(*parts, strict=True))
    if np.all(step[1:] > step[:-1]):
        return Points(step, value, time)
    order = np.argsort(step, kind="stable")
    step = step[order]
    first = np.ones(len(step), dtype=np.bool_)
    first[1:] = step[1:] != step[:-1]
    return Points(step[first], value[order][first], time[order][first])


def differing(parts: Sequence[Points]) -> int:
    """Return how many points say another value for a step that an earlier one has; NaN is equal to NaN."""
    if not parts:
        return 0
    kept = joined(parts)
    step, value = (np.concatenate([getattr(part, name) for part in parts]) for name in ("step", "value"))
    there = kept.value[np.searchsorted(kept.step, step)]
    return int(np.count_nonzero((there != value) & ~(np.isnan(there) & np.isnan(value))))


def new_ones(known: Points, more: Points) -> Points:
    """Return the points of `more` whose steps `known` has not."""
    fresh = ~np.isin(more.step, known.step)
    return Points(more.step[fresh], more.value[fresh], more.time[fresh])


def cut(points: Points, rows: slice | Ints) -> Points:
    """Return some of the points, by their place."""
    return Points(points.step[rows], points.value[rows], points.time[rows])


def between(points: Points, first: int | None, before: int | None) -> Points:
    """Return the points from step `first` on and before step `before`."""
    start = 0 if first is None else int(np.searchsorted(points.step, first))
    stop = len(points.step) if before is None else int(np.searchsorted(points.step, before))
    return cut(points, slice(start, max(start, stop)))


def pack(points: Points) -> bytes:
    """Return points as they are kept: steps and times as differences, compressed."""
    step, time = (np.diff(column, prepend=0).astype("<i8") for column in (points.step, points.time))
    return zlib.compress(step.tobytes() + points.value.astype("<f8").tobytes() + time.tobytes(), 1)


def unpack(packed: bytes) -> Points:
    """Return the points that were packed."""
    data = zlib.decompress(packed)
    third = len(data) // 3
    step, time = (np.cumsum(np.frombuffer(data, "<i8", third // 8, at)) for at in (0, 2 * third))
    return Points(step, np.frombuffer(data, "<f8", third // 8, third), time)


def pack_many(series: dict[str, Points]) -> bytes:
    """Return a batch as it is kept: the points of several series."""
    return bson.encode({"series": [[key, pack(points)] for key, points in series.items()]})


def unpack_many(packed: bytes) -> dict[str, Points]:
    """Return the series of a batch."""
    return {key: unpack(points) for key, points in bson.decode(packed)["series"]}


def down_sampled(step: Ints, value: Floats, most: int) -> Ints:
    """Return which points, by index, to draw so that a line of about `most` points looks as that of all.

    M4 (Jugel et al., 2014): of each of equally wide buckets of steps the first, the last, the lowest and the highest
    point. Of NaN and of each infinity the first and the last of a bucket, so that gaps stay where they are.
    """
    count = len(step)
    if count <= most:
        return np.arange(count)
    buckets = max(1, most // 4)
    while True:
        chosen = _chosen(step, value, buckets)
        if len(chosen) <= most or buckets == 1:
            return chosen
        buckets = max(1, min(buckets - 1, buckets * most // len(chosen)))


def _chosen(step: Ints, value: Floats, buckets: int) -> Ints:
    span = int(step[-1]) - int(step[0]) + 1
    of = ((step - step[0]) / span * buckets).astype(np.int64)
    finite = np.isfinite(value)
    found = [_ends(of, np.arange(len(step)))]
    rows = np.flatnonzero(finite)
    order = rows[np.lexsort((value[rows], of[rows]))]
    found.append(_ends(of[order], order))
    for kind in (np.isnan(value), value == np.inf, value == -np.inf):
        rows = np.flatnonzero(kind)
        found.append(_ends(of[rows], rows))
    return np.unique(np.concatenate(found))


def _ends(groups: Ints, rows: Ints) -> Ints:
    """Return the first and last row of each group; the groups stand in order."""
    if not len(rows):
        return np.zeros(0, dtype=np.int64)
    edge = np.flatnonzero(groups[1:] != groups[:-1])
    return np.concatenate([rows[:1], rows[edge], rows[edge + 1], rows[-1:]])


def plain(value: Any) -> Metric:
    """Return a value as it travels: a number, or the text of one that is not finite."""
    number = float(value)
    if np.isnan(number):
        return "NaN"
    return number if np.isfinite(number) else "Infinity" if number > 0 else "-Infinity"


def plain_list(values: Floats) -> list[Metric]:
    """Return values as they travel."""
    found: list[Metric] = values.tolist()
    for at in np.flatnonzero(~np.isfinite(values)):
        found[at] = plain(values[at])
    return found
