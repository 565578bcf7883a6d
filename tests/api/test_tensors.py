"""GET …/tensors, …/tensors/diff and …/safety: what the worker's look says of the files of a checkpoint."""

from __future__ import annotations

import io
import json
from pathlib import Path
from threading import Event
from typing import Any

import pytest
import torch
from hostile_pickles import corpus
from safetensors.torch import save

from modelbase.errors import Unavailable
from modelbase.server.bucket import Bucket
from modelbase.server.database.files import reports
from modelbase.server.worker import scan as looking
from modelbase.weights.limited import Looker

EXTENSIONS = (".pt", ".bin", ".pth", ".pkl", ".ckpt", ".npz", ".joblib", ".safetensors", "")


def saved(value: Any, zip_form: bool = True) -> bytes:
    into = io.BytesIO()
    torch.save(value, into, _use_new_zipfile_serialization=zip_form)
    return into.getvalue()


@pytest.fixture
def look(deployment: Any) -> Any:
    def once() -> int:
        with Looker() as looker:
            return looking.work(deployment, looker, Event())

    return once


@pytest.fixture
def model(pushing: Any, owner: Any) -> str:
    return str(pushing.model(owner))


def weights(**more: torch.Tensor) -> dict[str, torch.Tensor]:
    return {"conv.weight": torch.ones(4, 3), "conv.bias": torch.zeros(4), **more}


def test_the_tensors_of_a_checkpoint_are_listed_with_totals(
    pushing: Any, owner: Any, model: str, look: Any
) -> None:
    half = {"half": torch.zeros(5, dtype=torch.float16)}
    pushing.verified(
        owner, model, {"a.safetensors": save(weights()), "b.pt": saved(half), "README.md": b"# A\n"}
    )
    assert look() == 3
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


def test_before_the_look_the_files_are_waiting(pushing: Any, owner: Any, model: str) -> None:
    pushing.verified(owner, model, {"a.safetensors": save(weights())})
    assert owner.get(f"/models/{model}/checkpoints/last/tensors").json["files"][0]["state"] == "waiting"
    assert owner.get(f"/models/{model}/checkpoints/last/safety").json["state"] == "waiting"


def test_two_checkpoints_are_compared_tensor_by_tensor(
    pushing: Any, owner: Any, model: str, look: Any
) -> None:
    other = pushing.model(owner, lr=0.2)
    pushing.verified(owner, model, {"a.safetensors": save(weights(gone=torch.ones(1), flat=torch.ones(6)))})
    changed = weights(new=torch.ones(1), flat=torch.ones(2, 3)) | {"conv.bias": torch.ones(4)}
    pushing.verified(owner, other, {"m.ckpt": saved({"state_dict": changed, "epoch": 3})})
    look()
    path = f"/models/{model}/checkpoints/last/tensors/diff?id={other}"
    found = owner.get(path).json
    assert {row["name"]: row["change"] for row in found["rows"]} == {
        "conv.weight": "same", "conv.bias": "changed", "flat": "reshaped", "gone": "removed", "new": "added",
    }  # fmt: skip
    assert found["prefix"] == {"base": "", "other": "state_dict."}
    assert found["counts"] == {"same": 1, "changed": 1, "reshaped": 1, "removed": 1, "added": 1}


def test_a_flagged_file_names_what_it_imports(
    pushing: Any, owner: Any, model: str, look: Any, tmp_path: Path
) -> None:
    files = corpus(tmp_path / "canary")
    pushing.verified(owner, model, {"evil.pt": files["torch zip"], "good.pt": saved(weights())})
    look()
    found = owner.get(f"/models/{model}/checkpoints/last/safety").json
    assert found["state"] == "flagged"
    rows = {row["path"]: row for row in found["rows"]}
    assert rows["good.pt"]["state"] == "nothing_found"
    assert {"name": "__builtin__.exec", "risk": "dangerous"} in rows["evil.pt"]["imports"]
    assert rows["evil.pt"]["scanner"] == looking.SCANNER


def test_no_published_way_past_a_scanner_is_shown_as_harmless(
    pushing: Any, owner: Any, model: str, look: Any, tmp_path: Path
) -> None:
    canary = tmp_path / "canary"
    names = {}
    for number, (name, data) in enumerate(corpus(canary).items()):
        names |= {f"{number}{extension}": (name, data) for extension in EXTENSIONS}
    pushing.verified(owner, model, {path: data for path, (_, data) in names.items()})
    look()
    rows = owner.get(f"/models/{model}/checkpoints/last/safety").json["rows"]
    assert len(rows) == len(names)
    assert [(row["path"], names[row["path"]][0]) for row in rows if row["state"] == "nothing_found"] == []
    assert not canary.exists()


def test_the_same_bytes_are_looked_into_once(
    pushing: Any, owner: Any, model: str, look: Any, deployment: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    pushing.verified(owner, model, {"a.safetensors": save(weights())})
    look()
    monkeypatch.setattr(Looker, "look", lambda *_: pytest.fail("looked again"))
    pushing.verified(owner, pushing.model(owner, lr=0.3), {"b.safetensors": save(weights())})
    look()
    assert deployment.db.blobs.count_documents({"looked": None, "state": "verified", "retired_at": None}) == 0


def test_a_new_scanner_looks_again(
    pushing: Any, owner: Any, model: str, look: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    pushing.verified(owner, model, {"a.safetensors": save(weights())})
    look()
    monkeypatch.setattr(looking, "VERSION", looking.VERSION + 1)
    monkeypatch.setattr(looking, "SCANNER", looking.SCANNER | {"version": looking.VERSION})
    assert look() == 1
    scanner = owner.get(f"/models/{model}/checkpoints/last/safety").json["rows"][0]["scanner"]
    assert scanner["version"] == looking.VERSION
    assert look() == 0


def test_a_store_that_fails_is_no_verdict(
    pushing: Any, owner: Any, model: str, look: Any, deployment: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    pushing.verified(owner, model, {"a.safetensors": save(weights())})

    def fails(*_: Any) -> bytes:
        raise Unavailable("the store is away", "store_unavailable")

    with monkeypatch.context() as broken:
        broken.setattr(Bucket, "read_range", fails)
        with pytest.raises(Unavailable):
            look()
    assert owner.get(f"/models/{model}/checkpoints/last/safety").json["state"] == "waiting"
    deployment.db.blobs.update_many({}, {"$unset": {"look_until": ""}})
    assert look() == 1


def test_a_table_too_large_for_a_document_is_said_to_be(
    pushing: Any, owner: Any, model: str, look: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    pushing.verified(owner, model, {"a.safetensors": save(weights())})
    monkeypatch.setattr(reports, "MOST_PACKED", 10)
    look()
    file = owner.get(f"/models/{model}/checkpoints/last/tensors").json["files"][0]
    assert (file["state"], file["reason"]) == ("unreadable", "it has too many tensors to list")


def test_tensors_are_shown_to_those_alone_who_see_the_weights(
    pushing: Any, owner: Any, stranger: Any, reader: Any, model: str, look: Any
) -> None:
    pushing.verified(owner, model, {"a.safetensors": save(weights())})
    look()
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


def test_hostile_metadata_stays_text(pushing: Any, owner: Any, model: str, look: Any) -> None:
    hostile = {"$where": "1", "a.b": "<script>", "x" * 500: "y" * 5000}
    pushing.verified(owner, model, {"a.safetensors": save(weights(), hostile)})
    look()
    metadata = owner.get(f"/models/{model}/checkpoints/last/tensors").json["files"][0]["metadata"]
    assert json.dumps(metadata).count("<script>") == 1
    assert max(len(key) for key in metadata) == 200


def test_totals_count_a_tensor_once_that_two_files_hold(
    pushing: Any, owner: Any, model: str, look: Any
) -> None:
    pushing.verified(owner, model, {"a.safetensors": save(weights()), "a.pt": saved(weights())})
    look()
    found = owner.get(f"/models/{model}/checkpoints/last/tensors").json
    assert len(found["rows"]) == 4
    assert found["totals"]["parameters"] == 16
