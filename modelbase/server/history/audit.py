"""The audit log's one rule: an act and its record go together. No Flask, no pymongo.

The record is written before the act, as `begun`, and marked `done` after it: no act without a record, and a retry of
an act that was cut off takes up the record of the first try. A refused act leaves none.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from modelbase.entities import Actor, Event
from modelbase.errors import ModelbaseError, Unavailable
from modelbase.server.access import Principal
from modelbase.server.database import Database, history
from modelbase.server.database.models.models import now
from modelbase.server.database.translate import AlreadyExists

Recorded = AbstractContextManager[None]


@contextmanager
def recorded(
    db: Database, who: Principal, action: str, target: dict[str, str], details: dict[str, Any] | None = None
) -> Iterator[None]:
    """Record what is done inside; `target` names what it is done to, and is the natural key of the act."""
    event = Event(
        action=action,
        by=Actor(id=who.user_id, login=who.login, via=who.via, token=who.token_id),
        target=target,
        details=details or {},
        address=who.address,
        request_id=who.request_id,
        at=now(),
    )
    key = " ".join((action, *(target[name] for name in sorted(target))))
    event_id = history.begin(db, key, event)
    try:
        yield
    except Unavailable:
        raise  # the outcome is unknown, and the record says so
    except (ModelbaseError, AlreadyExists):
        history.drop(db, event_id)
        raise
    history.finish(db, event_id, key, event)
