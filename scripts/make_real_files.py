"""Writes small training folders as the real libraries write them: the source of tests/data/real-files.tar.xz.

Run it in an environment of its own that has the libraries (docs/contributing.md, "Real files"), with the folder to
write to; `--pack FILE` packs them. What a library cannot write on this machine is an error: nothing is left out.
"""

from __future__ import annotations

import argparse
import bz2
import gzip
import json
import lzma
import os
import pickle
import sys
import tarfile
import warnings
import zlib
from collections import OrderedDict, defaultdict, deque
from collections.abc import Callable, Iterator
from importlib import metadata
from pathlib import Path
from typing import Any

os.environ |= {
    "TF_USE_LEGACY_KERAS": "0",
    "KERAS_BACKEND": "torch",
    "CUDA_VISIBLE_DEVICES": "",
    "WANDB_DISABLED": "true",
}
LIBRARIES = (
    "torch", "numpy", "transformers", "accelerate", "lightning", "scikit-learn", "joblib", "xgboost", "lightgbm",
    "pandas", "scipy", "keras", "h5py", "onnx", "gguf", "safetensors", "omegaconf",
)  # fmt: skip


def trainer(folder: Path) -> None:
    """What the Trainer of transformers leaves: a checkpoint, and the final model beside it."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification, Trainer, TrainingArguments

    config = BertConfig(
        vocab_size=40, hidden_size=8, num_hidden_layers=1, num_attention_heads=2, intermediate_size=8
    )
    rows = [{"input_ids": [1, 2, 3], "labels": at % 2} for at in range(4)]
    args = TrainingArguments(
        str(folder), max_steps=2, save_steps=2, per_device_train_batch_size=2, report_to=[], use_cpu=True,
        disable_tqdm=True, lr_scheduler_type="cosine",
    )  # fmt: skip
    torch.manual_seed(0)
    made = Trainer(BertForSequenceClassification(config), args, train_dataset=rows)
    made.train()
    made.save_model(str(folder))


def lightning(folder: Path) -> None:
    """A checkpoint of Lightning with hyperparameters, callbacks and the state of loops."""
    import lightning as pl
    import torch
    from lightning.pytorch.callbacks import EarlyStopping, ModelCheckpoint
    from omegaconf import OmegaConf

    class Net(pl.LightningModule):
        def __init__(self, lr: float, config: Any) -> None:  # noqa: ARG002 - Lightning keeps them
            super().__init__()
            self.save_hyperparameters()
            self.layer = torch.nn.Linear(2, 1)

        def training_step(self, batch: Any, _: int) -> Any:
            loss = self.layer(batch[0]).mean()
            self.log("loss", loss)
            return loss

        def configure_optimizers(self) -> Any:
            adam = torch.optim.Adam(self.parameters(), self.hparams.lr)
            return [adam], [torch.optim.lr_scheduler.StepLR(adam, 1)]

    data = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(torch.zeros(4, 2)), batch_size=2)
    keep = ModelCheckpoint(folder, filename="{epoch}-{step}", monitor="loss", save_last=True)
    run = pl.Trainer(
        max_epochs=1, logger=False, enable_progress_bar=False, enable_model_summary=False, accelerator="cpu",
        callbacks=[keep, EarlyStopping("loss")],
    )  # fmt: skip
    run.fit(Net(0.1, OmegaConf.create({"arch": {"width": 2}, "seeds": [1, 2]})), data)


def deepspeed(folder: Path) -> None:
    """What DeepSpeed's ZeRO-2 leaves, written with torch alone: partitioned FP32 groups and its own small classes."""
    import torch

    place = folder / "global_step2"
    place.mkdir(parents=True)
    (folder / "latest").write_text("global_step2")
    (folder / "zero_to_fp32.py").write_text(
        "# merges the partitions; see DeepSpeed's own file of this name\n"
    )
    scaler = _foreign("deepspeed.runtime.fp16.loss_scaler", "LossScaler")
    stage = _foreign("deepspeed.utils.tensor_fragment", "fragment_address")
    shapes = OrderedDict(w=torch.Size([4, 2]))
    state = {"cur_scale": 1.0}
    optimizer = {
        "loss_scaler": _filled(scaler, state), "dynamic_loss_scale": False, "overflow": False, "zero_stage": 2,
        "single_partition_of_fp32_groups": [torch.arange(8.0)], "group_paddings": [0], "partition_count": [1],
        "base_optimizer_state": {"state": {0: {"exp_avg": torch.zeros(8)}}, "param_groups": [{"lr": 0.1}]},
        "param_slice_mappings": [OrderedDict(w=_filled(stage, {"numel": 8, "start": 0}))], "ds_version": "0.18.2",
    }  # fmt: skip
    torch.save({"optimizer_state_dict": optimizer, "ds_config": {"bf16": {"enabled": True}}},
               place / "bf16_zero_pp_rank_0_mp_rank_00_optim_states.pt")  # fmt: skip
    model = {
        "module": {"w": torch.ones(4, 2, dtype=torch.bfloat16)},
        "param_shapes": [shapes],
        "global_steps": 2,
    }
    torch.save(model | {"dp_world_size": 1, "buffer_names": []}, place / "mp_rank_00_model_states.pt")


def checkpoint(folder: Path) -> None:
    """A checkpoint of torch.distributed.checkpoint, and whole files of torch.save: tensors of many kinds."""
    import torch
    import torch.distributed.checkpoint as dcp

    state = {"w": torch.arange(6.0).view(2, 3), "half": torch.ones(2).half(), "step": 3, "name": "run"}
    dcp.save(state, checkpoint_id=folder / "dcp", no_dist=True)
    kinds = {
        "float8": torch.zeros(2).to(torch.float8_e4m3fn), "complex": torch.zeros(2, dtype=torch.complex64),
        "sparse": torch.eye(3).to_sparse(), "csr": torch.eye(3).to_sparse_csr(), "scalar": torch.tensor(1),
        "quantized": torch.quantize_per_tensor(torch.ones(2), 0.1, 0, torch.qint8),
        "parameter": torch.nn.Parameter(torch.ones(2)), "size": torch.Size([1]), "device": torch.device("cpu"),
        "dtype": torch.bfloat16, "version": torch.__version__, "layout": torch.strided,
    }  # fmt: skip
    torch.save(kinds, folder / "kinds.pt")
    torch.save({"w": torch.ones(2, 2)}, folder / "legacy.pth", _use_new_zipfile_serialization=False)
    torch.jit.save(torch.jit.script(torch.nn.Linear(2, 1)), str(folder / "scripted.pt"))


def sklearn(folder: Path) -> None:
    """Estimators by joblib in each of its compressions, and by pickle."""
    import joblib
    import numpy as np
    from sklearn.cluster import KMeans
    from sklearn.compose import ColumnTransformer
    from sklearn.ensemble import (
        GradientBoostingClassifier,
        HistGradientBoostingClassifier,
        RandomForestClassifier,
    )
    from sklearn.linear_model import LogisticRegression
    from sklearn.neighbors import KNeighborsClassifier
    from sklearn.neural_network import MLPClassifier
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OneHotEncoder, StandardScaler
    from sklearn.svm import SVC

    x = np.random.default_rng(0).normal(size=(40, 3))
    y = (x[:, 0] > 0).astype(int)
    line = make_pipeline(StandardScaler(), LogisticRegression()).fit(x, y)
    for kind in ("zlib", "gzip", "bz2", "lzma", "xz", "lz4"):
        joblib.dump(line, folder / f"pipeline.{kind}.joblib", compress=(kind, 3))
    joblib.dump(line, folder / "pipeline.joblib")
    (folder / "pipeline.pkl").write_bytes(pickle.dumps(line))
    made = {
        "forest": RandomForestClassifier(3, max_depth=2, random_state=np.random.RandomState(0)), "kmeans": KMeans(2),
        "gbdt": GradientBoostingClassifier(n_estimators=3), "hist": HistGradientBoostingClassifier(max_iter=3),
        "svc": SVC(), "mlp": MLPClassifier((3,), max_iter=3, random_state=1),
        "knn": KNeighborsClassifier(algorithm="kd_tree"),
        "columns": make_pipeline(ColumnTransformer([("a", OneHotEncoder(handle_unknown="ignore"), [0])]),
        LogisticRegression()),
    }  # fmt: skip
    for name, one in made.items():
        joblib.dump(one.fit(x, y), folder / f"{name}.joblib", compress=3 if name == "forest" else 0)


def boosting(folder: Path) -> None:
    """XGBoost and LightGBM by joblib and in their own formats."""
    import joblib
    import lightgbm
    import numpy as np
    import xgboost

    x = np.random.default_rng(0).normal(size=(60, 2))
    y = (x[:, 0] > 0).astype(int)
    xgb = xgboost.XGBClassifier(n_estimators=2, max_depth=2).fit(x, y)
    xgb.save_model(folder / "xgb.json")
    xgb.save_model(folder / "xgb.ubj")
    joblib.dump(xgb, folder / "xgb.joblib")
    lgb = lightgbm.LGBMClassifier(n_estimators=2, num_leaves=3, verbose=-1).fit(x, y)
    lgb.booster_.save_model(folder / "lgb.txt")
    joblib.dump(lgb, folder / "lgb.joblib")


def tables(folder: Path) -> None:
    """What training code pickles beside its weights: tables, sparse matrices, random generators, settings."""
    import datetime
    import decimal
    import fractions
    import pathlib
    import types
    import uuid

    import numpy as np
    import pandas as pd
    import scipy.sparse
    from omegaconf import OmegaConf

    frame = pd.DataFrame({"a": [1, 2], "b": ["x", "y"], "c": pd.to_datetime(["2026-01-01", "2026-01-02"])})
    frame["d"] = frame["b"].astype("category")
    np.random.seed(1)
    dumped: dict[str, Any] = {
        "frame": frame, "series": frame["a"], "sparse": scipy.sparse.eye(3, format="csr"),
        "rng": {"generator": np.random.default_rng(1), "old": np.random.RandomState(1), "legacy": np.random.get_state(),
                "philox": np.random.Generator(np.random.Philox(3))},
        "masked": np.ma.array([1.0, 2.0], mask=[True, False]), "scalars": [np.float32(1), np.datetime64("2026-01-01")],
        "plain": {
            "args": argparse.Namespace(lr=0.1), "od": OrderedDict(a=1), "dd": defaultdict(list, a=[1]),
            "q": deque([1], 3), "path": pathlib.PurePosixPath("/data"),
            "when": datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC),
            "took": datetime.timedelta(1), "day": datetime.date(2026, 1, 1), "dec": decimal.Decimal("0.1"),
            "frac": fractions.Fraction(1, 3), "id": uuid.UUID(int=5), "set": {1, 2}, "frozen": frozenset({3}),
            "complex": 1j, "range": range(3), "slice": slice(1), "bytes": bytearray(b"x"),
            "ns": types.SimpleNamespace(a=1),
        },
        "config": OmegaConf.create({"lr": 0.1, "nested": {"list": [1, "a"]}}),
    }  # fmt: skip
    for name, value in dumped.items():
        (folder / f"{name}.pkl").write_bytes(pickle.dumps(value))
    (folder / "protocol2.pkl").write_bytes(pickle.dumps(dumped["plain"], 2))
    (folder / "protocol0.pkl").write_bytes(pickle.dumps({"args": argparse.Namespace(lr=0.1)}, 0))
    for name, pack in {
        "gz": gzip.compress,
        "bz2": bz2.compress,
        "xz": lzma.compress,
        "z": zlib.compress,
    }.items():
        (folder / f"frame.pkl.{name}").write_bytes(pack(pickle.dumps(frame)))
    np.savez(folder / "arrays.npz", w=np.ones((2, 2), np.float32), n=np.arange(3))
    np.savez_compressed(folder / "packed.npz", w=np.ones((2, 2), np.float32))
    np.save(folder / "structured.npy", np.zeros(2, dtype=[("a", "<f4"), ("b", "<i8")]))


def keras(folder: Path) -> None:
    """A Keras model in its own archive, as HDF5, and its weights alone; one with a Lambda layer."""
    import keras as k

    model = k.Sequential(
        [k.Input((3,)), k.layers.Dense(4, activation="relu"), k.layers.Dropout(0.1), k.layers.Dense(1)]
    )
    model.compile("adam", "mse", metrics=["mae"])
    model.save(folder / "model.keras")
    model.save(folder / "model.h5")
    model.save_weights(folder / "only.weights.h5")
    code = k.Sequential([k.Input((3,)), k.layers.Lambda(lambda x: x * 2)])
    code.save(folder / "lambda.keras")
    code.save(folder / "lambda.h5")


def graphs(folder: Path) -> None:
    """An ONNX model with and without an operator of its own, a GGUF file, a SavedModel made by its wire format."""
    import gguf
    import numpy as np
    import onnx
    from onnx import TensorProto, helper, numpy_helper

    w = numpy_helper.from_array(np.ones((2, 3), np.float32), "w")
    half = numpy_helper.from_array(np.ones(2, np.float16), "h")
    ends = [
        helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, size])
        for name, size in (("x", 2), ("y", 3))
    ]
    for name, kind, domain in (("model", "MatMul", ""), ("custom", "FusedMatMul", "com.example")):
        node = helper.make_node(kind, ["x", "w"], ["y"], domain=domain)
        graph = helper.make_graph([node], "g", ends[:1], ends[1:], [w, half])
        imports = [helper.make_opsetid("", 20), *([helper.make_opsetid(domain, 1)] if domain else [])]
        onnx.save(helper.make_model(graph, opset_imports=imports), str(folder / f"{name}.onnx"))
    writer = gguf.GGUFWriter(folder / "model.gguf", "llama")
    writer.add_block_count(1)
    writer.add_tokenizer_model("gpt2")
    writer.add_token_list(["a", "b"])
    writer.add_tensor("blk.0.w", np.ones((2, 4), np.float32))
    writer.add_tensor("blk.0.h", np.ones(4, np.float16))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    saved = folder / "savedmodel"
    (saved / "variables").mkdir(parents=True)
    (saved / "saved_model.pb").write_bytes(_saved_model(["Placeholder", "MatMul", "SaveV2", "RestoreV2"]))
    (saved / "variables" / "variables.index").write_bytes(b"\0" * 40 + b"W\xfb\x80\x8b$uG\xdb")
    (saved / "variables" / "variables.data-00000-of-00001").write_bytes(np.ones(6, np.float32).tobytes())


def hub(folder: Path) -> None:
    """A snapshot of the cache of the Hugging Face hub: a folder of links into a folder of blobs."""
    import numpy as np
    from safetensors.numpy import save

    blobs, snapshot = folder / "blobs", folder / "snapshots" / "main"
    blobs.mkdir(parents=True)
    snapshot.mkdir(parents=True)
    for name, data in (
        ("model.safetensors", save({"w": np.ones((2, 2), np.float32)})),
        ("config.json", b"{}"),
    ):
        (blobs / f"{zlib.crc32(data):08x}").write_bytes(data)
        (snapshot / name).symlink_to(f"../../blobs/{zlib.crc32(data):08x}")


def _saved_model(operators: list[str]) -> bytes:
    """A SavedModel of one graph with these operators (tensorflow/core/protobuf/saved_model.proto)."""
    nodes = b"".join(
        _field(1, _field(1, f"n{at}".encode()) + _field(2, name.encode()))
        for at, name in enumerate(operators)
    )
    return b"\x08\x01" + _field(2, _field(1, _field(4, b"serve")) + _field(2, nodes))


def _field(number: int, content: bytes) -> bytes:
    length = len(content)
    size = bytes([length]) if length < 128 else bytes([length & 127 | 128, length >> 7])
    return bytes([number << 3 | 2]) + size + content


def _foreign(module: str, name: str) -> type:
    """A class as another library would have it, so that it is pickled by that name."""
    import types

    parts = module.split(".")
    for at in range(len(parts)):
        place = ".".join(parts[: at + 1])
        sys.modules.setdefault(place, types.ModuleType(place))
    made = type(name, (), {"__module__": module})
    setattr(sys.modules[module], name, made)
    return made


def _filled(kind: type, state: dict[str, Any]) -> Any:
    one = kind()
    vars(one).update(state)
    return one


FOLDERS: tuple[Callable[[Path], None], ...] = (
    trainer, lightning, deepspeed, checkpoint, sklearn, boosting, tables, keras, graphs, hub,
)  # fmt: skip


def versions() -> Iterator[str]:
    """Yield the libraries with their versions."""
    for name in LIBRARIES:
        yield f"{name} {metadata.version(name)}"


def main() -> None:
    """Write the folders, and pack them if asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", action="append", default=[])
    parser.add_argument("--pack", type=Path)
    given = parser.parse_args()
    warnings.filterwarnings("ignore")
    for make in FOLDERS:
        if not given.only or make.__name__ in given.only:
            place = given.folder / make.__name__
            place.mkdir(parents=True, exist_ok=True)
            make(place)
    (given.folder / "versions.json").write_text(json.dumps(list(versions()), indent=1))
    if given.pack:
        with tarfile.open(given.pack, "w:xz", preset=9) as pack:
            for path in sorted(given.folder.rglob("*")):
                if path.is_file() or path.is_symlink():
                    pack.add(path, str(path.relative_to(given.folder)), filter=_anonymous)


def _anonymous(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.uid = member.gid = member.mtime = 0
    member.uname = member.gname = ""
    return member


if __name__ == "__main__":
    main()
