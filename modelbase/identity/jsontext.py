"""Strict JSON for args: no repeated keys, no number beyond a double, no depth that could break a reader.

`NaN`, `Infinity` and `-Infinity` are read, because Python's json writes them; they are written as text,
because JSON has no such numbers. Conversion to plain data and its limits are in plain.py.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from modelbase.errors import Invalid, TooLarge
from modelbase.identity.keys import Json
from modelbase.identity.plain import MAX_DEPTH, MAX_KEY, MAX_LEAVES, plain

MAX_BYTES = 2 * 2**20
_TOKEN = re.compile(
    r'(?P<text>"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z))|(?P<number>-?[0-9][0-9.eE+-]*)|(?P<mark>[\[\]{},:])',
    re.DOTALL,
)


def dumps(args: Mapping[str, Any]) -> str:
    """Return args as JSON text, keys in the given order; NaN and infinities become text."""
    tree = plain(args)
    try:
        text = json.dumps(tree, ensure_ascii=False, allow_nan=False)
    except ValueError:
        text = json.dumps(finite(tree), ensure_ascii=False, allow_nan=False)
    check_size(text)
    return text


def loads(text: str | bytes) -> dict[str, Json]:
    """Return the args of a JSON text; errors name line and column."""
    text = decode(text)
    quick = read_at(text, 0)
    if quick is not None and not text[quick[1] :].strip(" \t\n\r"):
        return quick[0]
    _check_depth(text)
    try:
        tree = json.loads(text, object_pairs_hook=_mapping, parse_float=_float, parse_int=_int)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise Invalid(f"the JSON cannot be read at {where}: {error.msg}", "args_unreadable") from None
    except _RepeatedKeyError as error:
        raise _repeated(text, error.args[0]) from None
    except _NumberError as error:
        where = next(
            _place(text, at)
            for at, kind, token in _tokens(text)
            if kind == "number" and token == error.args[0]
        )
        shown = error.args[0] if len(error.args[0]) <= 40 else error.args[0][:37] + "..."
        raise Invalid(
            f"{shown} at {where} does not fit into a double; give it as text", "args_number"
        ) from None
    return plain(tree)


def read_at(text: str, start: int) -> tuple[dict[str, Json], int] | None:
    """Return the args that stand at an offset and where they end, read once; None where `loads` has to look closely.

    What passes is plain data as it is: no text in it is escaped or long, and nothing can be over a limit.
    """
    try:
        tree, end = _QUICK.raw_decode(text, start)
    except (ValueError, RecursionError, _RepeatedKeyError, _NumberError):
        return None
    if type(tree) is not dict or not plain_as_is(text[start:end], lambda: depth(tree)):
        return None
    return tree, end


def plain_as_is(piece: str, deep: Callable[[], int]) -> bool:
    """Say whether what was read from a piece of JSON is surely plain data, by a look at it and how deep it is."""
    boxes = piece.count("[") + piece.count("{")
    return not (
        "\\" in piece
        or len(piece) > MAX_BYTES // 4
        or (len(piece) >= MAX_LEAVES and piece.count(",") + boxes >= MAX_LEAVES)
        or _long_text(piece)
        or (boxes > MAX_DEPTH and deep() > MAX_DEPTH)
    )


def _long_text(piece: str) -> bool:
    """Say whether more than MAX_KEY characters stand between two quotes; goes from quote to quote in long steps."""
    at = 0
    while len(piece) - at > MAX_KEY:
        at = piece.rfind('"', at, at + MAX_KEY + 1) + 1
        if not at:
            return True
    return False


def depth(tree: Any) -> int:
    """Return how deep mappings and lists are nested."""
    levels, level = 0, [tree]
    while level:
        levels += 1
        inside = [box.values() if type(box) is dict else box for box in level]
        level = [item for items in inside for item in items if type(item) is dict or type(item) is list]
    return levels


def decode(text: str | bytes, what: str = "JSON") -> str:
    """Return a text of at most MAX_BYTES, decoded from UTF-8 and without a byte order mark."""
    check_size(text, what)
    if isinstance(text, bytes):
        try:
            text = text.decode()
        except UnicodeDecodeError as error:
            raise Invalid(f"the args are not UTF-8 text (byte {error.start})", "args_unreadable") from None
    return text.removeprefix("\ufeff")


def check_size(text: str | bytes, what: str = "JSON") -> None:
    """Refuse an args text of more than MAX_BYTES."""
    size = len(text) if isinstance(text, bytes) else len(text.encode(errors="replace"))
    if size > MAX_BYTES:
        raise TooLarge(
            f"args are {size / 1e6:.1f} MB of {what}; the limit is {MAX_BYTES // 2**20} MiB: "
            "keep large values in a file of the checkpoint",
            limit=MAX_BYTES,
            size=size,
        )


class _RepeatedKeyError(Exception):
    """One mapping has this key twice."""


class _NumberError(Exception):
    """A number token is beyond a double."""


def _mapping(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    tree = dict(pairs)
    if len(tree) < len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise _RepeatedKeyError(key)
            seen.add(key)
    return tree


def _float(token: str) -> float:
    number = float(token)
    if math.isinf(number):
        raise _NumberError(token)
    return number


def _int(token: str) -> int:
    if len(token) > 300:
        raise _NumberError(token)
    return int(token)


def _check_depth(text: str) -> None:
    """Refuse deep nesting before the parser, which recurses, sees it."""
    if text.count("[") + text.count("{") <= MAX_DEPTH:
        return
    depth = 0
    for at, _, token in _tokens(text):
        if token in ("[", "{"):
            depth += 1
            if depth > MAX_DEPTH:
                where = _place(text, at)
                raise Invalid(f"args are nested deeper than {MAX_DEPTH} levels at {where}", limit=MAX_DEPTH)
        elif token in ("]", "}"):
            depth -= 1


def _repeated(text: str, key: str) -> Invalid:
    """Return the error for the first mapping that has `key` twice, with its place."""
    seen: list[set[str]] = []
    where, previous = "an unknown place", ""
    for at, kind, token in _tokens(text):
        if token in ("{", "["):
            seen.append(set())
        elif token in ("}", "]"):
            seen.pop()
        elif kind == "text" and previous in ("{", ",") and json.loads(token) == key:
            if key in seen[-1] and re.compile(r"\s*:").match(text, at + len(token)):
                where = _place(text, at)
                break
            seen[-1].add(key)
        previous = token
    return Invalid(
        f"the key {key!r} is there twice in one mapping, again at {where}", "args_duplicate_key", key=key
    )


def _tokens(text: str) -> Iterator[tuple[int, str, str]]:
    for found in _TOKEN.finditer(text):
        yield found.start(), str(found.lastgroup), found.group()


def _place(text: str, at: int) -> str:
    line = text.count("\n", 0, at)
    return f"line {line + 1}, column {at - text.rfind(chr(10), 0, at)}"


def finite(value: Json) -> Json:
    """Return a value with NaN and infinities as text, as JSON has no such numbers."""
    if isinstance(value, dict):
        return {key: finite(item) for key, item in value.items()}
    if isinstance(value, list):
        return [finite(item) for item in value]
    return not_finite(value) if isinstance(value, float) and not math.isfinite(value) else value


def not_finite(value: float) -> str:
    """Return the text that stands for NaN or an infinity in JSON."""
    return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"


def _bare(token: str) -> None:
    raise _NumberError(token)


_QUICK = json.JSONDecoder(
    object_pairs_hook=_mapping, parse_float=_float, parse_int=_int, parse_constant=_bare
)
