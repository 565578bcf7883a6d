"""`modelbase readme`: print, set or edit the README of a model, never over another person's edit."""

from __future__ import annotations

from pathlib import Path

import click

from modelbase import Model
from modelbase.errors import Conflict
from modelbase_cli.options import REFERENCE, Here, pass_here, read_text, server_options


@click.command("readme")
@click.argument("ref", metavar="ID", type=REFERENCE)
@click.option("-f", "--file", metavar="FILE", help="Set it from a file; - is stdin.")
@click.option("--edit", is_flag=True, help="Edit it in $EDITOR.")
@server_options
@pass_here
def command(here: Here, ref: str, file: str | None, edit: bool) -> None:
    """Print, set or edit the README of a model."""
    if file and edit:
        raise click.UsageError("Give -f FILE or --edit, not both.")
    model = here.client.get(ref)
    old = model.readme or ""
    text = read_text(file) if file else click.edit(old, extension=".md") if edit else None
    if not (file or edit):
        here.out.data(old.rstrip("\n"))
    elif edit and text in {None, old}:
        here.out.say("Not changed.")
    else:
        _save(here, model, text or "")


def _save(here: Here, model: Model, text: str) -> None:
    """Set the README, unless the model was changed since it was read; then the text is kept in a file."""
    try:
        here.client.readme(model.id, text, revision=model.revision)
    except Conflict as error:
        if error.code == "edited_meanwhile":
            kept = Path(f"README.{model.digest[:9]}.md")
            kept.write_text(text, encoding="utf-8")
            here.out.warn(f"your text is kept in {kept}")
        raise
    here.out.done(f"README of {model.id} saved")
