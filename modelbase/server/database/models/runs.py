"""The collection `runs`: one document for each run of a model. `_id` is the model's key and the run's own id.

The unique index on model and number decides between runs that begin at once. A run without an outcome whose model has
no lease of it is presumed interrupted; the mark `presumed` says so, and what the run itself says later replaces it.
Heartbeats write here and not to the model, so that the index of the table does not notice them.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, NamedTuple

from pymongo import ASCENDING, IndexModel

from modelbase.entities import LastRun, Metric, Outcome, Run
from modelbase.errors import Conflict, NotFound
from modelbase.identity.keys import key_text
from modelbase.server.database import Database, Document
from modelbase.server.database.translate import AlreadyExists, translated

INDEXES = [IndexModel([("model", ASCENDING), ("number", ASCENDING)], unique=True, name="model_number")]
TRIES = 100
MAX_TEXT = 500  # characters of a text of the provenance that the table shows
MAX_GPUS = 10**6
BULK = {"provenance": 0, "live": 0}


class Ending(NamedTuple):
    """How a run ended, by its own word."""

    outcome: Outcome
    error: str
    step: int | None
    at: datetime


class Progress(NamedTuple):
    """What a heartbeat says of a run."""

    step: int | None
    live: dict[str, Metric]
    at: datetime


class Span(NamedTuple):
    """A run by id and number, and the step at which it begins: what earlier runs have from there on does not count."""

    id: str
    number: int
    first_step: int


def insert(db: Database, key: str, run: Run) -> tuple[Run, bool]:
    """Store a run under the next free number; return it, or the one of this id that is there, and whether it is new."""
    fields = run.model_dump(exclude={"id", "model", "number", "provenance", "live"})
    fields |= {"_id": _place(key, run.id), "model": key, "live": [], "presumed": False}
    fields["provenance"] = json.dumps(run.provenance or {})
    for _ in range(TRIES):
        found = find(db, key, run.id, run.model)
        if found is not None:
            return found, False
        with translated():
            newest = db.runs.find_one({"model": key}, {"number": 1}, sort=[("number", -1)])
        fields["number"] = 1 + (newest["number"] if newest else 0)
        try:
            with translated():
                db.runs.insert_one(dict(fields))
        except AlreadyExists:
            continue
        return run.model_copy(update={"number": fields["number"]}), True
    raise Conflict("too many runs of this model begin at this moment; try again")


def find(db: Database, key: str, run_id: str, model_id: str) -> Run | None:
    """Return a run of a model, or None."""
    with translated():
        found = db.runs.find_one({"_id": _place(key, run_id)})
    return _entity(found, model_id) if found else None


def get(db: Database, key: str, run_id: str, model_id: str) -> Run:
    """Return a run of a model, or raise NotFound `run_not_found`."""
    found = find(db, key, run_id, model_id)
    if found is None:
        raise NotFound(
            f"{model_id} has no run {run_id[:40]!r}; begin it with POST /leases, or record it with PUT "
            f"/models/{model_id}/runs/<run>",
            "run_not_found",
        )
    return found


def page(db: Database, key: str, model_id: str) -> list[Run]:
    """Return the runs of a model, newest last."""
    with translated():
        return [_entity(each, model_id) for each in db.runs.find({"model": key}).sort("number", 1)]


def last(db: Database, key: str) -> LastRun | None:
    """Return the newest run of a model in short, or None."""
    with translated():
        found = db.runs.find_one({"model": key}, BULK, sort=[("number", -1)])
    return LastRun(**{name: found[name] for name in LastRun.model_fields if name in found}) if found else None


def best_of(db: Database, key: str) -> tuple[str, str] | None:
    """Return the metric by which the newest run that names one is judged, as a key's text, and `max` or `min`."""
    with translated():
        named = {"model": key, "retention.best": {"$ne": None}}
        found = db.runs.find_one(named, {"retention": 1}, sort=[("number", -1)])
    if found is None:
        return None
    name, _, end = found["retention"]["best"].rpartition(":")
    return key_text(name), end


def spans(db: Database, key: str) -> list[Span]:
    """Return where the runs of a model begin, in the order of their numbers."""
    with translated():
        found = list(db.runs.find({"model": key}, {"number": 1, "first_step": 1}).sort("number", 1))
    return [Span(each["_id"].partition("/")[2], each["number"], each["first_step"]) for each in found]


def advance(db: Database, key: str, run_id: str, steps: tuple[int, int] | None, at: datetime) -> int:
    """Note that a run logged points from one step to another, and return the place of this batch in its order."""
    change: Document = {"$inc": {"batches": 1}, "$set": {"seen_at": at}}
    if steps is not None:
        change |= {"$min": {"first_step": steps[0]}, "$max": {"last_step": steps[1]}}
    with translated():
        found = db.runs.find_one_and_update(
            {"_id": _place(key, run_id)}, change, {"batches": 1}, return_document=True
        )
    return int(found["batches"]) if found else 0


def fields(db: Database, key: str, now: datetime) -> Document:
    """Return what the table shows of the newest run of a model, by the names of its fields; hours up to now or its end.

    From its provenance texts of one line and numbers are taken, under the keys by which runs tell them.
    """
    with translated():
        found = db.runs.find_one({"model": key}, {"live": 0}, sort=[("number", -1)])
    if found is None:
        return {}
    told = json.loads(found["provenance"])
    shown = {
        name: found.get(name)
        for name in ("number", "by", "host", "note", "outcome", "started_at", "ended_at")
    }
    texts = {name: told.get(name) for name in ("commit", "branch", "remote", "entry_point", "python", "gpu")}
    shown |= {name: text for name, text in texts.items() if isinstance(text, str) and len(text) <= MAX_TEXT}
    seconds = ((found["ended_at"] or now) - found["started_at"]).total_seconds()
    hours = round(max(seconds, 0.0) / 3600, 4)
    shown["hours"] = hours
    gpus = told.get("gpus")
    if isinstance(gpus, int) and not isinstance(gpus, bool) and 0 <= gpus <= MAX_GPUS:
        shown |= {"gpus": gpus, "gpu_hours": round(hours * gpus, 4)}
    return {name: value for name, value in shown.items() if value not in (None, "")}


def settle(db: Database, key: str, live: str | None, at: datetime) -> None:
    """Presume all runs of a model interrupted that have no outcome, but for the one that is `live`."""
    mine = _place(key, live) if live else ""
    dead = {"model": key, "outcome": None, "_id": {"$ne": mine}}
    gone = {"outcome": "interrupted", "presumed": True, "ended_at": at}
    with translated():
        db.runs.update_many(dead, {"$set": gone})
        if live:
            back = {"outcome": None, "presumed": False, "ended_at": None}
            db.runs.update_one({"_id": mine, "presumed": True}, {"$set": back})


def beat(db: Database, key: str, run_id: str, told: Progress) -> None:
    """Note how far a run is and the newest values of its metrics, without touching its model."""
    change: Document = {"$set": {"seen_at": told.at}}
    if told.live:
        change["$set"]["live"] = [list(pair) for pair in told.live.items()]
    if told.step is not None:
        change["$max"] = {"last_step": told.step}
    with translated():
        db.runs.update_one({"_id": _place(key, run_id)}, change)


def end(db: Database, key: str, run_id: str, ending: Ending) -> None:
    """Write an outcome down, unless the run said finished or failed before; the first word of its own counts."""
    open_ones: list[Document] = [{"outcome": None}, {"presumed": True}]
    if ending.outcome != "interrupted":
        open_ones.append({"outcome": "interrupted"})
    fields = {"outcome": ending.outcome, "error": ending.error, "ended_at": ending.at, "presumed": False}
    change: Document = {"$set": fields}
    if ending.step is not None:
        change["$max"] = {"last_step": ending.step}
    with translated():
        db.runs.update_one({"_id": _place(key, run_id), "$or": open_ones}, change)


def delete_all(db: Database, key: str) -> None:
    """Delete the runs of a model."""
    with translated():
        db.runs.delete_many({"model": key})


def _place(key: str, run_id: str) -> str:
    return f"{key}/{run_id}"


def _entity(found: Document, model_id: str) -> Run:
    fields: dict[str, Any] = {name: found[name] for name in Run.model_fields if name in found}
    fields |= {"id": found["_id"].partition("/")[2], "model": model_id, "live": dict(found["live"])}
    return Run(**fields | {"provenance": json.loads(found["provenance"])})
