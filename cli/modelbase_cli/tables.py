"""Rows as a table for a person, or as TSV, CSV, LaTeX or JSON for another program.

Numbers stay as they are for programs; people get sizes with units and times as ages.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from modelbase_cli.output import Output, field, line

if TYPE_CHECKING:
    from rich.table import Table

Row = Mapping[str, Any]
_LATEX = {letter: f"\\{letter}" for letter in "&%$#_{}"} | {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
MIN_WIDTH = 3  # letters that a narrow terminal leaves of a column
MOST_SIZE = 2**63  # bytes; more is no size
_MINUTE, _HOUR, _DAY = 60, 3600, 86400


def show(  # noqa: PLR0913 - a list in each of its forms
    out: Output,
    columns: Sequence[str],
    rows: Sequence[Row],
    nothing: str,
    *,
    as_json: bool = False,
    shown: slice = slice(None),
) -> None:
    """Print rows as every command does: JSON, a table for a person (only the columns `shown`), lines for a pipe.

    `nothing` is said where there are no rows.
    """
    if as_json:
        out.json(rows)
    elif not out.tty:
        out.rows([[text(row.get(column)) for column in columns] for row in rows])
    elif rows:
        out.draw(drawn(columns[shown], rows, out.page.width))
    if not rows and not as_json:
        out.say(nothing)


def text(value: Any) -> str:
    """Return a value as a program reads it: empty for nothing, JSON for lists and mappings."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)


def human(key: str, value: Any) -> str:
    """Return a value as a person reads it in the column `key`."""
    if key == "size" and isinstance(value, int) and abs(value) < MOST_SIZE:
        return size_text(value)
    if key.endswith("_at") and isinstance(value, str):
        return ago(value)
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return line(", ".join(value))
    if isinstance(value, float):
        return f"{value:.6g}"
    return line(text(value))


def size_text(size: float) -> str:
    """Return a size in bytes with its unit: `1.2 GB`."""
    for unit in ("B", "kB", "MB", "GB"):
        if size < 1000:
            return f"{size:.0f} {unit}" if unit == "B" or size >= 100 else f"{size:.1f} {unit}"
        size /= 1000
    return f"{size:.1f} TB"


def ago(moment: str) -> str:
    """Return how long ago a moment of the API was: `3 h ago`; after a month the date; another text as it is."""
    try:
        then = datetime.fromisoformat(moment)
    except ValueError:
        return line(moment)
    seconds = (datetime.now(UTC) - (then if then.tzinfo else then.replace(tzinfo=UTC))).total_seconds()
    if seconds > 30 * _DAY or seconds < -_MINUTE:
        return f"{then:%Y-%m-%d}" if then.year in {1, 9999} else f"{then.astimezone():%Y-%m-%d}"
    for unit, length in (("d", _DAY), ("h", _HOUR), ("min", _MINUTE)):
        if seconds >= length:
            return f"{int(seconds // length)} {unit} ago"
    return "just now"


def tsv(columns: Sequence[str], rows: Sequence[Row]) -> str:
    """Return tab-separated text with a heading."""
    lines = [columns, *([text(row.get(column)) for column in columns] for row in rows)]
    return "\n".join("\t".join(map(field, cells)) for cells in lines)


def comma(columns: Sequence[str], rows: Sequence[Row]) -> str:
    """Return CSV with a heading; text that a spreadsheet would take for a formula is quoted."""
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow([_quoted(column) for column in columns])
    writer.writerows([_quoted(row.get(column)) for column in columns] for row in rows)
    return target.getvalue().removesuffix("\n")


def latex(columns: Sequence[str], rows: Sequence[Row]) -> str:
    """Return a booktabs table; columns of numbers are set to the right."""
    numeric = [all(_is_number(row.get(column)) for row in rows) for column in columns]
    lines = [
        rf"\begin{{tabular}}{{{''.join('r' if one else 'l' for one in numeric)}}}",
        r"\toprule",
        " & ".join(map(_tex, columns)) + r" \\",
        r"\midrule",
        *(" & ".join(_tex(text(row.get(column))) for column in columns) + r" \\" for row in rows),
        r"\bottomrule",
        r"\end{tabular}",
    ]
    return "\n".join(lines)


def drawn(columns: Sequence[str], rows: Sequence[Row], most: int = 10_000) -> Table:
    """Return a table for a terminal of `most` letters: IDs never cut, numbers to the right."""
    from rich.text import Text

    table = empty_table()
    cells = [[human(column, row.get(column)) for column in columns] for row in rows]
    for at, (column, width) in enumerate(zip(columns, _widths(columns, cells, most), strict=True)):
        right = bool(rows) and all(_is_number(row.get(column)) for row in rows)
        style = "cyan" if columns[at] == "id" else ""
        table.add_column(
            Text(line(column)), justify="right" if right else "left", no_wrap=True, width=width, style=style
        )
    for row in cells:
        table.add_row(*map(Text, row))
    return table


def empty_table(header: str = "bold") -> Table:
    """Return a table without lines or columns."""
    from rich.table import Table

    return Table(box=None, pad_edge=False, header_style=header, padding=(0, 2, 0, 0))


def _widths(columns: Sequence[str], cells: Sequence[Sequence[str]], total: int) -> list[int]:
    """Return the width of every column; the widest shrink first, the ID never."""
    from rich.cells import cell_len

    widths = [max(map(cell_len, (column, *(row[at] for row in cells)))) for at, column in enumerate(columns)]
    while sum(widths) + 2 * (len(widths) - 1) > total:
        most, at = max((0 if columns[at] == "id" else width, at) for at, width in enumerate(widths))
        if most <= MIN_WIDTH:
            break
        widths[at] -= 1
    return widths


def _is_number(value: Any) -> bool:
    return value is None or (isinstance(value, int | float) and not isinstance(value, bool))


def _quoted(value: Any) -> str:
    shown = text(value)
    return "'" + shown if isinstance(value, str) and shown.startswith(_FORMULA) else shown


def _tex(shown: str) -> str:
    return "".join(_LATEX.get(letter, letter) for letter in line(shown))
