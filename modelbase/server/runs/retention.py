"""The one engine of retention: which checkpoints of runs lose their weights once another one is saved.

The rule stands with the newest run. What it drops keeps its record, and its bytes for a day in the trash. Nothing is
dropped of a model that is public, has an alias or is a parent, and no checkpoint whose label was given by a person.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from modelbase.entities import Model, Retention
from modelbase.identity.keys import key_text
from modelbase.server.access import Principal
from modelbase.server.database.files import checkpoints
from modelbase.server.database.files.checkpoints import Kept
from modelbase.server.database.models import models, runs
from modelbase.server.deployment import Deployment
from modelbase.server.trash import trash

IN_TRASH = timedelta(days=1)


def apply(deployment: Deployment, who: Principal, model: Model, run_id: str) -> list[str]:
    """Drop the weights that the rule of a run does not keep, and return the ids of their checkpoints."""
    run = runs.find(deployment.db, model.key, run_id, model.id)
    if run is None or (run.retention.keep_last is None and run.retention.keep_every is None):
        return []
    model = models.get_key(deployment.db, model.key)
    if trash.in_use(deployment.db, model):
        return []
    dropped = doomed(checkpoints.with_weights(deployment.db, model.key), run.retention)
    for each in dropped:
        found = checkpoints.find(deployment.db, model, each)
        if found is not None:
            trash.weights(deployment, who, model, found, IN_TRASH)
    return dropped


def doomed(kept: Sequence[Kept], rule: Retention) -> list[str]:
    """Return which checkpoints a rule drops of those that have weights, which come latest first.

    The latest always stays, since a training goes on from it; one that lost its label to a later one of its step goes.
    """
    ours = [each for each in kept if each.run is not None and not each.labelled]
    current = [each for each in ours if each.own]
    stays = {each.id for each in current[: max(rule.keep_last or 0, 1)]}
    if rule.keep_every is not None:
        stays |= {each.id for each in current if each.step is not None and each.step % rule.keep_every == 0}
    if rule.best is not None:
        name, _, end = rule.best.rpartition(":")
        best = checkpoints.best_among(current, (key_text(name), end))
        stays |= {best.id} if best else set()
    return [each.id for each in ours if each.id not in stays]
