"""The vectors by which the readers of YAML and TOML args in Python and in the web app are held to the same values."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from modelbase.client.args import read_args
from modelbase.errors import Invalid

ROWS = json.loads((Path(__file__).parents[1] / "contract" / "args-texts.json").read_text())["rows"]


@pytest.mark.parametrize("at", range(len(ROWS)))
def test_a_file_of_args_is_what_the_vectors_say(tmp_path: Path, at: int) -> None:
    row: dict[str, Any] = ROWS[at]
    file = tmp_path / f"args.{row['format']}"
    file.write_text(row["text"])
    if "json" in row:
        assert read_args(file).text == row["json"]
        return
    with pytest.raises(Invalid) as caught:
        read_args(file)
    assert caught.value.code == row["error"]


def test_the_vectors_hold_both_formats_and_every_fault_of_the_web_app() -> None:
    assert {row["format"] for row in ROWS} == {"yaml", "toml"}
    faults = {row["fault"] for row in ROWS if "error" in row}
    assert faults == {"unread", "twice", "unresolved", "unsure", "number", "mapping", "values", "deep"}
