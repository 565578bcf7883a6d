"""Rules of families: the replicas of a model, which differ in seed-like keys only, and what their metrics say together.

Not-finite metrics (`NaN`, `Infinity`) are counted and left out of mean and spread. No Flask, no pymongo.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Mapping
from typing import Any

from modelbase import deadline
from modelbase.entities import Model
from modelbase.identity.keys import format_key, leaves
from modelbase.identity.policy import Policy
from modelbase.server import access
from modelbase.server.access import Principal
from modelbase.server.database import Database
from modelbase.server.database.models import neighbours
from modelbase.server.relations import near

MAX_MEMBERS = 1_000
WARNINGS = {  # by the number of replicas with metrics
    0: ["no replica has metrics yet"],
    1: ["one replica only: train more seeds before trusting a difference"],
}


def family(db: Database, who: Principal, model: Model, policy: Policy) -> dict[str, Any]:
    """Return the models of a family with their seeds and metrics, and mean and spread of each metric."""
    found = neighbours.family(db, model.name, model.family, access.readable(who), MAX_MEMBERS + 1)
    members = found[:MAX_MEMBERS]
    rows = [
        {name: getattr(each, name) for name in ("id", "title", "state", "note")}
        | {"seeds": seeds(each.given, policy), "metrics": each.metrics}
        for each in deadline.paced(members, 1)
    ]
    trained = [each.metrics for each in members if each.metrics]
    return {
        "name": model.name,
        "family": model.family,
        "count": len(members),
        "complete": len(found) <= MAX_MEMBERS,
        "rows": rows,
        "metrics": spread(trained),
        "warnings": WARNINGS.get(len(trained), []),
    }


def spread(named: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return for each metric `n`, `mean`, sample `std`, `min`, `max` of the finite values, and `not_finite`.

    `std` is null for n = 1, all but the counts are null for n = 0.
    """
    values: dict[str, list[Any]] = {}
    for metrics in deadline.paced(named):
        for key, value in metrics.items():
            values.setdefault(key, []).append(value)
    return {key: _summary(each) for key, each in deadline.paced(sorted(values.items()), 1)}


def seeds(args: dict[str, Any], policy: Policy) -> dict[str, Any]:
    """Return the seed-like keys of args with their values."""
    found = ((tuple(map(str, path)), value) for path, value in leaves(args))
    return {format_key(path): value for path, value in found if near.is_seed(policy.seed_like, path)}


def _summary(values: list[Any]) -> dict[str, Any]:
    finite = [value for value in values if not isinstance(value, str) and math.isfinite(value)]
    found = {"n": len(finite), "not_finite": len(values) - len(finite)}
    if not finite:
        return found | dict.fromkeys(("mean", "std", "min", "max"))
    mean = statistics.fmean(finite)
    deviation = statistics.stdev(finite, mean) if len(finite) > 1 else None
    return found | {"mean": mean, "std": deviation, "min": min(finite), "max": max(finite)}
