"""Starts MongoDB and the S3 store, keeps them running, stops them: in which order, under which lock.

What each of the two needs is in mongod.py and weed.py; what a process is, in children.py.
"""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from pymongo.errors import PyMongoError

from modelbase.errors import ModelbaseError, Unavailable
from modelbase.server.hosting.embedded.children import Child
from modelbase.server.hosting.embedded.directory import Directory
from modelbase.server.hosting.embedded.mongod import Mongod
from modelbase.server.hosting.embedded.weed import BUCKET, REGION, Weed

Progress = Callable[[str], None]
Part = Mongod | Weed
_TRIES = 3  # ports that were free a moment ago can be taken by the time the child binds them
_LONGEST_PAUSE = 30.0
_HEALTHY_AFTER = 60.0


@dataclass
class Services:
    """What runs and how to reach it; the part that was left out is empty."""

    directory: Directory
    parts: list[Part]
    _stopping: threading.Event = field(default_factory=threading.Event)
    _busy: threading.RLock = field(default_factory=threading.RLock)

    @property
    def mongo_uri(self) -> str:
        """MongoDB's connection string, with the password."""
        return next((part.uri for part in self.parts if isinstance(part, Mongod)), "")

    @property
    def s3_endpoint(self) -> str:
        """The address of the S3 store."""
        return self._weed.endpoint if self._weed else ""

    @property
    def s3_access_key(self) -> str:
        """The access key of the S3 store."""
        return self._weed.access_key if self._weed else ""

    @property
    def s3_secret_key(self) -> str:
        """The secret key of the S3 store."""
        return self._weed.secret_key if self._weed else ""

    @property
    def s3_bucket(self) -> str:
        """The bucket, which exists."""
        return BUCKET if self._weed else ""

    @property
    def s3_region(self) -> str:
        """The region to sign for."""
        return REGION if self._weed else ""

    @property
    def processes(self) -> list[Child]:
        """The children, each with `name`, `pid` and `log`."""
        return [part.child for part in self.parts]

    @property
    def _weed(self) -> Weed | None:
        return next((part for part in self.parts if isinstance(part, Weed)), None)

    def supervise(self, stop: threading.Event, report: Progress) -> None:
        """Restart a child that ends, after growing pauses, until `stop` is set or the services are stopped."""
        pauses = {part.child.name: 0.0 for part in self.parts}
        since = {part.child.name: time.monotonic() for part in self.parts}
        while not stop.wait(0.5) and not self._stopping.is_set():
            for part in self.parts:
                name = part.child.name
                part.child.trim_log()
                if part.child.pid is not None:
                    if time.monotonic() - since[name] > _HEALTHY_AFTER:
                        pauses[name] = 0.0
                    continue
                report(part.child.failure(f"ended; it is started again in {pauses[name]:.0f} s").message)
                if stop.wait(pauses[name]):
                    return
                pauses[name] = min(_LONGEST_PAUSE, max(1.0, 2 * pauses[name]))
                self._restart(part, report)
                since[name] = time.monotonic()

    def stop(self) -> None:
        """Stop the store, then MongoDB, then unlock the data directory; safe to call twice."""
        self._stopping.set()
        with self._busy:
            for part in reversed(self.parts):
                part.stop()
            self.directory.unlock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _restart(self, part: Part, report: Progress) -> None:
        with self._busy:
            if self._stopping.is_set():
                return
            try:
                part.spawn(report)
                part.wait_ready(report)
            except (ModelbaseError, PyMongoError) as error:
                part.stop()  # the next round tries again
                report(str(error))
                return
            report(f"{part.child.title} runs again")


def start(data_dir: Path, progress: Progress, *, mongo: bool = True, store: bool = True) -> Services:
    """Start what is asked for and wait until it is ready; raise if another server uses `data_dir`."""
    directory = Directory(data_dir)
    directory.lock()
    services = Services(directory, [])
    try:
        if mongo:
            services.parts.append(Mongod(directory))
        if store:
            services.parts.append(Weed(directory))
        _end_leftovers(services.parts, progress)
        for part in services.parts:
            progress(f"Starting {part.child.title} ...")
            part.spawn(progress)
        for part in services.parts:
            _bring_up(part, progress)
    except BaseException:
        services.stop()
        raise
    return services


def _end_leftovers(parts: list[Part], progress: Progress) -> None:
    for part in parts:
        if found := part.child.leftovers():
            pids = ", ".join(str(process.pid) for process in found)
            progress(f"Ending the {part.child.title} that a killed server left running (process {pids}) ...")
            part.child.end(found)


def _bring_up(part: Part, progress: Progress) -> None:
    """Wait for one part; retry if a port was taken or a first start was interrupted."""
    for attempt in range(_TRIES):
        try:
            part.wait_ready(progress)
        except (Unavailable, PyMongoError) as error:
            part.stop()
            if attempt + 1 == _TRIES or not _mend(part):
                raise _start_error(part, error) from error
            part.spawn(progress)
        else:
            part.folder.joinpath("complete").touch(mode=0o600)
            return


def _mend(part: Part) -> bool:
    """Repair what makes a retry possible; return whether one makes sense."""
    if "address already in use" in part.child.tail(40).lower():
        part.renew_ports()
        return True
    if not part.folder.joinpath("complete").exists():
        # A first start was interrupted, so no write was acknowledged: start with an empty folder.
        shutil.rmtree(part.folder)
        part.renew_ports()
        return True
    return False


def _start_error(part: Part, error: Exception) -> ModelbaseError:
    return error if isinstance(error, ModelbaseError) else part.child.failure(f"refused its set-up ({error})")
