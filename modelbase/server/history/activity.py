"""What happened to a model, for its page: one line written after each act, and read by who may know the model's team.

No Flask, no pymongo. What must not be lost is in the audit log (audit.py): an act is never refused, nor undone, because
its line could not be written.
"""

from __future__ import annotations

import logging
from typing import Any

from modelbase.entities import Activity, Checkpoint, Model
from modelbase.errors import Unavailable
from modelbase.server import access
from modelbase.server.access import Principal
from modelbase.server.database import Database, history
from modelbase.server.database.models import models

LOG = logging.getLogger(__name__)
MADE = "made"  # the id of a model's first line, which is made from its own document
FOR_SHARERS = ("share",)  # actions with this prefix are shown only to those who may share the model


def record(
    db: Database, who: Principal, key: str, action: str, details: dict[str, Any] | None = None
) -> None:
    """Write that `who` did something to the model of a database key."""
    line = Activity(action=action, by=who.login, via=who.via, at=models.now(), details=details or {})
    _write(db, key, line)


def record_push(db: Database, who: Principal, model: Model, made: Checkpoint, moved: bool) -> None:
    """Write that a checkpoint was pushed, once however often its commit is repeated."""
    details = {"label": made.label, "checkpoint": made.id, "step": made.step, "moved": moved}
    line = Activity(
        id=f"push {made.id}",
        action="checkpoint.push",
        by=made.created_by,
        via=who.via,
        at=made.created_at,
        details=details,
    )
    _write(db, model.key, line)


def record_change(db: Database, who: Principal, before: Model, after: Model, rewritten: bool) -> None:
    """Write what a change of a model's fields has changed, a line for each; `rewritten` is said of its README."""
    if before.title != after.title:
        record(db, who, after.key, "model.title", {"from": before.title, "to": after.title})
    added = [tag for tag in after.tags if tag not in before.tags]
    removed = [tag for tag in before.tags if tag not in after.tags]
    if added or removed:
        record(db, who, after.key, "model.tags", {"added": added, "removed": removed})
    if rewritten:
        record(db, who, after.key, "model.readme")
    if before.visibility != after.visibility:
        action = "share.create" if after.visibility == "public" else "share.revoke"
        record(db, who, after.key, action, {"kind": "public"})


def page(
    db: Database, who: Principal, model: Model, after: str, limit: int
) -> tuple[list[Activity], str | None]:
    """Return what happened to a model, newest first, and where the next page begins; its making is the last line."""
    if after == MADE:
        return [], None
    hidden = () if access.may(who, model, "share") else FOR_SHARERS
    found = [_seen(who, each) for each in history.lines(db, model.key, hidden, after, limit + 1)]
    if len(found) > limit:
        return found[:limit], found[limit - 1].id
    if len(found) == limit:
        return found, found[-1].id  # the making is on the next page
    return [*found, Activity(id=MADE, action="model.create", by=model.owner, at=model.created_at)], None


def _seen(who: Principal, line: Activity) -> Activity:
    """Return a line without the parent in it that `who` may not know of."""
    parent = line.details.get("parent")
    if parent is None or access.readable(who).covered([parent]):
        return line
    return line.model_copy(update={"details": line.details | {"parent": None}})


def _write(db: Database, key: str, line: Activity) -> None:
    try:
        history.insert_line(db, key, line)
    except Unavailable:
        LOG.warning("the line %s of the model with the key %s was not written", line.action, key)
