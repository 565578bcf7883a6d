"""/models/<ref>/checkpoints/<checkpoint>/tensors and /safety: what is inside the files of a checkpoint."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from flask import Response
from flask_openapi3 import APIBlueprint
from pydantic import Field

from modelbase.entities import Checkpoint, Entity, Moment, Strict
from modelbase.server.api.checkpoints import ROOT, CheckpointPath
from modelbase.server.api.context import answer, deployment, model_of
from modelbase.server.database.files import checkpoints
from modelbase.server.transfer import tensors
from modelbase.weights.report import Risk, State, Use

api = APIBlueprint("tensors", __name__, url_prefix="/api/v1")


class TensorRow(Entity):
    """One tensor; `size` in bytes, null where its dtype is not known; `hash` the BLAKE2b (16 bytes) of its bytes.

    The hash is null where the bytes are not in one piece, or their size is not known.
    """

    name: str
    dtype: str
    shape: list[int]
    parameters: int
    size: int | None
    hash: str | None
    file: str


class Totals(Entity):
    """Sums over tensors, all in all and for each dtype."""

    tensors: int
    parameters: int
    size: int
    dtypes: dict[str, dict[str, int]]


class TensorFile(Entity):
    """Whether the tensors of a file are listed; `reason` says why not."""

    path: str
    size: int
    format: str | None
    state: Literal["read", "none", "unreadable", "waiting"]
    reason: str
    metadata: dict[str, Any]
    tensors: int


class Tensors(Entity):
    """The tensors of a checkpoint."""

    rows: list[TensorRow]
    totals: Totals
    files: list[TensorFile]


class TensorChange(Entity):
    """A tensor in two checkpoints."""

    name: str
    change: Literal["same", "changed", "reshaped", "added", "removed", "unknown"]
    base: TensorRow | None
    other: TensorRow | None


class TensorChanges(Entity):
    """Two checkpoints, tensor by tensor; `prefix` is what was cut off the names of each."""

    base: str
    other: str
    rows: list[TensorChange]
    counts: dict[str, int]
    prefix: dict[str, str]


class Imported(Entity):
    """A name that a pickle imports."""

    name: str
    risk: Risk


class Judged(Entity):
    """How a pickle uses a name that it imports, the list it is on with its version, and why it is judged so."""

    name: str
    uses: list[Use]
    trusted: str
    reason: str


class Scanner(Entity):
    """What looked, and which version of it."""

    name: str
    version: int


class SafetyRow(Entity):
    """What loading a file would import.

    `note` says that the file is not what its name promises, `packed` which compression was opened, `lists` the version
    of the lists by which the imports were judged.
    """

    path: str
    format: str | None
    state: State | Literal["waiting"]
    reason: str
    imports: list[Imported]
    scanner: Scanner | None
    at: Moment | None
    judged: list[Judged]
    packed: str
    note: str
    lists: int | None


class Safety(Entity):
    """What loading the files of a checkpoint would import; `state` is the worst of them.

    `trusted` says why flagged files may be pulled by who asks, '' if only their `--allow-flagged` does it.
    """

    state: State | Literal["waiting"]
    rows: list[SafetyRow]
    trusted: str
    next: None = None


class TensorDiffRequest(Strict):
    """The other model, and its checkpoint (default: its latest)."""

    id: Annotated[str, Field(max_length=400)]
    checkpoint: Annotated[str, Field(max_length=200)] = ""


@api.get(f"{ROOT}/<checkpoint>/tensors", responses={200: Tensors})
def table(path: CheckpointPath) -> Response:
    """List the tensors of a checkpoint, with totals."""
    return answer(tensors.table(deployment(), _checkpoint(path.ref, path.checkpoint)))


@api.get(f"{ROOT}/<checkpoint>/tensors/diff", responses={200: TensorChanges})
def compare(path: CheckpointPath, query: TensorDiffRequest) -> Response:
    """Compare the tensors of a checkpoint with those of another one."""
    base = _checkpoint(path.ref, path.checkpoint)
    other = _checkpoint(query.id, query.checkpoint)
    found = tensors.compare(deployment(), base, other)
    return answer({"base": f"{base.model}@{base.label}", "other": f"{other.model}@{other.label}"} | found)


@api.get(f"{ROOT}/<checkpoint>/safety", responses={200: Safety})
def safety(path: CheckpointPath) -> Response:
    """Say what loading the files of a checkpoint would import."""
    here, who, model = model_of(path.ref, "download")
    found = checkpoints.get(here.db, model, path.checkpoint)
    return answer(tensors.safety(here, who, model, found))


def _checkpoint(ref: str, label: str) -> Checkpoint:
    """Return a checkpoint whose weights the asker sees."""
    here, _, model = model_of(ref, "download")
    return checkpoints.get(here.db, model, label or model.latest or "last")
