"""The missing parts of an upload, sent in parallel by presigned URLs, read from the files by slices.

Never holds a whole part in memory. What was declared is compared with what is sent (sources.py). What is
sent when, and the commit, are in push.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from threading import Lock
from time import monotonic
from typing import Any

from modelbase.client.api import Api, Expired, Store, again
from modelbase.client.connection import store_address, store_headers
from modelbase.client.things import read
from modelbase.client.transfer.meter import Meter, in_parallel
from modelbase.client.transfer.sources import Hashed, read_again
from modelbase.entities import BlobPlan, Entity, Moment, PartUrl
from modelbase.errors import Unavailable

BATCH = 200  # URLs asked for at once
LONGEST = 7 * 86_400.0  # seconds that a presigned URL can live (S3)
USUAL = 300.0  # seconds that URLs count as good where the server's lifetime makes no sense; an expired one is replaced
Part = tuple[str, int]  # SHA-256 of the blob, number from 1


@dataclass(frozen=True)
class Piece:
    """One part to send: which, from which file, from where, how long (bytes)."""

    part: Part
    source: Hashed
    start: int
    size: int


class MoreUrls(Entity):
    """The answer to a request for part URLs; `urls_expire_in`, in seconds, needs no clock."""

    urls: tuple[PartUrl, ...]
    urls_expire_at: Moment
    urls_expire_in: float | None = None


class Plan(Entity):
    """What of an upload is missing."""

    blobs: tuple[BlobPlan, ...]


def pieces(upload: Any, sources: Iterable[Hashed]) -> list[Piece]:
    """Return the missing parts of an upload plan, each with the file that its bytes come from.

    Raise `unavailable` for a plan of other files than were declared.
    """
    by_sha256 = {source.sha256: source for source in sources}
    found = []
    for blob in read(Plan, upload).blobs:
        source, size = by_sha256.get(blob.sha256), blob.part_size
        for number in blob.missing:
            start = (number - 1) * size
            if source is None or size < 1 or number < 1 or start > source.size:
                raise Unavailable(
                    "the server's plan of the upload is of other files: is it a Modelbase server?"
                )
            found.append(Piece((source.sha256, number), source, start, min(size, source.size - start)))
    return found


class Urls:
    """Part URLs for many threads: those that came with the plan, then more, and fresh ones as they expire."""

    def __init__(self, api: Api, path: str, todo: Sequence[Part]) -> None:
        self._api, self._path = api, path
        self._waiting = dict.fromkeys(todo)
        self._known: dict[Part, PartUrl] = {}
        self._until = 0.0
        self._lock = Lock()

    def add(self, answer: Any, headers: Mapping[str, str]) -> None:
        """Take the URLs of an answer; how long they live is counted by the server's clock alone.

        Raise `unavailable` for an answer of another form, `store_unavailable` for URLs that are none of a store.
        """
        found = read(MoreUrls, answer)
        for entry in found.urls:
            store_address(entry.url)
            store_headers(entry.headers)
        self._known = {(entry.sha256, entry.part): entry for entry in found.urls}
        lifetime = _lifetime(found, headers)
        self._until = monotonic() + lifetime - min(30.0, lifetime / 4)

    def take(self, part: Part, *, fresh: bool = False) -> PartUrl:
        """Return URL and headers for one part."""
        with self._lock:
            if fresh or part not in self._known or monotonic() > self._until:
                self._ask(part)
            self._waiting.pop(part, None)
            return self._known[part]

    def _ask(self, part: Part) -> None:
        others = [other for other in self._waiting if other != part][: BATCH - 1]
        parts = [{"sha256": sha256, "part": number} for sha256, number in [part, *others]]
        _, answer, headers = self._api.answer("POST", f"{self._path}/parts", {"parts": parts})
        self.add(answer, headers)
        if part not in self._known:
            raise Unavailable(
                f"the server gave no URL for part {part[1]} of {part[0][:12]}", "store_unavailable"
            )


def send(store: Store, urls: Urls, meter: Meter, todo: Sequence[Piece], threads: int) -> None:
    """Send all pieces; the first that cannot be sent ends the others."""

    def send_one(piece: Piece) -> None:
        expired = False

        def attempt() -> None:
            nonlocal expired
            url = urls.take(piece.part, fresh=expired)
            counted = 0

            def content() -> Iterator[bytes]:
                nonlocal counted
                for slice_ in read_again(piece.source, piece.start, piece.size):
                    meter.add(len(slice_))
                    counted += len(slice_)
                    yield slice_

            try:
                store.put(url.url, url.headers, piece.size, content())
            except BaseException as error:
                expired = isinstance(error, Expired)
                meter.add(-counted)  # the bytes of a failed attempt are sent again
                raise

        again(attempt)

    in_parallel(send_one, todo, threads, meter)


def _lifetime(found: MoreUrls, headers: Mapping[str, str]) -> float:
    """Return how many seconds URLs live: as the server says, else from the answer's own date to their end.

    The date may have been written by any machine in between, in any form or twice; one that makes no sense does not
    count. A wrong guess costs a request: the store refuses an expired URL, and a fresh one is asked for.
    """
    if found.urls_expire_in is not None:
        return min(max(found.urls_expire_in, 1.0), LONGEST)
    until = found.urls_expire_at
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    for now in (_date(headers.get("date")), datetime.now(UTC)):
        if now is not None and timedelta() < until - now <= timedelta(seconds=LONGEST):
            return max((until - now).total_seconds(), 1.0)
    return USUAL


def _date(text: str | None) -> datetime | None:
    """Return the moment of a Date header (RFC 9110, 5.6.7), None if it is none."""
    try:
        found = parsedate_to_datetime(text or "")
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
