"""The real command against a real server, each test with args of its own so that tests do not meet."""

from __future__ import annotations

import json
import os
import pty
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

import pytest
from forked import Forking, forking

NUMBERS = count()


@dataclass(frozen=True)
class Ran:
    """What a command gave back."""

    code: int
    out: str
    err: str

    @property
    def plain(self) -> str:
        """Return stdout without colours."""
        return re.sub(r"\x1b\[[0-9;]*m", "", self.out)

    @property
    def json(self) -> Any:
        """Return stdout as JSON."""
        return json.loads(self.out)


class Command:
    """Runs `modelbase` in a folder and an environment."""

    def __init__(self, environ: dict[str, str], folder: Path, forking: Forking) -> None:
        self.environ, self.folder, self._forking = environ, folder, forking

    def __call__(self, *words: str | Path, given: str | bytes = b"", **environ: str | None) -> Ran:
        """Run it to its end; stdin is never a terminal here. An environment variable of None is taken away."""
        changed = {name: value for name, value in (self.environ | environ).items() if value is not None}
        with TemporaryFile() as stdin, TemporaryFile() as stdout, TemporaryFile() as stderr:
            stdin.write(given.encode() if isinstance(given, str) else given)
            files = (stdin, stdout, stderr)
            stdin.seek(0)
            code = self._forking.start(words, changed, self.folder, files).wait()
            stdout.seek(0)
            stderr.seek(0)
            ran = Ran(code, stdout.read().decode(), stderr.read().decode())
        assert "Traceback" not in ran.err, ran.err
        return ran

    def on_terminal(self, *words: str | Path, typed: str = "", **environ: str) -> Ran:
        """Run it on a terminal of 100 columns and type something; what it wrote comes back as `out`."""
        main, other = pty.openpty()
        shape = {"COLUMNS": "100", "LINES": "40", "TERM": "xterm"}
        command = self._forking.start(words, self.environ | shape | environ, self.folder, [other] * 3)
        os.close(other)
        os.write(main, typed.encode())
        written = b""
        while True:
            try:
                piece = os.read(main, 65536)
            except OSError:  # the other end is closed
                break
            if not piece:
                break
            written += piece
        os.close(main)
        text = written.decode().replace("\r\n", "\n")
        assert "Traceback" not in text, text
        return Ran(command.wait(), text, "")


@pytest.fixture(scope="session")
def the_command(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Forking]:
    """What runs the command line (see ../forked.py)."""
    with forking(tmp_path_factory.mktemp("forking")) as ready:
        yield ready


@pytest.fixture
def run(server: Any, tmp_path: Path, the_command: Forking) -> Command:
    """The command, signed in to the session's server, in an empty folder with an empty home."""
    home = tmp_path / "home"
    home.mkdir()
    folder = tmp_path / "work"
    folder.mkdir()
    return Command(server.environ(home), folder, the_command)


@pytest.fixture
def recipe(run: Command) -> dict[str, Any]:
    """Args that no other test uses, also as args.json in the folder."""
    args = {"dataset": "tiny", "arch": "mlp", "lr": 0.1, "test": next(NUMBERS), "salt": str(run.folder)}
    (run.folder / "args.json").write_text(json.dumps(args))
    return args


@pytest.fixture
def weights(run: Command) -> Path:
    """A file to push."""
    file = run.folder / "model.bin"
    file.write_bytes(os.urandom(100_000))
    return file


@pytest.fixture
def pushed(run: Command, recipe: dict[str, Any], weights: Path) -> str:
    """The ID of a model with one checkpoint."""
    done = run(
        "push",
        weights,
        "--args",
        "args.json",
        "--metric",
        "top1=76.1",
        "--tag",
        "baseline",
        "--title",
        "First",
    )
    assert done.code == 0, done.err
    return done.out.partition("@")[0]


@pytest.fixture
def push_like(run: Command, recipe: dict[str, Any], weights: Path) -> Callable[..., str]:
    """Push the file under the same args with some changed; gives the ID."""

    def push(*words: str) -> str:
        done = run("push", weights, "--args", "args.json", *words)
        assert done.code == 0, done.err
        return done.out.partition("@")[0]

    return push
