"""Every kind of config object and file keeps the plain tree, digest and family that version 0.1 made of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import identity_kinds
import pytest

ROWS = json.loads((Path(__file__).parents[1] / "contract" / "identity-0.1.json").read_text())["rows"]
READ_SINCE = {"attrs object"}


def test_every_kind_has_a_row_and_every_row_a_kind() -> None:
    assert [row["name"] for row in ROWS] == list(identity_kinds.kinds())
    assert len(ROWS) >= 40


def test_what_version_0_1_refused_and_is_read_now_is_named_here() -> None:
    """A recipe that was accepted keeps its digest; what was refused had none, so it may be read later."""
    refused = {row["name"] for row in ROWS if "error" in row}
    assert {name for name in refused if "error" not in identity_kinds.row(name)} == READ_SINCE


@pytest.mark.parametrize(
    "row",
    [row for row in ROWS if row["name"] not in READ_SINCE],
    ids=lambda row: row["name"].replace(" ", "-"),
)
def test_a_kind_has_the_plain_tree_and_the_digests_of_version_0_1(row: dict[str, Any]) -> None:
    assert identity_kinds.row(row["name"]) == row
