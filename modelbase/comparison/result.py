"""What a comparison takes and answers: sides in; rows, cells and counts out. Comparing is in compare.py."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from modelbase import deadline
from modelbase.identity.jsontext import finite
from modelbase.identity.keys import MISSING

Change: TypeAlias = Literal["same", "changed", "added", "removed"]


@dataclass(frozen=True)
class Side:
    """One model of a comparison. Metrics are flat by key text; files and README are `{"sha256", "size"}` by path."""

    id: str
    args: Mapping[str, Any] = field(default_factory=dict)
    metrics: Mapping[str, Any] = field(default_factory=dict)
    metadata: Mapping[str, Any] = field(default_factory=dict)
    files: Mapping[str, Any] = field(default_factory=dict)
    readme: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Row:
    """One key: the value of every side (MISSING where there is none), and how it stands to the base."""

    section: str
    key: str
    values: tuple[Any, ...]
    changes: tuple[Change, ...]

    @property
    def status(self) -> Change:
        """How the sides stand to the base together: `changed` where they differ in kind."""
        kinds = set(self.changes) - {"same"}
        return "same" if not kinds else kinds.pop() if len(kinds) == 1 else "changed"

    def cells(self, base: int) -> Iterator[dict[str, Any]]:
        """Yield the cell of every side as JSON data."""
        for value, change in zip(self.values, self.changes, strict=True):
            if value is MISSING:
                yield {"state": "missing", "change": change}
            else:
                numbers = _numbers(self.values[base], value) if change == "changed" else {}
                yield {"state": "value", "value": finite(value), "change": change, **numbers}


@dataclass(frozen=True)
class Comparison:
    """The answer: rows that differ (or all), and for each section how many of how many keys differ."""

    ids: tuple[str, ...]
    base: int
    counts: dict[str, dict[str, int]]
    rows: tuple[Row, ...]

    @property
    def equal(self) -> bool:
        """Whether nothing that was compared differs."""
        return not any(count["different"] for count in self.counts.values())

    def to_dict(self) -> dict[str, Any]:
        """Return the comparison as JSON data."""
        rows = [
            {
                "section": row.section,
                "key": row.key,
                "status": row.status,
                "cells": list(row.cells(self.base)),
            }
            for row in deadline.paced(self.rows, 16)
        ]
        return {
            "ids": list(self.ids),
            "base": self.base,
            "equal": self.equal,
            "counts": self.counts,
            "rows": rows,
        }


def _numbers(base: Any, value: Any) -> dict[str, float]:
    """Return the difference and the ratio of two numbers (of two files: of their sizes, in bytes)."""
    if type(base) is dict and type(value) is dict:
        base, value = base.get("size"), value.get("size")
        return {"delta": value - base} if type(base) is int and type(value) is int else {}
    if type(base) not in (int, float) or type(value) not in (int, float):
        return {}
    found = {"delta": _finite_or_none(lambda: value - base), "ratio": _finite_or_none(lambda: value / base)}
    return {name: number for name, number in found.items() if number is not None}


def _finite_or_none(number: Callable[[], float]) -> float | None:
    try:
        return result if math.isfinite(result := number()) else None
    except (OverflowError, ZeroDivisionError):
        return None
