"""Where a run is from: found within bounds, and without a credential in it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from modelbase.training import provenance as module
from modelbase.training.provenance import command, provenance, without_credentials

SECRET = "hf_" + "aB3dE5gH7jK9mN1pQ3sT5vW7yZ" * 2


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    def git(*words: str) -> None:
        own = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
        subprocess.run(["git", *own, *words], cwd=tmp_path, check=True, capture_output=True)

    (tmp_path / "train.py").write_text("lr = 0.1\n")
    git("init", "-q", "-b", "trunk")
    git("add", "train.py")
    git("commit", "-q", "-m", "first")
    git("remote", "add", "origin", f"https://anna:{SECRET}@git.example.org/team/repo.git")
    monkeypatch.setattr(sys.modules["__main__"], "__file__", str(tmp_path / "train.py"), raising=False)
    return tmp_path


def test_commit_branch_and_remote_are_found_without_the_credentials(repository: Path) -> None:
    found = provenance()
    assert len(found["commit"]) == 40
    assert (found["branch"], found["dirty"]) == ("trunk", False)
    assert found["remote"] == "https://git.example.org/team/repo.git"
    assert found["packages"]["pytest"]
    assert found["python"].startswith("3.")
    assert SECRET not in json.dumps(found)


def test_changes_that_are_not_committed_are_kept_as_a_patch(repository: Path) -> None:
    (repository / "train.py").write_text("lr = 0.2\n")
    found = provenance()
    assert found["dirty"] is True
    assert "+lr = 0.2" in found["patch"]


@pytest.mark.parametrize(
    ("text", "said"),
    [(f"token = '{SECRET}'\n", "looks like a credential"), ("x = 1\n" * 20_000, "more than 32,000")],
    ids=["secret", "long"],
)
def test_a_patch_that_is_secret_or_long_is_left_out(repository: Path, text: str, said: str) -> None:
    (repository / "train.py").write_text(text)
    found = provenance()
    assert "patch" not in found
    assert said in found["patch_left_out"]
    assert len(json.dumps(found)) < 64 * 1024


def test_without_git_or_a_repository_the_rest_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.modules["__main__"], "__file__", str(tmp_path / "train.py"), raising=False)
    assert "commit" not in provenance()
    monkeypatch.setenv("PATH", str(tmp_path))
    found = provenance()
    assert "commit" not in found
    assert found["host"]


def test_what_is_too_long_is_left_out_and_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_packages", lambda: {f"package-{n}": "1.0" for n in range(10_000)})
    found = provenance()
    assert "packages" in found["left_out"]
    assert len(json.dumps(found)) < 64 * 1024


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        (["train.py", "--lr", "0.1"], "train.py --lr 0.1"),
        (["train.py", "--hub-token", "abc"], "train.py --hub-token '<redacted>'"),
        (["train.py", "--api_key=abc"], "train.py '--api_key=<redacted>'"),
        (["train.py", SECRET], "train.py '<redacted>'"),
        (["train.py", f"--note={SECRET}"], "train.py '--note=<redacted>'"),
        (["train.py", "s3://key:secret@host/bucket"], "train.py s3://host/bucket"),
    ],
    ids=lambda value: None,
)
def test_a_command_line_is_kept_without_credentials(words: list[str], shown: Any) -> None:
    assert command(words) == shown


def test_an_address_without_credentials_stays_as_it_is() -> None:
    for address in ("git@github.com:a/b.git", "https://github.com/a/b", "ssh://host/a@b"):
        assert without_credentials(address) == address
