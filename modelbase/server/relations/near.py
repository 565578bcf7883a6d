"""The rule of near: models of the same name whose args differ in exactly 1 to k keys, and what each key did.

Signatures say which models can be so near (signature.py), compare.py says which are. What a policy ignores does not
count; seeds count and are marked. No Flask, no pymongo.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from pydantic import Field

from modelbase import deadline
from modelbase.comparison.result import Row
from modelbase.entities import Model, Strict
from modelbase.errors import NotFound
from modelbase.identity.keys import MISSING, format_key, lookup, parse_key
from modelbase.identity.policy import Patterns, Policy
from modelbase.server import access
from modelbase.server.access import Principal
from modelbase.server.database import Database
from modelbase.server.database.models import neighbours
from modelbase.server.relations import signature
from modelbase.server.visible import EVERYTHING

MAX_K = 20
MAX_CANDIDATES = 1_000  # models whose args are read and compared
MAX_MADE = 1_000  # signatures that one question makes where they are missing
HALF = 0.5  # of the time of a question may go into making them: what is made is kept, so asking again goes on


class NearRequest(Strict):
    """In how many keys models may differ, and how many of them are listed."""

    k: Annotated[int, Field(ge=1, le=MAX_K)] = 1
    limit: Annotated[int, Field(ge=1, le=1000)] = 100


@dataclass(frozen=True)
class Compared:
    """A model with its args as given, and those of them that count."""

    model: neighbours.Neighbour
    given: dict[str, Any]
    counted: dict[str, Any]


def near(db: Database, who: Principal, model: Model, policy: Policy, ask: NearRequest) -> dict[str, Any]:
    """Return the models that differ from this one in 1 to k keys, nearest first, and the same grouped by key."""
    itself = next(neighbours.by_key(db, [model.key], EVERYTHING), None)
    if itself is None:
        raise NotFound(f"{model.id} is not there any more", "model_not_found")
    base = _side(itself, policy)
    keys, compared, complete = candidates(db, base, model, policy, ask.k)
    found = []
    for other in deadline.paced(neighbours.by_key(db, keys[:MAX_CANDIDATES], access.readable(who)), 1):
        side = _side(other, policy)
        rows = signature.differing(base.counted, side.counted)
        if 1 <= len(rows) <= ask.k:
            found.append(
                {name: getattr(other, name) for name in ("id", "title", "state", "note")}
                | {"count": len(rows), "keys": [_key(base, side, row, policy) for row in rows]}
                | {"metrics": metric_changes(base.model.metrics, other.metrics)}
            )
    found.sort(key=lambda row: (row["count"], [key["key"] for key in row["keys"]], row["id"]))
    return {
        "id": model.id,
        "k": ask.k,
        "rows": found[: ask.limit],
        "groups": groups(found[: ask.limit]),
        "total": len(found),
        "compared": compared if access.readable(who).knows_all(model.name) else None,
        "complete": complete and len(keys) <= MAX_CANDIDATES,
    }


def candidates(
    db: Database, base: Compared, model: Model, policy: Policy, k: int
) -> tuple[list[str], int, bool]:
    """Return the keys of models that may differ in k keys at most, nearest first; how many were looked at; if all."""
    question = signature.Question(base.counted)
    have: set[str] = set()
    fewest: dict[str, int] = {}
    for keys, atoms in deadline.paced(neighbours.signatures(db, model.name, policy.number), 1):
        have.update(keys)
        bounds = question.fewest(atoms)
        fewest |= {keys[at]: int(bounds[at]) for at in np.flatnonzero(bounds <= k)}
    complete = True
    if neighbours.count(db, model.name) != len(have):
        there = neighbours.keys(db, model.name)
        neighbours.delete_signatures(db, sorted(have - there))
        missing, have = sorted(there - have), have & there
        made = make_missing(db, model.name, policy, missing[:MAX_MADE])
        complete = len(missing) == len(made)
        bounds = question.fewest(list(made.values()))
        fewest |= {key: int(bound) for key, bound in zip(made, bounds, strict=True) if bound <= k}
        have.update(made)
    fewest.pop(model.key, None)
    return sorted(fewest, key=lambda key: (fewest[key], key)), len(have), complete


def make_missing(db: Database, name: str, policy: Policy, keys: list[str]) -> dict[str, bytes]:
    """Make and keep the signatures of these models; return them by key: fewer, once half of the time is over."""
    made: dict[str, bytes] = {}
    for found in neighbours.by_key(db, keys, EVERYTHING):
        if deadline.share_left() < HALF:
            break
        made[found.key] = signature.of(signature.counted(found.given, policy))
    neighbours.put_signatures(db, name, policy.number, made)
    # A request that deleted one of them meanwhile may have done so before its signature was kept.
    neighbours.delete_signatures(db, sorted(made.keys() - neighbours.keys(db, name)))
    return made


def remember(db: Database, model: Model, args: dict[str, Any], policy: Policy) -> None:
    """Make the signature of a new model."""
    made = signature.of(signature.counted(args, policy))
    neighbours.put_signatures(db, model.name, policy.number, {model.key: made})


def groups(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the ablation view: for each key that was varied alone, the models that did."""
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        if row["count"] == 1:
            key = row["keys"][0]
            shared = {name: key[name] for name in ("key", "seed", "base") if name in key}
            group = found.setdefault(key["key"], shared | {"rows": []})
            value = {"value": key["value"]} if "value" in key else {}
            group["rows"].append({"id": row["id"], **value, "metrics": row["metrics"]})
    return list(found.values())


def metric_changes(base: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the metrics that both have, with the difference where both are numbers."""
    found = {}
    for key, value in other.items():
        if key in base:
            before = base[key]
            numbers = not isinstance(before, str) and not isinstance(value, str)
            found[key] = {"base": before, "value": value} | ({"delta": value - before} if numbers else {})
    return found


def is_seed(patterns: Patterns, segments: tuple[str, ...]) -> bool:
    """Say whether a key is seed-like or lies below one that is."""
    return any(patterns.of_name(part) for part in segments) or any(
        patterns.of_path(segments[:length]) for length in range(2, len(segments) + 1)
    )


def _side(found: neighbours.Neighbour, policy: Policy) -> Compared:
    return Compared(found, found.given, signature.counted(found.given, policy))


def _key(base: Compared, side: Compared, row: Row, policy: Policy) -> dict[str, Any]:
    """Return one key with both values; one that a declared default took out is shown as it was given."""
    segments = parse_key(row.key)
    before, after = list(row.cells(0))
    found: dict[str, Any] = {"key": format_key(segments), "seed": is_seed(policy.seed_like, segments)}
    for name, cell, given in (("base", before, base.given), ("value", after, side.given)):
        value = cell["value"] if cell["state"] == "value" else lookup(given, segments, MISSING)
        if value is not MISSING:
            found[name] = value
    return found | {name: after[name] for name in ("delta", "ratio") if name in after}
