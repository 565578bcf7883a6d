"""Jobs of the worker in threads of their own: one that waits for the store or fails does not stop the others.

Each job is done by one worker at a time, which holds it in the database (database/jobs.py); another worker takes it
over once the holder is silent. How the last run of each ended is stored there. Knows nothing of what the jobs do.
"""

from __future__ import annotations

import logging
import os
import secrets
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event, Lock, Thread
from time import monotonic
from typing import Any

from modelbase.errors import ModelbaseError
from modelbase.server.database import jobs
from modelbase.server.database.jobs import Ending
from modelbase.server.deployment import Deployment

LOG = logging.getLogger(__name__)
BEAT = 10.0  # seconds between renewals of what is held
ASK = 5.0  # seconds after which a job that another worker holds is asked for again
MOST = 10.0  # seconds between tries while a job fails
WRITE = 10.0  # seconds between notes of runs that ended in the same way
LEAVE = 60.0  # seconds that a job may take to end when the worker has to


@dataclass(frozen=True)
class Job:
    """What is done again and again: `every` is the pause between two runs, `first` before the first one, in seconds.

    A run that returns True is followed by the next one at once.
    """

    name: str
    act: Callable[[Deployment, Event], Any]
    every: float
    first: float = 0.0


@dataclass
class _Worker:
    """This process as a holder of jobs, and which ones it holds until when, by its monotonic clock."""

    deployment: Deployment
    stop: Event
    name: str = field(default_factory=lambda: f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}")
    held: dict[str, float] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

    def holds(self, job: str) -> bool:
        """Say whether this worker holds a job, taking it if it is free."""
        with self.lock:
            if self.held.get(job, 0.0) > monotonic():
                return True
        asked = monotonic()
        taken = jobs.take(self.deployment.db, job, self.name)
        with self.lock:
            self.held[job] = asked + jobs.HELD.total_seconds() / 2 if taken else 0.0
        return taken

    def beat(self) -> None:
        """Renew what is held until the worker has to end, then let go of it."""
        while not self.stop.wait(BEAT):
            with self.lock:
                mine = [job for job, until in self.held.items() if until]
            try:
                asked = monotonic()
                jobs.renew(self.deployment.db, mine, self.name)
            except ModelbaseError as error:
                LOG.warning("jobs are not renewed: %s", error.message)
                continue
            with self.lock:
                self.held |= dict.fromkeys(mine, asked + jobs.HELD.total_seconds() / 2)

    def keep_doing(self, job: Job) -> None:
        """Do a job whenever it is due and this worker holds it."""
        pause, told_at = job.first, 0.0
        told: Ending | None = None
        while not self.stop.wait(pause):
            try:
                if not self.holds(job.name):
                    pause = ASK
                    continue
                again, ending, seconds = self._run(job)
                if ending != told or monotonic() - told_at > WRITE:
                    jobs.ended(self.deployment.db, job.name, self.name, seconds, ending)
                    told, told_at = ending, monotonic()
            except ModelbaseError as error:
                LOG.warning("%s waits: %s", job.name, error.message)
                pause = min(max(job.every, 1.0), MOST)
                continue
            failed = ending.error is not None
            pause = 0.0 if again is True else min(max(job.every, 1.0), MOST) if failed else job.every

    def _run(self, job: Job) -> tuple[Any, Ending, float]:
        """Return what a run returned, how it ended (result, error) and how many seconds it took."""
        begun = monotonic()
        try:
            found = job.act(self.deployment, self.stop)
        except ModelbaseError as error:
            LOG.warning("%s waits: %s", job.name, error.message)
            return None, Ending("", error.message), monotonic() - begun
        except Exception as error:
            LOG.exception("%s failed", job.name)
            return None, Ending("", f"{type(error).__name__}; the worker's log has it"), monotonic() - begun
        return found, Ending(_text(found), None), monotonic() - begun


@contextmanager
def running(deployment: Deployment, stop: Event, wanted: Sequence[Job]) -> Iterator[None]:
    """Do the jobs in threads while the block runs, which ends once `stop` is set."""
    worker = _Worker(deployment, stop)
    acts: list[tuple[Callable[..., None], tuple[Any, ...]]] = [(worker.keep_doing, (job,)) for job in wanted]
    threads = [Thread(target=act, args=given, daemon=True) for act, given in [*acts, (worker.beat, ())]]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        until = monotonic() + LEAVE
        for thread in threads:
            thread.join(max(until - monotonic(), 0.1))
        try:
            jobs.release(deployment.db, worker.name)
        except ModelbaseError as error:
            LOG.warning("jobs are not released: %s", error.message)


def _text(found: Any) -> str:
    """Return what a run did, such as `3 verified, 1 missing`."""
    if isinstance(found, dict):
        return ", ".join(f"{count} {name}" for name, count in found.items() if count)
    return "" if found is None or isinstance(found, bool) else str(found)
