"""Why args are new (`nearest`), the neighbours of args without a model, and many recipes in one request."""

from __future__ import annotations

from typing import Any

import pytest

from modelbase.server.api import lookup
from modelbase.server.relations import near

ARGS = {"dataset": "d", "arch": "a", "opt": {"type": "sgd", "lr": 0.1}, "seed": 1, "output_dir": "x"}


def push(api: Any, **changes: Any) -> str:
    made = api.post("/models", {"args": ARGS | changes})
    assert made.status_code in {200, 201}, made.json
    return str(made.json["id"])


def test_new_args_name_the_nearest_model_and_the_keys_that_differ(owner: Any, db: Any) -> None:
    push(owner, opt={"type": "adam", "lr": 3})
    close = push(owner, opt={"type": "sgd", "lr": 0.01})
    db.models.update_one({"id": close}, {"$set": {"metrics": {"top1": 70.0}}})
    body = {"args": ARGS | {"output_dir": "elsewhere"}}
    assert "nearest" not in owner.post("/lookup", body).json
    answer = owner.post("/lookup", body | {"nearest": True}).json
    assert (answer["state"], answer["nearest"]["complete"]) == ("new", True)
    row = answer["nearest"]["model"]
    assert (row["id"], row["count"], answer["nearest"]["seeds"]) == (close, 1, [])
    key = {"key": "opt.lr", "seed": False, "base": 0.1, "value": 0.01}
    assert {name: row["keys"][0][name] for name in key} == key
    push(owner)
    assert "nearest" not in owner.post("/lookup", body | {"nearest": True}).json


def test_other_seeds_of_the_recipe_are_named(owner: Any) -> None:
    made = [push(owner, seed=seed) for seed in (2, 3)]
    push(owner, seed=2, opt={"type": "sgd", "lr": 1})
    found = owner.post("/lookup", {"args": ARGS, "nearest": True}).json["nearest"]
    assert found["seeds"] == [{"id": each, "state": "new"} for each in sorted(made)]
    assert found["model"]["keys"][0]["key"] == "seed"
    assert found["model"]["keys"][0]["seed"] is True


def test_a_first_recipe_has_no_nearest_model(owner: Any) -> None:
    found = owner.post("/lookup", {"args": ARGS, "nearest": True}).json["nearest"]
    assert found == {"model": None, "seeds": [], "complete": True}


def test_numbers_that_are_equal_in_single_precision_are_said(owner: Any) -> None:
    push(owner, opt={"type": "sgd", "lr": 0.30000001192092896})
    for lr, same in ((0.3, True), (0.3001, False)):
        asked = {"args": ARGS | {"opt": {"type": "sgd", "lr": lr}}, "nearest": True}
        key = owner.post("/lookup", asked).json["nearest"]["model"]["keys"][0]
        assert key.get("float32", False) is same


def test_who_may_not_see_the_table_asks_for_nothing(owner: Any, stranger: Any) -> None:
    push(owner, seed=2)
    asked: dict[str, Any] = {"args": ARGS}
    for path, body in (
        ("/lookup", asked | {"nearest": True}),
        ("/near", asked),
        ("/lookups", {"recipes": [asked]}),
    ):
        assert stranger.post(path, body).status_code == 403


@pytest.mark.parametrize("many", [1, 150])
def test_the_nearest_is_found_among_many(owner: Any, many: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(near, "MAX_READ", 20)
    for at in range(many):
        push(owner, opt={"type": f"t{at}", "lr": at + 1, "wd": at}, a=at, b=at)
    close = push(owner, opt={"type": "sgd", "lr": 0.1, "wd": 1})
    found = owner.post("/lookup", {"args": ARGS, "nearest": True}).json["nearest"]
    assert (found["model"]["id"], found["model"]["count"]) == (close, 1)


def test_neighbours_of_args_without_a_model(owner: Any) -> None:
    one = push(owner, opt={"type": "sgd", "lr": 0.01})
    push(owner, opt={"type": "adam", "lr": 0.01})
    found = owner.post("/near", {"args": ARGS}).json
    assert [row["id"] for row in found["rows"]] == [one]
    assert owner.post("/near", {"args": ARGS, "k": 2}).json["total"] == 2
    itself = push(owner)
    body = owner.post("/near", {"args": ARGS, "k": 2}).json
    assert body["rows"] == owner.get(f"/models/{itself}/near?k=2").json["rows"]
    assert owner.post("/near", {"args": ARGS, "k": 21}).status_code == 400
    assert owner.post("/near", {"args": {"lr": 1}}).json["error"]["code"] == "name_missing"


def test_many_recipes_are_answered_in_their_order(owner: Any) -> None:
    known = push(owner)
    recipes = [{"args": ARGS}, {"args": ARGS | {"seed": 2}}, {"args": {"lr": 1}}]
    recipes.append({"args": {"lr": 1}, "dataset": "d", "architecture": "b"})
    rows = owner.post("/lookups", {"recipes": recipes}).json["rows"]
    assert (rows[0]["id"], rows[0]["model"]["id"]) == (known, known)
    assert [row.get("state") for row in rows] == ["new", "new", None, "new"]
    assert rows[2]["error"]["code"] == "name_missing"
    alone = owner.post("/lookup", {"args": ARGS | {"seed": 2}}).json
    assert rows[1] == alone
    assert rows[3]["name"] == "d/b"


def test_many_recipes_have_a_limit_and_keep_those_of_args(owner: Any) -> None:
    for recipes in ([], [{"args": {}}] * (lookup.MANY + 1)):
        assert owner.post("/lookups", {"recipes": recipes}).status_code == 400
    assert owner.post("/lookups", {"recipes": [{"args": []}]}).status_code == 400
    rows = owner.post("/lookups", {"recipes": [{"args": {"a": ["x"] * 10_001}}]}).json["rows"]
    assert rows[0]["error"]["code"] == "invalid"
