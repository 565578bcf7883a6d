"""What the SDK gives back beside the entities, and how an answer becomes one of them.

A field that a newer server adds is left out, so that an older client works. No HTTP here.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, Field, ValidationError

from modelbase import entities
from modelbase.errors import ModelbaseError, Unavailable
from modelbase.identity.identity import parse_ref
from modelbase.texts import line

Kind = TypeVar("Kind", bound=BaseModel)
SIZE = 2**63  # bytes; more is no size
ODD = "; check the address (url=), and that client and server are of versions that go together"


def _model_id(text: str) -> str:
    try:
        ref = parse_ref(text)
    except ModelbaseError as error:
        raise ValueError(error.message) from None
    if ref.label is not None or not ref.is_hash:
        raise ValueError("it is no model ID")
    return text


def _checkpoint_ref(text: str) -> str:
    model, at, label = text.partition("@")
    _model_id(model)
    if not at or not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", label):
        raise ValueError("it is no ID@LABEL")
    return text


CheckpointRef = Annotated[str, AfterValidator(_checkpoint_ref)]
# What a server names something by: it becomes a folder, an address or words to repeat, so nothing else may stand there.
ModelId = Annotated[str, AfterValidator(_model_id)]
Label = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
Key = Annotated[str, Field(pattern=r"^[A-Za-z0-9_:~.-]{1,200}$")]
Size = Annotated[int, Field(ge=0, le=SIZE)]


class Warned(entities.Entity):
    """A bad mark on a model (distance 0), or on an ancestor so many steps before it."""

    id: ModelId
    reason: str
    distance: int


class Model(entities.Model):
    """A model with its args and warnings, which are there where one model is read alone.

    Of a model that is shared in part, `sees` has the parts; the fields of the others are empty.
    """

    id: ModelId
    state: entities.State  # these two are in every answer, whatever is shared
    visibility: Literal["private", "public"]
    latest: Label | None = None
    size: Size = 0
    digest: Annotated[str, Field(pattern=r"^([0-9a-f]{64})?$")] = ""
    family: str = ""
    policy: int = 0
    owner: str = ""
    sees: tuple[entities.Part, ...] = entities.PARTS
    args: dict[str, Any] | None = None
    warnings: tuple[Warned, ...] = ()

    def warned(self) -> list[str]:
        """Return a sentence for each bad mark on this model, or on one that it descends from."""
        return [
            f"{self.id} is marked bad: {line(each.reason)}"
            if each.id == self.id
            else f"{self.id} descends from {each.id}, which is marked bad: {line(each.reason)}"
            for each in self.warnings
        ]


class Checkpoint(entities.Checkpoint):
    """A checkpoint; of a model that is shared in part, the fields of the other parts are empty."""

    id: Key
    model: ModelId
    label: Label
    state: Literal["uploaded", "verified", "corrupt", "weights_deleted"]
    hash: Annotated[str, Field(pattern=r"^([0-9a-f]{64})?$")] = ""
    size: Size = 0
    file_count: int = 0
    created_by: str = ""


class Share(entities.Share):
    """What opens one model to people outside; `url` is the address of a link, there when it is made."""

    id: Key
    secret: Annotated[str, Field(pattern=r"^mbs_[A-Za-z0-9_-]{43}$")] | None = None
    url: str | None = None


class Token(entities.Token):
    """An API token; `token` is its text, there once, when it is made."""

    id: Key
    token: Annotated[str, Field(pattern=r"^[!-~]{1,500}$")] | None = None


class User(entities.User):
    """A person with a role."""

    id: Key


class TrashEntry(entities.TrashEntry):
    """Something deleted that can be restored until `expires_at`; `ref` is the `ID` or `ID@label` that it had."""

    id: Key
    model: ModelId
    label: Label | None = None
    size: Size = 0

    @property
    def ref(self) -> str:
        """The `ID` or `ID@label` that it had."""
        return self.model if self.kind == "model" else f"{self.model}@{self.label}"


class Resume(entities.Resume):
    """From which checkpoint an unfinished training goes on: `step` is the one it was saved at, `ref` is `ID@label`."""

    ref: CheckpointRef


class Run(entities.Run):
    """One execution of a model's training: who, where, when, how it ended, where its code is from."""

    model: ModelId = ""
    by: str = ""
    id: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{0,100}$")] = ""


class Found(entities.Entity):
    """Whether args were trained already: ID, state, the model and the lease if any.

    The state is `new`, `training`, `interrupted`, `failed` or `trained`. `resume` is from where an unfinished training
    goes on, `run` the newest run in short: who, where, how it ended.
    """

    id: ModelId
    name: str = ""
    digest: str = ""
    family: str = ""
    state: entities.State
    model: Model | None = None
    lease: entities.Lease | None = None
    resume: Resume | None = None
    run: entities.LastRun | None = None
    policy: int | None = None

    @property
    def trained(self) -> bool:
        """Say whether the training was finished, and there are weights."""
        return self.state is entities.State.TRAINED

    @property
    def training(self) -> bool:
        """Say whether these args are being trained now."""
        return self.state is entities.State.TRAINING

    @property
    def holder(self) -> str | None:
        """The login of the person who is training these args now, or None."""
        return self.lease.holder if self.lease else None


def read(kind: type[Kind], body: Any) -> Kind:
    """Return the entity of an answer; an answer of another form is `unavailable`."""
    try:
        return kind.model_validate(body, extra="ignore")
    except ValidationError as error:
        raise broken(kind.__name__, error) from None


def read_model(body: Any, asked: str) -> Model:
    """Return the model of an answer; `unavailable` if it is not the one that was asked for, by ID or alias."""
    model = read(Model, body)
    _check_asked(model.id, asked, model.digest)
    return model


def read_checkpoint(body: Any, asked: str, label: str | None = None) -> Checkpoint:
    """Return the checkpoint of an answer; `unavailable` if it is of another model, or not the one of this label."""
    found = read(Checkpoint, body)
    _check_asked(found.model, asked)
    if label is not None and label not in {found.label, found.id} and not found.hash.startswith(label):
        raise _other(f"{found.model}@{found.label}", f"{asked.partition('@')[0]}@{label}")
    return found


def _check_asked(model: str, asked: str, digest: str = "") -> None:
    """Compare the ID of an answer with the reference that was asked for: a whole or short ID, or an alias."""
    got, ref = parse_ref(model), parse_ref(asked)
    same = not ref.is_hash or got.tail.startswith(ref.tail) or digest.startswith(ref.tail)
    if ref.tail.startswith(
        got.tail
    ):  # a longer one; the digest says, if it is that of the ID (not of a later policy)
        same = same or not digest.startswith(got.tail)
    if got.name != ref.name or not same:
        raise _other(model, f"{ref.name}:{ref.tail}")


def _other(got: str, asked: str) -> Unavailable:
    return Unavailable(
        f"the server answered with {got} where {asked} was asked for: is it a Modelbase server?"
    )


def broken(kind: str, error: Exception) -> Unavailable:
    """Return the error for an answer that is no `kind`, with the field that is wrong."""
    first = error.errors()[0] if isinstance(error, ValidationError) else {"loc": (), "msg": str(error)}
    where = line(".".join(map(str, first["loc"])))[:100] or "the whole"
    said = f"the server's answer is no {kind} ({where}: {line(str(first['msg']))[:200]})"
    return Unavailable(said + ODD, parameters=["url"])
