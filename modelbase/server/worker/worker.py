"""The loop behind `modelbase worker`: verifies and scans new blobs; beside it, in threads of their own, all other jobs.

Any number of workers may run; what they do is claimed in the database. An outage or a fault ends no worker: it tries
again.
"""

from __future__ import annotations

import logging
import signal
from contextlib import ExitStack
from threading import Event, Thread
from typing import Any

from modelbase.errors import Unavailable
from modelbase.server.deployment import Deployment
from modelbase.server.index.compact import compact_if_due
from modelbase.server.models import lease, policies
from modelbase.server.runs import series
from modelbase.server.signin import recheck
from modelbase.server.worker import jobs, scan, scrub
from modelbase.server.worker.jobs import Job
from modelbase.server.worker.sweep import sweep
from modelbase.server.worker.verify import SCAN_SECONDS, THREADS, work
from modelbase.weights.limited import Scanner

LOG = logging.getLogger(__name__)
BUSY = 0.0  # seconds to the next round while there is work
IDLE = 0.5
MOST = 10.0  # between tries during an outage


def _catch_up(deployment: Deployment, _stop: Event) -> Any:
    return policies.catch_up(deployment) > 0


JOBS = (
    Job("seal", lambda deployment, _: compact_if_due(deployment.db), every=0.5),
    Job("leases", lambda deployment, _: lease.expire(deployment), every=0.5),
    Job("series", lambda deployment, _: series.fold(deployment), every=2),
    Job("policy", _catch_up, every=5),
    Job("scrub", scrub.work, every=5),
    Job("sweep", lambda deployment, _: sweep(deployment), every=3600, first=60),
)


def run(deployment: Deployment, stop: Event) -> None:
    """Work until `stop` is set; a long read ends at its next chunk, and another worker reads that blob again."""
    with ExitStack() as stack:
        scanners = [stack.enter_context(Scanner(SCAN_SECONDS)) for _ in range(THREADS)]
        stack.enter_context(jobs.running(deployment, stop, JOBS))
        _verify(deployment, stop, scanners)


def _verify(deployment: Deployment, stop: Event, scanners: list[Scanner]) -> None:
    pause = IDLE
    while not stop.is_set():
        try:
            pause = BUSY if work(deployment, stop.is_set, scanners) else IDLE
        except Unavailable as error:
            pause = min(max(pause, IDLE) * 2, MOST)
            LOG.warning("waiting %.0f s: %s", pause, error.message)
        except Exception:
            pause = MOST
            LOG.exception("checking new blobs failed; it goes on in %.0f s", pause)
        stop.wait(pause)


def run_until_signal(deployment: Deployment) -> None:
    """Work until SIGTERM or SIGINT."""
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    Thread(target=scan.run, args=(deployment, stop), daemon=True).start()
    if deployment.settings.sign_in == "github":
        Thread(target=recheck.run, args=(deployment, stop), daemon=True).start()
    run(deployment, stop)
