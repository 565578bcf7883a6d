"""`modelbase note`: mark a model as good or bad, so that a pull of it or of a descendant gives a warning."""

from __future__ import annotations

from typing import Literal

import click

from modelbase.entities import utc_text
from modelbase_cli.options import REFERENCE, Here, json_option, pass_here, server_options
from modelbase_cli.tables import ago

VERDICTS: dict[str, Literal["good", "bad"]] = {"good": "good", "bad": "bad"}


@click.command("note")
@click.argument("words", metavar="[good|bad] ID [REASON]", nargs=-1, required=True)
@click.option("--clear", is_flag=True, help="Remove the note.")
@json_option
@server_options
@pass_here
def command(here: Here, words: tuple[str, ...], clear: bool, as_json: bool) -> None:
    """Mark a model as good or bad with a reason, or print its note.

    \b
    modelbase note bad imagenet/resnet50:3c70 "trained on the test set"
    modelbase note --clear imagenet/resnet50:3c70
    """
    verdict, ref, reason = _parsed(words)
    if reason and not verdict:
        raise click.UsageError(f"Good or bad? Write: modelbase note bad {ref} {reason!r}")
    if clear:
        model = here.client.note(ref, None)
    elif verdict:
        model = here.client.note(ref, verdict, reason)
    else:
        model = here.client.get(ref)
    note = model.note
    if as_json:
        here.out.json(note)
    elif clear or verdict:
        here.out.done(f"{model.id} is marked {note.verdict}" if note else f"{model.id} has no note")
    elif note:
        at = utc_text(note.at)
        here.out.rows([[note.verdict, note.reason, note.by, at]])
        here.out.say(f"by {note.by}, {ago(at)}")
    else:
        here.out.say(f"{model.id} has no note.")


def _parsed(words: tuple[str, ...]) -> tuple[Literal["good", "bad"] | None, str, str]:
    """Return verdict, ID and reason."""
    verdict = VERDICTS.get(words[0])
    rest = words[1:] if verdict else words
    if not rest:
        raise click.UsageError("Which model? Give its ID.")
    return verdict, REFERENCE.convert(rest[0], None, None), " ".join(rest[1:])
