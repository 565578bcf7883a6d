"""Waiting for a service that is away, for as long as it takes: pauses grow until it answers or we are stopped."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

from modelbase.errors import Unavailable
from modelbase.server import backends
from modelbase.server.database import migrations
from modelbase.server.deployment import Deployment

SHORTEST_PAUSE, LONGEST_PAUSE = 0.5, 30.0  # seconds
R = TypeVar("R")


def patiently(act: Callable[[], R], stop: threading.Event, say: Callable[[str], object]) -> R:
    """Return what `act` returns, trying it again as long as it raises Unavailable; once `stop` is set, raise that."""
    pause = SHORTEST_PAUSE
    while True:
        try:
            return act()
        except Unavailable as error:
            if stop.is_set():
                raise
            say(f"{error.message}; trying again in {pause:g} s")
        stop.wait(pause)
        pause = min(LONGEST_PAUSE, 2 * pause)


def for_database(deployment: Deployment, stop: threading.Event, say: Callable[[str], object]) -> None:
    """Bring the database up to date as soon as it answers: it may be electing a primary, or start later than we.

    Raises Invalid `settings` at once for a database that cannot be used.
    """

    def bring() -> None:
        backends.check(deployment)
        migrations.bring_up_to_date(deployment.db)

    patiently(bring, stop, say)
