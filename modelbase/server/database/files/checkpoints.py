"""The collection `checkpoints`: one document per live checkpoint, which says whether its bytes are kept.

The unique index on model, label and `label_turn` decides every race. Of the checkpoints that were given one
label, the last turn that is not `moved` holds it; the others show their hash instead. Decides no labels.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from pymongo import ASCENDING, DESCENDING, IndexModel

from modelbase.entities import Checkpoint, File, Mark, Model
from modelbase.errors import Conflict, Invalid, NotFound
from modelbase.server.database import Database, Document
from modelbase.server.database.models import runs
from modelbase.server.database.translate import translated

INDEXES = [
    IndexModel(
        [("model", ASCENDING), ("label", ASCENDING), ("label_turn", ASCENDING)], unique=True, name="label"
    ),
    IndexModel([("model", ASCENDING), ("created_at", DESCENDING)], name="created_at"),
    IndexModel([("model", ASCENDING), ("hash", ASCENDING)], name="hash"),
    IndexModel([("files.blob", ASCENDING)], name="blob"),
    IndexModel([("state", ASCENDING)], name="state"),
]
SHOWN_HASH = 12  # digits of the hash that stand in for a label which was moved away
OLDEST = [("created_at", ASCENDING), ("_id", ASCENDING)]
HEAD = {"files": 0}
SLOT = {"label": 1, "label_turn": 1, "moved": 1, "hash": 1, "state": 1, "step": 1, "damaged": 1}
SHOWN_DAMAGED = 100  # paths of damaged files that a model shows
HASH = re.compile(r"[0-9a-f]{4,64}")
DELETED = "weights_deleted"
MARKS: tuple[Mark, ...] = ("last", "best")


class Holder(NamedTuple):
    """Which checkpoint has a label now."""

    id: str
    hash: str
    state: str
    step: int | None = None
    damaged: bool = False


class ResumePoint(NamedTuple):
    """A checkpoint from which a training can go on: the label that it shows, and its step, if it has one."""

    label: str
    step: int | None


class Kept(NamedTuple):
    """What a rule of retention looks at: `own` says that its label is still the one that the server gave it."""

    id: str
    step: int | None
    metrics: dict[str, Any]
    run: str | None
    labelled: bool
    own: bool


class Slot(NamedTuple):
    """The checkpoint that holds a label, if any, and the turn that the next one gets."""

    holder: Holder | None
    next_turn: int


def insert(db: Database, model: Model, checkpoint: Checkpoint, label_turn: int) -> None:
    """Make a checkpoint visible in one atomic write; raise AlreadyExists if its label's turn, or its id, is there."""
    document = checkpoint.model_dump(exclude={"id", "model", "metrics", "files", "marks"}) | {
        "finishes": checkpoint.finishes,
        "labelled": checkpoint.labelled,
        "_id": checkpoint.id,
        "model": model.key,
        "label_turn": label_turn,
        "moved": False,
        "metrics": _pairs(checkpoint.metrics),
        "damaged": list(checkpoint.damaged),
        "files": [file_document(file) for file in checkpoint.files or ()],
    }
    with translated():
        db.checkpoints.insert_one(document)


def find(db: Database, model: Model, checkpoint_id: str) -> Checkpoint | None:
    """Return the checkpoint of this exact id under this model, with its files, or None."""
    with translated():
        document = db.checkpoints.find_one({"_id": checkpoint_id, "model": model.key})
    return None if document is None else _entity(db, model, document)


def get(db: Database, model: Model, ref: str) -> Checkpoint:
    """Return the checkpoint of a label, mark, id or hash prefix (4 digits), with its files, or raise NotFound.

    One that is found by a mark is shown with the mark as its label.
    """
    of_label: Document = {"model": model.key, "label": ref, "moved": False}
    with translated():
        document = db.checkpoints.find_one(of_label, sort=[("label_turn", DESCENDING)])
    for mark in MARKS if document is None else ():
        of = marks(db, model.key).get(mark) if ref == mark else None
        found = find(db, model, of) if of is not None else None
        if found is not None:
            return found.model_copy(update={"label": mark, "marks": (mark,)})
    with translated():
        document = document or db.checkpoints.find_one({"_id": ref, "model": model.key})
    if document is None and HASH.fullmatch(ref):
        document = _of_hash(db, model, ref)
    if document is None:
        hint = f"`modelbase show {model.id}` lists what there is"
        raise NotFound(f"{model.id} has no checkpoint {ref[:80]!r}; {hint}", "checkpoint_not_found")
    return _entity(db, model, document)


def page(db: Database, model: Model) -> list[Checkpoint]:
    """Return all checkpoints of a model without their files, latest first."""
    return some(db, model, "", None)[0]


def some(db: Database, model: Model, after: str, limit: int | None) -> tuple[list[Checkpoint], str | None]:
    """Return checkpoints as `page` does from behind the one of the id `after`, and the id to go on from, if any."""
    documents = _heads(db, model.key)
    holders = _holders(documents)
    start = next((at for at, each in enumerate(documents, 1) if each["_id"] == after), None) if after else 0
    if start is None:
        raise Invalid("there is no such checkpoint to go on from; begin the list again", "cursor_invalid")
    end = len(documents) if limit is None else start + limit
    named: dict[str, list[Mark]] = {}
    for mark, of in marks(db, model.key).items() if any(each.get("run") for each in documents) else ():
        if mark not in {each["label"] for each in documents if each["_id"] in holders}:
            named.setdefault(of, []).append(mark)
    shown = [
        _shown(model, each, each["_id"] in holders).model_copy(
            update={"marks": tuple(named.get(each["_id"], ()))}
        )
        for each in documents[start:end]
    ]
    return shown, shown[-1].id if end < len(documents) else None


def slots(db: Database, model_key: str, label: str, numbered: bool) -> dict[str, Slot]:
    """Return the slot of a label that was ever taken, with `numbered` also of `label-2`, `label-3`, …"""
    wanted: Any = {"$regex": f"^{re.escape(label)}(-[0-9]+)?$"} if numbered else label
    with translated():
        found = list(db.checkpoints.find({"model": model_key, "label": wanted}, SLOT))
    holders = _holders(found)
    taken: dict[str, Slot] = {}
    for document in sorted(found, key=lambda each: each["label_turn"]):
        before = taken.get(document["label"])
        holder = Holder(
            document["_id"],
            document["hash"],
            document["state"],
            document.get("step"),
            bool(document.get("damaged")),
        )
        kept = holder if document["_id"] in holders else (before.holder if before else None)
        taken[document["label"]] = Slot(kept, document["label_turn"] + 1)
    return taken


def mark_moved(db: Database, checkpoint: Checkpoint, model_key: str) -> bool:
    """Note on all earlier holders of this checkpoint's label that they lost it for good; say whether there was one."""
    with translated():
        found = db.checkpoints.find_one({"_id": checkpoint.id}, {"label": 1, "label_turn": 1})
        if found is not None and found["label_turn"]:
            turns = {"$lt": found["label_turn"]}
            earlier = {"model": model_key, "label": found["label"], "label_turn": turns}
            change = {"$set": {"moved": True}}
            return bool(db.checkpoints.update_many(earlier | {"moved": False}, change).modified_count)
    return False


def summary(db: Database, model_key: str) -> Document:
    """Return what a model shows of its checkpoints: `checkpoints`, `latest`, `size` in bytes, `metrics`.

    Corrupt ones do not count. Each metric has its value at the highest step; each distinct SHA-256 that is kept counts
    once.
    """
    documents = [each for each in _heads(db, model_key) if each["state"] != "corrupt"]
    holders = _holders(documents)
    metrics: Document = {}
    for document in reversed(documents):
        metrics |= dict(document["metrics"])
    by_sha = {"_id": "$files.sha256", "size": {"$first": "$files.size"}}
    steps: list[Document] = [
        {"$match": {"model": model_key, "state": {"$nin": ["corrupt", DELETED]}}},
        {"$unwind": "$files"},
        {"$group": by_sha},
        {"$group": {"_id": None, "size": {"$sum": "$size"}}},
    ]
    with translated():
        sizes = list(db.checkpoints.aggregate(steps))
    latest = _label(documents[0], documents[0]["_id"] in holders) if documents else None
    size = int(sizes[0]["size"]) if sizes else 0
    return {"checkpoints": len(documents), "latest": latest, "size": size, "metrics": metrics}


def measured(db: Database, model_key: str) -> list[tuple[int, dict[str, Any]]]:
    """Return the metrics of each checkpoint that is not corrupt, and where training stood then, the latest last."""
    documents = _heads(db, model_key, {"metrics": 1, "step": 1, "state": 1, "created_at": 1})
    kept = [each for each in reversed(documents) if each["state"] != "corrupt"]
    return [(each["at"], dict(each["metrics"])) for each in kept]


def with_weights(db: Database, model_key: str) -> list[Kept]:
    """Return the checkpoints of a model whose weights are there and not corrupt, latest first."""
    documents = _heads(db, model_key)
    holders = _holders(documents)
    return [
        Kept(
            each["_id"],
            each.get("step"),
            dict(each["metrics"]),
            each.get("run"),
            bool(each.get("labelled", True)),
            each["_id"] in holders,
        )
        for each in documents
        if each["state"] not in ("corrupt", DELETED)
    ]


def marks(db: Database, model_key: str) -> dict[Mark, str]:
    """Return which checkpoints are found as `last` and `best`, if runs have saved some; by the id.

    `last` is the latest of those that runs saved and of one that was given this label; `best` is the best by what the
    newest run that names a metric is judged by, unless the label was given.
    """
    judged = runs.best_of(db, model_key)
    return marked(with_weights(db, model_key), judged)


def marked(kept: Sequence[Kept], judged: tuple[str, str] | None) -> dict[Mark, str]:
    """Return the marks of checkpoints, latest first; `judged` is the key of a metric and which end of it is good."""
    of_runs = [each for each in kept if each.run is not None and each.own]
    found: dict[Mark, str] = {}
    if of_runs:
        found["last"] = of_runs[0].id
    if judged is not None:
        best = best_among(of_runs, judged)
        if best is not None:
            found["best"] = best.id
    return found


def best_among(kept: Sequence[Kept], judged: tuple[str, str]) -> Kept | None:
    """Return the best of checkpoints by a metric, the earliest of several that are equal; None if none has it."""
    name, end = judged
    sign = 1 if end == "max" else -1
    scored = [(value * sign, each) for each in kept if (value := _number(each.metrics.get(name))) is not None]
    return max(reversed(scored), key=lambda pair: pair[0])[1] if scored else None


def _number(value: Any) -> float | None:
    return None if value is None or isinstance(value, str) else float(value)


def resumable(db: Database, model_key: str) -> tuple[bool, ResumePoint | None]:
    """Return whether a model has weights that are not corrupt, and the latest whole checkpoint of them, if any."""
    documents = _heads(db, model_key, SLOT | {"created_at": 1})
    kept = [each for each in documents if each["state"] not in ("corrupt", DELETED)]
    whole = next((each for each in kept if not each.get("damaged")), None)
    if whole is None:
        return bool(kept), None
    return True, ResumePoint(_label(whole, whole["_id"] in _holders(documents)), whole.get("step"))


def free_last(db: Database, model_key: str) -> None:
    """Let a checkpoint outside runs show its hash that has the label `last` because it was pushed without one."""
    mine = {"model": model_key, "label": "last", "labelled": False, "run": None, "moved": False}
    with translated():
        db.checkpoints.update_many(mine, {"$set": {"moved": True}})


def set_finishing(db: Database, checkpoint_id: str) -> None:
    """Note that a push of a checkpoint's files finished the training."""
    with translated():
        db.checkpoints.update_one({"_id": checkpoint_id}, {"$set": {"finishes": True}})


def damaged(db: Database, model_key: str) -> list[str]:
    """Return the paths of damaged files of a model's checkpoints, at most SHOWN_DAMAGED."""
    with translated():
        found = list(
            db.checkpoints.find({"model": model_key, "damaged.0": {"$exists": True}}, {"damaged": 1})
        )
    return list(dict.fromkeys(path for each in found for path in each["damaged"]))[:SHOWN_DAMAGED]


def take(db: Database, checkpoint_id: str) -> Document | None:
    """Return the whole document, as the trash keeps it."""
    with translated():
        return db.checkpoints.find_one({"_id": checkpoint_id})


def put_back(db: Database, document: Document) -> None:
    """Store a whole document from the trash again; raise AlreadyExists if its place is taken."""
    with translated():
        db.checkpoints.insert_one(document)


def delete(db: Database, checkpoint_id: str) -> None:
    """Delete the document, which the trash keeps."""
    with translated():
        db.checkpoints.delete_one({"_id": checkpoint_id})


def give_label(db: Database, checkpoint_id: str, label: str, label_turn: int) -> None:
    """Let a checkpoint hold another label; raise AlreadyExists if that turn of the label is taken."""
    with translated():
        fields = {"label": label, "label_turn": label_turn, "moved": False, "labelled": True}
        db.checkpoints.update_one({"_id": checkpoint_id}, {"$set": fields})


def drop_label(db: Database, checkpoint_id: str, label: str) -> bool:
    """Let a checkpoint show its hash in place of this label; False if it holds another one by now."""
    with translated():
        held = {"_id": checkpoint_id, "label": label}
        return bool(db.checkpoints.update_one(held, {"$set": {"moved": True}}).matched_count)


def set_measured(db: Database, before: Checkpoint, metrics: dict[str, Any], step: int | None) -> bool:
    """Set metrics and step of a checkpoint, if they are still those of `before`; return whether they were."""
    was = {"_id": before.id, "metrics": _pairs(before.metrics), "step": before.step}
    with translated():
        change = {"$set": {"metrics": _pairs(metrics), "step": step}}
        return bool(db.checkpoints.update_one(was, change).matched_count)


def set_state(db: Database, checkpoint_id: str, state: str) -> bool:
    """Make an uploaded checkpoint `verified` or `corrupt`, once; say whether this call did it."""
    with translated():
        done = db.checkpoints.update_one(
            {"_id": checkpoint_id, "state": "uploaded"}, {"$set": {"state": state}}
        )
    return bool(done.modified_count)


def unsettled(db: Database, blobs: Iterable[str] | None = None) -> list[Document]:
    """Return id, model and blobs of uploaded checkpoints: all, or those that hold one of these blobs."""
    query: Document = {"state": "uploaded"}
    if blobs is not None:
        query["files.blob"] = {"$in": list(blobs)}
    with translated():
        return list(db.checkpoints.find(query, {"model": 1, "files.blob": 1}))


def drop_weights(db: Database, checkpoint_id: str, by: str, at: datetime) -> bool:
    """Let a checkpoint point to no blob any more; paths, sizes and hashes stay. Return whether this call did it."""
    live = {"_id": checkpoint_id, "state": {"$ne": DELETED}}
    with translated():
        found = db.checkpoints.find_one(live, {"files": 1})
        if found is None:
            return False
        files = [{key: value for key, value in file.items() if key != "blob"} for file in found["files"]]
        fields = {"state": DELETED, "files": files, "damaged": [], DELETED: {"by": by, "at": at}}
        return bool(db.checkpoints.update_one(live, {"$set": fields}).modified_count)


def restore_weights(
    db: Database, checkpoint_id: str, files: Iterable[Document], state: str, instead_of: Iterable[str] = ()
) -> bool:
    """Let a checkpoint point to these blobs; return whether it did.

    Only one whose weights were deleted, or that is damaged, or that points to one of the blobs `instead_of`.
    """
    doubtful = {"files.blob": {"$in": list(instead_of)}}
    incomplete = {"$or": [{"state": DELETED}, {"damaged": {"$exists": True, "$ne": []}}, doubtful]}
    change = {"$set": {"files": list(files), "state": state, "damaged": []}, "$unset": {DELETED: ""}}
    with translated():
        return bool(db.checkpoints.update_one({"_id": checkpoint_id} | incomplete, change).modified_count)


def blobs_by_id(db: Database, model_key: str) -> list[tuple[str, list[str]]]:
    """Return id and blobs of each checkpoint of a model, which itself may be in the trash."""
    with translated():
        found = list(db.checkpoints.find({"model": model_key}, {"files.blob": 1}))
    return [(each["_id"], blobs_of(each)) for each in found]


def blobs_of(document: Document) -> list[str]:
    """Return the blobs that the document of a checkpoint, or of its weights, points to."""
    return list(dict.fromkeys(file["blob"] for file in document.get("files", []) if file.get("blob")))


def _heads(db: Database, model_key: str, fields: Document = HEAD) -> list[Document]:
    """Return the checkpoints of a model without their files, latest first: by step, then by time.

    One without a step stands where training stood when it was pushed, at the highest step before it.
    """
    with translated():
        found = list(db.checkpoints.find({"model": model_key}, fields).sort(OLDEST))
    reached, at = -1, []
    for document in found:
        step = document.get("step")
        reached = reached if step is None else max(reached, step)
        at.append(reached if step is None else step)
    order = sorted(range(len(found)), key=lambda number: (at[number], number), reverse=True)
    return [found[number] | {"at": at[number]} for number in order]


def _pairs(metrics: dict[str, Any]) -> list[list[Any]]:
    return [list(pair) for pair in metrics.items()]


def _holders(documents: Iterable[Document]) -> set[str]:
    """Return the ids of those that hold their label: its last turn that was not moved."""
    last: dict[str, Document] = {}
    for document in documents:
        other = last.get(document["label"])
        if not document["moved"] and (other is None or other["label_turn"] < document["label_turn"]):
            last[document["label"]] = document
    return {document["_id"] for document in last.values()}


def _of_hash(db: Database, model: Model, prefix: str) -> Document | None:
    """Return the checkpoint of a hash prefix; of several with the same files, the one that shows its hash."""
    hashes = {"model": model.key, "hash": {"$gte": prefix, "$lt": prefix + "g"}}
    with translated():
        found = list(
            db.checkpoints.find(hashes, HEAD).sort([("created_at", DESCENDING), ("_id", DESCENDING)])
        )
        distinct = sorted({document["hash"] for document in found})
        if len(distinct) > 1:
            shown = [each[:SHOWN_HASH] for each in distinct[:10]]
            raise Conflict(
                f"{prefix} fits several checkpoints: {', '.join(shown)}; give more digits",
                "id_ambiguous",
                candidates=shown,
            )
        if not found:
            return None
        best = min(found, key=lambda each: (not each["moved"], each["state"] == "corrupt"))
        return db.checkpoints.find_one({"_id": best["_id"]})


def _label(document: Document, holds: bool) -> str:
    return str(document["label"] if holds else document["hash"][:SHOWN_HASH])


def _entity(db: Database, model: Model, document: Document) -> Checkpoint:
    later = {"model": model.key, "label": document["label"], "label_turn": {"$gt": document["label_turn"]}}
    with translated():
        lost = document["moved"] or db.checkpoints.find_one(later | {"moved": False}, {"_id": 1}) is not None
    return _shown(model, document, not lost)


def _shown(model: Model, document: Document, holds: bool) -> Checkpoint:
    fields: dict[str, Any] = {name: document[name] for name in Checkpoint.model_fields if name in document}
    fields |= {"id": document["_id"], "model": model.id, "label": _label(document, holds)}
    fields["metrics"] = dict(document["metrics"])
    if "files" in document:
        fields["files"] = tuple(File(**each) for each in document["files"])
    return Checkpoint(**fields)


def file_document(file: File) -> Document:
    """Return a file as a checkpoint keeps it."""
    return {"path": file.path, "size": file.size, "sha256": file.sha256, "blob": file.blob}
