"""`modelbase settings`: what the team decides of its server beside identity."""

from __future__ import annotations

import click

from modelbase_cli.options import Here, json_option, pass_here, server_options

LISTS = ("trusted_owners", "trusted_imports")
SWITCH = "own_pushes"
WORDS = {"yes": True, "no": False}


@click.group("settings")
def command() -> None:
    """Show or change what the team trusts: owners, imports, own pushes."""


@command.command("show")
@json_option
@server_options
@pass_here
def show(here: Here, as_json: bool) -> None:
    """Show the settings in force."""
    found = here.client.team_settings()
    if as_json:
        here.out.json(found)
        return
    rows = [[name, ", ".join(found[name])] for name in LISTS]
    here.out.rows([*rows, [SWITCH, "yes" if found[SWITCH] else "no"]])


@command.command("set")
@click.argument("key", type=click.Choice((*LISTS, SWITCH)))
@click.argument("values", metavar="VALUE...", nargs=-1)
@click.option("--clear", is_flag=True, help="Empty the list.")
@server_options
@pass_here
def change(here: Here, key: str, values: tuple[str, ...], clear: bool) -> None:
    """Change one setting; the values take the place of those before. For Admins.

    \b
    modelbase settings set trusted_imports my_package.nets.Net my_other_package.*
    modelbase settings set trusted_owners --clear
    modelbase settings set own_pushes yes
    """
    if key == SWITCH:
        if clear or len(values) != 1 or values[0] not in WORDS:
            raise click.UsageError(f"Give one word: {SWITCH} yes, or {SWITCH} no.")
        here.client.set_team_settings(own_pushes=WORDS[values[0]])
    elif clear == bool(values):
        raise click.UsageError(f"Give what {key} holds from now on, or --clear to empty it.")
    elif key == "trusted_owners":
        here.client.set_team_settings(trusted_owners=values)
    else:
        here.client.set_team_settings(trusted_imports=values)
    here.out.done(f"{key}: {', '.join(values) or 'none'}")
