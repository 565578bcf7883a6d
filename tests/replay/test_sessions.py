"""A3, and the rows of A1 on sessions and tokens: forged, stolen, replayed, expired, confused with one another."""

from __future__ import annotations

import base64
import hmac
import json
import re
import socket
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jwt
import pytest
from freezegun import freeze_time
from github_fixtures import BASE, COOKIE, Browser
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pydantic import SecretStr

from modelbase.errors import Invalid
from modelbase.server import settings
from modelbase.server.app import create_app
from modelbase.server.database.people import tokens as stored_tokens
from modelbase.server.database.people import users
from modelbase.server.signin import grant, sessions, sign_in
from modelbase.server.signin.encryption import decrypt, encrypt, keys
from modelbase.server.signin.tokens import make_text, text_hash

ROOT = Path(__file__).resolve().parents[2]
MEMBER = {"orgs": {"acme": "active"}, "teams": ["acme/core"]}
RENEWAL = COOKIE + "-renewal"


@pytest.fixture
def tab(browser: Callable[[], Browser], github: Any) -> Browser:
    """The browser of an Admin who is signed in."""
    github.add("octocat", 1, **MEMBER)
    found = browser()
    found.sign_in()
    return found


@pytest.fixture
def key(deployment: Any) -> bytes:
    return keys(deployment.settings, sessions.PURPOSE)[0]


def b64(data: bytes | str) -> str:
    raw = data.encode() if isinstance(data, str) else data
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def claims_of(tab: Browser) -> dict[str, Any]:
    found: dict[str, Any] = jwt.decode(tab.cookie(), options={"verify_signature": False})
    return found


def signed(
    header: str | dict[str, Any], payload: str | dict[str, Any], key: bytes, name: str = "sha256"
) -> str:
    texts = (
        part if isinstance(part, str) else json.dumps(part, separators=(",", ":"))
        for part in (header, payload)
    )
    body = ".".join(b64(text) for text in texts)
    return f"{body}.{b64(hmac.digest(key, body.encode(), name))}"


HEADER = {"alg": "HS256", "typ": "JWT"}


def accepted(tab: Browser, text: str) -> bool:
    """Say whether a text works as session cookie, in a browser that has nothing else."""
    found = tab.client.application.test_client(use_cookies=False).get(
        "/api/v1/me", base_url=BASE, headers={"Cookie": f"{COOKIE}={text}"}
    )
    assert found.status_code in {200, 401}, found.data
    return bool(found.status_code == 200)


def by_token(tab: Browser, text: str, path: str = "/api/v1/me") -> int:
    headers = {"Authorization": f"Bearer {text}"}
    return int(
        tab.client.application.test_client(use_cookies=False)
        .get(path, base_url=BASE, headers=headers)
        .status_code
    )


@pytest.mark.row("JW-1", "A1-64")
def test_no_other_algorithm_is_taken(tab: Browser, key: bytes, deployment: Any) -> None:
    claims = claims_of(tab)
    assert accepted(tab, signed(HEADER, claims, key)), "the forger's tools work, given the key"
    for name in ("none", "None", "NONE", "nOnE", "", "hs256", "HS256 ", "HS384", "HS512", "RS256", "ES256"):
        header = {"alg": name, "typ": "JWT"}
        body = f"{b64(json.dumps(header))}.{b64(json.dumps(claims))}"
        assert not accepted(tab, f"{body}.")
        assert not accepted(tab, signed(header, claims, key))
        assert not accepted(tab, signed(header, claims, b""))
    for digest in ("sha384", "sha512", "sha1", "md5"):
        assert not accepted(tab, signed(HEADER, claims, key, digest))
    assert not accepted(tab, signed({"typ": "JWT"}, claims, key))


@pytest.mark.row("JW-1", "A1-64", "A1-33")
def test_no_public_file_is_the_key(tab: Browser, deployment: Any) -> None:
    claims = claims_of(tab)
    guesses = [
        b"",
        b"secret",
        b"modelbase",
        b"modelbase session 1",
        deployment.settings.secret_key.get_secret_value().encode(),
    ]
    guesses += [
        path.read_bytes()
        for path in (ROOT / "README.md", ROOT / "pyproject.toml", ROOT / "docker/env.example")
    ]
    guesses += keys(deployment.settings, sign_in.FLOW) + keys(deployment.settings, "renewal")
    for guess in guesses:
        assert not accepted(tab, signed(HEADER, claims, guess))


@pytest.mark.row("JW-2", "A1-64")
def test_no_key_is_taken_from_the_token(tab: Browser, key: bytes) -> None:
    with socket.socket() as canary:
        canary.bind(("127.0.0.1", 0))
        canary.listen()
        canary.settimeout(0)
        url = f"http://127.0.0.1:{canary.getsockname()[1]}/jwks"
        own = {"kty": "oct", "k": b64(b"k" * 32)}
        for more in (
            *({"kid": kid} for kid in ("../../../dev/null", url, "' OR 1=1 --", "0", None)),
            {"jwk": own},
            {"jku": url},
            {"x5u": url},
            {"x5c": ["AAAA"]},
            {"cty": "JWT"},
        ):
            assert not accepted(tab, signed(HEADER | more, claims_of(tab), b"k" * 32))
            assert not accepted(tab, signed(HEADER | more, claims_of(tab), key)), "even with the right key"
        with pytest.raises(BlockingIOError):
            canary.accept()


@pytest.mark.row("JW-3", "A1-64")
def test_no_odd_form_is_taken(tab: Browser, key: bytes) -> None:
    claims, good = claims_of(tab), str(tab.cookie())
    header, payload, signature = good.split(".")
    text = json.dumps(claims)
    twice = text[:-1] + ', "sub": "github:1"}'  # of two, a parser takes the last
    last = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    twin = signature[:-1] + last[last.index(signature[-1]) ^ 1]
    for odd in (
        signed(HEADER | {"crit": ["x"], "x": 1}, claims, key),
        signed(HEADER | {"crit": ["b64"], "b64": False}, claims, key),
        signed('{"alg":"none","alg":"HS256","typ":"JWT"}', claims, key),
        signed('{"alg": "HS256", "typ": "JWT"}', claims, key),
        signed(HEADER, twice.replace("github:1", "github:2", 1), key),
        signed(HEADER, "[]", key),
        signed(HEADER, "null", key),
        signed(HEADER, "{", key),
        good + "=",
        good[:60] + " " + good[60:],
        good + "%00",
        f"{header}.{payload}.{signature}.",
        f"{header}=.{payload}.{signature}",
        f"{header}.{payload}.{signature}A",
        f"{header}.{payload}.{signature[:-1]}",
        f"{header}.{payload}.{twin}",
        f".{payload}.{signature}",
        f"{header}..{signature}",
        good.replace("-", "+").replace("_", "/") + "!",
        f"{header}.{payload}.{signature[:20]}é{signature[21:]}",
    ):
        assert not accepted(tab, odd), odd
    assert accepted(tab, good)


@pytest.mark.row("JW-4", "A1-64")
def test_nothing_else_that_we_sign_is_a_session(tab: Browser, key: bytes, deployment: Any) -> None:
    claims = claims_of(tab)
    for change in (
        {"typ": "oauth-state"},
        {"typ": "share"},
        {"typ": None},
        {"aud": "modelbase"},
        {"aud": ["modelbase-session"]},
        {"aud": None},
        {"iss": "https://other.example"},
        {"iss": None},
        {"iss": BASE + "/"},
    ):
        changed = {name: value for name, value in (claims | change).items() if value is not None}
        assert not accepted(tab, signed(HEADER, changed, key)), change
    made = tab.send("POST", "/api/v1/tokens", {"name": "t"}).json["token"]
    for text in (
        made,
        encrypt(deployment.settings, sign_in.FLOW, claims),
        encrypt(deployment.settings, "opened share links", claims),
    ):
        assert not accepted(tab, text)
    assert by_token(tab, str(tab.cookie())) == 401, "a session is no API token"
    assert by_token(tab, tab.cookie(RENEWAL, "/api/v1/session") or "") == 401
    assert not accepted(tab, tab.cookie(RENEWAL, "/api/v1/session") or "")
    other = deployment.settings.model_copy(update={"secret_key": SecretStr("7d1e5b9c3a8f2046" * 3)})
    assert not accepted(tab, signed(HEADER, claims, keys(other, sessions.PURPOSE)[0])), "another deployment's"


@pytest.mark.row("JW-5", "A1-36")
@pytest.mark.parametrize("name", ["exp", "iat"])
@pytest.mark.parametrize(
    "value", [None, "4102444800", 4102444800.0, 10**20, -1, 0, True, [], {}, "x", float("inf")]
)
def test_times_of_another_form_are_refused(tab: Browser, key: bytes, name: str, value: Any) -> None:
    claims = claims_of(tab)
    changed = {n: v for n, v in (claims | {name: value}).items() if v is not None}
    assert not accepted(tab, signed(HEADER, changed, key))


@pytest.mark.row("JW-5", "A1-36")
def test_a_jwt_lives_from_its_first_to_its_last_second(
    browser: Any, github: Any, deployment: Any, key: bytes
) -> None:
    github.add("octocat", 1, **MEMBER)
    with freeze_time("2030-01-01 00:00:00") as clock:
        tab = browser()
        tab.sign_in()
        claims, text = claims_of(tab), str(tab.cookie())
        assert claims["exp"] - claims["iat"] == 900
        assert not accepted(
            tab, signed(HEADER, claims | {"iat": claims["iat"] + 2, "exp": claims["exp"] + 2}, key)
        )
        assert not accepted(tab, signed(HEADER, claims | {"nbf": claims["iat"] + 60}, key))
        assert not accepted(tab, signed(HEADER, claims | {"exp": claims["exp"] + 1}, key)), (
            "no longer than 15 minutes"
        )
        clock.tick(899)
        assert accepted(tab, text)
        clock.tick(1)
        assert not accepted(tab, text)


@pytest.mark.row("A1-36")
def test_each_kind_of_secret_ends_to_the_second(
    trusting: Any, browser: Any, github: Any, deployment: Any, db: Any
) -> None:
    github.add("octocat", 1, **MEMBER)
    with freeze_time("2030-01-01 00:00:00") as clock:
        tab = browser()
        tab.sign_in()
        token = tab.send("POST", "/api/v1/tokens", {"name": "t", "expires_in_days": 1}).json["token"]
        clock.tick(24 * 3600 - 1)
        assert by_token(tab, token) == 200
        clock.tick(1)
        assert stored_tokens.find(db, text_hash(token)) is None
        clock.tick(2)
        assert by_token(tab, token) == 401
    lives = (
        (
            lambda: grant.wait(deployment, "c" * 43, "x", "a").key,
            600,
            lambda key: grant.grants.find(db, text_hash(key)),
        ),
        (
            lambda: sign_in.make_code(db, "github:1"),
            600,
            lambda code: sign_in.stored.has_code(db, text_hash(code), "github:1"),
        ),
        (
            lambda: sign_in.make_first_code(trusting()),
            86400,
            lambda code: sign_in.stored.has_code(db, text_hash(code), sign_in.FIRST),
        ),
    )
    for make, seconds, alive in lives:
        with freeze_time("2031-01-01 00:00:00") as clock:
            made = make()
            clock.tick(seconds - 1)
            assert alive(made)
            clock.tick(1)
            assert not alive(made)


@pytest.mark.row("JW-6", "A1-35")
def test_a_session_is_dead_after_signing_out_whatever_was_under_way(tab: Browser, browser: Any) -> None:
    copies = [browser() for _ in range(4)]
    for copy in copies:
        copy.client.set_cookie(COOKIE, tab.cookie(), domain="127.0.0.1")
    start = threading.Barrier(5)

    def ask(copy: Browser) -> None:
        start.wait()
        for _ in range(20):
            copy.me()

    threads = [threading.Thread(target=ask, args=(copy,)) for copy in copies]
    for thread in threads:
        thread.start()
    start.wait()
    before = tab.cookie()
    assert tab.send("DELETE", "/api/v1/session").status_code == 204
    for thread in threads:
        thread.join()
    assert not accepted(tab, str(before))
    assert [copy.me().status_code for copy in copies] == [401] * 4, (
        "no open tab brought the cookie back to life"
    )
    assert tab.me().status_code == 401


@pytest.mark.row("JW-6", "A1-35")
@pytest.mark.parametrize("act", ["all", "disable", "delete"])
def test_every_session_of_a_person_ends_at_once(tab: Browser, browser: Any, db: Any, act: str) -> None:
    other = browser()
    other.sign_in()
    texts = [str(tab.cookie()), str(other.cookie())]
    if act == "all":
        assert tab.send("DELETE", "/api/v1/sessions").status_code == 204
    elif act == "disable":
        users.set_disabled(db, "github:1", True)
    else:
        users.delete(db, "github:1")
    assert [accepted(tab, text) for text in texts] == [False, False]
    assert other.send("POST", "/api/v1/session/renew").status_code == 401


@pytest.mark.row("JW-7")
def test_cookies_are_out_of_reach_and_bodies_are_json(trusting: Any, github: Any) -> None:
    url = "https://models.example.org"
    here = trusting(url=url)
    github.add("octocat", 1, **MEMBER)
    tab = Browser(create_app(here.settings, here), github, url)
    answer = tab.sign_in()
    cookies = {
        c.split("=")[0]: c.split("; ") for c in answer.headers.getlist("Set-Cookie") if "Max-Age=0" not in c
    }
    assert set(cookies) == {"__Host-modelbase", "__Secure-modelbase-renewal"}
    for parts in cookies.values():
        assert {"HttpOnly", "Secure", "SameSite=Lax"} <= set(parts)
        assert not any(part.startswith("Domain") for part in parts)
    assert "Path=/" in cookies["__Host-modelbase"]
    assert "Path=/api/v1/session" in cookies["__Secure-modelbase-renewal"]
    for kind in (
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/jsonx",
        "",
    ):
        refused = tab.client.post(
            "/api/v1/tokens", data='{"name":"x"}', content_type=kind, base_url=url, headers={"Origin": url}
        )
        assert refused.status_code == 400
    assert tab.get("/api/v1/tokens").json["rows"] == []


@pytest.mark.row("JW-8")
def test_an_api_token_is_long_marked_hashed_shown_once_and_revocable(tab: Browser, db: Any) -> None:
    made = tab.send("POST", "/api/v1/tokens", {"name": "ci", "scopes": ["read"], "expires_in_days": 7}).json
    assert made["token"].startswith("mb_")
    assert 32 * 5.95 >= 160, "random letters and digits, 5.95 bits each"
    assert len({make_text()[3:35] for _ in range(1000)}) == 1000
    stored = repr([list(db[name].find()) for name in db.list_collection_names()])
    assert made["token"] not in stored
    assert made["token"][3:35] not in stored
    assert text_hash(made["token"]) in stored
    assert made["token"] not in json.dumps(tab.get("/api/v1/tokens").json)
    assert by_token(tab, made["token"]) == 200
    assert tab.get("/api/v1/tokens").json["rows"][0]["last_used_at"]
    assert by_token(tab, make_text()) == 401
    with freeze_time() as clock:
        assert tab.send("DELETE", f"/api/v1/tokens/{made['id']}").status_code == 204
        clock.tick(2.1)
        assert by_token(tab, made["token"]) == 401


@pytest.mark.row("JW-8", "A1-22")
def test_a_nearly_right_token_is_answered_like_any_wrong_one(tab: Browser) -> None:
    made = tab.send("POST", "/api/v1/tokens", {"name": "ci"}).json["token"]
    answers = []
    for text in (
        made[:-1] + ("a" if made[-1] != "a" else "b"),
        make_text(),
        "mb_" + "0" * 38,
        "x",
        made + "x",
    ):
        found = tab.client.application.test_client(use_cookies=False).get(
            "/api/v1/me", base_url=BASE, headers={"Authorization": f"Bearer {text}"}
        )
        answers.append((found.status_code, found.json["error"]["code"], sorted(found.headers.keys())))
    assert len(set(map(repr, answers))) == 1


@pytest.mark.row("JW-9")
def test_a_key_is_changed_without_signing_anybody_out_and_the_old_one_dies(
    trusting: Any, tab: Browser, deployment: Any, github: Any
) -> None:
    old, text = deployment.settings.secret_key, str(tab.cookie())
    both = trusting(secret_key=SecretStr("7d1e5b9c3a8f2046" * 3), secret_key_old=old)
    after = trusting(secret_key=SecretStr("7d1e5b9c3a8f2046" * 3))
    overlap = Browser(create_app(both.settings, both), github)
    assert accepted(overlap, text)
    overlap.client.set_cookie(
        RENEWAL, tab.cookie(RENEWAL, "/api/v1/session"), domain="127.0.0.1", path="/api/v1/session"
    )
    assert overlap.send("POST", "/api/v1/session/renew").status_code == 204
    fresh = str(overlap.cookie())
    last = Browser(create_app(after.settings, after), github)
    assert accepted(last, fresh)
    assert not accepted(last, text)
    assert not accepted(tab, fresh), "the old key signs nothing new"
    sealed = encrypt(deployment.settings, sign_in.FLOW, {"a": 1})
    assert decrypt(both.settings, sign_in.FLOW, sealed) == {"a": 1}
    assert decrypt(after.settings, sign_in.FLOW, sealed) is None


@pytest.mark.row("JW-10")
def test_a_role_that_changes_by_signing_in_leaves_one_record(browser: Any, github: Any, db: Any) -> None:
    person = github.add("octocat", 1, **MEMBER)
    for _ in range(3):
        browser().sign_in()
    person.teams.clear()
    for _ in range(3):
        browser().sign_in()
    found = [(e["action"], e["by"]["id"], e["outcome"]) for e in db.events.find().sort("at", 1)]
    assert found == [("user.join", "github:1", "done"), ("user.role", "github:1", "done")]


@pytest.mark.row("A1-39")
@hypothesis_settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200, deadline=None
)
@given(data=st.data())
def test_no_boundary_of_what_is_sealed_can_be_moved(deployment: Any, data: Any) -> None:
    fields = data.draw(
        st.dictionaries(st.sampled_from(["state", "verifier", "next"]), st.text(max_size=20), min_size=1)
    )
    sealed = encrypt(deployment.settings, "x", fields)
    assert decrypt(deployment.settings, "x", sealed) == fields
    assert decrypt(deployment.settings, "y", sealed) is None
    at = data.draw(st.integers(0, len(sealed.rstrip("=")) - 2))
    other = data.draw(st.sampled_from("ABab01-_"))
    bent = sealed[:at] + other + sealed[at + 1 :]
    assert bent == sealed or decrypt(deployment.settings, "x", bent) is None
    assert decrypt(deployment.settings, "x", sealed[:at] + sealed[at + 1 :]) is None


@pytest.mark.row("A1-39")
def test_fields_are_sealed_with_their_boundaries(deployment: Any) -> None:
    one, other = ({"a": "xy", "b": "z"}, {"a": "x", "b": "yz"})
    assert encrypt(deployment.settings, "x", one) != encrypt(deployment.settings, "x", other)
    assert keys(deployment.settings, "x") != keys(deployment.settings, "xy")


@pytest.mark.row("A1-63")
def test_a_bomb_of_a_token_is_refused(tab: Browser) -> None:
    deep = b64('{"alg":' + "[" * 100_000 + "]" * 100_000 + "}")
    zipped = b64('{"alg":"dir","enc":"A256GCM","zip":"DEF"}')
    for bomb in ("a" * 2**20, f"{deep}.e30.AAAA", f"{zipped}.e30.e30." + "A" * 2**20 + ".AAAA", "." * 2**20):
        assert not accepted(tab, bomb)
        assert by_token(tab, bomb) == 401
        assert by_token(tab, "mb_" + bomb) == 401
    assert tab.me().status_code == 200


@pytest.mark.row("A1-33")
def test_no_secret_of_the_repository_starts_a_server() -> None:
    good = {
        "MODELBASE_MONGO_URI": "mongodb://x/",
        "MODELBASE_S3_ENDPOINT": "http://x",
        "MODELBASE_S3_ACCESS_KEY": "k",
        "MODELBASE_S3_SECRET_KEY": "s",
    }
    texts = [
        p.read_text()
        for p in (*(ROOT / "docs").glob("*.md"), *(ROOT / "docker").glob("*"), ROOT / "README.md")
        if p.is_file()
    ]
    found = {
        m[1] for text in texts for m in re.finditer(r"SECRET_KEY\s*[=:]\s*[\"']?([^\s\"'$<{]{4,})", text)
    }
    placeholders = {"", "x", "short", "a" * 64, "secret" * 8, "change-me" * 5, "0123456789" * 4 + "password"}
    for secret in found | placeholders:
        for name in ("MODELBASE_SECRET_KEY", "MODELBASE_SECRET_KEY_OLD"):
            if not secret and name.endswith("OLD"):
                continue
            whole = {"MODELBASE_SECRET_KEY": "5f1c9e0b7a3d48e6b2c4f8a9017d6e35"} | good
            with pytest.raises(Invalid, match=name):
                settings.load(whole | {name: secret})


@pytest.mark.row("A1-36")
def test_settings_of_other_things_do_not_lengthen_a_session(trusting: Any, github: Any) -> None:
    here = trusting(get_url_seconds=3600, part_url_seconds=43200, upload_days=90, trash_days=3650)
    github.add("octocat", 1, **MEMBER)
    tab = Browser(create_app(here.settings, here), github)
    tab.sign_in()
    claims = claims_of(tab)
    assert claims["exp"] - claims["iat"] == 900
