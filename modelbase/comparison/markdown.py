"""A comparison as a Markdown table, for notes and pull requests. Text only; the rows come from compare.py."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

MAX_CELL = 200


def markdown(found: Mapping[str, Any]) -> str:
    """Return a comparison (`Comparison.to_dict`) as a table per section; the base is marked, missing is a dash."""
    if not found["rows"]:
        return "No differences.\n" if found["equal"] else "No rows.\n"
    heads = [_code(text) + (" (base)" if at == found["base"] else "") for at, text in enumerate(found["ids"])]
    lines: list[str] = []
    for section, count in found["counts"].items():
        rows = [row for row in found["rows"] if row["section"] == section]
        if not rows:
            continue
        lines += [f"### {section}: {count['different']} of {count['total']} differ", ""]
        lines += [_line(["key", *heads]), _line(["---"] * (len(heads) + 1))]
        lines += [_line([_code(row["key"]), *map(_cell, row["cells"])]) for row in rows]
        lines.append("")
    return "\n".join(lines)


def _line(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _cell(cell: Mapping[str, Any]) -> str:
    if cell["state"] == "missing":
        return "–"
    text = json.dumps(cell["value"], ensure_ascii=False)
    return _code(text if len(text) <= MAX_CELL else text[: MAX_CELL - 1] + "…")


def _code(text: str) -> str:
    """Return a code span that no text can leave: longer backticks, escaped bars, one line."""
    text = re.sub(r"\s", " ", text).replace("|", "\\|")
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if longest or not text.strip() else ""
    return f"{fence}{pad}{text}{pad}{fence}"
