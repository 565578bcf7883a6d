"""What several commands share: `Here` (which server was asked for, and the output), options, argument types, args.

The client is made on first use, so that a command without a server never loads HTTP. No command and no output here.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from modelbase.errors import Invalid, ModelbaseError
from modelbase_cli.output import Output, line

if TYPE_CHECKING:
    from modelbase import Args, Client

# What files of a training end with; a word that ends so is taken for a file.
ENDINGS = (
    " .bin .ckpt .gguf .h5 .hdf5 .index .joblib .json .keras .log .mar .md .mlmodel .model .msgpack .npy .npz "
    ".onnx .pb .pdparams .pickle .pkl .pt .pt2 .pte .pth .safetensors .tar .tflite .toml .txt .weights .yaml .yml "
    ".zip .gz "
)
Command = TypeVar("Command", bound=Callable[..., Any])


@dataclass
class Here:
    """The surroundings of one command."""

    server: str | None = None
    token: str | None = None
    out: Output = field(default_factory=Output)

    @cached_property
    def client(self) -> Client:
        """The client of the server that was asked for, or that is found; a share link is no server (exit 2)."""
        import modelbase
        from modelbase.client import config

        return modelbase.Client(self.server and config.clean_url(self.server), self.token)

    def reached(self, ref: str) -> Client:
        """Return the client for an ID, or for a share link, which brings its own server."""
        import modelbase
        from modelbase.client import config

        return modelbase.Client(ref) if config.is_link(ref) else self.client


pass_here = click.make_pass_decorator(Here, ensure=True)


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


def read_args(args_file: str | None, pairs: Sequence[str], *, literal: bool = False) -> Args:
    """Return the args of the command line; KEY=VALUE goes over the file."""
    import modelbase

    if args_file is None and not pairs:
        raise click.UsageError(
            "No args: give --args FILE, or KEY=VALUE pairs such as lr=0.1 optimizer.name=sgd."
        )
    return modelbase.read_args(sys.stdin.buffer if args_file == "-" else args_file, pairs, literal=literal)


def read_text(file: str) -> str:
    """Return the text of a file in UTF-8, without a byte order mark; - is stdin. Raise `file_missing`."""
    try:
        content = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        return content.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or f"it is not UTF-8 at byte {getattr(error, 'start', 0)}"
        raise Invalid(f"{file} cannot be read: {why}", "file_missing") from None


def split_pairs(words: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return paths and KEY=VALUE pairs of a mixed list; what exists as a file is a path.

    Raise `file_missing` for a pair that looks like the path of a file that is not there, and say how it is an arg.
    """
    from modelbase.identity.args import refuse_override

    for word in words:
        if word.startswith(("+", "~")) and not word.startswith("~/") and not Path(word).exists():
            refuse_override(word)
    pairs = [word for word in words if _is_pair(word)]
    for word in pairs:
        _refuse_missing(word)
    return [word for word in words if word not in pairs], pairs


def _is_pair(word: str) -> bool:
    from modelbase.identity.keys import scan_key

    try:
        _, end = scan_key(word)
    except Invalid:
        return False
    return word[end : end + 1] == "=" and "/" not in word[:end] and not Path(word).exists()


def _refuse_missing(word: str) -> None:
    """Refuse a KEY=VALUE that may be meant as a path: `epoch=3.ckpt`, `run=1/last` in a folder `run=1`."""
    from modelbase.identity.keys import scan_key

    _, end = scan_key(word)
    key, value = word[:end], word[end + 1 :]
    if value[:1] in {"", "[", "{", '"', "'"} or "://" in value or _exists(value):
        return
    suffix = Path(value).suffix.lower()
    if (suffix and f" {suffix} " in ENDINGS) or ("/" in value and _exists(word.partition("/")[0])):
        raise Invalid(
            f"there is no file {word!r}. If it is an arg, write its value in quotes: '{key}=\"{value}\"'",
            "file_missing",
        )


def _exists(path: str) -> bool:
    try:
        return Path(path).exists()
    except (OSError, ValueError):  # too long, or with a NUL
        return False


def confirm(question: str, *, yes: bool) -> None:
    """Return if the person at the terminal agrees, or `yes`; else raise UsageError."""
    if not yes and not click.confirm(question, err=True):
        raise click.UsageError("Nothing was deleted.")


def can_ask(*, yes: bool) -> None:
    """Refuse to delete where --yes was not given and there is no terminal to ask at."""
    if not yes and not sys.stdin.isatty():
        raise click.UsageError("There is no terminal to ask at: give --yes to delete without asking.")


class Reference(click.ParamType):  # type: ignore[type-arg]  # generic in newer clicks only
    """A model ID or alias, perhaps with @label; completes from the server's models."""

    name = "id"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:  # noqa: ARG002
        """Return the text as it is, if it can be a reference at all."""
        from modelbase.client import config
        from modelbase.identity.identity import parse_ref

        if config.is_link(value):  # never repeated in a message: it opens the model
            raise click.BadParameter("a share link works with `modelbase pull` and `modelbase show` only.")
        parse_ref(value)
        return str(value)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[Any]:  # noqa: ARG002
        """Return the IDs that begin so; nothing where no server answers."""
        from click.shell_completion import CompletionItem

        from modelbase.client import config

        if config.is_link(incomplete):
            return []  # its secret is for its own server alone
        where = f'id startswith "{incomplete}"' if incomplete and '"' not in incomplete else ""
        try:
            rows = list((ctx.find_object(Here) or Here()).client.models(where, columns="title", limit=100))
        except ModelbaseError:
            return []  # a key press is no place for an error message
        titles = [(row["id"], row.get("title")) for row in rows]
        return [
            CompletionItem(ref, help=line(title) if isinstance(title, str) else None) for ref, title in titles
        ]


class Opening(Reference):
    """A reference, or a share link, perhaps with @label."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the text as it is, if it can be one of them."""
        from modelbase.client import config

        return str(value) if config.parse_link(value) else super().convert(value, param, ctx)


REFERENCE = Reference()
OPENING = Opening()
