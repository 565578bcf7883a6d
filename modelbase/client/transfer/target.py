"""The folder that a checkpoint is pulled into: what may be written there, what is there, what remains to be received.

Every path that a server names is checked here before the first byte is requested. No HTTP.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import stat
from collections.abc import Sequence
from fnmatch import fnmatchcase
from pathlib import Path

from modelbase import paths
from modelbase.client.transfer.meter import Callback, Meter, in_parallel
from modelbase.client.transfer.receiving import RemoteFile, temporary_of
from modelbase.client.transfer.sources import HASH_THREADS, Source, hash_file
from modelbase.entities import Checkpoint
from modelbase.errors import Conflict, Invalid, NotFound, Unavailable
from modelbase.identity.identity import parse_ref
from modelbase.texts import line

_ADVICE = re.compile(r": (rename|shorten|it must|leave|name)[^:]*$")  # for the one who pushed


def folder_name(model: str) -> str:
    """Return the default folder for a model ID: `resnet50-3c7039714`, always one plain name; raise `id_invalid`."""
    ref = parse_ref(model)
    return f"{ref.name.partition('/')[2]}-{ref.tail}"


def select(rows: Sequence[RemoteFile], include: Sequence[str], exclude: Sequence[str]) -> list[RemoteFile]:
    """Return the files that the globs name; `*` crosses slashes, a bare name fits in every folder."""
    chosen = [row for row in rows if (not include or _any(row.path, include)) and not _any(row.path, exclude)]
    if rows and not chosen:
        shown = ", ".join(line(row.path) for row in rows[:5])
        raise NotFound(
            f"no file of the checkpoint fits include= and exclude=; it has {shown}",
            "file_not_found",
            parameters=["include", "exclude"],
        )
    return chosen


class Target:
    """A folder to pull into; `missing` and `replaced` are known after `prepare`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.missing: set[str] = set()
        self.replaced: set[str] = set()

    def prepare(self, rows: Sequence[RemoteFile], callback: Callback | None = None) -> list[RemoteFile]:
        """Check every path and the free space, and return the files that are not there yet."""
        _check_paths(rows)
        for row in rows:
            self._check_inside(row.path)
        there = self._there(rows, callback)
        todo = [row for row in rows if row.path not in there]
        self._check_room(todo)
        self.missing = {row.path for row in todo}
        self.replaced = {row.path for row in todo if self.place(row.path).exists()}
        self.folder.mkdir(parents=True, exist_ok=True)
        return todo

    def place(self, path: str) -> Path:
        """Return where a file goes."""
        return self.folder.joinpath(*(paths.on_windows(path) if os.name == "nt" else path).split("/"))

    def look(self, rows: Sequence[RemoteFile]) -> None:
        """Look at every file once all were received: raise `conflict` if one is not there in its size."""
        for row in rows:
            try:
                seen = self.place(row.path).lstat()
            except OSError:
                seen = None
            if seen is None or not stat.S_ISREG(seen.st_mode) or seen.st_size != row.size:
                raise Conflict(
                    f"{self.place(row.path)} was received and is not there any more as it was: something else "
                    "writes into the folder. Pull again, elsewhere with to=",
                    parameters=["to"],
                )

    def leave_manifest(self, model: str, checkpoint: Checkpoint, rows: Sequence[RemoteFile]) -> None:
        """Write down where the files came from, in a hidden file that `push` leaves out."""
        text = {
            "id": model,
            "label": checkpoint.label,
            "checkpoint": checkpoint.id,
            "hash": checkpoint.hash,
            "files": [{"path": row.path, "size": row.size, "sha256": row.sha256} for row in rows],
        }
        temporary = self.folder / f"{paths.MANIFEST}.{os.getpid()}"
        temporary.unlink(missing_ok=True)  # of a process of this number that was killed
        with temporary.open("x", encoding="utf-8") as file:  # never through a link
            file.write(json.dumps(text, indent=1, ensure_ascii=False) + "\n")
        temporary.replace(self.folder / paths.MANIFEST)

    def _check_inside(self, path: str) -> None:
        """Refuse to write through a link, or over something that is in the way."""
        place = self.folder
        if place.exists() and not place.is_dir():
            raise Invalid(
                f"{place} is no folder: pull elsewhere, with to=", "path_invalid", parameters=["to"]
            )
        for segment in self.place(path).relative_to(self.folder).parts:
            place = place / segment
            kind = "file" if place == self.place(path) else "folder"
            if place.is_symlink():
                raise Invalid(
                    f"{place} is a link and could lead anywhere: remove it, or pull elsewhere", "path_invalid"
                )
            if place.exists() and not (place.is_file() if kind == "file" else place.is_dir()):
                raise Invalid(
                    f"{place} is in the way of a {kind}: remove it, or pull elsewhere", "path_invalid"
                )

    def _there(self, rows: Sequence[RemoteFile], callback: Callback | None) -> set[str]:
        """Return the paths that hold the right bytes already."""
        like = [
            row
            for row in rows
            if self.place(row.path).is_file() and self.place(row.path).stat().st_size == row.size
        ]
        meter = Meter("hash", sum(row.size for row in like), len(like), callback)
        sources = [Source(row.path, self.place(row.path)) for row in like]
        hashed = in_parallel(lambda source: hash_file(source, meter), sources, HASH_THREADS, meter)
        return {row.path for row, one in zip(like, hashed, strict=True) if one.sha256 == row.sha256}

    def _check_room(self, todo: Sequence[RemoteFile]) -> None:
        needed = sum(row.size - self._begun(row) for row in todo)
        there = next(
            folder for folder in (self.folder.absolute(), *self.folder.absolute().parents) if folder.exists()
        )
        free = shutil.disk_usage(there).free
        if needed > free:
            raise Unavailable(
                f"{there} has {free / 1e9:.1f} GB free, and {needed / 1e9:.1f} GB are to come: "
                "free some, or pull elsewhere, with to=",
                "disk_full",
                parameters=["to"],
            )

    def _begun(self, row: RemoteFile) -> int:
        temporary = temporary_of(self.place(row.path), row.sha256)
        return min(temporary.stat().st_size, row.size) if temporary.is_file() else 0


def _check_paths(rows: Sequence[RemoteFile]) -> None:
    """Raise `path_invalid` for paths of a server that are not safe or not to be kept here."""
    try:
        paths.check_all(row.path for row in rows)
    except Invalid as error:
        raise Invalid(
            f"{_ADVICE.sub('', error.message)}; nothing was pulled. Leave that file out with exclude=",
            error.code,
            **error.details,
            parameters=["exclude"],
        ) from None


def _any(path: str, globs: Sequence[str]) -> bool:
    return any(fnmatchcase(path, glob) or fnmatchcase(path.rpartition("/")[2], glob) for glob in globs)
