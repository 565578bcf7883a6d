"""The way by which a request came: its peer, its path below the public address, its host. Before Flask looks at it.

Behind the front (hosting/front.py) a request comes through a Unix socket, which has no address. Its peer is then the
last entry of X-Forwarded-For, which the front wrote; what stands before it counts only if that peer is a trusted proxy.
"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

FORWARDED = "HTTP_X_FORWARDED_FOR"


def placed(inside: WSGIApplication, path: str) -> WSGIApplication:
    """Return an app that takes requests below `path`, whether or not a proxy has cut that path off before.

    A request whose path begins with it was not cut: none of our own addresses does (see settings.py).
    """

    def app(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        if not environ.get("REMOTE_ADDR"):
            _name_peer(environ)
        environ["SCRIPT_NAME"] = path
        given = str(environ.get("PATH_INFO", ""))
        if path and (given == path or given.startswith(f"{path}/")):
            given = given.removeprefix(path)
        environ["PATH_INFO"] = given or "/"
        return inside(environ, start)

    return app


def hosts(environ: WSGIEnvironment) -> tuple[str, ...]:
    """Return each host that a request names: in its Host header (empty without one), in a target in absolute form."""
    named = [str(environ.get("HTTP_HOST", ""))]
    target = str(environ.get("RAW_URI") or environ.get("REQUEST_URI") or "/")
    if not target.startswith("/") and "://" in target:
        try:
            named.append(urlsplit(target).netloc)
        except ValueError:
            named.append("")
    return tuple(named)


def _name_peer(environ: WSGIEnvironment) -> None:
    before, _, peer = str(environ.pop(FORWARDED, "")).rpartition(",")
    environ["REMOTE_ADDR"] = peer.strip()
    if before:
        environ[FORWARDED] = before
