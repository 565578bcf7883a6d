"""/pip/: the client's wheel, the same bytes from the same version, and the wheelhouse as a package index."""

from __future__ import annotations

import base64
import hashlib
import io
import os
import shutil
import sys
import zipfile
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from modelbase.errors import Invalid
from modelbase.installed import version
from modelbase.server import settings as server_settings
from modelbase.server import wheel
from modelbase.server.api import pip
from modelbase.server.app import create_app

BASE = "http://127.0.0.1:5050"
NAME = f"modelbase_registry-{version()}-py3-none-any.whl"
# What pip 23 and newer sends.
PIP_ACCEPTS = (
    "application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html; q=0.1, text/html; q=0.01"
)


@pytest.fixture(autouse=True)
def _look_again() -> Any:
    """Forget the wheel that another test had made."""
    wheel.current.cache.clear()
    yield
    wheel.current.cache.clear()


@pytest.fixture
def with_wheelhouse(deployment: Any, tmp_path: Path) -> Any:
    """Return a client of a server with a wheelhouse, and the folder."""
    folder = tmp_path / "wheelhouse"
    folder.mkdir()
    settings = deployment.settings.model_copy(update={"wheelhouse": str(folder)})
    return create_app(settings, replace(deployment, settings=settings)).test_client(use_cookies=False), folder


def ask(client: Any, path: str, accept: str = PIP_ACCEPTS) -> Any:
    answer = client.get(path, base_url=BASE, headers={"Accept": accept})
    answer.get_data()
    answer.close()
    return answer


class Links(HTMLParser):
    """The links of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[dict[str, str | None]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [dict(attrs)] if tag == "a" else []


def test_the_wheel_is_whole_and_its_record_is_right(client: Any) -> None:
    answer = ask(client, f"/pip/{NAME}")
    assert answer.status_code == 200
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    for name in ("modelbase/__init__.py", "modelbase/server/wheel.py", "modelbase_cli/__main__.py"):
        assert name in contents
    assert not [name for name in contents if "__pycache__" in name or name.startswith(("tests/", "cli/"))]
    noted = f"modelbase_registry-{version()}.dist-info"
    assert b"Name: modelbase-registry" in contents[f"{noted}/METADATA"]
    assert b"modelbase = modelbase_cli" in contents[f"{noted}/entry_points.txt"]
    recorded = contents[f"{noted}/RECORD"].decode().splitlines()
    assert {line.rsplit(",", 2)[0] for line in recorded} == set(contents)
    for line in recorded:
        name, digest, size = line.rsplit(",", 2)
        if name.endswith("/RECORD"):
            continue
        made = base64.urlsafe_b64encode(hashlib.sha256(contents[name]).digest()).rstrip(b"=").decode()
        assert (digest, int(size)) == (f"sha256={made}", len(contents[name]))


def test_about_the_index_and_the_file_tell_one_sha256(client: Any) -> None:
    content = ask(client, f"/pip/{NAME}").data
    digest = hashlib.sha256(content).hexdigest()
    about = client.get("/api/v1/", base_url=BASE).json
    assert about["client"] == f"{BASE}/pip/{NAME}#sha256={digest}"
    page = ask(client, "/pip/modelbase-registry/")
    assert page.content_type == pip.JSON
    assert page.json["meta"] == {"api-version": "1.1"}
    assert (page.json["name"], page.json["versions"]) == ("modelbase-registry", [version()])
    assert page.json["files"] == [
        {
            "filename": NAME,
            "url": f"{BASE}/pip/{NAME}",
            "hashes": {"sha256": digest},
            "size": len(content),
            "requires-python": ">=3.11",
        }
    ]


def test_a_wheel_made_from_an_installed_one_is_the_same(
    client: Any, tmp_path: Path, monkeypatch: Any
) -> None:
    """An installed wheel, wherever and whenever it was installed, and a clone give the same bytes."""
    first = ask(client, f"/pip/{NAME}").data
    site = tmp_path / "site-packages"
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        archive.extractall(site)
    noted = site / f"modelbase_registry-{version()}.dist-info"
    # What pip and other packages leave there.
    (noted / "INSTALLER").write_text("pip\n")
    (noted / "direct_url.json").write_text('{"url": "file:///elsewhere"}')
    (site / "modelbase" / "__pycache__").mkdir()
    (site / "modelbase" / "__pycache__" / "errors.cpython-311.pyc").write_bytes(b"x")
    (site / "modelbase" / "typing.py").write_text("# of the other package `modelbase`\n")
    with (noted / "RECORD").open("a") as record:
        record.write(
            "../../../bin/modelbase,,\n" + f"{noted.name}/INSTALLER,,\n{noted.name}/direct_url.json,,\n"
        )
        record.write("modelbase/__pycache__/errors.cpython-311.pyc,,\n")
    for path in site.rglob("*"):
        os.utime(path, (1_000_000_000, 1_000_000_000))
    monkeypatch.setattr(wheel, "_home", lambda package: site / package)
    monkeypatch.setattr(sys, "path", [str(site), *sys.path])
    wheel.current.cache.clear()
    assert wheel.current().content == first


def test_a_changed_clone_gives_another_wheel_and_another_sha256(
    client: Any, tmp_path: Path, monkeypatch: Any
) -> None:
    home = {name: wheel._home(name) for name in wheel.PACKAGES}
    shutil.copytree(home["modelbase_cli"], tmp_path / "modelbase_cli")
    home["modelbase_cli"] = tmp_path / "modelbase_cli"
    monkeypatch.setattr(wheel, "_home", home.__getitem__)
    before = ask(client, "/api/v1/").json["client"]
    (tmp_path / "modelbase_cli" / "new.py").write_text("'''New.'''\n")
    wheel.current.cache.clear()
    assert ask(client, "/api/v1/").json["client"] != before


def test_pip_of_before_json_gets_html(client: Any) -> None:
    for accept, kind in (
        ("text/html", "text/html; charset=utf-8"),
        (pip.HTML, f"{pip.HTML}; charset=utf-8"),
    ):
        page = ask(client, "/pip/modelbase-registry/", accept)
        assert page.content_type == kind
        digest = hashlib.sha256(ask(client, f"/pip/{NAME}").data).hexdigest()
        assert Links(page.text).found == [
            {"href": f"{BASE}/pip/{NAME}#sha256={digest}", "data-requires-python": ">=3.11"}
        ]
        assert [link["href"] for link in Links(ask(client, "/pip/", accept).text).found] == [
            f"{BASE}/pip/modelbase-registry/"
        ]
    assert ask(client, "/pip/", "*/*").content_type == pip.JSON
    assert ask(client, "/pip/").headers["Vary"] == "Accept"


@pytest.mark.parametrize("name", ["Modelbase_Registry", "modelbase.registry", "MODELBASE-REGISTRY/"])
def test_a_name_is_found_however_it_is_written(client: Any, name: str) -> None:
    assert ask(client, f"/pip/{name}").json["name"] == "modelbase-registry"


@pytest.mark.parametrize(
    "path",
    [
        "modelbase/", "modelbase_registry-0.0.9-py3-none-any.whl", "click/", "../api/v1/", "a/b", "%2e%2e/etc/passwd",
        "..%2f..%2fetc%2fpasswd", f"{NAME}/{NAME}", "%00", "x" * 3000,
    ],
)  # fmt: skip
def test_what_is_not_there_is_a_404_that_names_the_index(client: Any, path: str) -> None:
    answer = client.get(f"/pip/{path}", base_url=BASE)
    assert answer.status_code == 404
    assert answer.json["error"]["code"] == "not_found"


def test_parts_and_unchanged_wheels_are_answered_as_such(client: Any) -> None:
    whole = ask(client, f"/pip/{NAME}")
    part = client.get(f"/pip/{NAME}", base_url=BASE, headers={"Range": "bytes=10-19"})
    assert (part.status_code, part.data) == (206, whole.data[10:20])
    same = client.get(f"/pip/{NAME}", base_url=BASE, headers={"If-None-Match": whole.headers["ETag"]})
    assert (same.status_code, same.data) == (304, b"")


def test_the_wheelhouse_is_listed_and_served_and_nothing_else_of_its_folder(with_wheelhouse: Any) -> None:
    client, folder = with_wheelhouse
    (folder / "click-8.2.0-py3-none-any.whl").write_bytes(b"a wheel")
    (folder / "Odd.Name-1.0.tar.gz").write_bytes(b"a source distribution")
    (folder / "secret.txt").write_text("not a package")
    (folder / ".hidden-1.0.tar.gz.part").write_text("half a download")
    (folder / "folder-1.0-py3-none-any.whl").mkdir()
    names = [each["name"] for each in ask(client, "/pip/").json["projects"]]
    assert names == ["click", "modelbase-registry", "odd-name"]
    (file,) = ask(client, "/pip/click/").json["files"]
    assert file["hashes"] == {"sha256": hashlib.sha256(b"a wheel").hexdigest()}
    assert ask(client, file["url"].removeprefix(BASE)).data == b"a wheel"
    assert ask(client, "/pip/odd-name/").json["versions"] == ["1.0"]
    for name in ("secret.txt", ".hidden-1.0.tar.gz.part", "folder-1.0-py3-none-any.whl"):
        assert ask(client, f"/pip/{name}").status_code == 404
    (folder / "click-8.2.0-py3-none-any.whl").write_bytes(b"another one")
    (file,) = ask(client, "/pip/click/").json["files"]
    assert file["hashes"] == {"sha256": hashlib.sha256(b"another one").hexdigest()}


def test_a_file_in_the_wheelhouse_does_not_take_the_place_of_the_servers_own(with_wheelhouse: Any) -> None:
    client, folder = with_wheelhouse
    (folder / NAME).write_bytes(b"another build of this version")
    assert ask(client, f"/pip/{NAME}").data[:2] == b"PK"
    assert len(ask(client, "/pip/modelbase-registry/").json["files"]) == 1


def test_strangers_may_fetch_it_and_are_counted_by_address(deployment: Any) -> None:
    settings = deployment.settings.model_copy(update={"stranger_requests_per_second": 1.0})
    client = create_app(settings, replace(deployment, settings=settings)).test_client(use_cookies=False)
    statuses = [ask(client, "/pip/modelbase-registry/").status_code for _ in range(12)]
    assert statuses[:10] == [200] * 10
    assert 429 in statuses[10:]


def test_a_tree_that_is_not_installed_has_no_wheel(client: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(wheel, "NAME", "modelbase-registry-of-nobody")
    assert ask(client, "/api/v1/").json["client"] is None
    assert ask(client, f"/pip/{NAME}").status_code == 404
    assert ask(client, "/pip/").json["projects"] == []


def test_a_wheelhouse_that_is_no_folder_stops_the_start(deployment: Any, tmp_path: Path) -> None:
    environ = {
        "MODELBASE_SECRET_KEY": deployment.settings.secret_key.get_secret_value(),
        "MODELBASE_MONGO_URI": "mongodb://127.0.0.1",
        "MODELBASE_S3_ENDPOINT": "http://127.0.0.1:1",
        "MODELBASE_S3_ACCESS_KEY": "a",
        "MODELBASE_S3_SECRET_KEY": "b",
        "MODELBASE_WHEELHOUSE": str(tmp_path / "none"),
    }
    with pytest.raises(Invalid, match="MODELBASE_WHEELHOUSE names"):
        server_settings.load(environ)
