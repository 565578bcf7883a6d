"""PK-5: what would run code when loaded is refused before anything is written, named, and only taken on demand."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest
from hostile_pickles import corpus

import modelbase

FORMS = ("exec, protocol 2", "os.system by GLOBAL", "torch zip", "breaks after the payload")


@pytest.fixture
def hostile(run, server, recipe):
    """A checkpoint with a pickle that writes a canary when it is loaded, beside a harmless file."""
    canary = run.folder / "canary"
    folder = run.folder / "hostile"
    folder.mkdir()
    files = corpus(canary)
    for at, form in enumerate(FORMS):
        (folder / f"m{at}.pt").write_bytes(files[form])
    (folder / "config.json").write_text("{}")
    done = run("push", folder, "--args", "args.json")
    assert done.code == 0, done.err
    model = run("id", "--args", "args.json").out.strip().split()[0]
    looked_into(run, server, model)
    return model, canary


def looked_into(run, server, model: str) -> None:
    """Wait until the worker has looked into the files: a pull waits some seconds only."""
    deadline = time.monotonic() + 120
    with modelbase.Client(server.url, server.token) as client:
        while any(row["state"] == "waiting" for row in safety(client, model)):
            assert time.monotonic() < deadline, "nobody looked into the files"
            time.sleep(0.1)


def safety(client, model: str):
    return client.api.call("GET", f"models/{model}/checkpoints/last/safety")["rows"]


def test_a_flagged_file_is_refused_with_what_it_imports_and_nothing_is_written(run, hostile):
    model, canary = hostile
    done = run("pull", model, "-o", "out")
    assert done.code == 1
    assert "--allow-flagged" in done.err
    assert "system" in done.err or "exec" in done.err
    assert not (run.folder / "out").exists()
    assert not canary.exists()


def test_with_the_flag_it_is_pulled_and_still_named(run, hostile):
    model, canary = hostile
    done = run("pull", model, "-o", "out", "--allow-flagged")
    assert done.code == 0, done.err
    assert "can run code" in done.err
    assert (run.folder / "out" / "m0.pt").exists()
    assert not canary.exists()


def test_the_harmless_files_beside_it_need_no_flag(run, hostile):
    done = run("pull", hostile[0], "-o", "out", "--include", "*.json")
    assert done.code == 0
    assert "run code" not in done.err
    assert [file.name for file in (run.folder / "out").glob("[a-z]*")] == ["config.json"]


def test_what_could_not_be_scanned_is_pulled_with_a_warning(run, pushed):
    done = run("pull", pushed, "-o", "out")
    assert done.code == 0
    assert "could not be scanned" in done.err
    assert "model.bin" in done.err


def test_python_refuses_it_as_well(run, hostile):
    model, canary = hostile
    code = """
import sys, warnings, modelbase
model, allow = sys.argv[1], sys.argv[2] == "yes"
with warnings.catch_warnings(record=True) as told:
    warnings.simplefilter("always")
    try:
        print(modelbase.pull(model, "out", allow_flagged=allow))
    except modelbase.ModelbaseError as error:
        print(error.code, sorted(error.details["files"]))
    print(*(str(each.message) for each in told))
"""
    (run.folder / "script.py").write_text(code)
    refused = execute(run, model, "no")
    assert refused.startswith("flagged ['m0.pt', 'm1.pt', 'm2.pt', 'm3.pt']")
    assert not (run.folder / "out").exists()
    taken = execute(run, model, "yes")
    assert taken.startswith("out")
    assert "can run code" in taken
    assert not canary.exists()


def execute(run, *words: str) -> str:
    done = subprocess.run(
        [sys.executable, "script.py", *words],
        capture_output=True, cwd=run.folder, env=run.environ, timeout=120, check=True,
    )  # fmt: skip
    return done.stdout.decode()


def test_the_corpus_is_alive(tmp_path: Path) -> None:
    """Loading one of them does write its canary: the tests above would notice."""
    canary = tmp_path / "canary"
    (tmp_path / "m.pkl").write_bytes(corpus(canary)["os.system by GLOBAL"])
    subprocess.run(
        [sys.executable, "-c", "import pickle; pickle.load(open('m.pkl','rb'))"], cwd=tmp_path, check=False
    )
    assert canary.exists()
