"""What one request may cost: how long it may take, how large its body may be, and its share of the process.

Heavy requests are those whose work grows with what is stored. One person has one of them running in a process, a few
more wait for a moment, and the rest is 429; all people together never have all threads of a process. No database.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from threading import Condition
from time import monotonic

from flask import Flask, Request, g, request

from modelbase import deadline
from modelbase.errors import TooLarge, TooMany
from modelbase.server.models.images import MAX_SIZE

KIB = 2**10
SMALL = 256 * KIB  # bytes of a body where nothing else is said
# Bodies that may be larger: args are at most 2 MiB, a README 1 MiB, a declaration of 10,000 files about 3 MiB.
BODY: Mapping[str, int] = {
    "lookup.look_up": 4 * KIB * KIB,
    "models.ensure": 4 * KIB * KIB,
    "models.change": 4 * KIB * KIB,
    "leases.take": 4 * KIB * KIB,
    "checkpoints.declare": 4 * KIB * KIB,
    "images.put": MAX_SIZE + 1,  # one more, so that the rule itself says what is too large
    "policy.change": KIB * KIB,
    "series.append": KIB * KIB,
    "views.create": KIB * KIB,
    "views.replace": KIB * KIB,
}
# Heavy are these endpoints; the table only where it is more than a walk through the newest.
HEAVY = frozenset(
    {
        *("keys.catalogue", "keys.values", "diff.diff", "diff.diff_of_many", "near.folded", "near.read"),
        *("near.family", "lineage.read", "policy.change", "storage.read"),
    }
)
TABLE = "models.page"
TABLE_PARTS = ("where", "sort", "offset", "total")
# A change of the policy has a limit of its own between its steps; writes are never cut off in the middle.
LIMITED_POSTS = frozenset({"diff.diff_of_many", "lookup.look_up"})
AT_ONCE = 3  # heavy requests that run in one process; its web server has 24 threads
WAITING = 3  # heavy requests that wait, of all people together
WAITING_OF_ONE = 2
PATIENCE = 5.0  # seconds


def install(app: Flask, seconds: float) -> None:
    """Give each request of an app its turn and its time, once it is known who asks (`g.who`, `g.address`)."""
    turns = Turns()

    @app.before_request
    def begin() -> None:
        deadline.begin(None)
        if heavy(request):
            who = g.get("who")
            person = who.user_id if who and who.user_id else g.address
            turns.take(person)
            g.turn = person
        if limited(request):
            deadline.begin(seconds)

    @app.teardown_request
    def end(_: BaseException | None) -> None:
        deadline.begin(None)
        if "turn" in g:
            turns.give_back(g.pop("turn"))


def heavy(asked: Request) -> bool:
    """Say whether a request counts as heavy."""
    if asked.endpoint == TABLE:
        return any(asked.args.get(part) for part in TABLE_PARTS)
    return asked.endpoint in HEAVY


def limited(asked: Request) -> bool:
    """Say whether a request has a time limit as a whole: all that read."""
    return asked.method in ("GET", "HEAD") or asked.endpoint in LIMITED_POSTS


def largest_body(endpoint: str | None) -> int:
    """Return how many bytes the body of a request may have."""
    return BODY.get(endpoint or "", SMALL)


def too_large(endpoint: str | None) -> TooLarge:
    """Return the refusal of a body, which names its limit."""
    most = largest_body(endpoint)
    return TooLarge(
        f"the body of this request is over {most:,} bytes, which is the limit here; send less at a time",
        limit=most,
    )


class Turns:
    """Who has a heavy request running in this process, and who waits for a turn."""

    def __init__(self, patience: float | None = None, clock: Callable[[], float] = monotonic) -> None:
        self._patience, self._clock = patience, clock
        self._running: set[str] = set()
        self._waiting: Counter[str] = Counter()
        self._changed = Condition()

    def take(self, person: str) -> None:
        """Begin a heavy request of a person, after waiting for a moment; raise TooMany if there is no turn."""
        with self._changed:
            if not self._free(person):
                self._wait(person)
            self._running.add(person)

    def give_back(self, person: str) -> None:
        """End a heavy request of a person."""
        with self._changed:
            self._running.discard(person)
            self._changed.notify_all()

    def _free(self, person: str) -> bool:
        return person not in self._running and len(self._running) < AT_ONCE

    def _wait(self, person: str) -> None:
        if self._waiting.total() >= WAITING or self._waiting[person] >= WAITING_OF_ONE:
            raise _refused()
        self._waiting[person] += 1
        until = self._clock() + (PATIENCE if self._patience is None else self._patience)
        try:
            while not self._free(person):
                left = until - self._clock()
                if left <= 0 or not self._changed.wait(left):
                    raise _refused()
        finally:
            self._waiting[person] -= 1
            self._waiting += Counter()  # forget who waits no more


def _refused() -> TooMany:
    return TooMany(
        "one heavy request (filter, sort, diff, near, keys, lineage) at a time: this one found others of yours, or "
        "of too many people, still running; try again in 1 s",
        retry_after=1,
    )
