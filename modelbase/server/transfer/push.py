"""Declaring what will be pushed, signing part URLs, aborting. The commit is in commit.py.

Everything here may be repeated: declaring again finds the same open upload, and the store is asked what
arrived. No Flask, no pymongo.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import islice
from typing import Annotated, Any

import rfc8785
from pydantic import Field, StrictBool, StrictInt

from modelbase import paths
from modelbase.entities import (
    BlobPlan,
    Checkpoint,
    File,
    Model,
    PartUrl,
    Reused,
    Sha256,
    State,
    Strict,
    TrashEntry,
    Upload,
)
from modelbase.errors import Conflict, Invalid, NotFound, TooLarge
from modelbase.server import access
from modelbase.server.access import Principal
from modelbase.server.bucket import Bucket, blob_key, space, staging_key
from modelbase.server.bucket.parallel import in_parallel
from modelbase.server.bucket.parts import MAX_SIZE, SMALL, plan
from modelbase.server.database import Database, clock
from modelbase.server.database.files import blobs, checkpoints, uploads
from modelbase.server.database.files.uploads import Draft, Sending
from modelbase.server.database.models import leases, models, runs
from modelbase.server.database.translate import AlreadyExists
from modelbase.server.deployment import Deployment
from modelbase.server.transfer import arrivals, kept, labels, measured
from modelbase.server.trash import trash
from modelbase.server.visible import Visible

URLS = 1_000  # in one answer
MAX_FILES = 10_000
MAX_PARTS = 500_000  # of one upload, all files together


class NewFile(Strict):
    """One file that will be pushed; `size` in bytes."""

    path: Annotated[str, Field(max_length=2_000)]
    size: Annotated[StrictInt, Field(ge=0)]
    sha256: Sha256


class Declaration(Strict):
    """What will be pushed, by which run of the model, if any; a push outside a run finishes the training if it may."""

    files: Annotated[list[NewFile], Field(min_length=1)]
    label: Annotated[str, Field(max_length=200)] | None = None
    move: StrictBool = False
    step: Annotated[StrictInt, Field(ge=0, le=2**53)] | None = None
    metrics: dict[str, Any] = Field(default_factory=dict)
    run: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{22}$")] | None = None
    finished: StrictBool = True


class PartRequest(Strict):
    """A part of a blob, from 1."""

    sha256: Sha256
    part: Annotated[StrictInt, Field(ge=1, le=10_000)]


class PartsRequest(Strict):
    """The parts to get URLs for."""

    parts: Annotated[list[PartRequest], Field(min_length=1, max_length=URLS)]


def declare(
    deployment: Deployment, who: Principal, model: Model, declared: Declaration
) -> Checkpoint | Upload:
    """Return the checkpoint that has these files under this label, or the upload with what is missing.

    The checkpoint's bytes were looked up; what an upload reuses is looked up by the commit.
    """
    draft = _checked(who, model, declared, upload_expiry(deployment))
    if draft.run is not None:
        runs.get(deployment.db, model.key, draft.run, model.id)
    place = place_of(deployment.db, model, draft)
    if not isinstance(place, labels.LabelPlace):
        found = checkpoints.get(deployment.db, model, place.id)
        measured.combined(found, draft)  # refused before any byte is sent
        if isinstance(place, labels.Same) and not kept.failing(deployment, found):
            told = measured.absorb(deployment.db, model, found, draft)
            finishing = finishes(deployment.db, model, draft)
            if finishing:
                models.finish(deployment.db, model.key, models.now())
            if told is not found or (finishing and model.state is not State.TRAINED):
                models.summarise(deployment.db, model.key)
            return told
    draft = _opened(deployment, draft)
    seen = access.readable(who)
    for _ in range(5):
        arrived = arrivals.look(deployment.bucket, draft)
        needed = _needed(deployment, draft, arrived, seen)
        if not needed:
            return _upload(deployment, draft, arrived)
        space.check(deployment.settings, sum(sending.size for sending in needed))
        draft = _started(deployment, draft, needed)
    raise Conflict("the same files are being declared again and again at this moment; try again", "conflict")


def finishes(db: Database, model: Model, draft: Draft) -> bool:
    """Say whether a push finishes the training: one outside a run, unless it says otherwise or a run goes on."""
    if draft.run is not None or not draft.finished:
        return False
    held = leases.find_live(db, model.key, clock.now(db))
    return held is None or held.run is None


def place_of(db: Database, model: Model, draft: Draft) -> labels.LabelPlace | labels.Same | labels.Revived:
    """Return where the checkpoint of a draft goes by what there is now; raise Conflict `label_taken`."""
    label = draft.label or labels.DEFAULT
    slots = checkpoints.slots(db, model.key, label, numbered=draft.label is None)
    return labels.choose(slots, draft.hash, draft.label, draft.move, draft.step)


def part_urls(
    deployment: Deployment, who: Principal, model: Model, upload_id: str, asked: PartsRequest
) -> tuple[list[PartUrl], datetime]:
    """Return fresh URLs for parts of this person's open upload under this model, and when they expire."""
    draft = uploads.renew(deployment.db, model.key, upload_id, who.user_id, upload_expiry(deployment))
    if draft is None or draft.checkpoint is not None:
        raise upload_not_found(model, upload_id)
    numbers = {sending.sha256: number for number, sending in enumerate(draft.sendings)}
    wanted = []
    for blob, part in ((each.sha256, each.part) for each in asked.parts):
        if blob not in numbers or part > plan(draft.sendings[numbers[blob]].size).parts:
            raise Invalid(f"part {part} of {blob} is not in the plan of this upload; declare the files again")
        wanted.append((numbers[blob], part))
    return _signed(deployment, draft, wanted), _url_expiry(deployment)


def take_back(deployment: Deployment, who: Principal, model: Model, ref: str) -> TrashEntry | None:
    """Move a checkpoint to the trash and return its entry, or abort this person's open upload."""
    if checkpoints.find(deployment.db, model, ref) is None:
        draft = uploads.claim(deployment.db, model.key, ref, who.user_id)
        if draft is not None:
            clear(deployment, draft)
            return None
    doomed = checkpoints.get(deployment.db, model, ref)
    checkpoints.mark_moved(deployment.db, doomed, model.key)
    uploads.delete(deployment.db, doomed.id)  # else a late commit could make the deleted one again
    return trash.checkpoint(deployment, who, model, doomed)


def clear(deployment: Deployment, draft: Draft) -> None:
    """Delete from the bucket what an upload has sent, then the upload."""
    large = [(sending.key, sending.upload_id) for sending in draft.sendings if sending.upload_id is not None]
    in_parallel(lambda each: deployment.bucket.abort(*each), large)
    clear_staging(deployment.bucket, draft.id)
    uploads.delete(deployment.db, draft.id)


def clear_staging(bucket: Bucket, upload_id: str) -> None:
    """Remove the staged objects of an upload."""
    bucket.delete([key for key, _, _ in bucket.objects(staging_key(upload_id))])


def upload_not_found(model: Model, upload_id: str) -> NotFound:
    """Return the error for an upload that is not there, or not for this person under this model."""
    return NotFound(
        f"{model.id} has no open upload {upload_id[:80]!r}; declare the files again", "upload_not_found"
    )


def _checked(who: Principal, model: Model, declared: Declaration, expires_at: datetime) -> Draft:
    """Return the upload that a declaration asks for, or the error that names what is wrong with it."""
    if len(declared.files) > MAX_FILES:
        raise TooLarge(
            f"a checkpoint has 1 to {MAX_FILES:,} files, not {len(declared.files):,}", limit=MAX_FILES
        )
    paths.check_all(file.path for file in declared.files)
    files = sorted((File(**vars(file)) for file in declared.files), key=lambda file: file.path)
    sizes = distinct(files)
    if sum(plan(size).parts for size in sizes.values()) > MAX_PARTS:
        raise TooLarge(
            f"this makes more than {MAX_PARTS:,} parts; push it as several checkpoints", limit=MAX_PARTS
        )
    return Draft(
        id=f"c{secrets.token_hex(12)}",
        model=model.key,
        user_id=who.user_id,
        created_by=who.login,
        hash=hash_files(files),
        label=_label(declared),
        move=declared.move or (declared.run is not None and declared.label is None),
        files=tuple(files),
        step=declared.step,
        metrics=measured.flat_metrics(declared.metrics),
        expires_at=expires_at,
        run=declared.run,
        finished=declared.finished,
        labelled=declared.label is not None,
    )


def _label(declared: Declaration) -> str | None:
    """Return the label that was given; what a run saves is else labelled by its step."""
    if declared.run is None or declared.label is not None:
        return labels.check(declared.label)
    return labels.DEFAULT if declared.step is None else f"step-{declared.step}"


def hash_files(files: Iterable[File]) -> str:
    """Return the hash of a checkpoint: SHA-256 over the canonical JSON of its paths, SHA-256s and sizes."""
    rows: list[Any] = [
        [file.path, file.sha256, file.size] for file in sorted(files, key=lambda file: file.path)
    ]
    return sha256(rfc8785.dumps(rows)).hexdigest()


def distinct(files: Iterable[File]) -> dict[str, int]:
    """Return the size of each distinct SHA-256."""
    sizes: dict[str, int] = {}
    for file in files:
        if file.size > MAX_SIZE:
            raise TooLarge(
                f"{file.path} has {file.size:,} bytes; the limit is 5 TiB", limit=MAX_SIZE, path=file.path
            )
        if sizes.setdefault(file.sha256, file.size) != file.size:
            raise Invalid(
                f"{file.path} has another size than another file of the same SHA-256", path=file.path
            )
    return sizes


def _opened(deployment: Deployment, draft: Draft) -> Draft:
    """Return the open upload of the same person, model, files, label and move, made now if there is none."""
    parts = [draft.user_id, draft.model, draft.hash, draft.label, draft.move]
    slot = sha256(rfc8785.dumps(parts)).hexdigest()
    for _ in range(5):
        found = uploads.reopen(deployment.db, draft, slot)
        if found is not None:
            return found
        try:
            uploads.insert(deployment.db, draft, slot)
        except AlreadyExists:
            continue
        return draft
    raise Conflict("the same files are being declared again and again at this moment; try again", "conflict")


def _needed(
    deployment: Deployment, draft: Draft, arrived: Sequence[arrivals.Arrival], seen: Visible
) -> list[Sending]:
    """Return the sendings that this upload lacks: of blobs neither planned nor reusable, and of dead ones."""
    planned = {sending.sha256 for sending in draft.sendings}
    lacking = {blob: size for blob, size in distinct(draft.files).items() if blob not in planned}
    reused = blobs.reusable(deployment.db, list(lacking), draft.user_id, seen)
    dead = [arrival.sending for arrival in arrived if arrival.dead]
    return dead + [Sending(blob, size, "", "") for blob, size in lacking.items() if blob not in reused]


def _started(deployment: Deployment, draft: Draft, needed: Sequence[Sending]) -> Draft:
    """Open the multipart uploads of these sendings and store them; the loser of a race aborts its own."""
    numbers = {sending.sha256: number for number, sending in enumerate(draft.sendings)}
    for sending in needed:
        numbers.setdefault(sending.sha256, len(numbers))

    def start(sending: Sending) -> Sending:
        if sending.size <= SMALL:
            return sending
        key = blob_key(draft.id, numbers[sending.sha256])
        return replace(
            sending, key=key, blob=f"b{secrets.token_hex(12)}", upload_id=deployment.bucket.start(key)
        )

    started = in_parallel(start, needed)
    sendings = {sending.sha256: sending for sending in (*draft.sendings, *started)}
    if uploads.set_sendings(deployment.db, draft, list(sendings.values())):
        return replace(draft, sendings=tuple(sendings.values()), turn=draft.turn + 1)
    for sending in started:
        if sending.upload_id is not None:
            deployment.bucket.abort(sending.key, sending.upload_id)
    renewed = uploads.renew(deployment.db, draft.model, draft.id, draft.user_id, draft.expires_at)
    if renewed is None or renewed.checkpoint is not None:
        raise Conflict("this upload was committed or given up just now; declare the files again", "conflict")
    return renewed


def _upload(deployment: Deployment, draft: Draft, arrived: Sequence[arrivals.Arrival]) -> Upload:
    sent = {sending.sha256 for sending in draft.sendings}
    reused = [file for file in draft.files if file.sha256 not in sent]
    missing = [arrival.missing for arrival in arrived]
    first = islice(((number, part) for number, parts in enumerate(missing) for part in parts), URLS)
    return Upload(
        id=draft.id,
        expires_at=draft.expires_at,
        reused=Reused(files=len(reused), size=sum(file.size for file in reused)),
        blobs=tuple(
            BlobPlan(**arrival.plan._asdict(), sha256=arrival.sending.sha256, missing=parts)
            for arrival, parts in zip(arrived, missing, strict=True)
        ),
        urls=tuple(_signed(deployment, draft, first)),
        urls_expire_at=_url_expiry(deployment),
    )


def _signed(deployment: Deployment, draft: Draft, wanted: Iterable[tuple[int, int]]) -> list[PartUrl]:
    """Return a presigned PUT for each (number of the sending, part)."""
    seconds = deployment.settings.part_url_seconds
    found = []
    for number, part in wanted:
        sending = draft.sendings[number]
        size = plan(sending.size).length(part)
        if sending.upload_id is None:
            signed = deployment.bucket.sign_put(staging_key(draft.id, number), size, sending.sha256, seconds)
        else:
            signed = deployment.bucket.sign_part(sending.key, sending.upload_id, (part, size), seconds)
        found.append(
            PartUrl(sha256=sending.sha256, part=part, url=signed.url, headers=signed.headers, size=size)
        )
    return found


def upload_expiry(deployment: Deployment) -> datetime:
    """Return until when an upload lives that was used just now."""
    return models.now() + timedelta(days=deployment.settings.upload_days)


def _url_expiry(deployment: Deployment) -> datetime:
    return models.now() + timedelta(seconds=deployment.settings.part_url_seconds)
