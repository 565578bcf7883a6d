"""The only HTTP of the client: `Api`, the JSON API with the token, and `Store`, the S3 store without it.

The token goes to the configured origin and nowhere else: redirects are never followed, and the store has connections
of its own, so that no header of the API's can come along. Every call is safe to repeat, so a broken one is repeated
here and nowhere else. Prints nothing.
"""

from __future__ import annotations

import json
import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from threading import Lock
from typing import Any, TypeVar
from urllib.parse import quote

import httpx
from tenacity import RetryCallState, Retrying, retry_if_exception_type, wait_random_exponential

from modelbase import errors
from modelbase.client.config import Server, is_loopback
from modelbase.identity.identity import parse_ref

ATTEMPTS = 7
FIRST_ATTEMPTS = 3  # of a server that has not answered yet: perhaps nothing runs there
MAX_WAIT = 60.0
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


class Api:
    """The JSON API of one server."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.known = False  # has answered: from now on a refused connection is a restart, not a wrong address
        headers = {"User-Agent": user_agent(), "Accept": "application/json"}
        headers["Modelbase-Client"] = user_agent().partition("/")[2]
        if server.token:
            headers["Authorization"] = f"Bearer {server.token}"
        if server.share:
            headers["X-Modelbase-Share"] = server.share
        self._http = connect(server.url, headers)

    def call(self, method: str, path: str, body: Any = None, **more: Any) -> Any:
        """Return the JSON answer of one request (None for 204); `more` is `params` and `headers`."""
        return self.answer(method, path, body, **more)[1]

    def answer(
        self, method: str, path: str, body: Any = None, **more: Any
    ) -> tuple[int, Any, Mapping[str, str]]:
        """Return status, JSON and headers of one request. A body that is text is sent as it is."""
        content = (
            None if body is None else body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)
        )
        headers = dict(more.get("headers") or {})
        if content is not None:
            headers["Content-Type"] = "application/json"
        found = again(
            lambda: self._once(method, path, content=content, params=more.get("params"), headers=headers)
        )
        if found.status_code == 204:
            return 204, None, found.headers
        if found.is_redirect:
            raise self._redirected(found)
        return found.status_code, self._json(found), found.headers

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

    def rows(self, path: str, params: Mapping[str, Any] | None = None) -> Iterator[dict[str, Any]]:
        """Walk all pages of a list."""
        after: str | None = None
        while True:
            page = self.call("GET", path, params=dict(params or {}) | ({"after": after} if after else {}))
            yield from page["rows"]
            after = page.get("next")
            if not after:
                return

    def location(self, path: str) -> str:
        """Return where a file's 302 points: a presigned URL, for `Store` only."""
        found = again(lambda: self._once("GET", path))
        if not found.is_redirect or "location" not in found.headers:
            raise self._not_modelbase()
        return found.headers["location"]

    def ready(self) -> dict[str, Any]:
        """Return the state of the server's database and store, also where they do not answer."""
        found = again(lambda: self._send("GET", f"{self.server.url}/readyz"))
        return dict(self._json(found))

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def _once(self, method: str, path: str, **parts: Any) -> httpx.Response:
        found = self._send(method, f"{self.server.url}/api/v1/{path}", **parts)
        if found.status_code >= 400:
            raise self._refused(found)
        return found

    def _send(self, method: str, address: str, **parts: Any) -> httpx.Response:
        try:
            found = self._http.request(method, address, **parts)
        except httpx.TransportError as error:
            raise self._broken(error) from error
        self.known = True
        return found

    def _refused(self, found: httpx.Response) -> Exception:
        """Return the error of a 4xx or 5xx answer, `Interrupted` where repeating helps."""
        error = self._error(found)
        if found.status_code in BUSY:
            return Interrupted(error, seconds(found.headers.get("retry-after")))
        return error

    def _error(self, found: httpx.Response) -> errors.ModelbaseError:
        try:
            given = found.json()["error"]
            details = {key: value for key, value in (given.get("details") or {}).items() if key not in _OURS}
            error = errors.from_code(str(given["code"]), str(given["message"]), details)
            error.request_id = given.get("request_id") or found.headers.get("x-request-id")
        except (ValueError, KeyError, TypeError, AttributeError):
            if found.status_code in BUSY:
                return errors.Unavailable(f"{self.server.url} is not ready: HTTP {found.status_code}")
            if found.status_code == 413:
                return errors.TooLarge("a proxy before the server refuses a request of this size")
            return self._not_modelbase(f"HTTP {found.status_code}")
        return error

    def _json(self, found: httpx.Response) -> Any:
        try:
            return found.json()
        except ValueError:
            raise self._not_modelbase() from None

    def _broken(self, error: httpx.TransportError) -> Exception:
        url, why = self.server.url, reason(error)
        if "SSL" in why or isinstance(error.__context__, ssl.SSLError):
            hint = (
                f"if it speaks plain http, say http://{url.partition('://')[2]}; else check its certificate"
            )
            return errors.Unavailable(f"no safe connection to {url}: {why}; {hint}")
        unknown = isinstance(error, httpx.ConnectError | httpx.ConnectTimeout) and not self.known
        said = errors.Unavailable(f"cannot reach {url}: {why}; check the address, and that the server runs")
        return Interrupted(said, attempts=FIRST_ATTEMPTS if unknown else ATTEMPTS)

    def _redirected(self, found: httpx.Response) -> errors.ModelbaseError:
        target = found.headers.get("location", "")
        return errors.Unavailable(
            f"{self.server.url} sends to {target[:200]!r}, and the token does not go along. If that is the "
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
    def get(self, url: str, start: int = 0, end: int | None = None) -> Iterator[httpx.Response]:
        """Open the bytes from `start` to before `end`; 200, 206 and 416 are for the caller to distinguish."""
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


def again(act: Callable[[], T]) -> T:
    """Return what `act` returns, repeating it while it is `Interrupted`, with growing pauses."""
    try:
        return Retrying(retry=retry_if_exception_type(Interrupted), stop=_give_up, wait=_pause, reraise=True)(
            act
        )
    except Interrupted as interrupted:
        raise interrupted.error from interrupted


def body_with_args(args: str, fields: Mapping[str, Any]) -> str:
    """Return a JSON body in which `args` stands as the text it is, so that its bytes are kept."""
    rest = json.dumps({key: value for key, value in fields.items() if value is not None}, ensure_ascii=False)
    return '{"args": ' + args + (", " if len(rest) > 2 else "") + rest[1:]


def path_of(ref: str, *more: str) -> str:
    """Return the path of the model of `ID` or `ID@label`, or of something below it; raise `id_invalid`."""
    model = parse_ref(ref)
    return "/".join(["models", *(quote(part, safe="/:@") for part in (f"{model.name}:{model.tail}", *more))])


_OURS = frozenset({"message", "code", "self"})
_growing = wait_random_exponential(multiplier=0.25, max=8)


def _pause(state: RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    asked = error.wait if isinstance(error, Interrupted) else 0.0
    return max(asked, _growing(state))


def _give_up(state: RetryCallState) -> bool:
    error = state.outcome.exception() if state.outcome else None
    return state.attempt_number >= (error.attempts if isinstance(error, Interrupted) else ATTEMPTS)


def connect(url: str, headers: Mapping[str, str]) -> httpx.Client:
    """Return an HTTP client for one kind of address: no redirects, bounded waits."""
    return httpx.Client(
        headers=headers,
        timeout=httpx.Timeout(60, connect=5, pool=None),
        follow_redirects=False,
        trust_env=not is_loopback(url),
        limits=httpx.Limits(max_connections=None, max_keepalive_connections=64),
    )


def reason(error: Exception) -> str:
    """Return what went wrong, in words."""
    return str(error) or type(error).__name__


def seconds(text: str | None) -> float:
    """Return the pause that a Retry-After asks for, bounded."""
    return min(float(text), MAX_WAIT) if text and text.isascii() and text.isdigit() else 0.0


def user_agent() -> str:
    """Return the User-Agent of the client."""
    import modelbase

    return f"modelbase/{modelbase.__version__}"


def _check_store(found: httpx.Response) -> None:
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
