"""Many recipes at once for `modelbase find`: several files, a grid of values, and what of them is missing."""

from __future__ import annotations

import json
import shlex
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from modelbase import Args, Found
from modelbase.errors import Invalid
from modelbase.identity.grids import grid
from modelbase_cli import tables
from modelbase_cli.failure import DONE, NOT_FOUND
from modelbase_cli.options import Here, read_args
from modelbase_cli.output import Output

COLUMNS = ("id", "state", "recipe")
PRESENT = ("trained", "training")


@dataclass(frozen=True)
class Swept:
    """One recipe of a sweep, how it was written, and what is known of it."""

    words: tuple[str, ...]
    args: Args
    found: Found

    def row(self) -> dict[str, Any]:
        """Return the recipe as a row of the table."""
        return {"id": self.found.id, "state": str(self.found.state), "recipe": shlex.join(self.words)}


def is_grid(pairs: Sequence[str]) -> bool:
    """Say whether any value is several."""
    return len(grid(pairs)) > 1


def look_up(
    here: Here, files: Sequence[str], pairs: Sequence[str], name: tuple[str | None, str | None]
) -> list[Swept] | None:
    """Return what is known of each recipe; None if one model is there whose value is the text with its commas."""
    combined = grid(pairs)
    given: list[str | None] = [*files] or [None]
    written = [(file, changes) for file in given for changes in combined]
    if "-" in files and len(written) > 1:
        raise Invalid("args from stdin are read once: save them as a file to ask for many")
    many = [read_args(file, changes) for file, changes in written]
    literal: list[Args] = []
    if len(files) <= 1 and len(combined) > 1:
        with suppress(Invalid):
            literal = [read_args(files[0] if files else None, pairs)]
    found = here.client.find_all([*literal, *many], dataset=name[0], architecture=name[1])
    if literal and found[0].model is not None:
        return None
    rows: dict[str, Swept] = {}
    for (file, changes), args, each in zip(written, many, found[len(literal) :], strict=True):
        words = (*(("--args", file) if file else ()), *changes)
        rows.setdefault(f"{each.name}:{each.digest}", Swept(words, args, each))
    return list(rows.values())


def show(out: Output, rows: Sequence[Swept], *, only_missing: bool, as_json: bool) -> int:
    """Print the recipes, or what is missing of them; return the exit code: done only if all are trained."""
    lacking = [each for each in rows if str(each.found.state) not in PRESENT]
    shown = lacking if only_missing else rows
    if as_json:
        out.json([each.row() | {"args": json.loads(each.args.text)} for each in shown])
    elif only_missing:
        for each in shown:
            out.data(shlex.join(each.words))
    else:
        tables.show(out, COLUMNS, [each.row() for each in shown], "There is no recipe.", as_json=False)
    trained = sum(each.found.trained for each in rows)
    training = len(rows) - trained - len(lacking)
    out.say(f"{trained} trained, {training} being trained, {len(lacking)} missing, of {len(rows)}")
    return DONE if trained == len(rows) else NOT_FOUND
