"""The folder `services` in the data directory: its lock, its secrets, its ports.

Only the holder of the lock runs services on it. Files appear whole or not at all, with mode 0600.
Starts no process and opens no connection.
"""

from __future__ import annotations

import fcntl
import json
import os
import random
import secrets
import socket
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import psutil

from modelbase.errors import Conflict, Invalid

# Below Linux's range for outgoing connections, so that a kept port is not taken by accident.
_PORTS = range(20000, 32000)
# Keys that every start can rely on; a file of an older Modelbase gets the missing ones.
_SECRETS = {
    "mongo_keyfile": 48,
    "mongo_password": 32,
    "s3_access_key": 10,
    "s3_secret_key": 32,
    "jwt_volume_write": 32,
    "jwt_volume_read": 32,
    "jwt_filer_write": 32,
    "jwt_filer_read": 32,
}


class Directory:
    """Everything the services keep, under `data_dir/services`."""

    def __init__(self, data_dir: Path) -> None:
        self.path = data_dir.expanduser().resolve() / "services"
        try:
            self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
            self.path.chmod(0o700)
        except OSError as error:
            raise Invalid(
                f"the data directory {data_dir} cannot be used: {error.strerror}; "
                "give another with --data-dir",
                "settings",
            ) from error
        self._lock: int | None = None

    def folder(self, name: str) -> Path:
        """Return the subfolder `name`, made if needed; the folder above it is closed to other users."""
        path = self.path / name
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        return path

    def lock(self, wait: float = 5.0) -> None:
        """Take the lock, waiting while a dead server's children have it; else raise Conflict with its holder."""
        handle = os.open(self.path / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        deadline = time.monotonic() + wait
        while not _locked(handle):
            holder = _holder(self.path / "lock")
            if (holder and psutil.pid_exists(holder)) or time.monotonic() > deadline:
                os.close(handle)
                raise Conflict(
                    f"another modelbase serve (process {holder}) uses {self.path.parent}; "
                    "stop it, or give another --data-dir",
                    pid=holder,
                )
            time.sleep(0.1)
        os.ftruncate(handle, 0)
        os.pwrite(handle, str(os.getpid()).encode(), 0)
        self._lock = handle

    def unlock(self) -> None:
        """Release the lock; safe to call twice."""
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def secrets(self) -> dict[str, str]:
        """Return the random credentials, made at the first call and kept with mode 0600."""
        known = self.read_json("credentials.json")
        if missing := [name for name in _SECRETS if name not in known]:
            known |= {name: secrets.token_hex(_SECRETS[name]) for name in missing}
            self.write("credentials.json", json.dumps(known, indent=1))
        return known

    def ports(self, names: Iterable[str], renew: bool = False) -> dict[str, int]:
        """Return the kept port of each name; if one is taken (or `renew`), pick new ones for all names."""
        wanted = list(names)
        kept = self.read_json("ports.json")
        chosen = {name: kept[name] for name in wanted if name in kept}
        if renew or len(chosen) < len(wanted) or not all(is_free(port) for port in chosen.values()):
            chosen = dict(zip(wanted, free_ports(len(wanted), set(kept.values())), strict=True))
            self.write("ports.json", json.dumps(kept | chosen, indent=1))
        return chosen

    def read_json(self, name: str) -> dict[str, Any]:
        """Return the mapping in the file `name`, empty if there is no such file."""
        try:
            return dict(json.loads((self.path / name).read_text()))
        except FileNotFoundError:
            return {}

    def write(self, name: str, text: str) -> Path:
        """Write a file whole or not at all, readable by this user alone."""
        path = self.path / name
        half = path.with_name(f".{path.name}.half")
        half.unlink(missing_ok=True)
        handle = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        half.replace(path)
        return path


def is_free(port: int) -> bool:
    """Return whether this loopback port is free."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def free_ports(count: int, taken: set[int]) -> list[int]:
    """Return `count` free loopback ports, at random."""
    order = random.SystemRandom().sample(_PORTS, len(_PORTS))
    free = (port for port in order if port not in taken and is_free(port))
    return [next(free) for _ in range(count)]


def _locked(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _holder(path: Path) -> int | None:
    text = path.read_text().strip()
    return int(text) if text.isdigit() else None
