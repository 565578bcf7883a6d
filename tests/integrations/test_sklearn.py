"""scikit-learn: `fit` of the example, run twice and changed; what counts of estimators, and what is refused."""

from __future__ import annotations

import pytest

pytest.importorskip("sklearn")


def test_the_example_trains_once_and_a_changed_arg_is_another_model(run_many, client, rows) -> None:
    counted = "sklearn.linear_model:LogisticRegression.fit"
    first, again, other, failed = run_many(
        "sklearn_fit.py", counted, ([], 0), ([], 0), (["--C", "2.5"], 0), (["--C", "3.5"], 1)
    )
    assert (first["calls"], again["calls"]) == (1, 0)
    assert again["last"] == first["last"]
    assert first["id"].startswith("iris/logisticregression:")
    assert rows(first["id"], other["id"]) == {"estimator.steps.logisticregression.C": (1.5, 2.5)}
    assert client.get(first["id"]).metrics["acc"] > 0.9
    assert failed["error"] == "Failed"
    assert [row["id"] for row in client.models('state = "failed" and dataset = "iris"')] != []
