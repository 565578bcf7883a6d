"""What a push says beside its files: what is a metric, and what is refused before the first request."""

from __future__ import annotations

import json
import math
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from modelbase.client import said
from modelbase.client.things import Checkpoint
from modelbase.client.transfer import push
from modelbase.client.transfer.push import Pushed
from modelbase.errors import Conflict, Invalid, NotFound

TRAINER_STATE = {
    "best_metric": 0.91,
    "best_model_checkpoint": "out/checkpoint-20",
    "epoch": 3.0,
    "global_step": 30,
    "is_local_process_zero": True,
    "log_history": [{"epoch": 1.0, "loss": 0.5}, {"epoch": 2.0, "eval_loss": 0.4}],
    "stateful_callbacks": {},
    "trial_name": None,
    "trial_params": None,
}
ALL_RESULTS = {"epoch": 2.0, "eval_acc": 0.5, "test/cmap": None, "eval_runtime": "fast", "nan": math.nan}
PROGRESS = {"loss": 0.1, "best_eval_test_metrics": {}, "best_valid": math.inf, "curve": []}


@pytest.mark.parametrize(
    ("given", "kept", "left_out"),
    [
        (
            TRAINER_STATE,
            {"best_metric": 0.91, "epoch": 3.0, "global_step": 30},
            [
                "best_model_checkpoint",
                "is_local_process_zero",
                "log_history",
                "stateful_callbacks",
                "trial_name",
            ],
        ),
        (ALL_RESULTS, {"epoch": 2.0, "eval_acc": 0.5, "nan": "NaN"}, ["test/cmap", "eval_runtime"]),
        (PROGRESS, {"loss": 0.1, "best_valid": "Infinity"}, ["best_eval_test_metrics", "curve"]),
        ({"a": {"b": {"c": [1, None, [2, True]]}}}, None, ["a.b.c.1", "a.b.c.2.1"]),
        ({"x": object(), "y": {1, 2} and "t", "z": b"1"}, {}, ["x", "y", "z"]),
        ({"\ud800": 1, "n" * 1_001: 1, None: 1, (1, 2): 3, "ok": 1}, {"ok": 1}, ["None", "(1, 2)"]),
        ({"big": 10**400, "small": 2**70}, {"small": 2**70}, ["big"]),
        (None, {}, []),
        ({}, {}, []),
    ],
)
def test_what_is_no_number_is_left_out_by_name_and_the_rest_stays(
    given: Any, kept: dict[str, Any] | None, left_out: list[str]
) -> None:
    found, notes = said.metrics_of(given)
    if kept is not None:
        assert found == kept
    assert len(notes) == bool(left_out)
    assert all(name in notes[0] for name in left_out)
    assert json.loads(json.dumps(found, allow_nan=False)) == found


def test_numbers_of_libraries_are_numbers() -> None:
    given = {"a": np.float32(0.5), "b": np.int64(3), "c": np.array([1.0, 2.5]), "d": np.float64("nan")}
    given |= {"e": Decimal("0.25"), "f": Fraction(1, 4), "g": np.array(7)}
    found, notes = said.metrics_of(given)
    assert found == {"a": 0.5, "b": 3, "c": [1.0, 2.5], "d": "NaN", "e": 0.25, "f": 0.25, "g": 7}
    assert notes == []
    assert said.metrics_of({"a": np.bool_(True)})[1] == ["left out, since it is no metric: a (true)"]


def test_of_too_many_the_first_are_kept_and_the_count_of_the_others_is_said() -> None:
    found, (note,) = said.metrics_of({f"m{at}": at for at in range(12_000)})
    assert len(found) == 1_000
    assert "and 10990 more" in note


@pytest.mark.parametrize("given", [[1], 5, "acc=1", [("a", 1)]])
def test_what_is_no_mapping_is_refused(given: Any) -> None:
    with pytest.raises(Invalid, match="mapping of names to numbers"):
        said.metrics_of(given)


@pytest.mark.parametrize(
    "wrong",
    [
        {"label": "a b"},
        {"label": ""},
        {"step": -1},
        {"step": 1.5},
        {"step": True},
        {"step": "3"},
        {"alias": "3c70"},
        {"readme": "x" * (2**20 + 1)},
        {"alias": "a/b"},
        {"step": 2**60},
    ],
)
def test_a_word_that_no_server_takes_is_refused_before_the_first_request(wrong: dict[str, Any]) -> None:
    words: dict[str, Any] = {"label": None, "step": None, "alias": None, "readme": None}
    with pytest.raises(Invalid):
        said.check(**words | wrong)
    said.check("best", 3, "prod", "# Text")
    assert said.step_of(np.int64(3)) == 3


def checkpoint(**fields: Any) -> Checkpoint:
    return Checkpoint(
        id="c1",
        model="a/b:123456789",
        label="last",
        state="verified",
        created_at="2026-01-01T00:00:00Z",
        **fields,
    )


def test_a_push_is_repeated_until_the_server_has_what_it_was_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(push, "PAUSES", (0.0,) * 4 + (None,))
    model: Any = type("M", (), {"id": "a/b:123456789"})()
    answers: list[Any] = [
        NotFound("gone", "upload_not_found"),
        Conflict("lost", "upload_incomplete"),
        Pushed(checkpoint(step=2, metrics={"acc": 1.0}), model),
        Pushed(checkpoint(step=3, metrics={"acc": 1.0}), model),
    ]

    def send() -> Any:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    done = push._until_stored(send, {"step": 3, "metrics": {"acc": 1}})
    assert (done.checkpoint.step, answers, done.notes) == (3, [], ())


def test_a_server_of_before_that_keeps_what_it_had_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    model: Any = type("M", (), {"id": "a/b:123456789"})()
    old = Pushed(checkpoint(step=1, metrics={}), model, already=True)
    done = push._until_stored(lambda: old, {"step": 3, "metrics": {"acc": 1}})
    assert "step 3 (it has 1)" in done.notes[0]
    assert "acc 1 (it has none)" in done.notes[0]


def test_an_error_that_another_round_does_not_mend_is_raised_at_once() -> None:
    asked = []

    def send() -> Any:
        asked.append(1)
        raise Conflict("other files", "label_taken")

    with pytest.raises(Conflict):
        push._until_stored(send, {})
    assert asked == [1]
