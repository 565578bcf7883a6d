"""`modelbase trash`: what was deleted: listing, restoring, deleting it for good."""

from __future__ import annotations

import click

from modelbase_cli import tables
from modelbase_cli.options import Here, can_ask, confirm, json_option, pass_here, server_options
from modelbase_cli.output import fields

COLUMNS = ("id", "kind", "what", "title", "size", "deleted_at", "deleted_by", "expires_at")


@click.group("trash", invoke_without_command=True)
@json_option
@server_options
@click.pass_context
def command(ctx: click.Context, as_json: bool) -> None:
    """List what is in the trash, restore it, or delete it for good."""
    if ctx.invoked_subcommand is None:
        here = ctx.ensure_object(Here)
        rows = [fields(entry) | {"what": entry.ref} for entry in here.client.trash()]
        tables.show(here.out, COLUMNS, rows, "The trash is empty.", as_json=as_json, shown=slice(2, None))


@command.command("restore")
@click.argument("ref", metavar="REF")
@server_options
@pass_here
def restore(here: Here, ref: str) -> None:
    """Restore by model ID, ID@LABEL, or the trash's own id."""
    entry = here.client.restore(ref)
    what = f"the weights of {entry.ref} are" if entry.kind == "weights" else f"{entry.ref} is"
    here.out.done(f"{what} back")


@command.command("delete")
@click.argument("ref", metavar="REF")
@click.option("--yes", is_flag=True, help="Do not ask.")
@server_options
@pass_here
def delete(here: Here, ref: str, yes: bool) -> None:
    """Delete for good, before its time, what is in the trash."""
    can_ask(yes=yes)
    entry = here.client.trashed(ref)
    here.out.say(
        f"{entry.kind} {entry.ref}, {tables.size_text(entry.size)}: it cannot be restored afterwards"
    )
    confirm("Delete it for good?", yes=yes)
    here.client.delete_trash(entry.id)
    here.out.done(f"{entry.ref} is gone for good; what no other checkpoint has is freed within two hours")
