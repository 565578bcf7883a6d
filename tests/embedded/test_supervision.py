"""What `modelbase serve` does while something it needs is away: it waits, goes on, and starts again what ends."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from modelbase.errors import Invalid
from modelbase.server import backends
from modelbase.server.hosting import embedded, front, serve, waiting
from modelbase.server.settings import Settings
from modelbase.server.signin import local
from tests.conftest import SECRET, bare_environ, data_folder, make_settings

SOON = 5.0  # seconds within which an answer comes, however busy this machine is


class FakeChild:
    """A child that ends as often as it is told to."""

    def __init__(self, name: str, ends: int) -> None:
        self.name = self.title = name
        self.log = Path("x.log")
        self.ends, self.spawned, self.trimmed = ends, 0, 0

    @property
    def pid(self) -> int | None:
        return None if self.spawned <= self.ends and self.ends else 1

    def spawn(self) -> None:
        self.spawned += 1

    def trim_log(self) -> None:
        self.trimmed += 1


def test_a_child_that_keeps_ending_takes_no_other_down(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serve, "WATCH_SECONDS", 0.0)
    moment = [0.0]

    class Clock:
        @staticmethod
        def monotonic() -> float:
            moment[0] += 0.25
            return moment[0]

    monkeypatch.setattr(serve, "time", Clock)
    web, worker = FakeChild("web", 0), FakeChild("worker", 20)
    said: list[str] = []
    stop = threading.Event()

    def say(text: str) -> None:
        said.append(text)
        if len(said) > 15:
            stop.set()

    serve._watch([web, worker], stop, say)  # type: ignore[list-item]
    assert web.spawned == 0
    assert worker.spawned >= 15
    assert worker.trimmed == web.trimmed > 15, "logs are bounded while their processes run"
    pauses = [float(text.split(" in ")[1].split(" s")[0]) for text in said]
    assert pauses[:7] == [0, 1, 2, 4, 8, 16, 30]
    assert max(pauses) == serve.LONGEST_PAUSE


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "::"])
def test_without_caddy_only_loopback_is_served(monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    monkeypatch.setattr(front, "find_caddy", lambda: None)
    with pytest.raises(Invalid, match=r"caddy was not found.*MODELBASE_FRONT=none"):
        front.wanted(make_settings(), host)
    assert not front.wanted(make_settings(), "127.0.0.1")
    assert not front.wanted(make_settings(front="none"), host)
    with pytest.raises(Invalid, match="caddy was not found"):
        front.wanted(make_settings(front="caddy"), "127.0.0.1")


def test_first_starts_at_once_make_everything_once(services: embedded.Services) -> None:
    def settings() -> Settings:
        return make_settings(
            mongo_uri=services.mongo_uri,
            mongo_database="modelbase_first_start",
            s3_endpoint=services.s3_endpoint,
            s3_access_key=services.s3_access_key,
            s3_secret_key=services.s3_secret_key,
            s3_bucket="first-start",
            s3_region=services.s3_region,
        )

    gate, said = threading.Barrier(4), []

    def start(_: int) -> str:
        here = backends.connect(settings(), patient=True)
        gate.wait()
        waiting.for_database(here, threading.Event(), said.append)
        here.bucket.create()
        user = local.person(here)
        here.bucket.check()
        here.db.client.close()
        return user.id

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(start, range(4)))) == 1
    assert said == []
    here = backends.connect(settings())
    assert here.db.users.count_documents({}) == 1
    assert here.db.schema.count_documents({}) == 1
    here.db.client.drop_database("modelbase_first_start")
    here.db.client.close()


@pytest.fixture
def hanging() -> Iterator[socket.socket]:
    """A store that accepts connections and never answers."""
    with socket.create_server(("127.0.0.1", 0), backlog=500) as listening:
        yield listening


def until(found: Callable[[], bool], seconds: float, log: Path) -> None:
    deadline = time.monotonic() + seconds
    while not found():
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.05)


@pytest.mark.timeout(240)
def test_a_start_waits_for_mongodb_and_does_without_a_store_that_hangs(
    tmp_path: Path, hanging: socket.socket
) -> None:
    with data_folder() as folder, embedded.start(folder, lambda _: None, store=False) as services:
        mongod = services.processes[0]
        os.kill(mongod.pid or 0, signal.SIGKILL)
        mongod.process.wait()  # type: ignore[union-attr]
        told = {
            "MODELBASE_SECRET_KEY": SECRET,
            "MODELBASE_MONGO_URI": services.mongo_uri,
            "MODELBASE_S3_ENDPOINT": f"http://127.0.0.1:{hanging.getsockname()[1]}",
            "MODELBASE_S3_ACCESS_KEY": "a",
            "MODELBASE_S3_SECRET_KEY": "b",
        }
        log = tmp_path / "serve.log"
        command = [
            sys.executable,
            "-m",
            "modelbase",
            "serve",
            "--port",
            "0",
            "--data-dir",
            str(tmp_path / "data"),
        ]
        with log.open("w") as out:
            process = subprocess.Popen(command, env=bare_environ(tmp_path) | told, stdout=out, stderr=out)
        try:
            until(lambda: log.read_text().count("trying again") >= 2, 60, log)
            assert process.poll() is None, "it waits"
            mongod.spawn()
            until(lambda: "answers on" in log.read_text(), 120, log)
            url = log.read_text().split("answers on ")[1].split()[0]
            look_at(url, (tmp_path / "data" / "local_token").read_text().strip(), hanging)
        finally:
            process.send_signal(signal.SIGINT)
            assert process.wait(timeout=60) == 0


def look_at(url: str, token: str, hanging: socket.socket) -> None:
    """Ask a server whose store hangs for metadata, while many push; then let the store end, and the pushes with it."""

    def ask(method: str, path: str, body: Any = None) -> tuple[int, Any, float, str]:
        parts = urlsplit(url)
        connection = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=60)
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        began = time.monotonic()
        connection.request(method, path, body=None if body is None else json.dumps(body), headers=headers)
        answer = connection.getresponse()
        text = answer.read()
        connection.close()
        return (
            answer.status,
            json.loads(text),
            time.monotonic() - began,
            answer.headers.get("Retry-After", ""),
        )

    model = ask("POST", "/api/v1/models", {"args": {"dataset": "d", "arch": "a"}})[1]["id"]
    big = {"path": "w.bin", "size": 100 << 20, "sha256": "0" * 64}
    ends: list[tuple[int, Any, float, str]] = []

    def push(number: int) -> None:
        files = [big | {"sha256": f"{number:064x}"}]
        ends.append(
            ask("POST", f"/api/v1/models/{model}/checkpoints", {"files": files, "label": f"l{number}"})
        )

    pushing = [threading.Thread(target=push, args=(number,)) for number in range(60)]
    for each in pushing:
        each.start()
    time.sleep(0.5)
    slowest, enough = 0.0, time.monotonic() + 4
    while time.monotonic() < enough:
        for path in ("/healthz", "/readyz", "/api/v1/models", f"/api/v1/models/{model}"):
            status, body, took, _ = ask("GET", path)
            assert status == 200, (path, body)
            slowest = max(slowest, took)
        time.sleep(0.2)
    assert slowest < SOON
    assert ends, "some were refused at once"
    assert len(ends) < len(pushing), "others still wait for the store"
    hanging.close()
    for each in pushing:
        each.join()
    assert {(status, again != "") for status, _, _, again in ends} == {(503, True)}, ends[:3]
    assert {body["error"]["code"] for _, body, _, _ in ends} == {"store_unavailable"}
