"""`modelbase rm`: a model, a checkpoint or only its weights to the trash, after showing what is deleted."""

from __future__ import annotations

import click

from modelbase import Checkpoint, Model
from modelbase_cli.options import REFERENCE, Here, can_ask, confirm, pass_here, server_options
from modelbase_cli.tables import size_text


@click.command("rm")
@click.argument("ref", metavar="ID[@LABEL]", type=REFERENCE)
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--force", is_flag=True, help="Also a model that is aliased, public or a parent.")
@click.option(
    "--weights-only",
    is_flag=True,
    help="Only the bytes of the checkpoint, or of all of them; the record stays.",
)
@server_options
@pass_here
def command(here: Here, ref: str, yes: bool, force: bool, weights_only: bool) -> None:
    """Move a model or a checkpoint to the trash.

    To delete a whole model its ID has to be typed, unless --yes is given. It can be restored: modelbase trash

    \b
    modelbase rm imagenet/resnet50:3c70@epoch-90
    modelbase rm imagenet/resnet50:3c70 --weights-only     keeps args, metrics and the lists of files
    """
    can_ask(yes=yes)
    model, label = here.client.get(ref), ref.partition("@")[2]
    if weights_only:
        _weights(here, ref, yes)
    elif label:
        _checkpoint(here, here.client.checkpoint(ref), yes)
    else:
        _model(here, model, yes, force)


def _model(here: Here, model: Model, yes: bool, force: bool) -> None:
    title = f" {model.title!r}" if model.title else ""
    here.out.say(
        f"{model.id}{title}: {model.checkpoints} checkpoints, {size_text(model.size)}, all its files"
    )
    if model.children:
        here.out.warn(f"{model.children} models name it as their parent")
    if not yes and click.prompt("Type the ID to delete it", err=True) != model.id:
        raise click.UsageError("That is not its ID; nothing was deleted.")
    here.client.rm(model.id, force=force)
    here.out.done(f"{model.id} is in the trash; to have it back: modelbase trash restore {model.id}")


def _checkpoint(here: Here, one: Checkpoint, yes: bool) -> None:
    name = f"{one.model}@{one.label}"
    here.out.say(f"{name}: {one.file_count} files, {size_text(one.size)}, {one.state}")
    confirm("Delete it?", yes=yes)
    here.client.rm(f"{one.model}@{one.id}")
    here.out.done(f"{name} is in the trash; to have it back: modelbase trash restore {name}")


def _weights(here: Here, ref: str, yes: bool) -> None:
    """Delete the bytes of one checkpoint, or of all."""
    found = [here.client.checkpoint(ref)] if "@" in ref else here.client.checkpoints(ref)
    present = [one for one in found if one.state != "weights_deleted"]
    if not present:
        here.out.done(f"the weights of {ref} were deleted before")
        return
    size, labels = sum(one.size for one in present), ", ".join(one.label for one in present)
    here.out.say(
        f"{present[0].model}: the weights of {labels}, {size_text(size)}; args, metrics and lists of files stay"
    )
    confirm("Delete them?", yes=yes)
    for one in present:
        here.client.rm(f"{one.model}@{one.id}", weights_only=True)
        place = f"{one.model}@{one.label}"
        here.out.done(
            f"the weights of {place} are in the trash; to have them back: modelbase trash restore {place}"
        )
