"""`modelbase pull`: the files of a checkpoint, verified by SHA-256. Prints the folder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from modelbase.client.link import reached
from modelbase.client.transfer.pull import Pull, pull
from modelbase.entities import wire
from modelbase_cli.here import Here, pass_here
from modelbase_cli.options import OPENING, json_option, server_options
from modelbase_cli.progress import Shown
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

    Running it again goes on where it stopped. A file that is right already stays; one with other bytes is
    replaced, once the new one is whole.

    \b
    modelbase pull imagenet/resnet50:3c7039714
    modelbase pull imagenet/resnet50:3c70@best -o weights --include "*.safetensors"
    \b
    modelbase pull https://models.example.com/s/mbs_...
    \b
    Nothing is loaded. Files that run code when loaded are refused, with what they would import, unless
    --allow-flagged is given.
    """
    run(here, Pull(ref, **how), as_json=as_json)


def run(here: Here, wanted: Pull, *, as_json: bool) -> None:
    """Pull, and say what came."""
    with reached(wanted.ref, lambda: here.api) as (api, ref), Shown(here.out) as shown:
        pulled = pull(api, replace(wanted, ref=ref), shown, warn=here.out.warn)
    checkpoint = pulled.checkpoint
    if as_json:
        files = {"received": pulled.received, "kept": pulled.kept, "replaced": pulled.replaced}
        here.out.json(
            {"folder": str(pulled.folder), "checkpoint": wire(checkpoint), "size": pulled.size} | files
        )
    else:
        here.out.data(str(pulled.folder))
    if pulled.replaced:
        here.out.warn(f"replaced, for they had other bytes: {', '.join(pulled.replaced[:5])}")
    if not pulled.received:
        here.out.done(f"already there: {_files(pulled.kept)} of {checkpoint.model}@{checkpoint.label}")
        return
    here.out.done(
        f"{_files(pulled.received)}, {size_text(pulled.size)} of {checkpoint.model}@{checkpoint.label}, verified"
        + (f"; already there: {_files(pulled.kept)}" if pulled.kept else "")
    )


def _files(paths: Sequence[str]) -> str:
    return "1 file" if len(paths) == 1 else f"{len(paths)} files"
