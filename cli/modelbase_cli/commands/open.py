"""`modelbase open`: the web app, or the page of a model, in the browser. Prints its address."""

from __future__ import annotations

import click

from modelbase.client.api import path_of
from modelbase.identity.identity import parse_ref
from modelbase_cli.here import Here, pass_here
from modelbase_cli.options import REFERENCE, server_options


@click.command("open")
@click.argument("ref", metavar="[ID]", type=REFERENCE, required=False)
@click.option("--no-browser", is_flag=True, help="Only print the address.")
@server_options
@pass_here
def command(here: Here, ref: str | None, no_browser: bool) -> None:
    """Open a model in the browser, or the app.

    Without an ID the address signs the browser in, once, where the server is for one person.
    """
    address = _page_of(here, ref) if ref else _app(here)
    here.out.data(address)
    if not no_browser:
        click.launch(address)


def _page_of(here: Here, ref: str) -> str:
    parsed = parse_ref(ref)
    model = here.api.call("GET", path_of(f"{parsed.name}:{parsed.tail}"))
    return f"{here.place.url}/{path_of(model['id'])}"


def _app(here: Here) -> str:
    if here.api.call("GET", "me")["server"]["sign_in"] != "local":
        return f"{here.place.url}/"
    return f"{here.place.url}/sign-in#code={here.api.call('POST', 'session/codes', {})['code']}"
