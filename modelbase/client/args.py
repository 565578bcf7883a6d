"""Training args as they were given: the plain tree that makes the ID, and the JSON text that is kept.

A JSON file travels byte for byte; everything else is written as JSON here. Loads no HTTP and no pydantic.
"""

from __future__ import annotations

import codecs
import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import IO, Any

from modelbase import errors
from modelbase.identity import args as plain_args
from modelbase.identity import references
from modelbase.identity.identity import DEFAULT_POLICY, Policy, identify

FORMATS = {".json": "json", ".yaml": "yaml", ".yml": "yaml", ".toml": "toml"}
_none = object()
READ_AT_MOST = 64 * 2**20  # bytes; the limit for args is far below, and its message says so


@dataclass(frozen=True)
class Args:
    """Args as plain data (`tree`), and as the JSON text that the server keeps (`text`)."""

    tree: dict[str, Any]
    text: str
    earlier: dict[str, Any] | None = (
        None  # what version 0.1 read of the same file, where that was another tree
    )
    # Where values are from, `file` or `command line`, by key; under "" what holds for all others.
    sources: dict[str, str] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of(cls, args: Any, rules: Policy | None = None) -> Args:
        """Return the args of any config object; raise `args_not_plain`, which names the key that is not plain data.

        Fields of a dataclass that `rules` ignore are shown as its own `to_dict` shows them (transformers hides tokens).
        """
        if isinstance(args, Args):
            return args
        tree = plain_args.plain(args, partial(_is_ignored, rules) if rules else None)
        return cls(tree, plain_args.dumps(tree))

    @classmethod
    def of_json(cls, text: str | bytes) -> Args:
        """Return the args of a JSON text, keeping its bytes where JSON allows them."""
        tree = plain_args.loads(text)
        whole = (text.decode() if isinstance(text, bytes) else text).removeprefix("\ufeff").strip()
        odd = "NaN" in whole or "Infinity" in whole  # perhaps the numbers that JSON does not have
        return cls(tree, plain_args.dumps(tree) if odd else whole)

    def also(self, rules: Policy, dataset: str | None, architecture: str | None) -> list[str] | None:
        """Return the names with digests by which version 0.1 knew these args, where it made others; else None."""
        if self.earlier is None:
            return None
        found: dict[str, None] = {}
        for policy in (rules, DEFAULT_POLICY):
            with suppress(errors.Invalid):  # perhaps these args had no name of their own
                made = identify(self.earlier, policy, dataset, architecture)
                found[f"{made.name}:{made.digest}"] = None
        return list(found) or None


def _is_ignored(rules: Policy, path: plain_args.Path) -> bool:
    return bool(rules.ignored.of_name(str(path[-1])) or rules.ignored.of_path(path))


def read_args(
    source: str | os.PathLike[str] | IO[bytes] | None = None,
    changes: Iterable[str] = (),
    *,
    literal: bool = False,
) -> Args:
    """Return the args of a `.json`, `.yaml` or `.toml` file, with `changes` such as `"optimizer.lr=0.1"` over them.

    An open binary file is read as JSON; None stands for no args. The values of changes are YAML scalars, dotted keys
    make trees. Raise `file_missing` for a file that cannot be read, `args_unreadable` (and the other codes of args)
    with the place for one that cannot be parsed, `invalid` for another ending. JSON alone is kept byte for byte.
    References of a YAML file (`${a.b}`) are resolved after the changes, unless `literal`; raise `args_unresolved`.
    """
    given, kind = (Args({}, "{}"), "json") if source is None else _read(source)
    changes = list(changes)
    before = plain_args.flatten(given.tree)
    if changes:
        given = Args.of(plain_args.assignments(changes, given.tree))
    found = given if literal or kind != "yaml" else _named(str(source), lambda: _resolved(given))
    changed = {
        key for key, value in plain_args.flatten(given.tree).items() if before.get(key, _none) != value
    }
    where = {"": "file"} if source is not None else {}
    return replace(found, sources=where | dict.fromkeys(changed, "command line"))


def _resolved(given: Args) -> Args:
    """Return args with their references resolved, and what version 0.1 made of them, which left them as text."""
    if "${" not in given.text and references.MISSING not in given.text:
        return given
    tree = plain_args.plain(references.resolve(given.tree))
    return given if tree == given.tree else Args(tree, plain_args.dumps(tree), given.tree)


def _read(source: str | os.PathLike[str] | IO[bytes]) -> tuple[Args, str]:
    if not isinstance(source, str | os.PathLike):
        return _parsed("stdin", source.read(READ_AT_MOST), "json"), "json"
    path = Path(source)
    kind = FORMATS.get(path.suffix.lower())
    if kind is None:
        raise errors.Invalid(f"{path} cannot be read: it must end with .json, .yaml, .yml or .toml")
    try:
        with path.open("rb") as file:
            return _parsed(str(path), file.read(READ_AT_MOST), kind), kind
    except OSError as error:
        raise errors.Invalid(f"{path} cannot be read: {error.strerror}", "file_missing") from None


def _parsed(name: str, text: bytes, kind: str) -> Args:
    text = _utf8(text)
    return _named(
        name,
        lambda: Args.of_json(text) if kind == "json" else Args.of(plain_args.parse_text(text, kind)),  # type: ignore[arg-type]
    )


def _utf8(text: bytes) -> bytes:
    """Return a text in UTF-8: what begins with the mark of UTF-16, as PowerShell writes files, is turned into it."""
    if not text.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return text
    try:
        return text.decode("utf-16").encode()
    except UnicodeError:
        return text


def _named(name: str, act: Callable[[], Args]) -> Args:
    """Return what `act` returns; its errors begin with the name of the file."""
    try:
        return act()
    except errors.ModelbaseError as error:
        raise type(error)(f"{name}: {error.message}", error.code, **error.details) from None


def inexact(metrics: dict[str, Any]) -> list[str]:
    """Return a note for each integer among metrics that a double cannot hold: the next number it holds is stored."""
    return [
        f"the metric {key} is stored as {float(value):.17g}: a double does not hold {value} exactly"
        for key, value in plain_args.flatten(metrics).items()
        if type(value) is int and int(float(value)) != value
    ]
