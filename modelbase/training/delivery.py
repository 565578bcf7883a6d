"""`Delivery`: what is spooled of one run goes to the server, each point and file once; the same code everywhere.

The courier of a live training and `modelbase sync` both call it, holding the lock of the spool. Every request may be
repeated: a batch of points is written down before it is sent, a push sends what is missing. Prints nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from threading import RLock
from typing import Any

from modelbase.client.api import Api, body_with_args, path_of
from modelbase.client.args import Args
from modelbase.client.reports import Taken, checked
from modelbase.client.things import Model, read
from modelbase.client.transfer.meter import Progress
from modelbase.client.transfer.push import add_parents, push
from modelbase.errors import Conflict, Forbidden, ModelbaseError, SignInRequired, Unavailable
from modelbase.identity import args as plain_args
from modelbase.training.spool import START, Position, Spool

BATCH = 900_000  # bytes of one request with points, reckoned at their longest
POINT = 56  # bytes of one point in JSON at most
WAITING = (Unavailable, SignInRequired, Forbidden)  # what another attempt may mend, or another token
TTL = 120  # seconds that a lease outlives its last heartbeat


class Delivery:
    """One spool on its way to one server; `moved` is called with bytes as they are sent."""

    def __init__(self, spool: Spool, api: Api, moved: Callable[[int], None] = lambda _: None) -> None:
        self.spool, self.api, self._moved = spool, api, moved
        self.acks = spool.acks()
        self._seen: Position = START  # up to where saves and ends were looked for
        self._saves: list[dict[str, Any]] = []
        self.last: dict[str, Any] | None = None  # the newest end of the training, as it spooled it
        self._lock = RLock()

    @property
    def model(self) -> str:
        """The ID of the model."""
        return self.acks.model or str(self.spool.about["id"])

    def register(self, lease: dict[str, Any] | None = None) -> bool:
        """Make sure that the server knows the run; try to take the `lease`, and say whether it is ours now."""
        about = self.spool.about
        if self.acks.model or about.get("opened"):
            return False
        if lease is not None:
            with suppress(Conflict):
                taken = checked(
                    Taken,
                    self.api.call(
                        "POST",
                        "leases",
                        body_with_args(about["args"], self._names() | lease | {"run": about["record"]}),
                    ),
                )
                model = read(Model, taken["model"])
                describe(self.api, model, about["described"])
                self._acknowledge(model=model.id)
                if taken["lease"]:
                    return True
        body = body_with_args(about["args"], self._names() | about["described"])
        model = read(Model, self.api.call("POST", "models", body))
        describe(self.api, model, about["described"])
        self.api.call("PUT", path_of(model.id, "runs", about["run"]), about["record"])
        self._acknowledge(model=model.id)
        return False

    def send_points(self) -> bool:
        """Send one batch of points; False if there was none."""
        batch = self.acks.sending or self._planned()
        if batch is None:
            return False
        if self.acks.sending is None:  # written down before it is sent: what is sent again is the very same
            self._acknowledge(sending=batch)
        series: dict[str, dict[str, list[Any]]] = {}
        upto: Position = tuple(batch["to"])
        for record, position in self.spool.records(tuple(batch["from"])):
            if record["kind"] == "points":
                _join(series, record["series"])
            if position >= upto:
                break
        body = {"run": self.spool.about["run"], "seq": batch["seq"], "series": series}
        self._counted(lambda: self.api.call("POST", path_of(self.model, "series"), body), "points")
        self._acknowledge(points=upto, seq=batch["seq"])
        return True

    def look(self) -> None:
        """Take note of the saves and ends that were spooled since."""
        with self._lock:
            for record, position in self.spool.records(self._seen, points=False):
                self._seen = position
                if record["kind"] == "save":
                    self._saves.append(record)
                elif record["kind"] == "end":
                    self.last = record

    def presume_dead(self) -> None:
        """Take a training that spooled no end as interrupted: its process is gone."""
        self.look()
        if self.last is None:
            self.last = {"kind": "end", "outcome": "interrupted", "error": "", "step": None, "at": None}

    def saves(self) -> Iterator[dict[str, Any]]:
        """Yield the saves that are still to be sent, in order."""
        self.look()
        with self._lock:
            todo = [save for save in self._saves if save["number"] not in self.acks.saves]
        yield from todo

    def send_save(self, save: dict[str, Any]) -> None:
        """Push one save, and remove its snapshot once it is on the server."""
        number, about = save["number"], self.spool.about
        folder = self.spool.files / str(number)
        if not folder.is_dir():  # it was given up for room on the disk
            self._acknowledge(save=number, **{"as": "dropped"})
            return
        checkpoint = {key: save.get(key) for key in ("label", "step", "metrics")}
        checkpoint |= {"run": about["run"], "move": True}
        model = dict.fromkeys(("title", "readme", "visibility", "tags", "parents")) | self._names()
        args = Args(plain_args.loads(about["args"]), about["args"])
        done = self._counted(
            lambda: push(self.api.for_transfer(), args, [folder], model, checkpoint, 0.0, self._sent),
            f"the save of step {save.get('step')}",
        )
        self._acknowledge(save=number, **{"as": done.checkpoint.label if done else "refused"})
        if done:
            self.spool.drop_files(number)

    def send_end(self, outcome: str, error: str = "", step: int | None = None, at: str | None = None) -> None:
        """Tell how the run ended, unless that was told."""
        if self.acks.outcome in {outcome, "finished"}:
            return
        body = {"outcome": outcome, "error": error or None, "step": step, "at": at}
        given = {key: value for key, value in body.items() if value is not None}
        path = path_of(self.model, "runs", self.spool.about["run"], "end")
        self._counted(lambda: self.api.call("POST", path, given), "the end of the run")
        self._acknowledge(outcome=outcome)

    def whole(self) -> bool:
        """Say whether all that is spooled was acknowledged, the end too, and nothing was refused."""
        return self._sent_all() and not self.acks.refused

    def refused_alone(self) -> bool:
        """Say whether what is left is what the server refused for good."""
        return self._sent_all() and bool(self.acks.refused)

    def _sent_all(self) -> bool:
        self.look()
        ended = self.last is not None and self.acks.outcome in {self.last["outcome"], "finished"}
        return ended and self.acks.sending is None and self._planned() is None and not list(self.saves())

    def _names(self) -> dict[str, Any]:
        return dict(self.spool.about["names"])

    def _planned(self) -> dict[str, Any] | None:
        """Return the next batch of points, None if there are none."""
        with self._lock:
            size, upto = 0, None
            for record, position in self.spool.records(self.acks.points):
                if record["kind"] == "points":
                    size += record["count"] * POINT + sum(len(key) + 40 for key in record["series"])
                    if size > BATCH and upto is not None:
                        break
                upto = position
            if upto is None:
                return None
            return {"seq": self.acks.seq, "from": self.acks.points, "to": upto} if size else None

    def _counted(self, act: Callable[[], Any], what: str) -> Any:
        """Return what `act` returns; what the server refuses for good is written down, and None returned."""
        try:
            return act()
        except WAITING:
            raise
        except ModelbaseError as error:
            self._acknowledge(refused=f"{what}: {error.message}"[:2000])
            return None

    def _acknowledge(self, **line: Any) -> None:
        with self._lock:
            self.spool.acknowledge(**line)
            self.acks.take(line)

    def _sent(self, progress: Progress) -> None:
        """Count bytes that went out alone: reading files again and again is no progress."""
        if progress.stage == "send":
            self._moved(progress.done)


def describe(api: Api, model: Model, described: dict[str, Any]) -> None:
    """Add parents and tags that a model lacks."""
    add_parents(api, model, described.get("parents") or ())
    change = {}
    if set(described.get("tags") or ()) - set(model.tags):
        change["add_tags"] = described["tags"]
    if change:
        api.call("PATCH", path_of(model.id), change)


def _join(series: dict[str, dict[str, list[Any]]], more: dict[str, dict[str, list[Any]]]) -> None:
    for key, columns in more.items():
        into = series.setdefault(key, {"step": [], "value": [], "time": []})
        for name, values in columns.items():
            into[name] += values
