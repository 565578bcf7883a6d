"""/pip/: the client of this very version, for `pip install`, and the files of the wheelhouse, as a package index.

The simple repository API in JSON (PEP 691) and in HTML where pip asks for it (PEP 503). Nothing here is secret, so that
no sign-in is asked for; requests are counted by address. Only the names of the wheel and of files in the wheelhouse
lead to a file: no part of an address becomes a path.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from hashlib import file_digest
from html import escape
from pathlib import Path
from typing import Any

from flask import Flask, Response, json, request, send_file
from packaging.utils import (
    InvalidSdistFilename,
    InvalidWheelFilename,
    canonicalize_name,
    parse_sdist_filename,
    parse_wheel_filename,
)

from modelbase.errors import NotFound
from modelbase.installed import NAME
from modelbase.server import wheel
from modelbase.server.api.context import deployment
from modelbase.server.settings import Settings

PAGES = frozenset({"pip_projects", "pip_file"})
JSON, HTML = "application/vnd.pypi.simple.v1+json", "application/vnd.pypi.simple.v1+html"
KINDS = (JSON, "application/json", HTML, "text/html")
PAGE = (
    '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
    '<meta name="pypi:repository-version" content="1.1"><title>{title}</title></head>\n'
    "<body>\n{lines}\n</body></html>\n"
)
BYTES = "application/octet-stream"


def register(app: Flask) -> None:
    """Serve the index, its projects, and the files."""
    app.add_url_rule("/pip/", "pip_projects", _projects)
    app.add_url_rule("/pip/<name>", "pip_file", _file_or_project)


def address(settings: Settings) -> str | None:
    """Return the address of the client's wheel with its SHA-256; None where Modelbase is not installed."""
    found = wheel.current()
    return f"{_address(settings, found.name)}#sha256={found.sha256}" if found else None


def _projects() -> Response:
    names = sorted({project for project, _ in _wheelhouse(_settings()).values()} | ({NAME} & _own().keys()))
    lines = [f'<a href="{_address(_settings(), name)}/">{name}</a><br>' for name in names]
    return _index({"projects": [{"name": name} for name in names]}, lines, "Packages")


def _file_or_project(name: str) -> Response:
    """Answer with a file, else with the files of a project."""
    own, kept = _own(), _wheelhouse(_settings())
    made = own.get(NAME)
    if made is not None and name == made.name:
        response = Response(made.content, mimetype=BYTES)
        response.set_etag(made.sha256)
        response.headers["Cache-Control"] = "no-cache"
        response.make_conditional(request, accept_ranges=True, complete_length=len(made.content))
        return response
    if name in kept:
        return send_file(kept[name][1].resolve(), mimetype=BYTES, conditional=True, max_age=3600)
    return _project(str(canonicalize_name(name)))


def _project(project: str) -> Response:
    own, files = _own(), []
    made = own.get(project)
    if made is not None:
        files.append(
            _entry(made.name, made.sha256, len(made.content)) | {"requires-python": made.requires_python}
        )
    for name, (named, path) in sorted(_wheelhouse(_settings()).items()):
        if named == project and (made is None or name != made.name):
            status = path.stat()
            files.append(_entry(name, _sha256(path, status.st_size, status.st_mtime_ns), status.st_size))
    if not files:
        raise NotFound("this server has no such file or package; its index is at /pip/")
    lines = [_line(file) for file in files]
    versions = sorted({_version(file["filename"]) for file in files})
    return _index({"name": project, "versions": versions, "files": files}, lines, project)


def _entry(name: str, digest: str, size: int) -> dict[str, Any]:
    return {
        "filename": name,
        "url": _address(_settings(), name),
        "hashes": {"sha256": digest},
        "size": size,
    }


def _line(file: Mapping[str, Any]) -> str:
    needs = file.get("requires-python")
    python = f' data-requires-python="{escape(needs)}"' if needs else ""
    target = f"{file['url']}#sha256={file['hashes']['sha256']}"
    return f'<a href="{escape(target)}"{python}>{escape(file["filename"])}</a><br>'


def _index(content: dict[str, Any], lines: list[str], title: str) -> Response:
    """Answer in the form that is asked for; JSON where any will do."""
    kind = request.accept_mimetypes.best_match(KINDS, default=JSON)
    if kind in (HTML, "text/html"):
        page = PAGE.format(title=escape(title), lines="\n".join(lines))
        response = Response(page, content_type=f"{kind}; charset=utf-8")
    else:
        response = Response(json.dumps({"meta": {"api-version": "1.1"}, **content}), content_type=kind)
    response.vary.add("Accept")
    response.headers["Cache-Control"] = "no-cache"
    return response


def _settings() -> Settings:
    return deployment().settings


def _own() -> dict[str, wheel.Wheel]:
    found = wheel.current()
    return {NAME: found} if found else {}


def _address(settings: Settings, name: str) -> str:
    return f"{settings.url.rstrip('/')}/pip/{name}"


def _wheelhouse(settings: Settings) -> dict[str, tuple[str, Path]]:
    """Return project and path of each file of the wheelhouse by its name; other files there are left out."""
    if not settings.wheelhouse:
        return {}
    found = {}
    for path in Path(settings.wheelhouse).iterdir():
        project = _parsed(path.name)
        if project is not None and path.is_file():
            found[path.name] = (project[0], path)
    return found


def _version(name: str) -> str:
    parsed = _parsed(name)
    return parsed[1] if parsed else ""


@lru_cache(maxsize=4096)
def _parsed(name: str) -> tuple[str, str] | None:
    """Return project and version of a wheel or source distribution by its file name; None for another file."""
    try:
        if name.endswith(".whl"):
            project, version, *_ = parse_wheel_filename(name)
        else:
            project, version = parse_sdist_filename(name)
    except (InvalidWheelFilename, InvalidSdistFilename):
        return None
    return str(project), str(version)


@lru_cache(maxsize=4096)
def _sha256(path: Path, _size: int, _changed_at: int) -> str:
    """Return the SHA-256 of a file (hex), read again only when it has changed."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
