"""What is deleted again while it is being restored, or given up while it is deleted again, is never lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from modelbase.server.database.files import blobs, checkpoints
from modelbase.server.database.files import trash as stored
from modelbase.server.database.models import models


@pytest.fixture
def model(pushing: Any, owner: Any) -> str:
    made = str(pushing.model(owner))
    pushing.verified(owner, made, {"m.bin": b"weights", "c.json": b"{}"})
    return made


@pytest.fixture
def then(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Let something happen right after a function was called for the first time."""

    def arrange(where: Any, name: str, act: Callable[[], Any]) -> None:
        real, called = getattr(where, name), []

        def both(*given: Any, **named: Any) -> Any:
            answer = real(*given, **named)
            if not called:
                called.append(1)
                act()
            return answer

        monkeypatch.setattr(where, name, both)

    return arrange


def checkpoint_of(model: str) -> str:
    return f"/models/{model}/checkpoints/last"


def entries(owner: Any) -> list[tuple[str, str]]:
    return [(row["kind"], row["id"]) for row in owner.get("/trash").json["rows"]]


def test_a_model_that_is_deleted_again_while_it_is_restored_stays_in_the_trash(
    owner: Any, teammate: Any, model: str, then: Any
) -> None:
    entry = owner.delete(f"/models/{model}").json["id"]
    then(models, "put_back", lambda: teammate.delete(f"/models/{model}"))
    owner.post(f"/trash/{entry}/restore")
    assert owner.get(f"/models/{model}").status_code == 404
    assert entries(owner) == [("model", entry)]
    assert owner.post(f"/trash/{entry}/restore").status_code == 200
    assert owner.get(checkpoint_of(model)).json["state"] == "verified"
    assert entries(owner) == []


def test_a_checkpoint_that_is_deleted_again_while_it_is_restored_stays_in_the_trash(
    owner: Any, teammate: Any, model: str, then: Any
) -> None:
    entry = owner.delete(checkpoint_of(model)).json["id"]
    then(checkpoints, "put_back", lambda: teammate.delete(checkpoint_of(model)))
    owner.post(f"/trash/{entry}/restore")
    assert entries(owner) == [("checkpoint", entry)]
    assert owner.post(f"/trash/{entry}/restore").status_code == 200
    assert owner.get(checkpoint_of(model)).json["state"] == "verified"


def test_weights_that_are_deleted_again_while_they_are_restored_stay_in_the_trash(
    owner: Any, teammate: Any, model: str, then: Any
) -> None:
    entry = owner.delete(f"{checkpoint_of(model)}/weights").json["id"]
    then(checkpoints, "restore_weights", lambda: teammate.delete(f"{checkpoint_of(model)}/weights"))
    owner.post(f"/trash/{entry}/restore")
    assert entries(owner) == [("weights", entry)]
    assert owner.post(f"/trash/{entry}/restore").status_code == 200
    assert owner.get(checkpoint_of(model)).json["state"] == "verified"


def test_weights_that_are_deleted_again_right_after_they_were_pushed_again_can_be_had_back(
    pushing: Any, owner: Any, teammate: Any, model: str, then: Any
) -> None:
    entry = owner.delete(f"{checkpoint_of(model)}/weights").json["id"]
    then(blobs, "loosen", lambda: teammate.delete(f"{checkpoint_of(model)}/weights"))
    contents = {"m.bin": b"weights", "c.json": b"{}"}
    upload = pushing.upload(owner, model, contents)
    pushing.send(upload, contents)
    pushing.commit(owner, model, upload["id"])
    assert owner.get(checkpoint_of(model)).json["state"] == "weights_deleted"
    assert entries(owner) == [("weights", entry)]
    assert owner.post(f"/trash/{entry}/restore").status_code == 200


@pytest.mark.parametrize("what", ["model", "checkpoint", "weights"])
def test_what_is_restored_while_it_is_being_deleted_is_there_or_in_the_trash(
    owner: Any, teammate: Any, model: str, then: Any, what: str
) -> None:
    path = {"model": f"/models/{model}", "checkpoint": checkpoint_of(model)}.get(what)
    path = path or f"{checkpoint_of(model)}/weights"

    def restore() -> None:
        (entry,) = entries(teammate)
        assert teammate.post(f"/trash/{entry[1]}/restore").status_code == 200

    then(stored, "insert", restore)
    refused = owner.delete(path)
    assert (refused.status_code, refused.json["error"]["code"]) == (409, "conflict")
    assert entries(owner) == []
    assert owner.get(checkpoint_of(model)).json["state"] == "verified"
    assert owner.delete(path).status_code == 200
    assert [kind for kind, _ in entries(owner)] == [what]
