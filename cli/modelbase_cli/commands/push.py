"""`modelbase push`: files to a checkpoint of the model that the args make. Prints ID@label."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from modelbase import Pushed
from modelbase.errors import Invalid
from modelbase.identity import args as plain_args
from modelbase_cli.options import (
    Here,
    json_option,
    pass_here,
    read_args,
    read_text,
    recipe_options,
    server_options,
    split_pairs,
)
from modelbase_cli.progress import Shown, files_text
from modelbase_cli.tables import size_text


@click.command("push")
@click.argument("words", metavar="PATH... [KEY=VALUE]...", nargs=-1, required=True)
@recipe_options
@click.option("--label", metavar="L", help="Label of the checkpoint; without it last, last-2, ...")
@click.option("--step", type=int, metavar="N", help="Training step or epoch.")
@click.option("--metric", "metrics", metavar="K=V", multiple=True, help="A metric; may be repeated.")
@click.option("--metrics", "metrics_file", metavar="FILE", help="Metrics as JSON, YAML or TOML.")
@click.option(
    "--parent", "parents", metavar="ID[:KIND]", multiple=True, help="Parent of this model; may be repeated."
)
@click.option("--title", metavar="T", help="Title for people.")
@click.option("--readme", metavar="FILE", help="README in Markdown.")
@click.option("--tag", "tags", metavar="T", multiple=True, help="A tag; may be repeated.")
@click.option("--alias", metavar="A", help="Alias that points to the model from now on.")
@click.option("--public", is_flag=True, help="Make the model public.")
@click.option(
    "--move", is_flag=True, help="Move the label if it holds other files; replace a step and metrics."
)
@click.option(
    "--redact",
    "redact",
    metavar="KEY",
    multiple=True,
    help="Keep <redacted> in place of the value of this ignored arg.",
)
@click.option(
    "--allow-secret",
    "allow_secrets",
    metavar="KEY",
    multiple=True,
    help="This arg only looks like a secret; may be repeated.",
)
@click.option("--unfinished", is_flag=True, help="A checkpoint on the way: the model is not trained yet.")
@click.option("--follow-links", is_flag=True, help="Also push what links of a folder lead to outside of it.")
@click.option("--no-wait", is_flag=True, help="Do not wait until the server has checked the bytes.")
@json_option
@server_options
@pass_here
def command(here: Here, /, words: tuple[str, ...], as_json: bool, no_wait: bool, **given: Any) -> None:
    """Push files as a checkpoint of the model that the args make.

    Running it again sends only what is missing, so an interrupted push is resumed by the same command.

    \b
    modelbase push model.safetensors --args config.yaml --metric top1=76.1
    modelbase push runs/42 --args config.json lr=0.01 --label best --move
    """
    paths, pairs = split_pairs(words)
    if not paths:
        raise click.UsageError("No PATH to push: all the words are KEY=VALUE pairs.")
    args = read_args(given.pop("args_file"), pairs)
    given["metrics"] = _metrics(given.pop("metrics_file"), given["metrics"])
    given["readme"] = read_text(given["readme"]) if given["readme"] else None
    given["architecture"] = given.pop("arch")
    given["finished"] = not given.pop("unfinished")
    reports: list[Pushed] = []
    try:
        with Shown(here.out) as shown:
            here.client.push(
                paths, args, **given, wait=0.0 if no_wait else 30.0, progress=shown, report=reports.append
            )
    finally:  # an alias that could not be set leaves a checkpoint that was pushed
        for pushed in reports:
            _report(here, pushed, as_json=as_json)
    if given["alias"]:
        here.out.done(f"{pushed.model.name}:{given['alias']} is {pushed.model.id}")


def _report(here: Here, pushed: Pushed, *, as_json: bool) -> None:
    """Say what was done."""
    checkpoint = pushed.checkpoint
    if as_json:
        here.out.json(asdict(pushed))
    else:
        here.out.data(f"{pushed.model.id}@{checkpoint.label}")
    if pushed.skipped:
        few = ", ".join(pushed.skipped[:5]) + (", ..." if len(pushed.skipped) > 5 else "")
        here.out.say(f"left out: {few}")
    for note in pushed.notes:
        here.out.warn(note)
    name = f"{files_text(checkpoint.file_count)}, {size_text(checkpoint.size)}"
    if pushed.already:
        here.out.done(f"already there: {name}; nothing was sent")
    else:
        reused = f", {size_text(pushed.reused)} were in the store already" if pushed.reused else ""
        here.out.done(f"pushed {name}{reused}")
    if checkpoint.state == "uploaded":
        here.out.say("The server has not checked the bytes yet; `modelbase show` shows when it has.")


def _metrics(file: str | None, pairs: Sequence[str]) -> dict[str, Any]:
    tree: dict[str, Any] = {}
    if file:
        kind = {".yaml": "yaml", ".yml": "yaml", ".toml": "toml"}.get(Path(file).suffix.lower(), "json")
        tree = plain_args.parse_text(read_text(file), kind)  # type: ignore[arg-type]
    return plain_args.unflatten(plain_args.flatten(tree) | plain_args.flatten(metrics_of_pairs(pairs)))


def metrics_of_pairs(pairs: Sequence[str], what: str = "--metric") -> dict[str, Any]:
    """Return metrics of K=V pairs, divided at the last `=`; a usage error for what is none."""
    given: dict[str, Any] = {}
    for pair in pairs:
        key, equals, value = pair.rpartition("=")
        if not key or not equals:
            raise click.UsageError(f"{what} {pair!r} is no K=V; one looks like top1=76.1.")
        given[_metric_key(key)] = _number(key, value, what)
    return plain_args.unflatten(given)


def _metric_key(key: str) -> str:
    """Return the key text of a metric's name; one that is no dotted key, `Recall(IoU=0.5)`, is one name as it is."""
    try:
        return plain_args.format_key(plain_args.parse_key(key))
    except Invalid:
        if key.startswith('"'):
            raise
        return plain_args.format_key([key])


def _number(key: str, value: str, what: str) -> int | float:
    try:
        return int(value) if value.lstrip("-").isdigit() else float(value)
    except ValueError:
        raise click.UsageError(f"{what} {key}={value!r} is no number.") from None
