"""The nouns of Modelbase as frozen pydantic models, shared by the wire and the database, and the base of requests.

A request is a class beside the rule that takes it; what a rule returns is an entity. Nothing here knows Flask, MongoDB
or S3.
"""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PlainSerializer, StrictInt
from pydantic_core import PydanticCustomError

Kind = Literal["resumed", "finetuned", "distilled", "merged", "quantized", "adapter"]
Metric = int | float | str  # a number, or the text NaN, Infinity or -Infinity
# What a share may show: title, README, tags, metrics; args; files; who ran it where, with which code.
Part = Literal["card", "args", "weights", "run"]
PARTS: tuple[Part, ...] = ("card", "args", "weights")  # what it shows unless it says otherwise
EVERY_PART: tuple[Part, ...] = (*PARTS, "run")


def utc_text(moment: datetime) -> str:
    """Return a moment as ISO 8601 in UTC with milliseconds, `2026-11-21T12:00:00.123Z`."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return aware.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


# Control, format (bidirectional overrides, zero width, …), lone surrogate, line and paragraph separator.
UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def unseen(text: str) -> str | None:
    """Return the first character of a text that is not seen or that moves others, as `U+202E`, or None."""
    found = next((mark for mark in text if unicodedata.category(mark) in UNSEEN), None)
    return None if found is None else f"U+{ord(found):04X}"


def _line(text: str) -> str:
    found = unseen(text)
    if found is not None:
        raise PydanticCustomError(
            "line", "is one line without control and invisible characters; take out {mark}", {"mark": found}
        )
    return text


# A text of a person that others will read in a line: names, hosts, notes.
Line = Annotated[str, AfterValidator(_line)]
Moment = Annotated[datetime, PlainSerializer(utc_text, return_type=str, when_used="json")]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Entity(BaseModel):
    """A noun: frozen, and strict about its fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Strict(BaseModel):
    """A request or a part of one (body, query or path parameters): unknown fields are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    @classmethod
    @cache
    def model_json_schema(cls, *args: Any, **kwargs: Any) -> dict[str, Any]:  # type: ignore[override]
        """Return the JSON schema, made once: the framework asks for it at every request."""
        return super().model_json_schema(*args, **kwargs)


class Role(StrEnum):
    """What a signed-in person may do at most, strongest first (docs/security.md)."""

    ADMIN = "admin"
    READ_ONLY = "read_only"
    GUEST = "guest"


# Why a person has their role: listed admin, first Admin, set by an Admin, by team, by organisation, as a guest.
Basis = Literal["list", "first", "manual", "team", "organisation", "guest"]


class State(StrEnum):
    """Where a model stands: nothing there, being trained, given up on the way, failed, or finished with weights."""

    NEW = "new"
    TRAINING = "training"
    INTERRUPTED = "interrupted"
    FAILED = "failed"
    TRAINED = "trained"


class Parent(Entity):
    """A typed edge to a parent: the model that this one was made from."""

    id: str
    kind: Kind = "finetuned"


class Note(Entity):
    """A verdict on a model, good or bad, and why."""

    verdict: Literal["good", "bad"]
    reason: str = ""
    by: str
    at: Moment


class Resume(Entity):
    """From which checkpoint a training goes on: `ref` is `ID@label`, `step` the step that it was saved at, if any."""

    step: int | None = None
    ref: str


Outcome = Literal["finished", "interrupted", "failed"]
BEST = r"^[^\x00-\x1f\x7f]{1,300}:(max|min)$"  # a metric, and which end of it is good
Count = Annotated[StrictInt, Field(ge=1, le=2**53)]


class Retention(Entity):
    """Which checkpoints of a run keep their weights: the best by a metric, the last so many, each so many steps.

    Without `keep_last` and `keep_every` all do. `best` is `KEY:max` or `KEY:min`.
    """

    best: Annotated[str, Field(pattern=BEST)] | None = None
    keep_last: Count | None = None
    keep_every: Count | None = None


class LastRun(Entity):
    """The newest run of a model, in short: who trained it where, and how that ended; `error` only if it failed."""

    number: int
    by: str
    host: str = ""
    outcome: Outcome | None = None
    error: str = ""
    started_at: Moment
    ended_at: Moment | None = None


class Run(LastRun):
    """One execution of a model's training. `outcome` is null while it runs, steps are global steps.

    `live` are the newest values of metrics that its heartbeats told, `seen_at` is when it was last heard of.
    """

    id: str
    model: str
    note: str = ""
    first_step: int = 0
    last_step: int | None = None
    seen_at: Moment | None = None
    live: dict[str, Metric] = Field(default_factory=dict)
    provenance: dict[str, Any] | None = None
    retention: Retention = Retention()


class Model(Entity):
    """One training recipe and its results; `args` and `readme` only where one model is read alone."""

    id: str
    name: str
    dataset: str
    architecture: str
    digest: Sha256
    family: Sha256
    policy: int
    title: str = ""
    tags: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    visibility: Literal["private", "public"] = "private"
    owner: str
    state: State = State.NEW
    finished_at: Moment | None = None
    resume: Resume | None = None  # only while it is not trained
    run: LastRun | None = None
    parents: tuple[Parent, ...] = ()
    children: int = 0
    note: Note | None = None
    metrics: dict[str, Metric] = Field(default_factory=dict)
    checkpoints: int = 0
    latest: str | None = None
    size: int = 0
    damaged: tuple[str, ...] = ()  # paths whose stored bytes are gone or wrong, at most 100
    created_at: Moment
    updated_at: Moment
    revision: int = 1
    readme: str | None = None
    key: str = Field(default="", exclude=True)  # the database's own key: never on the wire
    public_sees: tuple[Part, ...] = Field(
        default=PARTS, exclude=True
    )  # the parts of a public model that all see


class Move(Entity):
    """One change of an alias: where it pointed before and after; null is nowhere."""

    at: Moment
    by: str
    source: str | None = Field(alias="from")
    target: str | None = Field(alias="to")
    protected: bool

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, serialize_by_alias=True)


class Alias(Entity):
    """A movable, named pointer to a model inside its name; `moves`, latest first, only where read alone."""

    name: str
    alias: str
    model: str | None
    protected: bool = False
    by: str
    at: Moment
    moves: tuple[Move, ...] | None = None


class File(Entity):
    """A path inside a checkpoint and the SHA-256 of its bytes; `size` in bytes."""

    path: str
    size: int = Field(ge=0)
    sha256: Sha256
    blob: str = Field(default="", exclude=True)  # which stored blob: never on the wire


class Deletion(Entity):
    """When something was deleted, and by whom (their login)."""

    by: str | None = None
    at: Moment


Mark = Literal["last", "best"]  # what the server moves from one checkpoint of a run to the next


class Checkpoint(Entity):
    """An immutable set of files under a model; `files` only where one checkpoint is read alone."""

    id: str
    model: str
    label: str
    hash: Sha256
    step: int | None = None
    metrics: dict[str, Metric] = Field(default_factory=dict)
    size: int
    file_count: int
    state: Literal["uploaded", "verified", "corrupt", "weights_deleted"] = "uploaded"
    weights_deleted: Deletion | None = None
    damaged: tuple[
        str, ...
    ] = ()  # paths whose stored bytes are gone or wrong; pushing the files again mends them
    created_by: str
    created_at: Moment
    run: str | None = None  # the id of the run that saved it
    marks: tuple[Mark, ...] = ()  # by which it is found beside its label
    files: tuple[File, ...] | None = None
    finishes: bool = Field(default=False, exclude=True)  # whether its push finished the training
    labelled: bool = Field(default=True, exclude=True)  # whether its label was given, or made by the server


class PartUrl(Entity):
    """A presigned PUT for one part of one blob, to be sent with exactly these headers; `size` in bytes."""

    sha256: Sha256
    part: int
    url: str
    headers: dict[str, str]
    size: int


class BlobPlan(Entity):
    """How the bytes of one blob are to be cut and which parts (from 1) are still missing; sizes in bytes."""

    sha256: Sha256
    size: int
    part_size: int
    parts: int
    missing: tuple[int, ...]


class Reused(Entity):
    """What a push does not have to send, since the store has it; `size` in bytes."""

    files: int
    size: int


class Upload(Entity):
    """An open upload: the checkpoint to be, what is missing, and the first part URLs."""

    id: str
    expires_at: Moment
    reused: Reused
    blobs: tuple[BlobPlan, ...]
    urls: tuple[PartUrl, ...]
    urls_expire_at: Moment


class Token(Entity):
    """An API token as it is listed; its text is shown once, at creation (`token`)."""

    id: str
    name: str
    scopes: tuple[Literal["read", "write", "admin"], ...]
    only: str | None = None
    created_at: Moment
    expires_at: Moment | None = None
    last_used_at: Moment | None = None
    token: str | None = None


class User(Entity):
    """A person with a role; `id` is who they are at the sign-in provider (`local:1`, `github:583231`)."""

    id: str
    login: str
    name: str = ""
    role: Role
    disabled: bool = False
    session_version: int = 1
    basis: Basis = "manual"
    admitted: bool = True
    checked_at: Moment | None = (
        None  # when the provider last confirmed it; None where nothing depends on that
    )
    created_at: Moment | None = None
    signed_in_at: Moment | None = None


class Session(Entity):
    """A browser that is signed in; `agent` and `address` are what it said and where it came from at sign-in."""

    id: str
    created_at: Moment
    seen_at: Moment
    expires_at: Moment
    agent: str = ""
    address: str = ""
    current: bool = False


ViewKey = Annotated[str, Field(min_length=1, max_length=500)]
ViewKeys = Annotated[tuple[ViewKey, ...], Field(max_length=200)]


class ViewState(Entity):
    """What a view keeps of the table: texts and keys as in the address bar; `widths` in pixels."""

    columns: ViewKeys = ()
    hidden: ViewKeys = ()
    pinned: ViewKeys = ()
    widths: Annotated[dict[ViewKey, StrictInt], Field(max_length=200)] = Field(default_factory=dict)
    where: Annotated[str, Field(max_length=20_000)] = ""
    sort: Annotated[str, Field(max_length=10_000)] = ""
    fold: Literal["family"] | None = None


class View(Entity):
    """A saved state of the table, of one person or of the team; `default` says whether it is opened first."""

    id: str
    name: str
    scope: Literal["personal", "team"]
    owner: str
    state: ViewState
    default: bool = False
    revision: int = 1
    created_at: Moment
    updated_at: Moment


class Lease(Entity):
    """Who is training a model now, since when; only its holder gets `id`, to renew the lease by."""

    id: str | None = None
    model: str
    holder: str
    host: str = ""
    note: str = ""
    since: Moment
    expires_at: Moment
    ttl_seconds: int


class Share(Entity):
    """What opens one model to people outside; `secret` is that of a link, shown once, when it is made.

    `bound` says whether a grant is bound to its person: before their first sign-in it has only the login.
    """

    id: str
    model: str
    kind: Literal["public", "login", "link"]
    login: str | None = None
    bound: bool = True
    sees: tuple[Part, ...]
    created_by: str | None = None
    created_at: Moment | None = None
    expires_at: Moment | None = None
    secret: str | None = None


class Actor(Entity):
    """Who did something: a person, by session or by which token; no id where the server did it itself."""

    id: str
    login: str
    via: str
    token: str | None = None


class Event(Entity):
    """One record of the audit log. `begun` instead of `done`: the server stopped meanwhile, the outcome is unknown."""

    id: str = ""
    action: str
    by: Actor
    target: dict[str, str]
    details: dict[str, Any] = Field(default_factory=dict)
    address: str = ""
    request_id: str = ""
    at: Moment
    outcome: Literal["begun", "done"] = "begun"


class Image(Entity):
    """A picture of a README; `path` is how the README names it, `kind` its media type, `size` in bytes."""

    name: str
    path: str
    sha256: Sha256
    kind: str
    size: int


class Activity(Entity):
    """One thing that happened to a model: what, by whom (a login; `via` a session, a token, …), and when."""

    id: str = ""
    action: str
    by: str
    via: str | None = None
    at: Moment
    details: dict[str, Any] = Field(default_factory=dict)


class TrashEntry(Entity):
    """Something deleted that can be restored until `expires_at`; `size` in bytes."""

    id: str
    kind: Literal["model", "checkpoint", "weights"]
    model: str
    label: str | None = None
    title: str = ""
    size: int = 0
    deleted_at: Moment
    deleted_by: str
    expires_at: Moment


def wire(entity: BaseModel, **more: Any) -> dict[str, Any]:
    """Return the JSON form of an entity, leaving out the parts that are only there when read alone."""
    body = entity.model_dump(mode="json")
    for part in ("readme", "files", "token", "moves", "secret", "provenance"):
        if part in body and body[part] is None:
            del body[part]
    return body | more
