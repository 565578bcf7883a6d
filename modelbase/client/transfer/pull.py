"""Pull: find the checkpoint, withhold files that run code when loaded, check the folder, receive every file verified.

Pulling itself loads nothing; what the server's scan found is for the program that loads the files next. The folder is
checked in target.py, one file is received in receiving.py; progress goes to a callback. Prints nothing.
"""

from __future__ import annotations

import re
import shlex
import time
import warnings
from collections.abc import Callable, Collection, Sequence
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
NEVER_LOADED = re.compile(
    r"\.(png|jpe?g|gif|webp|bmp|tiff?|pdf|mp[34]|wav|flac|ogg|webm|avi|mov|parquet|arrow|feather|lock|model|spm|vocab|"
    r"ttf|otf|woff2?|ubj|index|data-\d+-of-\d+|db|sqlite3?)$|tfevents"
)
MOST_FILES = 1_000_000  # of a checkpoint


@dataclass(frozen=True)
class Pulled:
    """What a pull did, by path: `received`, `kept` (right already), `replaced`, and `withheld` (flagged)."""

    folder: Path
    checkpoint: Checkpoint
    received: Sequence[str]
    kept: Sequence[str]
    replaced: Sequence[str]
    size: int
    withheld: Sequence[str] = ()


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
    report: Callable[[Pulled], None] | None = None,
) -> Pulled:
    """Bring a checkpoint's files into a folder, each verified; what is right already stays.

    Every bad mark on the model and on what it descends from, and files that are flagged, damaged or could not be
    scanned, are Python warnings. A flagged file stops itself alone: the others are pulled and reported, then Conflict
    `flagged` is raised. Where all are flagged it is raised before anything is written.
    """
    model, checkpoint = find_checkpoint(api, ref, files=True)
    for text in model.warned():
        _warn(text)
    checkpoint = wait_until_checked(api, checkpoint, CHECK_WAIT, callback)
    path = path_of(model.id, "checkpoints", checkpoint.id)
    rows = select(_rows(api, path), include, exclude)
    _refuse_damaged(checkpoint, {row.path for row in rows})
    found = _scanned(api, path, {row.path for row in rows})
    withheld = _judge(found, allow=allow_flagged)
    rows = [row for row in rows if row.path not in withheld]
    if withheld and not rows:
        raise _flagged(withheld, "nothing was pulled")
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
    replaced = sorted(target.replaced)
    pulled = Pulled(target.folder, checkpoint, received, kept, replaced, meter.total, sorted(withheld))
    if report:
        report(pulled)
    if withheld:
        raise _flagged(withheld, f"the other files are in {target.folder}", folder=str(target.folder))
    return pulled


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


def _scanned(api: Api, path: str, paths: Collection[str]) -> dict[str, Any]:
    """Return what the scan found in these files, waiting SCAN_WAIT seconds at most for one that is not done."""
    until, pause = time.monotonic() + SCAN_WAIT, 0.1
    while True:
        found = checked(Safety, api.call("GET", f"{path}/safety"))
        rows = [row for row in found["rows"] if row["path"] in paths]
        if all(row["state"] != "waiting" for row in rows) or time.monotonic() >= until:
            return {"rows": rows, "trusted": str(found.get("trusted") or "")}
        time.sleep(pause)
        pause = min(pause * 1.5, 1.0)


def _judge(found: dict[str, Any], *, allow: bool) -> dict[str, dict[str, Any]]:
    """Return the rows of files that are withheld, by path: loading them would import more than data types.

    With `allow`, or where the server says that this person may trust them, they are warned of, as is which files are
    not what their name promises and which could not be scanned.
    """
    flagged, unsure = dict[str, dict[str, Any]](), dict[str, dict[str, Any]]()
    for row in found["rows"]:
        begun = row["state"] == "waiting" and row.get("reason")  # its first scan came to no end
        if row["state"] == "flagged" or begun or _names(row):
            flagged[row["path"]] = row
        elif row.get("note"):
            _warn(f"{row['note']}")
        elif row["state"] != "nothing_found" and not _never_loaded(row):
            unsure[row["path"]] = row
    if unsure:
        _warn(_unsure(unsure))
    if flagged and allow:
        _warn(f"{_risk(flagged)}; load it only if you trust the person who pushed it")
    elif flagged and found["trusted"]:
        _warn(f"{_risk(flagged)}; pulled all the same, since {found['trusted']}")
    else:
        return flagged
    return {}


def _flagged(withheld: dict[str, dict[str, Any]], rest: str, **more: str) -> Conflict:
    """Return the refusal of these files, with the narrow way past it and the wide one."""
    without = " ".join(f"--exclude {shlex.quote(_as_glob(path))}" for path in list(withheld)[:SHOWN])
    return Conflict(
        f"{_risk(withheld)}; withheld: {_listed(list(withheld))}; {rest}. To do without: {without}. If you trust the "
        "person who pushed it: allow_flagged=True, which takes all of them",
        "flagged",
        files={path: _names(row) for path, row in withheld.items()},
        reasons={path: str(row["reason"]) for path, row in withheld.items()},
        parameters=["allow_flagged", "exclude"],
        **more,
    )


def _as_glob(path: str) -> str:
    """Return a path as a pattern that fits it alone."""
    return re.sub(r"([*?\[])", r"[\1]", path)


def _never_loaded(row: dict[str, Any]) -> bool:
    """Say whether a file of an unknown kind has a name under which nothing is unpickled: a picture, a log."""
    return row["format"] == "unknown" and NEVER_LOADED.search(str(row["path"]).lower()) is not None


def _names(row: dict[str, Any]) -> list[str]:
    """Return what a file imports beside known data types, the dangerous names first."""
    odd = [each for each in row["imports"] if each["risk"] != "known"]
    return [str(each["name"]) for each in sorted(odd, key=lambda each: str(each["risk"]))]


def _risk(flagged: dict[str, dict[str, Any]]) -> str:
    said = [
        f"{line(path)} imports {line(_listed(_names(row)))}"
        if _names(row)
        else f"{line(path)} is flagged: {line(row['reason'])}"
        for path, row in flagged.items()
    ]
    return f"loading these files can run code: {_listed(said, '; ')}"


def _unsure(unsure: dict[str, dict[str, Any]]) -> str:
    said = [f"{path} ({row.get('reason') or 'it was not scanned yet'})" for path, row in unsure.items()]
    return f"could not be scanned, which does not mean that it is safe: {_listed(said)}"


def _listed(texts: list[str], between: str = ", ") -> str:
    more = f"{between}and {len(texts) - SHOWN} more" if len(texts) > SHOWN else ""
    return between.join(texts[:SHOWN]) + more
