"""The collection `policies`, one document per number from 2 on, and what models hold of a policy.

`policy_keys` of a model are `fingerprint:name:digest`, one or two per policy; `keyed` is the fingerprint that its key
and family are settled for. `proposal` is what a change would make of it, in digests of 16 digits: an index covers the
report. Number 1 is the default policy and is not stored. Decides nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from pymongo import ASCENDING, IndexModel

from modelbase.identity.identity import DEFAULT_POLICY, Policy
from modelbase.server.database import Database, Document
from modelbase.server.database.models import models, sound
from modelbase.server.database.translate import translated

MODEL_INDEXES = [
    IndexModel([("policy_keys", ASCENDING), ("created_at", ASCENDING)], name="policy_keys"),
    IndexModel([("keyed", ASCENDING)], name="keyed"),
    IndexModel(
        [(f"proposal.{name}", ASCENDING) for name in ("of", "key", "was", "family", "moved")], name="proposal"
    ),
]


@dataclass(frozen=True)
class Kept:
    """A policy as it is stored: who set it, when."""

    policy: Policy
    created_by: str
    created_at: datetime


class Proposal(NamedTuple):
    """What a policy makes of one model: its key, the key it has now, its family, and whether that is another one."""

    of: str
    key: str
    was: str
    family: str
    moved: bool


class Recipe(NamedTuple):
    """What of a model its keys are made of; `args` is None where only what was computed before is asked for."""

    id: str
    name: str
    dataset: str
    architecture: str
    policy: int
    family: str
    policy_keys: tuple[str, ...]
    args: str
    proposal: Document


NEEDED = ("id", "name", "dataset", "architecture", "policy", "family", "args")


def insert(db: Database, kept: Kept) -> None:
    """Put the next policy in force by one write; raise AlreadyExists if its number exists."""
    document = {
        "_id": kept.policy.number,
        "policy": json.dumps(kept.policy.to_dict()),
        "created_by": kept.created_by,
        "created_at": kept.created_at,
    }
    with translated():
        db.policies.insert_one(document)


def page(db: Database) -> list[Kept]:
    """Return every policy that was set, newest first; the default one is not among them."""
    with translated():
        return [_kept(each) for each in db.policies.find().sort("_id", -1)]


def latest(db: Database) -> Policy:
    """Return the policy in force."""
    with translated():
        found = list(db.policies.find().sort("_id", -1).limit(1))
    return _kept(found[0]).policy if found else DEFAULT_POLICY


def latest_number(db: Database) -> int:
    """Return the number of the policy in force."""
    with translated():
        found = list(db.policies.find({}, {"_id": 1}).sort("_id", -1).limit(1))
    return int(found[0]["_id"]) if found else DEFAULT_POLICY.number


def find(db: Database, number: int) -> Policy | None:
    """Return the policy of a number, or None."""
    if number == DEFAULT_POLICY.number:
        return DEFAULT_POLICY
    with translated():
        found = db.policies.find_one({"_id": number})
    return _kept(found).policy if found else None


def unsettled(db: Database, fingerprint: str, limit: int) -> list[tuple[str, Recipe | None]]:
    """Return models whose key and family are not those of a policy yet; None for what cannot be read."""
    return _recipes(db, {"keyed": {"$ne": fingerprint}}, limit)


def unproposed(db: Database, of: str, limit: int) -> list[tuple[str, Recipe | None]]:
    """Return models that a proposed change was not worked out for yet."""
    return _recipes(db, {"proposal.of": {"$ne": of}}, limit)


def propose(db: Database, key: str, proposal: Proposal, policy_keys: Sequence[str]) -> None:
    """Keep what a change would make of one model; nothing looks it up by these keys before the policy is in force."""
    change = {
        "$set": {"proposal": proposal._asdict()},
        "$addToSet": {"policy_keys": {"$each": list(policy_keys)}},
    }
    with translated():
        db.models.update_one({"_id": key}, change)


def settle(db: Database, key: str, fingerprint: str, family: str, policy_keys: Sequence[str]) -> None:
    """Give one model its keys and family by the policy in force."""
    change: Document = {
        "$set": {"keyed": fingerprint},
        "$addToSet": {"policy_keys": {"$each": list(policy_keys)}},
        "$unset": {"proposal": ""},
    }
    with translated():
        models.set_derived(db, [({"_id": key, "family": {"$ne": family}}, {"family": family})])
        db.models.update_one({"_id": key}, change)


def progress(db: Database, of: str) -> tuple[int, int]:
    """Return for how many models a change was worked out, and how many there are."""
    with translated():
        total = db.models.count_documents({})
        return total - db.models.count_documents({"proposal.of": {"$ne": of}}), total


def counts(db: Database, of: str) -> dict[str, int]:
    """Return how many models get another key or family by a change, and how many families there were and are."""
    mine: Document = {"$match": {"proposal.of": of}}
    other = {"$cond": [{"$ne": ["$proposal.key", "$proposal.was"]}, 1, 0]}
    moved = {"$cond": ["$proposal.moved", 1, 0]}
    sums = {"$group": {"_id": None, "changed": {"$sum": other}, "moved": {"$sum": moved}}}
    with translated():
        found = next(iter(db.models.aggregate([mine, sums])), {"changed": 0, "moved": 0})
        return {
            "changed": found["changed"],
            "moved": found["moved"],
            "before": _distinct(db, [{"$sort": {"family": 1}}, {"$group": {"_id": "$family"}}]),
            "after": _distinct(db, [mine, {"$group": {"_id": "$proposal.family"}}]),
        }


def merges(db: Database, of: str, limit: int) -> tuple[int, list[tuple[str, int]]]:
    """Return how many groups of models would fall together that are apart now, and the largest: key, models."""
    steps: list[Document] = [
        {"$match": {"proposal.of": of}},
        {
            "$group": {
                "_id": "$proposal.key",
                "models": {"$sum": 1},
                "least": {"$min": "$proposal.was"},
                "most": {"$max": "$proposal.was"},
            }
        },
        {"$project": {"models": 1, "apart": {"$ne": ["$least", "$most"]}}},
        {"$match": {"apart": True}},
    ]
    order: list[Document] = [{"$sort": {"models": -1, "_id": 1}}, {"$limit": limit}]
    with translated():
        found = list(db.models.aggregate([*steps, *order]))
        count = len(found) if len(found) < limit else _distinct(db, steps)
    return count, [(each["_id"], each["models"]) for each in found]


def merged(db: Database, of: str, key: str, limit: int) -> list[str]:
    """Return the IDs of models that would fall together under a key, oldest first."""
    query = {"proposal.of": of, "proposal.key": key}
    with translated():
        found = db.models.find(query, {"id": 1}).sort([("created_at", 1), ("id", 1)]).limit(limit)
        return [each["id"] for each in found]


def _distinct(db: Database, steps: list[Document]) -> int:
    found: Iterator[Any] = iter(db.models.aggregate([*steps, {"$group": {"_id": None, "n": {"$sum": 1}}}]))
    return int(next(found, {"n": 0})["n"])


def pass_over(db: Database, key: str, fingerprint: str, of: str = "") -> None:
    """Leave a model that cannot be read as it is, so that a change goes on with the others."""
    change: Document = (
        {"proposal.of": of, "proposal.key": key, "proposal.was": key} if of else {"keyed": fingerprint}
    )
    with translated():
        db.models.update_one({"_id": key}, {"$set": change})


def _recipes(db: Database, query: Document, limit: int) -> list[tuple[str, Recipe | None]]:
    fields = dict.fromkeys(Recipe._fields, 1)
    with translated():
        found = list(db.models.find(query, fields).limit(limit))
    return [(each["_id"], None if sound.fault(each, NEEDED) else _recipe(each)) for each in found]


def _recipe(found: Document) -> Recipe:
    given = {"policy_keys": (), "proposal": {}} | {
        name: found[name] for name in Recipe._fields if name in found
    }
    return Recipe(**given | {"policy_keys": tuple(given["policy_keys"])})


def _kept(found: Document) -> Kept:
    return Kept(Policy.from_dict(json.loads(found["policy"])), found["created_by"], found["created_at"])
