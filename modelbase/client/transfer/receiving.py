"""One file of a checkpoint brought to its place: resumed, hashed while it is written, renamed at the end.

The bytes stand in a hidden temporary file beside the target until their SHA-256 is right, always without
holes, so that what is there can be taken up again. Which files, and where to, is decided in pull.py.
"""

from __future__ import annotations

import errno
import os
from collections import deque
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import sha256
from io import FileIO
from pathlib import Path
from typing import TYPE_CHECKING

from modelbase.client.api import Expired, Interrupted, Store, again
from modelbase.client.transfer.meter import Meter
from modelbase.errors import Conflict, Unavailable

if TYPE_CHECKING:
    from modelbase.client.api import Stored

SEGMENT = 4 * 2**20  # bytes of a range
READ = 256 * 1024


@dataclass(frozen=True)
class RemoteFile:
    """A file to receive; `size` in bytes, `url` a presigned one that may expire."""

    path: str
    size: int
    sha256: str
    url: str


@dataclass(frozen=True)
class Download:
    """How bytes come: store, fresh URL for a path, counter; threads for ranges (None: one stream)."""

    store: Store
    fresh: Callable[[str], str]
    meter: Meter
    ranges: ThreadPoolExecutor | None = None
    width: int = 1


def receive(download: Download, remote: RemoteFile, target: Path) -> None:
    """Bring one file to its place; nothing stands under its final name before its SHA-256 is right."""
    try:
        _receive(download, remote, target)
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise Unavailable(
                f"no space is left for {target}: free some, then pull again; it goes on where it stopped",
                "disk_full",
            ) from error
        raise


def _receive(download: Download, remote: RemoteFile, target: Path) -> None:
    temporary = temporary_of(target, remote.sha256)
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    with open(os.open(temporary, flags, 0o666), "r+b", buffering=0) as file:  # noqa: PTH123 - no link is followed
        _lock(file, temporary)
        receiving = _Receiving(download, remote, file)
        receiving.run()
        if not receiving.is_right():
            temporary.unlink()
            raise _corrupt(remote)
        os.fsync(file.fileno())
    temporary.replace(target)
    _sync_folder(target.parent)


class _Receiving:
    """The bytes of one file on their way into the temporary file."""

    def __init__(self, download: Download, remote: RemoteFile, file: FileIO) -> None:
        self.download, self.remote, self.file = download, remote, file
        self.url = remote.url
        self.etag: str | None = None
        self.done = 0
        self.digest = sha256()

    def run(self) -> None:
        """Take up what is there, get the rest; what turns out wrong after a resume is received again, once."""
        resumed = self.take_up()
        self.get_rest()
        if resumed and not self.is_right():
            self.reset()
            self.get_rest()

    def is_right(self) -> bool:
        return self.done == self.remote.size and self.digest.hexdigest() == self.remote.sha256

    def take_up(self) -> bool:
        """Hash what an earlier pull left; return whether there was anything."""
        if os.fstat(self.file.fileno()).st_size > self.remote.size:
            self.file.truncate(0)
        while content := self.file.read(READ):
            self.count(content)
        return self.done > 0

    def get_rest(self) -> None:
        if self.download.ranges and self.remote.size - self.done > 2 * SEGMENT:
            try:
                self.get_by_ranges(self.download.ranges)
            except _NoRangesError:
                self.reset()
        while self.done < self.remote.size:
            again(self.get_on)

    def get_on(self) -> None:
        """Read one stream from where we are; an interruption after some progress is not yet a failure."""
        start = self.done
        try:
            with self.download.store.get(self.url, start, self.remote.size) as found:
                self.begin(found.status_code, found.headers)
                for content in found.iter_raw():
                    self.write(content)
        except Interrupted as error:
            if isinstance(error, Expired):
                self.url = self.download.fresh(self.remote.path)
            if self.done <= start:
                raise
        if self.done <= start:
            raise Interrupted(_odd(f"{self.remote.path} ends after {self.done} of {self.remote.size} bytes"))

    def begin(self, status: int, headers: Mapping[str, str]) -> None:
        """Check an answer before its bytes: from the start again if they are not the ones asked for."""
        asked, changed = self.done, self.changed(headers)
        if status == 206 and _starts_at(headers, asked) and not changed:
            return
        self.reset()
        self.etag = headers.get("etag")
        if status != 200:
            raise Interrupted(_odd(f"HTTP {status} for the bytes from {asked}"))

    def get_by_ranges(self, pool: ThreadPoolExecutor) -> None:
        """Read several ranges at once and write them in order; at most `width` of them are in memory."""
        starts = deque(range(self.done, self.remote.size, SEGMENT))
        coming: deque[Future[bytearray]] = deque()
        try:
            while starts or coming:
                while starts and len(coming) < self.download.width:
                    coming.append(pool.submit(self.get_range, starts.popleft()))
                self.write(coming.popleft().result())
        finally:
            for future in coming:
                future.cancel()

    def get_range(self, start: int) -> bytearray:
        """Return one range whole."""
        end = min(start + SEGMENT, self.remote.size)

        def attempt() -> bytearray:
            try:
                with self.download.store.get(self.url, start, end) as found:
                    fits = found.status_code == 206 and _starts_at(found.headers, start)
                    if not fits or self.changed(found.headers):
                        raise _NoRangesError
                    return _read_exactly(found, end - start)
            except Expired:
                self.url = self.download.fresh(self.remote.path)
                raise

        return again(attempt)

    def changed(self, headers: Mapping[str, str]) -> bool:
        """Say whether this answer is of other stored bytes than the ones before."""
        etag = headers.get("etag")
        self.etag, before = self.etag or etag, self.etag
        return before not in {None, etag}

    def write(self, content: bytes | bytearray) -> None:
        if self.done + len(content) > self.remote.size:
            raise _corrupt(self.remote)
        rest = memoryview(content)
        while rest:
            rest = rest[self.file.write(rest) :]
        self.count(content)

    def count(self, content: bytes | bytearray) -> None:
        self.digest.update(content)
        self.done += len(content)
        self.download.meter.add(len(content))

    def reset(self) -> None:
        """Begin this file from its first byte."""
        self.file.truncate(0)
        self.file.seek(0)
        self.download.meter.add(-self.done)
        self.done, self.digest = 0, sha256()


def temporary_of(target: Path, digest: str) -> Path:
    """Return the hidden file beside the target in which its bytes are collected."""
    return target.parent / f".{target.name[:60]}.{digest[:12]}.part"


def _lock(file: FileIO, temporary: Path) -> None:
    """Make sure that no other pull writes the same temporary file."""
    try:
        import fcntl

        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        mine = temporary.stat().st_ino == os.fstat(file.fileno()).st_ino
    except ImportError:
        return  # a system without such locks
    except (BlockingIOError, FileNotFoundError):
        mine = False
    if not mine:
        raise Conflict(
            f"another pull is bringing {temporary.parent} the same file: let it end, then pull again"
        )


def _sync_folder(folder: Path) -> None:
    """Make the new name last through a power cut, where the system can."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class _NoRangesError(Exception):
    """The store does not give ranges, or not of the same bytes."""


def _read_exactly(found: Stored, size: int) -> bytearray:
    """Return the whole of a range, held once; another length than asked for is an interruption."""
    content, at = bytearray(size), 0
    for piece in found.iter_raw():
        if at + len(piece) > size:
            raise Interrupted(_odd(f"more than the {size} bytes that were asked for"))
        content[at : at + len(piece)] = piece
        at += len(piece)
    if at != size:
        raise Interrupted(_odd(f"{at} bytes where {size} were asked for"))
    return content


def _starts_at(headers: Mapping[str, str], start: int) -> bool:
    return headers.get("content-range", "").startswith(f"bytes {start}-")


def _odd(what: str) -> Unavailable:
    return Unavailable(
        f"the store gave an odd answer: {what}; pull again, it goes on where it stopped", "store_unavailable"
    )


def _corrupt(remote: RemoteFile) -> Conflict:
    return Conflict(
        f"{remote.path} arrived with another SHA-256 than the checkpoint says: the stored bytes are corrupt; push the "
        "file again, or leave it out with exclude=",
        "corrupt",
        path=remote.path,
        parameters=["exclude"],
    )
