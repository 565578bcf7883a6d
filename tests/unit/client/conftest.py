"""A local HTTP server that misbehaves on request: it cuts, ignores, redirects and lies as a test tells it to."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from tenacity import wait_none

from modelbase.client import api


@dataclass
class Asked:
    """A request as it arrived."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def start(self) -> int:
        """Return where the asked range begins, 0 without one."""
        given = self.headers.get("range", "")
        return int(given.removeprefix("bytes=").split("-")[0]) if given else 0

    def end(self, size: int) -> int:
        """Return where the asked range ends, the whole without one."""
        given = self.headers.get("range", "").partition("-")[2]
        return min(int(given) + 1, size) if given else size


@dataclass
class Reply:
    """What to answer; `cut` closes the connection after so many bytes of the body."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    cut: int | None = None


@dataclass
class OddServer:
    """The server: what was asked of it, and the function that answers."""

    url: str
    asked: list[Asked] = field(default_factory=list)
    answer: Callable[[Asked], Reply] = lambda _: Reply(404)


def ranged(content: bytes, asked: Asked, **headers: str) -> Reply:
    """Answer as a right-minded store does."""
    start, end = asked.start, asked.end(len(content))
    if "range" not in asked.headers:
        return Reply(200, content, headers)
    span = {"Content-Range": f"bytes {start}-{end - 1}/{len(content)}"}
    return Reply(206, content[start:end], headers | span)


@pytest.fixture
def odd() -> Iterator[OddServer]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items()}
            asked = Asked(self.command, self.path, headers, body)
            found.asked.append(asked)
            reply = found.answer(asked)
            self.send_response(reply.status)
            for name, value in {"Content-Length": str(len(reply.body)), **reply.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(reply.body[: reply.cut])
            self.close_connection = self.close_connection or reply.cut is not None

        do_GET = do_PUT = do_POST = do_PATCH = do_DELETE = do  # noqa: N815

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # connections that the client drops are part of the tests
    found = OddServer(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield found
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api, "_growing", wait_none())


@pytest.fixture
def ranged_reply() -> Callable[..., Reply]:
    return ranged


@pytest.fixture
def reply() -> type[Reply]:
    return Reply
