"""Presigned requests to the S3 store: the bytes of files, and no token of ours.

Connections are kept apart from those of api.py, so that no header of theirs can come along. What may work
when it is tried again is raised as `Interrupted`, a URL that is no longer good as `Expired`. Prints nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from threading import Lock

import httpx
from httpx import Response

from modelbase import errors
from modelbase.client.api import Expired, Interrupted, connect, reason, seconds, user_agent
from modelbase.client.config import is_loopback

__all__ = ["Response", "Store"]


class Store:
    """Presigned requests to the S3 store: they carry no token of ours."""

    def __init__(self) -> None:
        self._clients: dict[bool, httpx.Client] = {}
        self._lock = Lock()

    def put(self, url: str, headers: Mapping[str, str], size: int, slices: Iterator[bytes]) -> None:
        """Send one part of `size` bytes with exactly these headers."""
        try:
            sized = dict(headers) | {"Content-Length": str(size)}
            found = self._client(url).put(url, headers=sized, content=slices)
        except (httpx.TransportError, httpx.InvalidURL) as error:
            raise _store_broken(error) from error
        _check_store(found)

    @contextmanager
    def get(self, url: str, start: int = 0, end: int | None = None) -> Iterator[Response]:
        """Open the bytes from `start` to before `end`; 200, 206 and 416 are for the caller to tell apart."""
        headers = {"Accept-Encoding": "identity"}
        if start or end is not None:
            headers["Range"] = f"bytes={start}-{'' if end is None else end - 1}"
        try:
            with self._client(url).stream("GET", url, headers=headers) as found:
                if found.status_code not in {200, 206, 416}:
                    found.read()
                    _check_store(found)
                yield found
        except (httpx.TransportError, httpx.InvalidURL) as error:
            raise _store_broken(error) from error

    def close(self) -> None:
        """Close the connections."""
        for client in self._clients.values():
            client.close()

    def _client(self, url: str) -> httpx.Client:
        local = is_loopback(url)
        with self._lock:
            if local not in self._clients:
                self._clients[local] = connect(url, {"User-Agent": user_agent()})
            return self._clients[local]


def _check_store(found: Response) -> None:
    if found.is_success:
        return
    code = found.text[:4000].partition("<Code>")[2].partition("</Code>")[0] or f"HTTP {found.status_code}"
    error = errors.Unavailable(f"the store refused the bytes: {code}", "store_unavailable")
    kind = Expired if found.status_code in {401, 403, 404} else Interrupted
    raise kind(error, seconds(found.headers.get("retry-after")))


def _store_broken(error: Exception) -> Interrupted:
    return Interrupted(
        errors.Unavailable(f"the store cannot be reached: {reason(error)}", "store_unavailable")
    )
