"""`modelbase logout`: forget the token of a server on this machine, and end it if signing in made it."""

from __future__ import annotations

import click

from modelbase.client import config, sign_in
from modelbase.errors import ModelbaseError
from modelbase_cli.options import Here, pass_here, server_options


@click.command("logout")
@click.argument("url", required=False)
@server_options
@pass_here
def command(here: Here, url: str | None) -> None:
    """Forget the token of a server.

    A token that `modelbase login` made is revoked; a pasted one stays good until: modelbase token revoke
    """
    server = config.clean_url(url) if url else config.resolve(here.server).url
    try:
        if not sign_in.logout(server):
            here.out.say(f"No token for {server} was kept.")
            return
    except ModelbaseError as error:
        here.out.warn(f"the token could not be revoked ({error.message}); it is listed on {server}/account")
    here.out.done(f"signed out of {server}")
