"""The web app's files: who may run what."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import pytest

from modelbase.server.api import site


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


def test_scripts_travel_compressed_to_who_takes_it(
    client: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "assets").mkdir()
    script, picture = b"export const a = 1;\n" * 500, b"\x89PNG" * 100
    (tmp_path / "assets" / "index-abc.js").write_bytes(script)
    (tmp_path / "assets" / "logo-abc.png").write_bytes(picture)
    monkeypatch.setattr(site, "STATIC", tmp_path)

    def get(path: str, **headers: str) -> Any:
        found = client.get(path, base_url="http://127.0.0.1:5050", headers=headers)
        found.get_data()
        found.close()
        return found

    packed = get("/assets/index-abc.js", **{"Accept-Encoding": "gzip, deflate, br"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.headers["Content-Type"].startswith("text/javascript")
    assert int(packed.headers["Content-Length"]) == len(packed.data) < len(script) / 10
    assert gzip.decompress(packed.data) == script
    for sent in ({}, {"Accept-Encoding": "br"}, {"Accept-Encoding": "gzip;q=0, *"}):
        plain = get("/assets/index-abc.js", **sent)
        assert "Content-Encoding" not in plain.headers
        assert plain.data == script
        assert plain.headers["Vary"] == packed.headers["Vary"] == "Accept-Encoding"
    part = get("/assets/index-abc.js", **{"Accept-Encoding": "gzip", "Range": "bytes=0-5"})
    assert (part.status_code, part.data) == (206, script[:6])
    assert get("/assets/logo-abc.png", **{"Accept-Encoding": "gzip"}).data == picture
    assert get("/assets/none.js", **{"Accept-Encoding": "gzip"}).status_code == 404
