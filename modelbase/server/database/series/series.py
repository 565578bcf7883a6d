"""The collections `batches`, `chunks` and `curves`: what was logged, by model, run and key.

A batch is one document whose id, model, run and number, is unique: replaying it changes nothing. Batches are folded
into chunks of at most CHUNK points; a folded batch leaves its id. A reader takes both, so that it does not matter where
folding stops: points are told apart by run, key and step, and of those with one step the first counts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from pymongo import ASCENDING, IndexModel

from modelbase.errors import Conflict
from modelbase.server.database import Database, Document
from modelbase.server.database.series import points
from modelbase.server.database.series.points import Points
from modelbase.server.database.translate import AlreadyExists, translated

BATCH_INDEXES = [
    IndexModel([("model", ASCENDING), ("folded", ASCENDING), ("turn", ASCENDING)], name="model_folded_turn"),
    IndexModel(
        [("folded", ASCENDING), ("at", ASCENDING)], name="unfolded", partialFilterExpression={"folded": False}
    ),
]
CHUNK_INDEXES = [
    IndexModel(
        [("model", ASCENDING), ("key", ASCENDING), ("run", ASCENDING), ("first_step", ASCENDING)],
        unique=True,
        name="model_key_run_first_step",
    )
]
CHUNK = 8_192  # points
AT_ONCE = 200  # batches of one model that are folded in one go


class Batch(NamedTuple):
    """A batch of one run: its number in the run, its place in the order of arrival, its series."""

    run: str
    seq: int
    turn: int
    series: dict[str, Points]


def insert_batch(db: Database, key: str, batch: Batch, at: datetime) -> None:
    """Store a batch in one write; raise AlreadyExists if this one of the run is there."""
    document = {
        "_id": f"{key}/{batch.run}/{batch.seq}",
        "model": key,
        "run": batch.run,
        "turn": batch.turn,
        "at": at,
    }
    with translated():
        db.batches.insert_one(document | {"data": points.pack_many(batch.series), "folded": False})


def has_batch(db: Database, key: str, run: str, seq: int) -> bool:
    """Say whether a batch was stored before."""
    with translated():
        return db.batches.find_one({"_id": f"{key}/{run}/{seq}"}, {"_id": 1}) is not None


def read(
    db: Database, key: str, keys: Iterable[str] | None = None, run: str | None = None
) -> dict[str, dict[str, Points]]:
    """Return the points of these series of a model, or of all, by key and by the id of their run."""
    wanted = None if keys is None else set(keys)
    of: Document = {"model": key} | ({} if run is None else {"run": run})
    named: Document = {} if wanted is None else {"key": {"$in": sorted(wanted)}}
    parts: dict[tuple[str, str], list[Points]] = defaultdict(list)
    with translated():
        loose = list(
            db.batches.find(of | {"folded": False}).sort("turn", 1)
        )  # first, lest one be folded in between
        for found in db.chunks.find(of | named):
            parts[found["key"], found["run"]].append(points.unpack(found["data"]))
    for batch in loose:
        for name, more in points.unpack_many(batch["data"]).items():
            if wanted is None or name in wanted:
                parts[name, batch["run"]].append(more)
    series: dict[str, dict[str, Points]] = defaultdict(dict)
    for (name, of_run), some in parts.items():
        series[name][of_run] = points.joined(some)
    return dict(series)


def due(db: Database, before: datetime, many: int, limit: int) -> list[str]:
    """Return models that have batches from before a moment, or at least so many that are not folded."""
    steps: list[Document] = [
        {"$match": {"folded": False}},
        {"$group": {"_id": "$model", "count": {"$sum": 1}, "at": {"$min": "$at"}}},
        {"$match": {"$or": [{"at": {"$lt": before}}, {"count": {"$gte": many}}]}},
        {"$limit": limit},
    ]
    with translated():
        return [each["_id"] for each in db.batches.aggregate(steps)]


def fold(db: Database, key: str) -> int:
    """Fold batches of a model into its chunks; return how many. Raise Conflict if another process does it too."""
    with translated():
        loose = list(db.batches.find({"model": key, "folded": False}).sort("turn", 1).limit(AT_ONCE))
    parts: dict[tuple[str, str], list[Points]] = defaultdict(list)
    for batch in loose:
        for name, more in points.unpack_many(batch["data"]).items():
            parts[name, batch["run"]].append(more)
    for (name, run), some in parts.items():
        _fold_series(db, {"model": key, "key": name, "run": run}, points.joined(some))
    with translated():
        done = {"$set": {"folded": True}, "$unset": {"data": ""}}
        db.batches.update_many({"_id": {"$in": [each["_id"] for each in loose]}}, done)
    return len(loose)


def delete_all(db: Database, key: str) -> None:
    """Delete all that was logged for a model."""
    with translated():
        for collection in (db.batches, db.chunks):
            collection.delete_many({"model": key})
        db.curves.delete_one({"_id": key})


def _fold_series(db: Database, of: Document, more: Points) -> None:
    """Add points to the chunks of one series of one run: each goes to the last chunk that begins at or before it."""
    with translated():
        heads = list(db.chunks.find(of, {"first_step": 1}).sort("first_step", 1))
    begins = [each["first_step"] for each in heads]
    at = 0
    for number, head in enumerate([None, *heads]):
        until = begins[number] if number < len(begins) else None
        some = points.between(more, at if number else None, until)
        at = until or 0
        if len(some.step):
            _add_to(db, of, head["_id"] if head else None, some)


def _add_to(db: Database, of: Document, chunk_id: object, more: Points) -> None:
    """Join points with a chunk, if there is one, and cut what is too long into several; the last ones first."""
    known: Document | None = None
    if chunk_id is not None:
        with translated():
            known = db.chunks.find_one({"_id": chunk_id})
        if known is None:
            raise _conflict()
    whole = points.joined([points.unpack(known["data"]), more] if known else [more])
    starts = range(0, len(whole.step), CHUNK)
    for start in reversed(starts):
        part = points.cut(whole, slice(start, start + CHUNK))
        fields = {"data": points.pack(part), "count": len(part.step)}
        with translated():
            if known is not None and start == 0:
                mine = {"_id": chunk_id, "version": known["version"]}
                done = db.chunks.update_one(mine, {"$set": fields | {"version": known["version"] + 1}})
                if not done.matched_count:
                    raise _conflict()
                continue
        place = of | {"first_step": int(part.step[0])}
        try:
            with translated():
                db.chunks.insert_one(place | fields | {"version": 0})
        except AlreadyExists:  # of a folding that was cut off here, or of another process
            with translated():
                there = db.chunks.find_one(place, {"_id": 1})
            _add_to(db, of, there["_id"] if there else None, part)


def _conflict() -> Conflict:
    return Conflict("another process folds the same series at this moment; try again")
