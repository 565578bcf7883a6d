"""Starting and stopping the embedded services, on real processes."""

from __future__ import annotations

import os
import shutil
import socket
import stat
import threading
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psutil
import pytest

from modelbase.errors import Conflict, Invalid, Unavailable
from modelbase.server.hosting import embedded
from modelbase.server.hosting.embedded import binaries
from modelbase.server.hosting.embedded.children import Child
from modelbase.server.hosting.embedded.directory import Directory


def test_started_services_take_documents_transactions_and_objects(
    running: embedded.Services, mongo: Any, s3: Any
) -> None:
    with mongo(running) as client:
        client.t.rows.insert_one({"a.b": 1, "$c": 2})
        with client.start_session() as session, session.start_transaction():
            client.t.rows.insert_one({"in": "transaction"}, session=session)
        assert client.t.rows.count_documents({}) == 2
    s3(running).put_object(Bucket=running.s3_bucket, Key="a", Body=b"bytes")
    assert s3(running).get_object(Bucket=running.s3_bucket, Key="a")["Body"].read() == b"bytes"


def test_progress_names_what_starts_and_stop_ends_it(tmp_path: Path) -> None:
    said: list[str] = []
    services = embedded.start(tmp_path, said.append, store=False)
    pids = [child.pid for child in services.processes]
    assert said[0] == "Starting MongoDB ..."
    assert services.s3_endpoint == ""
    services.stop()
    services.stop()
    assert not any(psutil.pid_exists(pid) for pid in pids if pid)
    assert '"exitCode":0' in (tmp_path / "services/logs/mongod.log").read_text()


def test_what_was_written_is_there_after_a_restart(tmp_path: Path, mongo: Any, s3: Any) -> None:
    with embedded.start(tmp_path, lambda _: None) as services:
        first = services.mongo_uri, services.s3_endpoint, services.s3_secret_key
        assert "Contents" not in s3(services).list_objects_v2(Bucket=services.s3_bucket)
        with mongo(services) as client:
            client.t.rows.insert_one({"_id": 1})
        s3(services).put_object(Bucket=services.s3_bucket, Key="kept", Body=b"x" * 100_000)
    with embedded.start(tmp_path, lambda _: None) as services:
        assert (services.mongo_uri, services.s3_endpoint, services.s3_secret_key) == first
        with mongo(services) as client:
            assert client.t.rows.count_documents({}) == 1
        assert len(s3(services).get_object(Bucket=services.s3_bucket, Key="kept")["Body"].read()) == 100_000


def test_ports_taken_by_somebody_else_are_changed_and_the_data_stays(
    tmp_path: Path, mongo: Any, s3: Any
) -> None:
    with embedded.start(tmp_path, lambda _: None) as services:
        with mongo(services) as client:
            client.t.rows.insert_one({"_id": 1})
        s3(services).put_object(Bucket=services.s3_bucket, Key="kept", Body=b"kept")
        before = services.mongo_uri, services.s3_endpoint
        ports = Directory(tmp_path).read_json("ports.json")
    with (
        socket.create_server(("127.0.0.1", ports["mongod"])),
        socket.create_server(("127.0.0.1", ports["weed_s3"])),
        embedded.start(tmp_path, lambda _: None) as services,
    ):
        assert services.mongo_uri != before[0]
        assert services.s3_endpoint != before[1]
        with mongo(services) as client:
            assert client.t.rows.count_documents({}) == 1
            client.t.rows.insert_one({"_id": 2})
        assert s3(services).get_object(Bucket=services.s3_bucket, Key="kept")["Body"].read() == b"kept"


def test_a_second_server_on_the_same_data_is_refused_by_naming_the_first(running: embedded.Services) -> None:
    with pytest.raises(Conflict, match=f"process {os.getpid()}"):
        embedded.start(running.directory.path.parent, lambda _: None)
    assert all(child.pid for child in running.processes)


def test_what_a_killed_server_left_running_is_ended_first(tmp_path: Path, mongo: Any) -> None:
    left = embedded.start(tmp_path, lambda _: None)
    pids = [child.pid for child in left.processes]
    left.directory.unlock()  # as when the server is killed on a system that does not end its children
    said: list[str] = []
    with embedded.start(tmp_path, said.append) as services:
        assert ["that a killed server left running" in line for line in said[:2]] == [True, True]
        assert set(pids).isdisjoint(child.pid for child in services.processes)
        assert all(child.process and child.process.poll() is not None for child in left.processes)
        with mongo(services) as client:
            client.t.rows.insert_one({})


def break_database(data_dir: Path) -> Path:
    folder = data_dir / "services/mongod/data"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name in ("WiredTiger.wt", "WiredTiger.turtle", "WiredTiger"):
        (folder / name).write_bytes(b"")
    return folder


def test_a_first_database_that_was_left_half_made_is_begun_anew(tmp_path: Path, mongo: Any) -> None:
    folder = break_database(tmp_path)
    with embedded.start(tmp_path, lambda _: None, store=False) as services, mongo(services) as client:
        client.t.rows.insert_one({"_id": 1})
        assert client.t.rows.find_one() == {"_id": 1}
    assert (folder / "WiredTiger").read_bytes(), "the half-made files were replaced"


def test_a_database_that_was_in_use_is_never_begun_anew(tmp_path: Path) -> None:
    folder = break_database(tmp_path)
    (folder.parent / "complete").touch()
    with pytest.raises(Unavailable, match=r"(?s)MongoDB ended while starting.*mongod\.log ends with:"):
        embedded.start(tmp_path, lambda _: None, store=False)
    assert (folder / "WiredTiger").exists()
    again = Directory(tmp_path)
    again.lock()  # the failed start gave it back
    again.unlock()


def test_children_have_a_session_of_their_own(running: embedded.Services) -> None:
    sessions = {os.getsid(child.pid or 0) for child in running.processes}
    assert os.getsid(0) not in sessions
    assert len(sessions) == 2


def test_secrets_are_random_and_for_this_user_alone(running: embedded.Services, tmp_path: Path) -> None:
    folder = running.directory.path
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    for name in ("credentials.json", "mongod/key", "weed/s3.json", "weed/security.toml", "weed/tls.key"):
        assert stat.S_IMODE((folder / name).stat().st_mode) == 0o600, name
    assert Directory(tmp_path).secrets() != running.directory.secrets()
    for child in running.processes:
        arguments = " ".join(psutil.Process(child.pid).cmdline())
        assert not any(secret in arguments for secret in running.directory.secrets().values())


def test_lost_secrets_are_made_anew_and_the_data_stays(tmp_path: Path, mongo: Any) -> None:
    with embedded.start(tmp_path, lambda _: None, store=False) as services, mongo(services) as client:
        client.t.rows.insert_one({})
    (tmp_path / "services/credentials.json").unlink()
    with embedded.start(tmp_path, lambda _: None, store=False) as services, mongo(services) as client:
        assert client.t.rows.count_documents({}) == 1


def test_the_server_cannot_administer_the_embedded_mongodb(running: embedded.Services, mongo: Any) -> None:
    from pymongo.errors import OperationFailure

    with mongo(running) as client, pytest.raises(OperationFailure, match="not authorized"):
        client.admin.command("createUser", "x", pwd="x", roles=["root"])


def test_a_stranger_cannot_make_the_first_user(running: embedded.Services, mongo: Any) -> None:
    with mongo(running) as client:
        set_at_start = client.admin.command("getCmdLineOpts")["parsed"]["setParameter"]
    assert set_at_start["enableLocalhostAuthBypass"] == "false"


def test_a_child_that_ends_while_starting_is_told_with_its_last_words(tmp_path: Path) -> None:
    log = tmp_path / "x.log"
    child = Child("x", "X", ["/bin/sh", "-c", "echo the last words; exit 3"], "no marker", tmp_path, log)
    child.spawn()
    with pytest.raises(Unavailable, match=r"(?s)X ended while starting.*x\.log ends with:.*the last words"):
        child.wait_ready(lambda: False, lambda _: None)


def test_a_child_that_never_gets_ready_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    moments = (0.4 * each for each in range(10_000))
    clock = SimpleNamespace(monotonic=lambda: next(moments), sleep=lambda _: None)
    child = Child("x", "X", ["/bin/sleep", "60"], "no marker", tmp_path, tmp_path / "x.log")
    child.spawn()
    with monkeypatch.context() as patch:
        patch.setattr("modelbase.server.hosting.embedded.children.time", clock)
        with pytest.raises(Unavailable, match="not ready after 1 s"):
            child.wait_ready(lambda: False, said.append, limit=1.3)
    child.stop(1)
    assert said == ["Starting X ... 1 s"]


def test_a_long_log_is_moved_aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("modelbase.server.hosting.embedded.children.LOG_LIMIT", 100)
    log = tmp_path / "x.log"
    child = Child("x", "X", ["/bin/sh", "-c", "seq 100; read never"], "no marker", tmp_path, log)
    child.spawn()
    assert child.process
    child.process.wait()
    child.trim_log()
    assert log.read_text() == ""
    assert "99\n100\n" in (tmp_path / "x.log.1").read_text()


def test_a_dead_child_is_reported_and_started_again(tmp_path: Path, mongo: Any, until: Any) -> None:
    said: list[str] = []
    stop = threading.Event()
    with embedded.start(tmp_path, lambda _: None, store=False) as services:
        keeper = threading.Thread(target=services.supervise, args=(stop, said.append))
        keeper.start()
        old = services.processes[0].pid
        psutil.Process(old).kill()
        until(lambda: "MongoDB runs again" in said)
        assert "MongoDB ended; it is started again" in said[0]
        assert "mongod.log ends with:" in said[0]
        assert services.processes[0].pid not in (None, old)
        with mongo(services) as client:
            client.t.rows.insert_one({})
        stop.set()
        keeper.join()


def test_a_mongod_without_run_bit_is_copied_if_its_folder_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "mongod"
    shutil.copyfile("/bin/true", program)
    program.chmod(0o644)

    real = Path.chmod

    def refuse(path: Path, mode: int) -> None:
        if path == program:
            raise PermissionError
        real(path, mode)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "chmod", refuse)
        copy = binaries.runnable(program, tmp_path / "bin")
    assert copy == tmp_path / "bin/mongod"
    assert os.access(copy, os.X_OK)
    assert binaries.runnable(program, tmp_path / "bin") == program
    assert os.access(program, os.X_OK)


def test_a_missing_library_is_told_as_the_package_to_install() -> None:
    said = "mongod: error while loading shared libraries: libcurl.so.4: cannot open shared object file"
    assert binaries.missing_library(said) == "libcurl.so.4 is missing: apt-get install libcurl4"
    assert binaries.missing_library("all well") is None


def test_without_any_mongod_the_ways_out_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(binaries.shutil, "which", lambda _: None)
    monkeypatch.setattr(binaries, "wheel_mongod", lambda: None)
    with pytest.raises(Invalid, match="MODELBASE_MONGO_URI"):
        binaries.find_mongod(tmp_path)
