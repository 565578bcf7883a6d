"""The embedded S3 store: one SeaweedFS process (`weed server`) with master, volumes, filer and S3 gateway.

Only the S3 port serves others, and only signed requests. All other ports require a client certificate that is made at
each start. Objects are written and read by modelbase/server/bucket; here is only how the store is run.
"""

from __future__ import annotations

import datetime
import ipaddress
import json
import os
import shutil
import signal
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import boto3
import psutil
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from modelbase.server.hosting.embedded.binaries import find_weed
from modelbase.server.hosting.embedded.children import Child
from modelbase.server.hosting.embedded.directory import Directory

BUCKET = "modelbase"
REGION = "us-east-1"
GRACE = 2.0
VOLUME_MB = 4096  # one data file; a smaller one leaves less to rewrite when deleted space is reclaimed
MIN_FREE_GIB = 1  # below this the store only reads and deletes, so that MongoDB can still write
LANCE = (4, 44)  # since when it has this port; an older one, as on a Mac, does not know the option
_PARTS = ("master", "volume", "filer", "s3")
_PORTS = [f"weed_{part}{kind}" for part in _PARTS for kind in ("", "_grpc")]
# The default scripts would erasure-code full volumes and abort uploads after a day. Modelbase does its own.
_MASTER_TOML = """
[master.maintenance]
scripts = \"\"\"
  lock
  fs.log.purge -daysAgo=7
  volume.deleteEmpty -quietFor=24h -apply
  unlock
\"\"\"
sleep_minutes = 60
[master.volume_growth]
copy_1 = 3
"""


class Weed:
    """The SeaweedFS of one data directory."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory
        self._secrets = directory.secrets()
        self._binary = find_weed()
        self.folder = directory.path / "weed"
        self.ports = directory.ports(_PORTS)
        self.child = self._child()

    @property
    def endpoint(self) -> str:
        """The address of the S3 gateway."""
        return f"http://127.0.0.1:{self.ports['weed_s3']}"

    @property
    def access_key(self) -> str:
        """The access key of the server's own identity."""
        return self._secrets["s3_access_key"]

    @property
    def secret_key(self) -> str:
        """The secret key of the server's own identity."""
        return self._secrets["s3_secret_key"]

    def renew_ports(self) -> None:
        """Choose other ports, because another program has one of these."""
        self.ports = self._directory.ports(_PORTS, renew=True)
        self.child = self._child()

    def spawn(self, progress: Callable[[str], None]) -> None:  # noqa: ARG002
        """Start it."""
        self.child.spawn()

    def wait_ready(self, progress: Callable[[str], None]) -> None:
        """Wait until the bucket is there and takes an object (if the disk has room for one)."""
        self.child.wait_ready(self._answers, progress)
        if not self._has_room():
            progress(f"Less than {2 * MIN_FREE_GIB} GiB are free: the store may take no new objects")

    def stop(self) -> None:
        """Tell it to stop, end it once it has closed a port, and put what it wrote on the disk.

        `weed server` cannot end by itself: its filer waits for the volume server that stopped before it.
        An acknowledged object is in its files by then, as after a kill.
        """
        ports = [self.ports["weed_volume"], self.ports["weed_filer"]]
        self.child.stop(GRACE, gone=lambda: not all(map(_listens, ports)))
        self._sync()
        for part in _PARTS:
            Path(f"/tmp/seaweedfs-{part}-grpc-{self.ports[f'weed_{part}_grpc']}.sock").unlink(missing_ok=True)  # noqa: S108

    def _child(self) -> Child:
        data = self._directory.folder("weed/data")
        self._write_config()
        command = [str(self._binary.path), "-logtostderr=true", "server", f"-dir={data}"]
        command += [f"-{name}={value}" for name, value in self._options().items()]
        memory = min(1024, max(256, psutil.virtual_memory().total // (8 << 20)))
        return Child(
            "weed",
            "SeaweedFS",
            command,
            marker=f"-dir={data}",
            folder=self.folder,
            log=self._directory.folder("logs") / "weed.log",
            error_code="store_unavailable",
            environment={"GOMEMLIMIT": f"{memory}MiB"},
            death_signal=signal.SIGKILL,
        )

    def _options(self) -> dict[str, str]:
        options = {
            "ip": "127.0.0.1",
            "ip.bind": "127.0.0.1",
            "master.peers": "none",
            "master.telemetry": "false",
            "master.volumeSizeLimitMB": str(VOLUME_MB),
            "volume.max": "5000",
            "volume.minFreeSpace": f"{MIN_FREE_GIB}GiB",
            "volume.preStopSeconds": "0",
            "disableHttp": "true",
            "filer.disableDirListing": "true",
            "filer.exposeDirectoryData": "false",
            "filer.localSocket": "filer.sock",  # relative: a data directory can be too long for a socket
            "s3": "true",
            "s3.config": str(self.folder / "s3.json"),
            "s3.iam": "false",
            "s3.allowedOrigins": "http://127.0.0.1",  # not any site; the bucket's own CORS rules say which
            "s3.autoCreateBucket": "false",
            "s3.port.iceberg": "0",
            "s3.localSocket": "s3.sock",
        }
        if self._binary.number >= LANCE:
            options["s3.port.lance"] = "0"
        for part in _PARTS:
            options[f"{part}.port"] = str(self.ports[f"weed_{part}"])
            options[f"{part}.port.grpc"] = str(self.ports[f"weed_{part}_grpc"])
        return options

    def _write_config(self) -> None:
        identity = {
            "name": "modelbase",
            "credentials": [{"accessKey": self.access_key, "secretKey": self.secret_key}],
            "actions": ["Admin", "Read", "Write", "List", "Tagging"],
        }
        self._directory.write("weed/s3.json", json.dumps({"identities": [identity]}))
        self._directory.write("weed/filer.toml", '[leveldb2]\nenabled = true\ndir = "./filer"\n')
        self._directory.write("weed/master.toml", _MASTER_TOML)
        self._directory.write("weed/security.toml", self._security())
        _write_certificate(self._directory, "weed/tls")

    def _security(self) -> str:
        keys = {
            "jwt.signing": "jwt_volume_write",
            "jwt.signing.read": "jwt_volume_read",
            "jwt.filer_signing": "jwt_filer_write",
            "jwt.filer_signing.read": "jwt_filer_read",
        }
        text = "".join(f'[{name}]\nkey = "{self._secrets[secret]}"\n' for name, secret in keys.items())
        pair = 'cert = "tls.crt"\nkey = "tls.key"\n'
        text += '[grpc]\nca = "tls.crt"\n'
        text += "".join(f"[grpc.{part}]\n{pair}" for part in (*_PARTS, "client"))
        text += "".join(f'[https.{part}]\n{pair}ca = "tls.crt"\n' for part in ("master", "volume", "filer"))
        return text + f'[https.client]\nenabled = true\n{pair}ca = "tls.crt"\n'

    def _answers(self) -> bool:
        s3 = self._client()
        try:
            _make_bucket(s3)
            if self._has_room():
                s3.put_object(Bucket=BUCKET, Key=".ready", Body=b"ready")
                s3.delete_object(Bucket=BUCKET, Key=".ready")
        except (BotoCoreError, ClientError):
            return False
        return True

    def _has_room(self) -> bool:
        return shutil.disk_usage(self.folder).free > 2 * MIN_FREE_GIB << 30

    def _client(self) -> Any:
        return boto3.client(
            "s3",
            endpoint_url=self.endpoint,
            aws_access_key_id=self.access_key,
            aws_secret_access_key=self.secret_key,
            region_name=REGION,
            config=Config(
                connect_timeout=1,
                read_timeout=10,
                retries={"max_attempts": 0},
                s3={"addressing_style": "path"},
            ),
        )

    def _sync(self) -> None:
        for path in self.folder.rglob("*"):
            if path.is_file():
                handle = os.open(path, os.O_RDONLY)
                try:
                    os.fsync(handle)
                finally:
                    os.close(handle)


def _write_certificate(directory: Directory, name: str) -> None:
    """Write `<name>.crt` and `<name>.key`, by which the parts of the store know each other on 127.0.0.1.

    It is self-signed and made at each start, so it never expires and no authority has to be kept.
    """
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "modelbase")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))  # a clock may be set back
        .not_valid_after(now + datetime.timedelta(days=3650))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    directory.write(f"{name}.key", private.decode())
    directory.write(f"{name}.crt", certificate.public_bytes(pem).decode())


def _make_bucket(s3: Any) -> None:
    try:
        s3.head_bucket(Bucket=BUCKET)
    except ClientError as error:
        if error.response["ResponseMetadata"]["HTTPStatusCode"] != 404:
            raise
        s3.create_bucket(Bucket=BUCKET)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
