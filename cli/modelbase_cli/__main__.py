"""The entry point: runs one command and turns every error into a message and an exit code.

Errors are caught here and nowhere else; which code means what stands in failure.py.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import NoReturn

import click

from modelbase import errors
from modelbase_cli import failure, streams
from modelbase_cli.group import Lazy
from modelbase_cli.options import Here, server_options
from modelbase_cli.output import Output

EPILOG = (
    "A server is found by --server, then MODELBASE_URL, then `modelbase login`, then a `modelbase serve` of "
    "yours on this machine. Exit codes: 0 done, 1 failed, 2 wrong usage, 3 not found, 4 not signed in or "
    "not allowed."
)


def _version(ctx: click.Context, _: click.Parameter, given: bool) -> None:
    if given:
        from modelbase import installed

        out = ctx.ensure_object(Here).out
        out.data(f"modelbase {installed.version()}")
        if warning := installed.same_files():
            out.say(f"warning: {warning}")
        ctx.exit()


@click.command(
    cls=Lazy,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    epilog=EPILOG,
)
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Print the version."
)
@server_options
def cli() -> None:
    """Modelbase: every model under the ID that its training args make."""


def main(args: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    streams.prepare()
    out = Output()
    try:
        result = cli.main(args, prog_name="modelbase", standalone_mode=False)
        sys.stdout.flush()
    except errors.ModelbaseError as error:
        out.error(failure.message(error), failure.following(error))
        return failure.exit_code(error)
    except click.Abort:
        _interrupted(out)
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        return error.exit_code
    except click.ClickException as error:
        text, _, following = error.format_message().partition("\nNext: ")
        out.error(text, following or failure.usage(error))
        return error.exit_code
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        out.error(f"{where}{error.strerror or error}", failure.of_system(error))
        return failure.FAILED
    return result if isinstance(result, int) else failure.DONE


def _interrupted(out: Output) -> NoReturn:
    """End at once after Ctrl-C, without waiting for threads that are still sending."""
    out.say("\nInterrupted. Run the same command again to go on where it stopped.")
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(failure.INTERRUPTED)


if __name__ == "__main__":
    sys.exit(main())
