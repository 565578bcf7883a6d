"""The only print: data to stdout, talk to stderr, colours on a terminal only.

Text that came from a server is cleaned of control characters before a terminal sees it: the lines here, and all that
rich draws, after it was drawn. rich is loaded when a page or a table is drawn, never for plain lines.
"""

from __future__ import annotations

import json
import re
import sys
from functools import cached_property
from typing import TYPE_CHECKING, Any

import click

from modelbase.texts import clean, line, odd

if TYPE_CHECKING:
    from pydantic import BaseModel
    from rich.console import Console, ConsoleOptions, RenderableType, RenderResult

__all__ = ["Output", "clean", "field", "fields", "line"]
_NOT_ASCII = re.compile(r"[^\x00-\x7e]")


class Output:
    """Where a command writes: data to stdout, messages to stderr."""

    @cached_property
    def tty(self) -> bool:
        """Whether stdout is a terminal, so that data may be drawn for a person."""
        return sys.stdout.isatty()

    @cached_property
    def talk_tty(self) -> bool:
        """Whether stderr is a terminal, so that progress may move."""
        return sys.stderr.isatty()

    @cached_property
    def page(self) -> Console:
        """The rich console of stdout."""
        from rich.console import Console

        return Console(highlight=False, emoji=False, markup=False)

    def data(self, text: str) -> None:
        """Write a line of data to stdout."""
        click.echo(clean(text) if self.tty else text)

    def json(self, value: Any) -> None:
        """Write a JSON document to stdout; an entity in it stands as the server sent it.

        Characters that a terminal would obey are escaped as JSON has it, so that the data stay what they are.
        """
        text = json.dumps(value, indent=2, ensure_ascii=False, default=fields)
        click.echo(_NOT_ASCII.sub(_escaped, text))

    def draw(self, what: RenderableType) -> None:
        """Draw something of rich on stdout."""
        self.page.print(_Cleaned(what))

    def rows(self, rows: list[list[str]]) -> None:
        """Write tab-separated lines to stdout, for a pipe."""
        for row in rows:
            click.echo("\t".join(field(cell) for cell in row))

    def say(self, text: str) -> None:
        """Write a line of talk to stderr."""
        click.echo(clean(text), err=True)

    def done(self, text: str) -> None:
        """Say on stderr that something was done."""
        click.echo(click.style("✓ ", fg="green") + clean(text), err=True)

    def warn(self, text: str) -> None:
        """Say on stderr what the user should know."""
        click.echo(click.style("! ", fg="yellow") + clean(text), err=True)

    def error(self, text: str, following: str = "") -> None:
        """Say on stderr what went wrong, and the next command to try."""
        click.echo(click.style("error: ", fg="red", bold=True) + clean(text), err=True)
        if following:
            click.echo(f"Next: {clean(following)}", err=True)


def fields(entity: BaseModel) -> dict[str, Any]:
    """Return the fields of an entity that the server sent, as JSON data; those within a field are all there."""
    data = entity.model_dump(mode="json")
    return {name: value for name, value in data.items() if name in entity.model_fields_set}


class _Cleaned:
    """What rich draws, without the control characters that it leaves (Markdown has `&#27;` for one)."""

    def __init__(self, what: RenderableType) -> None:
        self.what = what

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for segment in console.render(self.what, options):
            if not segment.control:
                yield segment._replace(text=clean(segment.text))


def field(text: str) -> str:
    """Return text as one field of a tab-separated line."""
    escaped = text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
    return clean(escaped)


def _escaped(found: re.Match[str]) -> str:
    return json.dumps(found.group())[1:-1] if odd(found.group()) else found.group()
