"""Pull: find the checkpoint, check the folder, receive every file verified. Prints nothing.

The folder is looked at in target.py, one file is received in receiving.py; progress goes to a callback.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from modelbase.client import config
from modelbase.client.api import Api, path_of
from modelbase.client.things import Checkpoint, Model, read
from modelbase.client.transfer import flagged
from modelbase.client.transfer.meter import Callback, Meter, in_parallel
from modelbase.client.transfer.push import wait_until_checked
from modelbase.client.transfer.receiving import SEGMENT, Line, Wanted, receive
from modelbase.client.transfer.store import Store
from modelbase.client.transfer.target import Target, folder_name, select
from modelbase.client.warned import warning_text
from modelbase.errors import Forbidden, NotFound, Unavailable
from modelbase.identity.identity import parse_ref


@dataclass(frozen=True)
class Pull:
    """What to pull and where to; `include` and `exclude` are globs, `wait` is seconds for the check.

    `allow_flagged`: also files that run code when they are loaded.
    """

    ref: str
    to: Path | None = None
    include: Sequence[str] = ()
    exclude: Sequence[str] = ()
    wait: float = 30.0
    allow_flagged: bool = False


@dataclass(frozen=True)
class Pulled:
    """What a pull did, by path: `received`, `kept` (right already), `replaced` (had other bytes)."""

    folder: Path
    checkpoint: Checkpoint
    received: Sequence[str]
    kept: Sequence[str]
    replaced: Sequence[str]
    size: int


def pull(
    api: Api, wanted: Pull, callback: Callback | None = None, *, warn: Callable[[str], None] | None = None
) -> Pulled:
    """Bring a checkpoint's files into a folder, each verified; what is right already stays.

    `warn` is told of every bad mark on the model and on what it came of, and of files that are flagged or could not
    be scanned; without it they are Python warnings. Raise Conflict `flagged` before anything is written.
    """
    tell = warn or _warn
    model, checkpoint = find_checkpoint(api, wanted.ref)
    for each in model.warnings:
        tell(warning_text(model.id, each.id, each.reason))
    checkpoint = wait_until_checked(api, checkpoint, wanted.wait, callback)
    path = path_of(model.id, "checkpoints", checkpoint.id)
    rows = select(_rows(api, path), wanted.include, wanted.exclude)
    found = flagged.look(api, path, {row.path for row in rows}, wanted.wait)
    flagged.judge(found, tell, allow=wanted.allow_flagged)
    target = Target(wanted.to or Path(folder_name(model.id)))
    todo = target.prepare(rows, callback)
    meter = Meter("receive", sum(row.size for row in todo), len(todo), callback)
    store = Store()
    try:
        _receive_all(Line(store, lambda file: api.location(_file(path, file)), meter), target, todo)
    finally:
        store.close()
    target.leave_manifest(model.id, checkpoint, rows)
    kept = [row.path for row in rows if row.path not in target.missing]
    received = [row.path for row in todo]
    return Pulled(target.folder, checkpoint, received, kept, sorted(target.replaced), meter.total)


def _warn(text: str) -> None:
    warnings.warn(text, UserWarning, stacklevel=4)


def find_checkpoint(api: Api, text: str) -> tuple[Model, Checkpoint]:
    """Return the model and checkpoint that `ID` or `ID@label` names; without a label the latest one."""
    ref = parse_ref(text)
    model = read(Model, api.call("GET", path_of(f"{ref.name}:{ref.tail}")))
    if "weights" not in model.sees:
        shown = " and ".join(model.sees)
        raise Forbidden(
            f"what was shared of {model.id} is its {shown}, not its files; ask whoever shared it for the weights too"
        )
    label = ref.label or model.latest
    if label is None:
        raise NotFound(f"{model.id} has no checkpoint yet: nothing was pushed", "checkpoint_not_found")
    return model, read(Checkpoint, api.call("GET", path_of(model.id, "checkpoints", label)))


def _rows(api: Api, path: str) -> list[Wanted]:
    try:
        return [
            Wanted(str(row["path"]), int(row["size"]), str(row["sha256"]), str(row["url"]))
            for row in api.rows(f"{path}/download")
        ]
    except (KeyError, TypeError, ValueError) as error:
        raise Unavailable(
            f"the server's list of files is not of the form that it should be ({error!r})"
        ) from None


def _receive_all(line: Line, target: Target, todo: Sequence[Wanted]) -> None:
    """Receive small files side by side, then the large ones one after the other, each by several ranges."""
    threads = config.transfers()
    large = [row for row in todo if row.size > 4 * SEGMENT]
    small = [row for row in todo if row.size <= 4 * SEGMENT]
    for row in todo:
        target.place(row.path).parent.mkdir(parents=True, exist_ok=True)
    in_parallel(_receiver(line, target), small, threads, line.meter)
    pool = ThreadPoolExecutor(max_workers=threads, thread_name_prefix="modelbase-ranges")
    try:
        for row in large:
            _receiver(replace(line, ranges=pool, width=threads + 2), target)(row)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _receiver(line: Line, target: Target) -> Callable[[Wanted], None]:
    return lambda row: receive(line, row, target.place(row.path))


def _file(path: str, file: str) -> str:
    from urllib.parse import quote

    return f"{path}/files/{quote(file, safe='/')}"
