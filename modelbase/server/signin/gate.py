"""A gate before somebody else's server: so many at once, and nobody while it hangs, so that our threads stay free.

Knows nothing of what is asked behind it. One gate per process; what it knows is gone with the process.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from modelbase.errors import Unavailable


class Gate:
    """Lets `hands` through at once; after one that failed slowly, nobody for `rest` seconds."""

    def __init__(
        self, hands: int = 4, wait: float = 2.0, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._free = BoundedSemaphore(hands)
        self._wait, self._clock = wait, clock
        self._shut_until = 0.0
        self.slow, self.rest = 2.0, 15.0  # seconds

    @contextmanager
    def through(self) -> Iterator[None]:
        """Go through, or raise Unavailable at once or after a short wait."""
        if self._clock() < self._shut_until:
            raise _busy("GitHub did not answer others just now")
        if not self._free.acquire(timeout=self._wait):
            raise _busy("many people sign in just now")
        began = self._clock()
        try:
            yield
        except Unavailable:
            if self._clock() - began >= self.slow:
                self._shut_until = self._clock() + self.rest
            raise
        finally:
            self._free.release()


def _busy(why: str) -> Unavailable:
    return Unavailable(f"{why}; try again in a minute", "provider_unavailable", retry_after=15)
