"""Signing in with GitHub, end to end over a fake one: who comes in, with which role, and what is said to the others."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from freezegun import freeze_time
from github_fixtures import COOKIE, Browser, error_of

from modelbase.entities import Role
from modelbase.server.app import create_app
from modelbase.server.database.people import users
from modelbase.server.signin import github as provider
from modelbase.server.signin import recheck, sign_in

MEMBER = {"orgs": {"Acme": "active"}}


def test_a_member_signs_in_and_comes_back_to_where_they_were(browser: Any, github: Any, db: Any) -> None:
    github.add("octocat", 583231, name="Mona", **MEMBER)
    tab = browser()
    answer = tab.sign_in(wish="/models/imagenet/resnet50:3c7039714?tab=args")
    assert (answer.status_code, error_of(answer)) == (303, "")
    assert answer.headers["Location"] == "/models/imagenet/resnet50:3c7039714?tab=args"
    me = tab.me().json
    assert (me["login"], me["name"], me["role"], me["via"]) == ("octocat", "Mona", "read_only", "session")
    assert me["server"]["sign_in"] == "github"
    assert users.find(db, "github:583231").basis == "organisation"


def test_how_to_sign_in_is_told_to_anybody(browser: Any, client: Any) -> None:
    assert browser().get("/api/v1/sign-in").json == {"mode": "github", "url": "/auth/start"}
    here = client.get("/api/v1/sign-in", base_url="http://127.0.0.1:5050")
    assert here.json == {"mode": "local", "url": None}
    assert (
        client.get("/auth/start", base_url="http://127.0.0.1:5050").headers["Location"].endswith("not_found")
    )


@pytest.mark.parametrize(
    ("person", "role"),
    [
        ({"orgs": {"acme": "active"}}, "read_only"),
        ({"orgs": {"ACME": "active"}, "teams": ["ACME/core"]}, "admin"),
        ({"orgs": {"acme": "active"}, "teams": ["acme/readers", "acme/CORE"]}, "admin"),
        ({"orgs": {"acme": "active", "other": "active"}, "teams": ["other/core"]}, "read_only"),
    ],
)
def test_the_role_comes_from_the_strongest_team(browser: Any, github: Any, person: Any, role: str) -> None:
    github.add("octocat", 1, **person)
    tab = browser()
    tab.sign_in()
    assert tab.me().json["role"] == role


@pytest.mark.parametrize(
    "person",
    [
        {},
        {"orgs": {"acme": "pending"}},
        {"orgs": {"acme": "pending"}, "teams": ["acme/core"]},
        {"orgs": {"acme-2": "active"}},
        {"orgs": {"acm": "active"}},
        {"teams": ["acme/core"]},
    ],
)
def test_who_is_no_active_member_is_sent_away_and_leaves_no_record(
    browser: Any, github: Any, db: Any, person: Any
) -> None:
    github.add("stranger", 7, **person)
    tab = browser()
    assert error_of(tab.sign_in()) == "not_admitted"
    assert tab.me().status_code == 401
    assert users.find(db, "github:7") is None


def test_guests_come_in_only_where_that_is_wanted(trusting: Any, github: Any) -> None:
    here = trusting(allow_guests=True)
    tab = Browser(create_app(here.settings, here), github)
    github.add("stranger", 7)
    assert error_of(tab.sign_in()) == ""
    assert tab.me().json["role"] == "guest"


def test_a_team_on_the_last_page_counts(browser: Any, github: Any) -> None:
    many = [f"acme/team-{number}" for number in range(230)]
    github.add("octocat", 1, orgs={"acme": "active"}, teams=[*many, "acme/core"])
    tab = browser()
    tab.sign_in()
    assert tab.me().json["role"] == "admin"


def test_listed_admins_need_no_membership(trusting: Any, github: Any) -> None:
    here = trusting(admins=("583231", "Root"))
    app = create_app(here.settings, here)
    for login, number, role in (("octocat", 583231, "admin"), ("root", 2, "admin")):
        github.add(login, number)
        tab = Browser(app, github)
        assert error_of(tab.sign_in()) == ""
        assert tab.me().json["role"] == role


def test_a_number_on_the_list_of_admins_is_an_id_and_no_login(trusting: Any, github: Any) -> None:
    here = trusting(admins=("583231",))
    github.add("583231", 9)
    assert error_of(Browser(create_app(here.settings, here), github).sign_in()) == "not_admitted"


def test_roles_are_applied_again_at_each_sign_in(browser: Any, github: Any) -> None:
    person = github.add("octocat", 1, orgs={"acme": "active"}, teams=["acme/core"])
    first = browser()
    first.sign_in()
    assert first.me().json["role"] == "admin"
    person.teams.clear()
    browser().sign_in()
    assert first.me().json["role"] == "read_only", "the session of before has the role of today"
    person.orgs.clear()
    assert error_of(browser().sign_in()) == "not_admitted"
    assert first.me().status_code == 401


def test_a_role_given_by_hand_stays_while_the_person_belongs(browser: Any, github: Any, db: Any) -> None:
    person = github.add("octocat", 1, **MEMBER)
    tab = browser()
    tab.sign_in()
    users.set_role(db, "github:1", Role.ADMIN)
    tab.sign_in()
    assert tab.me().json["role"] == "admin"
    person.orgs.clear()
    assert error_of(tab.sign_in()) == "not_admitted"


def test_a_renamed_person_keeps_everything_and_their_old_login_gives_nothing(
    trusting: Any, github: Any, db: Any
) -> None:
    here = trusting(admins=("root",))
    app = create_app(here.settings, here)
    github.add("root", 1)
    tab = Browser(app, github)
    tab.sign_in()
    github.rename("root", "root2")
    assert error_of(tab.sign_in("root2")) == ""
    assert tab.me().json | {"server": 0} == tab.me().json | {"server": 0, "login": "root2", "role": "admin"}
    github.add("root", 666)
    assert error_of(Browser(app, github).sign_in("root")) == "not_admitted"
    github.add("root", 667, **MEMBER)
    other = Browser(app, github)
    assert error_of(other.sign_in("root")) == ""
    assert other.me().json["role"] == "read_only"
    assert users.find_login(db, "ROOT").id == "github:667"


def test_a_login_in_use_again_is_taken_from_who_bore_it(browser: Any, github: Any, db: Any) -> None:
    github.add("alice", 1, **MEMBER)
    browser().sign_in()
    github.remove("alice")
    github.add("Alice", 2, **MEMBER)
    browser().sign_in()
    assert users.find(db, "github:1").login == "Alice~1"
    assert users.find_login(db, "alice").id == "github:2"


def test_a_disabled_person_is_not_let_in_by_signing_in(browser: Any, github: Any, db: Any) -> None:
    github.add("octocat", 1, **MEMBER)
    tab = browser()
    tab.sign_in()
    users.set_disabled(db, "github:1", True)
    assert tab.me().status_code == 401
    assert error_of(tab.sign_in()) == "disabled"
    assert users.find(db, "github:1").disabled
    users.set_disabled(db, "github:1", False)
    assert tab.me().status_code == 401, "the session of before does not come back"
    assert error_of(tab.sign_in()) == ""


def test_who_cancels_at_github_is_told_so(browser: Any, github: Any) -> None:
    github.add("octocat", 1, **MEMBER)
    github.fail("/login/oauth/authorize", "cancel")
    tab = browser()
    assert error_of(tab.sign_in()) == "sign_in_cancelled"
    assert tab.me().status_code == 401


@pytest.mark.parametrize("path", ["/login/oauth/access_token", "/api/v3/user", "/api/v3/user/memberships"])
@pytest.mark.parametrize(
    "mode", ["500", "502", "limit", "html", "types", "list", "null", "huge", "elsewhere", "hang"]
)
def test_a_github_that_is_down_or_mad_ends_in_a_clear_page(
    browser: Any, github: Any, db: Any, monkeypatch: Any, path: str, mode: str
) -> None:
    monkeypatch.setattr(provider, "EACH", 0.3)
    github.add("octocat", 1, **MEMBER)
    github.fail(path, mode)
    tab = browser()
    answer = tab.sign_in()
    code = error_of(answer)
    refused = {"sign_in_failed", "not_admitted", "provider_unavailable"}
    assert code in refused if mode in {"elsewhere", "types"} else code == "provider_unavailable", code
    assert tab.me().status_code == 401
    assert users.find(db, "github:1") is None
    assert not [call for call in github.calls if call.path == "/caught"]


def test_a_github_that_takes_no_connection_ends_in_a_clear_page(trusting: Any, github: Any) -> None:
    github.add("octocat", 1, **MEMBER)
    here = trusting()
    tab = Browser(create_app(here.settings, here), github)
    back = tab.agree(tab.leave())
    dead = trusting(github_url="http://127.0.0.1:1")
    tab.client.application = create_app(dead.settings, dead)
    assert error_of(tab.get(back)) == "provider_unavailable"


def test_a_scope_that_was_taken_away_fails_closed(browser: Any, github: Any) -> None:
    github.add("octocat", 1, **MEMBER)
    github.scopes = ""
    assert error_of(browser().sign_in()) == "sign_in_scope"


def test_github_down_leaves_those_who_are_in_alone(
    browser: Any, github: Any, github_app: Any, deployment: Any, db: Any
) -> None:
    github.add("octocat", 1, **MEMBER)
    tab = browser()
    tab.sign_in()
    token = tab.send("POST", "/api/v1/tokens", {"name": "ci", "scopes": ["read"]}).json["token"]
    github.fail("/", "500")
    for _ in range(50):
        found = github_app.test_client(use_cookies=False).get(
            "/api/v1/models", base_url=tab.base, headers={"Authorization": f"Bearer {token}"}
        )
        assert found.status_code == 200
        assert tab.me().status_code == 200
    github.add("new", 2, **MEMBER)
    assert error_of(browser().get("/auth/callback?state=x&code=y")) == "sign_in_state"


def due(db: Any) -> None:
    db.users.update_many({}, {"$set": {"recheck_at": users.now()}})


def test_the_hourly_look_takes_a_role_away_without_a_new_sign_in(
    trusting: Any, browser: Any, github: Any, db: Any
) -> None:
    person = github.add("octocat", 1, orgs={"acme": "active"}, teams=["acme/core"])
    tab = browser()
    tab.sign_in()
    assert not recheck.look(trusting()), "not due yet"
    person.teams.clear()
    due(db)
    assert recheck.look(trusting())
    assert tab.me().json["role"] == "read_only"
    person.orgs.clear()
    due(db)
    assert recheck.look(trusting())
    assert tab.me().status_code == 401


def events(db: Any) -> list[tuple[str, str, dict[str, Any]]]:
    return [(e["action"], e["by"]["via"], e["details"]) for e in db.events.find().sort("at", 1)]


def test_each_change_of_a_role_leaves_one_record_of_who_did_it(
    trusting: Any, browser: Any, github: Any, db: Any
) -> None:
    person = github.add("octocat", 1, orgs={"acme": "active"}, teams=["acme/core"])
    with freeze_time("2030-01-01 00:00:00") as clock:
        browser().sign_in()
        browser().sign_in()
        clock.tick(60)
        person.teams.clear()
        due(db)
        recheck.look(trusting())
        clock.tick(60)
        person.orgs.clear()
        browser().sign_in()
        browser().sign_in()
        clock.tick(60)
        person.orgs["acme"] = "active"
        browser().sign_in()
    assert events(db) == [
        ("user.join", "session", {"role": "admin", "basis": "team"}),
        ("user.role", "server", {"from": "admin", "to": "read_only", "basis": "organisation"}),
        ("user.refuse", "session", {"role": "read_only", "basis": "organisation"}),
        ("user.admit", "session", {"role": "read_only", "basis": "organisation"}),
    ]


def test_the_hourly_look_takes_a_listed_admin_off_who_is_listed_no_more(
    trusting: Any, github: Any, db: Any
) -> None:
    here = trusting(admins=("1", "2"), github_orgs=(), github_team_roles=())
    app = create_app(here.settings, here)
    github.add("octocat", 1)
    tab = Browser(app, github)
    tab.sign_in()
    due(db)
    assert recheck.look(trusting(admins=("2",), github_orgs=(), github_team_roles=()))
    assert tab.me().status_code == 401


def test_a_fault_does_not_end_the_hourly_looks(trusting: Any, monkeypatch: Any, caplog: Any) -> None:
    stop, tried = threading.Event(), []

    def look(_: Any) -> bool:
        tried.append(1)
        if len(tried) == 1:
            raise RuntimeError("a fault")
        stop.set()
        return False

    monkeypatch.setattr(recheck, "look", look)
    monkeypatch.setattr(recheck, "ROUND", 0.01)
    recheck.run(trusting(), stop)
    assert len(tried) == 2
    assert "a check of a role failed" in caplog.text


def test_a_token_that_github_takes_no_more_means_signing_in_again(
    trusting: Any, browser: Any, github: Any, db: Any
) -> None:
    github.add("octocat", 1, **MEMBER)
    tab = browser()
    tab.sign_in()
    token = tab.send("POST", "/api/v1/tokens", {"name": "ci", "scopes": ["read"]}).json["token"]
    github.tokens.clear()
    due(db)
    assert recheck.look(trusting())
    assert tab.me().status_code == 401
    told = tab.client.get("/api/v1/me", base_url=tab.base, headers={"Authorization": f"Bearer {token}"})
    assert told.json["error"]["code"] == "membership_stale"
    tab.sign_in()
    assert tab.me().status_code == 200


def test_an_outage_gives_a_day_and_no_new_rights(trusting: Any, browser: Any, github: Any, db: Any) -> None:
    person = github.add("octocat", 1, **MEMBER)
    with freeze_time("2030-01-01 00:00:00") as clock:
        tab = browser()
        tab.sign_in()
        person.teams.append("acme/core")
        github.fail("/api", "500")
        for _ in range(23):
            clock.tick(3600)
            with pytest.raises(Exception, match="GitHub cannot be asked"):
                recheck.look(trusting())
            assert tab.send("POST", "/api/v1/session/renew").status_code == 204
            assert tab.me().json["role"] == "read_only"
        clock.tick(3601)
        assert tab.send("POST", "/api/v1/session/renew").status_code == 401
        assert tab.me().status_code == 401


def test_the_github_token_is_kept_sealed_only_where_it_is_needed_and_forgotten_with_the_sessions(
    trusting: Any, browser: Any, github: Any, db: Any
) -> None:
    github.add("octocat", 1, **MEMBER)
    tab = browser()
    tab.sign_in()
    (token,) = github.tokens
    kept = db.users.find_one({"_id": "github:1"})
    assert kept["sealed"]
    assert token not in repr([list(db[name].find()) for name in db.list_collection_names()])
    assert tab.send("DELETE", "/api/v1/sessions").status_code == 204
    assert "sealed" not in db.users.find_one({"_id": "github:1"})
    here = trusting(admins=("octocat",), github_orgs=(), github_team_roles=())
    Browser(create_app(here.settings, here), github).sign_in()
    assert "sealed" not in db.users.find_one({"_id": "github:1"})


def test_no_scope_is_asked_for_where_no_role_depends_on_it(trusting: Any, browser: Any, github: Any) -> None:
    here = trusting(admins=("octocat",), github_orgs=(), github_team_roles=())
    assert "scope" not in Browser(create_app(here.settings, here), github).leave()
    assert "scope=read%3Aorg" in browser().leave()


def test_the_first_admin_comes_by_the_code_from_the_log_once(
    trusting: Any, browser: Any, github: Any
) -> None:
    here = trusting()
    code = sign_in.make_first_code(here)
    github.add("boss", 1)
    tab = browser()
    told = tab.send("POST", "/api/v1/sign-in/first", {"code": code})
    assert told.json == {"mode": "github", "url": "/auth/start"}
    assert error_of(tab.sign_in()) == ""
    assert tab.me().json["role"] == "admin"
    assert error_of(tab.sign_in()) == "", "and stays one"
    assert tab.me().json["role"] == "admin"
    assert sign_in.make_first_code(here) is None
    again = browser().send("POST", "/api/v1/sign-in/first", {"code": code})
    assert again.json["error"]["code"] == "sign_in_code"


def test_a_wrong_code_or_a_list_of_admins_makes_nobody_the_first(
    trusting: Any, browser: Any, github: Any
) -> None:
    refused = browser().send("POST", "/api/v1/sign-in/first", {"code": "guess"})
    assert refused.json["error"]["code"] == "sign_in_code"
    code = sign_in.make_first_code(trusting())
    listed = trusting(admins=("root",))
    assert sign_in.make_first_code(listed) is None
    tab = Browser(create_app(listed.settings, listed), github)
    assert tab.send("POST", "/api/v1/sign-in/first", {"code": code}).status_code == 401


@pytest.mark.parametrize("codes", [1, 20])
def test_twenty_first_sign_ins_at_once_make_one_admin(
    trusting: Any, browser: Any, github: Any, patient: None, codes: int
) -> None:
    here = trusting()
    known = [sign_in.make_first_code(here) for _ in range(codes)]
    tabs = []
    for number in range(20):
        github.add(f"person-{number}", number + 1, **MEMBER)
        tab = browser()
        assert tab.send("POST", "/api/v1/sign-in/first", {"code": known[number % codes]}).status_code == 200
        tabs.append((tab, tab.agree(tab.leave())))
    together(lambda pair: pair[0].get(pair[1]), tabs)
    roles = [tab.me().json.get("role") for tab, _ in tabs]
    assert sorted(roles) == ["admin"] + ["read_only"] * 19


def together(act: Any, things: list[Any]) -> None:
    """Do something with all things at the same moment."""
    start = threading.Barrier(len(things))

    def one(thing: Any) -> None:
        start.wait()
        act(thing)

    threads = [threading.Thread(target=one, args=(thing,)) for thing in things]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_signing_in_again_leaves_the_cookies_of_before_worthless(
    browser: Any, github: Any, github_app: Any
) -> None:
    github.add("octocat", 1, **MEMBER)
    tab = browser()
    tab.sign_in()
    before = tab.cookie()
    tab.sign_in()
    assert tab.cookie() != before
    copy = browser()
    copy.client.set_cookie(COOKIE, before, domain="127.0.0.1")
    assert copy.me().status_code == 401
