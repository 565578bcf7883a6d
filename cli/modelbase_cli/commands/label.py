"""`modelbase label`: point a label at another checkpoint of a model."""

from __future__ import annotations

import click

from modelbase.client.api import path_of
from modelbase.identity import parse_ref
from modelbase_cli.here import Here, pass_here
from modelbase_cli.options import REFERENCE, server_options


@click.command("label")
@click.argument("ref", metavar="ID@LABEL", type=REFERENCE)
@click.argument("label")
@click.option(
    "--move", is_flag=True, help="Although another checkpoint has it; that one then shows its hash."
)
@server_options
@pass_here
def command(here: Here, ref: str, label: str, move: bool) -> None:
    """Point a label at another checkpoint of a model.

    The checkpoint is named by the label that it has, or by its hash.

    \b
    modelbase label imagenet/resnet50:3c70@epoch-90 best --move
    """
    parsed = parse_ref(ref)
    if parsed.label is None:
        raise click.UsageError(f"Say which checkpoint: {ref}@LABEL, or @ and its hash.")
    path = path_of(f"{parsed.name}:{parsed.tail}", "checkpoints", parsed.label, "label")
    found = here.api.call("PUT", path, {"label": label, "move": move})
    here.out.done(f"{found['model']}@{found['label']} is now this checkpoint ({found['hash'][:12]})")
