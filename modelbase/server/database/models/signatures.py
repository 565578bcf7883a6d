"""The collection `signatures`: one small binary for each model, made of its args, from which neighbours are found.

A cache of what args and policy say (signature.py), under the model's own key: one that is missing or of another
policy is made again. Knows nothing of what is in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pymongo import ASCENDING, IndexModel, WriteConcern

from modelbase.server.database import Database
from modelbase.server.database.translate import translated

INDEXES = [IndexModel([("name", ASCENDING), ("policy", ASCENDING)], name="name_policy")]
BATCH = 1_000


def put(db: Database, name: str, policy: int, made: Mapping[str, bytes]) -> None:
    """Keep signatures by the database keys of their models; one that a crash loses is made again."""
    hasty = db.signatures.with_options(write_concern=WriteConcern(w=1, j=False))
    for key, atoms in made.items():
        fields = {"name": name, "policy": policy, "atoms": atoms}
        with translated():
            hasty.replace_one({"_id": key}, fields, upsert=True)


def batches(db: Database, name: str, policy: int) -> Iterator[tuple[list[str], list[bytes]]]:
    """Yield keys and signatures of a name, some at a time."""
    keys: list[str] = []
    atoms: list[bytes] = []
    with translated():
        for each in db.signatures.find({"name": name, "policy": policy}, {"atoms": 1}).batch_size(BATCH):
            keys.append(each["_id"])
            atoms.append(bytes(each["atoms"]))
            if len(keys) == BATCH:
                yield keys, atoms
                keys, atoms = [], []
    if keys:
        yield keys, atoms


def delete(db: Database, keys: Sequence[str]) -> None:
    """Forget signatures."""
    with translated():
        db.signatures.delete_many({"_id": {"$in": list(keys)}})
