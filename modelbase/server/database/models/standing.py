"""Where a model stands, derived from what is stored: its lease, its runs, its checkpoints and `finished_at`.

The only place that decides it: models.summarise writes down what comes out, and all else reads that.
"""

from __future__ import annotations

from datetime import datetime

from modelbase.entities import LastRun, Resume, State
from modelbase.server.database import Database, Document, clock
from modelbase.server.database.files import checkpoints
from modelbase.server.database.models import leases, runs


def derive(live: bool, finished: bool, weights: bool, last: LastRun | None) -> State:
    """Return the state of a model.

    `live` says whether it has a live lease, `finished` whether its training was finished, `weights` whether it has a
    checkpoint with weights that is not corrupt; `last` is its newest run.
    """
    if live:
        return State.TRAINING
    if finished and weights:
        return State.TRAINED
    if last is None:
        return State.NEW
    return State.FAILED if last.outcome == "failed" else State.INTERRUPTED


def refresh(db: Database, key: str, model_id: str, finished_at: datetime | None) -> Document:
    """Return `state`, `resume`, `run` and `_run` of a model as they are now, after closing what is over.

    A model that is trained has no lease, but for that of a run, which only the run itself ends; a run that has neither
    an outcome nor the lease is interrupted.
    """
    now = clock.now(db)
    held = leases.find_live(db, key, now)
    weights, at = checkpoints.resumable(db, key)
    if finished_at is not None and weights and (held is None or held.run is None):
        leases.close(db, key, now)
        held = None
    runs.settle(db, key, held.run if held else None, now)
    last = runs.last(db, key)
    state = derive(held is not None, finished_at is not None, weights, last)
    resume = None
    if at is not None and state in (State.TRAINING, State.INTERRUPTED, State.FAILED):
        resume = Resume(step=at.step, ref=f"{model_id}@{at.label}").model_dump()
    shown = {"run": last.model_dump() if last else None, "_run": runs.fields(db, key, now) if last else {}}
    return {"state": state.value, "resume": resume, **shown}


def is_done(db: Database, key: str, finished_at: datetime | None) -> bool:
    """Say whether a model is finished and has weights; leases on it do not matter."""
    return finished_at is not None and checkpoints.resumable(db, key)[0]
