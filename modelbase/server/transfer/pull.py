"""Signed URLs for the files of a checkpoint, if it may be downloaded.

No bytes pass here; no Flask, no pymongo, no boto3.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

from modelbase.entities import Checkpoint, File, Model
from modelbase.errors import Conflict, Forbidden, NotFound, SignInRequired
from modelbase.server import access
from modelbase.server.access import Principal
from modelbase.server.database.files import blobs, checkpoints
from modelbase.server.database.models import models
from modelbase.server.deployment import Deployment
from modelbase.server.trash import trash

PAGE = 1_000


@dataclass(frozen=True)
class FileLink:
    """A file, the URL that gives its bytes for a while, and the Content-Disposition that goes with them."""

    file: File
    url: str
    disposition: str


def file_link(deployment: Deployment, who: Principal | None, model: Model, ref: str, path: str) -> FileLink:
    """Return the link of one file of a checkpoint, or raise NotFound."""
    checkpoint = _open(deployment, who, model, ref)
    found = [file for file in checkpoint.files or () if file.path == path]
    if not found:
        raise NotFound(f"{model.id}@{checkpoint.label} has no file {path[:200]!r}", "file_not_found")
    if path in checkpoint.damaged:
        raise Conflict(
            f"the stored bytes of {path[:200]} in {model.id}@{checkpoint.label} are gone or not what their SHA-256 "
            "says; pushing the same files again mends it",
            "corrupt",
            path=path,
        )
    return _links(deployment, model, checkpoint, found)[0]


def download(
    deployment: Deployment, who: Principal | None, model: Model, ref: str, after: str
) -> dict[str, Any]:
    """Return links of all files, sorted by path, 1,000 at a time from the path `after` on.

    Damaged ones, which the checkpoint names, have links like the others: what such a link gives is not right.
    """
    checkpoint = _open(deployment, who, model, ref)
    rest = sorted((file for file in checkpoint.files or () if file.path > after), key=lambda file: file.path)
    shown = rest[:PAGE]
    rows = [
        {"path": link.file.path, "size": link.file.size, "sha256": link.file.sha256, "url": link.url}
        for link in _links(deployment, model, checkpoint, shown)
    ]
    return {
        "rows": rows,
        "next": shown[-1].path if len(rest) > PAGE else None,
        "urls_expire_at": _expiry(deployment),
    }


def disposition(name: str) -> str:
    """Return a Content-Disposition that saves under `name` and never renders (RFC 6266, RFC 8187)."""
    plain = "".join(c if c.isascii() and c.isprintable() and c not in '"\\%;' else "_" for c in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _open(deployment: Deployment, who: Principal | None, model: Model, ref: str) -> Checkpoint:
    """Return a checkpoint whose bytes may be handed out to this person now, or raise Conflict."""
    checkpoint = checkpoints.get(deployment.db, model, ref)
    place = f"{model.id}@{checkpoint.label}"
    if checkpoint.state == "corrupt":
        raise Conflict(
            f"the stored bytes of {place} are not what their SHA-256 says; push it again, or take another one",
            "corrupt",
        )
    if checkpoint.state == checkpoints.DELETED:
        raise trash.refusal(model, checkpoint, "card" in access.sees(access.known(who), model))
    if checkpoint.state == "uploaded" and not _may_write(deployment, who, model):
        raise Conflict(
            f"the bytes of {place} are being read back and checked; try again shortly",
            "unverified",
            retry_after=1,
        )
    return checkpoint


def _may_write(deployment: Deployment, who: Principal | None, model: Model) -> bool:
    try:
        access.model(deployment.db, who, model.id, "write")
    except (Forbidden, NotFound, SignInRequired):
        return False
    return True


def _links(
    deployment: Deployment, model: Model, checkpoint: Checkpoint, files: Sequence[File]
) -> list[FileLink]:
    stored = blobs.get_many(deployment.db, [file.blob for file in files])
    if any(file.blob not in stored for file in files):
        # A second copy of the same bytes was removed since the checkpoint was read: it points elsewhere now.
        again = {file.path: file for file in checkpoints.get(deployment.db, model, checkpoint.id).files or ()}
        files = [again[file.path] for file in files]
        stored = blobs.get_many(deployment.db, [file.blob for file in files])
    return [_link(deployment, file, stored[file.blob].key) for file in files]


def _link(deployment: Deployment, file: File, key: str) -> FileLink:
    shown_as = disposition(file.path.rpartition("/")[2])
    return FileLink(
        file, deployment.bucket.sign_get(key, shown_as, deployment.settings.get_url_seconds), shown_as
    )


def _expiry(deployment: Deployment) -> datetime:
    return models.now() + timedelta(seconds=deployment.settings.get_url_seconds)
