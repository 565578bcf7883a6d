"""The one door: who may do what to which model, and to the server as a whole.

Deny by default: an act that is not in the table is refused. Routes and rules ask here and nowhere else; no other
file compares roles or scopes. Knows nothing of HTTP.
"""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any, Literal

from modelbase.entities import Model, Role
from modelbase.errors import Forbidden, SignInRequired
from modelbase.identity import parse_ref
from modelbase.server.store import Database, models

Act = Literal["read", "download", "write", "delete"]
Room = Literal[
    "table", "push", "tokens", "trash", "users", "policy",
    "policy_read", "views", "team_views", "protection",
]  # fmt: skip

# What a role may do to any model, and which rooms of the server are open to it (CONTRACT 7).
ON_MODELS: dict[Role, frozenset[Act]] = {
    Role.ADMIN: frozenset({"read", "download", "write", "delete"}),
    Role.READ_ONLY: frozenset({"read", "download"}),
    Role.GUEST: frozenset(),
}
ROOMS: dict[Role, frozenset[Room]] = {
    Role.ADMIN: frozenset(
        {
            "table",
            "push",
            "tokens",
            "trash",
            "users",
            "policy",
            "policy_read",
            "views",
            "team_views",
            "protection",
        }
    ),
    Role.READ_ONLY: frozenset({"table", "tokens", "policy_read", "views"}),
    Role.GUEST: frozenset({"tokens", "policy_read"}),
}
ON_PUBLIC: frozenset[Act] = frozenset({"read", "download"})
WRITES: frozenset[str] = frozenset({"write", "delete", "push", "trash", "views", "team_views"})
ADMIN_SCOPE: frozenset[str] = frozenset({"tokens", "users", "policy", "protection"})
WHOLE: frozenset[str] = frozenset({"policy"})  # closed to tokens that are for some names only
SIGN_IN = "sign in first: `modelbase login`, or open the sign-in page"


@dataclass(frozen=True)
class Principal:
    """Who is asking: a person by session or token (narrowed by its scopes and `only` pattern), or anybody."""

    user_id: str
    login: str
    role: Role | None
    via: Literal["session", "token", "anonymous"]
    scopes: frozenset[str] = frozenset({"read", "write", "admin"})
    only: str | None = None
    token_id: str | None = None
    session_id: str | None = None


ANONYMOUS = Principal(user_id="", login="", role=None, via="anonymous", scopes=frozenset({"read"}))


def model(db: Database, who: Principal | None, ref: str, act: Act) -> Model:
    """Return the model of `ref` if `who` may do `act` to it; raise NotFound, Forbidden or SignInRequired."""
    person = known(who)
    parsed = parse_ref(ref)
    found = models.resolve(db, parsed.name, parsed.tail, readable(person))
    if act not in _allowed(person, found):
        raise Forbidden(_why_not(person, act))
    return found


def known(who: Principal | None) -> Principal:
    """Return `who`, or raise SignInRequired where the server lets nobody in unknown."""
    if who is None:
        raise SignInRequired(SIGN_IN)
    return who


def require(who: Principal | None, room: Room) -> Principal:
    """Return `who` if this room of the server is open to them, else raise SignInRequired or Forbidden."""
    person = known(who)
    if person.role is None:
        raise SignInRequired(SIGN_IN)
    if room not in ROOMS[person.role] or not _scoped(person, room):
        raise Forbidden(_why_not(person, room))
    if room in WHOLE and person.only is not None:
        raise Forbidden(f"this token is for {person.only} only; use one that covers every name")
    return person


def push_to(who: Principal | None, name: str) -> Principal:
    """Return `who` if they may make and change models of this name, else raise."""
    person = require(who, "push")
    if not _covers(person, name):
        raise Forbidden(f"this token is for {person.only} only; use one that covers {name}")
    return person


def readable(who: Principal) -> dict[str, Any]:
    """Return the MongoDB filter on models that `who` may know of."""
    if not _scoped(who, "read"):
        return models.NOTHING
    named = models.name_filter(who.only) if who.only else {}
    everything = who.role is not None and "read" in ON_MODELS[who.role]
    return named if everything else named | models.PUBLIC


def names(who: Principal) -> dict[str, Any]:
    """Return the MongoDB filter on names (`name`) of which `who` may know every model."""
    everything = who.role is not None and "read" in ON_MODELS[who.role] and _scoped(who, "read")
    if not everything:
        return models.NOTHING
    return models.name_filter(who.only) if who.only else {}


def reads_all(who: Principal, name: str) -> bool:
    """Say whether `who` may know every model of a name, so that one they do not find is not there."""
    return names(who) != models.NOTHING and _covers(who, name)


def _allowed(who: Principal, found: Model) -> frozenset[Act]:
    public = ON_PUBLIC if found.visibility == "public" else frozenset()
    by_role = ON_MODELS[who.role] if who.role else frozenset()
    return frozenset(act for act in by_role | public if _scoped(who, act) and _covers(who, found.name))


def _covers(who: Principal, name: str) -> bool:
    return who.only is None or fnmatchcase(name, who.only)


def _scoped(who: Principal, act: str) -> bool:
    if act in ADMIN_SCOPE:
        return "admin" in who.scopes
    return ("write" if act in WRITES else "read") in who.scopes


def _why_not(who: Principal, act: str) -> str:
    if not _scoped(who, act):
        scopes = ", ".join(sorted(who.scopes))
        return f"this token has the scopes {scopes}, which do not allow this; use another token"
    role = who.role.value.replace("_", "-") if who.role else "anonymous"
    return f"the role {role} does not allow this; ask an Admin"
