"""The commands by section. Each is imported when it is called, not before."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import click

# section -> command -> its one line; the module is commands/<command>.py, its click command is `command`.
# A test compares the lines with the docstrings of the commands.
SECTIONS: dict[str, dict[str, str]] = {
    "Train": {
        "id": "Print the ID that args make, without a server.",
        "find": "Say whether args were trained already, and print their ID.",
        "push": "Push files as a checkpoint of the model that the args make.",
        "pull": "Bring the files of a checkpoint here, verified.",
        "log": "Add values of metrics to the series of a model.",
        "sync": "Send the runs that are spooled on this machine, or in DIR.",
    },
    "Look": {
        "ls": "List models with the columns you ask for.",
        "keys": "List the keys of args and metrics: types, how many models, values.",
        "show": "Show one model: facts, args, checkpoints, files, README.",
        "history": "Print or plot the metric series of a model.",
        "diff": "Show what differs between models; exit 1 if anything does.",
        "near": "Show models whose args differ in few keys, with the metric change.",
        "tree": "Draw the ancestors and descendants of a model.",
        "open": "Open a model in the browser, or the app.",
    },
    "Change": {
        "redact": "Remove a credential from stored args.",
        "rename": "Give a model another title; its ID stays.",
        "readme": "Print, set or edit the README of a model.",
        "tag": "Add (+t) and remove (-t) tags of a model, or list them.",
        "alias": "Point an alias at a model, remove it, or list them.",
        "label": "Point a label at another checkpoint of a model, or remove it.",
        "parent": "Add a parent to a model, take one away, or list them.",
        "note": "Mark a model as good or bad with a reason, or print its note.",
        "rm": "Move a model or a checkpoint to the trash.",
        "trash": "List what is in the trash, restore it, or delete it for good.",
    },
    "Sign in": {
        "login": "Sign in to a server and keep its token.",
        "logout": "Forget the token of a server.",
        "whoami": "Say who you are, and to which server.",
        "token": "Create, list and revoke your API tokens.",
        "share": "Open a model to people outside, list what opens it, or close it.",
        "users": "List people, give them roles, disable them.",
        "events": "Show who did what: shares, roles, tokens, deletions, rules.",
    },
    "Rules": {
        "policy": "Show the identity rules, try a change, or change them.",
        "settings": "Show or change what the team trusts: owners, imports, own pushes.",
    },
    "Serve": {
        "serve": "Run the server, with its own database and store if none is configured.",
        "demo": "Run the server, filled with small models trained on the spot.",
        "worker": "Run the background work of a server: checking, sweeping.",
        "doctor": "Check the packages, the machine and the server: programs, disk, ports, versions.",
        "completion": "Print the completion script of a shell.",
    },
}
HIDDEN = {"openapi": "Print the OpenAPI document of the server's API."}
LINES = {name: line for lines in (*SECTIONS.values(), HIDDEN) for name, line in lines.items()}


class Lazy(click.Group):
    """A group that knows its commands' names and lines, and imports a command when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names of the commands that are shown."""
        return [name for name in LINES if name not in HIDDEN]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import a command."""
        if cmd_name not in LINES:
            return None
        command: click.Command = import_module(f"modelbase_cli.commands.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the commands by section, without importing them."""
        for section, lines in SECTIONS.items():
            with formatter.section(section):
                formatter.write_dl(list(lines.items()))

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[Any]:
        """Return the commands that begin so, without importing them."""
        from click.shell_completion import CompletionItem

        names = [name for name in self.list_commands(ctx) if name.startswith(incomplete)]
        return [CompletionItem(name, help=LINES[name]) for name in names] or super().shell_complete(
            ctx, incomplete
        )

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        """Return the command of a line; for an unknown one name the nearest."""
        name = args[0] if args else ""
        if name and name not in LINES and not name.startswith("-"):
            from difflib import get_close_matches

            near = get_close_matches(name, self.list_commands(ctx), n=1)
            hint = (
                f"Did you mean `modelbase {near[0]}`?" if near else "`modelbase --help` lists the commands."
            )
            raise click.UsageError(f"There is no command {name!r}. {hint}", ctx)
        return super().resolve_command(ctx, args)
