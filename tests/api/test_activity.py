"""What happened to a model: each act once, newest first; shares for Admins only, nothing for who is outside."""

from __future__ import annotations

from typing import Any

import pytest

from modelbase.errors import Unavailable
from modelbase.server.database import history
from tests.api.conftest import Pushing


def lines(api: Any, model: str, query: str = "") -> list[dict[str, Any]]:
    found = api.get(f"/models/{model}/activity{query}")
    assert found.status_code == 200, found.json
    return list(found.json["rows"])


def actions(api: Any, model: str) -> list[str]:
    return [row["action"] for row in lines(api, model)]


def details(api: Any, model: str, action: str) -> dict[str, Any]:
    (found,) = (row for row in lines(api, model) if row["action"] == action)
    return dict(found["details"])


def test_each_change_is_one_line_with_who_and_what(owner: Any, teammate: Any, pushing: Pushing) -> None:
    model = pushing.model(owner)
    owner.patch(f"/models/{model}", {"title": "A baseline", "tags": ["a", "b"], "readme": "# Hello"})
    teammate.patch(f"/models/{model}", {"remove_tags": ["a"]})
    teammate("PUT", f"/models/{model}/note", {"verdict": "bad", "reason": "leaked test set"})
    teammate("DELETE", f"/models/{model}/note")
    assert sorted(actions(owner, model)) == sorted(
        [
            "model.create",
            "model.title",
            "model.tags",
            "model.readme",
            "model.tags",
            "model.note",
            "model.note",
        ]
    )
    rows = lines(owner, model)
    assert [row["at"] for row in rows] == sorted((row["at"] for row in rows), reverse=True)
    assert (rows[-1]["action"], rows[-1]["by"], rows[-1]["via"]) == ("model.create", "owner", None)
    assert {row["by"] for row in rows if row["action"] == "model.note"} == {"teammate"}
    assert details(owner, model, "model.title") == {"from": "", "to": "A baseline"}
    tags = [row["details"] for row in rows if row["action"] == "model.tags"]
    assert {"added": [], "removed": ["a"]} in tags
    assert {"added": ["a", "b"], "removed": []} in tags


def test_what_changes_nothing_leaves_no_line(owner: Any, pushing: Pushing) -> None:
    model = pushing.model(owner)
    owner.patch(f"/models/{model}", {"readme": "# Hello", "title": "x"})
    before = actions(owner, model)
    owner.patch(f"/models/{model}", {"readme": "# Hello", "title": "x", "add_tags": []})
    owner.patch(f"/models/{model}", {"title": "y"}, **{"If-Match": '"99"'})
    assert actions(owner, model) == before


def test_a_push_is_told_once_and_says_where_it_took_a_label(owner: Any, pushing: Pushing) -> None:
    model = pushing.model(owner)
    upload = pushing.upload(owner, model, {"a": b"one"}, step=5)
    pushing.send(upload, {"a": b"one"})
    assert pushing.commit(owner, model, upload["id"]).status_code == 201
    assert pushing.commit(owner, model, upload["id"]).status_code == 200
    assert actions(owner, model) == ["checkpoint.push", "model.create"]
    first = details(owner, model, "checkpoint.push")
    assert first == {"label": "last", "checkpoint": upload["id"], "step": 5, "moved": False}
    pushing.push(owner, model, {"a": b"two"}, label="last", move=True)
    told = [row["details"]["moved"] for row in lines(owner, model) if row["action"] == "checkpoint.push"]
    assert sorted(told) == [False, True]


def test_aliases_are_told_where_they_come_from_and_go_to(owner: Any, pushing: Pushing) -> None:
    one, two = pushing.model(owner, lr=1), pushing.model(owner, lr=2)
    owner("PUT", f"/models/{one}/aliases/best", {})
    owner("PUT", f"/models/{one}/aliases/best", {})
    owner("PUT", f"/models/{two}/aliases/best", {"protected": True})
    owner("PUT", f"/models/{two}/aliases/best", {"protected": False})
    owner("DELETE", f"/models/{two}/aliases/best")
    assert sorted(actions(owner, one)) == ["alias.move", "alias.set", "model.create"]
    assert details(owner, one, "alias.move") == {"alias": "best", "to": two}
    assert sorted(actions(owner, two)) == ["alias.remove", "alias.set", "alias.unprotect", "model.create"]
    assert details(owner, two, "alias.set") == {"alias": "best", "from": one, "protected": True}


def test_parents_are_told_but_not_to_a_token_for_other_names(owner: Any, pushing: Pushing) -> None:
    model, parent = pushing.model(owner), pushing.model(owner, dataset="other")
    owner.post(f"/models/{model}/parents", {"id": parent, "kind": "merged"})
    owner.post(f"/models/{model}/parents", {"id": parent, "kind": "merged"})
    owner.delete(f"/models/{model}/parents/{parent}")
    assert sorted(actions(owner, model)) == ["model.create", "parent.add", "parent.remove"]
    assert details(owner, model, "parent.add") == {"parent": parent, "kind": "merged"}
    narrow = owner.post("/tokens", {"name": "n", "scopes": ["read"], "only": "imagenet/*"}).json["token"]
    found = owner.client.get(
        f"/api/v1/models/{model}/activity",
        headers={"Authorization": f"Bearer {narrow}"},
        base_url="http://127.0.0.1:5050",
    ).json
    assert [row["details"]["parent"] for row in found["rows"] if "parent" in row["details"]] == [None, None]
    assert parent not in repr(found)


def test_shares_are_told_to_admins_only(owner: Any, reader: Any, pushing: Pushing) -> None:
    model = pushing.model(owner)
    link = owner.post(f"/models/{model}/shares", {"kind": "link", "sees": ["card"]}).json
    owner.delete(f"/models/{model}/shares/{link['id']}")
    owner.patch(f"/models/{model}", {"visibility": "public"})
    owner.delete(f"/models/{model}/shares/public")
    told = sorted(actions(owner, model))
    assert told == ["model.create", "share.create", "share.create", "share.revoke", "share.revoke"]
    assert link["secret"] not in repr(lines(owner, model))
    assert "127.0.0.1" not in repr(lines(owner, model))
    assert actions(reader, model) == ["model.create"]


def test_deleting_and_restoring_is_told_and_a_model_made_again_begins_anew(
    owner: Any, pushing: Pushing
) -> None:
    model = pushing.model(owner)
    pushing.push(owner, model, {"a": b"one"})
    entry = owner.delete(f"/models/{model}/checkpoints/last").json["id"]
    owner.post(f"/trash/{entry}/restore")
    entry = owner.delete(f"/models/{model}").json["id"]
    again = pushing.model(owner)
    assert again == model
    assert actions(owner, model) == ["model.create"]
    assert owner.delete(f"/models/{model}").status_code == 200
    assert owner.post(f"/trash/{entry}/restore").status_code == 200
    assert sorted(actions(owner, model)) == sorted(
        [
            "model.create",
            "checkpoint.push",
            "checkpoint.delete",
            "checkpoint.restore",
            "model.delete",
            "model.restore",
        ]
    )


def test_what_is_gone_for_good_leaves_no_lines(owner: Any, db: Any, pushing: Pushing) -> None:
    model, other = pushing.model(owner), pushing.model(owner, lr=5)
    owner.patch(f"/models/{model}", {"title": "a"})
    owner.patch(f"/models/{other}", {"title": "b"})
    entry = owner.delete(f"/models/{model}").json["id"]
    assert db.activity.count_documents({}) == 3
    assert owner.delete(f"/trash/{entry}").status_code == 204
    assert [line["action"] for line in db.activity.find()] == ["model.title"]


def test_it_is_walked_page_by_page_without_gap_or_repeat(owner: Any, pushing: Pushing) -> None:
    model = pushing.model(owner)
    for number in range(7):
        owner.patch(f"/models/{model}", {"title": f"title {number}"})
    whole = [row["id"] for row in lines(owner, model)]
    for limit in (1, 2, 3, 7, 8):
        walked, after = [], ""
        while after is not None:
            page = owner.get(f"/models/{model}/activity?limit={limit}&after={after}").json
            assert len(page["rows"]) <= limit
            walked += [row["id"] for row in page["rows"]]
            after = page["next"]
        assert walked == whole, limit
    refused = owner.get(f"/models/{model}/activity?after=nothing")
    assert (refused.status_code, refused.json["error"]["code"]) == (400, "cursor_invalid")
    other = pushing.model(owner, lr=5)
    assert owner.get(f"/models/{other}/activity?after={whole[0]}").status_code == 400


def test_an_act_whose_line_cannot_be_written_is_done_all_the_same(
    owner: Any, pushing: Pushing, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = pushing.model(owner)

    def down(*_: Any) -> None:
        raise Unavailable("the database does not answer", "database_unavailable")

    monkeypatch.setattr(history, "insert_line", down)
    assert owner.patch(f"/models/{model}", {"title": "kept"}).json["title"] == "kept"
    monkeypatch.undo()
    assert actions(owner, model) == ["model.create"]


def test_who_holds_a_share_and_who_knows_nothing_are_refused(
    owner: Any, stranger: Any, nobody: Any, pushing: Pushing
) -> None:
    model = pushing.model(owner)
    assert stranger.get(f"/models/{model}/activity").status_code == 404
    owner.post(f"/models/{model}/shares", {"kind": "login", "login": "stranger"})
    refused = stranger.get(f"/models/{model}/activity")
    assert (refused.status_code, refused.json["error"]["code"]) == (403, "forbidden")
    link = owner.post(f"/models/{model}/shares", {"kind": "link"}).json["secret"]
    assert nobody.get(f"/models/{model}/activity", **{"X-Modelbase-Share": link}).status_code == 403
    assert nobody.get(f"/models/{model}/activity").status_code == 401
