"""The key catalogue: types, coverage, values, range; exact while models come, change and go, compacted or not."""

from __future__ import annotations

import random
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest

from modelbase.errors import Unavailable
from modelbase.query import parse
from modelbase.server.database import Database, flat, migrations
from modelbase.server.database.models import models
from modelbase.server.database.rows import TableQuery
from modelbase.server.deployment import Deployment
from modelbase.server.index import blocks, compact, keys, ledger
from modelbase.server.visible import EVERYTHING
from tests.store.test_rows_equal import NOW, make


def counted(db: Database) -> dict[str, tuple[int, ...]]:
    """Count types by key over the models themselves, the slow way."""
    found: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0, 0, 0])
    for document in db.models.find():
        for room in ("flat", "_metrics"):
            for name, value in document[room].items():
                key = f"{'args' if room == 'flat' else 'metrics'}.{'|'.join(flat.segments_of(name))}"
                kind = [int, str, bool, type(None)]
                at = next((n for n, each in enumerate(kind) if type(value) is each), 4)
                at = 0 if isinstance(value, int | float) and not isinstance(value, bool) else at
                found[key][5 if value == {} else at] += 1
    return {key: tuple(types) for key, types in found.items() if types[5] < sum(types)}


def catalogue(db: Database) -> dict[str, tuple[int, ...]]:
    found = keys.of_everything(db)
    assert found is not None
    return {f"{key.room}.{'|'.join(key.segments)}": count.types for key, count in found.counts.items()}


def test_the_catalogue_says_types_range_values_and_since_when(deployment: Deployment) -> None:
    rows = [{"lr": 0.1}, {"lr": 1}, {"lr": 1.0, "x": True}, {"lr": "auto"}, {"lr": None}, {"betas": [1, 2]}]
    for at, args in enumerate(rows):
        insert(deployment.db, at, args)
    for _ in range(2):
        found = keys.of_everything(deployment.db)
        assert found is not None
        assert (found.models, found.looked_at) == (6, 6)
        counts = {str(key): count for key, count in found.counts.items()}
        assert sorted(counts) == ["args.betas", "args.betas.0", "args.betas.1", "args.lr", "args.x"]
        lr = counts["args.lr"]
        assert (lr.types, lr.models, lr.distinct, lr.exact) == ((3, 1, 0, 1, 0, 0), 5, 4, True)
        assert (lr.low, lr.high, lr.first) == (0.1, 1, NOW.timestamp())
        assert sorted(lr.values.values(), key=str) == [("auto", 1), (0.1, 1), (1, 2), (None, 1)]
        compact.compact(deployment.db)


def change_metrics(db: Database, dice: random.Random, row: dict[str, Any]) -> None:
    metrics = {"top1": dice.random(), "new": 1}
    change = {"metrics": metrics, "_metrics": flat.metrics(metrics)}
    models.set_fields(db, row["fields"]["key"], {"$set": change}, None)


def delete_and_restore(db: Database, dice: random.Random, row: dict[str, Any]) -> None:
    document = models.take(db, row["fields"]["key"])
    assert document is not None
    models.delete(db, document["_id"])
    if dice.random() < 0.5:
        compact.compact(db)
    models.put_back(db, document)


@pytest.mark.parametrize("seed", [1, 2])
def test_the_catalogue_is_exact_after_every_change(deployment: Deployment, seed: int) -> None:
    dice = random.Random(seed)
    live = [make(deployment.db, dice, 0, ())]
    for at in range(1, 150):
        act = dice.random()
        if act < 0.55 or len(live) < 2:
            live.append(make(deployment.db, dice, at, ()))
        elif act < 0.7:
            change_metrics(deployment.db, dice, dice.choice(live))
        elif act < 0.85:
            models.delete(deployment.db, live.pop(dice.randrange(len(live)))["fields"]["key"])
        else:
            delete_and_restore(deployment.db, dice, dice.choice(live))
        if dice.random() < 0.2:
            compact.compact(deployment.db)
        assert catalogue(deployment.db) == counted(deployment.db)
    while compact.compact(deployment.db):
        pass
    assert catalogue(deployment.db) == counted(deployment.db)
    assert deployment.db.models.count_documents({"sealed": False}) == 0


def test_the_catalogue_is_exact_when_many_push_delete_and_compact_at_once(deployment: Deployment) -> None:
    def work(number: int) -> None:
        dice = random.Random(number)
        mine: list[str] = []
        for at in range(25):
            mine.append(make(deployment.db, dice, 1000 * number + at, ())["fields"]["key"])
            if dice.random() < 0.3:
                models.delete(deployment.db, mine.pop(dice.randrange(len(mine))))
            if mine and dice.random() < 0.3:
                models.set_fields(deployment.db, dice.choice(mine), {"$set": {"title": str(at)}}, None)
            if dice.random() < 0.2:
                compact.compact(deployment.db)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))
    assert catalogue(deployment.db) == counted(deployment.db)
    while compact.compact(deployment.db):
        pass
    assert catalogue(deployment.db) == counted(deployment.db)


@pytest.mark.parametrize("step", ["insert_many", "replace", "_mark_compacted", "delete_many"])
def test_a_compaction_that_stops_anywhere_leaves_every_count_right(
    deployment: Deployment, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    dice = random.Random(step)
    made = [make(deployment.db, dice, at, ()) for at in range(20)]
    compact.compact(deployment.db)
    for row in made[:5]:
        models.delete(deployment.db, row["fields"]["key"])
    for row in made[5:10]:
        models.set_fields(deployment.db, row["fields"]["key"], {"$set": {"title": "x"}}, None)
    made += [make(deployment.db, dice, at, ()) for at in range(20, 30)]

    class Killed(BaseException):
        pass

    def stop(*_: Any, **__: Any) -> Any:
        raise Killed

    with monkeypatch.context() as patch:
        if step == "replace":
            patch.setattr(ledger, "replace", stop)
        elif step == "_mark_compacted":
            patch.setattr(compact, "_mark_compacted", stop)
        elif step == "insert_many":
            patch.setattr(type(deployment.db.columns), "insert_many", stop)
        else:
            patch.setattr(ledger, "clean", stop)
        with pytest.raises(Killed):
            compact.compact(deployment.db)
    assert catalogue(deployment.db) == counted(deployment.db)
    compact.compact(deployment.db)
    assert catalogue(deployment.db) == counted(deployment.db)


def test_a_deletion_that_stops_half_way_leaves_the_model_in_the_table_once(
    deployment: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = make(deployment.db, random.Random(1), 1, ())
    compact.compact(deployment.db)

    def stop(*_: Any, **__: Any) -> Any:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(type(deployment.db.models), "delete_one", stop)
        with pytest.raises(KeyboardInterrupt):
            models.delete(deployment.db, row["fields"]["key"])
    for _ in range(3):
        found = keys.of_everything(deployment.db)
        assert found is not None
        assert found.models == 1
        assert catalogue(deployment.db) == counted(deployment.db)
        compact.compact(deployment.db)


def test_rebuilding_gives_the_same_catalogue(deployment: Deployment) -> None:
    dice = random.Random(3)
    for at in range(40):
        make(deployment.db, dice, at, ())
    compact.compact(deployment.db)
    before = keys.of_everything(deployment.db)
    compact.start_over(deployment.db)
    assert sum(iter(lambda: compact.compact(deployment.db), 0)) == 40
    assert keys.of_everything(deployment.db) == before


def test_the_keys_of_a_filter_are_counted_over_its_models(deployment: Deployment) -> None:
    for at in range(10):
        insert(deployment.db, at, {"lr": at, "half": at % 2} | ({"rare": 1} if at > 7 else {}))
    compact.compact(deployment.db)
    ask = TableQuery(EVERYTHING, parse("half = 1"), (), (), NOW)
    found = keys.of_filter(deployment.db, ask)
    counts = {str(key): (count.models, count.distinct) for key, count in found.counts.items()}
    assert (found.models, found.looked_at) == (5, 5)
    assert counts == {"args.lr": (5, 5), "args.half": (5, 1), "args.rare": (1, 1)}
    values = keys.values(deployment.db, ask, parse("lr = 1").key)
    assert sorted(values.rows) == [(at, 1) for at in (1, 3, 5, 7, 9)]
    searched = keys.values(deployment.db, ask, parse("lr = 1").key, "7")
    assert (searched.rows, searched.distinct, searched.models) == ([(7, 1)], 5, 5)


def test_a_large_filter_is_sampled_and_says_so(
    deployment: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    for at in range(30):
        insert(deployment.db, at, {"lr": at})
    monkeypatch.setattr(keys, "SAMPLE", 10)
    found = keys.of_filter(deployment.db, TableQuery(EVERYTHING, parse("lr >= 0"), (), (), NOW))
    assert (found.models, found.looked_at) == (30, 10)


def insert(db: Database, at: int, args: dict[str, Any]) -> None:
    from hashlib import sha256

    from modelbase.entities import Model
    from modelbase.identity.args import dumps

    digest = sha256(str(at).encode()).hexdigest()
    model = Model(
        id=f"a/b:{digest[:9]}", name="a/b", dataset="a", architecture="b", digest=digest, family=digest, policy=1,
        owner="ada", created_at=NOW, updated_at=datetime(2026, 6, 1, tzinfo=UTC),
    )  # fmt: skip
    models.insert(db, model, dumps(args), flat.args(args), "test")


def test_a_compaction_in_the_midst_of_a_deletion_leaves_the_count_right(deployment: Deployment) -> None:
    dice = random.Random(3)
    made = [make(deployment.db, dice, at, ()) for at in range(6)]
    compact.compact(deployment.db)
    doomed = deployment.db.models.find_one({"_id": made[2]["fields"]["key"]})
    assert doomed is not None
    note = {"_id": "note", "key": doomed["_id"], "at": models.now(), "flat": doomed["flat"]}
    deployment.db.models.update_one({"_id": doomed["_id"]}, {"$set": {"sealed": False, "stamp": "new"}})
    deployment.db.gone.insert_one(note)  # as models.delete does, which is here just now
    assert compact.compact(deployment.db) == 0
    assert catalogue(deployment.db) == counted(deployment.db)
    deployment.db.models.delete_one({"_id": doomed["_id"]})
    assert catalogue(deployment.db) == counted(deployment.db)
    assert compact.compact(deployment.db) == 1
    assert catalogue(deployment.db) == counted(deployment.db)
    assert deployment.db.gone.count_documents({}) == 0


def test_the_note_of_a_deletion_that_was_cut_off_goes_in_the_end(deployment: Deployment) -> None:
    dice = random.Random(4)
    made = [make(deployment.db, dice, at, ()) for at in range(3)]
    compact.compact(deployment.db)
    kept = deployment.db.models.find_one({"_id": made[1]["fields"]["key"]})
    assert kept is not None
    deployment.db.models.update_one({"_id": kept["_id"]}, {"$set": {"sealed": False, "stamp": "new"}})
    note = {"_id": "note", "key": kept["_id"], "at": models.now() - compact.CUT_OFF * 2, "flat": kept["flat"]}
    deployment.db.gone.insert_one(note)
    while compact.compact(deployment.db):
        pass
    assert catalogue(deployment.db) == counted(deployment.db)
    assert deployment.db.gone.count_documents({}) == 0
    assert deployment.db.models.count_documents({"sealed": False}) == 0


def test_models_of_before_the_index_are_compacted_after_the_migration(deployment: Deployment) -> None:
    dice = random.Random(5)
    for at in range(5):
        make(deployment.db, dice, at, ())
    deployment.db.models.update_many({}, {"$unset": {"sealed": "", "stamp": ""}})
    assert catalogue(deployment.db) == {}
    migrations.MIGRATIONS[0](deployment.db)
    assert catalogue(deployment.db) == counted(deployment.db)
    while compact.compact(deployment.db):
        pass
    assert catalogue(deployment.db) == counted(deployment.db)
    stamps = deployment.db.models.distinct("stamp")
    migrations.MIGRATIONS[0](deployment.db)
    assert deployment.db.models.distinct("stamp") == stamps


def test_blocks_that_are_missing_are_made_again(
    deployment: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    dice = random.Random(6)
    for at in range(10):
        make(deployment.db, dice, at, ())
    compact.compact(deployment.db)
    (entry,) = ledger.read(deployment.db).entries
    deployment.db.blocks.delete_one(
        {"_id": entry.id}
    )  # as a backup restores that read its collections one by one
    monkeypatch.setattr(blocks, "CACHE", blocks.Cache())
    with pytest.raises(Unavailable):
        catalogue(deployment.db)
    while compact.compact(deployment.db):
        pass
    assert catalogue(deployment.db) == counted(deployment.db)
