"""`modelbase alias`: movable names for models, `imagenet/resnet50:production`."""

from __future__ import annotations

import click

from modelbase_cli.options import REFERENCE, Here, json_option, pass_here, server_options


@click.command("alias")
@click.argument("ref", metavar="ID", type=REFERENCE)
@click.argument("name", metavar="[ALIAS]", required=False)
@click.option("--protect/--unprotect", "protected", default=None, help="Only Admins move a protected one.")
@click.option("--remove", is_flag=True, help="Remove the alias.")
@json_option
@server_options
@pass_here
def command(
    here: Here, ref: str, name: str | None, protected: bool | None, remove: bool, as_json: bool
) -> None:
    """Point an alias at a model, remove it, or list them.

    \b
    modelbase alias imagenet/resnet50:3c70 production --protect
    modelbase pull imagenet/resnet50:production
    """
    if name is None:
        if remove or protected is not None:
            raise click.UsageError("Which alias? Name it after the ID.")
        model = here.client.get(ref)
        if as_json:
            here.out.json(model.aliases)
        else:
            here.out.rows([[alias] for alias in model.aliases])
        if not model.aliases:
            here.out.say(f"{model.id} has no alias.")
    elif remove:
        here.client.remove_alias(ref, name)
        here.out.done(f"{ref.partition(':')[0]}:{name} is removed")
    else:
        made = here.client.alias(ref, name, protected=protected)
        if as_json:
            here.out.json(made)
        shield = " (protected)" if made.protected else ""
        here.out.done(f"{made.name}:{made.alias} is {made.model}{shield}")
