"""How much is kept, by name and by owner: counted in the database, under a time limit, over an index alone.

A file that several models have counts for each of them; `stored` counts every object of the bucket once. Reads only.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from pymongo import ASCENDING, IndexModel

from modelbase.server.database import Database, Document
from modelbase.server.database.files.blobs import BAD, READ
from modelbase.server.database.models import sound
from modelbase.server.database.translate import limited, translated

LISTED = 1_000  # names, and owners, with the most bytes
COUNTED = ("models", "checkpoints", "size")
INDEX = "storage"
# All that is summed up, so that no model is read.
MODEL_INDEXES = [
    IndexModel([(field, ASCENDING) for field in ("name", "owner", "size", "checkpoints")], name=INDEX)
]


def summary(db: Database, seconds: float) -> dict[str, Any]:
    """Return counts and bytes in all, by name and by owner, of the bucket and of the trash."""
    with limited(seconds):
        groups = list(db.models.aggregate(_by_name_and_owner(), hint=INDEX))
        stored, images = _sum(db, "blobs"), _sum(db, "images")
        trash = _sum(db, "trash")
    whole = {field: sum(group[field] for group in groups) for field in COUNTED}
    count, some = sound.aside(db)
    return whole | {
        "unreadable": {"count": count, "models": some},
        "stored": {name: stored[of] + images[of] for name, of in (("files", "count"), ("size", "size"))},
        "trash": {"entries": trash["count"], "size": trash["size"]},
        "names": _ranked(groups, "name"),
        "owners": _ranked(groups, "owner"),
    }


def read_again(db: Database, before: datetime | None) -> dict[str, Any]:
    """Return what is known of the stored bytes by reading them again: how many are damaged, waiting, overdue.

    `oldest` is when the blob was read that was read longest ago; `overdue` are those read before `before`.
    """
    live: Document = {"retired_at": None, "doomed": None}
    late = {"state": {"$in": list(READ)}, "verified_at": {"$lt": before}}
    with translated():
        oldest = db.blobs.find_one(
            {"state": "verified"} | live, {"verified_at": 1}, sort=[("verified_at", ASCENDING)]
        )
        return {
            "oldest": oldest and oldest["verified_at"],
            "damaged": {each: db.blobs.count_documents({"state": each} | live) for each in BAD},
            "waiting": db.blobs.count_documents({"again": {"$ne": None}} | live),
            "overdue": db.blobs.count_documents(late | live) if before else 0,
        }


def _by_name_and_owner() -> list[Document]:
    counts = {"models": {"$sum": 1}, "checkpoints": {"$sum": "$checkpoints"}, "size": {"$sum": "$size"}}
    return [{"$group": {"_id": {"name": "$name", "owner": "$owner"}, **counts}}]


def _sum(db: Database, collection: str) -> Document:
    grouped = {"_id": None, "count": {"$sum": 1}, "size": {"$sum": "$size"}}
    found: list[Document] = list(db[collection].aggregate([{"$group": grouped}]))
    return found[0] if found else {"count": 0, "size": 0}


def _ranked(groups: Iterable[Document], by: str) -> list[dict[str, Any]]:
    sums: dict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys(COUNTED, 0))
    for group in groups:
        for field in COUNTED:
            sums[str(group["_id"].get(by) or "?")][field] += group[field]
    ranked = sorted(sums.items(), key=lambda item: (-item[1]["size"], item[0]))
    return [{by: name} | counts for name, counts in ranked[:LISTED]]
