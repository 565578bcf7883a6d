"""`modelbase users`: the people of a server, their roles, and shutting them out. For Admins."""

from __future__ import annotations

from typing import Any

import click

from modelbase.errors import NotFound
from modelbase_cli import listing
from modelbase_cli.here import Here, pass_here
from modelbase_cli.options import json_option, server_options

COLUMNS = ("id", "login", "name", "role", "basis", "disabled", "signed_in_at")
ROLES = ("admin", "read-only", "guest")


@click.group("users")
def command() -> None:
    """List people, give them roles, shut them out."""


@command.command("ls")
@json_option
@server_options
@pass_here
def listed(here: Here, as_json: bool) -> None:
    """List the people of this server."""
    rows = list(here.api.rows("users"))
    if as_json:
        here.out.json(rows)
    else:
        listing.show(here, COLUMNS, rows, "Nobody has signed in yet.")


@command.command("role")
@click.argument("login")
@click.argument("role", type=click.Choice(ROLES))
@server_options
@pass_here
def give(here: Here, login: str, role: str) -> None:
    """Give a person a role, which teams no longer change."""
    _change(here, login, {"role": role.replace("-", "_")})
    here.out.done(f"{login} is {role} now")


@command.command("disable")
@click.argument("login")
@server_options
@pass_here
def disable(here: Here, login: str) -> None:
    """Shut a person out: sessions end, tokens stop working."""
    _change(here, login, {"disabled": True})
    here.out.done(f"{login} cannot come in any more")


@command.command("enable")
@click.argument("login")
@server_options
@pass_here
def enable(here: Here, login: str) -> None:
    """Let a person in again whom you had shut out."""
    _change(here, login, {"disabled": False})
    here.out.done(f"{login} can come in again")


@command.command("rm")
@click.argument("login")
@server_options
@pass_here
def remove(here: Here, login: str) -> None:
    """Forget a person with their sessions, tokens and grants; what they made stays."""
    here.api.call("DELETE", f"users/{_person(here, login)['id']}")
    here.out.done(f"{login} is forgotten")


def _change(here: Here, login: str, fields: dict[str, Any]) -> None:
    here.api.call("PATCH", f"users/{_person(here, login)['id']}", fields)


def _person(here: Here, login: str) -> dict[str, Any]:
    for row in here.api.rows("users"):
        if login.lower() in {row["login"].lower(), row["id"]}:
            return row
    raise NotFound(f"there is no person {login!r}; `modelbase users ls` lists them", "user_not_found")
