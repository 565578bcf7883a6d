"""`modelbase tree`: the ancestors and descendants of a model."""

from __future__ import annotations

import click

from modelbase_cli.options import REFERENCE, Here, json_option, pass_here, server_options
from modelbase_cli.tables import text


@click.command("tree")
@click.argument("ref", metavar="ID", type=REFERENCE)
@click.option(
    "--depth", type=click.IntRange(1, 100), default=10, show_default=True, help="So many steps each way."
)
@json_option
@server_options
@pass_here
def command(here: Here, ref: str, depth: int, as_json: bool) -> None:
    """Draw the ancestors and descendants of a model.

    Each edge says of which kind it is and how many args differ. A pipe gets a line for every edge: parent,
    child, kind, number of args.
    """
    found = here.client.lineage(ref, depth)
    if as_json:
        here.out.json(found)
        return
    if here.out.tty:
        from modelbase_cli import pages

        here.out.draw(pages.lineage_tree(found))
    else:
        edges = found["edges"]
        here.out.rows([[each["from"], each["to"], each["kind"], text(each["differing"])] for each in edges])
    if not found["edges"]:
        here.out.say(f"{found['id']} has no parents and no children.")
    for direction in (direction for direction, cut in found["cut"].items() if cut):
        here.out.say(f"There is more {direction}: give a larger --depth, or begin at another model.")
