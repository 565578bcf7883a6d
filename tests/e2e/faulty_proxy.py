"""A TCP proxy before a server that passes on, answers 503, takes connections and says nothing, or is not there.

The server takes requests for its own address alone, so the proxy puts that in the place of its own.
"""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from typing import Literal
from urllib.parse import urlsplit

Mode = Literal["pass", "hole", "busy", "gone"]
BUSY = b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nRetry-After: 1\r\nConnection: close\r\n\r\n"


class Proxy:
    """Listens on a port of its own; `mode` can be changed at any moment, also for connections that are open."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        assert parts.hostname is not None
        assert parts.port is not None
        self._target = (parts.hostname, parts.port)
        self._mode: Mode = "pass"
        self._open: list[socket.socket] = []
        self._listener = self._listen(0)
        self.port = self._listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"

    def turn(self, mode: Mode) -> None:
        """Change what it does from now on."""
        if mode == "gone":
            _end(self._listener)
        elif self._mode == "gone":
            self._listener = self._listen(self.port)
        self._mode = mode
        if mode != "pass":
            while self._open:
                _end(self._open.pop())

    def close(self) -> None:
        """Take no connections any more, and end those that are open."""
        self.turn("gone")

    def _listen(self, port: int) -> socket.socket:
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port))
        listener.listen(64)
        threading.Thread(target=self._accept, args=(listener,), daemon=True).start()
        return listener

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            self._open.append(client)
            if self._mode == "pass":
                try:
                    server = socket.create_connection(self._target)
                except OSError:
                    _end(client)
                    continue
                self._open.append(server)
                own, target = (f"127.0.0.1:{port}".encode() for port in (self.port, self._target[1]))
                for one, other, names in ((client, server, (own, target)), (server, client, (b"", b""))):
                    threading.Thread(target=_copy, args=(one, other, *names), daemon=True).start()
            elif self._mode == "busy":
                threading.Thread(target=_refuse, args=(client,), daemon=True).start()


def _copy(one: socket.socket, other: socket.socket, name: bytes, instead: bytes) -> None:
    with suppress(OSError):
        while data := one.recv(65536):
            other.sendall(data.replace(name, instead) if name else data)
    for each in (one, other):
        _end(each)


def _end(each: socket.socket) -> None:
    with suppress(OSError):
        each.shutdown(socket.SHUT_RDWR)  # wakes the thread that waits for it
    each.close()


def _refuse(client: socket.socket) -> None:
    with suppress(OSError):
        client.recv(65536)
        client.sendall(BUSY)
    _end(client)
