"""id, find, push, pull: the commands around a training."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

import modelbase


def test_id_is_the_same_as_the_servers(run, recipe, pushed):
    assert run("id", "--args", "args.json").out.strip() == pushed


def test_id_needs_no_server(run, recipe):
    done = run("id", "--args", "args.json", MODELBASE_URL="http://127.0.0.1:9")
    assert done.code == 0
    assert done.out.startswith("tiny/mlp:")


def test_id_takes_yaml_toml_and_stdin(run):
    (run.folder / "a.yaml").write_text("dataset: d\narch: a\noptimizer: {lr: 0.1}\n")
    (run.folder / "a.toml").write_text('dataset = "d"\narch = "a"\n[optimizer]\nlr = 0.1\n')
    whole = '{"arch": "a", "dataset": "d", "optimizer": {"lr": 0.1}}'
    found = {
        run("id", "--args", "a.yaml").out,
        run("id", "--args", "a.toml").out,
        run("id", "--args", "-", given=whole).out,
        run("id", "dataset=d", "arch=a", "optimizer.lr=0.1").out,
    }
    assert len(found) == 1


def test_id_explains_what_counts(run):
    done = run("id", "dataset=d", "arch=a", "seed=1", "num_workers=8", "--explain")
    lines = [line.split("\t") for line in done.out.splitlines()]
    assert ["ignored", "num_workers", "8", "by num_workers"] in lines
    assert ["hashed", "seed", "1", "counts, but not for the family"] in lines
    explained = run("id", "dataset=d", "arch=a", "seed=1", "num_workers=8", "--explain", "--json").json[
        "explain"
    ]
    assert explained["ignored"] == {"num_workers": {"value": 8, "pattern": "num_workers"}}


def test_id_loads_no_http_no_rich_no_pydantic(run, recipe):
    code = (
        "import sys; from modelbase_cli.__main__ import main; main(['id', '--args', 'args.json']);"
        "sys.exit(' '.join({'httpx', 'rich', 'pydantic', 'tenacity'} & set(sys.modules)) or 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=run.folder, env=run.environ, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_find_says_new_then_trained(run, recipe, weights):
    before = run("find", "--args", "args.json")
    assert (before.code, before.out.startswith("tiny/mlp:")) == (3, True)
    assert "not trained yet" in before.err
    run("push", weights, "--args", "args.json")
    after = run("find", "--args", "args.json")
    assert (after.code, after.out) == (0, before.out)
    assert run("find", "--args", "args.json", "--json").json["state"] == "trained"


def test_push_prints_the_id_and_says_the_rest_elsewhere(run, recipe, weights):
    done = run("push", weights, "--args", "args.json")
    assert done.out.startswith("tiny/mlp:")
    assert done.out.endswith("@last\n")
    assert "pushed 1 file, 100 kB" in done.err


def test_push_again_sends_nothing_and_succeeds(run, recipe, weights, pushed):
    again = run("push", weights, "--args", "args.json")
    assert (again.code, again.out) == (0, f"{pushed}@last\n")
    assert "already there" in again.err
    assert run("push", weights, "--args", "args.json", "--json").json["already"] is True


def test_push_of_other_bytes_gets_the_next_label(run, recipe, weights, pushed):
    weights.write_bytes(b"other")
    assert run("push", weights, "--args", "args.json").out == f"{pushed}@last-2\n"


def test_push_refuses_a_label_that_holds_other_files_unless_it_moves(run, recipe, weights, pushed):
    weights.write_bytes(b"other")
    refused = run("push", weights, "--args", "args.json", "--label", "last")
    assert refused.code == 1
    assert "--move" in refused.err
    moved = run("push", weights, "--args", "args.json", "--label", "last", "--move")
    assert (moved.code, moved.out) == (0, f"{pushed}@last\n")


def test_push_keeps_metrics_title_readme_tags_step_and_parents(run, recipe, weights, pushed, push_like):
    (run.folder / "README.md").write_text("# Hello\n")
    (run.folder / "metrics.json").write_text('{"val": {"acc": 0.5}, "loss": NaN}')
    child = push_like(
        "lr=0.2", "--metrics", "metrics.json", "--metric", "top1=77", "--title", "Child", "--readme", "README.md",
        "--tag", "a", "--tag", "b", "--step", "90", "--parent", f"{pushed}:finetuned", "--label", "best",
    )  # fmt: skip
    shown = run("show", child, "--json").json
    model = shown["model"]
    assert model["metrics"] == {"val.acc": 0.5, "loss": "NaN", "top1": 77}
    assert (model["title"], model["readme"], model["tags"]) == ("Child", "# Hello\n", ["a", "b"])
    assert model["parents"] == [{"id": pushed, "kind": "finetuned"}]
    assert (shown["checkpoints"][0]["label"], shown["checkpoints"][0]["step"]) == ("best", 90)
    assert model["args"]["lr"] == 0.2


def test_push_to_a_model_that_is_there_sets_its_title_and_adds_its_tags(run, recipe, weights, pushed):
    run("push", weights, "--args", "args.json", "--title", "Second", "--tag", "new")
    model = run("show", pushed, "--json").json["model"]
    assert (model["title"], sorted(model["tags"])) == ("Second", ["baseline", "new"])


def test_push_keeps_the_bytes_of_a_json_file(run, weights):
    text = f'{{ "dataset":"tiny", "arch": "bytes", "lr": 1e-3,\n "salt": "{run.folder}"}}'
    (run.folder / "odd.json").write_text(text)
    done = run("push", weights, "--args", "odd.json")
    shown = run("show", done.out.partition("@")[0], "--json")
    assert shown.json["model"]["args"]["lr"] == 1e-3
    server = run.environ["MODELBASE_URL"]
    raw = httpx.get(
        f"{server}/api/v1/models/{shown.json['model']['id']}",
        headers={"Authorization": f"Bearer {run.environ['MODELBASE_TOKEN']}"},
    )
    assert text in raw.text


def test_pull_brings_back_what_was_pushed(run, recipe):
    folder = run.folder / "run"
    (folder / "sub").mkdir(parents=True)
    for name, content in {"a.bin": os.urandom(9_000_000), "empty": b"", "sub/한글.txt": "é".encode()}.items():
        (folder / name).write_bytes(content)
    model = run("push", folder, "--args", "args.json").out.strip()
    done = run("pull", model, "-o", "out")
    assert (done.code, done.out) == (0, "out\n")
    for file in folder.rglob("*"):
        if file.is_file():
            assert (run.folder / "out" / file.relative_to(folder)).read_bytes() == file.read_bytes()
    left = {path.name for path in (run.folder / "out").iterdir()}
    assert left == {"a.bin", "empty", "sub", ".modelbase.json"}
    again = run("pull", model, "-o", "out")
    assert "already there: 3 files" in again.err
    assert run("push", "out", "--args", "args.json").err.count("already there") == 1


def test_pull_goes_to_a_folder_named_by_architecture_and_hash(run, pushed):
    assert run("pull", pushed).out == pushed.partition("/")[2].replace(":", "-") + "\n"


def test_pull_takes_only_what_is_asked_for(run, recipe):
    folder = run.folder / "run"
    folder.mkdir()
    for name in ("a.bin", "b.bin", "c.txt"):
        (folder / name).write_text(name)
    model = run("push", folder, "--args", "args.json").out.strip()
    done = run("pull", model, "-o", "out", "--include", "*.bin", "--exclude", "b*", "--json").json
    assert done["received"] == ["a.bin"]
    missing = run("pull", model, "-o", "out", "--include", "*.zip")
    assert missing.code == 3


def test_pull_mends_what_was_changed_and_says_so(run, pushed, weights):
    run("pull", pushed, "-o", "out")
    (run.folder / "out" / "model.bin").write_bytes(b"changed")
    done = run("pull", pushed, "-o", "out")
    assert "replaced" in done.err
    assert (run.folder / "out" / "model.bin").read_bytes() == weights.read_bytes()


# A push that says so before its second part, and holds until a line comes: nobody has to be quick to meet it there.
HELD = """
import json, sys
from modelbase.client.api import Store
put, parts = Store.put, []
def held(*given):
    parts.append(1)
    if len(parts) == 2:
        print("sending", flush=True)
        sys.stdin.readline()
    put(*given)
Store.put = held
if sys.argv[1] == "sdk":
    import modelbase
    modelbase.push("big.bin", json.load(open("args.json")))
else:
    from modelbase_cli.__main__ import main
    sys.exit(main(["push", "big.bin", "--args", "args.json"]))
"""
BIG = 40_000_000  # three parts


def heed_interrupts() -> None:
    """A shell lets what it runs in the background ignore Ctrl-C, and so would what these tests start."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.fixture
def half_sent(run, recipe):
    """Start pushes of big.bin that hold when their first part is at the store; none outlives the test."""
    (run.folder / "big.bin").write_bytes(os.urandom(BIG))
    started = []

    def start(where="cli"):
        process = subprocess.Popen(
            [sys.executable, "-c", HELD, where],
            cwd=run.folder, env=run.environ | {"MODELBASE_TRANSFERS": "1"}, preexec_fn=heed_interrupts,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        started.append(process)
        assert process.stdout.readline() == b"sending\n"
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def test_a_killed_push_is_resumed_by_the_same_command(run, half_sent):
    first = half_sent()
    first.kill()
    first.wait()
    done = run("push", "big.bin", "--args", "args.json", "--json").json
    assert done["checkpoint"]["size"] == BIG
    assert 0 < done["sent"] < BIG
    model = run("id", "--args", "args.json").out.strip()
    assert len(run("show", model, "--json").json["checkpoints"]) == 1


def test_interrupt_ends_with_130_and_says_how_to_go_on(run, half_sent):
    process = half_sent()
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=120) == 130
    assert b"go on where it stopped" in process.communicate()[1]
    model = run("id", "--args", "args.json").out.strip()
    assert run("show", model, "--json").json["checkpoints"] == []


@pytest.mark.parametrize("where", ["sdk", "cli"])
def test_a_file_that_changes_while_it_is_pushed_commits_nothing(run, half_sent, where):
    process = half_sent(where)
    with (run.folder / "big.bin").open("r+b") as file:
        file.seek(BIG - 1_000_000)
        file.write(b"changed")
    _, err = process.communicate(b"go on\n", timeout=120)
    assert process.returncode == 1
    assert b"changed while it was pushed" in err
    model = run("id", "--args", "args.json").out.strip()
    assert run("show", model, "--json").json["checkpoints"] == []


def test_the_sdk_does_what_the_commands_do(run, recipe, weights):
    code = """
import argparse, json, modelbase
from pathlib import Path
args = argparse.Namespace(**json.loads(Path("args.json").read_text()))
assert modelbase.find(args).state == "new"
steps = []
checkpoint = modelbase.push("model.bin", args, metrics={"top1": 76.1}, tags=["x"], progress=steps.append)
assert modelbase.push("model.bin", args) == checkpoint
found = modelbase.find(args)
assert found.trained and found.id == modelbase.identify(args).id == checkpoint.model
assert steps[-1].done == steps[-1].total == 100_000
folder = modelbase.pull(f"{found.id}@last", "out")
assert (folder / "model.bin").read_bytes() == Path("model.bin").read_bytes()
model = modelbase.get(found.id)
assert model.args["lr"] == 0.1 and model.metrics == {"top1": 76.1}
assert [row["id"] for row in modelbase.models(where=f'id = "{found.id}"', columns=["metrics.top1"])] == [found.id]
other = modelbase.push("model.bin", vars(args) | {"lr": 0.2}).model
assert not modelbase.diff([found.id, other])["equal"]
try:
    modelbase.push("model.bin", {"dataset": "a", "arch": "b", "deep": [{"bytes": b"x"}]})
except modelbase.ModelbaseError as error:
    assert error.code == "args_not_plain" and "deep.0.bytes" in error.message
else:
    raise SystemExit("bytes were taken")
"""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-W", "ignore:could not be scanned", "-c", code],
        cwd=run.folder,
        env=run.environ,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()


def test_the_manifest_says_where_files_came_from(run, pushed):
    run("pull", pushed, "-o", "out")
    manifest = json.loads(Path(run.folder, "out", ".modelbase.json").read_text())
    assert (manifest["id"], manifest["label"], manifest["files"][0]["path"]) == (pushed, "last", "model.bin")


def test_a_model_of_the_text_of_a_reference_is_found_and_added_to(run, server, weights):
    """Version 0.1 kept `${lr}` of a YAML file as text; the model that it made stays the model of that file."""
    salt = str(run.folder)
    literal = {"dataset": "tiny", "arch": "mlp", "lr": 0.1, "salt": salt, "optimizer": {"lr": "${lr}"}}
    file = run.folder / "config.yaml"
    file.write_text(
        f"dataset: tiny\narch: mlp\nlr: 0.1\nsalt: {json.dumps(salt)}\noptimizer:\n  lr: ${{lr}}\n"
    )
    bearer = {"Authorization": f"Bearer {server.token}"}
    made = httpx.post(f"{server.url}/api/v1/models", json={"args": literal}, headers=bearer).json()["id"]
    assert made != modelbase.identify(literal | {"optimizer": {"lr": 0.1}}).id

    before = run("find", "--args", file)
    assert (before.code, before.out.strip()) == (3, made)  # there, and no checkpoint yet
    pushed = run("push", weights, "--args", file)
    assert (pushed.code, pushed.out.partition("@")[0]) == (0, made), pushed.err
    assert run("find", "--args", file).code == 0
    assert [row["id"] for row in run("ls", "--where", f'salt = "{salt}"', "--json").json] == [made]
    assert run("find", "--args", file, "lr=0.2").out.strip() != made  # another recipe
