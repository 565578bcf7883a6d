"""`modelbase note`: mark a model as good or bad, so that whoever pulls it or what came of it is warned."""

from __future__ import annotations

from typing import Any

import click

from modelbase.client.api import model_ref, path_of
from modelbase_cli.here import Here, pass_here
from modelbase_cli.options import REFERENCE, json_option, server_options
from modelbase_cli.tables import ago

VERDICTS = ("good", "bad")


@click.command("note")
@click.argument("words", metavar="[good|bad] ID [REASON]", nargs=-1, required=True)
@click.option("--clear", is_flag=True, help="Take the note away.")
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
    path = path_of(model_ref(ref))
    if clear:
        model = here.api.call("DELETE", f"{path}/note")
    elif verdict:
        model = here.api.call("PUT", f"{path}/note", {"verdict": verdict, "reason": reason})
    else:
        model = here.api.call("GET", path)
    told(here, model, changed=clear or verdict is not None, as_json=as_json)


def _parsed(words: tuple[str, ...]) -> tuple[str | None, str, str]:
    """Return verdict, ID and reason."""
    verdict = words[0] if words[0] in VERDICTS else None
    rest = words[1:] if verdict else words
    if not rest:
        raise click.UsageError("Which model? Give its ID.")
    return verdict, REFERENCE.convert(rest[0], None, None), " ".join(rest[1:])


def told(here: Here, model: dict[str, Any], *, changed: bool, as_json: bool) -> None:
    """Print the note of a model, or say what became of it."""
    note = model["note"]
    if as_json:
        here.out.json(note)
    elif changed:
        here.out.done(f"{model['id']} is marked {note['verdict']}" if note else f"{model['id']} has no note")
    elif note:
        here.out.rows([[note["verdict"], note["reason"], note["by"], note["at"]]])
        here.out.say(f"by {note['by']}, {ago(note['at'])}")
    else:
        here.out.say(f"{model['id']} has no note.")
