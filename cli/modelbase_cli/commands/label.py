"""`modelbase label`: point a label at another checkpoint of a model."""

from __future__ import annotations

import click

from modelbase_cli.options import REFERENCE, Here, pass_here, server_options


@click.command("label")
@click.argument("ref", metavar="ID@LABEL", type=REFERENCE)
@click.argument("label", required=False)
@click.option(
    "--move", is_flag=True, help="Although another checkpoint has it; that one then shows its hash."
)
@click.option("--remove", is_flag=True, help="Remove the label; the checkpoint shows its hash.")
@server_options
@pass_here
def command(here: Here, ref: str, label: str | None, move: bool, remove: bool) -> None:
    """Point a label at another checkpoint of a model, or remove it.

    The checkpoint is named by the label that it has, or by its hash.

    \b
    modelbase label imagenet/resnet50:3c70@epoch-90 best --move
    modelbase label imagenet/resnet50:3c70@best --remove
    """
    old = ref.partition("@")[2]
    if not old:
        raise click.UsageError(f"Say which checkpoint: {ref}@LABEL, or @ and its hash.")
    if remove == (label is not None) or (remove and move):
        raise click.UsageError("Give the new label, or --remove alone to remove the present one.")
    found = here.client.label(ref, label, move=move)
    if remove:
        here.out.done(f"The checkpoint is {found.model}@{found.label} now; the label {old} is free")
    else:
        here.out.done(f"{found.model}@{found.label} is now this checkpoint ({found.hash[:12]})")
