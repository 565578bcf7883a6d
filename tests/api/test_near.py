"""Near and families over HTTP: exactly what a comparison of all pairs says, what each key did, spread of replicas."""

from __future__ import annotations

import gzip
import json
import math
import random
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from modelbase.comparison.compare import compare
from modelbase.comparison.result import Side
from modelbase.entities import Role
from modelbase.identity.identity import DEFAULT_POLICY, canonical
from modelbase.identity.policy import Policy
from modelbase.server.access import Principal
from modelbase.server.database.models import models
from modelbase.server.relations import near, signature
from modelbase.server.table import folding
from tests.unit.test_signature import changed

RECIPES = Path(__file__).parents[1] / "data" / "mmpretrain-recipes.jsonl.gz"
ARGS = {
    "dataset": "d",
    "arch": "a",
    "opt": {"type": "sgd", "lr": 0.1},
    "ema": None,
    "seed": 1,
    "output_dir": "x",
}


@pytest.fixture(autouse=True)
def _ticking(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no two models be made at one moment, which MongoDB keeps in milliseconds: families show their newest."""
    clock, last = models.now, [models.now()]

    def later() -> datetime:
        last[0] = max(clock(), last[0] + timedelta(milliseconds=1))
        return last[0]

    monkeypatch.setattr(models, "now", later)


def push(api: Any, args: dict[str, Any], **more: Any) -> str:
    made = api.post("/models", {"args": args, **more})
    assert made.status_code in {200, 201}, made.json
    return str(made.json["id"])


def measured(db: Any, model: str, **metrics: Any) -> None:
    db.models.update_one({"id": model}, {"$set": {"metrics": metrics}})


def found(api: Any, model: str, query: str = "") -> Any:
    answer = api.get(f"/models/{model}/near{query}")
    assert answer.status_code == 200, answer.json
    return answer.json


def test_models_one_key_away_are_found_with_both_values_and_the_metric_change(owner: Any, db: Any) -> None:
    base = push(owner, ARGS)
    lower = push(owner, ARGS | {"opt": {"type": "sgd", "lr": 0.01}})
    push(owner, ARGS | {"opt": {"type": "adam", "lr": 0.01}})
    measured(db, base, top1=76.0, loss=1.0)
    measured(db, lower, top1=75.0, loss="NaN", other=1)
    body = found(owner, base)
    assert [row["id"] for row in body["rows"]] == [lower]
    row = body["rows"][0]
    key = {"key": "opt.lr", "seed": False, "base": 0.1, "value": 0.01}
    assert {name: row["keys"][0][name] for name in key} == key
    assert row["metrics"] == {
        "top1": {"base": 76.0, "value": 75.0, "delta": -1.0},
        "loss": {"base": 1.0, "value": "NaN"},
    }
    assert (body["compared"], body["complete"], body["total"]) == (3, True, 1)


def test_k_is_how_many_keys_may_differ(owner: Any) -> None:
    base = push(owner, ARGS)
    one = push(owner, ARGS | {"ema": {"decay": 0.9, "warmup": 5}})
    two = push(owner, ARGS | {"ema": {"decay": 0.9, "warmup": 5}, "opt": {"type": "adam", "lr": 0.1}})
    push(owner, ARGS | {"ema": 1, "opt": {"type": "adam", "lr": 3}, "new": 1})
    assert [row["id"] for row in found(owner, base)["rows"]] == [one]
    assert [(row["id"], row["count"]) for row in found(owner, base, "?k=2")["rows"]] == [(one, 1), (two, 2)]
    assert len(found(owner, base, "?k=20")["rows"]) == 3
    assert len(found(owner, base, "?k=20&limit=1")["rows"]) == 1


def test_keys_varied_alone_are_grouped(owner: Any, db: Any) -> None:
    base = push(owner, ARGS)
    lrs = [push(owner, ARGS | {"opt": {"type": "sgd", "lr": lr}}) for lr in (0.2, 0.3)]
    seeded = push(owner, ARGS | {"seed": 2})
    missing = push(owner, {key: value for key, value in ARGS.items() if key != "ema"})
    groups = {group["key"]: group for group in found(owner, base, "?k=3")["groups"]}
    assert set(groups) == {"opt.lr", "seed", "ema"}
    assert {row["id"] for row in groups["opt.lr"]["rows"]} == set(lrs)
    assert (groups["seed"]["seed"], groups["seed"]["rows"][0]["id"]) == (True, seeded)
    assert groups["ema"]["base"] is None
    assert groups["ema"]["rows"] == [{"id": missing, "metrics": {}}], "no value is not null"


def test_ignored_keys_do_not_count(owner: Any) -> None:
    base = push(owner, ARGS)
    other = push(owner, ARGS | {"ema": True, "output_dir": "elsewhere", "num_workers": 9})
    assert [row["id"] for row in found(owner, base)["rows"]] == [other]


def test_other_names_are_not_near(owner: Any) -> None:
    base = push(owner, ARGS)
    push(owner, ARGS, dataset="other")
    assert found(owner, base)["rows"] == []


def test_near_is_what_comparing_all_pairs_of_real_recipes_says(owner: Any) -> None:
    chance = random.Random(7)
    with gzip.open(RECIPES) as file:
        bases = [json.loads(line)["args"] for line in file][::40]
    trees = []
    for base in bases:
        trees.append(base)
        trees += [changed(chance.choice(trees), chance) for _ in range(6)]
    args = {push(owner, tree, dataset="d", architecture="a"): tree for tree in trees}
    plain = {model: json.loads(canonical(tree, DEFAULT_POLICY)) for model, tree in args.items()}
    neighbours = 0
    for model in list(args)[::9]:
        expected = {}
        for other in args:
            rows = compare([Side("x", args=plain[model]), Side("y", args=plain[other])]).rows
            if 1 <= len(rows) <= 3:
                expected[other] = [row.key for row in rows]
        answer = found(owner, model, "?k=3&limit=1000")
        assert {row["id"]: [key["key"] for key in row["keys"]] for row in answer["rows"]} == expected
        neighbours += len(expected)
    assert neighbours > 20


def test_signatures_that_are_missing_are_made_again(owner: Any, db: Any) -> None:
    base = push(owner, ARGS)
    other = push(owner, ARGS | {"ema": 1})
    db.signatures.delete_many({})
    assert [row["id"] for row in found(owner, base)["rows"]] == [other]
    assert db.signatures.count_documents({}) == 2
    db.signatures.update_many({}, {"$set": {"policy": 0}})  # as after a change of the policy
    assert [row["id"] for row in found(owner, base)["rows"]] == [other]
    assert db.signatures.count_documents({"policy": 1}) == 2


def test_an_answer_that_is_not_whole_says_so(owner: Any, db: Any, monkeypatch: Any) -> None:
    base = push(owner, ARGS)
    for number in range(4):
        push(owner, ARGS | {"ema": number})
    monkeypatch.setattr(near, "MAX_CANDIDATES", 2)
    assert (len(found(owner, base)["rows"]), found(owner, base)["complete"]) == (2, False)
    monkeypatch.setattr(near, "MAX_CANDIDATES", 1000)
    monkeypatch.setattr(near, "MAX_MADE", 3)
    db.signatures.delete_many({})
    assert found(owner, base)["complete"] is False
    assert found(owner, base)["complete"] is True


def test_a_deleted_model_is_not_near_and_leaves_no_signature(owner: Any, db: Any) -> None:
    base = push(owner, ARGS)
    other = push(owner, ARGS | {"ema": 1})
    entry = owner.delete(f"/models/{other}").json
    assert (found(owner, base)["rows"], db.signatures.count_documents({})) == ([], 1)
    owner.post(f"/trash/{entry['id']}/restore")
    assert [row["id"] for row in found(owner, base)["rows"]] == [other]


def test_a_signature_left_by_a_crash_is_cleared_away(owner: Any, db: Any) -> None:
    base = push(owner, ARGS)
    db.signatures.insert_one({"_id": "gone", "name": "d/a", "policy": 1, "atoms": signature.of({"a": 1})})
    assert found(owner, base)["compared"] == 1
    assert db.signatures.count_documents({}) == 1


def test_a_declared_default_shows_the_value_that_was_given(owner: Any, db: Any) -> None:
    base = push(owner, ARGS | {"ema": 0.5})
    other = push(owner, ARGS | {"ema": 0.9})
    with_default = Policy(number=7, defaults={"ema": 0.5})
    who = Principal("test:owner", "owner", Role.ADMIN, "session")
    body = near.near(db, who, models.find(db, base), with_default, near.NearRequest())
    assert [(row["id"], row["keys"][0]["base"], row["keys"][0]["value"]) for row in body["rows"]] == [
        (other, 0.5, 0.9)
    ]


def test_strangers_see_public_neighbours_alone(owner: Any, stranger: Any, reader: Any) -> None:
    base, hidden, shown = push(owner, ARGS), push(owner, ARGS | {"ema": 1}), push(owner, ARGS | {"ema": 2})
    assert stranger.get(f"/models/{base}/near").status_code == 404
    for model in (base, shown):
        owner.patch(f"/models/{model}", {"visibility": "public"})
    body = found(stranger, base)
    assert [row["id"] for row in body["rows"]] == [shown]
    assert (body["compared"], body["total"], hidden in json.dumps(body)) == (None, 1, False)
    assert len(found(reader, base)["rows"]) == 2
    owner("PUT", f"/models/{base}/note", {"verdict": "good"})
    assert [row["id"] for row in stranger.get(f"/models/{base}/family").json["rows"]] == [base]


@pytest.mark.parametrize("query", ["?k=0", "?k=21", "?limit=0", "?limit=1001", "?x=1"])
def test_a_wrong_question_is_refused(owner: Any, query: str) -> None:
    assert owner.get(f"/models/{push(owner, ARGS)}/near{query}").status_code == 400


def test_a_family_says_mean_and_spread(owner: Any, db: Any) -> None:
    ids = [push(owner, ARGS | {"seed": seed}) for seed in (1, 2, 3, 4)]
    push(owner, ARGS | {"ema": 1})
    for model, top1 in zip(ids, (76.0, 77.0, 75.0, "NaN"), strict=True):
        measured(db, model, top1=top1)
    body = owner.get(f"/models/{ids[1]}/family").json
    assert (body["count"], body["warnings"]) == (4, [])
    assert {row["id"]: row["seeds"] for row in body["rows"]} == {
        model: {"seed": seed} for model, seed in zip(ids, (1, 2, 3, 4), strict=True)
    }
    top1 = body["metrics"]["top1"]
    assert (top1["n"], top1["not_finite"], top1["mean"], top1["min"], top1["max"]) == (3, 1, 76.0, 75.0, 77.0)
    assert math.isclose(top1["std"], 1.0)


def test_one_replica_alone_has_a_mean_no_spread_and_a_warning(owner: Any, db: Any) -> None:
    one = push(owner, ARGS)
    assert owner.get(f"/models/{one}/family").json["warnings"] == ["no replica has metrics yet"]
    measured(db, one, top1=76.0, loss="Infinity")
    body = owner.get(f"/models/{one}/family").json
    assert body["metrics"]["top1"] | {"mean": 76.0, "std": None, "n": 1} == body["metrics"]["top1"]
    assert body["metrics"]["loss"]["mean"] is None
    assert "one replica only" in body["warnings"][0]


def fold(api: Any, query: str) -> Any:
    answer = api.get(f"/families?{query}")
    assert answer.status_code == 200, answer.json
    return answer.json


def test_the_table_folds_to_families(owner: Any, db: Any) -> None:
    replicas = [push(owner, ARGS | {"seed": seed}, title=f"T{seed}") for seed in (1, 2, 3)]
    lone = push(owner, ARGS | {"ema": 2})
    for model, top1 in zip([*replicas, lone], (76.0, 77.0, "NaN", 70.0), strict=True):
        db.models.update_one({"id": model}, {"$set": {"metrics": {"top1": top1}, "_metrics": {"top1": top1}}})
    body = fold(owner, "columns=args.opt.lr,args.seed,args.ema,metrics.top1&sort=-metrics.top1")
    assert (body["total"], body["models"]) == (2, 4)
    first, second = body["rows"]
    assert (first["count"], first["id"], first["title"]) == (3, replicas[2], "T3")
    assert (first["values"], first["varies"]) == ({"args.opt.lr": 0.1, "args.ema": None}, ["args.seed"])
    top1 = first["metrics"]["metrics.top1"]
    assert (top1["n"], top1["not_finite"], top1["mean"]) == (2, 1, 76.5)
    assert (second["id"], second["metrics"]["metrics.top1"]["std"]) == (lone, None)
    assert [row["id"] for row in fold(owner, "sort=metrics.top1&columns=title")["rows"]] == [
        lone,
        replicas[2],
    ]
    assert [row["id"] for row in fold(owner, "sort=args.ema")["rows"]] == [lone, replicas[2]]
    assert [row["id"] for row in fold(owner, "limit=1&offset=1&sort=args.ema")["rows"]] == [replicas[2]]
    assert fold(owner, "where=seed = 2")["models"] == 1


def test_families_are_sorted_by_how_many_models_they_have(owner: Any) -> None:
    three = [push(owner, ARGS | {"seed": seed, "count": 1}) for seed in (1, 2, 3)][-1]
    two = [push(owner, ARGS | {"ema": 2, "seed": seed, "count": 9}) for seed in (1, 2)][-1]
    lone = push(owner, ARGS | {"ema": 3, "count": 5})

    def order(sort: str) -> list[str]:
        return [row["id"] for row in fold(owner, f"sort={sort}")["rows"]]

    assert order("-count") == [three, two, lone]
    assert order("count,-args.ema") == [lone, two, three]
    assert order("-args.count") == [two, lone, three]
    assert owner.get("/families?sort=-count,,").status_code == 400


def test_folding_too_many_is_refused(owner: Any, stranger: Any, reader: Any, monkeypatch: Any) -> None:
    for seed in range(3):
        push(owner, ARGS | {"seed": seed})
    monkeypatch.setattr(folding, "MAX_MODELS", 2)
    refused = owner.get("/families")
    assert (refused.status_code, refused.json["error"]["code"]) == (400, "query_limit")
    assert owner.get("/families?where=seed > 0").status_code == 200
    assert owner.get("/families?where=x =").status_code == 400
    assert reader.get("/families?where=seed > 0").status_code == 200
    assert stranger.get("/families").status_code == 403
