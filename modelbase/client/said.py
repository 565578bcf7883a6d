"""What a push says beside its files: label, step, metrics, checked and made plain before its first request.

So a word that the server would refuse makes nothing, and what is no metric is left out and named: a training ends with
its bytes on the server. No HTTP here.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from modelbase.client.things import Checkpoint
from modelbase.errors import Invalid, ModelbaseError
from modelbase.identity import keys
from modelbase.identity.keys import Path
from modelbase.identity.limits import MAX_DEPTH, MAX_KEY
from modelbase.identity.names import check_alias, check_label
from modelbase.identity.plain import plain

MAX_METRICS = 1_000
MAX_STEP = 2**53
MAX_README = 2**20  # bytes
NOT_FINITE = frozenset({"NaN", "Infinity", "-Infinity"})
NAMED = 10  # metrics that were left out, in one sentence


class _No(Exception):
    """Something is no metric; the text says what it is."""


def check(label: str | None, step: Any, alias: str | None, readme: str | None) -> None:
    """Raise Invalid for a word of a push that no server would take."""
    if label is not None:
        check_label(label)
    if alias is not None:
        check_alias(alias)
    whole = isinstance(step, int) and not isinstance(step, bool)
    if step is not None and not (whole and 0 <= step <= MAX_STEP):
        raise Invalid(f"the step is a whole number from 0 to 2^53, not {step!r:.80}", field="step")
    if readme is not None and len(readme.encode("utf-8", "surrogatepass")) > MAX_README:
        raise Invalid("the README is larger than 1 MiB: keep images as files", limit=MAX_README)


def step_of(step: Any) -> Any:
    """Return a step as a plain integer where it is an integer of numpy or torch."""
    opened = getattr(step, "item", None)
    return opened() if callable(opened) and not isinstance(step, int) else step


def metrics_of(given: Any) -> tuple[dict[str, Any], list[str]]:
    """Return metrics as plain data, NaN and infinities as text, and sentences on what was left out.

    Numbers of Python, numpy and torch are metrics, in mappings and lists of any depth. Null, true and false, texts,
    empty mappings and lists, and lists of records (a history) are none. Raise Invalid for what is no mapping at all.
    """
    tree: Any = given if given is not None else {}
    if not isinstance(tree, Mapping):
        try:
            tree = plain(tree)
        except ModelbaseError:
            kind = type(given).__name__
            raise Invalid(f"metrics are a mapping of names to numbers, not {kind}", field="metrics") from None
    found: dict[str, Any] = {}
    lost: dict[str, str] = {}
    for path, value in _leaves(tree, ()):
        key = keys.format_key(path)
        if isinstance(value, _No):
            lost[key] = str(value)
        elif key in found:
            lost[key] = "it is there twice"
        elif len(found) >= MAX_METRICS:
            lost[key] = f"a checkpoint has at most {MAX_METRICS:,}"
        else:
            found[key] = value
    return keys.unflatten(found), _told(lost)


def by_key(metrics: Mapping[str, Any]) -> dict[str, Any]:
    """Return metrics of `metrics_of` by key; the dots of a name make a path, as in a query: `val.acc` is val's acc."""
    flat = keys.flatten(metrics)
    return {
        ".".join(keys.key_text(part) for part in keys.parse_key(key)): value for key, value in flat.items()
    }


def as_said(found: Checkpoint, given: Mapping[str, Any]) -> list[str]:
    """Return what of the step and metrics that a push gave a checkpoint does not have."""
    missing = []
    if given.get("step") is not None and found.step != given["step"]:
        missing.append(f"step {given['step']} (it has {found.step})")
    for key, value in keys.flatten(given.get("metrics") or {}).items():
        if key not in found.metrics or not _equal(found.metrics[key], value):
            missing.append(f"{key} {value} (it has {found.metrics.get(key, 'none')})")
    return missing


def _leaves(value: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    """Yield each number with its path, and `_No` for what is none."""
    if len(path) > MAX_DEPTH:
        yield path, _No(f"it is nested deeper than {MAX_DEPTH} levels")
    elif isinstance(value, Mapping):
        yield from _mapping(value, path)
    elif isinstance(value, list | tuple):
        history = any(isinstance(each, Mapping) for each in value)
        if not value or history:
            yield path, _No("a list of records" if history else "an empty list")
        else:
            for at, inner in enumerate(value):
                yield from _leaves(inner, (*path, str(at)))
    else:
        yield from _leaf(value, path)


def _mapping(value: Mapping[Any, Any], path: Path) -> Iterator[tuple[Path, Any]]:
    if not value and path:
        yield path, _No("an empty mapping")
    for key, inner in value.items():
        if _is_key(key):
            yield from _leaves(inner, (*path, key))
        else:
            yield (*path, _name(key)), _No("its name")


def _leaf(value: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    try:
        yield path, _number(value)
    except _No as no:
        yield path, no
    except TypeError:  # an object: of numpy, torch, decimal, …
        if isinstance(value, Decimal | Fraction):
            yield path, float(value)
            return
        try:
            opened = plain({"it": value})["it"]
        except ModelbaseError:
            yield path, _No(f"an object of type {type(value).__name__}")
            return
        yield from _leaves(opened, path)


def _number(value: Any) -> int | float | str:
    """Return a number as it travels; raise _No for another value, TypeError for an object."""
    if value is None or isinstance(value, bool):
        raise _No("null" if value is None else str(value).lower())
    if isinstance(value, str):
        if value not in NOT_FINITE:
            raise _No("a text")
        return str(value)
    if type(value) is int:
        if value.bit_length() > 1023:
            raise _No("a number too large for a double")
        return value
    if not isinstance(value, float):
        raise TypeError
    return float(value) if math.isfinite(value) else _not_finite(value)


def _not_finite(value: float) -> str:
    return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"


def _is_key(key: Any) -> bool:
    text = str(key)
    whole = isinstance(key, str | int) and not isinstance(key, bool) and len(text) <= MAX_KEY
    return whole and text.encode("utf-8", "replace").decode() == text


def _name(key: Any) -> str:
    return f"{key!r:.80}".encode("utf-8", "backslashreplace").decode()


def _equal(one: Any, other: Any) -> bool:
    if isinstance(one, str) or isinstance(other, str):
        return bool(one == other)
    return bool(one == other or float(one) == float(other))


def _told(lost: Mapping[str, str]) -> list[str]:
    names: Sequence[str] = [f"{key[:100]} ({why})" for key, why in lost.items()]
    if not names:
        return []
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return [f"left out, since it is no metric: {', '.join(names[:NAMED])}{more}"]
