"""Which worker does a job, by the database's time, whatever the clocks of the workers say; and how jobs end."""

from __future__ import annotations

import time
from datetime import timedelta
from threading import Event
from typing import Any

import pytest

from modelbase.errors import Unavailable
from modelbase.server.database import clock, jobs
from modelbase.server.database.models import models
from modelbase.server.models import lease
from modelbase.server.worker import jobs as worker_jobs
from modelbase.server.worker.jobs import Job, running


def wait_for(true: Any) -> None:
    until = time.monotonic() + 60
    while not true():
        assert time.monotonic() < until, "waited too long"
        time.sleep(0.01)


def test_the_databases_time_goes_on_and_does_not_follow_a_wrong_local_clock(
    db: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = clock.now(db)
    assert abs(first - models.now()) < timedelta(seconds=5)
    wall = time.time
    monkeypatch.setattr(clock.time, "time", lambda: wall() + 180)
    assert timedelta(0) <= clock.now(db) - first < timedelta(seconds=5)


def test_a_job_is_given_to_one_worker_until_it_is_silent_or_lets_go(db: Any) -> None:
    assert jobs.take(db, "sweep", "one")
    assert jobs.take(db, "sweep", "one")
    assert not jobs.take(db, "sweep", "two")
    jobs.release(db, "one")
    assert jobs.take(db, "sweep", "two")
    db.jobs.update_one({"_id": "sweep"}, {"$set": {"held_until": clock.now(db) - timedelta(seconds=1)}})
    assert jobs.take(db, "sweep", "one")
    jobs.ended(db, "sweep", "one", 1.5, jobs.Ending("3 blobs", None))
    (row,) = jobs.page(db)
    assert (row["name"], row["worker"], row["seconds"], row["result"], row["error"]) == (
        *("sweep", "one", 1.5, "3 blobs", None),
    )


def test_one_job_that_hangs_or_fails_does_not_stop_the_others(deployment: Any) -> None:
    let_go, stop, counts = Event(), Event(), {"good": 0, "bad": 0, "fault": 0}

    def hangs(*_: Any) -> None:
        let_go.wait(60)

    def good(*_: Any) -> int:
        counts["good"] += 1
        return counts["good"]

    def bad(*_: Any) -> None:
        counts["bad"] += 1
        raise Unavailable("the S3 store does not answer", "store_unavailable")

    def fault(*_: Any) -> None:
        counts["fault"] += 1
        raise ZeroDivisionError

    wanted = [
        Job(name, act, 0.01)
        for name, act in (("hangs", hangs), ("good", good), ("bad", bad), ("fault", fault))
    ]
    with running(deployment, stop, wanted):
        wait_for(lambda: counts["good"] > 10 and counts["bad"] and counts["fault"])
        wait_for(lambda: len([row for row in jobs.page(deployment.db) if row["ended_at"]]) == 3)
        told = {row["name"]: row["error"] for row in jobs.page(deployment.db)}
        assert told["good"] is None
        assert "does not answer" in told["bad"]
        assert "ZeroDivisionError" in told["fault"]
        let_go.set()


def test_of_several_workers_one_does_a_job_and_another_goes_on_when_it_ends(
    deployment: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker_jobs, "ASK", 0.05)
    ran: list[str] = []
    stops = Event(), Event()
    first = [Job("seal", lambda *_: ran.append("first"), 0.01)]
    second = [Job("seal", lambda *_: ran.append("second"), 0.01)]
    with running(deployment, stops[0], first):
        wait_for(lambda: ran)
        with running(deployment, stops[1], second):
            at = len(ran)
            wait_for(lambda: len(ran) > at + 10)
            assert set(ran) == {"first"}
            stops[0].set()
            wait_for(lambda: "second" in ran)


def test_a_replica_ahead_of_the_database_gives_no_live_lease_away(
    owner: Any, teammate: Any, monkeypatch: pytest.MonkeyPatch, deployment: Any
) -> None:
    asked = {"args": {"dataset": "d", "arch": "a"}}
    assert owner.post("/leases", asked).status_code == 201
    now = models.now
    monkeypatch.setattr(models, "now", lambda: now() + timedelta(minutes=30))
    refused = teammate.post("/leases", asked)
    assert (refused.status_code, refused.json["error"]["code"]) == (409, "leased")
    assert lease.expire(deployment) == 0
    assert teammate.post("/lookup", asked).json["state"] == "training"
    own = owner.post("/leases", asked)
    assert "another process of yours" in own.json["error"]["message"]
    assert "another process of yours" not in refused.json["error"]["message"]
