"""The web app's files and pages: what is one, where they lie, who may run what."""

from __future__ import annotations

import gzip
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from modelbase.server import settings as settings_module
from modelbase.server.api import site
from modelbase.server.app import create_app
from modelbase.server.deployment import Deployment
from tests.conftest import SECRET, make_settings
from tests.github_fixtures import SETTINGS as GITHUB

ROUTES = Path(__file__).parents[2] / "webapp" / "src" / "routes.tsx"
ODD = (
    *(
        "a" * 255,
        "a" * 256,
        "a" * 5000,
        "a/" * 2000,
        "\0",
        "a\0b",
        "\udcff\udcfe",
        "\u202e",
        "..",
        "../x",
        "..\\x",
    ),
    *(
        "assets/" + "a" * 300,
        "assets/\0",
        "assets/..",
        "assets/../index.html",
        "assets/",
        "con",
        "theme.js/",
        "%00",
    ),
    *(
        "index.html",
        ".vite/manifest.json",
        "x/resolve/main/config.json",
        "api/models/x",
        "models/a",
        "models/a/b/c",
    ),
    *(
        "//evil.test",
        "\\",
        ";",
        "*",
        " ",
        "admin/x",
        "Admin",
        "s/a/b",
        "v2/",
        "favicon.ico",
        "\r\nX: y",
    ),
)


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
    for path in ("/", "/models/a/b:c", "/assets/markdown.worker-abc.js", "/assets/index-abc.js"):
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


@pytest.mark.row("S5", "R14")
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_what_is_no_page_is_not_found_as_json(client: Any, method: str) -> None:
    for name in ODD:
        if method != "GET" and name.startswith("assets/"):
            continue  # the address of a file, for which there are no other methods
        # As gunicorn gives it: the bytes of the path, each as one character.
        path = "/" + name.encode("utf-8", "surrogateescape").decode("latin-1")
        found = client.open(
            "/", method=method, base_url="http://127.0.0.1:5050", environ_overrides={"PATH_INFO": path}
        )
        assert (found.status_code, found.mimetype) == (404, "application/json"), (name[:40], found.data[:200])
        assert found.json["error"]["code"] == "not_found"
        assert len(found.data) < 500, "the path is not repeated"


def test_a_mistyped_address_in_a_browser_is_not_found_as_a_page(
    client: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "index.html").write_text("<html></html>")
    monkeypatch.setattr(site, "STATIC", tmp_path)
    typed = {"Sec-Fetch-Mode": "navigate", "Accept": "text/html"}
    found = client.get("/nowhere", base_url="http://127.0.0.1:5050", headers=typed)
    assert (found.status_code, found.mimetype) == (404, "text/html")
    for path in ("/api/nowhere", "/x/resolve/main/config.json"):
        mode = typed if path.startswith("/api") else {"Sec-Fetch-Mode": "cors"}
        found = client.get(path, base_url="http://127.0.0.1:5050", headers=mode)
        assert (found.status_code, found.mimetype) == (404, "application/json")


def test_pages_are_the_routes_of_the_web_app(client: Any) -> None:
    text = ROUTES.read_text(encoding="utf-8")
    routes, admin = set(), False
    for name, parent, path in re.findall(
        r'const (\w+) = createRoute\(\{\s*getParentRoute: \(\) => (\w+),\s*path: "([^"]+)"', text
    ):
        assert name
        whole = f"/admin{path}".rstrip("/") if parent == "admin" else path
        routes |= {whole} - {"$"}
        admin = admin or parent == "admin"
    assert admin
    assert routes == set(site.PAGES)
    for page in site.PAGES:
        path = page.replace("$", "x")
        for each in (path, f"{path}/") if path != "/" else (path,):
            assert client.get(each, base_url="http://127.0.0.1:5050").status_code in {200, 503}, each
        assert client.post(path, base_url="http://127.0.0.1:5050").status_code == 405


def test_no_path_of_a_public_address_can_be_taken_for_one_of_ours(app: Any) -> None:
    own = {str(rule.rule).split("/")[1] for rule in app.url_map.iter_rules()} | {
        p.split("/")[1] for p in site.PAGES
    }
    own |= set(site.OTHER_FILES)
    assert own - {"", "<path:name>"} <= settings_module.OWN_SEGMENTS


GIVEN = {
    "MODELBASE_SECRET_KEY": SECRET,
    "MODELBASE_MONGO_URI": "mongodb://127.0.0.1:1",
    "MODELBASE_S3_ENDPOINT": "http://127.0.0.1:1",
    "MODELBASE_S3_ACCESS_KEY": "a",
    "MODELBASE_S3_SECRET_KEY": "b",
}


@pytest.mark.parametrize(
    "url",
    [
        *(
            "models.test",
            "ftp://models.test",
            "http://",
            "http:///team",
            "http://a:b@models.test",
            "http://h:x",
        ),
        *(
            "http://models.test?a=b",
            "http://models.test/#a",
            "http://models.test/a b",
            "http://models.test/../a",
        ),
        *(
            "http://models.test/a//b",
            "http://models.test/%61",
            "http://models.test/api",
            "http://models.test/Models/x",
        ),
        *("http://models.test/./a", "http://[::1", "http://models.test/a/.."),
    ],
)
def test_an_address_that_cannot_be_served_stops_the_start(url: str) -> None:
    with pytest.raises(Exception, match="MODELBASE_URL"):
        settings_module.load(GIVEN | {"MODELBASE_URL": url})


def test_a_slash_at_the_end_of_the_address_is_none() -> None:
    found = settings_module.load(GIVEN | {"MODELBASE_URL": "https://models.test/team/registry/"})
    assert (found.url, found.path) == ("https://models.test/team/registry", "/team/registry")
    assert (found.origin, found.host) == ("https://models.test", "models.test")
    root = settings_module.load(GIVEN | {"MODELBASE_URL": "http://models.test:8080/"})
    assert (root.url, root.path, root.origin) == ("http://models.test:8080", "", "http://models.test:8080")


def below(deployment: Deployment, url: str, **more: Any) -> Any:
    """Return a client of an app whose public address has a path."""
    changed = replace(deployment, settings=make_settings(url=url, **more))
    return create_app(changed.settings, changed).test_client()


@pytest.mark.parametrize("cut", [True, False], ids=["a proxy that cuts the path", "one that does not"])
def test_everything_works_below_a_path(
    deployment: Deployment, cut: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "index-abc.js").write_text("1")
    (tmp_path / "theme.js").write_text("2")
    page = '<meta name="modelbase-path" content="" /><script src="./theme.js"></script>'
    (tmp_path / "index.html").write_text(f'{page}<script src="./assets/index-abc.js">')
    monkeypatch.setattr(site, "STATIC", tmp_path)
    root, host = "/team/registry", "http://models.test"
    client = below(deployment, host + root)
    before = "" if cut else root

    def get(path: str) -> Any:
        found = client.get(before + path, base_url=host)
        found.get_data()
        found.close()
        return found

    for path in ("/", "/models/a/b:c", "/admin/audit"):
        text = get(path).get_data(as_text=True)
        assert f'content="{root}"' in text
        assert f'src="{root}/theme.js"' in text
        assert f'src="{root}/assets/index-abc.js"' in text
        assert '"./' not in text
    assert get("/assets/index-abc.js").data == b"1"
    assert get("/theme.js").data == b"2"
    assert get("/healthz").json == {"status": "ok"}
    assert get("/api/v1/openapi.json").json["servers"] == [{"url": root}]
    docs = get("/api/docs").get_data(as_text=True)
    assert f'href="{root}/api/docs.css"' in docs
    assert f'href="{root}/api/v1/openapi.json"' in docs
    assert client.get(f"{root}x/", base_url=host).status_code == 404
    if not cut:
        assert client.get(root, base_url=host).status_code == 200
    refused = client.get(before + "/", base_url="http://127.0.0.1:5061")
    assert refused.status_code == 400
    assert "MODELBASE_URL of the server" in refused.json["error"]["message"]


@pytest.mark.parametrize(("scheme", "prefix"), [("http", "modelbase-"), ("https", "__Secure-")])
def test_cookies_and_redirects_stay_below_the_path(deployment: Deployment, scheme: str, prefix: str) -> None:
    root, host = "/team/registry", f"{scheme}://models.test"
    client = below(deployment, host + root, **GITHUB)
    assert client.get("/api/v1/sign-in", base_url=host).json["url"] == f"{root}/auth/start"
    begun = client.get("/auth/start?next=/upload", base_url=host)
    assert begun.status_code == 303
    assert "models.test%2Fteam%2Fregistry%2Fauth%2Fcallback" in begun.headers["Location"]
    cookie = begun.headers["Set-Cookie"]
    assert cookie.startswith(prefix)
    assert f"Path={root};" in cookie
    failed = client.get("/auth/callback?error=access_denied&state=x", base_url=host)
    assert f"url={root}/sign-in?" in failed.get_data(as_text=True)
    ended = client.delete("/api/v1/session", base_url=host, headers={"Origin": host})
    paths = {re.search("Path=([^;]+)", each)[1] for each in ended.headers.getlist("Set-Cookie")}  # type: ignore[index]
    assert paths == {root, f"{root}/api/v1/session"}


@pytest.mark.row("S14")
@pytest.mark.parametrize("path", ["/", "/healthz", "/readyz", "/metrics", "/api/v1/sign-in", "/nothing/here"])
def test_every_request_names_our_host(client: Any, path: str) -> None:
    def status(**environ: Any) -> int:
        return int(client.get(path, base_url="http://127.0.0.1:5050", environ_overrides=environ).status_code)

    assert status() != 400
    assert status(HTTP_HOST="evil.test") == 400
    assert status(HTTP_HOST="evil.test:5050", HTTP_X_FORWARDED_HOST="127.0.0.1:5050") == 400
    assert status(HTTP_HOST="") == 400
    assert status(RAW_URI=f"http://evil.test{path}") == 400
    assert status(RAW_URI=f"http://127.0.0.1:5050{path}") != 400
    probe = path in {"/healthz", "/readyz"}
    for address in ("10.2.3.4:5050", "[2001:db8::1]:5050", "localhost"):
        assert (status(HTTP_HOST=address) != 400) is probe, "orchestrators probe by address"


@pytest.mark.row("S5")
@pytest.mark.parametrize(
    "path", ["/", "/nothing", "/assets/none.js", "/api/docs", "/healthz", "/readyz", "/metrics"]
)
def test_pages_and_probes_are_limited_too(deployment: Deployment, path: str) -> None:
    changed = replace(deployment, settings=make_settings(requests_per_second=0.001))
    client = create_app(changed.settings, changed).test_client()

    def ask(path: str, **environ: str) -> int:
        found = client.get(path, base_url="http://127.0.0.1:5050", environ_base=environ)
        found.close()
        return int(found.status_code)

    assert [ask(path) == 429 for _ in range(3)] == [False, True, True]
    assert ask(path, REMOTE_ADDR="192.0.2.9") != 429
    other = "/" if path in {"/healthz", "/readyz"} else "/readyz"
    assert ask(other) != 429, "pages do not use up what probes may ask"


@pytest.mark.row("S14")
def test_figures_need_their_own_token(deployment: Deployment) -> None:
    key = "5f1c9e0b7a3d48e6b2c4f8a9017d6e35"
    changed = replace(deployment, settings=make_settings(metrics_token=key))
    for here, known in ((changed, True), (deployment, False)):
        client = create_app(here.settings, here).test_client()
        for header, right in (
            (f"Bearer {key}", True),
            ("Bearer ", False),
            (f"Basic {key}", False),
            (None, False),
        ):
            headers = {} if header is None else {"Authorization": header}
            found = client.get("/metrics", base_url="http://127.0.0.1:5050", headers=headers)
            assert found.status_code == (200 if known and right else 404)
