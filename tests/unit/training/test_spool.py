"""The spool: what is written is read again, and what a killed process or a full disk left is no record."""

from __future__ import annotations

import errno
import json
import random
from pathlib import Path
from typing import Any

import pytest

from modelbase.errors import ModelbaseError
from modelbase.training import spool as spool_module
from modelbase.training.spool import Journal, Lock, Spool, spools

ABOUT = {"run": "r" * 22, "digest": "d" * 64, "id": "d/a:ddddddddd", "args": "{}", "started_at": "2026-01-01"}


def points(*steps: int) -> dict[str, Any]:
    columns = {"step": list(steps), "value": [0.5] * len(steps), "time": [1] * len(steps)}
    return {"kind": "points", "count": len(steps), "series": {"loss": columns}}


@pytest.fixture
def spool(tmp_path: Path) -> Spool:
    return Spool.create(tmp_path / "root", ABOUT)


def test_records_come_back_in_order_from_any_position(spool: Spool) -> None:
    journal = Journal(spool.folder)
    given = [points(0, 1), {"kind": "save", "number": 1}, points(2), {"kind": "end", "outcome": "finished"}]
    for record in given:
        journal.write(record)
    read = list(spool.records())
    assert [record for record, _ in read] == given
    for at, (_, position) in enumerate(read):
        assert [record for record, _ in spool.records(position)] == given[at + 1 :]
    assert [record["kind"] for record, _ in spool.records(points=False)] == ["save", "end"]
    journal.close()


def test_files_of_records_follow_one_another(spool: Spool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spool_module, "ROTATE", 200)
    journal = Journal(spool.folder)
    for step in range(40):
        journal.write(points(step))
    journal.close()
    assert len(list(spool.folder.glob("points-*"))) > 3
    assert [record["series"]["loss"]["step"][0] for record, _ in spool.records()] == list(range(40))


def test_what_a_killed_process_left_half_written_is_no_record(spool: Spool) -> None:
    journal = Journal(spool.folder)
    journal.write(points(0))
    journal.write({"kind": "save", "number": 1})
    journal.close()
    path = spool.folder / "points-1"
    whole = path.read_bytes()
    ends = [0, *(position[1] for _, position in spool.records())]
    for cut in range(len(whole)):
        path.write_bytes(whole[:cut])
        kept = sum(end <= cut for end in ends) - 1
        assert len(list(spool.records())) == kept
        assert len(list(spool.records(points=False))) == (kept == 2)
    rng = random.Random(7)
    for _ in range(200):
        at = rng.randrange(len(whole))
        broken = bytearray(whole)
        broken[at] ^= 1 << rng.randrange(8)
        path.write_bytes(broken)
        assert len(list(spool.records())) <= 2  # never an error, never a record that was not written


def test_a_full_disk_raises_and_leaves_what_was_there(spool: Spool) -> None:
    journal = Journal(spool.folder)
    journal.write(points(0))
    inner = journal._file

    class Full:
        """A disk that takes five bytes more and is full then."""

        def write(self, data: memoryview) -> int:
            inner.write(data[:5])
            raise OSError(errno.ENOSPC, "No space left on device")

        def __getattr__(self, name: str) -> Any:
            return getattr(inner, name)

    journal._file = Full()  # type: ignore[assignment]
    with pytest.raises(OSError, match="No space left"):
        journal.write(points(1))
    journal._file = inner
    journal.write(points(2))
    journal.close()
    assert [record["series"]["loss"]["step"] for record, _ in spool.records()] == [[0], [2]]


def test_acknowledgements_survive_half_a_line(spool: Spool) -> None:
    spool.acknowledge(sending={"seq": 0, "from": [1, 0], "to": [1, 30]})
    spool.acknowledge(points=[1, 30], seq=0)
    spool.acknowledge(save=1, **{"as": "last"})
    with (spool.folder / "acks").open("ab") as file:
        file.write(b'{"save": 2, "a')
    acks = spool.acks()
    assert (acks.points, acks.seq, acks.saves, acks.sending) == ((1, 30), 1, {1: "last"}, None)
    spool.acknowledge(save=2, **{"as": "best"})
    assert spool.acks().saves == {1: "last", 2: "best"}


def test_only_its_owner_can_read_a_spool_and_no_token_is_in_it(spool: Spool) -> None:
    Journal(spool.folder).close()
    for path in (spool.folder.parents[1], spool.folder.parent, spool.folder, spool.files):
        assert path.stat().st_mode & 0o777 == 0o700
    for path in spool.folder.glob("*"):
        assert not path.stat().st_mode & 0o077


def test_one_process_at_a_time_has_the_lock(spool: Spool) -> None:
    one, other = Lock(spool.folder), Lock(spool.folder)
    assert one.take()
    assert not other.take()
    one.free()
    assert other.take()
    other.free()
    spool.remove()
    assert not one.take()


def test_a_spool_of_a_newer_format_is_refused_and_half_a_one_is_left_out(spool: Spool) -> None:
    path = spool.folder / "run.json"
    path.write_text(json.dumps(ABOUT | {"format": 99}))
    with pytest.raises(ModelbaseError, match="another version of modelbase"):
        Spool(spool.folder)
    path.write_text('{"format": 1, "run": ')
    with pytest.raises(ModelbaseError, match="is no spooled run"):
        Spool(spool.folder)
    assert spools(spool.folder.parents[1]) == []
    assert spools(spool.folder / "nowhere") == []
