"""The entries of a zip file, read from its end and believed only where every count and place agrees.

What two readers could see differently is refused: a prefix, a gap, a second end record, entries that overlap or
have one name, encryption. Source: PKWARE APPNOTE 6.3.10.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass

from modelbase.weights.report import Unreadable
from modelbase.weights.source import Source

END, END64, LOCATOR, CENTRAL, LOCAL = (
    b"PK\x05\x06",
    b"PK\x06\x06",
    b"PK\x06\x07",
    b"PK\x01\x02",
    b"PK\x03\x04",
)
END_SIZE, LOCATOR_SIZE, END64_SIZE, CENTRAL_SIZE, LOCAL_SIZE = 22, 20, 56, 46, 30
MOST_ENTRIES = 200_000
FULL16, FULL32 = 0xFFFF, 0xFFFFFFFF
DESCRIPTOR, UTF8 = 0x0008, 0x0800
STORED, DEFLATED = 0, 8
MOST_PARTS, MOST_LOOSE = 100, 500
MOST_CONTENT = 48 * 2**20
SLACK = 256  # what the padding before an entry may take without a second read


@dataclass(frozen=True)
class Entry:
    """One file of the archive; `at` is where its local header begins."""

    name: str
    method: int
    crc: int
    packed: int
    size: int
    at: int
    flags: int

    @property
    def stored(self) -> bool:
        """Say whether its bytes stand in the archive as they are."""
        return self.method == STORED and self.packed == self.size


def is_cut_off(source: Source) -> bool:
    """Say whether an archive has no end record where a reader would look for one: no reader can open it."""
    return END not in source.read(max(0, source.size - END_SIZE - FULL16), source.size)


def parts(source: Source) -> list[tuple[int, int]]:
    """Return where archives begin and end that stand one after another, or raise Unreadable if they do not.

    From the end to the front: each end record says how long what stands before it is.
    """
    found: list[tuple[int, int]] = []
    stop = source.size
    while stop:
        if len(found) >= MOST_PARTS:
            raise Unreadable(f"it is more than {MOST_PARTS} archives one after another")
        record = stop - END_SIZE
        if record < 0 or source.read(record, record + 4) != END:
            raise Unreadable("it is not one archive after another")
        size, begin = struct.unpack("<II", source.read(record + 12, record + 20))
        end = record
        before = record - LOCATOR_SIZE - END64_SIZE
        if before >= 0 and source.read(record - LOCATOR_SIZE, record - LOCATOR_SIZE + 4) == LOCATOR:
            size, begin = struct.unpack("<QQ", source.read(before + 40, before + 56))
            end = before
        start = end - size - begin
        if not 0 <= start < stop:
            raise Unreadable("it is not one archive after another")
        found.append((start, stop))
        stop = start
    return found[::-1]


def loose(data: bytes) -> list[bytes]:
    """Return what begins behind each thing in the bytes that looks like the header of an entry, at most MOST_LOOSE.

    For an archive that is refused: whatever a reader takes for an entry begins with such a header.
    """
    found: list[bytes] = []
    at = data.find(LOCAL)
    while at >= 0 and len(found) < MOST_LOOSE:
        header = data[at : at + LOCAL_SIZE]
        if len(header) == LOCAL_SIZE:
            method, name, extra = *struct.unpack_from("<H", header, 8), *struct.unpack_from("<HH", header, 26)
            content_at = data[at + LOCAL_SIZE + name + extra :]
            found.append(content_at if method == STORED else _as_far_as_it_goes(content_at))
        at = data.find(LOCAL, at + 1)
    return found


def _as_far_as_it_goes(data: bytes) -> bytes:
    try:
        return zlib.decompressobj(wbits=-15).decompress(data, MOST_CONTENT)
    except zlib.error:
        return b""


def entries(source: Source) -> dict[str, Entry]:
    """Return the entries by name, in their order, or raise Unreadable."""
    count, size, start, end = _place(source)
    if start + size != end:
        raise Unreadable("the archive's directory does not end where its end record begins")
    if count > MOST_ENTRIES:
        raise Unreadable(f"the archive has {count:,} entries; at most {MOST_ENTRIES:,} are read")
    directory = source.read(start, end)
    found: dict[str, Entry] = {}
    at = 0
    for _ in range(count):
        entry, at = _central(directory, at)
        if entry.name in found:
            raise Unreadable(f"the archive has two entries {entry.name[:80]!r}")
        found[entry.name] = entry
    if at != len(directory):
        raise Unreadable("the archive's directory has more entries than its end record says")
    _check_apart(list(found.values()), start)
    return found


def content(source: Source, entry: Entry, most: int = MOST_CONTENT) -> bytes:
    """Return the bytes of an entry, stored or deflated, whose own header must say what the directory says."""
    if entry.method not in {STORED, DEFLATED} or (entry.method == STORED and not entry.stored):
        raise Unreadable(f"the entry {entry.name[:80]!r} is packed in a way that is not read")
    if entry.size > most or entry.packed > most:
        raise Unreadable(f"the entry {entry.name[:80]!r} has {entry.size:,} bytes; at most {most:,} are read")
    data = _raw(source, entry, entry.packed)
    if entry.method == DEFLATED:
        data = _inflated(entry, data)
    if zlib.crc32(data) != entry.crc:
        raise Unreadable(f"the entry {entry.name[:80]!r} has a wrong checksum")
    return data


def beginning(source: Source, entry: Entry, most: int) -> bytes:
    """Return the first bytes of an entry, at most `most`, without its checksum."""
    if entry.method != STORED or entry.size <= most:
        return content(source, entry)[:most]
    return _raw(source, entry, most)


def _raw(source: Source, entry: Entry, wanted: int) -> bytes:
    """Return the first bytes of an entry as they stand in the archive, and check its own header."""
    length = LOCAL_SIZE + len(entry.name.encode())
    found = source.read(entry.at, min(entry.at + length + SLACK + wanted, source.size))
    magic, _, flags, method, _, _, crc, packed, size, name_length, extra = struct.unpack(
        "<4s5HIIIHH", found[:LOCAL_SIZE]
    )
    begin = LOCAL_SIZE + name_length + extra
    if begin + wanted > len(found):
        found = source.read(entry.at, entry.at + begin + wanted)
    later = bool(flags & DESCRIPTOR)
    sizes_agree = (
        later or FULL32 in (packed, size) or (packed, size, crc) == (entry.packed, entry.size, entry.crc)
    )
    same = (magic, flags, method) == (LOCAL, entry.flags, entry.method) and sizes_agree
    if not same or found[LOCAL_SIZE : LOCAL_SIZE + name_length] != entry.name.encode():
        raise Unreadable(f"the entry {entry.name[:80]!r} has two headers that disagree")
    return found[begin : begin + wanted]


def _inflated(entry: Entry, data: bytes) -> bytes:
    part = zlib.decompressobj(wbits=-15)
    try:
        found = part.decompress(data, entry.size + 1)
    except zlib.error as error:
        raise Unreadable(f"the entry {entry.name[:80]!r} is packed and broken") from error
    if len(found) != entry.size:
        raise Unreadable(f"the entry {entry.name[:80]!r} unpacks to another size than it says")
    return found


def _place(source: Source) -> tuple[int, int, int, int]:
    """Return the directory's count of entries, size and start, and where the end records begin."""
    tail = source.tail()
    at = len(tail) - END_SIZE
    if at < 0 or tail[at : at + 4] != END:
        raise Unreadable(
            "the archive does not end with its end record: it is cut off, or something follows it"
        )
    _, disk, first, here, count, size, start, comment = struct.unpack("<4s4HIIH", tail[at:])
    if disk or first or here != count or comment:
        raise Unreadable("the archive's end record is not that of a whole archive")
    end = source.size - END_SIZE
    locator = tail[at - LOCATOR_SIZE : at] if at >= LOCATOR_SIZE else b""
    if not locator.startswith(LOCATOR):
        if FULL16 in (count,) or FULL32 in (size, start):
            raise Unreadable("the archive lacks its zip64 end record")
        return count, size, start, end
    return _place64(source, locator, end - LOCATOR_SIZE)


def _place64(source: Source, locator: bytes, end: int) -> tuple[int, int, int, int]:
    _, disk, at, disks = struct.unpack("<4sIQI", locator)
    if disk or disks != 1 or at + END64_SIZE != end:
        raise Unreadable("the archive's zip64 end record is not in its place")
    record = struct.unpack("<4sQHHIIQQQQ", source.read(at, at + END64_SIZE))
    magic, length, _, _, disk, first, here, count, size, start = record
    if magic != END64 or length != END64_SIZE - 12 or disk or first or here != count:
        raise Unreadable("the archive's zip64 end record is not that of a whole archive")
    return count, size, start, at


def _central(directory: bytes, at: int) -> tuple[Entry, int]:
    if at + CENTRAL_SIZE > len(directory):
        raise Unreadable("the archive's directory is cut off")
    fields = struct.unpack("<4s6H3I5H2I", directory[at : at + CENTRAL_SIZE])
    magic, _, _, flags, method, _, _, crc, packed, size, name_length, extra, comment, disk, _, _, place = (
        fields
    )
    after = at + CENTRAL_SIZE + name_length
    name = directory[at + CENTRAL_SIZE : after]
    if magic != CENTRAL or disk or comment or flags & ~(DESCRIPTOR | UTF8):
        raise Unreadable("an entry of the archive is encrypted, patched or of a kind that is not read")
    packed, size, place = _wide(directory[after : after + extra], (packed, size, place))
    return Entry(_text(name), method, crc, packed, size, place, flags), after + extra


def _wide(extra: bytes, narrow: tuple[int, int, int]) -> tuple[int, int, int]:
    """Return packed size, size and place, taken from the zip64 field where the 32 bits were too few."""
    packed, size, place = narrow
    at, field = 0, b""
    while at + 4 <= len(extra):
        kind, length = struct.unpack("<HH", extra[at : at + 4])
        if kind == 1:
            field = extra[at + 4 : at + 4 + length]
        at += 4 + length
    values = iter(struct.unpack(f"<{len(field) // 8}Q", field[: len(field) // 8 * 8]))
    try:  # in this order (APPNOTE 4.5.3): size, packed size, place; each only where the short one is full
        size = next(values) if size == FULL32 else size
        packed = next(values) if packed == FULL32 else packed
        place = next(values) if place == FULL32 else place
    except StopIteration as error:
        raise Unreadable("an entry of the archive lacks its zip64 sizes") from error
    return packed, size, place


def _text(name: bytes) -> str:
    try:
        text = name.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Unreadable("the name of an entry of the archive is no UTF-8") from error
    if not text.isprintable() or "\\" in text or text.startswith("/") or ".." in text.split("/"):
        raise Unreadable(f"an entry of the archive has the name {text[:80]!r}")
    return text


def _check_apart(found: list[Entry], directory: int) -> None:
    """Raise Unreadable where entries overlap each other or the directory, or something lies before the first."""
    at = 0
    for entry in sorted(found, key=lambda each: each.at):
        if entry.at < at or (at == 0 and entry.at != 0):
            raise Unreadable("entries of the archive overlap, or something stands before them")
        at = entry.at + LOCAL_SIZE + len(entry.name.encode()) + entry.packed
    if at > directory:
        raise Unreadable("entries of the archive overlap its directory")
