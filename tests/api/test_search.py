"""Search terms over HTTP: one text in IDs, titles, owners, tags, aliases and args, wherever a filter may stand.

Nobody finds a model by what they may not see of it. On the real MongoDB alone, as test_table.py.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlencode

import pytest

from modelbase.entities import Role
from modelbase.server.access import Granted, Principal
from modelbase.server.index import compact, current, texts
from modelbase.server.index.blocks import CACHE
from modelbase.server.table import table

SECRET = "hidden-word"
RECIPES: list[dict[str, Any]] = [
    {"opt": "AdamW", "data": {"paths": ["/mnt/ImageNet/train", "/mnt/val"]}, "seed": 0},
    {"opt": "sgd", "note": "Wärme 100%", "seed": 1},
    {"opt": "sgd", "aug": [{"type": "RandAugment", "prob": [0.5, "auto.*"]}], "seed": 2},
    {"lr": 0.1, "seed": 3},
]


def made(owner: Any, args: dict[str, Any], **more: Any) -> str:
    response = owner.post("/models", {"args": args, "dataset": "cifar", "architecture": "net", **more})
    assert response.status_code == 201, response.json
    return str(response.json["id"])


def found(person: Any, where: str) -> list[str]:
    response = person.get("/models?" + urlencode({"where": where, "sort": "seed"}, quote_via=quote))
    assert response.status_code == 200, response.json
    return [row["id"] for row in response.json["rows"]]


@pytest.fixture
def models(owner: Any) -> list[str]:
    return [
        made(owner, RECIPES[0], title="Baseline of March"),
        made(owner, RECIPES[1], tags=["keep-me"]),
        made(owner, RECIPES[2]),
        made(owner, RECIPES[3], title="Valuable"),
    ]


CASES = [
    ('"adamw"', [0]),
    ('"ADAM" and seed < 1', [0]),
    ('"imagenet/"', [0]),
    ('"of march"', [0]),
    ('"KEEP-"', [1]),
    ('"wärme"', [1]),
    ('"WÄRME 100%"', [1]),
    ('"wa\u0308rme"', [1]),
    ('"randaug"', [2]),
    ('"auto.*"', [2]),
    ('"au.o"', []),
    ('"CIFAR/net:"', [0, 1, 2, 3]),
    ('not "sgd"', [0, 3]),
    ('("adamw" or "sgd") and not "rand"', [0, 1]),
    ('"/VAL"', [0]),
    ('"val"', [0, 3]),
    ('"0.1"', []),
    ('"opt"', []),
    ('"mar" and "adam"', [0]),
]


@pytest.mark.parametrize("state", ["fresh", "compacted", "without texts", "lagging"])
def test_a_text_is_found_wherever_it_stands(
    owner: Any, models: list[str], db: Any, state: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if state in ("compacted", "without texts"):
        assert compact.compact(db) == 4
    if state == "without texts":
        db.columns.delete_many({"_id": {"$regex": ":t/"}})
    if state == "lagging":
        monkeypatch.setattr(current, "MOST", 0)
    for where, expected in CASES:
        assert found(owner, where) == [models[at] for at in expected], where
    assert found(owner, f'"{models[2][-9:].upper()}"') == [models[2]]


def test_an_alias_and_an_owner_are_found(owner: Any, models: list[str], db: Any) -> None:
    compact.compact(db)
    assert owner("PUT", f"/models/{models[1]}/aliases/Best-Of-All", {}).status_code in (200, 201)
    assert found(owner, '"best-of"') == [models[1]]
    assert found(owner, '"OWNER"') == models


def test_what_changed_since_the_compaction_is_found_as_it_is_now(
    owner: Any, models: list[str], db: Any
) -> None:
    compact.compact(db)
    assert owner.patch(f"/models/{models[0]}", {"title": "of April"}).status_code == 200
    assert found(owner, '"march"') == []
    assert found(owner, '"april"') == [models[0]]
    assert owner.delete(f"/models/{models[1]}").status_code == 200
    assert found(owner, '"keep"') == []


def test_texts_are_stored_in_parts_and_half_of_them_count_for_none(
    owner: Any, models: list[str], db: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(texts, "PART", 20)
    compact.compact(db)
    parts = [each["_id"] for each in db.columns.find({"_id": {"$regex": ":t/"}})]
    assert len(parts) > 10
    assert found(owner, '"adamw"') == [models[0]]
    CACHE.put(parts[0].partition("/")[0], None, 0)
    db.columns.delete_one({"_id": parts[3]})
    assert found(owner, '"adamw"') == [models[0]]


def test_a_term_that_is_in_very_many_texts_finds_all(
    owner: Any, models: list[str], db: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(texts, "MANY", 2)
    compact.compact(db)
    assert found(owner, '"a"') == models
    assert found(owner, '"s"') == models[:3]


def test_keys_values_and_families_take_it(owner: Any, models: list[str]) -> None:
    where = quote('"sgd" and not "rand"')
    keys = owner.get(f"/keys?where={where}").json
    assert keys["models"] == 1
    assert "args.note" in [row["key"] for row in keys["rows"]]
    assert owner.get(f"/keys/args.opt/values?where={where}").json["rows"] == [{"value": "sgd", "models": 1}]
    families = owner.get(f"/families?where={where}").json
    assert (families["models"], families["rows"][0]["id"]) == (1, models[1])


def test_a_view_keeps_it(owner: Any) -> None:
    body = {"name": "Adams", "state": {"where": '"adamw" and lr < 0.1'}}
    assert owner.post("/views", body).json["state"]["where"] == '"adamw" and lr < 0.1'


def test_an_empty_term_and_a_very_long_one_are_refused(owner: Any) -> None:
    for where, code in (('""', "query_syntax"), (f'"{"a" * 501}"', "query_limit")):
        response = owner.get(f"/models?where={quote(where)}")
        assert (response.status_code, response.json["error"]["code"]) == (400, code)


@pytest.fixture
def secret(owner: Any) -> str:
    return made(owner, {"dir": f"/data/{SECRET}", "seed": 9}, title="Open title")


@pytest.mark.parametrize("word", [SECRET, "open title", "no such word"])
def test_whoever_was_shown_the_card_alone_asks_no_table(
    owner: Any, stranger: Any, nobody: Any, secret: str, word: str
) -> None:
    card = {"sees": ["card"]}
    owner.post(f"/models/{secret}/shares", {"kind": "login", "login": "stranger", **card})
    link = owner.post(f"/models/{secret}/shares", {"kind": "link", **card}).json["secret"]
    header = {"X-Modelbase-Share": link}
    assert stranger.get(f"/models/{secret}").json["sees"] == ["card"]
    where = quote(f'"{word}"')
    for path in ("/models", "/families", "/keys", "/keys/dir/values", "/keys/title/values"):
        assert stranger.get(f"{path}?where={where}").status_code == 403, path
        assert nobody.get(f"{path}?where={where}", **header).status_code == 401, path


@pytest.mark.parametrize(
    ("sees", "expected"),
    [(("card",), 0), (("args",), 0), (("card", "args"), 0), (("card", "args", "weights"), 1)],
)
def test_the_rule_itself_finds_no_model_by_parts_that_are_not_shown(
    deployment: Any, secret: str, sees: Any, expected: int
) -> None:
    key = str(deployment.db.models.find_one({"id": secret})["_id"])
    guest = Principal("1", "guest", Role.GUEST, "session", shares=(Granted("s", key, frozenset(sees)),))
    for where in (f'"{SECRET}"', f'dir contains "{SECRET}"', f'not "{SECRET}x"'):
        page = table.page(deployment, guest, table.TableRequest(where=where, total=True))
        assert (len(page["rows"]), page["total"]) == (expected, expected)
        keys = table.catalogue(deployment, guest, table.KeysRequest(where=where))
        assert keys["models"] == expected
        assert table.values(deployment, guest, "dir", table.ValuesRequest(where=where))["models"] == expected


def test_a_token_for_other_names_finds_nothing_by_it(owner: Any, secret: str, client: Any) -> None:
    body = {"name": "narrow", "scopes": ["read"], "only": "imagenet/*"}
    token = owner.post("/tokens", body).json["token"]
    answer = client.get(
        f"/api/v1/models?where=%22{SECRET}%22&total=true",
        headers={"Authorization": f"Bearer {token}"},
        base_url="http://127.0.0.1:5050",
    )
    assert (answer.status_code, answer.json["rows"], answer.json["total"]) == (200, [], 0)
