"""Every way of answering a query gives what plain Python gives: same rows, same order, walking and jumping alike.

Random queries over random models: mixed types, missing, null, dots and dollars in keys, Unicode, NUL. The columns are
in every state they can be in: nothing compacted, compacted into several blocks, changed since, deleted since, and the
compactor lagging behind. MODELBASE_TEST_ROUNDS=10 asks ten times as many queries (as in `make soak`).
"""

from __future__ import annotations

import gzip
import json
import os
import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from modelbase.entities import Model, Parent
from modelbase.errors import Invalid
from modelbase.identity.args import dumps, flatten
from modelbase.query import (
    And,
    Anywhere,
    Exists,
    IsNull,
    Key,
    Node,
    Not,
    Or,
    Sort,
    evaluate,
    format,  # noqa: A004
    key_of,
    parse,
    parse_sort,
    sort_key,
)
from modelbase.query.check import OPERATORS, comparison, membership
from modelbase.server.database import Database, flat
from modelbase.server.database.models import models
from modelbase.server.database.rows import TableQuery
from modelbase.server.deployment import Deployment
from modelbase.server.index import compact, current, search
from modelbase.server.visible import EVERYTHING, NOTHING, Visible

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
QUERIES = 40 * int(os.environ.get("MODELBASE_TEST_ROUNDS", "1"))  # of each case
KEYS = ["lr", "opt", "a.b", "$where", "$gt", "x y", "ключ", "é", "0", "1", "", "_id", "%2E", "a/b", "type"]
SCALARS = [
    *(0, 1, 1.0, True, False, None, "1", "true", "", 0.1, -0.0, 1e-5, 1e308, -3, 2**53, 2**53 + 1, 2**62, -(2**63)),
    *(
        "adam", "Adam", "AdamW", "sgd", "é", "e\u0301", "Ω", "\U0001f600", "a\0b", "a\nb", "NaN", "$gt", "a.b",
        "x" * 1200,
    ),
]  # fmt: skip
CHANGED = {"title": "changed"}
PATTERNS = ["^a", "b$", "[0-9]+", "(?i)adam", "a|1", r"\d", "é", "", r"^.{2,5}$", r"\.", "^a.b$"]
TERMS = [
    "adam",
    "ADA",
    "W",
    "x",
    "ä",
    "É",
    "e\u0301",
    "ω",
    "a.B",
    "$GT",
    "\0b",
    "\nB",
    "changed",
    "net:",
    "x" * 400,
    "1",
]
METRICS = ["top1", "val.acc", "val.loss", '"x y"', "val"]


def some_args(dice: random.Random, depth: int = 0) -> dict[str, Any]:
    return {key: some_value(dice, depth) for key in dice.sample(KEYS, dice.randint(1, 6))}


def some_value(dice: random.Random, depth: int) -> Any:
    kind = dice.random()
    if depth > 2 or kind < 0.6:
        return dice.choice(SCALARS)
    if kind < 0.7:
        return [dice.choice(SCALARS) for _ in range(dice.randint(0, 4))]
    if kind < 0.8:
        return [some_value(dice, depth + 1) for _ in range(dice.randint(0, 3))]
    return some_args(dice, depth + 1) if kind < 0.95 else {}


def make(
    db: Database, dice: random.Random, at: int, parents: tuple[str, ...], real: dict[str, Any] | None = None
) -> dict[str, Any]:
    """Store a model, random or of a real recipe; return the row that the reference evaluates."""
    args = real["args"] if real else some_args(dice)
    made_up = {
        key: dice.choice([1, 1.5, 70.25, -1, "NaN"]) for key in dice.sample(METRICS, dice.randint(0, 3))
    }
    digest = sha256(f"{at} {dumps(args)}".encode()).hexdigest()
    name = dice.choice(["a/b", "a/b-c", "a/b.c", "cifar/net"])
    dataset, architecture = name.split("/")
    moment = NOW - timedelta(minutes=dice.randint(0, 10_000), milliseconds=dice.randint(0, 999))
    model = Model(
        id=f"{name}:{digest[:9]}", name=name, dataset=dataset, architecture=architecture, digest=digest,
        family=digest, policy=1, title=dice.choice(["", "b", "a", "Änne"]), owner=dice.choice(["ada", "grace"]),
        tags=tuple(dice.sample(["x", "y", "a.b"], dice.randint(0, 2))),
        visibility=dice.choice(["private", "public"]), size=dice.randint(0, 3),
        latest=dice.choice([None, "last", "best"]), created_at=moment, updated_at=moment,
        metrics=flatten(real.get("metrics", {})) if real else made_up,
        parents=tuple(Parent(id=each) for each in parents),
    )  # fmt: skip
    models.insert(db, model, dumps(args), flat.args(args), "test")
    return {"args": flatten(args), "metrics": model.metrics, "fields": fields(db, model)}


def fields(db: Database, model: Model) -> dict[str, Any]:
    stored = db.models.find_one({"id": model.id})
    assert stored is not None
    names = model.model_dump() | {
        "parent": [each.id for each in model.parents],
        "ancestor": stored["ancestors"],
    }
    return names | {"title": stored["title"], "updated_at": stored["updated_at"], "key": stored["_id"]}


def fill(db: Database, dice: random.Random, state: str) -> list[dict[str, Any]]:
    """Store models and bring the columns into a state; return the rows that are left."""
    found: list[dict[str, Any]] = []
    for at in range(90):
        parents = (
            tuple(dice.sample([row["fields"]["id"] for row in found], 1))
            if found and dice.random() < 0.2
            else ()
        )
        found.append(make(db, dice, at, parents))
        if state != "fresh" and at % 30 == 29:
            assert compact.compact(db)
    if state == "moving":
        for row in dice.sample(found, 20):
            changed = models.set_fields(db, row["fields"]["key"], {"$set": CHANGED}, None)
            assert changed is not None
            row["fields"] |= CHANGED | {"updated_at": changed.updated_at}
            if dice.random() < 0.3:
                compact.compact(db)
        for row in dice.sample(found, 20):
            models.delete(db, row["fields"]["key"])
            found.remove(row)
            if dice.random() < 0.2:
                compact.compact(db)
    return found


def some_key(dice: random.Random, found: list[dict[str, Any]]) -> Key:
    kind = dice.random()
    if kind < 0.2:
        return Key("field", (dice.choice([
            "id", "name", "title", "created_at", "size", "tags", "latest", "parent", "ancestor", "visibility", "state",
        ]),))  # fmt: skip
    row = dice.choice(found)
    room = "metrics" if kind < 0.35 and row["metrics"] else "args"
    segments = key_of(f"{room}.{dice.choice(list(row[room]))}").segments
    return Key(room, segments[: dice.randint(1, len(segments))] if kind > 0.7 else segments)


def some_wanted(dice: random.Random, found: list[dict[str, Any]], key: Key) -> Any:
    row = dice.choice(found)
    if key.room == "field":
        value = row["fields"][key.segments[0]]
        return dice.choice(value or ["x"]) if isinstance(value, list | tuple) else value
    values = [value for value in row[key.room].values() if not isinstance(value, list | dict)]
    return dice.choice([*values, *SCALARS[:12]])


def some_test(dice: random.Random, found: list[dict[str, Any]]) -> Node:
    while True:
        key = some_key(dice, found)
        wanted = some_wanted(dice, found, key)
        kind = dice.random()
        try:
            if dice.random() < 0.15:
                return Anywhere(dice.choice([*TERMS, dice.choice(found)["fields"]["id"][3:12].upper()]))
            if kind < 0.1:
                return dice.choice([Exists(key), IsNull(key), IsNull(key, True)])
            if kind < 0.25:
                wanted = tuple(some_wanted(dice, found, key) for _ in range(3))
                return membership(key, wanted, dice.random() < 0.5)
            op = dice.choice(OPERATORS)
            if op == "matches":
                wanted = dice.choice(PATTERNS)
            elif op in ("contains", "startswith") and isinstance(wanted, str):
                wanted = wanted[: dice.randint(0, 3)]
            return comparison(key, op, wanted)
        except Invalid:
            continue


def some_query(dice: random.Random, found: list[dict[str, Any]], depth: int = 0) -> Node:
    kind = dice.random()
    if depth > 2 or kind < 0.4:
        return some_test(dice, found)
    parts = tuple(some_query(dice, found, depth + 1) for _ in range(dice.randint(2, 3)))
    return Not(parts[0]) if kind < 0.6 else And(parts) if kind < 0.8 else Or(parts)


def some_sorts(dice: random.Random, found: list[dict[str, Any]]) -> tuple[Sort, ...]:
    sorts: dict[Key, Sort] = {}
    for _ in range(dice.randint(1, 3)):
        key = some_key(dice, found)
        if key.field is None or key.field.sortable:
            sorts[key] = Sort(key, dice.random() < 0.5)
    return tuple(sorts.values()) or (Sort(Key("field", ("title",))),)


def walk(db: Database, ask: TableQuery, step: int) -> list[str]:
    """Return all IDs page by page, by cursor."""
    found: list[str] = []
    place = None
    while True:
        answer = search.page(db, ask, search.Window(place, 0, step), False)
        found += [row.id for row in answer.rows]
        if not answer.more:
            return found
        place = answer.rows[-1].place


@contextmanager
def lagging() -> Iterator[None]:
    """Let readers find more changed models than they keep in memory, as while the compactor lags behind."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(current, "MOST", 0)
        yield


def asked(
    db: Database, dice: random.Random, found: list[dict[str, Any]]
) -> tuple[TableQuery, list[str], str]:
    """Ask a random query both ways, hold both against plain Python; return it, the IDs and its text."""
    node, sorts = some_query(dice, found), some_sorts(dice, found)
    told = f"{format(node)} | {sorts}"
    assert parse(format(node)) == node, told
    matching = [row for row in found if evaluate(node, row, NOW)]
    expected = [row["fields"]["id"] for row in sorted(matching, key=lambda row: sort_key(row, sorts))]
    ask = TableQuery(EVERYTHING, node, sorts, (), NOW)
    page = search.page(db, ask, search.Window(None, 0, 1000), True)
    assert ([row.id for row in page.rows], page.total) == (expected, len(expected)), told
    with lagging():
        page = search.page(db, ask, search.Window(None, 0, 1000), True)
    assert ([row.id for row in page.rows], page.total) == (expected, len(expected)), told
    return ask, expected, told


@pytest.mark.parametrize("state", ["fresh", "compacted", "moving"])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_random_query_finds_what_plain_python_finds(
    deployment: Deployment, monkeypatch: pytest.MonkeyPatch, state: str, seed: int
) -> None:
    monkeypatch.setattr(compact, "FACTOR", seed - 1)  # 0 never merges blocks
    dice = random.Random(f"{seed} {state}")
    found = fill(deployment.db, dice, state)
    for _ in range(QUERIES):
        ask, expected, told = asked(deployment.db, dice, found)
        if dice.random() < 0.2:
            assert walk(deployment.db, ask, 7) == expected, told
            with lagging():
                assert walk(deployment.db, ask, 7) == expected, told
            at = dice.randint(0, len(expected))
            jumped = search.page(deployment.db, ask, search.Window(None, at, 5), False)
            assert [row.id for row in jumped.rows] == expected[at : at + 5], told


def real_recipes(source: str) -> list[dict[str, Any]]:
    """Return the lines of a file of tests/data, each with args and perhaps metrics."""
    with gzip.open(
        Path(__file__).parents[1] / "data" / f"{source}.jsonl.gz", "rt", encoding="utf-8"
    ) as lines:
        return [json.loads(line) for line in lines]


@pytest.mark.parametrize("source", ["mmpretrain-recipes", "detectron2-configs"])
def test_queries_over_real_recipes_find_what_plain_python_finds(deployment: Deployment, source: str) -> None:
    dice = random.Random(source)
    recipes = real_recipes(source)
    found = [make(deployment.db, dice, at, (), real) for at, real in enumerate(recipes)]
    assert compact.compact(deployment.db)
    for _ in range(QUERIES):
        asked(deployment.db, dice, found)


SHARED = Visible(public=True, parts=frozenset({"card"}), shared=frozenset({"m1", "m2", "m3"}))


@pytest.mark.parametrize("seen", [Visible(public=True), Visible(every=True, only="a/*"), NOTHING, SHARED])
def test_what_may_not_be_seen_is_in_no_answer(deployment: Deployment, seen: Visible) -> None:
    dice = random.Random(7)
    found = fill(deployment.db, dice, "compacted")
    stored = (models.get_key(deployment.db, row["fields"]["key"]) for row in found)
    allowed = {each.id for each in stored if seen.admits(each)}
    for _ in range(20):
        node, sorts = some_query(dice, found), some_sorts(dice, found)
        expected = {row["fields"]["id"] for row in found if evaluate(node, row, NOW)} & allowed
        ask = TableQuery(seen, node, sorts, (), NOW)
        page = search.page(deployment.db, ask, search.Window(None, 0, 200), True)
        if page.unknown:  # no model that may be seen has these keys: the same as if no model had them
            shown = [row for row in found if row["fields"]["id"] in allowed]
            held = {name for row in shown for name in (*row["args"], *row["metrics"])}
            paths = [key.path for key in page.unknown]
            assert [path for path in paths if any(f"{name}.".startswith(f"{path}.") for name in held)] == []
            continue
        assert ({row.id for row in page.rows}, page.total) == (expected, len(expected))
        with lagging():
            page = search.page(deployment.db, ask, search.Window(None, 0, 200), True)
        assert ({row.id for row in page.rows}, page.total) == (expected, len(expected))


def test_rows_far_down_come_in_the_same_order(
    deployment: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    from modelbase.server.index import search

    dice = random.Random(11)
    monkeypatch.setattr(compact, "FACTOR", 0)
    found = fill(deployment.db, dice, "moving")
    for _ in range(30):
        sorts = some_sorts(dice, found)
        ask = TableQuery(EVERYTHING, And(), sorts, (), NOW)
        expected = [row["fields"]["id"] for row in sorted(found, key=lambda row: sort_key(row, sorts))]
        with monkeypatch.context() as patch:
            patch.setattr(search, "DEEP", 1)
            page = search.page(deployment.db, ask, search.Window(None, 20, 30), False)
        assert [row.id for row in page.rows] == expected[20:50]


def test_the_first_rows_of_all_models_stay_right_while_models_change_and_go(
    deployment: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    from modelbase.server.index import search

    dice = random.Random(13)
    monkeypatch.setattr(compact, "FACTOR", 0)
    monkeypatch.setattr(search, "KEPT", 12)
    found = fill(deployment.db, dice, "compacted")
    texts = ["-created_at", "title", "size,-title", "-latest,name", "-metrics.top1", "owner,-updated_at"]
    orders = [parse_sort(text) for text in texts]
    for turn in range(12):
        for sorts in orders:
            ask = TableQuery(EVERYTHING, And(), sorts, (), NOW)
            expected = [row["fields"]["id"] for row in sorted(found, key=lambda row: sort_key(row, sorts))]
            for count in (3, 10, 40):
                page = search.page(deployment.db, ask, search.Window(None, 0, count), True)
                assert ([row.id for row in page.rows], page.total) == (expected[:count], len(found)), sorts
        for row in dice.sample(found, 4):
            models.delete(deployment.db, row["fields"]["key"])
            found.remove(row)
        row = dice.choice(found)
        changed = models.set_fields(deployment.db, row["fields"]["key"], {"$set": {"title": f"{turn}"}}, None)
        assert changed is not None
        row["fields"] |= {"title": f"{turn}", "updated_at": changed.updated_at}
        if turn % 3 == 2:
            compact.compact(deployment.db)
