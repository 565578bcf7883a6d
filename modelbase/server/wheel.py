"""The wheel of the version that runs here, made again from its files, for `pip install` on other machines.

The same version gives the same bytes on every machine, so that a SHA-256 which one server told holds at its replicas:
files in order of name, one date, not compressed (the output of zlib differs by its version), and a RECORD and WHEEL
of our own. Form: the binary distribution format, packaging.python.org/specifications/binary-distribution-format.
Imports `installed` alone.
"""

from __future__ import annotations

import io
import os
import zipfile
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from importlib.util import find_spec
from pathlib import Path
from threading import Lock

from cachetools import TTLCache, cached

from modelbase.installed import NAME

PACKAGES = ("modelbase", "modelbase_cli")
KEPT = ("METADATA", "entry_points.txt", "licenses/")  # of what pip noted; the rest is of one machine
FIRST_DAY = (1980, 1, 1, 0, 0, 0)
ORDINARY_FILE = 0o100644 << 16
UNIX = 3
LOOK_SECONDS = 2.0
Sources = tuple[tuple[str, Path, int, int], ...]


@dataclass(frozen=True)
class Wheel:
    """A wheel: its file name, version, which Python it needs, and its bytes with their SHA-256 (hex)."""

    name: str
    version: str
    requires_python: str
    content: bytes
    sha256: str


@cached(TTLCache(1, LOOK_SECONDS), lock=Lock())
def current() -> Wheel | None:
    """Return the wheel of what runs here; None where Modelbase runs without being installed.

    It is made again when a file has changed, as in a clone that is being worked on: it looks every 2 s.
    """
    try:
        found = distribution(NAME)
    except PackageNotFoundError:
        return None
    return _made(found.version, found.metadata["Requires-Python"], tuple(sorted(_sources(found))))


def _sources(found: Distribution) -> Iterator[tuple[str, Path, int, int]]:
    """Yield each file that belongs into the wheel: its name there, where it is, size and time of its last change."""
    noted = f"{NAME.replace('-', '_')}-{found.version}.dist-info"
    listed = {file.as_posix() for file in found.files or ()}
    kept = tuple(f"{noted}/{each}" for each in KEPT)
    for name in listed:
        if name.startswith(kept):
            yield _source(name, Path(str(found.locate_file(name))))
    for package in PACKAGES:
        home = _home(package)
        installed = f"{package}/__init__.py" in listed  # an editable one lists none of its files
        for path in _files(home):
            name = f"{package}/{path.relative_to(home).as_posix()}"
            if name in listed or not installed:
                yield _source(name, path)


def _home(package: str) -> Path:
    """Return the folder of a package without importing it."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise FileNotFoundError(f"the package {package} is not beside this one")
    return Path(spec.origin).parent


def _files(home: Path) -> Iterator[Path]:
    """Yield the files of a package, without what Python and editors leave there."""
    for folder, folders, names in os.walk(home):
        folders[:] = [each for each in folders if each != "__pycache__"]
        yield from (Path(folder, name) for name in names if not name.startswith("."))


def _source(name: str, path: Path) -> tuple[str, Path, int, int]:
    status = path.stat()
    return name, path, status.st_size, status.st_mtime_ns


@lru_cache(maxsize=1)
def _made(version: str, requires_python: str, sources: Sources) -> Wheel:
    """Build the wheel of these files."""
    noted = f"{NAME.replace('-', '_')}-{version}.dist-info"
    contents = {name: path.read_bytes() for name, path, _, _ in sources}
    contents[f"{noted}/WHEEL"] = (
        f"Wheel-Version: 1.0\nGenerator: {NAME} {version}\nRoot-Is-Purelib: true\nTag: py3-none-any\n".encode()
    )
    lines = [f"{name},sha256={_digest(content)},{len(content)}" for name, content in contents.items()]
    contents[f"{noted}/RECORD"] = "\n".join([*lines, f"{noted}/RECORD,,", ""]).encode()
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name, content in contents.items():
            entry = zipfile.ZipInfo(name, FIRST_DAY)
            entry.external_attr, entry.create_system = ORDINARY_FILE, UNIX
            archive.writestr(entry, content)
    made = target.getvalue()
    file = f"{NAME.replace('-', '_')}-{version}-py3-none-any.whl"
    return Wheel(file, version, requires_python, made, sha256(made).hexdigest())


def _digest(content: bytes) -> str:
    """Return a SHA-256 as RECORD writes it: base64 for addresses, without padding."""
    return urlsafe_b64encode(sha256(content).digest()).rstrip(b"=").decode()
