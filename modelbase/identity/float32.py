"""Numbers that are one in single precision: `np.float32(0.3)` is 0.30000001192092896, and another ID than 0.3. Pure."""

from __future__ import annotations

import math
import struct
from typing import Any


def as_float32(value: float) -> float | None:
    """Return a number rounded to single precision; None if it is beyond it."""
    try:
        rounded: float = struct.unpack("<f", struct.pack("<f", value))[0]
    except (OverflowError, struct.error):
        return None
    return rounded if math.isfinite(rounded) else None


def same_in_float32(one: Any, other: Any) -> bool:
    """Say whether two values are different numbers, one of them a float, that are equal in single precision."""
    if {type(one), type(other)} - {int, float} or float not in (type(one), type(other)) or one == other:
        return False
    return as_float32(one) == as_float32(other) is not None


def short_of_float32(value: Any) -> float | None:
    """Return the short number (0.3) of which a value is the image in single precision; None if it is none."""
    if type(value) is not float or as_float32(value) != value:
        return None
    short = float(f"{value:.7g}")
    return short if short != value and as_float32(short) == value else None
