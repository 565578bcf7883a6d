"""The web app as files: index.html for every page of the app, hashed assets, and the security headers.

No route of the API and no user content is served here; the policy below allows scripts and styles from us alone.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask, Response, abort, request, send_from_directory

from modelbase.server.settings import Settings

STATIC = Path(__file__).parents[1] / "static"
LONGEST = 255  # bytes of a file name; a longer one is none
YEAR = 31_536_000  # seconds
HEADERS = {
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
# The workers that hash uploads, and nothing else, may run WebAssembly; they reach nothing and run no text as code.
HASHING = ("sha256.worker-", "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'")
TEXTS = (".js", ".css", ".svg")
NOT_PAGES = ("api/", "auth/", "assets/", "pip/", "healthz", "readyz", "metrics")


def policy(settings: Settings) -> str:
    """Return the Content-Security-Policy: scripts, styles and frames from this server only."""
    store = urlsplit(settings.public_s3)
    parts = {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "font-src": "'self'",
        "connect-src": f"'self' {store.scheme}://{store.netloc}",
        "worker-src": "'self'",
        "manifest-src": "'self'",
        "base-uri": "'none'",
        "object-src": "'none'",
        "frame-ancestors": "'none'",
        "form-action": "'self'",
    }
    return "; ".join(f"{name} {sources}" for name, sources in parts.items())


def register(app: Flask, settings: Settings) -> None:
    """Serve the built web app: its assets, and its page under every other address."""
    app.add_url_rule("/assets/<path:name>", "asset", _asset)
    app.add_url_rule("/", "home", lambda: _page(""))
    app.add_url_rule("/<path:name>", "page", _page)
    app.wsgi_app = _protected(app.wsgi_app, settings)  # type: ignore[method-assign, assignment]


def _protected(inside: WSGIApplication, settings: Settings) -> WSGIApplication:
    """Return an app with the security headers on whatever it answers; what an answer says of itself stays."""
    every = HEADERS | {"Content-Security-Policy": policy(settings)}
    if settings.secure:
        every["Strict-Transport-Security"] = f"max-age={YEAR}"
    names = {name.lower(): (name, value) for name, value in every.items()}

    def app(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        def begin(status: str, headers: list[tuple[str, str]], *fault: Any) -> Callable[[bytes], object]:
            there = {name.lower() for name, _ in headers}
            headers += [pair for name, pair in names.items() if name not in there]
            return start(status, headers, *fault)

        return inside(environ, begin)

    return app


def _asset(name: str) -> Response:
    response = send_from_directory(STATIC / "assets", name, max_age=YEAR)
    response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    if name.startswith(HASHING[0]):
        response.headers["Content-Security-Policy"] = HASHING[1]
    if name.endswith(TEXTS):
        response.vary.add("Accept-Encoding")
        # 206 and 304 stay as they are: part of a file, or nothing of it.
        if response.status_code == 200 and request.accept_encodings["gzip"] > 0:
            _compress(response)
    return response


def _compress(response: Response) -> None:
    """Make an answer a third as long; it is another representation, so it is not the one of the ETag."""
    response.direct_passthrough = False
    response.set_data(_gzipped(response.get_data()))
    response.headers["Content-Encoding"] = "gzip"
    for name in ("ETag", "Accept-Ranges"):
        response.headers.pop(name, None)


@lru_cache(maxsize=256)
def _gzipped(data: bytes) -> bytes:
    """Return bytes compressed (RFC 1952); the files of one build are compressed once in each process."""
    return gzip.compress(data, mtime=0)


def _page(name: str) -> Response:
    if name.startswith(NOT_PAGES):
        abort(404)
    if (
        name
        and "/" not in name
        and len(name.encode(errors="replace")) <= LONGEST
        and (STATIC / name).is_file()
    ):
        return send_from_directory(STATIC, name, max_age=3600)
    index = STATIC / "index.html"
    if not index.is_file():
        return Response("The web app is not built; run `make web`.\n", 503, mimetype="text/plain")
    response = Response(_text(index, index.stat().st_mtime_ns), mimetype="text/html")
    response.headers["Cache-Control"] = "no-cache"
    response.add_etag()
    response.make_conditional(request)
    return response


@lru_cache(maxsize=2)
def _text(path: Path, _changed_at: int) -> bytes:
    """Return the bytes of the app's page, read again only when the file has changed."""
    return path.read_bytes()
