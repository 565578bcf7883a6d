"""`modelbase token`: one's own API tokens. A token's text is shown once, when it is made."""

from __future__ import annotations

import click

from modelbase.errors import Conflict, NotFound
from modelbase_cli import listing
from modelbase_cli.here import Here, pass_here
from modelbase_cli.options import json_option, server_options

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
    here: Here, name: str, scopes: tuple[str, ...], only: str | None, days: int | None, as_json: bool
) -> None:
    """Make a token and print its text, this once."""
    wanted = {"name": name, "scopes": list(scopes) or None, "only": only, "expires_in_days": days}
    made = here.api.call("POST", "tokens", {key: value for key, value in wanted.items() if value is not None})
    if as_json:
        here.out.json(made)
    else:
        here.out.data(made["token"])
        here.out.say("This text is not shown again.")


@command.command("ls")
@json_option
@server_options
@pass_here
def listed(here: Here, as_json: bool) -> None:
    """List your tokens."""
    rows = list(here.api.rows("tokens"))
    if as_json:
        here.out.json(rows)
    else:
        listing.show(here, COLUMNS, rows, "You have no tokens.")


@command.command("revoke")
@click.argument("which", metavar="ID|NAME")
@server_options
@pass_here
def revoke(here: Here, which: str) -> None:
    """Revoke a token by its id or name."""
    fitting = [row for row in here.api.rows("tokens") if which in {row["id"], row["name"]}]
    if not fitting:
        raise NotFound(f"you have no token {which!r}; `modelbase token ls` lists them")
    if len(fitting) > 1:
        raise Conflict(
            f"{len(fitting)} tokens are called {which!r}; give the id",
            candidates=[one["id"] for one in fitting],
        )
    here.api.call("DELETE", f"tokens/{fitting[0]['id']}")
    here.out.done(f"token {fitting[0]['name']!r} is revoked")
