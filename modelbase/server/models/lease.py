"""Rules of leases: "I am training this now", taken before a training and renewed while it runs. No Flask, no pymongo.

The database's clock alone counts. models.summarise shows the state; the worker removes expired leases from their
models. A lease without a run ends with the first push; that of a run only by the run's end, or by running out.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Annotated, Any, NamedTuple

from pydantic import Field

from modelbase.entities import Lease, Line, Model, Run, State, Strict, utc_text
from modelbase.errors import Conflict, Invalid, NotFound
from modelbase.server import access
from modelbase.server.access import Principal
from modelbase.server.database import clock
from modelbase.server.database.models import leases, models, standing
from modelbase.server.database.models.leases import Claim, Holder
from modelbase.server.deployment import Deployment
from modelbase.server.models.manage import Also, Args, Slugged, Tags
from modelbase.server.runs import run
from modelbase.server.runs.run import NewRun, Step
from modelbase.server.signin.tokens import text_hash

MOST = 1_000  # leases of one list
AT_ONCE = 100  # that one round of the worker takes off
TRIES = 5


class LeaseRequest(Strict):
    """What is to be trained (`args`, or the `id` of a model that is there), and for how long the lease holds.

    `lease_id` is made by the client, so that asking again is safe. `owner` names the job, so that the same job takes
    its lease back at once when it is started again; `run` says that the lease is for a run, which alone ends it.
    """

    args: Args | None = None
    allow_secrets: Tags = ()  # as for a new model
    id: Annotated[str, Field(max_length=300)] | None = None
    dataset: Slugged | None = None
    architecture: Slugged | None = None
    also: Also = ()
    ttl_seconds: Annotated[int, Field(ge=30, le=3600)] = 120
    host: Annotated[Line, Field(max_length=200)] = ""
    note: Annotated[Line, Field(max_length=500)] = ""
    lease_id: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{20,100}$")] | None = None
    owner: Annotated[Line, Field(min_length=1, max_length=300)] | None = None
    run: NewRun | None = None


class LeaseBeat(Strict):
    """How far the run of the lease is, and the newest values of its metrics."""

    step: Step | None = None
    live: Annotated[
        dict[Annotated[str, Field(min_length=1, max_length=300)], Any], Field(max_length=2_000)
    ] = Field(default_factory=dict)


class Taken(NamedTuple):
    """The result of asking for a lease: the model as it is now, the lease unless it is trained, and the run."""

    model: Model
    lease: Lease | None
    run: Run | None = None


def take(deployment: Deployment, who: Principal, model: Model, claim: LeaseRequest) -> Taken:
    """Return the model and the lease on it, None if it is trained already; raise Conflict `leased`.

    The lease of the same person and the same `owner` is given to this request at once.
    """
    if claim.run is not None:
        run.check(claim.run)
    lease_id = claim.lease_id or secrets.token_urlsafe(24)
    holder = Holder(text_hash(lease_id), who.user_id)
    for _ in range(TRIES):
        if model.state is State.TRAINED:
            return Taken(model, None)
        lease = _try(deployment, who, model, claim, holder)
        model = models.get_key(deployment.db, model.key)
        if lease is not None and standing.is_done(deployment.db, model.key, model.finished_at):
            leases.end(deployment.db, holder, clock.now(deployment.db))  # trained just before it was taken
            lease = None
        made = None
        if lease is not None and claim.run is not None:
            made = run.start(deployment.db, who, model, _placed(claim.run, claim))
        models.summarise(deployment.db, model.key)
        model = models.get_key(deployment.db, model.key)
        if lease is not None and model.state is not State.TRAINED:
            return Taken(model, lease.model_copy(update={"id": lease_id}), made)
    raise Invalid("this lease_id is in use for another model; make a new one", field="lease_id")


def renew(
    deployment: Deployment, who: Principal, lease_id: str, beat: LeaseBeat
) -> tuple[Model, Lease | None]:
    """Prolong a lease; None if its model was trained meanwhile. Raise NotFound `lease_not_found` if it is lost."""
    holder = Holder(text_hash(lease_id), who.user_id)
    held = leases.find(deployment.db, holder)
    model = models.find_key(deployment.db, held.key) if held else None
    if held is None or model is None:
        raise _lost()
    access.push_to(who, model.name)
    if model.state is State.TRAINED:
        return model, None
    renewed = leases.renew(
        deployment.db, holder, clock.now(deployment.db) + timedelta(seconds=held.lease.ttl_seconds)
    )
    if renewed is None:
        raise _lost()
    if renewed.run is not None:
        run.beat(deployment.db, held.key, renewed.run, beat.step, beat.live)
    if model.state is not State.TRAINING:  # it had run out, or its taking was cut off
        models.summarise(deployment.db, model.key)
        model = models.get_key(deployment.db, model.key)
    return model, renewed.lease.model_copy(update={"id": lease_id})


def end(deployment: Deployment, who: Principal, lease_id: str) -> None:
    """End a lease, so that others may train; raise NotFound `lease_not_found` if `who` does not hold it any more."""
    holder = Holder(text_hash(lease_id), who.user_id)
    known = leases.find(deployment.db, holder)
    model = models.find_key(deployment.db, known.key) if known else None
    if model is not None:
        access.push_to(who, model.name)
    held = leases.end(deployment.db, holder, clock.now(deployment.db))
    if held is None:
        raise _lost()
    models.summarise(deployment.db, held.key)


def current(deployment: Deployment, model: Model) -> tuple[Model, Lease | None]:
    """Return a model as it is at this moment, and its live lease, or None.

    What it shows may be some seconds old, where a lease ran out since: then it is brought up to date.
    """
    if model.state is State.TRAINED:
        return model, None
    held = leases.find_live(deployment.db, model.key, clock.now(deployment.db))
    if (held is not None) is not (model.state is State.TRAINING):
        models.summarise(deployment.db, model.key)
        model = models.find_key(deployment.db, model.key) or model
        if model.state is not State.TRAINING:
            held = None
    return model, held.lease if held else None


def page(deployment: Deployment, who: Principal) -> list[Lease]:
    """Return the live leases on models that `who` may know of, newest first."""
    return leases.page(deployment.db, access.readable(who), clock.now(deployment.db), MOST)


def expire(deployment: Deployment) -> int:
    """Remove expired leases from their models and return how many; for the worker."""
    keys = leases.stale(deployment.db, clock.now(deployment.db), AT_ONCE)
    for key in keys:
        models.summarise(deployment.db, key)
        leases.hide(deployment.db, key, clock.now(deployment.db))
    return len(keys)


def _try(
    deployment: Deployment, who: Principal, model: Model, claim: LeaseRequest, holder: Holder
) -> Lease | None:
    moment = clock.now(deployment.db)
    lease = Lease(
        model=model.id,
        holder=who.login,
        since=moment,
        expires_at=moment + timedelta(seconds=claim.ttl_seconds),
        **claim.model_dump(include={"host", "note", "ttl_seconds"}),
    )
    owner = text_hash(claim.owner) if claim.owner else None
    job = Claim(holder, owner, claim.run.id if claim.run else None)
    taken = leases.take(deployment.db, model.key, lease, job, moment)
    if taken is not None:
        return taken
    held = leases.find_live(deployment.db, model.key, moment)
    if held is None or held.holder == holder:
        return held and held.lease  # of the same holder: the same request once more
    lease = held.lease
    where = f" on {lease.host}" if lease.host else ""
    since, until = utc_text(lease.since), utc_text(lease.expires_at)
    said = f"{model.id} is being trained by {lease.holder}{where} since {since}; wait for it, or ask them. "
    said += f"Unless it is renewed, their lease ends at {until}"
    if held.holder.user_id == who.user_id:
        said = f"{model.id} is leased by another process of yours{where} since {since}; wait for it, or stop it. If it "
        said += f"has died, its lease ends by itself at {until}"
    raise Conflict(
        said,
        "leased",
        id=model.id,
        **lease.model_dump(mode="json", include={"holder", "host", "note", "since", "expires_at"}),
    )


def _placed(new: NewRun, claim: LeaseRequest) -> NewRun:
    """Return a run with the host and note of its lease where it says none of its own."""
    return new.model_copy(update={"host": new.host or claim.host, "note": new.note or claim.note})


def _lost() -> NotFound:
    return NotFound(
        "no such lease of yours: it ran out and another person took it, or its model was deleted. Ask again with "
        "POST /leases (`modelbase find` shows who trains)",
        "lease_not_found",
    )
