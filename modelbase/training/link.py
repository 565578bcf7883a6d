"""The training's end of the courier: starts the process, sends it one line a message, hears what it says.

The courier is a new Python, never a fork of the training: it has none of its threads, locks and devices. Nothing here
blocks, and nothing raises.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import modelbase

# The package is found where it is here, behind all else on the path, whatever folder the training runs in.
PROGRAM = "import sys; sys.path.append({place!r}); from modelbase.training.courier import main; main()"
AGAIN = 3  # times that a courier which was killed is started again


class Link:
    """A courier process; `heard` gets each message, from the thread that calls `poll`."""

    def __init__(self, told: dict[str, Any], heard: Callable[[dict[str, Any]], None]) -> None:
        self._told, self._heard = told, heard
        self._process: subprocess.Popen[bytes] | None = None
        self._rest = b""
        self._starts = 0
        self._last: dict[str, dict[str, Any]] = {}  # messages that a new courier has to be told again
        self.moved = time.monotonic()  # when it last sent something
        self.ended = False

    def start(self) -> str | None:
        """Start the process; return why that failed, if it did."""
        self._starts += 1
        place = str(Path(modelbase.__file__).parents[1])
        command = [sys.executable, "-P", "-c", PROGRAM.format(place=place)]
        try:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        except (OSError, ValueError) as error:
            return str(error)
        self._rest = b""
        self.send(self._told)
        for message in self._last.values():
            self.send(message)
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                os.set_blocking(stream.fileno(), False)
        return None

    def send(self, message: dict[str, Any]) -> None:
        """Send a message in one piece; what the other end does not read is dropped."""
        if "interrupted" in message or "ended" in message:
            self._last[next(iter(message))] = message
        process = self._process
        if process is not None and process.stdin is not None:
            with suppress(OSError, ValueError):
                os.write(process.stdin.fileno(), json.dumps(message).encode() + b"\n")

    def poll(self) -> None:
        """Pass on what the courier said since; start it again if it was killed."""
        process = self._process
        if process is None or process.stdout is None or self.ended:
            return
        code = process.poll()
        with suppress(OSError, ValueError):
            while piece := os.read(process.stdout.fileno(), 65536):
                self._rest += piece
        *lines, self._rest = self._rest.split(b"\n")
        for line in lines:
            with suppress(ValueError):
                message = json.loads(line)
                if "sent" in message:
                    self.moved = time.monotonic()
                else:
                    self._heard(message)
        if code is None:
            return
        if code < 0 and self._starts <= AGAIN:
            self._close()
            self.start()
        else:
            self.ended = True

    def forget(self) -> None:
        """Let go of the courier of another process: in a child after a fork, so that the pipe ends with the parent."""
        process, self._process = self._process, None
        for stream in (process.stdin, process.stdout) if process else ():
            if stream is not None:
                with suppress(OSError):
                    os.close(stream.fileno())
        if process is not None:
            process.returncode = 0  # it is no child of this process

    def leave(self) -> None:
        """Close the pipe; the courier goes on alone until it is done."""
        self._close()
        if self._process is not None and self._process.returncode is None:
            self._process.returncode = 0  # it may outlive this process: no ResourceWarning about that
        self.ended = True

    def _close(self) -> None:
        process = self._process
        for stream in (process.stdin, process.stdout) if process else ():
            if stream is not None:
                with suppress(OSError):
                    stream.close()
