"""Pointing a label at another checkpoint."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest


@pytest.fixture
def model(pushing: Any, owner: Any) -> str:
    return str(pushing.model(owner))


def put(api: Any, model: str, ref: str, **body: Any) -> Any:
    return api("PUT", f"/models/{model}/checkpoints/{ref}/label", body)


def labels(api: Any, model: str) -> list[str]:
    return sorted(row["label"] for row in api.get(f"/models/{model}/checkpoints").json["rows"])


def test_a_checkpoint_gets_a_free_label_and_leaves_its_old_one(pushing: Any, owner: Any, model: str) -> None:
    made = pushing.push(owner, model, {"a": b"1"})
    done = put(owner, model, "last", label="epoch-90")
    assert (done.status_code, done.json["id"], done.json["label"]) == (200, made["id"], "epoch-90")
    assert owner.get(f"/models/{model}/checkpoints/last").status_code == 404
    assert owner.get(f"/models/{model}").json["latest"] == "epoch-90"
    assert put(owner, model, "epoch-90", label="epoch-90").json["id"] == made["id"]
    assert pushing.push(owner, model, {"a": b"2"})["label"] == "last"


def test_a_held_label_is_only_taken_over_on_demand(pushing: Any, owner: Any, model: str) -> None:
    old = pushing.push(owner, model, {"a": b"1"}, label="best")
    new = pushing.push(owner, model, {"a": b"2"}, label="epoch-2")
    refused = put(owner, model, "epoch-2", label="best")
    assert (refused.status_code, refused.json["error"]["code"]) == (409, "label_taken")
    assert put(owner, model, "epoch-2", label="best", move=True).json["id"] == new["id"]
    assert labels(owner, model) == sorted(["best", old["hash"][:12]])
    assert put(owner, model, old["hash"][:12], label="best", move=True).json["id"] == old["id"]
    assert put(owner, model, new["id"], label="epoch-2").json["id"] == new["id"]
    assert labels(owner, model) == ["best", "epoch-2"]  # as it was


def take(api: Any, model: str, ref: str) -> Any:
    return api("DELETE", f"/models/{model}/checkpoints/{ref}/label")


def test_a_label_is_taken_away_and_free_then(pushing: Any, owner: Any, model: str) -> None:
    made = pushing.push(owner, model, {"a": b"1"}, label="best")
    done = take(owner, model, "best")
    assert (done.status_code, done.json["id"], done.json["label"]) == (200, made["id"], made["hash"][:12])
    assert owner.get(f"/models/{model}/checkpoints/best").status_code == 404
    assert owner.get(f"/models/{model}").json["latest"] == made["hash"][:12]
    again = take(owner, model, made["id"])
    assert (again.status_code, again.json["label"]) == (200, made["hash"][:12])
    lines = owner.get(f"/models/{model}/activity").json["rows"]
    told = [line["details"] for line in lines if line["action"] == "checkpoint.label"]
    assert told == [{"label": None, "from": "best"}]
    assert put(owner, model, made["id"], label="best").json["label"] == "best"


def test_a_label_that_was_taken_over_does_not_fall_back_when_it_is_taken_away(
    pushing: Any, owner: Any, model: str, db: Any
) -> None:
    pushing.push(owner, model, {"a": b"1"}, label="best")
    pushing.push(owner, model, {"a": b"2"}, label="best", move=True)
    db.checkpoints.update_many(
        {}, {"$set": {"moved": False}}
    )  # as if the push had ended right after its insert
    assert take(owner, model, "best").status_code == 200
    assert owner.get(f"/models/{model}/checkpoints/best").status_code == 404
    assert "best" not in labels(owner, model)


def test_taking_a_label_away_takes_an_admin_and_an_existing_checkpoint(
    pushing: Any, owner: Any, reader: Any, stranger: Any, model: str
) -> None:
    pushing.push(owner, model, {"a": b"1"})
    assert take(reader, model, "last").status_code == 403
    assert take(stranger, model, "last").status_code == 404
    assert take(owner, model, "none").status_code == 404
    assert labels(owner, model) == ["last"]


def test_an_earlier_holder_does_not_come_back_by_itself(
    pushing: Any, owner: Any, model: str, db: Any
) -> None:
    pushing.push(owner, model, {"a": b"1"}, label="best")
    pushing.push(owner, model, {"a": b"2"}, label="best", move=True)
    db.checkpoints.update_many(
        {}, {"$set": {"moved": False}}
    )  # as if the push had ended right after its insert
    put(owner, model, "best", label="good")
    assert owner.get(f"/models/{model}/checkpoints/best").status_code == 404


@pytest.mark.parametrize("label", ["", ".x", "a b", "a/b", "0123456789ab", "x" * 65])
def test_what_is_no_label_is_refused(pushing: Any, owner: Any, model: str, label: str) -> None:
    pushing.push(owner, model, {"a": b"1"})
    assert put(owner, model, "last", label=label).status_code == 400
    assert labels(owner, model) == ["last"]


def test_it_takes_an_admin_and_an_existing_checkpoint(
    pushing: Any, owner: Any, reader: Any, stranger: Any, model: str
) -> None:
    pushing.push(owner, model, {"a": b"1"})
    assert put(reader, model, "last", label="best").status_code == 403
    assert put(stranger, model, "last", label="best").status_code == 404
    assert put(owner, model, "none", label="best").status_code == 404
    assert labels(owner, model) == ["last"]


def test_many_who_want_one_label_at_once_leave_it_with_one_of_them(
    pushing: Any, owner: Any, app: Any, model: str
) -> None:
    made = [pushing.push(owner, model, {"a": bytes([at])}, label=f"e{at}")["id"] for at in range(6)]

    def ask(checkpoint: str) -> int:
        api = type(owner)(app.test_client(use_cookies=False), None)
        api.headers = owner.headers
        return int(put(api, model, checkpoint, label="best", move=True).status_code)

    with ThreadPoolExecutor(6) as pool:
        assert set(pool.map(ask, made)) == {200}
    shown = labels(owner, model)
    assert shown.count("best") == 1
    assert len(set(shown)) == 6
