"""The rule of near: models of the same name whose args differ in exactly 1 to k keys, and what each key did.

Signatures say which models can be so near (signature.py), compare.py says which are. What a policy ignores does not
count; seeds count and are marked. No Flask, no pymongo.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from pydantic import Field

from modelbase import deadline
from modelbase.comparison.result import Row
from modelbase.entities import Model, State, Strict
from modelbase.errors import NotFound
from modelbase.identity.float32 import same_in_float32
from modelbase.identity.keys import MISSING, format_key, lookup, parse_key
from modelbase.identity.limits import MAX_LEAVES
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


MAX_READ = 100  # models whose args are read to find the nearest one
MAX_KEYS = 100  # differing keys that are named of it
MAX_SEEDS = 10  # members of the family that are named


class NearRequest(Strict):
    """In how many keys models may differ, and how many of them are listed."""

    k: Annotated[int, Field(ge=1, le=MAX_K)] = 1
    limit: Annotated[int, Field(ge=1, le=1000)] = 100


@dataclass(frozen=True)
class Compared:
    """Args as given and those of them that count, with the metrics of their model, if there is one."""

    given: dict[str, Any]
    counted: dict[str, Any]
    metrics: Mapping[str, Any]
    policy: Policy


def near(db: Database, who: Principal, model: Model, policy: Policy, ask: NearRequest) -> dict[str, Any]:
    """Return the models that differ from this one in 1 to k keys, nearest first, and the same grouped by key."""
    itself = next(neighbours.by_key(db, [model.key], EVERYTHING), None)
    if itself is None:
        raise NotFound(f"{model.id} is not there any more", "model_not_found")
    return near_args(db, who, _side(itself, policy), (model.id, model.name, model.key), ask)


def near_args(
    db: Database, who: Principal, base: Compared, named: tuple[str, str, str], ask: NearRequest
) -> dict[str, Any]:
    """Return what `near` does for args of which there need be no model; `named` is ID, name and key ("" if none)."""
    shown, name, itself = named
    fewest, compared, complete = candidates(db, base, name, itself, ask.k)
    keys = sorted(fewest, key=lambda key: (fewest[key], key))
    found = []
    for other in deadline.paced(neighbours.by_key(db, keys[:MAX_CANDIDATES], access.readable(who)), 1):
        rows = signature.differing(base.counted, _side(other, base.policy).counted)
        if 1 <= len(rows) <= ask.k:
            found.append(_row(base, other, rows))
    found.sort(key=lambda row: (row["count"], [key["key"] for key in row["keys"]], row["id"]))
    return {
        "id": shown,
        "k": ask.k,
        "rows": found[: ask.limit],
        "groups": groups(found[: ask.limit]),
        "total": len(found),
        "compared": compared if access.readable(who).knows_all(name) else None,
        "complete": complete and len(keys) <= MAX_CANDIDATES,
    }


def nearest(db: Database, who: Principal, base: Compared, name: str, family: str) -> dict[str, Any]:
    """Return why args are new: the model of this name that differs in the fewest keys, and those that differ in seeds.

    `{"model": null or a row as of near, "seeds": [{"id", "state"}], "complete"}`.
    """
    seen = access.readable(who)
    fewest, _, complete = candidates(db, base, name, "", len(base.counted) + MAX_LEAVES)
    keys = sorted(fewest, key=lambda key: (fewest[key], key))
    best: tuple[tuple[int, bool, str], neighbours.Neighbour, tuple[Row, ...]] | None = None
    for key in keys[:MAX_READ]:
        if best is not None and fewest[key] > best[0][0]:
            break
        for other in neighbours.by_key(db, [key], seen):
            rows = signature.differing(base.counted, _side(other, base.policy).counted)
            rank = (len(rows), other.state != State.TRAINED, other.id)
            if rows and (best is None or rank < best[0]):
                best = rank, other, rows
    seeds = neighbours.family(db, name, family, seen, MAX_SEEDS)
    return {
        "model": None if best is None else _row(base, best[1], best[2][:MAX_KEYS]) | {"count": best[0][0]},
        "seeds": [{"id": each.id, "state": each.state} for each in seeds],
        "complete": complete,
    }


def candidates(
    db: Database, base: Compared, name: str, itself: str, k: int
) -> tuple[dict[str, int], int, bool]:
    """Return in how many keys at least those models differ that may differ in k at most, by the models' database keys.

    With it how many models were looked at, and whether those are all.
    """
    question = signature.Question(base.counted)
    have: set[str] = set()
    fewest: dict[str, int] = {}
    for keys, atoms in deadline.paced(neighbours.signatures(db, name, base.policy.number), 1):
        have.update(keys)
        bounds = question.fewest(atoms)
        fewest |= {keys[at]: int(bounds[at]) for at in np.flatnonzero(bounds <= k)}
    complete = True
    if neighbours.count(db, name) != len(have):
        there = neighbours.keys(db, name)
        neighbours.delete_signatures(db, sorted(have - there))
        missing, have = sorted(there - have), have & there
        made = make_missing(db, name, base.policy, missing[:MAX_MADE])
        complete = len(missing) == len(made)
        bounds = question.fewest(list(made.values()))
        fewest |= {key: int(bound) for key, bound in zip(made, bounds, strict=True) if bound <= k}
        have.update(made)
    fewest.pop(itself, None)
    return fewest, len(have), complete


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
    return of_args(found.given, policy, found.metrics)


def of_args(given: dict[str, Any], policy: Policy, metrics: Mapping[str, Any] | None = None) -> Compared:
    """Return args as one side of a comparison."""
    return Compared(given, signature.counted(given, policy), metrics or {}, policy)


def _row(base: Compared, other: neighbours.Neighbour, rows: Sequence[Row]) -> dict[str, Any]:
    """Return a neighbour with the keys in which it differs, and what that did to the metrics."""
    return (
        {name: getattr(other, name) for name in ("id", "title", "state", "note")}
        | {"count": len(rows), "keys": [_key(base, other.given, row) for row in rows]}
        | {"metrics": metric_changes(base.metrics, other.metrics)}
    )


def _key(base: Compared, other: dict[str, Any], row: Row) -> dict[str, Any]:
    """Return one key with both values; one that a declared default took out is shown as it was given."""
    segments = parse_key(row.key)
    before, after = list(row.cells(0))
    found: dict[str, Any] = {"key": format_key(segments), "seed": is_seed(base.policy.seed_like, segments)}
    for name, cell, given in (("base", before, base.given), ("value", after, other)):
        value = cell["value"] if cell["state"] == "value" else lookup(given, segments, MISSING)
        if value is not MISSING:
            found[name] = value
    if same_in_float32(found.get("base"), found.get("value")):
        found["float32"] = True
    return found | {name: after[name] for name in ("delta", "ratio") if name in after}
