"""Removes what pushes leave behind: expired uploads, parts without an upload, second copies. For the worker.

Only things that nothing can point to any more are removed, and only after a grace that is longer than any URL
or commit lives. Expired entries of the trash, and blobs without a checkpoint, are in collect.py.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from modelbase.server.bucket import maker_of
from modelbase.server.database import history
from modelbase.server.database.files import blobs, uploads
from modelbase.server.database.models import models
from modelbase.server.deployment import Deployment
from modelbase.server.models import images
from modelbase.server.transfer.push import clear
from modelbase.server.trash import collect

LOG = logging.getLogger(__name__)
GRACE = timedelta(days=1)
BATCH = 1_000


def sweep(deployment: Deployment) -> dict[str, int]:
    """Remove what is left over and return how many of each were removed."""
    found = {
        "uploads": expired_uploads(deployment),
        "multiparts": lost_multiparts(deployment),
        "staged": lost_staging(deployment),
        "copies": second_copies(deployment),
        "images": images.unnamed(deployment) + images.unknown(deployment),
        "trash": collect.empty(deployment),
        "blobs": collect.collect(deployment),
        "events": old_events(deployment),
    }
    LOG.info("sweep: %s", ", ".join(f"{count} {name}" for name, count in found.items()))
    return found


def old_events(deployment: Deployment) -> int:
    """Delete the records of the audit log that are older than `events_days`; 0 days keep them for ever."""
    days = deployment.settings.events_days
    return history.prune(deployment.db, models.now() - timedelta(days=days)) if days else 0


def expired_uploads(deployment: Deployment) -> int:
    """Remove the uploads that were not resumed for `upload_days`."""
    count = 0
    while (draft := uploads.claim_expired(deployment.db, models.now())) is not None:
        clear(deployment, draft)
        count += 1
    return count


def lost_multiparts(deployment: Deployment) -> int:
    """Abort multipart uploads whose upload is gone, or does not know of them."""
    old = [found for found in deployment.bucket.open_multiparts() if _old(found.started_at)]
    known = uploads.find_multiparts(deployment.db, [maker_of(found.key) for found in old])
    lost = [found for found in old if found.upload_id not in known]
    for found in lost:
        deployment.bucket.abort(found.key, found.upload_id)
    return len(lost)


def lost_staging(deployment: Deployment) -> int:
    """Remove staged objects of uploads that are committed or gone."""
    old = [key for key, _, moment in deployment.bucket.objects("staging/") if _old(moment)]
    count = 0
    for at in range(0, len(old), BATCH):
        some = old[at : at + BATCH]
        known = uploads.find_open(deployment.db, [maker_of(key) for key in some])
        lost = [key for key in some if maker_of(key) not in known]
        deployment.bucket.delete(lost)
        count += len(lost)
    return count


def second_copies(deployment: Deployment) -> int:
    """Remove retired blobs, once every URL to them has died and nothing points to them."""
    age = max(GRACE, 4 * timedelta(seconds=deployment.settings.get_url_seconds))
    unused = []
    for blob in blobs.retired(deployment.db, models.now() - age):
        kept = blobs.copies(deployment.db, blob.sha256, blob.size)
        if kept:
            blobs.repoint(
                deployment.db, blob.id, kept[0].id
            )  # of a commit that was under way when it was retired
        if not blobs.pointed_to(deployment.db, blob.id):
            unused.append(blob)
    return collect.remove_blobs(deployment, unused)


def _old(moment: datetime) -> bool:
    return models.now() - moment > GRACE
