"""Leases over HTTP: take, renew, end, run out, be taken over; many at once; and everyone who may not."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest

from modelbase.entities import utc_text
from modelbase.server.database.models import leases, models
from modelbase.server.models import lease
from modelbase.server.worker import worker

ARGS = {"dataset": "imagenet", "arch": "resnet50", "lr": 0.1, "seed": 1}
MINE = "a-lease-id-of-my-own-making"


def take(api: Any, args: dict[str, Any] = ARGS, **more: Any) -> Any:
    return api.post("/leases", {"args": args, **more})


def look_up(api: Any) -> dict[str, Any]:
    return dict(api.post("/lookup", {"args": ARGS}).json)


def run_out(db: Any) -> None:
    """Move the end of every lease into the past, as if no heartbeat had come for that long."""
    db.leases.update_many({}, {"$set": {"expires_at": models.now() - timedelta(seconds=1)}})


def state_in_table(api: Any) -> list[str]:
    return [row["state"] for row in api.get("/models?columns=state").json["rows"]]


def test_who_asks_first_trains_and_who_asks_next_is_told(owner: Any, teammate: Any, reader: Any) -> None:
    taken = take(owner, host="gpu-7", note="baseline")
    assert taken.status_code == 201, taken.json
    held = taken.json["lease"]
    assert (held["holder"], held["host"], held["note"]) == ("owner", "gpu-7", "baseline")
    assert held["ttl_seconds"] == 120
    assert taken.json["state"] == taken.json["model"]["state"] == "training"
    late = take(teammate)
    assert late.status_code == 409
    assert late.json["error"]["code"] == "leased"
    told = late.json["error"]["details"]
    assert (told["holder"], told["host"], told["since"]) == ("owner", "gpu-7", held["since"])
    assert held["id"] not in late.get_data(as_text=True)
    found = look_up(reader)
    assert (found["state"], found["model"]["state"]) == ("training", "training")
    assert found["lease"] == held | {"id": None}


def test_a_lease_makes_the_model_that_is_then_shown_as_training(owner: Any, reader: Any) -> None:
    taken = take(owner).json
    assert taken["model"]["id"] == taken["lease"]["model"]
    assert reader.get(f"/models/{taken['model']['id']}").json["state"] == "training"
    assert state_in_table(reader) == ["training"]
    assert reader.get('/models?where=state = "training"&columns=id').json["rows"] != []


def test_a_lease_is_taken_on_a_model_that_is_there_by_its_id(owner: Any) -> None:
    made = owner.post("/models", {"args": ARGS}).json
    taken = owner.post("/leases", {"id": made["id"]})
    assert taken.status_code == 201
    assert taken.json["lease"]["model"] == made["id"]


def test_a_trained_model_is_told_instead_of_leased(owner: Any, pushing: Any) -> None:
    made = owner.post("/models", {"args": ARGS}).json
    pushing.push(owner, made["id"], {"a": b"1"})
    asked = take(owner)
    assert asked.status_code == 200
    assert (asked.json["state"], asked.json["lease"]) == ("trained", None)
    assert asked.json["model"]["checkpoints"] == 1
    assert owner.get("/leases").json["rows"] == []


def test_a_commit_closes_the_lease_and_the_holder_is_told(owner: Any, teammate: Any, pushing: Any) -> None:
    taken = take(owner).json
    pushing.push(teammate, taken["model"]["id"], {"a": b"1"})
    assert look_up(owner)["state"] == "trained"
    assert look_up(owner)["lease"] is None
    beat = owner.post(f"/leases/{taken['lease']['id']}/heartbeat")
    assert beat.status_code == 200
    assert (beat.json["state"], beat.json["lease"]) == ("trained", None)
    assert owner.get("/leases").json["rows"] == []


def test_a_heartbeat_prolongs_a_lease_by_its_own_length(owner: Any, db: Any) -> None:
    held = take(owner, ttl_seconds=600).json["lease"]
    soon = models.now() + timedelta(seconds=5)
    db.leases.update_many({}, {"$set": {"expires_at": soon}})
    beat = owner.post(f"/leases/{held['id']}/heartbeat")
    assert beat.status_code == 200
    assert beat.json["lease"]["since"] == held["since"]
    assert beat.json["lease"]["expires_at"] >= held["expires_at"]


def test_a_heartbeat_prolongs_its_own_lease_alone(owner: Any, db: Any) -> None:
    ids = [take(owner, ARGS | {"lr": lr}).json["lease"]["id"] for lr in (1, 2, 3)]
    soon = models.now() + timedelta(seconds=5)
    db.leases.update_many({}, {"$set": {"expires_at": soon}})
    owner.post(f"/leases/{ids[1]}/heartbeat")
    ends = [row["expires_at"] > utc_text(soon) for row in reversed(owner.get("/leases").json["rows"])]
    assert ends == [False, True, False]


def test_a_lease_taken_over_during_a_heartbeat_is_lost(
    owner: Any, teammate: Any, db: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    held, renew = take(owner).json["lease"], leases.renew

    def overtaken(*given: Any) -> Any:
        run_out(db)
        assert take(teammate).status_code == 201
        return renew(*given)

    monkeypatch.setattr(leases, "renew", overtaken)
    assert owner.post(f"/leases/{held['id']}/heartbeat").json["error"]["code"] == "lease_not_found"
    assert look_up(owner)["lease"]["holder"] == "teammate"


def test_a_lease_that_ran_out_is_taken_over_and_its_holder_is_told(
    owner: Any, teammate: Any, db: Any
) -> None:
    dead = take(owner).json["lease"]
    run_out(db)
    assert look_up(owner)["state"] == "new"
    taken = take(teammate)
    assert taken.status_code == 201
    assert taken.json["lease"]["holder"] == "teammate"
    late = owner.post(f"/leases/{dead['id']}/heartbeat")
    assert late.status_code == 404
    assert late.json["error"]["code"] == "lease_not_found"
    assert owner.delete(f"/leases/{dead['id']}").status_code == 404
    assert look_up(owner)["lease"]["holder"] == "teammate"


def test_a_late_heartbeat_revives_a_lease_that_nobody_took(
    owner: Any, teammate: Any, db: Any, deployment: Any
) -> None:
    held = take(owner).json["lease"]
    run_out(db)
    assert lease.expire(deployment) == 1
    assert state_in_table(owner) == ["new"]
    beat = owner.post(f"/leases/{held['id']}/heartbeat")
    assert beat.status_code == 200
    assert state_in_table(owner) == ["training"]
    assert take(teammate).status_code == 409


def test_the_worker_takes_leases_of_the_dead_off_their_models(owner: Any, db: Any, deployment: Any) -> None:
    take(owner)
    assert lease.expire(deployment) == 0
    run_out(db)
    assert state_in_table(owner) == ["training"]
    stop = threading.Event()
    thread = threading.Thread(target=worker.run, args=(deployment, stop))
    thread.start()
    try:
        wait_until(lambda: state_in_table(owner) == ["new"])
    finally:
        stop.set()
        thread.join(120)
    assert lease.expire(deployment) == 0


def wait_until(true: Any) -> None:
    waiting = threading.Event()
    for _ in range(2400):
        if true():
            return
        waiting.wait(0.05)
    raise AssertionError("waited too long")


def test_an_ended_lease_is_free_at_once_and_ending_it_again_is_fine(owner: Any, teammate: Any) -> None:
    held = take(owner).json["lease"]
    assert owner.delete(f"/leases/{held['id']}").status_code == 204
    assert owner.delete(f"/leases/{held['id']}").status_code == 204
    assert look_up(owner)["state"] == "new"
    assert state_in_table(owner) == ["new"]
    assert owner.post(f"/leases/{held['id']}/heartbeat").status_code == 404
    assert take(teammate).status_code == 201


def test_asking_again_with_the_same_lease_id_gives_the_same_lease(owner: Any) -> None:
    first, again = take(owner, lease_id=MINE), take(owner, lease_id=MINE)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json["lease"] == first.json["lease"]
    assert first.json["lease"]["id"] == MINE


def test_another_process_of_the_same_person_is_another_holder(owner: Any) -> None:
    assert take(owner).status_code == 201
    assert take(owner).json["error"]["code"] == "leased"


def test_a_lease_id_in_use_elsewhere_is_refused(owner: Any) -> None:
    take(owner, lease_id=MINE)
    other = take(owner, ARGS | {"lr": 0.2}, lease_id=MINE)
    assert other.status_code == 400
    assert other.json["error"]["details"]["field"] == "lease_id"


def test_a_lease_id_is_good_for_its_holder_alone(owner: Any, teammate: Any) -> None:
    held = take(owner, lease_id=MINE).json["lease"]
    assert teammate.post(f"/leases/{held['id']}/heartbeat").status_code == 404
    assert teammate.delete(f"/leases/{held['id']}").status_code == 404
    assert look_up(owner)["lease"]["holder"] == "owner"


def test_leases_are_listed_newest_first_without_their_ids(owner: Any, teammate: Any, reader: Any) -> None:
    first = take(owner).json["lease"]
    second = take(teammate, ARGS | {"lr": 0.2}).json["lease"]
    listed = reader.get("/leases").json
    assert [row["model"] for row in listed["rows"]] == [second["model"], first["model"]]
    assert [row["id"] for row in listed["rows"]] == [None, None]
    assert listed["next"] is None


def test_the_id_of_a_lease_is_not_kept_in_the_database(owner: Any, db: Any) -> None:
    held = take(owner).json["lease"]
    assert held["id"] not in repr(list(db.leases.find()))


def test_a_deleted_model_takes_its_lease_along(owner: Any) -> None:
    taken = take(owner).json
    owner.delete(f"/models/{taken['model']['id']}")
    assert owner.get("/leases").json["rows"] == []
    late = owner.post(f"/leases/{taken['lease']['id']}/heartbeat")
    assert late.json["error"]["code"] == "lease_not_found"
    assert take(owner).status_code == 201


def test_two_processes_that_ask_at_once_get_one_lease(owner: Any, teammate: Any) -> None:
    for lr in range(5):
        found = at_once([owner, teammate], {**ARGS, "lr": lr})
        assert sorted(found) == [201, 409]


def test_sixty_four_that_ask_at_once_get_one_lease_and_one_model(owner: Any, db: Any) -> None:
    found = at_once([owner] * 64, ARGS)
    assert sorted(found) == [201] + [409] * 63
    assert db.models.count_documents({}) == 1
    assert db.leases.count_documents({}) == 1


def test_a_lease_that_ran_out_is_taken_over_by_one_of_many(owner: Any, db: Any) -> None:
    take(owner)
    run_out(db)
    assert sorted(at_once([owner] * 16, ARGS)) == [201] + [409] * 15


def at_once(people: list[Any], args: dict[str, Any]) -> list[int]:
    barrier, found = threading.Barrier(len(people)), []

    def ask(api: Any) -> None:
        barrier.wait()
        found.append(take(api, args).status_code)

    threads = [threading.Thread(target=ask, args=(api,)) for api in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"args": ARGS, "id": "imagenet/resnet50:3c7039714"},
        {"args": ARGS, "ttl_seconds": 29},
        {"args": ARGS, "ttl_seconds": 3601},
        {"args": ARGS, "host": "a\nb"},
        {"args": ARGS, "lease_id": "short"},
        {"args": ARGS, "holder": "another person"},
    ],
)
def test_a_wrong_request_for_a_lease_is_refused(owner: Any, db: Any, body: dict[str, Any]) -> None:
    assert owner.post("/leases", body).status_code == 400
    assert db.leases.count_documents({}) == 0


def test_an_unknown_model_is_not_leased(owner: Any) -> None:
    assert owner.post("/leases", {"id": "a/b:123456789"}).json["error"]["code"] == "model_not_found"


def test_who_may_not_push_takes_no_lease(owner: Any, reader: Any, stranger: Any, nobody: Any) -> None:
    assert take(reader).status_code == 403
    assert take(stranger).status_code == 403
    assert take(nobody).status_code == 401
    held = take(owner).json["lease"]
    assert reader.post(f"/leases/{held['id']}/heartbeat").status_code == 403
    assert stranger.delete(f"/leases/{held['id']}").status_code == 403
    assert stranger.get("/leases").status_code == 403
    assert nobody.get("/leases").status_code == 401


def test_a_token_for_one_name_sees_and_takes_leases_of_that_name_alone(owner: Any, client: Any) -> None:
    made = owner.post("/tokens", {"name": "narrow", "only": "cifar10/*"}).json
    narrow = type(owner)(client, made["token"])
    take(owner)
    assert take(narrow).status_code == 403
    assert narrow.get("/leases").json["rows"] == []
    assert take(narrow, ARGS | {"dataset": "cifar10"}).status_code == 201
    assert len(narrow.get("/leases").json["rows"]) == 1
