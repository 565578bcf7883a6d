"""Training args as they were given: the plain tree that makes the ID, and the JSON text that is kept.

A JSON file travels byte for byte; everything else is written as JSON here. Loads no HTTP and no pydantic.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from modelbase import errors
from modelbase.identity import args as plain_args

FORMATS = {".json": "json", ".yaml": "yaml", ".yml": "yaml", ".toml": "toml"}
READ_AT_MOST = 64 * 2**20  # bytes; the limit for args is far below, and its message says so


@dataclass(frozen=True)
class Args:
    """Args as plain data (`tree`), and as the JSON text that the server keeps (`text`)."""

    tree: dict[str, Any]
    text: str

    @classmethod
    def of(cls, args: Any) -> Args:
        """Return the args of any config object; raise `args_not_plain`, which names the key that is not plain data."""
        if isinstance(args, Args):
            return args
        tree = plain_args.plain(args)
        return cls(tree, plain_args.dumps(tree))

    @classmethod
    def of_json(cls, text: str | bytes) -> Args:
        """Return the args of a JSON text, keeping its bytes where JSON allows them."""
        tree = plain_args.loads(text)
        whole = (text.decode() if isinstance(text, bytes) else text).removeprefix("\ufeff").strip()
        odd = "NaN" in whole or "Infinity" in whole  # perhaps the numbers that JSON does not have
        return cls(tree, plain_args.dumps(tree) if odd else whole)


def read_args(source: str | os.PathLike[str] | IO[bytes] | None = None, changes: Iterable[str] = ()) -> Args:
    """Return the args of a `.json`, `.yaml` or `.toml` file, with `changes` such as `"optimizer.lr=0.1"` over them.

    An open binary file is read as JSON; None stands for no args. The values of changes are YAML scalars, dotted keys
    make trees. Raise `file_missing` for a file that cannot be read, `args_unreadable` (and the other codes of args)
    with the place for one that cannot be parsed, `invalid` for another ending. JSON alone is kept byte for byte.
    """
    given = Args({}, "{}") if source is None else _read(source)
    changes = list(changes)
    return Args.of(plain_args.assignments(changes, given.tree)) if changes else given


def _read(source: str | os.PathLike[str] | IO[bytes]) -> Args:
    if not isinstance(source, str | os.PathLike):
        return _parsed("stdin", source.read(READ_AT_MOST), "json")
    path = Path(source)
    kind = FORMATS.get(path.suffix.lower())
    if kind is None:
        raise errors.Invalid(f"{path} cannot be read: it must end with .json, .yaml, .yml or .toml")
    try:
        with path.open("rb") as file:
            return _parsed(str(path), file.read(READ_AT_MOST), kind)
    except OSError as error:
        raise errors.Invalid(f"{path} cannot be read: {error.strerror}", "file_missing") from None


def _parsed(name: str, text: bytes, kind: str) -> Args:
    try:
        return Args.of_json(text) if kind == "json" else Args.of(plain_args.parse_text(text, kind))  # type: ignore[arg-type]
    except errors.ModelbaseError as error:
        raise type(error)(f"{name}: {error.message}", error.code, **error.details) from None
