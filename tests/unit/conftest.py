"""What unit tests share: the limit of memory that hostile files are read within."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator

import pytest

MOST = 64 * 2**20


@pytest.fixture
def memory() -> Iterator[None]:
    """Fail a test that took more than 64 MiB."""
    tracemalloc.start()
    yield
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < MOST
