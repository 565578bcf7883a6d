"""Checks whether this machine can run Modelbase, and says what to do about what is wrong.

Looks and measures only: starts nothing but `--version`, changes nothing, prints nothing (the command does).
"""

from __future__ import annotations

import os
import platform
import shutil
import stat
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Literal, Protocol

import httpx
import psutil

from modelbase.errors import Invalid, ModelbaseError
from modelbase.server import settings
from modelbase.server.hosting.embedded import advice
from modelbase.server.hosting.embedded.binaries import find_mongod, find_weed, no_mongod, wheel_mongod

State = Literal["ok", "warn", "fail"]
GIB = 1 << 30
MOST_SKEW = (
    60.0  # seconds; S3 refuses signatures that are 15 minutes off, tokens and leases suffer long before
)
_SECRETS = ("credentials.json", "mongod/key", "weed/s3.json", "weed/security.toml", "weed/tls.key")


class Subject(Protocol):
    """What the doctor wants to know of the settings; empty addresses mean the embedded services."""

    @property
    def data_dir(self) -> Path:
        """Where the embedded services keep their data."""

    @property
    def mongo_uri(self) -> str:
        """MongoDB's connection string, or empty."""

    @property
    def s3_endpoint(self) -> str:
        """The S3 store's address, or empty."""

    @property
    def port(self) -> int:
        """The port that the server is going to listen on."""


def settings_complete() -> bool:
    """Check the settings that MODELBASE_* give here for a server; False if none are. Raise `settings` at a fault."""
    if "mongo_uri" not in settings.given():
        return False
    settings.load()
    return True


@dataclass(frozen=True)
class Check:
    """One finding; `fix` is what to do, empty if nothing is."""

    name: str
    state: State
    message: str
    fix: str = ""


def check(subject: Subject) -> list[Check]:
    """Return what was found, in the order in which it matters."""
    looks: list[Callable[[Subject], Iterator[Check]]] = [
        _platform, _mongod, _weed, _disk, _memory, _port, _data_dir, _leftovers, _mongo_server, _s3_server
    ]  # fmt: skip
    return [found for look in looks for found in look(subject)]


def _platform(_: Subject) -> Iterator[Check]:
    name = f"{platform.system()} {platform.release()} {platform.machine()}"
    yield Check("platform", "ok", name)
    yield Check("python", "ok", f"{platform.python_version()} at {sys.executable}")


def _mongod(subject: Subject) -> Iterator[Check]:
    if subject.mongo_uri:
        return
    if shutil.which("mongod") is None and wheel_mongod() is None:
        yield Check("mongod", "fail", "no mongod was found", no_mongod())
        return
    try:
        found = find_mongod(subject.data_dir / "services" / "bin")
    except Invalid as error:
        message, _, fix = error.message.rpartition("missing: ")
        yield Check("mongod", "fail", message + "missing" if fix and message else error.message, fix)
        return
    warnings = advice.version_warnings(found.number, zlib=False)
    # The embedded one is on loopback, wants a key, and has zlib off.
    state: State = "warn" if warnings else "ok"
    fix = "put a newer mongod on PATH, or set MODELBASE_MONGO_URI" if warnings else ""
    yield Check("mongod", state, "; ".join([f"{found.version} at {found.path}", *warnings]), fix)


def _weed(subject: Subject) -> Iterator[Check]:
    if subject.s3_endpoint:
        return
    try:
        found = find_weed()
    except Invalid as error:
        yield Check("weed", "fail", "SeaweedFS was not found or does not run", error.message)
        return
    yield Check("weed", "ok", f"{found.version} at {found.path}")


def _disk(subject: Subject) -> Iterator[Check]:
    folder = _existing(subject.data_dir)
    free = shutil.disk_usage(folder).free / GIB
    state: State = "fail" if free < 1 else "warn" if free < 10 else "ok"
    fix = "free some space, or give another --data-dir" if state != "ok" else ""
    yield Check("disk", state, f"{free:.1f} GiB free in {folder}", fix)
    counts = os.statvfs(folder)
    if counts.f_files and counts.f_favail < 10_000:
        yield Check(
            "inodes", "warn", f"only {counts.f_favail} inodes are free in {folder}", "remove small files"
        )


def _memory(_: Subject) -> Iterator[Check]:
    free = psutil.virtual_memory().available / GIB
    if free < 1:
        yield Check("memory", "warn", f"{free:.1f} GiB of memory is free", "2 GiB are comfortable")
    else:
        yield Check("memory", "ok", f"{free:.1f} GiB free")


def _port(subject: Subject) -> Iterator[Check]:
    from modelbase.server.hosting.embedded.directory import is_free

    if is_free(subject.port):
        yield Check("port", "ok", f"{subject.port} is free")
    else:
        yield Check(
            "port",
            "warn",
            f"something listens on port {subject.port}, perhaps this server",
            "give another --port",
        )


def _data_dir(subject: Subject) -> Iterator[Check]:
    folder = subject.data_dir / "services"
    if not folder.exists():
        yield Check("data directory", "ok", f"{subject.data_dir} is new")
        return
    open_ones = [path for path in (folder, *(folder / name for name in _SECRETS)) if _is_open(path)]
    if open_ones:
        names = " ".join(str(path) for path in open_ones)
        yield Check("data directory", "fail", "other users can read its secrets", f"chmod go= {names}")
    elif folder.stat().st_uid != os.geteuid():
        owner = folder.stat().st_uid
        yield Check("data directory", "fail", f"{folder} belongs to user {owner}", "run as that user")
    else:
        yield Check("data directory", "ok", f"{subject.data_dir} is for this user alone")


def _leftovers(subject: Subject) -> Iterator[Check]:
    root = str(subject.data_dir.expanduser().resolve() / "services")
    found = [pid for pid, command in _commands() if any(root in argument for argument in command[1:])]
    if found:
        pids = ", ".join(map(str, found))
        yield Check("services", "ok", f"running as {pids}; if no server runs, the next one ends them")


def _mongo_server(subject: Subject) -> Iterator[Check]:
    if not subject.mongo_uri:
        return
    try:
        warnings, skew = advice.look_at(subject.mongo_uri)
    except ModelbaseError as error:
        yield Check("MongoDB", "fail", error.message, "correct MODELBASE_MONGO_URI or the server behind it")
        return
    for warning in warnings:
        yield Check("MongoDB", "warn", warning, "upgrade it")
    if not warnings:
        yield Check("MongoDB", "ok", "answers")
    yield _clock("MongoDB", skew)


def _s3_server(subject: Subject) -> Iterator[Check]:
    if not subject.s3_endpoint:
        return
    before = time.time()
    try:
        answer = httpx.head(subject.s3_endpoint, timeout=5)
    except httpx.HTTPError as error:
        yield Check(
            "S3 store",
            "fail",
            f"{subject.s3_endpoint} does not answer: {error}",
            "check MODELBASE_S3_ENDPOINT",
        )
        return
    yield Check("S3 store", "ok", "answers")
    if said := answer.headers.get("date"):
        yield _clock("S3 store", parsedate_to_datetime(said).timestamp() - (before + time.time()) / 2)


def _clock(whose: str, skew: float) -> Check:
    if abs(skew) < MOST_SKEW:
        return Check(f"{whose} clock", "ok", f"{abs(skew):.0f} s off this machine's")
    return Check(
        f"{whose} clock", "fail", f"it is {skew:+.0f} s off this machine's", "run an NTP client on both"
    )


def _existing(path: Path) -> Path:
    path = path.expanduser().resolve()
    return next(folder for folder in (path, *path.parents) if folder.exists())


def _is_open(path: Path) -> bool:
    return path.exists() and bool(stat.S_IMODE(path.stat().st_mode) & 0o077)


def _commands() -> Iterator[tuple[int, list[str]]]:
    for process in psutil.process_iter():
        try:
            yield process.pid, process.cmdline()
        except psutil.Error:  # it ended, or is another user's
            continue
