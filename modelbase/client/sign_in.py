"""Signing in to a server and out of it: by a token, by a browser on this machine, or by a code typed in any browser.

The secret (a PKCE verifier) never leaves this process but to the server that was named, at the very end. Prints
nothing: what a person must read goes to a callback.
"""

from __future__ import annotations

import base64
import hmac
import platform
import secrets
import time
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Annotated, Any, TypeVar
from urllib.parse import parse_qs, urlencode, urlsplit

from pydantic import AfterValidator, Field, ValidationError

from modelbase.client import config, policy
from modelbase.client.api import Api
from modelbase.client.browser import open_page
from modelbase.client.reports import Form, MomentText, Person, Text, checked
from modelbase.errors import ModelbaseError, SignInRequired, Unavailable

Answered = TypeVar("Answered", bound=Form)

BROWSER_SECONDS = 300.0  # for a person to agree in the browser that was opened
LONGEST_PAUSE = 10.0  # seconds between two questions whether a code was typed
CODE_SECONDS = 660.0  # that a code is waited for: it lives ten minutes, and the server says when it is over
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Modelbase</title></head>
<body><h1>{}</h1><p>This page can be closed.</p></body></html>"""
DONE = PAGE.format("The command line is signed in").encode()
REFUSED = PAGE.format("The sign-in was refused").encode()
HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Connection": "close",
}


@dataclass(frozen=True)
class SignedIn:
    """Who is signed in to which server; `kept` is the file with the token, None where nothing has to be kept."""

    url: str
    login: str
    role: str
    kept: Path | None


def runs_here(url: str) -> bool:
    """Say whether `modelbase serve` of this user runs at this address, so that no token is needed."""
    local = config.local_server()
    return local is not None and config.same_origin(local.url, url)


def login(
    url: str, token: str | None, say: Callable[[str], None], *, browser: bool | None = None
) -> SignedIn:
    """Try a token, keep it for this server and return who it belongs to; without one, ask a person for it.

    `browser` is whether to open one here (None: if there is a screen) or to show a code to type in any; `say` gets
    the lines that the person must read. Raise `invalid` for a text that is no token, `sign_in_required` for one that
    is not known, `sign_in_code` if no person agreed in time, `unavailable` if there is no such server.
    """
    if token is None and browser is None and runs_here(url):
        local = config.local_server()
        person = _whoami(config.Server(url, local.token if local else None, "local"))
        return SignedIn(url, person["login"], person["role"], None)
    config.check_writable()
    text = config.checked_token(token or _by_person(url, say, browser))
    person = _whoami(config.Server(url, text, "login"))
    kept = config.save_token(url, text, made=token is None)
    return SignedIn(url, person["login"], person["role"], kept)


def logout(url: str) -> bool:
    """Forget the token of a server, and say whether there was one; one that `login` made is revoked.

    Raise what the revocation raises, once the token is forgotten here.
    """
    saved = config.saved(url)
    if not config.forget(url):
        return False
    if saved.get("token") and saved.get("made") is True:
        with (
            closing(Api(config.Server(url, saved["token"], "logout"))) as api,
            suppress(SignInRequired),
        ):  # it ended before
            api.call("DELETE", "session")
    return True


def _whoami(server: config.Server) -> dict[str, Any]:
    with closing(Api(server)) as api:
        person = checked(Person, api.call("GET", "me"))
        policy.in_force(api)
        return person


def _by_person(url: str, say: Callable[[str], None], browser: bool | None) -> str:
    """Return the text of a token that a person granted in a browser."""
    opens = config.has_screen() if browser is None else browser
    proof, name = Proof(), f"modelbase on {platform.node() or 'a machine'}"
    with closing(Api(config.Server(url, None, "login"))) as api:
        made = _here(api, proof, name, say) if opens else _anywhere(api, proof, name, say)
    say(
        f"The token {made.name!r} can {' and '.join(made.scopes)}; it ends on {(made.expires_at or 'no day')[:10]}."
    )
    return made.token


def _here(api: Api, proof: Proof, name: str, say: Callable[[str], None]) -> Granted:
    api.call("GET", "sign-in")  # so that a wrong address is reported here and not by the browser
    with closing(Listener()) as listener:
        page = listener.page(api.server.url, proof, name)
        say("Say yes in the browser. If none has opened, open this address on this machine:")
        say(f"  {page}")
        # Some browsers are waited for until they are closed: not here.
        Thread(target=open_page, args=(page,), kwargs={"secret": True}, daemon=True).start()
        code = listener.wait()
    granted = fetch(api, proof, code)
    if granted is None:
        raise _unsupported(api)
    return granted


def _anywhere(api: Api, proof: Proof, name: str, say: Callable[[str], None]) -> Granted:
    typed = ask_for_code(api, proof, name)
    say(f"Open {typed.url} in a browser on any machine and type the code")
    say(f"\n  {typed.code}\n")
    say("Waiting, at most ten minutes; Ctrl-C stops it.")
    return wait_until_typed(api, proof, typed)


@dataclass(frozen=True)
class Proof:
    """The PKCE pair (S256) which proves that one process asks for the token and fetches it."""

    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(48), repr=False)

    @property
    def challenge(self) -> str:
        """The SHA-256 of the verifier, which is no secret."""
        return base64.urlsafe_b64encode(sha256(self.verifier.encode()).digest()).decode().rstrip("=")


class Typed(Form):
    """A code to type at `url`, and how to ask whether it was typed; `interval` in seconds."""

    code: Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{1,40}$")]
    url: Annotated[str, AfterValidator(config.clean_url)]
    grant: Annotated[str, Field(repr=False, min_length=1, max_length=1000)]
    interval: Annotated[float, Field(ge=0, le=60)]


class Granted(Form):
    """A token as it is granted to this command line."""

    name: Text
    scopes: list[str]
    expires_at: MomentText | None
    token: Annotated[str, AfterValidator(config.checked_token), Field(repr=False, max_length=1000)]


class Listener:
    """Waits on a port of this machine for the browser to bring the code, and for nothing else."""

    def __init__(self) -> None:
        self.state = secrets.token_urlsafe(24)
        self.code: str | None = None
        self.refused = False
        self._http = HTTPServer(("127.0.0.1", 0), type("Bound", (_Page,), {"listener": self}))
        self.port = self._http.server_port

    def page(self, url: str, proof: Proof, name: str) -> str:
        """Return the address of the server's page that asks the person."""
        asked = {"challenge": proof.challenge, "port": self.port, "state": self.state, "name": name}
        return f"{url}/cli?{urlencode(asked)}"

    def wait(self, seconds: float = BROWSER_SECONDS) -> str:
        """Return the code that the browser sends; raise SignInRequired at a refusal or after `seconds`."""
        deadline = time.monotonic() + seconds
        while self.code is None:
            left = deadline - time.monotonic()
            if left <= 0:
                raise SignInRequired(
                    "the request was not confirmed in the browser; where none can open, `modelbase login --no-browser` "
                    "shows a code to type on another machine",
                    "sign_in_code",
                )
            self._http.timeout = min(left, 1.0)
            self._http.handle_request()
            if self.refused:
                raise SignInRequired(
                    "the request was refused in the browser; run `modelbase login` again",
                    "sign_in_code",
                )
        return self.code

    def close(self) -> None:
        """Close the port."""
        self._http.server_close()


def ask_for_code(api: Api, proof: Proof, name: str) -> Typed:
    """Return a code that a person types in a browser anywhere."""
    made = api.call("POST", "cli-grants/codes", {"challenge": proof.challenge, "name": name})
    return _form(api, Typed, made)


def wait_until_typed(api: Api, proof: Proof, typed: Typed) -> Granted:
    """Return the token once the code was typed, polling ever less often; raise SignInRequired if it was not."""
    pause, until = max(typed.interval, 0.1), time.monotonic() + CODE_SECONDS
    while True:
        token = fetch(api, proof, typed.grant)
        if token is not None:
            return token
        if time.monotonic() >= until:
            raise SignInRequired(
                "the code was not typed in time; run `modelbase login` again", "sign_in_code"
            )
        time.sleep(pause)
        pause = min(pause * 1.2, LONGEST_PAUSE)


def fetch(api: Api, proof: Proof, grant: str) -> Granted | None:
    """Return the token of a grant, or None while it is not approved; raise SignInRequired if it is over."""
    status, granted, _ = api.answer(
        "POST", "cli-grants/exchange", {"grant": grant, "verifier": proof.verifier}
    )
    return None if status == 202 else _form(api, Granted, granted)


def _form(api: Api, form: type[Answered], body: Any) -> Answered:
    try:
        return form.model_validate(body)
    except (ValidationError, ModelbaseError):
        raise _unsupported(api) from None


class _Page(BaseHTTPRequestHandler):
    """Answers the browser; takes a code or a refusal (RFC 6749, 4.1.2.1) only with the state that this process made."""

    listener: Listener
    timeout = 5  # seconds: a connection that says nothing must not hold the port

    def do_GET(self) -> None:
        """Take the code or the refusal; else answer 404."""
        parts = urlsplit(self.path)
        query = parse_qs(parts.query)
        code, state = query.get("code", [""])[0], query.get("state", [""])[0]
        known = hmac.compare_digest(state.encode(), self.listener.state.encode())
        host = self.headers.get("Host", "") == f"127.0.0.1:{self.listener.port}"
        refused = query.get("error") == ["access_denied"]
        if parts.path != "/" or not (known and host and (code or refused)):
            self.send_error(404)
            return
        self.listener.refused = refused
        self.listener.code = None if refused else code
        body = REFUSED if refused else DONE
        self.send_response(200)
        for name, value in (HEADERS | {"Content-Length": str(len(body))}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing: a request's line has the code in it."""


def _unsupported(api: Api) -> Unavailable:
    return Unavailable(
        f"{api.server.url} does not let command lines in by browser; make a token on its account page"
    )
