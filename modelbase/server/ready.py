"""Is this server ready? By the database alone; what the store says stands beside it. No Flask.

Each of the two is asked by one thread at most and at most once a second, however many ask us. An answer comes within a
second: a service that takes longer counts as one that does not answer.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

from modelbase.errors import Invalid, Unavailable
from modelbase.server.database import migrations
from modelbase.server.deployment import Deployment

DRAINING = threading.Event()  # set once this process has been told that the server is about to stop
KEPT_SECONDS = 1.0  # how long an answer of a service is passed on
WAIT_SECONDS = 0.8  # how long both are waited for, together


class Readiness:
    """What /readyz says, for one deployment."""

    def __init__(self, deployment: Deployment) -> None:
        self._database = Asked(lambda: migrations.check(deployment.db))
        self._store = Asked(deployment.bucket.check)

    def state(self) -> dict[str, Any]:
        """Return `{"status": "ok" | "unavailable" | "draining", "database": "ok" | text, "store": "ok" | text}`."""
        until = time.monotonic() + WAIT_SECONDS
        for service in (self._database, self._store):
            service.ask()
        database, store = self._database.answer(until), self._store.answer(until)
        status = "ok" if database == "ok" else "unavailable"
        return {"status": "draining" if DRAINING.is_set() else status, "database": database, "store": store}


class Asked:
    """A service that is asked again when its last answer is a second old, in a thread of its own."""

    def __init__(self, ping: Callable[[], None]) -> None:
        self._ping = ping
        self._lock = threading.Lock()
        self._done = threading.Event()  # of the question under way
        self._asking = self._late = False
        self._said, self._said_at = "does not answer", 0.0

    def ask(self) -> None:
        """Begin to ask, unless the last answer is fresh or a question is under way."""
        with self._lock:
            if self._asking or (self._said_at and time.monotonic() - self._said_at < KEPT_SECONDS):
                return
            self._asking = True
            self._done.clear()
        threading.Thread(target=self._run, daemon=True).start()

    def answer(self, until: float) -> str:
        """Return `ok` or what is wrong; waits for a question under way until this moment (time.monotonic)."""
        with self._lock:
            known, late = not self._asking, self._late
        if known or (not late and self._done.wait(max(0.0, until - time.monotonic()))):
            return self._said
        with self._lock:
            self._late = self._asking  # the next ones do not wait for this question again
        return "does not answer within a second"

    def _run(self) -> None:
        said = "failed to answer; the server's log has the details"
        try:
            said = self._once()
        finally:
            with self._lock:
                self._said, self._said_at = said, time.monotonic()
                self._asking = self._late = False
            self._done.set()

    def _once(self) -> str:
        try:
            self._ping()
        except (Invalid, Unavailable) as error:
            return error.message
        return "ok"
