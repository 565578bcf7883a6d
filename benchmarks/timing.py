"""What benchmarks measure with: times of calls, one connection, many clients, a web server that says hello."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from benchmarks import mlflow_peer
from modelbase.server.hosting import processes

CLIENTS, SECONDS = 8, 10.0


@dataclass(frozen=True)
class Times:
    """Seconds that calls took."""

    all: list[float]

    @property
    def median(self) -> float:
        return statistics.median(self.all)

    @property
    def p95(self) -> float:
        return sorted(self.all)[int(len(self.all) * 0.95)]

    def __str__(self) -> str:
        return f"median {self.median * 1e3:8.1f} ms   p95 {self.p95 * 1e3:8.1f} ms   max {max(self.all) * 1e3:8.1f} ms"


def timed(calls: list[Callable[[], Any]]) -> Times:
    """Return how long each call took, one after the other."""
    found = []
    for call in calls:
        begin = time.perf_counter()
        call()
        found.append(time.perf_counter() - begin)
    return Times(found)


def in_turn(calls: dict[str, list[Callable[[], Any]]]) -> dict[str, Times]:
    """Return how long calls of several kinds took, one of each in turn: what else the machine does hits all alike."""
    found: dict[str, list[float]] = {name: [] for name in calls}
    for each in zip(*calls.values(), strict=True):
        for name, call in zip(calls, each, strict=True):
            begin = time.perf_counter()
            call()
            found[name].append(time.perf_counter() - begin)
    return {name: Times(times) for name, times in found.items()}


class Web:
    """One connection to a server that stays open."""

    def __init__(self, address: str, token: str = "") -> None:
        host = address.removeprefix("http://")
        self.connection = HTTPConnection(host, timeout=60)
        self.headers = {"Host": host} | ({"Authorization": f"Bearer {token}"} if token else {})

    def __call__(self, path: str, body: Any = None) -> bytes:
        sent = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        headers = self.headers | ({"Content-Type": "application/json"} if sent else {})
        self.connection.request("POST" if sent else "GET", path, sent, headers)
        response = self.connection.getresponse()
        data = response.read()
        if response.status not in (200, 201):
            raise RuntimeError(f"{path}: {response.status} {data[:500]!r}")
        return data


def rate(address: str, token: str, paths: list[str]) -> float:
    """Return the requests per second that CLIENTS clients get."""
    with ProcessPoolExecutor(CLIENTS) as pool:
        counts = list(
            pool.map(_hammer, *zip(*[(address, token, paths, at) for at in range(CLIENTS)], strict=True))
        )
    return sum(counts) / SECONDS


def _hammer(address: str, token: str, paths: list[str], at: int) -> int:
    web, count, end = Web(address, token), 0, time.monotonic() + SECONDS
    while time.monotonic() < end:
        web(paths[(at * 13 + count) % len(paths)])
        count += 1
    return count


@contextmanager
def hello_world() -> Iterator[str]:
    """Run a Flask app that says hello under the same web server with the same options."""
    port = mlflow_peer.free_port()
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "benchmarks.hello:app",
        "--bind",
        f"127.0.0.1:{port}",
        "--workers",
        "2",
    ]
    child = subprocess.Popen([*command, *processes.WEB.split()], cwd=Path(__file__).parent.parent)
    try:
        end = time.monotonic() + 20
        while True:
            try:
                Web(f"http://127.0.0.1:{port}")("/")
                break
            except OSError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        child.terminate()
        child.wait(20)
