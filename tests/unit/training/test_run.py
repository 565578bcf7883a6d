"""A run without a server: what is spooled, how it ends, who may speak, and that nothing raises into the training."""

from __future__ import annotations

import errno
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

import modelbase
from modelbase.errors import ModelbaseError
from modelbase.training import environment, ranks, snapshot
from modelbase.training.spool import Spool, spools

ARGS = {"dataset": "d", "arch": "a", "optimizer": {"lr": 0.1, "betas": [0.9, 0.999]}, "seed": 3}


def records(root: Path, kind: str) -> list[dict[str, Any]]:
    return [record for spool in spools(root) for record, _ in spool.records() if record["kind"] == kind]


def outcome(root: Path) -> str:
    return str(records(root, "end")[-1]["outcome"])


def train(metrics: dict[int, float], **more: Any) -> Any:
    """Save a kilobyte at each step, with its metric."""
    with modelbase.run(ARGS, **more) as run:
        for step, acc in metrics.items():
            run.log({"acc": acc}, step=step)
            run.save({"w.bin": bytes(1000)}, step=step, metrics={"acc": acc})
    return run


def test_a_run_is_spooled_whole_and_the_second_trains_nothing(offline: Path, tmp_path: Path) -> None:
    with modelbase.run(ARGS) as run:
        assert (run.id, run.trained, run.step) == (modelbase.identify(ARGS).id, False, 0)
        for step in range(3):
            run.log({"loss": float(step)})
        run.save({"a.txt": b"one", "sub/b.txt": lambda path: path.write_text("two")}, metrics={"acc": 0.5})
    assert run.state == "finished"
    (points,) = records(offline, "points")
    assert points["series"]["loss"]["step"] == [0, 1, 2]
    (save,) = records(offline, "save")
    assert (save["step"], save["metrics"]) == (2, {"acc": 0.5})
    assert outcome(offline) == "finished"
    with modelbase.run(ARGS) as again:
        assert (again.trained, again.state, again.resume()) == (True, "trained", None)
        folder = again.pull(tmp_path / "pulled")
    assert (folder / "sub" / "b.txt").read_text() == "two"
    assert len(spools(offline)) == 1


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (SystemExit(0), "finished"),
        (SystemExit(None), "finished"),
        (SystemExit(2), "failed"),
        (KeyboardInterrupt(), "interrupted"),
        (RuntimeError("loss is NaN"), "failed"),
        (modelbase.ModelbaseError("x"), "failed"),
    ],
    ids=lambda value: str(value) or type(value).__name__,
)
def test_the_outcome_follows_from_how_the_block_is_left(
    offline: Path, error: BaseException, expected: str
) -> None:
    with pytest.raises(type(error)), modelbase.run(ARGS) as run:
        _save_and_raise(run, error)
    assert (run.state, outcome(offline)) == (expected, expected)
    said = records(offline, "end")[-1]["error"]
    assert bool(said) == (expected == "failed")
    assert len(said) <= 4_000


def _save_and_raise(run: Any, error: BaseException) -> None:
    run.save({"w.txt": b"1"}, step=0)
    raise error


def test_what_was_interrupted_goes_on_from_the_last_save_on_this_disk(offline: Path) -> None:
    run = modelbase.run(ARGS).start()
    run.save({"w.txt": b"first"}, step=4)
    run.save({"w.txt": b"second"}, step=9)
    run.interrupt()
    with modelbase.run(ARGS) as again:
        folder = again.resume()
        assert folder is not None
        assert ((folder / "w.txt").read_bytes(), again.step) == (b"second", 10)
        assert json.loads((spools(offline)[-1].folder / "run.json").read_text())["record"]["first_step"] == 10
        again.interrupt()
    with modelbase.run(ARGS, resume="never") as anew:
        assert (anew.resume(), anew.step) == (None, 0)


def test_a_notebook_may_start_and_finish_by_hand(offline: Path) -> None:
    run = modelbase.run(ARGS)
    for act in (lambda: run.id, lambda: run.step, run.finish, lambda: run.log({"a": 1})):
        with pytest.raises(ModelbaseError, match="the run has not begun"):
            act()
    assert run.start() is run
    with pytest.raises(ModelbaseError, match="was started already"):
        run.start()
    run.save({"w.txt": b"1"}, step=0)
    run.finish()
    assert run.state == "finished"
    with pytest.warns(UserWarning, match="after the end of the run does nothing"):
        run.log({"loss": 1.0})
    run.finish()
    assert len(records(offline, "end")) == 1


def test_a_finished_run_without_a_checkpoint_is_told(offline: Path) -> None:
    with pytest.warns(UserWarning, match="has no checkpoint, so it is not trained"):
        run = train({})
    assert (run.state, outcome(offline), records(offline, "save")) == ("finished", "finished", [])


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"resume": "maybe"}, "resume= is one of"),
        ({"on_unreachable": "cry"}, "on_unreachable= is one of"),
        ({"best": "acc"}, "best= is KEY:max or KEY:min"),
        ({"best": "acc:most"}, "best= is KEY:max or KEY:min"),
        ({"best": ":max"}, "best= is KEY:max or KEY:min"),
        ({"keep_last": 0}, "keep_last= is a whole number from 1"),
        ({"keep_every": True}, "keep_every= is a whole number from 1"),
        ({"keep_last": 1.5}, "keep_last= is a whole number from 1"),
        ({"tags": "one"}, "tags is a list of texts"),
        ({"parents": ["x/y:123:cousin"]}, "is no kind of parent"),
    ],
    ids=str,
)
def test_words_that_are_none_are_refused_before_anything_is_asked(more: dict[str, Any], said: str) -> None:
    with pytest.raises(ModelbaseError, match=said):
        modelbase.run(ARGS, **more)


def test_args_that_make_no_id_and_secrets_are_refused_without_a_server_too(offline: Path) -> None:
    for args, code in (
        ({"lr": 0.1}, "name_missing"),
        (ARGS | {"model": object()}, "args_not_plain"),
        (ARGS | {"hub_token": "hf_" + "aB3dE5gH7jK9mN1pQ3sT5vW7yZ" * 2}, "args_secret"),
    ):
        with pytest.raises(ModelbaseError) as refused:
            modelbase.run(args).start()
        assert refused.value.code == code
    assert spools(offline) == []


def test_a_save_is_a_snapshot_of_that_moment(offline: Path, tmp_path: Path) -> None:
    file, folder = tmp_path / "w.txt", tmp_path / "folder"
    folder.mkdir()
    file.write_text("before")
    (folder / "inner.txt").write_text("inner")
    with modelbase.run(ARGS) as run:
        run.save({"w.txt": file, "all": folder}, step=0)
        file.write_text("after")
        run.save(file, step=1)
        run.save([file, folder], step=2, move=True)
        assert not file.exists()
    spool = spools(offline)[0]
    assert (spool.files / "1" / "w.txt").read_text() == "before"
    assert (spool.files / "1" / "all" / "inner.txt").read_text() == "inner"
    assert (spool.files / "2" / "w.txt").read_text() == "after"
    assert (spool.files / "3" / "folder" / "inner.txt").read_text() == "inner"


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({}, "there is no file to save"),
        ({"w": "/nowhere/at/all"}, "there is no such file"),
        ({"../w": b"1"}, "w"),
        ({"w": 3}, "give a file's path, bytes, or a callable"),
        ({"w": lambda path: None}, "wrote no file"),
    ],
    ids=["none", "missing", "outside", "number", "idle"],
)
def test_files_that_cannot_be_saved_are_refused_and_leave_nothing(
    offline: Path, files: Any, said: str
) -> None:
    run = modelbase.run(ARGS).start()
    with pytest.raises(ModelbaseError, match=said):
        run.save(files, step=0)
    run.interrupt()
    assert records(offline, "save") == []
    assert list(spools(offline)[0].files.iterdir()) == []


def test_a_full_disk_gives_up_what_is_missed_least_and_the_training_goes_on(
    offline: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inner = snapshot.take

    def take(files: Any, folder: Path, *, move: bool) -> int:
        if len(list(folder.parent.iterdir())) >= 3:
            raise OSError(errno.ENOSPC, "No space left on device")
        return inner(files, folder, move=move)

    monkeypatch.setattr(snapshot, "take", take)
    metrics = {10: 0.1, 11: 0.9, 12: 0.2, 13: 0.3, 14: 0.4}
    with pytest.warns(UserWarning, match="of this run|the spool") as told:
        train(metrics, best="acc:max", keep_every=10)
    kept = {path.name for path in spools(offline)[0].files.iterdir()}
    assert {"2", "5"} <= kept, "the best and the last stay"
    texts = [str(each.message) for each in told]
    assert sum("the spool is full" in text for text in texts) == 1
    assert any("lost of this run" in text and "step 12" in text for text in texts)
    assert outcome(offline) == "finished"


def test_a_limit_of_the_spool_is_kept(offline: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MODELBASE_SPOOL_BYTES", "2500")
    with pytest.warns(UserWarning, match="of this run|the spool"):
        train(dict.fromkeys(range(6), 0.5))
    assert snapshot.size(spools(offline)[0].files) <= 2500


def test_a_spool_that_cannot_be_written_at_all_is_told_and_the_training_goes_on(
    offline: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "runs").write_text("in the way")
    spare = tmp_path / "spare"
    monkeypatch.setattr(environment, "spare_root", lambda: spare)
    with pytest.warns(UserWarning, match="this run is kept in"):
        assert train({0: 0.5}).state == "finished"
    (spooled,) = modelbase.spooled(spare)
    assert modelbase.spooled(spooled.folder) == [spooled]
    spare.rename(tmp_path / "gone")
    spare.write_text("in the way, too")
    with pytest.warns(UserWarning, match="nothing of this run can be kept"):
        assert train({0: 0.5}).state == "finished"


def test_warnings_that_are_errors_do_not_reach_the_training(offline: Path) -> None:
    with modelbase.run(ARGS) as run:  # pytest makes errors of warnings here
        run.log({"loss": 1.0, "picture": object()}, step=0)
        run.save({"w": b"1"}, step=0, metrics={"acc": "high"})
    assert outcome(offline) == "finished"


def test_a_fork_says_nothing_and_the_parent_goes_on(offline: Path) -> None:
    with modelbase.run(ARGS) as run:
        child = os.fork()
        if child == 0:
            run.log({"loss": 99.0}, step=5)
            run.save({"w": b"child"}, step=5)
            run.finish()
            os._exit(0 if run.state == "forked" else 1)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        run.log({"loss": 1.0}, step=0)
        run.save({"w": b"1"}, step=0)
    assert [each["series"]["loss"]["value"] for each in records(offline, "points")] == [[1.0]]
    assert [record["step"] for record in records(offline, "save")] == [0]


def test_the_handlers_of_signals_are_chained_and_put_back(offline: Path) -> None:
    seen: list[int] = []
    before = signal.signal(signal.SIGTERM, lambda number, frame: seen.append(number))
    try:
        with modelbase.run(ARGS) as run:
            own = signal.getsignal(signal.SIGTERM)
            run.log({"loss": 1.0}, step=0)
            os.kill(os.getpid(), signal.SIGTERM)
            assert seen == [signal.SIGTERM]
            assert outcome(offline) == "interrupted"
            run.save({"w": b"1"}, step=0)  # a handler of the user's may still save
        assert signal.getsignal(signal.SIGTERM) != own
        assert (run.state, outcome(offline)) == ("interrupted", "interrupted")
        assert len(records(offline, "save")) == 1
    finally:
        signal.signal(signal.SIGTERM, before)


def test_in_another_thread_no_handler_is_touched(offline: Path) -> None:
    before = signal.getsignal(signal.SIGTERM)
    seen: list[Any] = []

    def train() -> None:
        with modelbase.run(ARGS) as run:
            seen.append(signal.getsignal(signal.SIGTERM))
            run.save({"w": b"1"}, step=0)

    thread = threading.Thread(target=train)
    thread.start()
    thread.join(30)
    assert seen == [before]
    assert outcome(offline) == "finished"


FOLLOW = """
import json, os, sys, time
import modelbase
if os.environ["RANK"] == "0":
    time.sleep(0.3)
with modelbase.run(json.loads(sys.argv[1])) as run:
    run.log({"loss": 1.0}, step=0)
    folder = run.resume()
    print(json.dumps([run.id, run.trained, run.step, folder and sorted(os.listdir(folder))]))
    if "save" in sys.argv:
        run.save({"w.txt": b"1"}, step=6)
    if "give-up" in sys.argv:
        run.interrupt()
"""


def launch(state: Path, *words: str, size: int = 2, **more: str) -> list[Any]:
    env = {**os.environ, "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": "29400", "WORLD_SIZE": str(size), **more}
    command = [sys.executable, "-c", FOLLOW, json.dumps(ARGS), *words]
    started = [
        subprocess.Popen(command, env=env | {"RANK": str(rank)}, stdout=subprocess.PIPE, text=True)
        for rank in range(size)
    ]
    said = [process.communicate(timeout=60)[0] for process in started]
    assert [process.returncode for process in started] == [0] * size
    return [json.loads(text) for text in said]


def test_ranks_follow_the_first_and_one_of_them_writes(offline: Path, tmp_path: Path) -> None:
    identity = modelbase.identify(ARGS).id
    assert launch(tmp_path, "save", "give-up") == [[identity, False, 0, None]] * 2
    assert len(spools(offline)) == 1
    again = launch(tmp_path, "save", TORCHELASTIC_RESTART_COUNT="1")
    assert again == [[identity, False, 7, ["w.txt"]]] * 2
    assert launch(tmp_path, TORCHELASTIC_RESTART_COUNT="2") == [[identity, True, 7, None]] * 2
    assert len(spools(offline)) == 2


def test_a_rank_whose_first_process_says_nothing_does_not_decide_alone(
    offline: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RANK", "1")
    monkeypatch.setenv("WORLD_SIZE", "2")
    monkeypatch.setattr(ranks, "WAIT", 0.3)
    with pytest.raises(ModelbaseError, match="process 1 of 2 heard nothing of process 0"):
        modelbase.run(ARGS).start()
    assert spools(offline) == []


def test_the_error_of_the_first_process_is_that_of_all(
    offline: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WORLD_SIZE", "2")
    for rank in ("0", "1"):
        monkeypatch.setenv("RANK", rank)
        monkeypatch.setattr(ranks, "_runs", iter([77]))
        with pytest.raises(ModelbaseError) as refused:
            modelbase.run({"lr": 1}).start()
        assert refused.value.code == "name_missing"


def test_a_killed_training_leaves_a_spool_that_is_not_alive(offline: Path) -> None:
    code = f"import modelbase, time; run = modelbase.run({ARGS!r}).start(); print(flush=True); time.sleep(60)"
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.readline()
    assert [one.state for one in modelbase.spooled(offline)] == ["running"]
    process.kill()
    process.communicate()
    (one,) = modelbase.spooled(offline)
    assert (one.state, one.id) == ("waiting", modelbase.identify(ARGS).id)
    assert Spool(one.folder).about["run"] == one.run


def test_torch_goes_on_exactly_where_it_was(offline: Path) -> None:
    torch = pytest.importorskip("torch")

    def train(steps: int, stop: int | None = None, args: dict[str, Any] = ARGS) -> Any:
        torch.manual_seed(0)
        random.seed(0)
        model = torch.nn.Sequential(torch.nn.Linear(4, 8), torch.nn.Dropout(0.5), torch.nn.Linear(8, 1))
        optimizer = torch.optim.AdamW(model.parameters(), lr=0.1)
        scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 3)
        with modelbase.run(args) as run:
            for step in range(run.load_torch(model, optimizer, scheduler), steps):
                loss = model(torch.randn(16, 4) * random.random()).square().mean()
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
                scheduler.step()
                run.log({"loss": loss}, step=step)
                run.save_torch(model, optimizer, scheduler, metrics={"loss": loss})
                if step == stop:
                    run.interrupt()
                    break
        return [each.detach().clone() for each in model.parameters()]

    whole = train(8, args=ARGS | {"seed": 4})
    train(8, stop=3)
    resumed = train(8)
    assert all(torch.equal(one, other) for one, other in zip(whole, resumed, strict=True))
    values = {
        step: value
        for record in records(offline, "points")
        for step, value in zip(*(record["series"]["loss"][name] for name in ("step", "value")), strict=True)
    }
    assert sorted(values) == list(range(8))


def test_logging_a_million_steps_does_not_wait_for_the_disk(offline: Path) -> None:
    with modelbase.run(ARGS) as run:
        begun = time.thread_time()
        for step in range(20_000):
            run.log({"loss": 0.5, "lr": 0.1}, step=step)
        took = time.thread_time() - begun
        run.save({"w": b"1"}, step=step)
    assert took < 4
    assert sum(record["count"] for record in records(offline, "points")) == 40_000


def test_a_best_metric_that_no_save_had_is_told(offline: Path) -> None:
    with pytest.warns(UserWarning, match="no save had the metric val.f1 of best="):
        run = train({0: 0.5}, best="val.f1:max")
    assert (run.state, len(records(offline, "save"))) == ("finished", 1)


def test_the_dots_of_a_metric_make_a_path_in_a_save_too(offline: Path) -> None:
    with modelbase.run(ARGS, best="val.acc:max") as run:
        run.save({"w.bin": b"1"}, step=0, metrics={"val.acc": 0.5, "val/f1": 0.25})
    assert [save["metrics"] for save in records(offline, "save")] == [{"val": {"acc": 0.5}, "val/f1": 0.25}]
