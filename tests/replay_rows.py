"""Which rows of published attacks were replayed, and how it came out: told once at the end, by however many processes.

A plugin of tests/conftest.py. With several test processes each sends what it saw to the one that prints.
"""

from __future__ import annotations

from typing import Any

import pytest

PLANNED: set[str] = set()  # rows that the chosen tests replay
SEEN: dict[str, bool] = {}  # row -> no test of it has failed
FIGURES: dict[str, str] = {}  # what was measured -> how it came out
SENT = "replayed"


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


def pytest_sessionfinish(session: pytest.Session) -> None:
    told = getattr(session.config, "workeroutput", None)
    if told is not None:
        told[SENT] = {"planned": sorted(PLANNED), "seen": dict(SEEN), "figures": dict(FIGURES)}


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take what a test process has seen; one that died has sent nothing, and its tests count as failed elsewhere."""
    told = getattr(node, "workeroutput", {}).get(SENT)
    if told:
        PLANNED.update(told["planned"])
        FIGURES.update(told["figures"])
        for row, held in told["seen"].items():
            SEEN[row] = SEEN.get(row, True) and held


def pytest_terminal_summary(terminalreporter: Any) -> None:
    if SEEN or FIGURES:
        terminalreporter.write_sep("=", "replay" if SEEN else "figures")
    for what, figure in sorted(FIGURES.items()):
        terminalreporter.write_line(f"{what}: {figure}")
    if SEEN:
        lost = sorted(row for row, held in SEEN.items() if not held)
        named = f": {', '.join(lost)}" if lost else ""
        terminalreporter.write_line(
            f"published attacks: {len(SEEN)} of {len(PLANNED)} replayed, {len(lost)} succeeded{named}"
        )


@pytest.fixture
def figures() -> dict[str, str]:
    """Return where a test puts what it measured."""
    return FIGURES
