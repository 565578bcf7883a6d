"""The progress of a transfer: counted by many threads, passed to one callback; the first error stops all threads.

Prints nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from dataclasses import dataclass
from threading import Lock
from typing import Literal, TypeVar

Stage = Literal["hash", "send", "verify", "receive", "policy"]
In = TypeVar("In")
Out = TypeVar("Out")


@dataclass(frozen=True)
class Progress:
    """How far one stage of a transfer is; `done` and `total` in bytes, `files` their number.

    Of the stage `policy`, a change of the identity rules, they are models, and there are no files.
    """

    stage: Stage
    done: int
    total: int
    files: int


Callback = Callable[[Progress], None]


class Stopped(Exception):
    """Another thread failed, so this one ends."""


class Meter:
    """Counts the bytes of one stage; `add` is called by every thread for every slice."""

    def __init__(self, stage: Stage, total: int, files: int, callback: Callback | None) -> None:
        self.stage, self.total, self.files, self.callback = stage, total, files, callback
        self.done = 0
        self.stopped = False
        self._lock = Lock()
        self.add(0)

    def add(self, size: int) -> None:
        """Count bytes done (or, negative, to be done again); raises `Stopped` when all shall end."""
        if self.stopped and size > 0:
            raise Stopped
        with self._lock:
            self.done += size
            if self.callback:
                self.callback(Progress(self.stage, self.done, self.total, self.files))


def in_parallel(act: Callable[[In], Out], items: Iterable[In], threads: int, meter: Meter) -> list[Out]:
    """Return the results in order; the first error stops all the others and is raised."""
    pool = ThreadPoolExecutor(max_workers=threads, thread_name_prefix=f"modelbase-{meter.stage}")
    try:
        futures = [pool.submit(act, item) for item in items]
        done, _ = wait(futures, return_when=FIRST_EXCEPTION)
        failed = next((future for future in done if future.exception()), None)
        if failed:
            failed.result()
        return [future.result() for future in futures]
    except BaseException as error:
        meter.stopped = True
        pool.shutdown(wait=isinstance(error, Exception), cancel_futures=True)  # Ctrl-C does not wait
        raise
    finally:
        pool.shutdown(wait=False)
