"""`modelbase tag`: add and remove tags of a model, or list them."""

from __future__ import annotations

from typing import Any

import click

from modelbase.client.api import model_ref, path_of
from modelbase_cli.here import Here, pass_here
from modelbase_cli.options import REFERENCE, json_option, server_options


@click.command("tag", context_settings={"ignore_unknown_options": True, "help_option_names": ["--help"]})
@click.argument("ref", metavar="ID", type=REFERENCE)
@click.argument("changes", metavar="[+TAG|-TAG]...", nargs=-1, type=click.UNPROCESSED)
@json_option
@server_options
@pass_here
def command(here: Here, ref: str, changes: tuple[str, ...], as_json: bool) -> None:
    """Add (+t) and remove (-t) tags of a model, or list them.

    \b
    modelbase tag imagenet/resnet50:3c70 +baseline -draft
    """
    add, remove = _parsed(changes)
    path = path_of(model_ref(ref))
    model: dict[str, Any] = {} if changes else here.api.call("GET", path)
    for field, tags in (("add_tags", add), ("remove_tags", remove)):
        model = here.api.call("PATCH", path, {field: tags}) if tags else model
    if as_json:
        here.out.json(model["tags"])
    elif changes:
        here.out.done(f"{model['id']} has {', '.join(model['tags']) or 'no tags'}")
    else:
        here.out.rows([[tag] for tag in model["tags"]])


def _parsed(changes: tuple[str, ...]) -> tuple[list[str], list[str]]:
    for change in changes:
        if change[:1] not in {"+", "-"} or len(change) < 2:
            raise click.UsageError(
                f"{change!r} is no change of tags: write +{change.lstrip('+-') or 'TAG'} or -TAG."
            )
    return [one[1:] for one in changes if one[0] == "+"], [one[1:] for one in changes if one[0] == "-"]
