"""Rules of sharing: make, list and revoke what opens one model to people outside, and know who holds what.

Shares belong to the model's own database key: a model that is deleted and made again has none. What a share shows is
decided in access.py; no Flask, no pymongo.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Annotated, Any, Literal

from pydantic import Field, field_validator

from modelbase.entities import EVERY_PART, PARTS, Model, Part, Share, Strict, wire
from modelbase.errors import Conflict, Invalid, SignInRequired
from modelbase.server import access
from modelbase.server.access import ANONYMOUS, Granted, Principal
from modelbase.server.database import Database, Document
from modelbase.server.database.models import models, shares
from modelbase.server.database.models.models import now
from modelbase.server.database.people import users
from modelbase.server.database.translate import AlreadyExists
from modelbase.server.deployment import Deployment
from modelbase.server.history import activity, audit
from modelbase.server.signin.tokens import text_hash

LINK = re.compile(r"mbs_[A-Za-z0-9_-]{43}")  # 256 bits
LOGIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_-]{0,98}[A-Za-z0-9])?")
LINK_LIFE = timedelta(days=30)  # of a link where nothing else is asked for
MAX_SHARES = 1_000  # of one model
PUBLIC = "public"  # the id of the public switch in lists
TRIES = 3


class NewShare(Strict):
    """Whom to open a model to, which parts of it, and for how long (null: no end, but a link 30 days)."""

    kind: Literal["public", "login", "link"]
    login: Annotated[str, Field(max_length=100)] | None = None
    sees: Annotated[tuple[Part, ...], Field(max_length=10)] = PARTS
    expires_in_hours: Annotated[int, Field(ge=1, le=87_600)] | None = None

    @field_validator("sees")
    @classmethod
    def _in_order(cls, sees: tuple[Part, ...]) -> tuple[Part, ...]:
        return tuple(part for part in EVERY_PART if part in sees)


def create(deployment: Deployment, who: Principal, model: Model, new: NewShare) -> tuple[Share, bool]:
    """Open a model; return the share, with the secret of a new link, and whether it is new."""
    _check(new)
    if new.kind == "public":
        return open_to_all(deployment.db, who, model, new)
    if shares.count(deployment.db, model.key) >= MAX_SHARES:
        raise Conflict(f"{model.id} has {MAX_SHARES} shares; revoke some first")
    secret = f"mbs_{secrets.token_urlsafe(32)}" if new.kind == "link" else None
    holder, login = _holder(deployment.db, new, secret)
    hours = new.expires_in_hours
    life = timedelta(hours=hours) if hours else LINK_LIFE if secret else None
    made = Share(
        id=f"s_{secrets.token_hex(8)}",
        model=model.id,
        kind=new.kind,
        login=login,
        sees=new.sees,
        created_by=who.login,
        created_at=now(),
        expires_at=now() + life if life else None,
    )
    before = shares.find_held(deployment.db, model.key, holder)
    if before and (before.sees, before.expires_at) == (made.sees, made.expires_at):
        return before, False
    target = {"model": model.id, "share": before.id if before else made.id}
    details = {"kind": made.kind, "login": login, "sees": list(made.sees)}
    with audit.recorded(deployment.db, who, "share.change" if before else "share.create", target, details):
        stored, first = _put(deployment.db, model.key, holder, made)
    activity.record(deployment.db, who, model.key, "share.create" if first else "share.change", details)
    return stored.model_copy(update={"secret": secret}), first


def open_to_all(db: Database, who: Principal, model: Model, new: NewShare) -> tuple[Share, bool]:
    """Make a model public, with these parts of it."""
    was = model.public_sees if model.visibility == "public" else ()
    if set(was) != set(new.sees):
        fields = {"visibility": "public", "public_sees": list(new.sees)}
        action, details = (
            "share.change" if was else "share.create",
            {"kind": "public", "sees": list(new.sees)},
        )
        try:
            with audit.recorded(db, who, action, {"model": model.id, "share": PUBLIC}, details):
                _switch(db, model, fields)
            activity.record(db, who, model.key, action, details)
        except AlreadyExists:
            return open_to_all(db, who, models.get_key(db, model.key), new)
    return _public(model.model_copy(update={"visibility": "public", "public_sees": new.sees})), not was


def page(db: Database, model: Model) -> list[Share]:
    """Return what opens a model: the public switch first, if it is on."""
    public = [_public(model)] if model.visibility == "public" else []
    return public + shares.page(db, model.key, None, MAX_SHARES)


def revoke(deployment: Deployment, who: Principal, model: Model, share_id: str) -> None:
    """Close a share of a model, or raise NotFound."""
    if share_id == PUBLIC and model.visibility == "public":
        target = {"model": model.id, "share": PUBLIC}
        with suppress(AlreadyExists), audit.recorded(deployment.db, who, "share.revoke", target):
            _switch(deployment.db, model, {"visibility": "private"})
            activity.record(deployment.db, who, model.key, "share.revoke", {"kind": PUBLIC})
        return
    share = shares.get(deployment.db, model.key, share_id)
    details = {"kind": share.kind, "login": share.login}
    with audit.recorded(deployment.db, who, "share.revoke", {"model": model.id, "share": share_id}, details):
        shares.delete(deployment.db, model.key, share_id)
    activity.record(deployment.db, who, model.key, "share.revoke", details)


def held(
    deployment: Deployment, who: Principal | None, link: str | None, opened: Sequence[str]
) -> Principal | None:
    """Return who is asking with what was shared with them: by login, by the text of a link, by links opened before.

    Raise SignInRequired `share_link` for a text that is no link, or not any more.
    """
    found = shares.live(deployment.db, (), opened) if opened else []
    found = [(key, share) for key, share in found if share.kind == "link"]
    if who is not None and who.user_id and not access.reads_everything(who):
        found += shares.live(deployment.db, [shares.by_person(who.user_id)])
    if link is not None:
        found.append(find_link(deployment.db, link))
    if not found:
        return who
    granted = tuple(Granted(share.id, key, frozenset(share.sees)) for key, share in found)
    if who is None or who.role is None:
        return replace(ANONYMOUS, via="link", shares=granted, public=deployment.settings.allow_anonymous)
    return replace(who, shares=granted)


def find_link(db: Database, text: str) -> tuple[str, Share]:
    """Return the model's database key and the link of a text, or raise SignInRequired `share_link`."""
    found = shares.live(db, [shares.by_link(text_hash(text))]) if LINK.fullmatch(text) else []
    if not found:
        raise SignInRequired(
            "this link does not open anything, or not any more; ask for a new one where you got it",
            "share_link",
        )
    return found[0]


def mine(db: Database, who: Principal) -> list[dict[str, Any]]:
    """Return what was shared with `who` in person or by link: each model as they see it, and until when."""
    rows = []
    for key, share in shares.live(db, (), [granted.share for granted in who.shares]):
        try:
            found = models.find_key(db, key)
        except Conflict:  # it cannot be read: the others are shown
            continue
        if found is not None and access.readable(who).admits(found):
            body = access.cut(wire(found), share.sees)
            shown = {name: getattr(share, name) for name in ("id", "kind", "sees", "expires_at")}
            rows.append(shown | {"model": body})
    return rows


def seen_as(deployment: Deployment, who: Principal | None, ref: str, what: str | None) -> Principal:
    """Return who is asking, or as whom an Admin looks at a model: `stranger`, or `share:<id>` for its holder."""
    if what is None:
        return access.known(who)
    model = access.model(deployment.db, who, ref, "share")
    stranger = replace(ANONYMOUS, public=True)
    kind, _, share_id = what.partition(":")
    if what == "stranger" or (kind == "share" and share_id == PUBLIC):
        return stranger
    if kind != "share":
        raise Invalid("as is stranger, or share:<id> with the id of a share of this model", field="as")
    share = shares.get(deployment.db, model.key, share_id)
    expired = share.expires_at is not None and share.expires_at <= now()
    granted = () if expired else (Granted(share.id, model.key, frozenset(share.sees)),)
    return replace(stranger, via="link", shares=granted)


def _switch(db: Database, model: Model, fields: Document) -> None:
    """Set the fields of the public switch, or raise AlreadyExists if another request did meanwhile."""
    if models.set_fields(db, model.key, {"$set": fields}, None, {"visibility": model.visibility}) is None:
        raise AlreadyExists


def _put(db: Database, key: str, holder: str, made: Share) -> tuple[Share, bool]:
    for _ in range(TRIES):
        try:
            return shares.put(db, key, holder, made)
        except AlreadyExists:
            continue  # another request made the same one: change that one
    raise Conflict("too many changes of this share at the same moment; try again")


def _holder(db: Database, new: NewShare, secret: str | None) -> tuple[str, str | None]:
    """Return the holder of a new share, and the login as its person writes it."""
    if secret is not None:
        return shares.by_link(text_hash(secret)), None
    login = str(new.login)
    person = users.find_login(db, login)
    return (shares.by_person(person.id), person.login) if person else (shares.by_login(login), login)


def _check(new: NewShare) -> None:
    if not new.sees:
        raise Invalid("a share shows at least one of card, args and weights", field="sees")
    if (new.kind == "login") != (new.login is not None):
        raise Invalid("give login with the kind login, and only then", field="login")
    if new.login is not None and not LOGIN.fullmatch(new.login):
        raise Invalid(f"{new.login[:100]!r} is no GitHub login", field="login")
    if new.kind == "public" and new.expires_in_hours is not None:
        raise Invalid("the public switch has no expiry; make a link with one", field="expires_in_hours")


def _public(model: Model) -> Share:
    return Share(id=PUBLIC, model=model.id, kind="public", sees=model.public_sees)
