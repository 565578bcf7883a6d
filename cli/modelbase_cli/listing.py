"""A list as every command shows it: a table for a person, plain rows for a program, JSON for who asks for it.

What the rows are is the command's business; how a table looks is said in tables.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from modelbase_cli import tables
from modelbase_cli.here import Here


def show(
    here: Here,
    columns: Sequence[str],
    rows: Sequence[dict[str, Any]],
    nothing: str,
    shown: slice = slice(None),
) -> None:
    """Print rows; `nothing` is said where there are none, `shown` are the columns that a person gets."""
    if not here.out.tty:
        here.out.rows([[tables.text(row.get(column)) for column in columns] for row in rows])
    elif rows:
        here.out.draw(tables.drawn(columns[shown], rows, here.out.page.width))
    if not rows:
        here.out.say(nothing)
