"""`modelbase logout`: forget the token of a server on this machine."""

from __future__ import annotations

import click

from modelbase.client import config
from modelbase_cli.here import Here, pass_here
from modelbase_cli.options import server_options


@click.command("logout")
@click.argument("url", required=False)
@server_options
@pass_here
def command(here: Here, url: str | None) -> None:
    """Forget the token of a server.

    The token itself stays good until it is revoked: modelbase token revoke
    """
    server = config.clean_url(url) if url else config.resolve(here.server).url
    if config.forget(server):
        here.out.done(f"signed out of {server}")
    else:
        here.out.say(f"No token for {server} was kept.")
