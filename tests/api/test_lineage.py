"""Lineage over HTTP: the graph both ways, edges added and taken away, no circles, warnings, nothing of the unseen."""

from __future__ import annotations

from typing import Any

import pytest

from modelbase.entities import Parent
from modelbase.server.access import ANONYMOUS
from modelbase.server.database.models import models
from modelbase.server.relations import lineage

ARGS = {"dataset": "imagenet", "arch": "resnet50", "lr": 0.1, "wd": 0.0, "output_dir": "a"}


def push(api: Any, *parents: str, **more: Any) -> str:
    body = {"args": ARGS | more, "parents": [{"id": parent, "kind": "finetuned"} for parent in parents]}
    made = api.post("/models", body)
    assert made.status_code == 201, made.json
    return str(made.json["id"])


def chain(api: Any, length: int) -> list[str]:
    ids: list[str] = []
    for number in range(length):
        ids.append(push(api, *ids[-1:], lr=number))
    return ids


def graph(api: Any, model: str, query: str = "") -> tuple[list[str], set[tuple[str, str]], Any]:
    found = api.get(f"/models/{model}/lineage{query}")
    assert found.status_code == 200, found.json
    body = found.json
    return [node["id"] for node in body["nodes"]], {(e["from"], e["to"]) for e in body["edges"]}, body


def ancestors(db: Any, model: str) -> list[str]:
    return list(db.models.find_one({"id": model})["ancestors"])


def test_lineage_goes_both_ways_and_counts_what_each_edge_changed(owner: Any) -> None:
    one = push(owner)
    two = push(owner, one, lr=0.2, wd=0.1, output_dir="b")
    three = push(owner, two, lr=0.2, wd=0.1, ema=True)
    nodes, edges, body = graph(owner, two)
    assert nodes == [two, one, three]
    assert edges == {(one, two), (two, three)}
    assert {edge["to"]: edge["differing"] for edge in body["edges"]} == {two: 2, three: 1}
    assert {edge["kind"] for edge in body["edges"]} == {"finetuned"}
    assert body["cut"] == {"up": False, "down": False}
    assert graph(owner, two, "?direction=up")[0] == [two, one]
    assert graph(owner, two, "?direction=down")[0] == [two, three]


def test_a_merge_and_its_parts_are_one_graph(owner: Any) -> None:
    root = push(owner)
    left, right = push(owner, root, lr=1), push(owner, root, lr=2)
    merged = push(owner, left, right, lr=3)
    nodes, edges, _ = graph(owner, merged)
    assert set(nodes) == {root, left, right, merged}
    assert edges == {(root, left), (root, right), (left, merged), (right, merged)}


def test_depth_and_the_limit_of_models_are_said(owner: Any, monkeypatch: Any) -> None:
    ids = chain(owner, 4)
    nodes, _, body = graph(owner, ids[0], "?depth=2")
    assert (nodes, body["cut"]["down"]) == (ids[:3], True)
    assert graph(owner, ids[0], "?depth=3")[2]["cut"]["down"] is False
    monkeypatch.setattr(lineage, "MAX_NODES", 2)
    nodes, _, body = graph(owner, ids[3])
    assert (nodes, body["cut"]["up"]) == ([ids[3], ids[2], ids[1]], True)


def test_a_deleted_parent_leaves_its_edge(owner: Any) -> None:
    one = push(owner)
    two = push(owner, one, lr=0.2)
    owner.delete(f"/models/{one}?force=true")
    nodes, edges, body = graph(owner, two)
    assert (nodes, edges) == ([two, one], {(one, two)})
    assert body["nodes"][1]["state"] == "deleted"
    assert body["edges"][0]["differing"] is None
    assert owner.get(f"/models/{two}").json["parents"] == [{"id": one, "kind": "finetuned"}]


def test_what_a_stranger_may_not_see_is_nothing_at_all(owner: Any, stranger: Any) -> None:
    hidden = push(owner)
    middle = push(owner, hidden, lr=1)
    last = push(owner, middle, lr=2)
    for model in (hidden, last):
        owner.patch(f"/models/{model}", {"visibility": "public"})
    owner("PUT", f"/models/{hidden}/note", {"verdict": "bad", "reason": "x"})
    nodes, edges, body = graph(stranger, last)
    assert (nodes, edges, body["cut"]) == ([last], set(), {"up": False, "down": False})
    shown = stranger.get(f"/models/{last}").json
    assert (shown["parents"], shown["warnings"]) == ([], [])
    owner.delete(f"/models/{middle}?force=true")
    assert graph(stranger, last)[0] == [last], "a deleted model looks as a hidden one does"
    assert stranger.get(f"/models/{last}").json["parents"] == []


def test_descendants_of_a_bad_model_warn(owner: Any) -> None:
    ids = chain(owner, 4)
    owner("PUT", f"/models/{ids[0]}/note", {"verdict": "bad", "reason": "leaked"})
    owner("PUT", f"/models/{ids[1]}/note", {"verdict": "good"})
    assert owner.get(f"/models/{ids[3]}").json["warnings"] == [
        {"id": ids[0], "reason": "leaked", "distance": 3}
    ]
    node = graph(owner, ids[1])[2]["nodes"][1]
    assert (node["id"], node["note"]["verdict"]) == (ids[0], "bad")


def test_an_edge_is_added_later_and_known_to_queries_below(owner: Any, db: Any) -> None:
    ids = chain(owner, 3)
    new = push(owner, lr=9)
    top = push(owner, lr=10)
    assert owner.post(f"/models/{new}/parents", {"id": top}).status_code == 200
    added = owner.post(f"/models/{ids[0]}/parents", {"id": new, "kind": "distilled"})
    assert added.json["parents"] == [{"id": new, "kind": "distilled"}]
    assert ancestors(db, ids[2]) == [ids[1], ids[0], new, top]
    found = owner.get(f'/models?where=ancestor = "{top}"&sort=id').json["rows"]
    assert [row["id"] for row in found] == sorted([new, *ids])


def test_adding_an_edge_again_changes_its_kind_alone(owner: Any) -> None:
    one = push(owner)
    two = push(owner, one, lr=2)
    owner.post(f"/models/{two}/parents", {"id": one, "kind": "quantized"})
    assert owner.get(f"/models/{two}").json["parents"] == [{"id": one, "kind": "quantized"}]


def test_an_edge_taken_away_is_forgotten_below(owner: Any, db: Any) -> None:
    ids = chain(owner, 3)
    other = push(owner, lr=7)
    owner.post(f"/models/{ids[1]}/parents", {"id": other})
    assert owner.delete(f"/models/{ids[1]}/parents/{ids[0]}").status_code == 200
    assert ancestors(db, ids[2]) == [ids[1], other]
    assert owner.get(f'/models?where=ancestor = "{ids[0]}"').json["rows"] == []


def test_an_edge_to_a_deleted_model_can_be_taken_away(owner: Any) -> None:
    one = push(owner)
    two = push(owner, one, lr=2)
    owner.delete(f"/models/{one}?force=true")
    assert owner.delete(f"/models/{two}/parents/{one[:-3]}").json["parents"] == []
    assert owner.delete(f"/models/{two}/parents/{one}").status_code == 404


def test_a_circle_is_refused(owner: Any) -> None:
    ids = chain(owner, 3)
    for parent in ids:
        refused = owner.post(f"/models/{ids[0]}/parents", {"id": parent})
        assert (refused.status_code, refused.json["error"]["code"]) == (409, "lineage_cycle")
    assert owner.get(f"/models/{ids[0]}").json["parents"] == []


def test_two_edges_at_once_that_make_a_circle_leave_none(owner: Any, db: Any, monkeypatch: Any) -> None:
    one, two = push(owner), push(owner, lr=2)
    check = lineage._check_circle
    done: list[bool] = []

    def meanwhile(*given: Any) -> None:
        check(*given)
        if not done:
            done.append(True)  # the other request checks before either has written
            model, parent = models.find(db, one), models.find(db, two)
            lineage.add_parent(db, ANONYMOUS, model, Parent(id=parent.id))

    monkeypatch.setattr(lineage, "_check_circle", meanwhile)
    refused = owner.post(f"/models/{two}/parents", {"id": one})
    assert refused.json["error"]["code"] == "lineage_cycle"
    assert owner.get(f"/models/{two}").json["parents"] == []
    assert (ancestors(db, one), ancestors(db, two)) == ([two], [])


def test_a_circle_left_by_a_crash_hangs_nothing(owner: Any, db: Any) -> None:
    ids = chain(owner, 3)
    db.models.update_one({"id": ids[0]}, {"$set": {"parents": [{"id": ids[2], "kind": "finetuned"}]}})
    nodes, edges, _ = graph(owner, ids[1])
    assert (set(nodes), len(edges)) == (set(ids), 3)
    assert owner.delete(f"/models/{ids[0]}/parents/{ids[2]}").status_code == 200
    assert (ancestors(db, ids[0]), ancestors(db, ids[2])) == ([], [ids[1], ids[0]])


def test_a_model_made_while_its_parent_gets_parents_knows_them(owner: Any, db: Any, monkeypatch: Any) -> None:
    top, parent = push(owner, lr=1), push(owner, lr=2)
    insert = models.insert

    def slow(*given: Any) -> Any:
        made = insert(*given)
        db.models.update_one({"id": parent}, {"$set": {"parents": [{"id": top}], "ancestors": [top]}})
        return made

    monkeypatch.setattr(models, "insert", slow)
    child = push(owner, parent, lr=3)
    assert ancestors(db, child) == [parent, top]


def test_a_restored_model_knows_its_ancestors(owner: Any, db: Any) -> None:
    ids = chain(owner, 3)
    entry = owner.delete(f"/models/{ids[1]}?force=true").json
    top = push(owner, lr=9)
    owner.post(f"/models/{ids[0]}/parents", {"id": top})
    owner.post(f"/trash/{entry['id']}/restore")
    assert ancestors(db, ids[2]) == [ids[1], ids[0], top]


def test_who_may_not_write_adds_no_edge(owner: Any, reader: Any, stranger: Any) -> None:
    one, two = push(owner), push(owner, lr=2)
    assert reader.post(f"/models/{two}/parents", {"id": one}).status_code == 403
    assert stranger.post(f"/models/{two}/parents", {"id": one}).status_code == 404
    assert stranger.get(f"/models/{two}/lineage").status_code == 404
    assert reader.get(f"/models/{two}/lineage").status_code == 200


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"id": "x"}, 400),
        ({"kind": "finetuned"}, 400),
        ({"id": "a/b:12345678"}, 404),
        ({"id": "{one}", "kind": "stolen"}, 400),
    ],
)
def test_a_wrong_edge_is_refused(owner: Any, body: Any, status: int) -> None:
    one, two = push(owner), push(owner, lr=2)
    sent = {key: value.format(one=one) for key, value in body.items()}
    assert owner.post(f"/models/{two}/parents", sent).status_code == status


def test_the_21st_parent_is_refused(owner: Any) -> None:
    child = push(owner, lr=1000)
    for number in range(20):
        assert owner.post(f"/models/{child}/parents", {"id": push(owner, lr=number)}).status_code == 200
    refused = owner.post(f"/models/{child}/parents", {"id": push(owner, lr=20)})
    assert (refused.status_code, refused.json["error"]["details"]["limit"]) == (400, 20)
