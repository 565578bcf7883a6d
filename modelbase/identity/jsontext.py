"""Strict JSON: args, and bodies of requests with args in them, each parsed once. Pure; knows no framework.

No repeated key, no number beyond a double, no depth that could break a reader. `NaN`, `Infinity` and `-Infinity`
are read in args, because Python's json writes them; they are written as text, because JSON has no such numbers.
Conversion to plain data and its limits are in plain.py.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from modelbase.errors import Invalid
from modelbase.identity.keys import Json
from modelbase.identity.limits import (
    MAX_BYTES,
    MAX_CONTAINERS,
    MAX_DEPTH,
    MAX_KEY,
    MAX_LEAVES,
    check_args,
    check_size,
    too_many_values,
)
from modelbase.identity.plain import plain

_HALF = re.compile(r"\\u[dD][89a-fA-F]")  # perhaps half a character: two make a whole one
_SPACE = re.compile(r"[ \t\n\r]*")
_TOKEN = re.compile(
    r'(?P<text>"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z))|(?P<number>-?[0-9][0-9.eE+-]*)|(?P<mark>[\[\]{},:])',
    re.DOTALL,
)
_STEPS = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)|[\[\]{},]', re.DOTALL)


def dumps(args: Mapping[str, Any]) -> str:
    """Return args as JSON text, keys in the given order; NaN and infinities become text."""
    tree = plain(args)
    try:
        text = json.dumps(tree, ensure_ascii=False, allow_nan=False)
    except ValueError:
        text = json.dumps(finite(tree), ensure_ascii=False, allow_nan=False)
    check_args(tree, text)
    return text


def loads(text: str | bytes) -> dict[str, Json]:
    """Return the args of a JSON text; errors name line and column."""
    text = decode(text)
    try:
        _check_room(text, _skip(text, 0))
        tree, end = _value(text, _skip(text, 0), _ARGS)
        if _skip(text, end) < len(text):
            raise json.JSONDecodeError("Extra data", text, _skip(text, end))
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise Invalid(f"the JSON cannot be read at {where}: {error.msg}", "args_unreadable") from None
    return _plain(tree, text)


class GivenArgs:
    """The args of a request: their JSON text as it was sent, and the plain data that it says."""

    def __init__(self, text: str, tree: dict[str, Json]) -> None:
        self.text = text
        self.tree = tree


def read_object(data: bytes, fields: Collection[str] | None = None) -> dict[str, Any]:
    """Return the members of a JSON object, `args` as GivenArgs; raise Invalid saying what is wrong and where.

    A member that is not among `fields` (None: any) is refused before its value is read. Every text is whole Unicode.
    """
    try:
        text = data.decode()
        members, end = _members(text, fields)
    except UnicodeDecodeError as error:
        raise Invalid(f"the body is not UTF-8 (byte {error.start})") from error
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise Invalid(f"the body is not JSON: {error.msg} ({where})") from error
    if _skip(text, end) < len(text):
        raise Invalid(f"the body has something after its end (character {end})")
    return members


def _members(text: str, fields: Collection[str] | None) -> tuple[dict[str, Any], int]:
    members: dict[str, Any] = {}
    halves = _HALF.search(text) is not None
    at = _expect(text, _skip(text, 0), "{")
    while not text.startswith("}", at := _skip(text, at)):
        name, end = _value(text, at, _STRICT)
        if not isinstance(name, str):
            raise Invalid(f"the body is not a JSON object: expected a name at character {at}")
        _check_name(name, members, fields)
        start = _skip(text, _expect(text, _skip(text, end), ":"))
        members[name], end = _given(text, start) if name == "args" else _value(text, start, _STRICT)
        if halves and name != "args":
            _refuse_halves(name, members[name])
        at = _skip(text, end)
        if not text.startswith("}", at):
            at = _skip(text, _expect(text, at, ","))
            if text.startswith("}", at):
                raise Invalid(f"the body has a comma before its end (character {at})")
    return members, at + 1


def _check_name(name: str, members: Collection[str], fields: Collection[str] | None) -> None:
    if name in members:
        raise Invalid(f"the body names {name[:200]!r} twice", "args_duplicate_key")
    if fields is not None and name not in fields:
        raise Invalid(f"{name[:200]}: is not a field here", field=name[:200])
    if not _encodes(name):
        raise Invalid(f"the body has a name with half a character (a lone surrogate): {name[:200]}")


def _refuse_halves(name: str, value: Any) -> None:
    """Raise Invalid for half a character anywhere in a value, in keys too: it is no text, and no answer can hold it."""
    if not _encodes(json.dumps(value, ensure_ascii=False)):
        raise Invalid(f"{name} holds half a character (a lone surrogate), which is no text", field=name)


def _given(text: str, start: int) -> tuple[GivenArgs, int]:
    """Return args as sent; bare NaN and infinities, which are not JSON, become the texts that identity uses."""
    _check_room(text, start)
    found, end = _value(text, start, _ARGS)
    piece = text[start:end]
    tree = _plain(found, piece)
    if "NaN" in piece or "Infinity" in piece:
        plain = {key: finite(item) for key, item in tree.items()}
        if plain != tree:
            return GivenArgs(dumps(plain), plain), end
    return GivenArgs(piece, tree), end


def _check_room(text: str, start: int) -> None:
    """Refuse args with too many values or bytes before they are parsed, by the commas in their text.

    A tree has one value (scalar or empty container) more than it has commas. The walk ends at the first limit.
    """
    boxes = text.count("[", start) + text.count("{", start)
    if (
        text.count(",", start) < MAX_LEAVES
        and boxes <= MAX_CONTAINERS
        and len(text) - start <= MAX_BYTES // 4
    ):
        return
    depth = commas = boxes = 0
    for found in _STEPS.finditer(text, start):
        mark = found.group()
        opens = mark in ("[", "{")
        boxes += opens
        commas += mark == ","
        depth += opens - (mark in ("]", "}"))
        if commas >= MAX_LEAVES or boxes > MAX_CONTAINERS:
            raise too_many_values(containers=boxes > MAX_CONTAINERS)
        if depth > MAX_DEPTH:
            raise _too_deep(text, start)
        if depth <= 0:
            check_size(text[start : found.end()], "JSON")
            return


def _value(text: str, at: int, decoder: json.JSONDecoder) -> tuple[Any, int]:
    """Return the value at an offset and where it ends; raise JSONDecodeError, or Invalid with the place."""
    try:
        return decoder.raw_decode(text, at)
    except _RepeatedKeyError as error:
        raise _repeated(text, at, error.args[0]) from None
    except _NumberError as error:
        raise _beyond(text, at, error.args[0]) from None
    except RecursionError:
        raise _too_deep(text, at) from None


def _plain(tree: Any, piece: str) -> dict[str, Json]:
    """Return what was read from a piece of JSON as plain data; what surely is plain already is not walked."""
    args: dict[str, Json] = tree if type(tree) is dict and _surely_plain(tree, piece) else plain(tree)
    check_args(args, piece)
    return args


def _surely_plain(tree: dict[str, Any], piece: str) -> bool:
    """Say whether no text is escaped or long and nothing can be over a limit, by scanning the text."""
    containers = piece.count("[") + piece.count("{")
    return not (
        "\\" in piece
        or len(piece) > MAX_BYTES // 4
        or (len(piece) >= MAX_LEAVES and piece.count(",") + containers >= MAX_LEAVES)
        or _long_text(piece)
        or (containers > MAX_DEPTH and _depth(tree) > MAX_DEPTH)
        or not (piece.isascii() or _encodes(piece))
    )


def _encodes(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:  # half a character (a lone surrogate)
        return False
    return True


def _long_text(piece: str) -> bool:
    """Say whether more than MAX_KEY characters stand between two quotes; goes from quote to quote in long steps."""
    at = 0
    while len(piece) - at > MAX_KEY:
        at = piece.rfind('"', at, at + MAX_KEY + 1) + 1
        if not at:
            return True
    return False


def _depth(tree: Any) -> int:
    """Return how deep mappings and lists are nested."""
    levels, level = 0, [tree]
    while level:
        levels += 1
        inside = [each.values() if type(each) is dict else each for each in level]
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


def _bare(token: str) -> None:
    raise Invalid(f"the body is not JSON: {token} is no number there; send it as text")


def _skip(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


def _expect(text: str, at: int, mark: str) -> int:
    if not text.startswith(mark, at):
        raise Invalid(f"the body is not a JSON object: expected {mark!r} at character {at}")
    return at + 1


def _too_deep(text: str, start: int) -> Invalid:
    """Return the error for what is nested too deeply for the parser, with the place of the first level too many."""
    depth, where = 0, "an unknown place"
    for at, _, token in _tokens(text, start):
        depth += (token in ("[", "{")) - (token in ("]", "}"))
        if depth > MAX_DEPTH:
            where = _place(text, at)
            break
    return Invalid(f"args are nested deeper than {MAX_DEPTH} levels at {where}", limit=MAX_DEPTH)


def _beyond(text: str, start: int, number: str) -> Invalid:
    """Return the error for a number beyond a double, with its place."""
    tokens = _tokens(text, start)
    where = next(_place(text, at) for at, kind, token in tokens if (kind, token) == ("number", number))
    shown = number if len(number) <= 40 else number[:37] + "..."
    return Invalid(f"{shown} at {where} does not fit into a double; give it as text", "args_number")


def _repeated(text: str, start: int, key: str) -> Invalid:
    """Return the error for the first mapping that has `key` twice, with its place."""
    seen: list[set[str]] = []
    where, previous = "an unknown place", ""
    for at, kind, token in _tokens(text, start):
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


def _tokens(text: str, start: int) -> Iterator[tuple[int, str, str]]:
    for found in _TOKEN.finditer(text, start):
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


_ARGS = json.JSONDecoder(object_pairs_hook=_mapping, parse_float=_float, parse_int=_int)
_STRICT = json.JSONDecoder(object_pairs_hook=_mapping, parse_int=_int, parse_constant=_bare)
