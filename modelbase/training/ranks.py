"""Ranks: the first process of a training decides and speaks, the others follow what it decided.

With torch.distributed up the decision is broadcast; else it goes through a file that the processes of one launch share,
which the others wait for. No process ever decides apart.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Any

from modelbase.errors import ModelbaseError, Unavailable, from_code
from modelbase.training import environment
from modelbase.training.environment import Rank

WAIT = 60.0  # seconds without a sign of the first process
POLL = 0.1
OLD = 86_400.0  # seconds after which the file of an earlier launch is removed
_runs = count()  # of this process: the n-th run of one process is the n-th of all


def decide(make: Callable[[Callable[[], None]], dict[str, Any]]) -> tuple[dict[str, Any], Rank]:
    """Return what the first process made, and which process this is; its error is raised in all of them.

    `make` gets a function to call now and then while it waits.
    """
    torch = _distributed()
    if torch is not None:
        return _broadcast(torch, make)
    rank = environment.rank()
    if rank.size == 1:
        return make(lambda: None), rank
    path = _path(rank)
    if rank.leads:
        _clear(path.parent)
        try:
            made = make(lambda: _write(path, {"waiting": time.time()}))
        except ModelbaseError as error:
            _write(path, {"error": _said(error)})
            raise
        _write(path, {"made": made})
        return made, rank
    return _read(path, rank), rank


def _distributed() -> Any:
    """Return torch.distributed where the program has initialised it."""
    torch = sys.modules.get("torch.distributed")
    ready = torch is not None and torch.is_available() and torch.is_initialized()
    return torch if ready and torch is not None and torch.get_world_size() > 1 else None


def _broadcast(
    torch: Any, make: Callable[[Callable[[], None]], dict[str, Any]]
) -> tuple[dict[str, Any], Rank]:
    rank = Rank(torch.get_rank(), torch.get_world_size(), "")
    box: list[Any] = [None]
    if rank.leads:
        try:
            box = [{"made": make(lambda: None)}]
        except ModelbaseError as error:
            box = [{"error": _said(error)}]
    torch.broadcast_object_list(box, src=0)
    return _opened(box[0]), rank


def _path(rank: Rank) -> Path:
    key = f"{rank.launch} {rank.size} {next(_runs)}"
    return environment.state_folder() / "decisions" / f"{sha256(key.encode()).hexdigest()[:32]}.json"


def _read(path: Path, rank: Rank) -> dict[str, Any]:
    """Wait for the decision; each sign of life of the first process prolongs the wait."""
    begun = time.time()
    seen, until = 0, time.monotonic() + WAIT
    while time.monotonic() < until:
        with suppress(OSError, ValueError):
            stamp = path.stat()
            said = json.loads(path.read_text("utf-8"))
            fresh = stamp.st_mtime > begun - WAIT
            if fresh and "waiting" not in said:
                return _opened(said)
            if fresh and stamp.st_mtime_ns != seen:
                seen, until = stamp.st_mtime_ns, time.monotonic() + WAIT
        time.sleep(POLL)
    raise Unavailable(
        f"process {rank.rank} of {rank.size} heard nothing of process 0 for {WAIT:.0f} seconds: initialise "
        f"torch.distributed before modelbase.run, or let MODELBASE_STATE_DIR name a folder that all of them share"
    )


def _opened(said: dict[str, Any]) -> dict[str, Any]:
    if "error" in said:
        error = said["error"]
        raise from_code(error["code"], error["message"], error["details"])
    return dict(said["made"])


def _said(error: ModelbaseError) -> dict[str, Any]:
    details = {key: value for key, value in error.details.items() if key not in {"message", "code", "self"}}
    return {
        "code": error.code,
        "message": error.message,
        "details": json.loads(json.dumps(details, default=str)),
    }


def _write(path: Path, said: dict[str, Any]) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    temporary = path.with_suffix(f".{os.getpid()}")
    temporary.write_text(json.dumps(said), "utf-8")
    temporary.replace(path)


def _clear(folder: Path) -> None:
    for old in folder.glob("*.json") if folder.is_dir() else ():
        with suppress(OSError):
            if time.time() - old.stat().st_mtime > OLD:
                old.unlink()
