"""What `near` and families read of models, many at a time, and the collection `signatures` that finds neighbours.

A signature is a small binary made of a model's args (relations/signature.py), under the model's own key. It is a cache:
one that is missing or of another policy is computed again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from pymongo import ASCENDING, IndexModel, WriteConcern

from modelbase.server.database import Database, Document
from modelbase.server.database.models import sound
from modelbase.server.database.translate import translated
from modelbase.server.database.visible import visible_filter
from modelbase.server.visible import Visible

INDEXES = [IndexModel([("name", ASCENDING), ("policy", ASCENDING)], name="name_policy")]
BATCH = 1_000
FIELDS = {"id": 1, "title": 1, "state": 1, "note": 1, "metrics": 1, "args": 1}


@dataclass(frozen=True)
class Neighbour:
    """What is compared of a model; `given` is its args as they were given."""

    key: str
    id: str
    title: str
    state: str
    note: dict[str, Any] | None
    metrics: dict[str, Any]
    given: dict[str, Any]


def by_key(db: Database, keys: Iterable[str], seen: Visible) -> Iterator[Neighbour]:
    """Return the visible live models of these database keys."""
    wanted = {"$and": [{"_id": {"$in": list(keys)}}, visible_filter(seen)]}
    return _read(db, wanted, 0)


def family(db: Database, name: str, family: str, seen: Visible, limit: int) -> list[Neighbour]:
    """Return the visible live models of a name that share a family, in the order of their IDs."""
    wanted = {"$and": [{"family": family, "name": name}, visible_filter(seen)]}
    return list(_read(db, wanted, limit))


def count(db: Database, name: str) -> int:
    """Return how many live models a name has."""
    with translated():
        return db.models.count_documents({"name": name})


def keys(db: Database, name: str) -> set[str]:
    """Return the database keys of all live models of a name."""
    with translated():
        return {each["_id"] for each in db.models.find({"name": name}, {"_id": 1})}


def put_signatures(db: Database, name: str, policy: int, made: Mapping[str, bytes]) -> None:
    """Keep signatures by the database keys of their models; one that a crash loses is computed again."""
    hasty = db.signatures.with_options(write_concern=WriteConcern(w=1, j=False))
    for key, atoms in made.items():
        with translated():
            hasty.replace_one({"_id": key}, {"name": name, "policy": policy, "atoms": atoms}, upsert=True)


def signatures(db: Database, name: str, policy: int) -> Iterator[tuple[list[str], list[bytes]]]:
    """Yield keys and signatures of a name, BATCH at a time."""
    with translated():
        found = db.signatures.find({"name": name, "policy": policy}, {"atoms": 1}).batch_size(BATCH)
        while batch := list(islice(found, BATCH)):
            yield [each["_id"] for each in batch], [bytes(each["atoms"]) for each in batch]


def delete_signatures(db: Database, keys: Sequence[str]) -> None:
    """Delete the signatures of these models."""
    with translated():
        db.signatures.delete_many({"_id": {"$in": list(keys)}})


def _read(db: Database, wanted: Document, limit: int) -> Iterator[Neighbour]:
    with translated():
        found = db.models.find(wanted, FIELDS).sort("id", 1).limit(limit)
        for each in found:
            if sound.fault(each, ("id", "args")):
                continue
            given = sound.tree(each["args"])
            if given is None:
                continue
            yield Neighbour(
                each["_id"],
                each["id"],
                each.get("title", ""),
                each.get("state", "new"),
                each.get("note"),
                each.get("metrics", {}),
                given,
            )
