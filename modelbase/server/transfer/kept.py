"""Whether bytes that the database says it has are in the bucket: looked up before a push relies on them.

What is found gone is marked at once, on the blob and on every checkpoint that uses it, so that the same files can be
sent again. A lookup reads no bytes: what changed without another size or ETag is found by reading (worker/scrub.py).
No Flask, no pymongo.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Annotated, Any, Literal

from pydantic import Field

from modelbase.entities import Checkpoint, Model, Strict
from modelbase.errors import NotFound
from modelbase.server.database.files import blobs, checkpoints, damage
from modelbase.server.database.files.blobs import Blob
from modelbase.server.database.models import models
from modelbase.server.deployment import Deployment

LOG = logging.getLogger(__name__)
REPORTS = 1_000  # paths of one report
ONCE_IN = timedelta(hours=1)  # that a blob is read again because it was reported


class DamageReport(Strict):
    """Files that a client could not pull: the store had no object (`absent`), or other bytes (`wrong`)."""

    paths: Annotated[list[Annotated[str, Field(max_length=2_000)]], Field(min_length=1, max_length=REPORTS)]
    seen: Literal["absent", "wrong"]


def lost(deployment: Deployment, candidates: Iterable[Blob]) -> set[str]:
    """Return the ids of those blobs on which no push may rely, which are marked.

    Their object is gone or has another size (they are damaged), or was written since it was read (they are read again).
    Raise Unavailable if the store does not answer.
    """
    known = {blob.id: blob for blob in candidates}
    there = deployment.bucket.there(blob.key for blob in known.values())
    moment = models.now()
    gone = [blob for blob in known.values() if blob.key not in there]
    cut = [blob for blob in known.values() if blob.key in there and there[blob.key].size != blob.size]
    for blob in gone:
        LOG.error("the object of blob %s is gone", blob.id)
        blobs.lose(deployment.db, blob.id, "missing", moment)
    for blob in cut:
        LOG.error("the object of blob %s has another size", blob.id)
        blobs.lose(deployment.db, blob.id, "corrupt", moment)
    bad = {blob.id for blob in (*gone, *cut)}
    spread(deployment, bad)
    whole = [blob for blob in known.values() if blob.id not in bad]
    odd = [blob.id for blob in whole if blob.etag and blob.etag != there[blob.key].etag]
    blobs.doubt(deployment.db, odd, moment)
    return bad.union(odd)


def spread(deployment: Deployment, blob_ids: Iterable[str]) -> None:
    """Let checkpoints and models that use these blobs show what became of them."""
    for key in damage.refresh(deployment.db, blob_ids):
        models.summarise(deployment.db, key)


def failing(deployment: Deployment, checkpoint: Checkpoint) -> set[str]:
    """Return the ids of the blobs of a checkpoint on which no push may rely, as for `lost`, or that have no record."""
    ids = {file.blob for file in checkpoint.files or ()}
    known = blobs.get_many(deployment.db, ids)
    spread(deployment, ids - known.keys())
    return (ids - known.keys()) | lost(deployment, known.values())


def report(deployment: Deployment, model: Model, ref: str, told: DamageReport) -> dict[str, Any]:
    """Look up what a client could not pull, and have wrong bytes read again, each blob once an hour.

    Return `damaged`, those of the paths that are known to be damaged by now, and `read_again`, how many files will be
    read. Raise NotFound for a path that is not in the checkpoint.
    """
    checkpoint = checkpoints.get(deployment.db, model, ref)
    by_path = {file.path: file.blob for file in checkpoint.files or ()}
    _check_paths(model, checkpoint, told.paths, by_path)
    known = blobs.get_many(deployment.db, [by_path[path] for path in told.paths if by_path[path]])
    lost(deployment, known.values())
    moment = models.now()
    count = 0
    if told.seen == "wrong":
        count = blobs.report(deployment.db, list(known), moment, moment - ONCE_IN)
    now = set(checkpoints.get(deployment.db, model, checkpoint.id).damaged)
    return {"damaged": [path for path in told.paths if path in now], "read_again": count}


def _check_paths(model: Model, checkpoint: Checkpoint, paths: Sequence[str], there: dict[str, str]) -> None:
    unknown = next((path for path in paths if path not in there), None)
    if unknown is not None:
        raise NotFound(f"{model.id}@{checkpoint.label} has no file {unknown[:200]!r}", "file_not_found")
