"""What a request may cost: its turn beside others, its time, its body; and that others go on meanwhile."""

from __future__ import annotations

import threading
from io import BytesIO
from time import monotonic
from typing import Any

import pytest

from modelbase import deadline
from modelbase.errors import Invalid
from modelbase.server.api import cost
from modelbase.server.table import table
from tests.conftest import Api

HEAVY = "/models?where=lr=1"


@pytest.fixture
def held(owner: Api, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A heavy request of the owner that runs until it is let go."""
    begun, go, inner = threading.Event(), threading.Event(), table.page
    monkeypatch.setattr(cost, "PATIENCE", 0.05)

    def slow(here: Any, who: Any, query: Any, limit: int | None = None) -> Any:
        if query.where == "held = 1":
            begun.set()
            go.wait(20)
        return inner(here, who, query, limit)

    monkeypatch.setattr(table, "page", slow)
    asking = threading.Thread(
        target=lambda: owner.get("/models?where=held=1".replace("held=1", "held%20%3D%201"))
    )
    asking.start()
    assert begun.wait(20)
    yield
    go.set()
    asking.join(20)


def test_a_second_heavy_request_waits_and_is_refused_and_nobody_else_is(
    app: Any, owner: Api, teammate: Api, held: Any
) -> None:
    refused = owner.get(HEAVY)
    assert (refused.status_code, refused.json["error"]["code"]) == (429, "too_many")
    assert refused.headers["Retry-After"] == "1"
    assert owner.post("/diff", {"id": ["a/b:1234", "a/b:5678"]}).status_code == 429
    for answer in (owner.get("/models"), owner.get("/models?limit=5"), teammate.get(HEAVY), owner.get("/me")):
        assert answer.status_code in {200, 400}, answer.json
    assert app.test_client().get("/healthz").status_code == 200


def test_a_turn_ends_with_its_request_however_it_ends(owner: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any, **__: Any) -> Any:
        raise RuntimeError("a fault")

    with monkeypatch.context() as patch:
        patch.setattr(table, "page", broken)
        assert [owner.get(HEAVY).status_code for _ in range(3)] == [500, 500, 500]
    assert owner.get("/models?where=%28").status_code == 400
    assert owner.get(HEAVY).status_code in {200, 400}


@pytest.mark.parametrize(
    ("method", "path", "limit"),
    [
        ("POST", "/tokens", cost.SMALL), ("POST", "/diff", cost.SMALL), ("PUT", "/policy", 2**20),
        ("POST", "/models", 4 * 2**20), ("POST", "/session", cost.SMALL), ("POST", "/shares/open", cost.SMALL),
        ("POST", "/cli-grants/codes", cost.SMALL), ("PATCH", "/users/x", cost.SMALL),
    ],
)  # fmt: skip
def test_a_body_has_a_limit_that_its_refusal_names(owner: Api, method: str, path: str, limit: int) -> None:
    answer = owner(method, path, {"name": "x" * 5 * 2**20})
    error = answer.json["error"]
    assert (answer.status_code, error["code"], error["details"]["limit"]) == (413, "too_large", limit)
    assert f"{limit:,} bytes" in error["message"]


def test_the_limit_of_a_body_holds_whatever_it_says_of_its_length(owner: Api) -> None:
    answer = owner.client.post(
        "/api/v1/tokens", base_url="http://127.0.0.1:5050", content_type="application/json",
        headers=owner.headers | {"Transfer-Encoding": "chunked"}, input_stream=BytesIO(b"x" * 2**20),
        environ_overrides={"wsgi.input_terminated": True, "CONTENT_LENGTH": ""},
    )  # fmt: skip
    assert answer.status_code == 413, answer.json


def test_no_limit_of_a_request_is_left_for_the_next() -> None:
    deadline.begin(0.0)
    with pytest.raises(Invalid, match="longer than"):
        deadline.check()
    with pytest.raises(Invalid):
        list(deadline.paced([1]))
    deadline.begin(None)
    deadline.check()
    assert deadline.left() == float("inf")
    with deadline.within(60), deadline.within(100):
        assert deadline.left() <= 60
        assert 0.9 < deadline.share_left() <= 1
    deadline.check()


def test_waiting_for_a_turn_takes_no_longer_than_patience() -> None:
    turns = cost.Turns(patience=0.1)
    turns.take("one")
    begin = monotonic()
    with pytest.raises(Exception, match="one heavy request"):
        turns.take("one")
    assert monotonic() - begin < 2
    turns.give_back("one")
    turns.take("one")
