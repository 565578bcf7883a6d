"""Declare, send, commit: first the working way, then each refusal, then the stranger, then races and lost replies."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier, Event
from typing import Any

import pytest

from modelbase.entities import Checkpoint, Role, Upload
from modelbase.server.access import Principal
from modelbase.server.bucket import Bucket
from modelbase.server.bucket.parts import MIB, PART
from modelbase.server.database.files import uploads
from modelbase.server.database.models import models
from modelbase.server.transfer import arrivals, commit, push
from modelbase.server.worker import sweep

LARGE = os.urandom(2 * MIB)
FILES = {
    "model.safetensors": LARGE,
    "config.json": b'{"a": 1}',
    "copy/config.json": b'{"a": 1}',
    "empty": b"",
}


@pytest.fixture
def model(pushing: Any, owner: Any) -> str:
    return str(pushing.model(owner))


def rows(api: Any, model: str) -> list[dict[str, Any]]:
    return list(api.get(f"/models/{model}/checkpoints").json["rows"])


def state_of(deployment: Any) -> list[Any]:
    """Everything a failed attempt must leave as it is."""
    names = ("checkpoints", "uploads", "blobs", "trash", "models")
    kept = [sorted(deployment.db[name].find(), key=lambda found: found["_id"]) for name in names]
    return [*kept, sorted((key, stored) for key, stored, _ in deployment.bucket.objects(""))]


def test_push_makes_a_checkpoint_that_is_verified(pushing: Any, owner: Any, model: str) -> None:
    upload = pushing.upload(owner, model, FILES, step=90, metrics={"val": {"acc": 0.5}})
    assert Upload.model_validate(upload).reused.files == 0
    assert {blob["parts"] for blob in upload["blobs"]} == {1}
    assert len(upload["urls"]) == 3  # one for each distinct content
    assert rows(owner, model) == []
    pushing.send(upload, FILES)
    done = pushing.commit(owner, model, upload["id"])
    assert done.status_code == 201
    assert done.json["label"] == "last"
    assert done.json["id"] == upload["id"]
    assert done.json["state"] == "uploaded"
    assert done.json["metrics"] == {"val.acc": 0.5}
    assert done.json["size"] == sum(len(data) for data in FILES.values())
    pushing.verify()
    (row,) = rows(owner, model)
    assert row["state"] == "verified"
    assert "files" not in row
    whole = owner.get(f"/models/{model}/checkpoints/last").json
    assert Checkpoint.model_validate(whole).file_count == 4
    assert [file["path"] for file in whole["files"]] == sorted(FILES)
    assert all(set(file) == {"path", "size", "sha256"} for file in whole["files"])


def test_the_model_tells_of_its_checkpoints(pushing: Any, owner: Any, model: str) -> None:
    pushing.verified(owner, model, {"a": b"1", "b": b"22"}, metrics={"top1": 70.0, "loss": 1})
    pushing.verified(owner, model, {"a": b"1", "b": b"333"}, metrics={"top1": 75.5}, label="best")
    found = owner.get(f"/models/{model}").json
    assert (found["checkpoints"], found["latest"], found["state"]) == (2, "best", "trained")
    assert found["metrics"] == {"top1": 75.5, "loss": 1}
    assert found["size"] == 6  # the file that both have counts once


def test_a_large_file_goes_in_parts_and_resumes_where_it_stopped(
    pushing: Any, owner: Any, model: str
) -> None:
    contents = {"model.bin": os.urandom(2 * PART + 5)}
    upload = pushing.upload(owner, model, contents)
    assert upload["blobs"][0]["missing"] == [1, 2, 3]
    pushing.send(upload | {"urls": [upload["urls"][1]]}, contents)
    again = pushing.upload(owner, model, contents)
    assert again["id"] == upload["id"]
    assert again["blobs"][0]["missing"] == [1, 3]
    pushing.send(again, contents)
    assert pushing.commit(owner, model, upload["id"]).status_code == 201
    pushing.verify()
    assert pushing.fetch(owner, model, "last", "model.bin") == contents["model.bin"]


def test_more_urls_can_be_asked_for(pushing: Any, owner: Any, model: str) -> None:
    upload = pushing.upload(owner, model, FILES)
    wanted = {"parts": [{"sha256": url["sha256"], "part": url["part"]} for url in upload["urls"]]}
    more = owner.post(f"/models/{model}/checkpoints/{upload['id']}/parts", wanted)
    assert more.status_code == 200
    pushing.send(upload | {"urls": more.json["urls"]}, FILES)
    assert pushing.commit(owner, model, upload["id"]).status_code == 201


def test_the_same_files_again_are_nothing_to_do(pushing: Any, owner: Any, model: str) -> None:
    made = pushing.push(owner, model, FILES)
    again = pushing.declare(owner, model, FILES)
    assert again.status_code == 200
    assert again.json["upload"] is None
    assert again.json["checkpoint"]["id"] == made["id"]


def test_other_files_get_the_next_label(pushing: Any, owner: Any, model: str) -> None:
    labels = [pushing.push(owner, model, {"a": bytes([n])})["label"] for n in range(3)]
    assert labels == ["last", "last-2", "last-3"]


def test_a_given_label_with_other_files_is_taken_unless_it_is_moved(
    pushing: Any, owner: Any, model: str
) -> None:
    first = pushing.push(owner, model, {"a": b"1"}, label="best")
    refused = pushing.declare(owner, model, {"a": b"2"}, label="best")
    assert (refused.status_code, refused.json["error"]["code"]) == (409, "label_taken")
    moved = pushing.push(owner, model, {"a": b"2"}, label="best", move=True)
    assert [row["label"] for row in rows(owner, model)] == ["best", first["hash"][:12]]
    assert owner.get(f"/models/{model}/checkpoints/best").json["id"] == moved["id"]
    for ref in (first["hash"][:12], first["hash"][:4], first["id"]):
        assert owner.get(f"/models/{model}/checkpoints/{ref}").json["id"] == first["id"]


def test_deleting_a_moved_label_does_not_bring_the_old_one_back(pushing: Any, owner: Any, model: str) -> None:
    first = pushing.push(owner, model, {"a": b"1"}, label="best")
    pushing.push(owner, model, {"a": b"2"}, label="best", move=True)
    assert owner.delete(f"/models/{model}/checkpoints/best").status_code == 200
    assert [row["label"] for row in rows(owner, model)] == [first["hash"][:12]]
    assert pushing.push(owner, model, {"a": b"3"}, label="best")["label"] == "best"


def test_a_label_moved_by_a_commit_that_was_cut_off_does_not_come_back_either(
    pushing: Any, owner: Any, model: str, db: Any
) -> None:
    first = pushing.push(owner, model, {"a": b"1"}, label="best")
    pushing.push(owner, model, {"a": b"2"}, label="best", move=True)
    db.checkpoints.update_many({}, {"$set": {"moved": False}})  # as if it had ended right after its insert
    assert [row["label"] for row in rows(owner, model)] == ["best", first["hash"][:12]]
    owner.delete(f"/models/{model}/checkpoints/best")
    assert [row["label"] for row in rows(owner, model)] == [first["hash"][:12]]


def test_a_deleted_checkpoint_can_be_restored_and_its_commit_does_not_revive_it(
    pushing: Any, owner: Any, model: str
) -> None:
    made = pushing.verified(owner, model, {"a": b"1"})
    entry = owner.delete(f"/models/{model}/checkpoints/last").json
    assert owner.get(f"/models/{model}/checkpoints/last").status_code == 404
    assert pushing.commit(owner, model, made["id"]).status_code == 404
    assert owner.get(f"/models/{model}").json["checkpoints"] == 0
    assert owner.post(f"/trash/{entry['id']}/restore").status_code == 200
    assert pushing.fetch(owner, model, "last", "a") == b"1"


# --- refusals -------------------------------------------------------------------------------------------------


def test_commit_refuses_a_missing_file_and_names_it(
    pushing: Any, owner: Any, model: str, deployment: Any
) -> None:
    upload = pushing.upload(owner, model, FILES)
    pushing.send(upload | {"urls": upload["urls"][1:]}, FILES)
    before = state_of(deployment)
    refused = pushing.commit(owner, model, upload["id"])
    assert (refused.status_code, refused.json["error"]["code"]) == (409, "upload_incomplete")
    first = upload["urls"][0]
    assert refused.json["error"]["details"]["missing"] == [{"sha256": first["sha256"], "part": first["part"]}]
    after = state_of(deployment)
    assert before[0] == after[0] == []
    assert before[2:] == after[2:]


@pytest.mark.parametrize("size", [4, 6])
def test_commit_refuses_another_size_than_declared(
    pushing: Any, owner: Any, model: str, deployment: Any, size: int
) -> None:
    upload = pushing.upload(owner, model, {"a": b"12345"})
    deployment.bucket.client.put_object(
        Bucket=deployment.bucket.name, Key=f"staging/{upload['id']}/0", Body=b"x" * size
    )
    assert pushing.commit(owner, model, upload["id"]).json["error"]["code"] == "upload_incomplete"
    assert rows(owner, model) == []


@pytest.mark.parametrize("large", [False, True])
def test_a_part_of_another_size_is_missing_when_declared_again(
    pushing: Any, owner: Any, model: str, deployment: Any, large: bool
) -> None:
    contents = {"a": LARGE if large else b"12345"}
    upload = pushing.upload(owner, model, contents)
    client, name = deployment.bucket.client, deployment.bucket.name
    if large:
        (found,) = deployment.bucket.open_multiparts()
        client.upload_part(
            Bucket=name, Key=found.key, UploadId=found.upload_id, PartNumber=1, Body=LARGE[:-1]
        )
    else:
        client.put_object(Bucket=name, Key=f"staging/{upload['id']}/0", Body=b"1234")
    assert pushing.upload(owner, model, contents)["blobs"][0]["missing"] == [1]
    pushing.send(upload, contents)
    assert pushing.upload(owner, model, contents)["blobs"][0]["missing"] == []


def test_the_store_refuses_another_length_or_other_bytes_than_signed(
    pushing: Any, owner: Any, model: str
) -> None:
    (url,) = pushing.upload(owner, model, {"a": b"12345"})["urls"]
    for wrong in (b"1234", b"123456", b"54321"):
        refused = pushing.put(url | {"headers": url["headers"] | {"Content-Length": str(len(wrong))}}, wrong)
        assert refused.status_code in {400, 403}
    bare = {"Content-Length": "5", "Content-Type": "application/octet-stream"}
    assert pushing.put(url | {"headers": bare}, b"12345").status_code == 403
    assert pushing.put(url, b"12345").status_code == 200


PATHS = [
    "../a", "a/../../b", "/etc/passwd", "a\\b", "a\0b", "a\nb", "C:/a", "a./b", "a ", "con", "nul.txt", "",
    "a//b", "./a", "x" * 1500, "a/" * 600 + "a",
]  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_a_path_that_leaves_the_folder_is_refused(pushing: Any, owner: Any, model: str, path: str) -> None:
    for more in ({}, {"label": "best", "move": True}, {"step": 1, "metrics": {"a": 1}}):
        refused = pushing.declare(owner, model, {"ok": b"", path: b"1"}, **more)
        assert (refused.status_code, refused.json["error"]["code"]) == (400, "path_invalid")


@pytest.mark.parametrize(("one", "two"), [("a", "A"), ("\u00e9", "e\u0301"), ("x/a", "x"), ("\u1e9e", "ss")])
def test_paths_that_collide_are_refused(pushing: Any, owner: Any, model: str, one: str, two: str) -> None:
    refused = pushing.declare(owner, model, {one: b"1", two: b"2"})
    assert refused.json["error"]["code"] == "path_invalid"


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"files": []},
        {"files": [{"path": "a", "size": 1, "sha256": "x" * 64}]},
        {"files": [{"path": "a", "size": 1, "sha256": "A" * 64}]},
        {"files": [{"path": "a", "size": -1, "sha256": "a" * 64}]},
        {"files": [{"path": "a", "size": True, "sha256": "a" * 64}]},
        {"files": [{"path": "a", "size": "1", "sha256": "a" * 64}]},
        {"files": [{"path": "a", "size": 1, "sha256": "a" * 64, "blob": "b"}]},
        {"files": [{"path": "a", "size": 1, "sha256": "a" * 64}], "state": "verified"},
        {"files": [{"path": "a", "size": 1, "sha256": "a" * 64}], "step": -1},
        {"files": [{"path": "a", "size": 1, "sha256": "a" * 64}], "metrics": {"a": "good"}},
        {"files": [{"path": "a", "size": 1, "sha256": "a" * 64}], "metrics": {"a": True}},
        {"files": [{"path": "a", "size": 1, "sha256": "a" * 64}], "metrics": {"a": None}},
        {"files": [{"path": "a", "size": 1, "sha256": "a" * 64}], "label": "0123456789ab"},
        {
            "files": [
                {"path": "a", "size": 1, "sha256": "a" * 64},
                {"path": "b", "size": 2, "sha256": "a" * 64},
            ]
        },
    ],
)
def test_a_wrong_declaration_is_refused(
    pushing: Any, owner: Any, model: str, deployment: Any, body: Any
) -> None:
    before = state_of(deployment)
    refused = owner.post(f"/models/{model}/checkpoints", body)
    assert refused.status_code == 400
    assert state_of(deployment) == before


def test_limits_are_named(pushing: Any, owner: Any, model: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(push, "MAX_FILES", 2)
    refused = pushing.declare(owner, model, {"a": b"", "b": b"", "c": b""})
    assert (refused.status_code, refused.json["error"]["details"]) == (413, {"limit": 2})
    huge = {"files": [{"path": "a", "size": 5 * 2**40 + 1, "sha256": "a" * 64}]}
    assert owner.post(f"/models/{model}/checkpoints", huge).status_code == 413


def test_metrics_that_are_not_finite_or_very_large_are_kept(pushing: Any, owner: Any, model: str) -> None:
    metrics = {"a": "NaN", "b": "-Infinity", "c": 10**30, "$x.y": 1, "n": 2**53}
    made = pushing.push(owner, model, {"a": b""}, metrics=metrics)
    kept = {"a": "NaN", "b": "-Infinity", "c": 1e30, '"$x.y"': 1, "n": 2**53}
    assert made["metrics"] == kept
    assert owner.get(f"/models/{model}").json["metrics"] == kept


# --- content integrity ----------------------------------------------------------------------------------------


def test_bytes_that_are_not_what_was_declared_are_never_served(
    pushing: Any, owner: Any, reader: Any, model: str, deployment: Any
) -> None:
    wrong = LARGE[:-1] + bytes([LARGE[-1] ^ 1])
    upload = pushing.upload(owner, model, {"a": LARGE}, label="best")
    pushing.put(upload["urls"][0], wrong).raise_for_status()
    assert pushing.commit(owner, model, upload["id"]).status_code == 201
    address = f"/models/{model}/checkpoints/best/files/a"
    unchecked = reader.get(address)
    assert (unchecked.status_code, unchecked.json["error"]["code"]) == (409, "unverified")
    pushing.verify()
    assert rows(owner, model)[0]["state"] == "corrupt"
    for person in (owner, reader):
        assert person.get(address).json["error"]["code"] == "corrupt"
    assert owner.get(f"/models/{model}").json["state"] == "new"
    repaired = pushing.push(owner, model, {"a": LARGE}, label="best")
    pushing.verify()
    assert pushing.fetch(reader, model, "best", "a") == LARGE
    newest = rows(owner, model)[0]
    assert (newest["id"], newest["state"]) == (repaired["id"], "verified")


def test_a_live_url_cannot_change_bytes_after_the_commit(pushing: Any, owner: Any, model: str) -> None:
    contents = {"large": LARGE, "small": b"12345"}
    upload = pushing.upload(owner, model, contents)
    pushing.send(upload, contents)
    assert pushing.commit(owner, model, upload["id"]).status_code == 201
    pushing.verify()
    for url in upload["urls"]:
        pushing.put(url, b"x" * url["size"])  # whatever the store answers
        bare = {name: text for name, text in url["headers"].items() if not name.startswith("x-amz")}
        pushing.put(url | {"headers": bare}, b"x" * url["size"])
    for path, data in contents.items():
        assert pushing.fetch(owner, model, "last", path) == data
    assert pushing.commit(owner, model, upload["id"]).status_code == 200
    for path, data in contents.items():
        assert pushing.fetch(owner, model, "last", path) == data


def test_a_slow_commit_cannot_change_what_a_fast_one_published(
    pushing: Any, owner: Any, model: str, deployment: Any
) -> None:
    upload = pushing.upload(owner, model, {"a": b"12345"})
    pushing.send(upload, {"a": b"12345"})
    slow = type(deployment.bucket)(
        deployment.bucket.name, Slow(deployment.bucket.client), deployment.bucket.public
    )

    def meanwhile() -> None:
        assert pushing.commit(owner, model, upload["id"]).status_code == 201
        key = f"staging/{upload['id']}/0"  # what a live URL can still write where checksums are not checked
        deployment.bucket.client.put_object(Bucket=deployment.bucket.name, Key=key, Body=b"54321")

    slow.client.meanwhile = meanwhile
    who = Principal("test:owner", "owner", Role.ADMIN, "token")
    target = models.find(deployment.db, model)
    commit.commit(type(deployment)(deployment.settings, deployment.db, slow), who, target, upload["id"])
    pushing.verify()
    assert [row["state"] for row in rows(owner, model)] == ["verified"]
    assert pushing.fetch(owner, model, "last", "a") == b"12345"


def test_a_commit_that_misses_what_another_one_cleared_gives_its_result(
    pushing: Any, owner: Any, model: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = pushing.upload(owner, model, {"a": b"12345"})
    pushing.send(upload, {"a": b"12345"})
    look, others = arrivals.look, []

    def late(*asked: Any) -> Any:
        monkeypatch.setattr(arrivals, "look", look)
        others.append(pushing.commit(owner, model, upload["id"]))
        return look(*asked)

    monkeypatch.setattr(arrivals, "look", late)
    answer = pushing.commit(owner, model, upload["id"])
    assert [other.status_code for other in others] == [201]
    assert (answer.status_code, answer.json["id"]) == (200, upload["id"])


class Slow:
    """A client of a store without conditional requests, whose copies start after something else has happened."""

    def __init__(self, target: Any) -> None:
        self.target = target
        self.meanwhile = lambda: None

    def __getattr__(self, name: str) -> Any:
        return getattr(self.target, name)

    def copy_object(self, **named: Any) -> Any:
        self.meanwhile()
        del named["CopySourceIfMatch"]
        return self.target.copy_object(**named)


def test_declaring_a_stored_sha256_and_sending_other_bytes_leaves_the_stored_ones(
    pushing: Any, owner: Any, teammate: Any, model: str
) -> None:
    pushing.push(owner, model, {"a": LARGE})
    other = pushing.model(teammate, lr=0.2)
    upload = pushing.upload(teammate, other, {"b": LARGE})  # not verified yet: it has to be sent
    pushing.put(upload["urls"][0], bytes(len(LARGE))).raise_for_status()
    assert pushing.commit(teammate, other, upload["id"]).status_code == 201
    pushing.verify()
    assert rows(teammate, other)[0]["state"] == "corrupt"
    assert rows(owner, model)[0]["state"] == "verified"
    assert pushing.fetch(owner, model, "last", "a") == LARGE


def test_stored_files_are_reused_by_those_who_may_read_them(
    pushing: Any, owner: Any, teammate: Any, model: str
) -> None:
    pushing.verified(owner, model, {"a": LARGE, "b": b"1"})
    other = pushing.model(teammate, lr=0.2)
    upload = pushing.upload(teammate, other, {"a": LARGE, "c": b"2"})
    assert upload["reused"] == {"files": 1, "size": len(LARGE)}
    assert len(upload["urls"]) == 1
    pushing.send(upload, {"c": b"2"})
    assert pushing.commit(teammate, other, upload["id"]).status_code == 201
    pushing.verify()
    assert pushing.fetch(teammate, other, "last", "a") == LARGE


def test_knowing_a_sha256_grants_nothing(
    pushing: Any, owner: Any, model: str, deployment: Any, client: Any
) -> None:
    pushing.verified(owner, model, {"a": LARGE})
    token = owner.post("/tokens", {"name": "narrow", "only": "cifar10/*"}).json["token"]
    narrow = type(owner)(client, token)
    theirs = pushing.model(narrow, dataset="cifar10")
    upload = pushing.upload(narrow, theirs, {"a": LARGE})
    assert upload["reused"] == {"files": 0, "size": 0}
    unknown = pushing.upload(narrow, theirs, {"a": os.urandom(len(LARGE))}, label="other")
    assert {key: type(value) for key, value in upload.items()} == {
        key: type(value) for key, value in unknown.items()
    }
    assert pushing.commit(narrow, theirs, upload["id"]).json["error"]["code"] == "upload_incomplete"


def test_a_blob_of_a_deleted_model_is_not_reused(pushing: Any, owner: Any, model: str) -> None:
    pushing.verified(owner, model, {"a": LARGE})
    assert owner.delete(f"/models/{model}").status_code == 200
    other = pushing.model(owner, lr=0.2)
    assert pushing.upload(owner, other, {"a": LARGE})["reused"]["files"] == 0


def test_a_reused_blob_that_goes_before_the_commit_has_to_be_sent(
    pushing: Any, owner: Any, model: str
) -> None:
    pushing.verified(owner, model, {"a": LARGE})
    other = pushing.model(owner, lr=0.2)
    upload = pushing.upload(owner, other, {"a": LARGE, "b": b"1"})
    pushing.send(upload, {"b": b"1"})
    owner.delete(f"/models/{model}")
    assert pushing.commit(owner, other, upload["id"]).json["error"]["code"] == "upload_incomplete"
    again = pushing.upload(owner, other, {"a": LARGE, "b": b"1"})
    assert again["id"] == upload["id"]
    assert len(again["urls"]) == 1
    pushing.send(again, {"a": LARGE})
    assert pushing.commit(owner, other, upload["id"]).status_code == 201


def test_equal_bytes_sent_twice_are_stored_once_in_the_end(
    pushing: Any, owner: Any, teammate: Any, model: str, deployment: Any
) -> None:
    other = pushing.model(teammate, lr=0.2)
    pushing.push(owner, model, {"a": LARGE, "again/a": LARGE})
    pushing.push(teammate, other, {"b": LARGE, "again/b": LARGE})
    assert sum(pushing.objects().values()) == 2 * len(LARGE)
    pushing.verify()
    sweep.sweep(deployment)
    assert sum(pushing.objects().values()) == 2 * len(LARGE)  # a download may still be under way
    deployment.db.blobs.update_many(
        {"retired_at": {"$ne": None}}, {"$set": {"retired_at": datetime(2020, 1, 1, tzinfo=UTC)}}
    )
    assert sweep.sweep(deployment)["copies"] == 1
    assert sum(pushing.objects().values()) == len(LARGE)
    for who, ref, path in ((owner, model, "a"), (owner, model, "again/a"), (teammate, other, "again/b")):
        assert pushing.fetch(who, ref, "last", path) == LARGE


# --- giving up and expiry -------------------------------------------------------------------------------------


def test_giving_an_upload_up_leaves_nothing(pushing: Any, owner: Any, model: str, deployment: Any) -> None:
    upload = pushing.upload(owner, model, FILES)
    pushing.send(upload, FILES)
    address = f"/models/{model}/checkpoints/{upload['id']}"
    assert owner.delete(address).status_code == 204
    assert pushing.objects() == {}
    assert not list(deployment.bucket.open_multiparts())
    assert owner.delete(address).status_code == 404
    assert pushing.commit(owner, model, upload["id"]).status_code == 404


def test_an_expired_upload_is_swept_and_a_live_one_is_not(
    pushing: Any, owner: Any, model: str, deployment: Any
) -> None:
    gone = pushing.upload(owner, model, FILES, label="gone")
    pushing.send(gone, FILES)
    kept = pushing.upload(owner, model, FILES, label="kept")
    past = datetime.now(UTC) - timedelta(days=1)
    deployment.db.uploads.update_one({"_id": gone["id"]}, {"$set": {"expires_at": past}})
    assert sweep.sweep(deployment)["uploads"] == 1
    assert pushing.commit(owner, model, gone["id"]).status_code == 404
    pushing.send(kept, FILES)
    assert pushing.commit(owner, model, kept["id"]).status_code == 201


def test_an_upload_that_is_used_lives_on(pushing: Any, owner: Any, model: str, deployment: Any) -> None:
    upload = pushing.upload(owner, model, FILES)
    past = datetime.now(UTC) - timedelta(days=1)
    deployment.db.uploads.update_one({"_id": upload["id"]}, {"$set": {"expires_at": past}})
    pushing.upload(owner, model, FILES)
    assert sweep.sweep(deployment)["uploads"] == 0


def test_a_multipart_that_the_store_lost_is_begun_again(
    pushing: Any, owner: Any, model: str, deployment: Any
) -> None:
    upload = pushing.upload(owner, model, {"a": LARGE})
    for found in deployment.bucket.open_multiparts():
        deployment.bucket.abort(found.key, found.upload_id)
    assert pushing.commit(owner, model, upload["id"]).status_code == 409
    pushing.send(pushing.upload(owner, model, {"a": LARGE}), {"a": LARGE})
    assert pushing.commit(owner, model, upload["id"]).status_code == 201


# --- strangers ------------------------------------------------------------------------------------------------


def test_an_upload_is_bound_to_its_person_and_its_model(
    pushing: Any, owner: Any, teammate: Any, model: str, deployment: Any
) -> None:
    other = pushing.model(owner, lr=0.2)
    upload = pushing.upload(owner, model, FILES)
    pushing.send(upload, FILES)
    part = {"parts": [{"sha256": upload["urls"][0]["sha256"], "part": 1}]}
    before = state_of(deployment)
    for person, ref in ((owner, other), (teammate, model), (teammate, other)):
        place = f"/models/{ref}/checkpoints/{upload['id']}"
        assert person.post(f"{place}/parts", part).status_code == 404
        assert person.post(f"{place}/commit", {}).status_code == 404
        assert person.delete(place).status_code == 404
        assert person.get(place).status_code == 404
    assert state_of(deployment) == before
    assert pushing.commit(owner, model, upload["id"]).status_code == 201


def test_a_checkpoint_is_not_found_under_another_model(
    pushing: Any, owner: Any, model: str, deployment: Any
) -> None:
    made = pushing.push(owner, model, {"a": b"1"})
    other = pushing.model(owner, lr=0.2)
    before = state_of(deployment)
    for ref in (made["id"], "last", made["hash"][:12]):
        place = f"/models/{other}/checkpoints/{ref}"
        answers = [
            owner.get(place),
            owner.delete(place),
            owner.get(f"{place}/files/a"),
            owner.get(f"{place}/download"),
        ]
        assert [answer.status_code for answer in answers] == [404] * 4
    assert owner.post(f"/models/{other}/checkpoints/{made['id']}/commit", {}).status_code == 404
    assert state_of(deployment) == before


def test_only_admins_push(
    pushing: Any, owner: Any, reader: Any, stranger: Any, nobody: Any, model: str
) -> None:
    upload = pushing.upload(owner, model, FILES)
    for person, status in ((reader, 403), (stranger, 404), (nobody, 401)):
        assert pushing.declare(person, model, FILES).status_code == status
        assert pushing.commit(person, model, upload["id"]).status_code == status
        assert person.delete(f"/models/{model}/checkpoints/{upload['id']}").status_code == status


def test_a_part_that_is_not_in_the_plan_gets_no_url(pushing: Any, owner: Any, model: str) -> None:
    upload = pushing.upload(owner, model, {"a": b"1"})
    place = f"/models/{model}/checkpoints/{upload['id']}/parts"
    for part in ({"sha256": "0" * 64, "part": 1}, {"sha256": upload["urls"][0]["sha256"], "part": 2}):
        assert owner.post(place, {"parts": [part]}).status_code == 400


# --- races ----------------------------------------------------------------------------------------------------


def at_once(count: int, act: Any) -> list[Any]:
    barrier = Barrier(count)

    def one(number: int) -> Any:
        barrier.wait(120)
        return act(number)

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(one, range(count)))


def test_two_commits_of_an_upload_at_once_make_one_checkpoint(pushing: Any, owner: Any, model: str) -> None:
    for turn in range(5):
        contents = {"a": os.urandom(2 * MIB), "b": os.urandom(10)}
        upload = pushing.upload(owner, model, contents, label=f"turn-{turn}")
        pushing.send(upload, contents)
        answers = at_once(4, lambda _, upload=upload: pushing.commit(owner, model, upload["id"]))
        assert {answer.status_code for answer in answers} <= {200, 201}
        assert {answer.json["id"] for answer in answers} == {upload["id"]}
        pushing.verify()
        for path, data in contents.items():
            assert pushing.fetch(owner, model, f"turn-{turn}", path) == data
    assert len(rows(owner, model)) == 5


def test_a_commit_waits_for_the_one_that_is_joining_the_parts(
    pushing: Any, owner: Any, model: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SeaweedFS shows neither parts nor object for a moment, as the store does here while it joins."""
    contents = {"a": os.urandom(2 * MIB)}
    upload = pushing.upload(owner, model, contents)
    pushing.send(upload, contents)
    joining, waited_for = Event(), Event()
    join, list_parts, busy = Bucket.complete, Bucket.parts, uploads.busy

    def slow_join(bucket: Bucket, *given: Any) -> None:
        joining.set()
        assert waited_for.wait(60)
        join(bucket, *given)

    def parts(bucket: Bucket, *given: Any) -> Any:
        return [] if joining.is_set() else list_parts(bucket, *given)

    def asked(*given: Any) -> bool:
        found = busy(*given)
        waited_for.set()
        return found

    monkeypatch.setattr(Bucket, "complete", slow_join)
    monkeypatch.setattr(Bucket, "parts", parts)
    monkeypatch.setattr(uploads, "busy", asked)
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(pushing.commit, owner, model, upload["id"])
        assert joining.wait(60)
        second = pushing.commit(owner, model, upload["id"])
        assert (first.result().status_code, second.status_code) == (201, 200)
    assert second.json["id"] == upload["id"]


def test_a_commit_that_was_killed_is_not_waited_for_long(pushing: Any, owner: Any, model: str) -> None:
    upload = pushing.upload(owner, model, {"a": b"1"})
    db, now = pushing.deployment.db, datetime.now(UTC)
    uploads.enter(db, upload["id"], "killed", now - timedelta(minutes=2))
    assert not uploads.busy(db, upload["id"], now - commit.ABANDONED)
    refused = pushing.commit(owner, model, upload["id"])
    assert (refused.status_code, refused.json["error"]["code"]) == (409, "upload_incomplete")
    uploads.enter(db, upload["id"], "working", now)
    assert uploads.busy(db, upload["id"], now - commit.ABANDONED)
    uploads.leave(db, upload["id"], "working")
    assert not uploads.busy(db, upload["id"], now - commit.ABANDONED)


@pytest.mark.parametrize("label", [None, "best"])
def test_pushes_of_different_files_to_one_label_at_once_never_mix(
    pushing: Any, owner: Any, model: str, label: str | None
) -> None:
    more = {"label": label} if label else {}
    contents = [{"a": os.urandom(20), "b": os.urandom(20)} for _ in range(4)]
    uploads = [pushing.upload(owner, model, each, **more) for each in contents]
    for upload, each in zip(uploads, contents, strict=True):
        pushing.send(upload, each)
    answers = at_once(4, lambda n: pushing.commit(owner, model, uploads[n]["id"]))
    statuses = sorted(answer.status_code for answer in answers)
    assert statuses == ([201, 409, 409, 409] if label else [201] * 4)
    pushing.verify()
    for answer, each in zip(answers, contents, strict=True):
        if answer.status_code == 201:
            found = {path: pushing.fetch(owner, model, answer.json["label"], path) for path in each}
            assert found == each


def test_pushes_of_the_same_files_at_once_give_one_checkpoint(
    pushing: Any, owner: Any, teammate: Any, model: str
) -> None:
    people = [owner, teammate] * 2
    uploads = at_once(4, lambda n: pushing.upload(people[n], model, FILES))
    assert len({upload["id"] for upload in uploads}) == 2  # one for each person
    for upload in uploads:
        pushing.send(upload, FILES)
    answers = at_once(4, lambda n: pushing.commit(people[n], model, uploads[n]["id"]))
    assert sorted({answer.status_code for answer in answers}) == [200, 201]
    assert len({answer.json["id"] for answer in answers}) == 1
    again = [pushing.commit(people[n], model, uploads[n]["id"]) for n in range(4)]
    assert {answer.status_code for answer in again} == {200}
    pushing.verify()
    assert pushing.fetch(owner, model, "last", "model.safetensors") == LARGE


def test_declaring_at_once_opens_one_upload(pushing: Any, owner: Any, model: str, deployment: Any) -> None:
    uploads = at_once(6, lambda _: pushing.upload(owner, model, {"a": LARGE, "b": b"1"}))
    assert len({upload["id"] for upload in uploads}) == 1
    assert len(list(deployment.bucket.open_multiparts())) == 1


def test_checkpoints_come_in_pages(pushing: Any, owner: Any) -> None:
    model = pushing.model(owner)
    for number in range(5):
        pushing.push(owner, model, {"m": bytes([number])}, step=number)
    path = f"/models/{model}/checkpoints"
    whole = owner.get(path).json
    assert (len(whole["rows"]), whole["next"]) == (5, None)
    walked, after = [], ""
    for _ in range(3):
        page = owner.get(f"{path}?limit=2" + (f"&after={after}" if after else "")).json
        walked += page["rows"]
        after = page["next"]
    assert (walked, after) == (whole["rows"], None)
    for wrong, code in (("limit=0", "invalid"), ("limit=1001", "invalid"), ("after=x", "cursor_invalid")):
        answer = owner.get(f"{path}?{wrong}")
        assert (answer.status_code, answer.json["error"]["code"]) == (400, code)
