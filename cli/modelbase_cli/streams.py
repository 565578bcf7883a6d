"""The standard streams as a command needs them: there, never broken by a reader that ends, able to write any text.

A daemon, a cron job or `2>&-` may leave them closed, for which Python has None, and the first file that is opened
would get their number. `| head -1` is no failure: what is written after the reader has ended goes nowhere, and the
command ends with its own exit code. No output here.
"""

from __future__ import annotations

import io
import os
import sys
from typing import Any, TextIO


class _Pipe(io.FileIO):
    """A file whose reader may have ended, or whose disk is full; from then on what is written is thrown away.

    Only the latter is an error, once: what is left in the buffer would else be one more at the end of the process.
    """

    def write(self, content: Any, /) -> int:
        """Write and return how many bytes were taken."""
        try:
            return super().write(content)
        except OSError as error:
            with open(os.devnull, "wb", buffering=0) as nowhere:  # noqa: PTH123 - no path of a person
                os.dup2(nowhere.fileno(), self.fileno())
            if not isinstance(error, BrokenPipeError):
                raise
            return len(content)


def prepare() -> None:
    """Put streams of this kind in the place of the process's own; those that a test has replaced stay."""
    for number in (0, 1, 2):
        _open(number)
    if sys.stdin is None:
        sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 - a descriptor, to the end
    if sys.stdout is None or sys.stdout is sys.__stdout__:
        sys.stdout = _writer(1, sys.stdout)
    if sys.stderr is None or sys.stderr is sys.__stderr__:
        sys.stderr = _writer(2, sys.stderr)


def _open(number: int) -> None:
    """Open the null device under the number of a closed stream."""
    try:
        os.fstat(number)
    except OSError:
        opened = os.open(os.devnull, os.O_RDWR)
        if opened != number:
            os.dup2(opened, number)
            os.close(opened)


def _writer(number: int, before: TextIO | None) -> TextIO:
    if before is not None:
        before.flush()
    pipe = _Pipe(number, "w", closefd=False)
    return io.TextIOWrapper(
        io.BufferedWriter(pipe),
        encoding=before.encoding if before is not None else "utf-8",
        errors="backslashreplace",
        line_buffering=number == 2 or pipe.isatty(),
    )
