"""`modelbase keys`: which args and metrics there are, and what values they take."""

from __future__ import annotations

from typing import Any

import click

from modelbase_cli import tables
from modelbase_cli.options import Here, json_option, pass_here, server_options

COLUMNS = ("key", "types", "models", "distinct", "low", "high", "examples")
SHOWN = 3  # examples of a key


@click.command("keys")
@click.argument("search", required=False, default="")
@click.option("--where", metavar="EXPR", default="", help="Over the models that match only.")
@click.option("--varying", is_flag=True, help="Only keys with more than one value.")
@click.option("--limit", metavar="N", type=click.IntRange(min=1), help="At most so many keys.")
@json_option
@server_options
@pass_here
def command(here: Here, search: str, where: str, varying: bool, limit: int | None, as_json: bool) -> None:
    """List the keys of args and metrics: types, how many models, values.

    SEARCH is a part of the key. What varies between some models:

    \b
    modelbase keys --varying --where 'name = "imagenet/resnet50"'
    """
    rows = list(here.client.keys(search, where, varying=varying, limit=limit))
    if as_json:
        here.out.json(rows)
    elif not here.out.tty:
        here.out.rows([[tables.text(_shown(row).get(column)) for column in COLUMNS] for row in rows])
    elif rows:
        from modelbase_cli import pages

        here.out.draw(pages.keys_page(rows))
    if not rows and not as_json:
        here.out.say("No key fits." if search or where or varying else "No models yet, so no keys.")


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    """Return a key as one line: its types by name, its first examples."""
    types = ", ".join(row["types"])
    examples = [tables.text(value) or "null" for value in row.get("examples", ())[:SHOWN]]
    return row | {"types": types, "examples": ", ".join(examples)}
