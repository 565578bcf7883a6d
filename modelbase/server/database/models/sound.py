"""Which documents of models can be read at all, and the collection `aside` of those that cannot.

A document that was damaged outside of Modelbase must not take a whole list down: code that reads many at once leaves it
out, the compactor names it here, and Admins see it. One that is written again is looked at again. Decides nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from bson import Int64

from modelbase.server.database import Database, Document
from modelbase.server.database.translate import translated

LISTED = 100  # names in one answer
TEXTS = (
    "id",
    "name",
    "dataset",
    "architecture",
    "digest",
    "family",
    "owner",
    "state",
    "visibility",
    "title",
    "readme",
    "args",
)
NUMBERS = ("size", "checkpoints", "revision", "policy")
LISTS = ("tags", "aliases", "ancestors")
MAPPINGS = ("flat", "metrics", "_metrics")
NEEDED = ("id", "name", "owner", "created_at", "updated_at", "flat", "_metrics")
KINDS = frozenset({str, int, Int64, float, bool, list, dict, type(None)})  # what stands in a mapping


def fault(document: Document, needed: Iterable[str] = ()) -> str | None:
    """Return what is wrong with the fields of a model's document that are there, or that are `needed`; else None."""
    absent = next((name for name in needed if name not in document), None)
    if absent is not None:
        return f"{absent} is not there"
    return (
        _first(document, TEXTS, str)
        or _first(document, NUMBERS, int)
        or _first(document, ("created_at", "updated_at"), datetime)
        or _first(document, MAPPINGS, dict)
        or _in_lists(document)
        or _in_mappings(document)
        or _id(document)
    )


def readable(documents: Iterable[Document], needed: Iterable[str] = ()) -> list[Document]:
    """Return the documents that can be read."""
    return [each for each in documents if fault(each, needed) is None]


def tree(text: str) -> dict[str, Any] | None:
    """Return the args of a model from their text; None if it is no JSON object."""
    try:
        found = json.loads(text)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def put_aside(db: Database, found: dict[str, tuple[str, str]]) -> None:
    """Name documents that cannot be read, (ID, what is wrong) by database key."""
    with translated():
        for key, (model_id, why) in found.items():
            db.aside.replace_one({"_id": key}, {"id": model_id, "why": why}, upsert=True)


def take_back(db: Database, keys: Iterable[str]) -> None:
    """Forget documents that can be read, or that are there no more."""
    with translated():
        if db.aside.find_one({}, {"_id": 1}) is not None:
            db.aside.delete_many({"_id": {"$in": list(keys)}})


def aside(db: Database) -> tuple[int, list[dict[str, Any]]]:
    """Return how many documents cannot be read, and the first of them as `id` and `why`."""
    with translated():
        some = [
            {"id": each["id"], "key": str(each["_id"]), "why": each["why"]}
            for each in db.aside.find().sort("_id", 1).limit(LISTED)
        ]
        return db.aside.count_documents({}) if len(some) == LISTED else len(some), some


def _first(document: Document, names: Iterable[str], kind: type) -> str | None:
    for name in names:
        value = document.get(name)
        if name in document and (not isinstance(value, kind) or isinstance(value, bool)):
            return f"{name} is no {kind.__name__}"
    return None


def _in_lists(document: Document) -> str | None:
    for name in LISTS:
        found = document.get(name, [])
        if not isinstance(found, list) or not all(isinstance(each, str) for each in found):
            return f"{name} is no list of texts"
    parents = document.get("parents", [])
    if not isinstance(parents, list) or not all(
        isinstance(each, dict) and isinstance(each.get("id"), str) for each in parents
    ):
        return "parents is no list of edges"
    return None


def _in_mappings(document: Document) -> str | None:
    for name in MAPPINGS:
        odd = set(map(type, document.get(name, {}).values())) - KINDS
        if odd:
            return f"{name} holds a {odd.pop().__name__}"
    return None


def _id(document: Document) -> str | None:
    name, colon, tail = str(document.get("id", "a:0")).partition(":")
    return None if name and colon and tail else "id is no model ID"
