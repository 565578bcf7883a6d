"""Options and argument types that several commands share. No command and no output here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from modelbase_cli.here import Here

Command = TypeVar("Command", bound=Callable[..., Any])


def _keep(ctx: click.Context, parameter: click.Parameter, value: str | None) -> None:
    if value is not None and parameter.name:
        setattr(ctx.ensure_object(Here), parameter.name, value)


def server_options(command: Command) -> Command:
    """Add --server and --token, which are kept in `Here`."""
    keep: dict[str, Any] = {"expose_value": False, "callback": _keep}
    command = click.option("--token", metavar="T", help="API token to use.", **keep)(command)
    return click.option("--server", metavar="URL", help="Server to talk to.", **keep)(command)


def json_option(command: Command) -> Command:
    """Add --json."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON.")(command)


def recipe_options(command: Command) -> Command:
    """Add --args, --dataset and --arch: what makes an ID."""
    for option in (
        click.option("--arch", metavar="A", help="Architecture, if no arg says it."),
        click.option("--dataset", metavar="D", help="Dataset, if no arg says it."),
        click.option(
            "--args", "args_file", metavar="FILE", help="Args: .json, .yaml or .toml; - is JSON on stdin."
        ),
    ):
        command = option(command)
    return command


class Reference(click.ParamType):  # type: ignore[type-arg]  # generic in newer clicks only
    """A model ID or alias, perhaps with @label; completes from the server's models."""

    name = "id"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:  # noqa: ARG002
        """Return the text as it is, if it can be a reference at all."""
        from modelbase.client.link import is_link
        from modelbase.identity.identity import parse_ref

        if is_link(value):  # never repeated in a message: whoever reads it can open the model
            raise click.BadParameter("a share link works with `modelbase pull` and `modelbase show` only.")
        parse_ref(value)
        return str(value)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[Any]:  # noqa: ARG002
        """Return the IDs that begin so; nothing where no server answers."""
        from click.shell_completion import CompletionItem

        from modelbase.client.link import is_link
        from modelbase.errors import ModelbaseError
        from modelbase_cli.output import line

        if is_link(incomplete):
            return []  # its secret is for its own server alone
        where = f'id startswith "{incomplete}"' if incomplete and '"' not in incomplete else ""
        here = ctx.find_object(Here) or Here()
        try:
            params = {"columns": "title", "limit": 100} | ({"where": where} if where else {})
            rows = here.api.call("GET", "models", params=params)["rows"]
        except ModelbaseError:
            return []  # a key press is no place for an error message
        return [CompletionItem(row["id"], help=line(str(row.get("title") or ""))) for row in rows]


class Opening(Reference):
    """A reference, or a share link, perhaps with @label."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the text as it is, if it can be one of them."""
        from modelbase.client.link import parse

        return str(value) if parse(value) else super().convert(value, param, ctx)


REFERENCE = Reference()
OPENING = Opening()
