"""The web app's files: who may run what."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from modelbase.server import site


@pytest.mark.parametrize("house", ["fake"], indirect=True)
def test_only_the_workers_that_hash_may_run_webassembly(
    client: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "assets").mkdir()
    for name in ("sha256.worker-abc.js", "markdown.worker-abc.js", "index-abc.js"):
        (tmp_path / "assets" / name).write_text("1")
    (tmp_path / "index.html").write_text("<html></html>")
    monkeypatch.setattr(site, "STATIC", tmp_path)

    def policy(path: str) -> str:
        found = client.get(path, base_url="http://127.0.0.1:5050")
        assert found.status_code == 200, path
        found.close()
        assert len(found.headers.getlist("Content-Security-Policy")) == 1
        return str(found.headers["Content-Security-Policy"])

    hashing = policy("/assets/sha256.worker-abc.js")
    assert hashing == "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'"
    for path in ("/", "/models/a", "/assets/markdown.worker-abc.js", "/assets/index-abc.js"):
        assert "wasm" not in policy(path)
        assert "unsafe" not in policy(path)
