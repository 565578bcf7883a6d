"""`modelbase share`: open one model to people outside, list what opens it, and close it again."""

from __future__ import annotations

import re
from typing import Any, Literal

import click

from modelbase import Share
from modelbase.entities import utc_text
from modelbase.errors import NotFound
from modelbase_cli import tables
from modelbase_cli.options import REFERENCE, Here, json_option, server_options
from modelbase_cli.output import fields

COLUMNS = ("id", "kind", "login", "sees", "expires_at", "created_by", "created_at")
PARTS = ("card", "args", "weights")
KINDS: dict[str, Literal["public", "login", "link"]] = {"public": "public", "login": "login", "link": "link"}
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
@click.option("--public", is_flag=True, help="Make it public.")
@click.option("--private", is_flag=True, help="Make it private; grants and links stay.")
@click.option("--link", is_flag=True, help="Make a link that opens it without signing in.")
@click.option("--with", "login", metavar="LOGIN", help="Open it to a GitHub login.")
@click.option(
    "--only", "parts", multiple=True, type=click.Choice(PARTS), help="Show this part; may be repeated."
)
@click.option("--expires", "hours", type=Life(), help="12h, 7d, 2w; a link ends after 30d by default.")
@click.option("--revoke", metavar="REF", help="Close a share, by its id or login.")
@json_option
@server_options
@click.pass_context
def command(ctx: click.Context, /, ref: str, **given: Any) -> None:
    """Open a model to people outside, list what opens it, or close it.

    \b
    modelbase share imagenet/resnet50:3c70 --link --expires 7d
    modelbase share imagenet/resnet50:3c70 --with octocat --only card --only args
    """
    here = ctx.ensure_object(Here)
    chosen = [name for name in ("public", "private", "link", "login", "revoke") if given[name]]
    if len(chosen) > 1:
        raise click.UsageError("Give one of --public, --private, --link, --with and --revoke.")
    if (given["parts"] or given["hours"]) and not {"public", "link", "login"} & set(chosen):
        raise click.UsageError("--only and --expires go with --public, --link or --with.")
    if not chosen:
        rows = [fields(share) for share in here.client.shares(ref)]
        tables.show(here.out, COLUMNS, rows, "It is not shared.", as_json=given["as_json"])
    elif chosen[0] in {"private", "revoke"}:
        _close(here, ref, given["revoke"])
    else:
        made = here.client.share(
            ref, KINDS[chosen[0]], login=given["login"], sees=given["parts"], expires_in_hours=given["hours"]
        )
        _opened(here, made, as_json=given["as_json"])


def _opened(here: Here, made: Share, *, as_json: bool) -> None:
    sees = ", ".join(made.sees)
    if as_json:
        here.out.json(made)
    elif made.url:
        ends = utc_text(made.expires_at) if made.expires_at else "it is revoked"
        here.out.data(made.url)
        here.out.say(f"All who have this link see {sees} until {ends}. It is not shown again.")
    else:
        whom = "everybody" if made.kind == "public" else made.login
        later = "" if made.bound else ", from their first sign-in on"
        here.out.done(f"{made.model}: {whom} sees {sees}{later}")


def _close(here: Here, ref: str, which: str | None) -> None:
    try:
        closed = here.client.unshare(ref, which or "public")
    except NotFound as error:
        if which or error.code != "share_not_found":
            raise
        here.out.done("it is not public")
        return
    here.out.done(f"closed; downloads that began go on until their URL ends ({closed.model})")
