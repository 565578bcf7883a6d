"""Rows of A1 on people, proxies, hosts, origins and defaults: who is believed to be whom, and from where."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from github_fixtures import BASE, COOKIE, Browser, error_of

from modelbase.client import sign_in as client_sign_in
from modelbase.client.api import Api
from modelbase.client.config import Server, clean_url
from modelbase.entities import Role
from modelbase.errors import Invalid, ModelbaseError
from modelbase.server.access import Principal
from modelbase.server.app import create_app
from modelbase.server.database.people import users
from modelbase.server.signin import people, recheck

MEMBER = {"orgs": {"acme": "active"}}
ADMIN = {"orgs": {"acme": "active"}, "teams": ["acme/core"]}
PROXIED = {
    "X-WEBAUTH-USER": "admin",
    "X-Forwarded-User": "octocat",
    "X-Remote-User": "octocat",
    "Remote-User": "octocat",
    "X-Auth-Request-Email": "octocat@acme.test",
    "X-Forwarded-For": "127.0.0.1",
    "X-Real-IP": "127.0.0.1",
    "X-Forwarded-Host": "evil.test",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Prefix": "/evil",
    "Forwarded": "for=127.0.0.1;host=evil.test;proto=https",
}


def denied(answer: Any) -> None:
    """Check that an answer refuses: as JSON, never with a stack trace, never by breaking."""
    assert answer.status_code in {400, 401, 403, 404, 405}, (answer.status_code, answer.get_data()[:300])
    assert answer.mimetype == "application/json"
    assert set(answer.json["error"]) == {"code", "message", "details", "request_id"}
    assert b"Traceback" not in answer.data


class Trap:
    """A server that catches what it is sent, and answers as it is told."""

    def __init__(self) -> None:
        self.caught: list[tuple[str, dict[str, str]]] = []
        self.answer: tuple[int, dict[str, str], bytes] = (200, {}, b"{}")
        trap = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                trap.caught.append((self.path, dict(self.headers)))
                status, headers, body = trap.answer
                self.send_response(status)
                for name, value in ({"Content-Length": str(len(body))} | headers).items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            do_POST = do_GET  # noqa: N815 - the name that http.server looks for

            def log_message(self, *_: Any) -> None:
                pass

        self.http = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.http.server_port}"
        self.thread = threading.Thread(target=self.http.serve_forever, kwargs={"poll_interval": 0.02})


@pytest.fixture
def traps() -> Iterator[tuple[Trap, Trap]]:
    pair = (Trap(), Trap())
    for trap in pair:
        trap.thread.start()
    yield pair
    for trap in pair:
        trap.http.shutdown()
        trap.http.server_close()
        trap.thread.join()


@pytest.fixture
def admin(browser: Callable[[], Browser], github: Any) -> Browser:
    github.add("octocat", 1, **ADMIN)
    found = browser()
    found.sign_in()
    return found


def token_of(tab: Browser, **more: Any) -> str:
    made = tab.send("POST", "/api/v1/tokens", {"name": "t", "scopes": ["read"], **more})
    return str(made.json["token"])


def by_token(tab: Browser, text: str) -> int:
    client = tab.client.application.test_client(use_cookies=False)
    return int(
        client.get("/api/v1/me", base_url=BASE, headers={"Authorization": f"Bearer {text}"}).status_code
    )


@pytest.mark.row("A1-11")
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308, 401, 407])
def test_the_clients_token_goes_to_the_configured_server_only(traps: Any, status: int) -> None:
    ours, evil = traps
    realm = f'Bearer realm="{evil.url}/token",service="x"'
    ours.answer = (status, {"Location": f"{evil.url}/x", "WWW-Authenticate": realm}, b"{}")
    api = Api(Server(ours.url, "mb_canary", "test"))
    for method, body in (("GET", None), ("POST", {"a": 1})):
        with pytest.raises(ModelbaseError):
            api.call(method, "me", body)
    api.close()
    assert ours.caught
    assert evil.caught == []


@pytest.mark.row("A1-11")
def test_signing_in_sends_the_proof_to_the_configured_server_only(traps: Any) -> None:
    ours, evil = traps
    proof = client_sign_in.Proof()
    told = {"code": "BCDF-GHJK", "grant": evil.url, "url": f"{evil.url}/cli", "interval": 1}
    body = json.dumps(told | {"expires_at": "2099-01-01T00:00:00Z"}).encode()
    ours.answer = (201, {"Content-Type": "application/json"}, body)
    api = Api(Server(ours.url, None, "test"))
    typed = client_sign_in.ask_for_code(api, proof, "x")
    ours.answer = (302, {"Location": f"{evil.url}/exchange"}, b"")
    with pytest.raises(ModelbaseError):
        client_sign_in.wait_until_typed(api, proof, typed)
    api.close()
    assert evil.caught == []
    assert proof.verifier not in repr((proof, typed))


@pytest.mark.row("A1-11")
@pytest.mark.parametrize(
    "url",
    ["https://a\r\nX: y", "https://u:p@evil.test", "https://a?x", "file:///etc/passwd", "https://a b", "//"],
)
def test_an_address_that_could_smuggle_is_none(url: str) -> None:
    with pytest.raises(Invalid):
        clean_url(url)


@pytest.mark.row("A1-25")
def test_what_a_proxy_might_say_makes_nobody_somebody(browser: Any, admin: Browser, state: Any) -> None:
    before = state()
    for name, value in PROXIED.items():
        answer = browser().get("/api/v1/me", headers={name: value})
        denied(answer)
        assert answer.status_code == 401
    assert browser().get("/api/v1/me", headers=PROXIED).status_code == 401
    assert state() == before
    me = admin.get("/api/v1/me", headers=PROXIED).json
    assert (me["login"], me["server"]["url"]) == ("octocat", BASE)
    start = browser().get("/auth/start", headers=PROXIED)
    assert "evil.test" not in start.headers["Location"]
    assert "Secure" not in start.headers["Set-Cookie"], "the scheme is that of the settings"


@pytest.mark.row("A1-26")
@pytest.mark.parametrize("number", [1, 2])
def test_who_comes_again_after_a_removal_inherits_nothing(
    deployment: Any, admin: Browser, github: Any, browser: Any, number: int
) -> None:
    token, session = token_of(admin), str(admin.cookie())
    renewal = admin.cookie(COOKIE + "-renewal", "/api/v1/session")
    boss = Principal("github:99", "boss", Role.ADMIN, "session")
    users.ensure(deployment.db, users.User(id="github:99", login="boss", role=Role.ADMIN))
    people.delete(deployment, boss, "github:1")
    github.remove("octocat")
    github.add("octocat", number, **MEMBER)
    again = browser()
    assert error_of(again.sign_in()) == ""
    assert again.me().json["role"] == "read_only"
    assert again.get("/api/v1/tokens").json["rows"] == []
    assert by_token(again, token) == 401
    old = browser()
    old.client.set_cookie(COOKIE, session, domain="127.0.0.1")
    old.client.set_cookie(COOKIE + "-renewal", str(renewal), domain="127.0.0.1", path="/api/v1/session")
    assert old.me().status_code == 401
    assert old.send("POST", "/api/v1/session/renew").status_code == 401


@pytest.mark.row("A1-26")
def test_a_token_that_a_removal_left_behind_is_dead(
    deployment: Any, admin: Browser, github: Any, browser: Any
) -> None:
    token = token_of(admin)
    users.delete(deployment.db, "github:1")  # as if the server had died right after this
    browser().sign_in()
    assert deployment.db.tokens.count_documents({}) == 1
    fresh = Browser(create_app(admin.client.application.extensions["modelbase"].settings, deployment), github)
    assert by_token(fresh, token) == 401


@pytest.mark.row("A1-27")
@pytest.mark.parametrize("how", ["sign in", "by itself"])
@pytest.mark.parametrize(
    ("teams", "orgs", "role"),
    [([], {"acme": "active"}, "read_only"), ([], {}, None), (["acme/core"], {"acme": "pending"}, None)],
)
def test_what_a_team_gave_is_replaced_and_never_added_to(
    trusting: Any,
    admin: Browser,
    browser: Any,
    github: Any,
    deployment: Any,
    how: str,
    teams: Any,
    orgs: Any,
    role: Any,
) -> None:
    token = token_of(admin)
    person = github.people["octocat"]
    person.teams, person.orgs = teams, orgs
    if how == "sign in":
        browser().sign_in()
    else:
        deployment.db.users.update_many({}, {"$set": {"recheck_at": users.now()}})
        assert recheck.look(trusting())
    assert admin.me().json.get("role") == role
    here = trusting()
    assert by_token(Browser(create_app(here.settings, here), github), token) == (200 if role else 401)


@pytest.mark.row("A1-28")
def test_signing_in_enables_nobody(deployment: Any, admin: Browser, browser: Any, state: Any) -> None:
    token = token_of(admin)
    users.set_disabled(deployment.db, "github:1", True)
    for _ in range(3):
        assert error_of(browser().sign_in()) == "disabled"
    assert users.get(deployment.db, "github:1").disabled
    assert deployment.db.sessions.count_documents({}) <= 1
    fresh = Browser(admin.client.application, admin.fake)
    assert fresh.me().status_code == 401
    assert admin.me().status_code == 401
    other = create_app(admin.client.application.extensions["modelbase"].settings, deployment)
    assert by_token(Browser(other, admin.fake), token) == 401


@pytest.mark.row("A1-29")
def test_a_grant_by_hand_or_by_command_line_does_not_outlive_its_person(
    deployment: Any, admin: Browser, browser: Any, github: Any
) -> None:
    proof = client_sign_in.Proof()
    asked = {"challenge": proof.challenge, "port": 5555, "state": "s" * 20, "name": "x"}
    code = admin.send("POST", "/api/v1/cli-grants", asked).json["url"].partition("code=")[2].partition("&")[0]
    users.set_role(deployment.db, "github:1", Role.ADMIN)
    users.delete(deployment.db, "github:1")
    given = browser().send("POST", "/api/v1/cli-grants/exchange", {"grant": code, "verifier": proof.verifier})
    assert given.status_code == 401
    github.people["octocat"].teams = []
    again = browser()
    again.sign_in()
    assert again.me().json["role"] == "read_only", "the role by hand went with the person"


@pytest.mark.row("A1-31")
@pytest.mark.parametrize(
    "host",
    [
        "evil.test",
        "127.0.0.1.evil.test:5050",
        "evil.test:5050",
        "127.0.0.1:5051",
        "127.0.0.1",
        "a@127.0.0.1:5050",
        "",
    ],
)
def test_another_host_is_not_answered(admin: Browser, state: Any, host: str) -> None:
    before = state()
    for path in (
        "/api/v1/me",
        "/auth/start",
        "/auth/callback?state=x",
        "/",
        "/api/v1/sign-in",
        "/api/v1/openapi.json",
        "/api/v1/",
    ):
        answer = admin.get(path, headers={"Host": host})
        if path.startswith("/auth"):
            assert error_of(answer)
            assert not answer.headers["Location"].startswith("http") if "Location" in answer.headers else True
        else:
            assert answer.status_code == 400
        assert "Access-Control-Allow-Origin" not in answer.headers
    assert state() == before


@pytest.mark.row("A1-31", "A1-32")
@pytest.mark.parametrize(
    "origin",
    [
        "http://evil.test",
        "null",
        "http://127.0.0.1:5051",
        "https://127.0.0.1:5050",
        "http://127.0.0.1:5050.evil.test",
        "file://",
        "",
    ],
)
def test_another_origin_writes_nothing(admin: Browser, state: Any, origin: str) -> None:
    before = state()
    for method, path, body in (
        ("POST", "/api/v1/tokens", {"name": "x"}),
        ("DELETE", "/api/v1/sessions", None),
        ("DELETE", "/api/v1/session", None),
        ("POST", "/api/v1/session/renew", None),
        ("POST", "/api/v1/cli-grants", {"challenge": "c" * 43, "port": 5555, "state": "s" * 20, "name": "x"}),
    ):
        answer = admin.send(method, path, body, Origin=origin)
        denied(answer)
        assert answer.json["error"]["code"] == "origin"
        assert not [name for name, _ in answer.headers if name.startswith("Access-Control")]
    assert state() == before
    assert admin.me().status_code == 200


@pytest.mark.row("A1-32")
def test_forms_of_other_sites_write_nothing(admin: Browser, state: Any) -> None:
    before = state()
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
        for headers in (
            {},
            {"Origin": "null"},
            {"Sec-Fetch-Site": "cross-site"},
            {"Sec-Fetch-Site": "same-site"},
        ):
            answer = admin.client.post(
                "/api/v1/tokens", data='{"name":"x"}', content_type=kind, base_url=BASE, headers=headers
            )
            denied(answer)
    for headers in ({}, {"Sec-Fetch-Site": "none"}, {"Referer": BASE}):  # JSON, but from nowhere
        answer = admin.client.post("/api/v1/tokens", json={"name": "x"}, base_url=BASE, headers=headers)
        denied(answer)
    assert state() == before


@pytest.mark.row("A1-32")
def test_reading_changes_nothing(admin: Browser, state: Any) -> None:
    admin.me()
    before = state()
    for path in (
        "/api/v1/session",
        "/api/v1/session/renew",
        "/api/v1/session/codes",
        "/api/v1/sign-in/first",
        "/api/v1/cli-grants",
    ):
        for method in ("GET", "HEAD", "OPTIONS"):
            admin.client.open(
                path, method=method, base_url=BASE, headers={"X-HTTP-Method-Override": "DELETE"}
            )
    for path in (
        "/api/v1/me",
        "/api/v1/sessions",
        "/api/v1/tokens",
        "/api/v1/sign-in",
        "/auth/start",
        "/auth/callback",
    ):
        assert admin.get(f"{path}?_method=DELETE").status_code < 500
    assert admin.client.head("/auth/callback?state=x&code=y", base_url=BASE).status_code == 400
    assert state() == before


@pytest.mark.row("A1-34", "A1-18")
def test_a_fresh_server_has_no_credential(browser: Any, deployment: Any) -> None:
    assert deployment.db.users.count_documents({}) == 0
    tab = browser()
    for text in ("admin", "password", "modelbase", "", "0", "changeme", "mb_" + "0" * 38):
        for path in ("/api/v1/session", "/api/v1/sign-in/first"):
            assert tab.send("POST", path, {"code": text}).status_code in {400, 401, 429}
        for header in (f"Bearer {text}", "Basic YWRtaW46YWRtaW4=", "Basic YWRtaW46cGFzc3dvcmQ="):
            answer = tab.get("/api/v1/me", headers={"Authorization": header})
            assert answer.status_code in {401, 429}
    assert deployment.db.users.count_documents({}) == 0
    assert deployment.db.sessions.count_documents({}) == 0
