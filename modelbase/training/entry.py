"""What is decided when a training begins: its ID, whether it was trained, from which step it goes on, who holds it.

The only requests of a training process before it ends. Bad args, a refused token and secrets raise here; a server that
is away does not, unless that is asked for.
"""

from __future__ import annotations

import os
import secrets
import socket
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

from modelbase.client import policy
from modelbase.client.api import Api, body_with_args
from modelbase.client.args import Args
from modelbase.client.reports import Looked, Taken, checked
from modelbase.client.secrets import guarded
from modelbase.client.things import Model, read
from modelbase.errors import Conflict, Invalid, Unavailable
from modelbase.identity import secrets as secret_args
from modelbase.identity.identity import identify
from modelbase.training import environment
from modelbase.training.delivery import TTL, describe
from modelbase.training.spool import Spool, is_alive, spools

DYING = 10.0  # seconds that a process of this machine which was killed may still be shown as training
POLL = 5.0  # seconds between two requests while another process trains


@dataclass(frozen=True)
class Asked:
    """What `modelbase.run` was asked for, checked."""

    args: Any
    dataset: str | None
    architecture: str | None
    described: dict[str, Any]  # parents and tags
    resume: str
    retention: dict[str, Any]
    wait: bool | float
    note: str
    on_unreachable: str
    redact: tuple[str, ...]
    allow_secrets: tuple[str, ...]


@dataclass
class Entry:
    """What was decided: the same in all processes of a training.

    `state` is `trained`, or `training`; `local` is the snapshot on this disk to go on from, `ref` that on the server;
    `step` is the first step to do. `away` says why the server could not be asked.
    """

    run: str
    id: str
    digest: str
    args: str
    names: dict[str, Any]
    state: str = "training"
    step: int = 0
    ref: str | None = None
    local: str | None = None
    opened: bool = False
    away: str = ""
    shift: float = 0.0  # seconds that the server's clock is ahead
    lease: dict[str, Any] = field(default_factory=dict)  # the body of POST /leases, without args

    @property
    def trained(self) -> bool:
        """Say whether there is nothing to train."""
        return self.state == "trained"

    def plain(self) -> dict[str, Any]:
        """Return it as plain data, for other processes."""
        return asdict(self)


def enter(asked: Asked, api: Api | None, provenance: Mapping[str, Any], alive: Callable[[], None]) -> Entry:
    """Decide, asking the server unless `api` is None; `alive` is called while another process trains.

    Raise the errors of args and of the token, `leased` where another trains and is not waited for, `unavailable` only
    if the server is away and that was to be refused.
    """
    kept, names, entry = _named(asked, api)
    entry.lease = _lease(asked, entry, provenance)
    spooled = _spooled(entry.digest) if asked.resume == "auto" else None
    if asked.resume == "never":
        entry.lease["run"]["first_step"] = 0
    elif spooled is not None:
        entry.local, entry.step = str(spooled[0]), spooled[1] + 1
    if api is None:
        return _offline(entry)
    try:
        _ask(asked, api, kept, names, entry, alive)
    except Unavailable as error:
        if asked.on_unreachable == "fail":
            raise
        entry.away = error.message
        return _offline(entry)
    return entry


def _offline(entry: Entry) -> Entry:
    """Return what is known on this disk alone: a recipe that was finished here is trained."""
    if entry.local is not None and any(
        record["kind"] == "end" and record["outcome"] == "finished"
        for spool in spools(environment.spool_root(), entry.digest)
        for record, _ in spool.records(points=False)
    ):
        entry.state = "trained"
    entry.lease["run"].setdefault("first_step", entry.step)
    return entry


def _named(asked: Asked, api: Api | None) -> tuple[Args, dict[str, Any], Entry]:
    """Return the args that may be stored, what names their model, and the ID as it is made offline."""
    rules = policy.offline(api.server.url if api else None).policy
    given = Args.of(asked.args, rules)
    names: dict[str, Any] = {"dataset": asked.dataset, "architecture": asked.architecture}
    try:
        made = identify(given.tree, rules, asked.dataset, asked.architecture)
    except Invalid:
        if api is None:
            raise
        with suppress(Unavailable):  # then the args make no name by what is known here
            rules = policy.in_force(api)
        made = identify(given.tree, rules, asked.dataset, asked.architecture)
    given = _guarded(asked, api, given, names)
    if asked.allow_secrets:
        names["allow_secrets"] = list(asked.allow_secrets)
    run = secrets.token_urlsafe(16)
    return given, names, Entry(run, made.id, made.digest, given.text, names)


def _guarded(asked: Asked, api: Api | None, given: Args, names: dict[str, Any]) -> Args:
    """Return the args without secrets; raise `args_secret`, also where the server cannot be asked about them."""
    if api is not None:
        with suppress(Unavailable):
            names["also"] = api.also(given.also(policy.offline(api.server.url).policy, *names.values()))
            return guarded(api, given, names, asked.redact, asked.allow_secrets)
    if asked.redact:
        given = Args.of(secret_args.redacted(given.tree, asked.redact))
    secret_args.refuse(given.tree, asked.allow_secrets)
    return given


def _lease(asked: Asked, entry: Entry, provenance: Mapping[str, Any]) -> dict[str, Any]:
    host = socket.gethostname()[:200]
    started = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    record: dict[str, Any] = {"id": entry.run, "host": host, "started_at": started}
    record |= {"provenance": dict(provenance), "retention": asked.retention}
    if asked.note:
        record["note"] = asked.note
    here = spools(environment.spool_root(), entry.digest)
    beside = any(is_alive(spool.folder) for spool in here)  # another process of this very job trains them now
    owner = environment.owner(process=beside)
    lease = {"ttl_seconds": TTL, "host": host, "note": asked.note, "owner": owner}
    return lease | {"lease_id": secrets.token_urlsafe(24), "run": record}


def _ask(  # noqa: PLR0913 - what was asked, what is known, where it goes
    asked: Asked, api: Api, kept: Args, names: dict[str, Any], entry: Entry, alive: Callable[[], None]
) -> None:
    """Take the lease and fill in what the server says."""
    if not api.can("runs"):
        api.call("GET", "me")  # perhaps it is the token
        raise Invalid(
            f"{api.server.url} is of a version that records no runs: update the server, or use hold and push"
        )
    if entry.local is not None:
        found = checked(
            Looked, api.call("POST", "lookup", body_with_args(kept.text, names | {"allow_secrets": None}))
        )
        known = (found.get("resume") or {}).get("step")
        if known is not None and known + 1 >= entry.step:  # the server is as far: it says from where to go on
            entry.local, entry.step = None, 0
        else:
            entry.lease["run"]["first_step"] = entry.step
    taken, headers = _taken(asked, api, body_with_args(kept.text, names | entry.lease), entry.digest, alive)
    model = read(Model, taken["model"])
    entry.id, entry.opened = model.id, True
    entry.shift = _ahead(headers.get("date"))
    if taken["state"] == "trained":
        entry.state, entry.ref, entry.opened = "trained", model.id, False
        return
    resume = taken.get("resume") if asked.resume == "auto" else None
    if resume and entry.local is None:
        entry.ref = str(resume["ref"])
        entry.step = 0 if resume["step"] is None else resume["step"] + 1
    describe(api, model, asked.described)


def _taken(
    asked: Asked, api: Api, body: str, digest: str, alive: Callable[[], None]
) -> tuple[dict[str, Any], Mapping[str, str]]:
    """Return the answer once the lease is ours or the model trained; raise `leased` after waiting in vain."""
    wait = asked.wait if not isinstance(asked.wait, bool) else float("inf") if asked.wait else 0.0
    dying = (
        DYING
        if wait < DYING and any(not is_alive(one.folder) for one in spools(environment.spool_root(), digest))
        else 0.0
    )  # its courier is about to say that it is dead
    until, pause = time.monotonic() + max(wait, dying), POLL if wait else 0.2
    while True:
        try:
            _, answer, headers = api.answer("POST", "leases", body)
            return checked(Taken, answer), headers
        except Conflict as conflict:
            left = until - time.monotonic()
            if conflict.code != "leased" or left <= 0:
                raise
            alive()
            time.sleep(min(pause, left))


def _ahead(date: str | None) -> float:
    """Return how many seconds the server's clock is ahead, 0 where that is within what its header can say."""
    with suppress(TypeError, ValueError):
        ahead = (parsedate_to_datetime(date or "") - datetime.now(UTC)).total_seconds()
        return ahead if abs(ahead) > 2 else 0.0
    return 0.0


def _spooled(digest: str) -> tuple[Path, int] | None:
    """Return the snapshot of the highest step of this recipe that is still on this disk, not yet acknowledged."""
    found: tuple[Path, int] | None = None
    for spool in spools(environment.spool_root(), digest):
        for path, step in _snapshots(spool):
            if found is None or step >= found[1]:
                found = path, step
    return found


def _snapshots(spool: Spool) -> list[tuple[Path, int]]:
    acks = spool.acks()
    return [
        (path, record["step"])
        for record, _ in spool.records(points=False)
        if record["kind"] == "save"
        and acks.saves.get(record["number"]) in {None, "refused"}
        and os.path.isdir(path := spool.files / str(record["number"]))  # noqa: PTH112 - bound in passing
    ]
