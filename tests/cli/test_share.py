"""share, users, events: opening a model to people outside, people, and the audit log."""

from __future__ import annotations

import json
import urllib.error
import urllib.request

import pytest


def read(server, model, secret):
    asked = urllib.request.Request(
        f"{server.url}/api/v1/models/{model}", headers={"X-Modelbase-Share": secret}
    )
    with urllib.request.urlopen(asked, timeout=30) as found:
        return json.load(found)


def test_a_link_is_printed_once_works_and_is_revoked(run, pushed, server):
    made = run("share", pushed, "--link", "--expires", "7d", "--only", "card")
    assert made.code == 0, made.err
    address, _, secret = made.out.strip().rpartition("/")
    assert address == f"{server.url}/s"
    assert "card" in made.err
    shown = read(server, pushed, secret)
    assert (shown["title"], shown["sees"]) == ("First", ["card"])
    assert "args" not in shown
    listed = run("share", pushed, "--json").json
    assert [row["kind"] for row in listed] == ["link"]
    assert secret not in run("share", pushed).out
    assert run("share", pushed, "--revoke", listed[0]["id"]).code == 0
    assert run("share", pushed).out == ""
    with pytest.raises(urllib.error.HTTPError, match="401"):
        read(server, pushed, secret)
    assert run("share", pushed, "--revoke", "octocat").code == 3


def test_public_private_and_with_a_login(run, pushed):
    assert run("share", pushed, "--public", "--only", "args").code == 0
    made = run("share", pushed, "--with", "octocat")
    assert "from their first sign-in on" in made.err
    assert [row["kind"] for row in run("share", pushed, "--json").json] == ["public", "login"]
    assert run("share", pushed, "--private").code == 0
    assert run("share", pushed, "--revoke", "octocat").code == 0
    assert run("share", pushed, "--json").json == []


@pytest.mark.parametrize(
    "words",
    [
        ("--public", "--link"),
        ("--expires", "7d"),
        ("--link", "--expires", "soon"),
        ("--only", "all", "--link"),
    ],
)
def test_what_does_not_go_together_is_wrong_usage(run, pushed, words):
    assert run("share", pushed, *words).code == 2


def test_the_last_admin_stays_and_people_are_listed(run):
    rows = run("users", "ls", "--json").json
    assert [row["role"] for row in rows] == ["admin"]
    login = rows[0]["login"]
    for words in (("role", login, "guest"), ("disable", login), ("rm", login)):
        done = run("users", *words)
        assert done.code == 1
        assert "last Admin" in done.err
    assert run("users", "role", "nobody", "guest").code == 3


def test_events_say_who_did_what(run, pushed):
    run("share", pushed, "--public")
    rows = run("events", "--target", pushed, "--json").json
    assert [row["action"] for row in rows] == ["share.create"]
    line = run("events", "--target", pushed, "--action", "share").out.strip().split("\t")
    assert line[2:4] == ["share.create", f"model={pushed} share=public"]
    assert run("events", "--since", "2100-01-01T00:00:00Z").out == ""
    assert run("events", "--since", "yesterday").code in {1, 2}
