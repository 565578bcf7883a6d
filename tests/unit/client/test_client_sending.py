"""The parts of an upload on their way to a store that misbehaves."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from modelbase.client.api import Api, Store
from modelbase.client.config import Server
from modelbase.client.transfer.meter import Meter
from modelbase.client.transfer.sending import Urls, pieces, send
from modelbase.client.transfer.sources import Hashed, Source, hash_file
from modelbase.errors import Invalid, Unavailable

CONTENT = random.Random(5).randbytes(1_000_000)
PART = 300_000


@pytest.fixture
def hashed(tmp_path: Path) -> Hashed:
    file = tmp_path / "model.bin"
    file.write_bytes(CONTENT)
    return hash_file(Source("model.bin", file), Meter("hash", 0, 1, None))


@pytest.fixture
def upload(hashed: Hashed) -> dict[str, Any]:
    return {
        "blobs": [
            {
                "sha256": hashed.sha256,
                "size": len(CONTENT),
                "part_size": PART,
                "parts": 4,
                "missing": [1, 2, 3, 4],
            }
        ]
    }


class Push:
    """A sender against the odd server, which is API and store at once; keeps what arrived."""

    def __init__(self, odd: Any, upload: dict[str, Any], hashed: Hashed, lifetime: float = 3600) -> None:
        self.odd, self.lifetime, self.arrived = odd, lifetime, {}
        self.api = Api(Server(odd.url, "mb_secret", "test"))
        self.todo = pieces(upload, [hashed])
        self.meter = Meter("send", len(CONTENT), 1, None)
        self.store = Store()
        self.urls = Urls(self.api, "models/a/b:cafe/checkpoints/c1", [piece.part for piece in self.todo])

    def reply_with_urls(self, asked: Any, reply: Any) -> Any:
        wanted = json.loads(asked.body)["parts"]
        until = (datetime.now(UTC) + timedelta(seconds=self.lifetime)).isoformat()
        urls = [
            one | {"url": f"{self.odd.url}/put/{one['part']}", "headers": {}, "size": 1} for one in wanted
        ]
        return reply(200, json.dumps({"urls": urls, "urls_expire_at": until}).encode())

    def take(self, asked: Any, reply: Any) -> Any:
        self.arrived[int(asked.path.rpartition("/")[2])] = asked.body
        return reply(200)

    def send(self) -> None:
        send(self.store, self.urls, self.meter, self.todo, 3)

    def whole(self) -> bytes:
        return b"".join(self.arrived[part] for part in sorted(self.arrived))


@pytest.fixture
def push(odd: Any, upload: dict[str, Any], hashed: Hashed, reply: Any) -> Iterator[Push]:
    made = Push(odd, upload, hashed)
    odd.answer = lambda asked: (
        made.take(asked, reply) if asked.method == "PUT" else made.reply_with_urls(asked, reply)
    )
    yield made
    made.api.close()
    made.store.close()


def puts(push: Push) -> list[Any]:
    return [asked for asked in push.odd.asked if asked.method == "PUT"]


def test_all_parts_arrive_as_they_are(push):
    push.send()
    assert push.whole() == CONTENT
    assert [len(push.arrived[part]) for part in (1, 2, 3, 4)] == [PART, PART, PART, 100_000]
    assert push.meter.done == len(CONTENT)


def test_only_missing_parts_are_sent(push, upload, hashed):
    upload["blobs"][0]["missing"] = [3]
    push.todo = pieces(upload, [hashed])
    push.send()
    assert push.whole() == CONTENT[2 * PART : 3 * PART]


def test_the_store_never_sees_the_token(push):
    push.send()
    assert all("authorization" not in asked.headers for asked in puts(push))


def test_a_refused_part_is_sent_again(push, reply):
    odd, right = push.odd, push.odd.answer
    odd.answer = lambda asked: reply(500) if asked.method == "PUT" and len(puts(push)) < 4 else right(asked)
    push.send()
    assert push.whole() == CONTENT
    assert push.meter.done == len(CONTENT)


def test_a_fresh_url_is_asked_for_when_one_has_expired(push, reply):
    odd, right, refused = push.odd, push.odd.answer, []

    def answer(asked):
        if asked.method == "PUT" and asked.path not in refused:
            refused.append(asked.path)
            return reply(403, b"<Error><Code>AccessDenied</Code></Error>")
        return right(asked)

    odd.answer = answer
    push.send()
    assert push.whole() == CONTENT
    assert len([asked for asked in odd.asked if asked.method == "POST"]) == 5


def test_urls_are_asked_for_in_one_go(push):
    push.send()
    assert len([asked for asked in push.odd.asked if asked.method == "POST"]) == 1


def test_urls_about_to_expire_are_not_used(push):
    push.lifetime = 0
    push.urls.add({"urls": [], "urls_expire_at": "2020-01-01T00:00:00Z"}, {})
    push.send()
    assert push.whole() == CONTENT


def test_a_store_that_refuses_for_good_is_an_error(push, reply):
    right = push.odd.answer
    push.odd.answer = lambda asked: (
        reply(403, b"<Error><Code>Nope</Code></Error>") if asked.method == "PUT" else right(asked)
    )
    with pytest.raises(Unavailable, match="Nope") as caught:
        push.send()
    assert caught.value.code == "store_unavailable"


def test_a_file_that_changes_on_the_way_stops_the_push(push, hashed):
    with hashed.file.open("r+b") as file:
        file.seek(999_999)
        file.write(bytes([CONTENT[-1] ^ 1]))
    with pytest.raises(Invalid) as caught:
        push.send()
    assert caught.value.code == "file_changed"
    assert len(push.arrived.get(4, b"")) < 100_000  # never whole
