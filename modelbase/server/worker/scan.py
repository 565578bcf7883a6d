"""Has a look into each verified blob, once for its bytes: format, imports, tensors. For the worker, in its own thread.

The looking is done by a confined process (weights/limited.py); here only ranges are fetched for it and the tensors
hashed. A failing store is waited out; a file that cannot be looked into is `not_scanned`.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from threading import Event
from time import monotonic
from typing import Any

from modelbase.errors import Unavailable
from modelbase.server.bucket import Absent
from modelbase.server.database.files import blobs, reports
from modelbase.server.database.files.blobs import Blob
from modelbase.server.database.models import models
from modelbase.server.deployment import Deployment
from modelbase.weights.digests import Digests
from modelbase.weights.limited import Looker
from modelbase.weights.look import VERSION
from modelbase.weights.report import Report, Tensor

LOG = logging.getLogger(__name__)
SCANNER = {"name": "modelbase", "version": VERSION}
CLAIM = timedelta(seconds=120)
HOLD_EVERY = 30.0  # seconds
AGAIN = timedelta(seconds=10)
IDLE = 1.0
OUTAGE = 5.0


class _Stopped(Exception):
    """The worker has to end; another one takes the blob up."""


def run(deployment: Deployment, stop: Event) -> None:
    """Look until `stop` is set."""
    with Looker() as looker:
        while not stop.is_set():
            try:
                found = work(deployment, looker, stop)
                stop.wait(0 if found else IDLE)
            except Unavailable as error:
                LOG.warning("looking into files waits: %s", error.message)
                stop.wait(OUTAGE)


def work(deployment: Deployment, looker: Looker, stop: Event) -> int:
    """Look into what is waiting; return how many blobs were looked into."""
    count = 0
    while not stop.is_set():
        moment = models.now()
        blob = blobs.claim_look(deployment.db, VERSION, moment, moment + CLAIM)
        if blob is None:
            break
        try:
            _look(deployment, looker, blob, stop)
            count += 1
        except (Unavailable, _Stopped) as error:
            blobs.hold_look(
                deployment.db,
                blob.id,
                models.now() + (AGAIN if isinstance(error, Unavailable) else timedelta()),
            )
            if isinstance(error, Unavailable):
                raise
    return count


def _look(deployment: Deployment, looker: Looker, blob: Blob, stop: Event) -> None:
    """Keep a report on one blob; one on the same bytes may be there already."""
    there = reports.get_many(deployment.db, [blob.sha256]).get(blob.sha256)
    if there is None or there["scanner"] != SCANNER:
        try:
            report = looker.look(
                blob.size, lambda begin, end: deployment.bucket.read_range(blob.key, begin, end)
            )
            table = None if report.tensors is None else _table(deployment, blob, report.tensors, stop)
        except Absent:
            report, table = Report("unknown", "not_scanned", "the store has lost its bytes"), None
        _keep(deployment, blob, report, table)
    blobs.looked(deployment.db, blob.id, VERSION)


def _keep(deployment: Deployment, blob: Blob, report: Report, table: list[dict[str, Any]] | None) -> None:
    document = {
        "size": blob.size,
        "format": report.format,
        "state": report.state,
        "reason": report.reason,
        "imports": [{"name": each.name[:200], "risk": each.risk} for each in report.imports],
        "table_reason": report.table_reason,
        "metadata": {str(key)[:200]: value[:2000] for key, value in list(report.metadata.items())[:100]},
        "scanner": SCANNER,
        "at": models.now(),
    }
    if not reports.put(deployment.db, blob.sha256, document, table):
        reports.put(
            deployment.db, blob.sha256, document | {"table_reason": "it has too many tensors to list"}, None
        )


def _table(
    deployment: Deployment, blob: Blob, tensors: tuple[Tensor, ...], stop: Event
) -> list[dict[str, Any]]:
    """Return the tensors with the hash of each; reads the whole blob once."""
    digests, held = Digests(tensors), monotonic()
    for chunk in deployment.bucket.read(blob.key):
        digests.feed(chunk)
        if stop.is_set():
            raise _Stopped
        if monotonic() - held > HOLD_EVERY:
            blobs.hold_look(deployment.db, blob.id, models.now() + CLAIM)
            held = monotonic()
    return [
        {
            "name": each.name,
            "dtype": each.dtype,
            "shape": list(each.shape),
            "parameters": each.parameters,
            "size": each.size,
            "hash": digests.of(each),
        }
        for each in tensors
    ]
