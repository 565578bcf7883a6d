"""The commit of a push: checks the blobs, then one insert makes the checkpoint visible. No Flask, no pymongo.

Blobs that are reused are looked up in the bucket: what is not there is never acknowledged, but named, and has to be
sent. Small blobs are copied from staging to keys of this attempt alone, so no live URL and no other attempt can
touch what this one publishes. What comes before the insert is invisible, what comes after can be repeated.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Literal

from tenacity import RetryError, Retrying, retry_if_result, stop_after_delay, wait_random_exponential

from modelbase.entities import Checkpoint, File, Model, State
from modelbase.errors import Conflict, Unavailable
from modelbase.server import access
from modelbase.server.access import Principal
from modelbase.server.bucket import Absent, Bucket, blob_key, staging_key
from modelbase.server.bucket.parallel import in_parallel
from modelbase.server.database import Database
from modelbase.server.database.files import blobs, checkpoints, damage, uploads
from modelbase.server.database.files.blobs import Blob
from modelbase.server.database.files.uploads import Draft
from modelbase.server.database.models import models
from modelbase.server.database.translate import AlreadyExists
from modelbase.server.deployment import Deployment
from modelbase.server.history import activity
from modelbase.server.runs import retention
from modelbase.server.transfer import arrivals, kept, labels, measured
from modelbase.server.transfer.arrivals import Arrival
from modelbase.server.transfer.push import (
    clear_staging,
    distinct,
    finishes,
    place_of,
    upload_expiry,
    upload_not_found,
)
from modelbase.server.trash import trash

LOG = logging.getLogger(__name__)
MISSING = 1_000  # at most so many missing parts are named
OTHERS_SECONDS = 20.0  # that a commit waits for others of the same upload
ABANDONED = timedelta(minutes=1)  # after which a commit whose process was killed counts no longer


@dataclass(frozen=True)
class BlobMove:
    """One blob on its way to its final key: a copy of `source`, else the completion of its multipart."""

    arrival: Arrival
    blob: Blob
    source: str | None


def commit(deployment: Deployment, who: Principal, model: Model, upload_id: str) -> tuple[Checkpoint, bool]:
    """Return the checkpoint of an upload, and whether this call made it; safe to repeat at any point."""
    found, draft = _known(deployment, who, model, upload_id)
    made = False
    if draft is not None:
        try:
            with _under_way(deployment.db, upload_id):
                found, made = _commit(deployment, who, model, draft)
        except Conflict:
            # Another commit of this upload may be joining the parts, or have cleared away what this one missed.
            _wait_for_others(deployment.db, upload_id)
            found, _ = _known(deployment, who, model, upload_id)
            if found is None:
                raise
    if found is None:
        raise upload_not_found(model, upload_id)
    moved = checkpoints.mark_moved(deployment.db, found, model.key)
    uploads.close(deployment.db, upload_id, found.id)
    _follow(deployment, who, model, found)
    activity.record_push(deployment.db, who, model, found, moved)
    if made:
        _forgive(lambda: clear_staging(deployment.bucket, upload_id))
    return found, made


def _follow(deployment: Deployment, who: Principal, model: Model, found: Checkpoint) -> None:
    """Let the model, its labels and its other checkpoints follow from one that is visible now."""
    if found.finishes:
        models.finish(deployment.db, model.key, found.created_at)
    if found.run is not None:
        checkpoints.free_last(deployment.db, model.key)
    models.summarise(deployment.db, model.key)
    if found.run is not None:
        retention.apply(deployment, who, model, found.run)


@contextmanager
def _under_way(db: Database, upload_id: str) -> Iterator[None]:
    """Mark a commit of an upload as under way while the block runs.

    While one of them joins the parts, a store may show the others neither the parts nor the object.
    """
    mark = secrets.token_hex(8)
    uploads.enter(db, upload_id, mark, models.now())
    try:
        yield
    finally:
        uploads.leave(db, upload_id, mark)


def _wait_for_others(db: Database, upload_id: str) -> None:
    """Return once no other commit of an upload is under way, or after 20 seconds."""
    waiting = Retrying(
        retry=retry_if_result(bool),
        wait=wait_random_exponential(0.05, max=0.5),
        stop=stop_after_delay(OTHERS_SECONDS),
    )
    try:
        waiting(lambda: uploads.busy(db, upload_id, models.now() - ABANDONED))
    except RetryError:
        return  # the caller looks for itself what there is by now


def _known(
    deployment: Deployment, who: Principal, model: Model, upload_id: str
) -> tuple[Checkpoint | None, Draft | None]:
    """Return what an upload became, or the open upload of this person, or neither."""
    found = checkpoints.find(deployment.db, model, upload_id)
    if found is not None:
        return found, None
    draft = uploads.renew(deployment.db, model.key, upload_id, who.user_id, upload_expiry(deployment))
    if draft is not None and draft.checkpoint is not None:
        return checkpoints.get(deployment.db, model, draft.checkpoint), None
    return None, draft


def _commit(deployment: Deployment, who: Principal, model: Model, draft: Draft) -> tuple[Checkpoint, bool]:
    arrived = arrivals.look(deployment.bucket, draft)
    reused = _reused(deployment, who, draft, arrived)
    moves = _moves(draft, arrived)
    made = [move.blob for move in moves]
    blobs.insert(deployment.db, made)
    _carry(deployment, moves)
    blobs.arrived(deployment.db, [blob.id for blob in made], models.now())
    by_sha = {blob.sha256: blob.id for blob in (*reused, *made)}
    draft = replace(draft, finished=finishes(deployment.db, model, draft))
    if not draft.finished and model.state is not State.TRAINED:
        models.unfinish(deployment.db, model.key)  # finished once, but without weights since
    found, new = _publish(deployment, model, draft, by_sha)
    if not new and found.id != draft.id:
        held = {file.blob for file in found.files or ()}
        _forgive(lambda: _drop(deployment, [move for move in moves if move.blob.id not in held]))
    return found, new


def _reused(deployment: Deployment, who: Principal, draft: Draft, arrived: Sequence[Arrival]) -> list[Blob]:
    """Return the blobs that need not be sent, as they are there; raise Conflict if a part, or a blob, is missing."""
    planned = {sending.sha256 for sending in draft.sendings}
    others = [blob for blob in distinct(draft.files) if blob not in planned]
    reused = blobs.reusable(deployment.db, others, who.user_id, access.readable(who))
    gone = kept.lost(deployment, reused.values())
    missing = [(arrival.sending.sha256, part) for arrival in arrived for part in arrival.missing]
    missing += [(blob, 1) for blob in others if blob not in reused or reused[blob].id in gone]
    if missing:
        raise _incomplete(missing)
    return list(reused.values())


def _moves(draft: Draft, arrived: Sequence[Arrival]) -> list[BlobMove]:
    """Return what has to go where; a small blob gets a new key in each attempt, a large one has its own."""
    attempt, moment = f"a{secrets.token_hex(12)}", models.now()
    moves = []
    for number, arrival in enumerate(arrived):
        sending = arrival.sending
        small = sending.upload_id is None
        blob = Blob(
            id=f"b{secrets.token_hex(12)}" if small else sending.blob,
            sha256=sending.sha256,
            size=sending.size,
            key=blob_key(attempt, number) if small else sending.key,
            created_by=draft.user_id,
            created_at=moment,
            touched_at=moment,
        )
        moves.append(BlobMove(arrival, blob, staging_key(draft.id, number) if small else None))
    return moves


def _carry(deployment: Deployment, moves: Sequence[BlobMove]) -> None:
    """Bring every blob to its final key; raise Conflict unless all are there with the declared size."""
    in_parallel(lambda move: _carry_one(deployment.bucket, move), moves)
    small = [move.blob for move in moves if move.source is not None]
    if small:
        prefix = small[0].key.rpartition("/")[0] + "/"
        sizes = {key: stored.size for key, stored, _ in deployment.bucket.objects(prefix)}
        wrong = [(blob.sha256, 1) for blob in small if sizes.get(blob.key) != blob.size]
        if wrong:
            raise _incomplete(wrong)


def _carry_one(bucket: Bucket, move: BlobMove) -> None:
    sending = move.arrival.sending
    try:
        if move.source is not None:
            bucket.copy(move.source, move.blob.key, move.arrival.parts[1].etag)
        elif not move.arrival.done:
            _complete(bucket, move.arrival)
    except Absent as absent:
        raise _incomplete([(sending.sha256, 1)]) from absent


def _complete(bucket: Bucket, arrival: Arrival) -> None:
    """Join the parts, then ask the bucket for the object's size: a reply may be lost."""
    sending = arrival.sending
    fault: Exception | None = None
    try:
        bucket.complete(sending.key, sending.upload_id or "", arrival.parts)
    except (Absent, Unavailable) as error:
        fault = error
    try:
        size = bucket.head(sending.key).size
    except Absent as absent:
        raise fault or absent from absent
    if size != sending.size:
        raise Absent


def _publish(
    deployment: Deployment, model: Model, draft: Draft, by_sha: dict[str, str]
) -> tuple[Checkpoint, bool]:
    """Insert the checkpoint under a label that the index grants; return it, or the one that is the same."""
    db = deployment.db
    for _ in range(100):
        place = place_of(db, model, draft)
        if isinstance(place, labels.Same) and place.id == draft.id:
            return checkpoints.get(db, model, place.id), True
        if not isinstance(place, labels.LabelPlace):
            found = _joined(deployment, model, draft, by_sha, place)
            if found is not None:
                return found, isinstance(place, labels.Revived)
            continue
        state = _held(db, by_sha)
        made = _checkpoint(model, draft, by_sha, place.label).model_copy(update={"state": state})
        try:
            checkpoints.insert(db, model, made, place.turn)
        except AlreadyExists:
            other = checkpoints.find(db, model, draft.id)
            if other is not None:
                return other, False
            continue
        damage.refresh_one(db, made.id)  # a blob may have been found bad since it was looked up
        return made, True
    raise Conflict("too many pushes to this label at this moment; try again", "conflict")


def _joined(
    deployment: Deployment,
    model: Model,
    draft: Draft,
    by_sha: dict[str, str],
    place: labels.Same | labels.Revived,
) -> Checkpoint | None:
    """Return the checkpoint of these very files that is there, with what this push adds to it.

    One whose bytes were deleted, or are not there as they should be, gets those of this push. None if it changed
    meanwhile.
    """
    db = deployment.db
    found = checkpoints.get(db, model, place.id)
    failing = kept.failing(deployment, found) if isinstance(place, labels.Same) else set[str]()
    if failing or isinstance(place, labels.Revived):
        measured.combined(found, draft)
        state = _held(db, by_sha)
        before = [file.blob for file in found.files or () if file.blob]
        if before:
            blobs.loosen(db, before, models.now())
        files = [checkpoints.file_document(file) for file in _files(draft, by_sha)]
        if not checkpoints.restore_weights(db, place.id, files, state, failing):
            return None
        trash.forget(db, place.id)
        damage.refresh_one(db, place.id)
        found = checkpoints.get(db, model, place.id)
    if draft.finished:
        checkpoints.set_finishing(db, found.id)
        found = found.model_copy(update={"finishes": True})
    return measured.absorb(db, model, found, draft)


def _held(db: Database, by_sha: dict[str, str]) -> Literal["uploaded", "verified"]:
    """Hold the blobs against collection and return the state of a checkpoint of them; raise Conflict if one is bad."""
    ids = list(by_sha.values())
    states = blobs.states(db, ids)
    if "corrupt" in states or not blobs.touch(db, ids, models.now()):
        raise _incomplete([(sha, 1) for sha in by_sha])
    return "verified" if states == {"verified"} else "uploaded"


def _checkpoint(model: Model, draft: Draft, by_sha: dict[str, str], label: str) -> Checkpoint:
    return Checkpoint(
        id=draft.id,
        model=model.id,
        label=label,
        hash=draft.hash,
        step=draft.step,
        metrics=draft.metrics,
        size=sum(file.size for file in draft.files),
        file_count=len(draft.files),
        created_by=draft.created_by,
        created_at=models.now(),
        run=draft.run,
        finishes=draft.finished,
        labelled=draft.labelled,
        files=_files(draft, by_sha),
    )


def _files(draft: Draft, by_sha: dict[str, str]) -> tuple[File, ...]:
    return tuple(file.model_copy(update={"blob": by_sha[file.sha256]}) for file in draft.files)


def _drop(deployment: Deployment, moves: Sequence[BlobMove]) -> None:
    """Delete the copies of a superseded attempt, which no other attempt knows."""
    copies = [move.blob for move in moves if move.source is not None]
    deployment.bucket.delete([blob.key for blob in copies])
    blobs.delete(deployment.db, [blob.id for blob in copies])


def _forgive(clean: Callable[[], None]) -> None:
    """Clean up after the outcome is certain; what cannot be deleted now is left to the sweep."""
    try:
        clean()
    except Unavailable:
        LOG.warning("a commit left something behind for the sweep")


def _incomplete(missing: Sequence[tuple[str, int]]) -> Conflict:
    return Conflict(
        f"{len(missing):,} parts are missing or have another size than declared; "
        "declare the files again, send what is missing, then commit",
        "upload_incomplete",
        missing=[{"sha256": blob, "part": part} for blob, part in missing[:MISSING]],
    )
