"""One page of the table by the quickest way: found in the columns, or, where these lag too far behind, by MongoDB.

Both ways give the same rows in the same order and share their cursors; what is shown is always read from the models.
Decides nothing about people and parses no text.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from modelbase.query import Key, key_tests
from modelbase.server.database import Database
from modelbase.server.database.query import rows
from modelbase.server.database.query.ordering import Place
from modelbase.server.database.query.rows import Ask, Row
from modelbase.server.index import keys, present, searching
from modelbase.server.index.searching import search_of


@dataclass(frozen=True)
class Window:
    """Which rows of the answer: after a place, or after so many."""

    after: Place | None
    offset: int
    limit: int


@dataclass(frozen=True)
class Page:
    """Rows, whether more come after them, and how many there are in all where that was asked.

    Where keys are `unknown` to every model, there are no rows, but the key that was probably meant.
    """

    rows: list[Row]
    more: bool
    total: int | None = None
    exact: bool = True
    unknown: dict[Key, str | None] = field(default_factory=dict)


def page(db: Database, ask: Ask, window: Window, count: bool) -> Page:
    """Return the rows of a window, with the total if `count`."""
    state = present.now(db) if searching.understands(ask.seen) else None
    if state is None:
        return _by_mongo(db, ask, window, count)
    wanted = [*(test.key for test in key_tests(ask.where)), *(sort.key for sort in ask.sorts)]
    unknown = keys.unknown(db, state, wanted)
    if unknown:
        return Page([], False, unknown=unknown)
    search = search_of(ask)
    found = searching.matches(db, state, search)
    span = (window.offset, window.offset + window.limit + 1)
    order = searching.ordered(db, found, search, window.after, span)
    shown = rows.of_keys(db, ask, order[: window.limit])
    return Page(shown, len(order) > window.limit and bool(shown), found.total if count else None)


def _by_mongo(db: Database, ask: Ask, window: Window, count: bool) -> Page:
    found = rows.page(db, ask, window.after, window.offset, window.limit + 1)
    total, exact = rows.total(db, ask) if count else (None, True)
    return Page(found[: window.limit], len(found) > window.limit, total, exact)
