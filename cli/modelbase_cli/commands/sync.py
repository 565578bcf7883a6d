"""`modelbase sync`: runs that are spooled on this machine go to the server. One line a run; exit 1 if any is left."""

from __future__ import annotations

import os
from dataclasses import asdict
from pathlib import Path

import click

import modelbase
from modelbase import Spooled
from modelbase.errors import Unavailable
from modelbase_cli.failure import DONE, FAILED
from modelbase_cli.options import Here, json_option, pass_here, server_options
from modelbase_cli.progress import Shown
from modelbase_cli.tables import size_text

LEFT = frozenset({"waiting", "refused"})


@click.command("sync")
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
@click.option(
    "--prune", is_flag=True, help="Remove what the server refuses for good, once the rest was sent."
)
@json_option
@server_options
@pass_here
def command(here: Here, folder: Path | None, prune: bool, as_json: bool) -> int:
    """Send the runs that are spooled on this machine, or in DIR.

    Each point and file is sent once; running it again goes on where it stopped. Exit 1 if anything is left.

    \b
    modelbase sync
    modelbase sync /scratch/runs
    """
    try:
        client = here.client
    except Unavailable:  # no server is configured: each run names its own
        client = None
    with Shown(here.out) as shown:
        found = modelbase.sync(folder, prune=prune, client=client, progress=shown)
    if as_json:
        here.out.json([asdict(one) | {"folder": os.fspath(one.folder)} for one in found])
    else:
        here.out.rows([[one.state, one.id, one.run, size_text(one.size), one.text] for one in found])
    _say(here, found)
    return FAILED if any(one.state in LEFT for one in found) else DONE


def _say(here: Here, found: list[Spooled]) -> None:
    if not found:
        here.out.done("nothing is spooled")
        return
    left = [one for one in found if one.state in LEFT]
    if not left:
        here.out.done("all that was spooled is on the server")
    elif all(one.state == "refused" for one in left):
        here.out.say("What the server refuses stays here; `modelbase sync --prune` gives it up.")
    else:
        here.out.say("Run `modelbase sync` again once the server can be reached.")
