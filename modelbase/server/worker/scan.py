"""Scans verified blobs that have no report of this scanner: verified by an older version, or too slow to scan then.

For the worker, in a thread of its own, so that no scan delays a verdict. A failing store is waited out. A file whose
scan comes to no end is flagged, and tried again as often as `reading.TRIES` says.
"""

from __future__ import annotations

import logging
from threading import Event

from modelbase.errors import Unavailable
from modelbase.server.database.files import blobs
from modelbase.server.database.files.blobs import Blob
from modelbase.server.database.models import models
from modelbase.server.deployment import Deployment
from modelbase.server.worker import reading
from modelbase.server.worker.reading import AGAIN, CLAIM, GONE, TRIES, Claim, Stopped
from modelbase.weights.limited import Scanner
from modelbase.weights.report import Report
from modelbase.weights.scan import VERSION

LOG = logging.getLogger(__name__)
IDLE = 1.0
OUTAGE = 5.0


def run(deployment: Deployment, stop: Event) -> None:
    """Scan until `stop` is set."""
    with Scanner() as scanner:
        while not stop.is_set():
            try:
                found = work(deployment, scanner, stop)
                stop.wait(0 if found else IDLE)
            except Unavailable as error:
                LOG.warning("scanning waits: %s", error.message)
                stop.wait(OUTAGE)


def work(deployment: Deployment, scanner: Scanner, stop: Event) -> int:
    """Scan what is waiting; return how many blobs were scanned. Raises Unavailable if the store does not answer."""
    count = 0
    while not stop.is_set():
        blob = blobs.claim_look(deployment.db, VERSION, models.now(), models.now() + CLAIM)
        if blob is None:
            break
        try:
            _scan(deployment, scanner, blob, stop)
            count += 1
        except Unavailable:
            blobs.hold_look(deployment.db, blob.id, models.now() + AGAIN)
            raise
        except Stopped:
            blobs.hold_look(deployment.db, blob.id, models.now())
    return count


def _scan(deployment: Deployment, scanner: Scanner, blob: Blob, stop: Event) -> None:
    """Store a report on one blob; there may be one on the same bytes already."""
    if not reading.reported(deployment.db, blob):
        claim = Claim(lambda until: blobs.hold_look(deployment.db, blob.id, until), stop.is_set)
        found = reading.read(deployment.bucket, blob, scanner, claim)
        if found.right and found.report is not None and not found.judged:
            if _unjudged(deployment, blob, found.report):
                return
        else:
            report = found.report if found.right and found.report is not None else GONE
            reading.keep(deployment.db, blob, report, found.table)
    blobs.looked(deployment.db, blob.id, VERSION)


def _unjudged(deployment: Deployment, blob: Blob, report: Report) -> bool:
    """Store that a scan came to no end; return whether it is tried again."""
    tried = reading.unjudged(deployment.db, blob, report, whole=True)
    LOG.warning("the scan of blob %s came to no end, %d times so far", blob.id, tried)
    if not 0 < tried <= len(TRIES):
        return False
    blobs.hold_look(deployment.db, blob.id, models.now() + TRIES[tried - 1])
    return True
