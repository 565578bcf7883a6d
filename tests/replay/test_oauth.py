"""A2: attacks on signing in through GitHub, over the fake one. Each was seen to succeed on a naive build."""

from __future__ import annotations

import logging
import threading
from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from fake_github.server import CLIENT_SECRET
from freezegun import freeze_time
from github_fixtures import COOKIE, Browser, error_of

from modelbase.errors import Invalid
from modelbase.server import settings
from modelbase.server.app import create_app
from modelbase.server.database.people import users
from modelbase.server.signin import admit, recheck, sign_in
from modelbase.server.signin import github as provider
from modelbase.server.signin.roles import Person, Standing

MEMBER = {"orgs": {"acme": "active"}}
GOOD = {
    "MODELBASE_SECRET_KEY": "5f1c9e0b7a3d48e6b2c4f8a9017d6e35",
    "MODELBASE_MONGO_URI": "mongodb://u:p@127.0.0.1/",
    "MODELBASE_S3_ENDPOINT": "http://127.0.0.1:9000",
    "MODELBASE_S3_ACCESS_KEY": "key",
    "MODELBASE_S3_SECRET_KEY": "s3",
    "MODELBASE_GITHUB_CLIENT_ID": "id",
    "MODELBASE_GITHUB_CLIENT_SECRET": "s",
    "MODELBASE_ADMINS": "1",
}
ELSEWHERE = [
    *(
        "//evil.test",
        "/\\evil.test",
        "\\\\evil.test",
        "https:evil.test",
        "https://evil.test",
        "http:/evil.test",
    ),
    *(
        "javascript:alert(1)",
        "data:text/html,x",
        "evil.test",
        "///evil.test",
        "/\t/evil.test",
        "/ /evil.test",
    ),
    *("/x\r\nSet-Cookie: a=b", "/\n/evil.test", "https://127.0.0.1:5050@evil.test", "//user@evil.test/"),
    *("/..//evil.test", "/.//evil.test", "/x//evil.test", "/\x00/evil.test", "/é", "", "?next=//evil.test"),
    *(
        "/auth/start?next=/",
        "/auth/callback",
        "/api/v1/me",
        "/sign-in?next=//evil.test",
        "/\u2028/x",
        "/a" * 2000,
    ),
]


def query_of(address: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def nobody(tab: Browser) -> bool:
    return bool(tab.me().status_code == 401)


@pytest.mark.row("AU-1", "A1-65")
def test_a_return_that_another_browser_began_signs_nobody_in(browser: Any, github: Any) -> None:
    attacker, victim = browser(), browser()
    github.add("mallory", 666, **MEMBER)
    back = attacker.agree(attacker.leave(), "mallory")
    for tab in (victim, browser()):
        assert tab.get(back).status_code == 400
        assert nobody(tab)
    victim.leave()
    assert victim.get(back).status_code == 400, "a flow of one's own does not help either"
    assert nobody(victim)


@pytest.mark.row("AU-1")
@pytest.mark.parametrize("change", ["missing", "empty", "short", "other", "case"])
def test_a_wrong_state_signs_nobody_in(browser: Any, github: Any, change: str) -> None:
    github.add("octocat", 1, **MEMBER)
    tab = browser()
    query = query_of(tab.agree(tab.leave()))
    texts = {"empty": "", "short": query["state"][:-1], "other": "x" * 43, "case": query["state"].swapcase()}
    wrong = {"code": query["code"]} | ({} if change == "missing" else {"state": texts[change]})
    assert tab.get("/auth/callback", query_string=wrong).status_code == 400
    assert nobody(tab)
    github.fail("/login/oauth/authorize", "wrong_state")
    assert tab.sign_in().status_code == 400
    assert nobody(tab)


@pytest.mark.row("AU-1")
def test_a_state_counts_once_even_for_a_copied_cookie(browser: Any, github: Any) -> None:
    github.add("octocat", 1, **MEMBER)
    tab = browser()
    back = tab.agree(tab.leave())
    name = COOKIE + "-flow-" + sign_in.flow_of(query_of(back)["state"])
    copy = browser()
    copy.client.set_cookie(name, tab.cookie(name), domain="127.0.0.1")
    assert error_of(tab.get(back)) == ""
    github.codes[query_of(back)["code"]]["used"] = False  # even if GitHub took the code twice
    assert copy.get(back).status_code == 400
    assert nobody(copy)
    assert tab.get(back).status_code == 400


@pytest.mark.row("AU-1")
def test_a_state_lives_ten_minutes(browser: Any, github: Any) -> None:
    github.add("octocat", 1, **MEMBER)
    for seconds, expected in ((600, 303), (601, 400)):
        with freeze_time("2030-01-01 00:00:00") as clock:
            tab = browser()
            address = tab.leave()
            clock.tick(seconds)
            tab.client.set_cookie(*cookie_of_flow(tab, address), domain="127.0.0.1")
            assert tab.get(tab.agree(address)).status_code == expected


def cookie_of_flow(tab: Browser, address: str) -> tuple[str, str]:
    """Return name and text of a flow's cookie, as a browser that forgets nothing has them."""
    name = COOKIE + "-flow-" + sign_in.flow_of(query_of(address)["state"])
    cookie = next(c for (_, _, n), c in tab.client._cookies.items() if n == name)
    return name, cookie.value


@pytest.mark.row("AU-1")
def test_a_bent_flow_cookie_is_none(browser: Any, github: Any) -> None:
    github.add("octocat", 1, **MEMBER)
    tab = browser()
    address = tab.leave()
    name, text = cookie_of_flow(tab, address)
    back = tab.agree(address)
    for bent in (
        text[:-2],
        text[:50] + ("A" if text[50] != "A" else "B") + text[51:],
        "",
        "e30.e30.x",
        "x" * 3000,
    ):
        other = browser()
        other.client.set_cookie(name, bent, domain="127.0.0.1")
        assert other.get(back).status_code == 400
        assert nobody(other)


@pytest.mark.row("AU-1")
def test_the_cookie_of_one_flow_does_not_open_another(browser: Any, github: Any) -> None:
    github.add("mallory", 666, **MEMBER)
    attacker, victim = browser(), browser()
    back = attacker.agree(attacker.leave())
    _, own = cookie_of_flow(victim, victim.leave())
    name = COOKIE + "-flow-" + sign_in.flow_of(query_of(back)["state"])
    victim.client.set_cookie(name, own, domain="127.0.0.1")
    assert victim.get(back).status_code == 400
    assert nobody(victim)


@pytest.mark.row("AU-1")
def test_two_tabs_sign_in_side_by_side(browser: Any, github: Any) -> None:
    github.add("octocat", 1, **MEMBER)
    tab = browser()
    first, second = tab.leave("/first"), tab.leave("/second")
    assert query_of(first)["state"] != query_of(second)["state"]
    assert len(query_of(first)["state"]) * 6 >= 128
    assert tab.get(tab.agree(second)).headers["Location"] == "/second"
    assert tab.get(tab.agree(first)).headers["Location"] == "/first"


@pytest.mark.row("AU-2")
def test_pkce_is_sent_and_a_code_of_another_flow_is_worth_nothing(browser: Any, github: Any) -> None:
    github.add("octocat", 1, **MEMBER)
    tab = browser()
    first, second = tab.leave(), tab.leave()
    assert query_of(first)["code_challenge_method"] == "S256"
    assert query_of(first)["code_challenge"] != query_of(second)["code_challenge"]
    codes = [query_of(tab.agree(address))["code"] for address in (first, second)]
    answer = tab.get("/auth/callback", query_string={"state": query_of(first)["state"], "code": codes[1]})
    assert error_of(answer) == "sign_in_failed"
    assert nobody(tab)
    asked = next(call for call in github.calls if call.path.endswith("access_token"))
    challenge = urlsafe_b64encode(sha256(asked.body["code_verifier"].encode()).digest()).decode().rstrip("=")
    assert challenge == query_of(first)["code_challenge"], "the verifier is of the flow, not of the code"


@pytest.mark.row("AU-3", "A1-25")
def test_the_callback_comes_from_the_settings_alone(browser: Any) -> None:
    tab = browser()
    names = ("X-Forwarded-Host", "X-Forwarded-Server", "X-Original-Host", "Forwarded")
    forged = dict.fromkeys(names, "evil.test")
    answer = tab.get("/auth/start?redirect_uri=https://evil.test", headers=forged)
    assert query_of(answer.headers["Location"])["redirect_uri"] == "http://127.0.0.1:5050/auth/callback"
    assert tab.get("/auth/start", headers={"Host": "evil.test"}).headers["Location"].startswith("/sign-in?")
    named = tab.client.get("/auth/start?next=/x", base_url="http://localhost:5050")
    assert named.headers["Location"] == "http://127.0.0.1:5050/auth/start?next=%2Fx"


@pytest.mark.row("AU-3")
@pytest.mark.parametrize(
    "path", ["/x", "//evil.test", "/../start", "%2f..%2fstart", "/%2e%2e/start", "x", ";x"]
)
def test_nothing_under_the_callback_redirects(browser: Any, path: str) -> None:
    answer = browser().get("/auth/callback" + path)
    assert answer.status_code == 404
    assert "Location" not in answer.headers


@pytest.mark.row("AU-4", "A1-44")
@pytest.mark.parametrize("wish", ELSEWHERE)
def test_after_signing_in_nobody_is_sent_elsewhere(browser: Any, github: Any, wish: str) -> None:
    assert sign_in.safe_next(wish) == "/"
    github.add("octocat", 1, **MEMBER)
    answer = browser().sign_in(wish=wish)
    assert answer.headers["Location"] == "/"
    assert len(answer.headers.getlist("Location")) == 1


@pytest.mark.row("AU-4", "A1-44")
@pytest.mark.parametrize(
    "wish", ["/", "/models/a/b:3c70?tab=args#top", "/?where=url+%3D+%22//x%22", "/x?next=//evil.test"]
)
def test_paths_of_the_app_are_kept(wish: str) -> None:
    assert sign_in.safe_next(wish) == wish


@pytest.mark.row("AU-5")
@pytest.mark.parametrize(
    "query", ["error=access_denied", "error=server_error", "error=%0d%0aX-A:1", "", "code=", "code=%00"]
)
def test_a_return_with_an_error_is_told_clearly_and_leaves_nothing(
    browser: Any, github: Any, db: Any, query: str
) -> None:
    tab = browser()
    state = query_of(tab.leave())["state"]
    answer = tab.get(f"/auth/callback?state={state}&{query}")
    assert error_of(answer) in {"sign_in_cancelled", "sign_in_failed"}
    assert nobody(tab)
    assert db.users.count_documents({}) == 0


@pytest.mark.row("AU-5")
@pytest.mark.parametrize("mode", ["500", "html", "types", "list", "null", "limit", "hang", "huge"])
def test_an_answer_of_github_that_is_mad_makes_no_account(
    browser: Any, github: Any, db: Any, monkeypatch: Any, mode: str
) -> None:
    monkeypatch.setattr(provider, "EACH", 0.3)
    github.add("octocat", 1, **MEMBER)
    for path in ("/login/oauth/access_token", "/api/v3/user"):
        github.modes = {path: mode}
        answer = browser().sign_in()
        assert error_of(answer) == "provider_unavailable"
    assert db.users.count_documents({}) == 0


@pytest.mark.row("AU-5", "A1-66")
@pytest.mark.parametrize("number", ['"1"', "true", "1.0", "-1", "0", "null", "[1]", '"1 or 1"'])
def test_an_id_of_another_type_is_nobodys(browser: Any, github: Any, db: Any, number: str) -> None:
    github.add("octocat", 1, **MEMBER)
    github.fail("/api/v3/user", f'json:{{"id": {number}, "login": "octocat", "name": null}}')
    assert error_of(browser().sign_in()) == "provider_unavailable"
    assert db.users.count_documents({}) == 0


@pytest.mark.row("AU-5")
def test_a_code_that_github_knows_no_more_is_told_clearly(browser: Any, github: Any) -> None:
    github.add("octocat", 1, **MEMBER)
    tab = browser()
    back = tab.agree(tab.leave())
    github.codes[query_of(back)["code"]]["used"] = True
    assert error_of(tab.get(back)) == "sign_in_failed"


@pytest.mark.row("AU-6", "A1-30")
@pytest.mark.parametrize(
    ("person", "role"),
    [
        ({"orgs": {"ACME": "active"}, "teams": ["Acme/CORE"]}, "admin"),
        ({"orgs": {"acme": "active"}, "teams": [*(f"acme/t{n}" for n in range(101)), "acme/core"]}, "admin"),
        ({"orgs": {"acme": "active"}, "teams": ["evil/core", "acme/core-2", "acme/cor"]}, "read_only"),
        ({"orgs": {"acme": "pending"}, "teams": ["acme/core"]}, None),
        ({"orgs": {"acme2": "active", "xacme": "active"}}, None),
        ({}, None),
    ],
)
def test_only_an_active_member_is_one(browser: Any, github: Any, person: Any, role: str | None) -> None:
    github.add("octocat", 1, **person)
    tab = browser()
    assert error_of(tab.sign_in()) == ("" if role else "not_admitted")
    assert tab.me().json.get("role") == role


@pytest.mark.row("AU-6", "A1-30")
@pytest.mark.parametrize("scopes", ["", "user", "read:orgs", "repo,user:email"])
def test_without_the_scope_nobody_is_a_member(browser: Any, github: Any, scopes: str) -> None:
    github.add("octocat", 1, **MEMBER)
    github.scopes = scopes
    assert error_of(browser().sign_in()) == "sign_in_scope"


@pytest.mark.row("AU-7", "A1-30")
@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"MODELBASE_GITHUB_ORGANIZATIONS": "acme"}, "MODELBASE_GITHUB_ORGANIZATIONS"),
        ({"MODELBASE_GITHUB_ORG": "acme"}, "MODELBASE_GITHUB_ORG"),
        ({"MODELBASE_ALLOWED_USERS": "me"}, "MODELBASE_ALLOWED_USERS"),
        ({"MODELBASE_GITHUB_ORGS": " , "}, "MODELBASE_GITHUB_ORGS"),
        ({"MODELBASE_GITHUB_ORGS": "acme corp"}, "MODELBASE_GITHUB_ORGS"),
        ({"MODELBASE_GITHUB_ORGS": "*"}, "MODELBASE_GITHUB_ORGS"),
        ({"MODELBASE_ADMINS": ","}, "MODELBASE_ADMINS"),
        ({"MODELBASE_ADMINS": ""}, "MODELBASE_GITHUB_ORGS"),
        ({"MODELBASE_GITHUB_TEAM_ROLES": "core=admin"}, "MODELBASE_GITHUB_TEAM_ROLES"),
        ({"MODELBASE_GITHUB_TEAM_ROLES": "acme/core"}, "MODELBASE_GITHUB_TEAM_ROLES"),
        ({"MODELBASE_GITHUB_TEAM_ROLES": "acme/core=root"}, "MODELBASE_GITHUB_TEAM_ROLES"),
        ({"MODELBASE_GITHUB_TEAM_ROLES": "acme/core=admin,Acme/Core=guest"}, "MODELBASE_GITHUB_TEAM_ROLES"),
        ({"MODELBASE_GITHUB_URL": "http://ghe.example"}, "MODELBASE_GITHUB_URL"),
        ({"MODELBASE_GITHUB_URL": "ghe.example"}, "MODELBASE_GITHUB_URL"),
        ({"MODELBASE_GITHUB_CLIENT_SECRET": ""}, "MODELBASE_GITHUB_CLIENT_SECRET"),
    ],
)
def test_a_setting_that_says_nothing_stops_the_start(change: dict[str, str], named: str) -> None:
    settings.load(GOOD)
    with pytest.raises(Invalid, match=named):
        settings.load(GOOD | change)


@pytest.mark.row("AU-8", "A1-66")
def test_rights_follow_the_number_and_never_the_login(trusting: Any, github: Any, db: Any) -> None:
    here = trusting(admins=("alice",))
    app = create_app(here.settings, here)
    github.add("alice", 1)
    alice = Browser(app, github)
    alice.sign_in()
    token = alice.send("POST", "/api/v1/tokens", {"name": "t"}).json["token"]
    github.rename("alice", "alice-new")
    for number, more in ((2, {}), (3, MEMBER)):  # the login is another person's now
        github.add("alice", number, **more)
        other = Browser(app, github)
        assert error_of(other.sign_in("alice")) == ("not_admitted" if number == 2 else "")
        assert other.me().json.get("role") in {None, "read_only"}
        assert other.get("/api/v1/tokens").json.get("rows", []) == []
    github.remove("alice-new")
    github.add("alice-new", 4)  # the account is gone, and its login another person's too
    assert error_of(Browser(app, github).sign_in("alice-new")) == "not_admitted"
    assert alice.me().json["role"] == "admin"
    held = alice.client.get("/api/v1/me", base_url=alice.base, headers={"Authorization": f"Bearer {token}"})
    assert held.json["role"] == "admin"
    assert {u["_id"]: u["login"] for u in db.users.find()} == {"github:1": "alice~1", "github:3": "alice"}


@pytest.mark.row("A1-66", "AU-8")
@pytest.mark.parametrize("login", ["ALİCE", "ａｌｉｃｅ", "alıce", "al\u200bice", "alice\n", "alice[bot]"])
def test_a_login_that_only_looks_the_same_is_nobody(trusting: Any, github: Any, db: Any, login: str) -> None:
    here = trusting(admins=("alice",))
    github.add(login, 9, **MEMBER)
    tab = Browser(create_app(here.settings, here), github)
    back = tab.leave()
    code = parse_qs(urlsplit(github.authorize(query_of(back))).query)
    tab.get("/auth/callback", query_string={name: values[0] for name, values in code.items()})
    assert nobody(tab)
    assert db.users.count_documents({}) == 0


@pytest.mark.row("AU-9", "A1-66")
def test_an_email_decides_nothing_and_is_never_asked_for(browser: Any, github: Any, db: Any) -> None:
    github.add("octocat", 1, email="boss@acme.test", **MEMBER)
    tab = browser()
    assert "email" not in query_of(tab.leave()).get("scope", "")
    tab.sign_in()
    github.add("mallory", 2, email="BOSS@acme.test", **MEMBER)
    other = browser()
    other.sign_in()
    github.add("nomail", 3, email=None, **MEMBER)
    assert error_of(browser().sign_in()) == ""
    assert other.me().json["login"] == "mallory"
    assert db.users.count_documents({}) == 3
    assert "acme.test" not in repr(list(db.users.find()))


@pytest.mark.row("AU-10", "A1-18")
@pytest.mark.parametrize("codes", [1, 20])
def test_twenty_first_sign_ins_at_once_make_one_admin(
    trusting: Any, browser: Any, github: Any, patient: None, codes: int
) -> None:
    known = [sign_in.make_first_code(trusting()) for _ in range(codes)]
    pairs = []
    for number in range(20):
        github.add(f"p{number}", number + 1, **MEMBER)
        tab = browser()
        assert tab.send("POST", "/api/v1/sign-in/first", {"code": known[number % codes]}).status_code == 200
        pairs.append((tab, tab.agree(tab.leave())))
    start = threading.Barrier(20)

    def go(tab: Browser, back: str) -> None:
        start.wait()
        tab.get(back)

    threads = [threading.Thread(target=go, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(tab.me().json["role"] for tab, _ in pairs) == ["admin"] + ["read_only"] * 19
    late = browser()
    assert late.send("POST", "/api/v1/sign-in/first", {"code": known[-1]}).status_code == 401


@pytest.mark.row("AU-10", "A1-18")
def test_one_insert_decides_between_first_admins_at_the_same_moment(
    trusting: Any, github: Any, db: Any
) -> None:
    here = trusting()
    for turn in range(20):
        db.claims.delete_many({})
        codes = [sign_in.make_first_code(here) for _ in range(8)]
        start, roles = threading.Barrier(8), []

        def go(number: int, code: str, start: Any = start, roles: Any = roles) -> None:
            person = Person(f"github:{number}", f"p{number}")
            start.wait()
            admit._claim_first(here, person, code)
            roles.append(admit.settle(here, person, Standing(orgs=frozenset({"acme"})), None).role.value)

        threads = [threading.Thread(target=go, args=(turn * 100 + n, c)) for n, c in enumerate(codes)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(roles) == ["admin"] + ["read_only"] * 7


@pytest.mark.row("AU-10", "A1-18")
@pytest.mark.parametrize("code", ["", "guess", "x" * 43, "{}", "null"])
def test_without_the_code_nobody_is_the_first(trusting: Any, browser: Any, github: Any, code: str) -> None:
    sign_in.make_first_code(trusting())
    github.add("mallory", 1, **MEMBER)
    tab = browser()
    assert tab.send("POST", "/api/v1/sign-in/first", {"code": code}).status_code in {400, 401}
    tab.client.set_cookie(COOKIE + "-first", code or "x", domain="127.0.0.1")
    tab.sign_in()
    assert tab.me().json["role"] == "read_only"


@pytest.mark.row("AU-11")
def test_a_session_planted_before_is_dropped_by_signing_in(browser: Any, github: Any) -> None:
    github.add("mallory", 666, **MEMBER)
    attacker = browser()
    attacker.sign_in()
    planted = attacker.cookie()
    victim = browser()
    victim.client.set_cookie(COOKIE, planted, domain="127.0.0.1")
    github.add("octocat", 1, **MEMBER)
    victim.sign_in("octocat")
    assert victim.cookie() != planted
    assert victim.me().json["login"] == "octocat"
    copy = browser()
    copy.client.set_cookie(COOKIE, planted, domain="127.0.0.1")
    assert nobody(copy)
    assert nobody(attacker)


@pytest.mark.row("AU-12", "A1-38", "A1-37")
def test_githubs_token_is_nowhere_in_the_clear(
    trusting: Any, browser: Any, github: Any, db: Any, caplog: Any
) -> None:
    caplog.set_level(logging.DEBUG)
    github.add("octocat", 1, **MEMBER)
    tab = browser()
    back = tab.agree(tab.leave())
    answers = [tab.get(back), tab.me(), tab.get("/api/v1/sessions")]
    before = repr([list(db[name].find()) for name in db.list_collection_names()])
    db.users.update_many({}, {"$set": {"recheck_at": users.now()}})
    recheck.look(trusting())
    github.fail("/api", "500")
    answers.append(browser().sign_in())
    stored = repr([list(db[name].find()) for name in db.list_collection_names()])
    ours = "\n".join(r.getMessage() for r in caplog.records if r.name.startswith("modelbase"))
    told = repr([(a.headers, a.data) for a in answers])
    secrets = [*github.tokens, CLIENT_SECRET, query_of(back)["code"], tab.cookie()]
    secrets += [call.body["code_verifier"] for call in github.calls if "code_verifier" in call.body]
    assert len(secrets) >= 5
    for secret in secrets:
        assert secret not in before + stored
        assert secret not in ours
        assert secret not in told.replace(tab.cookie(), "") or secret == tab.cookie()


@pytest.mark.row("AU-12", "A1-11")
def test_githubs_token_goes_to_the_configured_github_only(browser: Any, github: Any) -> None:
    github.add("octocat", 1, **MEMBER)
    for path in ("/api/v3/user", "/api/v3/user/memberships", "/login/oauth/access_token"):
        github.modes = {path: "elsewhere"}
        browser().sign_in()
    assert [call for call in github.calls if call.path == "/caught"] == []
    assert httpx.get(f"{github.url}/caught").status_code == 401, "the trap itself works"
