"""The collection `blobs`: one document per object of final bytes. A SHA-256 is not trusted until verified.

`pending` (being put together by a commit) → `uploaded` → `verified` | `corrupt` | `missing`. These last three change
again whenever the bytes are read again: `verified_at` says when that was last, `etag` which object was read, `lost_at`
that it was verified before. A second copy of verified bytes is `retired`: nothing points to it, it is deleted when no
download can need it. Opens no objects.

Code that removes a reference calls `loosen` first, so that no search over all blobs is needed. A `loose` blob is
checked and becomes `doomed` if nothing points to it: `touch` then refuses it, and it is deleted once its URLs expire.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal

from pymongo import ASCENDING, IndexModel

from modelbase.server.database import Database, Document
from modelbase.server.database.translate import AlreadyExists, translated
from modelbase.server.database.visible import visible_filter
from modelbase.server.visible import Visible

INDEXES = [
    IndexModel([("sha256", ASCENDING), ("created_at", ASCENDING)], name="sha256"),
    IndexModel([("state", ASCENDING), ("claim_until", ASCENDING)], name="claim"),
    IndexModel([("retired_at", ASCENDING)], sparse=True, name="retired_at"),
    IndexModel([("looked", ASCENDING), ("look_until", ASCENDING)], name="looked"),
    IndexModel([("loose", ASCENDING)], sparse=True, name="loose"),
    IndexModel([("doomed", ASCENDING)], sparse=True, name="doomed"),
    IndexModel([("state", ASCENDING), ("verified_at", ASCENDING)], name="verified_at"),
    IndexModel([("again", ASCENDING)], sparse=True, name="again"),
]
State = Literal["pending", "uploaded", "verified", "corrupt", "missing"]
Verdict = Literal["verified", "corrupt", "missing"]
BAD = ("corrupt", "missing")
READ = ("verified", *BAD)  # that were read at least once, or looked for
SOME = 1000  # ids in one query


@dataclass(frozen=True)
class Blob:
    """An object of final bytes; `size` in bytes, `created_by` a user id."""

    id: str
    sha256: str
    size: int
    key: str
    created_by: str
    created_at: datetime
    touched_at: datetime
    state: State = "pending"
    etag: str = ""  # of the object that was read and right
    lost_at: datetime | None = None  # when bytes that had been right were gone or wrong


def insert(db: Database, blobs: Sequence[Blob]) -> None:
    """Store the records of objects before they exist; a record that exists stays as it is."""
    documents = [_document(blob) for blob in blobs]
    if not documents:
        return
    try:
        with translated():
            db.blobs.insert_many(documents, ordered=False)
    except AlreadyExists:
        return


def arrived(db: Database, ids: Sequence[str], moment: datetime) -> None:
    """Mark pending blobs as uploaded: their bytes are in place, to be read back and hashed."""
    for some in _batches(ids):
        with translated():
            query = {"_id": {"$in": some}, "state": "pending"}
            db.blobs.update_many(query, {"$set": {"state": "uploaded", "claim_until": moment}})


def touch(db: Database, ids: Sequence[str], moment: datetime) -> bool:
    """Hold blobs against collection for a commit that will point to them; False if one is going or gone."""
    held = 0
    for some in _batches(ids):
        with translated():
            query = {"_id": {"$in": some}, "retired_at": None, "doomed": None}
            held += db.blobs.update_many(query, {"$max": {"touched_at": moment}}).matched_count
    return held == len(set(ids))


def get_many(db: Database, ids: Iterable[str]) -> dict[str, Blob]:
    """Return the blobs of these ids that exist, by id."""
    found: dict[str, Blob] = {}
    for some in _batches(list(ids)):
        with translated():
            found |= {each["_id"]: _entity(each) for each in db.blobs.find({"_id": {"$in": some}})}
    return found


def states(db: Database, ids: Iterable[str]) -> set[str]:
    """Return the distinct states of these blobs; one that is missing, or has no record, counts as `corrupt`."""
    found: set[str] = set()
    for some in _batches(list(dict.fromkeys(ids))):
        with translated():
            have = list(db.blobs.find({"_id": {"$in": some}}, {"state": 1}))
        found |= {"corrupt" if each["state"] in BAD else each["state"] for each in have}
        if len(have) < len(some):
            found.add("corrupt")
    return found


def reusable(db: Database, shas: Sequence[str], user_id: str, seen: Visible) -> dict[str, Blob]:
    """Return by SHA-256 the blobs that this person need not send again.

    They are verified, or were sent by the same person; and a checkpoint of a model that this person may read
    (`seen`) points to them. Knowing a SHA-256 grants nothing.
    """
    trusted = {"$or": [{"state": "verified"}, {"state": "uploaded", "created_by": user_id}]}
    found: dict[str, Blob] = {}
    for some in _batches(list(shas)):
        query = {"sha256": {"$in": some}, "retired_at": None, "doomed": None, "doubted": None} | trusted
        with translated():
            candidates = [_entity(each) for each in db.blobs.find(query).sort("created_at", 1)]
        read = _referenced(db, [blob.id for blob in candidates], seen) if candidates else set()
        for blob in candidates:
            better = blob.sha256 not in found or (blob.state, found[blob.sha256].state) == (
                "verified",
                "uploaded",
            )
            if better and blob.id in read:
                found[blob.sha256] = blob
    return found


def claim(db: Database, moment: datetime, until: datetime) -> Blob | None:
    """Claim one uploaded blob for this worker until `until`, to verify it; None if there is none."""
    waiting = {"state": "uploaded", "claim_until": {"$lte": moment}}
    with translated():
        found = db.blobs.find_one_and_update(
            waiting, {"$set": {"claim_until": until}}, sort=[("claim_until", 1)], return_document=True
        )
    return _entity(found) if found else None


def hold(db: Database, blob_id: str, until: datetime) -> None:
    """Move the end of a claim: later while the work goes on, or to when another try makes sense."""
    with translated():
        db.blobs.update_one({"_id": blob_id, "state": "uploaded"}, {"$set": {"claim_until": until}})


def verdict(  # noqa: PLR0913 - what reading has shown, at once
    db: Database,
    blob_id: str,
    state: Verdict,
    moment: datetime,
    scanned: int | None = None,
    etag: str = "",
) -> bool:
    """Set the result of reading back, once, and the scan version if scanned; return whether this call did it."""
    scan = {} if scanned is None else {"looked": scanned}
    change = {
        "$set": {"state": state, "verified_at": moment, "checked_at": moment, "etag": etag} | scan,
        "$unset": {"claim_until": ""},
    }
    with translated():
        return bool(db.blobs.update_one({"_id": blob_id, "state": "uploaded"}, change).modified_count)


def claim_again(db: Database, before: datetime | None, moment: datetime, until: datetime) -> Blob | None:
    """Claim one blob until `until`, to read it again; None if there is none.

    First those that are doubted or reported, then those last read before `before` (None: none of them), oldest first.
    """
    free = {"scrub_until": {"$not": {"$gt": moment}}, "retired_at": None, "doomed": None}
    asked: list[tuple[Document, str]] = [({"again": {"$ne": None}, "state": {"$in": list(READ)}}, "again")]
    if before is not None:
        asked.append(({"state": {"$in": list(READ)}, "verified_at": {"$lte": before}}, "verified_at"))
    for query, order in asked:
        with translated():
            found = db.blobs.find_one_and_update(
                query | free, {"$set": {"scrub_until": until}}, sort=[(order, 1)], return_document=True
            )
        if found:
            return _entity(found)
    return None


def hold_again(db: Database, blob_id: str, until: datetime) -> None:
    """Move the end of a claim to read again."""
    with translated():
        db.blobs.update_one({"_id": blob_id}, {"$set": {"scrub_until": until}})


def read_again(db: Database, blob_id: str, state: Verdict, moment: datetime, etag: str) -> None:
    """Store what reading a blob again has shown; `etag` is that of the object if it was right."""
    _lose(db, blob_id, state, moment)
    change: Document = {
        "$set": {"state": state, "verified_at": moment},
        "$unset": {"again": "", "doubted": "", "scrub_until": "", "unreadable": ""},
    }
    if state == "verified":
        change["$set"]["etag"] = etag
        change["$unset"]["lost_at"] = ""
    with translated():
        db.blobs.update_one({"_id": blob_id, "state": {"$in": list(READ)}}, change)


def unreadable(db: Database, blob_id: str, until: datetime) -> int:
    """Note that the store failed to give a blob, to be tried again at `until`; return how often that was in a row."""
    change = {"$inc": {"unreadable": 1}, "$set": {"scrub_until": until, "again": until}}
    with translated():
        found = db.blobs.find_one_and_update({"_id": blob_id}, change, return_document=True)
    return int(found["unreadable"]) if found else 0


def another(db: Database, ids: Sequence[str]) -> Blob | None:
    """Return a small verified blob that is none of these, or None."""
    query = {"state": "verified", "_id": {"$nin": list(ids)}, "size": {"$lte": 2**20}, "retired_at": None}
    with translated():
        found = db.blobs.find_one(query)
    return _entity(found) if found else None


def give_up(db: Database, blob_id: str, moment: datetime) -> None:
    """Count a blob that the store fails to give as `corrupt`; it is tried again all the same."""
    _lose(db, blob_id, "corrupt", moment)


def lose(db: Database, blob_id: str, state: Literal["corrupt", "missing"], moment: datetime) -> None:
    """Note that the object of an uploaded or verified blob is gone (`missing`) or has another size (`corrupt`)."""
    _lose(db, blob_id, state, moment)
    with translated():
        change = {"$set": {"state": state, "verified_at": moment}, "$unset": {"claim_until": ""}}
        db.blobs.update_one({"_id": blob_id, "state": "uploaded"}, change)


def doubt(db: Database, ids: Sequence[str], moment: datetime) -> None:
    """Let no push reuse these blobs until they were read again, soon: their objects were written since."""
    for some in _batches(ids):
        with translated():
            db.blobs.update_many({"_id": {"$in": some}}, {"$set": {"doubted": moment, "again": moment}})


def report(db: Database, ids: Sequence[str], moment: datetime, since: datetime) -> int:
    """Ask for these blobs to be read again soon, but for those reported after `since`; return how many that are."""
    count = 0
    for some in _batches(ids):
        late = {"$or": [{"reported_at": None}, {"reported_at": {"$lte": since}}]}
        query = {"_id": {"$in": some}, "state": {"$in": list(READ)}} | late
        with translated():
            change = {"$set": {"reported_at": moment, "again": moment}}
            count += db.blobs.update_many(query, change).modified_count
    return count


def claim_look(db: Database, looked: int, moment: datetime, until: datetime) -> Blob | None:
    """Claim one verified blob without a scan of this version until `until`, or return None."""
    free = {"$or": [{"look_until": None}, {"look_until": {"$lte": moment}}]}
    waiting = {"looked": {"$not": {"$gte": looked}}, "state": "verified", "retired_at": None} | free
    with translated():
        found = db.blobs.find_one_and_update(waiting, {"$set": {"look_until": until}}, return_document=True)
    return _entity(found) if found else None


def hold_look(db: Database, blob_id: str, until: datetime) -> None:
    """Move the end of a claim to scan."""
    with translated():
        db.blobs.update_one({"_id": blob_id}, {"$set": {"look_until": until}})


def looked(db: Database, blob_id: str, number: int) -> None:
    """Store that a blob was scanned by this version."""
    with translated():
        db.blobs.update_one({"_id": blob_id}, {"$set": {"looked": number}, "$unset": {"look_until": ""}})


def copies(db: Database, sha256: str, size: int) -> list[Blob]:
    """Return the verified blobs of the same bytes that are neither retired nor doubted, oldest first."""
    query: Document = {"sha256": sha256, "size": size, "state": "verified"}
    query |= {"retired_at": None, "doomed": None, "doubted": None}
    with translated():
        return [_entity(each) for each in db.blobs.find(query).sort([("created_at", 1), ("_id", 1)])]


def lost_copies(db: Database, sha256: str, size: int, proved_by: Iterable[str]) -> list[Blob]:
    """Return the bad blobs that right bytes may replace: verified once, or sent by one who has sent the right bytes.

    Another person's that was never right proves nothing: pointing their checkpoints to these bytes would hand them out.
    """
    query = {"sha256": sha256, "size": size, "state": {"$in": list(BAD)}, "retired_at": None}
    proved = {"$or": [{"lost_at": {"$ne": None}}, {"created_by": {"$in": list(proved_by)}}]}
    with translated():
        return [_entity(each) for each in db.blobs.find(query | proved)]


def retire(db: Database, blob_id: str, moment: datetime) -> None:
    """Mark a blob as a second copy, to which no new reference is allowed."""
    with translated():
        db.blobs.update_one({"_id": blob_id, "retired_at": None}, {"$set": {"retired_at": moment}})


def retired(db: Database, before: datetime) -> list[Blob]:
    """Return up to SOME second copies that were retired before a moment."""
    with translated():
        return [_entity(each) for each in db.blobs.find({"retired_at": {"$lt": before}}).limit(SOME)]


def repoint(db: Database, old: str, new: str) -> None:
    """Let every checkpoint, live or in the trash, that holds the blob `old` hold `new` instead."""
    for collection, field in ((db.checkpoints, "files"), (db.trash, "document.files")):
        change = {"$set": {f"{field}.$.blob": new}}  # one file of each document at a time
        with translated():
            while collection.update_many({f"{field}.blob": old}, change).modified_count:
                pass


def pointed_to(db: Database, blob_id: str) -> bool:
    """Say whether a checkpoint, live or in the trash, holds a blob."""
    with translated():
        live = db.checkpoints.find_one({"files.blob": blob_id}, {"_id": 1})
        return live is not None or db.trash.find_one({"document.files.blob": blob_id}, {"_id": 1}) is not None


def loosen(db: Database, ids: Sequence[str], moment: datetime) -> None:
    """Mark blobs to which references are about to be removed."""
    for some in _batches(ids):
        with translated():
            db.blobs.update_many({"_id": {"$in": some}, "doomed": None}, {"$set": {"loose": moment}})


def loose(db: Database) -> list[Blob]:
    """Return the blobs that were loosened and not checked yet."""
    with translated():
        return [
            _entity(each)
            for each in db.blobs.find({"loose": {"$ne": None}, "doomed": None, "retired_at": None})
        ]


def keep(db: Database, blob_id: str) -> None:
    """Mark a loose or doomed blob as pointed to after all."""
    with translated():
        db.blobs.update_one({"_id": blob_id}, {"$unset": {"loose": "", "doomed": ""}})


def doom(db: Database, blob_id: str, quiet_since: datetime, moment: datetime) -> bool:
    """Refuse new references to a blob unless a commit has touched it since; return whether it is doomed."""
    query = {"_id": blob_id, "doomed": None, "touched_at": {"$lt": quiet_since}}
    with translated():
        return bool(db.blobs.update_one(query, {"$set": {"doomed": moment}}).modified_count)


def doomed(db: Database, before: datetime) -> list[Blob]:
    """Return the blobs that were doomed before a moment."""
    with translated():
        return [_entity(each) for each in db.blobs.find({"doomed": {"$lt": before}})]


def delete(db: Database, ids: Sequence[str]) -> None:
    """Delete the records of blobs whose objects are deleted."""
    for some in _batches(ids):
        with translated():
            db.blobs.delete_many({"_id": {"$in": some}})


def _lose(db: Database, blob_id: str, state: Verdict, moment: datetime) -> None:
    """Note of a verified blob that it is not right any more, if `state` says so."""
    if state != "verified":
        change = {"$set": {"state": state, "verified_at": moment, "lost_at": moment}}
        with translated():
            db.blobs.update_one({"_id": blob_id, "state": "verified"}, change)


def _referenced(db: Database, ids: list[str], seen: Visible) -> set[str]:
    """Return which of these blobs a live checkpoint of a visible model points to."""
    holds = {"files.blob": {"$in": ids}}
    with translated():
        keys = db.checkpoints.distinct("model", holds)
        visible = {"$and": [{"_id": {"$in": keys}}, visible_filter(seen)]}
        models = [each["_id"] for each in db.models.find(visible, {"_id": 1})]
        steps: list[Document] = [
            {"$match": holds | {"model": {"$in": models}}},
            {"$project": {"files.blob": 1}},
            {"$unwind": "$files"},
            {"$match": holds},
            {"$group": {"_id": "$files.blob"}},
        ]
        return {each["_id"] for each in db.checkpoints.aggregate(steps)}


def _batches(ids: Sequence[str]) -> Iterable[list[str]]:
    distinct = list(dict.fromkeys(ids))
    return [distinct[at : at + SOME] for at in range(0, len(distinct), SOME)]


def _document(blob: Blob) -> Document:
    fields = asdict(blob) | {"_id": blob.id}
    del fields["id"]
    return fields


def _entity(document: Document) -> Blob:
    fields: dict[str, Any] = {name: document[name] for name in Blob.__dataclass_fields__ if name in document}
    return Blob(**fields | {"id": document["_id"]})
