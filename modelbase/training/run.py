"""`modelbase.run`: one training, from the question whether it was done to the end of it. The door of this package.

The caller's thread appends to a buffer and takes snapshots of files; a small thread writes them to the spool; a courier
process sends them. Nothing after the start waits for the registry or raises for its sake.
"""

from __future__ import annotations

import atexit
import logging
import os
import shutil
import time
import traceback
import warnings
import weakref
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Lock, Thread
from types import TracebackType
from typing import Any

from modelbase.client.config import Server
from modelbase.client.said import by_key, metrics_of
from modelbase.client.sdk import Client, parent_of
from modelbase.client.transfer.meter import Callback
from modelbase.client.transfer.target import folder_name
from modelbase.entities import Parent
from modelbase.errors import Invalid
from modelbase.identity.keys import flatten, key_text, parse_key, unflatten
from modelbase.identity.names import check_label
from modelbase.training import environment, snapshot
from modelbase.training.args import Frozen, frozen
from modelbase.training.entry import Asked, Entry, enter
from modelbase.training.link import Link
from modelbase.training.points import Points, checked_step
from modelbase.training.provenance import provenance
from modelbase.training.ranks import decide
from modelbase.training.signals import Signals
from modelbase.training.spool import Journal, Spool, alive_lock, held_lock
from modelbase.training.spool import Lock as SpoolLock

LOG = logging.getLogger(__name__)
FLUSH = 0.2  # seconds between two writes to the spool
TELL_LIVE = 5.0  # seconds between two reports of the newest values
ENTRY_SECONDS = 10.0  # that a question at the start may take, unless the client was told another limit
RELEASE_SECONDS = 2.0  # that a signal waits for the lease to be released
STILL_SECONDS = 5.0  # without a byte sent, after which the end of a training waits no longer
END_SECONDS = 600.0  # that the end of a training waits at most while bytes move
ERROR_LENGTH = 4_000
_open: weakref.WeakSet[Run] = weakref.WeakSet()


def run(  # noqa: PLR0913 - the words of a run, each with a default
    args: Any,
    *,
    dataset: str | None = None,
    architecture: str | None = None,
    parents: str | Parent | Sequence[str | Parent] = (),
    resume: str = "auto",
    best: str | None = None,
    keep_last: int | None = None,
    keep_every: int | None = None,
    wait: bool | float = False,
    note: str = "",
    tags: Sequence[str] = (),
    on_unreachable: str = "spool",
    redact: Sequence[str] = (),
    allow_secrets: Sequence[str] = (),
    client: Client | None = None,
) -> Run:
    """Return the run of these args: in a `with` block, or by `start()` and `finish()`, it is one training of them.

    `resume` is "auto" or "never"; `best` is "KEY:max" or "KEY:min"; `keep_last` and `keep_every` say which checkpoints
    keep their weights; `wait` whether to wait while another process trains (True, or seconds at most);
    `on_unreachable` is "spool", or "fail" to raise `unavailable` where the server is away at the start. `redact` and
    `allow_secrets` are as for `push`. Raise `invalid` for a word that is none of these.
    """
    _check_choice("resume", resume, ("auto", "never"))
    _check_choice("on_unreachable", on_unreachable, ("spool", "fail"))
    retention = {"best": _best(best), "keep_last": keep_last, "keep_every": keep_every}
    for name in ("keep_last", "keep_every"):
        number = retention[name]
        if number is not None and (isinstance(number, bool) or not isinstance(number, int) or number < 1):
            raise Invalid(f"{name}= is a whole number from 1, not {number!r:.60}", parameters=[name])
    for name, texts in (("tags", tags), ("redact", redact), ("allow_secrets", allow_secrets)):
        if isinstance(texts, str):
            raise Invalid(f"{name} is a list of texts, not one text: give [{texts!r}]", parameters=[name])
    given = [parents] if isinstance(parents, str | Parent) else parents
    described = {"parents": [parent_of(each) for each in given], "tags": list(tags)}
    asked = Asked(
        args,
        dataset,
        architecture,
        {key: value for key, value in described.items() if value},
        resume,
        {key: value for key, value in retention.items() if value is not None},
        wait,
        note,
        on_unreachable,
        tuple(redact),
        tuple(allow_secrets),
    )
    return Run(asked, client)


class Run:
    """A training of some args; made by `modelbase.run`, begun by `with` or `start()`.

    Of several processes of one training (ranks) only the first writes and speaks; in the others `log` and `save` do
    nothing. After a fork the child's copy does nothing either.
    """

    # What a run that writes has, from its start on.
    _args: Frozen
    _spool: Spool
    _journal: Journal
    _points: Points
    _signals: Signals
    _alive: SpoolLock
    _link: Link | None = None

    def __init__(self, asked: Asked, client: Client | None) -> None:
        self._asked, self._client, self._own_client = asked, client, client is None
        self._entry: Entry | None = None
        self._state = "new"
        self._quiet = True  # writes nothing: another rank, a fork, trained already, or over
        self._signalled = ""
        self._told: set[str] = set()
        self._next = 0
        self._auto: int | None = None
        self._saves = 0
        self._judged = False  # whether a save had the metric of `best=`
        self._released = False
        self._away = False
        self._done = False
        self._leads = True
        self._resumed: Path | None = None
        self._lost: list[str] = []
        self._kept: dict[int, tuple[int, Any]] = {}  # number of a save -> step, value of the best metric
        self._writing = Lock()
        self._over = Event()

    # What it is

    @property
    def id(self) -> str:
        """The ID of the model."""
        return self._begun().id

    @property
    def trained(self) -> bool:
        """Whether these args were trained already: then there is nothing to do but `pull`."""
        return self._begun().trained

    @property
    def step(self) -> int:
        """The next step to do: 0 at first, else the one after that of the last checkpoint."""
        self._begun()
        return self._next

    @property
    def digest(self) -> str:
        """The digest of the args, as it is made offline."""
        return self._begun().digest

    def last_step(self, step: int | None = None) -> int:
        """Return a step as a whole number; without one, that of the last `log`, or the next to do."""
        if step is not None:
            return checked_step(step)
        return self._next if self._auto is None else self._auto - 1

    @property
    def state(self) -> str:
        """`new`, `training`, `trained`, then `finished`, `interrupted` or `failed`."""
        return self._state

    @property
    def args(self) -> Frozen:
        """The args, which cannot be changed: a mapping with attribute access, see `modelbase.training.args`."""
        self._begun()
        return self._args

    def __repr__(self) -> str:
        return f"Run({self._entry.id if self._entry else 'not started'}, {self._state})"

    # Begin and end

    def start(self) -> Run:
        """Ask, take the lease and begin; return this run. Raise what `modelbase.run` names, and `leased`."""
        if self._entry is not None:
            raise Invalid("this run was started already: make another one with modelbase.run")
        if self._client is None and environment.offline() is None:
            self._client = Client()
        self._limit = environment.spool_limit()
        told = provenance()
        asked = self._asked
        api = None
        if environment.offline() is None and self._client is not None:
            api = self._api(self._client)
        try:
            made, rank = decide(lambda alive: enter(asked, api, told, alive).plain())
        finally:
            if api is not None and self._client is not None and api is not self._client.__dict__.get("api"):
                api.close()
        self._entry, self._leads = (entry := Entry(**made)), rank.leads
        self._args = frozen(asked.args, entry.args)
        self._next = entry.step
        self._state = "trained" if entry.trained else "training"
        if entry.trained or not rank.leads:
            return self
        self._begin(entry)
        return self

    def __enter__(self) -> Run:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        outcome = "finished"
        if isinstance(error, KeyboardInterrupt) or (self._signalled and (error is None or _is_exit(error))):
            outcome = "interrupted"
        elif isinstance(error, SystemExit) and error.code in {None, 0}:
            outcome = "finished"
        elif error is not None:
            outcome = "failed"
        said = (
            "" if outcome != "failed" else "".join(traceback.format_exception(kind, error, trace, limit=-12))
        )
        self._end(outcome, said[-ERROR_LENGTH:])

    def finish(self) -> None:
        """End the run: it is trained. Waits for the courier while bytes move, and five seconds if none do."""
        self._begun()
        self._end("finished")

    def interrupt(self) -> None:
        """End the run before its time: it can be resumed from the last save."""
        self._begun()
        self._end("interrupted")

    # In the loop

    def log(self, metrics: Mapping[str, Any], step: int | None = None) -> None:
        """Note the values of metrics at a step (without one, the step after that of the last call).

        Numbers of Python, numpy and torch, also nested; anything else is left out and told once. Raise `invalid` for
        what is no mapping, and for a step that is no whole number.
        """
        if self._quiet:
            self._ignored("log")
            return
        at = self._auto if step is None else checked_step(step)
        at = self._next if at is None else at
        self._points.add(metrics, at)
        self._auto = at + 1

    def save(
        self,
        files: snapshot.Files,
        *,
        step: int | None = None,
        metrics: Mapping[str, Any] | None = None,
        label: str | None = None,
        move: bool = False,
    ) -> None:
        """Save a checkpoint: a snapshot of the files as they are now, sent by the courier.

        `files` is a mapping of paths in the checkpoint to what is there (a file's path, bytes, or a callable that gets
        the path to write to), or files and folders. `step` is the step just done (without one, that of the last `log`);
        `move` gives files away instead of copying them. Raise `invalid`, `file_missing`, `path_invalid` for what is no
        file; a disk that is full is told once, and the training goes on.
        """
        if self._quiet:
            self._ignored("save")
            return
        at = self.last_step(step)
        values, notes = metrics_of(metrics)
        for note in notes:
            self._tell(f"save {note[:200]}", f"save: {note}")
        with suppress(Invalid):  # a name that is a value and a path too stays one name
            values = unflatten(by_key(values))
        if label is not None:
            check_label(label)
        self._points.flush()
        number, self._saves = self._saves + 1, self._saves + 1
        self._next = at + 1
        record = {"kind": "save", "number": number, "step": at, "metrics": values or None, "label": label}
        try:
            self._snapshot(files, number, move=move)
            self._write(record, sync=True)
        except OSError as error:
            self._spool.drop_files(number)
            self._lost.append(f"the checkpoint of step {at}")
            self._tell(
                "save", f"the checkpoint of step {at} is lost: the spool cannot be written ({error.strerror})"
            )
            return
        value = self._value(values)
        self._judged = self._judged or value is not None
        self._kept[number] = at, value
        self._link_send({"wake": True})

    def resume(self, to: str | os.PathLike[str] | None = None, *, allow_flagged: bool = False) -> Path | None:
        """Return the folder with the files of the checkpoint to go on from, None where the training begins.

        Without `to` it is a folder of its own, which goes with the end of the run. Raise as `pull` does.
        """
        entry = self._begun()
        if entry.trained or (entry.ref is None and entry.local is None):
            return None
        if to is not None:
            return self._brought(entry, Path(to), allow_flagged=allow_flagged)
        folder = environment.state_folder() / "resumed" / entry.run
        self._resumed = folder if self._leads else None
        done = folder.with_suffix(".done")
        with held_lock(folder.parent, f"{entry.run}.lock"):  # the ranks of one machine bring the files once
            if not done.exists():
                self._brought(entry, folder, allow_flagged=allow_flagged)
                done.touch()
        return folder

    def _brought(self, entry: Entry, folder: Path, *, allow_flagged: bool) -> Path:
        if entry.local is not None and _cloned(Path(entry.local), folder):
            return folder
        return self._reached().pull(entry.ref or entry.id, folder, allow_flagged=allow_flagged)

    def pull(self, to: str | os.PathLike[str] | None = None, progress: Callback | None = None) -> Path:
        """Bring the model's files, as `modelbase.pull(run.id)` does, and return the folder."""
        entry = self._begun()
        if entry.trained and entry.local is not None:  # trained on this machine, and not sent yet
            folder = Path(to) if to is not None else Path(folder_name(entry.id))
            if _cloned(Path(entry.local), folder):
                return folder
        return self._reached().pull(self.id, to, progress=progress)

    def save_torch(self, model: Any, optimizer: Any = None, scheduler: Any = None, **more: Any) -> None:
        """Save a torch module with optimizer, scheduler and random state; see `torch_state.save`."""
        from modelbase.training import torch_state

        torch_state.save(self, model, optimizer, scheduler, **more)

    def load_torch(self, model: Any, optimizer: Any = None, scheduler: Any = None, **more: Any) -> int:
        """Bring a torch module back to the checkpoint to go on from; return the next step. See `torch_state.load`."""
        from modelbase.training import torch_state

        return torch_state.load(self, model, optimizer, scheduler, **more)

    # How it is written

    def _begin(self, entry: Entry) -> None:
        about: dict[str, Any] = {
            "run": entry.run,
            "digest": entry.digest,
            "id": entry.id,
            "args": entry.args,
            "names": entry.names,
        }
        about |= {"described": self._asked.described, "opened": entry.opened, "record": entry.lease["run"]}
        about |= {"started_at": entry.lease["run"]["started_at"]}
        about["server"] = self._client.server.url if self._client else None
        if not self._placed(about):
            return
        self._alive = alive_lock(self._spool.folder)
        self._alive.take()
        self._points = Points(self._write, self._tell)
        self._points.shift(entry.shift)
        self._quiet = False
        self._link = None if self._client is None else self._linked(self._client.server, entry)
        if entry.away:
            self._away = True
            self._tell("away", f"the registry is away, the training goes on and is spooled: {entry.away}")
        elif self._link is None:
            LOG.info("this run is kept in %s; `modelbase sync` sends it", self._spool.folder)
        _open.add(self)
        _once()
        self._signals = Signals(self._caught)
        self._signals.set_up()
        Thread(target=self._flush_on, name="modelbase-run", daemon=True).start()

    def _placed(self, about: dict[str, Any]) -> bool:
        """Make the spool, in a temporary folder where its own place cannot be written; False where none can."""
        root = environment.spool_root()
        places: tuple[Callable[[], Path], ...] = (lambda: root, environment.spare_root)
        for make in places:
            try:
                self._spool = Spool.create(make(), about)
                self._journal = Journal(self._spool.folder)
            except OSError as error:
                why = f"{root} cannot be written ({error.strerror})"
                continue
            if make is environment.spare_root:
                self._tell(
                    "spool",
                    f"{why}: this run is kept in {self._spool.folder}; MODELBASE_STATE_DIR names another",
                )
            return True
        self._tell("spool", f"nothing of this run can be kept: {why}, and no temporary folder either")
        return False

    def _linked(self, server: Server, entry: Entry) -> Link:
        told = {
            "spool": str(self._spool.folder),
            "url": server.url,
            "token": server.token,
            "source": server.source,
        }
        lease = {key: value for key, value in entry.lease.items() if key != "run"}
        link = Link(told | {"lease": lease, "held": entry.opened}, self._heard)
        why = link.start()
        if why:
            self._tell(
                "courier", f"the courier cannot be started ({why}): send the run with `modelbase sync`"
            )
        return link

    def _flush_on(self) -> None:
        """Write what was logged, hear the courier, and tell it the newest values, until the run is over."""
        told = time.monotonic()
        while not self._over.wait(FLUSH):
            self._points.flush()
            if self._link is None:
                continue
            self._link.poll()
            if self._points.last_step is not None and time.monotonic() - told > TELL_LIVE:
                told = time.monotonic()
                live = dict(list(self._points.live.items())[:100])
                self._link.send({"step": self._points.last_step, "live": live})

    def _write(self, record: dict[str, Any], *, sync: bool = False) -> None:
        with self._writing:
            self._journal.write(record, sync=sync)

    def _snapshot(self, files: snapshot.Files, number: int, *, move: bool) -> None:
        """Take the snapshot, giving up older ones for room; raise OSError if there is none even so."""
        folder = self._spool.files / str(number)
        while True:
            try:
                snapshot.take(files, folder, move=move)
                break
            except OSError:
                if not self._make_room(number):
                    raise
        limit = self._limit
        while limit and snapshot.size(self._spool.files) > limit and self._make_room(number):
            pass

    def _make_room(self, number: int) -> bool:
        """Give up the snapshot that is missed least: by the retention first, then the oldest but best and last."""
        there = [each for each in self._kept if (self._spool.files / str(each)).is_dir() and each != number]
        drop = snapshot.least(there, self._kept, self._asked.retention)
        if drop is None:
            return False
        self._spool.drop_files(drop)
        step = self._kept.pop(drop)[0]
        self._lost.append(f"the checkpoint of step {step}")
        self._tell(
            "room",
            f"the spool is full: checkpoints that were not sent are given up, first that of step {step}",
        )
        return True

    def _value(self, metrics: dict[str, Any]) -> Any:
        key = str(self._asked.retention.get("best", "")).rpartition(":")[0]
        return flatten(metrics).get(key_text(key)) if key else None

    # How it ends

    def _caught(self, name: str) -> None:
        """Note a signal; one that ends the process releases the lease first."""
        self._signalled = name
        if self._quiet or name == "SIGINT":
            return
        if self._writing.acquire(timeout=0.5):  # else this thread was stopped in the middle of a record
            self._writing.release()
            self._points.flush(timeout=0.5)
            with suppress(OSError):
                self._write(self._ended("interrupted", name), sync=True)
        self._link_send({"interrupted": True})
        until = time.monotonic() + RELEASE_SECONDS
        while self._link is not None and not self._released and not self._away and time.monotonic() < until:
            self._link.poll()
            time.sleep(0.02)

    def _ended(self, outcome: str, error: str = "") -> dict[str, Any]:
        at = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        return {"kind": "end", "outcome": outcome, "error": error, "step": self._points.last_step, "at": at}

    def _end(self, outcome: str, error: str = "") -> None:
        if self._quiet:
            if self._state == "training":
                self._state = outcome
            self._forget_resumed()
            return
        self._quiet = True
        self._state = outcome
        self._over.set()
        self._signals.take_down()
        self._points.flush(timeout=10)
        try:
            self._write(self._ended(outcome, error), sync=True)
        except OSError as full:
            self._tell("end", f"the end of this run cannot be spooled: {full.strerror}")
        self._link_send({"ended": True})
        self._wait()
        self._close()
        self._report(outcome)

    def _wait(self) -> None:
        """Wait for the courier while it sends something; not at all where there is none."""
        link = self._link
        if link is None:
            return
        until = time.monotonic() + END_SECONDS
        link.moved = time.monotonic()
        while not self._done and not link.ended and time.monotonic() < until:
            if time.monotonic() - link.moved > STILL_SECONDS:
                break
            link.poll()
            time.sleep(0.02)
        link.leave()

    def _close(self) -> None:
        _open.discard(self)
        self._journal.close()
        self._alive.free()
        self._forget_resumed()
        if self._own_client and self._client is not None:
            self._client.close()

    def _forget_resumed(self) -> None:
        if self._resumed is not None:
            shutil.rmtree(self._resumed, ignore_errors=True)
            for name in (".done", ".lock"):
                self._resumed.with_suffix(name).unlink(missing_ok=True)

    def _report(self, outcome: str) -> None:
        """Say what was lost, what is still to be sent, and that a model without a checkpoint is not trained."""
        if self._points.lost:
            self._lost.append(f"{self._points.lost:,} points")
        if self._lost:
            self._tell("lost", f"lost of this run, since the disk was full: {', '.join(self._lost[:20])}")
        if outcome == "finished" and not self._saves and self._next == 0:
            self._tell(
                "empty", f"{self.id} has no checkpoint, so it is not trained: call run.save in the loop"
            )
        best = str(self._asked.retention.get("best", "")).rpartition(":")[0]
        if best and self._saves and not self._judged:
            self._tell(
                "best", f"no save had the metric {best} of best=, so none is the best: give it to run.save"
            )
        if not self._done and self._link is not None:
            self._tell(
                "left",
                f"not all of this run is on the server yet: `modelbase sync` sends {self._spool.folder}",
            )

    def _heard(self, message: dict[str, Any]) -> None:
        """Take what the courier says."""
        if "away" in message and not self._away:
            self._away = True
            self._tell(
                "away", f"the registry is away, the training goes on and is spooled: {message['away']}"
            )
        elif "denied" in message:
            self._tell(
                "denied", f"the registry refuses the token, the training is spooled: {message['denied']}"
            )
        elif "back" in message:
            self._away = False
            self._tell("back", "the registry is back: what was spooled is delivered")
        elif "lost" in message:
            self._tell("lease", f"another process has the lease of {self.id} now: {message['lost']}")
        elif "refused" in message:
            text = f"the registry refused a part of this run: {message['refused']}"
            self._tell(text, text)
        self._released = self._released or "interrupted" in message
        self._done = self._done or bool(message.get("done"))

    # Little things

    def _api(self, client: Client) -> Any:
        if client.timeout is not None:
            return client.api
        from modelbase.client import config
        from modelbase.client.api import Api

        return Api(client.server, config.timeout() or ENTRY_SECONDS)

    def _reached(self) -> Client:
        if self._client is None:
            self._client = Client()
        return self._client

    def _begun(self) -> Entry:
        if self._entry is None:
            raise Invalid(
                "the run has not begun: write `with modelbase.run(args) as run:`, or call run.start()"
            )
        return self._entry

    def _ignored(self, what: str) -> None:
        self._begun()
        if self._state in {"finished", "interrupted", "failed"}:
            self._tell(f"over {what}", f"run.{what} after the end of the run does nothing")

    def _link_send(self, message: dict[str, Any]) -> None:
        if self._link is not None:
            self._link.send(message)

    def _tell(self, key: str, text: str) -> None:
        """Say something once, as a Python warning; where warnings are errors, in the log."""
        if key in self._told:
            return
        self._told.add(key)
        try:
            warnings.warn(text, UserWarning, stacklevel=3)
        except UserWarning:
            LOG.warning("%s", text)

    def _become_child(self) -> None:
        """Do nothing any more: this is a fork, and the run is its parent's."""
        self._quiet = True
        self._state = "forked"  # the thread that writes is not here; its locks are left alone
        self._alive.free()
        if self._link is not None:
            self._link.forget()

    def _at_exit(self) -> None:
        """Write what waits when the interpreter ends without an end of the run: the pipe's end says the rest."""
        if not self._quiet:
            self._end("interrupted")


def _best(best: str | None) -> str | None:
    if best is None:
        return None
    key, colon, way = best.rpartition(":") if isinstance(best, str) else ("", "", "")
    if not colon or not key or way not in {"max", "min"}:
        raise Invalid(
            f"best= is KEY:max or KEY:min, such as val/acc:max, not {best!r:.100}", parameters=["best"]
        )
    parse_key(key)
    return best


def _check_choice(name: str, given: Any, known: tuple[str, ...]) -> None:
    if given not in known:
        raise Invalid(f"{name}= is one of {', '.join(known)}, not {given!r:.60}", parameters=[name])


def _is_exit(error: BaseException) -> bool:
    return isinstance(error, SystemExit | KeyboardInterrupt)


def _cloned(source: Path, folder: Path) -> bool:
    """Copy a snapshot of this disk; False if it was acknowledged and removed meanwhile."""
    try:
        files = [each for each in source.rglob("*") if each.is_file()]
        for each in files:
            place = folder / each.relative_to(source)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.unlink(missing_ok=True)
            snapshot.clone(each, place)
    except FileNotFoundError:
        return False
    return bool(files)


def _children() -> None:
    for each in list(_open):
        each._become_child()
    _open.clear()


def _ends() -> None:
    for each in list(_open):
        each._at_exit()


def _once(done: list[Callable[[], None]] = []) -> None:  # noqa: B006 - remembers that it was called
    if not done:
        done.append(_ends)
        atexit.register(_ends)
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=_children)
