"""What `log` takes: numbers of every kind, each as it was at that moment; anything else is told once and left out."""

from __future__ import annotations

import errno
import math
from typing import Any

import numpy as np
import pytest

from modelbase.errors import ModelbaseError
from modelbase.training import points as points_module
from modelbase.training.points import Points, checked_step


class Spooled:
    """Keeps the records, or is a full disk."""

    def __init__(self) -> None:
        self.records: list[dict[str, Any]] = []
        self.told: list[str] = []
        self.full = False

    def write(self, record: dict[str, Any]) -> None:
        if self.full:
            raise OSError(errno.ENOSPC, "No space left on device")
        self.records.append(record)

    def tell(self, key: str, text: str) -> None:
        self.told.append(text)

    def column(self, key: str, name: str = "value") -> list[Any]:
        return [each for record in self.records for each in record["series"].get(key, {}).get(name, [])]


@pytest.fixture
def spooled() -> Spooled:
    return Spooled()


@pytest.fixture
def points(spooled: Spooled) -> Points:
    return Points(spooled.write, spooled.tell)


def test_values_become_columns_by_key(points: Points, spooled: Spooled) -> None:
    for step in range(3):
        points.add({"loss": 1 / (step + 1), "val/acc": step, "a.b": 1.5}, step)
    assert points.flush()
    assert spooled.column("loss") == [1.0, 0.5, 1 / 3]
    assert spooled.column("val/acc", "step") == [0, 1, 2]
    assert spooled.column("a.b") == [1.5] * 3
    assert all(
        abs(each - spooled.column("loss", "time")[0]) < 60_000 for each in spooled.column("loss", "time")
    )
    assert (points.last_step, points.live["loss"], points.count) == (2, 1 / 3, 9)


def test_what_has_no_number_in_json_travels_as_text(points: Points, spooled: Spooled) -> None:
    for step, value in enumerate((math.nan, math.inf, -math.inf, 10**400, -(10**400), 2**60)):
        points.add({"x": value}, step)
    points.flush()
    assert spooled.column("x")[:3] == ["NaN", "Infinity", "-Infinity"]
    assert spooled.column("x")[-1] == float(2**60)


def test_a_mapping_that_is_used_again_was_copied(points: Points, spooled: Spooled) -> None:
    metrics = {"loss": 1.0}
    points.add(metrics, 0)
    metrics["loss"] = 2.0
    points.add(metrics, 1)
    points.flush()
    assert spooled.column("loss") == [1.0, 2.0]


def test_numbers_of_numpy_and_nested_mappings_are_taken(points: Points, spooled: Spooled) -> None:
    numpy = pytest.importorskip("numpy")
    points.add({"a": numpy.float32(0.5), "b": {"c": numpy.int64(3), "d": numpy.array(7.0)}, "e": [1, 2]}, 0)
    points.add({"a": numpy.float64("nan")}, 1)
    points.flush()
    assert spooled.column("a") == [0.5, "NaN"]
    assert (spooled.column("b.c"), spooled.column("b.d"), spooled.column("e.1")) == ([3.0], [7.0], [2.0])


def test_the_dots_of_a_name_make_a_path(points: Points, spooled: Spooled) -> None:
    points.add({"val.acc": 0.5, "val/f1": 0.25}, 0)
    points.add({"val": {"acc": 0.75}, "val/f1": np.float32(0.5), "not a key": 1}, 1)
    points.flush()
    assert spooled.column("val.acc") == [0.5, 0.75]
    assert spooled.column("val/f1") == [0.25, 0.5]
    assert spooled.column('"not a key"') == [1]


def test_what_is_no_number_is_left_out_and_told(points: Points, spooled: Spooled) -> None:
    points.add({"loss": 1.0, "picture": object(), "text": "hello", "flag": True, "none": None}, 0)
    points.flush()
    assert [list(record["series"]) for record in spooled.records] == [["loss"]]
    assert "picture" in spooled.told[0]
    for wrong in (3, "loss", [("a",)]):
        with pytest.raises(ModelbaseError, match="log takes a mapping"):
            points.add(wrong, 0)  # type: ignore[arg-type]


@pytest.mark.parametrize("step", [-1, 1.5, True, "3", None, 2**54, math.nan])
def test_a_step_that_is_no_whole_number_is_refused(step: Any) -> None:
    with pytest.raises(ModelbaseError, match="the step is a whole number"):
        checked_step(step)


def test_steps_of_other_kinds_are_whole_numbers_too() -> None:
    numpy = pytest.importorskip("numpy")
    assert [checked_step(each) for each in (0, 2**53, 4.0, numpy.int32(5), numpy.float64(6))] == [
        0,
        2**53,
        4,
        5,
        6,
    ]


def test_a_full_disk_is_told_and_the_points_wait_until_there_is_room(
    points: Points, spooled: Spooled
) -> None:
    spooled.full = True
    points.add({"loss": 1.0}, 0)
    assert not points.flush()
    assert "cannot be written" in spooled.told[0]
    spooled.full = False
    points.add({"loss": 2.0}, 1)
    assert points.flush()
    assert spooled.column("loss") == [1.0, 2.0]


def test_a_disk_that_stays_full_costs_the_oldest_points(
    points: Points, spooled: Spooled, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(points_module, "MOST_KEPT", 10)
    spooled.full = True
    for step in range(30):
        points.add({"loss": float(step)}, step)
        points.flush()
    assert points.lost == 20
    spooled.full = False
    points.flush()
    assert spooled.column("loss", "step") == list(range(20, 30))


def test_many_calls_do_not_wait_in_memory(points: Points, spooled: Spooled) -> None:
    for step in range(points_module.MOST_WAITING + 10):
        points.add({"loss": 1.0}, step)
    assert len(points._waiting) < 20
    assert max(record["count"] for record in spooled.records) <= points_module.RECORD
