"""Credentials in args: refused where a model would be made, found where they are stored, and redacted everywhere."""

from __future__ import annotations

import json

import pytest

from modelbase.identity import secrets
from modelbase.server.database.models import models
from modelbase.server.index import compact

TOKEN = "hf_SECRETsecret123"
ARGS = {"dataset": "a", "arch": "b", "lr": 0.1, "hub": {"hub_token": TOKEN}}


@pytest.fixture
def before(owner, monkeypatch):
    """The ID of a model that was stored before secrets were refused."""
    with monkeypatch.context() as patch:
        patch.setattr(secrets, "refuse", lambda *_: None)
        return owner.post("/models", {"args": ARGS}).json["id"]


@pytest.mark.parametrize("path", ["/models", "/leases"])
def test_args_with_a_secret_make_no_model(owner, path):
    done = owner.post(path, {"args": ARGS})
    assert (done.status_code, done.json["error"]["code"]) == (400, "args_secret")
    assert done.json["error"]["details"]["keys"] == ["hub.hub_token"]
    assert TOKEN not in done.text
    assert owner.get("/models").json["rows"] == []
    assert owner.post(path, {"args": ARGS, "allow_secrets": ["hub.hub_token"]}).status_code == 201


def test_a_model_that_is_there_is_found_and_pushed_to_as_before(owner, before):
    assert owner.post("/lookup", {"args": ARGS}).json["model"]["id"] == before
    assert owner.post("/models", {"args": ARGS}).status_code == 200
    assert owner.post("/leases", {"args": ARGS}).status_code == 201


def everything(deployment) -> str:
    """Return all that the database holds, as text, but for old blocks of the index that wait for the clean-up."""
    db = deployment.db
    return str(
        [list(db[name].find()) for name in db.list_collection_names() if name not in {"blocks", "columns"}]
    )


def test_redacting_leaves_no_value_in_models_trash_and_index(owner, deployment, before):
    compact.compact(deployment.db)
    where = '/models?columns=args.hub.hub_token&where=args.hub.hub_token = "%s"'
    assert len(owner.get(where % TOKEN).json["rows"]) == 1
    known = owner.get(f"/models/{before}").json
    done = owner.post(f"/models/{before}/redact", {"keys": ["hub.hub_token"]})
    assert (done.status_code, done.json["places"]) == (200, 1)
    now = owner.get(f"/models/{before}").json
    assert now["args"] == ARGS | {"hub": {"hub_token": "<redacted>"}}
    assert (now["id"], now["digest"]) == (known["id"], known["digest"])
    assert owner.post("/lookup", {"args": ARGS}).json["model"]["id"] == before
    assert owner.get(where % TOKEN).json["rows"] == []
    assert len(owner.get(where % "<redacted>").json["rows"]) == 1
    assert TOKEN not in everything(deployment)
    compact.compact(deployment.db)
    assert len(owner.get(where % "<redacted>").json["rows"]) == 1
    event = owner.get("/events?action=model.redact").json["rows"][0]
    assert event["details"] == {"keys": ["hub.hub_token"]}


def test_the_index_is_written_without_the_row(owner, deployment, before):
    owner.post("/models", {"args": ARGS | {"lr": 0.2, "hub": {}}})
    compact.compact(deployment.db)
    old = {entry["id"] for entry in deployment.db.blocks.find_one({"_id": "ledger"})["entries"]}
    owner.post(f"/models/{before}/redact", {"keys": ["hub.hub_token"]})
    new = {entry["id"] for entry in deployment.db.blocks.find_one({"_id": "ledger"})["entries"]}
    assert not old & new
    assert [
        c["_id"] for name in new for c in deployment.db.columns.find({"_id": f"{name}:a/hub/hub_token"})
    ] == []
    assert len(owner.get("/models").json["rows"]) == 2


def test_a_model_in_the_trash_is_redacted_and_restored_so(owner, deployment, before):
    assert owner.delete(f"/models/{before}").status_code == 200
    listed = owner.get("/secrets").json
    listed = owner.get(f"/secrets?after={listed['next']}").json
    assert listed["rows"] == [
        {
            "id": before,
            "trash": True,
            "secrets": [{"key": "hub.hub_token", "kind": "a secret by its name hub_token"}],
        }
    ]
    assert owner.post(f"/models/{before}/redact", {"keys": ["hub.hub_token"]}).json["places"] == 1
    assert TOKEN not in everything(deployment)
    entry = owner.get("/trash").json["rows"][0]["id"]
    owner.post(f"/trash/{entry}/restore")
    assert owner.get(f"/models/{before}").json["args"]["hub"] == {"hub_token": "<redacted>"}


def test_what_is_stored_is_listed_page_by_page_without_values(owner, reader, before):
    owner.post("/models", {"args": {"dataset": "a", "arch": "b", "lr": 1}})
    found, after = [], None
    for _ in range(10):
        page = owner.get(f"/secrets?limit=1{f'&after={after}' if after else ''}").json
        found += page["rows"]
        after = page["next"]
        if after is None:
            break
    assert after is None
    assert [(row["id"], row["trash"], row["secrets"][0]["key"]) for row in found] == [
        (before, False, "hub.hub_token")
    ]
    assert TOKEN not in json.dumps(found)
    assert reader.get("/secrets").status_code == 403


def test_a_key_that_is_not_there_and_a_model_that_is_not_there_are_refused(owner, reader, before):
    absent = owner.post(f"/models/{before}/redact", {"keys": ["hub.other"]})
    assert (absent.status_code, absent.json["error"]["code"]) == (400, "key_invalid")
    assert owner.post("/models/a/b:0123456789/redact", {"keys": ["x"]}).status_code == 404
    assert reader.post(f"/models/{before}/redact", {"keys": ["hub.hub_token"]}).status_code == 403
    assert owner.get("/events?action=model.redact").json["rows"] == []
    assert models.find(owner.client.application.extensions["modelbase"].db, before) is not None
