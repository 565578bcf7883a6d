"""Models over HTTP: make sure, look up, read, change, delete, restore; and everyone who may not."""

from __future__ import annotations

import json
import threading
import unicodedata
from typing import Any

import pytest

from modelbase.identity.identity import identify

ARGS = {"dataset": "imagenet", "arch": "resnet50", "lr": 0.1, "betas": [0.9, 0.999], "seed": 1}


def push(api: Any, args: dict[str, Any] = ARGS, **more: Any) -> dict[str, Any]:
    return api.post("/models", {"args": args, **more}).json


def test_a_model_is_made_once_and_found_again(owner: Any, teammate: Any) -> None:
    first = owner.post("/models", {"args": ARGS, "title": "Baseline", "tags": ["a"]})
    assert first.status_code == 201
    assert first.json["id"] == identify(ARGS).id
    assert first.json["state"] == "new"
    again = teammate.post("/models", {"args": dict(reversed(ARGS.items())), "title": "Other"})
    assert again.status_code == 200
    assert again.json["id"] == first.json["id"]
    assert again.json["title"] == "Baseline"


def test_args_come_back_as_they_were_sent(owner: Any) -> None:
    text = '{"dataset":"d", "arch":"a",  "lr":1e-05, "n":1.0,"big":123456789012345678901234567890,"한글":{"a.b":{"$x":null}}}'  # noqa: E501
    made = owner.client.post(
        "/api/v1/models",
        data=f'{{"args": {text}}}'.encode(),
        content_type="application/json",
        headers=owner.headers,
        base_url="http://127.0.0.1:5050",
    )
    assert made.status_code == 201, made.json
    read = owner.get(f"/models/{made.json['id']}")
    assert text in read.get_data(as_text=True)
    assert json.loads(read.get_data())["args"] == json.loads(text)


def test_lookup_says_new_then_known(owner: Any) -> None:
    before = owner.post("/lookup", {"args": ARGS}).json
    assert (before["state"], before["model"]) == ("new", None)
    made = push(owner)
    after = owner.post("/lookup", {"args": ARGS | {"lr": 1e-1}}).json
    assert after["id"] == before["id"] == made["id"]
    assert after["model"]["id"] == made["id"]


def test_any_unique_prefix_of_four_digits_resolves(owner: Any) -> None:
    made = push(owner)
    name, _, tail = made["id"].partition(":")
    assert owner.get(f"/models/{name}:{tail[:4]}").json["id"] == made["id"]
    assert owner.get(f"/models/{name}:{made['digest']}").status_code == 404
    assert owner.get(f"/models/{name}:{tail[:3]}").json["error"]["code"] == "id_invalid"
    assert owner.get(f"/models/{name}:ffff0000f").json["error"]["code"] == "model_not_found"


def test_an_ambiguous_prefix_lists_the_candidates(owner: Any, db: Any) -> None:
    ids: list[str] = []
    by_start: dict[str, str] = {}
    for seed in range(2000):
        made = identify(ARGS | {"seed": seed})
        start = made.id.partition(":")[2][:4]
        if start in by_start:
            ids = sorted([by_start[start], made.id])
            push(owner, ARGS | {"seed": seed})
            break
        by_start[start] = made.id
    assert ids, "no two of 2,000 recipes share four digits"
    other = next(seed for seed in range(2000) if identify(ARGS | {"seed": seed}).id in ids)
    push(owner, ARGS | {"seed": other})
    answer = owner.get(f"/models/{ids[0][: ids[0].index(':') + 5]}")
    assert answer.status_code == 409
    assert answer.json["error"]["code"] == "id_ambiguous"
    assert answer.json["error"]["details"]["candidates"] == ids


def test_two_digests_that_share_nine_digits_get_different_ids(owner: Any, db: Any) -> None:
    made = push(owner)
    db.models.update_one({"id": made["id"]}, {"$set": {"digest": "0" * 64}})
    second = push(owner)
    assert second["id"] == f"{made['name']}:{made['digest'][:12]}"
    assert owner.get(f"/models/{made['id']}").json["digest"] == "0" * 64


def test_changes_set_named_fields_and_nothing_else(owner: Any) -> None:
    made = push(owner, title="A", tags=["x"], readme="# R")
    changed = owner.patch(f"/models/{made['id']}", {"title": "  B "}, **{"If-Match": '"1"'})
    assert changed.status_code == 200
    assert (changed.json["title"], changed.json["tags"], changed.json["readme"]) == ("B", ["x"], "# R")
    assert changed.headers["ETag"] == '"2"'
    tagged = owner.patch(f"/models/{made['id']}", {"add_tags": ["y", "x"]}).json
    assert tagged["tags"] == ["x", "y"]
    assert owner.patch(f"/models/{made['id']}", {"remove_tags": ["x"]}).json["tags"] == ["y"]


def test_a_change_over_somebody_elses_is_refused_and_shown(owner: Any, teammate: Any) -> None:
    made = push(owner, readme="one")
    teammate.patch(f"/models/{made['id']}", {"readme": "two"}, **{"If-Match": '"1"'})
    late = owner.patch(f"/models/{made['id']}", {"readme": "three"}, **{"If-Match": '"1"'})
    assert late.status_code == 409
    assert late.json["error"]["code"] == "edited_meanwhile"
    assert late.json["error"]["details"]["current"]["readme"] == "two"
    assert owner.get(f"/models/{made['id']}").json["readme"] == "two"


def test_a_model_goes_to_the_trash_and_comes_back(owner: Any) -> None:
    made = push(owner, title="T")
    entry = owner.delete(f"/models/{made['id']}").json
    assert owner.get(f"/models/{made['id']}").status_code == 404
    assert owner.post("/lookup", {"args": ARGS}).json["state"] == "new"
    assert [row["id"] for row in owner.get("/trash").json["rows"]] == [entry["id"]]
    back = owner.post(f"/trash/{entry['id']}/restore")
    assert back.json["id"] == made["id"]
    assert owner.get(f"/models/{made['id']}").json["title"] == "T"
    assert owner.get("/trash").json["rows"] == []
    assert owner.post(f"/trash/{entry['id']}/restore").status_code == 404


def test_a_recipe_pushed_again_after_delete_is_a_new_model(owner: Any) -> None:
    made = push(owner, title="old")
    entry = owner.delete(f"/models/{made['id']}").json
    fresh = push(owner, title="new")
    assert fresh["id"] == made["id"]
    assert fresh["title"] == "new"
    restored = owner.post(f"/trash/{entry['id']}/restore")
    assert restored.status_code == 409
    assert owner.get(f"/models/{made['id']}").json["title"] == "new"


def test_parents_are_resolved_and_children_counted(owner: Any) -> None:
    parent = push(owner)
    child = push(owner, ARGS | {"lr": 0.01}, parents=[{"id": parent["id"][:-4], "kind": "finetuned"}])
    assert child["parents"] == [{"id": parent["id"], "kind": "finetuned"}]
    assert owner.get(f"/models/{parent['id']}").json["children"] == 1


def test_many_at_once_make_one_model(app: Any, people: Any) -> None:
    forms: list[dict[str, Any]] = [
        {"dataset": "d", "arch": "a", "lr": 1, "café": "é"},
        {
            "arch": "a",
            "lr": 1.0,
            unicodedata.normalize("NFD", "café"): unicodedata.normalize("NFD", "é"),
            "dataset": "d",
        },
    ]
    barrier = threading.Barrier(8)
    answers: list[tuple[int, str]] = []

    def one(number: int) -> None:
        client = app.test_client(use_cookies=False)
        barrier.wait()
        found = client.post(
            "/api/v1/models",
            json={"args": forms[number % 2]},
            headers={"Authorization": f"Bearer {people.owner}"},
            base_url="http://127.0.0.1:5050",
        )
        answers.append((found.status_code, found.json.get("id", "")))

    threads = [threading.Thread(target=one, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({model_id for _, model_id in answers}) == 1
    assert sorted(status for status, _ in answers) == [200] * 7 + [201]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"args": {"x": 1}}, 400, "name_missing"),
        ({"args": {"dataset": "///", "arch": "a"}}, 400, "name_empty"),
        ({"args": []}, 400, None),
        ({"args": ARGS, "owner": "me"}, 400, "invalid"),
        ({"args": ARGS, "tags": ["a,b"]}, 400, "invalid"),
        ({"args": ARGS, "title": "two\nlines"}, 400, "invalid"),
        ({"args": ARGS, "title": "x" * 201}, 400, "invalid"),
        ({"args": ARGS, "readme": "x" * (2**20 + 1)}, 413, "too_large"),
        ({"args": ARGS, "visibility": "secret"}, 400, "invalid"),
        ({"args": ARGS, "parents": [{"id": "a/b:ffffffff", "kind": "finetuned"}]}, 404, "model_not_found"),
        ({"args": ARGS, "parents": [{"id": "a/b:ffffffff", "kind": "stolen"}]}, 400, "invalid"),
        ({"args": ARGS | {"big": "x" * (2 * 2**20)}}, 413, "too_large"),
        ({}, 400, "invalid"),
    ],
)
def test_a_wrong_model_is_refused_and_nothing_is_made(
    owner: Any, db: Any, body: Any, status: int, code: str
) -> None:
    answer = owner.post("/models", body)
    assert answer.status_code == status, answer.json
    assert code is None or answer.json["error"]["code"] == code
    assert answer.json["error"]["request_id"]
    assert db.models.count_documents({}) == 0


def test_a_body_that_is_not_json_is_refused(owner: Any) -> None:
    found = owner.client.post(
        "/api/v1/models", data="args=1", headers=owner.headers, base_url="http://127.0.0.1:5050"
    )
    assert found.status_code == 400


def test_the_reader_reads_but_changes_nothing(owner: Any, reader: Any) -> None:
    made = push(owner)
    path = f"/models/{made['id']}"
    assert reader.get(path).status_code == 200
    assert reader.post("/lookup", {"args": ARGS}).json["model"]["id"] == made["id"]
    for refused in (
        reader.post("/models", {"args": ARGS | {"lr": 5}}),
        reader.patch(path, {"title": "mine"}),
        reader.delete(path),
        reader.get("/trash"),
    ):
        assert refused.status_code == 403
    assert owner.get(path).json["title"] == ""


def test_a_stranger_cannot_tell_private_from_absent(owner: Any, stranger: Any, nobody: Any) -> None:
    made = push(owner)
    path = f"/models/{made['id']}"
    private, absent = stranger.get(path), stranger.get(path[:-5] + "00000")
    assert (private.status_code, absent.status_code) == (404, 404)
    assert private.json["error"]["code"] == absent.json["error"]["code"] == "model_not_found"
    for api in (stranger.patch, stranger.delete):
        found = api(path, {"title": "x"}) if api == stranger.patch else api(path)
        assert found.status_code == 404
    assert nobody.get(path).status_code == 401
    assert nobody.get(path[:-5] + "00000").status_code == 401


def test_a_guest_sees_what_is_public(owner: Any, stranger: Any) -> None:
    made = push(owner)
    owner.patch(f"/models/{made['id']}", {"visibility": "public"})
    assert stranger.get(f"/models/{made['id']}").status_code == 200
    assert stranger.patch(f"/models/{made['id']}", {"title": "x"}).status_code == 403


def test_diff_shows_what_differs(owner: Any) -> None:
    one = push(owner)
    two = push(owner, ARGS | {"lr": 0.01})
    found = owner.get(f"/diff?id={one['id']}&id={two['id']}&only=args").json
    assert [row["key"] for row in found["rows"] if row["section"] == "args"] == ["lr"]
    assert found["equal"] is False
    wrong = owner.get(f"/diff?id={one['id']}&id={two['id']}&base=a/b:1234567")
    assert wrong.status_code == 404
    assert owner.get(f"/diff?id={one['id']}").status_code == 400


def test_diff_takes_a_body_for_what_no_address_can_hold(owner: Any, stranger: Any) -> None:
    one, two = push(owner), push(owner, ARGS | {"lr": 0.01})
    ids = [one["id"], two["id"]]
    asked = {"id": ids, "base": ids[1], "all": True, "only": ["args"], "ignore": ["arch"]}
    by_address = owner.get(f"/diff?id={ids[0]}&id={ids[1]}&base={ids[1]}&all=true&only=args&ignore=arch")
    by_body = owner.post("/diff", asked)
    assert by_body.status_code == 200
    assert by_body.json == by_address.json
    assert [model["id"] for model in by_body.json["models"]] == ids
    assert "arch" not in [row["key"] for row in by_body.json["rows"]]
    assert owner.post("/diff", {"id": [ids[0], ids[1]] * 100}).status_code == 200
    assert owner.post("/diff", {"id": [ids[0], ids[1]] * 101}).status_code == 400
    assert owner.post("/diff", asked | {"where": "x"}).json["error"]["details"]["field"] == "where"
    assert stranger.post("/diff", asked).status_code == 404


def test_diff_tells_which_readmes_differ_and_which_model_is_not_there(owner: Any) -> None:
    one, two = push(owner), push(owner, ARGS | {"lr": 0.01})
    owner.patch(f"/models/{one['id']}", {"readme": "# é"})
    asked = {"id": [one["id"], two["id"]], "only": ["readme"]}
    [row] = owner.post("/diff", asked).json["rows"]
    assert (row["section"], row["key"], row["status"]) == ("readme", "README.md", "removed")
    assert row["cells"][0]["value"]["size"] == len("# é".encode())
    owner.patch(f"/models/{two['id']}", {"readme": "# é"})
    assert owner.post("/diff", asked).json["equal"] is True
    gone = owner.post("/diff", {"id": [one["id"], "a/b:123456789"]})
    assert gone.status_code == 404
    assert "a/b:123456789" in gone.json["error"]["message"]
