"""The fake GitHub as a server of its own: `python tests/fake_github/server.py --port 0` prints its address.

In a test it is an object; from elsewhere (a browser journey) it is told what to do by POST /_control. Nothing
here is lenient: a wrong verifier, a used code, another redirect address are refused as GitHub refuses them.
"""

from __future__ import annotations

import base64
import copy
import hashlib
import json
import secrets
import sys
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

CLIENT_ID, CLIENT_SECRET = "Iv1.fakefakefake", "a-client-secret-canary-5d1f"
HANG_SECONDS = 60.0  # a black hole ends when the server does, or then


@dataclass
class Account:
    """A person: number, login, organisations with the state of membership, teams as `org/slug`."""

    number: int
    login: str
    name: str | None = None
    email: str | None = None
    orgs: dict[str, str] = field(default_factory=dict)
    teams: list[str] = field(default_factory=list)


@dataclass
class Call:
    """One request that came in."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: dict[str, str]


class Listening(ThreadingHTTPServer):
    """The socket of the fake. A caller that goes away (it is killed in some tests) is no fault of it."""

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Show a fault of the fake, and nothing of a caller that has left."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class FakeGitHub:
    """The state, and the server over it."""

    def __init__(self, port: int = 0) -> None:
        self.people: dict[str, Account] = {}
        self.codes: dict[str, dict[str, Any]] = {}
        self.tokens: dict[str, tuple[int, str]] = {}  # token -> person's number, scopes
        self.calls: list[Call] = []
        self.modes: dict[str, str] = {}  # beginning of a path -> how it misbehaves
        self.present = ""  # who sits at the browser
        self.scopes: str | None = None  # what is granted, whatever was asked for
        self.released = threading.Event()
        self._http = Listening(("127.0.0.1", port), type("Bound", (Handler,), {"fake": self}))
        self._http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._http.server_port}"
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.05})

    def __enter__(self) -> FakeGitHub:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.released.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    def reset(self) -> None:
        """Forget everybody and everything."""
        self.released.set()
        self.people, self.codes, self.tokens, self.modes, self.calls = {}, {}, {}, {}, []
        self.present, self.scopes, self.released = "", None, threading.Event()

    def add(self, login: str, number: int, **more: Any) -> Account:
        """Add a person, who sits at the browser from now on."""
        self.people[login.lower()] = Account(number, login, **copy.deepcopy(more))
        self.present = login
        return self.people[login.lower()]

    def rename(self, login: str, new: str) -> None:
        """Rename a person; the login is free for another person from then on."""
        person = self.people.pop(login.lower())
        person.login = new
        self.people[new.lower()] = person

    def remove(self, login: str) -> None:
        """Delete a person's account."""
        del self.people[login.lower()]

    def fail(self, path: str, mode: str) -> None:
        """Misbehave at paths that begin so: 500, 502, hang, drip, limit, html, types, elsewhere, huge, 401, json:…."""
        self.modes[path] = mode

    def by_number(self, number: int) -> Account | None:
        return next((one for one in self.people.values() if one.number == number), None)

    def authorize(self, query: dict[str, str], login: str | None = None) -> str:
        """Return where the browser goes after the person said yes, or no (mode `cancel`)."""
        state = query.get("state", "")
        mode = self.modes.get("/login/oauth/authorize", "")
        if mode == "cancel":
            told = {
                "error": "access_denied",
                "error_description": "The user has denied access",
                "state": state,
            }
            return f"{query['redirect_uri']}?{urlencode(told)}"
        person = self.people[(login or self.present).lower()]
        code = secrets.token_hex(10)
        self.codes[code] = {"number": person.number, "used": False} | query
        told = {"code": code, "state": secrets.token_urlsafe(32) if mode == "wrong_state" else state}
        return f"{query['redirect_uri']}?{urlencode(told)}"

    def token(self, form: dict[str, str]) -> dict[str, str]:
        """Return a token, or an error with status 200, as GitHub does."""
        if form.get("client_id") != CLIENT_ID or form.get("client_secret") != CLIENT_SECRET:
            return {"error": "incorrect_client_credentials"}
        grant = self.codes.get(form.get("code", ""))
        if grant is None or grant["used"]:
            return {"error": "bad_verification_code", "error_description": "incorrect or expired"}
        grant["used"] = True
        if form.get("redirect_uri") != grant["redirect_uri"]:
            return {"error": "redirect_uri_mismatch"}
        proof = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        expected = base64.urlsafe_b64encode(proof).decode().rstrip("=")
        if grant.get("code_challenge_method") != "S256" or grant.get("code_challenge") != expected:
            return {"error": "bad_verification_code", "error_description": "code_verifier does not fit"}
        scopes = grant.get("scope", "") if self.scopes is None else self.scopes
        token = "gho_" + secrets.token_hex(18)
        self.tokens[token] = (grant["number"], scopes)
        return {"access_token": token, "token_type": "bearer", "scope": scopes}

    def control(self, told: dict[str, Any]) -> None:
        """Do what a test in another process says."""
        for one in told.get("add", []):
            self.add(**one)
        for path, mode in told.get("fail", {}).items():
            self.fail(path, mode)
        if told.get("well"):
            self.modes = {}
        if "present" in told:
            self.present = told["present"]


class Handler(BaseHTTPRequestHandler):
    """Answers one request."""

    protocol_version = "HTTP/1.1"
    fake: FakeGitHub

    def do_GET(self) -> None:
        self.answer("GET")

    def do_POST(self) -> None:
        self.answer("POST")

    def answer(self, method: str) -> None:
        parts = urlsplit(self.path)
        text = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if parts.path == "/_control":
            self.fake.control(json.loads(text))
            return self.say(200, {})
        call = Call(method, parts.path, query, dict(self.headers), dict(parse_qsl(text)))
        self.fake.calls.append(call)
        mode = next((m for path, m in self.fake.modes.items() if parts.path.startswith(path)), "")
        if mode and mode not in {"cancel", "wrong_state", "ask"}:
            return self.misbehave(mode)
        return self.route(call, mode)

    def route(self, call: Call, mode: str) -> None:
        if call.path == "/login/oauth/authorize":
            if mode == "ask" and "login" not in call.query:
                return self.choose(call)
            login = call.query.pop("login", None) or self.headers.get("X-Fake-User")
            return self.say(302, None, Location=self.fake.authorize(call.query, login))
        if call.path == "/login/oauth/access_token":
            return self.say(200, self.fake.token(call.body))
        return self.api(call)

    def choose(self, call: Call) -> None:
        links = "".join(
            f'<p><a href="?{urlencode(call.query | {"login": one.login})}">{one.login}</a></p>'
            for one in self.fake.people.values()
        )
        self.send(200, f"<title>Fake GitHub</title><h1>Sign in as</h1>{links}".encode(), "text/html")

    def api(self, call: Call) -> None:
        token = self.headers.get("Authorization", "").removeprefix("Bearer ")
        number, scopes = self.fake.tokens.get(token, (0, ""))
        person = self.fake.by_number(number)
        if person is None:
            return self.say(401, {"message": "Bad credentials"})
        path = call.path.removeprefix("/api/v3")
        told = {"X-OAuth-Scopes": scopes}
        if path == "/user":
            shown = {"id": person.number, "login": person.login, "name": person.name, "email": person.email}
            return self.say(200, shown, **told)
        if path.startswith("/user/memberships/orgs/"):
            org = path.rpartition("/")[2]
            state = next((s for o, s in person.orgs.items() if o.lower() == org.lower()), None)
            if state is None or "read:org" not in scopes:
                return self.say(404 if "read:org" in scopes else 403, {"message": "Not Found"}, **told)
            named = next(o for o in person.orgs if o.lower() == org.lower())
            return self.say(200, {"state": state, "organization": {"login": named}}, **told)
        if path == "/user/teams":
            return self.teams(person, call, told)
        return self.say(404, {"message": "Not Found"})

    def teams(self, person: Account, call: Call, told: dict[str, str]) -> None:
        size, page = int(call.query.get("per_page", 30)), int(call.query.get("page", 1))
        some = person.teams[(page - 1) * size : page * size]
        rows = [{"slug": t.split("/")[1], "organization": {"login": t.split("/")[0]}} for t in some]
        if page * size < len(person.teams):
            told = told | {"Link": f'<{self.fake.url}/api/v3/user/teams?page={page + 1}>; rel="next"'}
        self.say(200, rows, **told)

    def misbehave(self, mode: str) -> None:
        if mode.isdigit():
            return self.send(int(mode), b"<html>oops</html>", "text/html")
        if mode == "limit":
            return self.say(403, {"message": "rate limit"}, **{"X-RateLimit-Remaining": "0"})
        if mode == "elsewhere":
            return self.say(302, None, Location=f"{self.fake.url}/caught")
        if mode == "hang":
            self.fake.released.wait(HANG_SECONDS)
            self.close_connection = True
            return None
        if mode.startswith("json:"):
            return self.send(200, mode.removeprefix("json:").encode(), "application/json")
        bodies = {
            "html": b"<html>not json",
            "types": b'{"id": "1", "login": 7, "access_token": ["x"], "state": 1}',
            "list": b"[1, 2]",
            "null": b"null",
            "huge": b'{"a": "' + b"x" * (3 * 2**20) + b'"}',
        }
        return self.send(200, bodies[mode], "application/json")

    def say(self, status: int, body: Any, **headers: str) -> None:
        self.send(status, b"" if body is None else json.dumps(body).encode(), "application/json", **headers)

    def send(self, status: int, body: bytes, kind: str, **headers: str) -> None:
        self.send_response(status)
        for name, value in ({"Content-Type": kind, "Content-Length": str(len(body))} | headers).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass


def main() -> None:
    """Serve until stdin ends, as it does when the process that started this one ends."""
    port = int(sys.argv[sys.argv.index("--port") + 1]) if "--port" in sys.argv else 0
    with FakeGitHub(port) as fake:
        print(fake.url, flush=True)  # noqa: T201
        sys.stdin.read()


if __name__ == "__main__":
    main()
