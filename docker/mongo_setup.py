"""Make a fresh mongod a replica set of one node with two users; do nothing to one that is so already.

Runs once at each start of compose.yaml, inside the network of the container `mongo`: only from the loopback
address may a mongod without users be set up, and that door closes with the first user.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pymongo import MongoClient
from pymongo.errors import ConnectionFailure, OperationFailure

SECRETS = Path(os.environ.get("MONGO_SECRETS", "/secrets/mongo"))
ADDRESS = os.environ.get("MONGO_ADDRESS", "127.0.0.1:27017")
MEMBER = os.environ.get("MONGO_MEMBER", "mongo:27017")
PATIENCE = 60.0
AUTHENTICATION_FAILED, UNAUTHORIZED = 18, 13
Client = MongoClient[dict[str, Any]]


def main() -> None:
    """Bring mongod to where `modelbase serve` can use it."""
    root, user = read("root_password"), read("modelbase_password")
    with connect() as stranger:
        wait("mongod to answer", lambda: stranger.admin.command("hello"))
        if "setName" not in stranger.admin.command("hello"):
            member = {"_id": 0, "host": MEMBER}
            stranger.admin.command("replSetInitiate", {"_id": "modelbase", "members": [member]})
        wait("mongod to become primary", lambda: stranger.admin.command("hello")["isWritablePrimary"])
        if not knows_root(root):
            stranger.admin.command("createUser", "root", pwd=root, roles=["root"])
    with connect(username="root", password=root) as client:
        if not client.modelbase.command("usersInfo", "modelbase")["users"]:
            role = {"role": "readWrite", "db": "modelbase"}
            client.modelbase.command("createUser", "modelbase", pwd=user, roles=[role])


def connect(**credentials: str) -> Client:
    """Return a client of this one mongod, whatever it says its name is."""
    return MongoClient(ADDRESS, directConnection=True, serverSelectionTimeoutMS=2000, **credentials)


def knows_root(password: str) -> bool:
    """Tell whether root can sign in; a mongod without users says no."""
    with connect(username="root", password=password) as client:
        try:
            client.admin.command("ping")
        except OperationFailure as error:
            if error.code == AUTHENTICATION_FAILED:
                return False
            raise
    return True


def wait(what: str, ready: Callable[[], Any]) -> None:
    """Ask again until the answer is yes, for a minute at most."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            if ready():
                return
        except ConnectionFailure:
            pass  # not up yet, which is what is waited for
        time.sleep(0.2)
    sys.exit(f"Waited {PATIENCE:.0f} s for {what}; look at the log of `mongo`.")


def read(name: str) -> str:
    """Return one secret."""
    return (SECRETS / name).read_text().strip()


if __name__ == "__main__":
    try:
        main()
    except OperationFailure as error:
        if error.code != UNAUTHORIZED:
            raise
        sys.exit(
            "MongoDB has users already, but not with the password in the volume `mongo-secrets`: "
            "that volume and `mongo-data` belong together; restore both from the same day."
        )
