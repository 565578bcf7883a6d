"""Whether the scripts that run the tests, build the web app and check the wheel tell the truth, on fakes."""

from __future__ import annotations

import importlib
import json
import sys
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
PYTEST_REPORT = '<testsuites><testsuite tests="5" failures="1" errors="1" skipped="1"/></testsuites>'
VITEST_REPORT = {
    "numPassedTests": 7,
    "numFailedTests": 1,
    "numPendingTests": 1,
    "numTodoTests": 1,
    "testResults": [
        {"status": "failed", "assertionResults": []},
        {"status": "passed", "assertionResults": []},
    ],
}
PLAYWRIGHT_REPORT = {"stats": {"expected": 3, "unexpected": 1, "flaky": 1, "skipped": 2}, "errors": [{}]}


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


def test_check_runs_lint_format_and_types_alone(runner) -> None:
    names = [s.name for s in runner.choose(["--check"], runner.SUITES)]
    assert names == ["lint", "format", "types", "web-check"]


def test_each_runner_s_report_is_read(runner, tmp_path: Path) -> None:
    file = tmp_path / "report"
    file.write_text(PYTEST_REPORT)
    assert runner.junit(file) == runner.Counts(2, 2, 1)
    file.write_text(json.dumps(VITEST_REPORT))
    assert runner.vitest(file) == runner.Counts(7, 2, 2)
    file.write_text(json.dumps(PLAYWRIGHT_REPORT))
    assert runner.playwright(file) == runner.Counts(3, 3, 2)


def test_the_real_pytest_report_is_counted(runner, tmp_path: Path, capsys) -> None:
    (tmp_path / "test_it.py").write_text("def test_a(): pass\ndef test_b(): assert 0\n")
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    command = [sys.executable, "-m", "pytest", "-q", str(tmp_path), "-c", str(tmp_path / "pytest.ini")]
    real = runner.Suite("pytest", "pytest", [*command, "--junitxml={report}"], runner.junit)
    assert runner.main([], (real,)) == 1
    assert last_line(capsys) == "1 passed, 1 failed"


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
def test_npm_ci_finds_every_optional_package_in_the_lock_file(load, path: Path) -> None:
    assert list(load("complete_lock").missing(json.loads(path.read_text()))) == []


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
