"""Whether the scripts that run the tests, build the web app and check the wheel tell the truth, on fakes."""

from __future__ import annotations

import importlib
import json
import re
import sys
import tomllib
import zipfile
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
PYTEST_REPORT = """<testsuites><testsuite tests="5" failures="1" errors="1" skipped="1">
<testcase classname="tests.a" name="test_one"><failure message="&#10; 1 is not 2&#10;more"/></testcase>
<testcase classname="tests.b" name="test_two"><error message="no server"/></testcase>
</testsuite></testsuites>"""
VITEST_REPORT = {
    "numPassedTests": 7,
    "numFailedTests": 1,
    "numPendingTests": 1,
    "numTodoTests": 1,
    "testResults": [
        {"name": "a.test.ts", "status": "failed", "message": "cannot be read", "assertionResults": []},
        {
            "name": "b.test.ts",
            "status": "failed",
            "assertionResults": [
                {"status": "passed", "fullName": "adds"},
                {"status": "failed", "fullName": "takes away", "failureMessages": ["Error: 1\n at"]},
            ],
        },
    ],
}
PLAYWRIGHT_REPORT = {
    "stats": {"expected": 3, "unexpected": 1, "flaky": 1, "skipped": 2},
    "errors": [{}],
    "suites": [
        {
            "suites": [
                {
                    "specs": [
                        {
                            "file": "a.spec.ts",
                            "line": 7,
                            "title": "a row",
                            "tests": [
                                {
                                    "status": "unexpected",
                                    "results": [{"error": {"message": "\n\x1b[31mlate\x1b[0m\nx"}}],
                                }
                            ],
                        },
                        {
                            "file": "b.spec.ts",
                            "line": 9,
                            "title": "a key",
                            "tests": [
                                {"status": "flaky", "results": [{"error": {"message": "gone"}}, {}]},
                                {"status": "expected", "results": [{}]},
                            ],
                        },
                    ]
                }
            ]
        }
    ],
}


@pytest.fixture
def load(monkeypatch: pytest.MonkeyPatch):
    """Import a script as a module."""
    monkeypatch.setattr(sys, "path", [str(ROOT / "scripts"), *sys.path])
    return importlib.import_module


@pytest.fixture
def runner(load, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.delenv("CI", raising=False)
    module = load("run_tests")
    monkeypatch.setattr(module.web, "environment", lambda: {"MODELBASE_URL": "http://other"})
    return module


def suite(runner: ModuleType, name: str, program: str, read=None):
    """Return a suite whose command is a small Python program; `{report}` in it is where the report goes."""
    return runner.Suite(name, name, [sys.executable, "-c", program], read)


def report(tests: int, failures: int = 0, skipped: int = 0, code: int = 0) -> str:
    xml = f'<testsuite tests="{tests}" failures="{failures}" errors="0" skipped="{skipped}"/>'
    return f"import pathlib, sys; pathlib.Path(r'{{report}}').write_text('{xml}'); sys.exit({code})"


def last_line(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().out.splitlines()[-1]


def test_the_last_line_sums_all_suites(runner, capsys) -> None:
    suites = (
        suite(runner, "lint", "pass"),
        suite(runner, "pytest", report(4), runner.junit),
        suite(runner, "web", report(3), runner.junit),
    )
    assert runner.main([], suites) == 0
    assert last_line(capsys) == "8 passed, 0 failed"


def test_a_failed_test_fails_the_whole(runner, capsys) -> None:
    suites = (
        suite(runner, "pytest", report(4, failures=1, code=1), runner.junit),
        suite(runner, "lint", "pass"),
    )
    assert runner.main([], suites) == 1
    assert last_line(capsys) == "4 passed, 1 failed"


def test_a_check_with_a_bad_exit_code_is_one_failure(runner, capsys) -> None:
    assert runner.main([], (suite(runner, "lint", "raise SystemExit(3)"),)) == 1
    assert last_line(capsys) == "0 passed, 1 failed"


def test_a_suite_that_ran_nothing_fails(runner, capsys) -> None:
    assert runner.main([], (suite(runner, "pytest", report(0), runner.junit),)) == 1
    assert last_line(capsys) == "0 passed, 1 failed"


def test_a_suite_that_crashed_after_its_tests_fails(runner, capsys) -> None:
    assert runner.main([], (suite(runner, "pytest", report(2, code=139), runner.junit),)) == 1
    assert last_line(capsys) == "2 passed, 1 failed"


def test_a_suite_without_a_report_fails(runner, capsys) -> None:
    assert runner.main([], (suite(runner, "pytest", "pass", runner.junit),)) == 1
    assert last_line(capsys) == "0 passed, 1 failed"


def test_a_suite_that_cannot_be_started_fails(runner, capsys) -> None:
    missing = runner.Suite("web", "web", ["no-such-command-anywhere"])
    assert runner.main([], (missing, suite(runner, "lint", "pass"))) == 1
    assert last_line(capsys) == "1 passed, 1 failed"


def test_a_skipped_test_is_told_and_in_ci_it_fails(runner, capsys, monkeypatch) -> None:
    suites = (suite(runner, "pytest", report(3, skipped=1), runner.junit),)
    assert runner.main([], suites) == 0
    said = capsys.readouterr().out
    assert "1 skipped" in said
    assert said.splitlines()[-1] == "2 passed, 0 failed"
    monkeypatch.setenv("CI", "true")
    assert runner.main([], suites) == 1
    assert last_line(capsys) == "2 passed, 1 failed"


def test_suites_do_not_see_the_settings_of_the_shell(runner, capsys) -> None:
    program = "import os; raise SystemExit('MODELBASE_URL' in os.environ)"
    assert runner.main([], (suite(runner, "lint", program),)) == 0


def test_only_the_named_suites_run(runner, capsys) -> None:
    suites = (suite(runner, "lint", "pass"), suite(runner, "pytest", "raise SystemExit(1)"))
    assert runner.main(["lint"], suites) == 0
    assert last_line(capsys) == "1 passed, 0 failed"
    with pytest.raises(SystemExit, match="No suite is called tests"):
        runner.main(["tests"], suites)


def test_a_part_of_another_suite_runs_only_if_it_is_named(runner) -> None:
    names = [s.name for s in runner.choose([], runner.SUITES)]
    assert "pytest" in names
    assert "unit" not in names
    assert [s.name for s in runner.choose(["unit"], runner.SUITES)] == ["unit"]


def test_suites_of_a_stage_run_at_once_and_each_is_shown_as_a_whole(runner, capfd, tmp_path: Path) -> None:
    program = (
        "import pathlib, time\n"
        "mine, other = (pathlib.Path({!r}) / name for name in ({!r}, {!r}))\n"
        "print('begin', mine.name, flush=True)\n"
        "mine.touch()\n"
        "while not other.exists(): time.sleep(0.01)\n"
        "print('end', mine.name)"
    )
    pair = [
        replace(suite(runner, one, program.format(str(tmp_path), one, other)), stage="checks")
        for one, other in (("a", "b"), ("b", "a"))
    ]
    broken = replace(suite(runner, "c", "print('broken'); raise SystemExit(1)"), stage="checks")
    assert runner.main([], [*pair, broken]) == 1
    said = [line for line in capfd.readouterr().out.splitlines() if line.startswith(("begin", "end", "brok"))]
    for name in ("a", "b"):
        assert said.index(f"end {name}") == said.index(f"begin {name}") + 1
    assert "broken" in said


@pytest.mark.timeout(20)
def test_stages_follow_one_another(runner, tmp_path: Path) -> None:
    first = suite(runner, "a", f"import pathlib; pathlib.Path({str(tmp_path / 'a')!r}).touch()")
    second = suite(
        runner, "b", f"import pathlib, sys; sys.exit(not pathlib.Path({str(tmp_path / 'a')!r}).exists())"
    )
    beside = [replace(second, name=name, stage="later") for name in ("b", "c")]
    assert runner.main([], [first, *beside]) == 0


def test_what_is_measured_runs_alone_after_all_else(runner) -> None:
    *before, last = runner.stages(runner.choose([], runner.SUITES))
    assert [s.name for s in last] == ["speed"]
    assert [[s.name for s in stage] for stage in before] == [
        ["lint", "format", "types", "web-check"],
        ["pytest", "browser", "web-unit", "wheel"],
    ]


def test_check_runs_lint_format_and_types_alone(runner) -> None:
    names = [s.name for s in runner.choose(["--check"], runner.SUITES)]
    assert names == ["lint", "format", "types", "web-check"]


def test_each_runner_s_report_is_read(runner, tmp_path: Path) -> None:
    file = tmp_path / "report"
    file.write_text(PYTEST_REPORT)
    first, second = (
        runner.Failure("tests.a", "tests.a::test_one", "1 is not 2"),
        runner.Failure("tests.b", "tests.b::test_two", "no server"),
    )
    assert runner.junit(file) == runner.Counts(2, 2, 1, (first, second))
    file.write_text(json.dumps(VITEST_REPORT))
    unread, wrong = (
        runner.Failure("a.test.ts", "a.test.ts", "cannot be read"),
        runner.Failure("b.test.ts", "b.test.ts::takes away", "Error: 1"),
    )
    assert runner.vitest(file) == runner.Counts(7, 2, 2, (unread, wrong))
    file.write_text(json.dumps(PLAYWRIGHT_REPORT))
    late, gone = (
        runner.Failure("a.spec.ts", "a.spec.ts:7 a row", "late"),
        runner.Failure("b.spec.ts", "b.spec.ts:9 a key", "gone"),
    )
    assert runner.playwright(file) == runner.Counts(4, 2, 2, (late,), (gone,))


def tried(runner: ModuleType, first: dict[str, int], second: dict[str, int], tmp_path: Path):
    """Return a suite of pytest's kind: its first run and its second fail in the tests of these names."""
    word = f"""
import pathlib, sys
seen = pathlib.Path({str(tmp_path / "seen")!r})
tests = {second!r} if seen.exists() else {first!r}
seen.write_text("")
cases = "".join(
    f'<testcase classname="t" name="{{n}}">' + ('<failure message="why"/>' if bad else "") + "</testcase>"
    for n, bad in tests.items()
)
bad = sum(tests.values())
xml = f'<testsuite tests="{{len(tests)}}" failures="{{bad}}" errors="0" skipped="0">{{cases}}</testsuite>'
pathlib.Path(sys.argv[1]).write_text(xml)
sys.exit(1 if bad else 0)
"""
    program = tmp_path / "tests_of_chance.py"
    program.write_text(word)
    command = [sys.executable, str(program), "{report}"]
    return runner.Suite("pytest", "pytest", command, runner.junit, again=lambda _: command)


def test_what_passes_at_the_second_try_has_passed_and_is_named(runner, capsys, tmp_path: Path) -> None:
    assert runner.main([], (tried(runner, {"a": 0, "b": 1}, {"b": 0}, tmp_path),)) == 0
    said = capsys.readouterr().out
    assert said.splitlines()[-1] == "2 passed, 0 failed"
    assert "passed at the second try only:\n    pytest: t::b: why" in said


def test_what_fails_twice_has_failed_and_is_named(runner, capsys, tmp_path: Path) -> None:
    assert runner.main([], (tried(runner, {"a": 1, "b": 1, "c": 0}, {"a": 0, "b": 1}, tmp_path),)) == 1
    said = capsys.readouterr().out
    assert said.splitlines()[-1] == "2 passed, 1 failed"
    assert "  failed:\n    pytest: t::b: why" in said
    assert "passed at the second try only:\n    pytest: t::a: why" in said


def test_many_failures_get_no_second_try(runner, capsys, tmp_path: Path) -> None:
    bad = dict.fromkeys("abcd", 1)
    assert runner.main([], (tried(runner, bad, dict.fromkeys("abcd", 0), tmp_path),)) == 1
    assert last_line(capsys) == "0 passed, 4 failed"


def test_a_second_try_that_runs_too_little_mends_nothing(runner, capsys, tmp_path: Path) -> None:
    assert runner.main([], (tried(runner, {"a": 1, "b": 1}, {"a": 0}, tmp_path),)) == 1
    assert last_line(capsys) == "0 passed, 2 failed"


def test_a_crash_gets_no_second_try(runner, capsys) -> None:
    crashing = suite(runner, "pytest", report(2, code=139), runner.junit)
    crashing = replace(crashing, again=lambda _: [sys.executable, "-c", report(2)])
    assert runner.main([], (crashing,)) == 1
    assert last_line(capsys) == "2 passed, 1 failed"


def test_a_runner_s_own_second_tries_are_bounded_too(runner, capsys) -> None:
    def read(_: Path):
        return runner.Counts(9, 0, 0, (), tuple(runner.Failure("f", str(n)) for n in range(4)))

    assert runner.main([], (suite(runner, "browser", "pass", read),)) == 1
    assert last_line(capsys) == "5 passed, 4 failed"


def test_the_real_pytest_report_is_counted(runner, tmp_path: Path, capsys) -> None:
    (tmp_path / "test_it.py").write_text("def test_a(): pass\ndef test_b(): assert 0\n")
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    command = [sys.executable, "-m", "pytest", "-q", str(tmp_path), "-c", str(tmp_path / "pytest.ini")]
    real = runner.Suite("pytest", "pytest", [*command, "--junitxml={report}"], runner.junit)
    assert runner.main([], (real,)) == 1
    assert last_line(capsys) == "1 passed, 1 failed"


@pytest.mark.timeout(60)
def test_a_process_of_real_pytest_that_dies_fails_the_run(runner, tmp_path: Path, capsys) -> None:
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    quick = "".join(f"def test_{each}(): pass\n" for each in range(5))
    for name in "abcdefgh":
        (tmp_path / f"test_{name}.py").write_text(quick)
    (tmp_path / "test_dying.py").write_text(f"import os\ndef test_it(): os._exit(9)\n{quick}")
    words = [sys.executable, "-m", "pytest", "-q", str(tmp_path), "-c", str(tmp_path / "pytest.ini")]
    words += ["--junitxml={report}", *runner.TWO]
    real = runner.Suite("pytest", "pytest", words, runner.junit, again=lambda _: words)
    assert runner.main([], (real,)) == 1
    said = capsys.readouterr().out
    assert said.splitlines()[-1].endswith("1 failed")
    assert "test_dying.py::test_it" in said
    assert "once more" not in said


def test_real_pytest_tries_again_what_failed_alone(runner, tmp_path: Path, capsys) -> None:
    (tmp_path / "test_it.py").write_text(
        "import pathlib\n"
        "ran = pathlib.Path(__file__).with_name('ran')\n"
        "def test_a(): ran.write_text(ran.read_text() + 'a' if ran.exists() else 'a')\n"
        "def test_b():\n    before = ran.read_text()\n    ran.write_text(before + 'b')\n    assert 'b' in before\n"
    )
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    words = [sys.executable, "-m", "pytest", "-q", str(tmp_path), "-c", str(tmp_path / "pytest.ini")]
    words.append("--junitxml={report}")
    real = runner.Suite(
        "pytest", "pytest", words, runner.junit, again=lambda _: [*words, *runner.LAST_FAILED]
    )
    assert runner.main([], (real,)) == 0
    assert last_line(capsys) == "2 passed, 0 failed"
    assert (tmp_path / "ran").read_text() == "abb"


def test_the_web_app_is_built_again_only_when_a_source_changed(load, tmp_path: Path, monkeypatch) -> None:
    web = load("web")
    static, webapp = tmp_path / "static", tmp_path / "webapp"
    (webapp / "src").mkdir(parents=True)
    (webapp / "src" / "a.ts").write_text("1")
    (webapp / "node_modules").mkdir()
    for name, value in {
        "ROOT": tmp_path,
        "WEBAPP": webapp,
        "STATIC": static,
        "CACHE": tmp_path / "cache",
    }.items():
        monkeypatch.setattr(web, name, value)
    built = []

    def fake_npm(env, *args: str) -> None:
        built.append(args)
        static.mkdir(exist_ok=True)
        (static / "index.html").write_text("<html>")

    monkeypatch.setattr(web, "npm", fake_npm)
    web.build({})
    web.build({})
    (webapp / "node_modules" / "b.js").write_text("not a source")
    web.build({})
    assert len(built) == 1
    (webapp / "src" / "a.ts").write_text("2")
    web.build({})
    assert len(built) == 2
    (static / "index.html").unlink()
    web.build({})
    assert len(built) == 3


def test_a_build_that_leaves_no_page_is_an_error(load, tmp_path: Path, monkeypatch) -> None:
    web = load("web")
    for name in ("ROOT", "WEBAPP", "STATIC", "CACHE"):
        monkeypatch.setattr(web, name, tmp_path / name.lower())
    monkeypatch.setattr(web, "npm", lambda env, *args: None)
    with pytest.raises(SystemExit, match=r"without modelbase/server/static/index\.html"):
        web.build({})


def test_a_wheel_without_the_web_app_or_with_its_sources_is_not_right(load, tmp_path: Path) -> None:
    check_wheel = load("check_wheel")
    wheel = tmp_path / "a.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for name in ("modelbase_cli/__main__.py", "modelbase/errors.py", "webapp/src/main.tsx"):
            archive.writestr(name, "")
    assert check_wheel.look_inside(wheel) == [
        "modelbase/server/static/index.html is missing",
        "webapp/src/main.tsx does not belong into it",
    ]
    with zipfile.ZipFile(wheel, "w") as archive:
        for name in check_wheel.WANTED:
            archive.writestr(name, "")
    assert check_wheel.look_inside(wheel) == []


@pytest.mark.parametrize(
    "path", sorted((ROOT / "webapp").glob("package-lock.json")), ids=lambda path: path.parent.name
)
def test_npm_ci_finds_every_optional_package_in_the_lock_file_with_its_checksum(load, path: Path) -> None:
    lock = json.loads(path.read_text())
    assert list(load("complete_lock").missing(lock)) == []
    assert load("complete_lock").without_checksum(lock) == []
    assert "http" not in json.dumps([each.get("resolved", "") for each in lock["packages"].values()])


LOCKS = sorted((ROOT / "requirements").glob("*.txt"))


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.stem)
def test_a_lock_has_exact_versions_with_hashes_and_no_address(path: Path) -> None:
    lines = path.read_text().splitlines()
    packages = [line for line in lines if not line.startswith(" ")]
    assert packages
    assert [line for line in packages if not re.match(r"[a-z0-9._-]+==[^ ]+ .*\\$", line)] == []
    assert all(
        re.fullmatch(r"    --hash=sha256:[0-9a-f]{64}( \\)?", line) for line in set(lines) - set(packages)
    )
    assert "://" not in path.read_text()


def test_the_locks_agree_and_hold_what_pyproject_asks_for(load) -> None:
    pinned = {path.stem: load("other_packages").pinned(path) for path in LOCKS}
    dev = pinned["dev"]
    assert {name for each in ("server", "embedded", "build") for name in pinned[each].items()} <= set(
        dev.items()
    )
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = [*project["dependencies"], *(r for e in project["optional-dependencies"].values() for r in e)]
    names = {re.match(r"[A-Za-z0-9_-]+", r)[0].lower() for r in wanted} - {"modelbase-registry", "torch"}
    assert names <= set(dev)


def test_versions_that_differ_from_the_lock_are_told(load, tmp_path: Path) -> None:
    one, other = tmp_path / "one.txt", tmp_path / "other.txt"
    one.write_text("a==1 \\\n    --hash=sha256:0\nb==2 ; python_version < '3.12' \\\nb==3\n")
    other.write_text("a==1\nb==2\nc==4\n")
    assert load("other_packages").differences(one, other) == {"b": ("2, 3", "2"), "c": ("none", "4")}


def test_an_optional_package_that_the_lock_file_left_out_is_added(load) -> None:
    asks = {"optionalDependencies": {"@a/bin-linux-x64": "1.2.3", "@a/bin-darwin-arm64": "1.2.3", "b": "^1"}}
    lock = {
        "packages": {"": {}, "node_modules/a": asks, "node_modules/@a/bin-linux-x64": {"version": "1.2.3"}}
    }
    assert load("complete_lock").missing(lock) == {
        "node_modules/@a/bin-darwin-arm64": {
            "version": "1.2.3",
            "cpu": ["arm64"],
            "os": ["darwin"],
            "optional": True,
        }
    }


@pytest.mark.parametrize(
    ("installed", "uninstalls"),
    [
        ("modelbase-0.1.0.dist-info", True),
        ("modelbase-1.59.21.dist-info", True),
        ("modelbase_registry-0.1.0.dist-info", False),
        ("modelbase_other-1.0.dist-info", False),
    ],
)
def test_a_distribution_with_files_of_the_same_names_is_removed_before_ours_is_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, installed: str, uninstalls: bool
) -> None:
    monkeypatch.setattr(sys, "path", [str(ROOT / "scripts"), *sys.path])
    install = importlib.import_module("install")
    (tmp_path / "lib" / "python3.11" / "site-packages" / installed).mkdir(parents=True)
    monkeypatch.setattr(install, "VENV", tmp_path)
    ran: list[list[str]] = []

    def run(command: list[str], **_: object) -> object:
        ran.append(command)
        return type("Done", (), {"returncode": 0})()

    monkeypatch.setattr(install.subprocess, "run", run)
    install.remove_other_names()
    wanted = ["pip", "uninstall", "--quiet", "--yes", "modelbase", "modelbase-registry"]
    assert [command[2:] for command in ran] == ([wanted] if uninstalls else [])
