"""The fields of a protobuf message, without its schema, read by range. Source: protobuf.dev, "Encoding"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from modelbase.weights.report import Unreadable
from modelbase.weights.source import Source

WINDOW = 65_536
MOST_FIELDS = 2_000_000
VARINT, FIXED64, BYTES, FIXED32 = 0, 1, 2, 5


@dataclass(frozen=True)
class Field:
    """One field: its number and, of a number, its `value`; of bytes, the places `start` and `stop` in the file."""

    number: int
    wire: int
    value: int
    start: int
    stop: int


class Message:
    """The fields of a message that is part of a file; all messages of a file share its window and its limits."""

    def __init__(self, source: Source) -> None:
        self.source, self._at, self._held, self._fields = source, 0, b"", 0

    def fields(self, start: int, stop: int) -> Iterator[Field]:
        """Yield the fields between two places; raise Unreadable where these bytes are no message."""
        at = start
        while at < stop:
            self._fields += 1
            if self._fields > MOST_FIELDS:
                raise Unreadable(f"it has more than {MOST_FIELDS:,} fields")
            tag, at = self._varint(at, stop)
            number, wire = tag >> 3, tag & 7
            if number == 0 or wire not in {VARINT, FIXED64, BYTES, FIXED32}:
                raise Unreadable("its fields are not those of a message")
            value, end = 0, at
            if wire == VARINT:
                value, end = self._varint(at, stop)
            elif wire == BYTES:
                length, at = self._varint(at, stop)
                end = at + length
            else:
                end = at + (8 if wire == FIXED64 else 4)
            if end > stop:
                raise Unreadable(f"a field ends at byte {end:,}, what it is in at byte {stop:,}")
            yield Field(number, wire, value, at, end)
            at = end

    def text(self, field: Field, most: int = 200) -> str:
        """Return a text, its first `most` bytes."""
        return self._bytes(field.start, min(field.stop, field.start + most)).decode("utf-8", "replace")

    def numbers(self, field: Field) -> list[int]:
        """Return the numbers of a repeated field: one, or those packed in it."""
        if field.wire == VARINT:
            return [field.value]
        found, at = [], field.start
        while at < field.stop:
            value, at = self._varint(at, field.stop)
            found.append(value)
        return found

    def _varint(self, at: int, stop: int) -> tuple[int, int]:
        value = 0
        for shift in range(0, 70, 7):
            if at >= stop:
                break
            byte = self._bytes(at, at + 1)[0]
            at += 1
            value |= (byte & 127) << shift
            if byte < 128:
                return value, at
        raise Unreadable("a number of it does not end")

    def _bytes(self, start: int, stop: int) -> bytes:
        if not self._at <= start or stop > self._at + len(self._held):
            self._at = start
            self._held = self.source.read(start, min(max(stop, start + WINDOW), self.source.size))
        return self._held[start - self._at : stop - self._at]
