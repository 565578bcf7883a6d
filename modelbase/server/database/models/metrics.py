"""The metrics that a model shows, from its checkpoints and its series: the last value of each, and the extremes.

Extremes are shown of models that have runs or series, as `KEY.max`, `KEY.min` and, where the newest run says which end
is good, `KEY.best`; a metric of that very name stays what it is.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping
from typing import Any, NamedTuple

from modelbase.entities import Metric
from modelbase.identity.keys import format_key, parse_key
from modelbase.server.database import Database, Document
from modelbase.server.database.files import checkpoints
from modelbase.server.database.models import runs
from modelbase.server.database.series import points
from modelbase.server.database.series.curves import Curve


class Shown(NamedTuple):
    """The last value of each metric, and the extremes, by the text of the key."""

    last: dict[str, Metric]
    extremes: dict[str, Metric]


def of_model(db: Database, key: str, logged: Mapping[str, Curve], fields: Document) -> Shown:
    """Return the metrics of a model whose checkpoints say `fields`: of each key the value at the highest step."""
    last: dict[str, Metric] = dict(fields["metrics"])
    if not logged and fields.get("run") is None:
        return Shown(last, {})
    reached: dict[str, int] = {}
    values: dict[str, list[float]] = defaultdict(list)
    for at, told in checkpoints.measured(db, key):
        for name, value in told.items():
            reached[name] = at
            if not isinstance(value, str):
                values[name].append(float(value))
    for name, curve in logged.items():
        values[name] += [end for end in (curve.low, curve.high) if not math.isnan(end)]
        if curve.last_step > reached.get(name, -1):
            last[name] = points.plain(curve.last)
    return Shown(last, _extremes(last, values, runs.best_of(db, key)))


def _extremes(
    last: Mapping[str, Metric], values: Mapping[str, list[float]], best: tuple[str, str] | None
) -> dict[str, Metric]:
    found: dict[str, Metric] = {}
    for name, some in values.items():
        ends: dict[str, Any] = {"max": max(some), "min": min(some)} if some else {}
        if best is not None and best[0] == name and ends:
            ends["best"] = ends[best[1]]
        for end, value in ends.items():
            text = format_key((*parse_key(name), end))
            if text not in last:
                found[text] = value
    return found
