"""What there is to say about a MongoDB server, embedded or not: refusals and warnings by version and set-up.

The floors come from CVE-2025-14847 (memory is leaked to strangers through zlib) and CVE-2025-10060 (a unique
index violated by a retried upsert in a transaction).
"""

from __future__ import annotations

import time
from typing import Any

from pymongo import MongoClient
from pymongo.errors import PyMongoError

from modelbase.errors import Invalid, Unavailable

OLDEST = (6, 0)
# release line -> first version with both repairs
FLOORS = {(6, 0): (6, 0, 27), (7, 0): (7, 0, 28), (8, 0): (8, 0, 17), (8, 2): (8, 2, 3)}


def check_mongo(client: MongoClient[dict[str, Any]]) -> list[str]:
    """Return warnings about this MongoDB; raise Invalid if it is stand-alone or older than 6.0."""
    version = tuple(int(part) for part in client.admin.command("buildInfo")["versionArray"][:3])
    hello = client.admin.command("hello", compression=["zlib"])
    if version[:2] < OLDEST:
        raise Invalid(f"Modelbase needs MongoDB >= 6.0, this is {_dotted(version)}", "settings")
    if "setName" not in hello and hello.get("msg") != "isdbgrid":
        raise Invalid(
            "this MongoDB is no replica set, so it can neither retry writes nor run transactions: start it "
            "with --replSet modelbase and run rs.initiate() once (one node is enough)",
            "settings",
        )
    return version_warnings(version, zlib="zlib" in hello.get("compression", ()))


def look_at(uri: str) -> tuple[list[str], float]:
    """Return the warnings about the MongoDB at `uri`, and by how many seconds its clock is ahead of this one."""
    try:
        with MongoClient[dict[str, Any]](uri, serverSelectionTimeoutMS=2000, tz_aware=True) as client:
            before = time.time()
            there = float(client.admin.command("hello")["localTime"].timestamp())
            return check_mongo(client), there - (before + time.time()) / 2
    except PyMongoError as error:
        raise Unavailable(f"MongoDB does not answer: {error}", "database_unavailable") from error


def version_warnings(version: tuple[int, ...], zlib: bool) -> list[str]:
    """Return what is known to be wrong with this version."""
    floor = FLOORS.get((version[0], version[1]))
    if floor is None:
        if version > (8, 2):
            return []
        return [f"MongoDB {_dotted(version)} is of a line that gets no repairs: use {_floors()} or newer"]
    if version >= floor:
        return []
    found = [
        f"MongoDB {_dotted(version)} lacks repairs (CVE-2025-14847, CVE-2025-10060): use {_dotted(floor)}"
    ]
    if zlib:
        found.append(
            "zlib compression is on, by which strangers can read memory of this version: "
            "start mongod with --networkMessageCompressors snappy,zstd"
        )
    return found


def _floors() -> str:
    return ", ".join(_dotted(floor) for floor in FLOORS.values())


def _dotted(version: tuple[int, ...]) -> str:
    return ".".join(str(part) for part in version)
