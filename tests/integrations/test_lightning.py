"""Lightning: `fit` of the example, run twice, changed, failed and gone on with."""

from __future__ import annotations

import pytest

pytest.importorskip("lightning")
STEP = "lightning.pytorch.loops.training_epoch_loop:_TrainingEpochLoop.advance"
FULL = 12  # three epochs of four batches


def test_the_example_trains_once_and_a_changed_arg_is_another_model(run_many, client, rows) -> None:
    first, again, other, failed, resumed, deeper = run_many(
        "lightning_fit.py", STEP,
        ([], 0), ([], 0), (["--lr", "0.2"], 0), (["--lr", "0.3"], 10), (["--lr", "0.3"], 0), (["--epochs", "2"], 0),
    )  # fmt: skip
    assert (first["calls"], again["calls"]) == (FULL, 0)
    assert again["last"] == f"{first['id']} trained"
    assert rows(first["id"], other["id"]) == {"lr": (0.1, 0.2)}
    assert rows(first["id"], deeper["id"]) == {"epochs": (3, 2)}

    assert failed["error"] == "Failed"
    assert resumed["calls"] == FULL - 8  # two epochs were saved
    model = resumed["id"]
    assert [run.outcome for run in client.runs(model)] == ["failed", "finished"]
    assert list(client.history(model, key="loss")["loss"].step) == list(range(FULL))
    assert client.get(model).state == "trained"
    checkpoint = client.checkpoint(f"{model}@{client.get(model).latest}")
    assert (checkpoint.step, [file.path for file in checkpoint.files]) == (FULL - 1, ["last.ckpt"])
