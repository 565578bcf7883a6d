"""/models/<ref>/runs: the executions of a model's training, recorded, ended and listed."""

from __future__ import annotations

from flask import Response
from flask_openapi3 import APIBlueprint

from modelbase.entities import Run, wire
from modelbase.errors import Invalid
from modelbase.server import access
from modelbase.server.api.context import ModelPath, answer, model_of
from modelbase.server.database.models import runs
from modelbase.server.runs import run

api = APIBlueprint("runs", __name__, url_prefix="/api/v1")

ROOT = "/models/<model:ref>/runs"
# Of a run, all that a share without the part `run` shows: neither who and where, nor what the run says of itself.
FOR_OTHERS = ("number", "outcome", "started_at", "ended_at", "first_step", "last_step")


class RunPath(ModelPath):
    """A run of a model, by its id."""

    run: run.RunId


@api.get(ROOT)
def page(path: ModelPath) -> Response:
    """List the runs of a model, newest last."""
    here, who, model = model_of(path.ref, "runs")
    found = [wire(each) for each in runs.page(here.db, model.key, model.id)]
    if "run" not in access.sees(who, model):
        found = [{name: each[name] for name in FOR_OTHERS} for each in found]
    return answer({"rows": found, "next": None})


@api.put(f"{ROOT}/<run>", responses={200: Run})
def record(path: RunPath, body: run.RunBody) -> Response:
    """Record a run without a lease, such as one that is delivered after it was over."""
    here, who, model = model_of(path.ref, "write")
    if body.id not in (None, path.run):
        raise Invalid("the id in the body is not the one in the address", field="id")
    new = run.NewRun(**dict(body) | {"id": path.run})
    return answer(run.record(here.db, who, model, new))


@api.post(f"{ROOT}/<run>/end")
def end(path: RunPath, body: run.RunEnd) -> Response:
    """Say how a run ended: finished, interrupted or failed."""
    here, _, model = model_of(path.ref, "write")
    model, ended = run.end(here.db, model, path.run, body)
    return answer({"state": model.state, "model": model, "run": ended})
