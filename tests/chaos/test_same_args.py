"""Many clients push the same args at once, over real connections: one model, one ID, no fault, in every round.

Rounds: 5 by default, MODELBASE_TEST_ROUNDS for more (500 was the acceptance run).
"""

from __future__ import annotations

import os
import threading
import unicodedata
from collections import Counter
from typing import Any

import httpx
import pytest

from tests.conftest import Server

CLIENTS = 64
ROUNDS = int(os.environ.get("MODELBASE_TEST_ROUNDS", "5"))


def forms(number: int) -> list[dict[str, Any]]:
    """Return one recipe in forms that must have one identity: key order, 1 and 1.0, NFC and NFD, also further down."""
    key, value = "café", "é"
    split_key, split_value = (unicodedata.normalize("NFD", text) for text in (key, value))
    plain = {
        "dataset": "same",
        "arch": "args",
        "round": number,
        "lr": 1,
        key: value,
        "data": {"size": 2, "mean": [0, 1]},
    }
    other = {
        "data": {"mean": [0.0, 1.0], "size": 2.0},
        split_key: split_value,
        "lr": 1.0,
        "round": float(number),
        "arch": "args",
        "dataset": "same",
    }
    return [plain, other, dict(reversed(plain.items())), plain | {"lr": 1.0, "data": other["data"]}]


@pytest.fixture(scope="module")
def tokens(own_server: Server) -> list[str]:
    """A token for each client: what one token may ask in a second is limited."""
    headers = {"Authorization": f"Bearer {own_server.token}"}
    with httpx.Client(base_url=own_server.url, headers=headers, timeout=60) as client:
        body = {"scopes": ["read", "write"]}
        made = [client.post("/api/v1/tokens", json=body | {"name": f"c{n}"}).json() for n in range(CLIENTS)]
    return [each["token"] for each in made]


def test_the_same_args_at_once_make_one_model(own_server: Server, tokens: list[str]) -> None:
    headers = {"Authorization": f"Bearer {own_server.token}"}
    barrier = threading.Barrier(CLIENTS)
    seen: list[list[tuple[int, str]]] = [[] for _ in range(ROUNDS)]
    faults: list[BaseException] = []

    def one(number: int) -> None:
        try:
            mine = {"Authorization": f"Bearer {tokens[number]}"}
            with httpx.Client(base_url=own_server.url, headers=mine, timeout=60) as client:
                for at in range(ROUNDS):
                    body = {"args": forms(at)[number % 4]}
                    barrier.wait(timeout=120)
                    answer = client.post("/api/v1/models", json=body)
                    seen[at].append((answer.status_code, answer.json().get("id", answer.text)))
        except BaseException as fault:  # noqa: BLE001 - told by the main thread
            faults.append(fault)
            barrier.abort()

    threads = [threading.Thread(target=one, args=(number,)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults, faults[:3]
    for answers in seen:
        assert len({model_id for _, model_id in answers}) == 1, Counter(answers)
        assert Counter(status for status, _ in answers) == {201: 1, 200: CLIENTS - 1}
    with httpx.Client(base_url=own_server.url, headers=headers, timeout=60) as client:
        query = {"where": 'name = "same/args"', "limit": "1", "total": "true"}
        assert client.get("/api/v1/models", params=query).json()["total"] == ROUNDS
        told = client.get("/api/v1/keys").json()
    exact_catalogue(told)


def exact_catalogue(told: dict[str, Any]) -> None:
    """Check that each key is told for each model once. Args are kept as they came first: there are two ways to é."""
    assert (told["models"], told["looked_at"]) == (ROUNDS, ROUNDS)
    rows = {row["key"]: row for row in told["rows"]}
    split = unicodedata.normalize("NFD", "args.café")
    wanted = {"args.dataset", "args.arch", "args.round", "args.lr", "args.data.size", "args.data.mean"}
    assert wanted < set(rows) <= wanted | {"args.data.mean.0", "args.data.mean.1", "args.café", split}
    assert {rows[key]["models"] for key in wanted} == {ROUNDS}
    assert sum(rows[key]["models"] for key in ("args.café", split) if key in rows) == ROUNDS
    assert (rows["args.lr"]["types"], rows["args.lr"]["distinct"]) == ({"number": ROUNDS}, 1)
    assert (rows["args.round"]["low"], rows["args.round"]["high"]) == (0, ROUNDS - 1)
    assert not rows["args.round"]["distinct_exact"] or rows["args.round"]["distinct"] == ROUNDS
