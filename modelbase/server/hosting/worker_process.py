"""The process of `modelbase worker`: settings, connections, then the loop of worker.py until a signal."""

from __future__ import annotations

import logging
import signal
import threading

from modelbase.errors import Unavailable
from modelbase.server import backends, logs, settings
from modelbase.server.hosting import waiting
from modelbase.server.worker import worker

LOG = logging.getLogger("modelbase.worker")


def main() -> None:
    """Verify and sweep for the server of these settings until SIGTERM or SIGINT."""
    configured = settings.load()
    logs.set_up(configured.log_level)
    deployment = backends.connect(configured, patient=True)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    try:
        waiting.for_database(deployment, stop, LOG.warning)
    except Unavailable:  # asked to stop before there was a database
        return
    worker.run_until_signal(deployment)


if __name__ == "__main__":
    main()
