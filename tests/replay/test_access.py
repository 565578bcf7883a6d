"""Published attacks on systems of this kind, replayed: who may do what. One test a row of the list in docs/security.md.

Each row sends what the attack sent and checks that it was refused and that nothing changed; the run prints how many
were replayed. Attacks on files, on sign-in and in browsers have suites of their own.
"""

from __future__ import annotations

import base64
import hashlib
import inspect
import json
import logging
import re
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from freezegun import freeze_time
from modelbase_cli.tables import comma

from modelbase.entities import Role
from modelbase.errors import Forbidden, ModelbaseError
from modelbase.server.access import Principal
from modelbase.server.database import indexes
from modelbase.server.database.people import users
from modelbase.server.deployment import Deployment
from modelbase.server.signin import admit, local, people, sessions, sign_in
from modelbase.server.signin.roles import Person, Standing
from modelbase.server.signin.sessions import Origin
from modelbase.server.signin.tokens import make_text
from modelbase.server.transfer import pull
from tests.api.conftest import Pushing
from tests.conftest import Api, make_person

ROUTES = Path(__file__).resolve().parents[1] / "contract" / "routes.json"
BASE = "http://127.0.0.1:5050"
ARGS = {"dataset": "data", "arch": "m1", "lr": 0.1}
LINK = "X-Modelbase-Share"
DERIVED = {"signatures", "blocks", "columns"}  # made in the background from what is stored
Row = Callable[["Site"], None]
ROWS: dict[int, Row] = {}


@dataclass
class Site:
    """A server with its people, and what a row needs to look at afterwards."""

    deployment: Deployment
    app: Any
    owner: Api
    teammate: Api
    reader: Api
    stranger: Api
    nobody: Api
    pushing: Pushing
    log: pytest.LogCaptureFixture

    def model(self, **more: Any) -> str:
        return str(self.owner.post("/models", {"args": ARGS | more}).json["id"])

    def token(self, **wanted: Any) -> Api:
        text = self.owner.post("/tokens", {"name": "t"} | wanted).json["token"]
        return Api(self.owner.client, text)

    def link(self, model: str, **wanted: Any) -> dict[str, str]:
        made = self.owner.post(f"/models/{model}/shares", {"kind": "link"} | wanted)
        return {LINK: made.json["secret"]}

    def digest(self) -> str:
        found = {
            name: list(self.deployment.db[name].find(sort=[("_id", 1)]))
            for name in indexes.COLLECTIONS
            if name not in DERIVED
        }
        for token in found["tokens"]:
            token.pop("last_used_at", None)
        return hashlib.sha256(repr(found).encode()).hexdigest()

    def dump(self) -> str:
        return repr([list(self.deployment.db[name].find()) for name in indexes.COLLECTIONS])


def denied(found: Any, *statuses: int) -> None:
    """Check that an answer refuses, as JSON, without a trace of our inside."""
    assert found.status_code in (statuses or (400, 401, 403, 404)), (
        found.status_code,
        found.get_data()[:300],
    )
    assert set(found.json["error"]) == {"code", "message", "details", "request_id"}
    assert "Traceback" not in found.get_data(as_text=True)
    assert found.headers["Cache-Control"] == "no-store"


def row(number: int) -> Callable[[Row], Row]:
    def keep(attack: Row) -> Row:
        ROWS[number] = attack
        return attack

    return keep


@pytest.fixture
def site(
    deployment: Deployment, app: Any, owner: Api, teammate: Api, reader: Api, stranger: Api, nobody: Api,
    caplog: pytest.LogCaptureFixture,
) -> Site:  # fmt: skip
    return Site(deployment, app, owner, teammate, reader, stranger, nobody, Pushing(deployment), caplog)


@row(7)
def a_prefix_reaches_no_sibling(site: Site) -> None:
    near, far = site.model(arch="m1"), site.model(arch="m10")
    narrow, link = site.token(only="data/m1"), site.link(near)
    assert narrow.get(f"/models/{near}").status_code == 200
    before = site.digest()
    denied(narrow.get(f"/models/{far}"), 404)
    denied(narrow.delete(f"/models/{far}"), 404)
    denied(narrow.post("/models", {"args": ARGS | {"arch": "m10", "lr": 7}}), 403)
    denied(site.nobody.get(f"/models/{far}", **link), 404)
    denied(narrow.get(f"/models/{far[:-4]}"), 404)
    assert site.digest() == before


@row(13)
def no_route_is_outside_the_table(site: Site) -> None:
    there = {
        f"{method} {rule.rule}"
        for rule in site.app.url_map.iter_rules()
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    table = json.loads(ROUTES.read_text())
    assert there == set(table)
    for route in there:
        method, _, path = route.partition(" ")
        if path.startswith("/api/v1/"):
            cells = {name: cells["anonymous"] for name, cells in table[route].items()}
            open_ = {path for path in cells if not cells[path].startswith("401")}
            assert not open_ or "{" not in path, (method, path)


@row(14)
def an_upload_belongs_to_who_began_it(site: Site) -> None:
    model = site.model()
    upload = site.pushing.upload(site.owner, model, {"m": b"mine"})
    path = f"/models/{model}/checkpoints/{upload['id']}"
    before = site.digest()
    part = {"parts": [{"sha256": upload["blobs"][0]["sha256"], "part": 1}]}
    for api in (site.teammate, site.reader, site.stranger, site.nobody):
        denied(api.post(f"{path}/parts", part))
        denied(api.post(f"{path}/commit", {}))
        denied(api.delete(path))
    assert site.digest() == before


@row(15)
def no_other_verb_goes_round_a_role(site: Site) -> None:
    path = f"/models/{site.model()}"
    before = site.digest()
    tricks = (
        {"X-HTTP-Method-Override": "DELETE"},
        {"X-Method-Override": "DELETE"},
        {"X-HTTP-Method": "DELETE"},
    )
    for trick in tricks:
        assert site.reader.get(path, **trick).status_code == 200
        denied(site.reader.post(path, {}, **trick), 405)
        denied(site.reader.post(f"{path}?_method=DELETE", {"_method": "DELETE"}), 405)
    for method in ("DELETE", "PATCH", "PUT", "POST"):
        denied(site.reader(method, path, {"title": "x"}), 403, 405)
        denied(site.stranger(method, path, {"title": "x"}), 404, 405)
    assert site.reader("HEAD", path).get_data() == b""
    assert site.reader("OPTIONS", path).status_code == 200
    assert site.digest() == before


@row(16)
def a_child_is_looked_up_under_its_parent(site: Site) -> None:
    one, two = site.model(), site.model(lr=5)
    child = site.pushing.push(site.owner, one, {"m": b"bytes"})["id"]
    share = site.owner.post(f"/models/{one}/shares", {"kind": "link"}).json["id"]
    before = site.digest()
    for tail in ("", "/download", "/files/m"):
        denied(site.owner.get(f"/models/{two}/checkpoints/{child}{tail}"), 404)
    denied(site.owner.delete(f"/models/{two}/checkpoints/{child}"), 404)
    denied(site.owner.delete(f"/models/{two}/shares/{share}"), 404)
    assert site.digest() == before


@row(17)
def nobody_sets_what_is_not_theirs_to_set(site: Site) -> None:
    model = site.model()
    before = site.digest()
    extra = {
        "owner": "evil", "role": "admin", "state": "trained", "digest": "0" * 64, "_id": "x", "id": "a/b:1234",
        "created_at": "2020-01-01T00:00:00Z", "revision": 9, "public_sees": ["card"], "key": "x",
    }  # fmt: skip
    for name, value in extra.items():
        denied(site.owner.patch(f"/models/{model}", {name: value}), 400)
        denied(site.owner.post("/models", {"args": ARGS | {"lr": 9}, name: value}), 400)
        if name != "role":
            denied(site.owner.patch("/users/test:reader", {name: value}), 400)
        denied(site.owner.post("/tokens", {"name": "t", "user_id": "test:owner", name: value}), 400)
        denied(site.owner.post(f"/models/{model}/shares", {"kind": "link", name: value}), 400)
    assert site.digest() == before


def with_github(site: Site) -> Deployment:
    told = {"github_client_id": "id", "github_orgs": ("org",), "allow_guests": False}
    return replace(site.deployment, settings=site.deployment.settings.model_copy(update=told))


@row(18)
def the_first_admin_is_made_once(site: Site) -> None:
    deployment = with_github(site)
    code = sign_in.make_first_code(deployment)
    assert code is not None
    with pytest.raises(ModelbaseError):
        sign_in.keep_first_code(deployment, "wrong")
    roles: list[str] = []

    def arrive(number: int) -> None:
        person = Person(f"github:{number}", f"p{number}", "")
        admit._claim_first(deployment, person, code)
        with suppress(Forbidden):
            roles.append(
                admit.settle(deployment, person, Standing(orgs=frozenset({"org"})), sessions.Origin()).role
            )

    threads = [threading.Thread(target=arrive, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(roles).count("admin") == 1
    assert len(roles) == 20
    assert sign_in.make_first_code(deployment) is None


@row(19)
def what_is_protected_is_so_on_every_way(site: Site) -> None:
    model, other = site.model(), site.model(lr=5)
    assert site.owner("PUT", f"/models/{model}/aliases/production", {"protected": True}).status_code == 200
    writer = site.token(scopes=["read", "write"])
    before = site.digest()
    denied(writer("DELETE", f"/models/{model}/aliases/production"), 403)
    denied(writer("PUT", f"/models/{other}/aliases/production", {}), 403)
    denied(writer("PUT", f"/models/{model}/aliases/production", {"protected": False}), 403)
    denied(writer.delete(f"/models/{model}"), 409)
    denied(writer.delete(f"/models/{model}?force=true"), 409)
    denied(site.owner.delete(f"/models/{model}?force=true"), 409)
    assert site.digest() == before


@row(20)
def nobody_overwrites_what_is_there(site: Site) -> None:
    model = site.model()
    first = site.pushing.verified(site.owner, model, {"m": b"first"}, label="latest")
    for api in (site.teammate, site.owner):
        again = site.pushing.declare(api, model, {"m": b"other"}, label="latest")
        assert (again.status_code, again.json["error"]["code"]) == (409, "label_taken")
    denied(site.pushing.declare(site.reader, model, {"m": b"other"}, label="latest", move=True), 403)
    assert site.owner.get(f"/models/{model}/checkpoints/latest").json["id"] == first["id"]
    assert site.pushing.fetch(site.owner, model, "latest", "m") == b"first"


@row(21)
def private_looks_like_absent(site: Site) -> None:
    model = site.model()
    name, _, tail = model.partition(":")
    link = site.link(site.model(lr=5))
    for api, headers in ((site.stranger, {}), (site.nobody, link), (site.nobody, {})):
        for end in ("", "/checkpoints", "/checkpoints/last", "/lineage", "/near", "/shares", "?as=stranger"):
            seen = [
                api.get(f"/models/{name}:{each}{end}", **headers)
                for each in (tail, "0" * len(tail), tail[:4])
            ]
            texts = {
                (found.status_code, found.json["error"]["code"], tuple(sorted(set(found.headers.keys()))))
                for found in seen
            }
            assert len(texts) == 1, (end, texts)
            denied(seen[0], 401, 404)
    far = {"REMOTE_ADDR": "192.0.2.9"}
    assert site.nobody.client.get("/metrics", base_url=BASE, environ_base=far).status_code == 404
    for path in ("/debug", "/api/v1/debug", "/console", "/api/v1/admin", "/.git/config"):
        assert site.nobody.client.get(path, base_url=BASE).status_code in {401, 404, 200, 503}


@row(22)
def a_wrong_token_tells_nothing(site: Site) -> None:
    expired = site.owner.post("/tokens", {"name": "x", "expires_in_days": 1}).json["token"]
    revoked = site.owner.post("/tokens", {"name": "y"}).json
    site.owner.delete(f"/tokens/{revoked['id']}")
    disabled = make_person(site.deployment, "gone", Role.ADMIN)
    site.owner.patch("/users/test:gone", {"disabled": True})
    with freeze_time() as clock:
        clock.tick(2 * 86_400)
        answers = [
            Api(site.owner.client, text).get("/me") for text in (expired, revoked["token"], make_text())
        ]
    answers.append(Api(site.owner.client, disabled).get("/me"))
    told = {(found.status_code, found.json["error"]["message"]) for found in answers[:3]}
    assert len(told) == 1
    for found in answers:
        denied(found, 401, 403)


@row(23)
def a_scope_holds_on_every_route(site: Site) -> None:
    table = json.loads(ROUTES.read_text())
    for route, rows in table.items():
        for cells in rows.values():
            if "/api/v1/" in route and cells["read_only"].startswith("403"):
                assert cells["token_read"][:1] == "4", route
            if (
                route.partition("/api/v1/")[2].startswith(("users", "events", "policy"))
                and route[:3] != "GET"
            ):
                assert cells["token_write"].startswith("403"), route
            if cells["admin"][:1] == "4" and "/api/v1/" in route:
                assert cells["token_admin"][:1] == "4", route
    assert site.token(scopes=["read"]).post("/models", {"args": ARGS}).status_code == 403


@row(24)
def a_token_is_taken_in_one_way(site: Site) -> None:
    text = site.owner.headers["Authorization"].partition(" ")[2]
    pair = base64.b64encode(f"{text}:".encode()).decode()
    other = base64.b64encode(f"x:{text}".encode()).decode()
    name = sessions.cookies(site.deployment.settings).session
    for headers in (
        {"Authorization": f"Basic {pair}"}, {"Authorization": f"Basic {other}"}, {"Authorization": f"Token {text}"},
        {"Authorization": text}, {"Cookie": f"{name}={text}"}, {"X-Api-Key": text}, {"X-Auth-Token": text},
        {LINK: text}, {"Proxy-Authorization": f"Bearer {text}"},
    ):  # fmt: skip
        denied(site.nobody.get("/me", **headers), 401)
    for query in ("token", "access_token", "api_key", "authorization", "share"):
        denied(site.nobody.get(f"/trash?{query}={text}"), 401)


@row(25)
def headers_of_a_proxy_count_for_nothing(site: Site) -> None:
    model = site.model()
    checkpoint = site.pushing.verified(site.owner, model, {"m": b"bytes"})["label"]
    forged = {
        "X-WEBAUTH-USER": "owner", "X-Forwarded-User": "owner", "X-Forwarded-For": "192.0.2.1",
        "X-Forwarded-Host": "evil.test", "X-Forwarded-Proto": "https", "X-Forwarded-Prefix": "/evil",
        "Forwarded": "for=192.0.2.1;host=evil.test", "X-Real-IP": "192.0.2.1", "Remote-User": "owner",
    }  # fmt: skip
    denied(site.nobody.get("/me", **forged), 401)
    path = f"/models/{model}/checkpoints/{checkpoint}/files/m"
    place = [site.owner.get(path, **headers).headers["Location"] for headers in ({}, forged)]
    assert place[0].partition("?")[0] == place[1].partition("?")[0]
    assert "evil" not in place[1]
    site.owner.post("/tokens", {"name": "from"}, **forged)
    assert site.owner.get("/events").json["rows"][0]["address"] == "127.0.0.1"
    statuses = set()
    for number in range(140):
        statuses.add(site.nobody.get("/me", **{"X-Forwarded-For": f"192.0.2.{number}"}).status_code)
    assert 429 in statuses, "another forged address is not another bucket"


@row(26)
def a_person_made_again_has_nothing_of_before(site: Site) -> None:
    text = make_person(site.deployment, "again", Role.ADMIN)
    signed = sessions.start(site.deployment, users.get(site.deployment.db, "test:again"), Origin())
    cookie = {"Cookie": f"{sessions.cookies(site.deployment.settings).session}={signed.jwt}"}
    model = site.model()
    site.owner.post(f"/models/{model}/shares", {"kind": "login", "login": "again"})
    old = Api(site.owner.client, text)
    assert site.nobody.get("/me", **cookie).status_code == old.get("/me").status_code == 200
    assert site.owner.delete("/users/test:again").status_code == 204
    with freeze_time() as clock:
        clock.tick(3)
        fresh = make_person(site.deployment, "again", Role.GUEST)
        denied(old.get("/me"), 401)
        denied(site.nobody.get("/me", **cookie), 401)
        denied(Api(site.owner.client, fresh).get(f"/models/{model}"), 404)


@row(27)
def who_leaves_the_organisation_loses_the_role(site: Site) -> None:
    deployment, person = with_github(site), Person("github:7", "leaver", "")
    inside = Standing(orgs=frozenset({"org"}))
    assert admit.settle(deployment, person, inside, sessions.Origin()).role is Role.READ_ONLY
    for arrival in (sessions.Origin(), None):
        with pytest.raises(Forbidden):
            admit.settle(deployment, person, Standing(), arrival)
        assert users.get(deployment.db, person.id).admitted is False


@row(28)
def signing_in_enables_nobody(site: Site) -> None:
    deployment, person = with_github(site), Person("github:8", "off", "")
    inside = Standing(orgs=frozenset({"org"}))
    admit.settle(deployment, person, inside, sessions.Origin())
    people.set_disabled(
        deployment, Principal("test:owner", "owner", Role.ADMIN, "session"), person.id, disabled=True
    )
    with pytest.raises(Forbidden) as refused:
        admit.settle(deployment, person, inside, sessions.Origin())
    assert refused.value.code == "disabled"
    assert users.get(deployment.db, person.id).disabled is True


@row(29)
def no_grant_outlives_its_model(site: Site) -> None:
    model = site.model()
    link = site.link(model)
    site.owner.post(f"/models/{model}/shares", {"kind": "login", "login": "stranger"})
    site.owner.post(f"/models/{model}/shares", {"kind": "public"})
    entry = site.owner.delete(f"/models/{model}?force=true").json["id"]
    for _ in range(2):
        denied(site.stranger.get(f"/models/{model}"), 404)
        denied(site.nobody.get(f"/models/{model}", **link), 401)
        site.owner.post(f"/trash/{entry}/restore", {})
    assert site.owner.get(f"/models/{model}").json["visibility"] == "private"
    denied(site.stranger.get(f"/models/{model}"), 404)
    denied(site.nobody.get(f"/models/{model}", **link), 401)


def use_secrets(site: Site) -> list[str]:
    """Use every kind of secret, right and wrong, and return their texts."""
    model = site.model()
    token = str(site.owner.post("/tokens", {"name": "canary"}).json["token"])
    link = site.link(model)[LINK]
    code = local.sign_in_url(site.deployment).partition("#code=")[2]
    tab = site.app.test_client()
    tab.post("/api/v1/session", json={"code": code}, base_url=BASE)
    cookie = tab.get_cookie(sessions.cookies(site.deployment.settings).session, domain="127.0.0.1")
    tab.post("/api/v1/shares/open", json={"secret": link}, base_url=BASE)
    api = Api(site.owner.client, token)
    for path in (f"/models/{model}", "/nothing", "/models?where=!", "/events"):
        api.get(path, **{LINK: link})
    api.post("/session", {"code": code})
    api.get("/me", **{LINK: link[:-1] + "_"})
    return [token, link, code, cookie.value, site.deployment.settings.secret_key.get_secret_value()]


@row(37)
def no_secret_is_in_a_log_an_answer_or_a_record(site: Site) -> None:
    site.log.set_level(logging.DEBUG)
    canaries = use_secrets(site)
    records = site.owner.get("/events?limit=1000").get_data(as_text=True)
    for canary in canaries:
        assert canary not in site.log.text
        assert canary not in records
    denied(site.nobody.get(f"/models?token={canaries[0]}"), 401)
    denied(site.owner.get(f"/models?share={canaries[1]}"), 400)


@row(38)
def no_secret_is_in_the_database(site: Site) -> None:
    canaries = use_secrets(site)
    dump = site.dump()
    assert [canary[:6] for canary in canaries if canary in dump] == []


@row(41)
def no_private_answer_is_cached(site: Site) -> None:
    model = site.model()
    for path in (
        "/me",
        "/models",
        f"/models/{model}",
        "/tokens",
        "/events",
        "/users",
        "/nothing",
        "/shares/mine",
    ):
        for api in (site.owner, site.stranger, site.nobody):
            found = api.get(path)
            assert found.headers["Cache-Control"] == "no-store", path
            assert "ETag" not in found.headers or found.status_code == 200


@row(49)
def one_name_is_one_model_however_it_is_written(site: Site) -> None:
    model = site.model()
    for name in ("DATA", "data ", " data", "ｄａｔａ", "Data.", "-data-"):
        made = site.owner.post(
            "/models", {"args": {"arch": "m1", "lr": 0.1, "dataset": "data"}, "dataset": name}
        )
        assert made.json["id"] == model, name
    assert site.owner.get("/models/%64ata/m1" + model[7:]).json["id"] == model
    for path in ("data/m1\u200b", "DATA/m1", "data//m1", "data%252fm1"):
        denied(site.owner.get(f"/models/{path}{model[7:]}"), 400, 404)


HOSTILE = (
    "<script>beacon()</script><img src=x onerror=beacon()>[x](javascript:beacon()) [y](data:text/html,z)"
)


@row(55)
def a_readme_never_comes_as_a_page(site: Site) -> None:
    body = {"args": ARGS | {"<b>k</b>": HOSTILE}, "readme": HOSTILE, "title": HOSTILE[:100]}
    model = site.owner.post("/models", body).json["id"]
    for path in (f"/models/{model}", "/models?columns=title", f"/models/{model}/lineage"):
        found = site.owner.get(path, Accept="text/html")
        assert found.mimetype == "application/json"
        assert found.headers["X-Content-Type-Options"] == "nosniff"
        assert "script-src 'self'" in found.headers["Content-Security-Policy"]
    assert site.owner.get(f"/models/{model}").json["readme"] == HOSTILE


@row(56)
def a_file_is_saved_and_never_shown(site: Site) -> None:
    model = site.model()
    names = ["a.html", "b.svg", "c.xml", "d.pdf", "e.ipynb"]
    label = site.pushing.verified(
        site.owner, model, {name: b"<script>1</script>" + name.encode() for name in names}
    )
    for name in names:
        found = site.owner.get(f"/models/{model}/checkpoints/{label['label']}/files/{name}")
        assert found.headers["Content-Disposition"].startswith("attachment;")
        assert not found.headers["Location"].startswith(BASE)
        assert "response-content-disposition=attachment" in found.headers["Location"]


@row(57)
def an_error_echoes_nothing_as_a_page(site: Site) -> None:
    evil = "<img src=x onerror=alert(1)>"
    client = site.owner.client
    for headers, path in (
        ({"Content-Type": evil}, "/api/v1/models"),
        ({"Accept": evil, "Content-Type": "application/json"}, "/api/v1/models"),
        ({"Content-Type": "application/json"}, f"/api/v1/{evil}"),
    ):
        found = client.post(
            path, data=json.dumps({evil: 1}), headers=site.owner.headers | headers, base_url=BASE
        )
        assert found.mimetype == "application/json"
        assert found.headers["X-Content-Type-Options"] == "nosniff"
        assert 400 <= found.status_code < 500
        if "Content-Type" in headers and evil in headers["Content-Type"]:
            assert evil not in found.get_data(as_text=True)


@row(58)
def a_cell_is_text(site: Site) -> None:
    model = site.model(note="=cmd|' /C calc'!A0")
    found = site.owner.get("/models?columns=args.note").json["rows"]
    assert [each["args.note"] for each in found if each["id"] == model] == ["=cmd|' /C calc'!A0"]
    for sign in ("=", "+", "-", "@", "\t"):
        cell = comma(["x"], [{"x": f"{sign}1+1"}]).splitlines()[1]
        assert cell.strip('"').startswith("'"), sign


@row(59)
def what_is_too_large_is_refused_with_its_limit(site: Site) -> None:
    before = site.digest()
    deep: Any = 1
    for _ in range(200):
        deep = {"x": deep}
    for body in (
        {"args": ARGS, "dataset": "x" * 1_000_000},
        {"args": ARGS, "title": "x" * 1_000_000},
        {"args": ARGS | {"deep": deep}},
        {"args": ARGS, "tags": ["t"] * 10_000},
    ):
        denied(site.owner.post("/models", body), 400, 413)
    denied(site.owner.post("/models", {"args": ARGS, "readme": "x" * 5_000_000}), 400, 413)
    denied(site.owner.post(f"/models/{'a' * 10_000}/b:1234/shares", {"kind": "link"}), 400, 404)
    assert site.digest() == before


@row(60)
def a_huge_number_is_refused(site: Site) -> None:
    site.model()
    for path in (
        "/models?limit=1000000000", "/models?limit=-1", "/models?offset=99999999999", "/models?limit=NaN",
        "/events?limit=1000000000", "/users?limit=1000000000", "/shares?limit=1000000000", "/trash?limit=0",
        "/models?after=forged", "/models?where=" + "(" * 5_000,
    ):  # fmt: skip
        denied(site.owner.get(path), 400)
    many = "&".join(["id=a/b:1234"] * 500)
    denied(site.owner.get(f"/diff?{many}"), 400)


@row(67)
def a_name_forges_neither_header_nor_log(site: Site) -> None:
    for name in (
        'a"; filename="b.exe',
        "a\r\nSet-Cookie: x=1",
        "a;b",
        "é\u202egnp.exe",
        "x" * 5_000,
        "%0d%0a",
    ):
        told = pull.disposition(name)
        assert told.isascii()
        assert not set(told) & {"\r", "\n"}
        assert told.count('filename="') == 1
        assert told.count('"') == 2
    site.log.set_level(logging.DEBUG)
    site.owner.get('/models/%0a{"level":"error"}%1b[31m/b:1234')
    site.owner.get("/me", **{"X-Request-Id": 'abcdefgh{"level'})
    assert '\n{"level":"error"}' not in site.log.text
    assert "\x1b" not in site.log.text


def test_a_token_for_one_name_learns_no_id_of_another(site: Site) -> None:
    far, near = site.model(arch="m10"), site.model(arch="m1", lr=2)
    child = {
        "args": ARGS | {"lr": 4},
        "parents": [{"id": far, "kind": "finetuned"}, {"id": near, "kind": "resumed"}],
    }
    child = site.owner.post("/models", child).json["id"]
    grandchild = site.owner.post(
        "/models", {"args": ARGS | {"lr": 5}, "parents": [{"id": child, "kind": "resumed"}]}
    )
    narrow = site.token(only="data/m1")
    whole = site.owner.get("/models?columns=parent,ancestor&sort=id").json["rows"]
    assert far in {each for row in whole for each in row["ancestor"]}
    rows = {row["id"]: row for row in narrow.get("/models?columns=parent,ancestor").json["rows"]}
    assert rows[child] == {"id": child, "parent": [near], "ancestor": [near]}
    assert set(rows[grandchild.json["id"]]["ancestor"]) == {child, near}
    listed = narrow.get("/keys/ancestor/values").json
    assert {row["value"] for row in listed["rows"]} == {child, near}
    assert listed["distinct"] == 2
    for path in ("/models?where=", "/keys?where=", "/keys/args.lr/values?where="):
        for test in ('parent startswith "data/m10"', 'ancestor contains "m10"', 'not parent matches "m10"'):
            denied(narrow.get(path + quote(test)), 400)
        assert narrow.get(path + quote(f'parent = "{near}"')).status_code == 200
    answers = [
        narrow.get(f"/diff?id={child}&id={near}&all=true"), narrow.get(f"/models/{child}"),
        narrow.get(f"/models/{child}/lineage"), narrow.get("/families?columns=parent,ancestor"),
    ]  # fmt: skip
    for answer in answers:
        assert far not in answer.get_data(as_text=True), answer.request.path


@pytest.mark.parametrize(
    "number", [pytest.param(n, id=f"row-{n}", marks=pytest.mark.row(f"A1-{n}")) for n in sorted(ROWS)]
)
def test_a_published_attack_does_not_succeed(site: Site, number: int) -> None:
    ROWS[number](site)


CHECKS = re.compile(r"\bassert\b|\bdenied\(|\braises\(")


def test_each_row_checks_something() -> None:
    assert [number for number, row in ROWS.items() if not CHECKS.search(inspect.getsource(row))] == []


def test_no_row_is_forgotten() -> None:
    expected = {7, *range(13, 30), 37, 38, 41, 49, *range(55, 61), 67}
    assert set(ROWS) == expected
