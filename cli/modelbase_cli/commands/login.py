"""`modelbase login`: get a token through the browser, or take one, and keep it. It is tried before it is kept."""

from __future__ import annotations

import platform
import sys
from threading import Thread
from typing import TYPE_CHECKING

import click

from modelbase.client import config, policy
from modelbase.client.api import Api
from modelbase.client.config import Server
from modelbase_cli.here import Here, pass_here
from modelbase_cli.options import server_options

if TYPE_CHECKING:
    from modelbase.client.sign_in import Proof


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

    A browser opens, you say yes, and this machine has a token. Where no browser is, a code is shown that you type
    in one anywhere. A token that you have goes by --token, or from a pipe. A server of your own on this machine
    needs none of it.

    \b
    modelbase login https://models.example.com
    modelbase login https://models.example.com --no-browser
    modelbase login https://models.example.com < token.txt
    """
    run(here, config.clean_url(url) if url else config.resolve(here.server).url, browser)


def run(here: Here, url: str, browser: bool | None = None) -> None:
    """Get a token, try it, keep it."""
    local = config.local_server()
    if here.token is None and browser is None and local and config.same_origin(local.url, url):
        person = _me(Server(url, local.token, "local"))
        here.out.done(
            f"signed in to {url} as {person['login']}: the server runs here for you, nothing to keep"
        )
        return
    given = here.token or (None if browser is not None or sys.stdin.isatty() else _piped())
    token = config.checked_token(given or _by_person(here, url, browser))
    person = _me(Server(url, token, "login"))
    path = config.save_token(url, token, made=given is None)
    here.out.done(f"signed in to {url} as {person['login']} ({person['role']}); kept in {path}")


def _piped() -> str:
    text = sys.stdin.readline().strip()
    if not text:
        raise click.UsageError("No token: give --token T, or the token on stdin, or --no-browser for a code.")
    return text


def _by_person(here: Here, url: str, browser: bool | None) -> str:
    """Return the text of a token that a person granted in a browser."""
    from modelbase.client import sign_in

    opens = config.has_screen() if browser is None else browser
    proof, name = sign_in.Proof(), f"modelbase on {platform.node() or 'a machine'}"
    api = Api(Server(url, None, "login"))
    try:
        made = _here(here, api, proof, name) if opens else _anywhere(here, api, proof, name)
    finally:
        api.close()
    here.out.say(
        f"The token {made['name']!r} can {' and '.join(made['scopes'])}; it ends on {made['expires_at'][:10]}."
    )
    return str(made["token"])


def _here(here: Here, api: Api, proof: Proof, name: str) -> dict[str, str]:
    import webbrowser

    from modelbase.client import sign_in

    api.call("GET", "sign-in")  # so that a wrong address is told here and not by the browser
    with sign_in.listening() as listener:
        page = listener.page(api.server.url, proof, name)
        here.out.say("Say yes in the browser. If none has opened, open this address on this machine:")
        here.out.say(f"  {page}")
        # Some browsers are waited for until they are closed: not here.
        Thread(target=webbrowser.open, args=(page,), daemon=True).start()
        code = listener.wait()
    return sign_in.fetch(api, proof, code) or {}


def _anywhere(here: Here, api: Api, proof: Proof, name: str) -> dict[str, str]:
    from modelbase.client import sign_in

    typed = sign_in.ask_for_code(api, proof, name)
    here.out.say(f"Open {typed.url} in a browser on any machine and type the code")
    here.out.say(f"\n  {typed.code}\n")
    here.out.say("Waiting, at most ten minutes; Ctrl-C stops it.")
    return sign_in.wait_until_typed(api, proof, typed)


def _me(server: Server) -> dict[str, str]:
    api = Api(server)
    try:
        person: dict[str, str] = api.call("GET", "me")
        policy.in_force(api)
        return person
    finally:
        api.close()
