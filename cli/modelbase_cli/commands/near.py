"""`modelbase near`: models that differ in a few args, and what that did to the metrics."""

from __future__ import annotations

from typing import Any

import click

from modelbase.client.api import model_ref, path_of
from modelbase_cli.here import Here, pass_here
from modelbase_cli.options import REFERENCE, json_option, server_options
from modelbase_cli.tables import text


@click.command("near")
@click.argument("ref", metavar="ID", type=REFERENCE)
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
def command(here: Here, ref: str, k: int, limit: int, as_json: bool) -> None:
    """Show models whose args differ in few keys, with the metric change.

    Ignored keys do not count; seed-like keys do, and are marked.

    \b
    modelbase near imagenet/resnet50:3c70 -k 2
    """
    run(here, ref, {"k": k, "limit": limit}, as_json=as_json)


def run(here: Here, ref: str, params: dict[str, int], *, as_json: bool) -> None:
    """Ask and print."""
    found = here.api.call("GET", path_of(model_ref(ref), "near"), params=params)
    if as_json:
        here.out.json(found)
        return
    if here.out.tty:
        _draw(here, found)
    else:
        here.out.rows([line for row in found["rows"] for line in _lines(row)])
    _say(here, found, params["k"])


def _draw(here: Here, found: dict[str, Any]) -> None:
    from modelbase_cli import graphs

    if found["rows"]:
        here.out.draw(graphs.near_page(found))


def _say(here: Here, found: dict[str, Any], k: int) -> None:
    """Say what the rows do not: that there are none, more, or perhaps more."""
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
