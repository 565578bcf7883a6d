"""Run every suite and close with one plain sum: `N passed, N failed`.

Suites of one stage run two at once: the first is shown as it runs, the others as a whole after it. The counts are
read from each runner's own report, never from its words; a suite that ran nothing, or ended badly without saying why,
counts as a failure. With CI set a skipped test does too. Up to three failures of a suite are tried once more, by
themselves: what passes then is named at the end. Installs nothing (see `make setup`).

`run_tests.py --check` runs lint, format and types alone; `run_tests.py pytest wheel` those; `run_tests.py unit` the
tests of pytest that need no server and no service. `run_tests.py newest` and `lowest` run pytest with the newest and
the lowest versions that pyproject.toml allows in place of the locked ones.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field, replace
from itertools import groupby
from pathlib import Path
from typing import IO
from xml.etree import ElementTree

import other_packages
import web
from test_reports import Counts, Failure, junit, playwright, vitest

ROOT = Path(__file__).resolve().parent.parent
# How many failures of a suite get a second try. Chance takes one or two tests of thousands; a fault takes more.
SECOND_TRIES = 3
AT_ONCE = 2  # suites of a stage
Failures = Sequence[Failure]
Result = tuple["Suite", Counts, float]


@dataclass(frozen=True)
class Suite:
    """One runner: `{report}` in its command and environment is the file that its counts are read from.

    `again` returns the command that tries some failures once more. Suites of one `stage` run side by side; a `part` of
    another suite runs only if it is named.
    """

    name: str
    title: str
    command: Sequence[str]
    read: Callable[[Path], Counts] | None = None
    folder: str = "."
    env: Mapping[str, str] = field(default_factory=dict)
    check: bool = False
    stage: str = ""
    part: bool = False
    again: Callable[[Failures], Sequence[str]] | None = None


PYTHON = sys.executable
# Two processes, each with services of its own; the tests of a file stay together, as they share a server. Files keep
# their order, so that the quick ones of tests/unit are the last: by number of tests, files of one long test would be.
# A process that dies is not replaced: with another in its place, the last tests wait for ever.
TWO = ("--numprocesses=2", "--dist=loadfile", "--no-loadscope-reorder", "--max-worker-restart=0")
PYTEST = (PYTHON, "-m", "pytest", "tests", "--junitxml={report}")
LAST_FAILED = ("--last-failed", "--last-failed-no-failures=none")
UNIT = (PYTHON, "-m", "pytest", "tests/unit", "tests/house", "--ignore=tests/house/test_compose.py")
# Of its workers one: what files import is shared within a worker, and a browser runs beside it.
VITEST = (
    "npm",
    "test",
    "--",
    "--maxWorkers=1",
    "--reporter=default",
    "--reporter=json",
    "--outputFile.json={report}",
)
# Playwright tries again by itself (see webapp/playwright.config.ts).
BROWSER = ("npm", "run", "e2e", "--", "--no-deps", "--reporter=list,json")
BROWSER_REPORT = {"PLAYWRIGHT_JSON_OUTPUT_FILE": "{report}", "PLAYWRIGHT_JSON_OUTPUT_NAME": "{report}"}
SUITES = (
    Suite("lint", "ruff: lint", [PYTHON, "-m", "ruff", "check", "."], check=True, stage="checks"),
    Suite(
        "format", "ruff: format", [PYTHON, "-m", "ruff", "format", "--check", "."], check=True, stage="checks"
    ),
    Suite("types", "mypy", [PYTHON, "-m", "mypy"], check=True, stage="checks"),
    # It builds the web app again, so that it has to end before a server is started.
    Suite(
        "web-check",
        "web: lint, format, types, size",
        ["npm", "run", "check"],
        folder="webapp",
        check=True,
        stage="checks",
    ),
    Suite(
        "unit",
        "pytest: what needs no server",
        [*UNIT, "--junitxml={report}", *TWO],
        junit,
        part=True,
        again=lambda _: [*UNIT, "--junitxml={report}", *LAST_FAILED],
    ),
    # Both processes of pytest wait for services for a third of the time, and one browser leaves half a processor idle:
    # together they keep two processors busy. The small suites take the place of whichever ends first.
    Suite("pytest", "pytest", [*PYTEST, *TWO], junit, stage="tests", again=lambda _: [*PYTEST, *LAST_FAILED]),
    Suite(
        "browser",
        "web: journeys in the browser",
        [*BROWSER, "--project=journeys"],
        playwright,
        folder="webapp",
        stage="tests",
        env=BROWSER_REPORT,
    ),
    Suite(
        "web-unit",
        "web: Vitest",
        VITEST,
        vitest,
        folder="webapp",
        stage="tests",
        again=lambda failures: [*VITEST, *sorted({f.file for f in failures})],
    ),
    Suite("wheel", "the wheel, built and installed", [PYTHON, "scripts/check_wheel.py"], stage="tests"),
    # What is measured runs alone.
    Suite(
        "speed",
        "web: what is measured in the browser",
        [*BROWSER, "--project=speed"],
        playwright,
        folder="webapp",
        env=BROWSER_REPORT,
    ),
)


def main(arguments: Sequence[str], suites: Sequence[Suite] = SUITES) -> int:
    """Run the asked suites (all if none is named), print the sum last, and return the exit code."""
    if list(arguments) in (["newest"], ["lowest"]):
        chosen: Sequence[Suite] = [with_python(other_packages.install(arguments[0]))]
    else:
        chosen = choose(arguments, suites)
    base = environment()
    results = [result for stage in stages(chosen) for result in run_stage(stage, base)]
    return close(results, strict=in_ci())


def choose(arguments: Sequence[str], suites: Sequence[Suite]) -> Sequence[Suite]:
    """Return the suites that the arguments name."""
    if list(arguments) == ["--check"]:
        return [s for s in suites if s.check]
    unknown = set(arguments) - {s.name for s in suites}
    if unknown:
        names = ", ".join(s.name for s in suites)
        sys.exit(f"No suite is called {', '.join(sorted(unknown))}. There are: {names}")
    return [s for s in suites if s.name in arguments or not (arguments or s.part)]


def stages(suites: Sequence[Suite]) -> Iterator[Sequence[Suite]]:
    """Yield the suites in their order, those of one stage together."""
    for _, group in groupby(suites, key=lambda suite: suite.stage or suite.name):
        yield list(group)


def run_stage(suites: Sequence[Suite], base: Mapping[str, str]) -> Iterator[Result]:
    """Run suites side by side: the first shown live, then each of the others as a whole."""
    first, *others = suites
    if others:
        heading(f"side by side: {', '.join(suite.name for suite in suites)}")
    with ThreadPoolExecutor(AT_ONCE) as pool:
        live = pool.submit(timed, first, base, None)
        beside = [pool.submit(collected, suite, base) for suite in others]
        yield live.result()
        for done in as_completed(beside):
            result, said = done.result()
            print(said, end="", flush=True)
            yield result


def collected(suite: Suite, base: Mapping[str, str]) -> tuple[Result, str]:
    """Run one suite and return its result with all that it said."""
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as out:
        result = timed(suite, base, out)
        out.seek(0)
        return result, out.read()


def timed(suite: Suite, base: Mapping[str, str], out: IO[str] | None) -> Result:
    """Run one suite into a file, or shown live, and return its counts and seconds."""
    started = time.monotonic()
    heading(suite.title, out)
    counts = run(suite, base, out)
    return suite, counts, time.monotonic() - started


def with_python(python: Path) -> Suite:
    """Return the suite of pytest as another interpreter runs it, with the packages that this one has."""
    command = [str(python), *PYTEST[1:], *TWO]
    return Suite("pytest", f"pytest with {python}", command, junit)


def environment() -> dict[str, str]:
    """Return the environment of the suites: Node on the PATH, and no Modelbase setting of this shell.

    Python keeps what it compiles, whatever the shell says: the tests start the command line hundreds of times.
    """
    known = web.environment().items()
    return {k: v for k, v in known if not k.startswith("MODELBASE_") and k != "PYTHONDONTWRITEBYTECODE"}


def run(suite: Suite, base: Mapping[str, str], out: IO[str] | None = None) -> Counts:
    """Run one suite, and a few failures of it once more, and return its counts."""
    counts = attempt(suite, suite.command, base, out)
    if len(counts.second_try) > SECOND_TRIES:
        return too_many(counts)
    few = 0 < len(counts.failures) == counts.failed <= SECOND_TRIES
    if suite.again is None or not few or not counts.whole:
        return counts
    heading(f"{suite.title}: what failed, once more by itself", out)
    second = attempt(suite, suite.again(counts.failures), base, out)
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


def attempt(suite: Suite, words: Sequence[str], base: Mapping[str, str], out: IO[str] | None) -> Counts:
    """Run one command of a suite with its output into a file, or shown live, and return its counts."""
    with tempfile.TemporaryDirectory(prefix="modelbase-tests-") as folder:
        report = Path(folder) / "report"
        fill = {"{report}": str(report)}
        command = [filled(word, fill) for word in words]
        env = {**base, **{k: filled(v, fill) for k, v in suite.env.items()}}
        try:
            err = None if out is None else subprocess.STDOUT
            done = subprocess.run(
                command, cwd=ROOT / suite.folder, env=env, stdout=out, stderr=err, check=False
            )
        except OSError as error:
            print(f"{suite.name} could not be started: {error}", file=out, flush=True)
            return Counts(failed=1)
        counts, fault = count(suite, done.returncode, report)
        print(fault, end="", file=out, flush=True)
        return counts


def filled(text: str, values: Mapping[str, str]) -> str:
    """Put values into a text, leaving any other brace alone."""
    for mark, value in values.items():
        text = text.replace(mark, value)
    return text


def count(suite: Suite, code: int, report: Path) -> tuple[Counts, str]:
    """Return what a suite's report says, and where report and exit code do not fit together a failure with its line."""
    if suite.read is None:
        return (Counts(failed=1) if code else Counts(passed=1)), ""
    try:
        counts = suite.read(report)
    except (OSError, ValueError, KeyError, ElementTree.ParseError) as error:
        return Counts(failed=1), f"{suite.name} left no report that can be read ({error}); exit code {code}\n"
    if counts.passed + counts.failed + counts.skipped == 0:
        return Counts(failed=1), f"{suite.name} ran no test; exit code {code}\n"
    if code and not counts.failed:
        fault = f"{suite.name} ended with exit code {code} though no test of it failed\n"
        return replace(counts, failed=1, whole=False), fault
    return replace(counts, whole=counts.whole and code in (0, 1)), ""


def close(results: Sequence[Result], strict: bool) -> int:
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


def heading(title: str, out: IO[str] | None = None) -> None:
    """Print a line that the eye finds in a long log."""
    print(f"\n=== {title} {'=' * max(3, 90 - len(title))}", file=out, flush=True)


def in_ci() -> bool:
    """Tell whether this runs as CI, where nothing may be skipped."""
    return os.environ.get("CI", "").lower() not in ("", "0", "false")


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
