"""Sharing over HTTP: the public switch, grants to a login, links; what each shows, and that it ends when it should."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from freezegun import freeze_time

from modelbase.entities import Role, User
from modelbase.server.app import create_app
from modelbase.server.database.models import shares
from modelbase.server.database.people import users
from tests.conftest import Api

ARGS = {"dataset": "imagenet", "arch": "resnet50", "lr": 0.1}
BASE = "http://127.0.0.1:5050"
CARD = {"title", "tags", "aliases", "owner", "note", "metrics", "readme", "parents", "children", "warnings"}
SECRETS = {"args": {"args", "digest", "family", "policy"}, "card": CARD, "weights": {"size"}}


@pytest.fixture
def model(owner: Any) -> str:
    made = owner.post("/models", {"args": ARGS, "title": "Secret title", "readme": "# Secret"})
    return str(made.json["id"])


def open_model(owner: Any, model: str, **body: Any) -> Any:
    made = owner.post(f"/models/{model}/shares", body)
    assert made.status_code in {200, 201}, made.json
    return made.json


def link(owner: Any, model: str, **body: Any) -> dict[str, str]:
    return {"X-Modelbase-Share": open_model(owner, model, kind="link", **body)["secret"]}


def test_a_link_opens_one_model_to_anybody(owner: Any, nobody: Any, model: str, db: Any) -> None:
    other = owner.post("/models", {"args": ARGS | {"lr": 5}}).json["id"]
    made = open_model(owner, model, kind="link")
    assert made["secret"].startswith("mbs_")
    assert len(made["secret"]) == 47
    assert made["expires_at"] is not None
    header = {"X-Modelbase-Share": made["secret"]}
    read = nobody.get(f"/models/{model}", **header)
    assert (read.json["title"], read.json["args"]) == ("Secret title", ARGS)
    assert nobody.get(f"/models/{model}/checkpoints", **header).status_code == 200
    assert nobody.get(f"/models/{other}", **header).status_code == 404
    assert nobody.get("/models", **header).status_code == 401
    assert nobody.get(f"/models/{model}").status_code == 401
    assert nobody.patch(f"/models/{model}", {"title": "x"}, **header).status_code == 403
    assert made["secret"] not in repr([list(db[name].find()) for name in ("shares", "events")])
    listed = owner.get(f"/models/{model}/shares").json["rows"]
    assert [row["id"] for row in listed] == [made["id"]]
    assert "secret" not in listed[0]


@pytest.mark.parametrize("part", ["card", "args", "weights"])
def test_a_share_shows_only_its_part(owner: Any, nobody: Any, model: str, part: str) -> None:
    header = link(owner, model, sees=[part])
    shown = nobody.get(f"/models/{model}", **header).json
    assert shown["sees"] == [part]
    for other, fields in SECRETS.items():
        present = fields & set(shown)
        assert present == (fields if other == part else set()), other
    download = nobody.get(f"/models/{model}/checkpoints/last/download", **header)
    assert download.status_code == (404 if part == "weights" else 403)
    assert nobody.get(f"/models/{model}/checkpoints", **header).status_code == (
        403 if part == "args" else 200
    )
    for path in (f"/models/{model}/near", f"/models/{model}/lineage", f"/diff?id={model}&id={model}"):
        assert nobody.get(path, **header).status_code == 404, path


def test_files_and_metrics_of_a_checkpoint_are_cut(pushing: Any, owner: Any, nobody: Any, model: str) -> None:
    pushing.verified(owner, model, {"m.bin": b"bytes"}, metrics={"top1": 76.1})
    card, weights = link(owner, model, sees=["card"]), link(owner, model, sees=["weights"])
    path = f"/models/{model}/checkpoints"
    assert nobody.get(path, **card).json["rows"][0]["metrics"] == {"top1": 76.1}
    one = nobody.get(f"{path}/last", **card).json
    assert not {"files", "size", "hash", "file_count"} & set(one)
    assert nobody.get(f"{path}/last/files/m.bin", **card).status_code == 403
    one = nobody.get(f"{path}/last", **weights).json
    assert one["files"][0]["path"] == "m.bin"
    assert "metrics" not in one
    assert nobody.get(f"{path}/last/files/m.bin", **weights).status_code == 302


def test_neighbours_shared_in_part_stay_out_of_near_and_lineage(
    owner: Any, stranger: Any, model: str
) -> None:
    other = owner.post("/models", {"args": ARGS | {"lr": 5}, "parents": [{"id": model}]}).json["id"]
    open_model(owner, other, kind="login", login="stranger")
    open_model(owner, model, kind="login", login="stranger", sees=["card"])
    assert stranger.get(f"/models/{other}/near").json["rows"] == []
    nodes = stranger.get(f"/models/{other}/lineage").json["nodes"]
    assert [node["id"] for node in nodes] == [other]


def test_a_revoked_or_expired_link_opens_nothing(owner: Any, nobody: Any, model: str) -> None:
    made = open_model(owner, model, kind="link", expires_in_hours=1)
    header = {"X-Modelbase-Share": made["secret"]}
    assert nobody.get(f"/models/{model}", **header).status_code == 200
    with freeze_time() as clock:
        clock.tick(3601)
        found = nobody.get(f"/models/{model}", **header)
        assert (found.status_code, found.json["error"]["code"]) == (401, "share_link")
    assert owner.delete(f"/models/{model}/shares/{made['id']}").status_code == 204
    assert nobody.get(f"/models/{model}", **header).status_code == 401
    assert owner.delete(f"/models/{model}/shares/{made['id']}").status_code == 404


def test_a_browser_holds_a_link_by_a_cookie(owner: Any, app: Any, model: str) -> None:
    made = open_model(owner, model, kind="link", sees=["card"])
    tab = app.test_client()
    body = {"secret": made["secret"]}
    opened = tab.post("/api/v1/shares/open", json=body, base_url=BASE)
    assert opened.json["model"] == model
    cookie = opened.headers["Set-Cookie"]
    assert all(part in cookie for part in ("HttpOnly", "SameSite=Lax", "Max-Age=43200"))
    assert made["secret"] not in cookie
    assert tab.get(f"/api/v1/models/{model}", base_url=BASE).json["sees"] == ["card"]
    mine = tab.get("/api/v1/shares/mine", base_url=BASE).json["rows"]
    assert [(row["model"]["id"], row["kind"]) for row in mine] == [(model, "link")]
    owner.delete(f"/models/{model}/shares/{made['id']}")
    assert tab.get(f"/api/v1/models/{model}", base_url=BASE).status_code == 401
    wrong = tab.post("/api/v1/shares/open", json={"secret": "mbs_" + "x" * 43}, base_url=BASE)
    assert wrong.json["error"]["code"] == "share_link"


def test_a_grant_is_for_one_person_and_no_other_of_that_login(
    owner: Any, deployment: Any, client: Any, model: str
) -> None:
    made = open_model(owner, model, kind="login", login="Alice", sees=["card"])
    assert made["bound"] is False
    users.ensure(deployment.db, User(id="github:5", login="alice", role=Role.GUEST))
    shares.bind(deployment.db, "github:5", "alice")
    shares.bind(deployment.db, "github:9", "alice")  # another person has taken the login since
    assert owner.get(f"/models/{model}/shares").json["rows"][0]["bound"] is True
    held = {share.id for _, share in shares.live(deployment.db, [shares.by_person("github:5")])}
    assert held == {made["id"]}
    assert shares.live(deployment.db, [shares.by_person("github:9")]) == []


def test_a_guest_sees_what_was_shared_with_them_alone(owner: Any, stranger: Any, model: str) -> None:
    assert stranger.get(f"/models/{model}").status_code == 404
    made = open_model(owner, model, kind="login", login="STRANGER")
    assert (made["bound"], made["login"]) == (True, "stranger")
    assert stranger.get(f"/models/{model}").status_code == 200
    assert [row["id"] for row in stranger.get("/shares/mine").json["rows"]] == [made["id"]]
    again = owner.post(f"/models/{model}/shares", {"kind": "login", "login": "stranger", "sees": ["card"]})
    assert (again.status_code, again.json["id"]) == (200, made["id"])
    assert stranger.get(f"/models/{model}").json["sees"] == ["card"]
    owner.delete(f"/models/{model}/shares/{made['id']}")
    assert stranger.get(f"/models/{model}").status_code == 404


def test_the_public_switch_has_parts(owner: Any, stranger: Any, model: str) -> None:
    open_model(owner, model, kind="public", sees=["card"])
    shown = stranger.get(f"/models/{model}").json
    assert (shown["sees"], shown["visibility"]) == (["card"], "public")
    assert "args" not in shown
    assert [row["id"] for row in owner.get(f"/models/{model}/shares").json["rows"]] == ["public"]
    assert owner.delete(f"/models/{model}/shares/public").status_code == 204
    assert stranger.get(f"/models/{model}").status_code == 404


def test_deleting_a_model_ends_its_shares_for_good(
    owner: Any, stranger: Any, nobody: Any, model: str
) -> None:
    header = link(owner, model)
    open_model(owner, model, kind="login", login="stranger")
    open_model(owner, model, kind="public")
    deleted = owner.delete(f"/models/{model}?force=true")
    assert deleted.status_code == 200, deleted.json
    again = owner.post("/models", {"args": ARGS}).json["id"]
    assert again == model
    assert stranger.get(f"/models/{model}").status_code == 404
    assert nobody.get(f"/models/{model}", **header).status_code == 401
    owner.delete(f"/models/{model}")
    restored = owner.post(f"/trash/{deleted.json['id']}/restore")
    assert restored.json["visibility"] == "private"
    assert stranger.get(f"/models/{model}").status_code == 404
    assert owner.get(f"/models/{model}/shares").json["rows"] == []


def test_an_admin_sees_what_others_would(
    owner: Any, reader: Any, stranger: Any, nobody: Any, model: str
) -> None:
    made = open_model(owner, model, kind="link", sees=["card"])
    header = {"X-Modelbase-Share": made["secret"]}
    theirs = nobody.get(f"/models/{model}", **header)
    shown = owner.get(f"/models/{model}?as=share:{made['id']}")
    assert shown.get_data() == theirs.get_data()
    as_stranger = owner.get(f"/models/{model}?as=stranger").json["error"]
    assert as_stranger["code"] == stranger.get(f"/models/{model}").json["error"]["code"] == "model_not_found"
    assert owner.get(f"/models/{model}?as=share:s_nothing").status_code == 404
    assert owner.get(f"/models/{model}?as=admin").status_code == 400
    assert reader.get(f"/models/{model}?as=stranger").status_code == 403


def test_an_admin_sees_checkpoints_as_others_would(
    pushing: Any, owner: Any, reader: Any, nobody: Any, model: str
) -> None:
    pushing.verified(owner, model, {"m.bin": b"bytes"}, metrics={"top1": 76.1})
    made = open_model(owner, model, kind="link", sees=["card"])
    for path in (f"/models/{model}/checkpoints", f"/models/{model}/checkpoints/last"):
        theirs = nobody.get(path, **{"X-Modelbase-Share": made["secret"]})
        assert owner.get(f"{path}?as=share:{made['id']}").get_data() == theirs.get_data()
        assert owner.get(path).get_data() != theirs.get_data()
        assert owner.get(f"{path}?as=stranger").status_code == 404
        assert reader.get(f"{path}?as=stranger").status_code == 403


def test_a_link_does_not_open_public_models_where_anonymous_are_not_allowed(
    owner: Any, nobody: Any, model: str, deployment: Any
) -> None:
    other = owner.post("/models", {"args": ARGS | {"lr": 5}, "visibility": "public"}).json["id"]
    header = link(owner, model)
    assert nobody.get(f"/models/{other}", **header).status_code == 404
    settings = deployment.settings.model_copy(update={"allow_anonymous": True})
    allowing = Api(
        create_app(settings, replace(deployment, settings=settings)).test_client(use_cookies=False), None
    )
    assert allowing.get(f"/models/{other}").status_code == 200
    assert allowing.get(f"/models/{other}", **header).status_code == 200
    assert allowing.get(f"/models/{model}").status_code == 404


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"kind": "login"}, 400),
        ({"kind": "link", "login": "x"}, 400),
        ({"kind": "login", "login": "a b"}, 400),
        ({"kind": "login", "login": "x" * 101}, 400),
        ({"kind": "link", "sees": []}, 400),
        ({"kind": "link", "sees": ["all"]}, 400),
        ({"kind": "link", "expires_in_hours": 0}, 400),
        ({"kind": "public", "expires_in_hours": 1}, 400),
        ({"kind": "link", "secret": "mbs_mine"}, 400),
        ({"kind": "link", "created_by": "me"}, 400),
        ({}, 400),
    ],
)
def test_a_wrong_share_is_refused(owner: Any, model: str, db: Any, body: Any, status: int) -> None:
    assert owner.post(f"/models/{model}/shares", body).status_code == status
    assert db.shares.count_documents({}) == db.events.count_documents({"action": "share.create"}) == 0


def test_only_admins_share(owner: Any, reader: Any, stranger: Any, nobody: Any, model: str) -> None:
    made = open_model(owner, model, kind="link")
    for person, status in ((reader, 403), (stranger, 404), (nobody, 401)):
        assert person.post(f"/models/{model}/shares", {"kind": "link"}).status_code == status
        assert person.get(f"/models/{model}/shares").status_code == status
        assert person.delete(f"/models/{model}/shares/{made['id']}").status_code == status
    assert stranger.get("/shares").status_code == reader.get("/shares").status_code == 403
    assert [row["id"] for row in owner.get("/shares").json["rows"]] == [made["id"]]


def test_a_share_of_one_model_is_not_found_under_another(owner: Any, nobody: Any, model: str) -> None:
    other = owner.post("/models", {"args": ARGS | {"lr": 5}}).json["id"]
    made = open_model(owner, model, kind="link")
    assert owner.delete(f"/models/{other}/shares/{made['id']}").status_code == 404
    assert nobody.get(f"/models/{model}", **{"X-Modelbase-Share": made["secret"]}).status_code == 200


def test_private_and_absent_are_the_same_to_a_guest(owner: Any, stranger: Any, model: str) -> None:
    name, _, tail = model.partition(":")
    absent = f"{name}:{'0' * len(tail)}"
    for suffix in ("", "/checkpoints", "/checkpoints/last/download", "/shares", "/near", "/lineage"):
        answers = [stranger.get(f"/models/{ref}{suffix}") for ref in (model, absent)]
        texts = []
        for ref, found in zip((model, absent), answers, strict=True):
            headers = {k: v for k, v in found.headers.items() if k not in {"X-Request-Id", "Date"}}
            error = {k: v for k, v in found.json["error"].items() if k != "request_id"}
            texts.append((found.status_code, str(headers), str(error).replace(ref, "ID")))
        assert texts[0] == texts[1], suffix


def test_a_role_that_reads_all_is_not_cut_by_a_share(
    owner: Any, reader: Any, model: str, deployment: Any
) -> None:
    open_model(owner, model, kind="login", login="reader", sees=["card"])
    assert reader.get(f"/models/{model}").json["args"] == ARGS
