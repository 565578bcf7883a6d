"""The collection `models`: one document per live model. A deleted one is moved to `trash`, never flagged here.

`_id` is our own key, which checkpoints point to; `id` is the public ID, unique among live models. `args` is the given
JSON text, `flat` the typed leaves for filtering and sorting. Knows no roles and no query language (rows.py does).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from bson import ObjectId
from pydantic import ValidationError
from pymongo import ASCENDING, DESCENDING, IndexModel

from modelbase.entities import Model
from modelbase.errors import Conflict, NotFound
from modelbase.identity.identity import is_hash
from modelbase.identity.policy import DEFAULT_POLICY
from modelbase.server.database import Database, Document, flat
from modelbase.server.database.files import checkpoints
from modelbase.server.database.models import aliases, edges, metrics, standing
from modelbase.server.database.series import curves
from modelbase.server.database.translate import translated
from modelbase.server.database.visible import visible_filter
from modelbase.server.visible import Visible

INDEXES = [
    IndexModel([("id", ASCENDING)], unique=True, name="id"),
    IndexModel([("name", ASCENDING), ("digest", ASCENDING)], unique=True, name="name_digest"),
    IndexModel([("digest", ASCENDING)], name="digest"),
    IndexModel([("family", ASCENDING)], name="family"),
    IndexModel([("parents.id", ASCENDING)], name="parents", sparse=True),
    IndexModel([("ancestors", ASCENDING)], name="ancestors", sparse=True),
    IndexModel([("created_at", DESCENDING), ("id", ASCENDING)], name="created_at"),
    IndexModel(
        [("sealed", ASCENDING), ("_id", ASCENDING), ("stamp", ASCENDING)],
        name="sealed",
        partialFilterExpression={"sealed": False},
    ),
]
CANDIDATES = 10
FIRST = DEFAULT_POLICY.fingerprint
SHOWN = tuple(name for name in Model.model_fields if name not in ("key", "readme"))


def insert(db: Database, model: Model, args_text: str, flat_args: Document, fingerprint: str) -> Model:
    """Store a new model with its args; raise AlreadyExists if the ID, or the digest within the name, exists."""
    made = document(model, args_text, flat_args, fingerprint)
    with translated():
        made["ancestors"] = edges.ancestors_of(db, [parent.id for parent in model.parents])
        db.models.insert_one(made)
    return _entity(made)


def document(model: Model, args_text: str, flat_args: Document, fingerprint: str = FIRST) -> Document:
    """Return what is stored of a new model that has no parents; `fingerprint` is of the policy it was made with."""
    return model.model_dump(exclude={"children"}) | {
        "_id": str(ObjectId()),
        "readme": model.readme or "",
        "args": args_text,
        "flat": flat_args,
        "policy_keys": [f"{fingerprint}:{model.name}:{model.digest}"],
        "keyed": fingerprint,
        "ancestors": [],
        "_metrics": flat.metrics(model.metrics),
        **_changed(),
    }


def find_digest(db: Database, name: str, digest: str, policy_key: str = "") -> Model | None:
    """Return the oldest live model with this policy key, else the one of this name and full digest, or None."""
    own = {"name": name, "digest": digest}
    with translated():
        if not policy_key:
            return _entity_or_none(db.models.find_one(own, _without_bulk()))
        keyed = db.models.find({"policy_keys": policy_key}, _without_bulk())
        found = list(keyed.clone().limit(2))  # nearly always one: takes half as long as in order
        if len(found) > 1:
            found = list(keyed.sort([("created_at", 1), ("id", 1)]).limit(1))
        return _entity_or_none(found[0] if found else db.models.find_one(own, _without_bulk()))


def find(db: Database, model_id: str) -> Model | None:
    """Return the live model of this exact ID, or None."""
    with translated():
        return _entity_or_none(db.models.find_one({"id": model_id}, _without_bulk()))


def find_key(db: Database, key: str) -> Model | None:
    """Return the live model of this database key, or None."""
    with translated():
        return _entity_or_none(db.models.find_one({"_id": key}, _without_bulk()))


def get_key(db: Database, key: str) -> Model:
    """Return the live model of this database key, or raise NotFound."""
    found = find_key(db, key)
    if found is None:
        raise NotFound("this model is not there any more", "model_not_found")
    return found


def resolve(db: Database, name: str, tail: str, seen: Visible) -> Model:
    """Return the visible model of `name` whose hash starts with `tail` (or with it as alias), or raise NotFound."""
    model_id = f"{name}:{tail}"
    exact = {"id": model_id} if is_hash(tail) else {"_id": aliases.model_key(db, name, tail)}
    with translated():
        document = db.models.find_one({"$and": [exact, visible_filter(seen)]}, _without_bulk())
        if document is None and re.fullmatch(r"[0-9a-f]{4,64}", tail):
            document = _by_prefix(db, name, tail, seen)
    if document is None:
        raise NotFound(
            f"no model {model_id}; `modelbase ls --where 'name = \"{name}\"'` lists its name",
            "model_not_found",
        )
    return _entity(document)


def args_and_readme(db: Database, key: str) -> tuple[str, str]:
    """Return the args text as given and the README of one model, or raise NotFound."""
    with translated():
        document = db.models.find_one({"_id": key}, {"args": 1, "readme": 1})
    if document is None:
        raise NotFound("this model is not there any more", "model_not_found")
    args, readme = document.get("args"), document.get("readme") or ""
    if not isinstance(args, str) or not isinstance(readme, str):
        raise unreadable(key, "args" if not isinstance(args, str) else "readme")
    return args, readme


def args_after(db: Database, after: str, limit: int) -> list[tuple[str, str, str]]:
    """Return (database key, ID, args text) of up to `limit` live models, in the order of their keys."""
    with translated():
        found = db.models.find({"_id": {"$gt": after}}, {"id": 1, "args": 1}).sort("_id", 1).limit(limit)
        return [(each["_id"], each["id"], each["args"]) for each in found]


def rewrite_args(db: Database, key: str, change: Callable[[str], tuple[str, Document]]) -> bool:
    """Replace args by what `change` makes of their text (text, flat); False if another request changed them."""
    before, _ = args_and_readme(db, key)
    text, flat_args = change(before)
    fields = {"args": text, "flat": flat_args, "updated_at": now(), **_changed()}
    with translated():
        done = db.models.update_one({"_id": key, "args": before}, {"$set": fields, "$inc": {"revision": 1}})
    return done.matched_count == 1


def set_fields(db: Database, key: str, change: Document, revision: int | None, was: Any = ()) -> Model | None:
    """Apply an update to named fields and count the revision up; None if `revision`, or what `was`, is not present."""
    guard: Document = {"_id": key, **dict(was)} | ({} if revision is None else {"revision": revision})
    change = {operator: dict(fields) for operator, fields in change.items()}
    change["$set"] = change.get("$set", {}) | {"updated_at": now(), **_changed()}
    change.setdefault("$inc", {})["revision"] = 1
    with translated():
        done = db.models.find_one_and_update(guard, change, projection=_without_bulk(), return_document=True)
    return _entity_or_none(done)


def alias_turn(db: Database, key: str) -> int | None:
    """Return how often the aliases of a model were written into it, or None if it is not live."""
    with translated():
        found = db.models.find_one({"_id": key}, {"alias_turn": 1})
    return None if found is None else int(found.get("alias_turn") or 0)


def set_derived(db: Database, changes: Sequence[tuple[Document, Document]]) -> int:
    """Set fields that follow from elsewhere and count no revision, (guard, fields) each; say how many guards held."""
    with translated():
        done = [db.models.update_one(guard, {"$set": fields | _changed()}) for guard, fields in changes]
    return sum(each.matched_count for each in done)


def summarise(db: Database, key: str) -> None:
    """Recompute what a model shows of its checkpoints, lease and runs; safe to repeat, and while others do the same."""
    for _ in range(20):
        with translated():
            before = db.models.find_one({"_id": key}, {"id": 1, "finished_at": 1, "summary_turn": 1})
            if before is None:
                return
            fields = checkpoints.summary(db, key) | {"damaged": checkpoints.damaged(db, key)}
            turn = before.get("summary_turn", 0)
            fields |= standing.refresh(db, key, before["id"], before.get("finished_at"))
            logged = curves.current(db, key)
            shown = metrics.of_model(db, key, logged.rows, fields)
            fields |= {
                "metrics": shown.last,
                "_metrics": flat.metrics(shown.last | shown.extremes),
                "updated_at": now(),
                "summary_turn": turn + 1,
                **_changed(),
            }
            guard = {"_id": key, "summary_turn": turn if turn else None}
            if db.models.update_one(guard, {"$set": fields}).matched_count:
                curves.mark_shown(db, key, logged.version)
                return
    raise Conflict("too many pushes to this model at the same moment; try again", "conflict")


def finish(db: Database, key: str, at: datetime) -> None:
    """Note when the training of a model was finished, once; summarise shows it."""
    with translated():
        db.models.update_one({"_id": key, "finished_at": None}, {"$set": {"finished_at": at}})


def unfinish(db: Database, key: str) -> None:
    """Note that the training of a model goes on."""
    with translated():
        db.models.update_one({"_id": key}, {"$set": {"finished_at": None}})


def children(db: Database, model_id: str, seen: Visible) -> int:
    """Count the visible models that name this one as a parent."""
    with translated():
        return db.models.count_documents({"$and": [{"parents.id": model_id}, visible_filter(seen)]})


def take(db: Database, key: str) -> Document | None:
    """Return the whole document, as the trash keeps it."""
    with translated():
        return db.models.find_one({"_id": key})


def delete(db: Database, key: str) -> None:
    """Remove the document, leaving a note for the index; interrupted, it leaves the model in the table."""
    with translated():
        found = db.models.find_one_and_update({"_id": key}, {"$set": _changed()})
        if found is None:
            return
        db.gone.insert_one({"_id": str(ObjectId()), "key": key, "at": now(), "flat": found["flat"]})
        db.models.delete_one({"_id": key})


def put_back(db: Database, document: Document) -> None:
    """Store a whole document from the trash again; raise AlreadyExists if its place is taken."""
    with translated():
        notes = [each["_id"] for each in db.gone.find({"key": document["_id"]}, {"_id": 1})]
        db.models.insert_one(document | _changed())
        db.gone.delete_many({"_id": {"$in": notes}})


def now() -> datetime:
    """Return the present moment in UTC, to the millisecond that MongoDB keeps."""
    moment = datetime.now(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def _changed() -> Document:
    """Return what every write to a model sets, so that the index no longer answers for it (index/)."""
    return {"sealed": False, "stamp": ObjectId()}


def _by_prefix(db: Database, name: str, tail: str, seen: Visible) -> Document | None:
    query = {"$and": [_prefix_range(name, tail), visible_filter(seen)]}
    found = list(db.models.find(query, _without_bulk()).sort("id", 1).limit(CANDIDATES + 1))
    if len(found) > 1:
        ids = [document["id"] for document in found[:CANDIDATES]]
        more = " …" if len(found) > CANDIDATES else ""
        raise Conflict(
            f"{name}:{tail} fits several models: {', '.join(ids)}{more}; give more digits",
            "id_ambiguous",
            candidates=ids,
        )
    return found[0] if found else None


def _prefix_range(name: str, tail: str) -> Document:
    return {"id": {"$gte": f"{name}:{tail}", "$lt": f"{name}:{tail}g"}}


def _without_bulk() -> dict[str, Any]:
    return {"args": 0, "flat": 0, "readme": 0}


def _entity_or_none(document: Document | None) -> Model | None:
    return None if document is None else _entity(document)


def _entity(document: Document) -> Model:
    fields = {name: document[name] for name in SHOWN if name in document}
    try:
        return Model(key=document["_id"], **fields)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        raise unreadable(str(document.get("id")), ".".join(map(str, first["loc"]))) from error


def unreadable(model_id: str, field: str) -> Conflict:
    """Return the error for a model whose document was damaged."""
    return Conflict(
        f"what is stored of {model_id[:300]} cannot be read ({field}); an Admin sees all of these in GET /storage, and "
        "restores them from a backup",
        "unreadable",
    )
