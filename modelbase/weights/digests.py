"""Hashes each tensor's bytes while a file streams by, once, in order; equal tensors of two files have equal hashes.

BLAKE2b with 16 bytes (RFC 7693). Bytes are those of the file: row-major and little-endian in all formats read here.
"""

from __future__ import annotations

import heapq
import struct
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

from modelbase.weights.archives.zipdir import LOCAL_SIZE
from modelbase.weights.report import Tensor

HASH_BYTES = 16
MOST_TIMES = 8  # the file's size: what views that overlap may cost


@dataclass(order=True)
class _Span:
    """A run of bytes of the file that one or more tensors are."""

    start: int
    stop: int
    hash: Any = field(compare=False, default_factory=lambda: blake2b(digest_size=HASH_BYTES))


class Digests:
    """Feed it all bytes of a file of `size` bytes; then `of` returns the hash of a tensor.

    Views may overlap: once those hashed have MOST_TIMES the bytes of the file, further ones have no hash.
    """

    def __init__(self, tensors: Iterable[Tensor], size: int) -> None:
        self._place, self._tail, self._left = 0, b"", MOST_TIMES * size
        self._spans: dict[tuple[int | None, int, int], _Span] = {}
        self._waiting: list[_Span] = []  # a heap by start
        self._active: list[_Span] = []
        self._headers: dict[int, list[_Span]] = {}  # spans of zip entries: their header says where they begin
        for tensor in tensors:
            if tensor.begin is not None and tensor.size is not None:
                self._add(tensor.entry, tensor.begin, tensor.size)
        self._entries = sorted(self._headers, reverse=True)

    def _add(self, entry: int | None, begin: int, size: int) -> None:
        key = (entry, begin, size)
        if key in self._spans or not 0 <= size <= self._left:
            return
        self._left -= size
        span = self._spans[key] = _Span(begin, begin + size)
        if entry is None:
            heapq.heappush(self._waiting, span)
        else:
            self._headers.setdefault(entry, []).append(span)

    def feed(self, chunk: bytes) -> None:
        """Take the next bytes of the file."""
        self._resolve(self._tail + chunk)
        stop = self._place + len(chunk)
        while self._waiting and self._waiting[0].start < stop:
            self._active.append(heapq.heappop(self._waiting))
        view = memoryview(chunk)
        for span in self._active:
            span.hash.update(view[max(0, span.start - self._place) : max(0, span.stop - self._place)])
        self._active = [span for span in self._active if span.stop > stop]
        self._place, self._tail = stop, (self._tail + chunk)[-LOCAL_SIZE:]

    def _resolve(self, window: bytes) -> None:
        """Find where the entries begin whose local headers are whole now."""
        base = self._place - len(self._tail)
        while self._entries and self._entries[-1] + LOCAL_SIZE <= base + len(window):
            at = self._entries.pop()
            name, extra = struct.unpack_from("<HH", window, at - base + LOCAL_SIZE - 4)
            for span in self._headers[at]:
                moved = at + LOCAL_SIZE + name + extra
                span.start, span.stop = span.start + moved, span.stop + moved
                heapq.heappush(self._waiting, span)

    def of(self, tensor: Tensor) -> str | None:
        """Return the hash of a tensor's bytes, or None where they are not in one piece or overlap too many others."""
        placed = tensor.begin is not None and tensor.size is not None
        span = self._spans.get((tensor.entry, tensor.begin, tensor.size)) if placed else None  # type: ignore[arg-type]
        return None if span is None else str(span.hash.hexdigest())
