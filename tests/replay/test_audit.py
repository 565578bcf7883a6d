"""JW-10: every act that docs/api.md lists leaves exactly one record, by whom, of what, from where, by which request."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from modelbase.server.database.models.models import now
from modelbase.server.database.people import users
from modelbase.server.signin import recheck
from tests.api.conftest import Pushing

DOCS = Path(__file__).resolve().parents[2] / "docs" / "api.md"
ARGS = {"dataset": "data", "arch": "m", "lr": 0.1}
POLICY = {
    "ignore": ["lr"],
    "seeds": [],
    "defaults": {},
    "dataset_keys": ["dataset"],
    "architecture_keys": ["arch"],
}
MEMBER = {"orgs": {"acme": "active"}}


def listed() -> set[str]:
    """Return the actions that the page on the API names."""
    text = DOCS.read_text().partition("Actions: `")[2].partition("\nA record")[0]
    return set(re.findall(r"[a-z]+\.[a-z]+", text))


class Acting:
    """An Admin whose every request has an id of its own, and what the log says of it."""

    def __init__(self, owner: Any, db: Any) -> None:
        self.owner, self.db, self.number, self.seen = owner, db, 0, set()

    def request(self, method: str, path: str, body: Any = None) -> tuple[Any, list[dict[str, Any]]]:
        self.number += 1
        mark = f"request-{self.number:04}"
        answer = self.owner(method, path, body, **{"X-Request-Id": mark})
        return answer, [row for row in self.db.events.find() if row["request_id"] == mark]

    def act(self, action: str, method: str, path: str, body: Any = None, **target: str) -> Any:
        """Do something, and check its one record."""
        answer, records = self.request(method, path, body)
        assert answer.status_code < 300, (action, answer.get_data())
        assert [record["action"] for record in records] == [action]
        record = records[0]
        assert record["outcome"] == "done"
        assert (record["by"]["id"], record["by"]["login"], record["by"]["via"]) == (
            "test:owner",
            "owner",
            "token",
        )
        assert record["by"]["token"].startswith("t_")
        assert record["address"] == "127.0.0.1"
        assert abs((now() - record["at"]).total_seconds()) < 60
        for name, value in target.items():
            assert record["target"][name] == value, action
        self.seen.add(action)
        return answer.get_json(silent=True)

    def nothing(self, method: str, path: str, body: Any = None) -> None:
        """Do something that changes nothing, or is refused, and check that it left no record."""
        _, records = self.request(method, path, body)
        assert records == [], (method, path)


@pytest.fixture
def acting(owner: Any, db: Any) -> Acting:
    db.events.delete_many({})
    return Acting(owner, db)


def shares(acting: Acting, model: str) -> None:
    root = f"/models/{model}"
    for wanted in ({"kind": "link"}, {"kind": "login", "login": "reader"}):
        made = acting.act("share.create", "POST", f"{root}/shares", wanted, model=model)
        path = f"{root}/shares/{made['id']}"
        if wanted["kind"] == "login":
            acting.nothing("POST", f"{root}/shares", wanted)
            acting.act(
                "share.change", "POST", f"{root}/shares", wanted | {"sees": ["card"]}, share=made["id"]
            )
        acting.act("share.revoke", "DELETE", path, model=model, share=made["id"])
        acting.nothing("DELETE", path)
    acting.act("share.create", "POST", f"{root}/shares", {"kind": "public"}, model=model, share="public")
    acting.act("share.change", "POST", f"{root}/shares", {"kind": "public", "sees": ["card"]}, share="public")
    acting.act("share.revoke", "DELETE", f"{root}/shares/public", share="public")
    acting.act("share.create", "PATCH", root, {"visibility": "public"}, share="public")
    acting.act("share.revoke", "PATCH", root, {"visibility": "private"}, share="public")
    acting.nothing("PATCH", root, {"visibility": "private"})


def aliases(acting: Acting, model: str, other: str) -> None:
    path = f"/models/{model}/aliases/production"
    acting.nothing("PUT", path, {})
    acting.act("alias.protect", "PUT", path, {"protected": True}, alias="data/m:production")
    acting.nothing("PUT", path, {"protected": True})
    acting.act("alias.move", "PUT", f"/models/{other}/aliases/production", {}, alias="data/m:production")
    acting.act("alias.unprotect", "PUT", f"/models/{other}/aliases/production", {"protected": False})
    acting.nothing("DELETE", f"/models/{other}/aliases/production")


def the_trash(acting: Acting, model: str, other: str, deployment: Any) -> None:
    checkpoint = Pushing(deployment).verified(acting.owner, model, {"m": b"bytes"})
    path = f"/models/{model}/checkpoints/{checkpoint['label']}"
    entry = acting.act("checkpoint.delete", "DELETE", path, model=model, checkpoint=checkpoint["id"])["id"]
    acting.nothing("DELETE", path)
    acting.act("checkpoint.restore", "POST", f"/trash/{entry}/restore", {}, model=model, entry=entry)
    acting.act("checkpoint.label", "PUT", f"{path}/label", {"label": "best"}, checkpoint=checkpoint["id"])
    path = f"/models/{model}/checkpoints/best"
    acting.nothing("PUT", f"{path}/label", {"label": "best"})
    acting.act("checkpoint.label", "DELETE", f"{path}/label", checkpoint=checkpoint["id"])
    path = f"/models/{model}/checkpoints/{checkpoint['id']}"
    acting.nothing("DELETE", f"{path}/label")
    entry = acting.act("weights.delete", "DELETE", f"{path}/weights", checkpoint=checkpoint["id"])["id"]
    acting.nothing("DELETE", f"{path}/weights")
    acting.act("weights.restore", "POST", f"/trash/{entry}/restore", {}, model=model, entry=entry)
    entry = acting.act("weights.delete", "DELETE", f"{path}/weights", model=model)["id"]
    acting.act("trash.delete", "DELETE", f"/trash/{entry}", model=model, entry=entry)
    acting.nothing("DELETE", f"/trash/{entry}")
    acting.act("model.redact", "POST", f"/models/{model}/redact", {"keys": ["lr"]}, model=model)
    entry = acting.act("model.delete", "DELETE", f"/models/{other}", model=other)["id"]
    acting.nothing("DELETE", f"/models/{other}")
    acting.act("model.restore", "POST", f"/trash/{entry}/restore", {}, model=other, entry=entry)
    acting.nothing("POST", f"/trash/{entry}/restore", {})


def persons(acting: Acting) -> None:
    path = "/users/test:reader"
    acting.act("user.role", "PATCH", path, {"role": "guest"}, user="test:reader", login="reader")
    acting.nothing("PATCH", path, {"role": "guest"})
    acting.act("user.disable", "PATCH", path, {"disabled": True}, user="test:reader")
    acting.nothing("PATCH", path, {"disabled": True})
    acting.act("user.enable", "PATCH", path, {"disabled": False}, user="test:reader")
    acting.nothing("PATCH", path, {"disabled": False})
    acting.act("user.delete", "DELETE", path, user="test:reader", login="reader")
    acting.nothing("DELETE", path)
    token = acting.act("token.create", "POST", "/tokens", {"name": "ci"})["id"]
    acting.act("token.revoke", "DELETE", f"/tokens/{token}", token=token)
    acting.nothing("DELETE", f"/tokens/{token}")


def signing_in(acting: Acting, browser: Any, github: Any, trusting: Any, db: Any) -> None:
    """Join, be refused by the hourly look, be admitted again by signing in; each is told once."""
    github.add("octocat", 1, **MEMBER)
    browser().sign_in()
    github.people["octocat"].orgs = {}
    db.users.update_many({"_id": "github:1"}, {"$set": {"recheck_at": users.now()}})
    assert recheck.look(trusting())
    github.people["octocat"].orgs = {"acme": "active"}
    for _ in range(2):
        browser().sign_in()
    records = list(db.events.find({"target.user": "github:1"}).sort("at", 1))
    told = [(record["action"], record["by"]["via"], record["outcome"]) for record in records]
    assert told == [
        ("user.join", "session", "done"), ("user.refuse", "server", "done"), ("user.admit", "session", "done"),
    ]  # fmt: skip
    acting.seen |= {record["action"] for record in records}


@pytest.mark.row("JW-10", "AUDIT")
def test_every_action_that_is_documented_leaves_one_record(
    acting: Acting, deployment: Any, browser: Any, github: Any, trusting: Any, db: Any
) -> None:
    model, other = (acting.owner.post("/models", {"args": ARGS | {"lr": lr}}).json["id"] for lr in (0.1, 0.2))
    shares(acting, model)
    aliases(acting, model, other)
    the_trash(acting, model, other, deployment)
    persons(acting)
    signing_in(acting, browser, github, trusting, db)
    acting.nothing("PUT", "/policy?dry_run=true&accept_merge=true", POLICY)
    acting.act("policy.change", "PUT", "/policy?accept_merge=true", POLICY, policy="2")
    acting.nothing("PUT", "/policy", POLICY)
    assert acting.seen == listed()
    assert db.events.count_documents({"outcome": {"$ne": "done"}}) == 0


@pytest.mark.row("AUDIT")
@pytest.mark.parametrize(
    "what", ["share", "disable", "role", "delete", "model", "token", "public", "private"]
)
def test_one_act_that_twelve_ask_for_at_once_is_one_record(
    owner: Any, app: Any, db: Any, people: Any, what: str
) -> None:
    model = owner.post("/models", {"args": ARGS}).json["id"]
    share = owner.post(f"/models/{model}/shares", {"kind": "link"}).json["id"]
    token = owner.post("/tokens", {"name": "t"}).json["id"]
    asks: dict[str, tuple[Any, ...]] = {
        "share": ("DELETE", f"/models/{model}/shares/{share}"),
        "disable": ("PATCH", "/users/test:reader", {"disabled": True}),
        "role": ("PATCH", "/users/test:reader", {"role": "guest"}),
        "delete": ("DELETE", "/users/test:reader"),
        "model": ("DELETE", f"/models/{model}"),
        "public": ("PATCH", f"/models/{model}", {"visibility": "public"}),
        "private": ("DELETE", f"/models/{model}/shares/public"),
        "token": ("DELETE", f"/tokens/{token}"),
    }
    if what == "private":
        owner.post(f"/models/{model}/shares", {"kind": "public"})
    db.events.delete_many({})
    start, statuses = threading.Barrier(12), []

    def ask() -> None:
        api = type(owner)(app.test_client(use_cookies=False), people.owner)
        start.wait()
        statuses.append(api(*asks[what]).status_code)

    threads = [threading.Thread(target=ask) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [status for status in statuses if status < 300], statuses
    assert max(statuses) < 500
    assert [record["outcome"] for record in db.events.find()] == ["done"]


@pytest.mark.row("AUDIT")
def test_no_route_changes_or_deletes_a_record(app: Any, owner: Any, db: Any) -> None:
    of_events = [rule for rule in app.url_map.iter_rules() if "event" in rule.rule or "audit" in rule.rule]
    assert [(rule.rule, sorted(rule.methods)) for rule in of_events] == [
        ("/api/v1/events", ["GET", "HEAD", "OPTIONS"])
    ]
    owner.post("/tokens", {"name": "t"})
    before = list(db.events.find())
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        for path in ("/events", f"/events/{before[0]['_id']}"):
            assert owner(method, path, {}).status_code in {404, 405}
    assert list(db.events.find()) == before


@pytest.mark.row("AUDIT")
def test_the_whole_log_is_exported_as_json(server: Any) -> None:
    for number in range(3):
        modelbase(server, "token", "create", f"t{number}", "--json")
    rows = modelbase(server, "events", "--all", "--json")
    assert len([row for row in rows if row["action"] == "token.create"]) >= 3
    assert set(rows[0]) >= {"id", "action", "by", "target", "address", "request_id", "at", "outcome"}
    assert len({row["id"] for row in rows}) == len(rows)


def modelbase(server: Any, *words: str) -> Any:
    """Run the command line and return the JSON that it printed."""
    command = [sys.executable, "-m", "modelbase", *words]
    done = subprocess.run(command, env=server.environ(), capture_output=True, text=True, check=True)
    return json.loads(done.stdout)
