"""The rule of /diff: which models, what of each, and the comparison (compare.py does the comparing)."""

from __future__ import annotations

import hashlib
from typing import Annotated, Any

from pydantic import Field

from modelbase import deadline
from modelbase.comparison.compare import Side
from modelbase.comparison.compare import compare as compare_sides
from modelbase.entities import Model, Strict
from modelbase.errors import Invalid
from modelbase.identity.globs import MAX_GLOB
from modelbase.server import access
from modelbase.server.access import Principal
from modelbase.server.database.files import checkpoints
from modelbase.server.database.models import models, sound
from modelbase.server.deployment import Deployment
from modelbase.server.relations import lineage

README = "README.md"
METADATA = ("title", "tags", "owner", "visibility", "state", "parents", "created_at", "checkpoints", "size")


Globs = Annotated[tuple[Annotated[str, Field(max_length=MAX_GLOB)], ...], Field(max_length=100)]
Ref = Annotated[str, Field(max_length=300)]


class DiffRequest(Strict):
    """Which models, against which base (default: the first), and which rows: those that differ, or `all`."""

    id: Annotated[list[Ref], Field(min_length=2, max_length=200)]
    base: Ref | None = None
    all: bool = False
    only: Globs = ()
    ignore: Globs = ()


def compare(deployment: Deployment, who: Principal | None, asked: DiffRequest) -> dict[str, Any]:
    """Return the comparison of models as JSON data."""
    found = [access.model(deployment.db, who, ref, "read") for ref in deadline.paced(asked.id, 1)]
    ids = [each.id for each in found]
    base = ids[0] if asked.base is None else access.model(deployment.db, who, asked.base, "read").id
    if base not in ids:
        raise Invalid(f"the base {base} is not one of the compared models; add it with id={base}")
    sides = [_side(deployment, access.known(who), model) for model in deadline.paced(found, 1)]
    result = compare_sides(sides, ids.index(base), everything=asked.all, only=asked.only, ignore=asked.ignore)
    shown = [each.model_dump(mode="json", include={"id", "title", "state", "note"}) for each in found]
    return result.to_dict() | {"models": shown}


def _side(deployment: Deployment, who: Principal, model: Model) -> Side:
    args, readme = models.args_and_readme(deployment.db, model.key)
    if model.parents:
        model = model.model_copy(update={"parents": lineage.shown_parents(deployment.db, who, model)})
    shown = model.model_dump(mode="json", include=set(METADATA))
    latest = checkpoints.get(deployment.db, model, model.latest) if model.latest else None
    files = {
        file.path: {"size": file.size, "sha256": file.sha256} for file in (latest and latest.files) or ()
    }
    data = readme.encode()  # shown as a file is: a comparison of 200 would not hold their texts
    return Side(
        id=model.id,
        args=_tree(model, args),
        metrics=model.metrics,
        metadata=shown,
        files=files,
        readme={README: {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}} if data else {},
    )


def _tree(model: Model, args: str) -> dict[str, Any]:
    found = sound.tree(args)
    if found is None:
        raise models.unreadable(model.id, "args")
    return found
