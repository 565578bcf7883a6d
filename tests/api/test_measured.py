"""Step and metrics of pushes of the same files: what is gained, what is refused, and which one is the latest."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture
def model(pushing: Any, owner: Any) -> str:
    return str(pushing.model(owner))


FILES = {"a": b"1"}


def rows(api: Any, model: str) -> list[dict[str, Any]]:
    return list(api.get(f"/models/{model}/checkpoints").json["rows"])


def test_the_same_files_with_more_metrics_gain_them(pushing: Any, owner: Any, model: str) -> None:
    made = pushing.push(owner, model, FILES, metrics={"acc": 0.5})
    again = pushing.declare(owner, model, FILES, metrics={"loss": 1, "acc": 0.5}, step=7)
    assert (again.status_code, again.json["checkpoint"]["id"]) == (200, made["id"])
    assert again.json["checkpoint"]["metrics"] == {"acc": 0.5, "loss": 1}
    (row,) = rows(owner, model)
    assert (row["metrics"], row["step"]) == ({"acc": 0.5, "loss": 1}, 7)
    assert owner.get(f"/models/{model}").json["metrics"] == {"acc": 0.5, "loss": 1}


@pytest.mark.parametrize("label", [None, "best"])
def test_another_value_is_refused_naming_both_and_replaced_with_move(
    pushing: Any, owner: Any, model: str, label: str | None
) -> None:
    named = {"label": label} if label else {}
    pushing.push(owner, model, FILES, metrics={"acc": 0.5, "x": 1}, **named)
    refused = pushing.declare(owner, model, FILES, metrics={"acc": 0.625, "y": 1}, **named)
    assert (refused.status_code, refused.json["error"]["code"]) == (409, "metrics_differ")
    assert "acc is 0.5, not 0.625" in refused.json["error"]["message"]
    assert refused.json["error"]["details"]["metrics"] == {"acc": [0.5, 0.625]}
    assert rows(owner, model)[0]["metrics"] == {"acc": 0.5, "x": 1}
    moved = pushing.declare(owner, model, FILES, metrics={"acc": 0.625}, move=True, **named)
    assert moved.status_code == 200
    assert rows(owner, model)[0]["metrics"] == {"acc": 0.625, "x": 1}


def test_the_same_files_at_another_step_are_another_checkpoint_without_sending_them(
    pushing: Any, owner: Any, model: str
) -> None:
    pushing.verified(owner, model, FILES, step=1)
    for step, label in ((2, "last-2"), (3, "last-3")):
        upload = pushing.upload(owner, model, FILES, step=step)
        assert upload["blobs"] == []
        done = pushing.commit(owner, model, upload["id"])
        assert (done.status_code, done.json["step"], done.json["label"]) == (201, step, label)
    assert pushing.declare(owner, model, FILES, step=2).json["checkpoint"]["label"] == "last-2"
    refused = pushing.declare(owner, model, FILES, step=2, label="last")
    assert (refused.status_code, refused.json["error"]["code"]) == (409, "metrics_differ")
    assert "its step is 1, not 2" in refused.json["error"]["message"]
    pushing.declare(owner, model, FILES, step=9, label="last", move=True)
    assert [(row["label"], row["step"]) for row in rows(owner, model)] == [
        ("last", 9),
        ("last-3", 3),
        ("last-2", 2),
    ]


def test_weights_that_come_back_gain_metrics_and_refuse_others(pushing: Any, owner: Any, model: str) -> None:
    pushing.verified(owner, model, FILES, metrics={"acc": 1})
    owner.delete(f"/models/{model}/checkpoints/last/weights")
    refused = pushing.declare(owner, model, FILES, metrics={"acc": 2})
    assert (refused.status_code, refused.json["error"]["code"]) == (409, "metrics_differ")
    upload = pushing.upload(owner, model, FILES, metrics={"loss": 2})
    pushing.send(upload, FILES)
    assert pushing.commit(owner, model, upload["id"]).json["metrics"] == {"acc": 1, "loss": 2}


def test_the_latest_is_the_highest_step_and_has_the_last_word_on_metrics(
    pushing: Any, owner: Any, model: str
) -> None:
    for step, label in ((20, "b"), (10, "a"), (None, "final"), (5, "early")):
        given = {} if step is None else {"step": step}
        pushing.push(owner, model, {"w": label.encode()}, label=label, metrics={"acc": step or 21}, **given)
    found = owner.get(f"/models/{model}").json
    assert (found["latest"], found["metrics"]) == ("final", {"acc": 21})  # pushed when 20 was reached
    assert [row["label"] for row in rows(owner, model)] == ["final", "b", "a", "early"]
    owner.delete(f"/models/{model}/checkpoints/final")
    found = owner.get(f"/models/{model}").json
    assert (found["latest"], found["metrics"]) == ("b", {"acc": 20})


@pytest.mark.parametrize(
    "value", [None, True, "good", "nan", [], {}, {"a": {}}, [[]], [{"a": None}], {"x": [1, "y"]}, ""]
)
def test_what_is_no_number_is_refused_by_name_and_makes_nothing(
    pushing: Any, owner: Any, model: str, db: Any, value: Any
) -> None:
    refused = pushing.declare(owner, model, FILES, metrics={"fine": 1, "odd": value})
    assert (refused.status_code, refused.json["error"]["code"]) == (400, "invalid")
    assert "the metric odd" in refused.json["error"]["message"]
    assert db.uploads.count_documents({}) == db.checkpoints.count_documents({}) == 0


@pytest.mark.parametrize("field", [{"title": "a\nb"}, {"tags": ["a,b"]}, {"readme": "x" * (2**20 + 1)}])
def test_what_is_wrong_with_a_model_is_said_also_where_it_is_there(owner: Any, field: dict[str, Any]) -> None:
    body = {"args": {"dataset": "d", "arch": "a"}}
    assert owner.post("/models", body | field).status_code in {400, 413}
    assert owner.post("/models", body).status_code == 201
    assert owner.post("/models", body | field).status_code in {400, 413}
