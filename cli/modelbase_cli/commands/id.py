"""`modelbase id`: the ID that args make, offline. Must not load HTTP, rich or pydantic."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import click

import modelbase
from modelbase import Explanation, Identity, Policy
from modelbase.identity.float32 import short_of_float32
from modelbase_cli.options import Here, json_option, pass_here, read_args, recipe_options
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
    rules, source = _rules(here, policy_file)
    args = read_args(args_file, pairs)
    found = modelbase.identify(args, dataset=dataset, architecture=arch, policy=rules)
    why = modelbase.explain(args, policy=rules) if explain else None
    if as_json:
        by = {"policy": {"number": rules.number, "source": source}}
        here.out.json(asdict(found) | by | ({"explain": _plain(why)} if why else {}))
        return
    here.out.data(found.id)
    if why:
        here.out.rows([*_rows(why, found), ["policy", str(rules.number), "", source]])


def _rules(here: Here, file: str | None) -> tuple[Policy, str]:
    """Return the policy and where it is from, in words."""
    if file == "default":
        return Policy(), "the default policy"
    if file is not None:
        return Policy.from_dict(read_args(file, ()).tree), file
    seen = modelbase.seen_policy(here.server)
    return seen.policy, seen.source


def _rows(why: Explanation, found: Identity) -> list[list[str]]:
    seeds = dict.fromkeys(why.seeds, "counts, but not for the family")
    return [
        *(["hashed", key, text(value), seeds.get(key, _float32(value))] for key, value in why.hashed.items()),
        *(["ignored", key, text(value), f"by {pattern}"] for key, (value, pattern) in why.ignored.items()),
        *(
            ["default", key, text(value), "equals the declared default"]
            for key, value in why.defaulted.items()
        ),
        ["digest", found.digest, "", ""],
        ["family", found.family, "", ""],
    ]


def _float32(value: Any) -> str:
    """Return a note for a number that single precision made of a shorter one, which would be another ID."""
    short = short_of_float32(value)
    return "" if short is None else f"is {short} in float32"


def _plain(why: Explanation) -> dict[str, Any]:
    ignored = {key: {"value": value, "pattern": pattern} for key, (value, pattern) in why.ignored.items()}
    return asdict(why) | {"ignored": ignored}
