"""Access control: who may do what to which model, and to the server as a whole.

Deny by default: an act that is not in TABLE is refused. Routes and rules ask here and nowhere else; no other file
compares roles, scopes or name patterns. Knows nothing of HTTP and of how models are stored and searched.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, NamedTuple

from modelbase.entities import EVERY_PART, Model, Part, Role
from modelbase.errors import Forbidden, NotFound, SignInRequired
from modelbase.identity.identity import parse_ref
from modelbase.server.database import Database
from modelbase.server.database.models import models
from modelbase.server.visible import NOTHING, Visible, fits

Scope = Literal["read", "write", "admin"]
ModelAct = Literal[
    "read", "checkpoints", "runs", "series", "download", "activity", "write", "delete", "share", "redact",
]  # fmt: skip
ServerAct = Literal[
    "table", "push", "views_read", "views", "team_views", "trash", "shares", "policy_read", "policy",
    "settings", "protection", "users", "events", "storage", "secrets", "token_make", "tokens", "codes",
]  # fmt: skip


class Rule(NamedTuple):
    """Who may do one act: people of these roles, by session or with a token of this scope.

    `parts` is for acts on one model: who has none of the roles may do it too to a model of which a share, or the public
    switch, shows them one of these parts. `limited` says whether a token for some names may do it: only what stays
    within these names, the rules of IDs, which are read to make one, and tokens that are as limited.
    """

    roles: frozenset[Role]
    scope: Scope
    parts: frozenset[Part] = frozenset()
    limited: bool = True


ADMINS = frozenset({Role.ADMIN})
READERS = frozenset({Role.ADMIN, Role.READ_ONLY})
SIGNED_IN = frozenset(Role)
ALL_PARTS: frozenset[Part] = frozenset(EVERY_PART)
TABLE: dict[ModelAct | ServerAct, Rule] = {
    # acts on one model
    "read": Rule(READERS, "read", ALL_PARTS),
    "checkpoints": Rule(READERS, "read", frozenset({"card", "weights"})),
    "runs": Rule(READERS, "read", frozenset({"card", "run"})),
    "series": Rule(READERS, "read", frozenset({"card"})),
    "download": Rule(READERS, "read", frozenset({"weights"})),
    "activity": Rule(READERS, "read"),
    "write": Rule(ADMINS, "write"),
    "delete": Rule(ADMINS, "write"),
    "share": Rule(ADMINS, "write"),
    "redact": Rule(ADMINS, "write"),
    # acts on the server
    "table": Rule(READERS, "read"),
    "policy_read": Rule(READERS, "read"),
    "push": Rule(ADMINS, "write"),
    "views_read": Rule(READERS, "read", limited=False),
    "views": Rule(READERS, "write", limited=False),
    "team_views": Rule(ADMINS, "write", limited=False),
    "trash": Rule(ADMINS, "write", limited=False),
    "shares": Rule(ADMINS, "write", limited=False),
    "protection": Rule(ADMINS, "admin"),
    "token_make": Rule(SIGNED_IN, "admin"),
    "tokens": Rule(SIGNED_IN, "admin", limited=False),
    "codes": Rule(READERS, "admin", limited=False),
    "policy": Rule(ADMINS, "admin", limited=False),
    "settings": Rule(ADMINS, "admin", limited=False),
    "users": Rule(ADMINS, "admin", limited=False),
    "events": Rule(ADMINS, "admin", limited=False),
    "storage": Rule(ADMINS, "admin", limited=False),
    "secrets": Rule(ADMINS, "admin", limited=False),
}
REFUSED = Rule(frozenset(), "admin", limited=False)  # of an act that is not in the table
# Which fields of a model, a checkpoint and what hangs on them a share shows, by its parts. No share shows any others.
SHOWN: dict[str, frozenset[Part]] = {
    **dict.fromkeys(("id", "name", "dataset", "architecture", "state"), ALL_PARTS),
    **dict.fromkeys(("visibility", "created_at", "updated_at", "revision", "model"), ALL_PARTS),
    **dict.fromkeys(("title", "tags", "aliases", "owner", "note", "metrics", "readme"), frozenset({"card"})),
    **dict.fromkeys(
        ("parents", "children", "warnings", "step", "created_by", "weights_deleted", "marks"),
        frozenset({"card"}),
    ),
    **dict.fromkeys(("finished_at", "resume"), frozenset({"card"})),
    "run": frozenset({"run"}),
    **dict.fromkeys(("args", "digest", "family", "policy"), frozenset({"args"})),
    **dict.fromkeys(("size", "hash", "file_count", "files", "damaged"), frozenset({"weights"})),
    **dict.fromkeys(("checkpoints", "latest", "label"), frozenset({"card", "weights"})),
}
SIGN_IN = "sign in first: `modelbase login`, or open the sign-in page"


@dataclass(frozen=True)
class Granted:
    """What one share opens: the model of a database key, and which parts of it."""

    share: str
    model: str
    sees: frozenset[Part]


@dataclass(frozen=True)
class Principal:
    """Who is asking: a person by session or token, the holder of a link, an anonymous visitor, or the server itself.

    `scopes` and `only`, a pattern of names, are those of a token; `shares` were made for this principal; `public` says
    whether public models are visible; `parts` leaves only models that show all of these. `address` and `request_id`
    are where the request comes from, for the audit log.
    """

    user_id: str
    login: str
    role: Role | None
    via: Literal["session", "token", "link", "anonymous", "server"]
    scopes: frozenset[Scope] = frozenset({"read", "write", "admin"})
    only: str | None = None
    token_id: str | None = None
    session_id: str | None = None
    shares: tuple[Granted, ...] = ()
    public: bool = True
    parts: frozenset[Part] = frozenset()
    address: str = ""
    request_id: str = ""

    def asking_from(self, address: str, request_id: str) -> Principal:
        """Return the same principal with where the request comes from, as `replace` would, in a fifth of its time."""
        made = object.__new__(Principal)
        vars(made).update(vars(self), address=address, request_id=request_id)
        return made


ANONYMOUS = Principal(user_id="", login="", role=None, via="anonymous", scopes=frozenset({"read"}))


def model(db: Database, who: Principal | None, ref: str, act: ModelAct) -> Model:
    """Return the model of `ref` if `who` may do `act` to it; raise NotFound, Forbidden or SignInRequired.

    Why a token sees no model of a name is said of each ID alike, so that it says nothing about which models exist.
    """
    person = known(who)
    parsed = parse_ref(ref)
    if "read" not in person.scopes:
        raise Forbidden(_why_not(person, "read"))
    try:
        found = models.resolve(db, parsed.name, parsed.tail, readable(person))
    except NotFound as error:
        if _covers(person, parsed.name):
            raise
        said = f"no model {parsed.name}:{parsed.tail} for this token, which is for {person.only} only"
        raise NotFound(f"{said}; use one that covers {parsed.name}", error.code) from None
    if not may(person, found, act):
        raise Forbidden(_why_not(person, act, shared=person.role not in READERS))
    return found


def may(who: Principal, found: Model, act: ModelAct) -> bool:
    """Say whether `who` may do `act` to a model that was found."""
    rule = TABLE.get(act, REFUSED)
    if rule.scope not in who.scopes or not _covers(who, found.name):
        return False
    return who.role in rule.roles or not rule.parts.isdisjoint(sees(who, found))


def sees(who: Principal, found: Model) -> frozenset[Part]:
    """Return which parts of a model `who` may see: all by their role, else what its shares show."""
    if "read" not in who.scopes or not _covers(who, found.name):
        return frozenset()
    if reads_everything(who):
        return ALL_PARTS
    public = found.public_sees if found.visibility == "public" and who.public else ()
    return frozenset(public).union(*(share.sees for share in who.shares if share.model == found.key))


def cut(body: Mapping[str, Any], seen: Iterable[Part]) -> dict[str, Any]:
    """Return the fields of a model's or checkpoint's answer that these parts show; the others are not there at all."""
    parts = frozenset(seen)
    if parts == ALL_PARTS:
        return dict(body)
    return {name: value for name, value in body.items() if SHOWN.get(name, frozenset()) & parts}


def narrowed(who: Principal | None, *parts: Part) -> Principal:
    """Return `who` as they are for answers that show all these parts of each model in them."""
    return replace(known(who), parts=frozenset(parts))


def known(who: Principal | None) -> Principal:
    """Return `who`, or raise SignInRequired where the server requires sign-in."""
    if who is None:
        raise SignInRequired(SIGN_IN)
    return who


def require(who: Principal | None, act: ServerAct) -> Principal:
    """Return `who` if they may do this act on the server, else raise SignInRequired or Forbidden."""
    person, rule = known(who), TABLE.get(act, REFUSED)
    if person.role is None:
        raise SignInRequired(SIGN_IN)
    if person.role not in rule.roles or rule.scope not in person.scopes:
        raise Forbidden(_why_not(person, act))
    if person.only is not None and not rule.limited:
        raise Forbidden(f"this token is for {person.only} only; use one that covers every name")
    return person


def push_to(who: Principal | None, name: str) -> Principal:
    """Return `who` if they may make and change models of this name, else raise."""
    person = require(who, "push")
    if not _covers(person, name):
        raise Forbidden(f"this token is for {person.only} only; use one that covers {name}")
    return person


def push_found(who: Principal | None, found: Model) -> Model:
    """Return a model that args were found to mean, if `who` may change it: a policy may lead args to another name."""
    person = require(who, "push")
    if not _covers(person, found.name):
        raise Forbidden(
            f"this token is for {person.only} only, and these args are no new model under that name; use a token "
            "that covers every name"
        )
    return found


def readable(who: Principal) -> Visible:
    """Return which models `who` may know of."""
    if "read" not in who.scopes:
        return NOTHING
    if reads_everything(who):
        return Visible(every=True, only=who.only)
    shared = frozenset(share.model for share in who.shares if who.parts <= share.sees)
    return Visible(only=who.only, public=who.public, parts=who.parts, shared=shared)


def reads_everything(who: Principal) -> bool:
    """Say whether a role reads every model, so that no share adds anything to it."""
    return who.role in TABLE["read"].roles


def _covers(who: Principal, name: str) -> bool:
    return who.only is None or fits(name, who.only)


def _why_not(who: Principal, act: ModelAct | ServerAct, *, shared: bool = False) -> str:
    """Return why an act is refused; `shared` is for a model of which `who` sees some parts."""
    scope = TABLE.get(act, REFUSED).scope
    if scope not in who.scopes:
        scopes = ", ".join(sorted(who.scopes))
        return f"this needs a token with the scope {scope}; this one has {scopes}"
    if shared and scope == "read":
        return "what was shared of this model does not include this; ask an Admin to share more of it"
    role = who.role.value.replace("_", "-") if who.role else "anonymous"
    return f"the role {role} does not allow this; ask an Admin"
