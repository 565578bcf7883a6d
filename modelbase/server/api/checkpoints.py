"""/models/<ref>/checkpoints: declare, commit, list, read, delete checkpoints, and hand out signed URLs."""

from __future__ import annotations

from typing import Annotated

from flask import Response
from flask_openapi3 import APIBlueprint
from pydantic import Field

from modelbase.entities import Checkpoint, Strict, TrashEntry, Upload, wire
from modelbase.server import access
from modelbase.server.api.context import EmptyBody, ModelPath, answer, deployment, me, model_of
from modelbase.server.api.models import SeenAs
from modelbase.server.database.files import checkpoints
from modelbase.server.models import share
from modelbase.server.transfer import commit, kept, labels, pull, push
from modelbase.server.trash import trash

api = APIBlueprint("checkpoints", __name__, url_prefix="/api/v1")

ROOT = "/models/<model:ref>/checkpoints"


class CheckpointPath(ModelPath):
    """A checkpoint of a model by label, id or hash prefix; or an open upload by its id."""

    checkpoint: Annotated[str, Field(max_length=200)]


class FilePath(CheckpointPath):
    """A file of a checkpoint."""

    file: Annotated[str, Field(max_length=2_000)]


class DownloadRequest(Strict):
    """Where the page begins: the last path of the page before."""

    after: Annotated[str, Field(max_length=2_000)] = ""


class CheckpointsRequest(SeenAs):
    """Which page of the checkpoints: so many, after the one whose id the page before gave as `next`."""

    limit: Annotated[int, Field(ge=1, le=1000)] = 1000
    after: Annotated[str, Field(max_length=100)] = ""


@api.get(ROOT)
def page(path: ModelPath, query: CheckpointsRequest) -> Response:
    """List the checkpoints of a model, latest first, for an Admin also as others see them."""
    here = deployment()
    who = share.seen_as(here, me(), path.ref, query.as_)
    model = access.model(here.db, who, path.ref, "checkpoints")
    seen = access.sees(who, model)
    found, after = checkpoints.some(here.db, model, query.after, query.limit)
    return answer({"rows": [access.cut(wire(each), seen) for each in found], "next": after})


@api.post(ROOT, responses={201: Upload, 200: Checkpoint})
def declare(path: ModelPath, body: push.Declaration) -> Response:
    """Declare what will be pushed; the answer says what is missing and where to send it."""
    here, who, model = model_of(path.ref, "write")
    found = push.declare(here, who, model, body)
    if isinstance(found, Upload):
        return answer({"checkpoint": None, "upload": found}, 201)
    return answer({"checkpoint": found, "upload": None})


@api.post(f"{ROOT}/<checkpoint>/parts")
def parts(path: CheckpointPath, body: push.PartsRequest) -> Response:
    """Return fresh URLs for parts of an open upload."""
    here, who, model = model_of(path.ref, "write")
    urls, expire_at = push.part_urls(here, who, model, path.checkpoint, body)
    return answer({"urls": urls, "urls_expire_at": expire_at})


@api.post(f"{ROOT}/<checkpoint>/commit", responses={201: Checkpoint, 200: Checkpoint})
def finish(path: CheckpointPath, body: EmptyBody) -> Response:  # noqa: ARG001 - the body must be empty
    """Make the checkpoint visible in one atomic write."""
    here, who, model = model_of(path.ref, "write")
    found, made = commit.commit(here, who, model, path.checkpoint)
    return answer(found, 201 if made else 200)


@api.get(f"{ROOT}/<checkpoint>", responses={200: Checkpoint})
def read(path: CheckpointPath, query: SeenAs) -> Response:
    """Return one checkpoint with its files, for an Admin also as others see it."""
    here = deployment()
    who = share.seen_as(here, me(), path.ref, query.as_)
    model = access.model(here.db, who, path.ref, "checkpoints")
    found = checkpoints.get(here.db, model, path.checkpoint)
    return answer(access.cut(wire(found), access.sees(who, model)))


@api.delete(f"{ROOT}/<checkpoint>")
def delete(path: CheckpointPath) -> Response:
    """Move a checkpoint to the trash, or abort an open upload."""
    here, who, model = model_of(path.ref, "delete")
    entry = push.take_back(here, who, model, path.checkpoint)
    return answer(entry, 200 if entry else 204)


@api.put(f"{ROOT}/<checkpoint>/label", responses={200: Checkpoint})
def set_label(path: CheckpointPath, body: labels.LabelRequest) -> Response:
    """Point a label at this checkpoint, in place of the label it has."""
    here, who, model = model_of(path.ref, "write")
    return answer(labels.relabel(here, who, model, path.checkpoint, body))


@api.delete(f"{ROOT}/<checkpoint>/label", responses={200: Checkpoint})
def take_label(path: CheckpointPath) -> Response:
    """Remove the label of this checkpoint; it shows its hash, and the label is free."""
    here, who, model = model_of(path.ref, "write")
    return answer(labels.unlabel(here, who, model, path.checkpoint))


@api.delete(f"{ROOT}/<checkpoint>/weights", responses={200: TrashEntry})
def delete_weights(path: CheckpointPath) -> Response:
    """Delete the bytes of a checkpoint; its record stays. 204 if that was done before."""
    here, who, model = model_of(path.ref, "delete")
    entry = trash.weights(here, who, model, checkpoints.get(here.db, model, path.checkpoint))
    return answer(entry, 200 if entry else 204)


@api.post(f"{ROOT}/<checkpoint>/damage")
def report_damage(path: CheckpointPath, body: kept.DamageReport) -> Response:
    """Look up files that could not be pulled, and read again what had other bytes."""
    here, _, model = model_of(path.ref, "download")
    return answer(kept.report(here, model, path.checkpoint, body))


@api.get(f"{ROOT}/<checkpoint>/files/<path:file>")
def file_link(path: FilePath) -> Response:
    """Redirect to a signed URL of one file."""
    here, who, model = model_of(path.ref, "download")
    link = pull.file_link(here, who, model, path.checkpoint, path.file)
    headers = {
        "Location": link.url,
        "X-Content-SHA256": link.file.sha256,
        "Content-Disposition": link.disposition,
        "Referrer-Policy": "no-referrer",
    }
    return answer(None, 302, headers)


@api.get(f"{ROOT}/<checkpoint>/download")
def download(path: CheckpointPath, query: DownloadRequest) -> Response:
    """Return signed URLs of all files, 1,000 a page."""
    here, who, model = model_of(path.ref, "download")
    return answer(pull.download(here, who, model, path.checkpoint, query.after))
