"""What all tests share: the real MongoDB and SeaweedFS, an app, three people.

The three people are an owner and a teammate (Admins), and a stranger (Guest); `reader` has the role Read-only.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import signal
import ssl
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from modelbase.entities import Role, User
from modelbase.server import backends
from modelbase.server.access import Principal
from modelbase.server.app import create_app
from modelbase.server.bucket import Bucket
from modelbase.server.database import indexes, migrations
from modelbase.server.database.people import users
from modelbase.server.deployment import Deployment
from modelbase.server.hosting import embedded
from modelbase.server.settings import Settings
from modelbase.server.signin.tokens import NewToken, create

sys.path.insert(0, str(Path(__file__).parent))  # plain modules that tests share
pytest_plugins = ("github_fixtures", "replay_rows")
SECRET = secrets.token_hex(32)
SCOPES = ("read", "write", "admin")
ROOM = 4 * 2**30  # bytes that must be free in memory before data is put there


@pytest.fixture(scope="session", autouse=True)
def url_rules_are_compiled_once() -> Iterator[None]:
    """Keep what werkzeug compiles of a rule by its text: most of the time that making an app takes, once a test."""
    inner = Rule._compile_builder
    known: dict[object, Callable[..., tuple[str, str]]] = {}

    def compiled(rule: Rule, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        key = (rule.rule, tuple(rule._trace), append_unknown)
        if rule.defaults or key not in known:
            known[key] = inner(rule, append_unknown)
        return known[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Rule, "_compile_builder", compiled)
        yield


@pytest.fixture(scope="session", autouse=True)
def certificates_are_read_once() -> Iterator[None]:
    """Keep what httpx makes of the authorities' certificates: 30 ms for each client and each request without one."""
    inner = httpx.create_ssl_context
    known: dict[object, ssl.SSLContext] = {}

    def made(verify: Any = True, cert: Any = None, trust_env: bool = True) -> ssl.SSLContext:
        if verify is not True or cert is not None:
            return inner(verify, cert, trust_env)
        key = (trust_env, os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR"))
        if key not in known:
            known[key] = inner(trust_env=trust_env)
        return known[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("httpx._transports.default.create_ssl_context", made)
        yield


@dataclass(frozen=True)
class People:
    """Tokens of the people that always exist, by what they are."""

    owner: str
    teammate: str
    reader: str
    stranger: str


class Api:
    """A client of the app as one person: JSON in, JSON out."""

    def __init__(self, client: FlaskClient, token: str | None) -> None:
        self.client = client
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}

    def __call__(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """Return the response; `.json` is its body."""
        sent = {"data": json.dumps(body), "content_type": "application/json"} if body is not None else {}
        return self.client.open(
            f"/api/v1{path}",
            method=method,
            headers=self.headers | headers,
            base_url="http://127.0.0.1:5050",
            **sent,
        )

    def get(self, path: str, **headers: str) -> Any:
        return self("GET", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return self("POST", path, {} if body is None else body, **headers)

    def patch(self, path: str, body: Any, **headers: str) -> Any:
        return self("PATCH", path, body, **headers)

    def delete(self, path: str) -> Any:
        return self("DELETE", path)


@contextmanager
def data_folder() -> Iterator[Path]:
    """Make a folder for the data of services: in memory if there is room, as every write waits for the disk."""
    memory = Path("/dev/shm")
    roomy = memory.is_dir() and shutil.disk_usage(memory).free > ROOM
    with tempfile.TemporaryDirectory(prefix="modelbase-tests-", dir=memory if roomy else None) as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def services() -> Iterator[embedded.Services]:
    """The real MongoDB and SeaweedFS, up for the whole session."""
    with data_folder() as folder, embedded.start(folder, progress=lambda _: None) as running:
        yield running


def make_settings(**more: Any) -> Settings:
    """Return settings for a test, loopback and local sign-in."""
    fields = {
        "secret_key": SECRET,
        "mongo_uri": "mongodb://127.0.0.1:1",
        "s3_endpoint": "http://127.0.0.1:1",
        "s3_access_key": "test",
        "s3_secret_key": "test",
    }
    return Settings(**fields | more)


@pytest.fixture(scope="session")
def real_house(services: embedded.Services) -> Iterator[Deployment]:
    settings = make_settings(
        mongo_uri=services.mongo_uri,
        mongo_database="modelbase_test",
        s3_endpoint=services.s3_endpoint,
        s3_access_key=services.s3_access_key,
        s3_secret_key=services.s3_secret_key,
        s3_bucket=services.s3_bucket,
        s3_region=services.s3_region,
    )
    deployment = backends.connect(settings)
    backends.check(deployment)
    migrations.bring_up_to_date(deployment.db)
    yield deployment
    deployment.db.client.close()


@pytest.fixture
def deployment(real_house: Deployment) -> Deployment:
    """An empty Deployment."""
    for name in indexes.COLLECTIONS:
        real_house.db[name].delete_many({})
    return real_house


@pytest.fixture
def db(deployment: Deployment) -> Any:
    return deployment.db


@pytest.fixture
def bucket(deployment: Deployment) -> Bucket:
    return deployment.bucket


def make_person(deployment: Deployment, login: str, role: Role) -> str:
    """Store a person and return a token with all scopes that the role may have."""
    user = users.ensure(deployment.db, User(id=f"test:{login}", login=login, role=role))
    who = Principal(user.id, user.login, user.role, "session")
    scopes = SCOPES if role is Role.ADMIN else ("read",)
    return str(create(deployment.db, who, NewToken(name="test", scopes=scopes)).token)


@pytest.fixture
def people(deployment: Deployment) -> People:
    return People(
        owner=make_person(deployment, "owner", Role.ADMIN),
        teammate=make_person(deployment, "teammate", Role.ADMIN),
        reader=make_person(deployment, "reader", Role.READ_ONLY),
        stranger=make_person(deployment, "stranger", Role.GUEST),
    )


@pytest.fixture
def app(deployment: Deployment) -> Any:
    made = create_app(deployment.settings, deployment)
    made.testing = False
    return made


@pytest.fixture
def client(app: Any) -> FlaskClient:
    return app.test_client(use_cookies=False)


@pytest.fixture
def owner(client: FlaskClient, people: People) -> Api:
    return Api(client, people.owner)


@pytest.fixture
def teammate(client: FlaskClient, people: People) -> Api:
    return Api(client, people.teammate)


@pytest.fixture
def reader(client: FlaskClient, people: People) -> Api:
    return Api(client, people.reader)


@pytest.fixture
def stranger(client: FlaskClient, people: People) -> Api:
    return Api(client, people.stranger)


@pytest.fixture
def nobody(client: FlaskClient) -> Api:
    return Api(client, None)


@dataclass(frozen=True)
class Server:
    """A running `modelbase serve` and how to reach it as its one person."""

    url: str
    token: str
    home: Path
    data_dir: Path

    def environ(self, home: Path | None = None) -> dict[str, str]:
        """Return an environment in which the CLI talks to this server, perhaps from another machine's HOME."""
        return bare_environ(home or self.home) | {"MODELBASE_URL": self.url, "MODELBASE_TOKEN": self.token}


def bare_environ(home: Path) -> dict[str, str]:
    """Return an environment with this HOME, our commands on the PATH and no setting of Modelbase."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("MODELBASE_", "XDG_"))}
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return kept | {"HOME": str(home), "PATH": path, "NO_COLOR": "1"}


def start_server(home: Path, data_dir: Path, *more: str) -> tuple[subprocess.Popen[str], Server]:
    """Start `modelbase serve` as a user does, and wait until it has left its address for the CLI."""
    state = home / ".local" / "state" / "modelbase" / "server.json"
    command = [sys.executable, "-m", "modelbase", "serve", "--port", "0", "--data-dir", str(data_dir), *more]
    with (home / "serve.log").open("w") as log:
        process = subprocess.Popen(
            command, env=bare_environ(home), stdout=log, stderr=subprocess.STDOUT, text=True
        )
    deadline = time.monotonic() + 180
    while not state.exists() or json.loads(state.read_text())["pid"] != process.pid:
        if process.poll() is not None or time.monotonic() > deadline:
            process.kill()
            raise AssertionError(f"modelbase serve did not start:\n{(home / 'serve.log').read_text()}")
        time.sleep(0.05)
    found = json.loads(state.read_text())
    return process, Server(found["url"], found["token"], home, data_dir)


def stop_server(process: subprocess.Popen[str]) -> None:
    """Stop it as Ctrl-C does, and wait."""
    process.send_signal(signal.SIGINT)
    process.wait(timeout=120)


@pytest.fixture(scope="module")
def own_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A real server for the tests of one module, which may change what all its users share."""
    with data_folder() as data:
        process, running = start_server(tmp_path_factory.mktemp("own"), data)
        yield running
        stop_server(process)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One real server for the whole session: the very command, MongoDB and store of its own."""
    with data_folder() as data:
        process, running = start_server(tmp_path_factory.mktemp("home"), data)
        yield running
        stop_server(process)
