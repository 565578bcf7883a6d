"""Which label a new checkpoint gets."""

from __future__ import annotations

import pytest

from modelbase.errors import Conflict, Invalid
from modelbase.server.database.files.checkpoints import Holder, Slot
from modelbase.server.transfer.labels import LabelPlace, Revived, Same, check, choose

OLD, NEW = "a" * 64, "b" * 64


def held(files_hash: str, turn: int = 0, state: str = "verified") -> Slot:
    return Slot(Holder(f"c-{files_hash[:4]}", files_hash, state), turn + 1)


def test_the_first_checkpoint_is_last() -> None:
    assert choose({}, NEW, None, move=False) == LabelPlace("last", 0)


def test_other_files_get_the_next_free_label() -> None:
    slots = {"last": held(OLD), "last-2": held("c" * 64)}
    assert choose(slots, NEW, None, move=False) == LabelPlace("last-3", 0)


def test_the_same_files_are_the_checkpoint_that_is_there() -> None:
    assert choose({"last": held(OLD), "last-2": held(NEW)}, NEW, None, move=False) == Same("c-bbbb")


def test_an_explicit_label_with_other_files_is_taken() -> None:
    with pytest.raises(Conflict) as refused:
        choose({"best": held(OLD)}, NEW, "best", move=False)
    assert refused.value.code == "label_taken"


def test_moving_takes_the_next_turn_of_the_label() -> None:
    assert choose({"best": held(OLD, turn=4)}, NEW, "best", move=True) == LabelPlace("best", 5)


def test_moving_to_the_same_files_changes_nothing() -> None:
    assert choose({"best": held(NEW)}, NEW, "best", move=True) == Same("c-bbbb")


def test_a_label_whose_checkpoint_was_deleted_is_free_at_a_later_turn() -> None:
    assert choose({"best": Slot(None, 3)}, NEW, "best", move=False) == LabelPlace("best", 3)


def test_pushing_the_files_of_a_corrupt_checkpoint_again_takes_its_label() -> None:
    assert choose({"last": held(NEW, state="corrupt")}, NEW, None, move=False) == LabelPlace("last", 1)


def test_pushing_the_files_of_deleted_weights_again_brings_them_back_to_their_checkpoint() -> None:
    slots = {"last": held(NEW, state="weights_deleted")}
    assert choose(slots, NEW, None, move=False) == Revived("c-bbbb")
    assert choose(slots, NEW, "last", move=True) == Revived("c-bbbb")
    assert choose(slots, OLD, None, move=False) == LabelPlace("last-2", 0)


def test_a_corrupt_checkpoint_of_other_files_keeps_an_explicit_label() -> None:
    with pytest.raises(Conflict):
        choose({"best": held(OLD, state="corrupt")}, NEW, "best", move=False)


@pytest.mark.parametrize("label", ["last", "best", "epoch-90", "v1.0_b", "3", "deadbeef", "x" * 64])
def test_usual_labels_are_fine(label: str) -> None:
    assert check(label) == label


@pytest.mark.parametrize(
    "label",
    ["", ".x", "-x", "a b", "a/b", "ü", "x" * 65, "a\n", "0123456789ab", "ABCDEF012345", "c" + "0" * 24],
)
def test_other_labels_are_refused(label: str) -> None:
    with pytest.raises(Invalid):
        check(label)
