"""One act on many items at once, in threads: for the many small calls to the S3 store.

Knows nothing of what it runs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

WORKERS = 16
T = TypeVar("T")
R = TypeVar("R")


def in_parallel(act: Callable[[T], R], items: Iterable[T]) -> list[R]:
    """Return `act` of each item, several at a time; the first error stops the rest."""
    work = list(items)
    if len(work) < 2:
        return [act(item) for item in work]
    with ThreadPoolExecutor(min(WORKERS, len(work))) as pool:
        try:
            return list(pool.map(act, work))
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
