"""`modelbase login` by a browser and by a typed code, against a real server that trusts a fake GitHub; logout."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from modelbase.client import sign_in
from modelbase.client.api import Api
from modelbase.client.config import Server
from modelbase.errors import SignInRequired

BARE = {"MODELBASE_URL": None, "MODELBASE_TOKEN": None}
ACME = {"acme": "active"}
# What stands for a browser: signs in through GitHub, tries to smuggle wrong answers, says yes, brings the code.
BROWSER = """#!{python}
import html, re, sys
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
import httpx
file, url = Path(urlsplit(sys.argv[1]).path), "{url}"  # only this user's processes may see where it leads
assert file.stat().st_mode & 0o777 == 0o600
page = html.unescape(re.search('href="([^"]+)"', file.read_text())[1])
tab = httpx.Client(base_url=url, follow_redirects=True, headers={{"Origin": url}})
tab.get("/auth/start")
asked = {{name: values[0] for name, values in parse_qs(urlsplit(page).query).items()}}
yes = tab.post("/api/v1/cli-grants", json=asked | {{"port": int(asked["port"])}})
target = yes.json()["url"]
plain = httpx.Client()
for wrong in (target.replace("state=", "state=x"), target.replace("/?", "/other?"), target.partition("?")[0]):
    assert plain.get(wrong).status_code == 404
assert plain.get(target, headers={{"Host": "evil.test"}}).status_code == 404
assert "signed in" in plain.get(target).text
"""


def browser_at(folder: Path, url: str) -> str:
    file = folder / "browser"
    file.write_text(BROWSER.format(python=sys.executable, url=url))
    file.chmod(0o755)
    return str(file)


def saved(run: Any) -> Any:
    file = run.folder.parent / "home" / ".config" / "modelbase" / "config.json"
    return json.loads(file.read_text())["servers"] if file.exists() else {}


def person(team_server: Any, login: str, number: int, **more: Any) -> httpx.Client:
    """Return the browser of a person who is signed in."""
    team_server.fake.add(login, number, **more)
    tab = team_server.browser()
    tab.get("/auth/start")
    assert tab.get("/api/v1/me").json()["login"] == login
    return tab


def proof_and_api(team_server: Any) -> tuple[sign_in.Proof, Api]:
    return sign_in.Proof(), Api(Server(team_server.url, None, "test"))


def exchanged(team_server: Any, body: dict[str, str]) -> httpx.Response:
    return httpx.post(f"{team_server.url}/api/v1/cli-grants/exchange", json=body)


def test_login_by_browser_gives_a_named_token_that_logout_ends(run: Any, team_server: Any) -> None:
    team_server.fake.add("octocat", 1, orgs=ACME, teams=["acme/core"])
    opener = browser_at(run.folder, team_server.url)
    done = run("login", team_server.url, "--browser", **BARE, BROWSER=opener)
    assert done.code == 0, done.err
    assert "signed in to" in done.err
    assert "as octocat (admin)" in done.err
    token = saved(run)[team_server.url]["token"]
    assert token not in done.err + done.out
    me = run("whoami", "--json", **BARE).json
    assert me["token"]["scopes"] == ["read", "write"]
    assert me["token"]["name"].startswith("modelbase on ")
    assert me["token"]["expires_at"] is not None
    assert run("logout", **BARE).code == 0
    deadline = time.monotonic() + 60
    while run("whoami", "--server", team_server.url, "--token", token, **BARE).code != 4:
        assert time.monotonic() < deadline, "revoking bites soon on every worker"


def test_login_on_a_terminal_opens_the_browser_by_itself(run: Any, team_server: Any) -> None:
    team_server.fake.add("octocat", 1, orgs=ACME)
    opener = browser_at(run.folder, team_server.url)
    run.environ = {n: v for n, v in run.environ.items() if n not in {"MODELBASE_URL", "MODELBASE_TOKEN"}}
    done = run.on_terminal("login", team_server.url, BROWSER=opener)
    assert done.code == 0, done.out
    assert "Say yes in the browser" in done.out


def test_login_by_a_typed_code(run: Any, team_server: Any) -> None:
    tab = person(team_server, "reader", 2, orgs=ACME)
    environ = {n: v for n, v in run.environ.items() if n not in {"MODELBASE_URL", "MODELBASE_TOKEN"}}
    command = [sys.executable, "-m", "modelbase", "login", team_server.url, "--no-browser"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, env=environ, cwd=run.folder, text=True)
    assert process.stderr
    code = ""
    while not code:
        line = process.stderr.readline()
        assert line, "the command ended without a code"
        code = (re.search(r"\b([B-Z]{4}-[B-Z]{4})\b", line) or ["", ""])[1]
    shown = tab.get(f"/api/v1/cli-grants/codes/{code.lower().replace('-', ' ')}").json()
    assert shown["name"].startswith("modelbase on ")
    assert shown["address"] == "127.0.0.1"
    assert tab.post(f"/api/v1/cli-grants/codes/{code}", json={"allow": True}).status_code == 204
    _, told = process.communicate(timeout=60)
    assert process.returncode == 0, told
    assert "as reader (read_only)" in told
    assert run("whoami", "--json", **BARE).json["token"]["scopes"] == ["read"], "no more than the role"
    again = tab.post(f"/api/v1/cli-grants/codes/{code}", json={"allow": True})
    assert again.status_code == 404


def test_a_no_in_the_browser_ends_the_waiting(team_server: Any) -> None:
    tab = person(team_server, "reader", 2, orgs=ACME)
    proof, api = proof_and_api(team_server)
    typed = sign_in.ask_for_code(api, proof, "a node")
    assert tab.post(f"/api/v1/cli-grants/codes/{typed.code}", json={"allow": False}).status_code == 204
    with pytest.raises(SignInRequired):
        sign_in.wait_until_typed(api, proof, typed)
    api.close()


def test_a_code_is_no_use_without_the_verifier_and_works_once(team_server: Any) -> None:
    tab = person(team_server, "octocat", 1, orgs=ACME)
    proof = sign_in.Proof()
    asked = {"challenge": proof.challenge, "port": 5555, "state": "s" * 20, "name": "laptop"}

    def granted() -> str:
        url = tab.post("/api/v1/cli-grants", json=asked).json()["url"]
        parts = urlsplit(url)
        assert (parts.hostname, parts.port) == ("127.0.0.1", 5555)
        return parse_qs(parts.query)["code"][0]

    stolen = granted()
    thief = {"grant": stolen, "verifier": sign_in.Proof().verifier}
    assert exchanged(team_server, thief).json()["error"]["code"] == "sign_in_code"
    assert exchanged(team_server, {"grant": stolen, "verifier": proof.verifier}).status_code == 401, "burnt"
    good = {"grant": granted(), "verifier": proof.verifier}
    assert [exchanged(team_server, good).status_code for _ in range(2)] == [201, 401]


def test_twenty_who_fetch_one_token_at_once_get_it_once(team_server: Any) -> None:
    tab = person(team_server, "octocat", 1, orgs=ACME)
    proof, api = proof_and_api(team_server)
    typed = sign_in.ask_for_code(api, proof, "a node")
    tab.post(f"/api/v1/cli-grants/codes/{typed.code}", json={"allow": True})
    body = {"grant": typed.grant, "verifier": proof.verifier}
    found: list[int] = []
    threads = [
        threading.Thread(target=lambda: found.append(exchanged(team_server, body).status_code))
        for _ in range(20)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == [201] + [401] * 19
    api.close()


def test_only_a_person_in_a_browser_says_yes(team_server: Any, run: Any) -> None:
    tab = person(team_server, "octocat", 1, orgs=ACME, teams=["acme/core"])
    made = tab.post("/api/v1/tokens", json={"name": "all", "scopes": ["read", "write", "admin"]}).json()
    api = Api(Server(team_server.url, made["token"], "test"))
    proof, stranger = proof_and_api(team_server)
    typed = sign_in.ask_for_code(stranger, proof, "a node")
    asked = {"challenge": proof.challenge, "port": 5555, "state": "s" * 20, "name": "x"}
    for method, path, body in (
        ("POST", "cli-grants", asked),
        ("GET", f"cli-grants/codes/{typed.code}", None),
        ("POST", f"cli-grants/codes/{typed.code}", {"allow": True}),
    ):
        with pytest.raises(Exception, match="only a person in a browser"):
            api.call(method, path, body)
        with pytest.raises(SignInRequired):
            stranger.call(method, path, body)
    api.close()
    stranger.close()


def test_codes_cannot_be_guessed_for_long_nor_piled_up(team_server: Any) -> None:
    tab = person(team_server, "guesser", 66, orgs=ACME)
    told = {tab.get(f"/api/v1/cli-grants/codes/BCDFGHJ{letter}").status_code for letter in "BCDFGHJKLM" * 8}
    assert told == {404, 429}
    made = [
        httpx.post(
            f"{team_server.url}/api/v1/cli-grants/codes",
            json={"challenge": sign_in.Proof().challenge, "name": "flood"},
        ).status_code
        for _ in range(25)
    ]
    assert set(made) == {201, 429}


@pytest.mark.parametrize(
    "change", [{"port": 80}, {"port": 70000}, {"state": "../x" * 5}, {"challenge": "short"}]
)
def test_a_wish_of_another_form_is_refused(team_server: Any, change: dict[str, Any]) -> None:
    tab = person(team_server, "octocat", 1, orgs=ACME)
    asked = {"challenge": sign_in.Proof().challenge, "port": 5555, "state": "s" * 20, "name": "x"}
    assert tab.post("/api/v1/cli-grants", json=asked | change).status_code == 400


def test_nobody_at_the_browser_ends_the_waiting_and_says_what_else_there_is() -> None:
    with closing(sign_in.Listener()) as listener, pytest.raises(SignInRequired, match="--no-browser"):
        listener.wait(seconds=0.2)


def test_a_no_in_the_browser_of_this_machine_ends_the_waiting_at_once() -> None:
    with closing(sign_in.Listener()) as listener, ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(listener.wait)
        address = f"http://127.0.0.1:{listener.port}/"
        stranger = httpx.get(address, params={"error": "access_denied", "state": "x" * 20})
        assert stranger.status_code == 404
        assert not waiting.done()
        told = httpx.get(address, params={"error": "access_denied", "state": listener.state})
        assert "The sign-in was refused" in told.text
        with pytest.raises(SignInRequired, match="refused in the browser"):
            waiting.result()


def test_the_link_for_the_first_admin_is_in_the_log_and_works_once(team_server: Any) -> None:
    code = re.search(r"/sign-in#first=(\S+)", team_server.log)
    assert code, team_server.log
    team_server.fake.add("boss", 4242)
    for expected, role in ((200, "admin"), (401, "admin")):
        tab = team_server.browser()
        told = tab.post("/api/v1/sign-in/first", json={"code": code[1]})
        assert told.status_code == expected
        tab.get("/auth/start")
        assert tab.get("/api/v1/me").json()["role"] == role


def test_logout_keeps_a_pasted_token_alive(run: Any, team_server: Any) -> None:
    tab = person(team_server, "octocat", 1, orgs=ACME)
    token = tab.post("/api/v1/tokens", json={"name": "ci", "scopes": ["read"]}).json()["token"]
    assert run("login", team_server.url, "--token", token, **BARE).code == 0
    assert run("logout", **BARE).code == 0
    assert run("whoami", "--server", team_server.url, "--token", token, **BARE).code == 0
