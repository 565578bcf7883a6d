"""Connects MongoDB and the S3 store: the only file that makes clients.

Write concern majority with the journal, read concern majority and all time-outs are set here, in code, so that no
connection string can weaken them. Call it after a fork, never before.
"""

from __future__ import annotations

from typing import Any

import boto3
from botocore.config import Config
from pymongo import MongoClient
from pymongo.collection import Collection
from pymongo.database import Database
from pymongo.errors import ConfigurationError, InvalidURI, OperationFailure, PyMongoError

from modelbase.errors import Invalid, Unavailable
from modelbase.server.bucket import Bucket
from modelbase.server.deployment import Deployment
from modelbase.server.settings import Settings


def connect(settings: Settings) -> Deployment:
    """Return the Deployment of these settings; nothing is contacted yet."""
    db = _Database(_mongo(settings), settings.mongo_database)
    return Deployment(settings=settings, db=db, bucket=_bucket(settings))


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


def _bucket(settings: Settings) -> Bucket:
    return Bucket(
        name=settings.s3_bucket,
        client=_s3(settings, settings.s3_endpoint),
        public=_s3(settings, settings.public_s3),
    )


def _s3(settings: Settings, endpoint: str) -> Any:
    return boto3.session.Session().client(
        "s3",
        endpoint_url=endpoint,
        region_name=settings.s3_region,
        aws_access_key_id=settings.s3_access_key,
        aws_secret_access_key=settings.s3_secret_key.get_secret_value(),
        config=Config(
            signature_version="s3v4",
            connect_timeout=2,
            read_timeout=20,
            max_pool_connections=32,
            retries={"mode": "standard", "total_max_attempts": 3},
            s3={"addressing_style": "path"},
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        ),
    )
