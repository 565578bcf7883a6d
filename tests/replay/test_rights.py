"""Rows of a field trial, replayed: what a question may cost, and what a token for some names or a share reaches.

Each row was possible once. Other inputs of the same kinds are in tests/api and tests/unit.
"""

from __future__ import annotations

import threading
from time import monotonic
from typing import Any
from urllib.parse import urlencode

import pytest

from modelbase.server import access
from modelbase.server.api import cost
from modelbase.server.deployment import Deployment
from modelbase.server.models import policies
from tests.conftest import Api

TEXT = ["title", "note", "tag", "token", "host", "view"]
BAD = ["\u202e", "\u2066", "\u200b", "\u009b", "\x1b[2J", "\u2028", "\ufeff", "\u00ad", "\x00", "\x7f"]


def token(owner: Api, **wanted: Any) -> Api:
    made = owner.post("/tokens", {"name": "t", "scopes": ["read", "write", "admin"]} | wanted)
    assert made.status_code == 201, made.json
    return Api(owner.client, made.json["token"])


def model(owner: Api, name: str, **args: Any) -> str:
    dataset, _, arch = name.partition("/")
    made = owner.post("/models", {"args": {"dataset": dataset, "arch": arch} | args})
    assert made.status_code == 201, made.json
    return str(made.json["id"])


def get(api: Api, path: str, **query: str) -> Any:
    return api.get(f"{path}?{urlencode(query)}")


@pytest.mark.row("S3")
@pytest.mark.parametrize("pattern", ["a{1,100}a+a+x", "(a+)+$", "(a|aa)+x", "(.*a){60}x", "^(a?){400}x"])
def test_a_pattern_takes_no_time(owner: Api, pattern: str) -> None:
    for number in range(20):
        model(owner, "data/net", s="a" * 1_000, n=number)
    begin = monotonic()
    answer = get(owner, "/models", where=f'args.s matches "{pattern}"')
    assert answer.status_code == 200, answer.json
    assert monotonic() - begin < 5


@pytest.mark.row("S10")
@pytest.mark.parametrize("glob", ["*" * 2_000, "a*" * 1_000, "*a" * 200 + "b", "a" * 501])
def test_globs_without_measure_are_refused_at_once(owner: Api, glob: str) -> None:
    keys = {f"{'a' * 90}{number}": number for number in range(2_000)}
    ids = [model(owner, "data/net", **keys), model(owner, "data/net", lr=1)]
    begin = monotonic()
    answer = owner.post("/diff", {"id": ids, "only": [glob] * 100})
    assert answer.status_code == 400, answer.json
    assert answer.json["error"]["code"] in {"invalid", "query_limit"}
    assert monotonic() - begin < 2


@pytest.mark.row("S10")
def test_globs_with_many_stars_in_a_row_are_one_star_and_end_soon(owner: Api) -> None:
    keys = {f"{'a' * 90}{number}": number for number in range(2_000)}
    ids = [model(owner, "data/net", **keys), model(owner, "data/net", lr=1)]
    begin = monotonic()
    answer = owner.post(
        "/diff", {"id": ids, "only": ["*" * 400 + "a*b"] * 50, "ignore": ["*" * 450 + "x"] * 50}
    )
    assert answer.status_code in {200, 400}, answer.json
    assert monotonic() - begin < 10 + 2


@pytest.mark.row("S10")
@pytest.mark.parametrize(
    "path",
    ["/diff?id={0}&id={1}", "/models/{0}/near?k=20", "/models/{0}/lineage", "/families", "/keys?where=lr=1"],
)
def test_the_time_limit_holds_in_our_own_loops(
    deployment: Deployment, owner: Api, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = [model(owner, "data/net", lr=number) for number in range(3)]
    owner.post(f"/models/{ids[0]}/parents", {"id": ids[1]})
    monkeypatch.setattr("modelbase.deadline.monotonic", iter(range(0, 100_000, 20)).__next__)
    answer = owner.get(path.format(*ids))
    assert (answer.status_code, answer.json["error"]["code"]) == (400, "query_limit"), answer.json


@pytest.mark.row("S10")
def test_one_person_has_one_heavy_request_at_a_time_and_others_theirs() -> None:
    turns = cost.Turns(patience=0.2)
    turns.take("one")
    with pytest.raises(Exception, match="one heavy request"):
        turns.take("one")
    turns.take("two")
    turns.take("three")
    with pytest.raises(Exception, match="one heavy request"):
        turns.take("four")
    taken: list[bool] = []
    waiting = threading.Thread(target=lambda: (turns.take("one"), taken.append(True)))
    turns = cost.Turns(patience=5)
    turns.take("one")
    waiting.start()
    turns.give_back("one")
    waiting.join(5)
    assert taken == [True]


@pytest.fixture
def moved(owner: Api, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """A model of hush/net whose args are called open/net by the policy in force now."""
    monkeypatch.setattr(policies, "KNOWN_AFTER", 0)
    args = {"dataset": "hush", "data2": "open", "arch": "net", "lr": 0.1}
    made = owner.post("/models", {"args": args}).json["id"]
    assert made.startswith("hush/net:")
    rules = {name: value for name, value in owner.get("/policy").json.items() if name != "number"}
    changed = owner("PUT", "/policy", rules | {"dataset_keys": ["data2", "dataset"]})
    assert changed.json["state"] == "in_force", changed.json
    return {"args": args, "id": made}


@pytest.mark.row("S6")
@pytest.mark.parametrize("path", ["/models", "/leases"])
def test_what_was_found_is_authorised_not_what_was_asked_for(
    owner: Api, moved: dict[str, Any], path: str
) -> None:
    narrow = token(owner, only="open/*")
    before = owner.get(f"/models/{moved['id']}").json
    answer = narrow.post(path, {"args": moved["args"]})
    assert answer.status_code == 403, answer.json
    assert "hush" not in answer.get_data(as_text=True)
    assert owner.get(f"/models/{moved['id']}").json == before
    assert owner.get("/leases").json["rows"] == []
    looked = narrow.post("/lookup", {"args": moved["args"]}).json
    assert (looked["model"], looked["lease"], looked["state"]) == (None, None, "new")
    assert owner.post(path, {"args": moved["args"]}).status_code in {200, 201}
    covering = token(owner, only="hush/*")
    assert covering.post(path, {"args": moved["args"]}).status_code == 403, (
        "the name asked for is not covered"
    )


@pytest.mark.row("S7")
def test_hints_and_refusals_come_from_what_the_asker_may_see(owner: Api) -> None:
    model(owner, "hush/net", project_xyz={"launch_code": 1}, secret_metric=2)
    model(owner, "open/net", open_key=1)
    narrow = token(owner, only="open/*")
    for where in (
        "project_x exists",
        "args.project_xyz.launch_code = 1",
        "launch_code = 1",
        "nothing_at_all = 1",
    ):
        for path in ("/models", "/keys", "/families"):
            seen = get(narrow, path, where=where)
            assert seen.status_code == 400, (path, where, seen.json)
            assert seen.json["error"]["details"]["suggestion"] in {None, "args.open_key"}
            text = seen.get_data(as_text=True).replace(where, "").replace("args.project_xyz.launch_code", "")
            assert "launch_code" not in text.replace("args.launch_code", "")
    known, unknown = (get(narrow, "/models", sort=f"args.{key}") for key in ("secret_metric", "never_there"))
    assert known.status_code == unknown.status_code == 400
    assert get(narrow, "/models", where="open_key = 1").json["rows"]
    assert (
        get(narrow, "/models", where="opn_key = 1").json["error"]["details"]["suggestion"] == "args.open_key"
    )
    assert get(owner, "/models", where="launch_code = 1").json["error"]["details"]["suggestion"] == (
        "args.project_xyz.launch_code"
    )
    assert [row["key"] for row in narrow.get("/keys").json["rows"]] == [
        "args.arch",
        "args.dataset",
        "args.open_key",
    ]
    assert get(narrow, "/keys/args.project_xyz.launch_code/values").json["rows"] == []


@pytest.mark.row("S7")
def test_a_token_for_some_names_has_nothing_to_do_with_views(owner: Api) -> None:
    views = {
        scope: owner.post(
            "/views", {"name": "v", "scope": scope, "state": {"where": 'name = "hush/net"'}}
        ).json["id"]
        for scope in ("team", "personal")
    }
    narrow = token(owner, only="open/*")
    for view in views.values():
        for answer in (
            narrow.get("/views"),
            narrow.get(f"/views/{view}"),
            narrow.delete(f"/views/{view}"),
            narrow("PUT", f"/views/{view}", {"name": "x", "state": {}}),
            narrow.post("/views", {"name": "x", "state": {}}),
        ):
            assert answer.status_code == 403
            assert "hush" not in answer.get_data(as_text=True)
    assert len(owner.get("/views").json["rows"]) == 2


# What a token for some names may do, act by act; what is not here it may not.
CONTAINED = {
    *(
        "read",
        "checkpoints",
        "download",
        "activity",
        "runs",
        "series",
        "write",
        "delete",
        "share",
        "table",
        "push",
        "protection",
        "redact",
    ),
    *("policy_read", "token_make"),
}


@pytest.mark.row("S12")
@pytest.mark.parametrize("act", sorted(access.TABLE))
def test_the_table_says_of_every_act_whether_a_limited_token_may(act: Any) -> None:
    assert access.TABLE[act].limited is (act in CONTAINED)


@pytest.mark.row("S12")
def test_a_limited_token_reaches_nothing_outside_its_names(owner: Api, teammate: Api) -> None:
    hidden, own = model(owner, "hush/net"), model(owner, "open/net")
    trashed = model(owner, "hush/old")
    entry = owner.delete(f"/models/{trashed}").json["id"]
    unlimited = owner.post("/tokens", {"name": "mine"}).json
    session = owner.get("/sessions").json["rows"]
    narrow = token(owner, only="open/*")
    refused = [
        ("GET", "/tokens"), ("DELETE", f"/tokens/{unlimited['id']}"), ("GET", "/sessions"), ("DELETE", "/sessions"),
        ("DELETE", "/sessions/x"), ("GET", "/users"), ("PATCH", "/users/test:teammate", {"role": "guest"}),
        ("DELETE", "/users/test:teammate"), ("PUT", "/policy", owner.get("/policy").json), ("GET", "/events"),
        ("GET", "/trash"), ("POST", f"/trash/{entry}/restore", {}), ("DELETE", f"/trash/{entry}"), ("GET", "/shares"),
        ("GET", "/storage"), ("POST", "/session/codes", {}), ("GET", "/views"),
        ("POST", "/tokens", {"name": "wide"}), ("POST", "/tokens", {"name": "wide", "only": "*"}),
        ("POST", "/models", {"args": {"dataset": "hush", "arch": "net", "lr": 2}}),
    ]  # fmt: skip
    for method, path, *body in refused:
        answer = narrow(method, path, *body)
        assert answer.status_code == 403, (method, path, answer.status_code)
    for end in ("", "/checkpoints", "/near", "/lineage", "/activity", "/shares", "/family"):
        assert narrow.get(f"/models/{hidden}{end}").status_code == 404
    assert narrow.post("/diff", {"id": [own, hidden]}).status_code == 404
    assert narrow.post(f"/models/{own}/parents", {"id": hidden}).status_code == 404
    assert Api(owner.client, unlimited["token"]).get("/me").status_code == 200
    assert owner.get("/sessions").json["rows"] == session
    assert teammate.get("/me").json["role"] == "admin"
    assert narrow.get("/models").json["rows"][0]["id"] == own
    assert narrow.get("/policy").status_code == 200, "IDs are made by it"
    narrow_id = narrow.get("/me").json["token"]["id"]
    same = narrow.post("/tokens", {"name": "same", "only": "open/*"})
    assert same.status_code == 201
    assert narrow.delete("/session").status_code == 204, "a token may end itself"
    assert narrow_id not in {each["id"] for each in owner.get("/tokens").json["rows"]}


@pytest.mark.row("S12")
def test_a_limited_token_ends_no_lease_outside_its_names(owner: Api) -> None:
    model(owner, "hush/net")
    held = owner.post("/leases", {"args": {"dataset": "hush", "arch": "net"}}).json["lease"]["id"]
    narrow = token(owner, only="open/*")
    assert narrow.post(f"/leases/{held}/heartbeat", {}).status_code == 403
    assert narrow.delete(f"/leases/{held}").status_code == 403
    assert len(owner.get("/leases").json["rows"]) == 1


@pytest.mark.row("S15")
def test_children_are_counted_where_their_card_is_shown(owner: Api, stranger: Api, nobody: Api) -> None:
    parent, child = model(owner, "data/net"), model(owner, "data/net", lr=2)
    owner.post(f"/models/{child}/parents", {"id": parent})
    opened = [
        owner.post(f"/models/{each}/shares", {"kind": "link", "sees": sees}).json["secret"]
        for each, sees in ((parent, ["card"]), (child, ["weights"]))
    ]
    assert nobody.get(f"/models/{parent}", **{"X-Modelbase-Share": opened[0]}).json["children"] == 0
    for each, sees in ((parent, ["card"]), (child, ["weights"])):
        owner.post(f"/models/{each}/shares", {"kind": "login", "login": "stranger", "sees": sees})
    assert stranger.get(f"/models/{parent}").json["children"] == 0
    owner.post(f"/models/{child}/shares", {"kind": "login", "login": "stranger", "sees": ["card"]})
    assert stranger.get(f"/models/{parent}").json["children"] == 1
    assert owner.get(f"/models/{parent}").json["children"] == 1


@pytest.mark.row("S15")
def test_the_rules_are_closed_to_guests(stranger: Api, nobody: Api, reader: Api) -> None:
    for path in ("/policy", "/policy?number=1", "/policies"):
        assert stranger.get(path).status_code == 403
        assert nobody.get(path).status_code == 401
        assert reader.get(path).status_code == 200


@pytest.mark.row("S15")
@pytest.mark.parametrize("mark", BAD, ids=lambda mark: f"U+{ord(mark[0]):04X}")
@pytest.mark.parametrize("what", TEXT)
def test_texts_that_deceive_the_eye_are_refused_where_they_enter(owner: Api, what: str, mark: str) -> None:
    text, own = f"a{mark}b", model(owner, "data/net")
    args = {"dataset": "data", "arch": "net"}
    asked: dict[str, tuple[str, str, Any]] = {
        "title": ("PATCH", f"/models/{own}", {"title": text}),
        "note": ("PUT", f"/models/{own}/note", {"verdict": "bad", "reason": text}),
        "tag": ("PATCH", f"/models/{own}", {"add_tags": [text]}),
        "token": ("POST", "/tokens", {"name": text}),
        "host": ("POST", "/leases", {"args": args, "host": text}),
        "view": ("POST", "/views", {"name": text, "state": {}}),
    }
    answer = owner(*asked[what])
    assert answer.status_code == 400, answer.json
    assert mark not in answer.json["error"]["message"]
    more = [("POST", "/leases", {"args": args, "note": text}), ("PUT", f"/models/{own}/aliases/a{mark}b", {})]
    more += [("POST", "/models", {"args": args | {"lr": 3}, "tags": [text]})]
    for method, path, body in more if what == "host" else ():
        assert owner(method, path, body).status_code in {400, 404}, path
