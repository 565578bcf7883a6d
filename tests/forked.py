"""Runs `modelbase` commands without starting an interpreter for each: a process that has imported all of it forks.

A command is a process of its own as ever, with the words, environment, folder and files that it is given; only its
imports were done before. Nothing is made before the fork that reads a setting. If something is changed for a command
that an interpreter reads when it starts (PYTHON*, the locale), it is started as `python -m modelbase`; a test that is
about imports, or stops a command by a signal, does so itself.
"""

from __future__ import annotations

import atexit
import gc
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import traceback
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import IO, NoReturn

WARM = ("sdk", "transfer.push", "transfer.pull")  # of the client; commands import them when they are called


class Forked:
    """A command that runs."""

    def __init__(self, told: IO[str]) -> None:
        self._told = told
        self.pid = int(told.readline())

    def wait(self) -> int:
        """Return its exit code, once it has ended."""
        with self._told:
            return int(self._told.readline())


class Forking:
    """Gives commands to the process that forks."""

    def __init__(self, address: str) -> None:
        self._address = address

    def start(
        self,
        words: Sequence[str | Path],
        environ: Mapping[str, str],
        folder: Path,
        files: Sequence[IO[bytes] | int],
    ) -> Forked | subprocess.Popen[bytes]:
        """Start a command with `files` as stdin, stdout and stderr."""
        if _at_start(environ) != _at_start(os.environ):
            command = [sys.executable, "-m", "modelbase", *map(str, words)]
            stdin, stdout, stderr = files
            return subprocess.Popen(
                command, env=dict(environ), cwd=folder, stdin=stdin, stdout=stdout, stderr=stderr
            )
        asked = {"words": [*map(str, words)], "environ": dict(environ), "folder": str(folder)}
        with socket.socket(socket.AF_UNIX) as to:
            to.connect(self._address)
            socket.send_fds(to, [b"f"], [one if isinstance(one, int) else one.fileno() for one in files])
            told = to.makefile("rw", encoding="utf-8")
            print(json.dumps(asked), file=told, flush=True)
            return Forked(told)


def _at_start(environ: Mapping[str, str]) -> dict[str, str]:
    """Return what an interpreter reads when it starts."""
    return {name: value for name, value in environ.items() if name.startswith(("PYTHON", "LANG", "LC_"))}


@contextmanager
def forking(folder: Path) -> Iterator[Forking]:
    """Start the process that forks, with its socket in a folder; it ends with the block."""
    address = str(folder / "fork")
    command = [sys.executable, __file__, address]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE) as server:
        assert server.stdout is not None
        assert server.stdout.readline() == b"ready\n"
        yield Forking(address)
        server.kill()


def serve(address: str) -> None:
    """Fork for each connection, for ever; return in the process of a command, which is to run it."""
    from modelbase_cli import pages  # noqa: F401 - imported here for all commands
    from modelbase_cli.group import SECTIONS

    for command in (name for section, names in SECTIONS.items() if section != "Serve" for name in names):
        import_module(f"modelbase_cli.commands.{command}")
    for name in WARM:
        import_module(f"modelbase.client.{name}")
    gc.freeze()  # what is there is not looked at again, which would copy it
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # who waits for a command is a child of this process
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(address)
        listener.listen(128)
        os.write(1, b"ready\n")
        while True:
            connection, _ = listener.accept()
            if os.fork() == 0:
                break
            connection.close()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    _, files, _, _ = socket.recv_fds(connection, 1, 3)
    told = connection.makefile("rw", encoding="utf-8")
    asked = json.loads(told.readline())
    if (pid := os.fork()) != 0:
        _wait(pid, files, told)
    told.close()
    connection.close()
    _become(asked["words"], asked["environ"], asked["folder"], files)


def _wait(pid: int, files: Sequence[int], told: IO[str]) -> NoReturn:
    """Tell the process of a command and then its exit code."""
    for file in (0, 1, 2, *files):
        os.close(file)
    print(pid, file=told, flush=True)
    print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), file=told, flush=True)
    os._exit(0)


def _become(words: Sequence[str], environ: Mapping[str, str], folder: str, files: Sequence[int]) -> None:
    """Give this process what an interpreter has at its start."""
    for number, file in enumerate(files):
        os.dup2(file, number)
        os.close(file)
    # As Python opens them: stdout by lines on a terminal only, stderr always, and what cannot be said in it escaped.
    sys.stdin = os.fdopen(0, encoding="utf-8", closefd=False)
    sys.stdout = os.fdopen(1, "w", encoding="utf-8", closefd=False)
    sys.stderr = os.fdopen(2, "w", buffering=1, encoding="utf-8", errors="backslashreplace", closefd=False)
    os.environ.clear()
    os.environ.update(environ)
    os.chdir(folder)
    sys.argv = ["modelbase", *words]


def _run() -> NoReturn:
    """Run the command and end as an interpreter ends, but for taking modules apart: that copies all that is shared."""
    from modelbase_cli.__main__ import main

    try:
        code = main()
    except SystemExit as end:
        code = int(end.code or 0)  # no command ends with a text
    except BaseException:  # noqa: BLE001 - it is shown, as an interpreter does
        traceback.print_exc()
        code = 1
    threading._shutdown()  # type: ignore[attr-defined]  # waits for threads, as at every end
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    serve(sys.argv[1])
    _run()
