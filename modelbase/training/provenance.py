"""Where a run is from: code, command, environment, machine. Collected at the start, within bounds of time and size.

It never counts for identity. Credentials are cut from addresses and command lines; a patch that holds what looks like
one is left out.
"""

from __future__ import annotations

import json
import platform
import re
import shlex
import socket
import subprocess
import sys
import time
from contextlib import suppress
from importlib import metadata
from pathlib import Path
from typing import Any

from modelbase.identity import secrets

GIT_SECONDS = 2.0  # for all that git is asked
MAX_PATCH = 32_000  # bytes
MAX_COMMAND = 4_000
MAX_WHOLE = 60_000  # bytes of JSON; the server takes 64 KiB
CREDENTIALS = re.compile(r"(?<=://)[^/@\s]+@")
SECRET_OPTION = re.compile(r"(?i)(token|secret|password|passwd|api[-_]?key|credential|access[-_]?key)")
GPUS = Path("/proc/driver/nvidia/gpus")


def provenance() -> dict[str, Any]:
    """Return what is known of code, command, environment and machine; what cannot be found out is not there."""
    found: dict[str, Any] = {"host": socket.gethostname(), "command": command(sys.argv)}
    found |= _entry_point() | _git() | _machine()
    found["packages"] = _packages()
    for key in ("packages", "patch"):  # what may be long goes first
        if len(json.dumps(found)) > MAX_WHOLE:
            found.pop(key, None)
            found.setdefault("left_out", []).append(key)
    return found


def command(words: list[str]) -> str:
    """Return a command line without credentials."""
    kept: list[str] = []
    hide = False
    for word in words:
        shown = "<redacted>" if hide else _cut(word)
        hide = word.startswith("-") and "=" not in word and bool(SECRET_OPTION.search(word))
        kept.append(shown)
    return shlex.join(kept)[:MAX_COMMAND]


def without_credentials(address: str) -> str:
    """Return an address without the user and password in it."""
    return CREDENTIALS.sub("", address)


def _cut(word: str) -> str:
    word = without_credentials(word)
    name, equals, value = word.partition("=")
    if equals and (SECRET_OPTION.search(name) or secrets.find({"value": value})):
        return f"{name}=<redacted>"
    if secrets.find({"value": word}):
        return "<redacted>"
    return word


def _entry_point() -> dict[str, Any]:
    main = sys.modules.get("__main__")
    spec = getattr(main, "__spec__", None)
    if spec is not None:
        return {"entry_point": str(spec.name).removesuffix(".__main__")}
    file = getattr(main, "__file__", None)
    return {"entry_point": str(file)} if file else {}


def _git() -> dict[str, Any]:
    """Return commit, branch, remote and patch of the folder of the program, else of the working folder."""
    until = time.monotonic() + GIT_SECONDS
    main = getattr(sys.modules.get("__main__"), "__file__", None)
    folder = Path(main).resolve().parent if main else Path.cwd()
    commit = _asked(folder, until, "rev-parse", "HEAD")
    if not commit:
        return {}
    found: dict[str, Any] = {"commit": commit.strip()}
    branch = (_asked(folder, until, "rev-parse", "--abbrev-ref", "HEAD") or "").strip()
    if branch and branch != "HEAD":
        found["branch"] = branch
    remote = (_asked(folder, until, "config", "--get", "remote.origin.url") or "").strip()
    if remote:
        found["remote"] = without_credentials(remote)
    patch = _asked(folder, until, "diff", "--no-color", "--no-ext-diff", "HEAD")
    found["dirty"] = bool(patch) if patch is not None else None
    if patch:
        found |= _patch(patch)
    return {key: value for key, value in found.items() if value is not None}


def _patch(patch: str) -> dict[str, Any]:
    if secrets.find({"lines": re.split(r"[\s\"'=:,]+", patch)}) or CREDENTIALS.search(patch):
        return {"patch_left_out": "it holds what looks like a credential"}
    if len(patch.encode()) > MAX_PATCH:
        return {"patch_left_out": f"it has {len(patch.encode()):,} bytes, more than {MAX_PATCH:,}"}
    return {"patch": patch}


def _asked(folder: Path, until: float, *words: str) -> str | None:
    left = until - time.monotonic()
    if left <= 0:
        return None
    with suppress(OSError, subprocess.SubprocessError):
        command = ["git", "-C", str(folder), "--no-optional-locks", *words]
        done = subprocess.run(
            command, capture_output=True, timeout=left, stdin=subprocess.DEVNULL, check=False
        )
        if done.returncode == 0:
            return done.stdout.decode("utf-8", "replace")
    return None


def _packages() -> dict[str, str]:
    """Return the versions of the installed distributions."""
    found: dict[str, str] = {}
    for each in metadata.distributions():
        with suppress(Exception):  # a broken installation says nothing
            found[each.name] = each.version
    return dict(sorted(found.items()))


def _machine() -> dict[str, Any]:
    found: dict[str, Any] = {"python": platform.python_version(), "platform": platform.platform()}
    gpus = []
    with suppress(OSError):
        for each in sorted(GPUS.iterdir()):
            model = re.search(r"^Model:\s*(.+)$", (each / "information").read_text(), re.MULTILINE)
            gpus.append(model[1].strip() if model else "unknown")
    return found | (
        {"gpu": gpus[0] if len(set(gpus)) == 1 else ", ".join(gpus), "gpus": len(gpus)} if gpus else {}
    )
