"""What another user of the same machine gets from every port that the embedded services listen on: nothing."""

from __future__ import annotations

import stat
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest
from pymongo import MongoClient
from pymongo.errors import OperationFailure

from modelbase.server.hosting import embedded
from modelbase.server.hosting.embedded.binaries import find_weed
from modelbase.server.hosting.embedded.weed import BUCKET

PATHS = [
    "/",
    "/status",
    "/metrics",
    "/ui/index.html",
    "/dir/assign",
    "/dir/status",
    "/1,01637037d6",
    "/debug/pprof/",
]
PATHS += [
    f"/{BUCKET}",
    f"/{BUCKET}/secret",
    f"/buckets/{BUCKET}/secret",
    "/?Action=ListUsers&Version=2010-05-08",
]
METHODS = ["GET", "HEAD", "PUT", "POST", "DELETE", "OPTIONS"]
SECRET = b"what strangers must not read"
# MongoDB answers these before anybody has signed in, as drivers need them; none tells of data.
OPEN_COMMANDS = {
    "hello",
    "isMaster",
    "ismaster",
    "ping",
    "buildInfo",
    "buildinfo",
    "whatsmyuri",
    "connectionStatus",
}
OPEN_COMMANDS |= {
    "_isSelf",
    "listCommands",
    "getnonce",
    "logout",
    "isdbgrid",
    "endSessions",
    "abortTransaction",
}
SIGN_IN_COMMANDS = {"authenticate", "saslStart", "saslContinue"}
MALFORMED = {"getLastError", "waitForFailPoint"}  # refused as they stand, before being looked at
UNAUTHORIZED = 13


@pytest.fixture(scope="module")
def services(running: embedded.Services) -> embedded.Services:
    import boto3

    store = boto3.client(
        "s3",
        endpoint_url=running.s3_endpoint,
        aws_access_key_id=running.s3_access_key,
        aws_secret_access_key=running.s3_secret_key,
        region_name=running.s3_region,
    )
    store.put_object(Bucket=BUCKET, Key="secret", Body=SECRET)
    return running


def listening(services: embedded.Services, name: str) -> list[Any]:
    pid = next(child.pid for child in services.processes if child.name == name)
    return [each for each in psutil.Process(pid).net_connections("tcp") if each.status == psutil.CONN_LISTEN]


def ports(services: embedded.Services, name: str) -> Iterator[int]:
    return (each.laddr.port for each in listening(services, name))


def test_everything_listens_on_loopback_only(services: embedded.Services) -> None:
    found = listening(services, "mongod") + listening(services, "weed")
    assert {each.laddr.ip for each in found} == {"127.0.0.1"}
    assert len(found) == 9


def test_unsigned_http_gets_nothing_from_any_port(services: embedded.Services) -> None:
    answers = {}
    with httpx.Client(timeout=5) as client:
        for port in ports(services, "weed"):
            for method in METHODS:
                for path in PATHS:
                    answer = ask(client, method, f"http://127.0.0.1:{port}{path}")
                    assert SECRET not in answer.content
                    if answer.is_success and (answer.content or method in ("PUT", "POST", "DELETE")):
                        answers[f"{method} {port}{path}"] = answer
    assert answers == {}


def test_https_without_the_certificate_gets_nothing(services: embedded.Services) -> None:
    with httpx.Client(verify=False, timeout=5) as client:
        for port in ports(services, "weed"):
            with pytest.raises(httpx.TransportError):
                client.get(f"https://127.0.0.1:{port}/status")


def test_grpc_without_the_certificate_gets_nothing(services: embedded.Services, tmp_path: Path) -> None:
    """SeaweedFS's own shell is the client: the owner's lists the bucket, a stranger's does not."""
    asked = "fs.ls /buckets\n"
    part = next(part for part in services.parts if hasattr(part, "ports"))
    numbers = {name.removeprefix("weed_"): port for name, port in part.ports.items()}
    command = [
        str(find_weed().path),
        "shell",
        f"-master=127.0.0.1:{numbers['master']}.{numbers['master_grpc']}",
        f"-filer=127.0.0.1:{numbers['filer']}.{numbers['filer_grpc']}",
    ]

    def said(folder: Path, seconds: float) -> str:
        environment = {"HOME": str(folder)}
        process = subprocess.Popen(
            command, cwd=folder, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        try:
            return process.communicate(asked, timeout=seconds)[0]
        except subprocess.TimeoutExpired:  # it goes on trying to connect
            process.kill()
            return process.communicate()[0]

    began = time.monotonic()
    assert BUCKET in said(part.folder, 120)
    # Long enough to be let in on this machine as it is now.
    assert BUCKET not in said(tmp_path, 5 + 2 * (time.monotonic() - began))


def test_mongodb_tells_strangers_nothing(services: embedded.Services) -> None:
    (port,) = ports(services, "mongod")
    answered = set()
    with MongoClient[dict[str, Any]]("127.0.0.1", port, directConnection=True) as client:
        for command in client.admin.command("listCommands")["commands"]:
            try:
                client.admin.command(command)
            except OperationFailure as error:
                if error.code != UNAUTHORIZED and "requires authentication" not in str(error):
                    answered.add(command)
            else:
                answered.add(command)
    assert answered - OPEN_COMMANDS - SIGN_IN_COMMANDS - MALFORMED == set()


def test_mongodb_offers_no_zlib(services: embedded.Services) -> None:
    (port,) = ports(services, "mongod")
    with MongoClient[dict[str, Any]]("127.0.0.1", port, directConnection=True) as client:
        assert client.admin.command("hello", compression=["zlib", "snappy"])["compression"] == ["snappy"]


def test_unix_sockets_are_for_this_user_alone(services: embedded.Services) -> None:
    for child in services.processes:
        for each in psutil.Process(child.pid).net_connections("unix"):
            if each.laddr:
                path = child.folder / each.laddr  # SeaweedFS has some in its folder, some in /tmp
                assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path


def test_the_owner_gets_in_so_the_closed_doors_are_no_accident(services: embedded.Services, s3: Any) -> None:
    assert s3(services).get_object(Bucket=BUCKET, Key="secret")["Body"].read() == SECRET


def ask(client: httpx.Client, method: str, url: str) -> httpx.Response:
    """Return the answer; a connection that is cut or speaks no HTTP is an empty refusal."""
    try:
        return client.request(method, url, content=b"x" if method in ("PUT", "POST") else None)
    except httpx.TransportError:
        return httpx.Response(400)


def test_browsers_of_other_origins_are_refused_and_the_bucket_rules_decide(
    services: embedded.Services, s3: Any
) -> None:
    store = s3(services)
    url = store.generate_presigned_url("put_object", Params={"Bucket": BUCKET, "Key": "from-a-browser"})

    def preflight(origin: str) -> httpx.Response:
        return httpx.options(url, headers={"Origin": origin, "Access-Control-Request-Method": "PUT"})

    ours = "http://127.0.0.1:5050"
    assert preflight(ours).status_code == 403
    rule = {
        "AllowedOrigins": [ours],
        "AllowedMethods": ["GET", "PUT"],
        "AllowedHeaders": ["*"],
        "ExposeHeaders": ["ETag"],
    }
    store.put_bucket_cors(Bucket=BUCKET, CORSConfiguration={"CORSRules": [rule]})
    assert preflight(ours).headers["access-control-allow-origin"] == ours
    assert preflight(ours).headers["access-control-expose-headers"] == "ETag"
    assert preflight("http://evil.example").status_code == 403
    store.delete_bucket_cors(Bucket=BUCKET)
