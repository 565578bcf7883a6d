"""What of an open upload has arrived, read from the bucket each time. Changes nothing."""

from __future__ import annotations

from dataclasses import dataclass, field

from modelbase.server.bucket import Absent, Bucket, Stored, staging_key
from modelbase.server.bucket.parallel import in_parallel
from modelbase.server.bucket.parts import PartPlan, plan
from modelbase.server.database.files.uploads import Draft, Sending


@dataclass(frozen=True)
class Arrival:
    """What the store has of one sending; `done` if the parts are joined, `dead` if they are gone."""

    sending: Sending
    plan: PartPlan
    parts: dict[int, Stored] = field(default_factory=dict)
    done: bool = False
    dead: bool = False

    @property
    def missing(self) -> tuple[int, ...]:
        """The parts, from 1, that are absent or have another length than declared."""
        if self.done:
            return ()
        return tuple(number for number in range(1, self.plan.parts + 1) if not self._fits(number))

    def _fits(self, number: int) -> bool:
        return number in self.parts and self.parts[number].size == self.plan.length(number)


def look(bucket: Bucket, draft: Draft) -> list[Arrival]:
    """Return what has arrived of each sending, in their order."""
    staged: dict[str, Stored] = {}
    if any(sending.upload_id is None for sending in draft.sendings):
        staged = {key: stored for key, stored, _ in bucket.objects(staging_key(draft.id))}

    def one(numbered: tuple[int, Sending]) -> Arrival:
        number, sending = numbered
        if sending.upload_id is None:
            stored = staged.get(staging_key(draft.id, number))
            return Arrival(sending, plan(sending.size), {1: stored} if stored else {})
        return _multipart(bucket, sending, sending.upload_id)

    large = [pair for pair in enumerate(draft.sendings) if pair[1].upload_id is not None]
    asked = dict(zip((number for number, _ in large), in_parallel(one, large), strict=True))
    return [asked[pair[0]] if pair[0] in asked else one(pair) for pair in enumerate(draft.sendings)]


def _multipart(bucket: Bucket, sending: Sending, upload_id: str) -> Arrival:
    """Ask for the parts; an upload that is gone was completed if its object is there, in full."""
    cut = plan(sending.size)
    try:
        return Arrival(sending, cut, _best(cut, bucket.parts(sending.key, upload_id)))
    except Absent:
        pass
    try:
        done = bucket.head(sending.key).size == sending.size
    except Absent:
        done = False
    return Arrival(sending, cut, done=done, dead=not done)


def _best(cut: PartPlan, listed: list[tuple[int, Stored]]) -> dict[int, Stored]:
    """Return the parts of the plan; of one that was sent again, the latest that has the right length."""
    parts: dict[int, Stored] = {}
    for number, stored in listed:
        if number <= cut.parts and (number not in parts or stored.size == cut.length(number)):
            parts[number] = stored
    return parts
