"""Gives each pushed blob its verdict, `verified`, `corrupt` or `missing`, and reports what is in it. In no request.

Several workers share the work: each blob is claimed for a while, and the claim is renewed while it is read
(reading.py). A store that does not answer is no verdict: the blob waits and is tried again.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from time import monotonic

from modelbase.errors import Unavailable
from modelbase.server.bucket.parallel import in_parallel
from modelbase.server.database.files import blobs, checkpoints
from modelbase.server.database.files.blobs import Blob
from modelbase.server.database.models import models
from modelbase.server.deployment import Deployment
from modelbase.server.transfer import kept
from modelbase.server.worker import reading
from modelbase.server.worker.reading import AGAIN, CLAIM, Claim, Stopped
from modelbase.weights.limited import Scanner
from modelbase.weights.scan import VERSION

LOG = logging.getLogger(__name__)
THREADS = 4
ROUND = 2.0  # seconds after which no new blob is begun, so that finished checkpoints are settled
SCAN_SECONDS = 5.0  # the most that a scan delays a verdict; what takes longer is left to scan.py
Stop = Callable[[], bool]


def work(deployment: Deployment, stop: Stop, scanners: Sequence[Scanner] = ()) -> int:
    """Read what is waiting, for about two seconds; return how many blobs have a verdict now.

    Each of THREADS threads has one of the `scanners`; without them the reports are left to scan.py.
    """
    until = monotonic() + ROUND

    def claim() -> Blob | None:
        if stop() or monotonic() >= until:
            return None
        return blobs.claim(deployment.db, models.now(), models.now() + CLAIM)

    first = claim()
    if first is None:  # as nearly always: one question, and no threads
        settle(deployment, None)
        return 0

    def share(number: int) -> list[str]:
        done: list[str] = []
        blob = claim() if number else first
        while blob is not None:
            if _verify(deployment, blob, scanners[number] if scanners else None, stop):
                done.append(blob.id)
            blob = claim()
        return done

    finished = [blob_id for done in in_parallel(share, range(THREADS)) for blob_id in done]
    settle(deployment, finished or None)
    return len(finished)


def settle(deployment: Deployment, finished: Iterable[str] | None) -> None:
    """Set the state of checkpoints whose blobs all have a verdict; without `finished`, of every waiting one."""
    for waiting in checkpoints.unsettled(deployment.db, finished):
        states = blobs.states(deployment.db, (file["blob"] for file in waiting["files"]))
        verdict = "corrupt" if "corrupt" in states else "verified" if states == {"verified"} else None
        if verdict and checkpoints.set_state(deployment.db, waiting["_id"], verdict):
            models.summarise(deployment.db, waiting["model"])


def _verify(deployment: Deployment, blob: Blob, scanner: Scanner | None, stop: Stop) -> bool:
    """Give one claimed blob its verdict; return False if there is none yet."""
    known = scanner is not None and reading.reported(deployment.db, blob)
    claim = Claim(lambda until: blobs.hold(deployment.db, blob.id, until), stop)
    try:
        found = reading.read(deployment.bucket, blob, None if known else scanner, claim)
    except (Unavailable, Stopped) as error:
        wait = models.now() + AGAIN if isinstance(error, Unavailable) else models.now()
        blobs.hold(deployment.db, blob.id, wait)
        return False
    if found.report is not None and found.judged:
        reading.keep(deployment.db, blob, found.report, found.table)
    elif found.report is not None:
        reading.unjudged(deployment.db, blob, found.report, whole=False)
    if not found.right:
        LOG.error("blob %s is %s", blob.id, "gone" if found.gone else "not what its SHA-256 says")
    scanned = VERSION if known or found.judged else None
    blobs.verdict(deployment.db, blob.id, found.verdict, models.now(), scanned, found.etag)
    if found.right:
        keep_one(deployment, blob)
    else:
        kept.spread(deployment, [blob.id])
    return True


def keep_one(deployment: Deployment, blob: Blob) -> None:
    """Point all checkpoints to the oldest verified copy of the bytes of `blob`; the sweep takes the others.

    Bad copies are replaced in the same way, so that every checkpoint that used one is repaired.
    """
    good = blobs.copies(deployment.db, blob.sha256, blob.size)
    if not good:
        return
    first, *others = good
    proved_by = {each.created_by for each in good}
    bad = blobs.lost_copies(deployment.db, blob.sha256, blob.size, proved_by)
    for other in (*others, *bad):
        blobs.retire(deployment.db, other.id, models.now())
        blobs.repoint(deployment.db, other.id, first.id)
    if bad:
        LOG.warning("%d bad copies were replaced by blob %s", len(bad), first.id)
        kept.spread(deployment, [first.id])
