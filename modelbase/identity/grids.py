"""Grids of KEY=VALUE: `lr=0.1,0.01 seed=1,2` stands for four recipes. Pure text."""

from __future__ import annotations

from collections.abc import Sequence

from modelbase.errors import Invalid
from modelbase.identity.keys import scan_key

MANY = 1_000  # recipes of a grid


def grid(changes: Sequence[str]) -> list[list[str]]:
    """Return the lists of KEY=VALUE that a grid stands for.

    `lr=0.1,0.01` is two values; commas within quotes, brackets and braces divide nothing. The last key varies fastest.
    """
    combined: list[list[str]] = [[]]
    for change in changes:
        end = scan_key(change)[1] if change else 0
        key, values = change[: end + 1], change[end + 1 :]
        parts = [key + value for value in divided(values)]
        combined = [[*before, part] for before in combined for part in parts]
        if len(combined) > MANY:
            raise Invalid(
                f"this grid has more than {MANY} recipes; ask for a part of it at a time", limit=MANY
            )
    return combined


def divided(text: str) -> list[str]:
    """Return the values between the commas of a text; one that begins or ends with a comma is one value."""
    parts, depth, quote, start = [], 0, "", 0
    for at, sign in enumerate(text):
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "\"'":
            quote = sign
        elif sign in "[{(":
            depth += 1
        elif sign in "]})":
            depth -= 1
        elif sign == "," and depth == 0:
            parts.append(text[start:at])
            start = at + 1
    parts.append(text[start:])
    return parts if all(part.strip() for part in parts) and not quote and depth == 0 else [text]
