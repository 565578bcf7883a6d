"""The one door: who may do what to which model, and to the server as a whole.

Deny by default: an act that is not in the table is refused. Routes and rules ask here and nowhere else; no other
file compares roles or scopes. Knows nothing of HTTP.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from typing import Any, Literal

from modelbase.entities import PARTS, Model, Part, Role
from modelbase.errors import Forbidden, SignInRequired
from modelbase.identity.identity import parse_ref
from modelbase.server.database import Database
from modelbase.server.database.models import models, shares

Act = Literal["read", "activity", "checkpoints", "download", "write", "delete", "share"]
Room = Literal[
    "table", "push", "tokens", "trash", "users", "policy",
    "policy_read", "views", "team_views", "protection", "shares", "events", "codes", "storage",
]  # fmt: skip

# What a role may do to any model, and which rooms of the server are open to it (CONTRACT 7).
ON_MODELS: dict[Role, frozenset[Act]] = {
    Role.ADMIN: frozenset({"read", "activity", "checkpoints", "download", "write", "delete", "share"}),
    Role.READ_ONLY: frozenset({"read", "activity", "checkpoints", "download"}),
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
            "shares",
            "events",
            "codes",
            "storage",
        }
    ),
    Role.READ_ONLY: frozenset({"table", "tokens", "policy_read", "views", "codes"}),
    Role.GUEST: frozenset({"tokens", "policy_read"}),
}
WRITES: frozenset[str] = frozenset(
    {"write", "delete", "share", "shares", "push", "trash", "views", "team_views"}
)
ADMIN_SCOPE: frozenset[str] = frozenset(
    {"tokens", "users", "policy", "protection", "events", "codes", "storage"}
)
# Closed to tokens that are for some names only.
WHOLE: frozenset[str] = frozenset({"policy", "users", "events", "trash", "shares", "codes", "storage"})
EVERYTHING: frozenset[Part] = frozenset(PARTS)
# Which fields of a model, a checkpoint and what hangs on them a share shows, by its parts. No share shows any others.
SHOWN: dict[str, frozenset[Part]] = {
    **dict.fromkeys(("id", "name", "dataset", "architecture", "state"), EVERYTHING),
    **dict.fromkeys(("visibility", "created_at", "updated_at", "revision", "model"), EVERYTHING),
    **dict.fromkeys(("title", "tags", "aliases", "owner", "note", "metrics", "readme"), frozenset({"card"})),
    **dict.fromkeys(
        ("parents", "children", "warnings", "step", "created_by", "weights_deleted"), frozenset({"card"})
    ),
    **dict.fromkeys(("args", "digest", "family", "policy"), frozenset({"args"})),
    **dict.fromkeys(("size", "hash", "file_count", "files"), frozenset({"weights"})),
    **dict.fromkeys(("checkpoints", "latest", "label"), frozenset({"card", "weights"})),
}
SIGN_IN = "sign in first: `modelbase login`, or open the sign-in page"


@dataclass(frozen=True)
class Granted:
    """What one share opens to whoever holds it: the model of a database key, and which parts of it."""

    share: str
    model: str
    sees: frozenset[Part]


@dataclass(frozen=True)
class Principal:
    """Who is asking: a person by session or token (narrowed by its scopes and `only` pattern), a link, or anybody.

    `shares` were made for them; `public` says whether they see public models; `parts` leaves only what shows all of
    these. `address` and `request_id` are where they ask from, for the audit log.
    """

    user_id: str
    login: str
    role: Role | None
    via: Literal["session", "token", "link", "anonymous", "server"]
    scopes: frozenset[str] = frozenset({"read", "write", "admin"})
    only: str | None = None
    token_id: str | None = None
    session_id: str | None = None
    shares: tuple[Granted, ...] = ()
    public: bool = True
    parts: frozenset[Part] = frozenset()
    address: str = ""
    request_id: str = ""

    def asking_from(self, address: str, request_id: str) -> Principal:
        """Return the same one with where they ask from, as `replace` would, in a fifth of its time."""
        made = object.__new__(Principal)
        vars(made).update(vars(self), address=address, request_id=request_id)
        return made


ANONYMOUS = Principal(user_id="", login="", role=None, via="anonymous", scopes=frozenset({"read"}))


def model(db: Database, who: Principal | None, ref: str, act: Act) -> Model:
    """Return the model of `ref` if `who` may do `act` to it; raise NotFound, Forbidden or SignInRequired."""
    person = known(who)
    parsed = parse_ref(ref)
    found = models.resolve(db, parsed.name, parsed.tail, readable(person))
    if act not in _allowed(person, found):
        raise Forbidden(_why_not(person, act))
    return found


def may(who: Principal, found: Model, act: Act) -> bool:
    """Say whether `who` may do `act` to a model that was found."""
    return act in _allowed(who, found)


def sees(who: Principal, found: Model) -> frozenset[Part]:
    """Return which parts of a model `who` may see: all by their role, else what its shares show."""
    if not _scoped(who, "read") or not _covers(who, found.name):
        return frozenset()
    if reads_everything(who):
        return EVERYTHING
    public = found.public_sees if found.visibility == "public" and who.public else ()
    return frozenset(public).union(*(share.sees for share in who.shares if share.model == found.key))


def cut(body: Mapping[str, Any], seen: Iterable[Part]) -> dict[str, Any]:
    """Return the fields of a model's or checkpoint's answer that these parts show; the others are not there at all."""
    parts = frozenset(seen)
    if parts == EVERYTHING:
        return dict(body)
    return {name: value for name, value in body.items() if SHOWN.get(name, frozenset()) & parts}


def narrowed(who: Principal | None, *parts: Part) -> Principal:
    """Return `who` as they are for answers that show all these parts of each model in them."""
    return replace(known(who), parts=frozenset(parts))


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
    if reads_everything(who):
        return named
    keys = [share.model for share in who.shares if who.parts <= share.sees]
    opened = shares.open_filter(who.public, sorted(who.parts), keys)
    return {"$and": [named, opened]} if named else opened


def names(who: Principal) -> dict[str, Any]:
    """Return the MongoDB filter on names (`name`) of which `who` may know every model."""
    if not reads_everything(who) or not _scoped(who, "read"):
        return models.NOTHING
    return models.name_filter(who.only) if who.only else {}


def reads_all(who: Principal, name: str) -> bool:
    """Say whether `who` may know every model of a name, so that one they do not find is not there."""
    return names(who) != models.NOTHING and _covers(who, name)


def of_names(who: Principal, ids: Iterable[str]) -> list[str]:
    """Return those of these model IDs whose name `who` may know of: a token for some names learns no others."""
    return [each for each in ids if _covers(who, each.partition(":")[0])]


def reads_everything(who: Principal) -> bool:
    """Say whether a role reads every model, so that no share adds anything to it."""
    return who.role is not None and "read" in ON_MODELS[who.role]


def _allowed(who: Principal, found: Model) -> frozenset[Act]:
    by_role = ON_MODELS[who.role] if who.role else frozenset()
    seen = sees(who, found)
    by_share: set[Act] = {"read"} if seen else set()
    if seen & SHOWN["label"]:
        by_share.add("checkpoints")
    if "weights" in seen:
        by_share.add("download")
    return frozenset(act for act in by_role | by_share if _scoped(who, act) and _covers(who, found.name))


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
    if act in {"activity", "checkpoints", "download"}:
        return "what was shared of this model does not include this; ask whoever shared it"
    role = who.role.value.replace("_", "-") if who.role else "anonymous"
    return f"the role {role} does not allow this; ask an Admin"
