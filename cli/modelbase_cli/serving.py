"""What commands of the server's machine share: options, what is said once it answers, packages that are missing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from modelbase_cli.output import Output

if TYPE_CHECKING:
    from modelbase.server.hosting.serve import Running

Command = TypeVar("Command", bound=Callable[..., Any])


def serving_options(command: Command) -> Command:
    """Add --host, --port, --data-dir, --workers and --wheelhouse."""
    for option in (
        click.option(
            "--wheelhouse",
            metavar="DIR",
            type=click.Path(exists=True, file_okay=False, path_type=Path),
            help="Serve the packages in DIR too, so that /pip/ is an index by itself.",
        ),
        click.option(
            "--workers", type=click.IntRange(1, 64), default=2, show_default=True, help="Web processes."
        ),
        click.option(
            "--data-dir", metavar="DIR", type=click.Path(path_type=Path), help="Where everything is kept."
        ),
        click.option(
            "--port", type=click.IntRange(0, 65535), help="Port; without it 5050 or the next free one."
        ),
        click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on."),
    ):
        command = option(command)
    return command


def serve(out: Output, options: dict[str, Any], then: Callable[[Running], None]) -> None:
    """Serve until Ctrl-C; `then` is called when the server answers."""
    with server_packages():
        from modelbase.server.hosting import serve as server

    def ready(running: Running) -> None:
        out.done(f"Modelbase answers on {running.url}")
        if running.sign_in_url:
            out.say(f"  sign in   {running.sign_in_url}   (once, within ten minutes)")
            out.say("  commands  modelbase ls, find, push, ... work in another terminal of yours as they are")
        out.say(f"  data      {running.data_dir}")
        out.say("Ctrl-C stops it.")
        then(running)

    server.run(server.Options(**options), out.say, ready)


@contextmanager
def server_packages() -> Iterator[None]:
    """Turn a missing package of the server into the command that installs it."""
    try:
        yield
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] == "modelbase":
            raise
        from modelbase import installed

        raise click.ClickException(
            f"This needs the server's packages ({error.name} is missing).\n"
            f"Next: {installed.command('embedded')}"
        ) from error
