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

    def check(*words: str, code: int, says: str, given: str = "") -> None:
        done = run(*words, given=given)
        assert (done.code, done.out) == (code, ""), done.err
        assert says in done.err
        assert len(done.err) < 2500
        assert count(run) == before

    return check


@pytest.mark.parametrize("command", ["id", "find", "push"])
def test_unreadable_args_say_line_and_column(run, refused, command, weights):
    (run.folder / "bad.json").write_text('{"lr": 0.1,\n "arch": }')
    words = [str(weights)] if command == "push" else []
    refused(
        command,
        *words,
        "--args",
        "bad.json",
        code=2,
        says="bad.json: the JSON cannot be read at line 2, column 10",
    )


def test_a_name_that_no_arg_says_names_the_flag(refused, weights):
    refused("push", str(weights), "lr=0.1", code=2, says="--dataset")
    refused("push", str(weights), "dataset=a", code=2, says="--arch")


@pytest.mark.parametrize("file", ["gone.json", "args.txt", "folder.json"])
def test_an_args_file_that_cannot_be_read_is_named(run, refused, file, weights):
    (run.folder / "folder.json").mkdir()
    refused("push", str(weights), "--args", file, code=2, says=file)


def test_no_args_at_all_say_what_to_give(refused, weights):
    refused("push", str(weights), code=2, says="--args")
    refused("id", code=2, says="KEY=VALUE")


def test_a_missing_file_is_named(refused):
    refused("push", "gone.bin", "dataset=a", "arch=b", code=2, says="gone.bin")


def test_a_folder_without_files_is_refused(run, refused):
    (run.folder / "empty").mkdir()
    refused("push", "empty", "dataset=a", "arch=b", code=2, says="no file to push")


def test_a_name_that_cannot_be_kept_everywhere_is_refused(run, refused):
    (run.folder / "a\\..\\b").write_text("x")
    refused("push", "a\\..\\b", "dataset=a", "arch=b", code=1, says="the file path")


def test_17_mb_of_args_are_refused(run, refused, weights):
    (run.folder / "large.json").write_text(json.dumps({"dataset": "a", "arch": "b", "x": "x" * 17_000_000}))
    refused("push", str(weights), "--args", "large.json", code=1, says="the limit is")


@pytest.mark.parametrize("suffix", ["json", "yaml"])
def test_args_200_levels_deep_are_refused(run, refused, weights, suffix):
    (run.folder / f"deep.{suffix}").write_text('{"a":' * 200 + "1" + "}" * 200)
    refused("push", str(weights), "--args", f"deep.{suffix}", code=2, says="deeper than")


@pytest.mark.parametrize("metric", ["top1", "=3", "top1=high", "a b=1"])
def test_a_metric_that_is_none_is_refused(refused, weights, metric):
    refused("push", str(weights), "dataset=a", "arch=b", "--metric", metric, code=2, says=metric[:3])


@pytest.mark.parametrize("parent", ["nonsense", "a/b:1234:cousin"])
def test_a_parent_that_is_none_is_refused(refused, weights, parent):
    refused(
        "push", str(weights), "dataset=a", "arch=b", "--parent", parent, code=2, says=parent[:8].split("/")[0]
    )


def test_an_option_that_does_not_exist_is_refused(refused):
    refused("push", "--nonsense", code=2, says="--nonsense")


def test_a_command_that_does_not_exist_names_a_near_one(refused):
    refused("psh", code=2, says="modelbase push")


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
