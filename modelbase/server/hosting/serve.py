"""`modelbase serve`: brings MongoDB and the store if none is configured, then runs web and worker as children.

This process serves nothing itself: it starts, watches, restarts and stops, in the right order. Printing is the
CLI's; progress goes through `say`.
"""

from __future__ import annotations

import os
import secrets
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import ProxyHandler, Request, build_opener

from platformdirs import user_data_path, user_state_path

from modelbase.errors import Invalid, Unavailable
from modelbase.server import backends, settings
from modelbase.server.deployment import Deployment
from modelbase.server.hosting import embedded, front, processes, waiting
from modelbase.server.hosting.embedded.children import Child
from modelbase.server.settings import LOOPBACK, Settings
from modelbase.server.signin import local, sign_in

DEFAULT_PORT = 5050
DIRECTLY = build_opener(ProxyHandler({}))  # not by the proxy of the environment
NEXT_PORTS = 20  # tried after it
READY_SECONDS = 60.0
WATCH_SECONDS = 0.5
LONGEST_PAUSE = 30.0  # seconds before a child that keeps ending is started again
STORE_SECONDS = 5.0  # how long a start waits for the S3 store
HEALTHY_AFTER = 60.0  # seconds after which a child that ends is started again at once
STOP_SECONDS = {"front": front.GRACE + 5, "web": 20.0, "worker": 20.0}


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
    """Serve until SIGINT or SIGTERM; calls `ready` once, in a thread of its own, when the server answers.

    After SIGTERM, /readyz answers 503 for MODELBASE_DRAIN_SECONDS before the server stops to listen; another signal
    ends this wait. SIGINT, which is Ctrl-C, does without it.
    """
    signals = Signals()
    with started(options, say, signals.stop) as (running, children):
        telling = threading.Thread(target=ready, args=(running,), daemon=True)
        telling.start()
        _watch(children, signals.stop, say)
        if signals.gentle:
            _drain(children, running.deployment.settings.drain_seconds, signals, say)
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
        bound = f"{_in_address(options.host)}:{_listening(configured, options)}"
        children = processes.children(configured, bound, options.workers, data_dir)
        if not any(child.name == "front" for child in children) and configured.front != "none":
            say(
                "caddy was not found: programs of this machine that never finish requests can occupy the server"
            )
        deployment = backends.connect(configured, patient=True)
        stack.callback(deployment.db.client.close)
        waiting.for_database(deployment, stop, say)
        _wait_for_bucket(deployment, stop, say)
        stack.callback(_stop_in_order, children)
        for child in children:
            child.end(child.leftovers())
        # Caddy would share a port with another Caddy, and each would get some of the other's requests.
        _refuse_taken(options.host, _listening(configured, options))
        for child in children:
            say(f"Starting {child.title} ...")
            child.spawn()
        _wait_until_it_answers(children, (bound, configured.host), stop)
        _bound_front(children, configured)
        text, url = waiting.patiently(lambda: _credentials(deployment, data_dir, say), stop, say)
        if text is not None:
            local.announce(server_file(), configured.url, text)
            stack.callback(local.withdraw, server_file())
        yield Running(configured.url, data_dir, deployment, text, url), children


def _credentials(
    deployment: Deployment, data_dir: Path, say: Callable[[str], None]
) -> tuple[str | None, str | None]:
    """Return token and sign-in URL of the single-user server; of a team's, print how to become the first Admin."""
    if deployment.settings.sign_in == "local":
        return local.token(deployment, data_dir), local.sign_in_url(deployment)
    if code := sign_in.make_first_code(deployment):
        url = deployment.settings.url
        say(f"No Admin yet. Become the first, once, within a day: {url}/sign-in#first={code}")
    return None, None


def _wait_for_bucket(deployment: Deployment, stop: threading.Event, say: Callable[[str], None]) -> None:
    """Make the bucket; if the store is away or slow, go on trying in the background: all but files works without it."""
    made = threading.Event()

    def make() -> None:
        deployment.bucket.create()
        if deployment.settings.store_dir:
            # Our own store; another one's CORS rules are its owner's (docs/operations.md).
            deployment.bucket.allow_origin(deployment.settings.origin)

    def keep_trying() -> None:
        try:
            waiting.patiently(make, stop, say)
        except Unavailable:  # stopped
            return
        made.set()

    threading.Thread(target=keep_trying, daemon=True).start()
    if not made.wait(STORE_SECONDS) and not stop.is_set():
        say("The S3 store does not answer yet. The server starts without it; files have to wait.")


def _stop_in_order(children: list[Child]) -> None:
    """Stop the front first, which lets requests under way end, then the web processes, then the worker."""
    for name in ("front", "web", "worker"):
        for child in children:
            if child.name == name:
                child.stop(STOP_SECONDS[name])


def _drain(children: list[Child], seconds: float, signals: Signals, say: Callable[[str], None]) -> None:
    """Let /readyz answer 503 for a while, so that balancers send requests elsewhere before this server closes."""
    if seconds <= 0:
        return
    say(f"Draining for {seconds:g} s: /readyz answers 503 ...")
    for child in children:
        if child.name == "web" and child.pid is not None:
            os.kill(child.pid, signal.SIGUSR1)  # see web_server.py
    signals.again.wait(seconds)


def _bound_front(children: list[Child], configured: Settings) -> None:
    for child in children:
        if child.name == "front":
            front.bound_connections(child, configured)


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
        defaults["url"] = (
            f"http://{_in_address(options.host)}:{_choose_port(options.host, options.port, data_dir)}"
        )
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


def _in_address(host: str) -> str:
    """Return a host as it stands before a colon and a port."""
    return f"[{host}]" if ":" in host else host


def _choose_port(host: str, asked: int | None, data_dir: Path) -> int:
    """Return a free port and keep it for the next start; an asked one that is taken raises Invalid `settings`."""
    if asked:
        _refuse_taken(host, asked)
        return asked
    kept = data_dir / "port"
    wanted = [int(kept.read_text())] if kept.exists() else []
    wanted += [0] if asked == 0 else [*range(DEFAULT_PORT, DEFAULT_PORT + NEXT_PORTS), 0]
    port = next(free for candidate in wanted if (free := _free_port(host, candidate)) is not None)
    kept.write_text(str(port))
    return port


def _refuse_taken(host: str, port: int) -> None:
    if _free_port(host, port) is None:
        raise Invalid(f"port {port} is taken by another program; give a free one with --port", "settings")


def _free_port(host: str, port: int) -> int | None:
    """Return the port if it is free (0 becomes any free one), else None."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return None
        return int(probe.getsockname()[1])


def _wait_until_it_answers(children: list[Child], address: tuple[str, str], stop: threading.Event) -> None:
    """Wait for /healthz at (host:port, Host header); raise Unavailable if a process ended, or it takes a minute."""
    deadline = time.monotonic() + READY_SECONDS
    while not _answers(*address):
        for child in children:
            if child.pid is None and child.name != "worker":  # the server lives without a worker, see _watch
                raise child.failure("ended while starting")
        if stop.is_set():
            raise Unavailable("stopped while starting")
        if time.monotonic() > deadline:
            raise children[0].failure(f"does not answer after {READY_SECONDS:.0f} s")
        time.sleep(0.05)


def _answers(bound: str, host: str) -> bool:
    asked = Request(f"http://{bound}/healthz", headers={"Host": host})
    try:
        with DIRECTLY.open(asked, timeout=2) as response:
            return bool(response.status == 200)
    except (URLError, OSError, HTTPException):
        return False


def _watch(children: list[Child], stop: threading.Event, say: Callable[[str], None]) -> None:
    """Restart a child that ends, after pauses that grow to 30 s, and bound the logs, until asked to stop.

    A child that keeps ending never takes the others down.
    """
    pauses = {child.name: 0.0 for child in children}
    again = {child.name: 0.0 for child in children}  # when it may be started again
    since = {child.name: time.monotonic() for child in children}
    told: set[str] = set()  # that are known to have ended
    while not stop.wait(WATCH_SECONDS):
        for child in children:
            child.trim_log()
            name, moment = child.name, time.monotonic()
            if child.pid is not None:
                continue
            if name not in told:
                told.add(name)
                pauses[name] = 0.0 if moment - since[name] > HEALTHY_AFTER else pauses[name]
                again[name] = moment + pauses[name]
                say(f"{child.title} ended; starting it again in {pauses[name]:.0f} s. Its log: {child.log}")
                pauses[name] = min(LONGEST_PAUSE, max(1.0, 2 * pauses[name]))
            if moment >= again[name]:
                child.spawn()
                since[name] = time.monotonic()
                told.discard(name)


class Signals:
    """SIGINT and SIGTERM: the first sets `stop`, a second one sets `again`; `gentle` says that it was SIGTERM."""

    def __init__(self) -> None:
        self.stop, self.again = threading.Event(), threading.Event()
        self.gentle = False
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._heard)

    def _heard(self, number: int, _: object) -> None:
        if self.stop.is_set():
            self.again.set()
        else:
            self.gentle = number == signal.SIGTERM
            self.stop.set()
