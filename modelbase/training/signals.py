"""Signals that end a training: noted, then passed on to the handler that was there before. On the main thread only.

SIGTERM releases the lease first, which takes two seconds at most; SIGINT is only noted.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from types import FrameType
from typing import Any

NAMES = ("SIGTERM", "SIGINT")


class Signals:
    """Handlers of this process while a run is open; `caught` is called with the name of a signal."""

    def __init__(self, caught: Callable[[str], None]) -> None:
        self._caught = caught
        self._before: dict[int, Any] = {}

    def set_up(self) -> None:
        """Put the handlers in place, unless this is another thread or the handler is not Python's to chain."""
        if threading.current_thread() is not threading.main_thread():
            return
        for name in NAMES:
            number = getattr(signal, name, None)
            before = None if number is None else signal.getsignal(number)
            if number is not None and before is not None and before is not signal.SIG_IGN:
                self._before[number] = before
                signal.signal(number, self._handle)

    def take_down(self) -> None:
        """Put back what was there, where nothing else was put over it."""
        if threading.current_thread() is not threading.main_thread():
            return
        for number, before in self._before.items():
            if signal.getsignal(number) == self._handle:
                signal.signal(number, before)
        self._before = {}

    def _handle(self, number: int, frame: FrameType | None) -> None:
        before = self._before.get(number, signal.SIG_DFL)
        self._caught(signal.Signals(number).name)
        if callable(before):
            before(number, frame)
        elif before == signal.SIG_DFL:
            signal.signal(number, signal.SIG_DFL)
            os.kill(os.getpid(), number)
