"""`modelbase serve`: the server, with its own MongoDB and S3 store if none is configured."""

from __future__ import annotations

from typing import Any

import click

from modelbase_cli.options import Here, pass_here
from modelbase_cli.serving import serve, serving_options


@click.command("serve")
@serving_options
@pass_here
def command(here: Here, /, **options: Any) -> None:
    """Run the server, with its own database and store if none is configured.

    Without GitHub sign-in configured it serves you alone, on this machine.
    """
    serve(here.out, options, lambda _: None)
