"""Closed, broken and odd standard streams; the browser's address, which no process list shows; completion in bash."""

# ruff: noqa: E501 - tables of cases

from __future__ import annotations

import os
import re
import shlex
import stat
import subprocess
import sys
from pathlib import Path

import pytest

MODELBASE = f"{shlex.quote(sys.executable)} -m modelbase"
BROWSER = """#!{python}
import sys, pathlib
pathlib.Path("opened").write_text(sys.argv[1])
"""


def shell(run, line: str, **more: str) -> subprocess.CompletedProcess[bytes]:
    """Run a line of bash in the folder and environment of `run`; `modelbase` stands for the command."""
    script = f'modelbase() {{ {MODELBASE} "$@"; }}\n{line}'
    return subprocess.run(
        ["bash", "--norc", "-c", script],
        cwd=run.folder, env=run.environ | more, capture_output=True, stdin=subprocess.DEVNULL, timeout=240, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-", ">&- 2>&- <&-"])
def test_a_closed_stream_is_as_the_null_device(run, pushed, closed):
    for words, code in (
        (f"show {pushed}", 0),
        ("ls --json", 0),
        ("push model.bin --args args.json", 0),
        (f"pull {pushed} -o out", 0),
        (f"rm {pushed}", 2),
        ("id --help", 0),
        ("show nonsense", 2),
        ("--version", 0),
    ):
        done = shell(run, f"modelbase {words} {closed}")
        assert done.returncode == code, (words, done.stderr)
        assert b"Traceback" not in done.stderr
        assert b"Exception ignored" not in done.stderr
    assert (run.folder / "out" / "model.bin").read_bytes() == (run.folder / "model.bin").read_bytes()


def test_a_closed_stream_lends_its_number_to_no_file(run, pushed):
    """Else what is said on stderr would land in a file that was opened meanwhile."""
    assert shell(run, f"modelbase pull {pushed} -o out >&- 2>&- <&-").returncode == 0
    assert (run.folder / "out" / "model.bin").read_bytes() == (run.folder / "model.bin").read_bytes()


@pytest.mark.parametrize("words", ["show ID", "show ID --json", "ls --json", "keys", "tree ID", "--help", "diff ID ID", "find --args args.json"])  # fmt: skip
def test_a_reader_that_ends_is_no_failure(run, pushed, words):
    words = words.replace("ID", pushed)
    whole = run(*words.split()).code
    for reader in ("true", "head -c 1 > /dev/null"):
        done = shell(run, f"set -o pipefail; modelbase {words} 2> err | {reader}")
        assert done.returncode == whole
        said = (run.folder / "err").read_text()
        assert "Traceback" not in said
        assert "Broken pipe" not in said
        assert "Exception ignored" not in said


def test_messages_whose_reader_ended_leave_the_exit_code(run, pushed):
    assert (
        shell(run, "set -o pipefail; modelbase show tiny/none:deadbeef0 2>&1 >/dev/null | true").returncode
        == 3
    )


def test_a_text_that_the_terminals_encoding_lacks_is_escaped(run, push_like):
    model = push_like("--title", "학습 \u2713", "other=1")
    done = run("show", model, PYTHONIOENCODING="ascii", PYTHONUTF8="0", LC_ALL="C")
    assert done.code == 0


def browser(run) -> str:
    file = run.folder / "browser"
    file.write_text(BROWSER.format(python=sys.executable))
    file.chmod(0o755)
    return str(file)


def test_open_shows_the_sign_in_code_to_no_other_user(run, server):
    """All local users can read the arguments of a process; a file of mode 0600 leads on, as Jupyter's does."""
    done = run("open", BROWSER=browser(run))
    assert done.code == 0, done.err
    code = done.out.strip().partition("#code=")[2]
    assert code
    opened = (run.folder / "opened").read_text()
    assert code not in opened
    page = Path(opened.removeprefix("file://"))
    assert stat.S_IMODE(page.stat().st_mode) == 0o600
    assert f"#code={code}" in page.read_text()
    arguments = [
        file.read_bytes()
        for file in Path("/proc").glob("[0-9]*/cmdline")
        if os.access(file, os.R_OK) and file.parent.exists()
    ]
    assert any(str(page).encode() in words for words in arguments)  # what removes it, a minute later
    assert not any(code.encode() in words for words in arguments)


def test_open_of_a_model_goes_straight_there(run, server, pushed):
    assert run("open", pushed, BROWSER=browser(run)).code == 0
    assert (run.folder / "opened").read_text() == f"{server.url}/models/{pushed}"


GIT = """
# as git's completion does whenever it is loaded
[[ "$COMP_WORDBREAKS" == *:* ]] || COMP_WORDBREAKS="$COMP_WORDBREAKS:"
"""
ASK = """
words_of() { local line="$1"; local IFS=$' \\t'; printf '%s' "$line"; }
COMP_LINE="$LINE" COMP_POINT=${#LINE}
# what readline makes of the line: cut at spaces and at the letters of COMP_WORDBREAKS
COMP_WORDS=($(python3 - "$LINE" <<'P'
import re, sys
for word in sys.argv[1].split(" "):
    print("\\n".join(part for part in re.split("([:=@]+)", word) if part) or "''")
P
))
[[ ${COMP_WORDS[-1]} == "''" ]] && COMP_WORDS[-1]=""
COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
_modelbase_completion modelbase
printf '%s\\n' "${COMPREPLY[@]}"
"""


@pytest.mark.parametrize("order", ["first", "last", "never"])
def test_bash_completes_ids_whatever_git_does_to_the_word_breaks(run, pushed, order):
    name, tail = pushed.split(":")
    load = 'before="$COMP_WORDBREAKS"; eval "$(modelbase completion bash)"; [[ "$COMP_WORDBREAKS" == "$before" ]] || exit 9\n'
    parts = {
        "first": GIT + load,
        "last": load + GIT,
        "never": "COMP_WORDBREAKS=${COMP_WORDBREAKS//:/}\n" + load,
    }
    for line, begin in (
        (f"modelbase show {name}:{tail[:5]}", tail),
        (f"modelbase show {name}:", tail),
        ("modelbase sho", "show"),
    ):
        done = shell(run, f"{parts[order]}{ASK}", LINE=line)
        assert done.returncode == 0, done.stderr
        found = done.stdout.decode().split()
        whole = f"{name}:{begin}" if order == "never" and ":" in line else begin
        assert whole in found, (line, done.stdout, done.stderr)


def test_the_scripts_of_all_shells_leave_the_word_breaks_alone(run):
    for kind in ("bash", "zsh", "fish"):
        assert not re.search(r"COMP_WORDBREAKS\s*=", run("completion", kind).out)
