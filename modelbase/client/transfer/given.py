"""Training args as they were given: the plain tree that makes the ID, and the JSON text that is kept.

A JSON file travels byte for byte; everything else is written as JSON here. Reads no file, sends nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from modelbase.identity import args as plain_args


@dataclass(frozen=True)
class Given:
    """Args as plain data, and as the JSON text that the server keeps."""

    tree: dict[str, Any]
    text: str

    @classmethod
    def of(cls, args: Any) -> Given:
        """Return the given form of any config object; an error names the key that is not plain data."""
        if isinstance(args, Given):
            return args
        tree = plain_args.plain(args)
        return cls(tree, plain_args.dumps(tree))

    @classmethod
    def of_json(cls, text: str | bytes) -> Given:
        """Return the given form of a JSON text, keeping its bytes where JSON allows them."""
        tree = plain_args.loads(text)
        whole = (text.decode() if isinstance(text, bytes) else text).removeprefix("\ufeff").strip()
        odd = "NaN" in whole or "Infinity" in whole  # perhaps the numbers that JSON does not have
        return cls(tree, plain_args.dumps(tree) if odd else whole)


def metrics_of(metrics: Any) -> dict[str, Any]:
    """Return metrics as plain data, NaN and infinities as text; numpy and torch scalars are taken."""
    import json

    plain: dict[str, Any] = json.loads(plain_args.dumps(plain_args.plain(metrics or {})))
    return plain
