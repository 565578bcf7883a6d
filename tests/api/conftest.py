"""What tests of transfers share: a push that does what a client does, step by step."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from modelbase.server.deployment import Deployment
from modelbase.server.worker import verify


def sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def declared(contents: Mapping[str, bytes]) -> list[dict[str, Any]]:
    return [{"path": path, "size": len(data), "sha256": sha(data)} for path, data in contents.items()]


@dataclass(frozen=True)
class Pushing:
    """Pushes as one person, the way a client does."""

    deployment: Deployment

    def model(self, api: Any, dataset: str = "imagenet", **args: Any) -> str:
        made = api.post(
            "/models", {"args": args or {"lr": 0.1}, "dataset": dataset, "architecture": "resnet50"}
        )
        assert made.status_code in {200, 201}, made.json
        return str(made.json["id"])

    def declare(self, api: Any, model: str, contents: Mapping[str, bytes], **more: Any) -> Any:
        return api.post(f"/models/{model}/checkpoints", {"files": declared(contents), **more})

    def upload(self, api: Any, model: str, contents: Mapping[str, bytes], **more: Any) -> dict[str, Any]:
        answer = self.declare(api, model, contents, **more)
        assert answer.status_code == 201, answer.json
        return dict(answer.json["upload"])

    def put(self, url: Mapping[str, Any], content: bytes) -> httpx.Response:
        return httpx.put(url["url"], content=content, headers=url["headers"])

    def send(self, upload: Mapping[str, Any], contents: Mapping[str, bytes]) -> None:
        bytes_of = {sha(data): data for data in contents.values()}
        cuts = {blob["sha256"]: blob["part_size"] for blob in upload["blobs"]}
        for url in upload["urls"]:
            start = (url["part"] - 1) * cuts[url["sha256"]]
            self.put(url, bytes_of[url["sha256"]][start : start + url["size"]]).raise_for_status()

    def commit(self, api: Any, model: str, upload_id: str) -> Any:
        return api.post(f"/models/{model}/checkpoints/{upload_id}/commit", {})

    def push(self, api: Any, model: str, contents: Mapping[str, bytes], **more: Any) -> dict[str, Any]:
        upload = self.upload(api, model, contents, **more)
        self.send(upload, contents)
        done = self.commit(api, model, upload["id"])
        assert done.status_code == 201, done.json
        return dict(done.json)

    def verified(self, api: Any, model: str, contents: Mapping[str, bytes], **more: Any) -> dict[str, Any]:
        self.push(api, model, contents, **more)
        self.verify()
        return dict(api.get(f"/models/{model}/checkpoints").json["rows"][0])

    def verify(self) -> None:
        while verify.work(self.deployment, lambda: False):
            pass
        verify.settle(self.deployment, None)

    def fetch(self, api: Any, model: str, label: str, path: str) -> bytes:
        found = api.get(f"/models/{model}/checkpoints/{label}/files/{path}")
        assert found.status_code == 302, found.json
        return httpx.get(found.headers["Location"]).raise_for_status().content

    def objects(self) -> dict[str, int]:
        """Return size by key of everything in the bucket."""
        return {key: stored.size for key, stored, _ in self.deployment.bucket.objects("")}


@pytest.fixture
def pushing(deployment: Deployment) -> Pushing:
    deployment.bucket.delete([key for key, _, _ in deployment.bucket.objects("")])
    for found in list(deployment.bucket.open_multiparts()):
        deployment.bucket.abort(found.key, found.upload_id)
    return Pushing(deployment)
