"""`modelbase find`: ask before training. Prints the ID; exit 0 if it is trained, 3 if not.

Many recipes at once are in sweeps.py.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import click

from modelbase import Args, Found
from modelbase.entities import LastRun, utc_text
from modelbase.errors import Invalid, ModelbaseError
from modelbase.identity.args import flatten
from modelbase.identity.float32 import short_of_float32
from modelbase_cli import sweeps
from modelbase_cli.failure import DONE, NOT_FOUND
from modelbase_cli.options import Here, json_option, pass_here, read_args, server_options
from modelbase_cli.output import fields
from modelbase_cli.tables import ago, text

KEYS = 5  # that are named of the nearest model


@click.command("find")
@click.argument("pairs", metavar="[KEY=VALUE]...", nargs=-1)
@click.option(
    "--args",
    "files",
    metavar="FILE",
    multiple=True,
    help="Args: .json, .yaml or .toml; - is JSON on stdin; may be repeated.",
)
@click.option("--dataset", metavar="D", help="Dataset, if no arg says it.")
@click.option("--arch", metavar="A", help="Architecture, if no arg says it.")
@click.option("--missing", is_flag=True, help="Print what is not trained, as args to run, one recipe a line.")
@json_option
@server_options
@pass_here
def command(
    here: Here,
    pairs: tuple[str, ...],
    files: tuple[str, ...],
    dataset: str | None,
    arch: str | None,
    missing: bool,
    as_json: bool,
) -> int:
    """Say whether args were trained already, and print their ID.

    Exit 0 if it is trained, else 3, so that a script can ask before it trains:

    \b
    modelbase find --args config.yaml || python train.py config.yaml

    Many at once, by more files or by commas between values: a table, exit 0 only if all are trained.

    \b
    modelbase find --args config.yaml lr=0.1,0.01 seed=1,2,3
    modelbase find --args config.yaml lr=0.1,0.01 --missing | xargs -L1 python train.py
    """
    name = (dataset, arch)
    if len(files) > 1 or missing or sweeps.is_grid(pairs):
        rows = sweeps.look_up(here, files, pairs, name)
        if rows is not None:
            return sweeps.show(here.out, rows, only_missing=missing, as_json=as_json)
    given = (files[0] if files else None, pairs)
    try:
        args = read_args(*given)
    except Invalid as error:
        if error.code != "args_unresolved":
            raise
        raise _as_text(here, error, given, name) from None
    found = here.client.find(args, dataset=dataset, architecture=arch, nearest=True)
    if as_json:
        here.out.json(fields(found) | {"holder": found.holder})
    else:
        here.out.data(found.id)
        here.out.say(_sentence(found))
        for line in [*_why_new(found), *_float32(args)]:
            here.out.say(line)
    return DONE if found.trained else NOT_FOUND


def _why_new(found: Found) -> list[str]:
    """Return what is nearest to new args, and their other seeds."""
    if found.nearest is None:
        return []
    lines = []
    close = found.nearest.model
    if close is not None:
        keys = ", ".join(_changed(key) for key in close.keys[:KEYS])
        more = f" and {close.count - KEYS} more" if close.count > KEYS else ""
        lines.append(f"nearest: {close.id} ({close.state}), where {keys}{more}")
    if found.nearest.seeds:
        named = ", ".join(f"{each.id} ({each.state})" for each in found.nearest.seeds)
        lines.append(f"other seeds of this recipe: {named}")
    return lines


def _changed(key: Any) -> str:
    has = key.model_fields_set
    before = text(key.base) if "base" in has else "missing"
    after = text(key.value) if "value" in has else "missing"
    same = " (equal in float32)" if key.float32 else ""
    return f"{key.key} is {after} and not {before}{same}"


def _float32(args: Args) -> list[str]:
    """Return a note for numbers that single precision made of shorter ones, which makes another ID."""
    short = {key: short_of_float32(value) for key, value in flatten(args.tree).items()}
    images = [f"{key} is {value} in float32" for key, value in short.items() if value is not None]
    return (
        [f"note: {', '.join(images[:KEYS])}; another number is another ID: give the float"] if images else []
    )


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
