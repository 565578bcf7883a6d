"""Rules of aliases: set, move and remove the named pointers to models; protected ones need the admin scope.

The alias's own document decides where it points, in one write; the list that a model shows of its aliases follows
from it and can be made again at any time. No Flask, no pymongo.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StrictBool

from modelbase.entities import Alias, Model, Move, Strict
from modelbase.errors import Conflict, NotFound
from modelbase.identity.names import check_alias
from modelbase.server import access
from modelbase.server.access import Principal
from modelbase.server.database import Database
from modelbase.server.database.models import aliases, models
from modelbase.server.database.models.aliases import Pointer
from modelbase.server.history import activity, audit

TRIES = 20


class AliasChange(Strict):
    """How an alias is to be; `expected`, where it is given, is the ID that it must point to now, null for none."""

    protected: StrictBool | None = None
    expected: Annotated[str, Field(max_length=300)] | None = None


def put(db: Database, who: Principal, model: Model, alias: str, asked: AliasChange) -> Alias:
    """Point an alias of the model's name to the model, in one write; where it points to it already, change nothing."""
    check_alias(alias)
    for _ in range(TRIES):
        found = aliases.find(db, model.name, alias)
        before = found.key if found else None
        protected = bool(found and found.alias.protected)
        after = protected if asked.protected is None else asked.protected
        if found and before == model.key and protected == after:
            return found.alias
        _check_expected(model.name, alias, asked, _target(found))
        if made := _move(db, who, (model.name, alias), found, (model, after)):
            refresh(db, [before, model.key])
            _record(db, who, made, found, model)
            return made
    raise _too_many()


def remove(db: Database, who: Principal, model: Model, alias: str) -> None:
    """Remove an alias from the model; its history stays."""
    for _ in range(TRIES):
        found = aliases.find(db, model.name, alias)
        if found is None or found.key != model.key:
            raise NotFound(
                f"{model.id} has no alias {alias[:80]!r}; `modelbase show {model.id}` lists what it has",
                "alias_not_found",
            )
        if _move(db, who, (model.name, alias), found, (None, False)):
            refresh(db, [model.key])
            activity.record(db, who, model.key, "alias.remove", {"alias": alias})
            return
    raise _too_many()


def get(db: Database, who: Principal, name: str, alias: str) -> Alias:
    """Return an alias with its moves, or raise NotFound."""
    found = aliases.find(db, name, alias) if access.readable(who).knows_all(name) else None
    if found is None:
        raise NotFound(
            f"{name} never had an alias {alias[:80]!r}; GET /aliases lists them", "alias_not_found"
        )
    return found.alias


def page(
    db: Database, who: Principal, name: str | None, after: str, limit: int
) -> tuple[list[Alias], str | None]:
    """Return aliases that point to a live model, by name and alias, and where the next page begins."""
    found = aliases.page(db, access.readable(who), name, after, limit + 1)
    live = aliases.live(db, [pointer.key for pointer in found])
    shown = found[:limit]
    last = f"{shown[-1].alias.name}:{shown[-1].alias.alias}" if len(found) > limit else None
    return [pointer.alias for pointer in shown if pointer.key in live], last


def refresh(db: Database, keys: list[str | None]) -> None:
    """Write the aliases of these models into their documents, as the aliases say now; safe to repeat."""
    for key in dict.fromkeys(keys):
        for _ in range(TRIES):
            turn = models.alias_turn(db, key) if key else None
            if key is None or turn is None:
                break
            texts = [pointer.alias.alias for pointer in aliases.of_model(db, key)]
            guard = {"_id": key, "alias_turn": turn or None}
            if models.set_derived(db, [(guard, {"aliases": texts, "alias_turn": turn + 1})]):
                break


def _record(db: Database, who: Principal, made: Alias, found: Pointer | None, model: Model) -> None:
    """Record a move of an alias in the activity of the model, and of the model that it pointed to before."""
    before, was = _target(found), bool(found and found.alias.protected)
    if before == model.id:
        action = "alias.protect" if made.protected else "alias.unprotect"
        activity.record(db, who, model.key, action, {"alias": made.alias})
        return
    details = {"alias": made.alias, "from": before, "protected": made.protected and not was}
    activity.record(db, who, model.key, "alias.set", details)
    if found and found.key:
        activity.record(db, who, found.key, "alias.move", {"alias": made.alias, "to": model.id})


def _move(
    db: Database,
    who: Principal,
    place: tuple[str, str],
    found: Pointer | None,
    after: tuple[Model | None, bool],
) -> Alias | None:
    """Write where an alias points from now on; None if it was changed meanwhile.

    A protected alias, before or after, needs the right of protection, and the move is recorded in the audit log.
    """
    model, protected = after
    was = bool(found and found.alias.protected)
    if not was and not protected:
        return _write(db, who, place, found, after)
    access.require(who, "protection")
    action = "alias.move" if was and protected else "alias.protect" if protected else "alias.unprotect"
    details = {"from": _target(found), "to": model.id if model else None}
    try:
        with audit.recorded(db, who, action, {"alias": ":".join(place)}, details):
            made = _write(db, who, place, found, after)
            if made is None:
                raise _too_many()  # so that no record stays
    except Conflict:
        return None
    return made


def _write(
    db: Database,
    who: Principal,
    place: tuple[str, str],
    found: Pointer | None,
    after: tuple[Model | None, bool],
) -> Alias | None:
    model, protected = after
    target = model.id if model else None
    fields = {"at": models.now(), "by": who.login, "protected": protected}
    move = Move.model_validate(fields | {"from": _target(found), "to": target})
    moves = (move, *((found.alias.moves or ()) if found else ()))
    made = Alias.model_validate(
        fields | {"name": place[0], "alias": place[1], "model": target, "moves": moves}
    )
    done = aliases.put(db, made, model.key if model else None, found.turn if found else 0)
    return made if done else None


def _target(found: Pointer | None) -> str | None:
    return found.alias.model if found else None


def _check_expected(name: str, alias: str, asked: AliasChange, present: str | None) -> None:
    if "expected" in asked.model_fields_set and asked.expected != present:
        raise Conflict(
            f"{name}:{alias} points to {present or 'nothing'} now, not to {asked.expected or 'nothing'}; "
            "look again, then repeat your change",
            "edited_meanwhile",
            current={"model": present},
        )


def _too_many() -> Conflict:
    return Conflict("too many changes of this alias at the same moment; try again")
