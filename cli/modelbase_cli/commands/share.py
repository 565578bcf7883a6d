"""`modelbase share`: open one model to people outside, list what opens it, and close it again."""

from __future__ import annotations

import re
from typing import Any

import click

from modelbase.client.api import model_ref, path_of
from modelbase.errors import Conflict, NotFound
from modelbase_cli import listing
from modelbase_cli.here import Here
from modelbase_cli.options import REFERENCE, json_option, server_options

COLUMNS = ("id", "kind", "login", "sees", "expires_at", "created_by", "created_at")
PARTS = ("card", "args", "weights")
HOURS = {"h": 1, "d": 24, "w": 7 * 24}


class Life(click.ParamType):  # type: ignore[type-arg]  # generic in newer clicks only
    """How long a share holds: `12h`, `7d`, `2w`; in hours."""

    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the hours of a text."""
        found = re.fullmatch(r"([1-9]\d{0,5})([hdw])", str(value))
        if found is None:
            self.fail(f"{value!r} is no time: write 12h, 7d or 2w.", param, ctx)
        return int(found[1]) * HOURS[found[2]]


@click.command("share")
@click.argument("ref", metavar="ID", type=REFERENCE)
@click.option("--public", is_flag=True, help="Open it to everybody.")
@click.option("--private", is_flag=True, help="Close it to everybody; grants and links stay.")
@click.option("--link", is_flag=True, help="Make a link that opens it to whoever has it.")
@click.option("--with", "login", metavar="LOGIN", help="Open it to a GitHub login.")
@click.option(
    "--only", "parts", multiple=True, type=click.Choice(PARTS), help="Show this part; may be repeated."
)
@click.option(
    "--expires", "hours", type=Life(), help="12h, 7d, 2w; a link ends after 30d if you say nothing."
)
@click.option("--revoke", metavar="REF", help="Close a share, by its id or login.")
@json_option
@server_options
@click.pass_context
def command(ctx: click.Context, /, ref: str, **wanted: Any) -> None:
    """Open a model to people outside, list what opens it, or close it.

    \b
    modelbase share imagenet/resnet50:3c70 --link --expires 7d
    modelbase share imagenet/resnet50:3c70 --with octocat --only card --only args
    """
    here = ctx.ensure_object(Here)
    chosen = [name for name in ("public", "private", "link", "login", "revoke") if wanted[name]]
    if len(chosen) > 1:
        raise click.UsageError("Give one of --public, --private, --link, --with and --revoke.")
    if (wanted["parts"] or wanted["hours"]) and not {"public", "link", "login"} & set(chosen):
        raise click.UsageError("--only and --expires go with --public, --link or --with.")
    path = path_of(model_ref(ref), "shares")
    if not chosen:
        _list(here, path, wanted["as_json"])
    elif chosen[0] in {"private", "revoke"}:
        _close(here, path, wanted["revoke"] or "public")
    else:
        _open(here, path, chosen[0], wanted)


def _open(here: Here, path: str, kind: str, wanted: dict[str, Any]) -> None:
    body = {
        "kind": kind,
        "login": wanted["login"],
        "sees": list(wanted["parts"]) or None,
        "expires_in_hours": wanted["hours"],
    }
    made = here.api.call("POST", path, {key: value for key, value in body.items() if value is not None})
    if made.get("secret"):
        made["url"] = f"{here.place.url}/s/{made['secret']}"
    if wanted["as_json"]:
        here.out.json(made)
    elif "url" in made:
        here.out.data(made["url"])
        here.out.say(
            f"Whoever has this link sees {_seen(made)} until {made['expires_at']}. It is not shown again."
        )
    else:
        whom = "everybody" if made["kind"] == "public" else made["login"]
        later = "" if made["bound"] else ", from their first sign-in on"
        here.out.done(f"{made['model']}: {whom} sees {_seen(made)}{later}")


def _close(here: Here, path: str, which: str) -> None:
    rows = list(here.api.rows(path))
    fitting = [row for row in rows if which in {row["id"], row["login"]}]
    if not fitting and which == "public":
        here.out.done("it is not public")
        return
    if not fitting:
        raise NotFound(f"it has no share {which!r}; `modelbase share ID` lists them", "share_not_found")
    if len(fitting) > 1:
        raise Conflict(f"{len(fitting)} shares fit {which!r}; give the id")
    here.api.call("DELETE", f"{path}/{fitting[0]['id']}")
    here.out.done(f"closed; downloads that began go on until their URL ends ({fitting[0]['model']})")


def _list(here: Here, path: str, as_json: bool) -> None:
    rows = list(here.api.rows(path))
    if as_json:
        here.out.json(rows)
    else:
        listing.show(here, COLUMNS, rows, "Nobody outside can see it.")


def _seen(made: dict[str, Any]) -> str:
    return ", ".join(made["sees"])
