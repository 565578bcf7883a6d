"""`modelbase openapi` (hidden): the OpenAPI document, from the routes alone; needs no server, database or settings."""

from __future__ import annotations

import click

from modelbase_cli.options import Here, pass_here
from modelbase_cli.serving import server_packages


@click.command("openapi", hidden=True)
@pass_here
def command(here: Here) -> None:
    """Print the OpenAPI document of the server's API."""
    import modelbase

    with server_packages():
        from modelbase.server import api
    app = api.make_app(modelbase.__version__)
    for noun in api.NOUNS:
        app.register_api(noun.api)
    here.out.json(app.api_doc | {"openapi": "3.1.0"})
