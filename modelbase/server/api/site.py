"""The web app as files: index.html for each page of the app, hashed assets, and the security headers.

Pages are the routes of webapp/src/routes.tsx; what is no page is 404 as JSON, to all but a browser's address bar. A
file is found in the list of the files that there are, so that no text of a request reaches the file system. No route of
the API and no user content is served here; the policy below allows scripts and styles from us alone.
"""

from __future__ import annotations

import gzip
import re
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
# As in webapp/src/routes.tsx; a test compares the two.
PAGES = (
    *(
        "/",
        "/sign-in",
        "/cli",
        "/models/$dataset/$model",
        "/diff",
        "/near/$dataset/$model",
        "/upload",
        "/trash",
    ),
    *("/account", "/s", "/s/$secret", "/shared"),
    *("/admin", "/admin/audit", "/admin/shares", "/admin/policy", "/admin/storage"),
)
A_PAGE = re.compile("|".join(re.sub(r"\\\$\w+", "[^/]+", re.escape(page.strip("/"))) for page in PAGES))
NOT_PAGES = ("api/", "auth/", "assets/", "pip/", "healthz", "readyz", "metrics")
OTHER_FILES = ("theme.js",)  # of webapp/public, under their own names
HERE = re.compile(rb'(?<=["=])\./(?=[A-Za-z])')  # how the built page begins the address of a file beside it
BASE = b'name="modelbase-path" content=""'


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
    if name not in _names(STATIC / "assets"):
        abort(404)
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


def _names(folder: Path) -> frozenset[str]:
    """Return the names of the files of a folder, listed again only when it has changed."""
    try:
        return _listed(folder, folder.stat().st_mtime_ns)
    except FileNotFoundError:
        return frozenset()


@lru_cache(maxsize=4)
def _listed(folder: Path, _changed_at: int) -> frozenset[str]:
    return frozenset(entry.name for entry in folder.iterdir() if entry.is_file())


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


def is_page(path: str) -> bool:
    """Say whether a path, from its first slash, is one of a page of the app or of a file beside it."""
    name = path.removeprefix("/")
    return name in OTHER_FILES or A_PAGE.fullmatch(name.removesuffix("/")) is not None


def _page(name: str) -> Response:
    there = is_page(name)
    # A person who mistyped an address in a browser gets the app's own page for that; programs never send this header.
    typed = request.headers.get("Sec-Fetch-Mode") == "navigate" and not name.startswith(NOT_PAGES)
    if not there and not typed:
        abort(404)
    if name in OTHER_FILES and name in _names(STATIC):
        return send_from_directory(STATIC, name, max_age=3600)
    index = STATIC / "index.html"
    if not index.is_file():
        return Response("The web app is not built; run `make web`.\n", 503, mimetype="text/plain")
    text = _text(index, index.stat().st_mtime_ns, request.script_root)
    response = Response(text, 200 if there else 404, mimetype="text/html")
    response.headers["Cache-Control"] = "no-cache"
    if there:
        response.add_etag()
        response.make_conditional(request)
    return response


@lru_cache(maxsize=2)
def _text(path: Path, _changed_at: int, root: str) -> bytes:
    """Return the app's page, with its files below `root`, the path of the public address, which the app reads too."""
    text = HERE.sub(f"{root}/".encode(), path.read_bytes())
    return text.replace(BASE, BASE.replace(b'""', f'"{root}"'.encode()))
