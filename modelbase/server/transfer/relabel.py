"""Points a label at another checkpoint of the model, or takes it away. No Flask, no pymongo.

As with a push, the unique index on label and turn decides between many; a loser looks again.
"""

from __future__ import annotations

from modelbase.entities import Checkpoint, Model
from modelbase.errors import Conflict
from modelbase.server.access import Principal
from modelbase.server.database.files import checkpoints
from modelbase.server.database.files.checkpoints import Slot
from modelbase.server.database.models import models
from modelbase.server.database.translate import Taken
from modelbase.server.deployment import Deployment
from modelbase.server.history import activity, audit
from modelbase.server.transfer import labels


def relabel(
    deployment: Deployment, who: Principal, model: Model, ref: str, wanted: tuple[str, bool]
) -> Checkpoint:
    """Give a checkpoint a label in place of the one it has; whoever held it shows its hash from then on.

    `wanted` is the label, and whether to take it over from another checkpoint; else that is Conflict `label_taken`.
    """
    label, move = labels.check(wanted[0]) or labels.DEFAULT, wanted[1]
    found = checkpoints.get(deployment.db, model, ref)
    for _ in range(20):
        slot = checkpoints.slots(deployment.db, model.key, label, numbered=False).get(label, Slot(None, 0))
        if slot.holder is not None and slot.holder.id == found.id:
            break
        if slot.holder is not None and not move:
            told = f"another checkpoint has the label {label}; take it over with move (`--move`)"
            raise Conflict(told, "label_taken", label=label)
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


def _taken_away(deployment: Deployment, who: Principal, model: Model, found: Checkpoint) -> bool:
    """Write down that nobody has the label; False if the checkpoint has another one meanwhile."""
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
    """Write the label down; False if somebody else took this turn of it meanwhile."""
    label, slot = place
    checkpoints.mark_moved(deployment.db, found, model.key)  # else its old label would fall to an earlier one
    target = {"model": model.id, "checkpoint": found.id}
    details = {"label": label, "before": found.label, "taken_from": slot.holder and slot.holder.id}
    try:
        with audit.recorded(deployment.db, who, "checkpoint.label", target, details):
            checkpoints.give_label(deployment.db, found.id, label, slot.next_turn)
    except Taken:
        return False
    activity.record(deployment.db, who, model.key, "checkpoint.label", {"label": label, "from": found.label})
    return True
