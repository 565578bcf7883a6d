"""`modelbase logout`: forget the token of a server on this machine, and end it if signing in made it."""

from __future__ import annotations

import click

from modelbase.client import config
from modelbase.client.api import Api
from modelbase.client.config import Server
from modelbase.errors import ModelbaseError, SignInRequired
from modelbase_cli.here import Here, pass_here
from modelbase_cli.options import server_options


@click.command("logout")
@click.argument("url", required=False)
@server_options
@pass_here
def command(here: Here, url: str | None) -> None:
    """Forget the token of a server.

    A token that `modelbase login` made is revoked; a pasted one stays good until: modelbase token revoke
    """
    server = config.clean_url(url) if url else config.resolve(here.server).url
    token = config.saved_token(server)
    made = config.made_by_login(server)
    if not config.forget(server):
        here.out.say(f"No token for {server} was kept.")
        return
    if token and made:
        _revoke(here, Server(server, token, "logout"))
    here.out.done(f"signed out of {server}")


def _revoke(here: Here, server: Server) -> None:
    api = Api(server)
    try:
        api.call("DELETE", "session")
    except SignInRequired:
        pass  # it had ended already
    except ModelbaseError as error:
        here.out.warn(
            f"the token could not be revoked ({error.message}); it is listed on {server.url}/account"
        )
    finally:
        api.close()
