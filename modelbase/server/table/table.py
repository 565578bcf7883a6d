"""The rule of GET /models: reads the query texts, asks the store, names the columns as they were asked for.

No Flask and no pymongo. Who may see what comes from access; a user's text goes through modelbase/query first.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import Annotated, Any

from pydantic import AwareDatetime, Field

from modelbase import deadline
from modelbase.entities import PARTS, Strict
from modelbase.errors import Invalid
from modelbase.identity.keys import MISSING, scan_key
from modelbase.query import Comparison, Key, Node, Sort, key_of, key_tests, parse, parse_columns, parse_sort
from modelbase.server import access
from modelbase.server.access import Principal
from modelbase.server.database import cursor
from modelbase.server.database.rows import Place, TableQuery
from modelbase.server.deployment import Deployment
from modelbase.server.index import keys, search
from modelbase.server.visible import EVERYTHING, Visible

EXAMPLES = 5
COLUMNS = "title,state,tags,checkpoints,size,owner,created_at,updated_at"
EDGES = ("parent", "ancestor")  # fields in which IDs of other models stand
NEWEST_FIRST = (Sort(Key("field", ("created_at",)), descending=True),)


Where = Annotated[str, Field(max_length=20_000)]


class RowsRequest(Strict):
    """Which rows, in which order, with which columns: texts of the query language."""

    where: Where = ""
    sort: Annotated[str, Field(max_length=10_000)] = ""
    columns: Annotated[str, Field(max_length=50_000)] = ""
    limit: Annotated[int, Field(ge=1, le=1000)] = 100


class TableRequest(RowsRequest):
    """A page of the table: `after` the cursor of the page before, or from `offset` on."""

    offset: Annotated[int, Field(ge=0, le=10_000_000)] = 0
    after: Annotated[str, Field(max_length=20_000)] = ""
    total: bool = False


class ValuesRequest(Strict):
    """Over which models, with which part in their text."""

    where: Where = ""
    search: Annotated[str, Field(max_length=1_000)] = ""


class KeysRequest(ValuesRequest):
    """Which keys: those that vary, those that came since a moment; `after` is the last key shown."""

    varying: bool = False
    since: AwareDatetime | None = None
    limit: Annotated[int, Field(ge=1, le=10_000)] = 1_000
    after: Annotated[str, Field(max_length=20_000)] = ""


def page(
    deployment: Deployment, who: Principal, request: TableRequest, limit: int | None = None
) -> dict[str, Any]:
    """Return one page: rows of `id` and the asked columns, the cursor of the next one, and the total if asked.

    `limit`, where it is given, counts instead of the request's: a rule may read more rows than a client.
    """
    if request.after and request.offset:
        raise Invalid("give `after` or `offset`, not both: after walks on, offset jumps")
    asked = named_columns(request.columns.strip() or COLUMNS)
    columns = tuple(dict.fromkeys(key for _, key in asked))
    names = [(name, columns.index(key)) for name, key in asked]
    secret = deployment.settings.secret_key.get_secret_value()
    bound = repr((who.user_id, who.only, request.where, request.sort))  # what a cursor is valid for
    state = cursor.read(secret, bound, request.after) if request.after else {}
    ask = TableQuery(
        seen=_seen(who),
        where=_parsed(request.where),
        sorts=parse_sort(request.sort) or NEWEST_FIRST,
        columns=columns,
        now=state.get("now") or _now(),
        seconds=deployment.settings.query_seconds,
    )
    _check_edges(who, ask.where)
    place = Place(tuple((rank, value) for rank, value in state["values"]), state["id"]) if state else None
    window = search.Window(place, request.offset, limit or request.limit)
    found = search.page(deployment.db, ask, window, request.total)
    _refuse_unknown(found.unknown, request.where, request.sort)
    for column in [at for at, key in enumerate(columns) if _is_edge(key)] if who.only else ():
        for row in found.rows:  # without the IDs of models whose names a token for some names does not cover
            row.values[column] = access.readable(who).covered(row.values[column])
    body: dict[str, Any] = {"rows": [], "next": None}
    for row in deadline.paced(found.rows):
        values = {name: row.values[at] for name, at in names if row.values[at] is not MISSING}
        body["rows"].append(values | {"id": row.id})
    if found.more:
        last = found.rows[-1].place
        at = {"now": ask.now, "values": [list(each) for each in last.values], "id": last.id}
        body["next"] = cursor.write(secret, bound, at)
    if request.total:
        body |= {"total": found.total, "total_exact": True}
    return body


def catalogue(deployment: Deployment, who: Principal, request: KeysRequest) -> dict[str, Any]:
    """Return the keys of args and metrics over the models that match, in the order of their texts."""
    ask = _ask(deployment, who, request.where)
    everything = not request.where.strip() and ask.seen == EVERYTHING
    found = (keys.of_everything(deployment.db) if everything else None) or keys.of_filter(deployment.db, ask)
    _refuse_unknown(found.unknown, request.where)
    named = sorted((str(key), count) for key, count in found.counts.items())
    since = request.since.timestamp() if request.since else None
    asked = [
        (name, count)
        for name, count in deadline.paced(named)
        if (count.distinct > 1 or not request.varying)
        and (since is None or (count.first is not None and count.first > since))
        and request.search.casefold() in name.casefold()
    ]
    left = [(name, count) for name, count in asked if name > request.after]
    shown = [_key_row(name, count, found.looked_at == found.models) for name, count in left[: request.limit]]
    newest = max((count.first for _, count in named if count.first is not None), default=None)
    return {
        "rows": shown,
        "next": shown[-1]["key"] if len(left) > request.limit else None,
        "models": found.models,
        "looked_at": found.looked_at,
        "total": len(asked),
        "keys": len(named),
        "newest": _moment(newest),
    }


def values(deployment: Deployment, who: Principal, key: str, asked: ValuesRequest) -> dict[str, Any]:
    """Return the distinct values of a key over the models that match, the most frequent first."""
    named = key_of(key)
    if named.field is not None and named.field.kind == "date":
        raise Invalid(f"{key} is a date; dates are not listed one by one", "query_key", key=key)
    found = keys.values(deployment.db, _ask(deployment, who, asked.where), named, asked.search)
    distinct = found.distinct
    if _is_edge(named) and who.only:
        known = set(access.readable(who).covered(value for value, _ in found.rows))
        found = replace(found, rows=[pair for pair in found.rows if pair[0] in known])
        distinct = len(known)
    rows_of_it = [{"value": value, "models": count} for value, count in found.rows]
    return {"rows": rows_of_it, "next": None, "distinct": distinct, "models": found.models}


def _is_edge(key: Key) -> bool:
    """Say whether the IDs of other models stand at a key."""
    return key.room == "field" and key.path in EDGES


def _check_edges(who: Principal, where: Node) -> None:
    """Refuse a token for some names the tests that would reveal the IDs of others step by step."""
    for test in key_tests(where) if who.only else ():
        plain = not isinstance(test, Comparison) or test.op in ("=", "!=")
        if _is_edge(test.key) and not plain:
            raise Invalid(
                f"this token is for {who.only} only; with it, {test.key} is compared with whole IDs alone (=, in)",
                "query_key",
                key=str(test.key),
            )


def _seen(who: Principal) -> Visible:
    """Return the models that `who` may ask about: those of which they see all that a query could tell."""
    return access.readable(access.narrowed(who, *PARTS))


def _ask(deployment: Deployment, who: Principal, where: str) -> TableQuery:
    _check_edges(who, _parsed(where))
    return TableQuery(_seen(who), _parsed(where), (), (), _now(), deployment.settings.query_seconds)


def _key_row(name: str, count: Any, exact: bool) -> dict[str, Any]:
    types = {kind: number for kind, number in zip(keys.TYPES, count.types, strict=True) if number}
    values = sorted((count.values or {}).values(), key=lambda pair: -pair[1])
    row = {
        "key": name,
        "types": types,
        "models": count.models,
        "distinct": count.distinct,
        "distinct_exact": exact and count.exact,
        "varies": count.distinct > 1,
        "low": count.low,
        "high": count.high,
        "examples": [value for value, _ in values[:EXAMPLES]],
        "first_seen": _moment(count.first),
    }
    return {part: value for part, value in row.items() if value is not None}


def _moment(seconds: float | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def _refuse_unknown(unknown: dict[Key, str | None], *texts: str) -> None:
    """Raise `query_key` for the first key that no model has."""
    for key, meant in unknown.items():
        hint = f"did you mean {meant}?" if meant else "`modelbase keys` lists those there are"
        named = re.compile(rf'(?<![\w."])({re.escape(str(key))}|{re.escape(key.path)})(?![\w."])')
        found = next(filter(None, map(named.search, texts)), None)
        place = {"position": found.start()} if found else {}
        raise Invalid(
            f"no model has the key {key}; {hint}", "query_key", key=str(key), suggestion=meant, **place
        )


@lru_cache(maxsize=256)
def named_columns(text: str) -> tuple[tuple[str, Key], ...]:
    """Return the columns of a list, each with its name as it was asked for."""
    parse_columns(text)
    found: dict[str, Key] = {}
    while text := text.strip().removeprefix(",").strip():
        end = scan_key(text)[1]
        found[text[:end]] = key_of(text[:end])
        text = text[end:]
    return tuple(found.items())


@lru_cache(maxsize=256)
def _parsed(where: str) -> Node:
    return parse(where)


def _now() -> datetime:
    moment = datetime.now(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)  # as a cursor keeps it
