"""`modelbase readme`: print, set or edit the README of a model, never over somebody else's edit."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from modelbase.client.api import model_ref, path_of
from modelbase.errors import Conflict, Invalid
from modelbase_cli.here import Here, pass_here
from modelbase_cli.options import REFERENCE, server_options


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
    model = here.api.call("GET", path_of(model_ref(ref)))
    if file:
        save(here, model, _read(file))
    elif edit:
        edited = click.edit(model["readme"] or "", extension=".md")
        if edited is None or edited == model["readme"]:
            here.out.say("Not changed.")
        else:
            save(here, model, edited)
    else:
        here.out.data((model["readme"] or "").rstrip("\n"))


def save(here: Here, model: dict[str, Any], readme: str) -> None:
    """Set the README, unless the model was changed since it was read; then the text is kept in a file."""
    guard = {"If-Match": f'"{model["revision"]}"'}
    try:
        here.api.call("PATCH", path_of(model["id"]), {"readme": readme}, headers=guard)
    except Conflict as error:
        if error.code == "edited_meanwhile":
            kept = Path(f"README.{model['digest'][:9]}.md")
            kept.write_text(readme, encoding="utf-8")
            here.out.warn(f"your text is kept in {kept}")
        raise
    here.out.done(f"README of {model['id']} saved")


def _read(file: str) -> str:
    try:
        return sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Invalid(
            f"{file} cannot be read: {getattr(error, 'strerror', None) or error}", "file_missing"
        ) from None
