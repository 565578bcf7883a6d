"""`modelbase policy`: the team's identity rules. A change may take many requests; an interrupted one is continued."""

from __future__ import annotations

from typing import Any

import click

from modelbase.errors import Conflict
from modelbase_cli import tables
from modelbase_cli.options import Here, json_option, pass_here, read_args, server_options
from modelbase_cli.output import Output
from modelbase_cli.progress import Shown

COLUMNS = ("number", "created_by", "created_at")


@click.group("policy")
def command() -> None:
    """Show the identity rules, try a change, or change them."""


@command.command("show")
@click.option("--number", type=click.IntRange(min=1), metavar="N", help="An earlier one.")
@json_option
@server_options
@pass_here
def show(here: Here, number: int | None, as_json: bool) -> None:  # noqa: ARG001 - it is JSON in any case
    """Print the policy in force as JSON, as `policy set` takes it.

    \b
    modelbase policy show > policy.json
    """
    here.out.json(here.client.policy(number).to_dict())


@command.command("ls")
@json_option
@server_options
@pass_here
def listed(here: Here, as_json: bool) -> None:
    """List the policies there have been, newest first; the first is in force."""
    tables.show(here.out, COLUMNS, here.client.policies(), "There is no policy.", as_json=as_json)


@command.command("presets")
@click.argument("name", metavar="[NAME]", required=False)
@json_option
@pass_here
def presets(here: Here, name: str | None, as_json: bool) -> None:
    """List the presets: keys of a framework that change no weights, for `policy set --preset`; or one with its keys.

    \b
    modelbase policy presets hf
    """
    from modelbase.identity.presets import PRESETS, find

    found = [find(name)] if name else list(PRESETS.values())
    if as_json:
        here.out.json([each.to_dict() for each in found])
    elif name:
        here.out.rows([[key, why] for key, why in found[0].keys.items()])
    else:
        here.out.rows([[each.name, str(each.version), str(len(each.keys)), each.title] for each in found])


@command.command("set")
@click.argument("file", metavar="[FILE]", required=False)
@click.option(
    "--preset",
    "names",
    metavar="NAME",
    multiple=True,
    help="Ignore the keys of a preset too (policy presets); may be repeated. Without FILE, over the rules in force.",
)
@click.option("--dry-run", is_flag=True, help="Only report what the change would do.")
@click.option("--accept-merge", is_flag=True, help="Models may fall together; lookups find the oldest.")
@json_option
@server_options
@pass_here
def change(
    here: Here, file: str | None, names: tuple[str, ...], dry_run: bool, accept_merge: bool, as_json: bool
) -> None:
    """Change the identity rules to those of a file (.json, .yaml, .toml; - is JSON on stdin), or by presets.

    No ID changes and none is lost: old models are found by the new rules too. Models that would count as one
    are listed first, and the change is refused unless you accept that.

    \b
    modelbase policy set policy.json --dry-run
    modelbase policy set --preset hf --dry-run
    """
    if file is None and not names:
        raise click.UsageError("Give the FILE of the rules, or --preset NAME.")
    rules = read_args(file, ()).tree if file else here.client.policy().to_dict()
    if names:
        from modelbase.identity.presets import applied

        rules = applied(rules, names)
    try:
        with Shown(here.out) as shown:
            answer = here.client.set_policy(rules, dry_run=dry_run, accept_merge=accept_merge, progress=shown)
    except Conflict as conflict:
        if conflict.code == "policy_conflict":
            _report(here.out, conflict.details.get("report") or {})
        raise
    if as_json:
        here.out.json(answer)
        return
    _report(here.out, answer["report"] or {})
    _outcome(here.out, answer)


def _report(out: Output, report: dict[str, Any]) -> None:
    """Print what a change does, one fact a line, then the groups of models that fall together."""
    if not report:
        return
    families, conflicts = report["families"], report["conflicts"]
    out.rows(
        [
            ["models", str(report["models"])],
            ["other digest", str(report["changed"])],
            ["other family", str(families["moved"])],
            ["families", f"{families['before']} -> {families['after']}"],
            ["fall together", f"{conflicts['count']} groups"],
            *(["together", row["id"], *row["others"], *_more(row)] for row in conflicts["rows"]),
        ]
    )
    if conflicts["count"] > len(conflicts["rows"]):
        out.say(f"The {len(conflicts['rows'])} largest groups are shown.")


def _more(row: dict[str, Any]) -> list[str]:
    rest = row["models"] - 1 - len(row["others"])
    return [f"and {rest} more"] if rest else []


def _outcome(out: Output, answer: dict[str, Any]) -> None:
    number = answer["policy"]["number"]
    if answer["state"] == "ready":
        out.say(f"Nothing was changed; without --dry-run these rules would be policy {number}.")
    elif answer["report"] is None:
        out.done(f"these are the rules of policy {number}, which is in force; nothing to change")
    else:
        out.done(f"policy {number} is in force")
