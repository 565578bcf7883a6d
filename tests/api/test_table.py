"""GET /models: columns, filters, order, walking, jumping, totals, and what is refused.

On the real MongoDB alone: mongomock knows no $type in expressions and takes 1 for true.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlencode

import pytest

pytestmark = pytest.mark.parametrize("house", ["real"], indirect=True)

RECIPES = [
    {"lr": 0.1, "optimizer": {"type": "SGD", "betas": [0.9, 0.999]}, "note": "a b"},
    {"lr": 1e-5, "optimizer": {"type": "AdamW"}, "seed": 1},
    {"lr": "auto", "optimizer": {"type": "AdamW"}, "seed": 2},
    {"lr": None, "seed": 3},
    {"lr": True, "seed": 4},
    {"seed": 5},
    {"lr": 1, "seed": 6, "a.b": {"$gt": ""}},
    {"lr": {"base": 1}, "seed": 7},
]
ORDER = [1e-5, 0.1, 1, "auto", True, None, {"base": 1}, "missing"]


def push(owner: Any, args: dict[str, Any], **more: Any) -> str:
    body = {"args": args, "dataset": "cifar", "architecture": "net", **more}
    response = owner.post("/models", body)
    assert response.status_code in (200, 201), response.json
    return str(response.json["id"])


def get(person: Any, **query: Any) -> Any:
    return person.get(f"/models?{urlencode(query, quote_via=quote)}")


def rows(person: Any, **query: Any) -> list[dict[str, Any]]:
    response = get(person, **query)
    assert response.status_code == 200, response.json
    return list(response.json["rows"])


@pytest.fixture
def models(owner: Any) -> list[str]:
    return [push(owner, args) for args in RECIPES]


def test_a_page_has_the_asked_columns_named_as_asked(owner: Any, models: list[str]) -> None:
    found = rows(
        owner, where="lr = 0.1", columns="lr,args.optimizer.type,optimizer.betas,optimizer,metrics.top1,tags"
    )
    assert found == [
        {
            "id": models[0],
            "lr": 0.1,
            "args.optimizer.type": "SGD",
            "optimizer.betas": [0.9, 0.999],
            "optimizer": RECIPES[0]["optimizer"],
            "tags": [],
        }
    ]


def test_the_columns_nobody_asked_for_are_the_default_ones(owner: Any, models: list[str]) -> None:
    assert set(rows(owner)[0]) == {
        "id", "title", "state", "tags", "checkpoints", "size", "owner", "created_at", "updated_at",
    }  # fmt: skip


def test_the_newest_model_comes_first(owner: Any, models: list[str]) -> None:
    times = [row["created_at"] for row in rows(owner)]
    assert times == sorted(times, reverse=True)


def test_values_sort_by_type_and_missing_is_last_both_ways(owner: Any, models: list[str]) -> None:
    up = [row.get("lr", "missing") for row in rows(owner, sort="lr", columns="lr")]
    down = [row.get("lr", "missing") for row in rows(owner, sort="-lr", columns="lr")]
    assert up == ORDER
    assert down == [*ORDER[-2::-1], "missing"]


@pytest.mark.parametrize("sort", ["lr", "-lr", "optimizer.type,-lr", "-seed", "", "-created_at", "title"])
def test_walking_and_jumping_see_every_row_once_in_the_same_order(
    owner: Any, models: list[str], sort: str
) -> None:
    whole = [row["id"] for row in rows(owner, sort=sort, columns="id")]
    assert sorted(whole) == sorted(models)
    walked: list[str] = []
    after = ""
    while True:
        response = get(owner, sort=sort, columns="id", limit=3, **({"after": after} if after else {}))
        walked += [row["id"] for row in response.json["rows"]]
        after = response.json["next"]
        if after is None:
            break
    jumped = [row["id"] for at in range(0, 9, 2) for row in rows(owner, sort=sort, limit=2, offset=at)]
    assert walked == whole
    assert jumped == whole


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ("lr = 1", [6]),
        ('lr = "1"', []),
        ("lr = true", [4]),
        ("lr is null", [3]),
        ("lr != 1", [0, 1, 2, 3, 4, 7]),
        ("not lr = 1", [0, 1, 2, 3, 4, 5, 7]),
        ("not lr exists", [5]),
        ("lr < 1", [0, 1]),
        ("optimizer exists", [0, 1, 2]),
        ("optimizer.betas contains 0.9", [0]),
        ('note contains "a b"', [0]),
        ('optimizer.type in ("SGD", "Adam") or seed >= 6', [0, 6, 7]),
        ('optimizer.type matches "^Ada"', [1, 2]),
        ('"a.b"."$gt" = ""', [6]),
        ("created_at > -1h and seed > 0 and seed < 3", [1, 2]),
    ],
)
def test_a_filter_finds_what_it_says(owner: Any, models: list[str], where: str, expected: list[int]) -> None:
    assert {row["id"] for row in rows(owner, where=where)} == {models[at] for at in expected}


def test_the_total_is_told_where_asked(owner: Any, models: list[str]) -> None:
    body = get(owner, limit=2, where="seed > 2", total="true").json
    assert (body["total"], body["total_exact"], len(body["rows"])) == (5, True, 2)
    assert "total" not in get(owner).json


def test_children_are_found_by_parent_and_ancestor(owner: Any, models: list[str]) -> None:
    child = push(owner, {"x": 1}, parents=[{"id": models[0], "kind": "finetuned"}])
    grandchild = push(owner, {"x": 2}, parents=[{"id": child, "kind": "distilled"}])
    assert [row["id"] for row in rows(owner, where=f'parent = "{models[0]}"', columns="parent")] == [child]
    found = {row["id"] for row in rows(owner, where=f'ancestor = "{models[0]}"')}
    assert found == {child, grandchild}
    assert rows(owner, where="x = 2", columns="parent,ancestor")[0] == {
        "id": grandchild, "parent": [child], "ancestor": [child, models[0]],
    }  # fmt: skip
