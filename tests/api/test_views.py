"""Views over HTTP: keep, change, make default, personal and the team's, checked strictly, nobody else's."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from modelbase.entities import Token
from modelbase.server.database.people import tokens
from modelbase.server.models import views
from modelbase.server.signin.tokens import make_text, text_hash
from tests.conftest import Api

STATE = {
    "columns": ["title", "args.optimizer.lr", 'args.custom_keys.".cls_token".decay_mult', "metrics.top1"],
    "hidden": ["owner"],
    "pinned": ["title"],
    "widths": {"title": 200, 'args.custom_keys.".cls_token".decay_mult': 80},
    "where": 'args.optimizer.lr < 0.1 and title contains "base"',
    "sort": "-metrics.top1,args.lr",
    "fold": "family",
}


@pytest.fixture
def writing_reader(deployment: Any, client: Any, people: Any) -> Api:
    """The Read-only person with all that a session of theirs may do."""
    text = make_text()
    made = Token(id="t_1", name="as a session", scopes=("read", "write"), created_at=datetime.now(UTC))
    tokens.insert(deployment.db, text_hash(text), "test:reader", made)
    return Api(client, text)


def make(api: Any, **more: Any) -> Any:
    return api.post("/views", {"name": "Sweep", "state": STATE, **more})


def test_a_view_is_kept_as_it_was_given(owner: Any) -> None:
    made = make(owner)
    assert made.status_code == 201, made.json
    assert made.json["state"] == STATE
    assert made.headers["ETag"] == '"1"'
    found = owner.get(f"/views/{made.json['id']}")
    assert found.json == made.json
    assert (found.json["scope"], found.json["owner"], found.json["default"]) == ("personal", "owner", False)


def test_an_empty_state_is_a_view_too(owner: Any) -> None:
    made = make(owner, state={})
    assert made.json["state"] == {
        "columns": [], "hidden": [], "pinned": [], "widths": {}, "where": "", "sort": "", "fold": None,
    }  # fmt: skip


def test_a_view_is_changed_with_its_revision(owner: Any) -> None:
    view = make(owner).json
    path = f"/views/{view['id']}"
    body = {"name": "Other", "state": {"where": "lr = 1"}}
    changed = owner("PUT", path, body, **{"If-Match": '"1"'})
    assert (changed.status_code, changed.json["name"], changed.headers["ETag"]) == (200, "Other", '"2"')
    late = owner("PUT", path, {"name": "Late", "state": {}}, **{"If-Match": '"1"'})
    assert (late.status_code, late.json["error"]["code"]) == (409, "edited_meanwhile")
    assert late.json["error"]["details"]["current"]["name"] == "Other"
    assert owner("PUT", path, body).json["revision"] == 3
    assert owner("PUT", path, body, **{"If-Match": "x"}).status_code == 400


def test_there_is_one_default_for_each_person_and_one_for_the_team(owner: Any, teammate: Any) -> None:
    mine, other, team = (
        make(owner, default=True).json,
        make(owner).json,
        make(owner, scope="team", default=True).json,
    )
    theirs = make(teammate, default=True).json
    assert mine["default"]
    assert owner("PUT", f"/views/{other['id']}", {"name": "B", "state": {}, "default": True}).json["default"]
    defaults = {row["id"]: row["default"] for row in owner.get("/views").json["rows"]}
    assert defaults == {mine["id"]: False, other["id"]: True, team["id"]: True}
    assert {row["id"]: row["default"] for row in teammate.get("/views").json["rows"]} == {
        team["id"]: True,
        theirs["id"]: True,
    }
    assert not owner("PUT", f"/views/{other['id']}", {"name": "B", "state": {}, "default": False}).json[
        "default"
    ]
    assert owner("PUT", f"/views/{team['id']}", {"name": "T", "state": {}, "scope": "team"}).json["default"]


def test_a_deleted_view_is_gone_and_no_default_any_more(owner: Any, db: Any) -> None:
    view = make(owner, default=True).json
    assert owner.delete(f"/views/{view['id']}").status_code == 204
    gone = owner.get(f"/views/{view['id']}")
    assert (gone.status_code, gone.json["error"]["code"]) == (404, "view_not_found")
    assert owner.delete(f"/views/{view['id']}").status_code == 404
    assert db.view_defaults.count_documents({}) == 0


def test_personal_views_are_nobody_elses(owner: Any, teammate: Any) -> None:
    view = make(owner).json
    path = f"/views/{view['id']}"
    assert teammate.get("/views").json["rows"] == []
    for refused in (
        teammate.get(path),
        teammate("PUT", path, {"name": "x", "state": {}}),
        teammate.delete(path),
    ):
        assert refused.status_code == 404


def test_the_team_reads_team_views_and_admins_change_them(
    owner: Any, teammate: Any, writing_reader: Any
) -> None:
    view = make(owner, scope="team").json
    path = f"/views/{view['id']}"
    body = {"name": "x", "state": {}, "scope": "team"}
    assert writing_reader.get(path).json["name"] == "Sweep"
    assert writing_reader("PUT", path, body).status_code == 403
    assert writing_reader.delete(path).status_code == 403
    assert make(writing_reader, scope="team").status_code == 403
    assert teammate("PUT", path, body).status_code == 200
    assert teammate("PUT", path, body | {"scope": "personal"}).status_code == 400


def test_a_reader_keeps_personal_views_but_not_with_a_read_token(reader: Any, writing_reader: Any) -> None:
    made = make(writing_reader, default=True)
    assert made.status_code == 201, made.json
    assert reader.get(f"/views/{made.json['id']}").json["default"]
    assert make(reader).status_code == 403
    assert reader.delete(f"/views/{made.json['id']}").status_code == 403


def test_strangers_have_no_views(stranger: Any, nobody: Any, owner: Any) -> None:
    view = make(owner, scope="team").json
    assert stranger.get("/views").status_code == 403
    assert stranger.get(f"/views/{view['id']}").status_code == 403
    assert make(stranger).status_code == 403
    assert nobody.get("/views").status_code == 401


@pytest.mark.parametrize(
    ("state", "code"),
    [
        ({"where": "lr = sgd"}, "query_syntax"),
        ({"where": 'owner.x = "a"'}, "query_key"),
        ({"sort": "tags"}, "query_syntax"),
        ({"columns": ["a b"]}, "key_invalid"),
        ({"columns": ["args"]}, "query_key"),
        ({"columns": ["title,owner"]}, "key_invalid"),
        ({"columns": ["title", "title"]}, "invalid"),
        ({"columns": [f"k{n}" for n in range(201)]}, "invalid"),
        ({"columns": ["x" * 501]}, "invalid"),
        ({"hidden": ["args.lr"]}, "invalid"),
        ({"widths": {"title": 10}}, "invalid"),
        ({"widths": {"title": "wide"}}, "invalid"),
        ({"widths": {"title": 100.5}}, "invalid"),
        ({"widths": {"$where": 100, "a..b": 100}}, "key_invalid"),
        ({"fold": "name"}, "invalid"),
        ({"where": "x" * 20_001}, "invalid"),
        ({"secret": 1}, "invalid"),
    ],
)
def test_a_wrong_state_is_refused(owner: Any, db: Any, state: Any, code: str) -> None:
    refused = make(owner, state=state)
    assert (refused.status_code, refused.json["error"]["code"]) == (400, code), refused.json
    assert db.views.count_documents({}) == 0


@pytest.mark.parametrize("name", ["", "  ", "x" * 101, "two\nlines", 5])
def test_a_wrong_name_is_refused(owner: Any, name: Any) -> None:
    assert make(owner, name=name).status_code == 400


def test_the_number_of_views_is_bounded(owner: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(views, "MOST", {"personal": 2, "team": 1})
    assert [make(owner).status_code for _ in range(3)] == [201, 201, 400]
    assert [make(owner, scope="team").status_code for _ in range(2)] == [201, 400]


def test_keys_with_dollars_are_kept_and_never_an_operator(owner: Any) -> None:
    state = {"columns": ["args.$where", 'args."a.b"'], "widths": {"args.$where": 90, 'args."a.b"': 91}}
    made = make(owner, state=state).json
    assert owner.get(f"/views/{made['id']}").json["state"]["widths"] == state["widths"]
