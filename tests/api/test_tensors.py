"""GET …/tensors, …/tensors/diff and …/safety: what the worker's scan says of the files of a checkpoint."""

from __future__ import annotations

import hashlib
import io
import json
import struct
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
import torch
from hostile_pickles import corpus
from safetensors.torch import save

from modelbase.errors import Unavailable
from modelbase.server.bucket import Bucket, Stored
from modelbase.server.database.files import blobs, reports
from modelbase.server.worker import reading, scan, verify, worker
from modelbase.weights import limited
from modelbase.weights.limited import Scanner
from modelbase.weights.pickles import verdict
from modelbase.weights.report import Report, Tensor
from modelbase.weights.scan import MOST_WHOLE, VERSION

EXTENSIONS = (".pt", ".bin", ".pth", ".pkl", ".ckpt", ".npz", ".joblib", ".safetensors", "")


def saved(value: Any, zip_form: bool = True) -> bytes:
    into = io.BytesIO()
    torch.save(value, into, _use_new_zipfile_serialization=zip_form)
    return into.getvalue()


@pytest.fixture
def scanning(deployment: Any) -> Any:
    def once() -> int:
        with Scanner() as scanner:
            return scan.work(deployment, scanner, Event())

    return once


@pytest.fixture
def model(pushing: Any, owner: Any) -> str:
    return str(pushing.model(owner))


def weights(**more: torch.Tensor) -> dict[str, torch.Tensor]:
    return {"conv.weight": torch.ones(4, 3), "conv.bias": torch.zeros(4), **more}


def test_the_tensors_of_a_checkpoint_are_listed_with_totals(
    pushing: Any, owner: Any, model: str, scanning: Any
) -> None:
    half = {"half": torch.zeros(5, dtype=torch.float16)}
    pushing.verified(
        owner, model, {"a.safetensors": save(weights()), "b.pt": saved(half), "README.md": b"# A\n"}
    )
    assert scanning() == 3
    found = owner.get(f"/models/{model}/checkpoints/last/tensors").json
    assert sorted((row["file"], row["name"], row["dtype"], row["shape"]) for row in found["rows"]) == [
        ("a.safetensors", "conv.bias", "F32", [4]),
        ("a.safetensors", "conv.weight", "F32", [4, 3]),
        ("b.pt", "half", "F16", [5]),
    ]
    assert found["totals"] == {
        "tensors": 3, "parameters": 21, "size": 74,
        "dtypes": {
            "F16": {"tensors": 1, "parameters": 5, "size": 10}, "F32": {"tensors": 2, "parameters": 16, "size": 64},
        },
    }  # fmt: skip
    states = {file["path"]: (file["format"], file["state"]) for file in found["files"]}
    assert states == {
        "a.safetensors": ("safetensors", "read"),
        "b.pt": ("torch", "read"),
        "README.md": ("text", "none"),
    }


def test_before_the_scan_the_files_are_waiting(pushing: Any, owner: Any, model: str) -> None:
    pushing.verified(owner, model, {"a.safetensors": save(weights())})
    assert owner.get(f"/models/{model}/checkpoints/last/tensors").json["files"][0]["state"] == "waiting"
    assert owner.get(f"/models/{model}/checkpoints/last/safety").json["state"] == "waiting"


def test_two_checkpoints_are_compared_tensor_by_tensor(
    pushing: Any, owner: Any, model: str, scanning: Any
) -> None:
    other = pushing.model(owner, lr=0.2)
    pushing.verified(owner, model, {"a.safetensors": save(weights(gone=torch.ones(1), flat=torch.ones(6)))})
    changed = weights(new=torch.ones(1), flat=torch.ones(2, 3)) | {"conv.bias": torch.ones(4)}
    pushing.verified(owner, other, {"m.ckpt": saved({"state_dict": changed, "epoch": 3})})
    scanning()
    path = f"/models/{model}/checkpoints/last/tensors/diff?id={other}"
    found = owner.get(path).json
    assert {row["name"]: row["change"] for row in found["rows"]} == {
        "conv.weight": "same", "conv.bias": "changed", "flat": "reshaped", "gone": "removed", "new": "added",
    }  # fmt: skip
    assert found["prefix"] == {"base": "", "other": "state_dict."}
    assert found["counts"] == {"same": 1, "changed": 1, "reshaped": 1, "removed": 1, "added": 1}


def test_a_flagged_file_names_what_it_imports(
    pushing: Any, owner: Any, model: str, scanning: Any, tmp_path: Path
) -> None:
    files = corpus(tmp_path / "canary")
    pushing.verified(owner, model, {"evil.pt": files["torch zip"], "good.pt": saved(weights())})
    scanning()
    found = owner.get(f"/models/{model}/checkpoints/last/safety").json
    assert found["state"] == "flagged"
    rows = {row["path"]: row for row in found["rows"]}
    assert rows["good.pt"]["state"] == "nothing_found"
    assert {"name": "__builtin__.exec", "risk": "dangerous"} in rows["evil.pt"]["imports"]
    (evil,) = (each for each in rows["evil.pt"]["judged"] if each["name"] == "__builtin__.exec")
    assert (evil["uses"], evil["trusted"]) == (["value", "called"], "")
    assert "run commands" in evil["reason"]
    known = {each["name"]: each for each in rows["good.pt"]["judged"]}
    assert known["torch._utils._rebuild_tensor_v2"]["trusted"].startswith("torch ")
    assert found["trusted"] == ""
    assert rows["evil.pt"]["scanner"] == reading.SCANNER


def test_no_published_way_past_a_scanner_is_shown_as_harmless(
    pushing: Any, owner: Any, model: str, scanning: Any, tmp_path: Path
) -> None:
    canary = tmp_path / "canary"
    names = {}
    for number, (name, data) in enumerate(corpus(canary).items()):
        # Names have no say in the scan: each file has three of the nine.
        names |= {f"{number}{EXTENSIONS[(number + at) % 9]}": (name, data) for at in (0, 3, 6)}
    pushing.verified(owner, model, {path: data for path, (_, data) in names.items()})
    scanning()
    rows = owner.get(f"/models/{model}/checkpoints/last/safety").json["rows"]
    assert len(rows) == len(names)
    assert [(row["path"], names[row["path"]][0]) for row in rows if row["state"] == "nothing_found"] == []
    assert not canary.exists()


# --- what a team trusts, and what newer lists say ---------------------------------------------------------------------

OWN_CLASS = b"cmy_package.nets\nNet\n)R."


def test_an_admin_trusts_imports_and_owners_for_all(
    pushing: Any, owner: Any, teammate: Any, reader: Any, model: str, scanning: Any
) -> None:
    pushing.verified(owner, model, {"net.pkl": OWN_CLASS})
    scanning()
    path = f"/models/{model}/checkpoints/last/safety"
    assert (teammate.get(path).json["state"], teammate.get(path).json["trusted"]) == ("flagged", "")
    login = owner.get(f"/models/{model}").json["owner"]
    changed = owner("PUT", "/settings", {"trusted_owners": [login]})
    assert (changed.status_code, changed.json["trusted_owners"], changed.json["updated_by"]) == (
        200,
        [login],
        "owner",
    )
    assert login in teammate.get(path).json["trusted"]
    assert teammate.get(path).json["state"] == "flagged"
    owner("PUT", "/settings", {"trusted_owners": [], "trusted_imports": ["my_package.*", "my_package.*"]})
    found = teammate.get(path).json
    assert (found["state"], found["trusted"], found["rows"][0]["judged"][0]["trusted"]) == (
        "nothing_found",
        "",
        "team",
    )
    assert reader.get("/settings").json["trusted_imports"] == ["my_package.*"]
    owner("PUT", "/settings", {"trusted_imports": [], "own_pushes": True})
    assert owner.get(path).json["trusted"] == "you pushed it yourself"
    assert reader.get(path).json["trusted"] == ""
    records = [row for row in owner.get("/events").json["rows"] if row["action"] == "settings.change"]
    assert len(records) == 3


@pytest.mark.parametrize(
    "bad",
    [{"trusted_imports": ["os system"]}, {"trusted_imports": ["*"]}, {"trusted_imports": [""]}, {"own_pushes": "x"},
            {"other": 1}, {"trusted_owners": "ada"}, {"trusted_imports": ["a" * 300]}],
)  # fmt: skip
def test_settings_that_make_no_sense_are_refused(owner: Any, bad: dict[str, Any]) -> None:
    refused = owner("PUT", "/settings", bad)
    assert (refused.status_code, refused.json["error"]["code"]) == (400, "invalid")
    assert owner.get("/settings").json == {
        "trusted_owners": [], "trusted_imports": [], "own_pushes": False, "updated_by": None, "updated_at": None,
    }  # fmt: skip


def test_only_admins_change_settings(reader: Any, stranger: Any, owner: Any) -> None:
    for who in (reader, stranger):
        assert who("PUT", "/settings", {"own_pushes": True}).status_code in {401, 403}
    assert owner.get("/settings").json["own_pushes"] is False


def test_newer_lists_judge_what_is_stored_without_reading_it_again(
    pushing: Any, owner: Any, model: str, scanning: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    pushing.verified(owner, model, {"net.pkl": OWN_CLASS})
    scanning()
    monkeypatch.setattr(Bucket, "stream", lambda *_: pytest.fail("read again"))
    monkeypatch.setattr(Bucket, "read_range", lambda *_: pytest.fail("read again"))
    path = f"/models/{model}/checkpoints/last/safety"
    assert owner.get(path).json["rows"][0]["lists"] == verdict.LISTS
    monkeypatch.setitem(
        verdict.KNOWN, "my_package.nets.Net", verdict.Trust("torch", "called", "listed since then")
    )
    (row,) = owner.get(path).json["rows"]
    assert (row["state"], row["judged"][0]["reason"]) == ("nothing_found", "listed since then")


def test_a_file_that_is_not_what_its_name_promises_has_a_note(
    pushing: Any, owner: Any, model: str, scanning: Any
) -> None:
    pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"0" * 64 + b"\nsize 9\n"
    whole = save(weights())
    files = {
        "a.safetensors": pointer,
        "b.safetensors": whole[:-8],
        "c.safetensors": whole,
        "d.pt": b"",
        "e.md": b"# A\n",
    }
    pushing.verified(owner, model, files)
    scanning()
    rows = {row["path"]: row for row in owner.get(f"/models/{model}/checkpoints/last/safety").json["rows"]}
    assert "Git LFS pointer" in rows["a.safetensors"]["note"]
    assert "ends at byte" in rows["b.safetensors"]["note"] or "end at byte" in rows["b.safetensors"]["note"]
    assert "empty" in rows["d.pt"]["note"]
    assert [rows[path]["note"] for path in ("c.safetensors", "e.md")] == ["", ""]
    told = {row["path"]: row for row in owner.get(f"/models/{model}/checkpoints/last/tensors").json["files"]}
    assert (told["a.safetensors"]["state"], "Git LFS" in told["a.safetensors"]["reason"]) == (
        "unreadable",
        True,
    )
    assert (told["c.safetensors"]["state"], told["e.md"]["state"]) == ("read", "none")


def test_a_type_that_is_not_known_is_listed_without_a_size(
    pushing: Any, owner: Any, model: str, scanning: Any
) -> None:
    head = (
        b"GGUF"
        + struct.pack("<IQQ", 3, 1, 0)
        + struct.pack("<Q", 1)
        + b"w"
        + struct.pack("<IQIQ", 1, 256, 42, 0)
    )
    pushing.verified(owner, model, {"m.gguf": head.ljust(96, b"\0") + bytes(100)})
    scanning()
    found = owner.get(f"/models/{model}/checkpoints/last/tensors").json
    (row,) = found["rows"]
    assert (row["name"], row["dtype"], row["shape"], row["size"], row["hash"]) == (
        "w",
        "type 42",
        [256],
        None,
        None,
    )
    assert found["totals"]["dtypes"] == {"type 42": {"tensors": 1, "parameters": 256, "size": 0}}


def test_the_same_bytes_are_scanned_once(
    pushing: Any, owner: Any, model: str, scanning: Any, deployment: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    pushing.verified(owner, model, {"a.safetensors": save(weights())})
    scanning()
    monkeypatch.setattr(Scanner, "scan", lambda *_: pytest.fail("scanned again"))
    pushing.verified(owner, pushing.model(owner, lr=0.3), {"b.safetensors": save(weights())})
    scanning()
    assert deployment.db.blobs.count_documents({"looked": None, "state": "verified", "retired_at": None}) == 0


def test_a_new_scanner_scans_again(
    pushing: Any, owner: Any, model: str, scanning: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    pushing.verified(owner, model, {"a.safetensors": save(weights())})
    scanning()
    monkeypatch.setattr(scan, "VERSION", VERSION + 1)
    monkeypatch.setattr(reading, "SCANNER", reading.SCANNER | {"version": VERSION + 1})
    assert scanning() == 1
    scanner = owner.get(f"/models/{model}/checkpoints/last/safety").json["rows"][0]["scanner"]
    assert scanner["version"] == VERSION + 1
    assert scanning() == 0


def test_a_store_that_fails_is_no_verdict(
    pushing: Any, owner: Any, model: str, scanning: Any, deployment: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    pushing.verified(owner, model, {"a.safetensors": save(weights())})

    def fails(*_: Any) -> bytes:
        raise Unavailable("the store is away", "store_unavailable")

    with monkeypatch.context() as broken:
        broken.setattr(Bucket, "stream", fails)
        with pytest.raises(Unavailable):
            scanning()
    assert owner.get(f"/models/{model}/checkpoints/last/safety").json["state"] == "waiting"
    deployment.db.blobs.update_many({}, {"$unset": {"look_until": ""}})
    assert scanning() == 1


def test_a_table_too_large_for_a_document_is_said_to_be(
    pushing: Any, owner: Any, model: str, scanning: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    pushing.verified(owner, model, {"a.safetensors": save(weights())})
    monkeypatch.setattr(reports, "MOST_PACKED", 10)
    scanning()
    file = owner.get(f"/models/{model}/checkpoints/last/tensors").json["files"][0]
    assert (file["state"], file["reason"]) == ("unreadable", "it has too many tensors to list")


def test_tensors_are_shown_to_those_alone_who_see_the_weights(
    pushing: Any, owner: Any, stranger: Any, reader: Any, model: str, scanning: Any
) -> None:
    pushing.verified(owner, model, {"a.safetensors": save(weights())})
    scanning()
    for path in ("tensors", "safety", f"tensors/diff?id={model}"):
        address = f"/models/{model}/checkpoints/last/{path}"
        assert reader.get(address).status_code == 200
        assert stranger.get(address).status_code == 404
    made = owner.post(f"/models/{model}/shares", {"kind": "link", "sees": ["card", "args"]}).json
    held = {"X-Modelbase-Share": made["secret"]}
    assert stranger.get(f"/models/{model}/checkpoints/last/tensors", **held).status_code == 403
    made = owner.post(f"/models/{model}/shares", {"kind": "link", "sees": ["weights"]}).json
    held = {"X-Modelbase-Share": made["secret"]}
    assert stranger.get(f"/models/{model}/checkpoints/last/tensors", **held).status_code == 200


def test_a_comparison_needs_both_models(pushing: Any, owner: Any, stranger: Any, model: str) -> None:
    other = pushing.model(owner, lr=0.2)
    pushing.verified(owner, model, {"a": b"1"})
    pushing.verified(owner, other, {"a": b"2"})
    made = owner.post(f"/models/{model}/shares", {"kind": "link"}).json
    answer = stranger.get(
        f"/models/{model}/checkpoints/last/tensors/diff?id={other}", **{"X-Modelbase-Share": made["secret"]}
    )
    assert answer.status_code == 404


def test_hostile_metadata_stays_text(pushing: Any, owner: Any, model: str, scanning: Any) -> None:
    hostile = {"$where": "1", "a.b": "<script>", "x" * 500: "y" * 5000}
    pushing.verified(owner, model, {"a.safetensors": save(weights(), hostile)})
    scanning()
    metadata = owner.get(f"/models/{model}/checkpoints/last/tensors").json["files"][0]["metadata"]
    assert json.dumps(metadata).count("<script>") == 1
    assert max(len(key) for key in metadata) == 200


def test_totals_count_a_tensor_once_that_two_files_hold(
    pushing: Any, owner: Any, model: str, scanning: Any
) -> None:
    pushing.verified(owner, model, {"a.safetensors": save(weights()), "a.pt": saved(weights())})
    scanning()
    found = owner.get(f"/models/{model}/checkpoints/last/tensors").json
    assert len(found["rows"]) == 4
    assert found["totals"]["parameters"] == 16


# --- one read gives the verdict and the report ------------------------------------------------------------------------

LARGE = 33 * 2**20  # more than is kept in memory


@contextmanager
def working(deployment: Any) -> Iterator[None]:
    """Run the worker's two loops."""
    stop = Event()
    threads = [Thread(target=loop, args=(deployment, stop)) for loop in (worker.run, scan.run)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join(60)


def wait_for_reports(owner: Any, model: str, state: str = "verified") -> list[dict[str, Any]]:
    """Wait until the checkpoint has its verdict and every file its report; return the rows of `safety`."""
    until = time.monotonic() + 60
    while True:
        rows = owner.get(f"/models/{model}/checkpoints/last/safety").json["rows"]
        if owner.get(f"/models/{model}/checkpoints/last").json["state"] == state and all(
            row["state"] != "waiting" for row in rows
        ):
            return list(rows)
        assert time.monotonic() < until, "waited too long"
        time.sleep(0.02)


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> tuple[Counter[str], Counter[str]]:
    """Count by key the bytes that are streamed from the bucket and those that are read by range."""
    streamed, ranged = Counter[str](), Counter[str]()
    stream, read_range = Bucket.stream, Bucket.read_range

    def by_stream(bucket: Bucket, key: str) -> tuple[Stored, Iterator[bytes]]:
        stored, chunks = stream(bucket, key)

        def counted() -> Iterator[bytes]:
            for chunk in chunks:
                streamed[key] += len(chunk)
                yield chunk

        return stored, counted()

    def by_range(bucket: Bucket, key: str, start: int, stop: int) -> bytes:
        found = read_range(bucket, key, start, stop)
        ranged[key] += len(found)
        return found

    monkeypatch.setattr(Bucket, "stream", by_stream)
    monkeypatch.setattr(Bucket, "read_range", by_range)
    return streamed, ranged


def test_each_blob_is_read_once_for_its_verdict_and_its_report(
    pushing: Any, owner: Any, model: str, deployment: Any, taken: tuple[Counter[str], Counter[str]]
) -> None:
    big = torch.arange(LARGE // 4, dtype=torch.int32)
    files = {
        "big.safetensors": save({"w": big}),
        "small.pt": saved(weights()),
        "README.md": b"# A\n" * 50_000,
    }
    pushing.push(owner, model, files)
    with working(deployment):
        wait_for_reports(owner, model)
    streamed, ranged = taken
    for blob in deployment.db.blobs.find():
        assert streamed[blob["key"]] == blob["size"]
        assert ranged[blob["key"]] <= (200_000 if blob["size"] > LARGE else 0)
    rows = {
        row["name"]: row["hash"]
        for row in owner.get(f"/models/{model}/checkpoints/last/tensors").json["rows"]
    }
    assert rows["w"] == hashlib.blake2b(big.numpy().tobytes(), digest_size=16).hexdigest()
    assert rows["conv.bias"] == hashlib.blake2b(bytes(16), digest_size=16).hexdigest()


@pytest.mark.parametrize("most", [0, MOST_WHOLE], ids=["streamed", "in memory"])
def test_nothing_is_reported_of_bytes_with_a_wrong_hash(
    pushing: Any, owner: Any, model: str, deployment: Any, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(reading, "MOST_WHOLE", most)
    good = save(weights())
    pushing.push(owner, model, {"a.safetensors": good})
    (blob,) = deployment.db.blobs.find()
    deployment.bucket.put(blob["key"], good[:-1] + b"x", "application/octet-stream")
    with Scanner() as scanner:
        assert verify.work(deployment, lambda: False, [scanner] * verify.THREADS) == 1
    assert owner.get(f"/models/{model}/checkpoints/last").json["state"] == "corrupt"
    assert deployment.db.reports.count_documents({}) == 0


@pytest.mark.parametrize("most", [0, MOST_WHOLE], ids=["streamed", "in memory"])
def test_a_scan_that_takes_too_long_delays_the_verdict_a_bounded_time_and_is_made_later(
    pushing: Any,
    owner: Any,
    model: str,
    deployment: Any,
    scanning: Any,
    monkeypatch: pytest.MonkeyPatch,
    most: int,
) -> None:
    monkeypatch.setattr(reading, "MOST_WHOLE", most)
    pushing.push(owner, model, {"a.safetensors": save(weights())})
    with Scanner(seconds=0.001) as hasty:
        assert verify.work(deployment, lambda: False, [hasty] * verify.THREADS) == 1
    assert owner.get(f"/models/{model}/checkpoints/last").json["state"] == "verified"
    (row,) = owner.get(f"/models/{model}/checkpoints/last/safety").json["rows"]
    assert (row["state"], "scanned again" in row["reason"]) == ("waiting", True)
    assert scanning() == 1
    assert owner.get(f"/models/{model}/checkpoints/last/safety").json["state"] == "nothing_found"
    assert len(owner.get(f"/models/{model}/checkpoints/last/tensors").json["rows"]) == 2


def test_a_scan_that_claims_nonsense_of_tensors_costs_its_file_the_report_alone(
    pushing: Any,
    owner: Any,
    model: str,
    deployment: Any,
    scanning: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    absurd = Report("torch", tensors=(Tensor("w", "F32", (1,), 1, 4, "here"),))  # type: ignore[arg-type]
    monkeypatch.setattr(Scanner, "scan", lambda *_: absurd)
    pushing.push(owner, model, {"a.pt": b"1234"})
    with Scanner() as scanner:
        assert verify.work(deployment, lambda: False, [scanner] * verify.THREADS) == 1
    assert owner.get(f"/models/{model}/checkpoints/last").json["state"] == "verified"
    (row,) = owner.get(f"/models/{model}/checkpoints/last/safety").json["rows"]
    assert (row["state"], "scanned again" in row["reason"]) == ("waiting", True)
    assert scanning() == 1
    (row,) = owner.get(f"/models/{model}/checkpoints/last/safety").json["rows"]
    assert (row["state"], row["reason"]) == ("flagged", "it could not be judged: scanning failed")


def as_late(deployment: Any, scanner: Scanner) -> int:
    """Scan what is waiting, after the time for which it is held back."""
    deployment.db.blobs.update_many({}, {"$set": {"look_until": datetime(2020, 1, 1, tzinfo=UTC)}})
    return scan.work(deployment, scanner, Event())


def killing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the process that scans be killed by the system when it asks for the first bytes."""
    converse = limited._converse

    def killed(process: Any, size: int, _: Any) -> Report:
        def fetch(start: int, stop: int) -> bytes:
            process.kill()
            process.wait()
            return bytes(stop - start)

        return converse(process, size, fetch)

    monkeypatch.setattr(limited, "_converse", killed)


@pytest.mark.parametrize("how", ["too slow", "killed"])
def test_a_scan_that_comes_to_no_end_flags_its_file_and_is_tried_again_a_few_times(
    pushing: Any, owner: Any, model: str, deployment: Any, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    path = f"/models/{model}/checkpoints/last/safety"
    pushing.verified(owner, model, {"net.pkl": corpus(Path("canary"))["os.system by GLOBAL"]})
    with monkeypatch.context() as ending, Scanner(0.0001 if how == "too slow" else 30) as scanner:
        if how == "killed":
            killing(ending)
        for _ in range(len(reading.TRIES) + 1):
            assert as_late(deployment, scanner) == 1
            assert scan.work(deployment, scanner, Event()) == 0  # it is held back
            found = owner.get(path).json
            assert found["state"] == "flagged"
            assert "it could not be judged: scanning took too long" in found["rows"][0]["reason"]
        assert as_late(deployment, scanner) == 0
    assert deployment.db.blobs.count_documents({"looked": VERSION}) == 1
    assert owner.get(path).json["state"] == "flagged"


def test_a_scan_that_ends_at_a_later_try_is_what_counts(
    pushing: Any, owner: Any, model: str, deployment: Any
) -> None:
    path = f"/models/{model}/checkpoints/last/safety"
    pushing.verified(owner, model, {"a.safetensors": save(weights())})
    with Scanner(seconds=0.0001) as hasty:
        assert as_late(deployment, hasty) == 1
    assert owner.get(path).json["state"] == "flagged"
    with Scanner() as scanner:
        assert as_late(deployment, scanner) == 1
        assert owner.get(path).json["state"] == "nothing_found"
        assert as_late(deployment, scanner) == 0


class Killed(BaseException):
    """The process is gone."""


def test_what_a_worker_killed_before_its_verdict_has_reported_is_not_scanned_again(
    pushing: Any, owner: Any, model: str, deployment: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: Any) -> None:
        raise Killed

    pushing.push(owner, model, {"a.safetensors": save(weights())})
    with Scanner() as scanner:
        with monkeypatch.context() as ending:
            ending.setattr(blobs, "verdict", killed)
            with pytest.raises(Killed):
                verify.work(deployment, lambda: False, [scanner] * verify.THREADS)
        assert owner.get(f"/models/{model}/checkpoints/last").json["state"] == "uploaded"
        deployment.db.blobs.update_many({}, {"$set": {"claim_until": datetime(2020, 1, 1, tzinfo=UTC)}})
        monkeypatch.setattr(Scanner, "scan", lambda *_: pytest.fail("scanned again"))
        assert verify.work(deployment, lambda: False, [scanner] * verify.THREADS) == 1
    assert owner.get(f"/models/{model}/checkpoints/last").json["state"] == "verified"
    assert deployment.db.blobs.count_documents({"looked": VERSION}) == 1
