"""`modelbase show`: one model on one page; a pipe gets key and value, tab-separated."""

from __future__ import annotations

from typing import Any

import click

from modelbase.client.api import Api, path_of
from modelbase.client.link import reached
from modelbase.client.warned import warning_text
from modelbase.identity import args as plain_args
from modelbase.identity.identity import parse_ref
from modelbase_cli.here import Here, pass_here
from modelbase_cli.options import OPENING, json_option, server_options
from modelbase_cli.tables import text

FACTS = (
    "id", "title", "state", "visibility", "owner", "tags", "aliases", "note", "checkpoints", "latest", "size",
    "digest", "family", "created_at", "updated_at",
)  # fmt: skip


@click.command("show")
@click.argument("ref", metavar="ID[@LABEL]|LINK", type=OPENING)
@json_option
@server_options
@pass_here
def command(here: Here, ref: str, as_json: bool) -> None:
    """Show one model: facts, args, checkpoints, files, README.

    The files are those of the latest checkpoint, or of ID@LABEL. Of a share link it shows what the link does.
    """
    run(here, ref, as_json=as_json)


def run(here: Here, text_of_ref: str, *, as_json: bool) -> None:
    """Fetch model, checkpoints and files, and print them."""
    with reached(text_of_ref, lambda: here.api) as (api, named):
        model, checkpoints, files = _fetched(api, named)
    for warning in model.get("warnings", ()):
        here.out.warn(warning_text(model["id"], warning["id"], warning["reason"]))
    if as_json:
        here.out.json({"model": model, "checkpoints": checkpoints, "checkpoint": files})
    elif here.out.tty:
        from modelbase_cli import pages

        here.out.draw(pages.model_page(model, checkpoints, files))
    else:
        here.out.rows(_rows(model, checkpoints, files))


def _fetched(api: Api, named: str) -> tuple[dict[str, Any], list[dict[str, Any]], dict[str, Any] | None]:
    """Return model, checkpoints, and the one whose files are shown, as far as they are shared with who asks."""
    ref = parse_ref(named)
    model = api.call("GET", path_of(f"{ref.name}:{ref.tail}"))
    if not {"card", "weights"} & set(model.get("sees", ("card",))):
        return model, [], None
    checkpoints = list(api.rows(path_of(model["id"], "checkpoints")))
    label = ref.label or model["latest"]
    files = api.call("GET", path_of(model["id"], "checkpoints", label)) if label else None
    return model, checkpoints, files


def _rows(
    model: dict[str, Any], checkpoints: list[dict[str, Any]], files: dict[str, Any] | None
) -> list[list[str]]:
    return [
        *([key, text(model.get(key))] for key in FACTS),
        *(["parent", f"{parent['id']}:{parent['kind']}"] for parent in model.get("parents", ())),
        *([f"metrics.{key}", text(value)] for key, value in model.get("metrics", {}).items()),
        *([f"args.{key}", text(value)] for key, value in plain_args.flatten(model.get("args") or {}).items()),
        *(["checkpoint", one["label"], one["state"], text(one.get("size"))] for one in checkpoints),
        *(
            ["file", one["path"], text(one["size"]), one["sha256"]]
            for one in (files or {}).get("files") or ()
        ),
        ["readme", model.get("readme") or ""],
    ]
