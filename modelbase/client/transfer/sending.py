"""The missing parts of an upload, sent in parallel by presigned URLs, read from the files by slices.

Never holds a whole part in memory. What was declared is compared with what is sent (sources.py). What is
sent when, and the commit, are in push.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from threading import Lock
from time import monotonic
from typing import Any

from modelbase.client.api import Api, Expired, Store, again
from modelbase.client.transfer.meter import Meter, in_parallel
from modelbase.client.transfer.sources import Hashed, read_again
from modelbase.errors import Unavailable

BATCH = 200  # URLs asked for at once
Part = tuple[str, int]  # SHA-256 of the blob, number from 1


@dataclass(frozen=True)
class Piece:
    """One part to send: which, from which file, from where, how long (bytes)."""

    part: Part
    source: Hashed
    start: int
    size: int


def pieces(upload: Mapping[str, Any], sources: Iterable[Hashed]) -> list[Piece]:
    """Return the missing parts of an upload plan, each with the file that its bytes come from."""
    by_sha256 = {source.sha256: source for source in sources}
    found = []
    for blob in upload["blobs"]:
        source, size = by_sha256[blob["sha256"]], int(blob["part_size"])
        for number in blob["missing"]:
            start = (number - 1) * size
            found.append(Piece((source.sha256, number), source, start, min(size, source.size - start)))
    return found


class Urls:
    """Part URLs for many threads: those that came with the plan, then more, and fresh ones as they expire."""

    def __init__(self, api: Api, path: str, todo: Sequence[Part]) -> None:
        self._api, self._path = api, path
        self._waiting = dict.fromkeys(todo)
        self._known: dict[Part, dict[str, Any]] = {}
        self._until = 0.0
        self._lock = Lock()

    def add(self, answer: Mapping[str, Any], headers: Mapping[str, str]) -> None:
        """Take the URLs of an answer; how long they live is counted by the server's clock alone."""
        self._known = {(entry["sha256"], entry["part"]): entry for entry in answer["urls"]}
        lifetime = _lifetime(answer["urls_expire_at"], headers)
        self._until = monotonic() + lifetime - min(30.0, lifetime / 4)

    def take(self, part: Part, *, fresh: bool = False) -> dict[str, Any]:
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
                store.put(url["url"], url["headers"], piece.size, content())
            except BaseException as error:
                expired = isinstance(error, Expired)
                meter.add(-counted)  # the bytes of a failed attempt are sent again
                raise

        again(attempt)

    in_parallel(send_one, todo, threads, meter)


def _lifetime(expires_at: str, headers: Mapping[str, str]) -> float:
    """Return the seconds from the answer's own date to `expires_at`."""
    until = datetime.fromisoformat(expires_at)
    given = headers.get("date")
    now = parsedate_to_datetime(given) if given else datetime.now(UTC)
    return max((until - now).total_seconds(), 1.0)
