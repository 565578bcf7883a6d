"""Rules for making, finding, changing and marking models. No Flask, no pymongo: store functions do the writing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from contextlib import nullcontext, suppress
from dataclasses import replace
from typing import Annotated, Any, Literal

from pydantic import Field
from pydantic.json_schema import WithJsonSchema

from modelbase.entities import Model, Note, Parent, Strict, unseen
from modelbase.errors import Conflict, Invalid, TooLarge
from modelbase.identity import secrets
from modelbase.identity.identity import DEFAULT_POLICY, Identity, Policy, identify, model_id
from modelbase.identity.jsontext import GivenArgs
from modelbase.identity.normal import normalize
from modelbase.server import access
from modelbase.server.access import Principal
from modelbase.server.database import Database, Document, flat
from modelbase.server.database.models import models
from modelbase.server.database.translate import AlreadyExists
from modelbase.server.history import activity, audit
from modelbase.server.models import images
from modelbase.server.models.policies import policy_key
from modelbase.server.relations import lineage, near

MAX_README = 2**20  # bytes
MAX_TITLE = 200  # characters
MAX_REASON = 500  # characters of a note
MAX_TAGS = 50
TAG = re.compile(r"[^\s,\"'\x00-\x1f\x7f][^,\"\x00-\x1f\x7f]{0,63}")
ALSO = r"^(?:[a-z0-9._-]+/[a-z0-9._-]+:)?[0-9a-f]{64}$"  # a digest, perhaps under another name
LENGTHS = (9, *range(12, 65))  # of hashes: 9, or from 12 on when two digests share 9 digits


Args = Annotated[
    GivenArgs, WithJsonSchema({"type": "object", "description": "the training args, a JSON object"})
]
Slugged = Annotated[str, Field(min_length=1, max_length=500)]
Text = Annotated[str, Field(max_length=2_000_000)]
Tags = Annotated[tuple[Annotated[str, Field(max_length=200)], ...], Field(max_length=200)]
Also = Annotated[tuple[Annotated[str, Field(pattern=ALSO, max_length=300)], ...], Field(max_length=4)]
Visibility = Literal["private", "public"]


class LookupRequest(Strict):
    """Args, and the name where the args do not say it."""

    args: Args
    dataset: Slugged | None = None
    architecture: Slugged | None = None
    also: Also = ()


class NewModel(LookupRequest):
    """What a model is made of; everything but the args counts only when it is new."""

    title: Text = ""
    readme: Text = ""
    tags: Tags = ()
    visibility: Visibility = "private"
    parents: tuple[Parent, ...] = ()
    allow_secrets: Tags = ()  # keys of args whose values only look like secrets


class ModelChange(Strict):
    """The fields of a model to set; absent ones stay."""

    title: Text | None = None
    readme: Text | None = None
    tags: Tags | None = None
    add_tags: Tags | None = None
    remove_tags: Tags | None = None
    visibility: Visibility | None = None


class NewNote(Strict):
    """What is said about a model: good or bad, and why."""

    verdict: Literal["good", "bad"]
    reason: Annotated[str, Field(max_length=10_000)] = ""


def look_up(
    db: Database, who: Principal, asked: LookupRequest, policy: Policy
) -> tuple[Identity, Model | None]:
    """Return the identity of args and the model of them that `who` may know of, if there is one."""
    identity = _identity(asked, policy)
    found = _find_any(db, identity, policy, asked.also)
    return identity, found if found is not None and access.readable(who).admits(found) else None


def ensure(db: Database, who: Principal, new: NewModel, policy: Policy) -> tuple[Model, bool]:
    """Return the model of these args and whether it was made just now; many callers at once get the same one."""
    identity = _identity(new, policy)
    access.push_to(who, identity.name)
    title, readme, tags = one_line("a title", new.title, MAX_TITLE), _readme(new.readme), _tags(new.tags)
    found = _find_any(db, identity, policy, new.also)
    if found is not None:
        return access.push_found(who, found), False
    secrets.refuse(new.args.tree, new.allow_secrets)
    if len(new.parents) > lineage.MAX_PARENTS:
        raise Invalid(f"a model has at most {lineage.MAX_PARENTS} parents")
    moment = models.now()
    model = Model(
        id="",
        name=identity.name,
        dataset=identity.dataset,
        architecture=identity.architecture,
        digest=identity.digest,
        family=identity.family,
        policy=policy.number,
        title=title,
        readme=readme,
        tags=tags,
        visibility=new.visibility,
        parents=tuple(
            Parent(id=access.model(db, who, each.id, "read").id, kind=each.kind) for each in new.parents
        ),
        owner=who.login,
        created_at=moment,
        updated_at=moment,
    )
    for length in LENGTHS:
        model = model.model_copy(update={"id": model_id(identity.name, identity.digest, length)})
        try:
            return _insert(db, who, model, new.args, policy), True
        except AlreadyExists:
            found = _find(db, identity, policy)
            if found is not None:
                return access.push_found(who, found), False
    raise Conflict(f"no free ID is left for the digest {identity.digest}")


def change(db: Database, who: Principal, model: Model, asked: ModelChange, revision: int | None) -> Model:
    """Set the named fields of a model; raise Conflict `edited_meanwhile` if `revision` is not the present one."""
    images.hold(db, model.key, asked.readme or "")
    rewritten = asked.readme is not None and models.args_and_readme(db, model.key)[1] != asked.readme
    done = _change(db, who, model, asked, revision)
    activity.record_change(db, who, model, done, rewritten)
    return done


def _change(db: Database, who: Principal, model: Model, asked: ModelChange, revision: int | None) -> Model:
    update = _update(asked)
    if not update:
        return model
    shown = asked.visibility or model.visibility
    if shown == model.visibility:
        return _set(db, model, update, revision)
    action = "share.create" if shown == "public" else "share.revoke"
    target = {"model": model.id, "share": "public"}
    with suppress(AlreadyExists), audit.recorded(db, who, action, target, {"kind": "public"}):
        return _set(db, model, update, revision, {"visibility": model.visibility})
    model = models.get_key(db, model.key)  # another request did so meanwhile
    return _change(db, who, model, asked, revision)


def _set(db: Database, model: Model, update: Document, revision: int | None, was: Any = ()) -> Model:
    done = models.set_fields(db, model.key, update, revision, was)
    if done is None:
        present = models.get_key(db, model.key)
        if revision in {None, present.revision}:
            raise AlreadyExists
        _, readme = models.args_and_readme(db, model.key)
        raise Conflict(
            f"{model.id} was changed by another request meanwhile; look at it again, then repeat your change",
            "edited_meanwhile",
            revision=present.revision,
            current={"title": present.title, "tags": list(present.tags), "readme": readme},
        )
    return done


def _identity(asked: LookupRequest, policy: Policy) -> Identity:
    return identify(asked.args.tree, policy, asked.dataset, asked.architecture)


def _find(db: Database, identity: Identity, policy: Policy) -> Model | None:
    """Return the model of an identity; as long as the first policy is in force, its digest is the only key it has."""
    key = "" if policy.number == DEFAULT_POLICY.number else policy_key(policy, identity.name, identity.digest)
    return models.find_digest(db, identity.name, identity.digest, key)


def _find_any(db: Database, identity: Identity, policy: Policy, also: Sequence[str]) -> Model | None:
    """Return the model of an identity, else the first of the others that its args had before."""
    found = _find(db, identity, policy)
    for each in also if found is None else ():
        name, _, digest = each.rpartition(":")
        found = _find(db, replace(identity, name=name or identity.name, digest=digest), policy)
        if found is not None:
            break
    return found


def _insert(db: Database, who: Principal, model: Model, given: GivenArgs, policy: Policy) -> Model:
    """Store a new model, and what follows from its args and parents."""
    target = {"model": model.id, "share": "public"}
    public = model.visibility == "public"
    with audit.recorded(db, who, "share.create", target, {"kind": "public"}) if public else nullcontext():
        made = models.insert(db, model, given.text, flat.args(given.tree), policy.fingerprint)
    near.remember(db, made, given.tree, policy)
    if made.parents:
        lineage.refresh(db, made.id)  # a parent may have got parents of its own meanwhile
    return made


def _update(asked: ModelChange) -> dict[str, Any]:
    given = asked.model_dump(include=set(CHECKS), exclude_none=True)
    fields = {key: CHECKS[key](value) for key, value in given.items()}
    update: dict[str, Any] = {"$set": fields} if fields else {}
    adding, removing = _tags(asked.add_tags or ()), asked.remove_tags or ()  # tags of earlier versions too
    if (adding or removing) and (asked.tags is not None or (adding and removing)):
        raise Invalid("give tags, or add_tags, or remove_tags: one of them at a time")
    if adding:
        update["$addToSet"] = {"tags": {"$each": list(adding)}}
    if removing:
        update["$pull"] = {"tags": {"$in": list(removing)}}
    return update


def one_line(what: str, text: str, most: int) -> str:
    """Return a text in NFC without blanks around it; raise Invalid unless it is one line of `most` characters."""
    line = normalize("NFC", text).strip()
    mark = unseen(line)
    if len(line) > most or mark is not None:
        why = f"; take out {mark}" if mark else f", not {len(line)}"
        raise Invalid(f"{what} is one line of at most {most} characters without control characters{why}")
    return line


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
        mark = unseen(tag)
        if mark is not None:
            raise Invalid(f"a tag has no control or invisible character; take out {mark}", field="tags")
        if not TAG.fullmatch(tag):
            raise Invalid(f"{tag!r} is no tag: 1 to 64 characters, no comma, quote or control character")
    if len(clean) > MAX_TAGS:
        raise Invalid(f"a model has at most {MAX_TAGS} tags")
    return clean


def mark(db: Database, who: Principal, model: Model, note: NewNote) -> Model:
    """Mark a model as good or bad, with a reason; the same mark once more changes nothing."""
    reason = one_line("a reason", note.reason, MAX_REASON)
    if note.verdict == "bad" and not reason:
        raise Invalid("say why the model is bad: the reason is shown to those who pull it")
    if model.note and (model.note.verdict, model.note.reason) == (note.verdict, reason):
        return model
    return _set_note(db, who, model, Note(verdict=note.verdict, reason=reason, by=who.login, at=models.now()))


def unmark(db: Database, who: Principal, model: Model) -> Model:
    """Remove the note of a model."""
    return model if model.note is None else _set_note(db, who, model, None)


def _set_note(db: Database, who: Principal, model: Model, note: Note | None) -> Model:
    change = {"$set": {"note": note.model_dump() if note else None}}
    done = models.set_fields(db, model.key, change, None) or models.get_key(db, model.key)
    details = {"verdict": note.verdict, "reason": note.reason} if note else {"verdict": None}
    activity.record(db, who, model.key, "model.note", details)
    return done


CHECKS: dict[str, Callable[[Any], Any]] = {
    "title": lambda text: one_line("a title", text, MAX_TITLE),
    "readme": _readme,
    "tags": _tags,
    "visibility": str,
}
