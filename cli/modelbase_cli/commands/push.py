"""`modelbase push`: files to a checkpoint of the model that the args make. Prints ID@label."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from modelbase.client.api import model_ref, path_of
from modelbase.client.sdk import parent_of
from modelbase.client.transfer.given import metrics_of
from modelbase.client.transfer.push import Push, Pushed, push
from modelbase.entities import wire
from modelbase.errors import Invalid
from modelbase.identity import args as plain_args
from modelbase_cli.here import Here, pass_here
from modelbase_cli.options import json_option, recipe_options, server_options
from modelbase_cli.progress import Shown
from modelbase_cli.recipe import Recipe, read_recipe, split_pairs
from modelbase_cli.tables import size_text


@click.command("push")
@click.argument("words", metavar="PATH... [KEY=VALUE]...", nargs=-1, required=True)
@recipe_options
@click.option("--label", metavar="L", help="Label of the checkpoint; without it last, last-2, ...")
@click.option("--step", type=int, metavar="N", help="Training step or epoch.")
@click.option("--metric", "metrics", metavar="K=V", multiple=True, help="A metric; may be repeated.")
@click.option("--metrics", "metrics_file", metavar="FILE", help="Metrics as JSON, YAML or TOML.")
@click.option("--parent", "parents", metavar="ID[:KIND]", multiple=True, help="Model that this one came of.")
@click.option("--title", metavar="T", help="Title for people.")
@click.option("--readme", metavar="FILE", help="README in Markdown.")
@click.option("--tag", "tags", metavar="T", multiple=True, help="A tag; may be repeated.")
@click.option("--alias", metavar="A", help="Alias that points to the model from now on.")
@click.option("--public", is_flag=True, help="Everybody may see the model.")
@click.option("--move", is_flag=True, help="Move the label if it holds other files.")
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
    recipe = read_recipe(given["args_file"], pairs, given["dataset"], given["arch"])
    wanted = Push(
        dataset=recipe.dataset,
        architecture=recipe.architecture,
        label=given["label"],
        step=given["step"],
        metrics=_metrics(given["metrics_file"], given["metrics"]),
        parents=[parent_of(parent) for parent in given["parents"]],
        title=given["title"],
        readme=_text(given["readme"]),
        tags=given["tags"],
        visibility="public" if given["public"] else None,
        move=given["move"],
        wait=0.0 if no_wait else 30.0,
    )
    pushed = run(here, recipe, paths, wanted, as_json=as_json)
    if given["alias"]:
        alias = here.api.call("PUT", path_of(model_ref(pushed.model.id), "aliases", given["alias"]), {})
        here.out.done(f"{alias['name']}:{alias['alias']} is {alias['model']}")


def run(here: Here, recipe: Recipe, paths: Sequence[str], wanted: Push, *, as_json: bool) -> Pushed:
    """Push, say what was done, and return it."""
    with Shown(here.out) as shown:
        pushed = push(here.api, recipe.given, paths, wanted, shown)
    if as_json:
        here.out.json(_report(pushed))
    else:
        here.out.data(f"{pushed.model.id}@{pushed.checkpoint.label}")
    _tell(here, pushed)
    return pushed


def _tell(here: Here, pushed: Pushed) -> None:
    checkpoint = pushed.checkpoint
    if pushed.skipped:
        few = ", ".join(pushed.skipped[:5]) + (", ..." if len(pushed.skipped) > 5 else "")
        here.out.say(f"left out: {few}")
    for note in pushed.notes:
        here.out.warn(note)
    name = f"{checkpoint.file_count} file{'s' if checkpoint.file_count != 1 else ''}, {size_text(checkpoint.size)}"
    if pushed.already:
        here.out.done(f"already there: {name}; nothing was sent")
    else:
        reused = f", {size_text(pushed.reused)} were in the store already" if pushed.reused else ""
        here.out.done(f"pushed {name}{reused}")
    if checkpoint.state == "uploaded":
        here.out.say("The server has not checked the bytes yet; `modelbase show` tells when it has.")


def _report(pushed: Pushed) -> dict[str, Any]:
    return {
        "model": wire(pushed.model),
        "checkpoint": wire(pushed.checkpoint),
        "created": pushed.created,
        "already": pushed.already,
        "sent": pushed.sent,
        "reused": pushed.reused,
        "skipped": list(pushed.skipped),
        "notes": list(pushed.notes),
    }


def _metrics(file: str | None, pairs: Sequence[str]) -> dict[str, Any]:
    tree: dict[str, Any] = {}
    if file:
        kind = {".yaml": "yaml", ".yml": "yaml", ".toml": "toml"}.get(Path(file).suffix.lower(), "json")
        tree = plain_args.parse_text(_text(file) or "", kind)  # type: ignore[arg-type]
    given: dict[str, Any] = {}
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not key or not equals:
            raise click.UsageError(f"--metric {pair!r} is no K=V; one looks like top1=76.1.")
        given[plain_args.format_key(plain_args.parse_key(key))] = _number(key, value)
    return metrics_of(tree | plain_args.unflatten(given))


def _number(key: str, value: str) -> int | float:
    try:
        return int(value) if value.lstrip("-").isdigit() else float(value)
    except ValueError:
        raise click.UsageError(f"--metric {key}={value!r} is no number.") from None


def _text(file: str | None) -> str | None:
    if file is None:
        return None
    try:
        return sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Invalid(
            f"{file} cannot be read: {getattr(error, 'strerror', None) or error}", "file_missing"
        ) from None
