"""What args may be at most, and `check_args`, which every door calls once args are plain data.

SDK, command line and server come here through jsontext.py, so that all of them refuse the same in the same words.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from modelbase.errors import Invalid, TooLarge
from modelbase.identity.keys import format_key, leaves

MAX_BYTES = 2 * 2**20  # of the JSON text
MAX_DEPTH = 100
MAX_LEAVES = 10_000  # values: scalars and empty containers
MAX_CONTAINERS = 10 * MAX_LEAVES  # mappings and lists
MAX_KEY = 1_000  # characters of one segment of a key
MAX_ARRAY = 1_000  # items of an array that is read as a list
MAX_DIGITS = 400  # characters of a number: those of any double, written out, and some zeros


def check_args(tree: Mapping[str, Any], text: str) -> None:
    """Raise TooLarge if the JSON text of args is longer than MAX_BYTES; it names the longest value.

    What concerns one value (depth, length of a key, size of a number) is checked where it is read (plain.py).
    """
    if len(text) * 4 > MAX_BYTES and size_of(text) > MAX_BYTES:
        texts = [(path, value) for path, value in leaves(tree) if isinstance(value, str)]
        path = max(texts, key=lambda leaf: len(leaf[1]))[0] if texts else ()
        key = format_key(path)[:100]
        raise TooLarge(
            _sized(size_of(text), "JSON", f", most of it in {key}" if key else ""), limit=MAX_BYTES, key=key
        )


def check_size(text: str | bytes, what: str) -> None:
    """Raise TooLarge for a text of args, in whatever format, of more than MAX_BYTES."""
    size = len(text) if isinstance(text, bytes) else size_of(text)
    if size > MAX_BYTES:
        raise TooLarge(_sized(size, what, ""), limit=MAX_BYTES, size=size)


def too_many_values(*, containers: bool = False, **details: Any) -> Invalid:
    """Return the error for args of more than MAX_LEAVES values, or of more than MAX_CONTAINERS mappings and lists."""
    most = MAX_CONTAINERS if containers else MAX_LEAVES
    what = "mappings and lists" if containers else "values"
    return Invalid(
        f"args have more than {most} {what}; keep large tables in a file of the checkpoint",
        limit=most,
        **details,
    )


def size_of(text: str) -> int:
    """Return the bytes of a text in UTF-8."""
    return len(text) if text.isascii() else len(text.encode(errors="replace"))


def _sized(size: int, what: str, where: str) -> str:
    return (
        f"args are {size / 1e6:.1f} MB of {what}{where}; the limit is {MAX_BYTES // 2**20} MiB: "
        "keep large values in a file of the checkpoint"
    )
