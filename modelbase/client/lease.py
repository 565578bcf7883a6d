"""`hold`: leases args on the server while they are trained in a `with` block.

A daemon thread renews the lease; if the process dies, the lease ends by itself. Prints nothing.
"""

from __future__ import annotations

import logging
import os
import secrets
import socket
import time
import warnings
from contextlib import suppress
from threading import Event, Thread
from typing import Any

from modelbase.client.api import Api, body_with_args
from modelbase.client.args import Args
from modelbase.client.config import Server
from modelbase.client.reports import Taken, checked
from modelbase.client.things import Model, read
from modelbase.entities import Lease
from modelbase.errors import Conflict, Forbidden, Invalid, ModelbaseError, NotFound, SignInRequired
from modelbase.texts import line

LOG = logging.getLogger(__name__)
BEATS = 3  # heartbeats in the life of a lease: two may get lost
UNUSED = "hold(...) leases nothing by itself: write `with modelbase.hold(args) as lease:` around the training"
POLL = 5.0  # seconds between two requests while another process trains


class Held:
    """A lease within its `with` block; `lost` is set if another process has taken it, or its model was deleted.

    `wait` says whether to wait while another process trains (True, or seconds at most); `fields` is the body of
    POST /leases without args: `dataset`, `architecture`, `ttl_seconds` (how long a lease lives), `note`.
    """

    def __init__(
        self,
        server: Server,
        args: Args,
        wait: bool | float,
        fields: dict[str, Any],
        timeout: float | None = None,
    ) -> None:
        self.lost = Event()
        self.model: Model | None = None
        self.lease: Lease | None = None
        self._trained: bool | None = None
        self._args, self._wait, self._ttl = args, wait, float(fields["ttl_seconds"])
        self._api = Api(server, timeout)  # connections of its own: it lives in another thread
        self._lease_id = secrets.token_urlsafe(24)
        self._fields = fields | {"host": socket.gethostname(), "lease_id": self._lease_id}
        self._stop = Event()
        self._process = os.getpid()
        self._entered = False

    @property
    def id(self) -> str:
        """The ID of the model; raise `invalid` before the block was entered."""
        self._check_entered()
        return self.model.id if self.model else ""

    @property
    def trained(self) -> bool:
        """Whether there is a checkpoint already; raise `invalid` before the block was entered."""
        self._check_entered()
        return bool(self._trained)

    def __del__(self) -> None:
        if not self.__dict__.get("_entered", True):
            warnings.warn(UNUSED, UserWarning, stacklevel=2)

    def __enter__(self) -> Held:
        self._entered = True
        try:
            self._update(self._taken())
        except BaseException:
            self._api.close()
            raise
        if self.lease is not None:
            self._thread = Thread(target=self._beat, name="modelbase-lease", daemon=True)
            self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        if os.getpid() != self._process:
            return  # a fork of the holder ends, not the holder
        self._stop.set()
        if self.lease is not None:
            self._thread.join(1.0)
            if not self.lost.is_set():
                with suppress(ModelbaseError):  # then it ends by itself
                    self._api.call("DELETE", f"leases/{self._lease_id}")
        self._api.close()

    def _taken(self) -> dict[str, Any]:
        """Return the answer once the lease is ours or the model trained; raise `leased` after waiting in vain."""
        wait = self._wait
        until = time.monotonic() + (wait if not isinstance(wait, bool) else float("inf") if wait else 0.0)
        while True:
            try:
                return checked(
                    Taken, self._api.call("POST", "leases", body_with_args(self._args.text, self._fields))
                )
            except Conflict as conflict:
                left = until - time.monotonic()
                if conflict.code != "leased":
                    raise
                if left <= 0:
                    raise _leased(conflict) from None
                self._stop.wait(min(POLL, left))

    def _update(self, answer: dict[str, Any]) -> None:
        self.model = read(Model, answer["model"])
        self._trained = answer["state"] == "trained"
        if answer["lease"]:
            self.lease = read(Lease, answer["lease"])

    def _beat(self) -> None:
        """Renew the lease until the block ends, the model is trained, or the lease is another's."""
        while not self._stop.wait(self._ttl / BEATS):
            try:
                self._update(checked(Taken, self._api.call("POST", f"leases/{self._lease_id}/heartbeat", {})))
            except (NotFound, Forbidden, SignInRequired) as error:
                LOG.info("lease on %s lost: %s", self.id, error.message)
                self.lost.set()
                return
            except ModelbaseError as error:  # the server is away: the lease is ours until another takes it
                LOG.info("lease on %s not renewed just now: %s", self.id, error.message)
                continue
            if self._trained:
                return

    def _check_entered(self) -> None:
        if not self._entered:
            raise Invalid(UNUSED)


def _leased(conflict: Conflict) -> Conflict:
    """Return the error with what ends the other lease, which may be one's own of a job that died."""
    ends = conflict.details.get("expires_at")
    if isinstance(ends, str) and ends in conflict.message:  # version 0.1 does not say it
        return Conflict(f"{conflict.message}; wait=True waits for it", conflict.code, **conflict.details)
    until = f", which ends at {line(ends)[:40]} unless it is renewed" if isinstance(ends, str) else ""
    return Conflict(
        f"{conflict.message}{until}. If that is a job of yours that died, start again then, or wait with wait=True",
        conflict.code,
        **conflict.details,
    )
