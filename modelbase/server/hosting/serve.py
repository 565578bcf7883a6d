"""`modelbase serve`: brings MongoDB and the store if none is configured, then runs web and worker as children.

This process serves nothing itself: it starts, watches, restarts and stops, in the right order. Printing is the
CLI's; progress goes through `say`.
"""

from __future__ import annotations

import secrets
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

from platformdirs import user_data_path, user_state_path

from modelbase.errors import Invalid, Unavailable
from modelbase.server import backends, settings
from modelbase.server.database import migrations
from modelbase.server.deployment import Deployment
from modelbase.server.hosting import embedded, processes
from modelbase.server.hosting.embedded.children import Child
from modelbase.server.settings import LOOPBACK, Settings
from modelbase.server.signin import local, sign_in

DEFAULT_PORT = 5050
NEXT_PORTS = 20  # tried after it
READY_SECONDS = 60.0
WATCH_SECONDS = 0.5
RESTARTS = 5  # of one child within a minute; then the server gives up and says why


@dataclass(frozen=True)
class Options:
    """What the command line says; `port` None is 5050 or the next free one, 0 is any free one."""

    host: str = "127.0.0.1"
    port: int | None = None
    data_dir: Path | None = None
    workers: int = 2
    wheelhouse: Path | None = None


@dataclass(frozen=True)
class Running:
    """A server that answers: where, and for the single-user server the token and a sign-in URL."""

    url: str
    data_dir: Path
    deployment: Deployment
    token: str | None
    sign_in_url: str | None


def run(options: Options, say: Callable[[str], None], ready: Callable[[Running], None]) -> None:
    """Serve until SIGINT or SIGTERM; calls `ready` once, in a thread of its own, when the server answers."""
    stop = _stop_on_signals()
    with started(options, say, stop) as (running, children):
        telling = threading.Thread(target=ready, args=(running,), daemon=True)
        telling.start()
        _watch(children, stop, say)
        say("Stopping ...")


@contextmanager
def started(
    options: Options, say: Callable[[str], None], stop: threading.Event
) -> Iterator[tuple[Running, list[Child]]]:
    """Bring up everything, yield what runs, and stop it all in order at the end."""
    data_dir = _data_dir(options)
    with ExitStack() as stack:
        configured = _settings(stack, options, data_dir, say)
        _refuse_strangers(options, configured)
        deployment = backends.connect(configured)
        stack.callback(deployment.db.client.close)
        backends.check(deployment)
        migrations.bring_up_to_date(deployment.db)
        deployment.bucket.create()
        if (
            configured.store_dir
        ):  # our own store; another one's CORS rules are its owner's (docs/operations.md)
            deployment.bucket.allow_origin(configured.url)
        bound = f"{options.host}:{_listening(configured, options)}"
        children = processes.children(configured, bound, options.workers, data_dir)
        for child in children:
            child.end(child.leftovers())
            say(f"Starting {child.title} ...")
            child.spawn()
            stack.callback(child.stop, 20.0)
        _wait_until_it_answers(children[0], bound, stop)
        text = url = None
        if configured.sign_in == "local":
            text, url = local.token(deployment, data_dir), local.sign_in_url(deployment)
            local.announce(server_file(), configured.url, text)
            stack.callback(local.withdraw, server_file())
        elif code := sign_in.make_first_code(deployment):
            say(f"No Admin yet. Become the first, once, within a day: {configured.url}/sign-in#first={code}")
        yield Running(configured.url, data_dir, deployment, text, url), children


def server_file() -> Path:
    """Return where a running single-user server leaves its address and token for the CLI."""
    return Path(user_state_path("modelbase")) / "server.json"


def _settings(stack: ExitStack, options: Options, data_dir: Path, say: Callable[[str], None]) -> Settings:
    """Read the settings over what the embedded services, where they are needed, provide."""
    given = settings.given()
    mongo, store = "mongo_uri" not in given, "s3_endpoint" not in given
    defaults: dict[str, Any] = {}
    if mongo or store:
        services = stack.enter_context(embedded.start(data_dir, progress=say, mongo=mongo, store=store))
        stop = threading.Event()
        stack.callback(stop.set)
        threading.Thread(target=services.supervise, args=(stop, say), daemon=True).start()
        defaults |= _of_services(services)
    if "secret_key" not in given and mongo:
        defaults["secret_key"] = _secret_key(data_dir)
    if "url" not in given:
        defaults["url"] = f"http://{options.host}:{_choose_port(options.host, options.port, data_dir)}"
    configured = settings.load(**defaults)
    if options.wheelhouse is None:
        return configured
    return configured.model_copy(update={"wheelhouse": str(options.wheelhouse.resolve())})


def _of_services(services: embedded.Services) -> dict[str, Any]:
    """Return the settings that the embedded services stand for; a part that was left out sets none."""
    names = ("mongo_uri", "s3_endpoint", "s3_access_key", "s3_secret_key", "s3_bucket", "s3_region")
    found = {name: getattr(services, name) for name in names if getattr(services, name)}
    return found | ({"store_dir": str(services.directory.path)} if services.s3_endpoint else {})


def _refuse_strangers(options: Options, configured: Settings) -> None:
    if options.host not in LOOPBACK and configured.sign_in == "local":
        raise Invalid(
            f"without sign-in configured the server listens on loopback only, not on {options.host}; set "
            "MODELBASE_GITHUB_CLIENT_ID and MODELBASE_GITHUB_CLIENT_SECRET first (docs/operations.md)",
            "settings",
        )


def _data_dir(options: Options) -> Path:
    path = options.data_dir or settings.data_dir() or Path(user_data_path("modelbase"))
    path = path.expanduser().resolve()
    try:
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise Invalid(f"the data directory {path} cannot be made: {error.strerror}", "settings") from error
    return path


def _secret_key(data_dir: Path) -> str:
    path = data_dir / "secret_key"
    if not path.exists():
        local.write_private(path, secrets.token_hex(32))
    return path.read_text(encoding="utf-8").strip()


def _listening(configured: Settings, options: Options) -> int:
    """Return the port to bind: the given one, else the one in the address that we made up ourselves."""
    return options.port or urlsplit(configured.url).port or DEFAULT_PORT


def _choose_port(host: str, asked: int | None, data_dir: Path) -> int:
    """Return a free port and keep it for the next start; an asked one that is taken raises Invalid `settings`."""
    if asked:
        if _free_port(host, asked) is None:
            raise Invalid(
                f"port {asked} is taken by another program; give a free one with --port", "settings"
            )
        return asked
    kept = data_dir / "port"
    wanted = [int(kept.read_text())] if kept.exists() else []
    wanted += [0] if asked == 0 else [*range(DEFAULT_PORT, DEFAULT_PORT + NEXT_PORTS), 0]
    port = next(free for candidate in wanted if (free := _free_port(host, candidate)) is not None)
    kept.write_text(str(port))
    return port


def _free_port(host: str, port: int) -> int | None:
    """Return the port if it is free (0 becomes any free one), else None."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return None
        return int(probe.getsockname()[1])


def _wait_until_it_answers(web: Child, address: str, stop: threading.Event) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while not _answers(f"http://{address}/healthz"):
        if web.pid is None:
            raise web.failure("ended while starting")
        if stop.is_set():
            raise Unavailable("stopped while starting")
        if time.monotonic() > deadline:
            raise web.failure(f"does not answer after {READY_SECONDS:.0f} s")
        time.sleep(0.05)


def _answers(url: str) -> bool:
    try:
        with urlopen(url, timeout=2) as response:  # noqa: S310 - our own loopback address
            return bool(response.status == 200)
    except (URLError, OSError):
        return False


def _watch(children: list[Child], stop: threading.Event, say: Callable[[str], None]) -> None:
    """Restart a child that ends, a few times a minute at most, until asked to stop."""
    ends: dict[str, list[float]] = {child.name: [] for child in children}
    while not stop.wait(WATCH_SECONDS):
        for child in children:
            if child.pid is not None:
                continue
            recent = [moment for moment in ends[child.name] if time.monotonic() - moment < 60]
            ends[child.name] = [*recent, time.monotonic()]
            if len(recent) >= RESTARTS:
                raise child.failure("keeps ending")
            say(f"{child.title} ended; starting it again. Its log: {child.log}")
            child.spawn()


def _stop_on_signals() -> threading.Event:
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    return stop
