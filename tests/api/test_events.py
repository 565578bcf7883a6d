"""The audit log: each act exactly once, by whom and from where; nothing of a refused one, no secrets."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from freezegun import freeze_time

from modelbase.errors import Unavailable
from modelbase.server.database.models import shares
from modelbase.server.worker import sweep

ARGS = {"dataset": "imagenet", "arch": "resnet50", "lr": 0.1}


def told(owner: Any, **wanted: str) -> list[str]:
    asked = "&".join(f"{name}={value}" for name, value in wanted.items())
    return [row["action"] for row in owner.get(f"/events?{asked}").json["rows"]]


def made(owner: Any) -> str:
    return str(owner.post("/models", {"args": ARGS}).json["id"])


def test_each_act_leaves_one_record(owner: Any, db: Any) -> None:
    db.events.delete_many({})
    model = made(owner)
    link = owner.post(f"/models/{model}/shares", {"kind": "link"}).json
    owner.post(f"/models/{model}/shares", {"kind": "login", "login": "bob"})
    owner.post(f"/models/{model}/shares", {"kind": "login", "login": "bob"})
    owner.delete(f"/models/{model}/shares/{link['id']}")
    owner.patch(f"/models/{model}", {"visibility": "public"})
    owner.patch(f"/models/{model}", {"visibility": "public", "title": "x"})
    owner.delete(f"/models/{model}/shares/public")
    token = owner.post("/tokens", {"name": "ci"}).json
    owner.delete(f"/tokens/{token['id']}")
    owner.patch("/users/test:reader", {"role": "guest"})
    owner.patch("/users/test:reader", {"role": "guest"})
    owner("PUT", f"/models/{model}/aliases/production", {"protected": True})
    owner("PUT", f"/models/{model}/aliases/production", {"protected": True})
    owner("DELETE", f"/models/{model}/aliases/production")
    entry = owner.delete(f"/models/{model}").json["id"]
    owner.post(f"/trash/{entry}/restore")
    # Two acts within one millisecond may be told in either order.
    assert sorted(told(owner)) == sorted(
        [
            *("share.create", "share.create", "share.revoke", "share.create", "share.revoke"),
            *("token.create", "token.revoke", "user.role", "alias.protect", "alias.unprotect"),
            *("model.delete", "model.restore"),
        ]
    )
    rows = owner.get("/events").json["rows"]
    assert {row["outcome"] for row in rows} == {"done"}
    assert {row["by"]["login"] for row in rows} == {"owner"}
    assert {row["address"] for row in rows} == {"127.0.0.1"}
    assert all(row["request_id"] and row["at"] for row in rows)
    assert link["secret"] not in repr(rows)
    assert token["token"] not in repr(rows)


def test_doing_and_undoing_again_is_told_again(owner: Any, db: Any) -> None:
    model = made(owner)
    for _ in range(3):
        owner.patch(f"/models/{model}", {"visibility": "public"})
        owner.patch(f"/models/{model}", {"visibility": "private"})
    assert sorted(told(owner, target=model)) == ["share.create"] * 3 + ["share.revoke"] * 3
    assert db.events.count_documents({"target.model": model}) == 6


def test_a_refused_act_leaves_no_record(owner: Any, reader: Any, db: Any) -> None:
    model = made(owner)
    before = db.events.count_documents({})
    assert reader.post(f"/models/{model}/shares", {"kind": "link"}).status_code == 403
    assert owner.delete("/tokens/t_nothing").status_code == 404
    assert owner.patch("/users/test:nobody", {"role": "guest"}).status_code == 404
    stale = owner.patch(f"/models/{model}", {"visibility": "public"}, **{"If-Match": '"99"'})
    assert stale.status_code == 409
    assert db.events.count_documents({}) == before


def test_an_act_with_unknown_outcome_says_so_and_its_retry_is_the_same_record(
    owner: Any, monkeypatch: Any, db: Any
) -> None:
    model = made(owner)
    share = owner.post(f"/models/{model}/shares", {"kind": "link"}).json["id"]
    whole = shares.delete

    def cut_off(*given: Any) -> None:
        raise Unavailable("the database does not answer", "database_unavailable")

    monkeypatch.setattr(shares, "delete", cut_off)
    assert owner.delete(f"/models/{model}/shares/{share}").status_code == 503
    rows = owner.get("/events?action=share.revoke").json["rows"]
    assert [row["outcome"] for row in rows] == ["begun"]
    monkeypatch.setattr(shares, "delete", whole)
    assert owner.delete(f"/models/{model}/shares/{share}").status_code == 204
    rows = owner.get("/events?action=share.revoke").json["rows"]
    assert [row["outcome"] for row in rows] == ["done"]


def test_records_are_filtered_and_walked(owner: Any, teammate: Any) -> None:
    one, two = made(owner), str(owner.post("/models", {"args": ARGS | {"lr": 5}}).json["id"])
    for api, model in ((owner, one), (teammate, two), (owner, two)):
        api.post(f"/models/{model}/shares", {"kind": "link"})
    assert told(owner, by="teammate", action="share") == ["share.create"]
    assert len(told(owner, target=two)) == 2
    assert told(owner, action="shar") == []
    walked, after = [], ""
    while True:
        page = owner.get("/events?action=share&limit=1" + (f"&after={after}" if after else "")).json
        walked += page["rows"]
        after = page["next"]
        if not after:
            break
    assert len({row["id"] for row in walked}) == 3
    with freeze_time("2030-01-01"):
        owner.post(f"/models/{one}/shares", {"kind": "link"})
    assert len(told(owner, since="2029-12-31T00:00:00Z")) == 1
    assert len(told(owner, until="2029-12-31T00:00:00Z", action="share")) == 3


@pytest.mark.parametrize(
    "query", ["since=yesterday", "limit=0", "limit=1001", "where=x", "since=2030-01-01T00:00:00"]
)
def test_a_wrong_question_is_refused(owner: Any, query: str) -> None:
    assert owner.get(f"/events?{query}").status_code == 400


def test_a_record_cannot_be_changed_or_deleted_over_http(owner: Any) -> None:
    made(owner)
    event = owner.post("/tokens", {"name": "x"}) and owner.get("/events").json["rows"][0]["id"]
    for method in ("PUT", "PATCH", "DELETE", "POST"):
        assert owner(method, f"/events/{event}", {}).status_code in {404, 405}
        assert owner(method, "/events", {}).status_code == 405


def test_records_are_kept_as_long_as_the_setting_says(deployment: Any, owner: Any) -> None:
    with freeze_time("2020-01-01"):
        owner.post("/tokens", {"name": "old"})
    owner.post("/tokens", {"name": "new"})
    before = len(owner.get("/events?limit=1000").json["rows"])
    for days, left in ((0, before), (36_500, before), (730, before - 1)):
        settings = deployment.settings.model_copy(update={"events_days": days})
        sweep.old_events(replace(deployment, settings=settings))
        assert len(owner.get("/events?limit=1000").json["rows"]) == left
