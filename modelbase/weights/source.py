"""The bytes of one file, read by range, a bounded number of times. Knows nothing of formats or stores."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from modelbase.weights.report import Unreadable

HEAD = 65_536
MOST_TAIL = 4 * 2**20
MOST_BYTES = 64 * 2**20
MOST_READS = 256
Fetch = Callable[[int, int], bytes]


@dataclass
class Source:
    """A file of `size` bytes; `fetch(start, stop)` returns that half-open range of it.

    Head and tail are kept, so that the headers of nearly every file cost three fetches at most.
    """

    size: int
    fetch: Fetch
    reads: int = 0
    taken: int = 0
    _kept: list[tuple[int, bytes]] = field(default_factory=list)

    def read(self, start: int, stop: int) -> bytes:
        """Return the bytes from `start` to before `stop`, or raise Unreadable beyond the end or the limits."""
        if not 0 <= start <= stop <= self.size:
            raise Unreadable(f"it refers to bytes {start} to {stop}, but has only {self.size}")
        for at, held in self._kept:
            if at <= start and stop <= at + len(held):
                return held[start - at : stop - at]
        if start == stop:
            return b""
        self.reads += 1
        self.taken += stop - start
        if self.reads > MOST_READS or self.taken > MOST_BYTES:
            raise Unreadable("its headers are larger than what is read of a file (64 MiB)")
        found = self.fetch(start, stop)
        if len(found) != stop - start:
            raise Unreadable("the store sent fewer bytes than the file has")
        return found

    @classmethod
    def of(cls, data: bytes) -> Source:
        """Return bytes in memory as a file, of which reading costs nothing."""
        return cls(len(data), lambda start, stop: data[start:stop], _kept=[(0, data)])

    def part(self, start: int, stop: int) -> Source:
        """Return the bytes between two places as a file; what is read of it counts here as well."""
        return Source(stop - start, lambda begin, end: self.read(start + begin, start + end))

    def whole(self, most: int) -> bytes:
        """Return the first `most` bytes, and keep them: what is read of them afterwards costs nothing."""
        return self._keep(0, min(most, self.size)) if self.size > HEAD else self.head()

    def head(self) -> bytes:
        """Return the first 64 KiB."""
        return self._keep(0, min(HEAD, self.size))

    def tail(self) -> bytes:
        """Return the end, where archives have their directory: 64 KiB, of a large file more (1/64, at most 4 MiB)."""
        return self._keep(max(0, self.size - max(HEAD, min(self.size // 64, MOST_TAIL))), self.size)

    def _keep(self, start: int, stop: int) -> bytes:
        found = self.read(start, stop)
        if all(at != start or len(held) < len(found) for at, held in self._kept):
            self._kept.append((start, found))
        return found
