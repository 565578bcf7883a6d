"""Files that would run code when loaded are never said to be harmless, and harmless ones are not flagged."""

from __future__ import annotations

import io
import pickle
import tracemalloc
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from hostile_pickles import PACKERS, corpus, packed_forms
from safetensors.torch import save

from modelbase.client.transfer.pull import _judge
from modelbase.weights.archives import packed
from modelbase.weights.limited import Scanner
from modelbase.weights.pickles import machine, verdict
from modelbase.weights.pickles.verdict import ALL, judged, settled
from modelbase.weights.promised import look
from modelbase.weights.report import Report
from modelbase.weights.scan import scan
from modelbase.weights.source import Source

NAMES = sorted(corpus(Path("canary")))
# Loaders refuse these, or ignore what is hostile in them.
NOT_LOADED = {"bytes after the pickle", "calls what it computed", "a 7z"}


def scanned(data: bytes) -> Report:
    return scan(Source(len(data), lambda start, stop: data[start:stop]))


def saved(value: Any, zip_form: bool = True) -> bytes:
    into = io.BytesIO()
    torch.save(value, into, _use_new_zipfile_serialization=zip_form)
    return into.getvalue()


def training() -> dict[str, Any]:
    net = torch.nn.Sequential(torch.nn.Conv2d(3, 8, 3), torch.nn.BatchNorm2d(8))
    adam = torch.optim.Adam(net.parameters())
    net(torch.zeros(1, 3, 4, 4)).sum().backward()
    adam.step()
    return {"state_dict": net.state_dict(), "optimizer": adam.state_dict(), "epoch": 3, "args": {"lr": 0.1}}


@pytest.mark.parametrize("name", NAMES)
def test_nothing_hostile_is_said_to_be_harmless(name: str, tmp_path: Path) -> None:
    canary = tmp_path / "canary"
    found = scanned(corpus(canary)[name])
    assert found.state in {"flagged", "not_scanned"}
    assert found.reason
    assert not canary.exists()


def test_what_loads_and_runs_is_flagged_packed_or_not(tmp_path: Path) -> None:
    """Each file of the corpus that a pickle loader takes as it is, and its packed forms, which loaders open."""
    canary = tmp_path / "canary"
    whole = {name: data for name, data in corpus(canary).items() if name not in NOT_LOADED}
    assert len(whole) > 100
    passed = [name for name, data in whole.items() if scanned(data).state != "flagged"]
    assert passed == []
    passed = [
        f"{name}, {form}"
        for name, data in whole.items()
        if scanned(data).format == "pickle" and not scanned(data).packed and len(data) < 100_000
        for form, wrapped in packed_forms(data).items()
        if scanned(wrapped).state != "flagged"
    ]
    assert passed == []
    assert not canary.exists()


@pytest.mark.parametrize("form", sorted(packed_forms(b"")))
def test_a_packed_file_is_judged_as_what_is_in_it(form: str) -> None:
    harmless = pickle.dumps({"a": np.arange(3), "lr": 0.1})
    assert scanned(packed_forms(harmless)[form]).state == "nothing_found"
    unknown = scanned(packed_forms(b"cmy_package\nNet\n)R.")[form])
    assert (unknown.state, [each.name for each in unknown.imports]) == ("flagged", ["my_package.Net"])
    text = scanned(packed_forms(b"# a readme\n" * 100)[form])
    assert text.state == "nothing_found"


@pytest.mark.parametrize("outer", ["zlib", "gzip", "bz2", "xz", "lzma", "zstd", "lz4", "zfile"])
def test_what_is_packed_twice_is_not_taken_for_harmless(outer: str) -> None:
    for inner, data in packed_forms(pickle.dumps({"lr": 0.1})).items():
        found = scanned(packed_forms(data)[outer])
        assert found.state != "nothing_found" or inner in {"tar", "zip", "zip, deflated"}, inner


def bomb(form: str) -> bytes:
    """Return a pickle of 70 MiB in a few KiB."""
    padded = pickle.dumps(b"\0" * (70 * 2**20))
    if form != "lz4":
        return PACKERS[form](padded)
    length = packed.LZ4_BLOCK - 64 - 4 - 15  # one literal, then a copy of it as long as a block may be
    block = b"\x1f\0\x01\0" + b"\xff" * (length // 255) + bytes([length % 255]) + b"\0"
    first = (packed.UNCOMPRESSED | 40).to_bytes(4, "little") + padded[:40]
    return packed.LZ4 + b"\x60\x70\0" + first + 18 * (len(block).to_bytes(4, "little") + block) + bytes(4)


@pytest.mark.parametrize("form", ["zlib", "gzip", "bz2", "xz", "lzma", "zstd", "lz4", "zfile"])
def test_a_bomb_is_opened_within_bounds_and_is_not_harmless(
    form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packed, "MOST_OPENED", 4 * 2**20)
    data = bomb(form)
    tracemalloc.start()
    found = scanned(data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (found.state, found.packed) == ("flagged", form)
    assert "cannot be judged" in found.reason
    assert peak < 40 * 2**20  # what is opened, a step beyond it, and some copies; not what the bomb has


def test_a_packed_stream_that_is_cut_off_is_said_to_be(tmp_path: Path) -> None:
    good = packed_forms(pickle.dumps({"rows": list(range(5000))}))
    for form in ("zlib", "gzip", "zstd", "lz4"):
        found = scanned(good[form][:-30])
        assert found.state == "not_scanned", form
        assert "broken" in found.reason or "cut off" in found.reason or "breaks" in found.reason


def test_every_name_on_a_list_says_where_and_why() -> None:
    for groups in ALL.values():
        for group in groups:
            assert len(group.reason) > 15
            assert all(names.split() for names in group.names.values())
    assert set(ALL) == {"python", "settings", "torch", "arrays", "learners", "trainers"}
    for name in ("builtins.getattr", "functools.partial", "operator.attrgetter", "torch.load", "numpy.load",
                 "torch.storage._load_from_bytes", "builtins.type", "builtins.map", "joblib.load"):  # fmt: skip
        assert judged(name, ["value"]).risk == "dangerous", name


@pytest.mark.parametrize(
    ("name", "uses", "risk"),
    [
        ("transformers.training_args.TrainingArguments", ["made"], "known"),
        ("transformers.training_args.TrainingArguments", ["value", "made", "called"], "unknown"),
        ("torch.float32", ["value"], "known"),
        ("torch.float32", ["called"], "unknown"),
        ("sklearn.pipeline.Pipeline", ["made"], "known"),
        ("sklearn.pipeline.Pipeline", ["called"], "unknown"),
        ("collections.OrderedDict", ["called"], "known"),
        ("my_package.Net", ["value"], "unknown"),
    ],
)
def test_a_listed_name_may_be_used_no_further_than_the_list_says(
    name: str, uses: list[str], risk: str
) -> None:
    found = judged(name, uses)
    assert found.risk == risk
    assert found.reason


def test_a_pickle_that_is_too_long_to_be_followed_is_flagged(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(machine, "MOST_OPCODES", 1000)
    for filled in (b"N0" * 501, b"\x80\x02" + b"N0" * 501):
        found = scanned(filled + corpus(tmp_path / "canary")["exec, protocol 2"])
        assert (found.format, found.state) == ("pickle", "flagged")
        assert "opcodes" in found.reason


def test_newer_lists_judge_a_report_without_its_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    report = scanned(b"cmy_package.nets\nNet\n)\x81}b.")
    assert (report.state, report.imports[0].uses) == ("flagged", ("value", "made"))
    monkeypatch.setitem(
        verdict.KNOWN, "my_package.nets.Net", verdict.Trust("torch", "made", "a list of tomorrow")
    )
    assert settled(report).state == "nothing_found"


@pytest.mark.parametrize("trusted", ["my_package.nets.Net", "my_package.nets.*", "my_package.*"])
def test_a_team_trusts_a_name_or_a_module(trusted: str) -> None:
    report = scanned(b"cmy_package.nets\nNet\n)R.")
    assert settled(report, [trusted]).state == "nothing_found"
    assert settled(report, [trusted]).imports[0].trusted == "team"
    for other in ("my_package", "my_package.nets", "my_pack.*", "my_package.nets.Net.*", "*"):
        assert settled(report, [other]).state == "flagged", other


@pytest.mark.parametrize(
    "words", ["cat\ndog\nbird\n", "classes\nperson\ncar\n", "(a) first\n", "import os\n", "Name,x\n"]
)
def test_a_text_is_no_pickle_though_its_letters_are_opcodes(words: str) -> None:
    assert (scanned(words.encode()).format, scanned(words.encode()).state) == ("text", "nothing_found")


POINTER = b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"a" * 64 + b"\nsize 5\n"
PAGE = b"<!DOCTYPE html>\n<html><body>Sign in</body></html>"
WRONG = {
    "a Git LFS pointer": POINTER, "an HTML page": PAGE,
    "XML": b"<?xml version='1.0'?><Error><Code>NoSuchKey</Code></Error>",
    "JSON": b'{"error": "not found"}', "empty": b"", "nothing but zeros": bytes(5000), "a text": b"404: not found\n",
}  # fmt: skip


@pytest.mark.parametrize("wrong", WRONG)
@pytest.mark.parametrize(
    "name", ["model.safetensors", "a/b/pytorch_model.bin", "m.pt", "M.CKPT", "m.onnx", "m.gguf", "m.h5", "m.keras",
    "m.npz",
             "m.joblib", "m.pkl", "m.msgpack", "m.joblib.gz"],
)  # fmt: skip
def test_what_is_no_weights_under_a_name_of_weights_is_said_to_be(wrong: str, name: str) -> None:
    note = look(name, Source.of(WRONG[wrong]))
    assert name in note
    assert wrong in note


def test_what_is_cut_off_or_of_another_format_is_said_to_be() -> None:
    whole = {
        "m.safetensors": save({"w": torch.ones(100)}),
        "m.pt": saved({"w": torch.ones(100)}),
        "m.npy": npy(np.ones(100)),
    }
    whole |= {"m.pkl": pickle.dumps(list(range(300))), "m.bin": saved({"w": torch.ones(100)}, False)}
    for name, data in whole.items():
        assert look(name, Source.of(data)) == ""
        assert "damaged" in look(name, Source.of(data[: len(data) * 2 // 3])), name
    assert "it is safetensors" in look("m.gguf", Source.of(whole["m.safetensors"]))
    assert "it is a file of torch" in look("m.safetensors", Source.of(whole["m.pt"]))


@pytest.mark.parametrize(
    "name", ["README.md", "config.json", "tokenizer.model", "index.html", "model.safetensors.index.json"]
)
def test_a_name_that_promises_no_weights_may_hold_anything(name: str) -> None:
    assert [
        look(name, Source.of(data)) for data in (POINTER[:0], b"text\n", b"{}") if name != "tokenizer.model"
    ] in (["", "", ""], [])


def npy(value: Any) -> bytes:
    into = io.BytesIO()
    np.save(into, value)
    return into.getvalue()


@pytest.mark.parametrize(
    "name", [name for name in NAMES if name.startswith(("exec", "os.", "torch zip", "posix"))]
)
def test_a_hostile_pickle_that_can_be_read_names_what_it_imports(name: str, tmp_path: Path) -> None:
    found = scanned(corpus(tmp_path / "canary")[name])
    if found.state == "flagged":
        assert any(each.risk == "dangerous" for each in found.imports)


def test_the_plainest_attacks_are_flagged_by_name(tmp_path: Path) -> None:
    files = corpus(tmp_path / "canary")
    for name in ("exec, protocol 2", "os.system by GLOBAL", "torch zip", "torch legacy"):
        found = scanned(files[name])
        assert found.state == "flagged"
        assert {each.name for each in found.imports if each.risk == "dangerous"} & {
            "builtins.exec",
            "os.system",
            "__builtin__.exec",
        }


@pytest.mark.parametrize("zip_form", [True, False])
def test_a_training_checkpoint_is_harmless(zip_form: bool) -> None:
    found = scanned(saved(training(), zip_form))
    assert (found.state, found.reason) == ("nothing_found", "")
    assert "collections.OrderedDict" in {each.name for each in found.imports}


def test_a_whole_pickled_module_is_flagged_as_unknown_and_not_as_dangerous() -> None:
    found = scanned(saved(torch.nn.Linear(2, 2)))
    assert found.state == "flagged"
    assert {each.risk for each in found.imports} == {"known", "unknown"}


def test_plain_arrays_texts_and_json_are_harmless() -> None:
    into = io.BytesIO()
    np.savez(into, a=np.zeros(3), b=np.array(["x"]))
    assert (scanned(into.getvalue()).format, scanned(into.getvalue()).state) == ("numpy", "nothing_found")
    assert scanned(b"# README\n\nA model.\n").format == "text"
    assert scanned(b'{"lr": 0.1}').format == "json"
    assert scanned(b"").format == "empty"


def test_what_nobody_knows_is_not_said_to_be_harmless() -> None:
    assert scanned(bytes(range(1, 255)) * 10).state == "not_scanned"
    assert scanned(b"\0" * (33 * 2**20)).state == "not_scanned"


def test_a_process_that_dies_costs_one_file_its_verdict_and_no_other() -> None:
    good = saved(training())
    with Scanner() as scanner:

        def die(start: int, stop: int) -> bytes:
            scanner._process.kill()  # type: ignore[union-attr]
            return good[start:stop]

        assert scanner.scan(len(good), die) is None
        assert scanner.scan(len(good), lambda start, stop: good[start:stop]).state == "nothing_found"


def test_a_process_that_waits_too_long_is_ended() -> None:
    good = saved(training())
    with Scanner(seconds=60) as scanner:
        # It runs and has scanned before: how long it takes to start is not in question.
        assert scanner.scan(len(good), lambda start, stop: good[start:stop]).state == "nothing_found"
        scanner._seconds = 2
        asked: list[int] = []

        def wait(start: int, stop: int) -> bytes:
            asked.append(start)
            scanner._process.wait(120)  # type: ignore[union-attr]
            return good[start:stop]

        assert scanner.scan(len(good), wait) is None
        assert asked


def test_the_scanning_process_can_open_nothing() -> None:
    with Scanner() as scanner:
        scanner.scan(2, lambda start, stop: b"{}"[start:stop])
        pid = scanner._process.pid  # type: ignore[union-attr]
        limits = Path(f"/proc/{pid}/limits").read_text()
        assert "Max open files            0                    0" in limits
        assert len(list(Path(f"/proc/{pid}/fd").iterdir())) == 3
        assert Path(f"/proc/{pid}/environ").read_bytes() == b""


@pytest.mark.parametrize(
    ("state", "reason", "withheld"),
    [
        ("waiting", "a first, short scan of it came to no end; it is scanned again: try in a minute", True),
        ("flagged", "it could not be judged: scanning took too long, or broke off", True),
        ("waiting", "", False),
        ("not_scanned", "it is of a kind that is not scanned", False),
    ],
)
def test_a_file_whose_scan_came_to_no_end_is_withheld_not_warned_of(
    state: str, reason: str, withheld: bool
) -> None:
    row = {"path": "net.pkl", "format": None, "state": state, "reason": reason, "imports": [], "note": ""}
    found = {"rows": [row], "trusted": ""}
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        assert list(_judge(found, allow=False)) == ["net.pkl"] * withheld
        assert len(told) == (not withheld)
        assert _judge(found, allow=True) == {}
