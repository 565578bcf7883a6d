"""Snapshots: the files of a save as they are at that moment, in a folder of the spool.

A file is cloned where the file system can (reflink), else copied; with `move` it is renamed. Bytes are written, and a
callable writes its file itself, on the caller's thread. No HTTP, and nothing is hashed here.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from modelbase import paths
from modelbase.client.transfer.sources import expand
from modelbase.errors import Invalid

FICLONE = 0x40049409  # ioctl of Linux: share the blocks of another file (btrfs, XFS, bcachefs)
Content = str | os.PathLike[str] | bytes | bytearray | memoryview | Callable[[Path], Any]
Files = Mapping[str, Content] | str | os.PathLike[str] | Iterable[str | os.PathLike[str]]


def take(files: Files, folder: Path, *, move: bool) -> int:
    """Put the files into a new folder and return their size in bytes; raise Invalid, or OSError for this disk.

    `files` is a mapping of paths to what they hold (a file's path, bytes, or a callable that gets the path to write
    to), or a file or folder, or several.
    """
    parts = list(_parts(files))
    paths.check_all(path for path, _ in parts)
    folder.mkdir(mode=0o700, parents=True)
    try:
        for path, content in parts:
            place = folder.joinpath(*path.split("/"))
            place.parent.mkdir(parents=True, exist_ok=True)
            _put(content, place, path, move=move)
        return sum(each.stat().st_size for each in folder.rglob("*") if each.is_file())
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def clone(source: Path, place: Path) -> None:
    """Make `place` a file with the content of `source`, sharing its blocks where the file system can."""
    with source.open("rb") as old, place.open("xb") as new:
        try:
            import fcntl

            fcntl.ioctl(new.fileno(), FICLONE, old.fileno())
        except (ImportError, OSError):
            _copied(source, place)


def _copied(source: Path, place: Path) -> None:
    shutil.copyfile(source, place)


def _parts(files: Files) -> Iterable[tuple[str, Any]]:
    if isinstance(files, Mapping):
        if not files:
            raise Invalid("there is no file to save: name one", "file_missing")
        for path, content in files.items():
            if isinstance(content, str | os.PathLike) and Path(content).is_dir():
                for source in expand([content])[0]:
                    yield f"{str(path).rstrip('/')}/{source.path}", source.file
            else:
                yield str(path), content
        return
    given = [files] if isinstance(files, str | os.PathLike) else list(files)
    for source in expand(given)[0]:
        yield source.path, source.file


def _put(content: Any, place: Path, path: str, *, move: bool) -> None:
    if isinstance(content, bytes | bytearray | memoryview):
        place.write_bytes(content)
    elif isinstance(content, str | os.PathLike):
        _file(Path(content), place, move=move)
    elif callable(content):
        made = content(place)
        if not place.exists() and isinstance(made, bytes | bytearray | memoryview):
            place.write_bytes(made)
        if not place.is_file():
            raise Invalid(
                f"the callable for {path} wrote no file: it gets the path to write to, or returns bytes",
                "file_missing",
            )
    else:
        raise Invalid(
            f"{path} is {type(content).__name__}: give a file's path, bytes, or a callable that writes it"
        )


def _file(source: Path, place: Path, *, move: bool) -> None:
    if not source.is_file():
        raise Invalid(f"{source} cannot be saved: there is no such file", "file_missing", path=str(source))
    if move:
        with suppress(OSError):
            source.rename(place)
            return
    clone(source, place)
    if move:
        source.unlink()


def size(folder: Path) -> int:
    """Return how many bytes the files below a folder have."""
    total = 0
    for each in folder.rglob("*"):
        with suppress(OSError):
            total += each.stat().st_size if each.is_file() else 0
    return total


def least(there: list[int], kept: Mapping[int, tuple[int, Any]], retention: Mapping[str, Any]) -> int | None:
    """Return which of the snapshots is missed least, None if only the best and the last are left.

    First those that the retention would drop, then the oldest.
    """
    numbers = sorted(there)
    spare = set(numbers[-1:]) | _best(numbers, kept, str(retention.get("best", "")))
    droppable = [each for each in numbers if each not in spare]
    last, every = retention.get("keep_last"), retention.get("keep_every")
    if last or every:
        held = set(numbers[-last:]) if last else set()
        held |= {each for each in numbers if every and kept[each][0] % every == 0}
        droppable = [each for each in droppable if each not in held] or droppable
    return droppable[0] if droppable else None


def _best(numbers: list[int], kept: Mapping[int, tuple[int, Any]], rule: str) -> set[int]:
    valued = [each for each in numbers if isinstance(kept[each][1], int | float)]
    if not valued:
        return set()
    pick = max if rule.endswith(":max") else min
    return {pick(valued, key=lambda each: kept[each][1])}
