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

from tests.conftest import Server

CLIENTS = 64
ROUNDS = int(os.environ.get("MODELBASE_TEST_ROUNDS", "5"))


def forms(number: int) -> list[dict[str, Any]]:
    """Return one recipe in forms that must have one identity: key order, 1 and 1.0, NFC and NFD."""
    name = unicodedata.normalize("NFD", "café")
    plain = {"dataset": "same", "arch": "args", "round": number, "lr": 1, "café": "é"}
    return [
        plain,
        {
            name: unicodedata.normalize("NFD", "é"),
            "lr": 1.0,
            "round": float(number),
            "arch": "args",
            "dataset": "same",
        },
    ]


def test_the_same_args_at_once_make_one_model(own_server: Server) -> None:
    headers = {"Authorization": f"Bearer {own_server.token}"}
    barrier = threading.Barrier(CLIENTS)
    seen: list[list[tuple[int, str]]] = [[] for _ in range(ROUNDS)]
    faults: list[BaseException] = []

    def one(number: int) -> None:
        try:
            with httpx.Client(base_url=own_server.url, headers=headers, timeout=60) as client:
                for at in range(ROUNDS):
                    body = {"args": forms(at)[number % 2]}
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
        keys = client.get("/api/v1/keys").json()["rows"]
        assert {row["key"]: row["models"] for row in keys}["args.lr"] == ROUNDS
