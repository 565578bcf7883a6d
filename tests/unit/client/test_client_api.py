"""The JSON API from the client's side: where the token goes, what is repeated, what an odd answer becomes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

import modelbase
from modelbase import errors
from modelbase.client import api as api_module
from modelbase.client.api import Api, Store, body_with_args, path_of
from modelbase.client.config import Server


@pytest.fixture
def api(odd: Any) -> Iterator[Api]:
    made = Api(Server(odd.url, "mb_secret", "test"))
    yield made
    made.close()


def failure(code: str, text: str = "m", **details: Any) -> bytes:
    body = {"error": {"code": code, "message": text, "details": details, "request_id": "r1"}}
    return json.dumps(body).encode()


def test_call_sends_token_and_version_and_returns_json(api, odd, reply):
    odd.answer = lambda _: reply(200, b'{"a": 1}')
    assert api.call("GET", "me") == {"a": 1}
    asked = odd.asked[0]
    assert asked.path == "/api/v1/me"
    assert asked.headers["authorization"] == "Bearer mb_secret"
    assert asked.headers["user-agent"].startswith("modelbase/")
    assert asked.headers["modelbase-client"] == modelbase.__version__


def test_call_follows_no_redirect_with_the_token(api, odd, reply):
    odd.answer = lambda _: reply(302, headers={"Location": f"{odd.url}/elsewhere"})
    with pytest.raises(errors.Unavailable, match="the token does not go along"):
        api.call("GET", "me")
    assert [asked.path for asked in odd.asked] == ["/api/v1/me"]


def test_location_is_not_followed(api, odd, reply):
    odd.answer = lambda _: reply(302, headers={"Location": f"{odd.url}/signed"})
    assert api.location("models/a/b:cafe/checkpoints/last/files/x") == f"{odd.url}/signed"
    assert len(odd.asked) == 1


def test_presigned_requests_carry_no_token(odd, reply):
    odd.answer = lambda _: reply(200)
    store = Store()
    store.put(f"{odd.url}/signed", {"X-Amz": "1"}, 3, iter([b"abc"]))
    store.close()
    asked = odd.asked[0]
    assert "authorization" not in asked.headers
    assert (asked.headers["x-amz"], asked.headers["content-length"], asked.body) == ("1", "3", b"abc")


def test_a_url_with_a_line_break_is_refused(odd):
    store = Store()
    with pytest.raises(api_module.Interrupted, match="cannot be reached"):
        store.put(f"{odd.url}/a\r\nX-Evil: 1", {}, 0, iter([]))
    store.close()
    assert odd.asked == []


def test_an_error_of_the_server_keeps_code_details_and_request_id(api, odd, reply):
    odd.answer = lambda _: reply(409, failure("id_ambiguous", "two fit", candidates=["a", "b"], message="x"))
    with pytest.raises(errors.Conflict, match="two fit") as caught:
        api.call("GET", "models/a/b:cafe")
    assert caught.value.code == "id_ambiguous"
    assert caught.value.details == {"candidates": ["a", "b"]}
    assert caught.value.request_id == "r1"


def test_an_error_code_of_a_newer_server_is_still_an_error(api, odd, reply):
    odd.answer = lambda _: reply(418, failure("teapot", "I am one"))
    with pytest.raises(errors.ModelbaseError, match="I am one"):
        api.call("GET", "me")


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_a_busy_server_is_asked_again(api, odd, reply, status):
    odd.answer = lambda _: reply(200, b"{}") if len(odd.asked) > 2 else reply(status, b"<html>busy</html>")
    assert api.call("POST", "lookup", {}) == {}
    assert len(odd.asked) == 3


def test_retry_after_is_honoured(api, odd, reply, monkeypatch):
    slept = []
    # Of tenacity alone: other threads of this process sleep too.
    monkeypatch.setattr("tenacity.nap.time", SimpleNamespace(sleep=slept.append))
    busy = reply(429, failure("too_many"), {"Retry-After": "7"})
    odd.answer = lambda _: reply(200, b"{}") if len(odd.asked) > 1 else busy
    api.call("GET", "me")
    assert slept == [7.0]


def test_a_server_that_stays_busy_is_an_error_in_the_end(api, odd, reply):
    odd.answer = lambda _: reply(503, failure("database_unavailable", "MongoDB is away"))
    with pytest.raises(errors.Unavailable, match="MongoDB is away") as caught:
        api.call("GET", "me")
    assert caught.value.code == "database_unavailable"
    assert len(odd.asked) == api_module.ATTEMPTS


def test_a_dropped_connection_is_made_again(api, odd, reply):
    odd.answer = lambda _: reply(200, b'{"a": 1}', cut=2 if len(odd.asked) == 1 else None)
    assert api.call("GET", "me") == {"a": 1}


@pytest.mark.parametrize("status", [200, 404, 500])
def test_an_answer_of_something_else_says_so(api, odd, reply, status):
    odd.answer = lambda _: reply(status, b"<html>hello</html>")
    with pytest.raises(errors.Unavailable, match="is no Modelbase server"):
        api.call("GET", "me")


def test_nobody_there_is_said_after_few_tries():
    silent = Api(Server("http://127.0.0.1:9", None, "test"))
    with pytest.raises(errors.Unavailable, match="cannot reach"):
        silent.call("GET", "me")
    silent.close()


def test_plain_http_behind_https_is_explained(odd):
    wrong = Api(Server(odd.url.replace("http:", "https:"), None, "test"))
    with pytest.raises(errors.Unavailable, match="no safe connection"):
        wrong.call("GET", "me")
    wrong.close()


def test_rows_walks_all_pages(api, odd, reply):
    def answer(asked):
        last = "after=c1" in asked.path
        return reply(200, json.dumps({"rows": [2] if last else [1], "next": None if last else "c1"}).encode())

    odd.answer = answer
    assert list(api.rows("models", {"where": "a = 1"})) == [1, 2]
    assert all("where=a" in asked.path for asked in odd.asked)


def test_args_stand_in_the_body_as_they_were_given():
    assert body_with_args('{"lr": 1e-3}', {"dataset": None}) == '{"args": {"lr": 1e-3}}'
    assert json.loads(body_with_args('{"lr": 1e-3}', {"title": "é"})) == {"args": {"lr": 0.001}, "title": "é"}


def test_path_of_keeps_an_id_and_quotes_the_rest():
    assert path_of("a/b:cafe", "checkpoints", "last 1?#") == "models/a/b:cafe/checkpoints/last%201%3F%23"
