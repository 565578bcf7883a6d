"""`modelbase pull`: the files of a checkpoint, verified by SHA-256. Prints the folder."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import click

from modelbase import Pulled
from modelbase_cli.options import OPENING, Here, json_option, pass_here, server_options
from modelbase_cli.progress import Shown, files_text
from modelbase_cli.tables import size_text


@click.command("pull")
@click.argument("ref", metavar="ID[@LABEL]|LINK", type=OPENING)
@click.option(
    "-o",
    "--to",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Folder; without it ./ARCHITECTURE-HASH.",
)
@click.option("--include", metavar="GLOB", multiple=True, help="Only files that fit; may be repeated.")
@click.option("--exclude", metavar="GLOB", multiple=True, help="No files that fit; may be repeated.")
@click.option("--allow-flagged", is_flag=True, help="Also files that run code when they are loaded.")
@json_option
@server_options
@pass_here
def command(here: Here, /, ref: str, as_json: bool, **how: Any) -> None:
    """Bring the files of a checkpoint here, verified.

    Running it again continues where it stopped. A file that is right already stays; one with other bytes is
    replaced, once the new one is whole.

    \b
    modelbase pull imagenet/resnet50:3c7039714
    modelbase pull imagenet/resnet50:3c70@best -o weights --include "*.safetensors"
    modelbase pull https://models.example.com/s/mbs_...

    Nothing is loaded. A file that runs code when loaded is withheld, with what it would import, and the exit code
    is 1; the other files are pulled. --exclude NAME does without it, --allow-flagged takes all of them.
    """
    reports: list[Pulled] = []
    try:
        with Shown(here.out) as shown, warnings.catch_warnings():
            warnings.simplefilter("always", UserWarning)
            warnings.showwarning = lambda message, *_: here.out.warn(str(message))
            here.reached(ref).pull(ref, progress=shown, report=reports.append, **how)
    finally:  # where a file was withheld, the others are there all the same
        for pulled in reports:
            _report(here, pulled, as_json=as_json)


def _report(here: Here, pulled: Pulled, *, as_json: bool) -> None:
    """Say what was done."""
    checkpoint = pulled.checkpoint
    if as_json:
        files = {"received": pulled.received, "kept": pulled.kept, "replaced": pulled.replaced}
        files["withheld"] = pulled.withheld
        here.out.json({"folder": str(pulled.folder), "checkpoint": checkpoint, "size": pulled.size} | files)
    else:
        here.out.data(str(pulled.folder))
    if pulled.replaced:
        here.out.warn(f"replaced, as they had other bytes: {', '.join(pulled.replaced[:5])}")
    name, kept = f"{checkpoint.model}@{checkpoint.label}", files_text(len(pulled.kept))
    if not pulled.received:
        here.out.done(f"already there: {kept} of {name}")
        return
    here.out.done(
        f"{files_text(len(pulled.received))}, {size_text(pulled.size)} of {name}, verified"
        + (f"; already there: {kept}" if pulled.kept else "")
    )
