"""`modelbase events`: the audit log. For Admins."""

from __future__ import annotations

import click

from modelbase_cli import tables
from modelbase_cli.options import Here, json_option, pass_here, server_options
from modelbase_cli.output import fields

COLUMNS = ("at", "by", "action", "target", "address", "outcome")


@click.command("events")
@click.option("--action", metavar="A", help="Such as share.create; share stands for all that begin so.")
@click.option("--by", metavar="LOGIN", help="Of this person.")
@click.option("--target", metavar="T", help="About this model, person, token or alias.")
@click.option("--since", metavar="TIME", help="From then on, as 2026-11-21T00:00:00Z.")
@click.option("--until", metavar="TIME", help="Before then.")
@click.option("--limit", type=click.IntRange(1), default=100, show_default=True, help="At most so many.")
@click.option("--all", "everything", is_flag=True, help="All of them.")
@json_option
@server_options
@pass_here
def command(here: Here, /, limit: int, everything: bool, as_json: bool, **filters: str | None) -> None:
    """Show who did what: shares, roles, tokens, deletions, rules.

    \b
    modelbase events --all --json > audit.json
    """
    given = {name: value for name, value in filters.items() if value}
    rows = [fields(event) for event in here.client.events(**given, limit=None if everything else limit)]
    shown = [row | {"by": row["by"]["login"], "target": _target(row["target"])} for row in rows]
    tables.show(here.out, COLUMNS, rows if as_json else shown, "Nothing fits.", as_json=as_json)


def _target(target: dict[str, str]) -> str:
    return " ".join(f"{name}={value}" for name, value in target.items())
