"""find, log, history, sync, push --unfinished, show, doctor: what the command line tells of trainings."""

from __future__ import annotations

import csv
import io
import json
import sys
from typing import Any

import pytest
from modelbase_cli.commands import history

import modelbase


@pytest.fixture
def client(server: Any) -> Any:
    with modelbase.Client(server.url, server.token) as made:
        yield made


@pytest.fixture
def trained(run: Any, recipe: dict[str, Any], client: Any, monkeypatch: pytest.MonkeyPatch) -> str:
    """The ID of a model with a finished run of ten steps."""
    monkeypatch.setenv("MODELBASE_STATE_DIR", str(run.folder / "state"))
    with modelbase.run(recipe, client=client) as training:
        for step in range(10):
            training.log({"loss": 1 / (step + 1), "odd": float("nan") if step == 3 else step}, step=step)
        training.save({"w.dat": b"\x00weights"}, step=9)
    return training.id


def test_find_says_from_where_an_interrupted_training_can_go_on(run, recipe, client, monkeypatch) -> None:
    monkeypatch.setenv("MODELBASE_STATE_DIR", str(run.folder / "state"))
    training = modelbase.run(recipe, client=client).start()
    live = run("find", "--args", "args.json")
    assert (live.code, live.out.strip()) == (3, training.id)
    assert "being trained by" in live.err
    training.save({"w.dat": b"\x00weights"}, step=4)
    training.interrupt()
    done = run("find", "--args", "args.json")
    assert (done.code, done.out.strip()) == (3, training.id)
    assert "interrupted: trained by" in done.err
    assert f"can be resumed from step 4, {training.id}@" in done.err
    found = run("find", "--args", "args.json", "--json").json
    assert (found["state"], found["resume"]["step"], found["run"]["outcome"]) == (
        "interrupted",
        4,
        "interrupted",
    )
    training = modelbase.run(recipe, client=client)
    with pytest.raises(ZeroDivisionError, match="by a hair"), training:
        raise ZeroDivisionError("division by a hair")
    failed = run("find", "--args", "args.json")
    assert failed.code == 3
    assert "failed: trained by" in failed.err
    assert "ZeroDivisionError: division by a hair" in failed.err
    shown = run("show", training.id)
    runs = [line.split("\t") for line in shown.out.splitlines() if line.startswith("run\t")]
    assert [row[1:3] for row in runs] == [["1", "interrupted"], ["2", "failed"]]
    assert "Runs (2)" in run.on_terminal("show", training.id).plain
    assert [row["outcome"] for row in run("show", training.id, "--json").json["runs"]] == [
        "interrupted",
        "failed",
    ]


def test_an_unfinished_push_does_not_make_a_model_trained(run, recipe, weights) -> None:
    done = run("push", weights, "--args", "args.json", "--step", "3", "--unfinished")
    assert done.code == 0
    assert run("find", "--args", "args.json").code == 3
    assert run("push", weights, "--args", "args.json", "--step", "3").code == 0
    assert run("find", "--args", "args.json").code == 0


def test_a_history_is_printed_in_each_form(run, trained: str) -> None:
    rows = [line.split("\t") for line in run("history", trained).out.splitlines()]
    assert len(rows) == 20
    assert [row[:2] for row in rows[:10]] == [["loss", str(step)] for step in range(10)]
    assert rows[2][2] == str(1 / 3)
    one = run("history", trained, "--key", "odd", "--json").json
    assert [row["step"] for row in one] == list(range(10))
    assert (one[3]["value"], one[4]["value"], one[4]["run"]) == ("NaN", 4.0, 1)
    table = list(csv.DictReader(io.StringIO(run("history", trained, "--csv", "--key", "loss").out)))
    assert [float(row["value"]) for row in table] == [1 / (step + 1) for step in range(10)]
    assert len(run("history", trained, "--key", "loss", "--points", "4").out.splitlines()) <= 10


def test_what_a_history_does_not_have_is_said(run, trained: str) -> None:
    missing = run("history", trained, "--key", "accuracy")
    assert missing.code == 3
    assert "has no series of accuracy" in missing.err
    assert run("history", trained, "--plot", "--json").code == 2


def test_a_model_that_was_pushed_has_no_history_until_something_is_logged(run, pushed: str) -> None:
    empty = run("history", pushed)
    assert (empty.code, empty.out) == (0, "")
    assert "has no metric series" in empty.err
    assert run("history", "tiny/mlp:0000000").code == 3
    first = run("log", pushed, "acc=0.5", "--json")
    assert first.json == {"step": 0}
    assert run("log", pushed, "acc=0.6").out.strip() == "1"
    assert run("show", pushed, "--json").json["model"]["state"] == "trained"


def test_a_plot_without_its_package_says_what_to_install(monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "plotext", None)
    with pytest.raises(modelbase.ModelbaseError, match="pip install 'plotext"):
        history._plotext()


def test_values_are_logged_by_hand(run, trained: str, client) -> None:
    done = run("log", trained, "loss=0.05", "bleu=31.2", "--step", "12")
    assert (done.code, done.out.strip()) == (0, "12")
    assert run("log", trained, "loss=0.04").out.strip() == "13"
    loss = client.history(trained, "loss")
    assert (list(loss.step[-2:]), list(loss.value[-2:])) == ([12, 13], [0.05, 0.04])
    assert len(loss) == 12
    for words, code in ((("loss",), 2), (("loss=high",), 2), (("loss=1", "--step", "-1"), 2)):
        assert run("log", trained, *words).code == code
    assert run("log", "tiny/mlp:0000000", "loss=1").code == 3


def test_sync_sends_what_is_spooled_and_doctor_lists_it(run, recipe, client, monkeypatch) -> None:
    folder = run.folder / "runs"
    monkeypatch.setenv("MODELBASE_OFFLINE", str(folder))
    with modelbase.run(recipe) as training:
        training.log({"loss": 1.0}, step=0)
        training.save({"w.dat": b"\x00weights"}, step=0)
    listed = run("doctor", MODELBASE_OFFLINE=str(folder)).out
    assert any(line.startswith("warning\tspool") and training.id in line for line in listed.splitlines())
    away = run("sync", folder, MODELBASE_URL="http://127.0.0.1:9", MODELBASE_TIMEOUT="2")
    assert away.code == 1
    assert away.out.startswith("waiting\t")
    done = run("sync", folder)
    assert (done.code, done.out.split("\t")[:2]) == (0, ["sent", training.id])
    assert client.find(recipe).trained
    assert list(client.history(training.id).value) == [1.0]
    again = run("sync", folder, "--json")
    assert (again.code, again.json) == (0, [])
    assert run("sync", run.folder / "nowhere").code == 3
    assert "no run waits to be sent" in run("doctor", MODELBASE_OFFLINE=str(folder)).out


def test_what_the_server_refuses_for_good_stays_until_it_is_given_up(
    run, recipe, client, monkeypatch
) -> None:
    folder = run.folder / "runs"
    monkeypatch.setenv("MODELBASE_OFFLINE", str(folder))
    with modelbase.run(recipe, parents=["tiny/nobody:123456789"]) as training:
        training.save({"w.dat": b"\x00weights"}, step=0)
    refused = run("sync", folder)
    assert refused.code == 1
    assert refused.out.startswith("refused\t")
    assert "tiny/nobody:123456789" in refused.out
    assert "modelbase sync --prune" in refused.err
    assert json.loads(next(folder.glob("*/*/run.json")).read_text())["run"] in refused.out
    given_up = run("sync", folder, "--prune")
    assert (given_up.code, given_up.out.split("\t")[0]) == (0, "removed")
    assert run("sync", folder).out == ""
