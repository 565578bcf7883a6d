"""What was stored before there was an index for it: models without columns, blocks without texts. Any worker may do it.

Models are marked as changed, once for each database, so they are sealed; until then the table does not show them.
Blocks get their texts; until then a search makes them in memory, which takes seconds.
"""

from __future__ import annotations

from bson import ObjectId

from modelbase.server.database import Database
from modelbase.server.database.translate import translated
from modelbase.server.index import ledger, texts
from modelbase.server.index.block import all_columns, heads

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


def adopt_texts(db: Database) -> int:
    """Store the texts of one block that has none; return how many such blocks there were."""
    old = texts.lacking(db, [entry.id for entry in ledger.read(db).entries])
    for block in heads(db, old[:1]).values():
        texts.write(db, block.id, texts.of_columns(all_columns(db, block), block.head.count))
    return len(old)
