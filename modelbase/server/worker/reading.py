"""Reads a stored blob once: whether its bytes have the declared SHA-256, and what a scan finds in them.

A small blob is read into memory, hashed, then scanned. Of a large one the headers are scanned first, by range; then one
stream feeds the SHA-256 and the digests of the tensors. Nothing in a blob is reported before its SHA-256 is right, and
no fault of the scan delays or changes a verdict. The scan itself is done by a confined process (weights/limited.py).
"""

from __future__ import annotations

import hmac
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from time import monotonic
from typing import Any

from modelbase.server.bucket import CHUNK, Absent, Bucket
from modelbase.server.database import Database
from modelbase.server.database.files import reports
from modelbase.server.database.files.blobs import Blob, Verdict
from modelbase.server.database.models import models
from modelbase.weights.digests import Digests
from modelbase.weights.limited import Fetch, Scanner
from modelbase.weights.report import Report
from modelbase.weights.scan import MOST_WHOLE, VERSION

LOG = logging.getLogger(__name__)
SCANNER = {"name": "modelbase", "version": VERSION}
CLAIM = timedelta(seconds=60)
HOLD_EVERY = 15.0  # seconds
AGAIN = timedelta(seconds=10)  # after a store that did not answer
Pace = Callable[[int], None]
GONE = Report("unknown", "not_scanned", "the store has lost its bytes", unread="the store has lost its bytes")


def _unjudged(why: str) -> Report:
    """Return the report on a file whose scan came to no end: it is flagged, since it may be made for that."""
    reason = f"it could not be judged: {why}"
    return Report("unknown", "flagged", reason, odd=reason, unread=why, table_reason=why)


LATE = _unjudged("scanning took too long, or broke off")
FAILED = _unjudged("scanning failed")
# After so many minutes a scan that came to no end is tried again: the machine may have been busy.
TRIES = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=3))


class Stopped(Exception):
    """The worker has to end; another one reads the blob."""


class Claim:
    """A claim on a blob while it is read; `pace`, given the bytes of each chunk, may wait before the next one."""

    def __init__(
        self, hold: Callable[[datetime], None], stop: Callable[[], bool], pace: Pace | None = None
    ) -> None:
        self._hold, self._stop, self._pace, self._held = hold, stop, pace, monotonic()

    def __call__(self) -> None:
        """Renew the claim by `hold(until)` when it is time; raise Stopped when the worker has to end."""
        if self._stop():
            raise Stopped
        if monotonic() - self._held > HOLD_EVERY:
            self._hold(models.now() + CLAIM)
            self._held = monotonic()

    def read(self, size: int) -> None:
        """Note that a chunk of so many bytes was read."""
        self()
        if self._pace is not None:
            self._pace(size)


@dataclass(frozen=True)
class Contents:
    """Whether the bytes are those declared, and their report; None without a scan.

    It is LATE or FAILED if the scan came to no end.

    `etag` is of the object that was read; `gone` says that there was none.
    """

    right: bool
    report: Report | None = None
    table: list[dict[str, Any]] | None = None
    etag: str = ""
    gone: bool = False

    @property
    def verdict(self) -> Verdict:
        """The state of a blob whose bytes are these."""
        return "verified" if self.right else "missing" if self.gone else "corrupt"

    @property
    def judged(self) -> bool:
        """Whether there is a report, of a scan that came to its end."""
        return self.report is not None and self.report not in (LATE, FAILED)


def read(bucket: Bucket, blob: Blob, scanner: Scanner | None, claim: Claim) -> Contents:
    """Return what the stored bytes are, with a report if there is a `scanner`; raise Unavailable or Stopped.

    Wrong bytes are read a second time: an error in transmission must not mark stored bytes as corrupt.
    """
    found = _read_once(bucket, blob, scanner, claim)
    return found if found.right else _read_once(bucket, blob, scanner, claim)


def reported(db: Database, blob: Blob) -> bool:
    """Return whether this version of the scanner has a report on the same bytes already, of a scan that ended."""
    there = reports.get_many(db, [blob.sha256]).get(blob.sha256)
    return there is not None and there["scanner"] == SCANNER and there.get("tries") is None


def unjudged(db: Database, blob: Blob, report: Report, *, whole: bool) -> int:
    """Store that a scan came to no end, unless another one of the same bytes has ended; return how many whole ones.

    It is 0 if another one has ended, and after the short scan before the verdict, which is not `whole`.
    """
    there = reports.get_many(db, [blob.sha256]).get(blob.sha256)
    ours = there is not None and there["scanner"] == SCANNER
    before = there.get("tries") if there is not None and ours else 0
    if before is None:
        return 0
    if whole or not ours:
        keep(db, blob, report, None, before + whole)
    return int(before + whole)


def keep(
    db: Database, blob: Blob, report: Report, table: list[dict[str, Any]] | None, tried: int | None = None
) -> None:
    """Store the report on the bytes of a blob, with the rows of its tensors unless they are too many.

    `tried` is the number of scans that came to no end, if this one did not either.
    """
    document = {
        "size": blob.size,
        "format": report.format,
        "state": report.state,
        "reason": _text(report.reason, 500),
        "imports": [
            {"name": _text(each.name, 200), "risk": each.risk, "uses": list(each.uses)}
            for each in report.imports
        ],
        "odd": _text(report.odd, 500),
        "unread": _text(report.unread, 500),
        "packed": report.packed,
        "table_reason": _text(report.table_reason, 500),
        "metadata": {_text(key, 200): _text(each, 2000) for key, each in list(report.metadata.items())[:100]},
        "scanner": SCANNER,
        "tries": tried,
        "at": models.now(),
    }
    if not reports.put(db, blob.sha256, document, table):
        reports.put(db, blob.sha256, document | {"table_reason": "it has too many tensors to list"}, None)


def _read_once(bucket: Bucket, blob: Blob, scanner: Scanner | None, claim: Claim) -> Contents:
    def fetch(start: int, stop: int) -> bytes:
        claim()
        return bucket.read_range(blob.key, start, stop)

    digest, size = sha256(), 0
    try:
        scan = None if scanner is None else _Scan(scanner, blob.size, fetch)
        stored, chunks = bucket.stream(blob.key)
        for chunk in chunks:
            claim.read(len(chunk))
            digest.update(chunk)
            size += len(chunk)
            if size > blob.size:
                return Contents(False)
            if scan is not None:
                scan.feed(chunk)
    except Absent:
        return Contents(False, gone=True)
    if size != blob.size or not hmac.compare_digest(digest.hexdigest(), blob.sha256):
        return Contents(False)
    found = Contents(True) if scan is None else scan.contents()
    return replace(found, etag=stored.etag)


class _Scan:
    """The scan of a blob whose bytes stream by; where its tensors cannot be hashed, the report says so."""

    def __init__(self, scanner: Scanner, size: int, fetch: Fetch) -> None:
        self._scanner, self._size, self._whole = scanner, size, bytearray()
        self._report: Report | None = None
        self._digests: Digests | None = None
        self._small = size <= MOST_WHOLE
        if not self._small:
            self._scan(fetch)

    def feed(self, chunk: bytes) -> None:
        """Take the next bytes of the blob."""
        if self._small:
            self._whole += chunk
        else:
            self._hash(chunk)

    def contents(self) -> Contents:
        """Return the report and the table of tensors, once all bytes were fed and proved to be right."""
        if self._small:
            self._scan(lambda start, stop: bytes(self._whole[start:stop]))
            for at in range(0, self._size, CHUNK):
                self._hash(bytes(self._whole[at : at + CHUNK]))
        return Contents(True, self._report, self._table())

    def _scan(self, fetch: Fetch) -> None:
        self._report = self._scanner.scan(self._size, fetch) or LATE
        if self._report.tensors is not None:
            with self._guarded():
                self._digests = Digests(self._report.tensors, self._size)

    def _hash(self, chunk: bytes) -> None:
        if self._digests is not None:
            with self._guarded():
                self._digests.feed(chunk)

    def _table(self) -> list[dict[str, Any]] | None:
        """Return a row for each tensor, with the hash of its bytes; None without a list of them."""
        if self._digests is None or self._report is None or self._report.tensors is None:
            return None
        return [
            {
                "name": each.name,
                "dtype": each.dtype,
                "shape": list(each.shape),
                "parameters": each.parameters,
                "size": each.size,
                "hash": self._digests.of(each),
            }
            for each in self._report.tensors
        ]

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        try:
            yield
        except Exception:
            LOG.exception("the tensors of a blob could not be hashed")
            self._report, self._digests = FAILED, None


def _text(value: object, most: int) -> str:
    """Return at most `most` characters that UTF-8 can hold."""
    return str(value)[:most].encode("utf-8", "replace").decode()
