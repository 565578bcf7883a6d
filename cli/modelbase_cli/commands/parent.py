"""`modelbase parent`: add an edge to a parent, take one away, or list them."""

from __future__ import annotations

import click

from modelbase_cli.options import REFERENCE, Here, json_option, pass_here, server_options


@click.command("parent")
@click.argument("ref", metavar="ID", type=REFERENCE)
@click.argument("act", metavar="[add|rm]", required=False, type=click.Choice(["add", "rm"]))
@click.argument("parent", metavar="[ID[:KIND]]", required=False)
@json_option
@server_options
@pass_here
def command(here: Here, ref: str, act: str | None, parent: str | None, as_json: bool) -> None:
    """Add a parent to a model, take one away, or list them.

    KIND is how the model was made from it: resumed, finetuned (the default), distilled, merged, quantized or adapter.
    Adding a parent that is there gives it the KIND.

    \b
    modelbase parent imagenet/resnet50:3c70 add imagenet/resnet50:81aa:distilled
    modelbase parent imagenet/resnet50:3c70 rm imagenet/resnet50:81aa
    """
    if act and not parent:
        raise click.UsageError(
            f"Say which parent to {'add' if act == 'add' else 'take away'}: ID or ID:KIND."
        )
    if act == "add":
        model = here.client.add_parent(ref, str(parent))
    elif act == "rm":
        model = here.client.remove_parent(ref, str(parent))
    else:
        model = here.client.get(ref)
    if as_json:
        here.out.json([each.model_dump() for each in model.parents])
    elif act:
        shown = ", ".join(f"{each.id}:{each.kind}" for each in model.parents)
        here.out.done(f"{model.id} has {'the parents ' + shown if shown else 'no parents'}")
    else:
        here.out.rows([[each.id, each.kind] for each in model.parents])
