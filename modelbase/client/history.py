"""`History`: the metric series of a model as columns. Loads pandas and polars only where they are asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

NOT_FINITE = {"NaN": float("nan"), "Infinity": float("inf"), "-Infinity": float("-inf")}


@dataclass(frozen=True)
class History:
    """Points of metrics, one a row, in order of key and step: columns `key`, `step`, `value`, `time`, `run`.

    `time` is milliseconds since 1970 (UTC), `run` the number of the run in its model.
    """

    key: Sequence[str]
    step: Sequence[int]
    value: Sequence[float]
    time: Sequence[int]
    run: Sequence[int]

    @classmethod
    def of(cls, rows: Sequence[dict[str, Any]]) -> History:
        """Return the points of the rows of an answer: each has a key and its columns."""
        key: list[str] = []
        columns: dict[str, list[Any]] = {"step": [], "value": [], "time": [], "run": []}
        for row in sorted(rows, key=lambda row: str(row["key"])):
            key += [row["key"]] * len(row["step"])
            for name, column in columns.items():
                column.extend(row[name])
        columns["value"] = [
            NOT_FINITE[each] if isinstance(each, str) else float(each) for each in columns["value"]
        ]
        return cls(key, **columns)

    @property
    def keys(self) -> list[str]:
        """The metrics that are there."""
        return list(dict.fromkeys(self.key))

    def __len__(self) -> int:
        return len(self.key)

    def __getitem__(self, key: str) -> History:
        """Return the points of one metric; raise KeyError without any."""
        at = [number for number, each in enumerate(self.key) if each == key]
        if not at:
            raise KeyError(key)
        return History(*([column[number] for number in at] for column in self.columns().values()))

    def __iter__(self) -> Iterator[dict[str, Any]]:
        """Yield each point as a mapping."""
        names = list(self.columns())
        for values in zip(*self.columns().values(), strict=True):
            yield dict(zip(names, values, strict=True))

    def columns(self) -> dict[str, Sequence[Any]]:
        """Return the columns by name."""
        return {"key": self.key, "step": self.step, "value": self.value, "time": self.time, "run": self.run}

    def to_pandas(self) -> Any:
        """Return a pandas DataFrame; raise ImportError where pandas is not installed."""
        import pandas as pd

        frame = pd.DataFrame(self.columns())
        frame["time"] = pd.to_datetime(frame["time"], unit="ms", utc=True)
        return frame

    def to_polars(self) -> Any:
        """Return a polars DataFrame; raise ImportError where polars is not installed."""
        import polars as pl

        frame = pl.DataFrame(self.columns())
        return frame.with_columns(pl.from_epoch("time", time_unit="ms").dt.replace_time_zone("UTC"))
