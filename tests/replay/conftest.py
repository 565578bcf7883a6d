"""The replay suite: attacks that were published against systems of this kind, sent to Modelbase.

Each test is marked with the row that it replays (`@pytest.mark.row("A1-65")`); a row counts as succeeded if one of its
tests fails. Rows are those of docs/security.md. Everything runs on the real MongoDB: here a fake proves nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

import pytest
from bson import json_util

from modelbase.server.house import House
from modelbase.server.store import indexes

PLANNED: set[str] = set()  # rows that the chosen tests replay
SEEN: dict[str, bool] = {}  # row -> no test of it has failed

FIGURES: dict[str, str] = {}  # what was measured -> how it came out, told at the end


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "row(*ids): the rows of published attacks that this test replays")


def pytest_collection_finish(session: pytest.Session) -> None:
    PLANNED.update(row for item in session.items for mark in item.iter_markers("row") for row in mark.args)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Any:
    outcome = yield
    report = outcome.get_result()
    for mark in item.iter_markers("row"):
        for row in mark.args:
            if report.when == "call" or report.failed:
                SEEN[row] = SEEN.get(row, True) and not report.failed


def pytest_terminal_summary(terminalreporter: Any) -> None:
    if SEEN:
        lost = sorted(row for row, held in SEEN.items() if not held)
        named = f": {', '.join(lost)}" if lost else ""
        terminalreporter.write_sep("=", "replay")
        for what, figure in FIGURES.items():
            terminalreporter.write_line(f"{what}: {figure}")
        terminalreporter.write_line(
            f"published attacks: {len(SEEN)} of {len(PLANNED)} replayed, {len(lost)} succeeded{named}"
        )


@pytest.fixture
def house(real_house: House) -> House:
    """An empty House on the real services."""
    for name in indexes.COLLECTIONS:
        real_house.db[name].delete_many({})
    return real_house


@pytest.fixture
def figures() -> dict[str, str]:
    """Return where a test puts what it measured."""
    return FIGURES


@pytest.fixture
def state(house: House) -> Callable[[], str]:
    """Return a digest of all that the database holds: equal before and after what must change nothing."""

    def digest() -> str:
        held = {n: sorted(map(json_util.dumps, house.db[n].find())) for n in indexes.COLLECTIONS}
        return hashlib.sha256(repr(sorted(held.items())).encode()).hexdigest()

    return digest
