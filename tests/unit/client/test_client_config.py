"""Which server, which token: the order, and that no token ever meets another server than its own."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from modelbase.client import config
from modelbase.errors import Invalid, Unavailable


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in list(os.environ):
        if name.startswith(("MODELBASE_", "XDG_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


def leave_server(**changes: object) -> Path:
    path = config.server_file()
    path.parent.mkdir(parents=True)
    path.write_text(
        json.dumps({"url": "http://127.0.0.1:5050", "token": "mb_local", "pid": os.getpid()} | changes)
    )
    path.chmod(0o600)
    return path


def test_the_caller_goes_over_the_environment(monkeypatch):
    monkeypatch.setenv("MODELBASE_URL", "https://env.example")
    monkeypatch.setenv("MODELBASE_TOKEN", "mb_env")
    assert config.resolve("https://given.example", "mb_given") == config.Server(
        "https://given.example", "mb_given", "--server"
    )


def test_the_environment_goes_over_the_config_file(monkeypatch):
    config.save_token("https://saved.example", "mb_saved")
    monkeypatch.setenv("MODELBASE_URL", "https://env.example/")
    monkeypatch.setenv("MODELBASE_TOKEN", "mb_env")
    found = config.resolve()
    assert (found.url, found.token) == ("https://env.example", "mb_env")


def test_the_config_file_goes_over_the_local_server():
    leave_server()
    config.save_token("https://saved.example", "mb_saved")
    assert config.resolve().token == "mb_saved"


def test_the_local_server_is_found():
    leave_server()
    assert config.resolve() == config.Server(
        "http://127.0.0.1:5050", "mb_local", "the server running on this machine"
    )


def test_no_server_at_all_is_an_error_that_helps():
    with pytest.raises(Unavailable, match="modelbase serve"):
        config.resolve()


def test_a_token_never_goes_to_another_server(monkeypatch):
    leave_server()
    config.save_token("https://saved.example", "mb_saved")
    monkeypatch.setenv("MODELBASE_URL", "https://env.example")
    monkeypatch.setenv("MODELBASE_TOKEN", "mb_env")
    for other in (
        "https://other.example",
        "http://saved.example",
        "https://env.example:8443",
        "http://127.0.0.1:5051",
    ):
        assert config.resolve(other).token is None
    assert config.resolve("https://saved.example:443").token == "mb_saved"
    assert config.resolve("http://127.0.0.1:5050").token == "mb_local"


def test_a_token_without_address_is_for_the_server_that_was_asked_for(monkeypatch):
    monkeypatch.setenv("MODELBASE_TOKEN", "mb_env")
    assert config.resolve("https://any.example").token == "mb_env"


def test_a_token_may_stand_in_a_file(monkeypatch, tmp_path):
    (tmp_path / "t").write_text("mb_file\n")
    monkeypatch.setenv("MODELBASE_TOKEN_FILE", str(tmp_path / "t"))
    assert config.resolve("https://any.example").token == "mb_file"
    monkeypatch.setenv("MODELBASE_TOKEN_FILE", str(tmp_path / "gone"))
    with pytest.raises(Invalid, match="MODELBASE_TOKEN_FILE"):
        config.resolve("https://any.example")


def test_the_config_file_is_private_and_keeps_the_others():
    path = config.save_token("https://a.example", "mb_a")
    config.save_token("https://b.example", "mb_b")
    assert path.stat().st_mode & 0o777 == 0o600
    assert config.resolve().token == "mb_b"
    assert config.resolve("https://a.example").token == "mb_a"
    assert config.forget("https://b.example")
    assert not config.forget("https://b.example")
    assert config.resolve("https://b.example").token is None


def test_a_broken_config_file_is_named():
    config.save_token("https://a.example", "mb_a").write_text("{")
    with pytest.raises(Invalid, match=r"config\.json"):
        config.resolve()


@pytest.mark.parametrize(
    "changes",
    [{"pid": 2**22 + 1}, {"pid": 0}, {"url": "http://192.0.2.1:5050"}, {"url": 3}, {"token": "a b"}],
)
def test_a_local_server_that_cannot_be_ours_is_not_used(changes):
    leave_server(**changes)
    assert config.local_server() is None


def test_a_local_server_file_that_others_can_read_or_that_is_a_link_is_not_used(tmp_path):
    path = leave_server()
    path.chmod(0o644)
    assert config.local_server() is None
    path.chmod(0o600)
    path.rename(tmp_path / "real")
    path.symlink_to(tmp_path / "real")
    assert config.local_server() is None


@pytest.mark.parametrize(
    "url",
    [
        "",
        "ftp://x",
        "https://",
        "https://u:p@x",
        "https://x?y",
        "http://x y",
        "http://x:99999",
        "http://x/\x1b",
    ],
)
def test_an_address_that_is_none_is_refused(url):
    with pytest.raises(Invalid):
        config.clean_url(url)


def test_an_address_without_scheme_is_https():
    assert config.clean_url("models.example.com/") == "https://models.example.com"


@pytest.mark.parametrize("text", ["0", "65", "-1", "many", "1.5"])
def test_a_number_of_transfers_that_is_none_is_refused(monkeypatch, text):
    monkeypatch.setenv("MODELBASE_TRANSFERS", text)
    with pytest.raises(Invalid, match="MODELBASE_TRANSFERS"):
        config.transfers()


def test_a_server_never_prints_its_token():
    assert "mb_secret" not in repr(config.Server("https://a.example", "mb_secret", "x"))
