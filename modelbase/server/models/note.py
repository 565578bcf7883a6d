"""Rules of notes: a model is marked good or bad, with a reason; whoever pulls it or what came of it is warned.

No Flask, no pymongo; the warnings along the lineage are in lineage.py.
"""

from __future__ import annotations

import unicodedata
from typing import Literal

from modelbase.entities import Model, Note
from modelbase.errors import Invalid
from modelbase.server.access import Principal
from modelbase.server.database import Database
from modelbase.server.database.models import models
from modelbase.server.history import activity

MAX_REASON = 500  # characters


def put(db: Database, who: Principal, model: Model, verdict: Literal["good", "bad"], reason: str) -> Model:
    """Mark a model; the same again changes nothing."""
    text = _reason(verdict, reason)
    if model.note and (model.note.verdict, model.note.reason) == (verdict, text):
        return model
    note = Note(verdict=verdict, reason=text, by=who.login, at=models.now())
    return _set(db, who, model, note)


def remove(db: Database, who: Principal, model: Model) -> Model:
    """Take the note of a model away."""
    return model if model.note is None else _set(db, who, model, None)


def _set(db: Database, who: Principal, model: Model, note: Note | None) -> Model:
    change = {"$set": {"note": note.model_dump() if note else None}}
    done = models.set_fields(db, model.key, change, None) or models.get_key(db, model.key)
    told = {"verdict": note.verdict, "reason": note.reason} if note else {"verdict": None}
    activity.record(db, who, model.key, "model.note", told)
    return done


def _reason(verdict: str, text: str) -> str:
    reason = unicodedata.normalize("NFC", text).strip()
    if len(reason) > MAX_REASON or any(unicodedata.category(sign) in {"Cc", "Cf"} for sign in reason):
        raise Invalid(f"a reason is one line of at most {MAX_REASON} characters without control characters")
    if verdict == "bad" and not reason:
        raise Invalid("say why the model is bad: whoever pulls it reads the reason")
    return reason
