"""`modelbase show`: one model on one page; a pipe gets key and value, tab-separated."""

from __future__ import annotations

from typing import Any

import click

from modelbase.entities import PARTS
from modelbase.identity import args as plain_args
from modelbase_cli.options import OPENING, Here, json_option, pass_here, server_options
from modelbase_cli.output import fields
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
    client = here.reached(ref)
    model = client.get(ref)
    checkpoints, files = [], None
    runs = [fields(one) for one in client.runs(model.id)] if set(model.sees) == set(PARTS) else []
    if {"card", "weights"} & set(model.sees):
        checkpoints = [fields(one) for one in client.checkpoints(model.id)]
        label = ref.rpartition("@")[2] if "@" in ref else model.latest
        files = fields(client.checkpoint(f"{model.id}@{label}")) if label else None
    looked = client.safety(ref)["rows"] if files and "weights" in model.sees else []
    for warning in (*model.warned(), *_remarks(looked)):
        here.out.warn(warning)
    for one in checkpoints:
        if one.get("damaged"):
            few = ", ".join(one["damaged"][:5]) + (", ..." if len(one["damaged"]) > 5 else "")
            here.out.warn(
                f"{model.id}@{one['label']} is damaged: the stored bytes of {few} are gone or wrong. Push the same "
                "files again to mend it"
            )
    if as_json:
        here.out.json(
            {"model": model, "checkpoints": checkpoints, "checkpoint": files, "safety": looked, "runs": runs}
        )
    elif here.out.tty:
        from modelbase_cli import pages

        here.out.draw(pages.model_page(fields(model), checkpoints, files, runs))
    else:
        here.out.rows([*_rows(fields(model), checkpoints, files), *map(_run, runs)])


def _run(run: dict[str, Any]) -> list[str]:
    """Return the row of a run; of one that is shared in part, who and where are empty."""
    facts = [run.get(name) for name in ("by", "host", "started_at", "ended_at")]
    return ["run", str(run["number"]), run.get("outcome") or "running", *map(text, facts)]


def _remarks(looked: list[dict[str, Any]]) -> list[str]:
    """Return what is to be said of files: which are not what their name promises, and which can run code, and why."""
    flagged = [
        f"{row['path']} is flagged: {row.get('reason')}" for row in looked if row["state"] == "flagged"
    ]
    return [str(row["note"]) for row in looked if row.get("note")] + flagged


def _rows(
    model: dict[str, Any], checkpoints: list[dict[str, Any]], files: dict[str, Any] | None
) -> list[list[str]]:
    return [
        *([key, text(model.get(key))] for key in FACTS),
        *(["damaged", path, "push the same files again"] for path in model.get("damaged", ())),
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
