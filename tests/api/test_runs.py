"""Runs over HTTP: begun with a lease or recorded afterwards, taken back, ended in each way; who sees what of them."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest

from modelbase.entities import LastRun, State, utc_text
from modelbase.server.database.models import models, standing
from modelbase.server.index import compact
from modelbase.server.models import lease
from modelbase.server.worker import sweep

ARGS = {"dataset": "imagenet", "arch": "resnet50", "lr": 0.1}
KNOWS = {"Modelbase-Client": "0.2.0"}


def run_id(letter: str) -> str:
    return letter * 22


def begin(api: Any, letter: str = "a", owner: str | None = None, **more: Any) -> Any:
    body = {"args": ARGS, "host": "gpu-7", "run": {"id": run_id(letter), **more}}
    return api.post("/leases", body | ({"owner": owner} if owner else {}))


def end(api: Any, model: str, letter: str = "a", outcome: str = "finished", **more: Any) -> Any:
    return api.post(f"/models/{model}/runs/{run_id(letter)}/end", {"outcome": outcome, **more})


def look_up(api: Any, **headers: str) -> dict[str, Any]:
    return dict(api.post("/lookup", {"args": ARGS}, **(headers or KNOWS)).json)


def rows(api: Any, model: str) -> list[dict[str, Any]]:
    return list(api.get(f"/models/{model}/runs").json["rows"])


def states(api: Any) -> list[str]:
    return [row["state"] for row in api.get("/models?columns=state").json["rows"]]


def run_out(db: Any) -> None:
    db.leases.update_many({}, {"$set": {"expires_at": models.now() - timedelta(seconds=1)}})


@pytest.fixture
def model(owner: Any) -> str:
    """A model whose first run, `a`, is training."""
    taken = begin(owner, note="first", provenance={"git": {"commit": "c0ffee"}}, retention={"keep_last": 2})
    assert taken.status_code == 201, taken.json
    return str(taken.json["model"]["id"])


def test_a_run_begins_with_its_lease_and_saving_in_it_ends_neither(
    owner: Any, teammate: Any, model: str, pushing: Any
) -> None:
    first = pushing.push(owner, model, {"a": b"1"}, run=run_id("a"), step=4)
    assert first["run"] == run_id("a")
    found = look_up(owner)
    assert (found["state"], found["lease"]["holder"]) == ("training", "owner")
    assert found["resume"] == {"step": 4, "ref": f"{model}@{first['label']}"}
    assert found["run"]["number"] == 1
    assert (found["run"]["by"], found["run"]["host"], found["run"]["outcome"]) == ("owner", "gpu-7", None)
    assert states(owner) == ["training"]
    assert begin(teammate, "b").status_code == 409
    assert [row["id"] for row in rows(owner, model)] == [run_id("a")], "who was refused has no run"


def test_a_finished_run_finishes_the_model_and_frees_the_lease(owner: Any, model: str, pushing: Any) -> None:
    pushing.push(owner, model, {"a": b"1"}, run=run_id("a"), step=4)
    ended = end(owner, model, step=4)
    assert ended.status_code == 200, ended.json
    assert (ended.json["state"], ended.json["run"]["outcome"]) == ("trained", "finished")
    assert ended.json["model"]["finished_at"] == ended.json["run"]["ended_at"]
    assert look_up(owner)["resume"] is None
    assert owner.get("/leases").json["rows"] == []
    again = end(owner, model, step=4).json
    assert (again["state"], again["run"]) == ("trained", ended.json["run"])
    assert again["model"]["finished_at"] == ended.json["model"]["finished_at"]
    asked = begin(owner, "b")
    assert (asked.status_code, asked.json["state"], asked.json["lease"]) == (200, "trained", None)
    assert asked.json["run"] is None


@pytest.mark.parametrize(("outcome", "state"), [("interrupted", "interrupted"), ("failed", "failed")])
def test_a_run_that_was_not_finished_is_told_with_where_to_go_on(
    owner: Any, teammate: Any, model: str, pushing: Any, outcome: str, state: str
) -> None:
    saved = pushing.push(owner, model, {"a": b"1"}, run=run_id("a"), step=7)
    pushing.push(owner, model, {"a": b"2"}, run=run_id("a"), step=3, label="earlier")
    error = "Traceback\n\x1b[31mCUDA\x1b[0m out of\x00 memory \u202e"
    assert end(owner, model, outcome=outcome, error=error, step=9).json["state"] == state
    found = look_up(teammate)
    assert (found["state"], found["model"]["state"], found["lease"]) == (state, state, None)
    assert found["resume"] == {"step": 7, "ref": f"{model}@{saved['label']}"}
    assert found["run"]["outcome"] == outcome
    assert found["run"]["error"] == "Traceback\nCUDA out of memory"
    assert states(owner) == [state]
    assert owner.get(f'/models?where=state = "{state}"&columns=id').json["rows"] != []
    again = begin(teammate, "b").json
    assert (again["state"], again["resume"], again["run"]["number"]) == ("training", found["resume"], 2)
    assert (again["run"]["first_step"], again["run"]["by"]) == (8, "teammate")
    assert [row["number"] for row in rows(owner, model)] == [1, 2]


def test_the_last_lines_of_a_long_error_are_kept(owner: Any, model: str) -> None:
    told = end(owner, model, outcome="failed", error="x" * 10_000 + "\nValueError: the reason").json
    assert len(told["run"]["error"]) == 4_000
    assert told["run"]["error"].endswith("the reason")
    assert end(owner, model, "a", "failed", error="x" * 200_001).status_code == 400


def test_a_client_that_does_not_say_its_version_is_told_new(owner: Any, model: str, pushing: Any) -> None:
    pushing.push(owner, model, {"a": b"1"}, run=run_id("a"), step=7)
    end(owner, model, outcome="failed")
    old = owner.post("/lookup", {"args": ARGS}).json
    assert (old["state"], old["model"]["state"]) == ("new", "new")
    assert owner.get(f"/models/{model}").json["state"] == "new"
    assert owner.get(f"/models/{model}", **KNOWS).json["state"] == "failed"
    assert look_up(owner)["state"] == "failed"


def test_a_run_whose_process_died_is_interrupted_once_its_lease_ran_out(
    owner: Any, reader: Any, model: str, pushing: Any, db: Any, deployment: Any
) -> None:
    pushing.push(owner, model, {"a": b"1"}, run=run_id("a"), step=7)
    run_out(db)
    found = look_up(reader)
    assert (found["state"], found["resume"]["step"], found["run"]["outcome"]) == (
        "interrupted",
        7,
        "interrupted",
    )
    assert states(reader) == ["interrupted"], "whoever asks brings the table up to date"


def test_the_worker_shows_the_dead_as_interrupted_and_a_late_heartbeat_as_training(
    owner: Any, db: Any, deployment: Any
) -> None:
    taken = begin(owner).json
    run_out(db)
    assert lease.expire(deployment) == 1
    assert states(owner) == ["interrupted"]
    model = taken["model"]["id"]
    assert rows(owner, model)[0]["outcome"] == "interrupted"
    beat = owner.post(f"/leases/{taken['lease']['id']}/heartbeat", {"step": 3, "live": {"loss": 0.5}})
    assert (beat.status_code, beat.json["state"]) == (200, "training")
    shown = rows(owner, model)[0]
    assert (shown["outcome"], shown["ended_at"], shown["last_step"], shown["live"]) == (
        None,
        None,
        3,
        {"loss": 0.5},
    )


def test_a_heartbeat_leaves_the_model_alone(owner: Any, db: Any) -> None:
    taken = begin(owner).json
    before = db.models.find_one()
    for step in range(3):
        beat = owner.post(f"/leases/{taken['lease']['id']}/heartbeat", {"step": step, "live": {"a.b": step}})
        assert beat.status_code == 200
    assert db.models.find_one() == before
    assert rows(owner, taken["model"]["id"])[0]["live"] == {"a.b": 2}


@pytest.mark.parametrize("body", [{"step": -1}, {"step": True}, {"live": {"loss": "low"}}, {"epoch": 1}])
def test_a_wrong_heartbeat_is_refused(owner: Any, body: dict[str, Any]) -> None:
    taken = begin(owner).json
    assert owner.post(f"/leases/{taken['lease']['id']}/heartbeat", body).status_code == 400


def test_the_same_owner_takes_its_lease_back_at_once(owner: Any, teammate: Any, db: Any) -> None:
    first = begin(owner, "a", owner="slurm:42").json
    again = begin(owner, "b", owner="slurm:42")
    assert again.status_code == 201
    assert again.json["run"]["number"] == 2
    dead = owner.post(f"/leases/{first['lease']['id']}/heartbeat")
    assert dead.json["error"]["code"] == "lease_not_found"
    assert [row["outcome"] for row in rows(owner, first["model"]["id"])] == ["interrupted", None]
    assert owner.post(f"/leases/{again.json['lease']['id']}/heartbeat").status_code == 200
    assert begin(owner, "c", owner="slurm:43").json["error"]["code"] == "leased"
    assert begin(owner, "c").json["error"]["code"] == "leased"
    assert begin(teammate, "c", owner="slurm:42").json["error"]["code"] == "leased", "of another person"
    assert "slurm:42" not in repr(list(db.leases.find())) + repr(teammate.get("/leases").json)


def test_asking_again_for_the_same_lease_and_run_gives_both_again(owner: Any) -> None:
    body = {
        "args": ARGS,
        "run": {"id": run_id("a")},
        "owner": "job",
        "lease_id": "a-lease-id-of-my-own-making",
    }
    first, again = owner.post("/leases", body), owner.post("/leases", body)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json["lease"] == first.json["lease"]
    assert again.json["run"] == first.json["run"]


def test_sixteen_that_ask_at_once_make_one_run(owner: Any, db: Any) -> None:
    barrier, found = threading.Barrier(16), []

    def ask(letter: str) -> None:
        barrier.wait()
        found.append(begin(owner, letter).status_code)

    threads = [threading.Thread(target=ask, args=(letter,)) for letter in "abcdefghijklmnop"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == [201] + [409] * 15
    assert db.runs.count_documents({}) == 1


def test_runs_recorded_at_once_get_numbers_of_their_own(owner: Any, model: str) -> None:
    barrier = threading.Barrier(8)

    def record(letter: str) -> None:
        barrier.wait()
        owner("PUT", f"/models/{model}/runs/{run_id(letter)}", {})

    threads = [threading.Thread(target=record, args=(letter,)) for letter in "bcdefghi"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [row["number"] for row in rows(owner, model)] == list(range(1, 10))


def test_a_push_outside_a_run_finishes_unless_it_says_otherwise(owner: Any, pushing: Any) -> None:
    model = owner.post("/models", {"args": ARGS}).json["id"]
    pushing.push(owner, model, {"a": b"1"}, finished=False)
    assert look_up(owner)["state"] == "new"
    assert look_up(owner)["model"]["finished_at"] is None
    pushing.push(owner, model, {"a": b"2"})
    assert look_up(owner)["state"] == "trained"


def test_pushing_the_same_files_again_finishes_what_was_unfinished(owner: Any, pushing: Any) -> None:
    model = owner.post("/models", {"args": ARGS}).json["id"]
    pushing.push(owner, model, {"a": b"1"}, finished=False)
    again = pushing.declare(owner, model, {"a": b"1"})
    assert again.status_code == 200
    assert look_up(owner)["state"] == "trained"


def test_a_push_beside_a_run_does_not_finish_it(owner: Any, teammate: Any, model: str, pushing: Any) -> None:
    pushing.push(teammate, model, {"a": b"1"})
    assert look_up(owner)["state"] == "training"
    assert pushing.declare(teammate, model, {"a": b"1"}).status_code == 200
    end(owner, model, outcome="interrupted")
    assert look_up(owner)["state"] == "interrupted"
    assert pushing.declare(teammate, model, {"a": b"1"}).status_code == 200
    assert look_up(owner)["state"] == "trained"


def test_a_run_that_saved_nothing_leaves_nothing_trained(owner: Any, model: str) -> None:
    assert end(owner, model).json["state"] == "interrupted"
    assert look_up(owner)["resume"] is None
    assert begin(owner, "b").json["run"]["first_step"] == 0


def test_a_model_without_weights_is_trained_again_from_the_beginning(
    owner: Any, model: str, pushing: Any, db: Any
) -> None:
    saved = pushing.push(owner, model, {"a": b"1"}, run=run_id("a"), step=7)
    end(owner, model)
    assert owner.delete(f"/models/{model}/checkpoints/{saved['label']}/weights").status_code == 200
    assert look_up(owner)["state"] == "interrupted"
    again = begin(owner, "b").json
    assert (again["state"], again["resume"], again["model"]["finished_at"]) == ("training", None, None)
    pushing.push(owner, model, {"a": b"2"}, run=run_id("b"), step=1)
    run_out(db)
    assert look_up(owner)["state"] == "interrupted", "the second run did not finish"


def test_a_run_is_recorded_afterwards_without_a_lease(owner: Any, pushing: Any) -> None:
    model = owner.post("/models", {"args": ARGS}).json["id"]
    body = {
        "started_at": "2026-01-01T00:00:00Z",
        "provenance": {"a.b": {"$c": 1}},
        "host": "node-3",
        "first_step": 5,
    }
    made = owner("PUT", f"/models/{model}/runs/{run_id('z')}", body)
    assert made.status_code == 200, made.json
    assert (made.json["number"], made.json["started_at"], made.json["first_step"]) == (
        1, "2026-01-01T00:00:00.000Z", 5,
    )  # fmt: skip
    assert (made.json["provenance"], made.json["host"]) == ({"a.b": {"$c": 1}}, "node-3")
    assert owner("PUT", f"/models/{model}/runs/{run_id('z')}", {"note": "again"}).json == made.json
    assert look_up(owner)["state"] == "interrupted"
    pushing.push(owner, model, {"a": b"1"}, run=run_id("z"), step=6)
    assert look_up(owner)["resume"]["step"] == 6
    at = "2026-01-01T01:00:00Z"
    assert end(owner, model, "z", at=at).json["run"]["ended_at"] == "2026-01-01T01:00:00.000Z"
    assert look_up(owner)["state"] == "trained"


def test_what_a_run_says_of_itself_replaces_what_was_presumed_and_its_first_word_stays(
    owner: Any, model: str, db: Any, deployment: Any
) -> None:
    run_out(db)
    lease.expire(deployment)
    assert end(owner, model, outcome="interrupted", error="SIGTERM").json["run"]["error"] == "SIGTERM"
    assert end(owner, model, outcome="failed", error="why").json["run"]["outcome"] == "failed"
    for later in ("finished", "interrupted"):
        assert end(owner, model, outcome=later).json["run"]["outcome"] == "failed"


def test_an_end_is_never_before_the_beginning_nor_in_the_future(owner: Any, model: str) -> None:
    told = end(owner, model, outcome="interrupted", at="2001-01-01T00:00:00Z").json["run"]
    assert told["ended_at"] == told["started_at"]
    begin(owner, "b", started_at="2999-01-01T00:00:00Z")
    later = end(owner, model, "b", "failed", at="2999-01-01T00:00:00Z").json["run"]
    assert later["ended_at"] < utc_text(models.now() + timedelta(minutes=1))


@pytest.mark.parametrize(
    ("run", "status"),
    [
        ({"id": "short"}, 400),
        ({"id": run_id("a"), "started_at": "yesterday"}, 400),
        ({"id": run_id("a"), "retention": {"best": "acc"}}, 400),
        ({"id": run_id("a"), "retention": {"best": "acc:most"}}, 400),
        ({"id": run_id("a"), "retention": {"keep_last": 0}}, 400),
        ({"id": run_id("a"), "retention": {"keep": 1}}, 400),
        ({"id": run_id("a"), "first_step": -1}, 400),
        ({"id": run_id("a"), "note": "a\nb"}, 400),
        ({"id": run_id("a"), "number": 7}, 400),
        ({"id": run_id("a"), "provenance": {"patch": "x" * 2**16}}, 413),
    ],
)
def test_a_wrong_run_is_refused_and_takes_no_lease(
    owner: Any, db: Any, run: dict[str, Any], status: int
) -> None:
    found = owner.post("/leases", {"args": ARGS, "run": run})
    assert found.status_code == status, found.json
    assert db.leases.count_documents({}) == 0
    assert db.runs.count_documents({}) == 0


def test_an_unknown_run_is_named(owner: Any, model: str, pushing: Any) -> None:
    for found in (
        end(owner, model, "q"),
        pushing.declare(owner, model, {"a": b"1"}, run=run_id("q")),
    ):
        assert (found.status_code, found.json["error"]["code"]) == (404, "run_not_found")
    other = owner.post("/models", {"args": ARGS | {"lr": 2}}).json["id"]
    assert end(owner, other, "a").json["error"]["code"] == "run_not_found", "it is a run of another model"
    wrong = owner("PUT", f"/models/{model}/runs/{run_id('c')}", {"id": run_id("d")})
    assert wrong.json["error"]["details"]["field"] == "id"


def test_a_deleted_model_takes_its_runs_along_and_brings_them_back(
    owner: Any, model: str, db: Any, deployment: Any
) -> None:
    entry = owner.delete(f"/models/{model}").json["id"]
    assert end(owner, model).json["error"]["code"] == "model_not_found"
    assert owner.post(f"/trash/{entry}/restore").status_code == 200
    assert len(rows(owner, model)) == 1
    gone = owner.delete(f"/models/{model}").json["id"]
    db.trash.update_many({}, {"$set": {"deleted_at": models.now() - timedelta(days=2)}})
    assert owner.delete(f"/trash/{gone}").status_code == 204
    assert db.runs.count_documents({}) == 0
    sweep.sweep(deployment)


def test_a_share_shows_how_runs_went_and_nothing_of_where(
    owner: Any, reader: Any, stranger: Any, app: Any, model: str
) -> None:
    end(owner, model, outcome="failed", error="secret path")
    assert reader.get(f"/models/{model}/runs").json["rows"][0]["provenance"] == {"git": {"commit": "c0ffee"}}
    assert stranger.get(f"/models/{model}/runs").status_code == 404
    owner.post(f"/models/{model}/shares", {"kind": "login", "login": "stranger"})
    shown = stranger.get(f"/models/{model}/runs").json["rows"][0]
    assert set(shown) == {"number", "outcome", "started_at", "ended_at", "first_step", "last_step"}
    seen = stranger.get(f"/models/{model}", **KNOWS).json
    assert "run" not in seen
    assert seen["state"] == "failed"
    assert end(stranger, model).status_code == 403
    owner.post(
        f"/models/{model}/shares",
        {"kind": "login", "login": "stranger", "sees": ["card", "run"]},
    )
    assert stranger.get(f"/models/{model}/runs").json["rows"][0]["provenance"]["git"]["commit"] == "c0ffee"
    assert stranger.get(f"/models/{model}", **KNOWS).json["run"]["outcome"] == "failed"
    assert stranger("PUT", f"/models/{model}/runs/{run_id('b')}", {}).status_code == 403
    link = owner.post(f"/models/{model}/shares", {"kind": "link", "sees": ["weights"]}).json["secret"]
    holder = type(owner)(app.test_client(use_cookies=False), None)
    assert holder.get(f"/models/{model}/runs", **{"X-Modelbase-Share": link}).status_code == 403


def test_who_may_only_read_begins_and_ends_nothing(reader: Any, model: str) -> None:
    assert begin(reader, "b").status_code == 403
    assert end(reader, model).status_code == 403
    assert reader("PUT", f"/models/{model}/runs/{run_id('b')}", {}).status_code == 403


def save(pushing: Any, api: Any, model: str, step: int, letter: str = "a", **more: Any) -> dict[str, Any]:
    files = {"w.bin": f"{letter}{step}".encode()}
    return dict(pushing.push(api, model, files, run=run_id(letter), step=step, **more))


def kept(api: Any, model: str) -> set[str]:
    listed = api.get(f"/models/{model}/checkpoints").json["rows"]
    return {row["label"] for row in listed if row["state"] != "weights_deleted"}


def pointed(api: Any, model: str, mark: str) -> str:
    found = api.get(f"/models/{model}/checkpoints/{mark}")
    assert found.status_code == 200, found.json
    assert found.json["label"] == mark
    by_id = api.get(f"/models/{model}/checkpoints/{found.json['id']}").json
    return str(by_id["label"])


def test_what_a_run_saves_is_labelled_by_its_step_and_last_and_best_move_on(owner: Any, pushing: Any) -> None:
    model = begin(owner, retention={"best": "acc:max"}).json["model"]["id"]
    for step, acc in ((1, 0.5), (2, 0.9), (3, 0.9), (4, "NaN"), (5, 0.8)):
        made = save(pushing, owner, model, step, metrics={"acc": acc})
        assert made["label"] == f"step-{step}"
        assert pointed(owner, model, "last") == f"step-{step}"
        assert pointed(owner, model, "best") == f"step-{min(step, 2)}"
    rows_of = owner.get(f"/models/{model}/checkpoints").json["rows"]
    marks = {row["label"]: row["marks"] for row in rows_of}
    assert marks == {"step-5": ["last"], "step-4": [], "step-3": [], "step-2": ["best"], "step-1": []}
    assert owner.get(f"/models/{model}").json["latest"] == "step-5"
    assert kept(owner, model) == {f"step-{step}" for step in range(1, 6)}, "no rule drops any"
    assert pushing.fetch(owner, model, "best", "w.bin") == b"a2"


def test_a_checkpoint_that_was_given_the_label_best_is_the_best(owner: Any, pushing: Any) -> None:
    model = begin(owner, retention={"best": "acc:min", "keep_last": 1}).json["model"]["id"]
    save(pushing, owner, model, 1, metrics={"acc": 0.5}, label="best")
    save(pushing, owner, model, 2, metrics={"acc": 0.1})
    assert pointed(owner, model, "best") == "best"
    assert kept(owner, model) == {"best", "step-2"}


def test_saving_one_step_again_takes_its_label_over(owner: Any, pushing: Any) -> None:
    model = begin(owner, retention={"keep_last": 2}).json["model"]["id"]
    first = save(pushing, owner, model, 1)
    again = pushing.push(owner, model, {"w.bin": b"other"}, run=run_id("a"), step=1, metrics={"acc": 1})
    assert again["label"] == "step-1"
    assert owner.get(f"/models/{model}/checkpoints/{first['id']}").json["state"] == "weights_deleted"
    same = pushing.declare(owner, model, {"w.bin": b"other"}, run=run_id("a"), step=1, metrics={"acc": 2})
    assert (same.status_code, same.json["checkpoint"]["metrics"]) == (200, {"acc": 2})


def test_saves_without_a_step_move_the_label_last(owner: Any, pushing: Any, model: str) -> None:
    for number in range(3):
        made = pushing.push(owner, model, {"w.bin": bytes([number])}, run=run_id("a"))
        assert made["label"] == "last"
    assert pushing.fetch(owner, model, "last", "w.bin") == b"\x02"
    assert look_up(owner)["resume"] == {"step": None, "ref": f"{model}@last"}


def test_a_run_takes_last_from_what_was_pushed_without_a_label(owner: Any, pushing: Any) -> None:
    model = owner.post("/models", {"args": ARGS}).json["id"]
    pushing.push(owner, model, {"w.bin": b"early"}, finished=False)
    begin(owner)
    save(pushing, owner, model, 4)
    assert pointed(owner, model, "last") == "step-4"


@pytest.mark.parametrize(
    ("rule", "left"),
    [
        ({}, {0, 1, 2, 3, 4, 5, 6}),
        ({"best": "acc:max"}, {0, 1, 2, 3, 4, 5, 6}),
        ({"keep_last": 2}, {5, 6}),
        ({"keep_last": 1, "best": "acc:max"}, {2, 6}),
        ({"keep_last": 2, "best": "acc:min", "keep_every": 3}, {0, 3, 5, 6}),
        ({"keep_every": 4}, {0, 4, 6}),
        ({"keep_last": 100}, {0, 1, 2, 3, 4, 5, 6}),
    ],
)
def test_what_a_rule_drops_loses_its_weights_and_not_its_record(
    owner: Any, pushing: Any, db: Any, rule: dict[str, Any], left: set[int]
) -> None:
    model = begin(owner, retention=rule).json["model"]["id"]
    scores = (0.1, 0.5, 0.9, 0.9, 0.3, 0.2, 0.4)
    for step, acc in enumerate(scores):
        save(pushing, owner, model, step, metrics={"acc": acc})
    assert kept(owner, model) == {f"step-{step}" for step in left}
    listed = owner.get(f"/models/{model}/checkpoints").json["rows"]
    assert [row["metrics"]["acc"] for row in listed] == list(reversed(scores))
    trashed = owner.get("/trash").json["rows"]
    assert {row["label"] for row in trashed} == {f"step-{step}" for step in set(range(7)) - left}
    assert all(row["expires_at"] < utc_text(models.now() + timedelta(hours=25)) for row in trashed)


def test_retention_leaves_alone_what_people_point_to(owner: Any, pushing: Any) -> None:
    model = begin(owner, retention={"keep_last": 1}).json["model"]["id"]
    save(pushing, owner, model, 1)
    owner("PUT", f"/models/{model}/checkpoints/step-1/label", {"label": "paper"})
    save(pushing, owner, model, 2, label="mine")
    owner("PUT", f"/models/{model}/aliases/production", {})
    save(pushing, owner, model, 3)
    save(pushing, owner, model, 4)
    assert kept(owner, model) == {"paper", "mine", "step-3", "step-4"}, "an alias keeps all"
    owner.delete(f"/models/{model}/aliases/production")
    owner.patch(f"/models/{model}", {"visibility": "public"})
    save(pushing, owner, model, 5)
    owner.patch(f"/models/{model}", {"visibility": "private"})
    child = owner.post("/models", {"args": ARGS | {"lr": 3}, "parents": [{"id": model}]}).json["id"]
    save(pushing, owner, model, 6)
    assert kept(owner, model) >= {"step-3", "step-4", "step-5", "step-6"}, "public ones and parents stay"
    owner.delete(f"/models/{child}")
    save(pushing, owner, model, 7)
    assert kept(owner, model) == {"paper", "mine", "step-7"}


def test_the_rule_of_the_run_that_saves_goes_over_those_of_earlier_runs(
    owner: Any, pushing: Any, model: str
) -> None:
    for step in (1, 2, 3):
        save(pushing, owner, model, step)
    assert kept(owner, model) == {"step-2", "step-3"}
    end(owner, model, outcome="interrupted")
    begin(owner, "b", retention={"keep_last": 1})
    save(pushing, owner, model, 4, "b")
    assert kept(owner, model) == {"step-4"}


TOLD = {"commit": "c0ffee", "branch": "main", "gpu": "H100", "gpus": 4, "python": 3, "patch": "x" * 900}


def test_the_table_has_the_newest_run(owner: Any, deployment: Any, pushing: Any) -> None:
    owner.post("/models", {"args": ARGS | {"lr": 9}})
    model = begin(owner, provenance=TOLD, started_at="2026-01-01T00:00:00Z").json["model"]["id"]
    end(owner, model, outcome="failed", at="2026-01-01T06:00:00Z")
    keys = "run.number,run.by,run.host,run.outcome,run.hours,run.gpu_hours,run.commit,run.python,run.ended_at"
    for _ in range(2):
        for where in (
            'run.host = "gpu-7"', "run.hours > 5 and run.hours < 7", 'run.commit startswith "c0f"',
            'run.outcome in ("failed", "interrupted")', "run.started_at < -1d", "run.gpus = 4", "run.by exists",
        ):  # fmt: skip
            rows_of = owner.get(f"/models?where={where}&columns={keys}").json["rows"]
            assert rows_of == [
                {
                    "id": model, "run.number": 1, "run.by": "owner", "run.host": "gpu-7", "run.outcome": "failed",
                    "run.hours": 6.0, "run.gpu_hours": 24.0, "run.commit": "c0ffee",
                    "run.ended_at": "2026-01-01T06:00:00.000Z",
                }
            ], where  # fmt: skip
        assert len(owner.get("/models?where=not run.by exists&columns=id").json["rows"]) == 1
        ordered = owner.get("/models?sort=-run.hours&columns=id").json["rows"]
        assert ordered[0]["id"] == model
        compact.compact(deployment.db)
    begin(owner, "b")
    shown = owner.get("/models?columns=run.number,run.outcome,run.commit&sort=-run.number").json["rows"][0]
    assert shown == {"id": model, "run.number": 2}


def test_an_unknown_field_of_a_run_is_named(owner: Any) -> None:
    found = owner.get("/models?where=run.color = 1")
    assert (found.status_code, found.json["error"]["code"]) == (400, "query_key")
    assert "run.commit" in found.json["error"]["message"]
    assert "args.run.color" in found.json["error"]["message"]
    assert owner.get('/models?where=run.outcome = "lost"').json["error"]["code"] == "query_syntax"


def test_a_commit_that_was_cut_off_before_the_end_finishes_when_it_is_repeated(
    owner: Any, pushing: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = owner.post("/models", {"args": ARGS}).json["id"]
    upload = pushing.upload(owner, model, {"a": b"1"})
    pushing.send(upload, {"a": b"1"})

    def cut_off(*_: Any) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr(models, "finish", cut_off)
        assert pushing.commit(owner, model, upload["id"]).status_code == 500
    assert pushing.commit(owner, model, upload["id"]).status_code == 200
    assert look_up(owner)["state"] == "trained"


def test_the_server_says_that_it_knows_runs(nobody: Any) -> None:
    assert "runs" in nobody.get("/").json["capabilities"]


LAST = {
    outcome: LastRun(number=1, by="a", outcome=outcome, started_at=models.now())
    for outcome in (None, "finished", "interrupted", "failed")
}


@pytest.mark.parametrize("last", [None, *LAST.values()])
@pytest.mark.parametrize("finished", [True, False])
@pytest.mark.parametrize("weights", [True, False])
def test_the_state_follows_from_lease_end_weights_and_last_run(
    last: LastRun | None, finished: bool, weights: bool
) -> None:
    assert standing.derive(True, finished, weights, last) is State.TRAINING
    state = standing.derive(False, finished, weights, last)
    if finished and weights:
        assert state is State.TRAINED
    elif last is None:
        assert state is State.NEW
    else:
        assert state is (State.FAILED if last.outcome == "failed" else State.INTERRUPTED)
