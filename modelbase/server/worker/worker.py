"""The loop behind `modelbase worker`: verifies and scans new blobs, compacts changed models, sweeps hourly.

Any number of workers may run; what they do is claimed in the database. An outage ends no worker: it tries again.
"""

from __future__ import annotations

import logging
import signal
from contextlib import ExitStack
from threading import Event, Thread
from time import monotonic

from modelbase.errors import Unavailable
from modelbase.server.deployment import Deployment
from modelbase.server.index.compact import compact_if_due
from modelbase.server.models import lease, policies
from modelbase.server.signin import recheck
from modelbase.server.worker import scan
from modelbase.server.worker.sweep import sweep
from modelbase.server.worker.verify import SCAN_SECONDS, THREADS, settle, work
from modelbase.weights.limited import Scanner

LOG = logging.getLogger(__name__)
BUSY = 0.0  # seconds to the next round while there is work
IDLE = 0.5
MOST = 10.0  # between tries during an outage
SWEEP_EVERY = 3600.0
CATCH_UP_EVERY = 5.0


def run(deployment: Deployment, stop: Event) -> None:
    """Work until `stop` is set; a long read ends at its next chunk, and another worker reads that blob again."""
    with ExitStack() as stack:
        _run(deployment, stop, [stack.enter_context(Scanner(SCAN_SECONDS)) for _ in range(THREADS)])


def _run(deployment: Deployment, stop: Event, scanners: list[Scanner]) -> None:
    pause, sweep_at, catch_up_at = IDLE, monotonic() + 60, monotonic()
    while not stop.is_set():
        try:
            done = work(deployment, stop.is_set, scanners)
            if not done:
                settle(deployment, None)
            done = compact_if_due(deployment.db) or done
            lease.expire(deployment)
            if monotonic() >= catch_up_at and not policies.catch_up(deployment):
                catch_up_at = monotonic() + CATCH_UP_EVERY
            if monotonic() >= sweep_at:
                sweep_at = monotonic() + SWEEP_EVERY
                sweep(deployment)
            pause = BUSY if done else IDLE
        except Unavailable as error:
            pause = min(max(pause, IDLE) * 2, MOST)
            LOG.warning("waiting %.0f s: %s", pause, error.message)
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
