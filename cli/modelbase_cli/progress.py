"""The progress of a transfer or a change of policy on stderr: moving bars on a terminal, else a line every few seconds.

Takes `modelbase.Progress` and only shows it; counting is done in modelbase/client/transfer/meter.py.
"""

from __future__ import annotations

import time
from threading import Lock
from typing import TYPE_CHECKING, Any

from modelbase_cli.output import Output
from modelbase_cli.tables import size_text

if TYPE_CHECKING:
    from modelbase import Progress

WORDS = {
    "hash": "Hashing",
    "send": "Sending",
    "verify": "Checking",
    "receive": "Receiving",
    "policy": "Working out models",
}
EVERY = 5.0  # seconds between lines where nothing can move


class Shown:
    """A callback for `progress=`, to be used in a `with`."""

    def __init__(self, out: Output) -> None:
        self.out = out
        self._bars: Any = None
        self._tasks: dict[str, Any] = {}
        self._last = time.monotonic()
        self._lock = Lock()

    def __enter__(self) -> Shown:
        return self

    def __exit__(self, *_: object) -> None:
        if self._bars:
            self._bars.stop()

    def __call__(self, progress: Progress) -> None:
        """Show the progress of a stage; called by many threads."""
        if not progress.total:
            return
        if self.out.talk_tty:
            self._move(progress)
        elif time.monotonic() - self._last > EVERY:
            self._write(progress)

    def _move(self, progress: Progress) -> None:
        with self._lock:
            if self._bars is None:
                self._bars = _bars(progress.stage)
                self._bars.start()
            if progress.stage not in self._tasks:
                self._tasks[progress.stage] = self._bars.add_task(_stage(progress), total=progress.total)
        self._bars.update(self._tasks[progress.stage], completed=progress.done, total=progress.total)

    def _write(self, progress: Progress) -> None:
        with self._lock:
            if time.monotonic() - self._last <= EVERY:
                return
            self._last = time.monotonic()
        if progress.stage == "policy":
            done = f"{progress.done:,} of {progress.total:,}"
        else:
            share = f"{progress.done / progress.total:.0%}"
            done = f"{size_text(progress.done)} of {size_text(progress.total)} ({share})"
        self.out.say(f"{_stage(progress)}: {done}")


def _bars(stage: str) -> Any:
    from rich import progress
    from rich.console import Console

    bytes_moved = (progress.DownloadColumn(), progress.TransferSpeedColumn())
    return progress.Progress(
        progress.TextColumn("{task.description}", markup=False),
        progress.BarColumn(),
        *((progress.MofNCompleteColumn(),) if stage == "policy" else bytes_moved),
        progress.TimeRemainingColumn(compact=True),
        console=Console(stderr=True),
        transient=True,
    )


def _stage(progress: Progress) -> str:
    return WORDS[progress.stage] + (f" {files_text(progress.files)}" if progress.files else "")


def files_text(number: int) -> str:
    """Return a number of files in words."""
    return "1 file" if number == 1 else f"{number} files"
