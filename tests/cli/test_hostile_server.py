"""Whatever a server answers: an exit code and a clean message, nothing outside the target folder, nothing run.

Every command and every function of the SDK meets spoiled answers of `tests/hostile_answers.py`: 100 of them, and 5,000 with
MODELBASE_TEST_ROUNDS=50 (as in `make soak`). The count is printed.
"""

# ruff: noqa: E501, T201 - tables of commands; the count is printed

from __future__ import annotations

import inspect
import io
import os
import random
import re
import shutil
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import hostile_answers as hostile
import httpx
import pytest
from hostile_answers import ID, LINK, OTHER, URL, Hostile
from modelbase_cli.__main__ import main
from modelbase_cli.output import Output
from tenacity import wait_none

import modelbase
from modelbase.client import api, sign_in
from modelbase.client.sdk import Client
from modelbase.client.transfer import pull
from modelbase.errors import ModelbaseError

ANSWERS = min(5_000, 100 * int(os.environ.get("MODELBASE_TEST_ROUNDS", "1")))
RECIPE = ("dataset=tiny", "arch=mlp", "lr=0.1")
COMMANDS: list[tuple[str, ...]] = [
    ("find", *RECIPE), ("find", *RECIPE, "--json"), ("push", "model.bin", *RECIPE), ("push", "model.bin", *RECIPE, "--json"),
    ("push", "model.bin", *RECIPE, "--alias", "a-b", "--tag", "t", "--title", "T", "--parent", OTHER),
    ("pull", ID), ("pull", ID, "-o", "out", "--json"), ("pull", f"{ID}@last", "-o", "out"), ("pull", "tiny/mlp:production"),
    ("pull", LINK), ("pull", ID, "-o", "out", "--include", "*.bin", "--allow-flagged"), ("ls",), ("ls", "--json"),
    ("ls", "--columns", "title,args.lr,created_at,tags,size"), ("ls", "--csv"), ("ls", "--latex"), ("ls", "--tsv"), ("ls", "--all"),
    ("keys",), ("keys", "--json"), ("show", ID), ("show", ID, "--json"), ("show", LINK), ("show", f"{ID}@last"),
    ("diff", ID, OTHER), ("diff", ID, OTHER, "--json"), ("diff", ID, OTHER, "--markdown"), ("near", ID), ("near", ID, "--json"),
    ("history", ID), ("history", ID, "--json"), ("history", ID, "--key", "loss", "--csv"), ("log", ID, "loss=0.5"),
    ("tree", ID), ("tree", ID, "--json"), ("open",), ("open", ID), ("rename", ID, "title"), ("readme", ID), ("readme", ID, "-f", "README.md"),
    ("tag", ID), ("tag", ID, "+a", "-b"), ("alias", ID), ("alias", ID, "x-y"), ("alias", ID, "x-y", "--remove"),
    ("label", f"{ID}@last", "best"), ("label", f"{ID}@last", "--remove"), ("note", ID), ("note", "bad", ID, "why"), ("note", ID, "--clear"),
    ("rm", ID, "--yes"), ("rm", f"{ID}@last", "--yes"), ("rm", ID, "--yes", "--weights-only"), ("trash",), ("trash", "--json"),
    ("trash", "restore", ID), ("trash", "delete", ID, "--yes"), ("login", URL, "--token", "mb_x"), ("login", URL, "--no-browser"),
    ("logout", URL), ("whoami",), ("whoami", "--json"), ("token", "ls"), ("token", "create", "x"), ("token", "revoke", "laptop"),
    ("share", ID), ("share", ID, "--link"), ("share", ID, "--with", "octocat"), ("share", ID, "--private"), ("share", ID, "--revoke", "s_1"),
    ("users", "ls"), ("users", "role", "octocat", "guest"), ("users", "disable", "octocat"), ("users", "rm", "octocat"),
    ("parent", ID), ("parent", ID, "add", OTHER), ("parent", ID, "rm", OTHER), ("redact", ID, "token"),
    ("events",), ("events", "--json"), ("policy", "show"), ("policy", "ls"), ("policy", "set", "policy.json"),
    ("policy", "set", "policy.json", "--dry-run"), ("settings", "show"), ("settings", "show", "--json"),
    ("settings", "set", "own_pushes", "no"), ("settings", "set", "trusted_owners", "octocat"),
    ("doctor",), ("doctor", "--json"), ("doctor", "--secrets"),
    ("doctor", "--secrets", "--json"), ("redact", ID, "token", "--json"), ("parent", ID, "--json"),
    ("pull", ID, "-o", "out", "--exclude", "*.md"), ("push", "model.bin", *RECIPE, "token_dir=x", "--redact", "token_dir"),
    ("push", "model.bin", *RECIPE, "--allow-secret", "lr", "--follow-links"),
]  # fmt: skip
ARGS = {"dataset": "tiny", "arch": "mlp", "lr": 0.1}
CALLS: dict[str, Callable[[Client], Any]] = {
    "add_parent": lambda client: client.add_parent(ID, OTHER),
    "alias": lambda client: client.alias(ID, "x-y"),
    "checkpoint": lambda client: client.checkpoint(ID),
    "checkpoints": lambda client: client.checkpoints(ID),
    "close": lambda client: client.close(),
    "create_token": lambda client: client.create_token("x"),
    "delete_trash": lambda client: client.delete_trash(ID),
    "delete_weights": lambda client: client.delete_weights(ID),
    "diff": lambda client: client.diff([ID, OTHER]),
    "events": lambda client: list(client.events()),
    "family": lambda client: client.family(ID),
    "find": lambda client: client.find(ARGS, nearest=True),
    "find_all": lambda client: client.find_all([ARGS, ARGS]),
    "get": lambda client: client.get(ID).warned(),
    "history": lambda client: client.history(ID, "loss"),
    "hold": lambda client: held(client),
    "identify": lambda client: client.identify(ARGS),
    "keys": lambda client: list(client.keys()),
    "label": lambda client: client.label(f"{ID}@last", "best"),
    "lineage": lambda client: client.lineage(ID),
    "log": lambda client: client.log(ID, {"loss": 0.5}),
    "lookup": lambda client: client.lookup(ARGS),
    "models": lambda client: list(client.models()),
    "near": lambda client: client.near(ID),
    "note": lambda client: client.note(ID, "good"),
    "page": lambda client: client.page(),
    "policies": lambda client: client.policies(),
    "policy": lambda client: client.policy(),
    "pull": lambda client: client.pull(ID),
    "push": lambda client: client.push("model.bin", ARGS, parents=[OTHER]),
    "redact": lambda client: client.redact(ID, ["token"]),
    "readme": lambda client: client.readme(ID, "text"),
    "ready": lambda client: client.ready(),
    "remove_alias": lambda client: client.remove_alias(ID, "x-y"),
    "remove_parent": lambda client: client.remove_parent(ID, OTHER),
    "remove_user": lambda client: client.remove_user("octocat"),
    "rename": lambda client: client.rename(ID, "title"),
    "restore": lambda client: client.restore(ID),
    "revoke_token": lambda client: client.revoke_token("laptop"),
    "rm": lambda client: client.rm(ID, weights_only=True),
    "runs": lambda client: client.runs(ID),
    "safety": lambda client: client.safety(f"{ID}@last"),
    "set_policy": lambda client: client.set_policy(hostile.POLICY),
    "set_team_settings": lambda client: client.set_team_settings(own_pushes=True),
    "set_user": lambda client: client.set_user("octocat", disabled=True),
    "share": lambda client: client.share(ID, "link"),
    "shares": lambda client: client.shares(ID),
    "stored_secrets": lambda client: list(client.stored_secrets()),
    "tag": lambda client: client.tag(ID, ["a"]),
    "team_settings": lambda client: client.team_settings(),
    "tensors": lambda client: client.tensors(ID),
    "tokens": lambda client: client.tokens(),
    "trash": lambda client: client.trash(),
    "trashed": lambda client: client.trashed(ID).ref,
    "unshare": lambda client: client.unshare(ID, "s_1"),
    "users": lambda client: client.users(),
    "views": lambda client: client.views(),
    "whoami": lambda client: client.whoami(),
}
ODD = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
RAW_DATA = {"readme"}  # what a pipe gets of it is the text as it is


def held(client: Client) -> None:
    with client.hold(ARGS) as lease:
        assert lease.id


def refusal(call: Callable[[Client], Any]) -> str:
    """Return what a refused call said, nothing of one that worked; any other exception is the test's failure."""
    try:
        with Client() as client:
            call(client)
    except ModelbaseError as error:
        return error.message
    return ""


class Place:
    """A folder deep below one that is looked at, and what was run from there."""

    def __init__(self, root: Path) -> None:
        self.root, self.work = root, root / "a" / "b" / "work"
        self.home = root / "home"
        self.started: list[Any] = []
        for folder in (self.work, self.home):
            folder.mkdir(parents=True)

    def fresh(self) -> None:
        """Empty the folder but for what commands need."""
        shutil.rmtree(self.work)
        shutil.rmtree(self.home)
        self.work.mkdir()
        self.home.mkdir()
        (self.work / "model.bin").write_bytes(hostile.CONTENT)
        (self.work / "README.md").write_text("# Title")
        (self.work / "policy.json").write_text("{}")
        os.chdir(self.work)

    def check(self) -> None:
        """Look that nothing was written but into the target folders and the home, and nothing run."""
        allowed = {
            "model.bin",
            "README.md",
            "policy.json",
            "out",
            "mlp-3c7039714",
            f"README.{hostile.DIGEST[:9]}.md",
        }
        outside = [path for path in self.work.iterdir() if path.name not in allowed]
        outside += [
            path
            for path in self.root.rglob("*")
            if path not in {self.work, self.home} and not self._inside(path)
        ]
        outside += [path for path in self.root.rglob("*") if path.is_symlink()]
        assert not outside
        for target in ("out", "mlp-3c7039714"):
            found = {
                str(path.relative_to(self.work / target))
                for path in (self.work / target).rglob("*")
                if path.is_file()
            }
            assert not any(re.match(r"(?i)(.*/)?\.git/", path) for path in found)
        for address in self.started:
            assert str(address).startswith((f"{URL}/", f"file://{self.home}/", f"{self.home}/"))
        self.started.clear()

    def _inside(self, path: Path) -> bool:
        return (
            any(top in {path, *path.parents} for top in (self.work, self.home)) or path in self.work.parents
        )


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    made = Place(tmp_path / "seen")
    here = Path.cwd()
    for name in ("MODELBASE_TOKEN", "MODELBASE_URL", "MODELBASE_CONFIG_DIR"):
        monkeypatch.delenv(name, raising=False)
    environ = {
        "HOME": str(made.home),
        "MODELBASE_URL": URL,
        "MODELBASE_TOKEN": "mb_token",
        "MODELBASE_TIMEOUT": "20",
    }
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME"):
        monkeypatch.delenv(name, raising=False)
    real = subprocess.Popen

    def start(words: list[Any], **more: Any) -> Any:
        if (
            words[:3] == [sys.executable, "-I", "-c"] and len(words) == 6
        ):  # what removes a page that led to the browser
            return made.started.append(words[4])
        assert not any(odd in str(word) for word in words for odd in ("evil", "etc/passwd")), words
        return real(words, **more)  # `doctor` looks at this machine

    monkeypatch.setattr("subprocess.Popen", start)
    monkeypatch.setattr("os.system", made.started.append)
    monkeypatch.setattr("webbrowser.open", lambda address, *_: made.started.append(address) or True)
    monkeypatch.setattr("time.sleep", lambda _: None)
    monkeypatch.setattr("click.edit", lambda *_, **__: None)
    for module, name, value in (
        (api, "_growing", wait_none()), (api, "ATTEMPTS", 2), (api, "FIRST_ATTEMPTS", 2), (api, "MAX_WAIT", 0.0), (api, "PAUSE", 100.0),
        (api, "MAX_ANSWER", 2**20), (api, "MOST_ROWS", 300), (pull, "CHECK_WAIT", 0.0), (pull, "SCAN_WAIT", 0.0),
        (sign_in, "CODE_SECONDS", 0.02),
    ):  # fmt: skip
        monkeypatch.setattr(module, name, value)
    monkeypatch.setattr("modelbase.client.policy.SERVERS", 3)
    yield made
    os.chdir(here)


@pytest.fixture
def meet(place: Place, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Hostile]:
    """Let the next client meet a server that spoils the answer of this number."""

    def prepare(seed: int, target: int) -> Hostile:
        place.fresh()
        server = Hostile(seed, target)
        monkeypatch.setattr(
            api, "connect", lambda _, headers: httpx.Client(transport=server, headers=headers)
        )
        return server

    return prepare


def spoken(words: tuple[str, ...], tty: bool, monkeypatch: pytest.MonkeyPatch) -> tuple[int, str, str]:
    """Run a command in this process, as if on a terminal or not; return exit code, stdout and stderr."""
    out, err = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.TextIOWrapper(io.BytesIO(), "utf-8")
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setattr(sys, "stderr", err)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b""), "utf-8"))
    monkeypatch.setattr(Output, "tty", property(lambda _: tty), raising=False)
    code = main(words)
    texts = []
    for stream in (out, err):
        stream.flush()
        texts.append(stream.buffer.getvalue().decode())  # type: ignore[attr-defined]
    return code, texts[0], texts[1]


def each(total: int, cases: list[Any]) -> Iterator[tuple[int, Any]]:
    """Yield (seed, case): every case as often as it takes for so many spoiled answers."""
    seed = 0
    while True:
        for case in random.Random(seed).sample(cases, len(cases)):
            yield seed, case
            seed += 1
            if seed > 50 * total:
                return


def test_honest_answers_work(place, meet, monkeypatch):
    """Without this the answers of the next tests could be refused for the wrong reason."""
    for words in COMMANDS:
        meet(0, -1)
        code, _, err = spoken(words, True, monkeypatch)
        assert code in ({"diff": {1}, "doctor": {0, 1}, "find": {0, 3}}.get(words[0]) or {0}), (words, err)
        place.check()
    for name, call in CALLS.items():
        meet(0, -1)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)
            with Client() as client:
                call(client)
        place.check()
        assert name


def test_every_function_of_the_sdk_is_among_the_calls():
    public = {name for name, _ in inspect.getmembers(Client, inspect.isfunction) if not name.startswith("_")}
    assert public == set(CALLS)
    assert {words[0] for words in COMMANDS} >= set(modelbase_commands()) - {
        "id", "serve", "demo", "worker", "completion", "sync",
    }  # fmt: skip


def modelbase_commands() -> list[str]:
    from modelbase_cli.group import HIDDEN, LINES

    return [name for name in LINES if name not in HIDDEN]


@pytest.mark.timeout(3600)  # thousands in the soak
def test_no_answer_breaks_a_command(place, meet, monkeypatch, capsys):
    spoiled, total = 0, ANSWERS * 2 // 3
    for seed, words in each(total, COMMANDS):
        server = meet(seed, seed * 7 % 5)
        tty = seed % 2 == 0
        code, out, err = spoken(words, tty, monkeypatch)
        told = f"seed {seed}, answer {seed * 7 % 5}, {words}: {err[:2000]}"
        assert code in {0, 1, 2, 3, 4}, told
        assert "Traceback" not in err, told
        assert not ODD.search(err), told
        assert words[0] in RAW_DATA or not ODD.search(out), told
        if err.startswith("error: "):
            assert "\nNext: " in err, told
            assert err.index("\nNext: ") < 20_000, told
        place.check()
        assert all(
            "authorization" not in one.headers or str(one.url).startswith(f"{URL}/")
            for one in server.requests
        )
        spoiled += server.spoiled
        if spoiled >= total:
            break
    with capsys.disabled():
        print(f"\n{spoiled} spoiled answers to commands")
    assert spoiled >= total


@pytest.mark.timeout(3600)  # thousands in the soak
def test_no_answer_breaks_the_sdk(place, meet, capsys):
    spoiled, total = 0, ANSWERS - ANSWERS * 2 // 3
    for seed, (name, call) in each(total, list(CALLS.items())):
        server = meet(seed, seed * 7 % 4)
        with warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("always")
            said = refusal(call)
        assert not ODD.search(said), (seed, name)
        assert not any(ODD.search(str(each.message)) for each in warned), (seed, name)
        place.check()
        spoiled += server.spoiled
        if spoiled >= total:
            break
    with capsys.disabled():
        print(f"\n{spoiled} spoiled answers to the SDK")
    assert spoiled >= total


def test_a_path_for_an_id_writes_nothing_outside(place, meet, monkeypatch):
    for name in ("a/../../up:3c7039714", "tiny/mlp:../../evil", "/etc/x:1234", OTHER, "other/name:3c7039714"):
        meet(0, -1)
        monkeypatch.setattr(hostile, "MODEL", hostile.MODEL | {"id": name})
        changed = [
            (pattern, status, hostile.MODEL if answer is MODEL_BEFORE else answer)
            for pattern, status, answer in HONEST_BEFORE
        ]
        monkeypatch.setattr(hostile, "HONEST", changed)
        code, out, err = spoken(("pull", ID), False, monkeypatch)
        assert (code, out) == (1, "")
        assert "is it" in err or "was asked for" in err or "is no Model" in err
        place.check()
        assert not (place.work / "mlp-3c7039714").exists()


MODEL_BEFORE, HONEST_BEFORE = hostile.MODEL, hostile.HONEST


@pytest.mark.parametrize("address", ["http://[::1", "http://[::1]:x", "ftp://x", "http://", "http:///x", "http://a b", "http://x:99999",
    "http://user:pw@x", "http://a\u202eb", "http://..", "http://" + "a" * 300, "http://x?y", "x\\y", "http://[fe80::1%25eth0", "://", "http://-\x00"])  # fmt: skip
def test_a_bad_address_is_one_clear_error_everywhere(place, monkeypatch, address):
    place.fresh()
    for words, environ in ((("ls", "--server", address), URL), (("ls",), address), (("login", address), URL)):
        if "\x00" in environ:
            continue
        monkeypatch.setenv("MODELBASE_URL", environ)
        code, _, err = spoken(words, False, monkeypatch)
        assert code == 2, err
        assert "is no server address" in err
        assert not ODD.search(err)
    with pytest.raises(ModelbaseError, match="is no server address"):
        modelbase.Client(address)
