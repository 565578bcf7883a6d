"""`modelbase rename`: another title for a model. The ID never changes."""

from __future__ import annotations

import click

from modelbase_cli.options import REFERENCE, Here, pass_here, server_options


@click.command("rename")
@click.argument("ref", metavar="ID", type=REFERENCE)
@click.argument("title")
@server_options
@pass_here
def command(here: Here, ref: str, title: str) -> None:
    """Give a model another title; its ID stays."""
    model = here.client.rename(ref, title)
    here.out.done(f"{model.id} is now titled {model.title!r}")
