"""Connects MongoDB and the S3 store: the only file that makes clients.

Write concern majority with the journal, read concern majority and all time-outs are set here, in code, so that no
connection string can weaken them. Call it after a fork, never before.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError
from pymongo import MongoClient
from pymongo.collection import Collection
from pymongo.database import Database
from pymongo.errors import ConfigurationError, InvalidURI, OperationFailure, PyMongoError

from modelbase.errors import Invalid, Unavailable
from modelbase.server.bucket import Bucket
from modelbase.server.deployment import Deployment
from modelbase.server.settings import Settings

# Of one web process: calls to the store that may be under way at once. Its other threads (web_server.py) go on with
# what needs no store, however long the store takes.
STORE_PLACES = 16
PLACE_SECONDS = 1.0  # how long a call waits for a place
SLOW_SECONDS = (
    2.0  # with a call under way for longer the store counts as hanging, and no call waits for a place
)


def connect(settings: Settings, patient: bool = False) -> Deployment:
    """Return the Deployment of these settings; nothing is contacted yet.

    `patient` is for what has no client waiting, such as the worker: longer time-outs, and no bound on calls at once.
    """
    db = _Database(_mongo(settings), settings.mongo_database)
    return Deployment(settings=settings, db=db, bucket=_bucket(settings, patient))


class _Database(Database[dict[str, Any]]):
    """A database that keeps its collections: pymongo makes one at each access, which takes 60 µs."""

    def __getattr__(self, name: str) -> Collection[dict[str, Any]]:
        found = super().__getattr__(name)
        self.__dict__[name] = found
        return found


def check(deployment: Deployment) -> str:
    """Contact MongoDB, refuse one that cannot keep our promises, return its version."""
    try:
        hello = deployment.db.client.admin.command("hello")
        build = deployment.db.client.admin.command("buildInfo")
    except OperationFailure as error:
        raise Invalid(
            "MongoDB refused the user or password of MODELBASE_MONGO_URI; correct them and start again",
            "settings",
        ) from error
    except PyMongoError as error:
        raise Unavailable(
            "MongoDB does not answer at the address in MODELBASE_MONGO_URI; see `modelbase doctor`",
            "database_unavailable",
        ) from error
    version = str(build["version"])
    if "setName" not in hello and hello.get("msg") != "isdbgrid":
        raise Invalid(
            "MongoDB runs stand-alone, where acknowledged writes can be lost; start it as a replica set "
            "(one node is enough: mongod --replSet rs0, then rs.initiate())",
            "settings",
        )
    if int(version.split(".", maxsplit=1)[0]) < 6:
        raise Invalid(f"MongoDB {version} is too old; Modelbase needs 6.0 or newer", "settings")
    return version


def _mongo(settings: Settings) -> MongoClient[dict[str, Any]]:
    try:
        return MongoClient(
            settings.mongo_uri.get_secret_value(),
            appname="modelbase",
            tz_aware=True,
            w="majority",
            journal=True,
            readConcernLevel="majority",
            readPreference="primary",
            retryWrites=True,
            retryReads=True,
            # A MongoDB that hangs is noticed within a second and what waits for it is given up, so that with the wait
            # for another primary every answer comes within three seconds; a slow query still has its time.
            heartbeatFrequencyMS=500,
            connectTimeoutMS=500,
            serverSelectionTimeoutMS=1000,
            socketTimeoutMS=int(settings.query_seconds * 1000) + 5000,
            waitQueueTimeoutMS=5000,
            compressors=[],
        )
    except (ConfigurationError, InvalidURI, ValueError) as error:
        raise Invalid(
            "MODELBASE_MONGO_URI cannot be read as a MongoDB address (mongodb://…)", "settings"
        ) from error


def _bucket(settings: Settings, patient: bool) -> Bucket:
    client = _s3(settings, settings.s3_endpoint, patient)
    if not patient:
        Places(STORE_PLACES).bound(client)
    return Bucket(name=settings.s3_bucket, client=client, public=_s3(settings, settings.public_s3, patient))


def _s3(settings: Settings, endpoint: str, patient: bool) -> Any:
    return boto3.session.Session().client(
        "s3",
        endpoint_url=endpoint,
        region_name=settings.s3_region,
        aws_access_key_id=settings.s3_access_key,
        aws_secret_access_key=settings.s3_secret_key.get_secret_value(),
        config=Config(
            signature_version="s3v4",
            connect_timeout=2 if patient else 1,
            read_timeout=20 if patient else 10,
            max_pool_connections=32,
            retries={"mode": "standard", "total_max_attempts": 3 if patient else 2},
            s3={"addressing_style": "path"},
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        ),
    )


class StoreIsBusy(BotoCoreError):  # type: ignore[misc]
    """No place was free for another call to the store."""

    fmt = "too many calls to the store are under way"


class Places:
    """Bounds how many calls to the store are under way at once, in this process.

    A call without a place waits for one for a second; while the store hangs it fails at once, with StoreIsBusy.
    """

    def __init__(self, places: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._free, self._clock = threading.Semaphore(places), clock
        self._begun: dict[object, float] = {}  # calls under way, oldest first

    def bound(self, client: Any) -> None:
        """Bound all calls of a boto3 client: every operation of it, and each page of a paginator, is one of these."""
        inner = client._make_api_call
        client._make_api_call = lambda name, params: self.call(lambda: inner(name, params))

    def call(self, act: Callable[[], Any]) -> Any:
        """Return what `act` returns, or raise StoreIsBusy."""
        if not self._free.acquire(timeout=0 if self._hangs() else PLACE_SECONDS):
            raise StoreIsBusy
        mine = object()
        self._begun[mine] = self._clock()
        try:
            return act()
        finally:
            del self._begun[mine]
            self._free.release()

    def _hangs(self) -> bool:
        try:
            oldest = next(iter(self._begun.values()))
        except (StopIteration, RuntimeError):  # none, or one has just begun or ended
            return False
        return self._clock() - oldest > SLOW_SECONDS
