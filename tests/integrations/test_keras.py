"""Keras: `fit` of the example, run twice, changed, failed and gone on with."""

from __future__ import annotations

import pytest

pytest.importorskip("keras")
STEP = "keras.src.backend.torch.trainer:TorchTrainer.train_step"
FULL = 12  # three epochs of four batches


def test_the_example_trains_once_and_a_changed_arg_is_another_model(run_many, client, rows) -> None:
    first, again, other, failed, resumed = run_many(
        "keras_fit.py", STEP,
        ([], 0), ([], 0), (["--lr", "0.02"], 0), (["--epochs", "4"], 14), (["--epochs", "4"], 0),
    )  # fmt: skip
    assert (first["calls"], again["calls"]) == (FULL, 0)
    assert again["last"] == f"{first['id']} trained"
    assert rows(first["id"], other["id"]) == {"lr": (0.05, 0.02)}
    assert rows(first["id"], resumed["id"]) == {"epochs": (3, 4)}

    assert failed["error"] == "Failed"
    assert resumed["calls"] == 4  # three epochs were saved
    model = resumed["id"]
    assert [run.outcome for run in client.runs(model)] == ["failed", "finished"]
    assert list(client.history(model, key="loss")["loss"].step) == list(range(4))
    checkpoint = client.checkpoint(f"{model}@{client.get(model).latest}")
    assert (checkpoint.step, [file.path for file in checkpoint.files]) == (3, ["model.keras"])
