"""`modelbase events`: the audit log. For Admins."""

from __future__ import annotations

from itertools import islice
from typing import Any

import click

from modelbase_cli import listing
from modelbase_cli.here import Here, pass_here
from modelbase_cli.options import json_option, server_options

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
    params: dict[str, Any] = {name: value for name, value in filters.items() if value}
    params["limit"] = 1000 if everything else min(limit, 1000)
    rows = list(islice(here.api.rows("events", params), None if everything else limit))
    if as_json:
        here.out.json(rows)
        return
    shown = [row | {"by": row["by"]["login"], "target": _target(row["target"])} for row in rows]
    listing.show(here, COLUMNS, shown, "Nothing fits.")


def _target(target: dict[str, str]) -> str:
    return " ".join(f"{name}={value}" for name, value in target.items())
