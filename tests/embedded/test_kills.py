"""Kill -9 at random moments during writes: nothing that was acknowledged is lost, and the next start works."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
import pytest
from botocore.exceptions import BotoCoreError, ClientError
from pymongo.errors import PyMongoError

from modelbase.server.hosting import embedded

SIZE = 300_000
Kill = Callable[[Any], None]


def body(number: int) -> bytes:
    return number.to_bytes(4, "big") * (SIZE // 4)


def kill_parent(writer: Any) -> None:
    writer.process.kill()


def kill_all(writer: Any) -> None:
    for pid in [writer.process.pid, *writer.children()]:
        with suppress(ProcessLookupError):  # the children also end by themselves once their parent is gone
            os.kill(pid, signal.SIGKILL)


@pytest.mark.parametrize("kill", [kill_parent, kill_all])
def test_acknowledged_writes_survive_the_death_of_the_server(
    kill: Kill, writer: Any, until: Any, tmp_path: Path, mongo: Any, s3: Any
) -> None:
    process = writer()
    enough = random.randint(5, 40)
    until(lambda: min(len(process.acknowledged(kind)) for kind in ("document", "object")) >= enough)
    children = process.children()
    kill(process)
    process.kill()
    documents, objects = process.acknowledged("document"), process.acknowledged("object")
    assert min(len(documents), len(objects)) >= enough
    with embedded.start(tmp_path, lambda _: None) as services:
        until(lambda: not [pid for pid in children if psutil.pid_exists(pid)])
        with mongo(services) as client:
            kept = {row["number"] for row in client.chaos.rows.find()}
        assert set(documents) <= kept
        store = s3(services)
        for number in objects:
            assert store.get_object(Bucket=services.s3_bucket, Key=f"chaos/{number}")["Body"].read() == body(
                number
            )


def test_the_children_of_a_killed_server_end_by_themselves(writer: Any, until: Any) -> None:
    process = writer()
    children = until(process.children)
    assert all(psutil.pid_exists(pid) for pid in children)
    process.kill()
    until(lambda: not [pid for pid in children if psutil.pid_exists(pid)])


class Hand:
    """Writes numbered things until told to stop, and notes those that were acknowledged."""

    def __init__(self, write: Callable[[int], Any], stop: threading.Event) -> None:
        self.acknowledged: list[int] = []
        self._write, self._stop = write, stop
        self.thread = threading.Thread(target=self._run)

    def _run(self) -> None:
        number = 0
        while not self._stop.wait(0.005):
            number += 1
            try:
                self._write(number)
            except (PyMongoError, BotoCoreError, ClientError):
                continue
            self.acknowledged.append(number)


def test_acknowledged_writes_survive_the_death_of_each_child_under_supervision(
    tmp_path: Path, until: Any, mongo: Any, s3: Any
) -> None:
    stop = threading.Event()
    said: list[str] = []
    with embedded.start(tmp_path, lambda _: None) as services, mongo(services) as client:
        store, rows = s3(services), client.chaos.rows
        bucket = {"Bucket": services.s3_bucket}
        hands = [
            Hand(lambda n: rows.insert_one({"_id": n}), stop),
            Hand(lambda n: store.put_object(**bucket, Key=f"chaos/{n}", Body=body(n)), stop),
        ]
        threads = [threading.Thread(target=services.supervise, args=(stop, said.append))]
        threads += [hand.thread for hand in hands]
        for thread in threads:
            thread.start()
        try:
            for child, hand in zip(services.processes, hands, strict=True):
                kill_at_work(child, hand, said, until)
        finally:
            stop.set()
            for thread in threads:
                thread.join()
        assert set(hands[0].acknowledged) <= {row["_id"] for row in rows.find()}
        for number in hands[1].acknowledged:
            assert store.get_object(**bucket, Key=f"chaos/{number}")["Body"].read() == body(number)


def kill_at_work(child: Any, hand: Hand, said: list[str], until: Any) -> None:
    until(lambda: len(hand.acknowledged) > 10)
    psutil.Process(child.pid).kill()
    until(lambda: f"{child.title} runs again" in said)
    before = len(hand.acknowledged)
    until(lambda: len(hand.acknowledged) > before + 10)


def test_a_first_start_may_be_cut_short_anywhere(writer: Any, tmp_path: Path, mongo: Any, s3: Any) -> None:
    for share in range(4):
        process = writer()
        moment = time.monotonic() + 0.3 + 0.6 * share + random.random() * 0.3
        while time.monotonic() < moment and process.process.poll() is None:
            time.sleep(0.01)
        for child in psutil.Process(process.process.pid).children():
            with suppress(psutil.NoSuchProcess):  # some live for a moment only
                child.kill()
        process.kill()
    with embedded.start(tmp_path, lambda _: None) as services:
        with mongo(services) as client:
            client.t.rows.insert_one({"_id": 1})
            assert client.t.rows.find_one() == {"_id": 1}
        store = s3(services)
        store.put_object(Bucket=services.s3_bucket, Key="a", Body=b"a")
        assert store.get_object(Bucket=services.s3_bucket, Key="a")["Body"].read() == b"a"
