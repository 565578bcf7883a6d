"""`modelbase open`: the page of a model in the browser. Prints its address."""

from __future__ import annotations

import click

from modelbase.client.api import path_of
from modelbase.identity import parse_ref
from modelbase_cli.here import Here, pass_here
from modelbase_cli.options import REFERENCE, server_options


@click.command("open")
@click.argument("ref", metavar="ID", type=REFERENCE)
@click.option("--no-browser", is_flag=True, help="Only print the address.")
@server_options
@pass_here
def command(here: Here, ref: str, no_browser: bool) -> None:
    """Open a model in the browser."""
    parsed = parse_ref(ref)
    model = here.api.call("GET", path_of(f"{parsed.name}:{parsed.tail}"))
    address = f"{here.place.url}/{path_of(model['id'])}"
    here.out.data(address)
    if not no_browser:
        click.launch(address)
