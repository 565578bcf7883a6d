"""Real services for the tests of `modelbase.server.hosting.embedded`, and a server process that can be killed."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config
from pymongo import MongoClient

from modelbase.server.hosting import embedded

WRITER = Path(__file__).with_name("writer.py")


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[embedded.Services]:
    """Services that no test of this folder may break."""
    with embedded.start(tmp_path_factory.mktemp("running"), lambda _: None) as services:
        yield services


@pytest.fixture
def mongo() -> Callable[[embedded.Services], MongoClient[dict[str, Any]]]:
    """Connect to the MongoDB of some services, as the server does; close the client before they stop."""
    return lambda services: MongoClient(
        services.mongo_uri, w="majority", journal=True, serverSelectionTimeoutMS=5000
    )


@pytest.fixture
def s3() -> Callable[[embedded.Services], Any]:
    """Connect to the store of some services, as the server does."""
    return lambda services: boto3.client(
        "s3",
        endpoint_url=services.s3_endpoint,
        aws_access_key_id=services.s3_access_key,
        aws_secret_access_key=services.s3_secret_key,
        region_name=services.s3_region,
        config=Config(s3={"addressing_style": "path"}, retries={"max_attempts": 0}, read_timeout=15),
    )


@pytest.fixture
def until() -> Callable[..., Any]:
    """Return the first true answer of a function; fail after some seconds."""

    def wait(what: Callable[[], Any], seconds: float = 120.0) -> Any:
        deadline = time.monotonic() + seconds
        while not (answer := what()):
            assert time.monotonic() < deadline, "waited in vain"
            time.sleep(0.02)
        return answer

    return wait


class Writer:
    """A process that starts services and writes to both until it is killed; `acknowledged` holds what it was told."""

    def __init__(self, data_dir: Path) -> None:
        self.said: list[str] = []
        self.process = subprocess.Popen(
            [sys.executable, str(WRITER), str(data_dir)], stdout=subprocess.PIPE, text=True, bufsize=1
        )
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        self.said.extend(iter(self.process.stdout.readline, ""))

    def acknowledged(self, kind: str) -> list[int]:
        return [
            int(line.split()[1])
            for line in list(self.said)
            if line.startswith(f"{kind} ") and line[-1] == "\n"
        ]

    def children(self) -> list[int]:
        return [
            int(pid) for line in list(self.said) if line.startswith("children ") for pid in line.split()[1:]
        ]

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
        self._reader.join(30)
        assert self.process.stdout is not None
        self.process.stdout.close()


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[Callable[[], Writer]]:
    """Start writers on one data directory; all are gone when the test ends."""
    made: list[Writer] = []

    def make() -> Writer:
        made.append(Writer(tmp_path))
        return made[-1]

    yield make
    for each in made:
        if each.process.poll() is None:
            each.kill()
