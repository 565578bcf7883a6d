"""Every collection and index, in one list; made at start, never in a request. `schema` is in migrations.py."""

from __future__ import annotations

import pymongo
from pymongo import IndexModel

from modelbase.server.database import Database, history
from modelbase.server.database.files import blobs, checkpoints, storage, trash, uploads
from modelbase.server.database.models import (
    aliases,
    images,
    leases,
    models,
    neighbours,
    policies,
    runs,
    shares,
    views,
)
from modelbase.server.database.people import admins, grants, sessions, tokens, users
from modelbase.server.database.series import curves, series
from modelbase.server.database.translate import translated

COLLECTIONS: dict[str, list[IndexModel]] = {
    "models": [*models.INDEXES, *policies.MODEL_INDEXES, *storage.MODEL_INDEXES],
    "leases": leases.INDEXES,
    "runs": runs.INDEXES,
    "batches": series.BATCH_INDEXES,
    "chunks": series.CHUNK_INDEXES,
    "curves": curves.INDEXES,
    "policies": [],
    "settings": [],
    "gone": [],
    "aside": [],
    "blocks": [],
    "columns": [],
    "aliases": aliases.INDEXES,
    "signatures": neighbours.INDEXES,
    "views": views.INDEXES,
    "view_defaults": [],
    "checkpoints": checkpoints.INDEXES,
    "uploads": uploads.INDEXES,
    "blobs": blobs.INDEXES,
    "reports": [],
    "trash": trash.INDEXES,
    "users": users.INDEXES,
    "tokens": tokens.INDEXES,
    "sessions": sessions.INDEXES,
    "codes": sessions.CODE_INDEXES,
    "claims": admins.INDEXES,
    "grants": grants.INDEXES,
    "shares": shares.INDEXES,
    "images": images.INDEXES,
    "activity": history.ACTIVITY_INDEXES,
    "events": history.EVENT_INDEXES,
    "admins": [],
    "jobs": [],
    "clock": [],
}


BUILD_SECONDS = 6 * 3600


def ensure(db: Database) -> None:
    """Make the indexes that are not there yet; many servers may do so at once."""
    for name, wanted in COLLECTIONS.items():
        with translated():
            if wanted:
                with pymongo.timeout(BUILD_SECONDS):  # a new index over a million models takes minutes
                    db[name].create_indexes(wanted)
