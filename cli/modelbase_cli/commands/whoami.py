"""`modelbase whoami`: who this is to which server."""

from __future__ import annotations

import click

from modelbase_cli.options import Here, json_option, pass_here, server_options


@click.command("whoami")
@json_option
@server_options
@pass_here
def command(here: Here, as_json: bool) -> None:
    """Say who you are, and to which server."""
    person, server = here.client.whoami(), here.client.server
    if as_json:
        here.out.json(person)
        return
    token = person.get("token") or {}
    scopes = f"token {token['name']!r} ({', '.join(token['scopes'])})" if token else person["via"]
    here.out.rows([[person["login"], person["role"], server.url]])
    here.out.say(f"by {scopes}; the server was named by {server.source}")
