"""`modelbase token`: one's own API tokens. A token's text is shown once, when it is made."""

from __future__ import annotations

from typing import Literal

import click

from modelbase_cli import tables
from modelbase_cli.options import Here, json_option, pass_here, server_options
from modelbase_cli.output import fields

Scope = Literal["read", "write", "admin"]
COLUMNS = ("id", "name", "scopes", "only", "created_at", "expires_at", "last_used_at")


@click.group("token")
def command() -> None:
    """Create, list and revoke your API tokens."""


@command.command("create")
@click.argument("name")
@click.option(
    "--scope", "scopes", multiple=True, type=click.Choice(["read", "write", "admin"]), help="May be repeated."
)
@click.option("--only", metavar="NAME", help="Only models of this name, such as imagenet/*")
@click.option("--expires", "days", metavar="DAYS", type=click.IntRange(1, 3650), help="Days until it ends.")
@json_option
@server_options
@pass_here
def create(
    here: Here, name: str, scopes: tuple[Scope, ...], only: str | None, days: int | None, as_json: bool
) -> None:
    """Make a token and print its text, this once."""
    made = here.client.create_token(name, scopes=scopes, only=only, expires_in_days=days)
    if as_json:
        here.out.json(made)
    else:
        here.out.data(made.token or "")
        here.out.say("This text is not shown again.")


@command.command("ls")
@json_option
@server_options
@pass_here
def listed(here: Here, as_json: bool) -> None:
    """List your tokens."""
    rows = [fields(token) for token in here.client.tokens()]
    tables.show(here.out, COLUMNS, rows, "You have no tokens.", as_json=as_json)
    for row in rows:
        if "write" in row["scopes"] and "read" not in row["scopes"]:
            here.out.say(f"{row['name']!r} is from before write included read: it can write, but not read.")


@command.command("revoke")
@click.argument("which", metavar="ID|NAME")
@server_options
@pass_here
def revoke(here: Here, which: str) -> None:
    """Revoke a token by its id or name."""
    token = here.client.revoke_token(which)
    here.out.done(f"token {token.name!r} is revoked")
