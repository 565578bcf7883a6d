"""A checkpoint without its weights: the record stays, the bytes go, and they can come back. No Flask, no pymongo.

Deleting and restoring are acts of the trash (trash.py); here is what both, and a push of the same files, do to the
checkpoint.
"""

from __future__ import annotations

from modelbase.entities import Checkpoint, Model, TrashEntry
from modelbase.errors import Conflict
from modelbase.server.database import Database, Document
from modelbase.server.database.files import blobs, checkpoints, trash
from modelbase.server.database.files.checkpoints import DELETED, blobs_of
from modelbase.server.database.models import models


def drop(db: Database, checkpoint_id: str, by: str) -> None:
    """Let the checkpoint point to no bytes; the trash does by now."""
    checkpoints.drop_weights(db, checkpoint_id, by, models.now())


def bring_back(db: Database, entry: TrashEntry, document: Document) -> None:
    """Let the checkpoint of a trash entry point to its bytes again; one that has them already is fine."""
    found = checkpoints.take(db, document["checkpoint"])
    if found is None:
        raise Conflict(f"{entry.model}@{entry.label} itself is in the trash; restore the checkpoint first")
    states = blobs.states(db, blobs_of(document))
    state = "corrupt" if "corrupt" in states else "uploaded" if "uploaded" in states else "verified"
    checkpoints.restore_weights(db, found["_id"], document["files"], state)


def forget(db: Database, checkpoint_id: str) -> None:
    """Give up the bytes in the trash of a checkpoint that was pushed again."""
    claimed = trash.claim(db, f"w{checkpoint_id}")
    if claimed is not None:
        blobs.loosen(db, blobs_of(claimed.document), models.now())
        trash.delete(db, claimed)


def refusal(model: Model, checkpoint: Checkpoint, name_who: bool) -> Conflict:
    """Return the error for a request for the bytes: they were deleted, when, by whom, and what is still there."""
    gone = checkpoint.weights_deleted
    at = gone.at.strftime("%Y-%m-%d %H:%M UTC") if gone else "?"
    by = gone.by if gone and name_who else None
    place = f"{model.id}@{checkpoint.label}"
    told = (
        f"the weights of {place} were deleted{f' by {by}' if by else ''} on {at}; its args, metrics and list of "
        "files are still there: push the same files again, train it again by its args (`modelbase show`), or ask "
        "an Admin whether the trash has them yet (`modelbase trash`)"
    )
    return Conflict(told, DELETED, by=by, at=gone.model_dump(mode="json")["at"] if gone else None)
