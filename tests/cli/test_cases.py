"""Inputs of public bug reports of other registries and trackers, one test a kind: what came beside what should come.

`python -m pytest tests/cli/test_cases.py` prints the table. Each kind has tests with further inputs beside the code
that it concerns; here the inputs go in by the front doors, as a user would give them.
"""

from __future__ import annotations

import dataclasses
import http.client
import json
import os
import pickle
import shutil
import subprocess
import sys
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from unittest import mock
from urllib.parse import urlsplit

import pytest

import modelbase

DATA = Path(__file__).parent.parent / "data" / "cases"
SHOWN = 120  # letters of what came, and of what should, in the table
HOP = {"connection", "transfer-encoding", "content-length", "date", "host"}


@pytest.fixture
def expect(figures: dict[str, str], request: pytest.FixtureRequest) -> Callable[[Any, Any], None]:
    """Return a function that notes what came beside what should, for the table, and fails if they differ."""
    name = request.node.name.removeprefix("test_")

    def check(came: Any, should: Any) -> None:
        number, _, words = name.partition("_")
        shown = [text if len(text) <= SHOWN else f"{text[:SHOWN]}..." for text in (repr(came), repr(should))]
        figures[f"case {number} {words.replace('_', ' ')}"] = f"came {shown[0]}, should {shown[1]}"
        assert came == should

    return check


def words(text: str, *expected: str) -> list[str]:
    """Return which of the expected words a text has."""
    return [word for word in expected if word in text]


def listed(run: Any, salt: str) -> int:
    """Return how many models have these args."""
    return len(run("ls", "--where", f'salt = "{salt}"', "--json").json)


@pytest.fixture
def args(run: Any) -> list[str]:
    """KEY=VALUE words that no other test uses; the last one is the salt."""
    return ["dataset=tiny", "arch=mlp", f"salt={run.folder}"]


def salt(run: Any) -> str:
    return str(run.folder)


def test_01_a_metric_that_is_an_empty_mapping(run, weights, args, expect):
    Path(run.folder, "m.json").write_text('{"loss": 0.1, "best_eval_test_metrics": {}, "none": []}')
    done = run("push", weights, *args, "--metrics", "m.json", "--json")
    model = done.json["model"]
    shown = run("show", model if isinstance(model, str) else model["id"], "--json").json
    expect(
        (
            done.code,
            shown["model"]["state"],
            shown["checkpoints"][0]["metrics"],
            words(done.out + done.err, "best_eval_test_metrics"),
        ),
        (0, "trained", {"loss": 0.1}, ["best_eval_test_metrics"]),
    )


def test_02_a_token_in_the_args_is_refused_or_hidden_and_never_stored(run, server, weights, args, expect):
    @dataclasses.dataclass
    class TrainingArguments:
        lr: float = 0.1
        hub_token: str = "hf_SECRETsecret123"

        def to_dict(self) -> dict[str, Any]:
            return {"lr": self.lr, "hub_token": "<HUB_TOKEN>"}

    given = {"dataset": "tiny", "arch": "mlp", "salt": salt(run)}
    typed = run("push", weights, *args, "training.hub_token=hf_SECRETsecret123")
    with modelbase.Client(server.url, server.token) as client:
        with pytest.raises(modelbase.ModelbaseError) as refused:
            client.push(weights, given | {"training": {"hub_token": "hf_SECRETsecret123"}})
        there = listed(run, salt(run))
        try:
            hidden = client.push(weights, given | {"training": TrainingArguments()})
            said = [client.get(hidden.model).args["training"]["hub_token"]]  # as the object shows itself
            said += words(run("show", hidden.model, "--json").out, "hf_SECRET")
        except modelbase.ModelbaseError as error:
            said = words(error.message, "training.hub_token")
    expect(
        (
            words(refused.value.message, "training.hub_token"),
            typed.code,
            words(typed.err, "training.hub_token"),
            there,
            said in (["<HUB_TOKEN>"], ["training.hub_token"]),
        ),
        (["training.hub_token"], 2, ["training.hub_token"], 0, True),
    )


def test_03_one_config_has_one_id_as_a_file_and_as_an_object(run, expect):
    omegaconf = pytest.importorskip("omegaconf")
    file = Path(run.folder, "hyd.yaml")
    file.write_text("dataset: cifar10\narch: resnet18\nlr: 0.1\noptimizer: {lr: '${lr}', wd: 0.01}\n")
    open_file = Path(run.folder, "open.yaml")
    open_file.write_text("dataset: cifar10\narch: resnet18\nlr: ???\n")
    said = run("id", "--policy", "default", "--args", open_file)
    expect(
        (
            run("id", "--policy", "default", "--args", file).out.strip(),
            said.code,
            words(said.err, "lr", "???"),
        ),
        (modelbase.identify(omegaconf.OmegaConf.load(file)).id, 2, ["lr", "???"]),
    )


@contextmanager
def proxy(url: str, prefix: str = "", dates: tuple[str, ...] = ()) -> Iterator[str]:
    """Run a reverse proxy that removes a prefix from the path and writes Date headers of its own."""
    upstream = urlsplit(url).netloc

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def forward(self) -> None:
            size = int(self.headers.get("Content-Length") or 0)
            body = self.rfile.read(size) if size else None
            if not self.path.startswith(prefix):
                self.send_error(404)
                return
            connection = http.client.HTTPConnection(upstream, timeout=60)
            sent = {name: value for name, value in self.headers.items() if name.lower() not in HOP}
            connection.request(
                self.command, self.path.removeprefix(prefix) or "/", body, sent | {"Host": upstream}
            )
            answer = connection.getresponse()
            data = answer.read()
            connection.close()
            self.send_response_only(answer.status)
            for name, value in answer.getheaders():
                if name.lower() not in HOP:
                    self.send_header(name, value)
            for date in dates:
                self.send_header("Date", date)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = forward  # noqa: N815

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}{prefix}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_04_odd_date_headers_are_ignored(run, server, weights, args, expect):
    came = []
    odd = (
        "Mon, 30 Nov 2026 18:58:00 -0000",
        "Mon, 30 Nov 2026 18:58:00",
        "yesterday",
        "Mon, 99 Foo 2026 25:61:00 GMT",
    )
    for number, date in enumerate(odd):
        with proxy(server.url, dates=(date, date)) as url:
            came.append(run("push", weights, *args, f"n={number}", MODELBASE_URL=url).code)
    expect(came, [0] * len(odd))


def test_05_the_client_works_under_a_path(run, server, weights, args, expect):
    with proxy(server.url, prefix="/team/registry") as url:
        pushed = run("push", weights, *args, MODELBASE_URL=url)
        pulled = run("pull", pushed.out.strip(), "-o", "out", MODELBASE_URL=url)
    expect((pushed.code, pulled.code), (0, 0))


def test_06_what_the_frameworks_write_is_pulled(run, args, expect):
    folder = Path(run.folder, "ck")
    shutil.copytree(DATA, folder, ignore=shutil.ignore_patterns("*.gguf", "truncated*"))
    pushed = run("push", folder, *args)
    run("show", pushed.out.strip())
    pulled = run("pull", pushed.out.strip(), "-o", "out")
    same = {str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file()}
    got = {str(p.relative_to(run.folder / "out")) for p in Path(run.folder, "out").rglob("*") if p.is_file()}
    expect((pushed.code, pulled.code, sorted(same - got)), (0, 0, []))


def test_07_a_packed_pickle_is_judged_as_the_pickle_in_it(run, args, expect):
    class Evil:
        def __reduce__(self) -> Any:
            return os.system, ("echo loaded",)

    file = Path(run.folder, "model.joblib")
    file.write_bytes(zlib.compress(pickle.dumps(Evil())))
    pushed = run("push", file, *args)
    pulled = run("pull", pushed.out.strip(), "-o", "out", MODELBASE_URL=run.environ["MODELBASE_URL"])
    expect(
        (
            pushed.code,
            pulled.code,
            words(pulled.err, "model.joblib", "system"),
            Path(run.folder, "out/model.joblib").exists(),
        ),
        (0, 1, ["model.joblib", "system"], False),
    )


def test_08_a_snapshot_of_the_hub_cache_is_pushed(run, args, expect):
    cache = Path(run.folder, "hfcache/models--org--tiny")
    snapshot = cache / "snapshots/42f548f3"
    (cache / "blobs").mkdir(parents=True)
    snapshot.mkdir(parents=True)
    (cache / "blobs/aaaa").write_bytes(b"weights")
    (cache / "blobs/bbbb").write_bytes(b"{}")
    (snapshot / "model.bin").symlink_to("../../blobs/aaaa")
    (snapshot / "config.json").symlink_to("../../blobs/bbbb")
    pushed = run("push", snapshot, *args, "--follow-links")
    pulled = run("pull", pushed.out.strip(), "-o", "out")
    expect((pushed.code, pulled.code, Path(run.folder, "out/model.bin").read_bytes()), (0, 0, b"weights"))


def test_09_not_weights_under_a_weights_name_is_said_at_push(run, args, expect):
    inputs = {
        "pointer.safetensors": b"version https://git-lfs.github.com/spec/v1\noid sha256:"
        + b"a" * 64
        + b"\nsize 548105171\n",
        "page.safetensors": b"<!DOCTYPE html><html><body>Please sign in</body></html>",
        "nothing.pt": b"",
        "cut.safetensors": (DATA / "truncated.safetensors").read_bytes(),
    }
    told = []
    for number, (name, data) in enumerate(inputs.items()):
        Path(run.folder, name).write_bytes(data)
        done = run("push", name, *args, f"n={number}")
        told.append((done.code, name in done.err))
    expect(told, [(0, True)] * 4)


def shell(run: Any, line: str) -> subprocess.CompletedProcess[str]:
    """Run a line of bash where `modelbase` is the command."""
    return subprocess.run(
        ["bash", "-c", line],
        cwd=run.folder,
        env=run.environ,
        input="",
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_10_a_closed_stream_is_like_dev_null(run, pushed, weights, args, expect):
    lines = {
        "modelbase ls >&-": 0,
        f"modelbase rm {pushed} <&-": 2,
        f"modelbase push {weights.name} {' '.join(args)} 2>&-": 0,
        f"modelbase pull {pushed} -o closed 2>&-": 0,
        "modelbase id --help >&-": 0,
    }
    done = {line: shell(run, line) for line in lines}
    traces = [line for line, result in done.items() if "Traceback" in result.stderr]
    expect(([result.returncode for result in done.values()], traces), (list(lines.values()), []))
    assert any(Path(run.folder, "closed").iterdir())


def test_11_ids_are_completed_after_the_completion_of_git(run, pushed, expect):
    stem, _, digits = pushed.rpartition(":")
    script = f"""
eval "$(modelbase completion bash)"
before=$COMP_WORDBREAKS
COMP_WORDBREAKS="${{COMP_WORDBREAKS//:}}:"   # what the completion of git puts back
COMP_WORDS=(modelbase show {stem} : {digits[:4]}); COMP_CWORD=4
COMP_LINE="modelbase show {stem}:{digits[:4]}"; COMP_POINT=${{#COMP_LINE}}
$(complete -p modelbase | sed -E 's/.*-F ([^ ]+).*/\\1/') modelbase {digits[:4]} :
echo "${{COMPREPLY[@]}}"
"""
    done = shell(run, script)
    expect(done.stdout.strip(), digits)


def test_12_tuples_of_yaml_are_lists_and_other_tags_are_named(run, expect):
    Path(run.folder, "tuple.yaml").write_text(
        "dataset: coco\narch: retinanet\nsizes: !!python/tuple [640, 672]\ntrain: !!python/tuple\n- coco_2017_train\n"
    )
    Path(run.folder, "list.yaml").write_text(
        "dataset: coco\narch: retinanet\nsizes: [640, 672]\ntrain:\n- coco_2017_train\n"
    )
    Path(run.folder, "other.yaml").write_text(
        "dataset: a\narch: b\nx: !!python/object/apply:os.system [id]\n"
    )
    other = run("id", "--args", "other.yaml")
    expect(
        (
            run("id", "--args", "tuple.yaml").out,
            other.code,
            words(other.err, "python/object/apply:os.system", "safe_dump"),
        ),
        (run("id", "--args", "list.yaml").out, 2, ["python/object/apply:os.system", "safe_dump"]),
    )


def test_13_keys_that_are_equal_as_values_are_an_error(run, expect):
    pairs = (
        "1: a\n  true: b",
        "0.0: a\n  .0: b",
        "1: a\n  1.0: b",
        "1: a\n  0x1: b",
        "on: a\n  true: b",
        "~: a\n  null: b",
    )
    came = []
    for pair in pairs:
        Path(run.folder, "dup.yaml").write_text(f"dataset: a\narch: b\nm:\n  {pair}\n")
        done = run("id", "--args", "dup.yaml")
        came.append((done.code, done.out))
    expect(came, [(2, "")] * len(pairs))


def test_14_a_refused_metric_leaves_no_half_made_model(run, weights, args, expect):
    Path(run.folder, "all_results.json").write_text(
        '{"epoch": 3.0, "eval/acc@1": 0.91, "test/cmap": null, "huber_loss[delta=1.3]": 0.2, "精度": 0.9, "": 2}'
    )
    done = run("push", weights, *args, "--metrics", "all_results.json")
    rows = run("ls", "--where", f'salt = "{salt(run)}"', "--json").json
    expect(
        (done.code, [row["state"] for row in rows], words(done.err, "test/cmap")),
        (0, ["trained"], ["test/cmap"]),
    )


def test_15_a_missing_file_does_not_become_an_arg(run, weights, args, expect):
    done = run("push", weights, "epoch=3-val_loss=0.12.ckpt", *args)
    expect(
        (done.code, words(done.err, "epoch=3-val_loss=0.12.ckpt"), listed(run, salt(run))),
        (2, ["epoch=3-val_loss=0.12.ckpt"], 0),
    )


def test_16_the_offline_id_refuses_what_no_server_takes(server, run, monkeypatch, expect):
    base = {"dataset": "c", "arch": "b"}
    inputs: list[dict[str, Any]] = [
        base | {"itself": None},
        base | {"k" * 1001: 1},
        base | {"list": list(range(10001))},
        base | {"text": "x" * 2_200_000},
        base | {"text": "\ud83d"},
        base | {"n": 10**400},
        base | {"k\0": 1},  # odd, and taken by both: the IDs of such recipes stay
    ]
    inputs[0]["itself"] = inputs[0]
    for name, value in server.environ().items():
        monkeypatch.setenv(name, value)

    def message(call: Callable[[], Any]) -> str:
        try:
            call()
        except modelbase.ModelbaseError as error:
            return f"{error.code}: {error.message}"
        return "accepted"

    offline = [message(lambda given=given: modelbase.identify(given)) for given in inputs]  # type: ignore[misc]
    asked = [message(lambda given=given: modelbase.find(given)) for given in inputs]  # type: ignore[misc]
    taken = [text == "accepted" for text in offline]
    expect((taken, offline), ([False] * (len(inputs) - 1) + [True], asked))


def test_17_what_answers_to_every_attribute_is_no_plain_data(expect):
    with pytest.raises(modelbase.ModelbaseError) as error:
        modelbase.identify({"dataset": "c", "arch": "b", "x": mock.Mock()})
    expect((error.value.code, words(error.value.message, "x")), ("args_not_plain", ["x"]))


def test_18_big_numbers_are_found_as_they_are_shown(run, weights, args, expect):
    big = (
        "9007199254740993",
        "9223372036854775808",
        "18446744073709551616",
        "123456789012345678901234567890",
    )
    done = run(
        "push",
        weights,
        *args,
        *(f"k{number}={value}" for number, value in enumerate(big)),
        "--metric",
        "big=9007199254740993",
    )
    found = [
        len(run("ls", "--where", f'k{number} = {value} and salt = "{salt(run)}"', "--json").json)
        for number, value in enumerate(big)
    ]
    expect((found, words(done.err, "big")), ([1] * len(big), ["big"]))


def test_19_what_a_folder_loses_is_said(run, args, expect):
    folder = Path(run.folder, "savedmodel")
    (folder / "assets").mkdir(parents=True)
    (folder / "run.sh").write_text("#!/bin/sh\n")
    (folder / "run.sh").chmod(0o755)
    (folder / "e\u0301.txt").write_text("x")
    pushed = run("push", folder, *args)
    run("pull", pushed.out.strip(), "-o", "out")
    out = Path(run.folder, "out")
    kept = [
        (out / "assets").is_dir() or "assets" in pushed.err,
        os.access(out / "run.sh", os.X_OK) or "run.sh" in pushed.err,
        (out / "e\u0301.txt").exists() or "\u00e9.txt" in pushed.err or "e\u0301.txt" in pushed.err,
    ]
    expect((pushed.code, kept), (0, [True, True, True]))


def test_20_config_objects_of_others_are_mappings(expect):
    class Config:  # as wandb.config: no Mapping
        def __init__(self, values: dict[str, Any]) -> None:
            self.__dict__["_values"] = values

        def keys(self) -> Any:
            return self._values.keys()

        def __getitem__(self, key: str) -> Any:
            return self._values[key]

        def __getattr__(self, key: str) -> Any:
            try:
                return self.__dict__["_values"][key]
            except KeyError as error:
                raise AttributeError(key) from error

    class Flags:  # as absl.flags.FLAGS
        def flag_values_dict(self) -> dict[str, Any]:
            return {"dataset": "a", "arch": "b", "lr": 0.1}

        def __iter__(self) -> Any:
            return iter(self.flag_values_dict())

    plain = modelbase.identify({"dataset": "a", "arch": "b", "lr": 0.1}).id
    expect(
        (
            modelbase.identify(Config({"dataset": "a", "arch": "b", "lr": 0.1})).id,
            modelbase.identify(Flags()).id,
        ),
        (plain, plain),
    )


def test_21_one_unknown_type_does_not_hide_the_file(run, server, args, expect):
    file = Path(run.folder, "model.gguf")
    shutil.copyfile(DATA / "new-type.gguf", file)
    pushed = run("push", file, *args)
    tensors = {}
    for _ in range(50):
        with modelbase.Client(server.url, server.token) as client:
            answer = client.tensors(pushed.out.strip())
        tensors = json.loads(json.dumps(answer, default=lambda o: o.model_dump(mode="json")))
        if "blk.1.w" in json.dumps(tensors):
            break
        time.sleep(0.2)
    expect(words(json.dumps(tensors), "blk.1.w", "type 42", "type 99"), ["blk.1.w", "type 42", "type 99"])


def test_22_words_of_hydra_are_no_keys(run, expect):
    plus = run("id", "dataset=a", "arch=b", "+trainer.devices=2")
    Path(run.folder, "overrides.yaml").write_text("- model=resnet50\n- +trainer.devices=[0,1]\n")
    overrides = run("id", "--args", "overrides.yaml")
    one = run("id", "dataset=a", "arch=b", "a.b=2", "a=1")
    other = run("id", "dataset=a", "arch=b", "a=1", "a.b=2")
    expect(
        (
            plus.code,
            words(plus.err, "Hydra"),
            overrides.code,
            words(overrides.err, "config.yaml"),
            one.code,
            other.code,
        ),
        (2, ["Hydra"], 2, ["config.yaml"], 2, 2),
    )


def test_23_texts_and_messages(run, pushed, weights, args, expect):
    latin = os.fsencode(run.folder) + b"/J\xfcrgen.bin"
    Path(os.fsdecode(latin)).write_bytes(b"x")
    name = run("push", os.fsdecode(latin), *args)
    Path(run.folder, "README.md").write_bytes(b"\xef\xbb\xbf# Title\n")
    run("readme", pushed, "-f", "README.md")
    readme = run("readme", pushed).out
    home = run(
        "login",
        run.environ["MODELBASE_URL"],
        "--token",
        run.environ["MODELBASE_TOKEN"],
        HOME="/proc",
        MODELBASE_TOKEN=None,
    )
    expect(
        (words(name.err, "UTF-8"), readme.startswith("# Title"), words(home.err, "MODELBASE_CONFIG_DIR")),
        (["UTF-8"], True, ["MODELBASE_CONFIG_DIR"]),
    )


def test_the_command_itself_is_there():
    assert subprocess.run([sys.executable, "-m", "modelbase", "--version"], check=False).returncode == 0
