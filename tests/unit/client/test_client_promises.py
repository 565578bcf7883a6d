"""What the SDK does with odd surroundings: dates of proxies, paths in addresses, a home without rights, a forgotten with."""

# ruff: noqa: E501 - tables of cases

from __future__ import annotations

import gc
import json
import re
import warnings
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import hostile_answers
import pytest
from modelbase_cli import failure
from modelbase_cli.output import fields

from modelbase import errors
from modelbase.client import config, reports, things
from modelbase.client.args import Args
from modelbase.client.config import Server
from modelbase.client.lease import Held
from modelbase.client.reports import checked
from modelbase.client.things import Share, Token, TrashEntry, User, read, read_checkpoint, read_model
from modelbase.client.transfer.sending import LONGEST, USUAL, MoreUrls, _lifetime

ROOT = Path(__file__).resolve().parents[3]
DATES = [
    "Sat, 21 Nov 2026 12:00:00 -0000", "Sat, 21 Nov 2026 12:00:00", "yesterday", "", "0", "9" * 400, "Sat, 99 Nov 2026 99:00:00 GMT",
    "Thu, 01 Jan 1970 00:00:00 GMT", "Fri, 31 Dec 9999 23:59:59 GMT", "Sat, 21 Nov 2026 12:00:00 GMT, Sat, 21 Nov 2026 12:00:00 GMT", "\u0661",
]  # fmt: skip
MODEL = {
    "id": "tiny/mlp:3c7039714", "name": "tiny/mlp", "dataset": "tiny", "architecture": "mlp", "owner": "o", "digest": "3c7039714" + "a" * 55,
    "family": "b" * 64, "policy": 1, "created_at": "2026-11-21T12:00:00Z", "updated_at": "2026-11-21T12:00:00Z",
    "state": "trained", "visibility": "private",
}  # fmt: skip


def urls(seconds: float, **more: Any) -> MoreUrls:
    return MoreUrls(urls=(), urls_expire_at=datetime.now(UTC) + timedelta(seconds=seconds), **more)


@pytest.mark.parametrize("date", [*DATES, None])
def test_a_date_of_any_form_gives_a_lifetime(date):
    for seconds in (900, -900, 10**9):
        found = _lifetime(urls(seconds), {} if date is None else {"date": date})
        assert 1 <= found <= LONGEST


def test_the_servers_own_date_counts_and_not_this_machines():
    then = datetime.now(UTC) + timedelta(days=3)
    answer = MoreUrls(urls=(), urls_expire_at=then + timedelta(seconds=900))
    assert 880 <= _lifetime(answer, {"date": f"{then:%a, %d %b %Y %H:%M:%S} GMT"}) <= 901
    assert _lifetime(urls(-900), {}) == USUAL
    assert _lifetime(urls(900, urls_expire_in=60), {"date": "nonsense"}) == 60


@pytest.mark.parametrize("asked", ["tiny/mlp:3c70", "tiny/mlp:3c7039714", "tiny/mlp:3c7039714" + "a" * 20, "tiny/mlp:production", "tiny/mlp:3c70@last"])  # fmt: skip
def test_the_model_that_was_asked_for_is_taken(asked):
    assert read_model(MODEL, asked).id == MODEL["id"]


@pytest.mark.parametrize("asked", ["tiny/mlp:9a1f", "tiny/cnn:3c70", "other/mlp:3c7039714", "tiny/mlp:3c7039714" + "b" * 20, "tiny/cnn:production"])  # fmt: skip
def test_another_model_than_the_one_asked_for_is_refused(asked):
    with pytest.raises(errors.Unavailable, match="was asked for"):
        read_model(MODEL, asked)


@pytest.mark.parametrize(
    "name",
    [
        "a/../../up:3c70",
        "tiny/mlp:../x",
        "tiny/mlp:production",
        "tiny/mlp:3c70@last",
        "",
        "/etc/x:1234",
        7,
        None,
    ],
)
def test_what_is_no_model_id_is_refused(name):
    with pytest.raises(errors.Unavailable, match="is no Model"):
        read_model(MODEL | {"id": name}, "tiny/mlp:3c70")


def test_a_checkpoint_of_another_model_or_label_is_refused():
    one = {
        "id": "c1",
        "model": MODEL["id"],
        "label": "last",
        "state": "verified",
        "hash": "c" * 64,
        "size": 1,
        "file_count": 1,
        "created_by": "o",
        "created_at": "2026-11-21T12:00:00Z",
    }
    for label in ("last", "c1", "cccc"):
        assert read_checkpoint(one, "tiny/mlp:3c70", label).label == "last"
    for body, asked, label in (
        (one, "tiny/mlp:9a1f", None),
        (one, MODEL["id"], "best"),
        (one | {"id": "../x"}, MODEL["id"], None),
    ):
        with pytest.raises(errors.Unavailable):
            read_checkpoint(body, asked, label)


@pytest.fixture
def home(tmp_path, monkeypatch):
    for name in ("URL", "TOKEN", "TIMEOUT"):
        monkeypatch.delenv(f"MODELBASE_{name}", raising=False)
    monkeypatch.setenv("MODELBASE_CONFIG_DIR", str(tmp_path / "config"))
    monkeypatch.setattr(config, "local_server", lambda: None)
    return tmp_path / "config"


def test_two_servers_behind_paths_of_one_host_keep_their_own_tokens(home):
    one, other = "https://h.test/a", "https://h.test/b"
    config.save_token(one, "mb_one")
    config.save_token(other, "mb_other")
    assert [config.resolve(url).token for url in (one, other, f"{one}/")] == ["mb_one", "mb_other", "mb_one"]
    assert config.resolve().url == other
    assert config.forget(one)
    assert config.resolve(other).token == "mb_other"


def test_a_config_folder_that_cannot_be_written_is_named_with_what_to_do(home, tmp_path):
    (tmp_path / "config").write_text("a file")
    for act in (config.check_writable, lambda: config.save_token("https://h.test", "mb_x")):
        with pytest.raises(errors.Invalid, match="MODELBASE_CONFIG_DIR") as caught:
            act()
        assert str(home) in caught.value.message


@pytest.mark.parametrize(
    "text",
    [
        "[]",
        "{",
        '{"servers": []}',
        '{"servers": {"x": 1}}',
        '{"default": 7}',
        '{"servers": {"x": {"token": 7}}}',
        "[" * 100_000,
    ],
)
def test_a_config_file_of_another_form_is_one_clear_error(home, text):
    home.mkdir()
    (home / "config.json").write_text(text)
    with pytest.raises(errors.Invalid, match="config file"):
        config.resolve()


def test_a_bad_address_in_the_environment_is_named_also_beside_another(home, monkeypatch):
    monkeypatch.setenv("MODELBASE_URL", "http://[::1")
    monkeypatch.setenv("MODELBASE_TOKEN", "mb_x")
    assert config.resolve("https://h.test").token is None
    with pytest.raises(errors.Invalid, match="is no server address"):
        config.resolve()


def test_hold_without_with_says_that_it_does_nothing():
    held = Held(Server("http://127.0.0.1:9", None, "test"), Args.of({"a": 1}), False, {"ttl_seconds": 120})
    for name in ("trained", "id"):
        with pytest.raises(errors.Invalid, match=r"with modelbase\.hold"):
            getattr(held, name)
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        del held
        gc.collect()
    assert any("with modelbase.hold" in str(each.message) for each in said)


def test_a_lease_of_another_process_says_when_it_ends_and_what_to_do(odd, reply):
    details = {"id": MODEL["id"], "holder": "root", "host": "vm", "expires_at": "2026-11-21T12:02:00Z"}
    body = {"error": {"code": "leased", "message": "leased by root on vm", "details": details}}
    odd.answer = lambda _: reply(409, json.dumps(body).encode())
    with (
        pytest.raises(
            errors.Conflict, match=r"ends at 2026-11-21T12:02:00Z.*job of yours that died.*wait=True"
        ),
        Held(Server(odd.url, None, "test"), Args.of({"a": 1}), False, {"ttl_seconds": 120}),
    ):
        pass


def test_the_end_of_another_lease_is_said_once(odd, reply):
    details = {"id": MODEL["id"], "holder": "root", "expires_at": "2026-11-21T12:02:00Z"}
    message = "a/b:1 is leased by another process of yours; its lease ends by itself at 2026-11-21T12:02:00Z"
    body = {"error": {"code": "leased", "message": message, "details": details}}
    odd.answer = lambda _: reply(409, json.dumps(body).encode())
    with (
        pytest.raises(errors.Conflict) as refused,
        Held(Server(odd.url, None, "test"), Args.of({"a": 1}), False, {"ttl_seconds": 120}),
    ):
        pass
    assert refused.value.message == f"{message}; wait=True waits for it"


@pytest.mark.parametrize("code", sorted(errors.CODES))
def test_every_error_names_a_next_step_on_the_command_line(code):
    assert failure.following(errors.from_code(code, "m")) == failure.NEXT[code]


def test_the_hint_fits_the_server_that_cannot_be_reached():
    local = errors.Unavailable("m", server="http://127.0.0.1:5050")
    remote = errors.Unavailable("m", server="https://models.example.com")
    assert failure.following(local).startswith("modelbase serve")
    assert "modelbase serve" not in failure.following(remote)
    assert "MODELBASE_TIMEOUT" in failure.following(remote)


def test_a_message_names_calls_and_settings_in_the_words_of_the_command_line():
    one = errors.NotFound("tokens() lists them", parameters=["tokens()", {"odd": 1}])
    assert failure.message(one) == "`modelbase token ls` lists them"
    two = errors.Unavailable("wait longer with timeout=, or give url=", parameters=["timeout", "url"])
    assert failure.message(two) == "wait longer with MODELBASE_TIMEOUT, or give --server"


FORMS = {
    r"GET /api/v1/me": lambda body: checked(reports.Person, body),
    r"GET .*/near\?.*": lambda body: checked(reports.Near, body),
    r"GET .*/lineage.*": lambda body: checked(reports.Lineage, body),
    r"GET .*/family": lambda body: checked(reports.Family, body),
    r"(GET|POST) /api/v1/diff.*": lambda body: checked(reports.Diff, body),
    r"GET .*/tensors": lambda body: checked(reports.Tensors, body),
    r"GET .*/safety": lambda body: checked(reports.Safety, body),
    r"GET /api/v1/keys(\?.*)?": lambda body: [checked(reports.Key, row) for row in body["rows"]],
    r"GET /api/v1/models(\?.*)?": lambda body: [checked(reports.Row, row) for row in body["rows"]],
    r"GET /api/v1/policies": lambda body: [checked(reports.Rules, row) for row in body["rows"]],
    r"PUT /api/v1/policy.*": lambda body: checked(reports.Ruled, body),
    r"GET /api/v1/models/[^/]+/[^/]+": lambda body: read_model(body, body["id"]),
    r"GET .*/checkpoints": lambda body: [read_checkpoint(row, row["model"]) for row in body["rows"]],
    r"GET .*/checkpoints/[^/]+": lambda body: read_checkpoint(body, body["model"], body["label"]),
    r"GET /api/v1/trash": lambda body: [read(TrashEntry, row) for row in body["rows"]],
    r"GET /api/v1/tokens": lambda body: [read(Token, row) for row in body["rows"]],
    r"GET /api/v1/users": lambda body: [read(User, row) for row in body["rows"]],
    r"GET .*/shares": lambda body: [read(Share, row) for row in body["rows"]],
}


def test_the_answers_of_the_server_have_the_forms_that_the_client_relies_on():
    """The golden answers, which tests of the server hold against its own, are all taken."""
    golden = json.loads((ROOT / "tests" / "contract" / "web-answers.json").read_text())["answers"]
    seen = set()
    for answer in golden:
        name = f"{answer['method']} {answer['path']}"
        for pattern, take in FORMS.items():
            if answer["status"] == 200 and re.fullmatch(pattern, name):
                take(answer["body"])
                seen.add(pattern)
    for case in json.loads((ROOT / "tests" / "contract" / "diff.json").read_text())["cases"]:
        checked(reports.Diff, case["answer"])
    assert len(seen) >= 8


@pytest.mark.parametrize(
    ("kind", "answer", "field"),
    [
        (things.Model, hostile_answers.MODEL, "state"),
        (things.Model, hostile_answers.MODEL, "visibility"),
        (things.Checkpoint, hostile_answers.CHECKPOINT, "state"),
    ],
)
def test_an_answer_without_what_every_answer_has_is_of_another_form(kind, answer, field):
    assert things.read(kind, answer)
    with pytest.raises(errors.Unavailable, match=field):
        things.read(kind, {name: value for name, value in answer.items() if name != field})


def test_what_is_shown_of_an_answer_has_the_fields_within_it():
    sent = {"verdict": "bad", "by": "octocat", "at": hostile_answers.AT}
    model = things.read(
        things.Model, hostile_answers.MODEL | {"note": sent, "parents": [{"id": hostile_answers.OTHER}]}
    )
    assert {"verdict", "reason"} <= set(fields(model)["note"])
    assert set(fields(model)["parents"][0]) == {"id", "kind"}
    assert "damaged" not in fields(model)  # not sent
