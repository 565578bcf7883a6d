"""`modelbase alias`: movable names for models, `imagenet/resnet50:production`."""

from __future__ import annotations

import click

from modelbase.client.api import model_ref, path_of
from modelbase_cli.here import Here, pass_here
from modelbase_cli.options import REFERENCE, json_option, server_options


@click.command("alias")
@click.argument("ref", metavar="ID", type=REFERENCE)
@click.argument("name", metavar="[ALIAS]", required=False)
@click.option("--protect/--unprotect", "protected", default=None, help="Only Admins move a protected one.")
@click.option("--remove", is_flag=True, help="Take the alias away.")
@json_option
@server_options
@pass_here
def command(
    here: Here, ref: str, name: str | None, protected: bool | None, remove: bool, as_json: bool
) -> None:
    """Let an alias point to a model, take it away, or list them.

    \b
    modelbase alias imagenet/resnet50:3c70 production --protect
    modelbase pull imagenet/resnet50:production
    """
    if name is None:
        if remove or protected is not None:
            raise click.UsageError("Which alias? Name it after the ID.")
        listed(here, ref, as_json=as_json)
    elif remove:
        removed(here, ref, name)
    else:
        put(here, ref, name, {} if protected is None else {"protected": protected}, as_json=as_json)


def put(here: Here, ref: str, name: str, body: dict[str, bool], *, as_json: bool) -> None:
    """Let the alias point to the model, and say so."""
    made = here.api.call("PUT", path_of(model_ref(ref), "aliases", name), body)
    if as_json:
        here.out.json(made)
    shield = " (protected)" if made["protected"] else ""
    here.out.done(f"{made['name']}:{made['alias']} is {made['model']}{shield}")


def removed(here: Here, ref: str, name: str) -> None:
    """Take the alias away, and say so."""
    here.api.call("DELETE", path_of(model_ref(ref), "aliases", name))
    here.out.done(f"{model_ref(ref).partition(':')[0]}:{name} is taken away")


def listed(here: Here, ref: str, *, as_json: bool) -> None:
    """Print the aliases of a model."""
    model = here.api.call("GET", path_of(model_ref(ref)))
    if as_json:
        here.out.json(model["aliases"])
    else:
        here.out.rows([[alias] for alias in model["aliases"]])
    if not model["aliases"]:
        here.out.say(f"{model['id']} has no alias.")
