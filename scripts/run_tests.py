"""Run every suite, show it as it runs, and close with one plain sum: `N passed, N failed`.

The counts are read from each runner's own report, never from its words; a suite that ran nothing, or ended
badly without saying why, counts as a failure. With CI set a skipped test does too. Up to three failures of a suite
are tried once more, by themselves: what passes then is named at the end. Installs nothing (see `make setup`).
`run_tests.py --check` runs lint, format and types alone; `run_tests.py pytest wheel` those. `run_tests.py newest` and
`lowest` run pytest with the newest and the lowest versions that pyproject.toml allows in place of the locked ones.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from xml.etree import ElementTree

import other_packages
import web
from test_reports import Counts, Failure, junit, playwright, vitest

ROOT = Path(__file__).resolve().parent.parent
# How many failures of a suite get a second try. Chance takes one or two tests of thousands; a fault takes more.
SECOND_TRIES = 3
Failures = Sequence[Failure]


@dataclass(frozen=True)
class Suite:
    """One runner: `{report}` in its command and environment is the file that its counts are read from.

    `again` returns the command that tries some failures once more.
    """

    name: str
    title: str
    command: Sequence[str]
    read: Callable[[Path], Counts] | None = None
    folder: str = "."
    env: Mapping[str, str] = field(default_factory=dict)
    check: bool = False
    again: Callable[[Failures], Sequence[str]] | None = None


PYTHON = sys.executable
# Two processes, each with services of its own; the tests of a file stay together, as they share a server.
# One that dies is not replaced: with another in its place, the last tests wait for ever.
TWO = ("--numprocesses=2", "--dist=loadfile", "--max-worker-restart=0")
PYTEST = (PYTHON, "-m", "pytest", "tests", "--junitxml={report}")
LAST_FAILED = ("--last-failed", "--last-failed-no-failures=none")
VITEST = ("npm", "test", "--", "--reporter=default", "--reporter=json", "--outputFile.json={report}")
SUITES = (
    Suite("lint", "ruff: lint", [PYTHON, "-m", "ruff", "check", "."], check=True),
    Suite("format", "ruff: format", [PYTHON, "-m", "ruff", "format", "--check", "."], check=True),
    Suite("types", "mypy", [PYTHON, "-m", "mypy"], check=True),
    Suite(
        "web-check", "web: lint, format, types, size", ["npm", "run", "check"], folder="webapp", check=True
    ),
    Suite("pytest", "pytest", [*PYTEST, *TWO], junit, again=lambda _: [*PYTEST, *LAST_FAILED]),
    Suite(
        "web-unit",
        "web: Vitest",
        VITEST,
        vitest,
        folder="webapp",
        again=lambda failures: [*VITEST, *sorted({f.file for f in failures})],
    ),
    # Playwright tries again by itself (see webapp/playwright.config.ts).
    Suite(
        "browser",
        "web: journeys in the browser",
        ["npm", "run", "e2e", "--", "--reporter=list,json"],
        playwright,
        folder="webapp",
        env={"PLAYWRIGHT_JSON_OUTPUT_FILE": "{report}", "PLAYWRIGHT_JSON_OUTPUT_NAME": "{report}"},
    ),
    Suite("wheel", "the wheel, built and installed", [PYTHON, "scripts/check_wheel.py"]),
)


def main(arguments: Sequence[str], suites: Sequence[Suite] = SUITES) -> int:
    """Run the asked suites (all if none is named), print the sum last, and return the exit code."""
    if list(arguments) in (["newest"], ["lowest"]):
        chosen: Sequence[Suite] = [with_python(other_packages.install(arguments[0]))]
    else:
        chosen = choose(arguments, suites)
    base = environment()
    results = []
    for suite in chosen:
        started = time.monotonic()
        heading(suite.title)
        counts = run(suite, base)
        results.append((suite, counts, time.monotonic() - started))
    return close(results, strict=in_ci())


def choose(arguments: Sequence[str], suites: Sequence[Suite]) -> Sequence[Suite]:
    """Return the suites that the arguments name."""
    if list(arguments) == ["--check"]:
        return [s for s in suites if s.check]
    unknown = set(arguments) - {s.name for s in suites}
    if unknown:
        names = ", ".join(s.name for s in suites)
        sys.exit(f"No suite is called {', '.join(sorted(unknown))}. There are: {names}")
    return [s for s in suites if not arguments or s.name in arguments]


def with_python(python: Path) -> Suite:
    """Return the suite of pytest as another interpreter runs it, with the packages that this one has."""
    command = [str(python), *PYTEST[1:], *TWO]
    return Suite("pytest", f"pytest with {python}", command, junit)


def environment() -> dict[str, str]:
    """Return the environment of the suites: Node on the PATH, and no Modelbase setting of this shell."""
    return {k: v for k, v in web.environment().items() if not k.startswith("MODELBASE_")}


def run(suite: Suite, base: Mapping[str, str]) -> Counts:
    """Run one suite, and a few failures of it once more, and return its counts."""
    counts = attempt(suite, suite.command, base)
    if len(counts.second_try) > SECOND_TRIES:
        return too_many(counts)
    few = 0 < len(counts.failures) == counts.failed <= SECOND_TRIES
    if suite.again is None or not few or not counts.whole:
        return counts
    heading(f"{suite.title}: what failed, once more by itself")
    second = attempt(suite, suite.again(counts.failures), base)
    return after_second_try(counts, second)


def too_many(counts: Counts) -> Counts:
    """Return counts in which what passed at the second try has failed."""
    mended = len(counts.second_try)
    failures = (*counts.failures, *counts.second_try)
    return Counts(counts.passed - mended, counts.failed + mended, counts.skipped, failures)


def after_second_try(first: Counts, second: Counts) -> Counts:
    """Return the counts of a suite whose failures were tried again; a second run that tells too little changes none."""
    if second.failed != len(second.failures) or second.passed + second.failed < first.failed:
        return first
    still = {failure.name for failure in second.failures}
    mended = tuple(failure for failure in first.failures if failure.name not in still)
    return replace(
        first,
        passed=first.passed + len(mended),
        failed=second.failed,
        failures=second.failures,
        second_try=mended,
    )


def attempt(suite: Suite, words: Sequence[str], base: Mapping[str, str]) -> Counts:
    """Run one command of a suite with its output shown live, and return its counts."""
    with tempfile.TemporaryDirectory(prefix="modelbase-tests-") as folder:
        report = Path(folder) / "report"
        fill = {"{report}": str(report)}
        command = [filled(word, fill) for word in words]
        env = {**base, **{k: filled(v, fill) for k, v in suite.env.items()}}
        try:
            code = subprocess.run(command, cwd=ROOT / suite.folder, env=env, check=False).returncode
        except OSError as error:
            print(f"{suite.name} could not be started: {error}")
            return Counts(failed=1)
        return count(suite, code, report)


def filled(text: str, values: Mapping[str, str]) -> str:
    """Put values into a text, leaving any other brace alone."""
    for mark, value in values.items():
        text = text.replace(mark, value)
    return text


def count(suite: Suite, code: int, report: Path) -> Counts:
    """Return what a suite's report says, and a failure where report and exit code do not fit together."""
    if suite.read is None:
        return Counts(failed=1) if code else Counts(passed=1)
    try:
        counts = suite.read(report)
    except (OSError, ValueError, KeyError, ElementTree.ParseError) as error:
        print(f"{suite.name} left no report that can be read ({error}); exit code {code}")
        return Counts(failed=1)
    if counts.passed + counts.failed + counts.skipped == 0:
        print(f"{suite.name} ran no test; exit code {code}")
        return Counts(failed=1)
    if code and not counts.failed:
        print(f"{suite.name} ended with exit code {code} though no test of it failed")
        return replace(counts, failed=1, whole=False)
    return replace(counts, whole=counts.whole and code in (0, 1))


def close(results: Sequence[tuple[Suite, Counts, float]], strict: bool) -> int:
    """Print one line per suite and the sum, and return the exit code."""
    heading("sum")
    for suite, counts, seconds in results:
        skipped = f", {counts.skipped} skipped" if counts.skipped else ""
        said = f"{counts.passed} passed, {counts.failed} failed{skipped}"
        print(f"  {suite.name:<10} {said:<36} {seconds:7.1f} s")
    for title, found in (("failed", "failures"), ("passed at the second try only", "second_try")):
        named = [f"    {suite.name}: {f}" for suite, counts, _ in results for f in getattr(counts, found)]
        print("\n".join([f"  {title}:", *named]) if named else "", end="\n" if named else "")
    skipped = sum(counts.skipped for _, counts, _ in results)
    if skipped:
        print(f"  {skipped} skipped" + (": a failure each, because CI is set" if strict else ""))
    passed = sum(counts.passed for _, counts, _ in results)
    failed = sum(counts.failed for _, counts, _ in results) + (skipped if strict else 0)
    print(f"{passed} passed, {failed} failed", flush=True)
    return 1 if failed else 0


def heading(title: str) -> None:
    """Print a line that the eye finds in a long log."""
    print(f"\n=== {title} {'=' * max(3, 90 - len(title))}", flush=True)


def in_ci() -> bool:
    """Tell whether this runs as CI, where nothing may be skipped."""
    return os.environ.get("CI", "").lower() not in ("", "0", "false")


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
