"""Questions about args as they are, without or before a model: many at once, why they are new, what differs.

Used by sdk.py. What the server says is checked (reports.py); what one recipe is, is in args.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any

from modelbase.client import reports
from modelbase.client.api import Api, body_with_args
from modelbase.client.args import Args
from modelbase.client.reports import checked
from modelbase.client.secrets import without_ignored
from modelbase.client.things import Found, Model, read
from modelbase.comparison.compare import compare
from modelbase.comparison.result import Side
from modelbase.errors import Invalid, ModelbaseError, Unavailable

MANY = 1_000  # recipes of one request
LONGEST = 8 * 2**20  # characters of one request
PATIENCE = 5.0  # seconds that the nearest model may take: it is an extra
Name = tuple[str | None, str | None]


def with_nearest(api: Api, found: Found, args: Args, name: Name) -> Found:
    """Return what was found of new args with the model that is nearest to them.

    Without it where the server is too busy to look for it, or of an earlier version.
    """
    if found.model is not None or not api.can("nearest"):
        return found
    with suppress(ModelbaseError):
        body = _body(api, args, name, {"nearest": True})
        again = read(Found, api.call("POST", "lookup", body, seconds=PATIENCE))
        return found.model_copy(update={"nearest": again.nearest})
    return found


def look_up_all(api: Api, recipes: Sequence[Args], name: Name) -> list[Found | ModelbaseError]:
    """Return for each of many recipes what is known of it, or why it is refused, in their order."""
    if not api.can("lookups"):
        return [_one(api, each, name) for each in recipes]
    found: list[Found | ModelbaseError] = []
    for bodies in _requests([_body(api, each, name, {}) for each in recipes]):
        answer = api.call("POST", "lookups", '{"recipes": [' + ", ".join(bodies) + "]}")
        rows = checked(reports.Rows, answer)["rows"]
        if len(rows) != len(bodies):
            raise Unavailable("the server's answer has another number of rows than was asked for")
        found += [_row(each) for each in rows]
    return found


def near(api: Api, args: Args, name: Name, asked: dict[str, int]) -> dict[str, Any]:
    """Return the models whose args differ from these in few keys (`POST /near`)."""
    return checked(reports.Near, api.call("POST", "near", _body(api, args, name, asked)))


def diff(args: Args, models: Sequence[Model], how: dict[str, Any]) -> dict[str, Any]:
    """Return what differs between args and those of models, in the form of `GET /diff`; the args stand first."""
    sides = [Side("args", args=args.tree)]
    for model in models:
        if model.args is None:
            raise Invalid(f"the args of {model.id} are not shared with you")
        sides.append(Side(model.id, args=model.args))
    return compare(sides, **how).to_dict()


def _body(api: Api, args: Args, name: Name, more: dict[str, Any]) -> str:
    """Return the body of a question about one recipe."""
    fields: dict[str, Any] = {"dataset": name[0], "architecture": name[1], **more}
    return body_with_args(without_ignored(api, args).text, fields)


def _one(api: Api, args: Args, name: Name) -> Found | ModelbaseError:
    try:
        return read(Found, api.call("POST", "lookup", _body(api, args, name, {})))
    except Invalid as error:
        return error


def _row(row: Any) -> Found | ModelbaseError:
    refused = row.get("error") if isinstance(row, dict) else None
    if not isinstance(refused, dict):
        return read(Found, row)
    given = checked(reports.Refusal, refused)
    return Invalid(given["message"], given["code"])


def _requests(bodies: Sequence[str]) -> Iterator[list[str]]:
    """Yield the bodies in groups, each of which is one request."""
    group: list[str] = []
    size = 0
    for body in bodies:
        if group and (len(group) == MANY or size + len(body) > LONGEST):
            yield group
            group, size = [], 0
        group.append(body)
        size += len(body)
    if group:
        yield group
