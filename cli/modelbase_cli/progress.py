"""The progress of a transfer on stderr: moving bars on a terminal, a line every few seconds elsewhere.

Takes `modelbase.Progress` and only shows it; counting is done in modelbase/client/transfer/meter.py.
"""

from __future__ import annotations

import time
from threading import Lock
from typing import TYPE_CHECKING, Any

from modelbase_cli.output import Output
from modelbase_cli.tables import size_text

if TYPE_CHECKING:
    from modelbase.client.transfer.meter import Progress

WORDS = {"hash": "Hashing", "send": "Sending", "verify": "Checking", "receive": "Receiving"}
EVERY = 5.0  # seconds between lines where nothing can move


class Shown:
    """A callback for transfers, to be used in a `with`; `quiet` shows nothing."""

    def __init__(self, out: Output, *, quiet: bool = False) -> None:
        self.out, self.quiet = out, quiet
        self._bars: Any = None
        self._tasks: dict[str, Any] = {}
        self._last = time.monotonic()
        self._lock = Lock()

    def __enter__(self) -> Shown:
        if self.out.talk_tty and not self.quiet:
            self._bars = _bars()
            self._bars.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._bars:
            self._bars.stop()

    def __call__(self, progress: Progress) -> None:
        """Show how far a stage is; called by many threads."""
        if self.quiet or not progress.total:
            return
        if self._bars:
            self._move(progress)
        elif time.monotonic() - self._last > EVERY:
            self._tell(progress)

    def _move(self, progress: Progress) -> None:
        with self._lock:
            if progress.stage not in self._tasks:
                words = f"{WORDS[progress.stage]} {_files(progress.files)}"
                self._tasks[progress.stage] = self._bars.add_task(words, total=progress.total)
        self._bars.update(self._tasks[progress.stage], completed=progress.done, total=progress.total)

    def _tell(self, progress: Progress) -> None:
        with self._lock:
            if time.monotonic() - self._last <= EVERY:
                return
            self._last = time.monotonic()
        share = f"{progress.done / progress.total:.0%}"
        done = f"{size_text(progress.done)} of {size_text(progress.total)}"
        self.out.say(f"{WORDS[progress.stage]} {_files(progress.files)}: {done} ({share})")


def _bars() -> Any:
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, TextColumn, TimeRemainingColumn, TransferSpeedColumn
    from rich.progress import Progress as Bars

    return Bars(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(compact=True),
        console=Console(stderr=True),
        transient=True,
    )


def _files(number: int) -> str:
    return "1 file" if number == 1 else f"{number} files"


class Counted:
    """How many of many are done, to be used in a `with`: a moving bar, or a line every few seconds."""

    def __init__(self, out: Output, words: str) -> None:
        self.out, self.words = out, words
        self._bar: Any = None
        self._last = time.monotonic()

    def __enter__(self) -> Counted:
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar:
            self._bar.stop()

    def __call__(self, done: int, total: int) -> None:
        """Show how far it is."""
        if self.out.talk_tty:
            if self._bar is None:
                self._bar = _counting()
                self._bar.add_task(self.words, total=total)
                self._bar.start()
            self._bar.update(self._bar.task_ids[0], completed=done, total=total)
        elif time.monotonic() - self._last > EVERY:
            self._last = time.monotonic()
            self.out.say(f"{self.words}: {done:,} of {total:,}")


def _counting() -> Any:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars

    columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(compact=True))
    return Bars(
        TextColumn("{task.description}", markup=False), *columns, console=Console(stderr=True), transient=True
    )
