"""Who gets what from every route: the running app's URL map × identities, compared with tests/contract/routes.json.

A route without a sample below fails, and so does a changed cell. MODELBASE_TEST_WRITE_ROUTES=1 rewrites the table:
read its diff before it is committed. The second half tries every child id under a parent that is not its own.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, get_args

import pytest

from modelbase.entities import Role
from modelbase.errors import Forbidden
from modelbase.server import access
from modelbase.server.access import ModelAct, Principal, ServerAct
from modelbase.server.app import create_app
from modelbase.server.database import indexes
from modelbase.server.database.people import users
from modelbase.server.deployment import Deployment
from modelbase.server.signin import people, sessions
from modelbase.server.signin.sessions import Origin
from modelbase.server.signin.tokens import NewToken, create
from tests.api.conftest import Pushing, sha
from tests.conftest import SCOPES, Api, make_person

TABLE = Path(__file__).resolve().parents[1] / "contract" / "routes.json"
BASE = "http://127.0.0.1:5050"
NAMES = ("private", "public", "shared")
FILE = {"m.bin": b"weights"}
PNG = b"\x89PNG\r\n\x1a\n".hex()  # a body that is sent as these bytes
POLICY = {
    "ignore": [],
    "seeds": [],
    "defaults": {},
    "dataset_keys": ["dataset"],
    "architecture_keys": ["arch"],
}
CHALLENGE = "x" * 43
RUN = "e" * 22  # a run that each model has
VIEW = {"name": "mine", "state": {"where": ""}}

# What is sent to each route: a path with the names of World.ids in it, and a JSON body.
SAMPLES: dict[str, tuple[str, Any]] = {
    "GET /": ("/", None),
    "GET /<path:name>": ("/models/imagenet/resnet50:0", None),
    "GET /assets/<path:name>": ("/assets/none.js", None),
    "GET /pip/": ("/pip/", None),
    "GET /pip/<name>": ("/pip/modelbase-registry/", None),
    "GET /api/docs": ("/api/docs", None),
    "GET /api/docs.css": ("/api/docs.css", None),
    "GET /auth/start": ("/auth/start", None),
    "GET /auth/callback": ("/auth/callback?state=x&code=y", None),
    "GET /healthz": ("/healthz", None),
    "GET /metrics": ("/metrics", None),
    "GET /readyz": ("/readyz", None),
    "GET /api/v1/": ("/api/v1/", None),
    "GET /api/v1/openapi.json": ("/api/v1/openapi.json", None),
    "GET /api/v1/aliases": ("/api/v1/aliases", None),
    "GET /api/v1/aliases/<dataset>/<architecture>/<alias>": ("/api/v1/aliases/private/resnet50/prod", None),
    "POST /api/v1/cli-grants": (
        "/api/v1/cli-grants",
        {"challenge": CHALLENGE, "port": 5555, "state": "s" * 20, "name": "cli"},
    ),
    "POST /api/v1/cli-grants/codes": ("/api/v1/cli-grants/codes", {"challenge": CHALLENGE, "name": "cli"}),
    "GET /api/v1/cli-grants/codes/<code>": ("/api/v1/cli-grants/codes/BCDF-GHJK", None),
    "POST /api/v1/cli-grants/codes/<code>": ("/api/v1/cli-grants/codes/BCDF-GHJK", {"allow": True}),
    "POST /api/v1/cli-grants/exchange": (
        "/api/v1/cli-grants/exchange",
        {"grant": "g" * 32, "verifier": "v" * 43},
    ),
    "GET /api/v1/diff": ("/api/v1/diff?id={model}&id={model}", None),
    "POST /api/v1/diff": ("/api/v1/diff", {"id": ["{model}", "{model}"]}),
    "GET /api/v1/events": ("/api/v1/events", None),
    "GET /api/v1/families": ("/api/v1/families", None),
    "GET /api/v1/keys": ("/api/v1/keys", None),
    "GET /api/v1/keys/<path:key>/values": ("/api/v1/keys/args.lr/values", None),
    "GET /api/v1/leases": ("/api/v1/leases", None),
    "POST /api/v1/leases": ("/api/v1/leases", {"args": {"dataset": "new", "arch": "a"}}),
    "DELETE /api/v1/leases/<lease>": ("/api/v1/leases/{lease}", None),
    "POST /api/v1/leases/<lease>/heartbeat": ("/api/v1/leases/{lease}/heartbeat", {}),
    "POST /api/v1/lookup": ("/api/v1/lookup", {"args": {"dataset": "new", "arch": "a"}}),
    "POST /api/v1/lookups": ("/api/v1/lookups", {"recipes": [{"args": {"dataset": "new", "arch": "a"}}]}),
    "POST /api/v1/near": ("/api/v1/near", {"args": {"dataset": "new", "arch": "a"}}),
    "GET /api/v1/me": ("/api/v1/me", None),
    "GET /api/v1/models": ("/api/v1/models", None),
    "POST /api/v1/models": ("/api/v1/models", {"args": {"dataset": "new", "arch": "a"}}),
    "GET /api/v1/models/<model:ref>": ("/api/v1/models/{model}", None),
    "PATCH /api/v1/models/<model:ref>": ("/api/v1/models/{model}", {"title": "x"}),
    "DELETE /api/v1/models/<model:ref>": ("/api/v1/models/{model}?force=true", None),
    "PUT /api/v1/models/<model:ref>/aliases/<alias>": ("/api/v1/models/{model}/aliases/next", {}),
    "DELETE /api/v1/models/<model:ref>/aliases/<alias>": ("/api/v1/models/{model}/aliases/prod", None),
    "GET /api/v1/models/<model:ref>/activity": ("/api/v1/models/{model}/activity", None),
    "GET /api/v1/series": ("/api/v1/series?id={model}&key=loss", None),
    "GET /api/v1/models/<model:ref>/series": ("/api/v1/models/{model}/series", None),
    "POST /api/v1/models/<model:ref>/series": (
        "/api/v1/models/{model}/series",
        {"run": "z" * 22, "seq": 0, "series": {}},
    ),
    "GET /api/v1/models/<model:ref>/runs": ("/api/v1/models/{model}/runs", None),
    "PUT /api/v1/models/<model:ref>/runs/<run>": ("/api/v1/models/{model}/runs/" + "r" * 22, {}),
    "POST /api/v1/models/<model:ref>/runs/<run>/end": (
        "/api/v1/models/{model}/runs/" + RUN + "/end",
        {"outcome": "finished"},
    ),
    "GET /api/v1/models/<model:ref>/checkpoints": ("/api/v1/models/{model}/checkpoints", None),
    "POST /api/v1/models/<model:ref>/redact": ("/api/v1/models/{model}/redact", {"keys": ["nothing"]}),
    "POST /api/v1/models/<model:ref>/checkpoints": (
        "/api/v1/models/{model}/checkpoints",
        {"files": [{"path": "a", "size": 1, "sha256": "0" * 64}]},
    ),
    "GET /api/v1/models/<model:ref>/checkpoints/<checkpoint>": (
        "/api/v1/models/{model}/checkpoints/last",
        None,
    ),
    "DELETE /api/v1/models/<model:ref>/checkpoints/<checkpoint>": (
        "/api/v1/models/{model}/checkpoints/last",
        None,
    ),
    "POST /api/v1/models/<model:ref>/checkpoints/<checkpoint>/commit": (
        "/api/v1/models/{model}/checkpoints/{upload}/commit",
        {},
    ),
    "POST /api/v1/models/<model:ref>/checkpoints/<checkpoint>/damage": (
        "/api/v1/models/{model}/checkpoints/last/damage",
        {"paths": ["m.bin"], "seen": "absent"},
    ),
    "GET /api/v1/models/<model:ref>/checkpoints/<checkpoint>/download": (
        "/api/v1/models/{model}/checkpoints/last/download",
        None,
    ),
    "GET /api/v1/models/<model:ref>/checkpoints/<checkpoint>/files/<path:file>": (
        "/api/v1/models/{model}/checkpoints/last/files/m.bin",
        None,
    ),
    "GET /api/v1/models/<model:ref>/checkpoints/<checkpoint>/safety": (
        "/api/v1/models/{model}/checkpoints/last/safety",
        None,
    ),
    "GET /api/v1/models/<model:ref>/checkpoints/<checkpoint>/tensors": (
        "/api/v1/models/{model}/checkpoints/last/tensors",
        None,
    ),
    "GET /api/v1/models/<model:ref>/checkpoints/<checkpoint>/tensors/diff": (
        "/api/v1/models/{model}/checkpoints/last/tensors/diff?id={model}",
        None,
    ),
    "DELETE /api/v1/models/<model:ref>/checkpoints/<checkpoint>/label": (
        "/api/v1/models/{model}/checkpoints/last/label",
        None,
    ),
    "PUT /api/v1/models/<model:ref>/checkpoints/<checkpoint>/label": (
        "/api/v1/models/{model}/checkpoints/last/label",
        {"label": "best"},
    ),
    "DELETE /api/v1/models/<model:ref>/checkpoints/<checkpoint>/weights": (
        "/api/v1/models/{model}/checkpoints/last/weights",
        None,
    ),
    "POST /api/v1/models/<model:ref>/checkpoints/<checkpoint>/parts": (
        "/api/v1/models/{model}/checkpoints/{upload}/parts",
        {"parts": [{"sha256": sha(b"more"), "part": 1}]},
    ),
    "GET /api/v1/models/<model:ref>/family": ("/api/v1/models/{model}/family", None),
    "POST /api/v1/models/<model:ref>/images": ("/api/v1/models/{model}/images", PNG),
    "GET /api/v1/models/<model:ref>/images/<name>": ("/api/v1/models/{model}/images/{image}", None),
    "GET /api/v1/models/<model:ref>/lineage": ("/api/v1/models/{model}/lineage", None),
    "GET /api/v1/models/<model:ref>/near": ("/api/v1/models/{model}/near", None),
    "PUT /api/v1/models/<model:ref>/note": ("/api/v1/models/{model}/note", {"verdict": "good"}),
    "DELETE /api/v1/models/<model:ref>/note": ("/api/v1/models/{model}/note", None),
    "POST /api/v1/models/<model:ref>/parents": ("/api/v1/models/{model}/parents", {"id": "{other}"}),
    "DELETE /api/v1/models/<model:ref>/parents/<model:parent>": (
        "/api/v1/models/{model}/parents/{parent}",
        None,
    ),
    "GET /api/v1/models/<model:ref>/shares": ("/api/v1/models/{model}/shares", None),
    "POST /api/v1/models/<model:ref>/shares": ("/api/v1/models/{model}/shares", {"kind": "link"}),
    "DELETE /api/v1/models/<model:ref>/shares/<share>": ("/api/v1/models/{model}/shares/{share}", None),
    "GET /api/v1/policies": ("/api/v1/policies", None),
    "GET /api/v1/policy/presets": ("/api/v1/policy/presets", None),
    "GET /api/v1/policy": ("/api/v1/policy", None),
    "PUT /api/v1/policy": ("/api/v1/policy?dry_run=true", POLICY),
    "GET /api/v1/settings": ("/api/v1/settings", None),
    "PUT /api/v1/settings": ("/api/v1/settings", {"own_pushes": False}),
    "POST /api/v1/session": ("/api/v1/session", {"code": "wrong"}),
    "DELETE /api/v1/session": ("/api/v1/session", None),
    "POST /api/v1/session/codes": ("/api/v1/session/codes", {}),
    "POST /api/v1/session/renew": ("/api/v1/session/renew", {}),
    "GET /api/v1/secrets": ("/api/v1/secrets", None),
    "GET /api/v1/sessions": ("/api/v1/sessions", None),
    "DELETE /api/v1/sessions": ("/api/v1/sessions", None),
    "DELETE /api/v1/sessions/<session>": ("/api/v1/sessions/{session}", None),
    "GET /api/v1/shares": ("/api/v1/shares", None),
    "GET /api/v1/shares/mine": ("/api/v1/shares/mine", None),
    "POST /api/v1/shares/open": ("/api/v1/shares/open", {"secret": "mbs_wrong"}),
    "GET /api/v1/sign-in": ("/api/v1/sign-in", None),
    "POST /api/v1/sign-in/first": ("/api/v1/sign-in/first", {"code": "wrong"}),
    "GET /api/v1/storage": ("/api/v1/storage", None),
    "GET /api/v1/tokens": ("/api/v1/tokens", None),
    "POST /api/v1/tokens": ("/api/v1/tokens", {"name": "t", "scopes": ["read"]}),
    "DELETE /api/v1/tokens/<token>": ("/api/v1/tokens/{token}", None),
    "GET /api/v1/trash": ("/api/v1/trash", None),
    "DELETE /api/v1/trash/<entry>": ("/api/v1/trash/{entry}", None),
    "POST /api/v1/trash/<entry>/restore": ("/api/v1/trash/{entry}/restore", {}),
    "GET /api/v1/users": ("/api/v1/users", None),
    "PATCH /api/v1/users/<user>": ("/api/v1/users/test:victim", {"role": "guest"}),
    "DELETE /api/v1/users/<user>": ("/api/v1/users/test:victim", None),
    "GET /api/v1/views": ("/api/v1/views", None),
    "POST /api/v1/views": ("/api/v1/views", VIEW),
    "GET /api/v1/views/<view>": ("/api/v1/views/{view}", None),
    "PUT /api/v1/views/<view>": ("/api/v1/views/{view}", VIEW),
    "DELETE /api/v1/views/<view>": ("/api/v1/views/{view}", None),
}


@dataclass
class World:
    """A server with three models and someone of every kind; `put_back` undoes whatever a request did."""

    deployment: Deployment
    owner: Api
    ids: dict[str, dict[str, str]] = field(default_factory=dict)
    one: dict[str, str] = field(default_factory=dict)
    headers: dict[str, dict[str, str]] = field(default_factory=dict)
    apps: dict[bool, Any] = field(default_factory=dict)
    kept: dict[str, list[Any]] = field(default_factory=dict)
    hashes: dict[str, str] = field(default_factory=dict)

    def hashed(self) -> dict[str, str]:
        """Return MongoDB's hash of each collection that holds anything."""
        return dict(self.deployment.db.command("dbHash")["collections"])

    def keep(self) -> None:
        self.kept = {name: list(self.deployment.db[name].find()) for name in indexes.COLLECTIONS}
        self.hashes = self.hashed()

    def put_back(self) -> None:
        now = self.hashed()
        for name, documents in self.kept.items():
            if now.get(name) == self.hashes.get(name):
                continue
            self.deployment.db[name].delete_many({})
            if documents:
                self.deployment.db[name].insert_many(documents)

    def send_image(self, model: str) -> str:
        """Add a picture of its own to a model, and return its name."""
        sent = {"data": bytes.fromhex(PNG) + model.encode(), "content_type": "image/png", "base_url": BASE}
        found = self.owner.client.post(f"/api/v1/models/{model}/images", headers=self.owner.headers, **sent)
        return str(found.json["name"])

    def ask(self, identity: str, method: str, path: str, body: Any) -> Any:
        """Return the answer to one request of an identity."""
        headers = dict(self.headers[identity])
        if "Cookie" in headers and method != "GET":
            headers["Origin"] = BASE
        sent = {"data": json.dumps(body), "content_type": "application/json"} if body is not None else {}
        if body == PNG:
            sent = {"data": bytes.fromhex(PNG), "content_type": "image/png"}
        client = self.apps[identity == "anonymous_allowed"]
        return client.open(path, method=method, headers=headers, base_url=BASE, **sent)


def cell(found: Any) -> str:
    """Return what the table keeps of an answer: the status, and the code of an error."""
    if found.mimetype == "text/html" or b"web app is not built" in found.get_data():
        return "page"  # the same for everybody, and only there where the web app is built
    body = found.get_json(silent=True) if found.status_code >= 400 else None
    code = body["error"]["code"] if isinstance(body, dict) and "error" in body else ""
    return f"{found.status_code} {code}".strip()


@pytest.fixture(scope="module")
def world(real_house: Deployment) -> World:
    return make_world(real_house)


def make_world(house: Deployment) -> World:
    """Return a world on an emptied deployment."""
    for name in indexes.COLLECTIONS:
        house.db[name].delete_many({})
    more = {"requests_per_second": 1e5, "stranger_requests_per_second": 1e5, "guesses_per_minute": 1e4}
    deployment = replace(house, settings=house.settings.model_copy(update=more))
    anonymous = replace(deployment, settings=deployment.settings.model_copy(update={"allow_anonymous": True}))
    apps = {open_: create_app(one.settings, one) for open_, one in ((False, deployment), (True, anonymous))}
    client = apps[False].test_client(use_cookies=False)
    made = World(deployment, Api(client, make_person(deployment, "owner", Role.ADMIN)))
    made.apps = {open_: app.test_client(use_cookies=False) for open_, app in apps.items()}
    _models(made)
    _identities(made)
    made.keep()
    return made


def _models(world: World) -> None:
    pushing, owner = Pushing(world.deployment), world.owner
    parent = owner.post("/models", {"args": {"dataset": "parent", "arch": "resnet50"}}).json["id"]
    for name in NAMES:
        body = {"args": {"dataset": name, "arch": "resnet50"}, "parents": [{"id": parent}]}
        model = owner.post("/models", body | ({"visibility": "public"} if name == "public" else {})).json[
            "id"
        ]
        pushing.verified(owner, model, FILE)
        upload = pushing.upload(owner, model, {"n.bin": b"more"}, label="next")["id"]
        assert owner("PUT", f"/models/{model}/aliases/prod", {}).status_code == 200
        share = owner.post(f"/models/{model}/shares", {"kind": "login", "login": "nobody-yet"}).json["id"]
        checkpoint = owner.get(f"/models/{model}/checkpoints/last").json["id"]
        owner("PUT", f"/models/{model}/runs/{RUN}", {})
        run = owner("PUT", f"/models/{model}/runs/{name:x<22}", {}).json["id"]
        world.ids[name] = {
            "model": model, "run": run, "parent": parent, "upload": upload, "share": share, "checkpoint": checkpoint,
            "image": world.send_image(model),
        }  # fmt: skip
    for name in NAMES:
        world.ids[name]["other"] = world.ids["private" if name != "private" else "public"]["model"]
    gone = owner.post("/models", {"args": {"dataset": "gone", "arch": "a"}}).json["id"]
    world.one["entry"] = owner.delete(f"/models/{gone}").json["id"]
    world.one["view"] = owner.post("/views", VIEW | {"scope": "personal"}).json["id"]
    world.one["token"] = owner.post("/tokens", {"name": "owner's"}).json["id"]
    body = {"args": {"dataset": "leased", "arch": "a"}}
    world.one["lease"] = owner.post("/leases", body).json["lease"]["id"]
    world.one["session"] = "0" * 32


def _identities(world: World) -> None:
    deployment, owner = world.deployment, world.owner
    make_person(deployment, "victim", Role.READ_ONLY)
    world.headers = {"anonymous": {}, "anonymous_allowed": {}}
    for name, role in (("guest", Role.GUEST), ("read_only", Role.READ_ONLY), ("admin", Role.ADMIN)):
        make_person(deployment, name, role)
        signed = sessions.start(deployment, users.get(deployment.db, f"test:{name}"), Origin())
        world.headers[name] = {"Cookie": f"{sessions.cookies(deployment.settings).session}={signed.jwt}"}
    admin = Principal("test:admin", "admin", Role.ADMIN, "session")
    for name, scopes, only in (
        ("token_read", SCOPES[:1], None),
        ("token_write", SCOPES[:2], None),
        ("token_admin", SCOPES, None),
        ("token_other_name", SCOPES, "elsewhere/*"),
    ):
        text = create(deployment.db, admin, NewToken(name=name, scopes=scopes, only=only)).token
        world.headers[name] = {"Authorization": f"Bearer {text}"}
    for name in ("disabled", "deleted"):
        world.headers[name] = {"Authorization": f"Bearer {make_person(deployment, name, Role.ADMIN)}"}
    people.set_disabled(deployment, admin, "test:disabled", disabled=True)
    people.delete(deployment, admin, "test:deleted")
    shared = world.ids["shared"]["model"]
    link = owner.post(f"/models/{shared}/shares", {"kind": "link"}).json["secret"]
    world.headers["link"] = {"X-Modelbase-Share": link}
    assert owner.post(f"/models/{shared}/shares", {"kind": "login", "login": "guest"}).json["bound"]


def routes(app: Any) -> Iterator[tuple[str, str]]:
    for rule in app.url_map.iter_rules():
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
            yield method, rule.rule


def test_every_route_has_a_sample_and_no_sample_is_stale(world: World) -> None:
    there = {f"{method} {rule}" for method, rule in routes(world.apps[False].application)}
    assert there == set(SAMPLES)


def test_each_identity_gets_what_the_table_says(world: World) -> None:
    table: dict[str, dict[str, dict[str, str]]] = {}
    for route in sorted(SAMPLES, key=lambda text: (text.partition(" ")[2], text)):
        path, body = SAMPLES[route]
        for name in NAMES if "{model}" in f"{path} {body}" else ("-",):
            given = world.one | world.ids.get(name, {})
            sent = _filled(body, given)
            row = table.setdefault(route, {}).setdefault(name, {})
            for identity in world.headers:
                found = world.ask(identity, route.partition(" ")[0], path.format(**given), sent)
                row[identity] = cell(found)
                if route.partition(" ")[0] != "GET":
                    world.put_back()
    text = json.dumps(table, indent=1) + "\n"
    if os.environ.get("MODELBASE_TEST_WRITE_ROUTES"):
        TABLE.write_text(text)
    kept = json.loads(TABLE.read_text())
    changed = [
        f"{route} {name} {identity}: {kept.get(route, {}).get(name, {}).get(identity)} -> {now}"
        for route, rows in table.items()
        for name, row in rows.items()
        for identity, now in row.items()
        if kept.get(route, {}).get(name, {}).get(identity) != now
    ]
    assert changed == []
    assert set(kept) == set(table)


def _filled(body: Any, given: dict[str, str]) -> Any:
    text = json.dumps(body)
    for name in ("other", "model"):
        text = text.replace("{" + name + "}", given.get(name, ""))
    return json.loads(text)


# Routes that ask access for no act: signing in and out, one's own shares, what the server is.
WITHOUT_ACT = {
    "GET /api/v1/", "GET /api/v1/openapi.json", "GET /api/v1/me", "GET /api/v1/sign-in", "POST /api/v1/sign-in/first",
    "POST /api/v1/session", "POST /api/v1/session/renew", "DELETE /api/v1/session",
    "POST /api/v1/cli-grants/codes", "POST /api/v1/cli-grants/exchange",
    "GET /api/v1/shares/mine", "POST /api/v1/shares/open",
}  # fmt: skip
RARELY = {
    "protection",
    "team_views",
}  # of a protected alias, of a view for the team: test_aliases.py, test_views.py


class Asked(dict[Any, Any]):
    """The table of acts, which notes those that are looked up."""

    def __init__(self) -> None:
        super().__init__(access.TABLE)
        self.acts: set[str] = set()

    def get(self, act: Any, default: Any = None) -> Any:
        self.acts.add(act)
        return super().get(act, default)


def acts_of(world: World, asked: Asked, route: str) -> set[str]:
    """Return the acts that a route asks access for when an Admin calls it."""
    asked.acts.clear()
    path, body = SAMPLES[route]
    given = world.one | world.ids["public"]
    world.ask("admin", route.partition(" ")[0], path.format(**given), _filled(body, given))
    world.put_back()
    return set(asked.acts)


def test_each_route_asks_for_acts_of_the_table(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = Asked()
    monkeypatch.setattr(access, "TABLE", asked)
    acts = {
        f"{method} {rule}": acts_of(world, asked, f"{method} {rule}")
        for method, rule in routes(world.apps[False].application)
        if rule.startswith("/api/v1/")
    }
    assert {route: unknown for route, found in acts.items() if (unknown := found - set(asked))} == {}
    assert {route for route, found in acts.items() if not found} == WITHOUT_ACT
    assert set(asked) - set().union(*acts.values()) == RARELY, "an act that no route asks for"


def test_the_table_has_each_act_once_and_refuses_all_others(deployment: Deployment) -> None:
    assert set(access.TABLE) == {*get_args(ModelAct), *get_args(ServerAct)}
    boss = Principal("1", "boss", Role.ADMIN, "session")
    with pytest.raises(Forbidden):
        access.require(boss, "fly")  # type: ignore[arg-type]
    model = Api(
        create_app(deployment.settings, deployment).test_client(),
        make_person(deployment, "owner", Role.ADMIN),
    ).post("/models", {"args": {"dataset": "d", "arch": "a"}})
    assert access.model(deployment.db, boss, model.json["id"], "delete").id == model.json["id"]
    with pytest.raises(Forbidden):
        access.model(deployment.db, boss, model.json["id"], "fly")  # type: ignore[arg-type]


def test_the_table_lets_nobody_in_whom_the_roles_keep_out() -> None:
    """Read the table itself: anyone who is shut out succeeds nowhere, and nobody but Admins changes anything."""
    table = json.loads(TABLE.read_text())
    for route, rows in table.items():
        for name, row in rows.items():
            assert too_open(route, name, row) == [], route


OWN = re.compile(r"/(session|sessions|tokens|cli-grants|views|sign-in|lookups?|near|diff|damage)\b")
SHUT = ("disabled", "deleted")
OUTSIDE = ("guest", "link", "anonymous_allowed", "token_other_name")
READERS = ("anonymous", "anonymous_allowed", "guest", "read_only", "link", "token_read")


def too_open(route: str, name: str, row: dict[str, str]) -> list[str]:
    """Return who gets more in a row than docs/security.md says."""
    if "/api/v1/" not in route:
        return []
    found = [who for who in SHUT if not row[who].startswith("401")]
    if name == "private":
        found += [who for who in OUTSIDE if row[who][:3] not in {"401", "403", "404"}]
    if not route.startswith("GET") and not OWN.search(route):
        found += [who for who in READERS if row[who][:1] != "4"]
    return found


def digest(db: Any) -> str:
    """Return one hash over all that is stored, but for when a token was used last."""
    found = {name: list(db[name].find(sort=[("_id", 1)])) for name in indexes.COLLECTIONS}
    for token in found["tokens"]:
        token.pop("last_used_at", None)
    return hashlib.sha256(repr(found).encode()).hexdigest()


CHILDREN = [
    ("GET", "/models/{other}/checkpoints/{checkpoint}", None),
    ("GET", "/models/{other}/checkpoints/{checkpoint}/download", None),
    ("POST", "/models/{other}/checkpoints/{checkpoint}/damage", {"paths": ["m.bin"], "seen": "absent"}),
    ("GET", "/models/{other}/checkpoints/{checkpoint}/safety", None),
    ("GET", "/models/{other}/checkpoints/{checkpoint}/tensors", None),
    ("GET", "/models/{other}/checkpoints/{checkpoint}/tensors/diff?id={model}", None),
    ("GET", "/models/{other}/checkpoints/{checkpoint}/files/m.bin", None),
    ("DELETE", "/models/{other}/checkpoints/{checkpoint}", None),
    ("DELETE", "/models/{other}/checkpoints/{upload}", None),
    ("DELETE", "/models/{other}/checkpoints/{checkpoint}/weights", None),
    ("PUT", "/models/{other}/checkpoints/{checkpoint}/label", {"label": "best"}),
    ("DELETE", "/models/{other}/checkpoints/{checkpoint}/label", None),
    ("POST", "/models/{other}/checkpoints/{upload}/commit", {}),
    ("POST", "/models/{other}/checkpoints/{upload}/parts", {"parts": [{"sha256": sha(b"more"), "part": 1}]}),
    ("POST", "/models/{other}/runs/{run}/end", {"outcome": "failed"}),
    ("DELETE", "/models/{other}/shares/{share}", None),
    ("GET", "/models/{other}/images/{image}", None),
    ("GET", "/models/{other}?as=share:{share}", None),
    ("DELETE", "/models/{parent}/aliases/prod", None),
    ("DELETE", "/models/{parent}/parents/{other}", None),
]
PERSONAL = [
    ("DELETE", "/tokens/{token}", None),
    ("GET", "/views/{view}", None),
    ("PUT", "/views/{view}", VIEW),
    ("DELETE", "/views/{view}", None),
    ("DELETE", "/sessions/{owners_session}", None),
    ("DELETE", "/leases/x{lease}", None),
    ("POST", "/leases/x{lease}/heartbeat", {}),
    ("POST", "/trash/{share}/restore", {}),
    ("DELETE", "/trash/{share}", None),
]


# Routes with a variable that names no child of anything: a model itself, a name, a key, a person, a code, a file.
NOT_CHILDREN = {
    "GET /<path:name>", "GET /assets/<path:name>", "GET /pip/<name>", "GET /api/v1/keys/<path:key>/values",
    "GET /api/v1/aliases/<dataset>/<architecture>/<alias>",
    "PUT /api/v1/models/<model:ref>/aliases/<alias>",  # makes the alias
    "PUT /api/v1/models/<model:ref>/runs/<run>",  # makes the run
    "PATCH /api/v1/users/<user>", "DELETE /api/v1/users/<user>",
    "GET /api/v1/cli-grants/codes/<code>", "POST /api/v1/cli-grants/codes/<code>",
}  # fmt: skip


def test_every_route_with_the_id_of_a_child_is_tried_under_another_parent(world: World) -> None:
    app = world.apps[False].application
    there = {
        f"{method} {rule.rule}"
        for rule in app.url_map.iter_rules()
        for method in rule.methods - {"HEAD", "OPTIONS"}
        if rule.arguments - {"ref"}
    }
    adapter = app.url_map.bind("127.0.0.1")
    tried = set()
    given = world.one | world.ids["private"] | {"owners_session": "0" * 32}
    for method, path, _ in CHILDREN + PERSONAL:
        rule, _ = adapter.match(
            f"/api/v1{path.format(**given).partition('?')[0]}", method=method, return_rule=True
        )
        tried.add(f"{method} {rule.rule}")
    assert there - tried - NOT_CHILDREN == set(), "add a row to CHILDREN or PERSONAL"
    assert NOT_CHILDREN - there == set()


@pytest.mark.parametrize(("method", "path", "body"), CHILDREN, ids=lambda value: str(value)[:60])
def test_a_child_of_one_model_is_not_there_under_another(
    world: World, method: str, path: str, body: Any
) -> None:
    world.put_back()
    before = digest(world.deployment.db)
    for name in NAMES:
        found = world.owner(method, path.format(**world.ids[name]), body)
        assert found.status_code == 404, (name, found.json)
    assert digest(world.deployment.db) == before


@pytest.mark.parametrize(("method", "path", "body"), PERSONAL, ids=lambda value: str(value)[:60])
def test_what_one_admin_has_is_not_there_for_another(world: World, method: str, path: str, body: Any) -> None:
    world.put_back()
    deployment = world.deployment
    sessions.start(deployment, users.get(deployment.db, "test:owner"), Origin())
    key = deployment.db.sessions.find_one({"user_id": "test:owner"})["_id"]
    given = world.one | world.ids["shared"] | {"owners_session": key[:32]}
    before = digest(deployment.db)
    found = world.ask("admin", method, f"/api/v1{path.format(**given)}", body)
    assert found.status_code == 404, found.json
    assert digest(deployment.db) == before
