"""`modelbase.run` against a real server: what colleagues are told, kills, faults of the registry, several processes."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from faulty_proxy import Mode, Proxy

import modelbase

ROUNDS = int(os.environ.get("MODELBASE_TEST_ROUNDS", "2"))
NUMBERS = count()
STEPS = 40
# A deterministic training: its state is a chain of hashes, so a step that is lost or done twice changes the end.
TRAIN = """
import hashlib, json, os, sys, time
import modelbase

args, steps, pause = json.loads(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
with modelbase.run(args, best="acc:max", wait="wait" in sys.argv) as run:
    if run.trained:
        print("trained", run.id, flush=True)
        sys.exit()
    folder = run.resume()
    state = (folder / "state.bin").read_bytes() if folder else b"begin"
    print("training from", run.step, flush=True)
    for step in range(run.step, steps):
        state = hashlib.sha256(state + str(step).encode()).digest()
        run.log({"loss": 1 / (step + 1), "half": state[0]}, step=step)
        if step % 4 == 3:
            run.save({"state.bin": state}, step=step, metrics={"acc": step / steps})
        print("step", step, flush=True)
        time.sleep(pause)
print("ended", flush=True)
"""


@pytest.fixture
def client(server: Any) -> Any:
    with modelbase.Client(server.url, server.token) as made:
        yield made


@pytest.fixture
def args(tmp_path: Path) -> dict[str, Any]:
    return {"dataset": "tiny", "arch": "looped", "at": next(NUMBERS), "salt": str(tmp_path)}


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MODELBASE_STATE_DIR", str(tmp_path / "state"))
    return tmp_path / "state"


def last_state(steps: int = STEPS) -> bytes:
    state = b"begin"
    for step in range(steps):
        state = sha256(state + str(step).encode()).digest()
    return state


def environ(server: Any, state: Path, **more: str) -> dict[str, str]:
    return server.environ() | {"MODELBASE_STATE_DIR": str(state)} | more


@contextmanager
def training(
    args: dict[str, Any], env: dict[str, str], *more: str, steps: int = STEPS, pause: float = 0.02
) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", TRAIN, json.dumps(args), str(steps), str(pause), *more]
    process = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.communicate(timeout=30)


def until_line(process: subprocess.Popen[str], text: str) -> None:
    assert process.stdout is not None
    for line in process.stdout:
        if line.strip() == text:
            return
    assert process.stderr is not None
    raise AssertionError(f"{text!r} was never said: {process.stderr.read()}")


def wait_for(true: Callable[[], Any], seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, "waited too long"
        time.sleep(0.05)


def sync(server: Any, state: Path, folder: Path | None = None) -> list[dict[str, Any]]:
    command = [sys.executable, "-m", "modelbase", "sync", *([str(folder)] if folder else []), "--json"]
    done = subprocess.run(
        command, env=environ(server, state), capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return list(json.loads(done.stdout))


def check_whole(client: Any, args: dict[str, Any], steps: int = STEPS) -> None:
    """Check that a training is on the server as if nothing had happened: each step once, the last weights."""
    found = client.find(args)
    assert found.trained
    folder = client.pull(found.id, Path(os.environ["MODELBASE_STATE_DIR"]) / f"pulled-{next(NUMBERS)}")
    assert (folder / "state.bin").read_bytes() == last_state(steps)
    history = client.history(found.id, key="loss")
    assert list(history.step) == list(range(steps))
    assert list(history.value) == [1 / (step + 1) for step in range(steps)]


def test_a_colleague_is_told_the_truth_at_every_moment_and_the_second_run_trains_nothing(
    client: Any, args: dict[str, Any]
) -> None:
    assert client.find(args).state == "new"
    with modelbase.run(args, client=client, note="row 3", tags=["ablation"]) as run:
        assert (run.trained, run.step, run.resume()) == (False, 0, None)
        for step in range(5):
            found = client.find(args)
            assert (found.id, found.state, found.lease.note) == (run.id, "training", "row 3")
            run.log({"loss": 1 / (step + 1)}, step=step)
            run.save({"w.dat": os.urandom(100)}, step=step, metrics={"acc": step})
            if step == 2:
                wait_for(lambda: client.get(run.id).checkpoints == 3)
    assert (run.state, client.find(args).trained) == ("finished", True)
    model = client.get(run.id)
    assert (model.metrics["acc"], model.tags) == (4, ("ablation",))
    with modelbase.run(args, client=client) as again:
        assert (again.trained, again.step, again.id) == (True, 0, run.id)
        assert again.resume() is None
        again.log({"loss": 3.0}, step=7)
        again.save({"w.dat": b"other"}, step=7)
    assert again.state == "trained"
    assert client.get(run.id).checkpoints == 5
    assert [each.outcome for each in client.runs(run.id)] == ["finished"]


def test_a_training_that_fails_says_so_with_the_end_of_its_error(client: Any, args: dict[str, Any]) -> None:
    run = modelbase.run(args, client=client)
    with pytest.raises(ZeroDivisionError, match="by a hair"), run:
        _fail(run)
    found = client.find(args)
    assert (run.state, found.state, found.resume.step) == ("failed", "failed", 3)
    assert "division by a hair" in found.run.error
    with modelbase.run(args, client=client) as again:
        folder = again.resume()
        assert folder is not None
        assert ((folder / "w.dat").read_bytes(), again.step) == (b"1", 4)
        again.interrupt()
    assert (client.find(args).state, again.state) == ("interrupted", "interrupted")
    assert not folder.exists()


def _fail(run: Any) -> None:
    run.save({"w.dat": b"1"}, step=3)
    raise ZeroDivisionError("division by a hair")


def test_killed_at_random_moments_and_started_again_it_is_one_model_with_one_curve(
    server: Any, client: Any, args: dict[str, Any], state: Path
) -> None:
    rng = random.Random(ROUNDS)
    for _ in range(ROUNDS):
        with training(args, environ(server, state), pause=0.1) as process:
            assert process.stdout is not None
            assert process.stdout.readline().startswith("training from")
            time.sleep(rng.uniform(0, 0.1 * STEPS / ROUNDS / 2))
            process.send_signal(signal.SIGKILL)
    with training(args, environ(server, state)) as process:
        until_line(process, "ended")
        assert process.wait(30) == 0
    sync(server, state)
    check_whole(client, args)
    runs = client.runs(client.find(args).id)
    assert runs[-1].outcome == "finished"
    assert {each.outcome for each in runs[:-1]} == {"interrupted"}


def test_a_job_that_is_started_again_takes_its_lease_back_at_once(
    server: Any, client: Any, args: dict[str, Any], state: Path
) -> None:
    env = environ(server, state, SLURM_JOB_ID="77", SLURM_STEP_ID="0")
    with training(args, env, pause=30) as process:
        until_line(process, "step 0")
        courier = [int(pid) for pid in _children(process.pid)]
        for pid in courier:  # as a scheduler does that kills the whole job
            os.kill(pid, signal.SIGKILL)
        process.kill()
    assert client.find(args).training
    begun = time.monotonic()
    with training(args, env, steps=1) as process:
        until_line(process, "ended")
    assert time.monotonic() - begun < 30
    with training(args | {"other": 1}, env, pause=30) as process:
        until_line(process, "step 0")
        done = _run(args | {"other": 1}, environ(server, state, SLURM_JOB_ID="78", SLURM_STEP_ID="0"))
        assert done.returncode == 1
        assert "leased by another process of yours" in done.stderr


def _children(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()


def _run(args: dict[str, Any], env: dict[str, str], *more: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", TRAIN, json.dumps(args), str(STEPS), "0", *more]
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False, timeout=120)


def test_sigterm_gives_the_lease_back_within_two_seconds(
    server: Any, client: Any, args: dict[str, Any], state: Path
) -> None:
    with training(args, environ(server, state), pause=5) as process:
        until_line(process, "step 0")
        assert client.find(args).training
        begun = time.monotonic()
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == -signal.SIGTERM
        took = time.monotonic() - begun
        assert client.find(args).state == "interrupted"
    assert took < 3, "the handler that was there before is kept waiting"


def test_of_two_processes_with_the_same_args_one_trains_and_the_other_waits_or_leaves(
    server: Any, client: Any, args: dict[str, Any], state: Path
) -> None:
    with training(args, environ(server, state), pause=0.25) as first:
        until_line(first, "step 0")
        left = _run(args, environ(server, state))
        assert left.returncode == 1
        assert client.find(args).id in left.stderr
        waited = _run(args, environ(server, state), "wait")
        assert waited.stdout.split() == ["trained", client.find(args).id]
        assert first.wait(30) == 0
    assert len(client.runs(client.find(args).id)) == 1


@pytest.mark.parametrize("mode", ["hole", "busy", "gone"])
def test_a_registry_that_fails_in_the_middle_costs_nothing(
    server: Any, client: Any, args: dict[str, Any], state: Path, mode: Mode
) -> None:
    proxy = Proxy(server.url)
    env = environ(server, state, MODELBASE_URL=proxy.url)
    with training(args, env) as process:
        until_line(process, "step 10")
        proxy.turn(mode)
        turned = time.monotonic()
        until_line(process, f"step {STEPS - 1}")
        looped = time.monotonic()
        until_line(process, "ended")
        assert process.wait(10) == 0
        ended = time.monotonic()
        assert process.stderr is not None
        said = process.stderr.read()
    assert looped - turned < 10, "the loop does not wait"
    assert ended - looped < 10, "the end waits a few seconds"
    assert said.count("not all of this run is on the server yet") == 1
    assert said.count("the registry is away") <= 1
    assert not client.find(args).trained
    states = {one["state"] for one in sync(server, state)}
    assert states == {"sent"}
    assert sync(server, state) == []
    check_whole(client, args)
    proxy.close()


def test_a_registry_that_comes_back_gets_everything(
    server: Any, client: Any, args: dict[str, Any], state: Path
) -> None:
    proxy = Proxy(server.url)
    with training(args, environ(server, state, MODELBASE_URL=proxy.url), pause=0.5) as process:
        until_line(process, "step 5")
        proxy.turn("gone")
        until_line(process, "step 35")  # longer than the courier asks before it counts as away
        proxy.turn("pass")
        until_line(process, "ended")
        assert process.wait(30) == 0
        assert process.stderr is not None
        said = process.stderr.read()
    assert said.count("the registry is away") == 1
    assert said.count("the registry is back") == 1
    check_whole(client, args)
    proxy.close()


def test_a_registry_that_is_away_at_the_start_is_told_unless_that_was_to_be_refused(
    server: Any, client: Any, args: dict[str, Any], state: Path
) -> None:
    proxy = Proxy(server.url)
    proxy.turn("gone")
    with modelbase.Client(proxy.url, server.token) as away:
        with pytest.raises(modelbase.ModelbaseError, match="cannot reach"):
            modelbase.run(args, client=away, on_unreachable="fail").start()
        with pytest.warns(UserWarning, match="the registry is away"):
            run = modelbase.run(args, client=away).start()
        assert (run.id, run.trained, run.state) == (modelbase.identify(args).id, False, "training")
        run.log({"loss": 1.0}, step=0)
        run.save({"w.dat": b"1"}, step=0)
        proxy.turn("pass")
        wait_for(lambda: client.find(args).training)
        run.finish()
    assert client.find(args).trained
    proxy.close()


def test_a_token_that_expires_is_said_and_sync_delivers_with_another(
    server: Any, client: Any, args: dict[str, Any], state: Path
) -> None:
    token = client.create_token(f"short {next(NUMBERS)}", scopes=["read", "write"])
    with training(args, environ(server, state, MODELBASE_TOKEN=str(token.token)), pause=0.25) as process:
        until_line(process, "step 10")  # every process of the server notices within five seconds
        client.revoke_token(token.id)
        until_line(process, "ended")
        assert process.wait(15) == 0
        assert process.stderr is not None
        said = process.stderr.read()
    assert said.count("refuses the token") == 1
    sync(server, state)
    check_whole(client, args)


def test_a_refused_token_bad_args_and_secrets_raise_at_the_start(
    server: Any, client: Any, args: dict[str, Any], state: Path
) -> None:
    with (
        modelbase.Client(server.url, "mb_" + "x" * 40) as stranger,
        pytest.raises(modelbase.ModelbaseError) as refused,
    ):
        modelbase.run(args, client=stranger).start()
    assert refused.value.code == "sign_in_required"
    for bad, code in (({"lr": 0.1}, "name_missing"), (args | {"model": object()}, "args_not_plain")):
        with pytest.raises(modelbase.ModelbaseError) as refused:
            modelbase.run(bad, client=client).start()
        assert refused.value.code == code
    secret = args | {"api_key": "sk-" + "a8F3kQ9zL2mX7cV1bN5t" * 2}
    with pytest.raises(modelbase.ModelbaseError) as refused:
        modelbase.run(secret, client=client).start()
    assert refused.value.code == "args_secret"
    assert not list(state.glob("spool/*/*"))


def test_runs_of_a_machine_without_network_are_delivered_from_another(
    server: Any, client: Any, args: dict[str, Any], state: Path, tmp_path: Path
) -> None:
    env = {name: value for name, value in environ(server, state).items() if name != "MODELBASE_URL"}
    env |= {"MODELBASE_OFFLINE": str(tmp_path / "runs")}
    with training(args, env) as process:
        until_line(process, "step 17")
        process.kill()
    with training(args, env) as process:
        assert process.stdout is not None
        begun = int(process.stdout.readline().removeprefix("training from "))
        assert (begun % 4, begun >= 16) == (0, True)
        until_line(process, "ended")
    assert _run(args, env).stdout.startswith("trained")
    assert [one["state"] for one in sync(server, state, tmp_path / "runs")] == ["sent", "sent"]
    check_whole(client, args)
    assert [each.outcome for each in client.runs(client.find(args).id)] == ["interrupted", "finished"]
