"""Push: hash, declare, send what is missing, commit, wait for the server's check. Prints nothing.

Resuming needs no state here: the answer to a declaration names what is missing. The files are read in sources.py and
sent in sending.py; progress goes to a callback (meter.py).
"""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, BinaryIO

from pydantic import BaseModel, model_validator

from modelbase.client import config, policy
from modelbase.client.api import Api, Store, body_with_args, path_of
from modelbase.client.args import Args
from modelbase.client.reports import Safety, checked
from modelbase.client.said import as_said
from modelbase.client.things import Checkpoint, Key, Model, read, read_checkpoint, read_model
from modelbase.client.transfer.meter import Callback, Meter, in_parallel
from modelbase.client.transfer.sending import Urls, pieces, send
from modelbase.client.transfer.sources import (
    HASH_THREADS,
    Hashed,
    Source,
    check_unchanged,
    expand,
    hash_file,
    told,
)
from modelbase.entities import Upload
from modelbase.errors import Conflict, Invalid, ModelbaseError
from modelbase.texts import line
from modelbase.weights.source import Source as Bytes

AGAIN = frozenset({"upload_incomplete", "upload_not_found", "conflict"})  # that declaring again may mend
PAUSES = (0.1, 0.2, 0.5, 1.0, 2.0, 2.0, 2.0, None)  # seconds at most before another round

COMMIT_SECONDS = 900.0  # that a commit may take: the server joins the parts of every file


@dataclass(frozen=True)
class Pushed:
    """What a push did: sizes in bytes, `skipped` the junk left out, `notes` what the user should know."""

    checkpoint: Checkpoint
    model: Model
    created: bool = False
    already: bool = False
    sent: int = 0
    reused: int = 0
    skipped: Sequence[str] = ()
    notes: Sequence[str] = ()


class OpenUpload(Upload):
    """An open upload; its id stands in an address."""

    id: Key


class Declared(BaseModel):
    """The answer to a declaration: the checkpoint that is there already, or the upload."""

    checkpoint: dict[str, Any] | None
    upload: dict[str, Any] | None

    @model_validator(mode="after")
    def _one(self) -> Declared:
        if (self.checkpoint is None) == (self.upload is None):
            raise ValueError("it is a checkpoint or an upload")
        return self


def push(  # noqa: PLR0913 - two requests, the files, and how to wait
    api: Api,
    args: Args,
    files: Iterable[str | os.PathLike[str]],
    model: dict[str, Any],
    checkpoint: dict[str, Any],
    wait: float,
    callback: Callback | None,
    *,
    follow_links: bool = False,
) -> Pushed:
    """Make sure that the checkpoint is on the server; repeating it sends only what is missing.

    `model` and `checkpoint` are the bodies of POST /models (without args) and POST …/checkpoints (without files);
    what is None in them is left out. `wait` is how many seconds to wait for the server's check.
    """
    policy.check_name(api, args.tree, model["dataset"], model["architecture"])
    sources, skipped = expand(files, follow_links=follow_links)
    hashed = _hash(sources, callback)
    looked = _looked(hashed)
    status, body, _ = api.answer("POST", "models", body_with_args(args.text, model))
    found = read(Model, body)
    if status == 200:
        add_parents(api, found, model["parents"] or ())
    pushed = _until_stored(lambda: _send(api, found, hashed, checkpoint, callback), checkpoint)
    stored = wait_until_checked(api, pushed.checkpoint, wait, callback)
    now = _settle(api, pushed.model, model, created=status == 201)
    policy.notice(api, now.policy, older=False)
    if stored.state == "verified" and wait > 0:
        looked += _flagged(api, stored)
    notes = [*looked, *pushed.notes, *told(sources)]
    return replace(pushed, checkpoint=stored, model=now, created=status == 201, skipped=skipped, notes=notes)


def wait_until_checked(
    api: Api, checkpoint: Checkpoint, seconds: float, callback: Callback | None = None
) -> Checkpoint:
    """Return the checkpoint once the server has read it back, or in the end as it is; not a corrupt one."""
    until, pause = time.monotonic() + seconds, 0.1
    path = path_of(checkpoint.model, "checkpoints", checkpoint.id)
    waiting = checkpoint.state == "uploaded" and seconds > 0
    meter = Meter("verify", checkpoint.size, checkpoint.file_count, callback if waiting else None)
    while checkpoint.state == "uploaded" and time.monotonic() < until:
        time.sleep(pause)
        pause = min(pause * 1.5, 2.0)
        checkpoint = read_checkpoint(api.call("GET", path), checkpoint.model, checkpoint.id)
    if checkpoint.state == "corrupt":
        name = f"{checkpoint.model}@{checkpoint.label}"
        raise Conflict(
            f"the stored bytes of {name} are not what their SHA-256 says; push the files again",
            "corrupt",
            id=name,
        )
    if checkpoint.state == "verified":
        meter.add(checkpoint.size)
    return checkpoint


def _looked(hashed: Sequence[Hashed]) -> list[str]:
    """Return what is to be said of files that are not what their name promises, read here before anything is sent."""
    from modelbase.weights.promised import look, promise

    found = []
    for one in hashed:
        if promise(one.path):
            try:
                with one.file.open("rb") as file:
                    found.append(look(one.path, Bytes(one.size, partial(_range, file))))
            except OSError as error:
                raise Invalid(
                    f"{one.file} changed while it was pushed: {error.strerror}", "file_changed"
                ) from error
    return [note for note in found if note]


def _range(file: BinaryIO, start: int, stop: int) -> bytes:
    file.seek(start)
    return file.read(stop - start)


def _flagged(api: Api, checkpoint: Checkpoint) -> list[str]:
    """Return which files the server's scan flagged, as far as it is done: others cannot pull them without a flag."""
    found = checked(
        Safety, api.call("GET", path_of(checkpoint.model, "checkpoints", checkpoint.id, "safety"))
    )
    return [
        f"{line(row['path'])} is flagged: {line(str(row.get('reason')))}; who pulls it needs --allow-flagged"
        for row in found["rows"]
        if row["state"] == "flagged"
    ]


def _hash(sources: Sequence[Source], callback: Callback | None) -> list[Hashed]:
    # A file that has gone meanwhile is an error when it is opened.
    size = sum(source.file.stat().st_size for source in sources if source.file.exists())
    meter = Meter("hash", size, len(sources), callback)
    return in_parallel(lambda source: hash_file(source, meter), sources, HASH_THREADS, meter)


def _until_stored(send: Callable[[], Pushed], given: Mapping[str, Any]) -> Pushed:
    """Return what `send` did, repeating it until the server has bytes, step and metrics as they were given.

    A commit names bytes that the store has lost, which are sent then; pushes of the same files at once share an upload,
    which another one may have committed, with a step and metrics of its own.
    """
    for pause in PAUSES:
        try:
            pushed = send()
        except ModelbaseError as error:
            if error.code not in AGAIN or pause is None:
                raise
        else:
            missing = as_said(pushed.checkpoint, given)
            if not missing:
                return pushed
            if pushed.already or pause is None:  # a server of before keeps what it had
                found = f"{pushed.model.id}@{pushed.checkpoint.label}"
                return replace(
                    pushed, notes=[f"{found} had these files before; not kept: {', '.join(missing[:10])}"]
                )
        time.sleep((pause or 0) * secrets.randbelow(1000) / 1000)  # several ranks do not ask in step
    raise AssertionError("the last round ends")


def add_parents(api: Api, model: Model, parents: Iterable[Mapping[str, str]]) -> None:
    """Add the edges that a model which was there before lacks; a kind that was not given stays as it is."""
    known = {parent.id: parent.kind for parent in model.parents}
    for parent in parents:
        there = known.get(parent["id"])
        if there is None or parent.get("kind", there) != there:
            api.call("POST", path_of(model.id, "parents"), dict(parent))


def _send(
    api: Api, model: Model, hashed: Sequence[Hashed], checkpoint: dict[str, Any], callback: Callback | None
) -> Pushed:
    """Declare, send what is missing, and commit; if the files changed meanwhile, nothing is committed."""
    path = path_of(model.id, "checkpoints")
    files = [{"path": one.path, "size": one.size, "sha256": one.sha256} for one in hashed]
    given = {key: value for key, value in checkpoint.items() if value is not None}
    _, answer, headers = api.answer("POST", path, given | {"files": files})
    declared = read(Declared, answer)
    if declared.checkpoint is not None:
        for one in hashed:
            check_unchanged(one)
        return Pushed(read_checkpoint(declared.checkpoint, model.id), model, already=True)
    upload = read(OpenUpload, declared.upload)
    sent = _send_parts(api, f"{path}/{upload.id}", (upload, declared.upload, headers), hashed, callback)
    for one in hashed:
        check_unchanged(one)
    answer = api.call("POST", f"{path}/{upload.id}/commit", {}, seconds=COMMIT_SECONDS)
    return Pushed(read_checkpoint(answer, model.id), model, sent=sent, reused=upload.reused.size)


def _send_parts(
    api: Api, path: str, answer: tuple[Upload, Any, Any], hashed: Sequence[Hashed], callback: Callback | None
) -> int:
    """Send the missing parts and return how many bytes that were."""
    upload, body, headers = answer
    todo = pieces(body, hashed)
    meter = Meter("send", sum(piece.size for piece in todo), len(upload.blobs), callback)
    urls = Urls(api, path, [piece.part for piece in todo])
    urls.add(body, headers)
    with closing(Store()) as store:
        send(store, urls, meter, todo, config.transfers())
    return meter.total


def _settle(api: Api, model: Model, given: dict[str, Any], *, created: bool) -> Model:
    """Bring title, README, tags and visibility to a model that was there before."""
    path = path_of(model.id)
    if not created:
        differing = {"title": model.title, "readme": None, "visibility": model.visibility}
        change = {key: given[key] for key, now in differing.items() if given[key] not in {None, now}}
        if set(given["tags"] or ()) - set(model.tags):
            change["add_tags"] = given["tags"]
        if change:
            api.call("PATCH", path, change)
    return read_model(api.call("GET", path), model.id)
