"""Pull: find the checkpoint, refuse files that run code when loaded, check the folder, receive every file verified.

Pulling itself loads nothing; what the server's scan found is for the program that loads the files next. The folder is
checked in target.py, one file is received in receiving.py; progress goes to a callback. Prints nothing.
"""

from __future__ import annotations

import time
import warnings
from collections.abc import Collection, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import quote

from modelbase.client import config
from modelbase.client.api import Api, Store, path_of
from modelbase.client.connection import store_address
from modelbase.client.reports import Safety, checked
from modelbase.client.things import Checkpoint, Model, Size, read, read_checkpoint, read_model
from modelbase.client.transfer.meter import Callback, Meter, in_parallel
from modelbase.client.transfer.push import wait_until_checked
from modelbase.client.transfer.receiving import SEGMENT, Download, RemoteFile, receive
from modelbase.client.transfer.target import Target, folder_name, select
from modelbase.entities import Entity, Sha256
from modelbase.errors import Conflict, Forbidden, ModelbaseError, NotFound, Unavailable
from modelbase.identity.identity import parse_ref
from modelbase.texts import line

CHECK_WAIT = 30.0  # seconds at most until the server has read the bytes back
SCAN_WAIT = 10.0  # seconds at most for a scan that is still to come
SHOWN = 8  # names, and files, in one sentence
MOST_FILES = 1_000_000  # of a checkpoint


@dataclass(frozen=True)
class Pulled:
    """What a pull did, by path: `received`, `kept` (right already), `replaced` (had other bytes)."""

    folder: Path
    checkpoint: Checkpoint
    received: Sequence[str]
    kept: Sequence[str]
    replaced: Sequence[str]
    size: int


class Listed(Entity):
    """A row of the list of files to download."""

    path: str
    size: Size
    sha256: Sha256
    url: str


def pull(  # noqa: PLR0913 - what, where to, which files, and what is reported
    api: Api,
    ref: str,
    to: Path | None,
    include: Sequence[str],
    exclude: Sequence[str],
    callback: Callback | None,
    *,
    allow_flagged: bool,
) -> Pulled:
    """Bring a checkpoint's files into a folder, each verified; what is right already stays.

    Every bad mark on the model and on what it descends from, and files that are flagged or could not be scanned, are
    Python warnings. Raise Conflict `flagged` before anything is written.
    """
    model, checkpoint = find_checkpoint(api, ref, files=True)
    for text in model.warned():
        _warn(text)
    checkpoint = wait_until_checked(api, checkpoint, CHECK_WAIT, callback)
    path = path_of(model.id, "checkpoints", checkpoint.id)
    rows = select(_rows(api, path), include, exclude)
    _refuse_damaged(checkpoint, {row.path for row in rows})
    _judge(_scanned(api, path, {row.path for row in rows}), allow=allow_flagged)
    target = Target(to or Path(folder_name(model.id)))
    todo = target.prepare(rows, callback)
    meter = Meter("receive", sum(row.size for row in todo), len(todo), callback)
    with closing(Store()) as store:

        def fresh(file: str) -> str:
            _report(api, path, file, "absent")
            return api.location(f"{path}/files/{quote(file)}")

        try:
            _receive_all(Download(store, fresh, meter), target, todo)
        except Conflict as error:
            if error.code == "corrupt":
                _report(api, path, str(error.details.get("path", "")), "wrong")
            raise
    target.look(rows)
    target.leave_manifest(model.id, checkpoint, rows)
    kept = [row.path for row in rows if row.path not in target.missing]
    received = [row.path for row in todo]
    return Pulled(target.folder, checkpoint, received, kept, sorted(target.replaced), meter.total)


def _report(api: Api, path: str, file: str, seen: str) -> None:
    """Tell the server that the store did not give the right bytes, so that it looks for itself; an older one cannot."""
    with suppress(ModelbaseError):
        api.call("POST", f"{path}/damage", {"paths": [file], "seen": seen})


def _refuse_damaged(checkpoint: Checkpoint, wanted: Collection[str]) -> None:
    """Raise Conflict `corrupt` if the server knows that the bytes of a wanted file are gone or wrong."""
    damaged = [file for file in checkpoint.damaged if file in wanted]
    if damaged:
        name = f"{checkpoint.model}@{checkpoint.label}"
        raise Conflict(
            f"the stored bytes of {_listed(damaged)} in {name} are gone or not what their SHA-256 says; nothing was "
            "pulled. Pushing the same files again mends it; give exclude= to pull the others",
            "corrupt",
            files=damaged,
            parameters=["exclude"],
        )


def _warn(text: str) -> None:
    warnings.warn(line(text), UserWarning, stacklevel=4)


def find_checkpoint(api: Api, ref: str, *, files: bool = False) -> tuple[Model, Checkpoint]:
    """Return the model and checkpoint that `ID` or `ID@label` names; without a label the latest one.

    With `files` raise `forbidden` where the model's files are not shared.
    """
    model = read_model(api.call("GET", path_of(ref)), ref)
    if files and "weights" not in model.sees:
        shown = " and ".join(model.sees)
        raise Forbidden(
            f"what was shared of {model.id} is its {shown}, not its files; ask for the weights where it was shared"
        )
    label = parse_ref(ref).label or model.latest
    if label is None:
        raise NotFound(
            f"{model.id} has no checkpoint yet: nothing was pushed; find() says whether it is being trained",
            "checkpoint_not_found",
            parameters=["find()"],
        )
    return model, read_checkpoint(api.call("GET", path_of(model.id, "checkpoints", label)), model.id, label)


def _rows(api: Api, path: str) -> list[RemoteFile]:
    found = [read(Listed, row) for row in islice(api.rows(f"{path}/download"), MOST_FILES + 1)]
    if len(found) > MOST_FILES:
        raise Unavailable("the server's list of files comes to no end: is it a Modelbase server?")
    return [RemoteFile(row.path, row.size, row.sha256, store_address(row.url)) for row in found]


def _receive_all(download: Download, target: Target, todo: Sequence[RemoteFile]) -> None:
    """Receive small files side by side, then the large ones one after the other, each by several ranges."""
    threads = config.transfers()
    large = [row for row in todo if row.size > 4 * SEGMENT]
    small = [row for row in todo if row.size <= 4 * SEGMENT]
    for row in todo:
        target.place(row.path).parent.mkdir(parents=True, exist_ok=True)
    in_parallel(lambda row: receive(download, row, target.place(row.path)), small, threads, download.meter)
    pool = ThreadPoolExecutor(max_workers=threads, thread_name_prefix="modelbase-ranges")
    try:
        for row in large:
            receive(replace(download, ranges=pool, width=threads + 2), row, target.place(row.path))
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _scanned(api: Api, path: str, paths: Collection[str]) -> list[dict[str, Any]]:
    """Return what the scan found in these files, waiting SCAN_WAIT seconds at most for one that is not done."""
    until, pause = time.monotonic() + SCAN_WAIT, 0.1
    while True:
        found = checked(Safety, api.call("GET", f"{path}/safety"))
        rows = [row for row in found["rows"] if row["path"] in paths]
        if all(row["state"] != "waiting" for row in rows) or time.monotonic() >= until:
            return rows
        time.sleep(pause)
        pause = min(pause * 1.5, 1.0)


def _judge(rows: Iterable[dict[str, Any]], *, allow: bool) -> None:
    """Raise Conflict `flagged` if loading one of these files would import more than data types.

    With `allow` that is a warning, as is which files could not be scanned.
    """
    flagged, unsure = dict[str, list[str]](), dict[str, dict[str, Any]]()
    for row in rows:
        if row["state"] == "flagged" or _names(row):
            flagged[row["path"]] = _names(row)
        elif row["state"] != "nothing_found":
            unsure[row["path"]] = row
    if flagged and not allow:
        raise Conflict(
            f"{_risk(flagged)}; nothing was pulled. Ask the person who pushed it for safetensors, or, "
            "if you trust them, give allow_flagged=True",
            "flagged",
            files=flagged,
            parameters=["allow_flagged"],
        )
    if flagged:
        _warn(f"{_risk(flagged)}; load it only if you trust the person who pushed it")
    if unsure:
        _warn(_unsure(unsure))


def _names(row: dict[str, Any]) -> list[str]:
    """Return what a file imports beside known data types, the dangerous names first."""
    odd = [each for each in row["imports"] if each["risk"] != "known"]
    return [str(each["name"]) for each in sorted(odd, key=lambda each: str(each["risk"]))]


def _risk(flagged: dict[str, list[str]]) -> str:
    said = [
        f"{line(path)} imports {line(_listed(names))}" if names else f"{line(path)} is flagged"
        for path, names in flagged.items()
    ]
    return f"loading these files can run code: {_listed(said, '; ')}"


def _unsure(unsure: dict[str, dict[str, Any]]) -> str:
    said = [f"{path} ({row.get('reason') or 'it was not scanned yet'})" for path, row in unsure.items()]
    return f"could not be scanned, which does not mean that it is safe: {_listed(said)}"


def _listed(texts: list[str], between: str = ", ") -> str:
    more = f"{between}and {len(texts) - SHOWN} more" if len(texts) > SHOWN else ""
    return between.join(texts[:SHOWN]) + more
