"""The collection `aliases`: one document for each alias of a name; it alone says where the alias points.

Every change is one compare-and-set on `turn`, so readers see the old model or the new one and never none. A taken
away alias stays as a document without a model, for its history. `aliases` of a model's document follows from here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pymongo import ASCENDING, IndexModel

from modelbase.entities import Alias, Move
from modelbase.server.database import Database, Document
from modelbase.server.database.translate import AlreadyExists, translated
from modelbase.server.database.visible import visible_filter
from modelbase.server.visible import Visible

INDEXES = [
    IndexModel([("model", ASCENDING)], name="model", sparse=True),
    IndexModel([("name", ASCENDING), ("_id", ASCENDING)], name="name"),
]
MOVES = 200  # that are kept of an alias, the latest


@dataclass(frozen=True)
class Pointer:
    """An alias as it is stored; `key` is the database key of the model, `turn` counts the changes."""

    alias: Alias
    key: str | None
    turn: int


def find(db: Database, name: str, alias: str) -> Pointer | None:
    """Return an alias with its history, or None if there never was one."""
    with translated():
        found = db.aliases.find_one({"_id": f"{name}:{alias}"})
    return None if found is None else _pointer(found)


def model_key(db: Database, name: str, alias: str) -> str | None:
    """Return the database key of the model that an alias points to, or None."""
    with translated():
        found = db.aliases.find_one({"_id": f"{name}:{alias}"}, {"model": 1})
    return None if found is None else found["model"]


def put(db: Database, alias: Alias, key: str | None, turn: int) -> bool:
    """Store an alias if it is still at `turn` (0: not there), its newest move first; say whether it was."""
    fields = alias.model_dump(exclude={"model", "moves"}) | {"model": key, "id": alias.model}
    moves = [move.model_dump() for move in (alias.moves or ())[:MOVES]]
    document = {"_id": f"{alias.name}:{alias.alias}", "turn": turn + 1, "moves": moves} | fields
    try:
        with translated():
            if turn:
                guard = {"_id": document["_id"], "turn": turn}
                return bool(db.aliases.replace_one(guard, document).matched_count)
            db.aliases.insert_one(document)
    except AlreadyExists:
        return False
    return True


def of_model(db: Database, key: str) -> list[Pointer]:
    """Return the aliases that point to a model, in the order of their texts."""
    with translated():
        return [_pointer(found) for found in db.aliases.find({"model": key}, {"moves": 0}).sort("_id", 1)]


def page(db: Database, seen: Visible, name: str | None, after: str, limit: int) -> list[Pointer]:
    """Return aliases that point somewhere, of names whose models are all visible, by name and alias, without moves."""
    of_name = {} if name is None else {"name": name}
    pointing = {"model": {"$ne": None}, "_id": {"$gt": after}}
    query = {"$and": [visible_filter(seen.whole_names()), pointing, of_name]}
    with translated():
        found = db.aliases.find(query, {"moves": 0}).sort("_id", 1).limit(limit)
        return [_pointer(each) for each in found]


def live(db: Database, keys: Iterable[str | None]) -> set[str]:
    """Return those of these database keys that are live models."""
    with translated():
        found = db.models.find({"_id": {"$in": [key for key in keys if key]}}, {"_id": 1})
        return {each["_id"] for each in found}


def _pointer(found: Document) -> Pointer:
    fields = {name: found[name] for name in ("name", "alias", "protected", "by", "at")}
    moves = tuple(Move(**each) for each in found["moves"]) if "moves" in found else None
    alias = Alias(**fields, model=found["id"], moves=moves)
    return Pointer(alias, found["model"], found["turn"])
