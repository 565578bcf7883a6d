"""Reads all stored blobs again in the course of time, so that lost and rotten bytes are found in time.

For the worker, one at a time. The blob that was read longest ago comes first (`verified_at` is the place where it goes
on after a stop), those that a client or a push found odd before all others. No more bytes a second are read than the
settings allow. What is found is marked (transfer/kept.py) and mended by pushing the files again.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from threading import Event
from time import monotonic

from modelbase.errors import Unavailable
from modelbase.server.bucket import Absent
from modelbase.server.database.files import blobs
from modelbase.server.database.files.blobs import Blob
from modelbase.server.database.models import models
from modelbase.server.deployment import Deployment
from modelbase.server.settings import Settings
from modelbase.server.transfer import kept
from modelbase.server.worker import reading
from modelbase.server.worker.reading import CLAIM, Claim, Stopped
from modelbase.server.worker.verify import keep_one

LOG = logging.getLogger(__name__)
EARLY = 0.8  # of the period: blobs are read again from then on, so that all are read when it is over
LATER = timedelta(minutes=10)  # until a blob that the store failed to give is tried again
TRIES = 6  # after which it counts as lost, if others are given
MOST_FAILING = 20  # blobs of one run, after which the store itself is the fault
LONGEST = 5.0  # seconds that one wait for the byte rate takes, after which a claim is renewed


class Pace:
    """Waits so that on average at most so many bytes a second are read; 0 is without a limit."""

    def __init__(self, rate: float, stop: Event) -> None:
        self._rate, self._stop, self._free_at = rate, stop, monotonic()

    def __call__(self, size: int) -> None:
        """Wait before the next bytes as long as the last `size` bytes take at this rate."""
        if not self._rate:
            return
        self._free_at = max(self._free_at, monotonic() - LONGEST) + size / self._rate
        self._stop.wait(min(max(self._free_at - monotonic(), 0.0), LONGEST))


def due_before(settings: Settings) -> datetime | None:
    """Return the moment before which a blob must have been read last to be read again now; None without a scrub."""
    if not settings.scrub_days:
        return None
    return models.now() - EARLY * timedelta(days=settings.scrub_days)


def work(deployment: Deployment, stop: Event, before: datetime | None = None) -> dict[str, int]:
    """Read what is due, or with `before` all that was read before then; return how many blobs had which verdict.

    Raise Unavailable if the store does not answer: that is no verdict. One that fails to give a single blob again and
    again, and gives others, has lost it.
    """
    pace = Pace(deployment.settings.scrub_bytes_per_second, stop)
    found = {"verified": 0, "corrupt": 0, "missing": 0}
    limit = before or due_before(deployment.settings)
    failing: list[tuple[Blob, int]] = []
    while not stop.is_set() and len(failing) < MOST_FAILING:
        blob = blobs.claim_again(deployment.db, limit, models.now(), models.now() + CLAIM)
        if blob is None:
            break
        try:
            found[_read_one(deployment, blob, stop, pace)] += 1
        except Unavailable:
            deployment.bucket.check()
            failing.append((blob, blobs.unreadable(deployment.db, blob.id, models.now() + LATER)))
        except Stopped:
            blobs.hold_again(deployment.db, blob.id, models.now())
    if failing:
        _see_others(deployment, [blob for blob, _ in failing])
    for blob in [blob for blob, times in failing if times >= TRIES]:
        LOG.error("blob %s cannot be read from the store, which gives others", blob.id)
        blobs.give_up(deployment.db, blob.id, models.now())
        kept.spread(deployment, [blob.id])
        keep_one(deployment, blob)
        found["corrupt"] += 1
    return found


def _see_others(deployment: Deployment, failing: Sequence[Blob]) -> None:
    """Raise Unavailable unless the store gives the bytes of another blob."""
    other = blobs.another(deployment.db, [blob.id for blob in failing])
    if other is None:
        raise Unavailable("the store gives no bytes, of whatever blob", "store_unavailable")
    with suppress(Absent):
        next(deployment.bucket.stream(other.key)[1], b"")


def _read_one(deployment: Deployment, blob: Blob, stop: Event, pace: Pace) -> blobs.Verdict:
    """Read one claimed blob, and store and spread what that shows."""
    claim = Claim(lambda until: blobs.hold_again(deployment.db, blob.id, until), stop.is_set, pace)
    found = reading.read(deployment.bucket, blob, None, claim)
    blobs.read_again(deployment.db, blob.id, found.verdict, models.now(), found.etag)
    if found.verdict != blob.state:
        LOG.error("blob %s was %s and is %s", blob.id, blob.state, found.verdict)
        kept.spread(deployment, [blob.id])
    keep_one(deployment, blob)  # a right copy replaces this one if it is bad, and the other way round
    return found.verdict
