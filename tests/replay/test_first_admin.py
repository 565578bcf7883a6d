"""AU-10 on a real server with all its processes: twenty people sign in at once with the code for the first Admin."""

from __future__ import annotations

import re
import threading
from typing import Any

import httpx
import pytest

MEMBER = {"acme": "active"}
PEOPLE = 20


@pytest.mark.row("AU-10", "A1-18")
def test_of_twenty_who_bring_the_code_at_once_one_is_admin(team_server: Any) -> None:
    found = re.search(r"/sign-in#first=(\S+)", team_server.log)
    assert found, "a server without Admins prints the code"
    backs: list[tuple[httpx.Client, str]] = []
    for number in range(1, PEOPLE + 1):
        team_server.fake.add(f"p{number}", number, orgs=MEMBER)
        tab = team_server.browser()
        tab.follow_redirects = False
        tab.timeout = httpx.Timeout(60)
        tab.post("/api/v1/sign-in/first", json={"code": found[1]}).raise_for_status()
        away = tab.get("/auth/start").headers["Location"]
        backs.append((tab, httpx.get(away, headers={"X-Fake-User": f"p{number}"}).headers["Location"]))
    start = threading.Barrier(PEOPLE)

    def arrive(tab: httpx.Client, back: str) -> None:
        start.wait()
        while "provider_unavailable" in (answer := tab.get(back)).headers.get("Location", ""):
            back = again(tab)  # more at once than may ask GitHub: they come again
        assert answer.status_code == 303

    def again(tab: httpx.Client) -> str:
        away = tab.get("/auth/start").headers["Location"]
        login = f"p{[each for each, _ in backs].index(tab) + 1}"
        return httpx.get(away, headers={"X-Fake-User": login}).headers["Location"]

    threads = [threading.Thread(target=arrive, args=pair) for pair in backs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    roles = sorted(tab.get("/api/v1/me").json()["role"] for tab, _ in backs)
    assert roles == ["admin"] + ["read_only"] * (PEOPLE - 1)
    late = team_server.browser()
    assert late.post("/api/v1/sign-in/first", json={"code": found[1]}).status_code == 401
