"""What holds on to a model, so that it is not deleted by a slip: aliases, being public, models that came of it.

Only the reasons and the refusal; deleting is in trash.py.
"""

from __future__ import annotations

from typing import Any

from modelbase.entities import Model
from modelbase.errors import Conflict
from modelbase.server import access
from modelbase.server.access import Principal
from modelbase.server.database import Database
from modelbase.server.database.models import aliases, edges, models

SHOWN = 5  # children that a refusal names


def check(db: Database, who: Principal, model: Model, force: bool) -> None:
    """Raise Conflict `in_use` with the list of reasons; with `force` only a protected alias is one."""
    reasons = [each for each in of(db, who, model) if not force or each["kind"] == "protected_alias"]
    if not reasons:
        return
    final = any(each["kind"] == "protected_alias" for each in reasons)
    hint = "an Admin lifts the protection first" if final else "give force to delete it all the same"
    told = ", ".join(each["text"] for each in reasons)
    raise Conflict(f"{model.id} is in use: {told}; {hint}", "in_use", reasons=reasons, force=not final)


def of(db: Database, who: Principal, model: Model) -> list[dict[str, Any]]:
    """Return why a model should stay, each as `kind` and `text`."""
    found: list[dict[str, Any]] = []
    for pointer in aliases.of_model(db, model.key):
        kind = "protected_alias" if pointer.alias.protected else "alias"
        text = (
            f"the {'protected ' if pointer.alias.protected else ''}alias {pointer.alias.alias} points to it"
        )
        found.append({"kind": kind, "text": text, "alias": pointer.alias.alias})
    if model.visibility == "public":
        found.append({"kind": "public", "text": "it is public"})
    children = models.children(db, model.id, {})
    if children:
        ids = [child.id for child in edges.children(db, [model.id], access.readable(who), SHOWN)]
        text = f"it is a parent of {children} model{'s' if children > 1 else ''}"
        found.append({"kind": "children", "text": text, "count": children, "ids": ids})
    return found
