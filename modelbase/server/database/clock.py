"""The database's time, which leases and claims of jobs go by: the clocks of several servers may differ by minutes.

It is asked for at most twice a minute; in between it is carried on by this process's monotonic clock. A jump of the
wall clock (a suspended machine) has it asked for at once.
"""

from __future__ import annotations

import time
from collections.abc import Hashable
from datetime import datetime, timedelta
from threading import Lock
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from modelbase.errors import Unavailable
from modelbase.server.database import Database
from modelbase.server.database.translate import translated

FRESH = 30.0  # seconds
JUMP = 0.5  # seconds by which the wall clock may differ from the monotonic one


class _Reading(NamedTuple):
    """The database's time, and this process's clocks at that moment."""

    moment: datetime
    monotonic: float
    wall: float


_readings: WeakKeyDictionary[Any, _Reading] = WeakKeyDictionary()
_lock = Lock()


def now(db: Database) -> datetime:
    """Return the database's present time in UTC, to the millisecond."""
    client = db.client
    if not isinstance(client, Hashable):
        return _ask(db).moment
    with _lock:
        known = _readings.get(client)
    if known is None or not _holds(known):
        known = _ask(db)
        with _lock:
            _readings[client] = known
    moment = known.moment + timedelta(seconds=time.monotonic() - known.monotonic)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def _holds(known: _Reading) -> bool:
    passed = time.monotonic() - known.monotonic
    return passed < FRESH and abs(time.time() - known.wall - passed) < JUMP


def _ask(db: Database) -> _Reading:
    """Let the database write its time down; a command that reads it would need rights that a user may not have."""
    before = time.monotonic()
    with translated():
        found = db.clock.find_one_and_update(
            {"_id": "now"}, {"$currentDate": {"at": True}}, upsert=True, return_document=True
        )
    if found is None:
        raise Unavailable("the database did not say what time it is; try again", "database_unavailable")
    after = time.monotonic()
    return _Reading(found["at"], (before + after) / 2, time.time() - (after - before) / 2)
