"""Reads a JSON body strictly and keeps the text of `args` byte for byte. Pure; knows no framework."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cached_property
from typing import Any

import orjson

from modelbase.errors import Invalid
from modelbase.identity.args import dumps, loads
from modelbase.identity.compact import Compact, compact, short_integers
from modelbase.identity.jsontext import depth, finite, plain_as_is, read_at

SPACE = " \t\n\r"
LONG = b"0" * 19  # digits of an integer that may not fit into what the quick reader makes of it


class GivenArgs:
    """The args of a request: what they say, and their JSON text as it was sent, looked for when it is wanted."""

    def __init__(
        self, text: str | Callable[[], str], tree: dict[str, Any], given: Compact | None = None
    ) -> None:
        self._text = text
        self.tree = tree
        self.compact = given  # of the same args, where nothing in them needs a closer look

    @cached_property
    def text(self) -> str:
        """The JSON text, byte for byte."""
        return self._text if isinstance(self._text, str) else self._text()


def read_object(data: bytes) -> dict[str, Any]:
    """Return the members of a JSON object, `args` as GivenArgs; raise Invalid saying what is wrong and where."""
    quick = _quick(data)
    return _careful(data) if quick is None else quick


def _quick(data: bytes) -> dict[str, Any] | None:
    """Return the members of a body with args in which nothing needs a close look; None where something might.

    orjson keeps the last of two equal names and makes a double of a long integer: of a body with fewer quotes
    after reading, or with many digits in a row, nothing is taken.
    """
    if not short_integers(data, LONG):
        return None
    try:
        members: Any = orjson.loads(data)
        args = members.pop("args", None) if type(members) is dict else None
        text, others = orjson.dumps(args, option=orjson.OPT_SORT_KEYS), orjson.dumps(members)
    except (orjson.JSONDecodeError, orjson.JSONEncodeError):
        return None
    quotes = text.count(b'"') + others.count(b'"') + 2  # and those of "args" itself
    if type(args) is not dict or quotes != data.count(b'"'):
        return None
    found = compact(text)
    if not plain_as_is(data.decode(), lambda: found.depth if found else depth(args)):
        return None
    members["args"] = GivenArgs(lambda: str(_careful(data)["args"].text), args, found)
    return dict(members)


def _careful(data: bytes) -> dict[str, Any]:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Invalid(f"the body is not UTF-8 (byte {error.start})") from error
    members, end = _members(text)
    if text[end:].strip(SPACE):
        raise Invalid(f"the body has something after its end (character {end})")
    return members


def _members(text: str) -> tuple[dict[str, Any], int]:
    members: dict[str, Any] = {}
    at = _expect(text, _skip(text, 0), "{")
    while not text.startswith("}", at := _skip(text, at)):
        name, at = _name(text, at, members)
        start = _skip(text, _expect(text, _skip(text, at), ":"))
        if name == "args":
            members[name], end = _args(text, start)
        else:
            members[name], end = _value(text, start, STRICT)
        at = _skip(text, end)
        if not text.startswith("}", at):
            at = _skip(text, _expect(text, at, ","))
            if text.startswith("}", at):
                raise Invalid(f"the body has a comma before its end (character {at})")
    return members, at + 1


def _name(text: str, at: int, members: dict[str, Any]) -> tuple[str, int]:
    name, end = _value(text, at, STRICT)
    if not isinstance(name, str):
        raise Invalid(f"the body is not a JSON object: expected a name at character {at}")
    if name in members:
        raise Invalid(f"the body names {name!r} twice", "args_duplicate_key")
    return name, end


def _args(text: str, start: int) -> tuple[GivenArgs, int]:
    """Args as sent; bare NaN and infinities, which are not JSON, are kept as the texts that identity uses."""
    quick = read_at(text, start)
    if quick is not None:
        tree, end = quick
        return GivenArgs(text[start:end], tree), end
    try:
        _, end = _value(text, start, STRICT)
    except _BareNumberError:
        _, end = _value(text, start, LENIENT)
        lenient = loads(text[start:end])
        return GivenArgs(dumps(lenient), {key: finite(item) for key, item in lenient.items()}), end
    return GivenArgs(text[start:end], loads(text[start:end])), end


def _value(text: str, at: int, decoder: json.JSONDecoder) -> tuple[Any, int]:
    try:
        return decoder.raw_decode(text, at)
    except json.JSONDecodeError as error:
        raise Invalid(
            f"the body is not JSON: {error.msg} (line {error.lineno}, column {error.colno})"
        ) from error
    except RecursionError as error:
        raise Invalid("the body is nested too deeply; args may be nested 100 levels") from error


class _BareNumberError(Invalid):
    """NaN or an infinity stands where JSON has no such number."""


def _refuse_bare(token: str) -> None:
    raise _BareNumberError(f"{token} is not JSON; send it as text")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise Invalid("a mapping in the body names a key twice", "args_duplicate_key")
    return members


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] in SPACE:
        at += 1
    return at


def _expect(text: str, at: int, mark: str) -> int:
    if not text.startswith(mark, at):
        raise Invalid(f"the body is not a JSON object: expected {mark!r} at character {at}")
    return at + 1


def _int(token: str) -> int:
    if len(token) > 300:
        raise Invalid(f"the number {token[:40]}… does not fit into a double; give it as text", "args_number")
    return int(token)


STRICT = json.JSONDecoder(object_pairs_hook=_unique, parse_int=_int, parse_constant=_refuse_bare)
LENIENT = json.JSONDecoder()
