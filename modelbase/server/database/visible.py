"""Which models are visible, as a MongoDB filter: the one translation of `Visible` (modelbase/server/visible.py)."""

from __future__ import annotations

import re

from modelbase.server.database import Document
from modelbase.server.visible import Visible

NO_MODEL: Document = {"_id": {"$in": []}}
ANY = r"[\s\S]*"
END = r"(?![\s\S])"  # `$` also stands before a last line break


def visible_filter(seen: Visible) -> Document:
    """Return the filter for the models that `seen` admits; {} for all of them."""
    named = {} if seen.only is None else {"name": _pattern(seen.only)}
    if seen.every:
        return named
    whole = {"$or": [{"public_sees": None}, {"public_sees": {"$all": sorted(seen.parts)}}]}
    ways: list[Document] = [{"visibility": "public"} | (whole if seen.parts else {})] if seen.public else []
    ways += [{"_id": {"$in": sorted(seen.shared)}}] if seen.shared else []
    return {"$and": [named, {"$or": ways}]} if ways else NO_MODEL


def _pattern(only: str) -> str | Document:
    """Return what a name has to be; the pattern is only ever a value, and no part of it is tried twice."""
    first, *rest = (re.escape(part) for part in only.split("*"))
    if not rest:
        return only
    middle = "".join(f"(?>{ANY}?{part})" for part in rest[:-1] if part)
    return {"$regex": f"^{first}{middle}{ANY}{rest[-1]}{END}"}
