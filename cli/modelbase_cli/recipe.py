"""Args from a file, from stdin and from KEY=VALUE, as one tree. What they mean is in modelbase.identity."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from modelbase import errors
from modelbase.client.transfer.given import Given
from modelbase.identity import args as plain_args
from modelbase.identity.keys import scan_key

FORMATS = {".json": "json", ".yaml": "yaml", ".yml": "yaml", ".toml": "toml"}
READ_AT_MOST = 64 * 2**20  # bytes; the limit for args is far below, and its message says so


@dataclass(frozen=True)
class Recipe:
    """What makes an ID: the args, and dataset and architecture where no arg says them."""

    given: Given
    dataset: str | None
    architecture: str | None


def read_recipe(args_file: str | None, pairs: Sequence[str], dataset: str | None, arch: str | None) -> Recipe:
    """Return the recipe of the command line; KEY=VALUE goes over the file."""
    if args_file is None and not pairs:
        raise click.UsageError(
            "No args: give --args FILE, or KEY=VALUE pairs such as lr=0.1 optimizer.name=sgd."
        )
    given = _read_file(args_file) if args_file else Given({}, "{}")
    if pairs:
        given = Given.of(plain_args.assignments(pairs, given.tree))
    return Recipe(given, dataset, arch)


def read_policy(name: str) -> dict[str, Any]:
    """Return a policy's data from a JSON, YAML or TOML file, or from stdin."""
    return _read_file(name, "the policy").tree


def split_pairs(words: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return paths and KEY=VALUE pairs of a mixed list; what exists as a file is a path."""
    pairs = [word for word in words if _is_pair(word)]
    return [word for word in words if word not in pairs], pairs


def _is_pair(word: str) -> bool:
    try:
        _, end = scan_key(word)
    except errors.Invalid:
        return False
    return word[end : end + 1] == "=" and "/" not in word[:end] and not Path(word).exists()


def _read_file(name: str, what: str = "--args") -> Given:
    if name == "-":
        return _parsed("stdin", sys.stdin.buffer.read(READ_AT_MOST), "json")
    path = Path(name)
    if path.suffix.lower() not in FORMATS:
        raise click.UsageError(
            f"{name}: {what} takes .json, .yaml, .yml or .toml, told by the ending; - is JSON on stdin."
        )
    try:
        with path.open("rb") as file:
            return _parsed(name, file.read(READ_AT_MOST), FORMATS[path.suffix.lower()])
    except OSError as error:
        raise errors.Invalid(f"{name} cannot be read: {error.strerror}", "file_missing") from None


def _parsed(name: str, text: bytes, kind: str) -> Given:
    try:
        return Given.of_json(text) if kind == "json" else Given.of(plain_args.parse_text(text, kind))  # type: ignore[arg-type]
    except errors.ModelbaseError as error:
        raise type(error)(f"{name}: {error.message}", error.code, **error.details) from None
