"""The connections below the API: what no log holds, how long a question takes in all, which addresses are asked."""

# ruff: noqa: E501 - tables of cases

from __future__ import annotations

import datetime
import json
import logging
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from modelbase import errors
from modelbase.client import api as api_module
from modelbase.client import connection
from modelbase.client.api import Api, Store
from modelbase.client.config import Server

CANARY = "canary-5f2c"
SIGNED = f"X-Amz-Signature={CANARY}&X-Amz-Credential={CANARY}"


@pytest.fixture
def api(odd: Any) -> Iterator[Api]:
    made = Api(Server(odd.url, f"mb_{CANARY}", "test", f"mbs_{CANARY}"), 20)
    yield made
    made.close()


@pytest.mark.parametrize("level", [logging.INFO, logging.DEBUG])
def test_no_log_holds_a_secret_of_ours(api, odd, reply, caplog, level):
    """A training script that logs at INFO (as Hydra makes it) keeps its logs for ever."""
    caplog.set_level(level)
    for name in connection.LOGGERS:
        caplog.set_level(level, name)
    odd.answer = lambda asked: (
        reply(302, headers={"Location": f"{odd.url}/get?{SIGNED}"})
        if "/files/" in asked.path
        else reply(503, b"{}", {"X-Note": CANARY})
        if "busy" in asked.path
        else reply(200, b"{}", {"X-Note": CANARY})
    )
    api.call("POST", f"leases/{CANARY}/heartbeat", {"lease_id": CANARY})
    target = api.location("models/a/b:cafe/checkpoints/last/files/x")
    with pytest.raises(errors.Unavailable) as refused:
        api.call("GET", f"busy?{SIGNED}")
    store = Store()
    store.put(f"{odd.url}/put?{SIGNED}", {"X-Amz-Meta": CANARY}, 3, iter([b"a", b"bc"]))
    with store.get(target) as found:
        assert b"".join(found.iter_raw()) == b"{}"
    with pytest.raises(api_module.Interrupted) as broken:
        store.put(f"http://127.0.0.1:9/put?{SIGNED}", {}, 0, iter([]))
    store.close()
    assert CANARY not in caplog.text
    assert CANARY not in refused.value.message + str(broken.value) + str(broken.value.error)
    assert len(odd.asked) > 5


def test_another_users_httpx_is_logged_as_before(api, odd, reply, caplog):
    caplog.set_level(logging.INFO)
    odd.answer = lambda _: reply(200, b"{}")
    store = Store()

    def slices() -> Iterator[bytes]:  # a progress callback of the caller may ask something itself
        httpx.get(f"{odd.url}/mine")
        yield b"x"

    store.put(f"{odd.url}/put", {}, 1, slices())
    with store.get(f"{odd.url}/get") as found:
        httpx.get(f"{odd.url}/mine-too")
        list(found.iter_raw())
    store.close()
    httpx.get(f"{odd.url}/after")
    said = [record.getMessage() for record in caplog.records if record.name == "httpx"]
    assert [line.split()[3].rpartition("/")[2] for line in said] == ["mine", "mine-too", "after"]


@pytest.mark.parametrize(
    "url",
    ["file:///etc/passwd", "ftp://x/y", "javascript:alert(1)", "//x/y", "/x", "", "http://", "http://[::1", "http://u:p@x/",
     "http://x:99999/", "http://x/a b", "http://x/\u202e", "http://x/\n", "http://x/" + "a" * 20_000],
)  # fmt: skip
def test_an_address_that_is_no_store_is_not_asked(url):
    store = Store()
    for act in (lambda: store.put(url, {}, 0, iter([])), lambda: store.get(url).__enter__()):
        with pytest.raises(api_module.Interrupted) as caught:
            act()
        assert caught.value.attempts == 1
        assert caught.value.error.code == "store_unavailable"
        assert caught.value.error.message.isprintable()
    store.close()


@pytest.mark.parametrize(
    "headers", [{"Authorization": "x"}, {"Cookie": "x"}, {"Host": "x"}, {"Content-Type": "a\r\nX: y"}, {"X-aws-ec2-metadata-token": "x"}]
)  # fmt: skip
def test_a_header_that_no_store_needs_is_not_sent(odd, headers):
    store = Store()
    with pytest.raises(errors.Unavailable, match="the header"):
        store.put(f"{odd.url}/put", headers, 0, iter([]))
    store.close()
    assert odd.asked == []


def test_a_location_that_is_no_address_is_refused(api, odd, reply):
    odd.answer = lambda _: reply(302, headers={"Location": "file:///etc/passwd"})
    with pytest.raises(errors.Unavailable) as caught:
        api.location("models/a/b:cafe/checkpoints/last/files/x")
    assert caught.value.code == "store_unavailable"


def test_a_redirect_is_said_without_its_query(api, odd, reply):
    odd.answer = lambda _: reply(307, headers={"Location": f"http://other.test/x?{SIGNED}"})
    with pytest.raises(errors.Unavailable, match=r"sends to 'http://other\.test/x'") as caught:
        api.call("GET", "me")
    assert CANARY not in caught.value.message


def test_an_answer_without_end_is_cut(api, odd, reply, monkeypatch):
    monkeypatch.setattr(api_module, "MAX_ANSWER", 1000)
    odd.answer = lambda _: reply(200, b'"' + b"x" * 2000 + b'"')
    with pytest.raises(errors.Unavailable, match="longer than"):
        api.call("GET", "me")


@pytest.mark.parametrize(
    "page",
    [{"rows": [], "next": "a"}, {"rows": [1], "next": "same"}, {"rows": {}}, [], {"rows": [], "next": 7}],
)
def test_a_list_of_another_form_or_without_end_is_an_error(api, odd, reply, page):
    odd.answer = lambda _: reply(200, json.dumps(page).encode())
    with pytest.raises(errors.Unavailable, match="its list"):
        list(api.rows("models"))


@pytest.mark.parametrize("body", [b"[" * 100_000, b'{"a": NaN}', b'{"a": "\\ud800"}', b"1" * 10_000, b"\xff"])
def test_json_that_cannot_be_used_is_an_error(api, odd, reply, body):
    odd.answer = lambda _: reply(200, body)
    with pytest.raises(errors.Unavailable, match="is not JSON"):
        api.call("GET", "me")


def test_what_a_server_says_is_shown_without_control_characters(api, odd, reply):
    body = b'{"error": {"code": "not_found", "message": "\\u001b[31m\\u009b\\u202e", "details": {"a": 1}, "request_id": "\\u0007"}}'
    odd.answer = lambda _: reply(404, body)
    with pytest.raises(errors.NotFound) as caught:
        api.call("GET", "me")
    assert "\x1b" not in caught.value.message
    assert caught.value.request_id == " "


@pytest.fixture
def silent() -> Iterator[str]:
    """A server that takes connections, sends a byte of its head now and then, and never ends it."""
    listener = socket.create_server(("127.0.0.1", 0))
    stop = threading.Event()

    def drip(one: socket.socket) -> None:
        one.sendall(b"HTTP/1.1 200 OK\r\nX: ")
        try:
            while not stop.wait(0.2):
                one.sendall(b"x")
        except OSError:
            pass
        finally:
            one.close()

    def serve() -> None:
        while True:
            try:
                one, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=drip, args=(one,), daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    stop.set()
    listener.close()


def test_a_question_has_a_total_time_whatever_the_server_sends(silent):
    asked = Api(Server(silent, None, "test"), 1.0)
    began = time.monotonic()
    with pytest.raises(errors.Unavailable, match=r"no whole answer within 1 seconds.*timeout="):
        asked.call("GET", "me")
    assert time.monotonic() - began < 5
    asked.close()


def test_a_name_that_is_looked_up_for_ever_is_within_the_time_too(monkeypatch):
    never = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: never.wait(60))
    asked = Api(Server("http://models.test", None, "test"), 1.0)
    began = time.monotonic()
    with pytest.raises(errors.Unavailable, match="within 1 seconds"):
        asked.call("GET", "me")
    never.set()
    assert time.monotonic() - began < 5
    asked.close()


def test_who_is_told_to_wait_waits_for_a_server_that_starts(odd, reply, monkeypatch):
    """The default gives up soon where nothing ever answered; MODELBASE_TIMEOUT says that it will come."""
    refused = iter([True] * 6)
    real = Api._exchange

    def exchange(self: Api, *parts: Any) -> Any:
        if next(refused, False):
            raise httpx.ConnectError("refused")
        return real(self, *parts)

    monkeypatch.setattr(Api, "_exchange", exchange)
    odd.answer = lambda _: reply(200, b"{}")
    monkeypatch.setenv("MODELBASE_TIMEOUT", "120")
    asked = Api(Server(odd.url, None, "test"))
    assert asked.call("GET", "me") == {}
    asked.close()


@pytest.mark.parametrize("text", ["0", "-1", "soon", "nan", "inf", "1e9"])
def test_a_time_that_is_none_is_named(monkeypatch, text):
    monkeypatch.setenv("MODELBASE_TIMEOUT", text)
    with pytest.raises(errors.Invalid, match="MODELBASE_TIMEOUT"):
        Api(Server("http://127.0.0.1:9", None, "test"))


@pytest.mark.parametrize("proxy", ["socks9://x:1", "http://[::1", "nonsense://"])
def test_a_proxy_that_cannot_be_used_is_named_without_its_password(monkeypatch, proxy):
    monkeypatch.setenv("HTTP_PROXY", proxy.replace("://", "://user:secret@"))
    with pytest.raises(errors.Unavailable, match="the proxy that HTTPS_PROXY") as caught:
        Api(Server("http://models.test", None, "test"))
    assert "secret" not in caught.value.message


@pytest.fixture
def private_ca(tmp_path: Path) -> tuple[Path, ssl.SSLContext]:
    """A certificate for 127.0.0.1 that no public authority made, and a server's context with it."""
    from ipaddress import ip_address

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Our authority")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(now - datetime.timedelta(days=1)).not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    file = tmp_path / "ca.pem"
    file.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret = tmp_path / "key.pem"
    form = serialization.PrivateFormat.PKCS8
    secret.write_bytes(key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file, secret)
    return file, context


@pytest.fixture
def secure(private_ca: tuple[Path, ssl.SSLContext]) -> Iterator[str]:
    listener = private_ca[1].wrap_socket(socket.create_server(("127.0.0.1", 0)), server_side=True)

    def serve() -> None:
        while True:
            try:
                one, _ = listener.accept()
                one.recv(65_536)
                one.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}")
                one.close()
            except ssl.SSLError:
                continue
            except OSError:
                return

    threading.Thread(target=serve, daemon=True).start()
    yield f"https://127.0.0.1:{listener.getsockname()[1]}"
    listener.close()


def test_a_private_authority_is_trusted_by_ssl_cert_file_on_this_machine_too(secure, private_ca, monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    before = Api(Server(secure, None, "test"), 5)
    with pytest.raises(errors.Unavailable, match="SSL_CERT_FILE"):
        before.call("GET", "me")
    before.close()
    monkeypatch.setenv("SSL_CERT_FILE", str(private_ca[0]))
    after = Api(Server(secure, None, "test"), 5)
    assert after.call("GET", "me") == {}
    after.close()


def test_a_file_of_certificates_that_is_not_there_is_named(monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", "/nowhere.pem")
    with pytest.raises(errors.Unavailable, match="SSL_CERT_FILE"):
        Api(Server("https://127.0.0.1:9", None, "test"))
