"""Reads stored blobs back, hashes them, says `verified` or `corrupt`. Run by the worker, never in a request.

Several workers share the work: each blob is claimed for a while, and the claim is prolonged while the reading
goes on. A store that does not answer is no verdict: the blob waits and is tried again.
"""

from __future__ import annotations

import hmac
import logging
from collections.abc import Callable, Iterable
from datetime import timedelta
from hashlib import sha256
from time import monotonic
from typing import Literal

from modelbase.errors import Unavailable
from modelbase.server.bucket import Absent
from modelbase.server.bucket.parallel import in_parallel
from modelbase.server.database.files import blobs, checkpoints
from modelbase.server.database.files.blobs import Blob
from modelbase.server.database.models import models
from modelbase.server.deployment import Deployment

LOG = logging.getLogger(__name__)
THREADS = 4
CLAIM = timedelta(seconds=60)
HOLD_EVERY = 15.0  # seconds
AGAIN = timedelta(seconds=10)  # after a store that did not answer
ROUND = 2.0  # seconds after which no new blob is begun, so that finished checkpoints are told of
Stop = Callable[[], bool]


def work(deployment: Deployment, stop: Stop) -> int:
    """Verify what is waiting, for about two seconds; return how many blobs have a verdict now."""
    until = monotonic() + ROUND

    def share(_: int) -> list[str]:
        done: list[str] = []
        while not stop() and monotonic() < until:
            blob = blobs.claim(deployment.db, models.now(), models.now() + CLAIM)
            if blob is None:
                break
            if _verify(deployment, blob, stop):
                done.append(blob.id)
        return done

    finished = [blob_id for done in in_parallel(share, range(THREADS)) for blob_id in done]
    settle(deployment, finished or None)
    return len(finished)


def settle(deployment: Deployment, finished: Iterable[str] | None) -> None:
    """Tell the checkpoints whose blobs all have a verdict; without `finished`, look at every waiting one."""
    for waiting in checkpoints.unsettled(deployment.db, finished):
        states = blobs.states(deployment.db, (file["blob"] for file in waiting["files"]))
        verdict = "corrupt" if "corrupt" in states else "verified" if states == {"verified"} else None
        if verdict and checkpoints.set_state(deployment.db, waiting["_id"], verdict):
            models.summarise(deployment.db, waiting["model"])


def _verify(deployment: Deployment, blob: Blob, stop: Stop) -> bool:
    """Give one claimed blob its verdict; False if there is none yet."""
    try:
        right = _reads_right(deployment, blob, stop)
        if right is False:  # a fault on the line must not condemn what is stored: read once more
            right = _reads_right(deployment, blob, stop)
    except Unavailable:
        blobs.hold(deployment.db, blob.id, models.now() + AGAIN)
        return False
    if right is None:
        blobs.hold(deployment.db, blob.id, models.now())
        return False
    verdict: Literal["verified", "corrupt"] = "verified" if right else "corrupt"
    if verdict == "corrupt":
        LOG.error("blob %s is not what its SHA-256 says", blob.id)
    blobs.verdict(deployment.db, blob.id, verdict, models.now())
    if right:
        keep_one(deployment, blob)
    return True


def _reads_right(deployment: Deployment, blob: Blob, stop: Stop) -> bool | None:
    """Say whether the stored bytes are as declared; None if the worker has to stop first."""
    digest, size, held = sha256(), 0, monotonic()
    try:
        for chunk in deployment.bucket.read(blob.key):
            digest.update(chunk)
            size += len(chunk)
            if stop():
                return None
            if monotonic() - held > HOLD_EVERY:
                blobs.hold(deployment.db, blob.id, models.now() + CLAIM)
                held = monotonic()
    except Absent:
        return False
    return size == blob.size and hmac.compare_digest(digest.hexdigest(), blob.sha256)


def keep_one(deployment: Deployment, blob: Blob) -> None:
    """Let all checkpoints point to the oldest verified copy of these bytes; the sweep takes the others."""
    kept, *others = blobs.copies(deployment.db, blob.sha256, blob.size) or [blob]
    for other in others:
        blobs.retire(deployment.db, other.id, models.now())
        blobs.repoint(deployment.db, other.id, kept.id)
