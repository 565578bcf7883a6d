"""`modelbase users`: the people of a server, their roles, and disabling them. For Admins."""

from __future__ import annotations

import click

from modelbase_cli import tables
from modelbase_cli.options import Here, json_option, pass_here, server_options
from modelbase_cli.output import fields

COLUMNS = ("id", "login", "name", "role", "basis", "disabled", "signed_in_at")
ROLES = ("admin", "read-only", "guest")


@click.group("users")
def command() -> None:
    """List people, give them roles, disable them."""


@command.command("ls")
@json_option
@server_options
@pass_here
def listed(here: Here, as_json: bool) -> None:
    """List the people of this server."""
    rows = [fields(user) for user in here.client.users()]
    tables.show(here.out, COLUMNS, rows, "No person has signed in yet.", as_json=as_json)


@command.command("role")
@click.argument("login")
@click.argument("role", type=click.Choice(ROLES))
@server_options
@pass_here
def give(here: Here, login: str, role: str) -> None:
    """Give a person a role, which teams no longer change."""
    here.client.set_user(login, role=role.replace("-", "_"))
    here.out.done(f"{login} is {role} now")


@command.command("disable")
@click.argument("login")
@server_options
@pass_here
def disable(here: Here, login: str) -> None:
    """Disable a person: sessions end, tokens stop working."""
    here.client.set_user(login, disabled=True)
    here.out.done(f"{login} is disabled")


@command.command("enable")
@click.argument("login")
@server_options
@pass_here
def enable(here: Here, login: str) -> None:
    """Enable a person who was disabled."""
    here.client.set_user(login, disabled=False)
    here.out.done(f"{login} is enabled again")


@command.command("rm")
@click.argument("login")
@server_options
@pass_here
def remove(here: Here, login: str) -> None:
    """Forget a person with their sessions, tokens and grants; what they made stays."""
    here.client.remove_user(login)
    here.out.done(f"{login} is forgotten")
