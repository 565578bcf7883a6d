"""The text of API tokens, and how the command line lists those from before."""

from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner
from modelbase_cli.commands.token import listed
from modelbase_cli.options import Here

import modelbase
from modelbase.server.signin.tokens import make_text, well_formed


def test_a_new_token_is_well_formed_and_unlike_any_other() -> None:
    texts = {make_text() for _ in range(1000)}
    assert len(texts) == 1000
    assert all(well_formed(text) for text in texts)


def test_a_typo_is_told_without_asking_anybody() -> None:
    text = make_text()
    for at in range(3, len(text)):
        typo = text[:at] + ("a" if text[at] != "a" else "b") + text[at + 1 :]
        assert not well_formed(typo)
    assert not well_formed("mb_short")
    assert not well_formed(text + "x")


@pytest.mark.parametrize("how", [[], ["--json"]])
def test_token_ls_names_those_that_may_write_but_not_read(how: list[str]) -> None:
    rows: list[dict[str, Any]] = [
        {"id": "t_1", "name": "old", "scopes": ["write"]},
        {"id": "t_2", "name": "new", "scopes": ["read", "write"]},
        {"id": "t_3", "name": "boss", "scopes": ["admin"]},
    ]
    here = Here()
    tokens = [modelbase.Token(created_at="2026-11-30T12:00:00Z", **row) for row in rows]
    vars(here)["client"] = SimpleNamespace(tokens=lambda: tokens)
    done = CliRunner().invoke(listed, how, obj=here)
    assert done.exit_code == 0, done.output
    assert done.stderr == "'old' is from before write included read: it can write, but not read.\n"
    assert "t_3" in done.stdout
