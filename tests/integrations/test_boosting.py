"""XGBoost and LightGBM: `train` of the examples, run twice, changed, failed and gone on with."""

from __future__ import annotations

import pytest

ROUNDS = 8


def check(
    run_many, client, rows, example: str, counted: str, changed: tuple[str, str, tuple[int, int]]
) -> None:
    word, key, values = changed
    first, again, other, failed, resumed = run_many(
        example, counted,
        ([], 0), ([], 0), ([word, str(values[1])], 0), (["--rounds", "7"], 6), (["--rounds", "7"], 0),
    )  # fmt: skip
    assert (first["calls"], again["calls"]) == (ROUNDS, 0)
    assert again["last"] == first["last"] == f"{first['id']} {ROUNDS} rounds"
    assert rows(first["id"], other["id"]) == {key: values}

    assert failed["error"] == "Failed"
    assert (resumed["calls"], resumed["last"]) == (4, f"{resumed['id']} 7 rounds")  # three were saved
    model = resumed["id"]
    assert [run.outcome for run in client.runs(model)] == ["failed", "finished"]
    series = client.history(model)
    assert [list(series[key].step) for key in series.keys] == [list(range(7))]
    assert client.get(model).state == "trained"


def test_xgboost_trains_once_and_a_changed_arg_is_another_model(run_many, client, rows) -> None:
    pytest.importorskip("xgboost")
    changed = ("--depth", "xgboost.max_depth", (3, 4))
    check(run_many, client, rows, "xgboost_train.py", "xgboost:Booster.update", changed)


def test_lightgbm_trains_once_and_a_changed_arg_is_another_model(run_many, client, rows) -> None:
    pytest.importorskip("lightgbm")
    changed = ("--leaves", "lightgbm.num_leaves", (7, 5))
    check(run_many, client, rows, "lightgbm_train.py", "lightgbm:Booster.update", changed)
