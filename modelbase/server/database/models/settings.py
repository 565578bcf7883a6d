"""The collection `settings`: one document with what a team decides of its server, beside identity. Decides nothing."""

from __future__ import annotations

from typing import Any

from modelbase.server.database import Database
from modelbase.server.database.translate import translated

ONE = "team"


def get(db: Database) -> dict[str, Any]:
    """Return the settings that were stored, {} before there are any."""
    with translated():
        found = db.settings.find_one({"_id": ONE}) or {}
    found.pop("_id", None)
    return dict(found)


def put(db: Database, settings: dict[str, Any]) -> None:
    """Store the settings in one write, over those before."""
    with translated():
        db.settings.replace_one({"_id": ONE}, settings, upsert=True)
