"""Models that were stored before there were columns: marked as changed, once for each database, so they are sealed.

Until then the table does not show them. Any number of workers may do it at once.
"""

from __future__ import annotations

from bson import ObjectId

from modelbase.server.store import Database
from modelbase.server.store.translate import translated

ADOPTED = "adopted"  # the note, among the blocks, that it was done


def adopt(db: Database) -> int:
    """Mark the models that no column knows of; return how many, 0 where that was done before."""
    with translated():
        if db.blocks.find_one({"_id": ADOPTED}) is not None:
            return 0
        fresh = {"sealed": False, "stamp": ObjectId()}
        done = db.models.update_many({"sealed": {"$exists": False}}, {"$set": fresh})
        db.blocks.update_one({"_id": ADOPTED}, {"$set": {"models": done.modified_count}}, upsert=True)
    return done.modified_count
