"""B2 I12 on a real server: while MongoDB is away every route of the API says so within three seconds, lets nobody in,
and goes on by itself afterwards. The routes are those of the URL map, so a new one is asked too.
"""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import psutil
import pytest

from modelbase.server.hosting import embedded
from modelbase.server.signin.tokens import make_text
from tests.api.test_routes import SAMPLES
from tests.conftest import SECRET, bare_environ

# Seconds within which the outage is told: three at full size, on a machine of one's own. Else what counts is that
# nobody waits for as long as a query may take (13 s), however busy the machine is.
SOON = 3.0 if int(os.environ.get("MODELBASE_TEST_ROUNDS", "1")) >= 50 else 10.0
BACK = 10.0  # seconds within which the server works again, without a restart
# A token is tried on every route, the others on every fifth; with MODELBASE_TEST_ROUNDS=50 all on every one.
EACH = 1 if int(os.environ.get("MODELBASE_TEST_ROUNDS", "1")) >= 50 else 5
STEP = {"token": 1, "browser": EACH, "wrong token": EACH, "link": EACH, "nobody": EACH}
ABSENT = "data/m:0123456789abcdef"
IDS = {
    "model": ABSENT,
    "other": ABSENT,
    "parent": ABSENT,
    "entry": "e",
    "view": "v",
    "token": "t",
    "lease": "l",
}
IDS |= {"session": "0" * 32, "share": "s", "upload": "u", "checkpoint": "c", "image": "0" * 64 + ".png"}
# What needs no database: the app's page, its style, what is said of the process, what sign-in there is.
WITHOUT = {
    "/",
    "/models/imagenet/resnet50:0",
    "/assets/none.js",
    "/api/docs",
    "/api/docs.css",
    "/healthz",
    "/metrics",
}
WITHOUT |= {"/api/v1/", "/api/v1/openapi.json", "/api/v1/sign-in"}
# What is decided before the database is asked: a token may not let a command line in, and nobody has a session to end.
KNOWN_WITHOUT = {
    ("token", "POST /api/v1/cli-grants", 403),
    ("token", "POST /api/v1/diff", 400),  # its sample names one model twice
    ("token", "GET /api/v1/cli-grants/codes/BCDF-GHJK", 403),
    ("token", "POST /api/v1/cli-grants/codes/BCDF-GHJK", 403),
    ("nobody", "DELETE /api/v1/session", 204),
}
Ask = tuple[str, str, Any]


@dataclass
class Cut:
    """A server whose MongoDB is ours to stop."""

    url: str
    token: str
    cookie: str
    mongod: Any

    def ask(self, asked: Ask, headers: dict[str, str]) -> tuple[str, int, str, float]:
        """Return route, status, Retry-After and how long it took."""
        method, path, body = asked
        text = None if body is None else json.dumps(body)
        sent = headers if text is None else headers | {"Content-Type": "application/json"}
        where = urlsplit(self.url)
        connection = http.client.HTTPConnection(str(where.hostname), where.port, timeout=60)
        began = time.monotonic()
        connection.request(method, path, body=text, headers=sent)
        answer = connection.getresponse()
        answer.read()
        took = time.monotonic() - began
        connection.close()
        return f"{method} {path}", answer.status, answer.headers.get("Retry-After", ""), took

    def identities(self) -> dict[str, dict[str, str]]:
        return {
            "token": {"Authorization": f"Bearer {self.token}"},
            "browser": {"Cookie": self.cookie, "Origin": self.url},
            "wrong token": {"Authorization": f"Bearer {make_text()}"},
            "link": {"X-Modelbase-Share": "mbs_" + "x" * 43},
            "nobody": {},
        }


def routes() -> list[Ask]:
    """Return what to send to each route of the API that needs the database."""
    asked = [(route.partition(" ")[0], path.format(**IDS), body) for route, (path, body) in SAMPLES.items()]
    return [(m, p, b) for m, p, b in asked if p.partition("?")[0] not in WITHOUT and p.startswith("/api/v1/")]


@pytest.fixture(scope="module")
def cut(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cut]:
    home = tmp_path_factory.mktemp("cut")
    with embedded.start(home / "services", progress=lambda _: None) as services:
        told = {
            "MODELBASE_SECRET_KEY": SECRET,
            "MODELBASE_MONGO_URI": services.mongo_uri,
            "MODELBASE_S3_ENDPOINT": services.s3_endpoint,
            "MODELBASE_S3_ACCESS_KEY": services.s3_access_key,
            "MODELBASE_S3_SECRET_KEY": services.s3_secret_key,
            "MODELBASE_S3_BUCKET": services.s3_bucket,
            "MODELBASE_S3_REGION": services.s3_region,
            "MODELBASE_REQUESTS_PER_SECOND": "5000",
            "MODELBASE_STRANGER_REQUESTS_PER_SECOND": "5000",
            "MODELBASE_GUESSES_PER_MINUTE": "9000",
        }
        command = [
            sys.executable,
            "-m",
            "modelbase",
            "serve",
            "--port",
            "0",
            "--data-dir",
            str(home / "data"),
        ]
        with (home / "serve.log").open("w") as log:
            process = subprocess.Popen(command, env=bare_environ(home) | told, stdout=log, stderr=log)
        try:
            yield opened(process, home, services.processes[0])
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=120)


def opened(process: subprocess.Popen[bytes], home: Path, mongod: Any) -> Cut:
    """Wait for the server, and sign a browser in."""
    log = home / "serve.log"
    wait_for(
        lambda: re.search(r"#code=\S+\s", log.read_text()) is not None or process.poll() is not None, 180
    )
    assert process.poll() is None, log.read_text()
    url, _, code = next(w for w in log.read_text().split() if "#code=" in w).partition("/sign-in#code=")
    with httpx.Client(base_url=url, headers={"Origin": url}) as tab:
        tab.post("/api/v1/session", json={"code": code}).raise_for_status()
        cookie = next(f"{c.name}={c.value}" for c in tab.cookies.jar if c.path == "/")
    return Cut(url, (home / "data" / "local_token").read_text().strip(), cookie, mongod)


def wait_for(done: Callable[[], bool], seconds: float) -> float:
    """Wait until something is so; return how long it took."""
    began = time.monotonic()
    while not done():
        assert time.monotonic() - began < seconds
        time.sleep(0.05)
    return time.monotonic() - began


def works(cut: Cut) -> bool:
    return cut.ask(("GET", "/api/v1/models", None), cut.identities()["token"])[1] == 200


def frozen(cut: Cut) -> Callable[[], None]:
    os.kill(cut.mongod.pid, signal.SIGSTOP)
    wait_for(lambda: psutil.Process(cut.mongod.pid).status() == psutil.STATUS_STOPPED, BACK)
    return lambda: os.kill(cut.mongod.pid, signal.SIGCONT)


def killed(cut: Cut) -> Callable[[], None]:
    os.kill(cut.mongod.pid, signal.SIGKILL)
    cut.mongod.process.wait()
    return cut.mongod.spawn


@pytest.mark.row("I12")
@pytest.mark.parametrize("how", [killed, frozen])
def test_without_the_database_every_route_fails_closed_and_soon(
    cut: Cut, how: Callable[[Cut], Callable[[], None]], figures: dict[str, str]
) -> None:
    assert works(cut)
    asked = [
        (who, headers, each) for who, headers in cut.identities().items() for each in routes()[:: STEP[who]]
    ]
    mend = how(cut)
    try:
        with ThreadPoolExecutor(8) as pool:
            found = list(pool.map(lambda one: (one[0], *cut.ask(one[2], one[1])), asked))
        alive, ready = (cut.ask(("GET", path, None), {})[1] for path in ("/healthz", "/readyz"))
    finally:
        mend()
    back = wait_for(lambda: works(cut), 3 * BACK)
    slowest = max(found, key=lambda one: one[-1])
    figures[f"MongoDB {how.__name__}"] = (
        f"{len(found)} requests, slowest answer {slowest[-1]:.2f} s, back after {back:.1f} s"
    )
    assert [one for one in found if one[2] == 503 and not one[3]] == [], "Retry-After says when to come again"
    refused = {one[:3] for one in found if one[2] != 503 and (one[0], one[2]) != ("nobody", 401)}
    assert refused <= KNOWN_WITHOUT
    assert (alive, ready) == (200, 503)
    assert slowest[-1] < SOON, slowest
    assert back < (BACK if EACH == 1 else 3 * BACK)
