"""The command line as a whole: every command has help, completion works, heavy packages stay unloaded."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from modelbase_cli.__main__ import cli
from modelbase_cli.group import HIDDEN, LINES

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", sorted(LINES))
def test_every_command_says_in_its_help_what_the_list_says(name):
    command = cli.get_command(cli.make_context("modelbase", [], resilient_parsing=True), name)
    assert command is not None
    assert command.name == name
    assert command.hidden is (name in HIDDEN)
    assert (command.help or "").splitlines()[0] == LINES[name]


def test_every_command_file_is_in_the_list():
    files = {file.stem for file in (ROOT / "cli" / "modelbase_cli" / "commands").glob("[a-z]*.py")}
    assert files == set(LINES)


@pytest.mark.parametrize("name", sorted(set(LINES) - set(HIDDEN)))
def test_every_option_is_in_the_docs(name):
    page = (ROOT / "docs" / "cli.md").read_text()
    section = page.partition(f"### modelbase {name}")[2].partition("\n### ")[0]
    assert section
    command = cli.get_command(cli.make_context("modelbase", [], resilient_parsing=True), name)
    options = {text for one in command.params for text in getattr(one, "opts", []) if text.startswith("--")}
    missing = {text for text in options - {"--server", "--token"} if text not in section}
    assert not missing


@pytest.mark.parametrize(
    ("code", "forbidden"),
    [
        (
            "import modelbase",
            {"httpx", "pydantic", "click", "rich", "yaml", "tenacity", "importlib.metadata"},
        ),
        (
            "from modelbase_cli.__main__ import main; main(['--help'])",
            {"httpx", "pydantic", "rich", "yaml", "tenacity"},
        ),
    ],
)
def test_heavy_packages_stay_unloaded(code, forbidden):
    check = f"{code}\nimport sys\nsys.exit(' '.join({forbidden!r} & set(sys.modules)) or 0)"
    done = subprocess.run([sys.executable, "-I", "-c", check], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_prints_a_script(run, shell):
    done = run("completion", shell)
    assert done.code == 0
    assert "_MODELBASE_COMPLETE" in done.out


def complete(run, *words):
    environ = {
        "_MODELBASE_COMPLETE": "bash_complete",
        "COMP_WORDS": " ".join(["modelbase", *words]),
        "COMP_CWORD": str(len(words)),
    }
    return run(**environ).out


def test_completion_knows_commands_options_and_ids(run, pushed):
    assert "push" in complete(run, "pu")
    assert "--args" in complete(run, "push", "--a")
    assert pushed in complete(run, "show", pushed[:12])


def test_completion_is_silent_where_no_server_answers(run):
    run.environ["MODELBASE_URL"] = "http://127.0.0.1:9"
    assert complete(run, "show", "a").strip() == ""


def test_no_color_and_pipes_have_no_colours(run, pushed):
    assert "\x1b[" in run.on_terminal("show", pushed, NO_COLOR="").out
    assert "\x1b[3" not in run.on_terminal("show", pushed, NO_COLOR="1").out
    assert "\x1b[" not in run("show", pushed).out
    assert "\x1b[" not in run("show", "tiny/none:deadbeef0").err


def test_a_pipe_that_closes_early_is_no_traceback(run, pushed):
    done = subprocess.run(
        f"'{sys.executable}' -m modelbase show {pushed} | true",
        shell=True,
        env=run.environ,
        capture_output=True,
        check=False,
    )
    assert b"Traceback" not in done.stderr


def test_openapi_is_printed_without_a_server(run):
    document = run("openapi", MODELBASE_URL=None, MODELBASE_TOKEN=None).json
    assert document["openapi"].startswith("3.1")
    assert "/api/v1/models" in document["paths"]


def test_version_is_that_of_the_package(run):
    import modelbase

    assert run("--version").out == f"modelbase {modelbase.__version__}\n"
