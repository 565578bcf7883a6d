"""Paths on this disk turned into the files of a checkpoint, hashed, and read again while they are sent.

The second reading is compared with the first one, MiB by MiB, so that a file that changes in between is
caught before anything is committed. No HTTP here.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from io import FileIO
from pathlib import Path
from unicodedata import normalize
from zlib import crc32

from modelbase import paths
from modelbase.client.transfer.meter import Meter
from modelbase.errors import Invalid

MIB = 2**20
SLICE = 256 * 1024
HASH_THREADS = min(8, os.cpu_count() or 1)
MANIFEST = ".modelbase.json"  # what `pull` leaves in a folder
JUNK = frozenset(
    {
        ".DS_Store",
        ".git",
        ".hg",
        ".ipynb_checkpoints",
        ".svn",
        "__pycache__",
        "Thumbs.db",
        "desktop.ini",
        MANIFEST,
    }
)
_TEMPORARY = re.compile(r"\..+\.[0-9a-f]{12}\.part")
Stamp = tuple[int, int, int]


@dataclass(frozen=True)
class Source:
    """A file on this disk and the path it gets in the checkpoint."""

    path: str
    file: Path


@dataclass(frozen=True)
class Hashed:
    """A source with its SHA-256, and what shows that it stayed the same (`checks`: CRC-32 by MiB)."""

    path: str
    file: Path
    sha256: str
    stamp: Stamp
    checks: tuple[int, ...]

    @property
    def size(self) -> int:
        """Return the size in bytes."""
        return self.stamp[0]


def expand(given: Iterable[str | os.PathLike[str]]) -> tuple[list[Source], list[str]]:
    """Return the files that the paths name, sorted, and the junk that was left out.

    The content of a single folder stands at the root; of several paths each keeps its own name.
    """
    tops = [Path(path) for path in given]
    found: list[Source] = []
    skipped: list[str] = []
    for top in tops:
        _check_there(top)
        if not top.is_dir():
            found.append(_source(top.name, top))
            continue
        root = top.resolve()
        prefix = "" if len(tops) == 1 else f"{root.name}/"
        found.extend(_source(prefix + inner, file) for inner, file in _walk(root, root, "", skipped))
    if not found:
        raise Invalid(f"there is no file to push in {', '.join(map(str, tops)) or 'nothing'}", "file_missing")
    paths.check_all(source.path for source in found)
    return sorted(found, key=lambda source: source.path), skipped


def hash_file(source: Source, meter: Meter) -> Hashed:
    """Read a file once; `file_changed` if it changed meanwhile."""
    digest = sha256()
    checks: list[int] = []
    buffer = memoryview(bytearray(MIB))
    try:
        with source.file.open("rb", buffering=0) as file:
            before = _stamp(file.fileno())
            while size := _fill(file, buffer):
                digest.update(buffer[:size])
                checks.append(crc32(buffer[:size]))
                meter.add(size)
            if _stamp(file.fileno()) != before or len(checks) != -(-before[0] // MIB):
                raise _changed(source.file)
    except OSError as error:
        raise _unreadable(source.file, error) from error
    return Hashed(source.path, source.file, digest.hexdigest(), before, tuple(checks))


def read_again(hashed: Hashed, start: int, size: int) -> Iterator[bytes]:
    """Yield a range of a hashed file in slices; `file_changed` as soon as it is not what was hashed."""
    end = start + size
    buffer = memoryview(bytearray(MIB))
    try:
        with hashed.file.open("rb", buffering=0) as file:
            check_unchanged(hashed, file.fileno())
            for number in range(start // MIB, -(-end // MIB)):
                file.seek(number * MIB)
                filled = _fill(file, buffer)
                if crc32(buffer[:filled]) != hashed.checks[number]:
                    raise _changed(hashed.file)
                last = min(end - number * MIB, filled)
                for at in range(max(start - number * MIB, 0), last, SLICE):
                    yield bytes(buffer[at : min(at + SLICE, last)])
    except OSError as error:
        raise _unreadable(hashed.file, error) from error


def check_unchanged(hashed: Hashed, descriptor: int | None = None) -> None:
    """Raise `file_changed` if size, time or place on the disk are not those that were hashed."""
    try:
        if _stamp(hashed.file if descriptor is None else descriptor) != hashed.stamp:
            raise _changed(hashed.file)
    except OSError as error:
        raise _unreadable(hashed.file, error) from error


def _walk(folder: Path, root: Path, prefix: str, skipped: list[str]) -> Iterator[tuple[str, Path]]:
    """Yield (path below the root, file) of a folder; links are followed as long as they stay inside."""
    try:
        names = sorted(entry.name for entry in os.scandir(folder))
    except OSError as error:
        raise _unreadable(folder, error) from error
    for name in names:
        entry, inner = folder / name, prefix + name
        if name in JUNK or _TEMPORARY.fullmatch(name):
            skipped.append(inner)
            continue
        if entry.is_symlink():
            _check_link(entry, root)
        _check_there(entry)
        if entry.is_dir():
            yield from _walk(entry, root, inner + "/", skipped)
        else:
            yield inner, entry


def _check_link(link: Path, root: Path) -> None:
    target = link.resolve()
    if not target.is_relative_to(root):
        raise Invalid(
            f"{link} is a link that leads out of {root}: put the file itself there, or name it",
            "file_missing",
        )
    if link.parent.resolve().is_relative_to(target):
        raise Invalid(f"{link} is a link to a folder that it lies in: remove it", "file_missing")


def _check_there(path: Path) -> None:
    try:
        mode = path.stat().st_mode
    except OSError as error:
        raise _unreadable(path, error) from error
    if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
        raise Invalid(f"{path} is neither a file nor a folder", "file_missing")


def _source(path: str, file: Path) -> Source:
    return Source(normalize("NFC", path), file)


def _fill(file: FileIO, buffer: memoryview) -> int:
    """Fill the buffer as far as the file goes and return how far."""
    filled = 0
    while filled < len(buffer):
        size = file.readinto(buffer[filled:])
        if not size:
            break
        filled += size
    return filled


def _stamp(file: Path | int) -> Stamp:
    seen = os.stat(file)  # noqa: PTH116 - also of a descriptor
    return seen.st_size, seen.st_mtime_ns, seen.st_ino


def _changed(file: Path) -> Invalid:
    return Invalid(f"{file} changed while it was pushed; nothing was committed. Push again", "file_changed")


def _unreadable(path: Path, error: OSError) -> Invalid:
    return Invalid(f"{path} cannot be read: {error.strerror or error}", "file_missing", path=str(path))
