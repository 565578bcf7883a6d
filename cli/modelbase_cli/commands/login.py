"""`modelbase login`: get a token through the browser, or take one, and keep it. It is tried before it is kept."""

from __future__ import annotations

import sys

import click

from modelbase.client import config, sign_in
from modelbase_cli.options import Here, pass_here, server_options


@click.command("login")
@click.argument("url", required=False)
@click.option(
    "--browser/--no-browser",
    default=None,
    help="Open a browser here, or show a code to type in one anywhere. Default: what there is.",
)
@server_options
@pass_here
def command(here: Here, url: str | None, browser: bool | None) -> None:
    """Sign in to a server and keep its token.

    A browser opens, you agree, and this machine has a token. Where no browser is, a code is shown that you type
    in one anywhere. A token that you have goes by --token, or from a pipe. A server of your own on this machine
    needs none of it.

    \b
    modelbase login https://models.example.com
    modelbase login https://models.example.com --no-browser
    modelbase login https://models.example.com < token.txt
    """
    url = config.clean_url(url) if url else config.resolve(here.server).url
    token = here.token
    if token is None and browser is None and not sign_in.runs_here(url) and not sys.stdin.isatty():
        token = _piped()
    person = sign_in.login(url, token, here.out.say, browser=browser)
    if person.kept is None:
        here.out.done(f"signed in to {url} as {person.login}: the server runs here for you, nothing to keep")
    else:
        here.out.done(f"signed in to {url} as {person.login} ({person.role}); kept in {person.kept}")


def _piped() -> str:
    text = sys.stdin.readline().strip()
    if not text:
        raise click.UsageError("No token: give --token T, or the token on stdin, or --no-browser for a code.")
    return text
