"""`sync`: everything that is spooled below a folder goes to the server now; the courier's work in the foreground.

May be repeated and interrupted at any moment. Runs of one recipe go one after the other, recipes side by side.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Literal

from modelbase.client.config import same_server
from modelbase.client.sdk import Client
from modelbase.client.transfer.meter import Callback, Meter
from modelbase.errors import ModelbaseError, NotFound
from modelbase.training import environment, snapshot
from modelbase.training.delivery import WAITING, Delivery
from modelbase.training.spool import Lock, Spool, is_alive, spools

AT_ONCE = 4  # recipes
COURIER = 40.0  # seconds to wait for a courier that is still at it: its last request may take ten, twice
Standing = Literal["running", "sent", "waiting", "refused", "removed"]
EXPLICIT = frozenset({"--server", "MODELBASE_URL"})


@dataclass(frozen=True)
class Spooled:
    """A run that is spooled on this machine, and how it stands.

    `running`: its training goes on; `sent`: all of it is on the server, and it was removed here; `waiting`: it is to be
    sent; `refused`: the server does not take a part of it; `removed`: it was given up. `text` says what or why.
    """

    run: str
    id: str
    folder: Path
    started_at: str
    size: int
    state: Standing
    text: str = ""


def spooled(folder: str | Path | None = None) -> list[Spooled]:
    """Return the runs that are spooled below a folder (without one, where this user's runs are), oldest first."""
    return [_shown(spool, *_standing(spool)) for spool in spools(_root(folder))]


def sync(
    folder: str | Path | None = None,
    *,
    prune: bool = False,
    client: Client | None = None,
    progress: Callback | None = None,
    report: Callable[[Spooled], None] | None = None,
) -> list[Spooled]:
    """Send the runs that are spooled below a folder, each point and file once, and return how each stands then.

    Without `client` each goes to the server that it was spooled for. With `prune` a run of which the server refuses a
    part for good is removed, once the rest was sent. `report` gets each run as it is done. Raise `not_found` where
    the folder is none.
    """
    root = _root(folder)
    if folder is not None and not root.is_dir():
        raise NotFound(f"{root} is no folder: name one in which runs are spooled", parameters=["folder"])
    found = spools(root)
    meter = Meter("send", sum(snapshot.size(spool.files) for spool in found), len(found), progress)
    recipes = [list(each) for _, each in groupby(sorted(found, key=_digest), key=_digest)]

    def send(runs: list[Spool]) -> list[Spooled]:
        done = []
        for spool in runs:
            done.append(_sent(spool, client, meter, prune=prune))
            if report:
                report(done[-1])
        return done

    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="modelbase-sync") as pool:
        every = [one for done in pool.map(send, recipes) for one in done]
    return sorted(every, key=lambda one: one.started_at)


def _sent(spool: Spool, client: Client | None, meter: Meter, *, prune: bool) -> Spooled:
    """Send one run as far as it can be, and return how it stands."""
    size = spool.size()
    lock = Lock(spool.folder)
    until = time.monotonic() + COURIER
    while not lock.take():
        if not spool.folder.exists():
            return _shown(spool, "sent", "", size)
        if time.monotonic() > until:
            return _shown(spool, "running", "its courier is sending it", size)
        time.sleep(0.1)
    try:
        return _shown(spool, *_delivered(spool, client, meter, prune=prune), size)
    finally:
        lock.free()


def _delivered(spool: Spool, client: Client | None, meter: Meter, *, prune: bool) -> tuple[Standing, str]:
    """Send one run, whose lock is held, and remove it if all of it is on the server."""
    alive = is_alive(spool.folder)
    own = _client_for(spool, client)
    try:
        refused = _send(Delivery(spool, own.api), meter, alive=alive)
    except WAITING as error:
        return "waiting", error.message
    except ModelbaseError as error:
        refused = error.message
    finally:
        if own is not client:
            own.close()
    if alive:
        return "running", "its training goes on; what there is was sent"
    if refused and not prune:
        return "refused", refused
    spool.remove()
    return ("removed", refused) if refused else ("sent", "")


def _send(delivery: Delivery, meter: Meter, *, alive: bool) -> str:
    """Send what there is and return what the server refused of it."""
    delivery.register()
    if not alive:
        delivery.presume_dead()
    while delivery.send_points():
        pass
    for save in delivery.saves():
        size = snapshot.size(delivery.spool.files / str(save["number"]))
        delivery.send_save(save)
        meter.add(size)
    if delivery.last is not None:
        end = delivery.last
        delivery.send_end(end["outcome"], end["error"], end["step"], end["at"])
    return "; ".join(delivery.acks.refused[:5])


def _client_for(spool: Spool, client: Client | None) -> Client:
    """Return the client that was named, else one of the server that the run was spooled for."""
    server = spool.about.get("server")
    if client is None:
        return Client(server)
    named = client.server.source in EXPLICIT or not server or same_server(server, client.server.url)
    return client if named else Client(server)


def _standing(spool: Spool) -> tuple[Standing, str]:
    if is_alive(spool.folder):
        return "running", "its training goes on"
    refused = spool.acks().refused
    return ("refused", "; ".join(refused[:5])) if refused else ("waiting", "`modelbase sync` sends it")


def _shown(spool: Spool, state: Standing, text: str, size: int | None = None) -> Spooled:
    about = spool.about
    size = spool.size() if size is None else size
    return Spooled(about["run"], about["id"], spool.folder, about["started_at"], size, state, text)


def _root(folder: str | Path | None) -> Path:
    return environment.spool_root() if folder is None else Path(folder).expanduser().absolute()


def _digest(spool: Spool) -> str:
    return str(spool.about["digest"])
