"""The courier: a process beside a training that beats its lease and delivers its spool. Started by run.py.

It reads one JSON line a message from its standard input and writes what it has to say to its standard output. The end
of the input without an end of the run means that the training died: then the run is interrupted. It outlives the
training only to deliver what is spooled, as long as the server takes it.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Event, Lock, Thread
from typing import Any

from modelbase.client import config
from modelbase.client.api import Api, body_with_args
from modelbase.client.config import Server
from modelbase.errors import Forbidden, ModelbaseError, NotFound, SignInRequired
from modelbase.training.delivery import TTL, WAITING, Delivery
from modelbase.training.spool import Lock as SpoolLock
from modelbase.training.spool import Spool

TICK = 0.25  # seconds between two looks at the spool
GATHER = 1.0  # seconds of points that go into one request
BEAT = TTL / 4  # seconds between two heartbeats; with new values of metrics sooner
LIVE = 10.0
QUESTION = 10.0  # seconds that a request may take before the server counts as away
PAUSES = (0.5, 1.0, 2.0, 4.0, 8.0, 15.0)  # between attempts while the server is away
LEAVE = 10.0  # seconds without success after which the courier of an ended training leaves
REFUSED = (SignInRequired, Forbidden)


class Courier:
    """Delivers one spool while its training runs, and what is left when it has ended."""

    def __init__(self, told: dict[str, Any], say: Callable[[dict[str, Any]], None]) -> None:
        self._told, self._say = told, say
        self._server = Server(told["url"], told["token"], told["source"])
        self._spool = Spool(Path(told["spool"]))
        self.delivery = Delivery(self._spool, Api(self._server, QUESTION), self._moved)
        self._lease: str | None = told["lease"]["lease_id"] if told["held"] else None
        self._wake, self.gone, self.ended, self.interrupted = Event(), Event(), Event(), Event()
        self._known = bool(self._spool.about.get("opened"))
        self._away = self._denied = False
        self._fails = 0
        self._success = self._beaten = time.monotonic()
        self._live: dict[str, Any] = {}
        self._over_since: float | None = None
        self._pushing = Event()
        self._lock = Lock()

    @property
    def over(self) -> bool:
        """Whether the training has ended or is gone."""
        return self.gone.is_set() or self.ended.is_set()

    def hear(self, message: dict[str, Any]) -> None:
        """Take one message of the training: its newest values, that it is interrupted, that it has ended."""
        if "live" in message:
            self._live = message
        if "interrupted" in message:
            self.interrupted.set()
        if "ended" in message:
            self.ended.set()
        self._awake()

    def lose(self) -> None:
        """Note that the training is gone."""
        self.gone.set()
        self._awake()

    def _awake(self) -> None:
        self._wake.set()
        self._pushing.set()

    def run(self) -> int:
        """Deliver until all is acknowledged or nothing more can be done; return 0 for all."""
        Thread(target=self._push_saves, name="saves", daemon=True).start()
        gathered = 0.0
        while True:
            if self.over or self.interrupted.is_set() or time.monotonic() - gathered >= GATHER:
                gathered = time.monotonic()
                self._try(self._step)
            if self._is_done():
                return 0
            if self._shall_leave():
                return 1
            self._wake.wait(self._pause())
            self._wake.clear()

    def _step(self) -> None:
        self._register()
        if (self.gone.is_set() and not self.ended.is_set()) or self.interrupted.is_set():
            self._tell_interrupted()
        self._beat()
        while self.delivery.send_points():
            self._succeeded()
            self._beat()
        if self.over:
            self._tell_end()

    def _register(self) -> None:
        if self._known:
            return
        asked = None if self.over else self._told["lease"]
        if self.delivery.register(asked):
            self._lease = self._told["lease"]["lease_id"]
        elif asked is not None:
            self._say({"lost": "it trains these args, or has trained them, since the registry was away"})
        self._known = True
        self._succeeded()

    def _tell_interrupted(self) -> None:
        """Release the lease at once; what is spooled comes after."""
        if self.gone.is_set():
            self.delivery.presume_dead()
        if self.delivery.acks.outcome is None:
            self.delivery.look()
            self._tell(
                self.delivery.last or {"outcome": "interrupted", "error": "", "step": None, "at": None}
            )
        self._say({"interrupted": True})

    def _tell_end(self) -> None:
        self.delivery.look()
        if self.delivery.last is not None and not list(self.delivery.saves()):
            self._tell(self.delivery.last)

    def _tell(self, end: dict[str, Any]) -> None:
        if self.delivery.acks.outcome in {end["outcome"], "finished"}:
            return
        self.delivery.send_end(end["outcome"], end["error"], end["step"], end["at"])
        self._lease = None
        self._succeeded()

    def _beat(self) -> None:
        due = time.monotonic() - self._beaten
        if self._lease is None or due < (LIVE if self._live else BEAT):
            return
        body = {key: value for key, value in self._live.items() if value is not None}
        try:
            self.delivery.api.call("POST", f"leases/{self._lease}/heartbeat", body)
        except NotFound:
            self._retake()
        self._live, self._beaten = {}, time.monotonic()
        self._succeeded()

    def _retake(self) -> None:
        """Take a lease that ran out while the server was away; if another has it, say so and go on without."""
        about = self._spool.about
        try:
            self.delivery.api.call(
                "POST",
                "leases",
                body_with_args(
                    about["args"], about["names"] | self._told["lease"] | {"run": about["record"]}
                ),
            )
        except WAITING:
            raise
        except ModelbaseError as error:
            self._lease = None
            self._say({"lost": error.message})

    def _push_saves(self) -> None:
        """Send the saves, one after the other, in a thread of their own."""
        while True:
            self._try(self._push_next)
            self._pushing.wait(self._pause())
            self._pushing.clear()

    def _push_next(self) -> None:
        if self._known:
            for save in self.delivery.saves():
                self.delivery.send_save(save)
                self._succeeded()
                self._wake.set()

    def _try(self, act: Callable[[], None]) -> None:
        """Do something; a server that is away or refuses the token is told once, and asked again later."""
        refused = len(self.delivery.acks.refused)
        try:
            act()
        except WAITING as error:
            self._failed(error)
        except ModelbaseError as error:
            self._say({"refused": error.message})
            self._failed(error)
        except OSError as error:
            self._say({"refused": f"the spool cannot be read or written: {error}"})
            self._failed(ModelbaseError(str(error)))
        for text in self.delivery.acks.refused[refused:]:
            self._say({"refused": text})

    def _failed(self, error: ModelbaseError) -> None:
        with self._lock:
            self._fails += 1
            if isinstance(error, REFUSED):
                self._denied or self._say({"denied": error.message})
                self._denied = True
                self._renew_token()
            elif not self._away:
                self._away = True
                self._say({"away": error.message})

    def _renew_token(self) -> None:
        """Look whether this user has signed in to the same server again meanwhile."""
        with suppress(ModelbaseError):
            found = config.resolve(self._server.url)
            if found.token and found.token != self._server.token:
                self._server = found
                self.delivery.api = Api(found, QUESTION)

    def _succeeded(self) -> None:
        with self._lock:
            self._success, self._fails = time.monotonic(), 0
            if self._away or self._denied:
                self._away = self._denied = False
                self._say({"back": True})
            self._say({"sent": 1})

    def _moved(self, size: int) -> None:
        now = time.monotonic()
        if now - self._success > 0.5 and size:
            self._success = now
            self._say({"sent": size})

    def _pause(self) -> float:
        """Return how long to wait before the next attempt; an ended training waits for the answer."""
        if not self._fails:
            return TICK
        pause = PAUSES[min(self._fails, len(PAUSES)) - 1]
        return min(pause, 1.0) if self.over or self.interrupted.is_set() else pause

    def _is_done(self) -> bool:
        return self.over and self._known and self.delivery.whole()

    def _shall_leave(self) -> bool:
        """Say whether nothing more can be done after the end: the server is away, or refuses what is left."""
        if not self.over:
            return False
        now = time.monotonic()
        self._over_since = self._over_since or now
        idle = now - max(self._success, self._over_since)
        return idle > LEAVE or (idle > 1.0 and self._known and self.delivery.refused_alone())


def main() -> None:
    """Run as `python -c` of run.py: the first line of the input says which spool, server and lease."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGUSR1", "SIGUSR2"):
        if hasattr(
            signal, name
        ):  # a scheduler tells the whole job to end; the courier ends after the training
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    if hasattr(os, "nice"):
        os.nice(5)
    told = json.loads(sys.stdin.buffer.readline())
    trainer = os.getppid()
    lock = SpoolLock(Path(told["spool"]))
    if not lock.take():
        return
    courier = Courier(told, _said)
    Thread(target=_listen, args=(courier,), name="listen", daemon=True).start()
    Thread(target=_watch, args=(courier, trainer), name="watch", daemon=True).start()
    code = 1
    try:
        code = courier.run()
        if code == 0:
            Spool(Path(told["spool"])).remove()
        _said({"done": code == 0})
    finally:
        lock.free()
        os._exit(code)  # a thread may still wait for a server that does not answer


def _listen(courier: Courier) -> None:
    for line in sys.stdin.buffer:
        with suppress(ValueError):
            courier.hear(json.loads(line))
    courier.lose()


def _watch(courier: Courier, trainer: int) -> None:
    """Note the end of the training also where a process of its own still holds the other end of the pipe."""
    while os.getppid() == trainer:
        time.sleep(1.0)
    courier.lose()


def _said(message: dict[str, Any]) -> None:
    with suppress(OSError, ValueError):
        sys.stdout.buffer.write(json.dumps(message).encode() + b"\n")
        sys.stdout.buffer.flush()
