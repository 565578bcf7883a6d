"""Every kind of config object and file keeps the plain tree, digest and family that version 0.1 made of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import identity_kinds
import pytest

ROWS = json.loads((Path(__file__).parents[1] / "contract" / "identity-0.1.json").read_text())["rows"]


def test_every_kind_has_a_row_and_every_row_a_kind() -> None:
    assert [row["name"] for row in ROWS] == list(identity_kinds.kinds())
    assert len(ROWS) >= 40


@pytest.mark.parametrize("row", ROWS, ids=[row["name"].replace(" ", "-") for row in ROWS])
def test_a_kind_has_the_plain_tree_and_the_digests_of_version_0_1(row: dict[str, Any]) -> None:
    assert identity_kinds.row(row["name"]) == row
