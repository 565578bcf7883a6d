"""The connections below api.py: proxies and certificates, how long to wait in all, and what no log may hold.

Our requests carry secrets in their addresses (signatures of presigned URLs, lease ids), which httpx would write to the
log at INFO and httpcore at DEBUG. Records of our own requests are dropped; those of other users of httpx are not.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from queue import Empty, SimpleQueue
from threading import Thread
from typing import TypeVar
from urllib.parse import urlsplit

import httpx

from modelbase import errors
from modelbase.client.config import is_loopback
from modelbase.texts import clean

T = TypeVar("T")
MAX_URL = 16_000  # letters; a presigned URL has some hundred
# The loggers of httpx and httpcore that are given what is sent: addresses, and headers such as Location.
LOGGERS = ("httpx", *(f"httpcore.{part}" for part in ("connection", "http11", "http2", "proxy", "socks")))
SENT = re.compile(r"content-[a-z0-9-]+|x-(amz|goog|ms)(-[a-z0-9-]+)?|if-(none-)?match|expect")
FAILURES = (httpx.HTTPError, httpx.StreamError, httpx.InvalidURL, UnicodeError)
_ours: ContextVar[bool] = ContextVar("modelbase_request", default=False)


class Overdue(Exception):
    """There was no whole answer in time."""


def connect(url: str, headers: Mapping[str, str]) -> httpx.Client:
    """Return an HTTP client for one kind of address: no redirects, bounded waits, the certificates of SSL_CERT_FILE.

    Proxies are those of the environment, but never for this machine. Raise `unavailable` for a proxy or a file of
    certificates that cannot be used.
    """
    for name in LOGGERS:
        logging.getLogger(name).addFilter(_not_ours)
    try:
        verify = httpx.create_ssl_context() if url.startswith("https:") else True
    except OSError as error:
        raise errors.Unavailable(
            f"the certificates that SSL_CERT_FILE or SSL_CERT_DIR names cannot be read ({reason(error)}): correct it"
        ) from None
    try:
        return httpx.Client(
            headers=headers,
            verify=verify,
            timeout=httpx.Timeout(60, connect=5, pool=None),
            follow_redirects=False,
            trust_env=not is_loopback(url),
            limits=httpx.Limits(max_connections=None, max_keepalive_connections=64),
        )
    except (
        ValueError,
        ImportError,
        httpx.InvalidURL,
    ):  # never said in full: a proxy's address may hold a password
        raise errors.Unavailable(
            "the proxy that HTTPS_PROXY, HTTP_PROXY or ALL_PROXY names cannot be used: give one as http://host:port, "
            "or name this server in NO_PROXY"
        ) from None


@contextmanager
def unlogged() -> Iterator[None]:
    """Keep what this thread asks by httpx out of the log until the end of the block."""
    token = _ours.set(True)
    try:
        yield
    finally:
        _ours.reset(token)


@contextmanager
def logged_again() -> Iterator[None]:
    """End `unlogged` for a block in which a caller's own code may run."""
    token = _ours.set(False)
    try:
        yield
    finally:
        _ours.reset(token)


def logged(slices: Iterator[bytes]) -> Iterator[bytes]:
    """Yield the slices of a body, which a caller's progress callback sees go by, as outside of `unlogged`."""
    while True:
        with logged_again():
            piece = next(slices, None)
        if piece is None:
            return
        yield piece


def within(seconds: float, act: Callable[[], T]) -> T:
    """Return what `act` returns, or raise `Overdue` after so many seconds, whatever it waits for (a name, a byte).

    A time limit of a socket counts from its last byte, and looking up a name has none.
    """
    done: SimpleQueue[tuple[T | None, BaseException | None]] = SimpleQueue()

    def run() -> None:
        try:
            done.put((act(), None))
        except BaseException as error:  # noqa: BLE001 - raised where it is waited for
            done.put((None, error))

    try:
        Thread(target=run, name="modelbase-request", daemon=True).start()
    except RuntimeError:  # the interpreter ends and starts no threads any more
        run()
    try:
        found, error = done.get(timeout=max(seconds, 0.01))
    except Empty:
        raise Overdue from None
    if error is not None:
        raise error
    return found  # type: ignore[return-value]


def store_address(url: str) -> str:
    """Return an address of the store that a server named; raise `store_unavailable` if it is no plain http(s) one."""
    try:
        parts = urlsplit(url)
        good = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.username is None
        good = good and (parts.port or 1) > 0
    except ValueError:
        good = False
    if not good or len(url) > MAX_URL or not url.isascii() or not url.isprintable() or " " in url:
        raise errors.Unavailable(
            "the store cannot be reached: what the server gave is no http or https address of one; tell who runs the "
            "server",
            "store_unavailable",
        )
    return url


def store_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """Return the headers of a presigned request; raise `store_unavailable` if one is not for the store's eyes."""
    for name, value in headers.items():
        if not SENT.fullmatch(name.lower()) or not value.isascii() or not value.isprintable():
            raise errors.Unavailable(
                f"the server asks to send the header {name[:60]!a} to the store, which no presigned request needs; "
                "tell who runs the server",
                "store_unavailable",
            )
    return dict(headers)


def reason(error: Exception) -> str:
    """Return what went wrong, in words that hold no address with a query and no control character."""
    said = clean(str(error))[:300] or type(error).__name__
    return re.sub(r"\?\S*", "?…", said) if "://" in said else said


def _not_ours(_: logging.LogRecord) -> bool:
    return not _ours.get()
