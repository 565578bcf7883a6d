"""`modelbase show`: one model on one page; a pipe gets key and value, tab-separated."""

from __future__ import annotations

from typing import Any

import click

from modelbase import args as plain_args
from modelbase.client.api import path_of
from modelbase.client.warned import warning_text
from modelbase.identity import parse_ref
from modelbase_cli.here import Here, pass_here
from modelbase_cli.options import REFERENCE, json_option, server_options
from modelbase_cli.tables import text

FACTS = (
    "id", "title", "state", "visibility", "owner", "tags", "aliases", "note", "checkpoints", "latest", "size",
    "digest", "family", "created_at", "updated_at",
)  # fmt: skip


@click.command("show")
@click.argument("ref", metavar="ID[@LABEL]", type=REFERENCE)
@json_option
@server_options
@pass_here
def command(here: Here, ref: str, as_json: bool) -> None:
    """Show one model: facts, args, checkpoints, files, README.

    The files are those of the latest checkpoint, or of ID@LABEL.
    """
    run(here, ref, as_json=as_json)


def run(here: Here, text_of_ref: str, *, as_json: bool) -> None:
    """Fetch model, checkpoints and files, and print them."""
    ref = parse_ref(text_of_ref)
    model = here.api.call("GET", path_of(f"{ref.name}:{ref.tail}"))
    checkpoints = list(here.api.rows(path_of(model["id"], "checkpoints")))
    label = ref.label or model["latest"]
    files = here.api.call("GET", path_of(model["id"], "checkpoints", label)) if label else None
    for warning in model.get("warnings", ()):
        here.out.warn(warning_text(model["id"], warning["id"], warning["reason"]))
    if as_json:
        here.out.json({"model": model, "checkpoints": checkpoints, "checkpoint": files})
    elif here.out.tty:
        from modelbase_cli import pages

        here.out.draw(pages.model_page(model, checkpoints, files))
    else:
        here.out.rows(_rows(model, checkpoints, files))


def _rows(
    model: dict[str, Any], checkpoints: list[dict[str, Any]], files: dict[str, Any] | None
) -> list[list[str]]:
    return [
        *([key, text(model.get(key))] for key in FACTS),
        *(["parent", f"{parent['id']}:{parent['kind']}"] for parent in model["parents"]),
        *([f"metrics.{key}", text(value)] for key, value in model["metrics"].items()),
        *([f"args.{key}", text(value)] for key, value in plain_args.flatten(model.get("args") or {}).items()),
        *(["checkpoint", one["label"], one["state"], text(one["size"])] for one in checkpoints),
        *(["file", one["path"], text(one["size"]), one["sha256"]] for one in (files or {}).get("files", ())),
        ["readme", model.get("readme") or ""],
    ]
