"""Bad input to push, id and find: one clear message, the right exit code, and nothing half-made."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest


def count(run):
    return len(run("ls", "--all", "--columns", "state", "--json").json)


@pytest.fixture
def refused(run, server):
    before = count(run)

    def check(*words: str, code: int, given: str = "") -> str:
        """Run a command that must be refused and make nothing; return what it says."""
        done = run(*words, given=given)
        assert (done.code, done.out) == (code, ""), done.err
        assert len(done.err) < 2500
        assert count(run) == before
        return done.err

    return check


@pytest.mark.parametrize("command", ["id", "find", "push"])
def test_unreadable_args_say_line_and_column(run, refused, command, weights):
    (run.folder / "bad.json").write_text('{"lr": 0.1,\n "arch": }')
    words = [str(weights)] if command == "push" else []
    assert "bad.json: the JSON cannot be read at line 2, column 10" in refused(
        command, *words, "--args", "bad.json", code=2
    )


def test_a_name_that_no_arg_says_names_the_flag(refused, weights):
    assert "--dataset" in refused("push", str(weights), "lr=0.1", code=2)
    assert "--arch" in refused("push", str(weights), "dataset=a", code=2)


@pytest.mark.parametrize("file", ["gone.json", "args.txt", "folder.json"])
def test_an_args_file_that_cannot_be_read_is_named(run, refused, file, weights):
    (run.folder / "folder.json").mkdir()
    assert file in refused("push", str(weights), "--args", file, code=2)


def test_no_args_at_all_say_what_to_give(refused, weights):
    assert "--args" in refused("push", str(weights), code=2)
    assert "KEY=VALUE" in refused("id", code=2)


def test_a_missing_file_is_named(refused):
    assert "gone.bin" in refused("push", "gone.bin", "dataset=a", "arch=b", code=2)


def test_a_folder_without_files_is_refused(run, refused):
    (run.folder / "empty").mkdir()
    assert "no file to push" in refused("push", "empty", "dataset=a", "arch=b", code=2)


def test_a_name_that_cannot_be_kept_everywhere_is_refused(run, refused):
    (run.folder / "a\\..\\b").write_text("x")
    assert "the file path" in refused("push", "a\\..\\b", "dataset=a", "arch=b", code=1)


def test_17_mb_of_args_are_refused(run, refused, weights):
    (run.folder / "large.json").write_text(json.dumps({"dataset": "a", "arch": "b", "x": "x" * 17_000_000}))
    assert "the limit is" in refused("push", str(weights), "--args", "large.json", code=1)


@pytest.mark.parametrize("suffix", ["json", "yaml"])
def test_args_200_levels_deep_are_refused(run, refused, weights, suffix):
    (run.folder / f"deep.{suffix}").write_text('{"a":' * 200 + "1" + "}" * 200)
    assert "deeper than" in refused("push", str(weights), "--args", f"deep.{suffix}", code=2)


@pytest.mark.parametrize("metric", ["top1", "=3", "top1=high", '"a" b=1'])
def test_a_metric_that_is_none_is_refused(refused, weights, metric):
    assert metric[:3] in refused("push", str(weights), "dataset=a", "arch=b", "--metric", metric, code=2)


@pytest.mark.parametrize("parent", ["nonsense", "a/b:1234:cousin"])
def test_a_parent_that_is_none_is_refused(refused, weights, parent):
    assert parent[:8].split("/")[0] in refused(
        "push", str(weights), "dataset=a", "arch=b", "--parent", parent, code=2
    )


def test_an_option_that_does_not_exist_is_refused(refused):
    assert "--nonsense" in refused("push", "--nonsense", code=2)


def test_a_command_that_does_not_exist_names_a_near_one(refused):
    assert "modelbase push" in refused("psh", code=2)


def test_a_checkpoint_that_does_not_exist_is_exit_3(run, pushed):
    done = run("pull", f"{pushed}@none", "-o", "out")
    assert done.code == 3
    assert not (run.folder / "out").exists()


@pytest.mark.parametrize("way", ["link", "file", "folder"])
def test_pull_refuses_what_is_in_its_way(run, pushed, way):
    out = run.folder / "out"
    out.mkdir()
    outside = run.folder / "outside"
    if way == "link":
        (out / "model.bin").symlink_to(outside)
    elif way == "folder":
        (out / "model.bin").mkdir()
    else:
        out.rmdir()
        out.write_text("x")
    done = run("pull", pushed, "-o", "out")
    assert done.code == 1
    assert not outside.exists()


def test_stdout_that_is_full_is_an_error(run, pushed):
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "modelbase", "show", pushed],
            stdout=full, stderr=subprocess.PIPE, env=run.environ, cwd=run.folder, check=False,
        )  # fmt: skip
    assert done.returncode == 1
    assert b"No space left" in done.stderr
    assert b"Traceback" not in done.stderr


def test_a_token_that_cannot_read_says_so_and_not_that_there_is_no_model(run, pushed):
    made = run("token", "create", "no-reading", "--scope", "admin", "--json").json
    for ref in (pushed, "tiny/mlp:0123456789"):
        for words in (("show", ref), ("pull", ref, "-o", "out"), ("readme", ref), ("near", ref)):
            done = run(*words, MODELBASE_TOKEN=made["token"])
            assert (done.code, done.out) == (4, ""), words
            assert "needs a token with the scope read; this one has admin" in done.err
            assert "Next: modelbase whoami" in done.err


def test_a_token_for_other_names_says_which_it_is_for(run, pushed):
    made = run("token", "create", "narrow", "--only", "elsewhere/*", "--json").json
    for ref in (pushed, "tiny/mlp:0123456789"):
        done = run("show", ref, MODELBASE_TOKEN=made["token"])
        assert (done.code, done.out) == (3, "")
        assert (
            f"no model {ref} for this token, which is for elsewhere/* only; use one that covers tiny/mlp"
            in done.err
        )
