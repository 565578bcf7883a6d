"""Paths on this disk turned into the files of a checkpoint, hashed, and read again while they are sent.

What a checkpoint does not keep of a folder (junk, empty folders, permissions, the form of a name) is told. The second
reading is compared with the first one, MiB by MiB, so that a file that changes in between is caught before anything
is committed. No HTTP here.
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
    }
)
SHOWN = 5  # names in one sentence
_CACHED = re.compile(r"(models|datasets|spaces)--.+")  # a repository in the cache of huggingface_hub
Stamp = tuple[int, int, int]


@dataclass(frozen=True)
class Source:
    """A file on this disk and the path it gets in the checkpoint; `name` is its path here, where that is another."""

    path: str
    file: Path
    name: str = ""


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


def expand(
    given: Iterable[str | os.PathLike[str]], *, follow_links: bool = False
) -> tuple[list[Source], list[str]]:
    """Return the files that the paths name, sorted, and what was left out: junk, our own files, empty folders.

    The content of a single folder stands at the root; of several paths each keeps its own name. Links are followed
    within their folder and into the blobs of a Hugging Face cache, with `follow_links` anywhere. A name that some
    system cannot keep becomes one that all can (`paths.portable`). Raise `file_missing`, `path_invalid`.
    """
    tops = [Path(path) for path in given]
    found: list[Source] = []
    skipped: list[str] = []
    for top in tops:
        _check_there(top)
        if not top.is_dir():
            _keep(top.name, top, found, skipped)
            continue
        root = top.resolve()
        walk = _Walk(root, skipped, follow_links=follow_links)
        prefix = "" if len(tops) == 1 else f"{root.name}/"
        for inner, file in walk.files(root, prefix, frozenset({root})):
            _keep(inner, file, found, skipped)
    if not found:
        left = f"; left out: {_few(skipped)}" if skipped else ""
        where = ", ".join(map(str, tops)) or "nothing"
        raise Invalid(
            f"there is no file to push in {where}{left}: name a file, or a folder with files", "file_missing"
        )
    paths.check_all(source.path for source in found)
    return sorted(found, key=lambda source: source.path), skipped


def told(sources: Iterable[Source]) -> list[str]:
    """Return a sentence for each thing about the files that the checkpoint does not keep: names, permissions."""
    sources = list(sources)
    renamed = [source for source in sources if source.name]
    sentences = [
        f"{_shown(source.name)} is kept as {source.path}, a name for all systems"
        for source in renamed[:SHOWN]
        if normalize("NFC", source.name) != source.path
    ]
    nfd = [source.path for source in renamed if normalize("NFC", source.name) == source.path]
    if nfd:
        sentences.append(f"names are kept in Unicode's form NFC: {_few(nfd)}")
    if len(renamed) - len(nfd) > SHOWN:
        sentences.append(f"{len(renamed) - len(nfd)} files in all are kept under another name")
    executable = [source.path for source in sources if os.name == "posix" and _is_executable(source.file)]
    if executable:
        sentences.append(f"the permission to execute is not kept: {_few(executable)}")
    return sentences


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


def _keep(path: str, file: Path, found: list[Source], skipped: list[str]) -> None:
    """Add a file, or say that it is left out."""
    if _is_left_out(path.rpartition("/")[2]):
        skipped.append(path)
        return
    kept = paths.portable(normalize("NFC", path))
    found.append(Source(kept, file, "" if kept == path else path))


def _is_left_out(name: str) -> bool:
    return name in JUNK or paths.is_ours(name)


@dataclass(frozen=True)
class _Walk:
    """The way through a folder; what is left out goes to `skipped`."""

    root: Path
    skipped: list[str]
    follow_links: bool

    def files(self, folder: Path, prefix: str, above: frozenset[Path]) -> Iterator[tuple[str, Path]]:
        """Yield (path in the checkpoint, file) of a folder; `above` are the real folders that lead here."""
        try:
            names = sorted(entry.name for entry in os.scandir(folder))
        except OSError as error:
            raise _unreadable(folder, error) from error
        if all(map(_is_left_out, names)):
            self.skipped.append(f"{prefix or folder.name + '/'} (empty)")
        for name in names:
            entry, inner = folder / name, prefix + name
            if _is_left_out(name):
                self.skipped.append(inner)
                continue
            if entry.is_symlink():
                self.check_link(entry)
            _check_there(entry)
            if not entry.is_dir():
                yield inner, entry
                continue
            real = entry.resolve()
            if real in above:
                raise Invalid(f"{entry} is a link to a folder that it lies in: remove it", "file_missing")
            yield from self.files(entry, inner + "/", above | {real})

    def check_link(self, link: Path) -> None:
        """Refuse a link that leads out of the folder, unless it is asked for or one of a Hugging Face cache."""
        target = link.resolve()
        if not (self.follow_links or target.is_relative_to(self.root) or _is_cached(link, target)):
            raise Invalid(
                f"{link} is a link that leads out of {self.root}: follow such links with follow_links=True, or put "
                "the file itself there",
                "file_missing",
                parameters=["follow_links"],
            )


def _is_cached(link: Path, target: Path) -> bool:
    """Say whether a link is one of huggingface_hub's: from `snapshots/REVISION/…` to `blobs/HASH` beside it."""
    for folder in link.parents:
        if folder.name == "snapshots" and _CACHED.fullmatch(folder.parent.name):
            return target.parent == folder.parent / "blobs" and target.is_file()
    return False


def _is_executable(file: Path) -> bool:
    try:
        return bool(file.stat().st_mode & stat.S_IXUSR)
    except OSError:
        return False  # it is read next, which says what is wrong


def _few(names: list[str]) -> str:
    return ", ".join(map(_shown, names[:SHOWN])) + (
        f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    )


def _shown(name: str) -> str:
    return name if name.isprintable() else ascii(name)


def _check_there(path: Path) -> None:
    try:
        mode = path.stat().st_mode
    except OSError as error:
        raise _unreadable(path, error) from error
    if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
        raise Invalid(f"{path} is neither a file nor a folder: leave it out", "file_missing")


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
    return Invalid(
        f"{path} cannot be read: {error.strerror or error}; name another, or let it be read",
        "file_missing",
        path=str(path),
    )
