"""One file on its way here, from a store that misbehaves (SECURITY-RELIABILITY I17, I18, I19)."""

from __future__ import annotations

import errno
import os
import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from modelbase import errors
from modelbase.client.api import Store
from modelbase.client.transfer import receiving
from modelbase.client.transfer.meter import Meter
from modelbase.client.transfer.receiving import Download, RemoteFile, receive, temporary_of

CONTENT = random.Random(1).randbytes(1_000_000)
DIGEST = sha256(CONTENT).hexdigest()


@pytest.fixture
def store() -> Iterator[Store]:
    made = Store()
    yield made
    made.close()


@pytest.fixture
def line(store: Store, odd: Any) -> Download:
    return Download(store, lambda _: f"{odd.url}/fresh", Meter("receive", 0, 1, None))


@pytest.fixture
def wide(line: Download) -> Iterator[Download]:
    with ThreadPoolExecutor(4) as pool:
        yield Download(line.store, line.fresh, line.meter, pool, 6)


@pytest.fixture
def wanted(odd: Any) -> RemoteFile:
    return RemoteFile("model.bin", len(CONTENT), DIGEST, f"{odd.url}/model.bin")


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "model.bin"


def assert_whole(target: Path) -> None:
    assert target.read_bytes() == CONTENT
    assert [path.name for path in target.parent.iterdir()] == [target.name]


def test_receive_brings_a_file_to_its_place(line, wanted, target, odd, ranged_reply):
    odd.answer = lambda asked: ranged_reply(CONTENT, asked)
    receive(line, wanted, target)
    assert_whole(target)
    assert line.meter.done == len(CONTENT)


def test_receive_brings_an_empty_file(line, odd, target):
    receive(line, RemoteFile("model.bin", 0, sha256(b"").hexdigest(), odd.url), target)
    assert target.read_bytes() == b""


def test_receive_sends_no_token(line, wanted, target, odd, ranged_reply):
    odd.answer = lambda asked: ranged_reply(CONTENT, asked)
    receive(line, wanted, target)
    assert all("authorization" not in asked.headers and "cookie" not in asked.headers for asked in odd.asked)


def test_receive_goes_on_where_the_connection_was_cut(line, wanted, target, odd, ranged_reply):
    places = iter(sorted(random.Random(2).sample(range(len(CONTENT)), 50)))

    def answer(asked):
        found = ranged_reply(CONTENT, asked)
        if (place := next(places, None)) is not None:
            found.cut = max(place - asked.start, 1)
        return found

    odd.answer = answer
    receive(line, wanted, target)
    assert_whole(target)
    assert len(odd.asked) == 51
    starts = [asked.start for asked in odd.asked]
    assert starts == sorted(starts)


def test_receive_takes_up_what_an_earlier_pull_left(line, wanted, target, odd, ranged_reply):
    temporary_of(target, DIGEST).write_bytes(CONTENT[:400_000])
    odd.answer = lambda asked: ranged_reply(CONTENT, asked)
    receive(line, wanted, target)
    assert_whole(target)
    assert [asked.start for asked in odd.asked] == [400_000]


def test_receive_does_not_trust_what_an_earlier_pull_left(line, wanted, target, odd, ranged_reply):
    left = bytearray(CONTENT[:400_000])
    left[1000] ^= 1
    temporary_of(target, DIGEST).write_bytes(left)
    odd.answer = lambda asked: ranged_reply(CONTENT, asked)
    receive(line, wanted, target)
    assert_whole(target)
    assert [asked.start for asked in odd.asked] == [400_000, 0]


def test_receive_begins_anew_if_too_much_was_left(line, wanted, target, odd, ranged_reply):
    temporary_of(target, DIGEST).write_bytes(CONTENT + b"more")
    odd.answer = lambda asked: ranged_reply(CONTENT, asked)
    receive(line, wanted, target)
    assert_whole(target)


def test_receive_begins_anew_if_the_store_ignores_ranges(line, wanted, target, odd, reply):
    temporary_of(target, DIGEST).write_bytes(CONTENT[:400_000])
    odd.answer = lambda asked: reply(200, CONTENT)
    receive(line, wanted, target)
    assert_whole(target)
    assert line.meter.done == len(CONTENT)


def test_receive_begins_anew_if_the_store_gives_another_range(line, wanted, target, odd, ranged_reply):
    temporary_of(target, DIGEST).write_bytes(CONTENT[:400_000])

    def answer(asked):
        found = ranged_reply(CONTENT, asked)
        if asked.start == 400_000:
            found.headers["Content-Range"] = f"bytes 399999-999998/{len(CONTENT)}"
        return found

    odd.answer = answer
    receive(line, wanted, target)
    assert_whole(target)


def test_receive_begins_anew_after_a_416(line, wanted, target, odd, reply, ranged_reply):
    temporary_of(target, DIGEST).write_bytes(CONTENT[:400_000])
    odd.answer = lambda asked: reply(416) if asked.start else ranged_reply(CONTENT, asked)
    receive(line, wanted, target)
    assert_whole(target)


def test_receive_begins_anew_if_the_etag_changes(line, wanted, target, odd, ranged_reply):
    other = bytes(len(CONTENT))

    def answer(asked):
        first = len(odd.asked) == 1
        found = ranged_reply(other if first else CONTENT, asked, ETag='"1"' if first else '"2"')
        found.cut = 300_000 if first else None
        return found

    odd.answer = answer
    receive(line, wanted, target)
    assert_whole(target)


def test_receive_asks_for_a_fresh_url_when_it_expired(line, wanted, target, odd, reply, ranged_reply):
    expired = b"<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>"
    odd.answer = lambda asked: ranged_reply(CONTENT, asked) if asked.path == "/fresh" else reply(403, expired)
    receive(line, wanted, target)
    assert_whole(target)


@pytest.mark.parametrize("harm", ["bit", "truncated", "longer", "other"])
def test_receive_refuses_corrupt_bytes(line, wanted, target, odd, reply, harm):
    bad = bytearray(CONTENT)
    if harm == "bit":
        bad[500_000] ^= 1
    body = {"truncated": bytes(bad[:-1]), "longer": bytes(bad) + b"x", "other": bytes(len(bad))}.get(
        harm, bytes(bad)
    )
    odd.answer = lambda asked: reply(200, body)
    with pytest.raises(errors.ModelbaseError) as caught:
        receive(line, wanted, target)
    assert not target.exists()
    if harm in {"bit", "other"}:
        assert caught.value.code == "corrupt"
        assert not list(target.parent.iterdir())


def test_receive_leaves_the_old_file_until_the_new_one_is_whole(line, wanted, target, odd, reply):
    target.write_bytes(b"old")
    odd.answer = lambda asked: reply(500)
    with pytest.raises(errors.Unavailable, match="the store refused"):
        receive(line, wanted, target)
    assert target.read_bytes() == b"old"


def test_receive_refuses_a_second_pull_of_the_same_file(line, wanted, target, odd, ranged_reply):
    fcntl = pytest.importorskip("fcntl")
    odd.answer = lambda asked: ranged_reply(CONTENT, asked)
    with temporary_of(target, DIGEST).open("wb") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with pytest.raises(errors.Conflict, match="another pull"):
            receive(line, wanted, target)


def test_receive_does_not_write_through_a_link(line, wanted, target, odd, ranged_reply, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    temporary_of(target, DIGEST).symlink_to(outside / "stolen")
    odd.answer = lambda asked: ranged_reply(CONTENT, asked)
    with pytest.raises(OSError, match="symbolic"):
        receive(line, wanted, target)
    assert not list(outside.iterdir())


def test_ranges_bring_a_large_file(wide, odd, target, monkeypatch, ranged_reply):
    monkeypatch.setattr(receiving, "SEGMENT", 50_000)
    odd.answer = lambda asked: ranged_reply(CONTENT, asked, ETag='"1"')
    receive(wide, RemoteFile("model.bin", len(CONTENT), DIGEST, odd.url), target)
    assert_whole(target)
    assert len(odd.asked) == 20


def test_ranges_get_over_cuts_and_expired_urls(wide, odd, target, monkeypatch, reply, ranged_reply):
    monkeypatch.setattr(receiving, "SEGMENT", 50_000)
    chance = random.Random(3)

    def answer(asked):
        found = ranged_reply(CONTENT, asked)
        if asked.path != "/fresh" and asked.start > 500_000:
            return reply(403)
        if chance.random() < 0.2:
            found.cut = 10
        return found

    odd.answer = answer
    receive(wide, RemoteFile("model.bin", len(CONTENT), DIGEST, odd.url), target)
    assert_whole(target)


def test_ranges_fall_back_to_one_stream(wide, odd, target, monkeypatch, reply):
    monkeypatch.setattr(receiving, "SEGMENT", 50_000)
    odd.answer = lambda asked: reply(200, CONTENT)
    receive(wide, RemoteFile("model.bin", len(CONTENT), DIGEST, odd.url), target)
    assert_whole(target)


def test_ranges_never_mix_two_stored_files(wide, odd, target, monkeypatch, ranged_reply):
    monkeypatch.setattr(receiving, "SEGMENT", 50_000)
    other = bytes(len(CONTENT))

    def answer(asked):
        late = len(odd.asked) > 8
        return ranged_reply(CONTENT if late else other, asked, ETag='"2"' if late else '"1"')

    odd.answer = answer
    receive(wide, RemoteFile("model.bin", len(CONTENT), DIGEST, odd.url), target)
    assert_whole(target)


@pytest.mark.parametrize("call", ["write", "fsync", "replace"])
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.EACCES])
def test_disk_trouble_leaves_no_half_file(line, wanted, target, odd, monkeypatch, ranged_reply, call, number):
    odd.answer = lambda asked: ranged_reply(CONTENT, asked)
    trouble = OSError(number, os.strerror(number))

    def fail(*_: Any, **__: Any) -> None:
        raise trouble

    if call == "fsync":
        monkeypatch.setattr(os, "fsync", fail)
    elif call == "replace":
        monkeypatch.setattr(Path, "replace", fail)
    else:
        monkeypatch.setattr(receiving._Receiving, "write", fail)
    kind = errors.Unavailable if number == errno.ENOSPC else OSError
    with pytest.raises(kind):
        receive(line, wanted, target)
    assert not target.exists()
    monkeypatch.undo()
    receive(line, wanted, target)
    assert_whole(target)
