"""Whether the pages in docs/ name all that the code has, and nothing that it has not.

Reads the code's own lists (error table, settings, OpenAPI document, commands) and the headings of the pages.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import click
import pytest

from modelbase.errors import CODES

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
OPERATORS = (
    *("=", "!=", "<", "<=", ">", ">=", "in", "not in", "contains", "startswith", "matches", "exists"),
    *("is null", "and", "or", "not", "( )"),
)


def headings(text: str) -> list[str]:
    """Return the headings of a Markdown text, code blocks left out."""
    prose = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    return re.findall(r"^#+ +(.+?) *#*$", prose, flags=re.MULTILINE)


def page(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def in_code(found: list[str]) -> set[str]:
    """Return what stands in backticks in headings."""
    return {code for heading in found for code in re.findall(r"`([^`]+)`", heading)}


def settings_in(found: list[str]) -> set[str]:
    return {name for heading in found for name in re.findall(r"\bMODELBASE_[A-Z0-9_]+", heading)}


def routes_in(found: list[str]) -> set[str]:
    """Return `GET /models/*` for each heading that is a route, whatever its parameters are called."""
    matches = (re.match(r"`?(GET|POST|PUT|PATCH|DELETE) +(/[^\s`?]*)", heading) for heading in found)
    return {route(m[1], m[2]) for m in matches if m}


def route(method: str, path: str) -> str:
    path = path.removeprefix("/api/v1")
    return f"{method.upper()} {re.sub(r'<[^>]*>|{[^}]*}', '*', path)}"


def commands_in(found: list[str]) -> set[str]:
    """Return the commands in headings; `modelbase token create|ls` stands for two."""
    known = set()
    for heading in found:
        match = re.match(r"`?modelbase((?: [a-z][a-z|-]*)+)", heading)
        if match:
            known |= {" ".join(words) for words in product(*(w.split("|") for w in match[1].split()))}
    return known


def commands_of(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[str]:
    """Yield each command that does something, as `token create`; hidden ones are nobody's promise."""
    if command.hidden:
        return
    if not isinstance(command, click.Group):
        yield " ".join(path)
        return
    if path and command.invoke_without_command:
        yield " ".join(path)
    context = click.Context(command)
    for name in command.list_commands(context):
        found = command.get_command(context, name)
        assert found is not None
        yield from commands_of(found, (*path, name))


def openapi_routes() -> set[str]:
    done = subprocess.run(
        [sys.executable, "-m", "modelbase", "openapi"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    paths = json.loads(done.stdout)["paths"]
    methods = {"get", "post", "put", "patch", "delete"}
    return {route(method, path) for path, item in paths.items() for method in methods & set(item)}


def test_each_error_code_has_its_heading_and_no_heading_is_stale() -> None:
    assert in_code(headings(page("errors.md"))) == set(CODES)


@pytest.mark.parametrize("code", CODES)
def test_an_error_stands_under_its_status_with_its_meaning(code: str) -> None:
    kind, meaning = CODES[code]
    text = page("errors.md")
    chapter = next(c for c in re.split(r"^## ", text, flags=re.MULTILINE) if f"### `{code}`" in c)
    assert chapter.startswith(str(kind.status))
    section = chapter.split(f"### `{code}`")[1].split("\n### ")[0]
    assert meaning.lower() in " ".join(section.lower().split())
    assert "**What to do:**" in section


def test_each_setting_has_its_heading_and_no_heading_is_stale() -> None:
    from modelbase.server import settings

    server = {settings.PREFIX + name.upper() for name in settings.Settings.model_fields}
    written = settings_in(headings(page("settings.md")))
    assert server - written == set()
    assert written - server - set(settings.CLIENT_NAMES) == set()


def test_each_route_has_its_heading_and_no_heading_is_stale() -> None:
    assert openapi_routes() == routes_in(headings(page("api.md")))


def test_each_command_has_its_heading_and_no_heading_is_stale() -> None:
    from modelbase_cli import __main__ as entry

    groups = [value for value in vars(entry).values() if isinstance(value, click.Group)]
    assert len(groups) == 1, "modelbase_cli.__main__ should know one click group"
    assert set(commands_of(groups[0])) == commands_in(headings(page("cli.md")))


MENTIONED = re.compile(r"`modelbase ([a-z][a-z-]*)")


def test_pages_name_commands_that_exist() -> None:
    from modelbase_cli.group import LINES

    pages = [*DOCS.glob("*.md"), ROOT / "README.md", ROOT / "docker" / "README.md"]
    named = {(path.name, name) for path in pages for name in MENTIONED.findall(path.read_text("utf-8"))}
    assert len(named) > 30
    assert sorted((page, name) for page, name in named if name not in LINES) == []


def test_each_operator_of_the_query_language_has_its_heading() -> None:
    written = in_code(headings(page("query.md")))
    assert [operator for operator in OPERATORS if operator not in written] == []


def test_links_between_pages_lead_somewhere() -> None:
    broken = []
    for source in [ROOT / "README.md", *sorted(DOCS.rglob("*.md"))]:
        for target in re.findall(r"\]\(([^)#\s]+)", source.read_text(encoding="utf-8")):
            if not re.match(r"[a-z]+:|/", target) and not (source.parent / target).exists():
                broken.append(f"{source.relative_to(ROOT)} -> {target}")
    assert broken == []


def test_headings_are_read_outside_code_blocks_alone() -> None:
    text = "# Title\n```\n# a comment\n```\n## `one` and `two`\n### MODELBASE_URL ###\n"
    assert headings(text) == ["Title", "`one` and `two`", "MODELBASE_URL"]
    assert in_code(headings(text)) == {"one", "two"}
    assert settings_in(headings(text)) == {"MODELBASE_URL"}


def test_routes_are_compared_without_the_names_of_their_parameters() -> None:
    written = routes_in(["GET /models/<ref>", "`POST /models`", "GET /models?where=", "Models"])
    assert written == {"GET /models/*", "POST /models", "GET /models"}
    assert route("get", "/api/v1/models/{id}") in written


def test_commands_are_found_in_groups_and_in_headings() -> None:
    leaf = click.Command("x")
    tree = click.Group(commands={"push": leaf, "token": click.Group(commands={"create": leaf, "ls": leaf})})
    assert set(commands_of(tree)) == {"push", "token create", "token ls"}
    assert commands_in(["`modelbase push` PATH", "modelbase token create|ls", "Exit codes"]) == set(
        commands_of(tree)
    )
