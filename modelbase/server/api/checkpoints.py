"""/models/<ref>/checkpoints: declare, commit, list, read, delete checkpoints, and hand out signed URLs."""

from __future__ import annotations

from typing import Annotated, Any

from flask import Response
from flask_openapi3 import APIBlueprint
from pydantic import Field, StrictBool, StrictInt

from modelbase.entities import Checkpoint, File, Sha256, TrashEntry, Upload, wire
from modelbase.server import access
from modelbase.server.api.context import Body, ModelPath, Query, Strict, answer, deployment, me
from modelbase.server.api.models import Seen
from modelbase.server.database.files import checkpoints
from modelbase.server.models import share
from modelbase.server.transfer import commit, pull, push, relabel
from modelbase.server.transfer.declaration import Wanted
from modelbase.server.trash import trash

api = APIBlueprint("checkpoints", __name__, url_prefix="/api/v1")

ROOT = "/models/<model:ref>/checkpoints"
Name = Annotated[str, Field(max_length=200)]


class NewFile(Strict):
    """One file that will be pushed; `size` in bytes."""

    path: Annotated[str, Field(max_length=2_000)]
    size: Annotated[StrictInt, Field(ge=0)]
    sha256: Sha256


class Declaration(Body):
    """What will be pushed."""

    files: Annotated[list[NewFile], Field(min_length=1)]
    label: Name | None = None
    move: StrictBool = False
    step: Annotated[StrictInt, Field(ge=0, le=2**53)] | None = None
    metrics: dict[str, Any] = Field(default_factory=dict)


class Part(Strict):
    """A part of a blob, from 1."""

    sha256: Sha256
    part: Annotated[StrictInt, Field(ge=1, le=10_000)]


class Parts(Body):
    """The parts to get URLs for."""

    parts: Annotated[list[Part], Field(min_length=1, max_length=push.URLS)]


class Label(Body):
    """The label that a checkpoint is to have; `move` although another one holds it."""

    label: Name
    move: StrictBool = False


class Nothing(Body):
    """An empty body."""


class CheckpointPath(ModelPath):
    """A checkpoint of a model by label, id or hash prefix; or an open upload by its id."""

    checkpoint: Name


class FilePath(CheckpointPath):
    """A file of a checkpoint."""

    file: Annotated[str, Field(max_length=2_000)]


class After(Query):
    """Where the page begins: the last path of the page before."""

    after: Annotated[str, Field(max_length=2_000)] = ""


@api.get(ROOT)
def page(path: ModelPath, query: Seen) -> Response:
    """List the checkpoints of a model, latest first, for an Admin also as others see them."""
    here = deployment()
    who = share.looking(here, me(), path.ref, query.as_)
    model = access.model(here.db, who, path.ref, "checkpoints")
    seen = access.sees(who, model)
    found = checkpoints.page(here.db, model)
    return answer({"rows": [access.cut(wire(each), seen) for each in found], "next": None})


@api.post(ROOT, responses={201: Upload, 200: Checkpoint})
def declare(path: ModelPath, body: Declaration) -> Response:
    """Declare what will be pushed; the answer says what is missing and where to send it."""
    here, who = deployment(), access.known(me())
    model = access.model(here.db, who, path.ref, "write")
    files = tuple(File(path=file.path, size=file.size, sha256=file.sha256) for file in body.files)
    found = push.declare(here, who, model, Wanted(files, body.label, body.move, body.step, body.metrics))
    if isinstance(found, Upload):
        return answer({"checkpoint": None, "upload": found}, 201)
    return answer({"checkpoint": found, "upload": None})


@api.post(f"{ROOT}/<checkpoint>/parts")
def parts(path: CheckpointPath, body: Parts) -> Response:
    """Return fresh URLs for parts of an open upload."""
    here, who = deployment(), access.known(me())
    model = access.model(here.db, who, path.ref, "write")
    wanted = [(part.sha256, part.part) for part in body.parts]
    urls, expire_at = push.part_urls(here, who, model, path.checkpoint, wanted)
    return answer({"urls": urls, "urls_expire_at": expire_at})


@api.post(f"{ROOT}/<checkpoint>/commit", responses={201: Checkpoint, 200: Checkpoint})
def finish(path: CheckpointPath, body: Nothing) -> Response:  # noqa: ARG001 - the body must be empty
    """Make the checkpoint visible in one atomic write."""
    here, who = deployment(), access.known(me())
    model = access.model(here.db, who, path.ref, "write")
    found, made = commit.commit(here, who, model, path.checkpoint)
    return answer(found, 201 if made else 200)


@api.get(f"{ROOT}/<checkpoint>", responses={200: Checkpoint})
def read(path: CheckpointPath, query: Seen) -> Response:
    """Return one checkpoint with its files, for an Admin also as others see it."""
    here = deployment()
    who = share.looking(here, me(), path.ref, query.as_)
    model = access.model(here.db, who, path.ref, "checkpoints")
    found = checkpoints.get(here.db, model, path.checkpoint)
    return answer(access.cut(wire(found), access.sees(who, model)))


@api.delete(f"{ROOT}/<checkpoint>")
def delete(path: CheckpointPath) -> Response:
    """Move a checkpoint to the trash, or give an open upload up."""
    here, who = deployment(), access.known(me())
    model = access.model(here.db, who, path.ref, "delete")
    entry = push.take_back(here, who, model, path.checkpoint)
    return answer(entry, 200 if entry else 204)


@api.put(f"{ROOT}/<checkpoint>/label", responses={200: Checkpoint})
def set_label(path: CheckpointPath, body: Label) -> Response:
    """Point a label at this checkpoint, in place of the label it has."""
    here, who = deployment(), access.known(me())
    model = access.model(here.db, who, path.ref, "write")
    return answer(relabel.relabel(here, who, model, path.checkpoint, (body.label, body.move)))


@api.delete(f"{ROOT}/<checkpoint>/label", responses={200: Checkpoint})
def take_label(path: CheckpointPath) -> Response:
    """Take the label of this checkpoint away; it shows its hash, and the label is free."""
    here, who = deployment(), access.known(me())
    model = access.model(here.db, who, path.ref, "write")
    return answer(relabel.unlabel(here, who, model, path.checkpoint))


@api.delete(f"{ROOT}/<checkpoint>/weights", responses={200: TrashEntry})
def delete_weights(path: CheckpointPath) -> Response:
    """Delete the bytes of a checkpoint; its record stays. 204 if that was done before."""
    here, who = deployment(), access.known(me())
    model = access.model(here.db, who, path.ref, "delete")
    entry = trash.weights(here, who, model, checkpoints.get(here.db, model, path.checkpoint))
    return answer(entry, 200 if entry else 204)


@api.get(f"{ROOT}/<checkpoint>/files/<path:file>")
def file_link(path: FilePath) -> Response:
    """Redirect to a signed URL of one file."""
    here, who = deployment(), me()
    model = access.model(here.db, who, path.ref, "download")
    link = pull.file_link(here, who, model, path.checkpoint, path.file)
    headers = {
        "Location": link.url,
        "X-Content-SHA256": link.file.sha256,
        "Content-Disposition": link.disposition,
        "Referrer-Policy": "no-referrer",
    }
    return answer(None, 302, headers)


@api.get(f"{ROOT}/<checkpoint>/download")
def download(path: CheckpointPath, query: After) -> Response:
    """Return signed URLs of all files, 1,000 a page."""
    here, who = deployment(), me()
    model = access.model(here.db, who, path.ref, "download")
    return answer(pull.download(here, who, model, path.checkpoint, query.after))
