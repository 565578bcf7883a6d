"""Rules for secrets that are stored already: finding them in args, and redacting them wherever args are kept.

Args are kept in live models, in the trash, and as columns of the index. The digest stays, so that the same args still
find their model. Old blocks of the index go with the next clean-up; copies in backups and in MongoDB's oplog remain.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated, Any

from pydantic import Field

from modelbase.entities import Strict
from modelbase.errors import Conflict, NotFound
from modelbase.identity import secrets
from modelbase.identity.args import dumps, loads
from modelbase.identity.policy import Policy
from modelbase.server import access
from modelbase.server.access import Principal
from modelbase.server.database import Database, flat
from modelbase.server.database.files import trash
from modelbase.server.database.models import models
from modelbase.server.history import audit
from modelbase.server.index import compact
from modelbase.server.relations import near

TRIES = 5
Key = Annotated[str, Field(min_length=1, max_length=2000)]


class Redaction(Strict):
    """The keys of args whose values are to be redacted."""

    keys: Annotated[tuple[Key, ...], Field(min_length=1, max_length=100)]


class SecretsRequest(Strict):
    """How many models one page looks into, and after which cursor it goes on."""

    after: Annotated[str | None, Field(max_length=100)] = None
    limit: Annotated[int, Field(ge=1, le=1000)] = 500


def redact(db: Database, who: Principal, ref: str, asked: Redaction, policy: Policy) -> dict[str, Any]:
    """Put `<redacted>` in the place of args of a model, live or in the trash, and return its ID, keys and places."""
    try:
        model = access.model(db, who, ref, "redact")
    except NotFound:
        access.require(who, "trash")
        model = None
    model_id = model.id if model else ref
    target = {"model": model_id}
    with audit.recorded(db, who, "model.redact", target, {"keys": list(asked.keys)}):
        places = 0
        if model:
            tree = _replaced(lambda change: models.rewrite_args(db, model.key, change), asked.keys)
            near.remember(db, model, tree, policy)
            compact.rewrite(db, [model.key])
            places += 1
        for entry, key in trash.of_id(db, model_id):
            _replaced(lambda change, entry=entry: trash.rewrite_args(db, entry, change), asked.keys)  # type: ignore[misc]
            compact.rewrite(db, [key])
            places += 1
        if not places:
            raise NotFound(f"neither the models nor the trash have {ref}", "model_not_found")
    return {"id": model_id, "keys": list(asked.keys), "places": places}


def scan(db: Database, asked: SecretsRequest) -> tuple[list[dict[str, Any]], str | None]:
    """Return models, live ones first, whose args hold secrets, with the keys; and the cursor of the next page."""
    in_trash = asked.after is not None and asked.after.startswith("trash:")
    read = trash.args_after if in_trash else models.args_after
    after = (asked.after or "").removeprefix("trash:")
    page = read(db, after, asked.limit)
    rows = [
        {"id": model_id, "trash": in_trash, "secrets": [vars(each) for each in found]}
        for _, model_id, text in page
        if (found := secrets.find(loads(text)))
    ]
    if len(page) == asked.limit:
        return rows, ("trash:" if in_trash else "") + page[-1][0]
    return rows, None if in_trash else "trash:"


def _replaced(
    rewrite: Callable[[Callable[[str], tuple[str, Any]]], bool], keys: Sequence[str]
) -> dict[str, Any]:
    """Rewrite args until no other request was faster, and return them."""
    tree: dict[str, Any] = {}

    def change(text: str) -> tuple[str, Any]:
        nonlocal tree
        tree = secrets.redacted(loads(text), keys)
        return dumps(tree), flat.args(tree)

    for _ in range(TRIES):
        if rewrite(change):
            return tree
    raise Conflict("the args were changed by other requests meanwhile; try again")
