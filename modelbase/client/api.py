"""The only HTTP of the client: `Api`, the JSON API with the token, and `Store`, the S3 store without it.

The token goes to the configured origin and nowhere else: redirects are never followed, and the store has connections
of its own, so that no header of the API's can come along. Every call is safe to repeat, so a broken one is repeated
here and nowhere else, until the time for it is over. Answers are bounded in time and size. Prints nothing.
"""

from __future__ import annotations

import copy
import json
import re
import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from threading import Lock
from typing import Any, TypeVar
from urllib.parse import quote, urlsplit

import httpx
from tenacity import (
    RetryCallState,
    Retrying,
    retry_if_exception_type,
    stop_any,
    stop_before_delay,
    stop_never,
    wait_random_exponential,
)

from modelbase import errors
from modelbase.client import config
from modelbase.client.config import Server, is_loopback
from modelbase.client.connection import (
    FAILURES,
    Overdue,
    connect,
    logged,
    logged_again,
    reason,
    store_address,
    store_headers,
    unlogged,
    within,
)
from modelbase.identity.identity import parse_ref
from modelbase.texts import clean, line

ATTEMPTS = 7
FIRST_ATTEMPTS = 3  # of a server that has not answered yet: perhaps nothing runs there
PAUSE = 4.0  # seconds between two attempts on average, by which their number follows from the time there is
TRANSFER_SECONDS = 120.0  # that a push or pull waits for a server at least: it lives through a restart
SLOWEST = 50_000  # bytes a second of the line that a long body may take
MAX_WAIT = 60.0
MAX_ANSWER = 128 * 2**20  # bytes of JSON; the largest is a page of rows with long args
MAX_REFUSAL = 64 * 2**10  # bytes that are read of a refusal of the store
MOST_ROWS = 10_000_000  # of a list
EMPTY_PAGE = 1000  # rows that a page without any counts for
MAX_QUERY = 6_000  # bytes after `?`: servers and proxies cut a request line at 8 kB
BUSY = frozenset({429, 502, 503, 504})
T = TypeVar("T")


class Interrupted(Exception):
    """A request that may work when it is repeated; `error` is what to say if it never does."""

    def __init__(self, error: errors.ModelbaseError, wait: float = 0.0, attempts: int = ATTEMPTS) -> None:
        super().__init__(error.message)
        self.error, self.wait, self.attempts = error, wait, attempts


class Expired(Interrupted):
    """A presigned URL that is no longer good: ask for a fresh one first."""


@dataclass(frozen=True)
class Answer:
    """A whole answer: `headers` by lower-case name."""

    status: int
    headers: Mapping[str, str]
    content: bytes


class Api:
    """The JSON API of one server; `timeout` is how many seconds one question may take, with all repeats (30)."""

    def __init__(self, server: Server, timeout: float | None = None) -> None:
        self.server = server
        asked = config.timeout() if timeout is None else config.checked_timeout(timeout)
        self.timeout = asked or config.TIMEOUT
        self.patient = (
            asked is not None
        )  # was told how long to wait, so also for a server that never answered
        self.known = False  # has answered: from now on a refused connection is a restart, not a wrong address
        headers = {"User-Agent": user_agent(), "Accept": "application/json"}
        headers["Modelbase-Client"] = user_agent().partition("/")[2]
        if server.token:
            headers["Authorization"] = f"Bearer {server.token}"
        if server.share:
            headers["X-Modelbase-Share"] = server.share
        self._http = connect(server.url, headers)

    def for_transfer(self) -> Api:
        """Return this API with the time that the requests of a push or pull have, on the same connections."""
        other = copy.copy(self)
        other.timeout = max(self.timeout, TRANSFER_SECONDS)
        return other

    def call(self, method: str, path: str, body: Any = None, **more: Any) -> Any:
        """Return the JSON answer of one request (None for 204); `more` is `params`, `headers` and `seconds`."""
        return self.answer(method, path, body, **more)[1]

    def answer(
        self, method: str, path: str, body: Any = None, **more: Any
    ) -> tuple[int, Any, Mapping[str, str]]:
        """Return status, JSON and headers of one request. A body that is text is sent as it is.

        `seconds` in `more` is how long it may take where that is longer than the usual time; a long body adds to it.
        """
        content = (
            None if body is None else body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)
        )
        headers = dict(more.get("headers") or {})
        if content is not None:
            headers["Content-Type"] = "application/json"
        parts = {"content": content, "params": more.get("params"), "headers": headers}
        allowed = (more.get("seconds") or self.timeout) + len(content or "") / SLOWEST
        found = self._again(lambda left: self._once(method, path, left, **parts), allowed)
        if found.status == 204:
            return 204, None, found.headers
        if _is_redirect(found):
            raise self._redirected(found)
        return found.status, self._json(found), found.headers

    def ask(self, path: str, asked: Mapping[str, Any]) -> Any:
        """Return the JSON answer of a read that is GET and POST: what no address can hold goes as a body."""
        texts = {name: "true" if value is True else value for name, value in asked.items()}
        if len(str(httpx.QueryParams(texts))) <= MAX_QUERY:
            return self.call("GET", path, params=texts)
        return self.call("POST", path, asked)

    def can(self, capability: str) -> bool:
        """Say whether the server names a capability (`GET /api/v1/`); version 0.1 names none."""
        try:
            return capability in self.call("GET", "")["capabilities"]
        except (errors.NotFound, errors.SignInRequired, KeyError, TypeError):
            return False

    def also(self, names: list[str] | None) -> list[str] | None:
        """Return names by which a model may be known too, where the server takes them: version 0.1 does not."""
        return names if names and self.can("also") else None

    def rows(
        self, path: str, params: Mapping[str, Any] | None = None, *, sparse: bool = False
    ) -> Iterator[dict[str, Any]]:
        """Walk all pages of a list; raise `unavailable` for one of another form, or that comes to no end.

        Of a `sparse` list a page may be empty though more follow.
        """
        after: str | None = None
        walked = 0
        while True:
            page = self.call("GET", path, params=dict(params or {}) | ({"after": after} if after else {}))
            rows, following = self._page(page)
            walked += len(rows) or EMPTY_PAGE
            still = following and (following == after or (not rows and not sparse))
            if still or (following and walked > MOST_ROWS) or len(rows) > MOST_ROWS:
                raise self._not_modelbase("its list comes to no end")
            yield from rows
            after = following
            if not after:
                return

    def location(self, path: str) -> str:
        """Return where a file's 302 points: a presigned URL, for `Store` only."""
        found = self._again(lambda left: self._once("GET", path, left), self.timeout)
        if not _is_redirect(found):
            raise self._not_modelbase()
        return store_address(found.headers["location"])

    def ready(self) -> dict[str, Any]:
        """Return the state of the server's database and store, also where they do not answer."""
        address = f"{self.server.url}/readyz"
        state = self._json(self._again(lambda left: self._send("GET", address, left), self.timeout))
        if not isinstance(state, dict):
            raise self._not_modelbase("its answer has another form")
        return state

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def _again(self, act: Callable[[float], Answer], seconds: float) -> Answer:
        """Return what `act` returns, which gets the seconds that are left, repeating it as long as there are some."""
        until = time.monotonic() + seconds
        return again(lambda: act(until - time.monotonic()), seconds)

    def _once(self, method: str, path: str, left: float, **parts: Any) -> Answer:
        found = self._send(method, f"{self.server.url}/api/v1/{path}", left, **parts)
        if found.status >= 400:
            raise self._refused(found)
        return found

    def _send(self, method: str, address: str, left: float, **parts: Any) -> Answer:
        parts["timeout"] = httpx.Timeout(max(left, 1.0), connect=5, pool=None)
        try:
            found = within(left, lambda: self._exchange(method, address, parts))
        except Overdue:
            raise self._overdue() from None
        except httpx.DecodingError:
            raise self._not_modelbase("its answer cannot be unpacked") from None
        except FAILURES as error:
            raise self._broken(error) from error
        self.known = True
        return found

    def _exchange(self, method: str, address: str, parts: Mapping[str, Any]) -> Answer:
        """Send one request and read the answer to its end, MAX_ANSWER bytes at most."""
        content = bytearray()
        with unlogged(), self._http.stream(method, address, **parts) as found:
            for piece in found.iter_bytes():
                content += piece
                if len(content) > MAX_ANSWER:
                    raise self._not_modelbase(f"its answer is longer than {MAX_ANSWER >> 20} MiB")
            headers = {name.lower(): value for name, value in found.headers.items()}
            return Answer(found.status_code, headers, bytes(content))

    def _page(self, page: Any) -> tuple[list[Any], str | None]:
        rows, following = (page.get("rows"), page.get("next")) if isinstance(page, dict) else (None, None)
        if not isinstance(rows, list):
            raise self._not_modelbase("its list has another form")
        if following is not None and not isinstance(following, str):
            raise self._not_modelbase("its list has another form")
        return rows, following

    def _refused(self, found: Answer) -> Exception:
        """Return the error of a 4xx or 5xx answer, `Interrupted` where repeating helps."""
        error = self._error(found)
        if found.status in BUSY:
            return Interrupted(error, seconds(found.headers.get("retry-after")), self._attempts(known=True))
        return error

    def _error(self, found: Answer) -> errors.ModelbaseError:
        try:
            given = _parsed(found.content)["error"]
            details = {key: value for key, value in (given.get("details") or {}).items() if key not in _OURS}
            message = clean(str(given["message"]))[:MAX_MESSAGE]
            error = errors.from_code(str(given["code"]), message, details)
            asked = given.get("request_id") or found.headers.get("x-request-id")
            error.request_id = line(str(asked))[:100] if asked else None
        except (ValueError, KeyError, TypeError, AttributeError):
            if found.status in BUSY:
                return errors.Unavailable(
                    f"{self.server.url} is not ready: HTTP {found.status}", server=self.server.url
                )
            if found.status == 413:
                return errors.TooLarge(
                    "a proxy before the server refuses a request of this size: raise its limit"
                )
            return self._not_modelbase(f"HTTP {found.status}")
        return error

    def _json(self, found: Answer) -> Any:
        try:
            return _parsed(found.content)
        except ValueError:
            raise self._not_modelbase() from None

    def _attempts(self, *, known: bool) -> int:
        """Return how often a request is made at most; few times if the server never answered, unless told to wait."""
        if not known and not self.patient:
            return FIRST_ATTEMPTS
        return max(ATTEMPTS, int(self.timeout / PAUSE))

    def _broken(self, error: Exception) -> Exception:
        url, why = self.server.url, reason(error)
        if isinstance(error, httpx.InvalidURL | UnicodeError | httpx.UnsupportedProtocol):
            return errors.Unavailable(f"{url} is no address that can be asked ({why}): check it", server=url)
        if "SSL" in why or isinstance(error.__context__, ssl.SSLError):
            hint = (
                f"if it speaks plain http, say http://{url.partition('://')[2]}; else check its certificate"
            )
            if "CERTIFICATE_VERIFY" in why:
                hint = "let SSL_CERT_FILE name the certificates of your own authority, if it is one of it"
            return errors.Unavailable(f"no safe connection to {url}: {why}; {hint}", server=url)
        unknown = isinstance(error, httpx.ConnectError | httpx.ConnectTimeout) and not self.known
        said = errors.Unavailable(
            f"cannot reach {url}: {why}; check the address, and that the server runs", server=url
        )
        return Interrupted(said, attempts=self._attempts(known=not unknown))

    def _overdue(self) -> errors.ModelbaseError:
        return errors.Unavailable(
            f"cannot reach {self.server.url}: no whole answer within {self.timeout:g} seconds; wait longer with "
            "timeout=, or look whether the server runs",
            server=self.server.url,
            parameters=["timeout"],
        )

    def _redirected(self, found: Answer) -> errors.ModelbaseError:
        target = found.headers.get("location", "").partition("?")[0]
        return errors.Unavailable(
            f"{self.server.url} sends to {target[:200]!a}, and the token does not go along. If that is the "
            "server, name its address with url= or `modelbase login`",
            parameters=["url"],
        )

    def _not_modelbase(self, what: str = "its answer is not JSON") -> errors.ModelbaseError:
        return errors.Unavailable(
            f"{self.server.url} is no Modelbase server ({what}): check the address (url=, MODELBASE_URL)",
            parameters=["url"],
        )


class Store:
    """Presigned requests to the S3 store: they carry no token of ours."""

    def __init__(self) -> None:
        self._clients: dict[tuple[bool, str], httpx.Client] = {}  # by: this machine?, scheme
        self._lock = Lock()

    def put(self, url: str, headers: Mapping[str, str], size: int, slices: Iterator[bytes]) -> None:
        """Send one part of `size` bytes with exactly these headers."""
        sized = store_headers(headers) | {"Content-Length": str(size)}
        client = self._client(url)
        try:
            with unlogged(), client.stream("PUT", url, headers=sized, content=logged(slices)) as found:
                _check_store(found)
        except FAILURES as error:
            raise _store_broken(url, error) from error

    @contextmanager
    def get(self, url: str, start: int = 0, end: int | None = None) -> Iterator[Stored]:
        """Open the bytes from `start` to before `end`; 200, 206 and 416 are for the caller to distinguish."""
        headers = {"Accept-Encoding": "identity"}
        if start or end is not None:
            headers["Range"] = f"bytes={start}-{'' if end is None else end - 1}"
        client = self._client(url)
        try:
            with unlogged(), client.stream("GET", url, headers=headers) as found:
                if found.status_code not in {200, 206, 416}:
                    _check_store(found)
                with logged_again():
                    yield Stored(found)
        except FAILURES as error:
            raise _store_broken(url, error) from error

    def close(self) -> None:
        """Close the connections."""
        for client in self._clients.values():
            client.close()

    def _client(self, url: str) -> httpx.Client:
        try:
            kind = is_loopback(store_address(url)), url.partition(":")[0]
        except errors.Unavailable as error:
            raise Interrupted(error, attempts=1) from None  # there is nothing to try again
        with self._lock:
            if kind not in self._clients:
                self._clients[kind] = connect(url, {"User-Agent": user_agent()})
            return self._clients[kind]


class Stored:
    """The answer of a store to a GET, while it is open."""

    def __init__(self, found: httpx.Response) -> None:
        self.status_code, self.headers = found.status_code, found.headers
        self._found = found

    def iter_raw(self) -> Iterator[bytes]:
        """Yield the bytes as they come."""
        pieces = self._found.iter_raw()
        while True:
            with unlogged():
                piece = next(pieces, None)
            if piece is None:
                return
            yield piece


def again(act: Callable[[], T], seconds: float | None = None) -> T:
    """Return what `act` returns, repeating it while it is `Interrupted`, with growing pauses, `seconds` at most."""
    late = stop_never if seconds is None else stop_before_delay(seconds)
    stop = stop_any(late, _give_up)  # type: ignore[arg-type]  # takes any callable, as `Retrying` does
    repeat = Retrying(retry=retry_if_exception_type(Interrupted), stop=stop, wait=_pause, reraise=True)
    try:
        return repeat(act)
    except Interrupted as interrupted:
        raise interrupted.error from interrupted


def body_with_args(args: str, fields: Mapping[str, Any]) -> str:
    """Return a JSON body in which `args` stands as the text it is, so that its bytes are kept."""
    rest = json.dumps({key: value for key, value in fields.items() if value is not None}, ensure_ascii=False)
    return '{"args": ' + args + (", " if len(rest) > 2 else "") + rest[1:]


def path_of(ref: str, *more: str) -> str:
    """Return the path of the model of `ID` or `ID@label`, or of something below it; raise `id_invalid`."""
    model = parse_ref(ref)
    return "/".join(["models", f"{model.name}:{model.tail}", *(quote(part, safe="/:@") for part in more)])


MAX_MESSAGE = 8_000  # letters of what a server says went wrong
_SURROGATE = re.compile(rb"\\u[dD][89abAB]")
_OURS = frozenset({"message", "code", "self"})
_growing = wait_random_exponential(multiplier=0.25, max=8)


def _pause(state: RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    asked = error.wait if isinstance(error, Interrupted) else 0.0
    return max(asked, _growing(state))


def _give_up(state: RetryCallState) -> bool:
    error = state.outcome.exception() if state.outcome else None
    return state.attempt_number >= (error.attempts if isinstance(error, Interrupted) else ATTEMPTS)


def seconds(text: str | None) -> float:
    """Return the pause that a Retry-After asks for, bounded."""
    return min(float(text), MAX_WAIT) if text and text.isascii() and text.isdigit() else 0.0


@cache
def user_agent() -> str:
    """Return the User-Agent of the client: the metadata of the installed package, read once, as it takes 7 ms."""
    import modelbase

    return f"modelbase/{modelbase.__version__}"


def _is_redirect(found: Answer) -> bool:
    return 300 <= found.status < 400 and "location" in found.headers


def _parsed(content: bytes) -> Any:
    """Return the value of a JSON text; raise ValueError, also for one too deep, or with text that is no Unicode."""
    try:
        value = json.loads(content, parse_constant=_no_number)
        if _SURROGATE.search(content):
            json.dumps(value, ensure_ascii=False).encode()
    except RecursionError:
        raise ValueError("too deep") from None
    return value


def _no_number(text: str) -> Any:
    raise ValueError(f"{text} is no number of JSON")


def _check_store(found: httpx.Response) -> None:
    if found.is_success:
        return
    said = b""
    for piece in found.iter_bytes():
        said += piece
        if len(said) > MAX_REFUSAL:
            break
    named = re.search(rb"<Code>([A-Za-z0-9.]{1,60})</Code>", said)
    code = named[1].decode() if named else f"HTTP {found.status_code}"
    error = errors.Unavailable(
        f"the store refused the bytes: {code}; try again, and tell who runs the server if it stays so",
        "store_unavailable",
    )
    kind = Expired if found.status_code in {401, 403, 404} else Interrupted
    raise kind(error, seconds(found.headers.get("retry-after")))


def _store_broken(url: str, error: Exception) -> Interrupted:
    said = f"the store at {urlsplit(url).netloc} cannot be reached: {reason(error)}"
    return Interrupted(
        errors.Unavailable(f"{said}; look whether this machine may connect to it", "store_unavailable")
    )
