"""Training args: any config object to plain data, text to args and back, args to dotted keys and back.

The front of keys.py (dotted keys), plain.py (conversion), jsontext.py and yamltext.py (text). Pure: no I/O,
no environment; what makes an ID out of args is in identity.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Literal

from modelbase.errors import Invalid
from modelbase.identity.jsontext import decode, dumps, loads
from modelbase.identity.keys import (
    Json,
    Path,
    Scalar,
    flatten,
    format_key,
    index_of,
    leaves,
    lookup,
    parse_key,
    scan_key,
    unflatten,
)
from modelbase.identity.limits import MAX_BYTES, MAX_DEPTH, MAX_KEY, MAX_LEAVES
from modelbase.identity.plain import plain

__all__ = [
    "MAX_BYTES", "MAX_DEPTH", "MAX_KEY", "MAX_LEAVES", "Json", "Path", "Scalar", "assignments", "dumps",
    "flatten", "format_key", "leaves", "loads", "lookup", "parse_key", "parse_text", "plain", "unflatten",
]  # fmt: skip

_OVERRIDE = re.compile(r"~|\+{0,2}[^\s=]+=")


def parse_text(text: str | bytes, format: Literal["json", "yaml", "toml"]) -> dict[str, Json]:  # noqa: A002
    """Return the args of a JSON, YAML or TOML text; errors name line and column."""
    if format == "json":
        return loads(text)
    text = decode(text, format.upper())
    if format == "yaml":
        from modelbase.identity import yamltext

        return plain(_no_overrides(yamltext.read(text)))
    if format == "toml":
        return plain(_toml(text))
    raise Invalid(f"{format!r} is no args format: it is json, yaml or toml")


def assignments(pairs: Iterable[str], into: dict[str, Any] | None = None) -> dict[str, Json]:
    """Return `into` with the KEY=VALUE pairs set; dotted keys make trees, values are YAML scalars."""
    from modelbase.identity import yamltext

    tree = plain(into or {})
    given: set[tuple[str, ...]] = set()
    for pair in pairs:
        refuse_override(pair)
        segments, end = scan_key(pair)
        if pair[end : end + 1] != "=":
            raise Invalid(f"{pair[:80]!r} is no KEY=VALUE: there is no = after the key", "key_invalid")
        inner = next(
            (one for one in given if len(one) > len(segments) and one[: len(segments)] == segments), None
        )
        if inner is not None:
            raise _below_a_value(inner, segments)
        given.add(segments)
        _set(tree, segments, yamltext.read_scalar(pair[end + 1 :]))
    return plain(tree)


def refuse_override(word: str) -> None:
    """Raise Invalid for a word of Hydra's that is none here: `+key=value`, `++key=value`, `~key`."""
    if word.startswith(("+", "~")):
        key = word.lstrip("+~")
        way = (
            "keys cannot be taken out here: leave it out of the file"
            if word.startswith("~")
            else f"here it is written {key[:80]!r}, since a key need not be there before"
        )
        raise Invalid(
            f"{word[:80]!r} is a word of Hydra's: {way}; a key that begins with this sign is written in quotes, "
            "'\"+key\"=value'",
            "key_invalid",
        )


def _no_overrides(read: Any) -> Any:
    """Refuse the list that Hydra writes of a command line's words; return anything else."""
    if isinstance(read, list) and read and all(isinstance(one, str) and _OVERRIDE.match(one) for one in read):
        raise Invalid(
            "these are the overrides of a command line, as Hydra writes them to .hydra/overrides.yaml, "
            "and not the whole config: give the config.yaml beside it",
            "args_not_plain",
        )
    return read


def _toml(text: str) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(text)
    except RecursionError:
        raise Invalid(f"args are nested deeper than {MAX_DEPTH} levels", limit=MAX_DEPTH) from None
    except (tomllib.TOMLDecodeError, ValueError) as error:
        raise Invalid(f"the TOML cannot be read: {error}", "args_unreadable") from None


def _set(tree: Json, segments: tuple[str, ...], value: Any) -> None:
    """Set one value, making the mappings (or, for a segment 0, the lists) on the way."""
    node: Any = tree
    for depth, part in enumerate(segments):
        last = depth == len(segments) - 1
        fresh = value if last else ([] if segments[depth + 1] == "0" else {})
        if isinstance(node, dict):
            node[part] = fresh if last else node.get(part, fresh)
            node = node[part]
        elif isinstance(node, list):
            node = _set_item(node, segments[: depth + 1], fresh, replace=last)
        else:
            raise _below_a_value(segments, segments[:depth])


def _below_a_value(segments: tuple[str, ...], above: tuple[str, ...]) -> Invalid:
    return Invalid(
        f"{format_key(segments)}: {format_key(above)} is a value and has no keys inside", "key_invalid"
    )


def _set_item(items: list[Any], segments: tuple[str, ...], fresh: Any, *, replace: bool) -> Any:
    index = index_of(segments[-1])
    if index is None or index > len(items):
        where = format_key(segments)
        raise Invalid(
            f"{where}: this list has {len(items)} items, so 0 to {len(items)} can be set", "key_invalid"
        )
    if index == len(items):
        items.append(fresh)
    elif replace:
        items[index] = fresh
    return items[index]
