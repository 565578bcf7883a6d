"""Aliases and notes over HTTP: set, move, protect, refuse deletion, warn; and everyone who may not."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from modelbase.entities import Role
from modelbase.server.access import Principal
from modelbase.server.database.models import aliases, models
from modelbase.server.models import alias
from modelbase.server.signin.tokens import NewToken, create

ARGS = {"dataset": "imagenet", "arch": "resnet50", "lr": 0.1}
ADMIN = Principal("test:owner", "owner", Role.ADMIN, "session")


def push(api: Any, **more: Any) -> str:
    made = api.post("/models", {"args": ARGS | more})
    assert made.status_code in {200, 201}, made.json
    return str(made.json["id"])


def put(api: Any, model: str, alias: str, **body: Any) -> Any:
    return api("PUT", f"/models/{model}/aliases/{alias}", body)


@pytest.fixture
def writer(deployment: Any, app: Any, people: Any) -> Any:
    """The owner by a token without the admin scope."""
    who = Principal("test:owner", "owner", Role.ADMIN, "session")
    token = create(deployment.db, who, NewToken(name="ci", scopes=("read", "write"))).token
    return lambda method, path, body=None: app.test_client(use_cookies=False).open(
        f"/api/v1{path}",
        method=method,
        json=body,
        headers={"Authorization": f"Bearer {token}"},
        base_url="http://127.0.0.1:5050",
    )


def test_an_alias_points_to_a_model_and_resolves_everywhere(owner: Any, reader: Any) -> None:
    one = push(owner)
    made = put(owner, one, "production")
    assert made.status_code == 200, made.json
    assert (made.json["model"], made.json["alias"], made.json["protected"]) == (one, "production", False)
    assert reader.get("/models/imagenet/resnet50:production").json["id"] == one
    assert owner.get(f"/models/{one}").json["aliases"] == ["production"]
    assert [row["model"] for row in reader.get("/aliases?name=imagenet/resnet50").json["rows"]] == [one]
    found = owner.get('/models?where=aliases = "production"&columns=aliases').json["rows"]
    assert found == [{"id": one, "aliases": ["production"]}]


def test_moving_an_alias_takes_it_from_the_old_model_and_leaves_history(owner: Any, teammate: Any) -> None:
    one, two = push(owner), push(owner, lr=0.2)
    put(owner, one, "production")
    put(teammate, two, "production")
    assert owner.get("/models/imagenet/resnet50:production").json["id"] == two
    assert owner.get(f"/models/{one}").json["aliases"] == []
    assert owner.get(f"/models/{two}").json["aliases"] == ["production"]
    moves = owner.get("/aliases/imagenet/resnet50/production").json["moves"]
    assert [(move["by"], move["from"], move["to"]) for move in moves] == [
        ("teammate", one, two),
        ("owner", None, one),
    ]


def test_setting_the_same_alias_again_changes_nothing(owner: Any) -> None:
    one = push(owner)
    put(owner, one, "v1")
    put(owner, one, "v1", expected=None)
    assert len(owner.get("/aliases/imagenet/resnet50/v1").json["moves"]) == 1


def test_an_alias_is_moved_only_from_where_it_is_expected(owner: Any) -> None:
    one, two, three = push(owner), push(owner, lr=0.2), push(owner, lr=0.3)
    assert put(owner, one, "best", expected=None).status_code == 200
    late = put(owner, two, "best", expected=None)
    assert (late.status_code, late.json["error"]["code"]) == (409, "edited_meanwhile")
    assert late.json["error"]["details"]["current"] == {"model": one}
    assert put(owner, two, "best", expected=three).status_code == 409
    assert put(owner, two, "best", expected=one).status_code == 200


def test_an_alias_taken_away_leads_nowhere_and_keeps_its_history(owner: Any) -> None:
    one = push(owner)
    put(owner, one, "v1")
    assert owner.delete(f"/models/{one}/aliases/v1").status_code == 204
    assert owner.get("/models/imagenet/resnet50:v1").status_code == 404
    assert owner.get(f"/models/{one}").json["aliases"] == []
    assert owner.get("/aliases").json["rows"] == []
    history = owner.get("/aliases/imagenet/resnet50/v1").json
    assert (history["model"], history["moves"][0]["to"]) == (None, None)
    again = owner.delete(f"/models/{one}/aliases/v1")
    assert (again.status_code, again.json["error"]["code"]) == (404, "alias_not_found")


@pytest.mark.parametrize("alias", ["3c70", "deadbeef", "-x", "x y", "é", ".x", "x" * 65, "a@b"])
def test_what_is_no_alias_is_refused(owner: Any, alias: str) -> None:
    assert put(owner, push(owner), alias).status_code == 400


def test_a_protected_alias_wants_the_admin_scope(owner: Any, writer: Any) -> None:
    one, two = push(owner), push(owner, lr=0.2)
    path = f"/models/{one}/aliases/production"
    assert writer("PUT", path, {"protected": True}).status_code == 403
    assert put(owner, one, "production", protected=True).status_code == 200
    assert writer("PUT", f"/models/{two}/aliases/production", {}).status_code == 403
    assert writer("PUT", path, {"protected": False}).status_code == 403
    assert writer("DELETE", path).status_code == 403
    assert owner.get("/models/imagenet/resnet50:production").json["id"] == one
    assert put(owner, two, "production").json["protected"] is True
    assert put(owner, two, "production", protected=False).json["protected"] is False
    assert writer("PUT", path, {}).status_code == 200


def test_aliases_are_listed_page_by_page(owner: Any) -> None:
    one, other = push(owner), push(owner, dataset="cifar10")
    for text in ("a1x", "b1x", "c1x"):
        put(owner, one, text)
    put(owner, other, "z")
    first = owner.get("/aliases?limit=3").json
    assert [row["alias"] for row in first["rows"]] == ["z", "a1x", "b1x"]
    rest = owner.get(f"/aliases?limit=3&after={first['next']}").json
    assert ([row["alias"] for row in rest["rows"]], rest["next"]) == (["c1x"], None)
    assert len(owner.get("/aliases?name=imagenet/resnet50").json["rows"]) == 3


def test_many_moves_at_once_leave_one_pointer_and_a_whole_history(app: Any, people: Any, owner: Any) -> None:
    ids = [push(owner, lr=number) for number in range(1, 7)]
    barrier = threading.Barrier(len(ids))
    statuses: list[int] = []

    def one(model: str) -> None:
        client = app.test_client(use_cookies=False)
        barrier.wait()
        headers = {"Authorization": f"Bearer {people.owner}"}
        path = f"/api/v1/models/{model}/aliases/best"
        found = client.put(path, json={}, headers=headers, base_url="http://127.0.0.1:5050")
        statuses.append(found.status_code)

    threads = [threading.Thread(target=one, args=(model,)) for model in ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [200] * len(ids)
    history = owner.get("/aliases/imagenet/resnet50/best").json
    moves = history["moves"]
    assert sorted(move["to"] for move in moves) == sorted(ids)
    assert [move["from"] for move in moves] == [*(move["to"] for move in moves[1:]), None]
    shown = {model: owner.get(f"/models/{model}").json["aliases"] for model in ids}
    assert {model for model, aliases in shown.items() if aliases} == {history["model"]}


def test_what_is_in_use_is_not_deleted_without_force(owner: Any) -> None:
    one = push(owner)
    child = owner.post("/models", {"args": ARGS | {"lr": 5}, "parents": [{"id": one}]}).json["id"]
    put(owner, one, "v1")
    owner.patch(f"/models/{one}", {"visibility": "public"})
    refused = owner.delete(f"/models/{one}")
    assert (refused.status_code, refused.json["error"]["code"]) == (409, "in_use")
    details = refused.json["error"]["details"]
    assert [reason["kind"] for reason in details["reasons"]] == ["alias", "public", "children"]
    assert (details["reasons"][2]["ids"], details["force"]) == ([child], True)
    assert owner.get(f"/models/{one}").status_code == 200
    assert owner.delete(f"/models/{one}?force=true").status_code == 200
    assert owner.get(f"/models/{one}").status_code == 404


def test_a_protected_model_is_not_deleted_even_with_force(owner: Any) -> None:
    one = push(owner)
    put(owner, one, "production", protected=True)
    refused = owner.delete(f"/models/{one}?force=true")
    assert refused.json["error"]["details"]["reasons"][0]["kind"] == "protected_alias"
    assert refused.json["error"]["details"]["force"] is False
    put(owner, one, "production", protected=False)
    assert owner.delete(f"/models/{one}?force=true").status_code == 200


def test_an_alias_of_a_deleted_model_leads_nowhere_until_it_is_restored(owner: Any) -> None:
    one = push(owner)
    put(owner, one, "v1")
    entry = owner.delete(f"/models/{one}?force=true").json
    assert owner.get("/models/imagenet/resnet50:v1").status_code == 404
    assert owner.get("/aliases").json["rows"] == []
    again = push(owner)
    assert owner.get("/models/imagenet/resnet50:v1").status_code == 404, "a new model is not the old one"
    owner.delete(f"/models/{again}")
    owner.post(f"/trash/{entry['id']}/restore")
    assert owner.get("/models/imagenet/resnet50:v1").json["aliases"] == ["v1"]


def test_an_alias_moved_while_its_model_was_in_the_trash_stays_moved(owner: Any) -> None:
    one, two = push(owner), push(owner, lr=0.2)
    put(owner, one, "v1")
    entry = owner.delete(f"/models/{one}?force=true").json
    put(owner, two, "v1")
    restored = owner.post(f"/trash/{entry['id']}/restore").json
    assert restored["aliases"] == []
    assert owner.get("/models/imagenet/resnet50:v1").json["id"] == two


def test_a_move_that_is_overtaken_goes_on_from_where_the_other_left_it(
    owner: Any, db: Any, monkeypatch: Any
) -> None:
    one, two = push(owner), push(owner, lr=0.2)
    put(owner, one, "best")
    store = aliases.put
    done: list[bool] = []

    def overtaken(*given: Any) -> bool:
        if not done:
            done.append(True)
            alias.put(db, ADMIN, models.find(db, two), "best", alias.AliasChange())
        return store(*given)

    monkeypatch.setattr(aliases, "put", overtaken)
    put(owner, two, "best", protected=True)
    moves = owner.get("/aliases/imagenet/resnet50/best").json["moves"]
    assert [(move["from"], move["to"], move["protected"]) for move in moves] == [
        (two, two, True),
        (one, two, False),
        (None, one, False),
    ]


def test_two_aliases_set_at_once_are_both_shown(owner: Any, db: Any, monkeypatch: Any) -> None:
    one = push(owner)
    store = aliases.of_model
    done: list[bool] = []

    def slow(*given: Any) -> Any:
        found = store(*given)
        if not done:
            done.append(True)
            alias.put(db, ADMIN, models.find(db, one), "second", alias.AliasChange())
        return found

    monkeypatch.setattr(aliases, "of_model", slow)
    put(owner, one, "first-of-all")
    assert owner.get(f"/models/{one}").json["aliases"] == ["first-of-all", "second"]


def test_what_a_model_shows_never_decides_where_an_alias_leads(owner: Any, db: Any) -> None:
    one, two = push(owner), push(owner, lr=0.2)
    put(owner, two, "v1")
    db.models.update_one({"id": one}, {"$set": {"aliases": ["v1"]}})  # as if the server had ended in between
    db.models.update_one({"id": two}, {"$set": {"aliases": []}})
    assert owner.get("/models/imagenet/resnet50:v1").json["id"] == two


def test_the_list_that_a_model_shows_is_mended_by_the_next_change(owner: Any, db: Any) -> None:
    one, two = push(owner), push(owner, lr=0.2)
    put(owner, one, "v1")
    db.models.update_one({"id": one}, {"$set": {"aliases": []}})  # as if the server had ended in between
    put(owner, two, "v1")
    put(owner, one, "v1")
    assert owner.get(f"/models/{one}").json["aliases"] == ["v1"]
    assert models.find(db, two).aliases == ()


def test_readers_see_aliases_and_strangers_see_nothing(owner: Any, reader: Any, stranger: Any) -> None:
    one = push(owner)
    put(owner, one, "v1")
    assert put(reader, one, "v2").status_code == 403
    assert reader.delete(f"/models/{one}/aliases/v1").status_code == 403
    assert reader.get("/aliases/imagenet/resnet50/v1").status_code == 200
    assert put(stranger, one, "v2").status_code == 404
    assert stranger.get("/models/imagenet/resnet50:v1").status_code == 404
    assert stranger.get("/aliases").status_code == 403
    assert stranger.get("/aliases/imagenet/resnet50/v1").status_code == 403


def test_a_token_for_one_name_sees_the_aliases_of_that_name(owner: Any, app: Any, deployment: Any) -> None:
    one, other = push(owner), push(owner, dataset="cifar10")
    put(owner, one, "v1")
    put(owner, other, "v1")
    who = Principal("test:owner", "owner", Role.ADMIN, "session")
    token = create(deployment.db, who, NewToken(name="narrow", scopes=("read",), only="cifar10/*")).token
    client = app.test_client(use_cookies=False)
    asked = {"headers": {"Authorization": f"Bearer {token}"}, "base_url": "http://127.0.0.1:5050"}
    rows = client.get("/api/v1/aliases", **asked).json["rows"]
    assert [row["model"] for row in rows] == [other]
    assert client.get("/api/v1/aliases/imagenet/resnet50/v1", **asked).status_code == 404


def test_a_note_is_kept_shown_and_taken_away(owner: Any, reader: Any) -> None:
    one = push(owner)
    made = owner("PUT", f"/models/{one}/note", {"verdict": "bad", "reason": " leaked test set "})
    assert made.status_code == 200, made.json
    assert (made.json["note"]["reason"], made.json["note"]["by"]) == ("leaked test set", "owner")
    shown = reader.get(f"/models/{one}").json
    assert shown["note"]["verdict"] == "bad"
    assert shown["warnings"] == [{"id": one, "reason": "leaked test set", "distance": 0}]
    cleared = owner.delete(f"/models/{one}/note").json
    assert cleared["note"] is None
    assert owner.get(f"/models/{one}").json["warnings"] == []


def test_a_good_note_needs_no_reason_and_warns_nobody(owner: Any) -> None:
    one = push(owner)
    assert owner("PUT", f"/models/{one}/note", {"verdict": "good"}).json["note"]["verdict"] == "good"
    assert owner.get(f"/models/{one}").json["warnings"] == []


@pytest.mark.parametrize(
    "body",
    [
        {"verdict": "bad"},
        {"verdict": "bad", "reason": "  "},
        {"verdict": "awful", "reason": "x"},
        {"verdict": "bad", "reason": "two\nlines"},
        {"verdict": "bad", "reason": "x" * 501},
        {"reason": "x"},
    ],
)
def test_a_wrong_note_is_refused(owner: Any, body: Any) -> None:
    assert owner("PUT", f"/models/{push(owner)}/note", body).status_code == 400


def test_nobody_but_writers_leaves_notes(owner: Any, reader: Any, stranger: Any) -> None:
    one = push(owner)
    body = {"verdict": "bad", "reason": "x"}
    assert reader("PUT", f"/models/{one}/note", body).status_code == 403
    assert stranger("PUT", f"/models/{one}/note", body).status_code == 404
    assert reader.delete(f"/models/{one}/note").status_code == 403
