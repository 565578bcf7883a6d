"""Pictures of READMEs: kept once, shown to who sees the card, refused by their bytes, swept when nobody names them."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

import pytest

from modelbase.errors import Unavailable
from modelbase.server.bucket import Bucket
from modelbase.server.database.models import images as stored
from modelbase.server.database.models.models import now
from modelbase.server.models import images
from modelbase.server.worker import sweep
from tests.api.conftest import Pushing

PNG = b"\x89PNG\r\n\x1a\n and the rest"
KINDS = [
    ("image/png", "png", PNG),
    ("image/jpeg", "jpg", b"\xff\xd8\xff\xe0 jpeg"),
    ("image/gif", "gif", b"GIF89a gif"),
    ("image/webp", "webp", b"RIFF\x00\x00\x00\x00WEBPVP8 "),
]
HOSTILE = [
    b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    b"<?xml version='1.0'?><svg onload='alert(1)'/>",
    b"<!doctype html><script>alert(1)</script>",
    b"",
    b"\x00\x89PNG\r\n\x1a\n",
    b"GIF88a",
    b"RIFF\x00\x00\x00\x00WAVE",
    b"\xff\xd8",
    b"%PDF-1.7",
]


def send(api: Any, model: str, content: bytes = PNG, kind: str = "image/png", **headers: str) -> Any:
    return api.client.post(
        f"/api/v1/models/{model}/images",
        data=content,
        content_type=kind,
        headers=api.headers | headers,
        base_url="http://127.0.0.1:5050",
    )


def shown(api: Any, model: str, name: str, **headers: str) -> Any:
    return api.get(f"/models/{model}/images/{name}", **headers)


def opened(owner: Any, model: str, part: str) -> dict[str, str]:
    made = owner.post(f"/models/{model}/shares", {"kind": "link", "sees": [part]})
    return {"X-Modelbase-Share": made.json["secret"]}


def grow_old(deployment: Any) -> None:
    """Let nine days go by for all pictures."""
    deployment.db.images.update_many({}, {"$set": {"touched_at": now() - timedelta(days=9)}})


def named(name: str) -> dict[str, str]:
    return {"readme": f"# Curves\n\n![loss](images/{name})"}


@pytest.mark.parametrize(("kind", "ending", "content"), KINDS)
def test_a_picture_is_kept_and_shown_as_what_it_is(
    owner: Any, reader: Any, pushing: Pushing, kind: str, ending: str, content: bytes
) -> None:
    model = pushing.model(owner)
    made = send(owner, model, content, kind)
    digest = hashlib.sha256(content).hexdigest()
    name = f"{digest}.{ending}"
    told = {"name": name, "path": f"images/{name}", "sha256": digest, "kind": kind, "size": len(content)}
    assert (made.status_code, made.json) == (201, told)
    assert send(owner, model, content, kind).status_code == 200
    found = shown(reader, model, name)
    assert (found.status_code, found.mimetype, found.get_data()) == (200, kind, content)
    assert found.headers["X-Content-Type-Options"] == "nosniff"
    assert found.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert found.headers["Cache-Control"] == "private, no-cache"
    assert len([key for key in pushing.objects() if key.startswith("images/")]) == 1


def test_who_has_a_picture_asks_again_and_gets_no_bytes(owner: Any, pushing: Pushing) -> None:
    model = pushing.model(owner)
    name = send(owner, model).json["name"]
    tag = shown(owner, model, name).headers["ETag"]
    again = shown(owner, model, name, **{"If-None-Match": tag})
    assert (again.status_code, again.get_data()) == (304, b"")


@pytest.mark.parametrize("content", HOSTILE)
@pytest.mark.parametrize("kind", ["image/png", "image/jpeg"])
def test_what_is_no_picture_by_its_bytes_is_refused(
    owner: Any, pushing: Pushing, content: bytes, kind: str
) -> None:
    model = pushing.model(owner)
    refused = send(owner, model, content, kind)
    assert (refused.status_code, refused.json["error"]["code"]) == (400, "image_kind")
    assert not pushing.objects()


@pytest.mark.parametrize("kind", ["image/svg+xml", "text/html", "application/octet-stream", "text/plain"])
def test_what_says_that_it_is_something_else_is_refused(owner: Any, pushing: Pushing, kind: str) -> None:
    refused = send(owner, pushing.model(owner), PNG, kind)
    assert (refused.status_code, refused.json["error"]["code"]) == (400, "image_kind")


def test_the_bytes_decide_what_it_is_and_its_name_follows(owner: Any, pushing: Pushing) -> None:
    model = pushing.model(owner)
    found = send(owner, model, KINDS[2][2], "image/png").json
    assert (found["kind"], found["name"][-4:]) == ("image/gif", ".gif")
    assert shown(owner, model, found["sha256"] + ".png").status_code == 404


def test_what_is_too_large_is_refused_before_and_after_it_was_read(owner: Any, pushing: Pushing) -> None:
    model = pushing.model(owner)
    full = PNG + b"x" * (images.MAX_SIZE - len(PNG))
    assert send(owner, model, full).status_code == 201
    for content in (full + b"x", full + b"x" * 2**20):
        refused = send(owner, model, content)
        assert (refused.status_code, refused.json["error"]["code"]) == (413, "too_large")


def test_a_model_has_so_many_pictures_and_no_more(
    owner: Any, pushing: Pushing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(images, "MAX_IMAGES", 2)
    model = pushing.model(owner)
    assert [send(owner, model, PNG + bytes([n])).status_code for n in range(3)] == [201, 201, 409]
    assert send(owner, model, PNG + b"\x00").status_code == 200


def test_a_picture_of_one_model_is_not_there_under_another(owner: Any, pushing: Pushing) -> None:
    one, two = pushing.model(owner, lr=1), pushing.model(owner, lr=2)
    name = send(owner, one).json["name"]
    assert shown(owner, two, name).status_code == 404
    for wrong in ("x", name.upper(), f"{name}.png", name[:-4], "0" * 64 + ".png"):
        refused = shown(owner, one, wrong)
        assert (refused.status_code, refused.json["error"]["code"]) == (404, "image_not_found")
    assert shown(owner, one, "../images").status_code == 404


def test_it_is_seen_by_who_sees_the_card_and_nobody_else(
    owner: Any, reader: Any, stranger: Any, nobody: Any, pushing: Pushing
) -> None:
    model = pushing.model(owner)
    name = send(owner, model).json["name"]
    assert send(reader, model).status_code == 403
    assert send(stranger, model).status_code == 404
    assert shown(stranger, model, name).status_code == 404
    links = {part: opened(owner, model, part) for part in ("card", "weights")}
    assert shown(nobody, model, name, **links["card"]).get_data() == PNG
    assert shown(nobody, model, name, **links["weights"]).status_code == 404
    assert send(nobody, model, **links["card"]).status_code == 403
    assert shown(nobody, model, name).status_code == 401


def test_it_counts_as_stored(owner: Any, pushing: Pushing) -> None:
    before = owner.get("/storage").json["stored"]
    send(owner, pushing.model(owner))
    after = owner.get("/storage").json["stored"]
    assert (after["files"] - before["files"], after["size"] - before["size"]) == (1, len(PNG))


def test_the_sweep_takes_what_no_readme_has_named_for_days(
    owner: Any, deployment: Any, pushing: Pushing
) -> None:
    model = pushing.model(owner)
    kept, lost = (send(owner, model, PNG + sign).json["name"] for sign in (b"kept", b"lost"))
    owner.patch(f"/models/{model}", named(kept))
    assert images.unnamed(deployment) == 0
    grow_old(deployment)
    assert sweep.sweep(deployment)["images"] == 1
    assert images.unnamed(deployment) == 0
    assert shown(owner, model, kept).status_code == 200
    assert shown(owner, model, lost).status_code == 404
    assert len(pushing.objects()) == 1


def test_a_picture_goes_with_its_model_and_not_before(owner: Any, deployment: Any, pushing: Pushing) -> None:
    model = pushing.model(owner)
    name = send(owner, model).json["name"]
    owner.patch(f"/models/{model}", named(name))
    entry = owner.delete(f"/models/{model}").json["id"]
    grow_old(deployment)
    assert images.unnamed(deployment) == 0
    owner.post(f"/trash/{entry}/restore")
    assert shown(owner, model, name).get_data() == PNG
    again = owner.delete(f"/models/{model}").json["id"]
    assert owner.delete(f"/trash/{again}").status_code == 204
    assert images.unnamed(deployment) == 1
    assert not pushing.objects()


def test_saving_a_readme_holds_its_pictures_against_a_sweep_under_way(
    owner: Any, deployment: Any, pushing: Pushing, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = pushing.model(owner)
    name = send(owner, model).json["name"]
    ask = stored.readme

    def saved_meanwhile(*given: Any) -> str | None:
        before = ask(*given)
        owner.patch(f"/models/{model}", named(name))
        return before

    monkeypatch.setattr(stored, "readme", saved_meanwhile)
    grow_old(deployment)
    images.unnamed(deployment)
    assert shown(owner, model, name).get_data() == PNG


def test_what_a_dying_process_left_is_swept(
    owner: Any, deployment: Any, pushing: Pushing, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = pushing.model(owner)

    def die(*_: Any) -> None:
        raise Unavailable("the database does not answer", "database_unavailable")

    monkeypatch.setattr(stored, "insert", die)
    assert send(owner, model).status_code == 503
    monkeypatch.undo()
    assert len(pushing.objects()) == 1
    assert images.unknown(deployment) == 0
    assert send(owner, model).status_code == 201
    monkeypatch.setattr(images, "LOST", -timedelta(minutes=1))  # all objects are old
    assert images.unknown(deployment) == 1
    assert len(pushing.objects()) == 1


def test_of_two_that_send_the_same_at_once_one_is_kept(
    owner: Any, pushing: Pushing, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = pushing.model(owner)
    send(owner, model)
    looks = []

    def late(*given: Any) -> Any:
        looks.append(given)

    monkeypatch.setattr(images, "_held", late)
    assert send(owner, model).status_code == 200
    assert looks
    assert len(pushing.objects()) == 1


def test_while_the_store_is_down_it_says_so(
    owner: Any, pushing: Pushing, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = pushing.model(owner)
    name = send(owner, model).json["name"]

    def down(*_: Any, **__: Any) -> Any:
        raise Unavailable("the S3 store does not answer", "store_unavailable")

    monkeypatch.setattr(Bucket, "put", down)
    monkeypatch.setattr(Bucket, "read", down)
    assert send(owner, model, PNG + b"2").status_code == 503
    assert shown(owner, model, name).status_code == 503
