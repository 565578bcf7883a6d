"""What a push says of the training beside the files: step and metrics, which a checkpoint only gains.

A checkpoint of the same files gets what it has not. Another value for what it has is refused, naming both, or replaced
with `move`; nothing is dropped silently. No Flask, no pymongo.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from modelbase.entities import Checkpoint, Metric, Model
from modelbase.errors import Conflict, Invalid, TooLarge
from modelbase.identity import keys
from modelbase.server.database import Database
from modelbase.server.database.files import checkpoints
from modelbase.server.database.files.uploads import Draft

MAX_METRICS = 1_000
NOT_FINITE = frozenset({"NaN", "Infinity", "-Infinity"})
EXACT = 2**53
NAMED = 10  # metrics that differ, in one sentence


def flat_metrics(tree: Mapping[str, Any]) -> dict[str, Metric]:
    """Return metrics by key text: numbers, or texts for not-finite ones; raise Invalid naming the key."""
    named = {key: metric(key, value) for key, value in keys.flatten(tree).items()}
    _check_count(named)
    return named


def absorb(db: Database, model: Model, found: Checkpoint, draft: Draft) -> Checkpoint:
    """Let a checkpoint of the draft's files have its step and metrics too, and return it; raise Conflict."""
    while True:
        metrics, step = combined(found, draft)
        if (metrics, step) == (found.metrics, found.step):
            return found
        if checkpoints.set_measured(db, found, metrics, step):
            return found.model_copy(update={"metrics": metrics, "step": step})
        found = checkpoints.get(db, model, found.id)


def combined(found: Checkpoint, draft: Draft) -> tuple[dict[str, Metric], int | None]:
    """Return metrics and step of a checkpoint after a push of its files; raise Conflict `metrics_differ`."""
    differing = {
        key: [found.metrics[key], value]
        for key, value in draft.metrics.items()
        if key in found.metrics and found.metrics[key] != value
    }
    steps = [found.step, draft.step]
    if (differing or _apart(steps)) and not draft.move:
        raise _differ(found, differing, steps if _apart(steps) else None)
    metrics = found.metrics | draft.metrics
    _check_count(metrics)
    return metrics, found.step if draft.step is None else draft.step


def _apart(steps: list[int | None]) -> bool:
    return None not in steps and steps[0] != steps[1]


def _differ(found: Checkpoint, metrics: dict[str, list[Metric]], steps: list[int | None] | None) -> Conflict:
    told = [f"{key[:100]} is {was}, not {now}" for key, (was, now) in list(metrics.items())[:NAMED]]
    if len(metrics) > NAMED:
        told.append(f"and {len(metrics) - NAMED} more metrics differ")
    if steps is not None:
        told.insert(0, f"its step is {steps[0]}, not {steps[1]}")
    return Conflict(
        f"{found.model}@{found.label} has these files already: {'; '.join(told)}. Give another label, or move=True "
        "to replace them",
        "metrics_differ",
        label=found.label,
        metrics=metrics,
        step=steps,
        parameters=["move"],
    )


def _check_count(named: Mapping[str, Metric]) -> None:
    if len(named) > MAX_METRICS:
        raise TooLarge(
            f"a checkpoint has at most {MAX_METRICS:,} metrics, not {len(named):,}", limit=MAX_METRICS
        )


def metric(key: str, value: Any) -> Metric:
    """Return the value of a metric as it is kept; raise Invalid naming the key."""
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not number and not (isinstance(value, str) and value in NOT_FINITE):
        raise Invalid(f"the metric {key[:200]} is no number", field=f"metrics.{key[:200]}")
    if isinstance(value, int) and abs(value) > EXACT:
        return float(value) if abs(value) < 10**308 else metric(key, math.copysign(math.inf, value))
    return value  # type: ignore[no-any-return]
