"""Bodies of requests: half a character is refused on every JSON route, and each route takes a body of its own size."""

from __future__ import annotations

import json
from typing import Any

import pytest

from modelbase.server.api import context, cost

BASE = "http://127.0.0.1:5050"
HALVES = (b'{"%s": "\\ud800"}', b'{"%s": {"\\udfff": 1}}', b'{"%s": ["\\ud83d", {"a": "\\ud800"}]}')


def test_half_a_character_in_any_field_of_any_route_is_answered_with_400(app: Any, owner: Any) -> None:
    fields = context.bodies_of(app)
    assert len(fields) > 20
    for rule in app.url_map.iter_rules():
        names = fields.get(rule.endpoint, frozenset()) | ({"\\ud800"} if rule.endpoint in fields else set())
        method = next(iter(rule.methods - {"HEAD", "OPTIONS"}))
        path = rule.rule.replace("<model:ref>", "a/b:12345").replace("/api/v1", "", 1)
        for name in names if rule.rule.startswith("/api/v1") else ():
            for half in HALVES:
                body = half % name.encode()
                answer = owner.client.open(
                    "/api/v1" + path,
                    method=method,
                    data=body,
                    base_url=BASE,
                    headers=owner.headers,
                    content_type="application/json",
                )
                assert answer.status_code in {400, 401, 403, 404}, (method, path, body, answer.data)
                assert answer.json["error"]["code"] != "internal"


@pytest.mark.parametrize("path", ["/shares/open", "/cli-grants/codes", "/session"])
def test_a_route_without_args_takes_a_small_body_and_reads_no_args(
    client: Any, path: str, monkeypatch: Any
) -> None:
    monkeypatch.setattr("modelbase.identity.jsontext._given", lambda *_: pytest.fail("args were read"))
    for size, status in ((1_000, 400), (cost.SMALL, 413)):
        body = json.dumps({"args": {"a": [1.1e-7] * (size // 8)}})
        answer = client.post("/api/v1" + path, data=body, base_url=BASE, content_type="application/json")
        assert answer.status_code in {status, 404}, answer.data
        if answer.status_code == 413:
            assert answer.json["error"]["details"]["limit"] == cost.SMALL


def test_an_error_with_half_a_character_is_written(app: Any) -> None:
    with app.test_request_context(base_url=BASE):
        assert json.loads(context.dumps({"a": "x\ud800"})) == {"a": "x\ud800"}


ARGS = {"dataset": "cifar10", "arch": "r18", "lr": 0.1, "opt": {"lr": "${lr}"}}


def test_a_model_that_was_made_of_another_reading_is_found_by_also(owner: Any, reader: Any) -> None:
    made = owner.post("/models", {"args": ARGS}).json
    resolved = ARGS | {"opt": {"lr": 0.1}}
    assert owner.post("/lookup", {"args": resolved}).json["model"] is None
    for also in ([made["digest"]], [f"{made['name']}:{made['digest']}"], ["0" * 64, made["digest"]]):
        assert reader.post("/lookup", {"args": resolved, "also": also}).json["id"] == made["id"]
        again = owner.post("/models", {"args": resolved, "also": also})
        assert (again.status_code, again.json["id"]) == (200, made["id"])
    other = {"args": resolved, "dataset": "mnist", "also": [f"{made['name']}:{made['digest']}"]}
    assert owner.post("/lookup", other).json["id"] == made["id"]
    assert owner.post("/lookup", other | {"also": [made["digest"]]}).json["model"] is None
    own = owner.post("/models", {"args": resolved}).json
    assert own["id"] != made["id"]
    found = owner.post("/lookup", {"args": resolved, "also": [made["digest"]]}).json
    assert found["id"] == own["id"]  # its own digest comes first


@pytest.mark.parametrize("also", [["x"], ["0" * 63], [f"A/b:{'0' * 64}"], ["0" * 64] * 5, "0" * 64])
def test_a_name_that_is_no_digest_is_refused(owner: Any, also: Any) -> None:
    refused = owner.post("/lookup", {"args": ARGS, "also": also})
    assert refused.status_code == 400
