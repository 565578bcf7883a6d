"""PK-5: what would run code when loaded is withheld, named, and only taken on demand; the other files are pulled."""

from __future__ import annotations

import pickle
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hostile_pickles import corpus, packed_forms

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


def names_in(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.glob("[a-z]*"))


def test_a_flagged_file_is_withheld_with_what_it_imports_and_the_others_are_pulled(run, hostile):
    model, canary = hostile
    done = run("pull", model, "-o", "out")
    assert done.code == 1
    assert "system" in done.err or "exec" in done.err
    for at in range(len(FORMS)):
        assert f"--exclude m{at}.pt" in done.err
    assert "--allow-flagged" in done.err
    assert names_in(run.folder / "out") == ["config.json"]
    assert done.out.strip() == "out"
    assert run("pull", model, "-o", "out", "--json").json["withheld"] == [
        f"m{at}.pt" for at in range(len(FORMS))
    ]
    assert not canary.exists()


def test_where_every_file_is_flagged_nothing_is_written(run, hostile):
    done = run("pull", hostile[0], "-o", "out", "--include", "*.pt")
    assert done.code == 1
    assert "nothing was pulled" in done.err
    assert not (run.folder / "out").exists()


def test_without_the_flagged_files_the_pull_is_whole(run, hostile):
    done = run("pull", hostile[0], "-o", "out", *(f"--exclude=m{at}.pt" for at in range(len(FORMS))))
    assert done.code == 0, done.err
    assert names_in(run.folder / "out") == ["config.json"]


def test_own_pushes_pass_with_a_note_where_the_settings_say_so(run, server, hostile):
    assert run("settings", "set", "own_pushes", "yes").code == 0
    try:
        done = run("pull", hostile[0], "-o", "out")
    finally:
        assert run("settings", "set", "own_pushes", "no").code == 0
    assert done.code == 0, done.err
    assert "since you pushed it yourself" in done.err
    assert len(names_in(run.folder / "out")) == len(FORMS) + 1


def test_settings_are_shown_and_changed_one_at_a_time(run, server):
    before = run("settings", "show", "--json").json
    try:
        done = run("settings", "set", "trusted_imports", "my_package.*", "other.nets.Net")
        assert (done.code, "my_package.*, other.nets.Net" in done.err) == (0, True)
        after = run("settings", "show", "--json").json
        assert after["trusted_imports"] == ["my_package.*", "other.nets.Net"]
        assert (after["trusted_owners"], after["own_pushes"]) == (
            before["trusted_owners"],
            before["own_pushes"],
        )
        assert "trusted_imports\tmy_package.*, other.nets.Net\n" in run("settings", "show").out
    finally:
        assert run("settings", "set", "trusted_imports", "--clear").code == 0
    assert run("settings", "show", "--json").json["trusted_imports"] == []


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("own_pushes", "maybe"), "own_pushes yes"),
        (("own_pushes",), "own_pushes yes"),
        (("own_pushes", "yes", "no"), "own_pushes yes"),
        (("trusted_owners",), "--clear"),
        (("trusted_owners", "a", "--clear"), "--clear"),
        (("colour", "red"), "trusted_owners"),
        (("trusted_imports", "*"), "no name of an import"),
    ],
)
def test_settings_that_are_none_are_refused(run, words, told):
    before = run("settings", "show").out
    done = run("settings", "set", *words)
    assert done.code == 2
    assert told in done.err
    assert run("settings", "show").out == before


@pytest.mark.parametrize("form", ["zlib", "gzip", "lzma", "zstd", "tar"])
def test_a_packed_pickle_is_judged_as_what_is_in_it(run, server, recipe, form):
    folder = run.folder / "packed"
    folder.mkdir()
    canary = run.folder / "canary"
    (folder / "model.joblib").write_bytes(packed_forms(corpus(canary)["os.system by GLOBAL"])[form])
    (folder / "good.joblib").write_bytes(packed_forms(pickle.dumps({"lr": 0.1}))[form])
    done = run("push", folder, "--args", "args.json", f"form={form}")
    assert done.code == 0, done.err
    model = run("id", "--args", "args.json", f"form={form}").out.strip().split()[0]
    looked_into(run, server, model)
    done = run("pull", model, "-o", "out")
    assert (done.code, names_in(run.folder / "out")) == (1, ["good.joblib"])
    assert "model.joblib imports os.system" in done.err
    assert "could not be scanned" not in done.err
    assert not canary.exists()


def test_what_is_no_weights_is_said_at_push_at_pull_and_by_show(run, server, recipe):
    folder = run.folder / "wrong"
    folder.mkdir()
    files = {
        "model.safetensors": b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"a" * 64 + b"\nsize 5\n",
        "model.bin": b"<!DOCTYPE html><html>Sign in</html>", "model.pt": b"", "model.npz": bytes(900),
        "cut.gguf": b"GGUF\3\0\0\0" + bytes(3) + b"\1",
    }  # fmt: skip
    for name, data in files.items():
        (folder / name).write_bytes(data)
    done = run("push", folder, "--args", "args.json", "wrong=1", "--no-wait")
    assert done.code == 0, done.err
    model = done.out.strip()
    looked_into(run, server, model.partition("@")[0])
    for told in (done.err, run("show", model).err, run("pull", model, "-o", "out").err):
        assert "model.safetensors is no safetensors file: it is a Git LFS pointer" in told
        assert "model.bin holds no weights: it is an HTML page" in told
        assert "model.pt holds no weights: it is empty" in told
        assert "model.npz is no NumPy file: it is nothing but zeros" in told
        assert "cut.gguf is damaged: the file ends within its head" in told
    assert sorted(names_in(run.folder / "out")) == sorted(files)


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
    assert names_in(run.folder / "out") == ["config.json"]
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
