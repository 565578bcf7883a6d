"""Bytes that are gone, cut or changed in the store: never acknowledged again, found, shown, mended by pushing again."""

from __future__ import annotations

import os
import random
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Event
from time import monotonic
from typing import Any

import pytest

from modelbase.errors import Unavailable
from modelbase.server.bucket import Bucket
from modelbase.server.bucket.parts import MIB
from modelbase.server.database.models import models
from modelbase.server.worker import scrub, sweep
from tests.api.conftest import sha

ROUNDS = int(os.environ.get("MODELBASE_TEST_ROUNDS", "15"))
LARGE = os.urandom(MIB + 5)
FILES = {"model.bin": LARGE, "config.json": b"{}", "copy.json": b"{}"}


@pytest.fixture
def model(pushing: Any, owner: Any) -> str:
    return str(pushing.model(owner))


def key_of(deployment: Any, content: bytes) -> str:
    found = deployment.db.blobs.find_one({"sha256": sha(content), "retired_at": None, "doomed": None})
    return str(found["key"])


def harm(bucket: Bucket, key: str, content: bytes, how: str) -> None:
    """Do to an object what a store may do to it."""
    if how == "deleted":
        bucket.delete([key])
    else:
        changed = bytearray(content)
        if how == "truncated":
            del changed[len(content) // 2 :]
        else:
            changed[len(content) // 2] ^= 1
        bucket.put(key, bytes(changed), "application/octet-stream")


def scrubbed(deployment: Any) -> dict[str, int]:
    return scrub.work(deployment, Event(), models.now())


def shown(api: Any, model: str, label: str = "last") -> tuple[str, list[str], list[str]]:
    found = api.get(f"/models/{model}/checkpoints/{label}").json
    return found["state"], found["damaged"], api.get(f"/models/{model}").json["damaged"]


# --- a push relies on nothing that is not there ------------------------------------------------------------------


@pytest.mark.parametrize("how", ["deleted", "truncated", "flipped"])
def test_the_same_push_again_sends_what_the_store_lost_and_repairs_the_checkpoint(
    pushing: Any, owner: Any, reader: Any, model: str, deployment: Any, how: str
) -> None:
    made = pushing.verified(owner, model, FILES)
    harm(deployment.bucket, key_of(deployment, LARGE), LARGE, how)
    upload = pushing.upload(owner, model, FILES)  # not "already there"
    assert [blob["size"] for blob in upload["blobs"]] == [len(LARGE)]
    pushing.send(upload, FILES)
    done = pushing.commit(owner, model, upload["id"])
    assert (done.status_code in {200, 201}, done.json["id"]) == (True, made["id"])
    pushing.verify()
    assert shown(owner, model) == ("verified", [], [])
    assert len(owner.get(f"/models/{model}/checkpoints").json["rows"]) == 1
    assert pushing.fetch(reader, model, "last", "model.bin") == LARGE
    assert pushing.declare(owner, model, FILES).status_code == 200


@pytest.mark.parametrize("how", ["deleted", "truncated", "flipped"])
def test_a_commit_names_reused_bytes_that_went_after_the_declaration(
    pushing: Any, owner: Any, model: str, deployment: Any, how: str
) -> None:
    pushing.verified(owner, model, FILES)
    other = pushing.model(owner, lr=0.2)
    files = FILES | {"more.bin": b"more"}
    upload = pushing.upload(owner, other, files)
    assert upload["reused"]["files"] == 3
    pushing.send(upload, files)
    harm(deployment.bucket, key_of(deployment, LARGE), LARGE, how)
    refused = pushing.commit(owner, other, upload["id"])
    assert (refused.status_code, refused.json["error"]["code"]) == (409, "upload_incomplete")
    assert refused.json["error"]["details"]["missing"] == [{"sha256": sha(LARGE), "part": 1}]
    assert owner.get(f"/models/{other}").json["checkpoints"] == 0
    again = pushing.upload(owner, other, files)
    assert again["id"] == upload["id"]
    pushing.send(again, files)
    assert pushing.commit(owner, other, upload["id"]).status_code == 201
    scrubbed(deployment)
    pushing.verify()
    assert shown(owner, other) == ("verified", [], [])
    assert shown(owner, model) == ("verified", [], [])  # the first one has the new copy too
    assert pushing.fetch(owner, model, "last", "model.bin") == LARGE


def test_many_small_files_are_looked_up_by_listing_and_few_one_by_one(
    pushing: Any, owner: Any, model: str, deployment: Any
) -> None:
    files = {f"f{at}": str(at).encode() for at in range(40)}
    pushing.verified(owner, model, files)
    gone = [key_of(deployment, files[name]) for name in ("f3", "f17")]
    deployment.bucket.delete(gone)
    wanted = sorted(deployment.db.blobs.distinct("key"))
    there = deployment.bucket.there(wanted)
    assert set(wanted) - set(there) == set(gone)
    assert set(deployment.bucket.there(wanted[:3])) == set(wanted[:3]) - set(gone)
    upload = pushing.upload(owner, model, files)
    assert len(upload["blobs"]) == 2
    assert shown(owner, model)[1:] == (["f17", "f3"], ["f17", "f3"])


def test_a_listing_says_of_large_files_what_asking_for_each_does(
    pushing: Any, owner: Any, model: str, deployment: Any
) -> None:
    pushing.verified(owner, model, {f"f{at}": os.urandom(MIB + 1) for at in range(17)})
    there = deployment.bucket.there(deployment.db.blobs.distinct("key"))
    assert len(there) == 17
    assert there == {key: deployment.bucket.head(key) for key in there}
    assert {stored.etag for stored in there.values()} == set(deployment.db.blobs.distinct("etag"))


def test_a_store_that_does_not_answer_is_no_acknowledgement_and_no_damage(
    pushing: Any, owner: Any, model: str, deployment: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    pushing.verified(owner, model, FILES)

    def down(*_: Any) -> Any:
        raise Unavailable("the S3 store does not answer", "store_unavailable")

    with monkeypatch.context() as patch:
        patch.setattr(Bucket, "head", down)
        refused = pushing.declare(owner, model, FILES)
        assert (refused.status_code, refused.json["error"]["code"]) == (503, "store_unavailable")
    assert shown(owner, model) == ("verified", [], [])


# --- reading again -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("how", "state"), [("deleted", "missing"), ("truncated", "corrupt"), ("flipped", "corrupt")]
)
def test_the_scrub_finds_damage_and_shows_it_wherever_the_blob_is_used(
    pushing: Any, owner: Any, model: str, deployment: Any, how: str, state: str
) -> None:
    pushing.verified(owner, model, FILES)
    other = pushing.model(owner, lr=0.2)
    pushing.verified(owner, other, {"weights": LARGE})
    key = key_of(deployment, LARGE)
    harm(deployment.bucket, key, LARGE, how)
    assert scrubbed(deployment) == {"verified": 1, "corrupt": 0, "missing": 0} | {state: 1}
    assert shown(owner, model) == ("verified", ["model.bin"], ["model.bin"])
    assert shown(owner, other) == ("verified", ["weights"], ["weights"])
    told = owner.get("/storage").json["scrub"]
    assert told["damaged"] == {"corrupt": 0, "missing": 0} | {state: 1}
    refused = owner.get(f"/models/{model}/checkpoints/last/files/model.bin")
    assert (refused.status_code, refused.json["error"]["code"]) == (409, "corrupt")
    assert pushing.fetch(owner, model, "last", "config.json") == b"{}"
    deployment.bucket.put(key, LARGE, "application/octet-stream")  # a backup of the bucket was put back
    scrubbed(deployment)
    assert shown(owner, model) == ("verified", [], [])
    assert pushing.fetch(owner, other, "last", "weights") == LARGE


def test_a_new_copy_repairs_every_checkpoint_once_it_is_checked_and_the_bad_one_is_removed(
    pushing: Any, owner: Any, teammate: Any, model: str, deployment: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    pushing.verified(owner, model, FILES)
    other, third = pushing.model(owner, lr=0.2), pushing.model(owner, lr=0.3)
    pushing.verified(owner, other, {"weights": LARGE})
    bad = key_of(deployment, LARGE)
    harm(deployment.bucket, bad, LARGE, "flipped")
    scrubbed(deployment)
    pushing.push(teammate, third, {"w": LARGE})
    assert shown(owner, model)[1] == ["model.bin"]  # the new copy is not checked yet
    pushing.verify()
    for each in (model, other, third):
        assert shown(owner, each) == ("verified", [], [])
    monkeypatch.setattr(sweep, "GRACE", -sweep.GRACE)
    deployment.db.blobs.update_many(
        {"retired_at": {"$ne": None}}, {"$set": {"retired_at": sweep.models.now() - 9 * abs(sweep.GRACE)}}
    )
    assert sweep.second_copies(deployment) == 1
    assert bad not in pushing.objects()
    assert pushing.fetch(owner, model, "last", "model.bin") == LARGE


def test_bytes_of_others_do_not_mend_what_was_never_right(
    pushing: Any, owner: Any, teammate: Any, model: str
) -> None:
    claimed = pushing.model(teammate, lr=0.2)
    upload = pushing.upload(teammate, claimed, {"guess": LARGE})
    pushing.put(upload["urls"][0], bytes(len(LARGE))).raise_for_status()
    pushing.commit(teammate, claimed, upload["id"])
    pushing.verify()
    assert shown(teammate, claimed)[:2] == ("corrupt", ["guess"])
    pushing.verified(owner, model, FILES)  # the right bytes, of another person
    assert shown(teammate, claimed)[:2] == ("corrupt", ["guess"])
    pushing.push(teammate, claimed, {"guess": LARGE})
    pushing.verify()
    assert shown(teammate, claimed)[:2] == ("verified", [])


def test_a_failed_pull_has_the_server_look_and_read_again_once_an_hour(
    pushing: Any, owner: Any, reader: Any, stranger: Any, model: str, deployment: Any
) -> None:
    pushing.verified(owner, model, FILES)
    path = f"/models/{model}/checkpoints/last/damage"
    wrong = {"paths": ["model.bin"], "seen": "wrong"}
    told = reader.post(path, wrong)
    assert (told.status_code, told.json) == (200, {"damaged": [], "read_again": 1})
    assert reader.post(path, wrong).json == {"damaged": [], "read_again": 0}
    off = replace(deployment, settings=deployment.settings.model_copy(update={"scrub_days": 0}))
    assert scrub.work(off, Event()) == {
        "verified": 1,
        "corrupt": 0,
        "missing": 0,
    }  # reported ones even if it is off
    assert scrub.work(off, Event()) == {"verified": 0, "corrupt": 0, "missing": 0}
    deployment.bucket.delete([key_of(deployment, LARGE)])
    absent = reader.post(path, {"paths": ["model.bin", "config.json"], "seen": "absent"})
    assert absent.json == {"damaged": ["model.bin"], "read_again": 0}
    assert reader.post(path, {"paths": ["none"], "seen": "wrong"}).status_code == 404
    assert reader.post(path, {"paths": [], "seen": "wrong"}).status_code == 400
    assert reader.post(path, {"paths": ["model.bin"], "seen": "bad"}).status_code == 400
    assert stranger.post(path, wrong).status_code == 404


def test_a_scrub_reads_the_oldest_first_goes_on_after_a_stop_and_keeps_to_its_rate(
    pushing: Any, owner: Any, model: str, deployment: Any
) -> None:
    pushing.verified(owner, model, {"a": b"1", "b": b"2", "c": LARGE})
    assert scrub.work(deployment, Event()) == {"verified": 0, "corrupt": 0, "missing": 0}  # read just now
    for at, found in enumerate(deployment.db.blobs.find().sort("size", 1)):
        moment = models.now() - (90 - at) * scrub.timedelta(days=1)
        deployment.db.blobs.update_one({"_id": found["_id"]}, {"$set": {"verified_at": moment}})
    assert owner.get("/storage").json["scrub"]["overdue"] == 3
    slow = deployment.settings.model_copy(update={"scrub_bytes_per_second": MIB / 0.4})
    begun = monotonic()
    assert scrub.work(replace(deployment, settings=slow), Event())["verified"] == 3
    assert monotonic() - begun > 0.3
    stopped = Event()
    stopped.set()
    assert scrub.work(deployment, stopped, models.now()) == {"verified": 0, "corrupt": 0, "missing": 0}
    assert owner.get("/storage").json["scrub"]["overdue"] == 0


def test_a_store_that_does_not_answer_is_no_damage(
    pushing: Any, owner: Any, model: str, deployment: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    pushing.verified(owner, model, FILES)

    def down(*_: Any) -> Any:
        raise Unavailable("the S3 store does not answer", "store_unavailable")

    with monkeypatch.context() as patch:
        patch.setattr(Bucket, "stream", down)
        with pytest.raises(Unavailable):
            scrubbed(deployment)
    assert shown(owner, model) == ("verified", [], [])


def test_a_share_of_the_card_alone_tells_no_damaged_paths(
    pushing: Any, owner: Any, stranger: Any, model: str, deployment: Any
) -> None:
    pushing.verified(owner, model, FILES)
    deployment.bucket.delete([key_of(deployment, LARGE)])
    scrubbed(deployment)
    owner.post(f"/models/{model}/shares", {"kind": "public", "sees": ["card"]})
    for path in (f"/models/{model}", f"/models/{model}/checkpoints/last"):
        found = stranger.get(path)
        assert found.status_code == 200, found.json
        assert "damaged" not in found.json


def test_restored_weights_show_their_damage(pushing: Any, owner: Any, model: str, deployment: Any) -> None:
    pushing.verified(owner, model, FILES)
    entry = owner.delete(f"/models/{model}/checkpoints/last/weights").json
    deployment.bucket.delete([key_of(deployment, LARGE)])
    scrubbed(deployment)
    assert shown(owner, model)[1:] == ([], [])
    assert owner.post(f"/trash/{entry['id']}/restore").status_code == 200
    assert shown(owner, model)[1:] == (["model.bin"], ["model.bin"])


# --- counts ------------------------------------------------------------------------------------------------------


class Losses:
    """Blobs of one model, and what is done to each: deleted, cut, flipped."""

    def __init__(self, pushing: Any, owner: Any, app: Any) -> None:
        self.pushing, self.owner, self.app = pushing, owner, app
        chosen = random.Random(f"damage-{ROUNDS}")
        self.contents = [os.urandom(MIB + at + 1 if at % 5 == 0 else 1_000 + at) for at in range(ROUNDS)]
        self.hows = [chosen.choice(["deleted", "truncated", "flipped"]) for _ in self.contents]
        self.files = {f"f{at}": content for at, content in enumerate(self.contents)}
        self.model = pushing.model(owner, lr=0)
        self.refused = 0
        self.store()

    def harm(self, at: int) -> None:
        bucket = self.pushing.deployment.bucket
        harm(bucket, key_of(self.pushing.deployment, self.contents[at]), self.contents[at], self.hows[at])

    def store(self) -> None:
        """Push all of them under the first model, as a client does that sends until nothing is missing."""
        while (upload := self.pushing.declare(self.owner, self.model, self.files).json["upload"])["urls"]:
            self.pushing.send(upload, self.files)
        assert self.pushing.commit(self.owner, self.model, upload["id"]).status_code in {200, 201}
        self.pushing.verify()

    def push(self, at: int) -> str:
        """Push one of them under a model of its own while it is harmed, and return the model."""
        api = type(self.owner)(self.app.test_client(use_cookies=False), None)
        api.headers = self.owner.headers
        files = {"w": self.contents[at], "own": f"own {at}".encode()}
        target = str(self.pushing.model(api, lr=at + 1))
        upload = self.pushing.upload(api, target, files)
        if at % 2:
            self.harm(at)  # between declaration and commit
        self.pushing.send(upload, files)
        while (done := self.pushing.commit(api, target, upload["id"])).status_code != 201:
            assert done.json["error"]["code"] == "upload_incomplete"
            self.refused += 1
            assert self.refused <= 3 * ROUNDS
            upload = self.pushing.upload(api, target, files)
            self.pushing.send(upload, files)
        return target


def test_of_many_random_losses_under_pushes_none_is_acknowledged_all_are_found_and_all_mended(
    pushing: Any, owner: Any, app: Any, deployment: Any, capsys: Any
) -> None:
    """Blobs are deleted, cut and flipped while four clients push them under other models; then without a push."""
    losses = Losses(pushing, owner, app)
    for at in range(0, ROUNDS, 2):
        losses.harm(at)
    with ThreadPoolExecutor(4) as pool:
        targets = list(pool.map(losses.push, range(ROUNDS)))
    pushing.verify()
    wrong = sum(
        pushing.fetch(owner, target, "last", "w") != losses.contents[at] for at, target in enumerate(targets)
    )
    assert wrong == 0
    scrubbed(deployment)  # and the first model has the new copies too
    assert shown(owner, losses.model) == ("verified", [], [])
    for at in range(ROUNDS):
        losses.harm(at)
    found = scrubbed(deployment)
    assert found["corrupt"] + found["missing"] == ROUNDS
    assert sorted(shown(owner, losses.model)[1]) == sorted(losses.files)
    losses.store()
    for target in (losses.model, *targets):
        assert shown(owner, target) == ("verified", [], [])
    assert all(
        pushing.fetch(owner, losses.model, "last", name) == content for name, content in losses.files.items()
    )
    with capsys.disabled():
        sys.stdout.write(
            f"\n{ROUNDS} lost ({dict(Counter(losses.hows))}) under pushes and at rest; acknowledged on top {wrong}; "
            f"commits refused {losses.refused}, found {ROUNDS}, mended {ROUNDS}\n"
        )


def test_a_blob_that_the_store_fails_to_give_while_it_gives_others_counts_as_lost_in_the_end(
    pushing: Any, owner: Any, model: str, deployment: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    pushing.verified(owner, model, FILES)
    sick, stream = key_of(deployment, LARGE), Bucket.stream

    def failing(bucket: Bucket, key: str) -> Any:
        if key == sick:
            raise Unavailable("the S3 store does not answer", "store_unavailable")
        return stream(bucket, key)

    monkeypatch.setattr(Bucket, "stream", failing)
    for _ in range(scrub.TRIES):
        assert shown(owner, model)[1] == []
        scrubbed(deployment)
        deployment.db.blobs.update_one({"key": sick}, {"$set": {"scrub_until": None}})
    assert shown(owner, model)[1] == ["model.bin"]
    monkeypatch.setattr(Bucket, "stream", stream)
    scrubbed(deployment)
    assert shown(owner, model)[1] == []
