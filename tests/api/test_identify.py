"""Who is asking: tokens, one-time codes, sessions, and requests that come from the wrong place."""

from __future__ import annotations

from typing import Any

import jwt
import pytest
from freezegun import freeze_time

from modelbase.server import local, sign_in
from modelbase.server.identify import BITE_SECONDS

BASE = "http://127.0.0.1:5050"
JSON = {"content_type": "application/json", "base_url": BASE}


def browser(app: Any) -> Any:
    return app.test_client()


def sign_in_browser(app: Any, house: Any) -> Any:
    tab = browser(app)
    code = local.sign_in_url(house).partition("#code=")[2]
    assert tab.post("/api/v1/session", json={"code": code}, base_url=BASE).status_code == 204
    return tab


def test_a_printed_code_signs_one_browser_in(app: Any, house: Any) -> None:
    code = local.sign_in_url(house).partition("#code=")[2]
    tab = browser(app)
    answer = tab.post("/api/v1/session", json={"code": code}, base_url=BASE)
    cookie = answer.headers["Set-Cookie"]
    assert all(part in cookie for part in ("HttpOnly", "SameSite=Lax", "Path=/"))
    me = tab.get("/api/v1/me", base_url=BASE).json
    assert (me["role"], me["via"]) == ("admin", "session")
    again = browser(app).post("/api/v1/session", json={"code": code}, base_url=BASE)
    assert again.status_code == 401
    assert again.json["error"]["code"] == "sign_in_code"


def test_signing_out_ends_the_session_for_every_copy_of_the_cookie(app: Any, house: Any) -> None:
    tab = sign_in_browser(app, house)
    copy = browser(app)
    copy.set_cookie("modelbase_session", tab.get_cookie("modelbase_session", domain="127.0.0.1").value, domain="127.0.0.1")
    assert copy.get("/api/v1/me", base_url=BASE).status_code == 200
    assert tab.delete("/api/v1/session", base_url=BASE, headers={"Origin": BASE}).status_code == 204
    assert copy.get("/api/v1/me", base_url=BASE).status_code == 401


def test_an_idle_session_is_renewed_and_an_old_one_ends(app: Any, house: Any) -> None:
    with freeze_time("2030-01-01 00:00:00") as clock:
        tab = sign_in_browser(app, house)
        first = tab.get_cookie("modelbase_session", domain="127.0.0.1").value
        clock.tick(sign_in.RENEW_AFTER + sign_in.RENEW_AFTER)
        assert tab.get("/api/v1/me", base_url=BASE).status_code == 200
        assert tab.get_cookie("modelbase_session", domain="127.0.0.1").value != first
        clock.tick(sign_in.SESSION_LIFE)
        assert tab.get("/api/v1/me", base_url=BASE).status_code == 401


@pytest.mark.parametrize(
    "change",
    [
        {"aud": "other"},
        {"iss": "http://elsewhere"},
        {"typ": "share"},
        {"sub": "test:somebody"},
        {"ver": 7},
        {"sid": "0" * 32},
    ],
)
def test_a_forged_or_foreign_session_is_nobody(app: Any, house: Any, change: dict[str, Any]) -> None:
    tab = sign_in_browser(app, house)
    key = house.settings.secret_key.get_secret_value()
    claims = jwt.decode(
        tab.get_cookie("modelbase_session", domain="127.0.0.1").value,
        key,
        algorithms=["HS256"],
        audience="modelbase-session",
    )
    forged = browser(app)
    forged.set_cookie("modelbase_session", jwt.encode(claims | change, key, "HS256"), domain="127.0.0.1")
    assert forged.get("/api/v1/me", base_url=BASE).status_code == 401


def test_an_unsigned_or_differently_signed_session_is_nobody(app: Any, house: Any) -> None:
    tab = sign_in_browser(app, house)
    key = house.settings.secret_key.get_secret_value()
    text = tab.get_cookie("modelbase_session", domain="127.0.0.1").value
    claims = jwt.decode(text, key, algorithms=["HS256"], audience="modelbase-session")
    for forged in (
        jwt.encode(claims, "", "none"),
        jwt.encode(claims, key, "HS512"),
        jwt.encode(claims, "another-key-of-thirty-two-bytes-00", "HS256"),
        text[:-4] + "AAAA",
        "x" * 4000,
    ):
        stranger = browser(app)
        stranger.set_cookie("modelbase_session", forged, domain="127.0.0.1")
        assert stranger.get("/api/v1/me", base_url=BASE).status_code == 401


def test_a_write_by_cookie_needs_our_own_origin(app: Any, house: Any) -> None:
    tab = sign_in_browser(app, house)
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
        {"Cookie": "modelbase_session={}"},
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
        clock.tick(BITE_SECONDS + 0.1)
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

    monkeypatch.setattr("modelbase.server.store.users.find", explode)
    answer = owner.get("/me")
    assert answer.status_code == 500
    assert answer.json["error"]["code"] == "internal"
    assert "secret detail" not in answer.get_data(as_text=True)


def test_the_process_answers_to_probes(owner: Any) -> None:
    assert owner.client.get("/healthz").json == {"status": "ok"}
    assert owner.client.get("/readyz").json["status"] == "ok"
    assert owner.client.get("/metrics", environ_base={"REMOTE_ADDR": "10.0.0.1"}).status_code == 404
    assert owner.client.get("/metrics", headers={"X-Forwarded-For": "10.0.0.1"}).status_code == 404
    assert b"python_info" in owner.client.get("/metrics").data
