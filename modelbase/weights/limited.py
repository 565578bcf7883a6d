"""Starts the process that scans files (`child.py`), sends it bytes, and ends it when it takes too long.

Where the process dies or hangs, its file has no report; nothing else is lost.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Timer
from types import TracebackType
from typing import IO, Any, Self, cast

from modelbase.weights.report import Import, Report, Tensor

SECONDS = 30.0
FILES = 500  # after so many files a new process takes over
MOST_LINE = 128 * 2**20
HOME = str(Path(__file__).resolve().parent.parent.parent)
START = f"import sys; sys.path.insert(0, {HOME!r}); from modelbase.weights.child import main; main()"
Fetch = Callable[[int, int], bytes]


class Scanner:
    """Scans files one at a time, each within `seconds`; a context manager."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._seconds, self._count = seconds, 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the process, if there is one."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None

    def scan(self, size: int, fetch: Fetch) -> Report | None:
        """Return the report on a file of `size` bytes, None if that took too long or the process broke off.

        What `fetch(start, stop)` raises is passed on.
        """
        if self._process is None or self._count >= FILES:
            self.close()
            self._count = 0
            self._process = _started()
        self._count += 1
        process = self._process
        timer = Timer(self._seconds, process.kill)
        timer.start()
        try:
            return _converse(process, size, fetch)
        except (OSError, ValueError, KeyError, TypeError):
            self.close()
            return None
        except BaseException:
            self.close()  # it waits for bytes that never come: the store failed, or the worker has to stop
            raise
        finally:
            timer.cancel()


def _converse(process: subprocess.Popen[bytes], size: int, fetch: Fetch) -> Report:
    requests, answers = cast("IO[bytes]", process.stdin), cast("IO[bytes]", process.stdout)
    _send(requests, json.dumps({"size": size}).encode() + b"\n")
    while True:
        message = json.loads(answers.readline(MOST_LINE))
        if "report" in message:
            return _report(message["report"])
        start, stop = message["read"]
        found = fetch(start, stop)
        _send(requests, b"%d\n" % len(found) + found)


def _started() -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-I", "-c", START],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={},
        cwd="/",
    )


def _send(pipe: IO[bytes], data: bytes) -> None:
    pipe.write(data)
    pipe.flush()


def _report(read: dict[str, Any]) -> Report:
    imports = tuple(Import(**each | {"uses": tuple(each["uses"])}) for each in read.pop("imports"))
    table = read.pop("tensors")
    tensors = (
        None if table is None else tuple(Tensor(**each | {"shape": tuple(each["shape"])}) for each in table)
    )
    return Report(**read, imports=imports, tensors=tensors)
