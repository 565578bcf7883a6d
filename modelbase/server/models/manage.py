"""Rules for making, reading and changing models. No Flask, no pymongo: store functions do the writing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from contextlib import nullcontext, suppress
from dataclasses import dataclass, field
from typing import Any

from modelbase.entities import Model, Parent
from modelbase.errors import Conflict, Invalid, TooLarge
from modelbase.identity.identity import DEFAULT_POLICY, Identity, Policy, identify, model_id
from modelbase.identity.rawjson import GivenArgs
from modelbase.server import access
from modelbase.server.access import Principal
from modelbase.server.database import Database, Document, flat
from modelbase.server.database.models import models
from modelbase.server.database.translate import Taken
from modelbase.server.history import activity, audit
from modelbase.server.models import images
from modelbase.server.models.policies import policy_key
from modelbase.server.relations import lineage, near

MAX_README = 2**20  # bytes
MAX_TITLE = 200  # characters
MAX_TAGS = 50
TAG = re.compile(r"[^\s,\"'\x00-\x1f\x7f][^,\"\x00-\x1f\x7f]{0,63}")
LENGTHS = (9, *range(12, 65))  # of hashes: 9, or from 12 on when two digests share 9 digits


@dataclass(frozen=True)
class Wanted:
    """What a model should be made of; everything but the args counts only when it is new."""

    given: GivenArgs
    dataset: str | None = None
    architecture: str | None = None
    title: str = ""
    readme: str = ""
    tags: tuple[str, ...] = ()
    visibility: str = "private"
    parents: tuple[Parent, ...] = field(default=())


def look_up(db: Database, who: Principal, wanted: Wanted, policy: Policy) -> tuple[Identity, Model | None]:
    """Return the identity of args and the model of them that `who` may know of, if there is one."""
    identity = _identity(wanted, policy)
    found, seen = _find(db, identity, policy), access.readable(who)
    if found is not None and seen and not models.visible(db, found.key, seen):
        found = None
    return identity, found


def ensure(db: Database, who: Principal, wanted: Wanted, policy: Policy) -> tuple[Model, bool]:
    """Return the model of these args and whether it was made just now; many callers at once get the same one."""
    identity = _identity(wanted, policy)
    access.push_to(who, identity.name)
    found = _find(db, identity, policy)
    if found is not None:
        return found, False
    fields = _fields(db, who, wanted)
    moment = models.now()
    for length in LENGTHS:
        model = Model(
            id=model_id(identity.name, identity.digest, length),
            name=identity.name,
            dataset=identity.dataset,
            architecture=identity.architecture,
            digest=identity.digest,
            family=identity.family,
            policy=policy.number,
            owner=who.login,
            created_at=moment,
            updated_at=moment,
            **fields,
        )
        try:
            return _insert(db, who, model, wanted, policy), True
        except Taken:
            found = _find(db, identity, policy)
            if found is not None:
                return found, False
    raise Conflict(f"no free ID is left for the digest {identity.digest}")


def change(db: Database, who: Principal, model: Model, wanted: dict[str, Any], revision: int | None) -> Model:
    """Set the named fields of a model; raise Conflict `edited_meanwhile` if `revision` is not the present one."""
    images.hold(db, model.key, wanted.get("readme", ""))
    rewritten = "readme" in wanted and models.args_and_readme(db, model.key)[1] != wanted["readme"]
    done = _change(db, who, model, wanted, revision)
    activity.record_change(db, who, model, done, rewritten)
    return done


def _change(
    db: Database, who: Principal, model: Model, wanted: dict[str, Any], revision: int | None
) -> Model:
    update = _update(wanted)
    if not update:
        return model
    shown = wanted.get("visibility", model.visibility)
    if shown == model.visibility:
        return _set(db, model, update, revision)
    action = "share.create" if shown == "public" else "share.revoke"
    target = {"model": model.id, "share": "public"}
    with suppress(Taken), audit.recorded(db, who, action, target, {"kind": "public"}):
        return _set(db, model, update, revision, {"visibility": model.visibility})
    return _change(db, who, models.get_key(db, model.key), wanted, revision)  # somebody did so at this moment


def _set(db: Database, model: Model, update: Document, revision: int | None, was: Any = ()) -> Model:
    done = models.set_fields(db, model.key, update, revision, was)
    if done is None:
        present = models.get_key(db, model.key)
        if revision in {None, present.revision}:
            raise Taken
        _, readme = models.args_and_readme(db, model.key)
        raise Conflict(
            f"{model.id} was changed by somebody else meanwhile; look at it again, then repeat your change",
            "edited_meanwhile",
            revision=present.revision,
            current={"title": present.title, "tags": list(present.tags), "readme": readme},
        )
    return done


def _identity(wanted: Wanted, policy: Policy) -> Identity:
    given = wanted.given
    return identify(given.tree, policy, wanted.dataset, wanted.architecture, given.compact)


def _find(db: Database, identity: Identity, policy: Policy) -> Model | None:
    """Return the model of an identity; as long as the first policy is in force, its digest is the only key it has."""
    key = "" if policy.number == DEFAULT_POLICY.number else policy_key(policy, identity.name, identity.digest)
    return models.find_digest(db, identity.name, identity.digest, key)


def _insert(db: Database, who: Principal, model: Model, wanted: Wanted, policy: Policy) -> Model:
    """Store a new model, and what follows from its args and parents."""
    target = {"model": model.id, "share": "public"}
    public = model.visibility == "public"
    with audit.recorded(db, who, "share.create", target, {"kind": "public"}) if public else nullcontext():
        made = models.insert(db, model, wanted.given.text, flat.args(wanted.given.tree), policy.fingerprint)
    near.remember(db, made, wanted.given.tree, policy)
    if made.parents:
        lineage.refresh(db, made.id)  # a parent may have got parents of its own meanwhile
    return made


def _fields(db: Database, who: Principal, wanted: Wanted) -> dict[str, Any]:
    if len(wanted.parents) > lineage.MAX_PARENTS:
        raise Invalid(f"a model has at most {lineage.MAX_PARENTS} parents")
    parents = [
        Parent(id=access.model(db, who, parent.id, "read").id, kind=parent.kind) for parent in wanted.parents
    ]
    return {
        "title": _title(wanted.title),
        "readme": _readme(wanted.readme),
        "tags": _tags(wanted.tags),
        "visibility": wanted.visibility,
        "parents": tuple(parents),
    }


def _update(wanted: dict[str, Any]) -> dict[str, Any]:
    fields = {key: check(wanted[key]) for key, check in CHECKS.items() if key in wanted}
    update: dict[str, Any] = {"$set": fields} if fields else {}
    adding, removing = _tags(wanted.get("add_tags", ())), _tags(wanted.get("remove_tags", ()))
    if (adding or removing) and ("tags" in wanted or (adding and removing)):
        raise Invalid("give tags, or add_tags, or remove_tags: one of them at a time")
    if adding:
        update["$addToSet"] = {"tags": {"$each": list(adding)}}
    if removing:
        update["$pull"] = {"tags": {"$in": list(removing)}}
    return update


def _title(text: str) -> str:
    title = unicodedata.normalize("NFC", text).strip()
    if len(title) > MAX_TITLE or any(unicodedata.category(sign) in {"Cc", "Cf"} for sign in title):
        raise Invalid(f"a title is one line of at most {MAX_TITLE} characters without control characters")
    return title


def _readme(text: str) -> str:
    size = len(text.encode())
    if size > MAX_README:
        raise TooLarge(
            f"the README is {size / 1e6:.1f} MB; the limit is 1 MiB: keep images as files", limit=MAX_README
        )
    return text


def _tags(tags: Any) -> tuple[str, ...]:
    clean = tuple(dict.fromkeys(unicodedata.normalize("NFC", tag).strip() for tag in tags))
    for tag in clean:
        if not TAG.fullmatch(tag):
            raise Invalid(f"{tag!r} is no tag: 1 to 64 characters, no comma, quote or control character")
    if len(clean) > MAX_TAGS:
        raise Invalid(f"a model has at most {MAX_TAGS} tags")
    return clean


CHECKS: dict[str, Callable[[Any], Any]] = {
    "title": _title,
    "readme": _readme,
    "tags": _tags,
    "visibility": str,
}
