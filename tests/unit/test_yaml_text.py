"""The YAML that the web app writes of args reads back as those args: by PyYAML, and by what `--args` reads with."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from modelbase.identity import yamltext

ROWS = json.loads((Path(__file__).parents[1] / "contract" / "yaml-text.json").read_text())["rows"]


def typed(value: Any) -> Any:
    """Return a value in which 1, 1.0, true and "1" are told apart."""
    if isinstance(value, dict):
        return {key: typed(item) for key, item in value.items()}
    if isinstance(value, list):
        return [typed(item) for item in value]
    return type(value).__name__, value


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["args"][:30])
def test_yaml_reads_back_as_the_args_it_was_written_of(row: dict[str, str]) -> None:
    args = json.loads(row["args"])
    assert typed(yaml.safe_load(row["yaml"])) == typed(args)
    assert typed(yamltext.read(row["yaml"])) == typed(args)
