"""How a blob of any size up to 5 TiB is cut: within what S3 allows, 10,000 parts of 5 MiB to 5 GiB.

Pure numbers: no keys, no store.
"""

from __future__ import annotations

from typing import NamedTuple

MIB = 2**20
MAX_SIZE = 5 * 2**40  # bytes of one blob: the largest S3 object
MAX_PARTS = 10_000
SMALL = MIB  # up to here a blob is staged and copied; above, a multipart upload costs less than the copy
PART = 16 * MIB
LARGE_PART = 64 * MIB


class PartPlan(NamedTuple):
    """How a blob is cut: `parts` parts of `part_size` bytes, the last one shorter."""

    size: int
    part_size: int
    parts: int

    def length(self, part: int) -> int:
        """Return the bytes of one part, counted from 1."""
        return min(self.part_size, self.size - (part - 1) * self.part_size)


def plan(size: int) -> PartPlan:
    """Return the part plan of a blob: about 100 parts of 16 to 64 MiB, larger ones where it takes them."""
    if size <= SMALL:
        return PartPlan(size, SMALL, 1)
    part_size = max(PART, min(LARGE_PART, _mib(size / 100)), _mib(size / MAX_PARTS))
    return PartPlan(size, part_size, -(-size // part_size))


def _mib(size: float) -> int:
    return -int(-size // MIB) * MIB
