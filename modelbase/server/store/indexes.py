"""Every collection and index, in one list; made at start, never in a request."""

from __future__ import annotations

import pymongo
from pymongo import IndexModel

from modelbase.server.store import (
    Database,
    activity,
    aliases,
    blobs,
    checkpoints,
    claims,
    collecting,
    events,
    grants,
    images,
    leases,
    models,
    policies,
    sessions,
    shares,
    signatures,
    storage,
    tokens,
    trash,
    uploads,
    users,
    views,
)
from modelbase.server.store.translate import translated

COLLECTIONS: dict[str, list[IndexModel]] = {
    "models": [*models.INDEXES, *policies.MODEL_INDEXES, *storage.MODEL_INDEXES],
    "leases": leases.INDEXES,
    "policies": [],
    "gone": [],
    "blocks": [],
    "columns": [],
    "aliases": aliases.INDEXES,
    "signatures": signatures.INDEXES,
    "views": views.INDEXES,
    "view_defaults": [],
    "checkpoints": checkpoints.INDEXES,
    "uploads": uploads.INDEXES,
    "blobs": [*blobs.INDEXES, *collecting.INDEXES],
    "reports": [],
    "trash": trash.INDEXES,
    "users": users.INDEXES,
    "tokens": tokens.INDEXES,
    "sessions": sessions.INDEXES,
    "codes": sessions.CODE_INDEXES,
    "claims": claims.INDEXES,
    "grants": grants.INDEXES,
    "shares": shares.INDEXES,
    "images": images.INDEXES,
    "activity": activity.INDEXES,
    "events": events.INDEXES,
    "admins": [],
}


BUILD_SECONDS = 6 * 3600


def ensure(db: Database) -> None:
    """Make the indexes that are not there yet; many servers may do so at once."""
    for name, wanted in COLLECTIONS.items():
        with translated():
            if wanted:
                with pymongo.timeout(BUILD_SECONDS):  # a new index over a million models takes minutes
                    db[name].create_indexes(wanted)


def ping(db: Database) -> None:
    """Ask MongoDB for a sign of life, or raise Unavailable."""
    with translated():
        db.command("ping")
