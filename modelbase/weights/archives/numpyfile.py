"""A NumPy .npy array: its dtype and shape, whether it holds pickled objects, and where its bytes begin.

Source: NumPy's "NPY format" (numpy/lib/format.py). Reads the header alone, as text: evaluates nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from modelbase.weights.report import Tensor, Unreadable, count_of

MAGIC = b"\x93NUMPY"
MOST_HEADER = 10_000  # numpy's own limit for headers that it evaluates
DESCR = re.compile(
    r"'descr':\s*(?:'([^']{1,200})'|(\[.*?\])\s*,\s*'fortran_order'|(\(.*?\))\s*,\s*'fortran_order')", re.S
)
FORTRAN = re.compile(r"'fortran_order':\s*(True|False)")
SHAPE = re.compile(r"'shape':\s*\(([\d,\sL]*)\)")
OBJECTS = re.compile(r"'[<>|=]?O\d*'")
ITEM = re.compile(r"([<>|=]?)([?a-zA-Z])(\d*)(\[.*\])?")
DTYPES = {
    "b1": "BOOL", "?": "BOOL", "i1": "I8", "i2": "I16", "i4": "I32", "i8": "I64", "u1": "U8", "u2": "U16", "u4": "U32",
    "u8": "U64", "f2": "F16", "f4": "F32", "f8": "F64", "c8": "C64", "c16": "C128",
}  # fmt: skip


@dataclass(frozen=True)
class Header:
    """What an array says of itself; `begin` is the place of its first byte, `item` the bytes of an item if known."""

    dtype: str
    shape: tuple[int, ...]
    begin: int
    objects: bool
    item: int | None
    in_order: bool

    def tensor(self, name: str, begin: int = 0, entry: int | None = None) -> Tensor:
        """Return the array as a tensor; `begin` is where the array's file begins, in the zip entry if any."""
        count = count_of(self.shape)
        size = None if self.item is None else count * self.item
        place = begin + self.begin if self.in_order and size is not None else None
        return Tensor(name, self.dtype, self.shape, count, size, place, entry)


def header(head: bytes) -> Header:
    """Read the header of an array; raise Unreadable for one that is not as NumPy writes it."""
    if not head.startswith(MAGIC) or len(head) < 12:
        raise Unreadable("it does not begin as a NumPy array")
    wide = head[6] >= 2
    length = int.from_bytes(head[8 : 12 if wide else 10], "little")
    begin = 12 if wide else 10
    if length > MOST_HEADER or begin + length > len(head):
        raise Unreadable(f"the header of the NumPy array has {length:,} bytes")
    text = head[begin : begin + length].decode("latin-1")
    described, fortran, shape = DESCR.search(text), FORTRAN.search(text), SHAPE.search(text)
    if described is None or fortran is None or shape is None:
        raise Unreadable("the NumPy array has a header that is not read")
    lengths = tuple(int(each.rstrip("L")) for each in shape[1].replace(" ", "").split(",") if each)
    simple, nested = described[1], described[2] or described[3]
    if nested:
        return Header(
            " ".join(nested.split())[:40], lengths, begin + length, bool(OBJECTS.search(nested)), None, False
        )
    found = ITEM.fullmatch(simple)
    if found is None:
        return Header(simple[:40], lengths, begin + length, "O" in simple, None, False)
    order, kind, digits, _ = found.groups()
    dtype = DTYPES.get(kind + digits, simple[:40])
    item = {"O": None, "U": 4 * int(digits or 0), "?": 1}.get(kind, int(digits) if digits else None)
    straight = order != ">" and (fortran[1] == "False" or len(lengths) < 2)
    return Header(dtype, lengths, begin + length, kind == "O", item, straight)
