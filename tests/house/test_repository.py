"""What may be in the repository at all: no trace of one machine or registry, the front door in order.

Reads the tracked files. Each rule is shown to fail on a text that breaks it.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
Files = dict[str, str]

# Spelled in pieces, so that this file does not hold what it forbids.
REGISTRIES = "|".join(
    (r"registry\.npm" + "js", r"\bpypi" + r"\.org", "pythonhosted" + r"\.org", r"npm" + "mirror")
)
MACHINE_PATH = re.compile(r"(?<![\w.~-])/(work|farm|root|home/[a-z]\w*|Users/[A-Z]\w*)/")
REGISTRY = re.compile(REGISTRIES, re.IGNORECASE)
ADDRESS = re.compile(
    r'"resolved": *"(?!file:)|^\s*registry *=|^(index|source)-url *=|registry = "http', re.MULTILINE
)
TOOL_WORDS = re.compile(
    r"sub[-_ ]?agents?\b|co-authored[-]by:|generated (with|by) (an? )?(ai|llm)\b|\bas an ai\b", re.IGNORECASE
)
LOCK_FILES = ("package-lock.json", ".lock", "requirements.txt", ".npmrc", "pip.conf")
UNFINISHED = re.compile(
    "|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X", "NotImplemented" + "Error"))
    + r"|pytest\.(skip|mark\.(skip|xfail))|\b(it|test|describe)\.(skip|fixme|only|todo)\b"
)


@cache
def tracked() -> Files:
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    return {
        name: text for name in done.stdout.split("\0") if name and (text := read(ROOT / name)) is not None
    }


def read(path: Path) -> str | None:
    """Return a file's text; None for pictures and other bytes, and for what was just removed."""
    try:
        return path.read_text(encoding="utf-8")
    except (UnicodeDecodeError, FileNotFoundError, IsADirectoryError):
        return None


def hits(files: Files, pattern: re.Pattern[str]) -> Iterator[str]:
    for name, text in files.items():
        for match in pattern.finditer(text):
            yield f"{name}:{text.count(chr(10), 0, match.start()) + 1}: {match[0].strip()}"


def paths_of_one_machine(files: Files) -> Iterator[str]:
    yield from hits(files, MACHINE_PATH)


def registry_hosts(files: Files) -> Iterator[str]:
    yield from hits(files, REGISTRY)


def download_addresses(files: Files) -> Iterator[str]:
    yield from hits({n: t for n, t in files.items() if n.endswith(LOCK_FILES)}, ADDRESS)


def words_of_tools(files: Files) -> Iterator[str]:
    yield from hits(files, TOOL_WORDS)


def unfinished(files: Files) -> Iterator[str]:
    code = (".py", ".ts", ".tsx", ".js", ".mjs", ".sh")
    yield from hits({n: t for n, t in files.items() if n.endswith(code)}, UNFINISHED)


RULES: list[Callable[[Files], Iterator[str]]] = [
    paths_of_one_machine,
    registry_hosts,
    download_addresses,
    words_of_tools,
    unfinished,
]
SINS = [
    (paths_of_one_machine, "docs/a.md", "see /ro" + "ot/models/x"),
    (paths_of_one_machine, "docs/a.md", "cd '/ho" + "me/anna/code'"),
    (registry_hosts, "docs/a.md", "https://py" + "pi.org/simple"),
    (download_addresses, "webapp/package-lock.json", '"res' + 'olved": "https://example.org/a.tgz"'),
    (download_addresses, "webapp/.npmrc", "regi" + "stry=https://example.org"),
    (words_of_tools, "docs/a.md", "Co-Auth" + "ored-By: someone"),
    (unfinished, "modelbase/a.py", "# TO" + "DO: later"),
    (unfinished, "webapp/src/a.test.ts", "it.on" + "ly('x', () => {})"),
]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_no_tracked_file_breaks_the_rule(rule) -> None:
    files = tracked()
    assert len(files) > 10, "the tracked files were not found"
    assert list(rule(files)) == []


@pytest.mark.parametrize(
    ("rule", "name", "text"), SINS, ids=lambda value: getattr(value, "__name__", str(value))[:30]
)
def test_each_rule_sees_a_file_that_breaks_it(rule, name: str, text: str) -> None:
    assert len(list(rule({name: f"fine\n{text}\n"}))) == 1


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_ordinary_text_breaks_no_rule(rule) -> None:
    text = "GET /api/v1/models/work/x; $HOME/data; ./home/x; https://example.org/home/; see docs/work/plan"
    assert list(rule({"docs/a.md": text, "a.py": text, "package-lock.json": '"version": "1.0.0"'})) == []


def test_the_first_screen_of_the_readme_names_how_to_run_and_how_to_test() -> None:
    first = "\n".join((ROOT / "README.md").read_text(encoding="utf-8").splitlines()[:40])
    assert "make run" in first
    assert "make test" in first


def test_the_ci_entry_runs_the_readme_s_test_command_and_nothing_else() -> None:
    entry = ROOT / ".ci" / "run"
    lines = [line for line in entry.read_text().splitlines() if line and not line.startswith("#")]
    assert lines[-1] == "exec make test"
    assert 'export CI="${CI:-true}"' in lines
    assert os.access(entry, os.X_OK)


def test_the_four_commands_are_in_the_makefile_and_in_its_help() -> None:
    done = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert [t for t in ("run", "test", "check", "bench") if f"make {t} " not in done.stdout] == []


@pytest.mark.parametrize("script", sorted((ROOT / "scripts").glob("*.sh")), ids=lambda path: path.name)
def test_a_shell_script_parses_and_can_be_run(script: Path) -> None:
    done = subprocess.run(["bash", "-n", str(script)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert os.access(script, os.X_OK)
