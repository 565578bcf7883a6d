"""The collection of checkpoints: one insert decides, labels and hashes resolve, summaries add up."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from modelbase.entities import Checkpoint, File, Model
from modelbase.errors import Conflict, NotFound
from modelbase.server.database.files import checkpoints
from modelbase.server.database.files.checkpoints import Holder, Slot
from modelbase.server.database.models import models
from modelbase.server.database.translate import AlreadyExists

START = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def model(db: Any) -> Model:
    made = Model(
        id="d/a:123456789", name="d/a", dataset="d", architecture="a", digest="1" * 64, family="2" * 64,
        policy=1, owner="owner", created_at=START, updated_at=START,
    )  # fmt: skip
    db.models.insert_one(made.model_dump() | {"_id": "m1"})
    return models.get_key(db, "m1")


def insert(db: Any, model: Model, number: int, label: str = "last", turn: int = 0, **more: Any) -> Checkpoint:
    content = more.pop("content", str(number))
    file = File(path="a", size=len(content), sha256=content.encode().hex().rjust(64, "0"), blob=f"b{number}")
    fields = {
        "id": f"c{number:024x}", "model": model.id, "label": label, "hash": f"{number:x}".rjust(64, "e"),
        "size": file.size, "file_count": 1, "created_by": "owner", "files": (file,),
        "created_at": START + timedelta(minutes=number),
    }  # fmt: skip
    made = Checkpoint(**fields | more)
    checkpoints.insert(db, model, made, turn)
    return made


def test_what_was_inserted_is_read(db: Any, model: Model) -> None:
    made = insert(db, model, 1, metrics={"val.acc": 1, '"$x"': "NaN"}, step=3)
    assert checkpoints.find(db, model, made.id) == made
    assert checkpoints.get(db, model, "last") == made
    assert checkpoints.get(db, model, made.hash[:64]) == made
    assert checkpoints.page(db, model) == [made.model_copy(update={"files": None})]


def test_a_label_has_one_checkpoint_for_each_turn(db: Any, model: Model) -> None:
    insert(db, model, 1)
    with pytest.raises(AlreadyExists):
        insert(db, model, 2)
    insert(db, model, 2, turn=1)


def test_an_id_is_there_once(db: Any, model: Model) -> None:
    insert(db, model, 1)
    with pytest.raises(AlreadyExists):
        insert(db, model, 1, label="other")


def test_the_last_turn_holds_the_label_and_the_others_show_their_hash(db: Any, model: Model) -> None:
    old, new = insert(db, model, 1, "best"), insert(db, model, 2, "best", turn=1)
    assert [each.label for each in checkpoints.page(db, model)] == ["best", old.hash[:12]]
    assert checkpoints.get(db, model, "best").id == new.id
    assert checkpoints.get(db, model, old.id).label == old.hash[:12]
    assert checkpoints.slots(db, model.key, "best", numbered=False) == {
        "best": Slot(Holder(new.id, new.hash, "uploaded"), 2)
    }


def test_a_moved_label_does_not_come_back(db: Any, model: Model) -> None:
    insert(db, model, 1, "best")
    new = insert(db, model, 2, "best", turn=1)
    checkpoints.mark_moved(db, new, model.key)
    checkpoints.delete(db, new.id)
    assert checkpoints.slots(db, model.key, "best", numbered=False) == {"best": Slot(None, 1)}
    with pytest.raises(NotFound):
        checkpoints.get(db, model, "best")


def test_slots_of_numbered_labels_are_those_of_the_label_alone(db: Any, model: Model) -> None:
    for number, label in enumerate(["last", "last-2", "last-x", "lastly", "blast", "last-10"]):
        insert(db, model, number, label)
    assert set(checkpoints.slots(db, model.key, "last", numbered=True)) == {"last", "last-2", "last-10"}


def test_a_hash_prefix_needs_four_digits_and_one_match(db: Any, model: Model) -> None:
    one = insert(db, model, 1, hash="abcd1" + "0" * 59)
    insert(db, model, 2, "b", hash="abcd2" + "0" * 59)
    assert checkpoints.get(db, model, "abcd1").id == one.id
    with pytest.raises(Conflict) as refused:
        checkpoints.get(db, model, "abcd")
    assert refused.value.details["candidates"] == ["abcd10000000", "abcd20000000"]
    for ref in ("abc", "ABCD1", "", "abcd3", "g" * 8):
        with pytest.raises(NotFound):
            checkpoints.get(db, model, ref)


def test_of_equal_hashes_the_one_that_shows_its_hash_is_meant(db: Any, model: Model) -> None:
    moved = insert(db, model, 1, "best", hash="abcd" + "0" * 60)
    new = insert(db, model, 2, "best", turn=1)
    checkpoints.mark_moved(db, new, model.key)
    insert(db, model, 3, "other", hash="abcd" + "0" * 60)
    assert checkpoints.get(db, model, "abcd00000000").id == moved.id


def test_a_checkpoint_is_only_found_under_its_model(db: Any, model: Model) -> None:
    made = insert(db, model, 1)
    other = model.model_copy(update={"key": "other"})
    assert checkpoints.find(db, other, made.id) is None
    assert checkpoints.page(db, other) == []
    with pytest.raises(NotFound):
        checkpoints.get(db, other, made.id)


def test_a_summary_has_the_latest_metrics_and_each_content_once(db: Any, model: Model) -> None:
    insert(db, model, 1, "a", metrics={"top1": 1, "loss": 5}, content="same")
    insert(db, model, 2, "b", metrics={"top1": 2}, content="same")
    insert(db, model, 3, "c", metrics={"top1": 9}, content="longer", state="corrupt")
    assert checkpoints.summary(db, model.key) == {
        "checkpoints": 2, "latest": "b", "size": 4, "metrics": {"top1": 2, "loss": 5},
    }  # fmt: skip


def test_a_summary_of_nothing_is_empty(db: Any, model: Model) -> None:
    assert checkpoints.summary(db, model.key) == {"checkpoints": 0, "latest": None, "size": 0, "metrics": {}}


def test_a_verdict_is_given_once(db: Any, model: Model) -> None:
    made = insert(db, model, 1)
    assert [each["_id"] for each in checkpoints.unsettled(db)] == [made.id]
    assert checkpoints.unsettled(db, ["b9"]) == []
    assert checkpoints.set_state(db, made.id, "verified")
    assert not checkpoints.set_state(db, made.id, "corrupt")
    assert checkpoints.get(db, model, "last").state == "verified"


def test_a_deleted_document_can_be_put_back_unless_its_place_is_taken(db: Any, model: Model) -> None:
    made = insert(db, model, 1)
    document = checkpoints.take(db, made.id)
    checkpoints.delete(db, made.id)
    assert checkpoints.take(db, made.id) is None
    checkpoints.put_back(db, document)
    assert checkpoints.get(db, model, "last") == made
    checkpoints.delete(db, made.id)
    insert(db, model, 2)
    with pytest.raises(AlreadyExists):
        checkpoints.put_back(db, document)
