"""What to say when a command needs the server's packages and they are not installed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click


@contextmanager
def server_packages() -> Iterator[None]:
    """Turn a missing package of the server into the command that installs it."""
    try:
        yield
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] == "modelbase":
            raise
        raise click.ClickException(
            f"This needs the server's packages ({error.name} is missing).\nNext: pip install 'modelbase[embedded]'"
        ) from error
