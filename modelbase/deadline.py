"""How long the present question may take: a time limit that the loops of our own code look at.

A question begins with its limit (`within`); every loop whose length a user decides looks at it (`check`, `paced`).
Without a limit, in the worker and in the SDK, nothing is ever refused. Knows nothing of what is done in that time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from time import monotonic
from typing import TypeVar

from modelbase.errors import Invalid

T = TypeVar("T")
EVERY = 256  # items of a loop between two looks at the clock
_present: ContextVar[tuple[float, float] | None] = ContextVar("deadline", default=None)  # (until, seconds)


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Give everything inside so many seconds; a limit that is set already and ends earlier stays."""
    before = _present.get()
    until = monotonic() + seconds
    token = _present.set((until, seconds) if before is None or until < before[0] else before)
    try:
        yield
    finally:
        _present.reset(token)


def begin(seconds: float | None) -> None:
    """Set the limit of what this thread does from now on, in place of any before; None is no limit."""
    _present.set(None if seconds is None else (monotonic() + seconds, seconds))


def left() -> float:
    """Return how many seconds are left, below 0 when the time is over; infinity without a limit."""
    present = _present.get()
    return float("inf") if present is None else present[0] - monotonic()


def share_left() -> float:
    """Return which part of the time is left, 1 without a limit."""
    present = _present.get()
    return 1.0 if present is None else (present[0] - monotonic()) / present[1]


def check() -> None:
    """Raise Invalid `query_limit` if the time is over."""
    present = _present.get()
    if present is not None and monotonic() > present[0]:
        raise Invalid(
            f"this took longer than {present[1]:g} s; narrow it with an = on an arg or a name, sort by one key, "
            "or ask for fewer models",
            "query_limit",
            limit=present[1],
        )


def paced(items: Iterable[T], every: int = EVERY) -> Iterator[T]:
    """Yield the items, looking at the clock before each `every` of them."""
    for at, item in enumerate(items):
        if at % every == 0:
            check()
        yield item
