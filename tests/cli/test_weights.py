"""rm --weights-only, label, trash delete; and what pull says of weights that were deleted."""

from __future__ import annotations

import re

import pytest

import modelbase


def checkpoint(run, ref):
    shown = run("show", ref, "--json").json
    return shown["checkpoints"][0]


def test_weights_only_keeps_the_record_and_pull_says_who_deleted_them(run, pushed):
    done = run("rm", f"{pushed}@last", "--weights-only", "--yes")
    assert done.code == 0, done.err
    assert checkpoint(run, pushed)["state"] == "weights_deleted"
    refused = run("pull", pushed, "-o", "out")
    assert refused.code == 1
    assert re.search(r"deleted by \S+ on \d{4}-\d\d-\d\d", refused.err)
    assert "push the same files again" in refused.err
    assert not (run.folder / "out").exists()
    assert run("rm", pushed, "--weights-only", "--yes").code == 0  # again: nothing to do


def test_weights_of_a_whole_model_go_and_come_back(run, pushed, weights):
    (run.folder / "other.bin").write_bytes(b"other")
    assert run("push", "other.bin", "--args", "args.json", "--label", "best").code == 0
    assert run("rm", pushed, "--weights-only", "--yes").code == 0
    assert {one["state"] for one in run("show", pushed, "--json").json["checkpoints"]} == {"weights_deleted"}
    assert run("trash", "restore", f"{pushed}@best").code == 0
    assert run("pull", f"{pushed}@best", "-o", "best").code == 0
    assert run("push", weights, "--args", "args.json").code == 0  # the same files under the same label
    assert run("pull", f"{pushed}@last", "-o", "last").code == 0
    assert (run.folder / "last" / "model.bin").read_bytes() == weights.read_bytes()
    assert not [row for row in run("trash", "--json").json if row["model"] == pushed]


def test_weights_only_asks_first(run, pushed):
    assert run("rm", pushed, "--weights-only").code == 2
    asked = run.on_terminal("rm", pushed, "--weights-only", typed="n\n")
    assert asked.code == 2
    assert "stay" in asked.out
    assert checkpoint(run, pushed)["state"] == "verified"
    assert run.on_terminal("rm", pushed, "--weights-only", typed="y\n").code == 0
    assert checkpoint(run, pushed)["state"] == "weights_deleted"


def test_trash_delete_gives_up_for_good(run, pushed):
    run("rm", f"{pushed}@last", "--weights-only", "--yes")
    assert run("trash", "delete", f"{pushed}@last").code == 2
    assert run("trash", "delete", f"{pushed}@last", "--yes").code == 0
    assert run("trash", "restore", f"{pushed}@last").code == 3
    assert run("trash", "delete", f"{pushed}@last", "--yes").code == 3


def test_label_points_at_another_checkpoint(run, pushed):
    assert run("label", f"{pushed}@last", "epoch-90").code == 0
    assert checkpoint(run, pushed)["label"] == "epoch-90"
    (run.folder / "other.bin").write_bytes(b"other")
    run("push", "other.bin", "--args", "args.json", "--label", "best")
    refused = run("label", f"{pushed}@epoch-90", "best")
    assert refused.code == 1
    assert "--move" in refused.err
    assert run("label", f"{pushed}@epoch-90", "best", "--move").code == 0
    assert run("show", f"{pushed}@best", "--json").json["checkpoint"]["files"][0]["path"] == "model.bin"
    assert run("label", pushed, "best").code == 2


def test_label_is_taken_away(run, pushed):
    done = run("label", f"{pushed}@last", "--remove")
    assert done.code == 0
    assert "the label last is free" in done.err
    bare = checkpoint(run, pushed)
    assert bare["label"] == bare["hash"][:12]
    assert run("label", f"{pushed}@last", "--remove").code == 3
    assert run("label", f"{pushed}@{bare['label']}").code == 2
    assert run("label", f"{pushed}@{bare['label']}", "best", "--remove").code == 2
    assert checkpoint(run, pushed)["label"] == bare["label"]


def test_python_labels_and_deletes_weights(run, pushed, server, weights):
    with modelbase.Client(server.url, server.token) as client:
        assert client.label(f"{pushed}@last", "best").label == "best"
        bare = client.label(f"{pushed}@best", None)
        assert bare.label == bare.hash[:12]
        assert client.label(f"{pushed}@{bare.label}", "best").label == "best"
        gone = client.delete_weights(f"{pushed}@best")
        assert (gone.state, gone.file_count) == ("weights_deleted", 1)
        with pytest.raises(modelbase.ModelbaseError) as refused:
            client.pull(f"{pushed}@best", run.folder / "out")
    assert refused.value.code == "weights_deleted"
    assert refused.value.details["by"]
