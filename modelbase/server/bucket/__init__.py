"""The S3 bucket: keys, presigned URLs, multipart uploads. With backends.py the only user of boto3.

    staging/<upload>/<n>       small blobs being sent: valid URLs write here, nothing is served from here
    blobs/<2>/<upload>/<n>     large blobs: a multipart upload, whose URLs expire when it is completed
    blobs/<2>/<attempt>/<n>    small blobs: copied here by the commit, no URL ever pointed here for writing
    images/<2>/<image>         pictures of READMEs: written and read by the server alone, no URL ever points here

Keys are made here of nothing a client sent. Driver errors end here: `Absent` or Unavailable. No rules.
Imports settings and errors. Start reading at `Bucket` below.
"""

from __future__ import annotations

import base64
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from botocore.exceptions import BotoCoreError, ClientError
from urllib3.exceptions import HTTPError

from modelbase.errors import Unavailable

LOG = logging.getLogger(__name__)
CHUNK = 2**20
PAGE = 1000
# A part that was sent again since it was listed counts as absent: the client asks again.
ABSENT = frozenset(
    {"404", "412", "InvalidPart", "NoSuchKey", "NoSuchUpload", "NotFound", "PreconditionFailed"}
)


class Absent(Exception):
    """The store has no such object or multipart upload."""


class Stored(NamedTuple):
    """What the store says of an object or a part; `size` in bytes."""

    size: int
    etag: str


class Signed(NamedTuple):
    """A presigned PUT: the URL, and the headers that have to go with it."""

    url: str
    headers: dict[str, str]


class OpenMultipart(NamedTuple):
    """A multipart upload that was neither completed nor aborted."""

    key: str
    upload_id: str
    started_at: datetime


def staging_key(upload: str, number: int | None = None) -> str:
    """Return the key of one small blob on its way, or the prefix of all those of an upload."""
    return f"staging/{upload}/" if number is None else f"staging/{upload}/{number}"


def blob_key(maker: str, number: int | None = None) -> str:
    """Return the final key of a blob that an upload or a commit attempt makes, or the prefix of them all."""
    return f"blobs/{maker[-2:]}/{maker}/{'' if number is None else number}"


def image_key(image: str = "") -> str:
    """Return the key of a picture of a README, or the prefix of them all."""
    return f"images/{image[-2:]}/{image}" if image else "images/"


def maker_of(key: str) -> str:
    """Return which upload or commit attempt made this staging or final key."""
    return key.split("/")[-2]


@dataclass(frozen=True)
class Bucket:
    """One bucket, through a client for our own calls and one (`public`) that signs what clients call."""

    name: str
    client: Any
    public: Any

    def check(self) -> None:
        """Raise Unavailable unless the bucket answers."""
        with _translated():
            self.client.head_bucket(Bucket=self.name)

    def create(self) -> None:
        """Make the bucket if it is not there yet; several servers may do so at once."""
        with _translated():
            try:
                self.client.head_bucket(Bucket=self.name)
            except ClientError:
                try:
                    self.client.create_bucket(Bucket=self.name)
                except ClientError:  # another server has made it meanwhile, if it is ours and there now
                    self.client.head_bucket(Bucket=self.name)

    def allow_origin(self, origin: str) -> None:
        """Let pages of this origin, and of no other, send and fetch by presigned URL (CORS of the bucket)."""
        rule = {"AllowedOrigins": [origin], "AllowedMethods": ["GET", "PUT"], "AllowedHeaders": ["*"]}
        rules = {"CORSRules": [rule | {"ExposeHeaders": ["ETag"], "MaxAgeSeconds": 600}]}
        with _translated():
            self.client.put_bucket_cors(Bucket=self.name, CORSConfiguration=rules)

    def start(self, key: str) -> str:
        """Open a multipart upload to a final key and return its id."""
        with _translated():
            done = self.client.create_multipart_upload(
                Bucket=self.name, Key=key, ContentType="application/octet-stream"
            )
        return str(done["UploadId"])

    def parts(self, key: str, upload_id: str) -> list[tuple[int, Stored]]:
        """Return the parts that the store has, oldest first; raise Absent if the upload was completed or aborted.

        A part that was sent twice may be listed twice (SeaweedFS does), each with its ETag.
        """
        with _translated():
            pages = self.client.get_paginator("list_parts")
            found = [
                part
                for page in pages.paginate(Bucket=self.name, Key=key, UploadId=upload_id)
                for part in page.get("Parts", [])
            ]
        found.sort(key=lambda part: part["LastModified"])
        return [(part["PartNumber"], Stored(part["Size"], part["ETag"])) for part in found]

    def complete(self, key: str, upload_id: str, parts: dict[int, Stored]) -> None:
        """Join the parts; the caller then asks for `size`, since an answer may be lost."""
        joined = [{"PartNumber": number, "ETag": part.etag} for number, part in sorted(parts.items())]
        with _translated():
            self.client.complete_multipart_upload(
                Bucket=self.name, Key=key, UploadId=upload_id, MultipartUpload={"Parts": joined}
            )

    def abort(self, key: str, upload_id: str) -> None:
        """Abort a multipart upload; an unknown one is no error."""
        with _translated(absent_is_fine=True):
            self.client.abort_multipart_upload(Bucket=self.name, Key=key, UploadId=upload_id)

    def open_multiparts(self) -> Iterator[OpenMultipart]:
        """Yield every multipart upload that is still open."""
        with _translated():
            pages = self.client.get_paginator("list_multipart_uploads")
            for page in pages.paginate(Bucket=self.name, Prefix="blobs/"):
                for found in page.get("Uploads", []):
                    yield OpenMultipart(found["Key"], found["UploadId"], found["Initiated"])

    def objects(self, prefix: str) -> Iterator[tuple[str, Stored, datetime]]:
        """Yield key, size and ETag, and time of the objects under a prefix."""
        with _translated():
            pages = self.client.get_paginator("list_objects_v2")
            for page in pages.paginate(Bucket=self.name, Prefix=prefix):
                for found in page.get("Contents", []):
                    yield found["Key"], Stored(found["Size"], found["ETag"]), found["LastModified"]

    def size(self, key: str) -> int:
        """Return the bytes of an object, or raise Absent."""
        with _translated():
            return int(self.client.head_object(Bucket=self.name, Key=key)["ContentLength"])

    def put(self, key: str, content: bytes, kind: str) -> None:
        """Write a small object of our own."""
        with _translated():
            self.client.put_object(Bucket=self.name, Key=key, Body=content, ContentType=kind)

    def copy(self, source: str, key: str, etag: str) -> None:
        """Copy an object inside the store; raise Absent if it is gone or no longer the one of `etag`."""
        with _translated():
            self.client.copy_object(
                Bucket=self.name,
                Key=key,
                CopySource={"Bucket": self.name, "Key": source},
                CopySourceIfMatch=etag,
            )

    def delete(self, keys: Sequence[str]) -> None:
        """Delete objects; absent ones are no error."""
        for at in range(0, len(keys), PAGE):
            doomed = {"Objects": [{"Key": key} for key in keys[at : at + PAGE]], "Quiet": True}
            with _translated(absent_is_fine=True):
                done = self.client.delete_objects(Bucket=self.name, Delete=doomed)
            if done.get("Errors"):
                LOG.warning("the store kept %d of %d objects to delete", len(done["Errors"]), len(keys))
                raise _unavailable()

    def read(self, key: str) -> Iterator[bytes]:
        """Yield the bytes of an object in chunks; raise Absent if there is none."""
        with _translated():
            body = self.client.get_object(Bucket=self.name, Key=key)["Body"]
            try:
                yield from body.iter_chunks(CHUNK)
            finally:
                body.close()

    def read_range(self, key: str, start: int, stop: int) -> bytes:
        """Return the bytes of an object from `start` to before `stop`; raise Absent if there is no such object."""
        with _translated():
            found = self.client.get_object(Bucket=self.name, Key=key, Range=f"bytes={start}-{stop - 1}")
            return bytes(found["Body"].read())

    def sign_put(self, key: str, size: int, sha256: str, seconds: int) -> Signed:
        """Return a PUT for a whole small blob: length and checksum are signed, so nothing else fits."""
        checksum = base64.b64encode(bytes.fromhex(sha256)).decode()
        kind = "application/octet-stream"
        params = {"ContentLength": size, "ContentType": kind, "ChecksumSHA256": checksum}
        url = self._sign("put_object", seconds, Key=key, **params)
        return Signed(
            url, {"Content-Length": str(size), "Content-Type": kind, "x-amz-checksum-sha256": checksum}
        )

    def sign_part(self, key: str, upload_id: str, part: tuple[int, int], seconds: int) -> Signed:
        """Return a PUT for part (number, size) of a multipart upload; its length is signed."""
        number, size = part
        named = {"Key": key, "UploadId": upload_id, "PartNumber": number, "ContentLength": size}
        return Signed(self._sign("upload_part", seconds, **named), {"Content-Length": str(size)})

    def sign_get(self, key: str, disposition: str, seconds: int) -> str:
        """Return a GET whose answer is saved as a file by this Content-Disposition, never rendered."""
        return self._sign(
            "get_object",
            seconds,
            Key=key,
            ResponseContentDisposition=disposition,
            ResponseContentType="application/octet-stream",
        )

    def _sign(self, act: str, seconds: int, **params: Any) -> str:
        named = {"Bucket": self.name} | params
        return str(self.public.generate_presigned_url(act, Params=named, ExpiresIn=seconds))


def _unavailable() -> Unavailable:
    return Unavailable(
        "the S3 store does not answer just now; try again in a few seconds",
        "store_unavailable",
        retry_after=5,
    )


@contextmanager
def _translated(absent_is_fine: bool = False) -> Iterator[None]:
    """Raise Absent or Unavailable for what botocore and the connection raise inside."""
    try:
        yield
    except ClientError as error:
        code = error.response.get("Error", {}).get("Code", "")
        if code not in ABSENT:
            LOG.warning("the S3 store answered %s to %s", code, error.operation_name)
            raise _unavailable() from error
        if not absent_is_fine:
            raise Absent from error
    except (BotoCoreError, HTTPError, OSError) as error:
        LOG.warning("the S3 store: %s", type(error).__name__)
        raise _unavailable() from error
