"""Hugging Face Trainer: `train` of the example, run twice, changed, failed and gone on with."""

from __future__ import annotations

import pytest

pytest.importorskip("transformers")
STEP = "transformers:Trainer.training_step"
FULL = 8  # two epochs of four batches


def test_the_example_trains_once_and_a_changed_arg_is_another_model(run_many, client, rows) -> None:
    first, again, other, failed, resumed, wider = run_many(
        "transformers_train.py", STEP,
        ([], 0), ([], 0), (["--lr", "0.01"], 0), (["--lr", "0.02"], 7), (["--lr", "0.02"], 0), (["--hidden", "32"], 0),
    )  # fmt: skip
    assert (first["calls"], again["calls"]) == (FULL, 0)
    assert again["last"] == f"{first['id']} trained"
    assert rows(first["id"], other["id"]) == {"training.learning_rate": (0.001, 0.01)}
    assert rows(first["id"], wider["id"]) == {"model_config.hidden_size": (16, 32)}

    assert failed["error"] == "Failed"
    assert resumed["calls"] == FULL - 4  # one epoch was saved
    model = resumed["id"]
    assert [run.outcome for run in client.runs(model)] == ["failed", "finished"]
    assert list(client.history(model, key="loss")["loss"].step) == list(range(FULL))
    checkpoint = client.checkpoint(f"{model}@{client.get(model).latest}")
    assert checkpoint.step == FULL - 1
    assert {"model.safetensors", "config.json", "optimizer.pt", "trainer_state.json"} <= {
        file.path for file in checkpoint.files
    }
