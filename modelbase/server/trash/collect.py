"""Deletes for good what the trash holds, and the blobs that nothing points to any more. For sweep and routes.

A blob goes in steps, and a process may stop after each: loose, doomed (no push can point to it any more), and, once
every signed URL to it has expired, object and record. What a checkpoint or the trash still points to stays.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from modelbase.entities import TrashEntry
from modelbase.errors import Conflict
from modelbase.server.access import Principal
from modelbase.server.database import Document, history
from modelbase.server.database.files import blobs, checkpoints, trash
from modelbase.server.database.files.blobs import Blob
from modelbase.server.database.files.checkpoints import blobs_of
from modelbase.server.database.models import images, models, runs
from modelbase.server.database.series import series
from modelbase.server.deployment import Deployment
from modelbase.server.history import audit

COMMIT = timedelta(days=1)  # longer than any commit takes from touching a blob to its insert
ON_ITS_WAY = timedelta(hours=1)
BATCH = 1_000  # objects that one request deletes


def remove(deployment: Deployment, who: Principal, entry_id: str) -> None:
    """Delete one entry of the trash for good; raise NotFound, or Conflict while it is being deleted."""
    entry, _ = trash.get(deployment.db, entry_id)
    with audit.recorded(deployment.db, who, "trash.delete", {"model": entry.model, "entry": entry_id}):
        if not _give_up(deployment, entry_id):
            raise Conflict(f"{entry.model} is being deleted or restored just now; try again in an hour")


def empty(deployment: Deployment) -> int:
    """Give up the entries whose time is over; return how many."""
    return sum(_give_up(deployment, entry_id) for entry_id in trash.overdue(deployment.db, models.now()))


def collect(deployment: Deployment) -> int:
    """Doom what nothing points to, remove what was doomed long enough ago; return how many blobs went."""
    moment = models.now()
    for blob in blobs.loose(deployment.db):
        if blobs.pointed_to(deployment.db, blob.id):
            blobs.keep(deployment.db, blob.id)
        else:
            blobs.doom(deployment.db, blob.id, moment - COMMIT, moment)
    unused = []
    for blob in blobs.doomed(
        deployment.db, moment - 2 * timedelta(seconds=deployment.settings.get_url_seconds)
    ):
        if blobs.pointed_to(deployment.db, blob.id):
            blobs.keep(deployment.db, blob.id)  # the copy that was kept of bytes pushed again meanwhile
        else:
            unused.append(blob)
    return remove_blobs(deployment, unused)


def remove_blobs(deployment: Deployment, unused: Sequence[Blob]) -> int:
    """Delete objects and records of blobs to which nothing points, many at a time; return how many."""
    for at in range(0, len(unused), BATCH):
        some = unused[at : at + BATCH]
        deployment.bucket.delete([blob.key for blob in some])
        blobs.delete(deployment.db, [blob.id for blob in some])
    return len(unused)


def _give_up(deployment: Deployment, entry_id: str) -> bool:
    """Drop an entry and what only it keeps; False if the thing itself is still, or again, in its place."""
    claimed = trash.claim(deployment.db, entry_id)
    if claimed is None:
        return False
    entry, document, _ = claimed
    if _there(deployment, entry, document):
        if entry.deleted_at > models.now() - ON_ITS_WAY:
            trash.release(deployment.db, entry_id)
            return False
    elif entry.kind == "model":
        _give_up_model(deployment, document["_id"])
    blobs.loosen(deployment.db, blobs_of(document), models.now())
    trash.delete(deployment.db, claimed)
    return True


def _there(deployment: Deployment, entry: TrashEntry, document: Document) -> bool:
    if entry.kind == "model":
        return models.find_key(deployment.db, document["_id"]) is not None
    found = checkpoints.take(deployment.db, document.get("checkpoint") or document["_id"])
    return found is not None and (entry.kind == "checkpoint" or found["state"] != "weights_deleted")


def _give_up_model(deployment: Deployment, key: str) -> None:
    """Give up the checkpoints of a deleted model, and what of them is in the trash."""
    for other in trash.of_model(deployment.db, key):
        _give_up(deployment, other)
    for checkpoint_id, held in checkpoints.blobs_by_id(deployment.db, key):
        blobs.loosen(deployment.db, held, models.now())
        checkpoints.delete(deployment.db, checkpoint_id)
    runs.delete_all(deployment.db, key)
    series.delete_all(deployment.db, key)
    history.delete_lines(deployment.db, key)
    images.let_go(deployment.db, key)
