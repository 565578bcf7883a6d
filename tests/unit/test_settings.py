"""Settings: what is read, and what stops the start."""

from pathlib import Path

import pytest

from modelbase.errors import Invalid
from modelbase.server import settings

GOOD = {
    "MODELBASE_SECRET_KEY": "5f1c9e0b7a3d48e6b2c4f8a9017d6e35",
    "MODELBASE_MONGO_URI": "mongodb://u:p@127.0.0.1/",
    "MODELBASE_S3_ENDPOINT": "http://127.0.0.1:9000",
    "MODELBASE_S3_ACCESS_KEY": "key",
    "MODELBASE_S3_SECRET_KEY": "s3",
    "PATH": "/usr/bin",
}


def test_settings_come_from_the_environment() -> None:
    found = settings.load(GOOD | {"MODELBASE_ADMINS": "octocat, 583231", "MODELBASE_TRASH_DAYS": "7"})
    assert found.admins == ("octocat", "583231")
    assert found.trash_days == 7
    assert found.public_s3 == "http://127.0.0.1:9000"
    assert found.sign_in == "local"


def test_a_setting_comes_from_a_file(tmp_path: Path) -> None:
    secret = tmp_path / "uri"
    secret.write_text("mongodb://from-file/\n")
    given = {name: value for name, value in GOOD.items() if name != "MODELBASE_MONGO_URI"}
    found = settings.load(given | {"MODELBASE_MONGO_URI_FILE": str(secret)})
    assert found.mongo_uri.get_secret_value() == "mongodb://from-file/"


def test_defaults_are_below_the_environment() -> None:
    found = settings.load(GOOD, s3_endpoint="http://embedded", url="http://127.0.0.1:1234")
    assert found.s3_endpoint == "http://127.0.0.1:9000"
    assert found.host == "127.0.0.1:1234"


def test_settings_survive_the_way_to_a_child_process() -> None:
    found = settings.load(GOOD | {"MODELBASE_ADMINS": "a,b", "MODELBASE_ALLOW_GUESTS": "true"})
    assert settings.load(settings.to_environ(found)) == found


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"MODELBASE_ALOW_GUESTS": "true"}, "MODELBASE_ALOW_GUESTS"),
        ({"MODELBASE_SECRET_KEY": "short"}, "MODELBASE_SECRET_KEY"),
        ({"MODELBASE_SECRET_KEY": "change-me-change-me-change-me-change-me"}, "MODELBASE_SECRET_KEY"),
        ({"MODELBASE_SECRET_KEY": "a" * 64}, "MODELBASE_SECRET_KEY"),
        ({"MODELBASE_TRASH_DAYS": "soon"}, "MODELBASE_TRASH_DAYS"),
        ({"MODELBASE_DEFAULT_ROLE": "king"}, "MODELBASE_DEFAULT_ROLE"),
        ({"MODELBASE_GITHUB_CLIENT_ID": "abc"}, "MODELBASE_GITHUB_CLIENT_SECRET"),
        ({"MODELBASE_MONGO_URI_FILE": "/nowhere/at/all"}, "MODELBASE_MONGO_URI_FILE"),
    ],
)
def test_a_wrong_setting_stops_the_start_and_is_named(change: dict[str, str], named: str) -> None:
    with pytest.raises(Invalid, match=named) as caught:
        settings.load(GOOD | change)
    assert caught.value.code == "settings"


@pytest.mark.parametrize("name", sorted(set(GOOD) - {"PATH"}))
def test_a_missing_setting_stops_the_start_and_is_named(name: str) -> None:
    with pytest.raises(Invalid, match=name):
        settings.load({key: value for key, value in GOOD.items() if key != name})


def test_secrets_do_not_print() -> None:
    text = repr(settings.load(GOOD))
    assert GOOD["MODELBASE_SECRET_KEY"] not in text
    assert "u:p@" not in text
