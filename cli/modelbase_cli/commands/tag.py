"""`modelbase tag`: add and remove tags of a model, or list them."""

from __future__ import annotations

import click

from modelbase_cli.options import REFERENCE, Here, json_option, pass_here, server_options


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
    model = here.client.tag(ref, add, remove)
    if as_json:
        here.out.json(model.tags)
    elif changes:
        here.out.done(f"{model.id} has {', '.join(model.tags) or 'no tags'}")
    else:
        here.out.rows([[tag] for tag in model.tags])


def _parsed(changes: tuple[str, ...]) -> tuple[list[str], list[str]]:
    for change in changes:
        if change[:1] not in {"+", "-"} or len(change) < 2:
            raise click.UsageError(
                f"{change!r} is no change of tags: write +{change.lstrip('+-') or 'TAG'} or -TAG."
            )
    return [one[1:] for one in changes if one[0] == "+"], [one[1:] for one in changes if one[0] == "-"]
