"""The spool of one run: what a training left on this disk, and how much of it the server has acknowledged.

    run.json     what the run is: format, run, model, args text, provenance, retention
    points-N     append-only records: points, saves, ends; each with its length and CRC-32
    files/K/     the snapshot of the K-th save
    acks         append-only lines of what was sent and acknowledged

Only the training process writes the records, only the holder of the lock writes acknowledgements. No HTTP here.
"""

from __future__ import annotations

import json
import os
import shutil
import struct
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from modelbase.errors import Invalid

FORMAT = 1
ROTATE = 64 * 2**20  # bytes of one file of records
MAX_RECORD = 256 * 2**20
HEAD = struct.Struct("<BII")  # 1 for points, else 0; length of the packed record; its CRC-32
Position = tuple[int, int]  # number of a file of records, offset in it
START: Position = (1, 0)


class Journal:
    """The writing end: appends records in order; a record that does not fit on the disk leaves no trace."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._number = folder, 1
        self._file = self._opened()
        self.size = 0  # bytes of all records

    def write(self, record: dict[str, Any], *, sync: bool = False) -> None:
        """Append a record, with `sync` down to the disk; raise OSError with what was there before unchanged."""
        packed = zlib.compress(json.dumps(record, separators=(",", ":")).encode(), 1)
        if self._file.tell() > ROTATE:
            self._file.close()
            self._number += 1
            self._file = self._opened()
        end = self._file.tell()
        try:
            left = memoryview(HEAD.pack(record["kind"] == "points", len(packed), zlib.crc32(packed)) + packed)
            while left:  # a disk that is nearly full takes a part, and then raises
                left = left[self._file.write(left) :]
            if sync:
                os.fsync(self._file.fileno())
        except OSError:
            with suppress(OSError):
                self._file.truncate(end)
                self._file.seek(end)
            raise
        self.size += HEAD.size + len(packed)

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _opened(self) -> BinaryIO:
        return _private(self._folder / f"points-{self._number}", "ab")


@dataclass
class Acks:
    """What was acknowledged: points up to a position, saves by number, the outcome that was told last."""

    points: Position = START
    sending: dict[str, Any] | None = None  # a batch that was begun: `seq`, `from`, `to`
    seq: int = 0
    saves: dict[int, str] = field(default_factory=dict)  # number -> label, or why it was refused
    refused: list[str] = field(default_factory=list)
    model: str | None = None
    outcome: str | None = None

    def take(self, line: dict[str, Any]) -> None:
        """Add one line of the file."""
        if "sending" in line:
            self.sending = line["sending"]
        if "points" in line:
            self.points, self.sending = tuple(line["points"]), None
            self.seq = line["seq"] + 1
        if "save" in line:
            self.saves[line["save"]] = line["as"]
        if "refused" in line:
            self.refused.append(line["refused"])
        self.model = line.get("model", self.model)
        self.outcome = line.get("outcome", self.outcome)


class Spool:
    """One run's folder, read; `about` is what run.json says."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.about = _about(folder)

    @classmethod
    def create(cls, root: Path, about: dict[str, Any]) -> Spool:
        """Make the folder of a new run below `root`, readable by its owner alone; raise OSError."""
        folder = root / about["digest"] / about["run"]
        for made in (root, folder.parent, folder, folder / "files"):
            made.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _private(folder / "run.json.new", "wb") as file:
            file.write(json.dumps(about | {"format": FORMAT}, ensure_ascii=False).encode())
        (folder / "run.json.new").replace(folder / "run.json")
        return cls(folder)

    @property
    def files(self) -> Path:
        """The folder of the snapshots."""
        return self.folder / "files"

    def records(
        self, at: Position = START, *, points: bool = True
    ) -> Iterator[tuple[dict[str, Any], Position]]:
        """Yield each whole record from a position on, with the position behind it; end where nothing more is.

        Without `points` those are passed over unread.
        """
        number, offset = at
        while True:
            try:
                with (self.folder / f"points-{number}").open("rb") as file:
                    file.seek(offset)
                    while (packed := _packed(file, points=points)) is not None:
                        offset = file.tell()
                        if packed:
                            yield json.loads(zlib.decompress(packed)), (number, offset)
            except FileNotFoundError:
                return
            if not (self.folder / f"points-{number + 1}").exists():
                return
            number, offset = number + 1, 0

    def acks(self) -> Acks:
        """Return what was acknowledged so far; half a line at the end, of a process that was killed, is none."""
        found = Acks()
        with suppress(FileNotFoundError), (self.folder / "acks").open("rb") as file:
            for line in file:
                with suppress(ValueError, KeyError, TypeError):
                    found.take(json.loads(line))
        return found

    def acknowledge(self, **line: Any) -> None:
        """Append a line to the acknowledgements, down to the disk; for the holder of the lock."""
        with _private(self.folder / "acks", "ab") as file:
            file.write(b"\n" * self._is_torn() + json.dumps(line).encode() + b"\n")
            os.fsync(file.fileno())

    def _is_torn(self) -> bool:
        with suppress(OSError), (self.folder / "acks").open("rb") as file:
            file.seek(-1, os.SEEK_END)
            return file.read(1) != b"\n"
        return False

    def drop_files(self, number: int) -> None:
        """Remove the snapshot of a save that was acknowledged, or that is given up."""
        shutil.rmtree(self.files / str(number), ignore_errors=True)

    def remove(self) -> None:
        """Remove the whole folder, and that of its digest if it was the last."""
        shutil.rmtree(self.folder, ignore_errors=True)
        with suppress(OSError):
            self.folder.parent.rmdir()

    def size(self) -> int:
        """Return how many bytes it takes on this disk."""
        return sum(each.stat().st_size for each in self.folder.rglob("*") if each.is_file())


class Lock:
    """The right to deliver one spool: held by one process at a time, and given back when that process ends."""

    def __init__(self, folder: Path, name: str = "lock") -> None:
        self._path = folder / name
        self._file: BinaryIO | None = None

    def take(self) -> bool:
        """Take it and return True; False if another process has it, or the spool is gone."""
        try:
            file = _private(self._path, "ab")
        except FileNotFoundError:
            return False
        if not _locked(file):
            file.close()
            return False
        self._file = file
        return True

    def free(self) -> None:
        """Give it back."""
        if self._file is not None:
            self._file.close()
            self._file = None


@contextmanager
def held_lock(folder: Path, name: str) -> Iterator[None]:
    """Hold a lock of a folder, waiting for it; the folder is made."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = Lock(folder, name)
    while not lock.take():
        time.sleep(0.05)
    try:
        yield
    finally:
        lock.free()


def alive_lock(folder: Path) -> Lock:
    """Return what the training process itself holds as long as it lives."""
    return Lock(folder, "alive")


def is_alive(folder: Path) -> bool:
    """Say whether the training that writes this spool still runs."""
    lock = alive_lock(folder)
    taken = lock.take()
    lock.free()
    return not taken


def spools(root: Path, digest: str = "*") -> list[Spool]:
    """Return the spools below a folder, perhaps of one digest, oldest run first; half a spool is left out."""
    found = []
    for path in root.glob(f"{digest}/*/run.json"):
        with suppress(Invalid, OSError):
            found.append(Spool(path.parent))
    return sorted(found, key=lambda spool: (str(spool.about["started_at"]), spool.about["run"]))


def _about(folder: Path) -> dict[str, Any]:
    try:
        about = json.loads((folder / "run.json").read_text("utf-8"))
        number = about["format"]
        whole = all(isinstance(about[key], str) for key in ("run", "digest", "id", "args", "started_at"))
    except (ValueError, KeyError, TypeError):
        whole, number = False, FORMAT
    if number != FORMAT:
        raise Invalid(
            f"{folder} was spooled by another version of modelbase (format {number}): sync it with that"
        )
    if not whole:
        raise Invalid(f"{folder} is no spooled run: its run.json is not of Modelbase's form")
    return dict(about)


def _packed(file: BinaryIO, *, points: bool) -> bytes | None:
    """Return the next packed record (empty for points that are passed over), None where none is whole."""
    head = file.read(HEAD.size)
    if len(head) < HEAD.size:
        return None
    are_points, length, check = HEAD.unpack(head)
    if not 0 < length <= MAX_RECORD:
        return None
    if are_points and not points:
        end = file.seek(length, os.SEEK_CUR)
        return b"" if end <= os.fstat(file.fileno()).st_size else None
    packed = file.read(length)
    return packed if len(packed) == length and zlib.crc32(packed) == check else None


def _private(path: Path, mode: str) -> BinaryIO:
    """Open a file that its owner alone can read, without a buffer of ours."""
    flags = os.O_WRONLY | os.O_CREAT | (os.O_APPEND if "a" in mode else os.O_TRUNC)
    descriptor = os.open(path, flags | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0), 0o600)
    file = os.fdopen(descriptor, mode, buffering=0)
    file.seek(0, os.SEEK_END)
    return file  # type: ignore[return-value]


def _locked(file: BinaryIO) -> bool:
    try:
        if os.name == "nt":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
        else:
            import fcntl

            fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
