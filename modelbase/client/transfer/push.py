"""Push: hash, declare, send what is missing, commit, wait for the server's check. Prints nothing.

Resuming needs no memory here: declaring again tells what is missing. The files are read in sources.py and
sent in sending.py; progress goes to a callback (meter.py).
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from modelbase.client import config, policy
from modelbase.client.api import Api, body_with_args, path_of
from modelbase.client.things import Checkpoint, Model, read
from modelbase.client.transfer.given import Given
from modelbase.client.transfer.meter import Callback, Meter, in_parallel
from modelbase.client.transfer.sending import Sender, Urls, pieces
from modelbase.client.transfer.sources import HASH_THREADS, Hashed, Source, check_unchanged, expand, hash_file
from modelbase.client.transfer.store import Store
from modelbase.errors import Conflict


@dataclass(frozen=True)
class Push:
    """What a push says beside files and args; `wait` is how many seconds to wait for the server's check."""

    dataset: str | None = None
    architecture: str | None = None
    label: str | None = None
    step: int | None = None
    metrics: dict[str, Any] = field(default_factory=dict)
    parents: Sequence[dict[str, str]] = ()
    title: str | None = None
    readme: str | None = None
    tags: Sequence[str] = ()
    visibility: str | None = None
    move: bool = False
    wait: float = 30.0


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


def push(
    api: Api,
    given: Given,
    files: Iterable[str | os.PathLike[str]],
    wanted: Push,
    callback: Callback | None = None,
) -> Pushed:
    """Make sure that the checkpoint is on the server; repeating it sends only what is missing."""
    policy.check_name(api, given.tree, wanted.dataset, wanted.architecture)
    sources, skipped = expand(files)
    hashed = _hash(sources, callback)
    status, body, _ = api.answer("POST", "models", body_with_args(given.text, _of_model(wanted)))
    pushed = _send(api, read(Model, body), hashed, wanted, callback)
    checkpoint = wait_until_checked(api, pushed.checkpoint, wanted.wait, callback)
    model, notes = _settle(api, pushed.model, wanted, created=status == 201)
    policy.notice_newer(api, model.policy)
    return replace(
        pushed, checkpoint=checkpoint, model=model, created=status == 201, skipped=skipped, notes=notes
    )


def wait_until_checked(
    api: Api, checkpoint: Checkpoint, seconds: float, callback: Callback | None = None
) -> Checkpoint:
    """Return the checkpoint once the server has read it back, or in the end as it is; not a corrupt one."""
    until, pause = time.monotonic() + seconds, 0.1
    waiting = checkpoint.state == "uploaded" and seconds > 0
    meter = Meter("verify", checkpoint.size, checkpoint.file_count, callback if waiting else None)
    while checkpoint.state == "uploaded" and time.monotonic() < until:
        time.sleep(pause)
        pause = min(pause * 1.5, 2.0)
        checkpoint = read(Checkpoint, api.call("GET", _path(checkpoint)))
    if checkpoint.state == "corrupt":
        name = f"{checkpoint.model}@{checkpoint.label}"
        raise Conflict(f"the stored bytes of {name} are not what their SHA-256 says", "corrupt", id=name)
    if checkpoint.state == "verified":
        meter.add(checkpoint.size)
    return checkpoint


def _hash(sources: Sequence[Source], callback: Callback | None) -> list[Hashed]:
    meter = Meter("hash", _size_of(sources), len(sources), callback)
    return in_parallel(lambda source: hash_file(source, meter), sources, HASH_THREADS, meter)


def _size_of(sources: Sequence[Source]) -> int:
    """Return the bytes to hash; a file that has gone meanwhile is told of when it is opened."""
    return sum(source.file.stat().st_size for source in sources if source.file.exists())


def _of_model(wanted: Push) -> dict[str, Any]:
    return {
        "dataset": wanted.dataset,
        "architecture": wanted.architecture,
        "title": wanted.title,
        "readme": wanted.readme,
        "tags": list(wanted.tags) or None,
        "visibility": wanted.visibility,
        "parents": list(wanted.parents) or None,
    }


def _send(
    api: Api, model: Model, hashed: Sequence[Hashed], wanted: Push, callback: Callback | None
) -> Pushed:
    """Declare, send what is missing, and commit; if the files changed meanwhile, nothing is committed."""
    path = path_of(model.id, "checkpoints")
    declared: dict[str, Any] = {
        "files": [{"path": one.path, "size": one.size, "sha256": one.sha256} for one in hashed],
        "label": wanted.label,
        "step": wanted.step,
        "metrics": wanted.metrics or None,
        "move": wanted.move or None,
    }
    _, answer, headers = api.answer(
        "POST", path, {key: value for key, value in declared.items() if value is not None}
    )
    if answer["checkpoint"]:
        return Pushed(read(Checkpoint, answer["checkpoint"]), model, already=True)
    upload = answer["upload"]
    sent = _send_parts(api, f"{path}/{upload['id']}", (upload, headers), hashed, callback)
    for one in hashed:
        check_unchanged(one)
    checkpoint = read(Checkpoint, api.call("POST", f"{path}/{upload['id']}/commit", {}))
    return Pushed(checkpoint, model, sent=sent, reused=upload["reused"]["size"])


def _send_parts(
    api: Api, path: str, answer: tuple[Any, Any], hashed: Sequence[Hashed], callback: Callback | None
) -> int:
    """Send the missing parts and return how many bytes that were."""
    upload, headers = answer
    todo = pieces(upload, hashed)
    meter = Meter("send", sum(piece.size for piece in todo), len(upload["blobs"]), callback)
    urls = Urls(api, path, [piece.part for piece in todo])
    urls.add(upload, headers)
    store = Store()
    try:
        Sender(store, urls, meter).send(todo, config.transfers())
    finally:
        store.close()
    return meter.total


def _settle(api: Api, model: Model, wanted: Push, *, created: bool) -> tuple[Model, list[str]]:
    """Bring title, README, tags and visibility to a model that was there before; say what cannot be."""
    if created:
        return read(Model, api.call("GET", path_of(model.id))), []
    change: dict[str, Any] = {}
    if wanted.title is not None and wanted.title != model.title:
        change["title"] = wanted.title
    if wanted.readme is not None:
        change["readme"] = wanted.readme
    if set(wanted.tags) - set(model.tags):
        change["add_tags"] = list(wanted.tags)
    if wanted.visibility not in {None, model.visibility}:
        change["visibility"] = wanted.visibility
    if change:
        api.call("PATCH", path_of(model.id), change)
    known = {(parent.id, parent.kind) for parent in model.parents}
    lost = [one["id"] for one in wanted.parents if (one["id"], one["kind"]) not in known]
    notes = (
        [f"{model.id} was there before and keeps its parents; not added: {', '.join(lost)}"] if lost else []
    )
    return read(Model, api.call("GET", path_of(model.id))), notes


def _path(checkpoint: Checkpoint) -> str:
    return path_of(checkpoint.model, "checkpoints", checkpoint.id)
