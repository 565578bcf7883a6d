"""The bytes of a checkpoint as its document tells of them: there, deleted, back. One atomic write each.

Which objects may then go is in collecting.py; opens no objects and decides nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from modelbase.server.database import Database, Document
from modelbase.server.database.translate import translated

DELETED = "weights_deleted"


def drop(db: Database, checkpoint_id: str, by: str, at: datetime) -> bool:
    """Let a checkpoint point to no blob any more; paths, sizes and hashes stay. Say whether this call did it."""
    with translated():
        found = db.checkpoints.find_one({"_id": checkpoint_id, "state": {"$ne": DELETED}}, {"files": 1})
        if found is None:
            return False
        files = [{key: value for key, value in file.items() if key != "blob"} for file in found["files"]]
        fields = {"state": DELETED, "files": files, DELETED: {"by": by, "at": at}}
        query = {"_id": checkpoint_id, "state": {"$ne": DELETED}}
        return bool(db.checkpoints.update_one(query, {"$set": fields}).modified_count)


def bring_back(db: Database, checkpoint_id: str, files: Iterable[Document], state: str) -> bool:
    """Let a checkpoint whose weights were deleted point to blobs again; say whether this call did it."""
    change = {"$set": {"files": list(files), "state": state}, "$unset": {DELETED: ""}}
    with translated():
        return bool(
            db.checkpoints.update_one({"_id": checkpoint_id, "state": DELETED}, change).modified_count
        )
