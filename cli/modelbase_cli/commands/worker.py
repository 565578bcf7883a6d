"""`modelbase worker`: the background work of a server, until a signal. `modelbase serve` runs one itself."""

from __future__ import annotations

import click

from modelbase_cli.serving import server_packages


@click.command("worker")
def command() -> None:
    """Run the background work of a server: checking, sweeping.

    It reads the same MODELBASE_* settings as the server. `modelbase serve` runs one itself.
    """
    with server_packages():
        from modelbase.server.hosting import worker_process
    worker_process.main()
