"""What the SDK gives back beside the entities, and how an answer becomes one of them.

A field that a newer server adds is left out, so that an older client works. No HTTP here.
"""

from __future__ import annotations

from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from modelbase import entities
from modelbase.errors import Unavailable

Kind = TypeVar("Kind", bound=BaseModel)


class Warned(entities.Entity):
    """A bad mark on a model (distance 0), or on an ancestor so many steps before it."""

    id: str
    reason: str
    distance: int


class Model(entities.Model):
    """A model with its args and warnings, which are there where one model is read alone.

    Of a model that is shared in part, `sees` has the parts; the fields of the others are empty.
    """

    digest: str = ""
    family: str = ""
    policy: int = 0
    owner: str = ""
    sees: tuple[entities.Part, ...] = entities.PARTS
    args: dict[str, Any] | None = None
    warnings: tuple[Warned, ...] = ()

    def warned(self) -> list[str]:
        """Return a sentence for each bad mark on this model, or on one that it descends from."""
        return [
            f"{self.id} is marked bad: {each.reason}"
            if each.id == self.id
            else f"{self.id} descends from {each.id}, which is marked bad: {each.reason}"
            for each in self.warnings
        ]


class Checkpoint(entities.Checkpoint):
    """A checkpoint; of a model that is shared in part, the fields of the other parts are empty."""

    hash: str = ""
    size: int = 0
    file_count: int = 0
    created_by: str = ""


class Share(entities.Share):
    """What opens one model to people outside; `url` is the address of a link, there when it is made."""

    url: str | None = None


class TrashEntry(entities.TrashEntry):
    """Something deleted that can be restored until `expires_at`; `ref` is the `ID` or `ID@label` that it had."""

    @property
    def ref(self) -> str:
        """The `ID` or `ID@label` that it had."""
        return self.model if self.kind == "model" else f"{self.model}@{self.label}"


class Found(entities.Entity):
    """Whether args were trained already: ID, `new`, `training` or `trained`, the model and the lease if any."""

    id: str
    name: str = ""
    digest: str = ""
    family: str = ""
    state: entities.State
    model: Model | None = None
    lease: entities.Lease | None = None
    policy: int | None = None

    @property
    def trained(self) -> bool:
        """Say whether there is a checkpoint."""
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
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the whole"
        raise Unavailable(
            f"the server's answer is no {kind.__name__} ({where}: {first['msg']}): is it a Modelbase server?"
        ) from None
