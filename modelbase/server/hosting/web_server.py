"""gunicorn's configuration, read by its `--config python:modelbase.server.hosting.web_server`; no logic of ours.

What differs from start to start (address, number of processes) is on its command line, see processes.py.
"""

from __future__ import annotations

import signal
from typing import Any

from modelbase.server import ready

worker_class = "gthread"
# As many may wait for the store, which is bounded in backends.py, as leave eight for what needs no store.
threads = 24
timeout = 120
graceful_timeout = 15
keepalive = 75
limit_request_line = 8190
control_socket_disable = True
loglevel = "warning"
# No header names our paths, our scheme or whom to believe: SCRIPT_NAME would move every route.
forwarder_headers = ""
forwarded_allow_ips = ""
secure_scheme_headers: dict[str, str] = {}
umask = 0o177  # of the Unix socket: its owner alone


def post_worker_init(_: Any) -> None:
    """Let SIGUSR1, which the master passes on, say that this server is about to stop."""
    signal.signal(signal.SIGUSR1, lambda *_: ready.DRAINING.set())
