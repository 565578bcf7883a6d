"""`modelbase trash`: what was deleted and can be had back, having it back, giving it up."""

from __future__ import annotations

import sys
from typing import Any

import click

from modelbase.errors import NotFound
from modelbase_cli import listing, tables
from modelbase_cli.here import Here, pass_here
from modelbase_cli.options import json_option, server_options

COLUMNS = ("id", "kind", "what", "title", "size", "deleted_at", "deleted_by", "expires_at")


@click.group("trash", invoke_without_command=True)
@json_option
@server_options
@click.pass_context
def command(ctx: click.Context, as_json: bool) -> None:
    """List what is in the trash, restore it, or give it up."""
    if ctx.invoked_subcommand is None:
        listed(ctx.ensure_object(Here), as_json=as_json)


@command.command("restore")
@click.argument("ref", metavar="REF")
@server_options
@pass_here
def restore(here: Here, ref: str) -> None:
    """Restore by model ID, ID@LABEL, or the trash's own id."""
    entry = _entry(here, ref)
    here.api.call("POST", f"trash/{entry['id']}/restore", {})
    here.out.done(f"{_of(entry)} back")


@command.command("delete")
@click.argument("ref", metavar="REF")
@click.option("--yes", is_flag=True, help="Do not ask.")
@server_options
@pass_here
def delete(here: Here, ref: str, yes: bool) -> None:
    """Give up for good, before its time, what is in the trash."""
    if not yes and not sys.stdin.isatty():
        raise click.UsageError("Nobody is here to ask: give --yes to delete without asking.")
    entry = _entry(here, ref)
    here.out.say(
        f"{entry['kind']} {entry['what']}, {tables.size_text(entry['size'])}: it cannot be restored afterwards"
    )
    if not yes and not click.confirm("Delete it for good?", err=True):
        raise click.UsageError("Nothing was deleted.")
    here.api.call("DELETE", f"trash/{entry['id']}")
    here.out.done(f"{entry['what']} is gone for good; what no other checkpoint has is freed within two hours")


def listed(here: Here, *, as_json: bool) -> None:
    """Print the trash."""
    rows = _rows(here)
    if as_json:
        here.out.json(rows)
    else:
        listing.show(here, COLUMNS, rows, "The trash is empty.", slice(2, None))


def _rows(here: Here) -> list[dict[str, Any]]:
    return [row | {"what": _name(row)} for row in here.api.rows("trash")]


def _name(row: dict[str, Any]) -> str:
    return str(row["model"]) if row["kind"] == "model" else f"{row['model']}@{row['label']}"


def _entry(here: Here, ref: str) -> dict[str, Any]:
    """Return the latest deleted entry that `ref` names."""
    fitting = [row for row in _rows(here) if ref in {row["id"], row["what"]}]
    if not fitting:
        raise NotFound(f"nothing in the trash is called {ref!r}; `modelbase trash` lists it")
    return max(fitting, key=lambda row: str(row["deleted_at"]))


def _of(row: dict[str, Any]) -> str:
    return f"the weights of {row['what']} are" if row["kind"] == "weights" else f"{row['what']} is"
