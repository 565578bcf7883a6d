"""Labels: which one a new checkpoint gets (the one given, else `last`, `last-2`, …), moving and removing one.

The unique index on label and turn decides between concurrent requests; the loser of the race reads again and retries.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, NamedTuple

from pydantic import Field, StrictBool

from modelbase.entities import Checkpoint, Model, Strict
from modelbase.errors import Conflict
from modelbase.identity.names import check_label
from modelbase.server.access import Principal
from modelbase.server.database.files import checkpoints
from modelbase.server.database.files.checkpoints import Holder, Slot
from modelbase.server.database.models import models
from modelbase.server.database.translate import AlreadyExists
from modelbase.server.deployment import Deployment
from modelbase.server.history import activity, audit

DEFAULT = "last"


class LabelPlace(NamedTuple):
    """A label and its turn, free when it was read."""

    label: str
    turn: int


class Same(NamedTuple):
    """The checkpoint that has these very files under this label already."""

    id: str


class Revived(NamedTuple):
    """The checkpoint of these very files under this label whose weights were deleted or are damaged: they come back."""

    id: str


class LabelRequest(Strict):
    """The label that a checkpoint is to have; `move` although another one holds it."""

    label: Annotated[str, Field(max_length=200)]
    move: StrictBool = False


def check(label: str | None) -> str | None:
    """Return a label that may be given, or raise Invalid."""
    if label is None:
        return None
    return check_label(label)


def choose(
    slots: Mapping[str, Slot], files_hash: str, label: str | None, move: bool, step: int | None = None
) -> LabelPlace | Same | Revived:
    """Return where a checkpoint of these files goes, or which one it would repeat; or raise Conflict.

    A corrupt checkpoint never counts as being there: pushing its files again takes its label over. Without a label,
    the same files at another step are another checkpoint.
    """
    if label is None and not move:
        number = 1
        while True:
            at = _numbered(number)
            found = _in(slots, at, files_hash, move)
            if found is not None and (isinstance(found, LabelPlace) or _fits(slots[at].holder, step)):
                return found
            number += 1
    wanted = label or DEFAULT
    found = _in(slots, wanted, files_hash, move)
    if found is None:
        raise Conflict(
            f"the label {wanted} holds a checkpoint with other files: give another label, or move=True",
            "label_taken",
            label=wanted,
            parameters=["move"],
        )
    return found


def relabel(
    deployment: Deployment, who: Principal, model: Model, ref: str, asked: LabelRequest
) -> Checkpoint:
    """Give a checkpoint a label in place of the one it has; the one that held it shows its hash from then on.

    Without `move` a label of another checkpoint is Conflict `label_taken`.
    """
    label = check(asked.label) or DEFAULT
    found = checkpoints.get(deployment.db, model, ref)
    for _ in range(20):
        slot = checkpoints.slots(deployment.db, model.key, label, numbered=False).get(label, Slot(None, 0))
        if slot.holder is not None and slot.holder.id == found.id:
            break
        if slot.holder is not None and not asked.move:
            raise Conflict(
                f"another checkpoint has the label {label}: give another label, or move=True",
                "label_taken",
                label=label,
                parameters=["move"],
            )
        if _given(deployment, who, model, found, (label, slot)):
            break
    else:
        raise Conflict("too many changes of this label at this moment; try again")
    settled = checkpoints.get(deployment.db, model, found.id)
    checkpoints.mark_moved(deployment.db, settled, model.key)
    models.summarise(deployment.db, model.key)
    return settled


def unlabel(deployment: Deployment, who: Principal, model: Model, ref: str) -> Checkpoint:
    """Take the label of a checkpoint away; one that shows its hash already stays as it is."""
    found = checkpoints.get(deployment.db, model, ref)
    for _ in range(20):
        if found.label == found.hash[: checkpoints.SHOWN_HASH]:
            break
        if _taken_away(deployment, who, model, found):
            models.summarise(deployment.db, model.key)
        found = checkpoints.get(deployment.db, model, found.id)
    else:
        raise Conflict("too many changes of this label at this moment; try again")
    return found


def _in(
    slots: Mapping[str, Slot], label: str, files_hash: str, move: bool
) -> LabelPlace | Same | Revived | None:
    slot = slots.get(label, Slot(None, 0))
    if slot.holder is None:
        return LabelPlace(label, slot.next_turn)
    deleted = slot.holder.state == "weights_deleted"
    damaged = slot.holder.damaged and slot.holder.state != "corrupt"
    if slot.holder.hash == files_hash and (deleted or damaged):
        return Revived(slot.holder.id)
    if slot.holder.hash == files_hash and slot.holder.state != "corrupt":
        return Same(slot.holder.id)
    repairs = slot.holder.hash == files_hash
    return LabelPlace(label, slot.next_turn) if move or repairs else None


def _fits(holder: Holder | None, step: int | None) -> bool:
    """Say whether a push at this step, None if it does not say one, is the checkpoint of `holder`."""
    return holder is None or step is None or holder.step is None or holder.step == step


def _numbered(number: int) -> str:
    return DEFAULT if number == 1 else f"{DEFAULT}-{number}"


def _taken_away(deployment: Deployment, who: Principal, model: Model, found: Checkpoint) -> bool:
    """Write down that no checkpoint has the label; False if the checkpoint has another one meanwhile."""
    checkpoints.mark_moved(deployment.db, found, model.key)  # else it would fall to an earlier holder
    target = {"model": model.id, "checkpoint": found.id}
    details = {"label": None, "before": found.label, "taken_from": None}
    with audit.recorded(deployment.db, who, "checkpoint.label", target, details):
        done = checkpoints.drop_label(deployment.db, found.id, found.label)
    if done:
        activity.record(
            deployment.db, who, model.key, "checkpoint.label", {"label": None, "from": found.label}
        )
    return done


def _given(
    deployment: Deployment, who: Principal, model: Model, found: Checkpoint, place: tuple[str, Slot]
) -> bool:
    """Write the label down; False if another request took this turn of it meanwhile."""
    label, slot = place
    checkpoints.mark_moved(deployment.db, found, model.key)  # else its old label would fall to an earlier one
    target = {"model": model.id, "checkpoint": found.id}
    details = {"label": label, "before": found.label, "taken_from": slot.holder and slot.holder.id}
    try:
        with audit.recorded(deployment.db, who, "checkpoint.label", target, details):
            checkpoints.give_label(deployment.db, found.id, label, slot.next_turn)
    except AlreadyExists:
        return False
    activity.record(deployment.db, who, model.key, "checkpoint.label", {"label": label, "from": found.label})
    return True
