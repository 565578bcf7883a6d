"""Run a script several times in one process and count the calls of one function; for the tests beside it.

    python many.py SCRIPT MODULE:FUNCTION '[[["--lr", "0.1"], 0], …]'

Each round has the words of the script's command line and the number of the call that fails, 0 for none. One line of
JSON a round, after a zero byte: what the script printed last, the calls, and the error that ended it.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import json
import runpy
import sys
from typing import Any


class Failed(Exception):
    """The error that a round was to end with."""


def main(script: str, counted: str, rounds: list[tuple[list[str], int]]) -> None:
    module, _, path = counted.partition(":")
    owner: Any = importlib.import_module(module)
    *parents, name = path.split(".")
    for each in parents:
        owner = getattr(owner, each)
    inner, state = getattr(owner, name), {"calls": 0, "fail": 0}

    def call(*args: Any, **words: Any) -> Any:
        state["calls"] += 1
        if state["calls"] == state["fail"]:
            raise Failed
        return inner(*args, **words)

    setattr(owner, name, call)
    for words, fail in rounds:
        state |= {"calls": 0, "fail": fail}
        sys.argv = [script, *words]
        said, error = io.StringIO(), ""
        with contextlib.redirect_stdout(said):
            try:
                runpy.run_path(script, run_name="__main__")
            except Failed:
                error = "Failed"
        last = said.getvalue().strip().splitlines()[-1:] or [""]
        told = {"last": last[0], "id": last[0].split(" ")[0], "calls": state["calls"], "error": error}
        sys.stdout.write(f"\0{json.dumps(told)}\n")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], json.loads(sys.argv[3]))
