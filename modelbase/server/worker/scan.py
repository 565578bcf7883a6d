"""Scans verified blobs that have no report of this scanner: verified by an older version, or too slow to scan then.

For the worker, in a thread of its own, so that no scan delays a verdict. A failing store is waited out; a file that
cannot be scanned is `not_scanned`.
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
from modelbase.server.worker.reading import AGAIN, CLAIM, GONE, LATE, Claim, Stopped
from modelbase.weights.limited import Scanner
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
        reading.keep(deployment.db, blob, (found.report or LATE) if found.right else GONE, found.table)
    blobs.looked(deployment.db, blob.id, VERSION)
