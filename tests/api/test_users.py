"""The people of a server: Admins list and change them, one Admin always remains, and changes bite."""

from __future__ import annotations

import threading
from contextlib import suppress
from typing import Any

import pytest
from freezegun import freeze_time

from modelbase.entities import Role, User
from modelbase.errors import Conflict
from modelbase.server.access import Principal
from modelbase.server.database.people import admins, users
from modelbase.server.signin import people
from modelbase.server.signin.identify import CACHE_SECONDS

ROLES = {
    "test:owner": "admin",
    "test:teammate": "admin",
    "test:reader": "read_only",
    "test:stranger": "guest",
}


def test_admins_list_people(owner: Any) -> None:
    rows = owner.get("/users").json["rows"]
    assert {row["id"]: row["role"] for row in rows} == ROLES
    assert all("session_version" not in row and "sealed" not in row for row in rows)
    first = owner.get("/users?limit=3").json
    assert len(first["rows"]) == 3
    assert len(owner.get(f"/users?limit=3&after={first['next']}").json["rows"]) == 1


def test_a_role_bites_within_the_bite(owner: Any, reader: Any) -> None:
    body = {"args": {"dataset": "d", "arch": "a"}}
    assert reader.post("/models", body).status_code == 403
    assert owner.patch("/users/test:reader", {"role": "guest"}).json["role"] == "guest"
    with freeze_time() as clock:
        clock.tick(CACHE_SECONDS + 0.1)
        assert reader.get("/models").status_code == 403


@pytest.mark.parametrize("way", ["disable", "delete"])
def test_who_is_shut_out_gets_nothing_and_comes_back_without_old_tokens(
    owner: Any, reader: Any, deployment: Any, way: str
) -> None:
    before = reader.get("/models")
    assert before.status_code == 200, before.json
    if way == "disable":
        assert owner.patch("/users/test:reader", {"disabled": True}).json["disabled"] is True
    else:
        assert owner.delete("/users/test:reader").status_code == 204
        for name in ("tokens", "sessions"):
            assert deployment.db[name].count_documents({"user_id": "test:reader"}) == 0
    with freeze_time() as clock:
        clock.tick(CACHE_SECONDS + 0.1)
        assert reader.get("/models").status_code == 401
        if way == "delete":
            users.ensure(deployment.db, User(id="test:reader", login="reader", role=Role.ADMIN))
            clock.tick(CACHE_SECONDS + 0.1)
            assert reader.get("/models").status_code == 401
            assert owner.delete("/users/test:nobody").status_code == 404


@pytest.mark.parametrize("change", [{"role": "guest"}, {"disabled": True}, None])
def test_the_last_admin_stays(owner: Any, change: Any, db: Any) -> None:
    assert owner.patch("/users/test:teammate", {"role": "read_only"}).status_code == 200
    path = "/users/test:owner"
    refused = owner.delete(path) if change is None else owner.patch(path, change)
    assert (refused.status_code, refused.json["error"]["code"]) == (409, "last_admin")
    assert owner.get("/users").json["rows"][0]["role"] == "admin"
    assert db.events.count_documents({"target.user": "test:owner", "action": {"$regex": "^user"}}) == 0


def test_admins_who_demote_each_other_at_once_leave_one(owner: Any, deployment: Any) -> None:
    assert owner.get("/me").status_code == 200
    for _ in range(20):
        for one in ("test:owner", "test:teammate"):
            users.set_role(deployment.db, one, Role.ADMIN)
        start = threading.Barrier(2)

        def demote(by: str, whom: str, start: threading.Barrier = start) -> None:
            who = Principal(by, by, Role.ADMIN, "session")
            start.wait()
            with suppress(Conflict):
                people.set_role(deployment, who, whom, Role.GUEST)

        pairs = [("test:owner", "test:teammate"), ("test:teammate", "test:owner")]
        threads = [threading.Thread(target=demote, args=pair) for pair in pairs]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        left = [user for user in users.page(deployment.db) if user.role is Role.ADMIN]
        assert len(left) >= 1


def test_a_change_that_never_ended_does_not_count_for_ever(owner: Any, deployment: Any) -> None:
    assert owner.get("/me").status_code == 200
    with freeze_time() as clock:
        stuck = admins.leaving(deployment.db, "test:teammate")
        stuck.__enter__()
        assert owner.patch("/users/test:owner", {"role": "guest"}).status_code == 409
        clock.tick(61)
        assert owner.patch("/users/test:owner", {"role": "guest"}).status_code == 200


def test_an_admin_by_the_setting_is_not_changed_here(owner: Any, deployment: Any) -> None:
    users.ensure(deployment.db, User(id="github:1", login="root", role=Role.ADMIN, basis="list"))
    refused = owner.patch("/users/github:1", {"role": "guest"})
    assert refused.status_code == 409
    assert "MODELBASE_ADMINS" in refused.json["error"]["message"]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"role": "owner"},
        {"role": "guest", "disabled": True},
        {"disabled": "yes"},
        {"login": "x"},
        {"id": "y"},
    ],
)
def test_a_wrong_change_is_refused(owner: Any, body: Any) -> None:
    assert owner.patch("/users/test:reader", body).status_code == 400
    assert {row["id"]: row["role"] for row in owner.get("/users").json["rows"]} == ROLES


def test_others_neither_list_nor_change_people(owner: Any, reader: Any, stranger: Any, nobody: Any) -> None:
    made = owner.post("/tokens", {"name": "w", "scopes": ["read", "write"]}).json["token"]
    writer = type(owner)(owner.client, made)
    for person, status in ((reader, 403), (stranger, 403), (nobody, 401), (writer, 403)):
        assert person.get("/users").status_code == status
        assert person.patch("/users/test:stranger", {"role": "admin"}).status_code == status
        assert person.delete("/users/test:reader").status_code == status
        assert person.get("/events").status_code == status
