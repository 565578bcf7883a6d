"""Rules of a run: begin it, with a lease or afterwards, hear of it, end it. No Flask, no pymongo.

A run's id is made by its client, so that all of this may be repeated. What a run says of itself is kept as it is, less
control characters; the outcome that counts is the first that it gives itself, and what we presume gives way to it.
"""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import Annotated, Any

from pydantic import AwareDatetime, Field, StrictInt

from modelbase.entities import Line, Metric, Model, Outcome, Retention, Run, State, Strict, unseen
from modelbase.errors import TooLarge
from modelbase.identity.keys import key_text
from modelbase.server.access import Principal
from modelbase.server.database import Database, clock
from modelbase.server.database.files import checkpoints
from modelbase.server.database.models import leases, models, runs
from modelbase.server.database.series import curves
from modelbase.server.transfer import measured

MAX_PROVENANCE = 64 * 2**10  # bytes of its JSON
MAX_ERROR = 4_000  # characters that are kept: the last ones, where the reason stands
ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|.)?")
RUN_ID = r"^[A-Za-z0-9_-]{22}$"

RunId = Annotated[str, Field(pattern=RUN_ID)]
Step = Annotated[StrictInt, Field(ge=0, le=2**53)]


class NewRun(Strict):
    """A run, by an id of the client's own making (22 characters), and what it says of itself.

    `first_step` is the first global step that it will do; without it, the step after the checkpoint to go on from.
    """

    id: RunId
    note: Annotated[Line, Field(max_length=500)] = ""
    host: Annotated[Line, Field(max_length=200)] = ""
    started_at: AwareDatetime | None = None
    first_step: Step | None = None
    provenance: dict[str, Any] = Field(default_factory=dict)
    retention: Retention = Retention()


class RunBody(NewRun):
    """A run whose id stands in the address."""

    id: RunId | None = None  # type: ignore[assignment]


class RunEnd(Strict):
    """How a run ended: by itself (finished), from outside (interrupted) or by an error, whose last lines are kept."""

    outcome: Outcome
    error: Annotated[str, Field(max_length=200_000)] = ""
    step: Step | None = None
    at: AwareDatetime | None = None


def check(new: NewRun) -> None:
    """Raise TooLarge if a run cannot be kept as it is."""
    size = len(json.dumps(new.provenance).encode())
    if size > MAX_PROVENANCE:
        raise TooLarge(
            f"the provenance of a run has at most 64 KiB of JSON, not {size:,} bytes; shorten the patch or the list of "
            "packages",
            limit=MAX_PROVENANCE,
        )


def start(db: Database, who: Principal, model: Model, new: NewRun) -> Run:
    """Return the run of this id, made now unless it is there; a model that is not trained is being trained from now."""
    check(new)
    now = clock.now(db)
    started = min(new.started_at, now) if new.started_at else now
    made = Run(
        id=new.id,
        model=model.id,
        number=0,
        by=who.login,
        host=new.host,
        note=new.note,
        started_at=_to_milliseconds(started),
        first_step=_first_step(db, model) if new.first_step is None else new.first_step,
        provenance=new.provenance,
        retention=new.retention,
    )
    found, is_new = runs.insert(db, model.key, made)
    if is_new:
        curves.mark_stale(db, model.key)  # what earlier runs logged from its first step on is hidden
        if model.state is not State.TRAINED:
            models.unfinish(db, model.key)
    return found


def record(db: Database, who: Principal, model: Model, new: NewRun) -> Run:
    """Return the run of this id, recorded without a lease: what is delivered after it was over, or while it goes on."""
    found = start(db, who, model, new)
    models.summarise(db, model.key)
    return runs.get(db, model.key, found.id, model.id)


def end(db: Database, model: Model, run_id: str, ended: RunEnd) -> tuple[Model, Run]:
    """Return model and run after the run's end; a finished one finishes the model, and any end ends the run's lease."""
    found = runs.get(db, model.key, run_id, model.id)
    now = clock.now(db)
    at = max(min(ended.at, now), found.started_at) if ended.at else now
    ending = runs.Ending(ended.outcome, clean(ended.error), ended.step, _to_milliseconds(at))
    runs.end(db, model.key, run_id, ending)
    found = runs.get(db, model.key, run_id, model.id)
    if found.outcome == "finished":
        models.finish(db, model.key, found.ended_at or now)
    leases.end_of_run(db, model.key, run_id, now)
    models.summarise(db, model.key)
    return models.get_key(db, model.key), found


def beat(db: Database, key: str, run_id: str, step: int | None, live: dict[str, Any]) -> None:
    """Note how far a run is, and the newest values of its metrics; raise Invalid for one that is no number."""
    values: dict[str, Metric] = {key_text(key): measured.metric(key, live[key]) for key in live}
    runs.beat(db, key, run_id, runs.Progress(step, values, clock.now(db)))


def clean(error: str) -> str:
    """Return the last 4,000 characters of an error without terminal colours and characters that are not seen."""
    text = ESCAPES.sub("", error.replace("\r\n", "\n").replace("\r", "\n"))
    text = "".join(mark for mark in text if mark in "\n\t" or not unseen(mark))
    return text.strip()[-MAX_ERROR:]


def _first_step(db: Database, model: Model) -> int:
    _, at = checkpoints.resumable(db, model.key)
    return 0 if at is None or at.step is None else at.step + 1


def _to_milliseconds(at: datetime) -> datetime:
    return at.replace(microsecond=at.microsecond // 1000 * 1000)
