"""The head of a GGUF file: its keys, and name, type, shape and place of each tensor. Reads no tensor.

Source: docs/gguf.md of ggml (versions 2 and 3, little-endian) and the block sizes of ggml-common.h. What two readers
could see differently is refused: tensors that overlap, leave the file, or begin where alignment does not let them.
A type that is not known here is listed by its number, and its size is not known.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

from modelbase.weights.report import Tensor, Unreadable, count_of
from modelbase.weights.source import HEAD, Source

MAGIC = b"GGUF"
MOST_HEADER = 24 * 2**20  # vocabularies stand in the head: some ten MiB for a quarter of a million words
SECOND_READ = 4 * 2**20
MOST_KEYS, MOST_TENSORS, MOST_TEXTS, MOST_DIMS = 10_000, 100_000, 2_000_000, 4
MOST_DEPTH = 16  # of lists in lists
SHOWN = 200  # letters of a text among the metadata
TEXT, LIST = 8, 9
SCALARS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}
# number of the type: name, items of a block, bytes of a block
TYPES: dict[int, tuple[str, int, int]] = {
    0: ("F32", 1, 4), 1: ("F16", 1, 2), 2: ("Q4_0", 32, 18), 3: ("Q4_1", 32, 20), 6: ("Q5_0", 32, 22),
    7: ("Q5_1", 32, 24), 8: ("Q8_0", 32, 34), 10: ("Q2_K", 256, 84), 11: ("Q3_K", 256, 110),
    12: ("Q4_K", 256, 144), 13: ("Q5_K", 256, 176), 14: ("Q6_K", 256, 210), 15: ("Q8_K", 256, 292),
    16: ("IQ2_XXS", 256, 66), 17: ("IQ2_XS", 256, 74), 18: ("IQ3_XXS", 256, 98), 19: ("IQ1_S", 256, 50),
    20: ("IQ4_NL", 32, 18), 21: ("IQ3_S", 256, 110), 22: ("IQ2_S", 256, 82), 23: ("IQ4_XS", 256, 136),
    24: ("I8", 1, 1), 25: ("I16", 1, 2), 26: ("I32", 1, 4), 27: ("I64", 1, 8), 28: ("F64", 1, 8),
    29: ("IQ1_M", 256, 56), 30: ("BF16", 1, 2), 34: ("TQ1_0", 256, 54), 35: ("TQ2_0", 256, 66), 39: ("MXFP4", 32, 17),
    40: ("NVFP4", 64, 36), 41: ("Q1_0", 128, 18),
}  # fmt: skip


class _Short(Exception):
    """The bytes read so far end within the head."""


def tensors(source: Source) -> tuple[tuple[Tensor, ...], dict[str, str]]:
    """Return the tensors in the order of their bytes and the metadata, or raise Unreadable; at most three reads."""
    for most in (HEAD, SECOND_READ, MOST_HEADER):
        size = min(most, source.size)
        try:
            return _Head(source.head() if most == HEAD else source.read(0, size), source.size).read()
        except _Short:
            if size == source.size:
                raise Unreadable("the file ends within its head") from None
    raise Unreadable(f"its head has more than {MOST_HEADER:,} bytes, of which no more are read")


@dataclass
class _Info:
    """A tensor as the head describes it; `offset` counts from the aligned end of the head."""

    name: str
    dims: tuple[int, ...]
    kind: int
    offset: int


class _Head:
    """The first bytes of a file, read from the front."""

    def __init__(self, data: bytes, size: int) -> None:
        self.data, self.size, self.at, self.texts = data, size, len(MAGIC), 0

    def read(self) -> tuple[tuple[Tensor, ...], dict[str, str]]:
        version = self.number("I")
        if version not in {2, 3}:
            raise Unreadable(f"version {version} of GGUF is not read; versions 2 and 3 are")
        count, keys = self.number("Q"), self.number("Q")
        if count > MOST_TENSORS or keys > MOST_KEYS:
            raise Unreadable(f"it claims {count:,} tensors and {keys:,} keys, more than are read")
        metadata = {}
        for _ in range(keys):
            key = self.text()
            if key in metadata:
                raise Unreadable(f"the key {key[:80]!r} stands twice")
            metadata[key] = self.value(self.number("I"))
        infos = [self.info() for _ in range(count)]
        align = metadata.get("general.alignment", "32")
        if not (align.isascii() and align.isdigit()) or not 8 <= int(align) <= 2**20 or int(align) & 7:
            raise Unreadable("general.alignment is no multiple of 8")
        return self.placed(infos, int(align)), {key: value for key, value in metadata.items() if value}

    def number(self, form: str) -> int:
        size = struct.calcsize(f"<{form}")
        if self.at + size > len(self.data):
            raise _Short
        (found,) = struct.unpack_from(f"<{form}", self.data, self.at)
        self.at += size
        return found  # type: ignore[no-any-return]

    def text(self) -> str:
        found = self.skipped_text()
        try:
            return found.decode("utf-8")
        except UnicodeDecodeError:
            raise Unreadable("a text of its head is no UTF-8") from None

    def skipped_text(self) -> bytes:
        length = self.number("Q")
        if length > self.size:
            raise Unreadable("a text of its head is longer than the file")
        if self.at + length > len(self.data):
            raise _Short
        self.at += length
        return self.data[self.at - length : self.at]

    def value(self, kind: int) -> str:
        """Return what is shown of a value: nothing of a list."""
        if kind == TEXT:
            return self.skipped_text()[: 4 * SHOWN].decode("utf-8", "replace")[:SHOWN]
        if kind == LIST:
            self.skip_list()
            return ""
        if kind not in SCALARS:
            raise Unreadable(f"a key has the type {kind}, which GGUF does not know")
        return str(self.number(SCALARS[kind]))

    def skip_list(self, depth: int = 1) -> None:  # noqa: C901 - three kinds of list, each with its limit
        """Go past a list; lists may hold lists, as the format allows, to a depth of MOST_DEPTH."""
        kind, count = self.number("I"), self.number("Q")
        if kind in SCALARS:
            if count > self.size:
                raise Unreadable("a list of its head is longer than the file")
            self.at += count * struct.calcsize(SCALARS[kind])
            if self.at > len(self.data):
                raise _Short
            return
        if kind not in {TEXT, LIST}:
            raise Unreadable(f"a list of its head holds values of the type {kind}, which GGUF does not know")
        self.texts += count
        if self.texts > MOST_TEXTS:
            raise Unreadable(f"its head has more than {MOST_TEXTS:,} texts and lists in lists")
        if kind == TEXT:
            self.skip_texts(count)
            return
        if depth >= MOST_DEPTH:
            raise Unreadable(f"a list of its head is more than {MOST_DEPTH} lists deep")
        for _ in range(count):
            self.skip_list(depth + 1)

    def skip_texts(self, count: int) -> None:
        data, at, end, size = self.data, self.at, len(self.data), self.size
        for _ in range(count):
            length = int.from_bytes(data[at : at + 8], "little")
            at += 8 + length
            if at > end:
                if length > size:
                    raise Unreadable("a text of its head is longer than the file")
                raise _Short
        self.at = at

    def info(self) -> _Info:
        name, count = self.text(), self.number("I")
        if not 0 < count <= MOST_DIMS:
            raise Unreadable(f"{name[:80]!r} has {count} dimensions")
        dims = tuple(self.number("Q") for _ in range(count))
        return _Info(name, dims, self.number("I"), self.number("Q"))

    def placed(self, infos: list[_Info], align: int) -> tuple[Tensor, ...]:
        """Return the tensors by place, or raise Unreadable where they overlap, are not aligned or leave the file."""
        begin = -(-self.at // align) * align
        found = sorted(
            (_tensor(each, begin, align) for each in infos), key=lambda each: (each.begin, each.size or 0)
        )
        if len({each.name for each in found}) < len(found):
            raise Unreadable("two tensors have one name")
        at = begin
        for each in found:
            if each.begin is None or each.begin > self.size:
                raise Unreadable(
                    f"{each.name[:80]!r} begins at byte {each.begin:,}, the file ends at {self.size:,}"
                )
            if each.size is None:  # how far it reaches is not known
                continue
            if each.begin < at:
                raise Unreadable(f"the bytes of {each.name[:80]!r} overlap others")
            at = each.begin + each.size
        if at > self.size:
            raise Unreadable(f"the tensors end at byte {at:,}, the file at {self.size:,}")
        return tuple(found)


def _tensor(info: _Info, begin: int, align: int) -> Tensor:
    shape = info.dims[::-1]  # GGUF writes the fastest dimension first
    parameters = count_of(shape)
    if info.kind not in TYPES:  # newer than this list: its place and shape are known all the same
        if info.offset % align:
            raise Unreadable(f"{info.name[:80]!r} is not aligned")
        return Tensor(info.name, f"type {info.kind}", shape, parameters, None, begin + info.offset)
    dtype, items, size = TYPES[info.kind]
    if info.offset % align or info.dims[0] % items:
        raise Unreadable(f"{info.name[:80]!r} begins or ends within a block")
    return Tensor(info.name, dtype, shape, parameters, parameters // items * size, begin + info.offset)
