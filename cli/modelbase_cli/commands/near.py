"""`modelbase near`: models that differ in a few args, and what that did to the metrics."""

from __future__ import annotations

from typing import Any

import click

from modelbase_cli.options import (
    REFERENCE,
    Here,
    json_option,
    pass_here,
    read_args,
    recipe_options,
    server_options,
)
from modelbase_cli.tables import text


@click.command("near")
@click.argument("ref", metavar="[ID]", type=REFERENCE, required=False)
@recipe_options
@click.option(
    "-k",
    "--keys",
    "k",
    type=click.IntRange(1, 20),
    default=1,
    show_default=True,
    help="At most so many args.",
)
@click.option(
    "--limit", type=click.IntRange(1, 1000), default=100, show_default=True, help="At most so many models."
)
@json_option
@server_options
@pass_here
def command(
    here: Here,
    ref: str | None,
    args_file: str | None,
    dataset: str | None,
    arch: str | None,
    k: int,
    limit: int,
    as_json: bool,
) -> None:
    """Show models whose args differ in few keys, with the metric change.

    Ignored keys do not count; seed-like keys do, and are marked. With --args FILE there need be no model.

    \b
    modelbase near imagenet/resnet50:3c70 -k 2
    modelbase near --args config.yaml -k 3
    """
    if (ref is None) == (args_file is None):
        raise click.UsageError("Give an ID, or --args FILE.")
    asked: Any = ref if args_file is None else read_args(args_file, ())
    found = here.client.near(asked, k, limit, dataset=dataset, architecture=arch)
    if as_json:
        here.out.json(found)
        return
    if not here.out.tty:
        here.out.rows([line for row in found["rows"] for line in _lines(row)])
    elif found["rows"]:
        from modelbase_cli import pages

        here.out.draw(pages.near_page(found))
    _say(here, found, k)


def _say(here: Here, found: dict[str, Any], k: int) -> None:
    """Say whether there are no rows, more rows, or perhaps more."""
    if not found["rows"]:
        here.out.say(f"No model of this name differs in {'one arg' if k == 1 else f'1 to {k} args'}.")
    if found["total"] > len(found["rows"]):
        here.out.say(f"The first {len(found['rows'])} of {found['total']}: --limit shows more.")
    if not found["complete"]:
        here.out.warn("not every model was compared; ask again, or with a smaller -k")


def _lines(row: dict[str, Any]) -> list[list[str]]:
    changes = {key: change["delta"] for key, change in row["metrics"].items() if "delta" in change}
    return [[row["id"], text(row["count"]), *_key(key), text(changes)] for key in row["keys"]]


def _key(key: dict[str, Any]) -> list[str]:
    return [key["key"], *(text(key[name]) if name in key else "" for name in ("base", "value"))]
