"""One child process: started so that it dies with its parent, watched, asked to stop, and found if left over.

Knows nothing of MongoDB or SeaweedFS; what to run and when it is ready is said in mongod.py and weed.py.
Linux ends a child when the *thread* that started it ends, so one thread starts them all and lives as long as we do.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from modelbase.errors import Unavailable
from modelbase.server.hosting.embedded.binaries import missing_library

_STARTER = ThreadPoolExecutor(1, "start-children")
LOG_LIMIT = 32 << 20  # bytes; a longer log is moved to <name>.log.1
# Runs in the child before the program: "tell me when my parent dies" outlives exec, and needs no preexec_fn.
# Only Linux has that; elsewhere a process beside the program looks twice a second whether the parent is there.
_LAUNCH = """
import ctypes, os, sys, time
number, parent = int(sys.argv[1]), int(sys.argv[2])
if sys.platform == "linux":
    ctypes.CDLL(None).prctl(1, number)
    if os.getppid() != parent:
        sys.exit(0)
else:
    program = os.getpid()
    if os.fork() == 0:
        while os.getppid() == program:
            try:
                os.kill(parent, 0)
            except ProcessLookupError:
                os.kill(program, number)
                break
            time.sleep(0.5)
        os._exit(0)
os.execv(sys.argv[3], sys.argv[3:])
"""


@dataclass
class Child:
    """A program to run: `marker` is the argument by which a leftover of it is known."""

    name: str
    title: str
    command: list[str]
    marker: str
    folder: Path
    log: Path
    error_code: str = "unavailable"
    environment: dict[str, str] = field(default_factory=dict)
    death_signal: int = signal.SIGTERM
    process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """The process id while it runs."""
        return self.process.pid if self.process and self.process.poll() is None else None

    def spawn(self) -> None:
        """Start it in its own session, so that Ctrl-C in the terminal does not reach it."""
        self.trim_log()
        self.process = _STARTER.submit(self._spawn).result()

    def _spawn(self) -> subprocess.Popen[bytes]:
        launcher = [sys.executable, "-I", "-S", "-c", _LAUNCH, str(int(self.death_signal)), str(os.getpid())]
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [*launcher, *self.command],
                cwd=self.folder,
                # A clean environment: WEED_* or proxy variables of the user must not steer the services.
                env={"PATH": os.defpath, "HOME": str(self.folder), "LANG": "C.UTF-8"} | self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                umask=0o077,
            )

    def wait_ready(
        self, ready: Callable[[], bool], progress: Callable[[str], None], limit: float = 60.0
    ) -> None:
        """Wait until `ready()`, telling the seconds; fail with the last log lines if it ends or hangs."""
        began, reported = time.monotonic(), 0
        while not ready():
            spent = time.monotonic() - began
            if self.pid is None:
                raise self.failure("ended while starting")
            if spent > limit:
                raise self.failure(f"is not ready after {limit:.0f} s")
            if int(spent) > reported:
                reported = int(spent)
                progress(f"Starting {self.title} ... {reported} s")
            time.sleep(0.03)

    def failure(self, what: str) -> Unavailable:
        """Return the error that says what happened, with the last log lines and where the log is."""
        lines = self.tail()
        advice = missing_library(lines)
        cause = f"{advice}\n" if advice else ""
        return Unavailable(
            f"{self.title} {what}. {cause}Its log {self.log} ends with:\n{lines}", self.error_code
        )

    def tail(self, lines: int = 12) -> str:
        """Return the last lines of the log."""
        if not self.log.exists():
            return ""
        with self.log.open("rb") as log:
            log.seek(max(0, self.log.stat().st_size - 16384))
            text = log.read().decode(errors="replace")
        return "\n".join(line[:300] for line in text.splitlines()[-lines:])

    def trim_log(self) -> None:
        """Move a log that has grown too long aside; the child goes on writing at the start of the file.

        Called twice a second while the child runs, so that two files of this size are about all that its log takes.
        """
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT:
            shutil.copyfile(self.log, self.log.with_suffix(".log.1"))
            os.truncate(self.log, 0)

    def stop(self, grace: float, gone: Callable[[], bool] | None = None) -> None:
        """Ask it to stop; kill it after `grace` seconds, or when `gone()` says that its work is done."""
        if self.process is None:
            return
        self.process.terminate()
        deadline = time.monotonic() + grace
        while self.process.poll() is None and time.monotonic() < deadline and not (gone and gone()):
            time.sleep(0.02)
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()

    def leftovers(self) -> list[psutil.Process]:
        """Return the processes of this child that a killed server left behind, known by their arguments."""
        found = []
        for process in psutil.process_iter():
            try:
                command = process.cmdline()
            except psutil.Error:  # it ended, or is another user's
                continue
            if self.marker in command and process.pid != os.getpid():
                found.append(process)
        return found

    def end(self, processes: Sequence[psutil.Process], grace: float = 30.0) -> None:
        """End leftover processes as their parent's death would have, and the hard way after `grace` seconds."""
        for number, seconds in ((self.death_signal, grace), (signal.SIGKILL, 5.0)):
            for process in processes:
                try:
                    process.send_signal(number)
                except psutil.NoSuchProcess:
                    continue
            processes = psutil.wait_procs(processes, timeout=seconds)[1]
