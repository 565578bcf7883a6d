"""`modelbase rm`: a model, a checkpoint or only its weights to the trash, after saying what goes."""

from __future__ import annotations

import sys
from typing import Any

import click

from modelbase.client.api import path_of
from modelbase.errors import NotFound
from modelbase.identity.identity import parse_ref
from modelbase_cli.here import Here, pass_here
from modelbase_cli.options import REFERENCE, server_options
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

    A whole model wants its ID typed, unless --yes is given. It can be restored: modelbase trash

    \b
    modelbase rm imagenet/resnet50:3c70@epoch-90
    modelbase rm imagenet/resnet50:3c70 --weights-only     keeps args, metrics and the lists of files
    """
    if not yes and not sys.stdin.isatty():
        raise click.UsageError("Nobody is here to ask: give --yes to delete without asking.")
    parsed = parse_ref(ref)
    model = here.api.call("GET", path_of(f"{parsed.name}:{parsed.tail}"))
    if weights_only:
        _weights(here, model, parsed.label, yes)
    elif parsed.label:
        _checkpoint(here, model, parsed.label, yes)
    else:
        _model(here, model, yes, force)


def _model(here: Here, model: dict[str, Any], yes: bool, force: bool) -> None:
    title = f" {model['title']!r}" if model["title"] else ""
    here.out.say(
        f"{model['id']}{title}: {model['checkpoints']} checkpoints, {size_text(model['size'])}, all its files"
    )
    if model["children"]:
        here.out.warn(f"{model['children']} models name it as their parent")
    if not yes and click.prompt("Type the ID to delete it", err=True) != model["id"]:
        raise click.UsageError("That is not its ID; nothing was deleted.")
    here.api.call("DELETE", path_of(model["id"]), params={"force": "true"} if force else None)
    here.out.done(f"{model['id']} is in the trash; to have it back: modelbase trash restore {model['id']}")


def _checkpoint(here: Here, model: dict[str, Any], label: str, yes: bool) -> None:
    one = here.api.call("GET", path_of(model["id"], "checkpoints", label))
    if not one:
        raise NotFound(f"{model['id']} has no checkpoint {label}", "checkpoint_not_found")
    name = f"{model['id']}@{one['label']}"
    here.out.say(f"{name}: {one['file_count']} files, {size_text(one['size'])}, {one['state']}")
    if not yes and not click.confirm("Delete it?", err=True):
        raise click.UsageError("Nothing was deleted.")
    here.api.call("DELETE", path_of(model["id"], "checkpoints", one["id"]))
    here.out.done(f"{name} is in the trash; to have it back: modelbase trash restore {name}")


def _weights(here: Here, model: dict[str, Any], label: str | None, yes: bool) -> None:
    """Delete the bytes of one checkpoint, or of all; each is an act of its own, so that it can be repeated."""
    found = here.api.rows(path_of(model["id"], "checkpoints"))
    if label is not None:
        found = iter([here.api.call("GET", path_of(model["id"], "checkpoints", label))])
    doomed = [one for one in found if one["state"] != "weights_deleted"]
    name = f"{model['id']}@{label}" if label is not None else model["id"]
    if not doomed:
        here.out.done(f"the weights of {name} were deleted before")
        return
    size, labels = sum(one["size"] for one in doomed), ", ".join(one["label"] for one in doomed)
    here.out.say(
        f"{model['id']}: the weights of {labels}, {size_text(size)}; args, metrics and lists of files stay"
    )
    if not yes and not click.confirm("Delete them?", err=True):
        raise click.UsageError("Nothing was deleted.")
    for one in doomed:
        here.api.call("DELETE", path_of(model["id"], "checkpoints", one["id"], "weights"))
        place = f"{model['id']}@{one['label']}"
        here.out.done(
            f"the weights of {place} are in the trash; to have them back: modelbase trash restore {place}"
        )
