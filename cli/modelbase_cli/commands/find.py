"""`modelbase find`: ask before training. Prints the ID; exit 0 if it is trained, 3 if not."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import click

from modelbase import Found
from modelbase.entities import LastRun, utc_text
from modelbase.errors import Invalid, ModelbaseError
from modelbase_cli.failure import DONE, NOT_FOUND
from modelbase_cli.options import Here, json_option, pass_here, read_args, recipe_options, server_options
from modelbase_cli.output import fields
from modelbase_cli.tables import ago


@click.command("find")
@click.argument("pairs", metavar="[KEY=VALUE]...", nargs=-1)
@recipe_options
@json_option
@server_options
@pass_here
def command(
    here: Here,
    pairs: tuple[str, ...],
    args_file: str | None,
    dataset: str | None,
    arch: str | None,
    as_json: bool,
) -> int:
    """Say whether args were trained already, and print their ID.

    Exit 0 if it is trained, else 3, so that a script can ask before it trains:

    \b
    modelbase find --args config.yaml || python train.py config.yaml
    """
    try:
        args = read_args(args_file, pairs)
    except Invalid as error:
        if error.code != "args_unresolved":
            raise
        raise _as_text(here, error, (args_file, pairs), (dataset, arch)) from None
    found = here.client.find(args, dataset=dataset, architecture=arch)
    if as_json:
        here.out.json(fields(found) | {"holder": found.holder})
    else:
        here.out.data(found.id)
        here.out.say(_sentence(found))
    return DONE if found.trained else NOT_FOUND


def _as_text(here: Here, error: Invalid, given: Any, name: Any) -> Invalid:
    """Return the error for args that cannot be resolved; it names the model that version 0.1 made of their text."""
    with suppress(ModelbaseError):
        found = here.client.find(read_args(*given, literal=True), dataset=name[0], architecture=name[1])
        if found.model:
            message = f"{error.message}. A model of this text as it stands is there: {found.id}"
            return Invalid(message, error.code, **error.details, id=found.id)
    return error


def _sentence(found: Found) -> str:
    model = found.model
    if found.trained and model:
        metrics = ", ".join(f"{key} {value}" for key, value in list(model.metrics.items())[:4])
        latest = (
            f"{model.checkpoints} checkpoint{'s' if model.checkpoints != 1 else ''}, latest {model.latest}"
        )
        facts = [latest, metrics, f"by {model.owner}", ago(model.updated_at.isoformat())]
        return "trained: " + ", ".join(fact for fact in facts if fact)
    if found.lease:
        lease, since = found.lease, utc_text(found.lease.since)
        where, note = (f" on {lease.host}" if lease.host else ""), (f": {lease.note}" if lease.note else "")
        return f"being trained by {lease.holder}{where} since {since} ({ago(since)}){note}{_resumed(found)}"
    if found.run and found.state in {"interrupted", "failed"}:
        return _stopped(found, found.run)
    if model:
        return f"no checkpoint yet; made by {model.owner} {ago(model.created_at.isoformat())}"
    return "new: these args were not trained yet"


def _stopped(found: Found, run: LastRun) -> str:
    """Say who trained where, how that ended, and from where it can go on."""
    where = f" on {run.host}" if run.host else ""
    when = f" {ago(run.ended_at.isoformat())}" if run.ended_at else ""
    last = run.error.strip().splitlines()[-1:] if found.state == "failed" else []
    why = f": {last[0][:200]}" if last else ""
    return f"{found.state}: trained by {run.by}{where}, which ended{when}{why}{_resumed(found) or '; no checkpoint'}"


def _resumed(found: Found) -> str:
    if found.resume is None:
        return ""
    step = "" if found.resume.step is None else f"step {found.resume.step}, "
    return f"; can be resumed from {step}{found.resume.ref}"
