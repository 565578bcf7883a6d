"""A push whose n-th call to the database or the store fails, or whose reply is lost: never half, never wrong.

Each trial breaks one call, checks that nothing half is visible, and does the step again until it passes, as a
client does. `n` grows until a push passes untouched.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from itertools import count
from threading import Lock
from typing import Any

import httpx
import pytest
from botocore.exceptions import ReadTimeoutError
from pymongo.errors import AutoReconnect

from modelbase.entities import Checkpoint, Model, Role
from modelbase.errors import ModelbaseError, Unavailable
from modelbase.server.access import Principal
from modelbase.server.bucket import Bucket
from modelbase.server.database.files import checkpoints
from modelbase.server.database.models import models
from modelbase.server.deployment import Deployment
from modelbase.server.transfer import commit, push
from modelbase.server.transfer.push import Declaration, NewFile
from modelbase.server.worker import verify

OWNER = Principal("test:owner", "owner", Role.ADMIN, "token")
LARGE = os.urandom(2 * 2**20)
CONTENTS = {"large": LARGE, "small": b"12345"}
CALLS = {
    "insert_one", "insert_many", "update_one", "update_many", "find_one", "find", "find_one_and_update", "aggregate",
    "distinct", "delete_one", "create_multipart_upload", "complete_multipart_upload", "abort_multipart_upload",
    "copy_object", "head_object", "delete_objects", "get_paginator",
}  # fmt: skip


class Gate:
    """Lets calls through but for the n-th: refused before it is made, or its reply lost."""

    def __init__(self, broken: int, lost: bool, error: Exception) -> None:
        self.broken, self.lost, self.error = broken, lost, error
        self.calls = 0
        self.lock = Lock()

    def call(self, act: Any, *args: Any, **named: Any) -> Any:
        with self.lock:
            self.calls += 1
            breaks = self.calls == self.broken
        if breaks and not self.lost:
            raise self.error
        found = act(*args, **named)
        if breaks:
            raise self.error
        return found


@dataclass
class Through:
    """A collection or client whose calls go through a gate."""

    target: Any
    gate: Gate

    def __getattr__(self, name: str) -> Any:
        found = getattr(self.target, name)
        if name not in CALLS:
            return found
        return lambda *args, **named: self.gate.call(found, *args, **named)


@dataclass
class ThroughDatabase:
    """A database whose collections go through a gate."""

    target: Any
    gate: Gate

    def __getattr__(self, name: str) -> Any:
        return Through(self.target[name], self.gate)

    def __getitem__(self, name: str) -> Any:
        return Through(self.target[name], self.gate)


def make_model(deployment: Deployment) -> Model:
    moment = models.now()
    made = Model(
        id="d/a:123456789", name="d/a", dataset="d", architecture="a", digest="1" * 64, family="2" * 64,
        policy=1, owner="owner", created_at=moment, updated_at=moment,
    )  # fmt: skip
    deployment.db.models.insert_one(made.model_dump() | {"_id": "m1"})
    return models.get_key(deployment.db, "m1")


def files(pushing: Any) -> list[NewFile]:
    declared = pushing.declare.__globals__["declared"](CONTENTS)
    return [NewFile(**each) for each in declared]


def broken_deployment(deployment: Deployment, where: str, gate: Gate) -> Deployment:
    if where == "database":
        return Deployment(deployment.settings, ThroughDatabase(deployment.db, gate), deployment.bucket)  # type: ignore[arg-type]
    bucket = Bucket(deployment.bucket.name, Through(deployment.bucket.client, gate), deployment.bucket.public)
    return Deployment(deployment.settings, deployment.db, bucket)


def until_done(act: Any, check: Any) -> tuple[Any, int]:
    """Repeat a step as a client does; only outages may be in the way."""
    for turn in range(3):
        try:
            return act(), turn
        except Unavailable:
            check()
        except ModelbaseError as error:
            raise AssertionError(f"a lost reply became {error.code}: {error}") from error
    raise AssertionError("one fault kept a step from passing three times")


@pytest.mark.parametrize("lost", [False, True], ids=["refused", "lost"])
@pytest.mark.parametrize("where", ["database", "store"])
def test_a_push_survives_every_single_fault(
    pushing: Any, deployment: Deployment, where: str, lost: bool
) -> None:
    error = AutoReconnect("gone") if where == "database" else ReadTimeoutError(endpoint_url="http://gone")
    failures = 0
    for broken in count(1):
        for name in ("models", "checkpoints", "uploads", "blobs"):
            deployment.db[name].delete_many({})
        gate = Gate(broken, lost, error)
        failures += trial(pushing, broken_deployment(deployment, where, gate), deployment)
        if gate.calls < broken:
            break
    assert failures >= 8  # it did break things
    assert broken > 10


def trial(pushing: Any, broken: Deployment, deployment: Deployment) -> int:
    """Push through a deployment in which one call fails; return how often a step had to be repeated."""
    model = make_model(deployment)
    wanted = Declaration(files=files(pushing), metrics={"top1": 1})

    def nothing_half() -> None:
        for found in checkpoints.page(deployment.db, model):
            whole = checkpoints.get(deployment.db, model, found.id)
            assert {file.path for file in whole.files or ()} == set(CONTENTS)

    upload, first = until_done(lambda: push.declare(broken, OWNER, model, wanted), nothing_half)
    assert deployment.db.uploads.count_documents({"slot": {"$exists": True}}) == 1
    assert checkpoints.page(deployment.db, model) == []
    bytes_of = {file.sha256: CONTENTS[file.path] for file in wanted.files}
    for url in upload.urls:
        httpx.put(url.url, content=bytes_of[url.sha256], headers=url.headers).raise_for_status()
    (found, _), second = until_done(lambda: commit.commit(broken, OWNER, model, upload.id), nothing_half)
    assert isinstance(found, Checkpoint)
    again, made = commit.commit(deployment, OWNER, model, upload.id)
    assert (again.id, made) == (found.id, False)
    assert [each.id for each in checkpoints.page(deployment.db, model)] == [found.id]
    while verify.work(deployment, lambda: False):
        pass
    verify.settle(deployment, None)
    assert checkpoints.get(deployment.db, model, "last").state == "verified"
    summary = models.get_key(deployment.db, model.key)
    assert (summary.checkpoints, summary.size) == (1, len(LARGE) + 5)
    return first + second


@dataclass
class Wrong:
    """A client whose completion of multipart uploads goes wrong in one way."""

    target: Any
    way: str

    def __getattr__(self, name: str) -> Any:
        return getattr(self.target, name)

    def complete_multipart_upload(self, **named: Any) -> Any:
        if self.way == "says done, is not":
            return {"ETag": '"x"'}
        self.target.complete_multipart_upload(**named)
        if self.way == "done twice":
            return self.target.complete_multipart_upload(**named)
        raise ReadTimeoutError(endpoint_url="http://gone")


@pytest.mark.parametrize("way", ["says done, is not", "done twice", "done, reply lost"])
def test_a_completion_is_believed_only_when_the_object_is_there(
    pushing: Any, deployment: Deployment, way: str
) -> None:
    model = make_model(deployment)
    upload = push.declare(deployment, OWNER, model, Declaration(files=files(pushing)))
    bytes_of = {file.sha256: CONTENTS[file.path] for file in files(pushing)}
    for url in upload.urls:
        httpx.put(url.url, content=bytes_of[url.sha256], headers=url.headers).raise_for_status()
    bucket = Bucket(deployment.bucket.name, Wrong(deployment.bucket.client, way), deployment.bucket.public)
    odd = Deployment(deployment.settings, deployment.db, bucket)
    if way == "says done, is not":
        with pytest.raises(ModelbaseError) as refused:
            commit.commit(odd, OWNER, model, upload.id)
        assert refused.value.code == "upload_incomplete"
        assert checkpoints.page(deployment.db, model) == []
    else:
        assert commit.commit(odd, OWNER, model, upload.id)[1]
    found, _ = commit.commit(deployment, OWNER, model, upload.id)
    assert found.id == upload.id


def test_a_commit_waits_out_a_store_that_is_down(pushing: Any, deployment: Deployment) -> None:
    model = make_model(deployment)
    upload = push.declare(deployment, OWNER, model, Declaration(files=files(pushing)))
    down = broken_deployment(
        deployment, "store", Gate(1, False, ReadTimeoutError(endpoint_url="http://gone"))
    )
    with pytest.raises(Unavailable) as refused:
        commit.commit(down, OWNER, model, upload.id)
    assert refused.value.code == "store_unavailable"
    assert refused.value.details["retry_after"] > 0
    assert "gone" not in refused.value.message
