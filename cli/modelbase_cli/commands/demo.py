"""`modelbase demo`: the server, and a few dozen small models trained on the spot and pushed to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from modelbase.errors import ModelbaseError
from modelbase_cli.options import Here, pass_here
from modelbase_cli.output import Output
from modelbase_cli.serving import serve, server_packages, serving_options

if TYPE_CHECKING:
    from modelbase.server.hosting.serve import Running


@click.command("demo")
@serving_options
@pass_here
def command(here: Here, /, **options: Any) -> None:
    """Run the server, filled with small models trained on the spot."""
    serve(here.out, options, lambda running: _fill(here.out, running))


def _fill(out: Output, running: Running) -> None:
    """Train what the server does not have yet, and show the progress."""
    with server_packages():
        from modelbase import Client, demo

    if running.token is None:
        out.warn("this server has GitHub sign-in: the demo fills servers of one person only")
        return

    def progress(title: str, done: int, total: int) -> None:
        if title:
            out.say(f"[{done + 1}/{total}] {title}")

    try:
        with Client(running.url, running.token) as client:
            trained = demo.fill(client, progress)
            if trained:
                demo.arrange(client)
            out.done(f"{trained} models were trained and pushed")
            # The first address may have expired while they were trained.
            out.say(f"  sign in   {client.page()}   (once, within ten minutes)")
    except ModelbaseError as error:
        out.error(f"the demo stopped: {error.message}", "modelbase demo")
