"""Who is asking: tokens, one-time codes, sessions, and requests that come from the wrong place."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from typing import Any

import jwt
import pytest
from freezegun import freeze_time
from pydantic import SecretStr

from modelbase.entities import Role
from modelbase.server.app import create_app
from modelbase.server.database.people import users
from modelbase.server.signin import local, sessions
from modelbase.server.signin.encryption import keys
from modelbase.server.signin.identify import CACHE_SECONDS

BASE = "http://127.0.0.1:5050"
COOKIE, RENEWAL = "modelbase-5050", "modelbase-5050-renewal"
JSON = {"content_type": "application/json", "base_url": BASE}


def browser(app: Any, **cookies: str) -> Any:
    tab = app.test_client()
    for name, value in cookies.items():
        tab.set_cookie(name.replace("_", "-"), value, domain="127.0.0.1")
    return tab


def sign_in_browser(app: Any, deployment: Any, tab: Any = None) -> Any:
    tab = tab or browser(app)
    code = local.sign_in_url(deployment).partition("#code=")[2]
    done = tab.post("/api/v1/session", json={"code": code}, base_url=BASE, headers={"Origin": BASE})
    assert done.status_code == 204
    return tab


def text_of(tab: Any, name: str = COOKIE) -> str:
    path = "/api/v1/session" if name == RENEWAL else "/"
    return str(tab.get_cookie(name, domain="127.0.0.1", path=path).value)


def status(tab: Any, path: str = "/api/v1/me") -> int:
    return int(tab.get(path, base_url=BASE).status_code)


def renew(tab: Any) -> int:
    return int(tab.post("/api/v1/session/renew", base_url=BASE, headers={"Origin": BASE}).status_code)


def with_renewal(app: Any, text: str) -> Any:
    tab = app.test_client()
    tab.set_cookie(RENEWAL, text, domain="127.0.0.1", path="/api/v1/session")
    return tab


def end(tab: Any, path: str) -> int:
    return int(tab.delete(path, base_url=BASE, headers={"Origin": BASE}).status_code)


def claims_of(deployment: Any, tab: Any) -> tuple[bytes, dict[str, Any]]:
    """Return the key and the claims of a tab's session."""
    key = keys(deployment.settings, sessions.PURPOSE)[0]
    return key, jwt.decode(text_of(tab), key, algorithms=["HS256"], audience=sessions.AUDIENCE)


def test_a_printed_code_signs_one_browser_in(app: Any, deployment: Any) -> None:
    code = local.sign_in_url(deployment).partition("#code=")[2]
    tab = browser(app)
    answer = tab.post("/api/v1/session", json={"code": code}, base_url=BASE)
    first, second = answer.headers.getlist("Set-Cookie")
    for cookie, path in ((first, "Path=/"), (second, "Path=/api/v1/session")):
        assert all(part in cookie.split("; ") for part in ("HttpOnly", "SameSite=Lax", path))
    me = tab.get("/api/v1/me", base_url=BASE).json
    assert (me["role"], me["via"]) == ("admin", "session")
    again = browser(app).post("/api/v1/session", json={"code": code}, base_url=BASE)
    assert again.status_code == 401
    assert again.json["error"]["code"] == "sign_in_code"


def test_over_https_the_cookies_are_bound_to_the_host(deployment: Any) -> None:
    url = "https://models.example.org"
    secure = replace(deployment, settings=deployment.settings.model_copy(update={"url": url}))
    tab = create_app(secure.settings, secure).test_client()
    code = local.sign_in_url(secure).partition("#code=")[2]
    answer = tab.post("/api/v1/session", json={"code": code}, base_url=url)
    first, second = answer.headers.getlist("Set-Cookie")
    assert first.startswith("__Host-modelbase=")
    assert second.startswith("__Secure-modelbase-renewal=")
    assert "Secure" in first.split("; ")
    assert "Secure" in second.split("; ")
    assert "Domain" not in first


def test_signing_out_ends_the_session_for_every_copy_of_the_cookie(app: Any, deployment: Any) -> None:
    tab = sign_in_browser(app, deployment)
    copy = browser(app, modelbase_5050=text_of(tab))
    renewal = text_of(tab, RENEWAL)
    assert status(copy) == 200
    assert end(tab, "/api/v1/session") == 204
    assert (status(copy), status(tab)) == (401, 401)
    assert renew(with_renewal(app, renewal)) == 401


def test_signing_out_works_when_the_jwt_has_expired(app: Any, deployment: Any) -> None:
    with freeze_time("2030-01-01 00:00:00") as clock:
        tab = sign_in_browser(app, deployment)
        renewal = text_of(tab, RENEWAL)
        clock.tick(sessions.JWT_LIFE)
        assert end(tab, "/api/v1/session") == 204
        assert renew(with_renewal(app, renewal)) == 401


def test_a_busy_session_gets_a_fresh_jwt(app: Any, deployment: Any) -> None:
    with freeze_time("2030-01-01 00:00:00") as clock:
        tab = sign_in_browser(app, deployment)
        first = text_of(tab)
        clock.tick(sessions.RENEW_AFTER)
        assert status(tab) == 200
        assert text_of(tab) == first
        clock.tick(1)
        assert status(tab) == 200
        assert text_of(tab) != first


def test_a_jwt_ends_to_the_second_and_an_idle_tab_comes_back(app: Any, deployment: Any) -> None:
    with freeze_time("2030-01-01 00:00:00") as clock:
        tab = sign_in_browser(app, deployment)
        copy = text_of(tab)
        clock.tick(sessions.JWT_LIFE.total_seconds() - 1)
        assert status(browser(app, modelbase_5050=copy)) == 200
        clock.tick(1)
        assert status(browser(app, modelbase_5050=copy)) == 401
        assert renew(tab) == 204
        assert status(tab) == 200


def test_a_session_ends_after_its_life_however_often_it_is_renewed(app: Any, deployment: Any) -> None:
    with freeze_time("2030-01-01 00:00:00") as clock:
        tab = sign_in_browser(app, deployment)
        for _ in range(29):
            clock.tick(24 * 3600)
            assert renew(tab) == 204
        clock.tick(24 * 3600 - 1)
        assert renew(tab) == 204
        clock.tick(1)
        assert renew(tab) == 401
        assert status(tab) == 401


def test_two_tabs_that_renew_at_once_get_the_same_secret(app: Any, deployment: Any) -> None:
    with freeze_time("2030-01-01 00:00:00") as clock:
        tab = sign_in_browser(app, deployment)
        other = with_renewal(app, text_of(tab, RENEWAL))
        assert (renew(tab), renew(other)) == (204, 204)
        assert text_of(tab, RENEWAL) == text_of(other, RENEWAL)
        clock.tick(60)
        assert (renew(tab), status(tab)) == (204, 200)


def test_a_replaced_renewal_secret_ends_the_session_for_both_hands(app: Any, deployment: Any) -> None:
    with freeze_time("2030-01-01 00:00:00") as clock:
        tab = sign_in_browser(app, deployment)
        thief = with_renewal(app, text_of(tab, RENEWAL))
        assert renew(tab) == 204
        clock.tick(sessions.AGAIN.total_seconds() + 1)
        assert renew(thief) == 401
        assert (status(tab), renew(tab)) == (401, 401)


@pytest.mark.parametrize("text", ["", ".", "x", "x.y", "é.ü", "a" * 3900, "{sid}.", "{sid}.guess"])
def test_a_guessed_renewal_secret_is_nobody(app: Any, deployment: Any, text: str) -> None:
    tab = sign_in_browser(app, deployment)
    sid = text_of(tab, RENEWAL).partition(".")[0]
    assert renew(with_renewal(app, text.replace("{sid}", sid))) == 401


def test_renewing_needs_our_own_origin(app: Any, deployment: Any) -> None:
    tab = with_renewal(app, text_of(sign_in_browser(app, deployment), RENEWAL))
    for headers in ({}, {"Origin": "http://evil.test"}, {"Sec-Fetch-Site": "same-site"}):
        assert tab.post("/api/v1/session/renew", base_url=BASE, headers=headers).status_code == 403
    assert renew(tab) == 204


def test_sessions_are_listed_and_ended_one_by_one_and_all_at_once(app: Any, deployment: Any) -> None:
    first, second, third = (sign_in_browser(app, deployment) for _ in range(3))
    rows = first.get("/api/v1/sessions", base_url=BASE).json["rows"]
    assert [row["current"] for row in rows].count(True) == 1
    assert all(secret not in json.dumps(rows) for secret in (text_of(second), text_of(second, RENEWAL)))
    mine = next(
        row["id"] for row in second.get("/api/v1/sessions", base_url=BASE).json["rows"] if row["current"]
    )
    assert end(first, f"/api/v1/sessions/{mine}") == 204
    assert end(first, f"/api/v1/sessions/{mine}") == 404
    assert (status(first), status(second), status(third)) == (200, 401, 200)
    assert end(first, "/api/v1/sessions") == 204
    assert (status(first), status(third), renew(third)) == (401, 401, 401)
    assert status(sign_in_browser(app, deployment)) == 200


def test_a_strangers_session_is_not_mine_to_end(app: Any, deployment: Any, owner: Any) -> None:
    tab = sign_in_browser(app, deployment)
    row = tab.get("/api/v1/sessions", base_url=BASE).json["rows"][0]
    assert owner.delete(f"/sessions/{row['id']}").status_code == 404
    assert owner.delete(f"/sessions/{row['id'][:8]}").status_code == 404
    assert owner.get("/sessions").json["rows"] == []
    assert status(tab) == 200


def test_signing_in_ends_the_session_that_was_there_before(app: Any, deployment: Any) -> None:
    planted = sign_in_browser(app, deployment)
    victim = browser(app, modelbase_5050=text_of(planted))
    sign_in_browser(app, deployment, victim)
    assert status(planted) == 401
    assert status(victim) == 200


def test_of_two_session_cookies_neither_counts(app: Any, deployment: Any) -> None:
    good = text_of(sign_in_browser(app, deployment))
    tab = app.test_client(use_cookies=False)
    twice = {"Cookie": f"{COOKIE}={good}; {COOKIE}={good}"}
    assert tab.get("/api/v1/me", base_url=BASE, headers=twice).status_code == 401
    assert tab.get("/api/v1/me", base_url=BASE, headers={"Cookie": f"{COOKIE}={good}"}).status_code == 200


def test_a_role_or_a_disabling_bites_at_the_next_request(app: Any, deployment: Any) -> None:
    tab = sign_in_browser(app, deployment)
    user_id = local.person(deployment).id
    users.set_role(deployment.db, user_id, Role.GUEST)
    assert tab.get("/api/v1/me", base_url=BASE).json["role"] == "guest"
    assert status(tab, "/api/v1/trash") == 403
    users.set_disabled(deployment.db, user_id, True)
    assert (status(tab), renew(tab)) == (401, 401)


def test_a_token_revokes_itself_by_signing_out(owner: Any, client: Any) -> None:
    made = owner.post("/tokens", {"name": "laptop", "scopes": ["read"]}).json
    headers = {"Authorization": f"Bearer {made['token']}"}
    assert client.delete("/api/v1/session", headers=headers, base_url=BASE).status_code == 204
    assert made["id"] not in [row["id"] for row in owner.get("/tokens").json["rows"]]


@pytest.mark.parametrize(
    "change",
    [
        {"aud": "other"},
        {"aud": ["modelbase-session", "other"]},
        {"iss": "http://elsewhere"},
        {"typ": "share"},
        {"sub": "test:someone"},
        {"ver": 7},
        {"ver": True},
        {"sid": "0" * 32},
        {"sid": None},
        {"exp": None},
        {"exp": "9999999999"},
        {"exp": 9999999999.5},
        {"exp": 10**20},
        {"iat": 9999999999, "exp": 9999999999 + 900},
        {"nbf": 9999999999},
        {"more": 1},
    ],
)
def test_a_forged_or_foreign_session_is_nobody(app: Any, deployment: Any, change: dict[str, Any]) -> None:
    key, claims = claims_of(deployment, sign_in_browser(app, deployment))
    changed = {name: value for name, value in (claims | change).items() if value is not None}
    forged = jwt.PyJWS().encode(json.dumps(changed).encode(), key, "HS256", {"typ": "JWT"})
    assert status(browser(app, modelbase_5050=jwt.encode(claims, key, "HS256"))) == 200
    assert status(browser(app, modelbase_5050=forged)) == 401


def test_an_unsigned_or_differently_signed_session_is_nobody(app: Any, deployment: Any) -> None:
    tab = sign_in_browser(app, deployment)
    key, claims = claims_of(deployment, tab)
    text = text_of(tab)
    header, payload, signature = text.split(".")
    none = base64.urlsafe_b64encode(b'{"alg":"none","typ":"JWT"}').decode().rstrip("=")
    for forged in (
        f"{none}.{payload}.",
        f"{none}.{payload}.{signature}",
        jwt.encode(claims, key + key, "HS512"),
        jwt.encode(claims, "another-key-of-thirty-two-bytes-00", "HS256"),
        jwt.encode(claims, deployment.settings.secret_key.get_secret_value(), "HS256"),
        jwt.encode(claims, key, "HS256", {"kid": "1"}),
        text[:-4] + "AAAA",
        text + "=",
        text + ".",
        f"{header}.{payload}={'.'}{signature}",
        "x" * 4000,
    ):
        assert status(browser(app, modelbase_5050=forged)) == 401, forged


def test_a_new_key_and_the_old_one_overlap_and_then_the_old_one_is_dead(app: Any, deployment: Any) -> None:
    old = deployment.settings.secret_key
    tab = sign_in_browser(app, deployment)
    text = text_of(tab)
    change = {"secret_key": SecretStr("8c5fd0a1b7e29346" * 2), "secret_key_old": old}

    def at(settings: Any, cookie: str) -> Any:
        here = replace(deployment, settings=settings)
        return browser(create_app(settings, here), modelbase_5050=cookie)

    both = deployment.settings.model_copy(update=change)
    assert status(at(both, text)) == 200
    fresh = with_renewal(create_app(both, replace(deployment, settings=both)), text_of(tab, RENEWAL))
    assert renew(fresh) == 204
    new = deployment.settings.model_copy(update=change | {"secret_key_old": SecretStr("")})
    assert status(at(new, text)) == 401
    assert status(at(new, text_of(fresh))) == 200, "what was made during the overlap is of the new key"
    assert status(browser(app, modelbase_5050=text_of(fresh))) == 401


def test_a_write_by_cookie_needs_our_own_origin(app: Any, deployment: Any) -> None:
    tab = sign_in_browser(app, deployment)
    body = {"name": "t"}
    for headers in ({}, {"Origin": "http://evil.test"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}):
        refused = tab.post("/api/v1/tokens", json=body, base_url=BASE, headers=headers)
        assert (refused.status_code, refused.json["error"]["code"]) == (403, "origin")
    assert tab.post("/api/v1/tokens", json=body, base_url=BASE, headers={"Origin": BASE}).status_code == 201
    form = tab.post(
        "/api/v1/tokens",
        data='{"name":"t"}',
        content_type="text/plain",
        base_url=BASE,
        headers={"Origin": BASE},
    )
    assert form.status_code == 400
    assert len(tab.get("/api/v1/tokens", base_url=BASE).json["rows"]) == 1


@pytest.mark.parametrize("host", ["evil.test", "127.0.0.1.evil.test:5050", "127.0.0.1:80", "localhost"])
def test_another_host_name_is_not_answered(owner: Any, host: str) -> None:
    found = owner.client.get("/api/v1/me", headers=owner.headers | {"Host": host}, base_url=BASE)
    assert found.status_code == 400
    page = owner.client.get("/", headers={"Host": host}, base_url=BASE)
    assert page.status_code == 400


@pytest.mark.parametrize(
    "headers",
    [
        {"Authorization": "Basic {}"},
        {"Authorization": "Token {}"},
        {"Authorization": "{}"},
        {"X-Api-Key": "{}"},
        {"Cookie": "token={}"},
        {"Cookie": "modelbase-5050={}"},
        {"X-Forwarded-User": "owner"},
    ],
)
def test_a_token_is_taken_as_bearer_only(client: Any, people: Any, headers: dict[str, str]) -> None:
    sent = {name: value.format(people.owner) for name, value in headers.items()}
    assert client.get("/api/v1/me", headers=sent, base_url=BASE).status_code == 401
    assert client.get(f"/api/v1/trash?token={people.owner}", base_url=BASE).status_code == 401


def test_a_revoked_token_is_refused_within_the_bite(owner: Any, client: Any, app: Any) -> None:
    made = owner.post("/tokens", {"name": "ci", "scopes": ["read"]}).json
    headers = {"Authorization": f"Bearer {made['token']}"}
    assert client.get("/api/v1/me", headers=headers, base_url=BASE).json["token"]["name"] == "ci"
    assert owner.delete(f"/tokens/{made['id']}").status_code == 204
    with freeze_time() as clock:
        clock.tick(CACHE_SECONDS + 0.1)
        assert client.get("/api/v1/me", headers=headers, base_url=BASE).status_code == 401


def test_a_token_is_shown_once_and_stored_hashed(owner: Any, db: Any) -> None:
    made = owner.post("/tokens", {"name": "ci"}).json
    listed = owner.get("/tokens").json["rows"]
    assert made["id"] in [row["id"] for row in listed]
    assert all("token" not in row for row in listed)
    assert made["token"] not in repr(list(db.tokens.find()))


def test_a_token_never_exceeds_its_maker(owner: Any, reader: Any, client: Any) -> None:
    weak = owner.post("/tokens", {"name": "r", "scopes": ["read"]}).json["token"]
    found = client.post(
        "/api/v1/tokens", json={"name": "w"}, headers={"Authorization": f"Bearer {weak}"}, base_url=BASE
    )
    assert found.status_code == 403
    assert reader.post("/tokens", {"name": "w", "scopes": ["write"]}).status_code == 403


def test_a_read_token_reads_only(owner: Any, client: Any) -> None:
    token = owner.post("/tokens", {"name": "r", "scopes": ["read"]}).json["token"]
    headers = {"Authorization": f"Bearer {token}"}
    assert client.get("/api/v1/models", headers=headers, base_url=BASE).status_code == 200
    refused = client.post(
        "/api/v1/models", json={"args": {"dataset": "d", "arch": "a"}}, headers=headers, base_url=BASE
    )
    assert refused.status_code == 403


def test_a_token_for_one_name_knows_no_other(owner: Any, client: Any) -> None:
    inside = owner.post("/models", {"args": {"dataset": "imagenet", "arch": "a"}}).json["id"]
    outside = owner.post("/models", {"args": {"dataset": "imagenet2", "arch": "a"}}).json["id"]
    token = owner.post("/tokens", {"name": "n", "only": "imagenet/*"}).json["token"]
    headers = {"Authorization": f"Bearer {token}"}

    def status(model_id: str) -> int:
        return int(client.get(f"/api/v1/models/{model_id}", headers=headers, base_url=BASE).status_code)

    assert (status(inside), status(outside)) == (200, 404)
    rows = client.get("/api/v1/models", headers=headers, base_url=BASE).json["rows"]
    assert [row["id"] for row in rows] == [inside]
    for args, expected in (
        ({"dataset": "imagenet", "arch": "b"}, 201),
        ({"dataset": "imagenet2", "arch": "b"}, 403),
    ):
        made = client.post("/api/v1/models", json={"args": args}, headers=headers, base_url=BASE)
        assert made.status_code == expected


def test_every_answer_carries_its_request_id_and_safety_headers(owner: Any) -> None:
    answer = owner.get("/me", **{"X-Request-Id": "abcdef123456"})
    assert answer.headers["X-Request-Id"] == "abcdef123456"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    forged = owner.get("/me", **{"X-Request-Id": 'x"}<script>'})
    assert forged.headers["X-Request-Id"] != 'x"}<script>'


def test_a_fault_answers_with_its_request_id_and_no_more(app: Any, owner: Any, monkeypatch: Any) -> None:
    def explode(*_: Any) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("modelbase.server.database.people.users.find", explode)
    answer = owner.get("/me")
    assert answer.status_code == 500
    assert answer.json["error"]["code"] == "internal"
    assert "secret detail" not in answer.get_data(as_text=True)


def test_the_process_answers_to_probes(owner: Any) -> None:
    assert owner.client.get("/healthz").json == {"status": "ok"}
    assert owner.client.get("/readyz").json["status"] == "ok"
    assert owner.client.get("/metrics", base_url=BASE).status_code == 404
