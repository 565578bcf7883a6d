"""Streams that a loader unpacks by itself: zlib, gzip, bz2, lzma, xz, zstd, LZ4 and joblib's older ZFile.

One layer is opened, as far as MOST_OPENED bytes. Sources: joblib/compressor.py and numpy_pickle_utils.py (what joblib
looks for), RFC 1950, RFC 1952, RFC 8878, the LZ4 frame format 1.6.4. zstd needs the package `zstandard`.
"""

from __future__ import annotations

import bz2
import lzma
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from modelbase.weights.report import Unreadable

try:
    import zstandard
except ImportError:  # a client without the server's packages; the server scans what it sends
    zstandard = None  # type: ignore[assignment]

MOST_OPENED = 64 * 2**20
PIECE = 2**16
LZ4, ZSTD, ZFILE = b"\x04\x22\x4d\x18", b"\x28\xb5\x2f\xfd", b"ZF0x"
LZ4_BLOCK = 4 * 2**20
UNCOMPRESSED = 2**31


@dataclass(frozen=True)
class Opened:
    """What a stream holds: its first MOST_OPENED bytes at most; `rest` says why that is not all of it."""

    kind: str
    data: bytes
    rest: str = ""


def kind_of(head: bytes) -> str:
    """Return the compression that the first bytes of a file announce, or ''."""
    if (
        len(head) >= 2
        and head[0] & 15 == 8
        and head[0] >> 4 <= 7
        and int.from_bytes(head[:2], "big") % 31 == 0
    ):
        return "zlib"
    for magic, kind in MAGIC.items():
        if head.startswith(magic):
            return kind
    return ""


def opened(kind: str, stream: bytes) -> Opened:
    """Open a stream of this kind, one layer; raise Unreadable if it is not such a stream at all."""
    if kind == "zstd" and zstandard is None:
        raise Unreadable("it is packed by zstd, for which the package zstandard is not installed")
    if kind == "zfile":
        return _members("zfile", _after_length(stream), zlib.decompressobj)
    if kind == "lz4":
        return _lz4(stream)
    return _members(kind, stream, MAKERS[kind])


def _members(kind: str, stream: bytes, make: Callable[[], Any]) -> Opened:
    """Open the streams that stand one after another, as the loaders read them."""
    found = bytearray()
    while stream:
        part = make()
        try:
            rest = _one(kind, part, stream, found)
        except BROKEN as error:
            if not found:
                raise Unreadable(f"it begins as {kind} and is not") from error
            return Opened(kind, bytes(found), f"the {kind} stream is broken")
        if len(found) > MOST_OPENED:
            return _cut(kind, found)
        if not part.eof:
            return Opened(kind, bytes(found), f"the {kind} stream is cut off")
        stream = rest.lstrip(b"\0") if kind == "gzip" else rest
    return Opened(kind, bytes(found))


def _cut(kind: str, found: bytearray) -> Opened:
    """Return the first MOST_OPENED bytes of a stream that has more; `found` is cut in place: it is large."""
    del found[MOST_OPENED:]
    return Opened(kind, bytes(found), f"unpacked it has more than {MOST_OPENED:,} bytes")


def _one(kind: str, part: Any, stream: bytes, found: bytearray) -> bytes:
    """Unpack one stream into `found`, at most to MOST_OPENED and a piece; return what follows it."""
    if kind in {"zlib", "gzip", "zfile"}:  # zlib bounds what it puts out and keeps what it was given
        while stream and not part.eof and len(found) <= MOST_OPENED:
            found += part.decompress(stream, PIECE * 16)
            stream = part.unconsumed_tail
        found += b"" if part.eof or len(found) > MOST_OPENED else part.flush(PIECE)
        return bytes(part.unused_data)
    if kind != "zstd":  # bz2 and lzma do as well
        given = stream
        while not part.eof and len(found) <= MOST_OPENED:
            if part.needs_input and not given:
                break
            found += part.decompress(given, PIECE * 16)
            given = b""
        return bytes(part.unused_data)
    for at in range(0, len(stream), 256):  # zstd does not: small pieces in, so that little comes out at once
        found += part.decompress(stream[at : at + 256])
        if part.eof or len(found) > MOST_OPENED:
            return bytes(part.unused_data) + stream[at + 256 :]
    return b""


def _after_length(stream: bytes) -> bytes:
    """Return the zlib stream behind `ZF` and the length, 19 characters of a hexadecimal number and blanks, or 20."""
    end = len(b"ZF") + len(hex(2**64))
    return stream[end:] if stream[end : end + 1] == b"x" else stream[end + 1 :]


def _lz4(stream: bytes) -> Opened:
    """Open LZ4 frames; blocks may refer to those before, which costs nothing here: all that was unpacked is there."""
    found = bytearray()
    at = 0
    try:
        while at < len(stream):
            at = _lz4_frame(stream, at, found)
            if len(found) > MOST_OPENED:
                return _cut("lz4", found)
    except (IndexError, ValueError):
        return Opened("lz4", bytes(found), "the lz4 stream is broken or cut off")
    return Opened("lz4", bytes(found))


def _lz4_frame(stream: bytes, at: int, found: bytearray) -> int:  # noqa: C901 - the fields of one header
    """Unpack the frame at `at` and return where it ends; raises ValueError or IndexError where it is none."""
    if stream[at : at + 4] != LZ4:
        raise ValueError("no frame")
    flags = stream[at + 4]
    if flags >> 6 != 1:
        raise ValueError("another version")
    at += 7 + (8 if flags & 8 else 0) + (4 if flags & 1 else 0)
    while True:
        size = int.from_bytes(stream[at : at + 4], "little")
        if at + 4 > len(stream):
            raise ValueError("cut off")
        at += 4
        if size == 0:
            return at + (4 if flags & 4 else 0)
        stored, size = size & UNCOMPRESSED, size & (UNCOMPRESSED - 1)
        if size > LZ4_BLOCK + PIECE or at + size > len(stream):
            raise ValueError("cut off")
        if stored:
            found += stream[at : at + size]
        else:
            _lz4_block(stream[at : at + size], found)
        if len(found) > MOST_OPENED:
            return at
        at += size + (4 if flags & 16 else 0)


def _lz4_block(block: bytes, found: bytearray) -> None:
    """Unpack one block: literals, then a copy of what stands `offset` bytes before, again and again."""
    at, most = 0, len(found) + LZ4_BLOCK
    while at < len(block):
        token = block[at]
        at += 1
        length = token >> 4
        if length == 15:
            length, at = _lz4_length(block, at, length)
        if at + length > len(block):
            raise ValueError("literals beyond the block")
        found += block[at : at + length]
        at += length
        if at >= len(block):
            return
        offset = block[at] | block[at + 1] << 8
        at += 2
        length = token & 15
        if length == 15:
            length, at = _lz4_length(block, at, length)
        begin = len(found) - offset
        if not 0 < offset <= len(found) or len(found) + length > most + PIECE:
            raise ValueError("a copy from before the beginning")
        length += 4
        piece = bytes(found[begin : begin + length])
        found += (piece * (length // len(piece) + 1))[:length]


def _lz4_length(block: bytes, at: int, length: int) -> tuple[int, int]:
    while True:
        more = block[at]
        at += 1
        length += more
        if more != 255:
            return length, at


BROKEN: tuple[type[Exception], ...] = (zlib.error, lzma.LZMAError, OSError, EOFError, ValueError, MemoryError)
if zstandard is not None:
    BROKEN = (*BROKEN, zstandard.ZstdError)
MAGIC = {
    b"\x1f\x8b": "gzip", b"BZh": "bz2", b"\xfd7zXZ\0": "xz", b"\x5d\0\0": "lzma", LZ4: "lz4", ZSTD: "zstd",
    ZFILE: "zfile",
}  # fmt: skip
MAKERS: dict[str, Callable[[], Any]] = {
    "zlib": zlib.decompressobj,
    "gzip": lambda: zlib.decompressobj(wbits=31),
    "bz2": bz2.BZ2Decompressor,
    "xz": lambda: lzma.LZMADecompressor(memlimit=256 * 2**20),
    "lzma": lambda: lzma.LZMADecompressor(memlimit=256 * 2**20),
    "zstd": lambda: zstandard.ZstdDecompressor(max_window_size=2**27).decompressobj(),
}
