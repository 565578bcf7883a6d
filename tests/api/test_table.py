"""GET /models: columns, filters, order, walking, jumping, totals, and what is refused."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlencode

import pytest

from modelbase import deadline

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


INJECTIONS = [
    '{"$where": "sleep(1000)"}',
    '{"lr": {"$gt": ""}}',
    "$where",
    "lr[$gt]=1",
    "lr = {$ne: null}",
    "$expr = 1",
    "_id > ''",
    'owner_id = "x"',
    "flat.lr = 1",
    "_metrics.top1 > 0",
    'token_hash startswith "a"',
    "args.lr = $lr",
    "email contains '@'",
    "policy_digests exists",
    "lr = 1; drop",
    "lr = 1 and",
]


@pytest.mark.parametrize("text", INJECTIONS)
def test_an_operator_in_a_filter_is_refused_or_plain_text(owner: Any, models: list[str], text: str) -> None:
    response = get(owner, where=text)
    assert response.status_code == 400
    assert response.json["error"]["code"] in ("query_syntax", "query_key")


@pytest.mark.parametrize(
    "text", ["_id", "token_hash", "-email", "sealed", "flat", "owner.login", "readme", "$natural"]
)
def test_what_is_no_field_orders_nothing(owner: Any, models: list[str], text: str) -> None:
    response = get(owner, sort=text)
    assert (response.status_code, response.json["error"]["code"]) == (400, "query_key")


@pytest.mark.parametrize(
    "text", ["_id", "stamp", "token_hash", "flat", "readme", "policy_digests", "$lr", "args._id"]
)
def test_what_is_no_field_is_an_empty_column(owner: Any, models: list[str], text: str) -> None:
    assert all(set(row) == {"id"} for row in rows(owner, columns=text))


@pytest.mark.parametrize("text", ['"$gt"', '"a.b"."$gt"', '"$where"', "%24gt"])
def test_an_operator_as_a_key_is_only_a_key(owner: Any, models: list[str], text: str) -> None:
    odd = push(owner, {"$gt": 1, "$where": 1, "%24gt": 1, "a.b": {"$gt": 1}})
    found = rows(owner, where=f"{text} = 1", sort=text, columns=text)
    assert found == [{"id": odd, text: 1}]


def test_an_unknown_key_is_named_with_the_one_that_was_meant(owner: Any, models: list[str]) -> None:
    error = get(owner, where="seed > 1 and args.optimzer.type = 1").json["error"]
    assert error["code"] == "query_key"
    assert error["details"] == {
        "key": "args.optimzer.type", "suggestion": "args.optimizer.type", "position": 13,
    }  # fmt: skip
    assert "did you mean args.optimizer.type?" in error["message"]
    assert get(owner, sort="optimzer.type").status_code == 400
    assert get(owner, columns="optimzer.type").status_code == 200


def test_an_empty_server_knows_every_key(owner: Any) -> None:
    assert rows(owner, where="args.lr = 1 and metrics.top1 > 3", sort="-metrics.top5") == []


def test_a_cursor_is_of_one_person_query_and_order(owner: Any, reader: Any, models: list[str]) -> None:
    cursor = get(owner, sort="seed", limit=2).json["next"]
    assert get(owner, sort="seed", limit=2, after=cursor).status_code == 200
    foreign = [
        get(reader, sort="seed", after=cursor),
        get(owner, sort="-seed", after=cursor),
        get(owner, sort="seed", where="seed > 1", after=cursor),
        get(owner, sort="seed", after=cursor[:-2] + ("AA" if not cursor.endswith("AA") else "BB")),
        get(owner, sort="seed", after="eyJpZCI6MX0"),
        get(owner, sort="seed", after="é"),
    ]
    assert [each.json["error"]["code"] for each in foreign] == ["cursor_invalid"] * 6


@pytest.mark.parametrize(
    "query",
    [
        {"limit": "0"},
        {"limit": "1000000000"},
        {"limit": "-1"},
        {"limit": "NaN"},
        {"offset": "-1"},
        {"offset": "1000000000000"},
        {"where": " and ".join(["seed = 1"] * 10_000)},
        {"where": "(" * 200 + "seed = 1" + ")" * 200},
        {"sort": ",".join(f"k{at}" for at in range(1000))},
        {"columns": ",".join(f"k{at}" for at in range(1000))},
        {"where[$gt]": "1"},
    ],
    ids=str,
)
def test_what_is_over_a_limit_is_refused(owner: Any, models: list[str], query: dict[str, str]) -> None:
    response = get(owner, **query)
    assert response.status_code == 400
    assert response.json["error"]["code"] in ("invalid", "query_limit", "query_syntax")


@pytest.mark.parametrize(
    ("pattern", "status"),
    [
        *(("(a+)+$", 200), ("(.*a){30}", 200), ("(x+x+)+y", 200), ("^(?:a?){40}$", 200)),
        *(
            ("a{1,100}a+a+x", 200),
            ("a" * 10_000, 400),
            ("(?=a)", 400),
            (r"(a)\\1", 400),
            ("(a{30}){40}", 400),
        ),
    ],
)
def test_a_pattern_never_hangs(owner: Any, models: list[str], pattern: str, status: int) -> None:
    response = get(owner, where=f'title matches "{pattern}"')
    assert response.status_code == status, response.json
    if status == 400:
        assert response.json["error"]["code"] in ("query_syntax", "query_limit")


def test_a_query_that_takes_too_long_is_refused(
    owner: Any, models: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deadline, "monotonic", iter(range(0, 10_000, 20)).__next__)
    response = get(owner, where="seed = 1")
    assert (response.status_code, response.json["error"]["code"]) == (400, "query_limit")


def test_the_table_is_for_those_who_may_read_everything(
    reader: Any, stranger: Any, nobody: Any, models: list[str]
) -> None:
    assert len(rows(reader)) == len(models)
    assert get(stranger).status_code == 403
    assert get(nobody).status_code == 401


def test_a_token_for_one_name_sees_no_other(owner: Any, models: list[str], client: Any) -> None:
    other = push(owner, {"x": 1}, dataset="imagenet")
    token = owner.post("/tokens", {"name": "t", "scopes": ["read"], "only": "imagenet/*"}).json["token"]
    narrow = type(owner)(client, token)
    assert [row["id"] for row in rows(narrow)] == [other]
    assert get(narrow, total="true").json["total"] == 1
    assert [row["key"] for row in narrow.get("/keys").json["rows"]] == ["args.x"]
    assert narrow.get("/keys/args.seed/values").json["rows"] == []


def test_the_values_of_fields_are_listed_too_and_of_lists_their_items(owner: Any, models: list[str]) -> None:
    for tags in (["Keep", "ViT"], ["keep"], []):
        push(owner, {"tagged": tags}, tags=tags)
    states = owner.get("/keys/state/values").json
    assert states["rows"] == [{"value": "new", "models": len(models) + 3}]
    found = owner.get("/keys/tags/values").json
    assert found["rows"] == [
        {"value": "Keep", "models": 1},
        {"value": "ViT", "models": 1},
        {"value": "keep", "models": 1},
    ]
    assert (found["distinct"], found["models"]) == (3, 2)
    searched = owner.get("/keys/tags/values?search=KEEP").json
    assert [row["value"] for row in searched["rows"]] == ["Keep", "keep"]
    assert searched["distinct"] == 3
    assert owner.get("/keys/owner/values?where=seed%20=%201").json["models"] == 1


def test_the_values_of_a_date_are_not_listed(owner: Any, models: list[str]) -> None:
    response = owner.get("/keys/created_at/values")
    assert (response.status_code, response.json["error"]["code"]) == (400, "query_key")


def test_keys_seen_first_after_a_moment_are_told_apart(owner: Any, models: list[str]) -> None:
    before = owner.get("/keys?limit=1").json
    assert (before["total"], before["keys"], len(before["rows"])) == (before["keys"], before["keys"], 1)
    since = quote(before["newest"])
    assert owner.get(f"/keys?since={since}").json["rows"] == []
    push(owner, {"seed": 99, "brand_new": 1})
    after = owner.get(f"/keys?since={since}").json
    assert [row["key"] for row in after["rows"]] == ["args.brand_new"]
    assert (after["total"], after["keys"]) == (1, before["keys"] + 1)
    assert owner.get("/keys?search=seed&limit=1").json["total"] == 1


def test_the_place_of_an_unknown_key_is_that_of_the_key_not_of_its_letters(
    owner: Any, models: list[str]
) -> None:
    response = get(owner, where='title contains "e" and e = 1')
    assert response.json["error"]["details"]["position"] == 23


def test_a_moment_without_a_zone_is_refused(owner: Any, models: list[str]) -> None:
    assert owner.get("/keys?since=2026-01-01T00:00:00").status_code == 400


def test_while_the_compactor_lags_the_answers_are_the_same(
    owner: Any, models: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from modelbase.server.index import current

    quick = [
        get(owner, where="seed > 1", sort="-lr", columns="lr", total="true").json,
        owner.get("/keys").json,
    ]
    listed = ("args.lr", "tags", "state")
    values = [owner.get(f"/keys/{key}/values").json for key in listed]
    monkeypatch.setattr(current, "MOST", 0)
    slow = [
        get(owner, where="seed > 1", sort="-lr", columns="lr", total="true").json,
        owner.get("/keys").json,
    ]
    assert slow == quick
    assert [owner.get(f"/keys/{key}/values").json for key in listed] == values
