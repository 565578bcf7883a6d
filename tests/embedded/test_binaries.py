"""What is said where mongod is missing, does not run, or is not the kind of server that Modelbase needs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pymongo import MongoClient

from modelbase.errors import Invalid
from modelbase.server import backends
from modelbase.server.deployment import Deployment
from modelbase.server.hosting.embedded import binaries
from modelbase.server.hosting.embedded.children import Child
from modelbase.server.hosting.embedded.directory import free_ports


def test_a_missing_mongod_is_refused_with_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(binaries.shutil, "which", lambda _: None)
    monkeypatch.setattr(binaries, "wheel_mongod", lambda: None)
    with pytest.raises(Invalid, match="MODELBASE_MONGO_URI"):
        binaries.find_mongod(tmp_path)


def test_a_platform_without_a_wheel_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(binaries.sys, "platform", "darwin")
    assert binaries.no_mongod().endswith(
        "install MongoDB >= 6 and put mongod on PATH, or set MODELBASE_MONGO_URI"
    )


def test_a_missing_library_is_refused_with_the_name_of_its_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "mongod"
    program.write_text(
        "#!/bin/sh\necho 'mongod: error while loading shared libraries: libcurl.so.4: cannot open' >&2\nexit 127\n"
    )
    program.chmod(0o755)
    monkeypatch.setattr(binaries.shutil, "which", lambda _: str(program))
    with pytest.raises(Invalid, match="apt-get install libcurl4"):
        binaries.find_mongod(tmp_path)


def test_a_stand_alone_mongod_is_refused(tmp_path: Path) -> None:
    mongod = binaries.find_mongod(tmp_path / "bin").path
    port = free_ports(1, set())[0]
    command = [str(mongod), "--dbpath", str(tmp_path), "--port", str(port), "--bind_ip", "127.0.0.1"]
    child = Child(
        "mongod", "MongoDB", [*command, "--nounixsocket"], str(tmp_path), tmp_path, tmp_path / "log"
    )
    child.spawn()
    try:
        with MongoClient[dict[str, Any]]("127.0.0.1", port, directConnection=True) as client:
            unused: Any = None
            with pytest.raises(Invalid, match="stand-alone"):
                backends.check(Deployment(unused, client.modelbase, unused))
    finally:
        child.stop(10)
