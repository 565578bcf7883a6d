"""What the doctor and `check_mongo` say, on real services and on made-up troubles."""

from __future__ import annotations

import shutil
import socket
from collections import namedtuple
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pymongo import MongoClient

from modelbase.errors import Invalid
from modelbase.server.hosting import doctor, embedded
from modelbase.server.hosting.embedded import advice, binaries
from modelbase.server.hosting.embedded.children import Child
from modelbase.server.hosting.embedded.directory import free_ports


@dataclass
class Subject:
    data_dir: Path
    mongo_uri: str = ""
    s3_endpoint: str = ""
    port: int = 5050


def found(subject: Subject, name: str) -> doctor.Check:
    return next(check for check in doctor.check(subject) if check.name == name)


def test_a_machine_that_can_run_modelbase_passes(tmp_path: Path) -> None:
    checks = doctor.check(Subject(tmp_path, port=free_ports(1, set())[0]))
    assert [check for check in checks if check.state == "fail"] == []
    assert {"platform", "python", "mongod", "weed", "disk", "memory", "port"} <= {
        check.name for check in checks
    }


def test_running_services_answer_with_the_same_clock(running: embedded.Services) -> None:
    subject = Subject(running.directory.path.parent, running.mongo_uri, running.s3_endpoint)
    states = {check.name: check.state for check in doctor.check(subject)}
    for name in ("MongoDB clock", "S3 store", "S3 store clock", "data directory", "services"):
        assert states[name] == "ok"


def test_a_missing_mongod_is_a_failure_with_a_way_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor.shutil, "which", lambda _: None)
    monkeypatch.setattr(doctor, "wheel_mongod", lambda: None)
    check = found(Subject(tmp_path), "mongod")
    assert check.state == "fail"
    assert "MODELBASE_MONGO_URI" in check.fix


def test_a_platform_without_a_wheel_is_told_plainly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(binaries.sys, "platform", "darwin")
    assert binaries.no_mongod().endswith(
        "install MongoDB >= 6 and put mongod on PATH, or set MODELBASE_MONGO_URI"
    )


def test_a_missing_library_is_a_failure_that_names_the_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "mongod"
    program.write_text(
        "#!/bin/sh\necho 'mongod: error while loading shared libraries: libcurl.so.4: cannot open' >&2\nexit 127\n"
    )
    program.chmod(0o755)
    monkeypatch.setattr(binaries.shutil, "which", lambda _: str(program))
    check = found(Subject(tmp_path), "mongod")
    assert (check.state, check.fix) == ("fail", "apt-get install libcurl4")


def test_a_full_disk_and_a_taken_port_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10, 10, 0))
    with socket.create_server(("127.0.0.1", 0)) as server:
        subject = Subject(tmp_path, port=server.getsockname()[1])
        assert found(subject, "disk").state == "fail"
        assert found(subject, "port").state == "warn"


def test_secrets_that_others_can_read_are_a_failure(tmp_path: Path) -> None:
    folder = tmp_path / "services"
    folder.mkdir(mode=0o700)
    secret = folder / "credentials.json"
    secret.write_text("{}")
    secret.chmod(0o644)
    assert found(Subject(tmp_path), "data directory").fix == f"chmod go= {secret}"
    secret.chmod(0o600)
    assert found(Subject(tmp_path), "data directory").state == "ok"


def test_addresses_that_do_not_answer_are_failures(tmp_path: Path) -> None:
    port = free_ports(1, set())[0]
    subject = Subject(tmp_path, f"mongodb://127.0.0.1:{port}", f"http://127.0.0.1:{port}")
    states = {check.name: check.state for check in doctor.check(subject)}
    assert (states["MongoDB"], states["S3 store"]) == ("fail", "fail")


def test_a_clock_that_is_off_is_a_failure() -> None:
    assert doctor._clock("S3 store", 3600).state == "fail"
    assert doctor._clock("S3 store", -1).state == "ok"


@pytest.mark.parametrize(
    ("version", "zlib", "words"),
    [
        ((6, 0, 27), True, []),
        ((7, 0, 28), True, []),
        ((8, 2, 3), True, []),
        ((8, 3, 0), True, []),
        ((9, 0, 0), True, []),
        ((6, 0, 5), False, ["use 6.0.27"]),
        ((8, 2, 2), True, ["use 8.2.3", "zlib compression is on"]),
        ((7, 1, 0), False, ["gets no repairs"]),
    ],
)
def test_versions_with_known_holes_are_warned_of(
    version: tuple[int, ...], zlib: bool, words: list[str]
) -> None:
    warnings = advice.version_warnings(version, zlib)
    assert len(warnings) == len(words)
    assert all(word in warning for word, warning in zip(words, warnings, strict=True))


def test_a_stand_alone_mongod_is_refused(tmp_path: Path) -> None:
    mongod = binaries.find_mongod(tmp_path / "bin").path
    port = free_ports(1, set())[0]
    command = [
        str(mongod),
        "--dbpath",
        str(tmp_path),
        "--port",
        str(port),
        "--bind_ip",
        "127.0.0.1",
        "--nounixsocket",
    ]
    child = Child("mongod", "MongoDB", command, str(tmp_path), tmp_path, tmp_path / "log")
    child.spawn()
    try:
        with (
            MongoClient[dict[str, Any]]("127.0.0.1", port, directConnection=True) as client,
            pytest.raises(Invalid, match="no replica set"),
        ):
            embedded.check_mongo(client)
    finally:
        child.stop(10)


def test_the_embedded_mongod_is_only_warned_of(running: embedded.Services, mongo: Any) -> None:
    with mongo(running) as client:
        assert not any("zlib" in warning for warning in embedded.check_mongo(client))
