"""The header of a NumPy .npy array, as far as it says whether the array holds pickled objects.

Source: NumPy's "NPY format" (numpy/lib/format.py). Reads the header alone, as text: evaluates nothing.
"""

from __future__ import annotations

import re

from modelbase.weights.report import Unreadable

MAGIC = b"\x93NUMPY"
MOST_HEADER = 10_000  # numpy's own limit for headers that it evaluates
DESCR = re.compile(r"'descr':\s*'([<>|=]?)([a-zA-Z])(\d*)'")
PLAIN = frozenset("?bBiufcmMSUV")


def holds_objects(head: bytes) -> bool:
    """Say whether an array holds objects; raise Unreadable for a header that is not that of a plain array."""
    if not head.startswith(MAGIC) or len(head) < 12:
        raise Unreadable("it does not begin as a NumPy array")
    wide = head[6] >= 2
    length = int.from_bytes(head[8 : 12 if wide else 10], "little")
    begin = 12 if wide else 10
    if length > MOST_HEADER or begin + length > len(head):
        raise Unreadable(f"the header of the NumPy array has {length:,} bytes")
    found = DESCR.search(head[begin : begin + length].decode("latin-1"))
    if found is None:
        raise Unreadable("the NumPy array has a dtype that is not read")
    return found[2] not in PLAIN
