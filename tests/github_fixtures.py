"""What tests of signing in share: a fake GitHub, a server that trusts it, and browsers that sign in through both.

A plugin of tests/conftest.py. The fake is one for the session, emptied before each test.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from fake_github.server import CLIENT_ID, CLIENT_SECRET, FakeGitHub
from pydantic import SecretStr

from modelbase.server.app import create_app
from modelbase.server.deployment import Deployment
from modelbase.server.signin import admit
from modelbase.server.signin.github import Gate

BASE = "http://127.0.0.1:5050"
COOKIE = "modelbase-5050"
SETTINGS = {
    "github_client_id": CLIENT_ID,
    "github_client_secret": SecretStr(CLIENT_SECRET),
    "github_orgs": ("Acme",),
    "github_team_roles": ("Acme/Core=admin", "acme/readers=read_only"),
}


class Browser:
    """A browser with its cookies, in front of one server and one fake GitHub."""

    def __init__(self, app: Any, fake: FakeGitHub, base: str = BASE) -> None:
        self.client, self.fake, self.base = app.test_client(), fake, base
        self.path = "/auth/callback"

    def get(self, path: str, **more: Any) -> Any:
        return self.client.get(path, base_url=self.base, **more)

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """Send a write as a page of the app does: JSON, from our own origin."""
        more = {} if body is None else {"json": body}
        return self.client.open(
            path, method=method, base_url=self.base, headers={"Origin": self.base} | headers, **more
        )

    def leave(self, wish: str | None = None) -> str:
        """Click "Continue with GitHub"; return GitHub's address."""
        answer = self.get("/auth/start", query_string={"next": wish} if wish else None)
        assert answer.status_code == 303, answer.data
        return str(answer.headers["Location"])

    def agree(self, address: str, login: str | None = None) -> str:
        """Say yes at GitHub; return the path, with code and state, to which it sends the browser back."""
        headers = {"X-Fake-User": login} if login else {}
        back = httpx.get(address, headers=headers, follow_redirects=False)
        assert back.status_code == 302, back.text
        parts = urlsplit(back.headers["Location"])
        assert f"{parts.scheme}://{parts.netloc}" == self.base
        return f"{parts.path}?{parts.query}"

    def sign_in(self, login: str | None = None, wish: str | None = None) -> Any:
        """Sign in through GitHub; return the last answer."""
        return self.get(self.agree(self.leave(wish), login))

    def me(self) -> Any:
        return self.get("/api/v1/me")

    def cookie(self, name: str = COOKIE, path: str = "/") -> str | None:
        found = self.client.get_cookie(name, domain="127.0.0.1", path=path)
        return found.value if found else None


def error_of(answer: Any) -> str:
    """Return the error code that a sign-in ended with; `` if it did not."""
    target = answer.headers.get("Location", "")
    if answer.status_code == 400:
        return "sign_in_state" if b"/sign-in?error=sign_in_state" in answer.data else "other"
    return parse_qs(urlsplit(target).query).get("error", [""])[0]


@dataclass(frozen=True)
class TeamServer:
    """A running `modelbase serve` whose people come from the fake GitHub."""

    url: str
    home: Path
    fake: FakeGitHub
    tabs: list[httpx.Client] = field(default_factory=list)

    @property
    def log(self) -> str:
        """What it has said so far."""
        return (self.home / "serve.log").read_text()

    def browser(self) -> httpx.Client:
        """Return a browser that follows where it is sent, through the fake GitHub and back."""
        tab = httpx.Client(base_url=self.url, headers={"Origin": self.url}, follow_redirects=True, timeout=60)
        self.tabs.append(tab)
        return tab


@pytest.fixture(scope="module")
def team_server(tmp_path_factory: pytest.TempPathFactory, fake_github: FakeGitHub) -> Iterator[TeamServer]:
    """The very command, with settings for GitHub and nothing else; it has no list of admins."""
    home = tmp_path_factory.mktemp("team")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("MODELBASE_", "XDG_"))}
    told = {
        "HOME": str(home),
        "MODELBASE_GITHUB_CLIENT_ID": CLIENT_ID,
        "MODELBASE_GITHUB_CLIENT_SECRET": CLIENT_SECRET,
        "MODELBASE_GITHUB_URL": fake_github.url,
        "MODELBASE_GITHUB_TEAM_ROLES": "acme/core=admin",
        "MODELBASE_GITHUB_ORGS": "acme",
        # Without the front, so that a test sees which web process holds a connection.
        "MODELBASE_FRONT": "none",
        "MODELBASE_REQUESTS_PER_SECOND": "5000",
        "MODELBASE_STRANGER_REQUESTS_PER_SECOND": "5000",
        "MODELBASE_GUESSES_PER_MINUTE": "9000",
    }
    command = [sys.executable, "-m", "modelbase", "serve", "--port", "0", "--data-dir", str(home / "data")]
    fake_github.reset()
    with (home / "serve.log").open("w") as log:
        process = subprocess.Popen(command, env=kept | told, stdout=log, stderr=subprocess.STDOUT)
    try:
        running = TeamServer(_address(process, home / "serve.log"), home, fake_github)
        yield running
        for tab in running.tabs:
            tab.close()
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=120)


def _address(process: subprocess.Popen[bytes], log: Path) -> str:
    deadline = time.monotonic() + 180
    while (found := re.search(r"answers on (http://\S+)", log.read_text())) is None:
        if process.poll() is not None or time.monotonic() > deadline:
            process.kill()
            raise AssertionError(f"modelbase serve did not start:\n{log.read_text()}")
        time.sleep(0.05)
    return found[1]


@pytest.fixture(scope="session")
def fake_github() -> Iterator[FakeGitHub]:
    with FakeGitHub() as fake:
        yield fake


@pytest.fixture
def github(fake_github: FakeGitHub, monkeypatch: pytest.MonkeyPatch) -> FakeGitHub:
    """An empty fake GitHub, and a process that has not asked it anything yet."""
    fake_github.reset()
    monkeypatch.setattr(admit, "GATE", Gate())
    return fake_github


@pytest.fixture
def patient(github: FakeGitHub, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let all through to GitHub who come at once, however long that takes on a busy machine."""
    monkeypatch.setattr(admit, "GATE", Gate(wait=200))


@pytest.fixture
def trusting(deployment: Deployment, github: FakeGitHub) -> Callable[..., Deployment]:
    """Make a deployment whose people sign in through the fake GitHub; settings may be changed."""

    def make(**more: Any) -> Deployment:
        update = SETTINGS | {"github_url": github.url} | more
        return replace(deployment, settings=deployment.settings.model_copy(update=update))

    return make


@pytest.fixture
def github_app(trusting: Callable[..., Deployment]) -> Any:
    here = trusting()
    return create_app(here.settings, here)


@pytest.fixture
def browser(github_app: Any, github: FakeGitHub) -> Callable[[], Browser]:
    """Open one more browser."""
    return lambda: Browser(github_app, github)
