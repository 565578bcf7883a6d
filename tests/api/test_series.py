"""Series over HTTP: what was logged is read as a plain dictionary would have it, whatever the order of arrival."""

from __future__ import annotations

import math
import os
import random
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import numpy as np
import pytest

from modelbase.server.database import clock
from modelbase.server.database.models import models
from modelbase.server.database.series import curves, points
from modelbase.server.database.series import series as stored
from modelbase.server.runs import series

ROUNDS = int(os.environ.get("MODELBASE_TEST_ROUNDS", "6"))
RUN = "r" * 22
LATER = "s" * 22
VALUES = (0.5, 1.0, -2.25, 1e-9, 1e300, "NaN", "Infinity", "-Infinity", 3)


@pytest.fixture
def model(owner: Any, pushing: Any) -> str:
    """A model with one run, RUN, from step 0."""
    made = pushing.model(owner)
    assert owner("PUT", f"/models/{made}/runs/{RUN}", {"first_step": 0}).status_code == 200
    return str(made)


def columns(found: dict[int, Any]) -> dict[str, list[Any]]:
    return {
        "step": list(found),
        "value": list(found.values()),
        "time": [1_700_000_000_000 + at for at in found],
    }


def log(api: Any, model: str, seq: int, series: dict[str, dict[int, Any]], run: str = RUN) -> Any:
    body = {"run": run, "seq": seq, "series": {key: columns(each) for key, each in series.items()}}
    return api.post(f"/models/{model}/series", body)


def read(api: Any, model: str, *keys: str, **more: Any) -> dict[str, Any]:
    asked = "&".join([*(f"key={key}" for key in keys), *(f"{name}={value}" for name, value in more.items())])
    found = api.get(f"/models/{model}/series?{asked}")
    assert found.status_code == 200, found.json
    return {row["key"]: row for row in found.json["rows"]}


def curve(api: Any, model: str, key: str = "loss", **more: Any) -> dict[int, Any]:
    row = read(api, model, key, **more)[key]
    return dict(zip(row["step"], row["value"], strict=True))


def folded(deployment: Any) -> None:
    """Fold all that is loose, as the worker does once it is ten seconds old."""
    db = deployment.db
    for key in stored.due(db, clock.now(db) + timedelta(seconds=1), 1, 1000):
        while stored.fold(db, key):
            pass


def table(api: Any, *keys: str) -> list[Any]:
    row = api.get(f"/models?columns={','.join(keys)}").json["rows"][0]
    return [row.get(key) for key in keys]


def test_what_is_logged_is_read_with_its_times_and_runs(owner: Any, reader: Any, model: str) -> None:
    answer = log(owner, model, 0, {"loss": {0: 2.0, 1: 1.5}, "val/acc": {1: 0.5}})
    assert answer.json == {"accepted": 3, "known": False, "differing": 0}
    row = read(reader, model, "loss")["loss"]
    assert row == {
        "key": "loss", "step": [0, 1], "value": [2.0, 1.5], "time": [1_700_000_000_000, 1_700_000_000_001],
        "run": [1, 1], "total": 2,
    }  # fmt: skip
    assert reader.get(f"/models/{model}/series").json["rows"] == [
        {"key": "loss", "count": 2, "first_step": 0, "last_step": 1, "last": 1.5, "min": 1.5, "max": 2.0},
        {"key": "val/acc", "count": 1, "first_step": 1, "last_step": 1, "last": 0.5, "min": 0.5, "max": 0.5},
    ]
    assert read(reader, model, "nothing")["nothing"]["step"] == []


def test_the_same_batch_again_changes_nothing(owner: Any, model: str, db: Any) -> None:
    log(owner, model, 0, {"loss": {0: 2.0}})
    again = log(owner, model, 0, {"loss": {0: 3.0, 1: 1.0}})
    assert again.json == {"accepted": 0, "known": True, "differing": 0}
    assert curve(owner, model) == {0: 2.0}
    assert db.batches.count_documents({}) == 1


def test_of_one_step_the_first_value_counts_and_others_are_counted(
    owner: Any, model: str, deployment: Any
) -> None:
    log(owner, model, 0, {"loss": {0: 2.0, 1: "NaN"}})
    folded(deployment)
    answer = log(owner, model, 1, {"loss": {0: 9.0, 1: "NaN", 2: 1.0}})
    assert answer.json == {"accepted": 1, "known": False, "differing": 1}
    body = {"step": [3, 3, 3], "value": [1, 2, 1], "time": [0, 0, 0]}
    twice = owner.post(f"/models/{model}/series", {"run": RUN, "seq": 2, "series": {"loss": body}})
    assert twice.json == {"accepted": 1, "known": False, "differing": 1}
    assert curve(owner, model) == {0: 2.0, 1: "NaN", 2: 1.0, 3: 1.0}


def test_a_resumed_run_continues_the_curve_without_gap_or_overlap(
    owner: Any, model: str, deployment: Any
) -> None:
    log(owner, model, 0, {"loss": {at: float(at) for at in range(10)}})
    owner("PUT", f"/models/{model}/runs/{LATER}", {"first_step": 6})
    assert list(curve(owner, model)) == list(range(6))
    log(owner, model, 0, {"loss": {at: -float(at) for at in range(6, 9)}}, LATER)
    expected = {at: float(at) if at < 6 else -float(at) for at in range(9)}
    for _ in range(2):
        row = read(owner, model, "loss")["loss"]
        assert dict(zip(row["step"], row["value"], strict=True)) == expected
        assert row["run"] == [1] * 6 + [2] * 3
        assert list(curve(owner, model, run=RUN)) == list(range(10)), "it is kept by run"
        assert list(curve(owner, model, run=2)) == [6, 7, 8]
        folded(deployment)
    listed = owner.get(f"/models/{model}/series").json["rows"][0]
    assert (listed["count"], listed["min"], listed["max"], listed["last"]) == (9, -8.0, 5.0, -8.0)


@dataclass
class Expected:
    """What was sent, as dictionaries: the first value of each run, key and step, and where each run begins."""

    begins: dict[str, int] = field(default_factory=lambda: {RUN: 0})
    points: dict[str, dict[str, dict[int, Any]]] = field(default_factory=lambda: {"loss": {}, "a.b": {}})
    sent: set[tuple[str, int]] = field(default_factory=set)

    def take(self, run: str, seq: int, batch: dict[str, dict[int, Any]]) -> bool:
        """Note a batch; say whether it is new."""
        if (run, seq) in self.sent:
            return False
        self.sent.add((run, seq))
        for key, each in batch.items():
            mine = self.points[key].setdefault(run, {})
            mine.update({step: value for step, value in each.items() if step not in mine})
            self.begins[run] = min(self.begins[run], *each)
        return True

    def curve(self, key: str) -> dict[int, Any]:
        """Return the curve of all runs together."""
        runs = list(self.begins)
        by_run = {runs.index(run): each for run, each in self.points[key].items()}
        return joined(by_run, list(self.begins.values()))


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_any_order_of_batches_reads_as_a_dictionary(
    owner: Any, model: str, deployment: Any, seed: int
) -> None:
    chance, expected = random.Random(seed), Expected()
    for _ in range(30):
        if chance.random() < 0.08 and len(expected.begins) < 4:
            name = "stuv"[len(expected.begins)] * 22
            expected.begins[name] = chance.randrange(40)
            owner("PUT", f"/models/{model}/runs/{name}", {"first_step": expected.begins[name]})
        run, seq = chance.choice(list(expected.begins)), chance.randrange(12)
        batch = {
            key: {chance.randrange(60): chance.choice(VALUES) for _ in range(chance.randrange(1, 9))}
            for key in chance.sample(list(expected.points), chance.randrange(1, 3))
        }
        assert log(owner, model, seq, batch, run).json["known"] is not expected.take(run, seq, batch)
        if chance.random() < 0.2:
            folded(deployment)
    for _ in range(2):
        compare(owner, model, expected)
        folded(deployment)


def compare(api: Any, model: str, expected: Expected) -> None:
    rows = {row["key"]: row for row in api.get(f"/models/{model}/series").json["rows"]}
    for key in expected.points:
        seen = expected.curve(key)
        assert curve(api, model, key) == seen
        row = rows.get(key, {"count": 0})
        assert row["count"] == len(seen)
        if seen:
            finite = [value for value in seen.values() if not isinstance(value, str)]
            assert (row["last"], row["last_step"]) == (list(seen.values())[-1], max(seen))
            assert (row["min"], row["max"]) == (min(finite, default=None), max(finite, default=None))


def joined(by_run: dict[int, dict[int, Any]], begins: list[int]) -> dict[int, Any]:
    """Return the curve of several runs, each a dictionary, in the order of steps."""
    found = {}
    for number, each in by_run.items():
        before = min(begins[number + 1 :], default=math.inf)
        found |= {step: value for step, value in each.items() if step < before}
    return dict(sorted(found.items()))


def test_many_points_are_cut_into_chunks_and_joined_again(
    owner: Any, model: str, deployment: Any, db: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stored, "CHUNK", 50)
    steps = list(range(0, 1000, 2)) + list(range(1, 1000, 2))
    for seq, at in enumerate(range(0, 1000, 125)):
        log(owner, model, seq, {"loss": {step: step / 7 for step in steps[at : at + 125]}})
        folded(deployment)
    assert curve(owner, model) == {step: step / 7 for step in range(1000)}
    assert max(each["count"] for each in db.chunks.find()) <= 50
    assert db.batches.count_documents({"folded": False}) == 0
    assert all("data" not in each for each in db.batches.find())


def test_folding_that_was_cut_off_loses_and_doubles_nothing(
    owner: Any, model: str, deployment: Any, db: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stored, "CHUNK", 20)
    log(owner, model, 0, {"loss": dict.fromkeys(range(0, 100, 3), 1.0)})
    folded(deployment)
    log(owner, model, 1, {"loss": dict.fromkeys(range(100), 2.0)})
    whole = points.pack

    def packs(times: int) -> Any:
        left = iter(range(times))

        def pack(some: Any) -> bytes:
            if next(left, None) is None:
                raise ZeroDivisionError
            return whole(some)

        return pack

    expected = curve(owner, model)
    for times in range(12):
        with monkeypatch.context() as patch:
            patch.setattr(points, "pack", packs(times))
            with suppress(ZeroDivisionError):
                stored.fold(db, db.models.find_one()["_id"])
        assert curve(owner, model) == expected
    folded(deployment)
    assert curve(owner, model) == expected
    assert len(expected) == 100


def test_the_model_shows_the_last_values_and_extremes_at_the_end(
    owner: Any, model: str, pushing: Any, db: Any
) -> None:
    owner("PUT", f"/models/{model}/runs/{LATER}", {"first_step": 0, "retention": {"best": "acc:max"}})
    log(owner, model, 0, {"acc": {1: 0.5, 2: 0.9, 3: "NaN", 4: 0.8}, "loss": {4: 0.1}}, LATER)
    assert table(owner, "metrics.acc") == [None], "the model is not written to at each batch"
    owner.post(f"/models/{model}/runs/{LATER}/end", {"outcome": "interrupted"})
    keys = ("metrics.acc", "metrics.acc.max", "metrics.acc.min", "metrics.acc.best", "metrics.loss.best")
    assert table(owner, *keys) == [0.8, 0.9, 0.5, 0.9, None]
    pushing.push(owner, model, {"a": b"1"}, run=LATER, step=5, metrics={"acc": 0.7, "test": 1})
    assert table(owner, *keys, "metrics.test") == [0.7, 0.9, 0.5, 0.9, None, 1]
    pushing.push(owner, model, {"a": b"2"}, run=LATER, step=3, metrics={"acc": 0.2})
    assert table(owner, *keys[:3]) == [0.7, 0.9, 0.2]
    assert owner.get("/models?where=metrics.acc.max > 0.85&columns=id").json["rows"] != []
    assert owner.get(f"/models/{model}").json["metrics"] == {"acc": 0.7, "loss": 0.1, "test": 1}


def test_a_metric_of_that_very_name_stays_what_it_is(owner: Any, model: str, pushing: Any) -> None:
    log(owner, model, 0, {"acc": {1: 0.5, 2: 0.4}})
    pushing.push(owner, model, {"a": b"1"}, metrics={"acc.max": 7, "acc": {"min": 8}})
    assert table(owner, "metrics.acc.min", 'metrics."acc.max"', "metrics.acc.max") == [8, 7, 0.5]


def test_a_running_training_is_shown_every_five_minutes(
    owner: Any, model: str, db: Any, deployment: Any
) -> None:
    log(owner, model, 0, {"loss": {1: 0.5}})
    series.fold(deployment)
    assert table(owner, "metrics.loss") == [None]
    db.curves.update_many({}, {"$set": {"since": models.now() - timedelta(minutes=6)}})
    series.fold(deployment)
    assert table(owner, "metrics.loss") == [0.5]
    assert curves.waiting(db, models.now(), 10) == []


def test_batches_at_once_are_all_counted(owner: Any, model: str) -> None:
    barrier = threading.Barrier(8)

    def send(number: int) -> None:
        barrier.wait()
        for seq in range(5):
            found = log(
                owner, model, number * 5 + seq, {f"key{number}": {seq: 1.0}, "all": {number * 5 + seq: 2.0}}
            )
            assert found.status_code == 200

    threads = [threading.Thread(target=send, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    rows = {row["key"]: row["count"] for row in owner.get(f"/models/{model}/series").json["rows"]}
    assert rows == {"all": 40} | {f"key{number}": 5 for number in range(8)}
    assert len(curve(owner, model, "all")) == 40


def test_curves_of_several_models_are_laid_over_each_other(owner: Any, model: str, pushing: Any) -> None:
    other = pushing.model(owner, lr=0.2)
    owner("PUT", f"/models/{other}/runs/{RUN}", {})
    log(owner, model, 0, {"loss": {0: 1.0}})
    log(owner, other, 0, {"loss": {0: 2.0}, "acc": {0: 0.5}})
    found = owner.get(f"/series?id={model}&id={other}&key=loss&key=acc").json["rows"]
    assert [(row["model"], row["key"], row["value"]) for row in found] == [
        (model, "loss", [1.0]), (model, "acc", []), (other, "loss", [2.0]), (other, "acc", [0.5]),
    ]  # fmt: skip
    assert owner.get(f"/series?id={model}").status_code == 400
    assert owner.get("/series?key=loss").status_code == 400


def test_a_range_of_steps_is_read(owner: Any, model: str) -> None:
    log(owner, model, 0, {"loss": {at: float(at) for at in range(100)}})
    assert list(curve(owner, model, from_step=10, to_step=12)) == [10, 11, 12]
    assert list(curve(owner, model, from_step=98)) == [98, 99]
    assert list(curve(owner, model, from_step=5, to_step=4)) == []


def test_a_hundred_thousand_points_are_read_as_a_thousand_quickly(
    owner: Any, model: str, deployment: Any
) -> None:
    steps = np.arange(100_000)
    some = points.Points(steps, np.sin(steps / 500.0), steps + 1_700_000_000_000)
    key = deployment.db.models.find_one()["_id"]
    stored.insert_batch(deployment.db, key, stored.Batch(RUN, 0, 1, {"loss": some}), models.now())
    folded(deployment)
    read(owner, model, "loss", points=1000)
    best = math.inf
    for _ in range(5):
        begin = time.perf_counter()
        row = read(owner, model, "loss", points=1000)["loss"]
        best = min(best, time.perf_counter() - begin)
    assert row["total"] == 100_000
    assert 400 <= len(row["step"]) <= 1000
    assert best < 0.5, f"{best * 1000:.0f} ms; the goal is 50 on a machine that does nothing else"


def test_down_sampling_keeps_extremes_gaps_and_infinities() -> None:
    chance = np.random.default_rng(7)
    for count in (1, 5, 1001, 20_000):
        step = np.sort(chance.choice(count * 3, count, replace=False)).astype(np.int64)
        value = chance.normal(size=count)
        odd = {
            np.nan: chance.integers(count),
            np.inf: chance.integers(count),
            -np.inf: chance.integers(count),
        }
        for kind, at in odd.items():
            value[at] = kind
        chosen = points.down_sampled(step, value, 200)
        assert len(chosen) <= 200
        assert np.all(np.diff(chosen) > 0)
        assert {0, count - 1} <= set(chosen.tolist())
        finite = value[np.isfinite(value)]
        if len(finite):
            assert {finite.min(), finite.max()} <= set(value[chosen].tolist())
        for kind in (np.isnan, np.isposinf, np.isneginf):
            assert bool(kind(value).any()) is bool(kind(value[chosen]).any())
    nothing = points.down_sampled(np.arange(1000), np.full(1000, np.nan), 100)
    assert 0 < len(nothing) <= 100


def test_packed_points_come_back_to_the_bit() -> None:
    value = np.array([0.1, np.nan, np.inf, -np.inf, 5e-324, -0.0])
    some = points.Points(np.array([0, 1, 5, 7, 8, 2**53]), value, np.array([5, 4, 3, 2, 1, 2**53]))
    back = points.unpack(points.pack(some))
    assert [column.tobytes() for column in back] == [column.tobytes() for column in some]


@pytest.mark.parametrize(
    "series",
    [
        {"loss": {"step": [0, 1], "value": [1.0], "time": [0, 0]}},
        {"loss": {"step": [], "value": [], "time": []}},
        {"loss": {"step": [-1], "value": [1.0], "time": [0]}},
        {"loss": {"step": [0.5], "value": [1.0], "time": [0]}},
        {"loss": {"step": [0], "value": [True], "time": [0]}},
        {"loss": {"step": [0], "value": ["low"], "time": [0]}},
        {"loss": {"step": [0], "value": [None], "time": [0]}},
        {"loss": {"step": [0], "value": [1.0], "time": ["now"]}},
        {"loss": {"step": [0], "value": [1.0]}},
        {"": {"step": [0], "value": [1.0], "time": [0]}},
        {
            "a.b": {"step": [0], "value": [1.0], "time": [0]},
            'a."b"': {"step": [0], "value": [1.0], "time": [0]},
        },
        {"x" * 301: {"step": [0], "value": [1.0], "time": [0]}},
    ],
)
def test_a_wrong_batch_is_refused_and_nothing_of_it_kept(
    owner: Any, model: str, db: Any, series: Any
) -> None:
    found = owner.post(f"/models/{model}/series", {"run": RUN, "seq": 0, "series": series})
    assert found.status_code == 400, found.json
    assert db.batches.count_documents({}) == 0


def test_limits_are_named(owner: Any, model: str, db: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    large = owner.post(f"/models/{model}/series", {"run": RUN, "seq": 0, "series": {"x": "y" * 2**20}})
    assert (large.status_code, large.json["error"]["details"]["limit"]) == (413, 2**20)
    monkeypatch.setattr(series, "MAX_KEYS", 3)
    assert log(owner, model, 0, {"a": {0: 1}, "b": {0: 1}}).status_code == 200
    many = log(owner, model, 1, {"c": {0: 1}, "d": {0: 1}})
    assert (many.status_code, many.json["error"]["code"]) == (413, "too_large")
    assert many.json["error"]["details"]["limit"] == 3
    monkeypatch.setattr(series, "MAX_POINTS", 4)
    full = log(owner, model, 2, {"a": dict.fromkeys(range(1, 4), 1)})
    assert (full.status_code, full.json["error"]["details"]["limit"]) == (413, 4)
    assert log(owner, model, 3, {"a": {1: 1, 2: 1}}).status_code == 200
    monkeypatch.setattr(series, "MAX_READ", 2)
    assert owner.get(f"/models/{model}/series?key=a").json["error"]["code"] == "query_limit"
    assert len(curve(owner, model, "a", points=1)) <= 2


def test_unknown_runs_and_models_are_named(owner: Any, model: str) -> None:
    assert log(owner, model, 0, {"loss": {0: 1}}, "q" * 22).json["error"]["code"] == "run_not_found"
    assert owner.get(f"/models/{model}/series?key=loss&run=9").json["error"]["code"] == "run_not_found"
    assert log(owner, "a/b:123456789", 0, {"loss": {0: 1}}).json["error"]["code"] == "model_not_found"
    owner.delete(f"/models/{model}")
    assert log(owner, model, 0, {"loss": {0: 1}}).json["error"]["code"] == "model_not_found"


def test_a_deleted_model_takes_its_series_along(owner: Any, model: str, db: Any, deployment: Any) -> None:
    log(owner, model, 0, {"loss": {0: 1.0}})
    folded(deployment)
    log(owner, model, 1, {"loss": {1: 1.0}})
    entry = owner.delete(f"/models/{model}").json["id"]
    owner.post(f"/trash/{entry}/restore")
    assert curve(owner, model) == {0: 1.0, 1: 1.0}
    entry = owner.delete(f"/models/{model}").json["id"]
    db.trash.update_many({}, {"$set": {"deleted_at": models.now() - timedelta(days=2)}})
    assert owner.delete(f"/trash/{entry}").status_code == 204
    assert [db[name].count_documents({}) for name in ("batches", "chunks", "curves", "runs")] == [0, 0, 0, 0]


def test_only_who_may_push_logs_and_only_who_sees_metrics_reads(
    owner: Any, reader: Any, stranger: Any, model: str
) -> None:
    log(owner, model, 0, {"loss": {0: 1.0}})
    assert log(reader, model, 1, {"loss": {1: 1.0}}).status_code == 403
    assert log(stranger, model, 1, {"loss": {1: 1.0}}).status_code == 404
    for path in (f"/models/{model}/series", f"/series?id={model}&key=loss"):
        assert stranger.get(path).status_code == 404
    owner.post(f"/models/{model}/shares", {"kind": "login", "login": "stranger", "sees": ["card"]})
    assert curve(stranger, model) == {0: 1.0}
    assert log(stranger, model, 1, {"loss": {1: 1.0}}).status_code == 403
    owner.post(f"/models/{model}/shares", {"kind": "login", "login": "stranger", "sees": ["weights"]})
    assert stranger.get(f"/models/{model}/series?key=loss").status_code == 403
