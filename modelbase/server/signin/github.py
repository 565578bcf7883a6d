"""GitHub (github.com, GitHub Enterprise) as sign-in provider: OAuth with PKCE by Authlib, and who is in what.

Every answer is bounded in time and size and validated: one of another form counts as GitHub being down.
The token goes to the configured GitHub only; redirects and links in answers are never followed.
"""

from __future__ import annotations

import logging
import re
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from threading import BoundedSemaphore
from typing import Any
from urllib.parse import urlsplit

import httpx
from authlib.common.errors import AuthlibBaseError
from authlib.oauth2.client import OAuth2Client

from modelbase.errors import SignInRequired, Unavailable
from modelbase.server.settings import LOOPBACK, Settings
from modelbase.server.signin.roles import Person, Standing

LOG = logging.getLogger(__name__)
SECONDS = 10.0  # for all questions of one sign-in together
EACH = 4.0
MAX_ANSWER = 2 * 2**20  # bytes
PAGE = 100
MAX_PAGES = 100
LOGIN = re.compile(r"[A-Za-z0-9_-]{1,100}")
READ_ORGS = frozenset({"read:org", "write:org", "admin:org"})


@cache
def _certificates() -> ssl.SSLContext:
    """Return what a connection is checked by; to read all authorities takes 30 ms, so it is done once a process."""
    return httpx.create_ssl_context()


@contextmanager
def connect(settings: Settings) -> Iterator[GitHub]:
    """Yield GitHub as these settings have it, for one sign-in. Every call of it may raise Unavailable."""
    root = settings.github_url.rstrip("/")
    deadline = time.monotonic() + SECONDS
    loopback = urlsplit(root).hostname in LOOPBACK
    with httpx.Client(
        timeout=httpx.Timeout(EACH),
        follow_redirects=False,
        trust_env=not loopback,
        verify=_certificates(),
        headers={"User-Agent": "modelbase", "Accept-Encoding": "identity"},
    ) as client:
        yield GitHub(settings, root, _Bounded(client, deadline))


class Gate:
    """Keeps our threads free when GitHub hangs: `most` calls at once, and after a slow failure none for `rest` seconds.

    One for each process; its state ends with the process.
    """

    def __init__(self, most: int = 4, wait: float = 2.0, clock: Callable[[], float] = time.monotonic) -> None:
        self._free = BoundedSemaphore(most)
        self._wait, self._clock = wait, clock
        self._shut_until = 0.0
        self.slow, self.rest = 2.0, 15.0  # seconds

    @contextmanager
    def through(self) -> Iterator[None]:
        """Run the block, or raise Unavailable at once or after a short wait."""
        if self._clock() < self._shut_until:
            raise _busy("GitHub did not answer others just now")
        if not self._free.acquire(timeout=self._wait):
            raise _busy("many people sign in just now")
        began = self._clock()
        try:
            yield
        except Unavailable:
            if self._clock() - began >= self.slow:
                self._shut_until = self._clock() + self.rest
            raise
        finally:
            self._free.release()


def _busy(why: str) -> Unavailable:
    return Unavailable(f"{why}; try again in a minute", "provider_unavailable", retry_after=15)


def callback(settings: Settings) -> str:
    """Return the one address to which GitHub sends browsers back: by the settings, never by a request."""
    return settings.url.rstrip("/") + "/auth/callback"


class GitHub:
    """The provider of one sign-in."""

    def __init__(self, settings: Settings, root: str, http: _Bounded) -> None:
        self._settings, self._root, self._http = settings, root, http
        self._api = _api(root)
        self._whole: dict[str, httpx.Response] = {}  # what /user said, by token
        self._oauth = OAuth2Client(
            http,
            client_id=settings.github_client_id,
            client_secret=settings.github_client_secret.get_secret_value(),
            redirect_uri=callback(settings),
            scope="read:org" if settings.github_orgs or settings.github_team_roles else None,
            code_challenge_method="S256",
        )

    def address(self, state: str, verifier: str) -> str:
        """Return where the browser goes to sign in."""
        url, _ = self._oauth.create_authorization_url(
            f"{self._root}/login/oauth/authorize", state=state, code_verifier=verifier
        )
        return str(url)

    def exchange(self, code: str, verifier: str) -> str:
        """Return GitHub's token for a code; GitHub answers 200 with `error` where it refuses."""
        try:
            answer = self._oauth.fetch_token(
                f"{self._root}/login/oauth/access_token",
                grant_type="authorization_code",
                code=code,
                code_verifier=verifier,
                client_id=self._settings.github_client_id,
                client_secret=self._settings.github_client_secret.get_secret_value(),
                auth=httpx.Auth(),
            )
        except AuthlibBaseError as error:
            LOG.warning("GitHub refused a sign-in: %.100s", error.error)
            raise _failed() from error
        except httpx.HTTPStatusError as error:
            raise _down(f"HTTP {error.response.status_code}") from error
        except (ValueError, TypeError, AttributeError) as error:
            raise _down("an answer that is no JSON object") from error
        token = answer.get("access_token")
        if not isinstance(token, str) or not token.isascii() or not token.isprintable() or not token:
            raise _down("a token of no form that GitHub has")
        return token

    def person(self, token: str) -> Person:
        """Return whose token this is, by the number that never changes."""
        body = _object(self._user(token))
        number, login, name = body.get("id"), body.get("login"), body.get("name")
        if isinstance(number, bool) or not isinstance(number, int) or number <= 0:
            raise _down("a person without a number")
        if not isinstance(login, str) or not LOGIN.fullmatch(login):
            raise _down("a person without a login")
        shown = "".join(c for c in name if c.isprintable())[:200] if isinstance(name, str) else ""
        return Person(f"github:{number}", login, shown)

    def standing(self, token: str) -> Standing:
        """Return the organisations and teams of the settings that the token's person is an active member of."""
        wanted = set(self._settings.team_roles)
        asked = {org.lower() for org in self._settings.github_orgs} | {team.split("/")[0] for team in wanted}
        if not asked:
            return Standing()
        if not self._may_read_orgs(token):
            return Standing(complete=False)
        orgs = frozenset(org for org in sorted(asked) if self._active(org, token))
        near = {team for team in wanted if team.split("/")[0] in orgs}
        teams = frozenset(near.intersection(self._teams(token, near))) if near else frozenset()
        return Standing(orgs, teams)

    def _may_read_orgs(self, token: str) -> bool:
        scopes = self._user(token).headers.get("X-OAuth-Scopes", "").split(",")
        return bool({scope.strip() for scope in scopes} & READ_ORGS)

    def _user(self, token: str) -> httpx.Response:
        if token not in self._whole:
            found = self._ask("/user", token)
            if found.status_code in {401, 403, 404}:
                raise _failed()
            self._whole[token] = found
        return self._whole[token]

    def _active(self, org: str, token: str) -> bool:
        """Say whether the membership is active: a pending invitation, a refusal or an absence is none."""
        found = self._ask(f"/user/memberships/orgs/{org}", token)
        if found.status_code != 200:
            return False
        body = _object(found)
        named = body.get("organization")
        same = isinstance(named, dict) and str(named.get("login", "")).lower() == org
        return same and body.get("state") == "active"

    def _teams(self, token: str, near: set[str]) -> Iterator[str]:
        """Yield the teams of the token's person, page by page, until all that matter were seen."""
        missing = set(near)
        for number in range(1, MAX_PAGES + 1):
            found = self._ask(f"/user/teams?per_page={PAGE}&page={number}", token)
            if found.status_code != 200:
                return
            for team in _teams_of(found):
                missing.discard(team)
                yield team
            if not missing or "next" not in found.links:
                return

    def _ask(self, path: str, token: str) -> httpx.Response:
        """Return GitHub's answer to a question, or raise Unavailable if it has none to give just now."""
        headers = {"Authorization": f"Bearer {token}", "Accept": "application/vnd.github+json"}
        found = self._http.request("GET", f"{self._api}{path}", headers=headers)
        limited = found.status_code == 429 or (
            found.status_code == 403
            and (found.headers.get("X-RateLimit-Remaining") == "0" or "Retry-After" in found.headers)
        )
        if limited or found.status_code >= 500:
            raise _down("too many questions" if limited else f"HTTP {found.status_code}")
        return found


class _Bounded:
    """Sends requests and reads answers whole, before a deadline and up to a size; what Authlib calls a session."""

    def __init__(self, client: httpx.Client, deadline: float) -> None:
        self._client, self._deadline = client, deadline

    def post(self, url: str, **parts: Any) -> httpx.Response:
        """Send a POST."""
        return self.request("POST", url, **parts)

    def request(self, method: str, url: str, **parts: Any) -> httpx.Response:
        """Send a request and return the whole answer, or raise Unavailable."""
        try:
            with self._client.stream(method, url, **parts) as found:
                body = b""
                for piece in found.iter_bytes(65536):
                    body += piece
                    if len(body) > MAX_ANSWER or time.monotonic() > self._deadline:
                        raise _down("an answer without an end")
        except httpx.HTTPError as error:
            raise _down(type(error).__name__) from error
        if time.monotonic() > self._deadline:
            raise _down("no answer in time")
        headers = [(k, v) for k, v in found.headers.items() if k.lower() not in _BODY_HEADERS]
        return httpx.Response(found.status_code, headers=headers, content=body, request=found.request)


_BODY_HEADERS = frozenset({"content-length", "content-encoding", "transfer-encoding"})


def _api(root: str) -> str:
    """Return the address of the API that belongs to a GitHub."""
    host = urlsplit(root).netloc.lower()
    if host in {"github.com", "www.github.com"}:
        return "https://api.github.com"
    return f"https://api.{host}" if host.endswith(".ghe.com") else f"{root}/api/v3"


def _object(found: httpx.Response) -> dict[str, Any]:
    body = _json(found)
    if found.status_code != 200 or not isinstance(body, dict):
        raise _down("an answer of another form")
    return body


def _teams_of(found: httpx.Response) -> list[str]:
    body = _json(found)
    if not isinstance(body, list):
        raise _down("an answer of another form")
    try:
        return [f"{team['organization']['login']}/{team['slug']}".lower() for team in body]
    except (KeyError, TypeError) as error:
        raise _down("an answer of another form") from error


def _json(found: httpx.Response) -> Any:
    try:
        return found.json()
    except ValueError as error:
        raise _down("an answer that is no JSON") from error


def _failed() -> SignInRequired:
    return SignInRequired("GitHub did not confirm this sign-in; start it again", "sign_in_failed")


def _down(what: str) -> Unavailable:
    return Unavailable(
        f"GitHub cannot be asked just now ({what}); people who are signed in are not affected; try again in a minute",
        "provider_unavailable",
        retry_after=30,
    )
