"""Rules of the trash: delete a model, a checkpoint or its weights into it, restore from it. No Flask, no pymongo.

Aliases, being public and children keep a model from being deleted by mistake.

Deleting its entries for good is in collect.py.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import Any, Literal

from modelbase.entities import Checkpoint, Model, TrashEntry
from modelbase.errors import Conflict
from modelbase.server import access
from modelbase.server.access import Principal
from modelbase.server.database import Database, Document
from modelbase.server.database.files import blobs, checkpoints, damage, trash
from modelbase.server.database.files.checkpoints import blobs_of
from modelbase.server.database.models import aliases, edges, models, neighbours, shares
from modelbase.server.database.translate import AlreadyExists
from modelbase.server.deployment import Deployment
from modelbase.server.history import activity, audit
from modelbase.server.models import alias
from modelbase.server.relations import lineage
from modelbase.server.visible import EVERYTHING

SHOWN = 5  # children that a refusal names
HELD = timedelta(hours=1)  # while something is being restored, its entry does not run out


class _Meanwhile(Conflict):
    """Another request did the same meanwhile: it is done, and has its record already."""


def model(deployment: Deployment, who: Principal, doomed: Model, force: bool = False) -> TrashEntry:
    """Move a model with all its checkpoints to the trash; raise Conflict `in_use` if it is in use.

    `force` deletes it all the same, unless an alias of it is protected. Its aliases then point to nothing until they
    are moved, and to it again if it is restored. Its shares end for good.
    """
    _check_use(deployment.db, who, doomed, force)
    entry = _entry(deployment, who, doomed, doomed, "model")
    with suppress(_Meanwhile):
        with audit.recorded(deployment.db, who, "model.delete", {"model": doomed.id, "entry": entry.id}):
            document = _still(models.take(deployment.db, doomed.key))
            trash.insert(deployment.db, entry, document | {"visibility": "private"})
            models.delete(deployment.db, doomed.key)
            _settled(deployment, entry, document)
            shares.delete_all(deployment.db, key=doomed.key)
        neighbours.delete_signatures(deployment.db, [doomed.key])
        activity.record(deployment.db, who, doomed.key, "model.delete")
    return entry


def checkpoint(deployment: Deployment, who: Principal, of: Model, doomed: Checkpoint) -> TrashEntry:
    """Move one checkpoint to the trash; raise Conflict `in_use` if a protected alias points to its model."""
    _check_use(deployment.db, who, of, force=True)
    entry = _entry(deployment, who, of, doomed, "checkpoint")
    target = {"model": of.id, "checkpoint": doomed.id, "entry": entry.id}
    with suppress(_Meanwhile):
        with audit.recorded(deployment.db, who, "checkpoint.delete", target, {"label": doomed.label}):
            document = _still(checkpoints.take(deployment.db, doomed.id))
            trash.insert(deployment.db, entry, document)
            checkpoints.delete(deployment.db, doomed.id)
            _settled(deployment, entry, document)
        models.summarise(deployment.db, of.key)
        activity.record(deployment.db, who, of.key, "checkpoint.delete", {"label": doomed.label})
    return entry


def weights(
    deployment: Deployment, who: Principal, of: Model, doomed: Checkpoint, kept_for: timedelta | None = None
) -> TrashEntry | None:
    """Delete the bytes of a checkpoint, whose record stays; None if that is done already.

    They can be restored for as long as the settings say, or for `kept_for`.

    The trash points to the blobs until the entry is restored or given up, so that blobs of other checkpoints
    stay anyway and the rest can be restored.
    """
    _check_use(deployment.db, who, of, force=True)
    entry = _entry(deployment, who, of, doomed, "weights")
    if kept_for is not None:
        entry = entry.model_copy(update={"expires_at": entry.deleted_at + kept_for})
    target = {"model": of.id, "checkpoint": doomed.id, "entry": entry.id}
    try:
        with audit.recorded(deployment.db, who, "weights.delete", target, {"label": doomed.label}):
            document = _still(checkpoints.take(deployment.db, doomed.id))
            if document["state"] == checkpoints.DELETED:
                raise _Meanwhile("the weights were deleted before")
            kept = {name: document[name] for name in ("model", "files")} | {"checkpoint": doomed.id}
            trash.insert(deployment.db, entry, kept)
            checkpoints.drop_weights(deployment.db, doomed.id, who.login, models.now())
            _settled(deployment, entry, kept)
    except _Meanwhile:
        return None
    models.summarise(deployment.db, of.key)
    activity.record(deployment.db, who, of.key, "weights.delete", {"label": doomed.label})
    return entry


def restore(deployment: Deployment, who: Principal, entry_id: str) -> Model | Checkpoint:
    """Put a deleted thing back in its place, a model private; raise Conflict if the place is taken."""
    held = trash.hold(deployment.db, entry_id, models.now() + HELD)
    entry, document = held.entry, held.document
    target = {"model": entry.model, "entry": entry_id}
    with audit.recorded(deployment.db, who, f"{entry.kind}.restore", target):
        try:
            _put_back(deployment, entry, document)
        except AlreadyExists as taken:
            raise Conflict(
                f"{entry.model}{'@' + entry.label if entry.label else ''} is there again; "
                "delete or relabel that one first, then restore"
            ) from taken
        trash.delete(deployment.db, held)
    key = document["_id"] if entry.kind == "model" else document["model"]
    details = {"label": entry.label} if entry.label else {}
    activity.record(deployment.db, who, key, f"{entry.kind}.restore", details)
    if entry.kind == "model":
        alias.refresh(deployment.db, [key])
        lineage.refresh(deployment.db, document["id"])
        models.summarise(deployment.db, key)  # a lease or a run of it may have ended meanwhile
        return models.get_key(deployment.db, key)
    models.summarise(deployment.db, key)
    of = models.get_key(deployment.db, key)
    return checkpoints.get(deployment.db, of, document.get("checkpoint") or document["_id"])


def in_use(db: Database, model: Model) -> bool:
    """Say whether an alias points to a model, it is public, or another model has it as a parent."""
    if model.visibility == "public" or aliases.of_model(db, model.key):
        return True
    return models.children(db, model.id, EVERYTHING) > 0


def forget(db: Database, checkpoint_id: str) -> None:
    """Give up the bytes in the trash of a checkpoint that was pushed again."""
    claimed = trash.claim(db, f"w{checkpoint_id}")
    if claimed is not None:
        blobs.loosen(db, blobs_of(claimed.document), models.now())
        trash.delete(db, claimed)


def refusal(model: Model, checkpoint: Checkpoint, name_who: bool) -> Conflict:
    """Return the error for a request for the bytes: they were deleted, when, by whom, and what is still there."""
    gone = checkpoint.weights_deleted
    at = gone.at.strftime("%Y-%m-%d %H:%M UTC") if gone else "?"
    by = gone.by if gone and name_who else None
    place = f"{model.id}@{checkpoint.label}"
    message = (
        f"the weights of {place} were deleted{f' by {by}' if by else ''} on {at}; its args, metrics and list of "
        "files are still there: push the same files again, train it again by its args (`modelbase show`), or ask "
        "an Admin whether the trash has them yet (`modelbase trash`)"
    )
    return Conflict(
        message, checkpoints.DELETED, by=by, at=gone.model_dump(mode="json")["at"] if gone else None
    )


def _check_use(db: Database, who: Principal, model: Model, force: bool) -> None:
    """Raise Conflict `in_use` with the list of reasons; with `force` only a protected alias is one."""
    reasons = [each for each in _uses(db, who, model) if not force or each["kind"] == "protected_alias"]
    if not reasons:
        return
    final = any(each["kind"] == "protected_alias" for each in reasons)
    hint = "an Admin lifts the protection first" if final else "give force to delete it all the same"
    texts = ", ".join(each["text"] for each in reasons)
    raise Conflict(f"{model.id} is in use: {texts}; {hint}", "in_use", reasons=reasons, force=not final)


def _uses(db: Database, who: Principal, model: Model) -> list[dict[str, Any]]:
    """Return why a model should stay, each as `kind` and `text`."""
    found: list[dict[str, Any]] = []
    for pointer in aliases.of_model(db, model.key):
        kind = "protected_alias" if pointer.alias.protected else "alias"
        text = f"the {kind.replace('_', ' ')} {pointer.alias.alias} points to it"
        found.append({"kind": kind, "text": text, "alias": pointer.alias.alias})
    if model.visibility == "public":
        found.append({"kind": "public", "text": "it is public"})
    children = models.children(db, model.id, EVERYTHING)
    if children:
        ids = [child.id for child in edges.children(db, [model.id], access.readable(who), SHOWN)]
        seen = models.children(db, model.id, access.readable(who))
        many = f"{seen} model{'s' if seen > 1 else ''}" if seen else "models that you may not see"
        found.append({"kind": "children", "text": f"it is a parent of {many}", "count": seen, "ids": ids})
    return found


def _still(document: Document | None) -> Document:
    """Return a document that is looked for once the record has begun: one act of many at once leaves one record."""
    if document is None:
        raise _Meanwhile("it was deleted meanwhile")
    return document


def _settled(deployment: Deployment, entry: TrashEntry, document: Document) -> None:
    """Put what was deleted back if it was restored before it had left its place."""
    if not trash.has(deployment.db, entry.id):
        _put_back(deployment, entry, document)
        raise Conflict(f"{entry.model} was restored at this very moment; delete it again if it shall go")


def _put_back(deployment: Deployment, entry: TrashEntry, document: Document) -> None:
    """Store the document again; one that is back already (a restore that was cut off) is fine."""
    if entry.kind == "model":
        shares.delete_all(deployment.db, key=document["_id"])
        if models.find_key(deployment.db, document["_id"]) is None:
            models.put_back(deployment.db, document)
        return
    if models.find_key(deployment.db, document["model"]) is None:
        raise Conflict(f"{entry.model} itself is in the trash; restore the model first")
    held = blobs_of(document)
    if not blobs.touch(deployment.db, held, models.now()):
        raise Conflict(f"the bytes of {entry.model}@{entry.label} are gone; push the same files again")
    if entry.kind == "weights":
        _bring_back(deployment.db, entry, document)
    elif checkpoints.take(deployment.db, document["_id"]) is None:
        checkpoints.put_back(deployment.db, document)
        damage.refresh_one(deployment.db, document["_id"])


def _bring_back(db: Database, entry: TrashEntry, document: Document) -> None:
    """Let the checkpoint of a trash entry point to its bytes again; one that has them already is fine."""
    found = checkpoints.take(db, document["checkpoint"])
    if found is None:
        raise Conflict(f"{entry.model}@{entry.label} itself is in the trash; restore the checkpoint first")
    states = blobs.states(db, blobs_of(document))
    state = "corrupt" if "corrupt" in states else "uploaded" if "uploaded" in states else "verified"
    checkpoints.restore_weights(db, found["_id"], document["files"], state)
    damage.refresh_one(db, found["_id"])


def _entry(
    deployment: Deployment,
    who: Principal,
    of: Model,
    doomed: Model | Checkpoint,
    kind: Literal["model", "checkpoint", "weights"],
) -> TrashEntry:
    """Return a new entry; its id is made of the thing's own key, so that deleting it twice keeps it once."""
    moment = models.now()
    key = doomed.key if isinstance(doomed, Model) else doomed.id
    return TrashEntry(
        id=f"{'w' if kind == 'weights' else 'x'}{key}",
        kind=kind,
        model=of.id,
        label=doomed.label if isinstance(doomed, Checkpoint) else None,
        title=of.title,
        size=doomed.size,
        deleted_at=moment,
        deleted_by=who.login,
        expires_at=moment + timedelta(days=deployment.settings.trash_days),
    )
