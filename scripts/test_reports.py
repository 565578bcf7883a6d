"""Read what each test runner reports of a run: how many passed, failed and were skipped, and which failed.

Nothing is run here, and a runner's printed words are never read (see run_tests.py).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

COLOUR = re.compile(r"\x1b\[[0-9;]*m")
CRASHED = (
    "crashed while running"  # xdist's words for a test in which its process died; it ends, with tests left
)


@dataclass(frozen=True)
class Failure:
    """A test that failed: the file (as its runner takes it) and name it goes by, and the first line of why."""

    file: str
    name: str
    why: str = ""

    def __str__(self) -> str:
        """Return one line of at most 200 characters for the end of a log."""
        return f"{self.name}: {self.why}"[:200] if self.why else self.name


@dataclass(frozen=True)
class Counts:
    """How many tests of a suite passed, failed and were skipped, and which of them failed at first or at last."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    failures: tuple[Failure, ...] = ()
    second_try: tuple[Failure, ...] = ()
    whole: bool = True  # whether all tests had their turn


def junit(report: Path) -> Counts:
    """Read a JUnit file of pytest."""
    root = ElementTree.parse(report).getroot()
    suites = list(root.iter("testsuite"))
    total = {
        key: sum(int(s.get(key, 0)) for s in suites) for key in ("tests", "failures", "errors", "skipped")
    }
    failed = total["failures"] + total["errors"]
    passed = max(0, total["tests"] - failed - total["skipped"])
    failures = tuple(_junit_failures(root))
    whole = not any(CRASHED in failure.why for failure in failures)
    return Counts(passed, failed, total["skipped"], failures, whole=whole)


def _junit_failures(root: ElementTree.Element) -> Iterator[Failure]:
    for case in root.iter("testcase"):
        for fault in [*case.iter("failure"), *case.iter("error")]:
            file = str(case.get("classname"))
            yield Failure(file, f"{file}::{case.get('name')}", first_line(fault.get("message")))


def vitest(report: Path) -> Counts:
    """Read Vitest's JSON report; a file that could not be loaded is a failure without tests."""
    data = json.loads(report.read_text())
    empty = [r for r in data.get("testResults", []) if r["status"] == "failed" and not r["assertionResults"]]
    skipped = data["numPendingTests"] + data.get("numTodoTests", 0)
    failed = data["numFailedTests"] + len(empty)
    return Counts(data["numPassedTests"], failed, skipped, tuple(_vitest_failures(data["testResults"])))


def _vitest_failures(results: Sequence[Mapping[str, Any]]) -> Iterator[Failure]:
    for result in results:
        file = result.get("name", "?")
        if result["status"] == "failed" and not result["assertionResults"]:
            yield Failure(file, file, first_line(result.get("message")))
        for test in result["assertionResults"]:
            if test["status"] == "failed":
                said = test.get("failureMessages") or [""]
                yield Failure(file, f"{file}::{test['fullName']}", first_line(said[0]))


def playwright(report: Path) -> Counts:
    """Read Playwright's JSON report; what passed only at its second try has passed, and is named."""
    data = json.loads(report.read_text())
    stats = data["stats"]
    told = list(_playwright_told(data.get("suites", [])))
    return Counts(
        stats["expected"] + stats["flaky"],
        stats["unexpected"] + len(data.get("errors", [])),
        stats["skipped"],
        tuple(failure for status, failure in told if status == "unexpected"),
        tuple(failure for status, failure in told if status == "flaky"),
    )


def _playwright_told(suites: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, Failure]]:
    for suite in suites:
        yield from _playwright_told(suite.get("suites", []))
        for spec in suite.get("specs", []):
            for test in spec["tests"]:
                why = (r.get("error", {}).get("message") for r in test["results"])
                said = first_line(next(filter(None, why), ""))
                file = spec["file"]
                yield test["status"], Failure(file, f"{file}:{spec['line']} {spec['title']}", said)


def first_line(text: str | None) -> str:
    """Return the first line of a message that says anything, without its colours."""
    plain = COLOUR.sub("", text or "")
    return next((line.strip() for line in plain.splitlines() if line.strip()), "")
