"""What the server says of itself without sign-in, and what it knows of the client that asks."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest

from modelbase import installed
from modelbase.server import logs, ready
from modelbase.server.api import context, process

BASE = "http://127.0.0.1:5050"


@pytest.mark.parametrize("path", ["", "/"])
def test_version_and_capabilities_are_told_without_sign_in(client: Any, path: str) -> None:
    answer = client.get(f"/api/v1{path}", base_url=BASE)
    assert answer.status_code == 200
    assert answer.json["version"] == installed.version()
    assert answer.json["capabilities"] == list(process.CAPABILITIES)
    assert "client_version" in answer.json["capabilities"]


@pytest.mark.parametrize(
    ("given", "known"),
    [
        ("0.2.0", "0.2.0"),
        ("1.0rc1+cu12", "1.0rc1+cu12"),
        (None, None),
        ("", None),
        ("a b", None),
        ("9" * 65, None),
    ],
)
def test_rules_learn_the_version_of_the_client_or_none(
    app: Any, given: str | None, known: str | None
) -> None:
    seen: list[str | None] = []
    app.view_functions["process.about"] = lambda: seen.append(context.client_version()) or {}
    headers = {} if given is None else {"Modelbase-Client": given}
    assert app.test_client().get("/api/v1/", headers=headers, base_url=BASE).status_code == 200
    assert seen == [known]


def test_a_fault_is_logged_with_the_client_and_the_request(
    client: Any, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: Any) -> Any:
        raise ZeroDivisionError

    monkeypatch.setattr(ready.Readiness, "state", fail)
    with caplog.at_level(logging.ERROR, logger="modelbase.api"):
        answer = client.get("/readyz", headers={"Modelbase-Client": "0.2.0", "X-Request-Id": "abcdefgh"})
    assert answer.status_code == 500
    line = json.loads(logs.JsonLine().format(caplog.records[-1]))
    assert (line["client"], line["request_id"]) == ("0.2.0", "abcdefgh")
