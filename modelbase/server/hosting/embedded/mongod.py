"""The embedded MongoDB: a one-node replica set with authentication, on loopback.

Every step of setting it up is safe to repeat, so the next start completes what a kill interrupted.
It is administered as MongoDB's own `__system` user, by the key file; there is no localhost exception.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import psutil
from pymongo import MongoClient
from pymongo.errors import ConnectionFailure, OperationFailure

from modelbase.errors import Unavailable
from modelbase.server.hosting.embedded.binaries import find_mongod
from modelbase.server.hosting.embedded.children import Child
from modelbase.server.hosting.embedded.directory import Directory

SET = "modelbase"
USER = "modelbase"
_NO_SUCH_USER = 11
_ROLES = ["readWriteAnyDatabase", "dbAdminAnyDatabase", "clusterMonitor"]
GRACE = 30.0  # seconds until a mongod that does not stop is killed; its journal makes that safe


class Mongod:
    """The mongod of one data directory."""

    def __init__(self, directory: Directory, cache_gb: float | None = None) -> None:
        self._directory = directory
        self._secrets = directory.secrets()
        self._binary = find_mongod(directory.folder("bin"))
        self._cache_gb = cache_gb or default_cache_gb()
        self.folder = directory.path / "mongod"
        self.port = directory.ports(["mongod"])["mongod"]
        self.child = self._child()

    @property
    def uri(self) -> str:
        """The connection string of the server's own user."""
        password = self._secrets["mongo_password"]
        return f"mongodb://{USER}:{password}@127.0.0.1:{self.port}/{SET}?authSource=admin&replicaSet={SET}"

    def renew_ports(self) -> None:
        """Choose another port, because another program has this one."""
        self.port = self._directory.ports(["mongod"], renew=True)["mongod"]
        self.child = self._child()

    def spawn(self, progress: Callable[[str], None]) -> None:
        """Start it, after writing its address into its replica set."""
        member = self.folder / "member"
        if member.exists() and member.read_text() != self._host:
            self._move_member(progress)
        self._directory.write("mongod/member", self._host)
        self.child.spawn()

    def wait_ready(self, progress: Callable[[str], None]) -> None:
        """Wait until this very mongod answers with our key, then make it a primary with our user."""
        self.child.wait_ready(self._answers, progress)
        with self._client() as client:
            self._join_set(client)
            self.child.wait_ready(lambda: self._is_primary(client), progress)
            self._make_user(client)

    def stop(self) -> None:
        """Stop it cleanly: it writes a checkpoint first."""
        self.child.stop(GRACE)

    @property
    def _host(self) -> str:
        return f"127.0.0.1:{self.port}"

    def _child(self) -> Child:
        data = self._directory.folder("mongod/data")
        key = self._directory.write("mongod/key", self._secrets["mongo_keyfile"])
        options = {
            "--dbpath": str(data),
            "--port": str(self.port),
            "--bind_ip": "127.0.0.1",
            "--keyFile": str(key),
            "--networkMessageCompressors": "snappy,zstd",  # not zlib: CVE-2025-14847
            "--wiredTigerCacheSizeGB": f"{self._cache_gb:.2f}",
            # Journal files of 100 MB, three of them made in advance, are too much for an empty registry.
            "--wiredTigerEngineConfigString": "log=(file_max=32MB,prealloc=false)",
            "--oplogSize": "256",  # MB; no secondary reads it
        }
        parameters = [
            "enableLocalhostAuthBypass=false",  # else the first local user could make an account
            "diagnosticDataCollectionEnabled=false",
            "shutdownTimeoutMillisForSignaledShutdown=100",  # no secondaries to wait for
        ]
        command = [str(self._binary.path), "--replSet", SET, "--auth", "--quiet", "--nounixsocket"]
        command += [part for pair in options.items() for part in pair]
        command += [part for parameter in parameters for part in ("--setParameter", parameter)]
        log = self._directory.folder("logs") / "mongod.log"
        return Child("mongod", "MongoDB", command, str(data), data, log, "database_unavailable")

    def _client(self) -> MongoClient[dict[str, Any]]:
        # SCRAM proves both sides: who does not know the key file cannot pass for our mongod.
        return MongoClient(
            "127.0.0.1",
            self.port,
            username="__system",
            password=self._secrets["mongo_keyfile"],
            authSource="local",
            authMechanism="SCRAM-SHA-256",
            directConnection=True,
            serverSelectionTimeoutMS=300,
            connectTimeoutMS=1000,
            socketTimeoutMS=20000,
        )

    def _answers(self) -> bool:
        with self._client() as client:
            try:
                client.admin.command("ping")
            except ConnectionFailure:
                return False
            except OperationFailure as error:
                raise Unavailable(
                    f"something on port {self.port} answers as MongoDB but does not know our key",
                    "database_unavailable",
                ) from error
        return True

    def _join_set(self, client: MongoClient[dict[str, Any]]) -> None:
        # Asked of the disk: a node that is still loading its configuration hangs on being initiated again.
        if client.local.system.replset.find_one({"_id": SET}) is None:
            members = [{"_id": 0, "host": self._host}]
            client.admin.command("replSetInitiate", {"_id": SET, "members": members})

    def _move_member(self, progress: Callable[[str], None]) -> None:
        """Write the new port into the set's configuration while mongod runs outside of the set.

        Inside the set it would first contact the old port to ask whether that is itself, and hang without an answer.
        """
        command = self.child.command
        at = command.index("--replSet")
        alone = replace(self.child, command=command[:at] + command[at + 2 :])
        alone.spawn()
        try:
            alone.wait_ready(self._answers, progress)
            with self._client() as client:
                client.local.system.replset.update_one({"_id": SET}, {"$set": {"members.0.host": self._host}})
        finally:
            alone.stop(GRACE)

    def _is_primary(self, client: MongoClient[dict[str, Any]]) -> bool:
        try:
            return bool(client.admin.command("hello")["isWritablePrimary"])
        except ConnectionFailure:  # a change of state closes connections
            return False

    def _make_user(self, client: MongoClient[dict[str, Any]]) -> None:
        password = self._secrets["mongo_password"]
        try:
            client.admin.command("updateUser", USER, pwd=password, roles=_ROLES)
        except OperationFailure as error:
            if error.code != _NO_SUCH_USER:
                raise
            client.admin.command("createUser", USER, pwd=password, roles=_ROLES)


def default_cache_gb() -> float:
    """Return WiredTiger's cache size: a quarter of the memory, between 0.25 and 2 GB."""
    memory = float(psutil.virtual_memory().total) / (1 << 30)
    return min(2.0, max(0.25, memory / 4))
