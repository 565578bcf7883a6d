"""`modelbase id`: the ID that args make, offline. Must not load HTTP, rich or pydantic."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import click

from modelbase import identity
from modelbase_cli.here import Here, pass_here
from modelbase_cli.options import json_option, recipe_options
from modelbase_cli.output import Output
from modelbase_cli.recipe import Recipe, read_recipe
from modelbase_cli.tables import text


@click.command("id")
@click.argument("pairs", metavar="[KEY=VALUE]...", nargs=-1)
@recipe_options
@click.option("--explain", is_flag=True, help="Also say what was hashed, ignored and defaulted.")
@json_option
@pass_here
def command(
    here: Here,
    pairs: tuple[str, ...],
    args_file: str | None,
    dataset: str | None,
    arch: str | None,
    explain: bool,
    as_json: bool,
) -> None:
    """Print the ID that args make, without a server.

    \b
    modelbase id --args config.yaml
    modelbase id --args config.json lr=0.01 optimizer.name=adamw --explain
    """
    run(here.out, read_recipe(args_file, pairs, dataset, arch), explain=explain, as_json=as_json)


def run(out: Output, recipe: Recipe, *, explain: bool, as_json: bool) -> None:
    """Print the ID; with `explain` also what made it."""
    found = identity.identify(recipe.given.tree, dataset=recipe.dataset, architecture=recipe.architecture)
    why = identity.explain(recipe.given.tree) if explain else None
    if as_json:
        out.json(asdict(found) | ({"explain": _plain(why)} if why else {}))
        return
    out.data(found.id)
    if why:
        out.rows(_rows(why, found))


def _rows(why: identity.Explanation, found: identity.Identity) -> list[list[str]]:
    seeds = dict.fromkeys(why.seeds, "counts, but not for the family")
    return [
        *(["hashed", key, text(value), seeds.get(key, "")] for key, value in why.hashed.items()),
        *(["ignored", key, text(value), f"by {pattern}"] for key, (value, pattern) in why.ignored.items()),
        *(
            ["default", key, text(value), "equals the declared default"]
            for key, value in why.defaulted.items()
        ),
        ["digest", found.digest, "", ""],
        ["family", found.family, "", ""],
    ]


def _plain(why: identity.Explanation) -> dict[str, Any]:
    ignored = {key: {"value": value, "pattern": pattern} for key, (value, pattern) in why.ignored.items()}
    return asdict(why) | {"ignored": ignored}
