"""The only print: data to stdout, talk to stderr, colours on a terminal only.

Text that came from a server is cleaned of control characters before a terminal sees it. rich is loaded when
a page or a table is drawn, never for plain lines.
"""

from __future__ import annotations

import json
import re
import sys
from functools import cached_property
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from pydantic import BaseModel
    from rich.console import Console, RenderableType

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_CONTROL_OR_BREAK = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


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
        """Write a JSON document to stdout; an entity in it stands as the server sent it."""
        click.echo(json.dumps(value, indent=2, ensure_ascii=False, default=fields))

    def draw(self, what: RenderableType) -> None:
        """Draw something of rich on stdout."""
        self.page.print(what)

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
    """Return the fields of an entity that the server sent, as JSON data."""
    return entity.model_dump(mode="json", exclude_unset=True)


def clean(text: str) -> str:
    """Return text without characters that move a terminal's cursor or turn its letters around."""
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text)


def line(text: str) -> str:
    """Return text on one line, without control characters."""
    return _CONTROL_OR_BREAK.sub(" ", text)


def field(text: str) -> str:
    """Return text as one field of a tab-separated line."""
    escaped = text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", escaped)
