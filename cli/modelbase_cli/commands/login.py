"""`modelbase login`: keep a server's address and a token for it. The token is tried before it is kept."""

from __future__ import annotations

import sys

import click

from modelbase.client import config, policy
from modelbase.client.api import Api
from modelbase.client.config import Server
from modelbase_cli.here import Here, pass_here
from modelbase_cli.options import server_options


@click.command("login")
@click.argument("url", required=False)
@server_options
@pass_here
def command(here: Here, url: str | None) -> None:
    """Sign in to a server and keep its token.

    Without --token it opens the page where tokens are made and asks for one; from a pipe the token is read
    from stdin. A server of your own on this machine needs none.

    \b
    modelbase login https://models.example.com
    modelbase login https://models.example.com < token.txt
    """
    run(here, config.clean_url(url) if url else config.resolve(here.server).url)


def run(here: Here, url: str) -> None:
    """Get a token, try it, keep it."""
    local = config.local_server()
    if here.token is None and local and config.same_origin(local.url, url):
        person = _me(Server(url, local.token, "local"))
        here.out.done(
            f"signed in to {url} as {person['login']}: the server runs here for you, nothing to keep"
        )
        return
    token = config.checked_token(here.token or _ask(here, url))
    person = _me(Server(url, token, "login"))
    path = config.save_token(url, token)
    here.out.done(f"signed in to {url} as {person['login']} ({person['role']}); kept in {path}")


def _ask(here: Here, url: str) -> str:
    if not sys.stdin.isatty():
        text = sys.stdin.readline().strip()
        if not text:
            raise click.UsageError("No token: give --token T, or the token on stdin.")
        return text
    page = f"{url}/account"
    here.out.say(f"Make a token on {page} and paste it here.")
    click.launch(page)
    return str(click.prompt("Token", hide_input=True, err=True))


def _me(server: Server) -> dict[str, str]:
    api = Api(server)
    try:
        person: dict[str, str] = api.call("GET", "me")
        policy.in_force(api)
        return person
    finally:
        api.close()
