"""Signed URLs for files: who gets one, what is in it, and what reading back decides."""

from __future__ import annotations

import os
import re
from email.message import Message
from typing import Any
from urllib.parse import unquote, urlsplit

import httpx
import pytest

from modelbase.server.transfer import pull
from modelbase.server.worker import verify

FILES = {"model.bin": b"0123456789" * 100, "folder/config.json": b"{}", "empty": b""}


@pytest.fixture
def model(pushing: Any, owner: Any) -> str:
    return str(pushing.model(owner))


def test_a_file_route_redirects_to_the_bytes(pushing: Any, owner: Any, reader: Any, model: str) -> None:
    pushing.verified(owner, model, FILES)
    for person in (owner, reader):
        for path, data in FILES.items():
            assert pushing.fetch(person, model, "last", path) == data


def test_the_redirect_tells_name_and_sha256_and_is_not_cached(pushing: Any, owner: Any, model: str) -> None:
    made = pushing.verified(owner, model, FILES)
    found = owner.get(f"/models/{model}/checkpoints/last/files/folder/config.json")
    files = {
        file["path"]: file for file in owner.get(f"/models/{model}/checkpoints/{made['id']}").json["files"]
    }
    assert found.headers["X-Content-SHA256"] == files["folder/config.json"]["sha256"]
    assert found.headers["Cache-Control"] == "no-store"
    assert found.headers["Content-Disposition"].startswith('attachment; filename="config.json"')
    assert found.data == b""
    assert unquote(urlsplit(found.headers["Location"]).path).count("config.json") == 0


def test_the_store_gives_ranges_and_never_renders(pushing: Any, owner: Any, model: str) -> None:
    pushing.verified(owner, model, {"page.html": b"<script>alert(1)</script>"})
    url = owner.get(f"/models/{model}/checkpoints/last/files/page.html").headers["Location"]
    part = httpx.get(url, headers={"Range": "bytes=1-6"})
    assert (part.status_code, part.content) == (206, b"script")
    assert part.headers["Content-Type"] == "application/octet-stream"
    assert part.headers["Content-Disposition"].startswith("attachment;")


def test_a_signed_url_is_good_for_its_object_and_method_alone(pushing: Any, owner: Any, model: str) -> None:
    pushing.verified(owner, model, FILES)
    url = owner.get(f"/models/{model}/checkpoints/last/files/model.bin").headers["Location"]
    other = owner.get(f"/models/{model}/checkpoints/last/files/empty").headers["Location"]
    swapped = url.replace(urlsplit(url).path, urlsplit(other).path)
    assert httpx.get(swapped).status_code == 403
    assert httpx.put(url, content=b"x").status_code == 403
    assert httpx.delete(url).status_code == 403
    assert httpx.get(url + "&response-cache-control=public").status_code == 403
    assert httpx.get(re.sub("filename", "xilename", url)).status_code == 403
    assert httpx.get(url.partition("?")[0]).status_code == 403
    assert pushing.fetch(owner, model, "last", "model.bin") == FILES["model.bin"]


def test_the_download_route_gives_all_files_in_pages(
    pushing: Any, owner: Any, model: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pull, "PAGE", 2)
    pushing.verified(owner, model, FILES)
    address = f"/models/{model}/checkpoints/last/download"
    first = owner.get(address).json
    second = owner.get(f"{address}?after={first['next']}").json
    assert [row["path"] for row in first["rows"] + second["rows"]] == sorted(FILES)
    assert second["next"] is None
    for row in first["rows"] + second["rows"]:
        assert httpx.get(row["url"]).content == FILES[row["path"]]
        assert set(row) == {"path", "size", "sha256", "url"}


def test_what_is_not_there_is_not_found(pushing: Any, owner: Any, model: str) -> None:
    pushing.verified(owner, model, FILES)
    for path, code in (
        ("last/files/none", "file_not_found"),
        ("last/files/../model.bin", "file_not_found"),
        ("last/files/%2e%2e%2fmodel.bin", "file_not_found"),
        ("last/files/folder", "file_not_found"),
        ("best/files/model.bin", "checkpoint_not_found"),
        ("best/download", "checkpoint_not_found"),
        ("$ne/download", "checkpoint_not_found"),
        ("c0000/download", "checkpoint_not_found"),
    ):
        found = owner.get(f"/models/{model}/checkpoints/{path}")
        assert (found.status_code, found.json["error"]["code"]) == (404, code), path


def test_a_hash_prefix_that_fits_two_checkpoints_is_ambiguous(
    pushing: Any, owner: Any, model: str, db: Any
) -> None:
    pushing.push(owner, model, {"a": b"1"})
    pushing.push(owner, model, {"a": b"2"})
    for number, found in enumerate(db.checkpoints.find()):
        db.checkpoints.update_one({"_id": found["_id"]}, {"$set": {"hash": f"abcd{number}" + "0" * 59}})
    refused = owner.get(f"/models/{model}/checkpoints/abcd")
    assert (refused.status_code, refused.json["error"]["code"]) == (409, "id_ambiguous")
    assert len(refused.json["error"]["details"]["candidates"]) == 2
    assert owner.get(f"/models/{model}/checkpoints/abcd1").status_code == 200
    assert owner.get(f"/models/{model}/checkpoints/abc").status_code == 404


def test_strangers_get_no_url(pushing: Any, owner: Any, stranger: Any, nobody: Any, model: str) -> None:
    pushing.verified(owner, model, FILES)
    for route in ("files/model.bin", "download"):
        assert stranger.get(f"/models/{model}/checkpoints/last/{route}").status_code == 404
        assert nobody.get(f"/models/{model}/checkpoints/last/{route}").status_code == 401
    assert stranger.get(f"/models/{model}/checkpoints").status_code == 404


def test_bytes_that_are_not_checked_yet_go_to_admins_only(
    pushing: Any, owner: Any, reader: Any, model: str
) -> None:
    pushing.push(owner, model, FILES)
    refused = reader.get(f"/models/{model}/checkpoints/last/download")
    assert (refused.status_code, refused.json["error"]["code"]) == (409, "unverified")
    assert refused.json["error"]["details"] == {"retry_after": 1}
    assert pushing.fetch(owner, model, "last", "model.bin") == FILES["model.bin"]
    pushing.verify()
    assert pushing.fetch(reader, model, "last", "model.bin") == FILES["model.bin"]


def test_an_object_that_is_gone_makes_the_checkpoint_corrupt(
    pushing: Any, owner: Any, model: str, deployment: Any
) -> None:
    pushing.push(owner, model, FILES)
    large = next(key for key, size in pushing.objects().items() if size == 1000)
    deployment.bucket.delete([large])
    pushing.verify()
    assert owner.get(f"/models/{model}/checkpoints/last").json["state"] == "corrupt"
    assert owner.get(f"/models/{model}/checkpoints/last/download").json["error"]["code"] == "corrupt"


def test_a_store_that_does_not_answer_is_no_verdict(
    pushing: Any, owner: Any, model: str, deployment: Any, db: Any
) -> None:
    pushing.push(owner, model, FILES)
    broken = type(deployment.bucket)(
        name="no-such-bucket", client=deployment.bucket.client, public=deployment.bucket.public
    )
    down = type(deployment)(deployment.settings, deployment.db, broken)
    assert verify.work(down, lambda: False) == 0
    assert owner.get(f"/models/{model}/checkpoints/last").json["state"] == "uploaded"
    assert all(blob["state"] == "uploaded" for blob in db.blobs.find())
    db.blobs.update_many({}, {"$set": {"claim_until": None}})
    db.blobs.update_many(
        {}, {"$set": {"claim_until": db.uploads.find_one()["expires_at"].replace(year=2020)}}
    )
    pushing.verify()
    assert owner.get(f"/models/{model}/checkpoints/last").json["state"] == "verified"


def test_a_blob_that_another_worker_reads_is_left_alone(
    pushing: Any, owner: Any, model: str, deployment: Any, db: Any
) -> None:
    pushing.push(owner, model, {"a": b"1"})
    db.blobs.update_many({}, {"$set": {"claim_until": db.uploads.find_one()["expires_at"]}})
    assert verify.work(deployment, lambda: False) == 0


def test_a_worker_that_has_to_stop_gives_its_blob_back(
    pushing: Any, owner: Any, model: str, deployment: Any
) -> None:
    pushing.push(owner, model, {"a": os.urandom(3_000_000)})
    asked = iter([False] * 2)
    assert verify.work(deployment, lambda: next(asked, True)) == 0
    assert verify.work(deployment, lambda: False) == 1
    assert owner.get(f"/models/{model}/checkpoints/last").json["state"] == "verified"


NAMES = [
    'a"b.bin',
    "a;b",
    "ü.bin",
    "%0d%0a",
    "a%22",
    "\u202etxt.exe",
    "x" * 200,
    "a'b",
    "한국어 모델.safetensors",
    "a b",
]


@pytest.mark.parametrize("name", NAMES)
def test_any_name_makes_one_safe_attachment(name: str) -> None:
    header = pull.disposition(name)
    assert header.isascii()
    assert not re.search(r"[\r\n\0]", header)
    parsed = Message()
    parsed["Content-Disposition"] = header
    assert parsed.get_content_disposition() == "attachment"
    encoding, language, text = re.fullmatch(r".*filename\*=([^']*)'([^']*)'(\S*)", header).groups()
    assert (encoding, language, unquote(text)) == ("UTF-8", "", name)
    assert re.fullmatch(r"[^\"\\]*", re.search(r'filename="([^"]*)"', header)[1])
