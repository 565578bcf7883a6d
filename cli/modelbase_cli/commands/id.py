"""`modelbase id`: the ID that args make, offline. Must not load HTTP, rich or pydantic."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import click

from modelbase.client import config
from modelbase.client.policy import Seen, offline
from modelbase.identity import identity
from modelbase_cli.here import Here, pass_here
from modelbase_cli.options import json_option, recipe_options
from modelbase_cli.output import Output
from modelbase_cli.recipe import Recipe, read_policy, read_recipe
from modelbase_cli.tables import text


@click.command("id")
@click.argument("pairs", metavar="[KEY=VALUE]...", nargs=-1)
@recipe_options
@click.option("--explain", is_flag=True, help="Also say what was hashed, ignored and defaulted.")
@click.option("--policy", "policy_file", metavar="FILE", help="Rules of a file; `default`: the default ones.")
@json_option
@pass_here
def command(
    here: Here,
    pairs: tuple[str, ...],
    args_file: str | None,
    dataset: str | None,
    arch: str | None,
    explain: bool,
    policy_file: str | None,
    as_json: bool,
) -> None:
    """Print the ID that args make, without a server.

    The rules are those of your server as this machine saw them last (login, find, push), else the default ones.

    \b
    modelbase id --args config.yaml
    modelbase id --args config.json lr=0.01 optimizer.name=adamw --explain
    """
    seen = _rules(here, policy_file)
    run(here.out, read_recipe(args_file, pairs, dataset, arch), seen, explain=explain, as_json=as_json)


def run(out: Output, recipe: Recipe, seen: Seen, *, explain: bool, as_json: bool) -> None:
    """Print the ID; with `explain` also what made it."""
    rules = seen.policy
    found = identity.identify(recipe.given.tree, rules, recipe.dataset, recipe.architecture)
    why = identity.explain(recipe.given.tree, rules) if explain else None
    if as_json:
        by = {"policy": {"number": rules.number, "source": seen.source}}
        out.json(asdict(found) | by | ({"explain": _plain(why)} if why else {}))
        return
    out.data(found.id)
    if why:
        out.rows([*_rows(why, found), ["policy", str(rules.number), "", seen.source]])


def _rules(here: Here, file: str | None) -> Seen:
    if file == "default":
        return Seen(identity.DEFAULT_POLICY, "the default policy")
    if file is not None:
        return Seen(identity.Policy.from_dict(read_policy(file)), file)
    return offline(config.clean_url(here.server) if here.server else None)


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
