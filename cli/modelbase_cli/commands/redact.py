"""`modelbase redact`: remove a credential from stored args. ID and digest stay."""

from __future__ import annotations

import click

from modelbase_cli.options import REFERENCE, Here, json_option, pass_here, server_options


@click.command("redact")
@click.argument("ref", metavar="ID", type=REFERENCE)
@click.argument("keys", metavar="KEY...", nargs=-1, required=True)
@json_option
@server_options
@pass_here
def command(here: Here, ref: str, keys: tuple[str, ...], as_json: bool) -> None:
    """Remove a credential from stored args.

    <redacted> takes the place of the values, for a model that is live or in the trash; its ID stays. Revoke the
    credential too: copies in backups remain. `modelbase doctor --secrets` lists the models to redact. For Admins.

    \b
    modelbase redact imagenet/resnet50:3c70 training.hub_token
    """
    done = here.client.redact(ref, keys)
    if as_json:
        here.out.json(done)
    here.out.done(
        f"redacted {', '.join(done['keys'])} of {done['id']}; revoke the credential where it came from"
    )
