"""`Points`: what a training logs, kept in memory for a moment and written to the spool as columns by a thread.

The caller's thread only appends to a list; keys and values are made plain here. What is no number is left out and
told once. No HTTP here.
"""

from __future__ import annotations

import math
import operator
import time
from collections.abc import Callable, Mapping
from threading import Lock
from typing import Any

from modelbase.client.said import MAX_STEP, metrics_of
from modelbase.errors import Invalid
from modelbase.identity.keys import flatten, format_key

MOST_WAITING = 20_000  # calls of `log` that wait in memory before the caller's thread helps to write
RECORD = 4_096  # points of one record at most, so that a record fits into a request
MOST_KEPT = 2_000_000  # points kept in memory while the disk is full
NOT_FINITE = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}
Series = dict[str, dict[str, list[Any]]]


class Points:
    """A buffer of logged values; `write` takes one record and may raise OSError, `tell` gets a sentence once."""

    def __init__(self, write: Callable[[dict[str, Any]], None], tell: Callable[[str, str], None]) -> None:
        self._write, self._tell = write, tell
        self._waiting: list[tuple[int, float, dict[Any, Any]]] = []
        self._records: list[dict[str, Any]] = []  # made, and not yet on the disk
        self._keys: dict[Any, str] = {}
        self._lock = Lock()
        self._offset = time.time() - time.monotonic()
        self.last_step: int | None = None
        self.live: dict[str, Any] = {}  # the newest value of each key
        self.count = 0
        self.lost = 0  # points that the disk did not take

    def add(self, metrics: Mapping[str, Any], step: int) -> None:
        """Keep the values of one step; raise Invalid for what is no mapping."""
        try:
            kept = dict(metrics)
        except (TypeError, ValueError):
            kind = type(metrics).__name__
            raise Invalid(f"log takes a mapping of names to numbers, not {kind}", field="metrics") from None
        for value in kept.values():
            if type(value) is not float and type(value) is not int:
                kept = self._plain(kept)
                break
        self._waiting.append((step, time.monotonic(), kept))
        if len(self._waiting) > MOST_WAITING:
            self.flush()

    def shift(self, seconds: float) -> None:
        """Correct the wall time of the points that follow by that of the server."""
        self._offset += seconds

    def flush(self, timeout: float = -1) -> bool:
        """Write what waits; False if another thread was at it for `timeout` seconds, or the disk is full."""
        if not self._lock.acquire(timeout=timeout):
            return False
        try:
            waiting = self._waiting[:]
            del self._waiting[: len(waiting)]
            if waiting:
                self._records += self._made(waiting)
            return self._written()
        finally:
            self._lock.release()

    def _written(self) -> bool:
        while self._records:
            try:
                self._write(self._records[0])
            except OSError as error:
                self._tell("disk", f"the points of this run cannot be written to the spool: {error.strerror}")
                self._forget()
                return False
            self._records.pop(0)
        return True

    def _forget(self) -> None:
        """Give up the oldest points once too many wait for a full disk."""
        kept = 0
        for at in range(len(self._records) - 1, -1, -1):
            kept += self._records[at]["count"]
            if kept > MOST_KEPT:
                self.lost += sum(record["count"] for record in self._records[: at + 1])
                del self._records[: at + 1]
                return

    def _made(self, waiting: list[tuple[int, float, dict[Any, Any]]]) -> list[dict[str, Any]]:
        made: list[dict[str, Any]] = []
        series: Series = {}
        count = 0
        for step, moment, metrics in waiting:
            at = int((moment + self._offset) * 1000)
            for given, value in metrics.items():
                key = self._keys.get(given) or self._key(given)
                column = series.get(key)
                if column is None:
                    column = series[key] = {"step": [], "value": [], "time": []}
                column["step"].append(step)
                finite = type(value) is float and value - value == 0.0
                column["value"].append(value if finite else _number(value))
                column["time"].append(at)
                count += 1
            if count >= RECORD:
                made.append(self._record(series, count))
                series, count = {}, 0
        if count:
            made.append(self._record(series, count))
        return made

    def _record(self, series: Series, count: int) -> dict[str, Any]:
        self.live |= {key: column["value"][-1] for key, column in series.items()}
        top = max(column["step"][-1] for column in series.values())
        self.last_step = top if self.last_step is None else max(top, self.last_step)
        self.count += count
        return {"kind": "points", "count": count, "series": series}

    def _key(self, given: Any) -> str:
        key = self._keys[given] = format_key((given,))
        return key

    def _plain(self, metrics: dict[Any, Any]) -> dict[Any, Any]:
        """Return plain numbers by key text, of nested mappings, numpy and torch; tell once what is left out."""
        found, notes = metrics_of(metrics)
        for note in notes:
            self._tell(f"log {note[:200]}", f"log: {note}")
        plain = {}
        for key, value in flatten(found).items():
            name = Key(key)
            self._keys[name] = key
            plain[name] = NOT_FINITE[value] if isinstance(value, str) else value
        return plain


class Key(str):
    """A key that is formatted already; equal to no text of a caller's that reads the same."""

    __slots__ = ()

    def __hash__(self) -> int:
        return hash(("modelbase", str(self)))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Key) and str.__eq__(self, other)


def checked_step(step: Any) -> int:
    """Return a step as an integer; raise Invalid for what is none from 0 to 2^53."""
    if type(step) is int and 0 <= step <= MAX_STEP:
        return step
    try:
        opened = step.item() if hasattr(step, "item") else step
        whole = int(opened) if isinstance(opened, float) and opened.is_integer() else operator.index(opened)
    except (TypeError, ValueError, OverflowError):
        whole = -1
    if isinstance(step, bool) or not 0 <= whole <= MAX_STEP:
        raise Invalid(f"the step is a whole number from 0 to 2^53, not {step!r:.80}", field="step")
    return whole


def _number(value: Any) -> Any:
    """Return a value as it travels: a number, or NaN and infinities as text."""
    if type(value) is float:
        number = value
    else:
        number = float(value) if abs(value) < 2**1023 else math.inf if value > 0 else -math.inf
    if math.isfinite(number):
        return number
    return "NaN" if number != number else "Infinity" if number > 0 else "-Infinity"
