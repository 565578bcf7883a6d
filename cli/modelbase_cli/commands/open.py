"""`modelbase open`: the web app, or the page of a model, in the browser. Prints its address."""

from __future__ import annotations

import click

from modelbase.client.browser import open_page
from modelbase_cli.options import REFERENCE, Here, pass_here, server_options


@click.command("open")
@click.argument("ref", metavar="[ID]", type=REFERENCE, required=False)
@click.option("--no-browser", is_flag=True, help="Only print the address.")
@server_options
@pass_here
def command(here: Here, ref: str | None, no_browser: bool) -> None:
    """Open a model in the browser, or the app.

    Without an ID the address signs the browser in, once, where the server is for one person.
    """
    address = here.client.page(ref)
    here.out.data(address)
    if not no_browser and not open_page(address, secret="#" in address):
        here.out.say("No browser was found here: open the address in one.")
