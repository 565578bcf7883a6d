"""The rule of GET /models: reads the query texts, asks the store, names the columns as they were asked for.

No Flask and no pymongo. Who may see what comes from access; a user's text goes through modelbase/query.py first.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from modelbase.errors import Invalid
from modelbase.keys import scan_key
from modelbase.query import Key, Sort, key_of, parse, parse_columns, parse_sort
from modelbase.server import access
from modelbase.server.access import Principal
from modelbase.server.house import House
from modelbase.server.store import cursor, planning, rows
from modelbase.server.store.ordering import Place

COLUMNS = "title,state,tags,checkpoints,size,owner,created_at,updated_at"
NEWEST_FIRST = (Sort(Key("field", ("created_at",)), descending=True),)


@dataclass(frozen=True)
class Wanted:
    """The texts of a request for a page of the table."""

    where: str = ""
    sort: str = ""
    columns: str = ""
    limit: int = 100
    offset: int = 0
    after: str = ""
    total: bool = False


def page(house: House, who: Principal, wanted: Wanted) -> dict[str, Any]:
    """Return one page: rows of `id` and the asked columns, the cursor of the next one, and the total if asked."""
    if wanted.after and wanted.offset:
        raise Invalid("give `after` or `offset`, not both: after walks on, offset jumps")
    asked = named_columns(wanted.columns.strip() or COLUMNS)
    secret, bound = house.settings.secret_key.get_secret_value(), _bound(who, wanted)
    state = cursor.unseal(secret, bound, wanted.after) if wanted.after else {}
    ask = rows.Ask(
        seen=access.readable(who),
        where=parse(wanted.where),
        sorts=parse_sort(wanted.sort) or NEWEST_FIRST,
        columns=tuple(dict.fromkeys(key for _, key in asked)),
        now=state.get("now") or _now(),
        seconds=house.settings.query_seconds,
    )
    window = planning.Window(_place(state), wanted.offset, wanted.limit)
    found = planning.page(house.db, ask, window, wanted.total)
    body: dict[str, Any] = {"rows": [_row(row, asked) for row in found.rows], "next": None}
    if found.more:
        last = found.rows[-1].place
        at = {"now": ask.now, "values": [list(each) for each in last.values], "id": last.id}
        body["next"] = cursor.seal(secret, bound, at)
    if wanted.total:
        body |= {"total": found.total, "total_exact": found.exact}
    return body


def _place(state: dict[str, Any]) -> Place | None:
    return Place(tuple((rank, value) for rank, value in state["values"]), state["id"]) if state else None


def named_columns(text: str) -> list[tuple[str, Key]]:
    """Return the columns of a list, each with its name as it was asked for."""
    parse_columns(text)
    found: dict[str, Key] = {}
    while text := text.strip().removeprefix(",").strip():
        end = scan_key(text)[1]
        found[text[:end]] = key_of(text[:end])
        text = text[end:]
    return list(found.items())


def _row(row: rows.Row, asked: list[tuple[str, Key]]) -> dict[str, Any]:
    values = {name: row.values[key] for name, key in asked if key in row.values}
    return values | {"id": row.id}


def _bound(who: Principal, wanted: Wanted) -> str:
    """Return what a cursor is bound to: the person and their reach, the query and the order."""
    return repr((who.user_id, who.only, wanted.where, wanted.sort))


def _now() -> datetime:
    moment = datetime.now(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)  # as a cursor keeps it
