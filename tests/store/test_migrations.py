"""The schema version: migrations run once and in order, whichever process starts or crashes; newer ones are refused."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest

from modelbase.errors import Invalid, Unavailable
from modelbase.server.database import migrations
from modelbase.server.deployment import Deployment
from modelbase.server.ready import Readiness

FREE = {"_id": "schema", "version": 0, "holder": None, "beat": 1}


@pytest.fixture(autouse=True)
def afterwards(deployment: Deployment) -> Iterator[None]:
    """Leave the database of all tests as it was, and without a version before each of these."""
    before = deployment.db.schema.find_one()
    deployment.db.schema.delete_many({})
    yield
    deployment.db.schema.replace_one({"_id": "schema"}, before, upsert=True)


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Two migrations that take a while and note that they ran; signs of life in quick succession."""
    ran: list[int] = []

    def migration(number: int) -> Any:
        def run(_db: Any) -> None:
            ran.append(number)
            time.sleep(1.5)

        return run

    monkeypatch.setattr(migrations, "MIGRATIONS", (migration(1), migration(2)))
    for name, seconds in (("STALE", 0.9), ("BEAT", 0.1), ("POLL", 0.05)):
        monkeypatch.setattr(migrations, name, seconds)
    return ran


def test_a_database_without_a_version_is_brought_to_the_present_one(deployment: Deployment) -> None:
    assert migrations.version(deployment.db) == 0
    migrations.bring_up_to_date(deployment.db)
    assert migrations.version(deployment.db) == len(migrations.MIGRATIONS)
    kept = deployment.db.schema.find_one()
    migrations.bring_up_to_date(deployment.db)
    assert deployment.db.schema.find_one() == kept
    assert kept["holder"] is None


def test_a_newer_schema_is_refused_in_one_sentence_and_left_alone(deployment: Deployment) -> None:
    newer = {"_id": "schema", "version": 99, "holder": None, "beat": 0, "new": 1}
    deployment.db.schema.insert_one(newer)
    with pytest.raises(Invalid) as found:
        migrations.bring_up_to_date(deployment.db)
    assert found.value.code == "settings"
    assert "schema 99, of a newer Modelbase" in found.value.message
    assert deployment.db.schema.find_one() == newer
    state = Readiness(deployment).state()
    assert state["status"] == "unavailable"
    assert "schema 99" in state["database"]


def test_a_server_is_ready_only_once_the_database_is_migrated(deployment: Deployment) -> None:
    assert "brought up to date" in Readiness(deployment).state()["database"]
    migrations.bring_up_to_date(deployment.db)
    assert Readiness(deployment).state()["database"] == "ok"


def test_of_several_that_start_at_once_one_migrates_and_all_wait(
    deployment: Deployment, ran: list[int]
) -> None:
    def start(_number: int) -> int:
        migrations.bring_up_to_date(deployment.db)
        return migrations.version(deployment.db)

    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(start, range(6))) == [2] * 6
    assert ran == [1, 2]


@pytest.mark.parametrize("crashed_at", [0, 1])
def test_a_crashed_holder_is_taken_over_after_a_bounded_time(
    deployment: Deployment, ran: list[int], crashed_at: int
) -> None:
    deployment.db.schema.insert_one(FREE | {"holder": "crashed", "version": crashed_at})
    begin = time.monotonic()
    migrations.bring_up_to_date(deployment.db)
    assert time.monotonic() - begin >= migrations.STALE
    assert ran == [1, 2][crashed_at:]
    assert migrations.version(deployment.db) == 2


def test_a_holder_that_is_alive_keeps_the_lock_and_one_that_lets_go_gives_it(
    deployment: Deployment, ran: list[int]
) -> None:
    deployment.db.schema.insert_one(FREE | {"holder": "alive"})
    stop = threading.Event()
    alive = threading.Thread(target=migrations._beat, args=(deployment.db, "alive", stop))
    alive.start()
    with ThreadPoolExecutor(1) as pool:
        started = pool.submit(migrations.bring_up_to_date, deployment.db)
        time.sleep(3 * migrations.STALE)
        assert ran == []
        stop.set()
        alive.join()
        deployment.db.schema.update_one({}, {"$set": {"holder": None}})
        started.result(timeout=60)
    assert ran == [1, 2]


def test_a_migration_that_fails_is_run_again_by_the_next_start(
    deployment: Deployment, ran: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = migrations.MIGRATIONS[0]

    def fails(_db: Any) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr(migrations, "MIGRATIONS", (first, fails))
        with pytest.raises(ZeroDivisionError):
            migrations.bring_up_to_date(deployment.db)
    assert (migrations.version(deployment.db), deployment.db.schema.find_one()["holder"]) == (1, None)
    migrations.bring_up_to_date(deployment.db)
    assert ran == [1, 2]


def test_a_holder_that_lost_the_lock_does_not_count_its_migration(
    deployment: Deployment, ran: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    def robbed(db: Any) -> None:
        db.schema.update_one({}, {"$set": {"holder": "another"}})

    monkeypatch.setattr(migrations, "MIGRATIONS", (robbed,))
    with pytest.raises(Unavailable):
        migrations.bring_up_to_date(deployment.db)
    assert migrations.version(deployment.db) == 0
    assert deployment.db.schema.find_one()["holder"] == "another"


def test_models_of_before_that_have_a_checkpoint_count_as_finished(deployment: Deployment) -> None:
    db = deployment.db
    early, late = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC)

    def stored(key: str, state: str, *checkpoints: tuple[str, datetime]) -> None:
        db.models.insert_one(
            {"_id": key, "id": f"a/b:{key}", "name": key, "digest": key, "state": state, "sealed": True}
        )
        for number, (kept, at) in enumerate(checkpoints):
            label = {"label": f"l{number}", "label_turn": 0, "moved": False, "hash": "0" * 64, "metrics": []}
            document = {"_id": f"c{key}{number}", "model": key, "state": kept, "created_at": at, "files": []}
            db.checkpoints.insert_one(document | label)

    stored("new", "new")
    stored("two", "trained", ("verified", late), ("uploaded", early))
    stored("gone", "trained", ("weights_deleted", early))
    stored("bad", "new", ("corrupt", early))
    trashed = {"document": {"_id": "lost", "id": "a/b:lost"}, "kind": "model"}
    db.trash.insert_one({"_id": "xlost"} | trashed)
    db.checkpoints.insert_one(
        {
            "_id": "clost",
            "model": "lost",
            "state": "verified",
            "created_at": late,
            "label": "l",
            "label_turn": 0,
        }
    )
    held = {"_id": "cnew", "model": "new", "created_at": late}
    db.trash.insert_one({"_id": "xcnew", "kind": "checkpoint", "document": held})

    for _ in range(2):
        migrations._finish_pushed(db)
    found = {each["_id"]: each for each in db.models.find()}
    assert found["two"]["finished_at"] == early
    assert (found["two"]["state"], found["two"]["sealed"]) == ("trained", True), "the index need not notice"
    assert (found["gone"]["state"], found["gone"]["finished_at"]) == ("new", early)
    assert found["bad"]["state"] == "new"
    assert found["new"]["finished_at"] == late, "its checkpoint may come back from the trash"
    assert db.trash.find_one({"_id": "xlost"})["document"]["finished_at"] == late
