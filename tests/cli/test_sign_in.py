"""login, logout, whoami, token; and finding the server that runs on this machine."""

from __future__ import annotations

import json
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

BARE = {"MODELBASE_URL": None, "MODELBASE_TOKEN": None}


def saved(run):
    return run.folder.parent / "home" / ".config" / "modelbase" / "config.json"


def test_login_keeps_a_token_that_works(run, server):
    done = run("login", server.url, "--token", server.token, **BARE)
    assert done.code == 0, done.err
    assert saved(run).stat().st_mode & 0o777 == 0o600
    who = run("whoami", **BARE)
    assert who.out.rstrip().endswith(server.url)
    assert server.token not in who.out + who.err + done.out + done.err


def test_login_reads_the_token_from_a_pipe(run, server):
    assert run("login", server.url, given=server.token + "\n", **BARE).code == 0
    assert run("ls", **BARE).code == 0


def test_login_refuses_a_wrong_token_and_keeps_nothing(run, server):
    done = run("login", server.url, "--token", "mb_wrong", **BARE)
    assert done.code == 4
    assert not saved(run).exists()


@pytest.mark.parametrize("token", ["", "two words", "é"])
def test_login_refuses_what_is_no_token(run, server, token):
    assert run("login", server.url, given=token, **BARE).code == 2
    assert not saved(run).exists()


def test_logout_forgets(run, server):
    run("login", server.url, "--token", server.token, **BARE)
    assert run("logout", **BARE).code == 0
    assert server.token not in saved(run).read_text()
    assert run("ls", "--server", server.url, **BARE).code == 4


def test_a_server_on_this_machine_needs_no_login(run, server):
    done = run("whoami", HOME=str(server.home), **BARE)
    assert done.code == 0
    assert "running on this machine" in done.err
    assert "nothing to keep" in run("login", HOME=str(server.home), **BARE).err


def test_no_token_is_exit_4_and_names_the_next_command(run, server):
    done = run("ls", "--server", server.url, **BARE)
    assert (done.code, done.out) == (4, "")
    assert "Next: modelbase login" in done.err


def test_no_server_at_all_is_exit_1_and_says_how_to_get_one(run, tmp_path):
    done = run("ls", **BARE)
    assert done.code == 1
    assert "modelbase serve" in done.err


def test_token_is_made_shown_once_and_revoked(run, server):
    made = run("token", "create", "laptop", "--scope", "read", "--expires", "7", "--json").json
    assert made["token"].startswith("mb_")
    assert run("whoami", MODELBASE_TOKEN=made["token"]).code == 0
    assert run("rename", "tiny/none:deadbeef0", "x", MODELBASE_TOKEN=made["token"]).code in {3, 4}
    rows = run("token", "ls", "--json").json
    assert made["id"] in [row["id"] for row in rows]
    assert made["token"] not in json.dumps(rows)
    assert run("token", "revoke", made["id"]).code == 0
    deadline = time.monotonic() + 60
    while (
        run("whoami", MODELBASE_TOKEN=made["token"]).code != 4
    ):  # a worker may know it for up to five seconds
        assert time.monotonic() < deadline


def test_nobody_there_is_exit_1(run, server):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        done = run("ls", MODELBASE_URL=f"http://127.0.0.1:{free.getsockname()[1]}")
    assert (done.code, done.out) == (1, "")
    assert "cannot reach" in done.err


def test_another_kind_of_server_is_told(run, server):
    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"<html>")

        def log_message(self, *_: Any) -> None:
            pass

    stranger = HTTPServer(("127.0.0.1", 0), Page)
    thread = threading.Thread(target=stranger.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    done = run("ls", MODELBASE_URL=f"http://127.0.0.1:{stranger.server_port}")
    stranger.shutdown()
    stranger.server_close()
    thread.join()
    assert done.code == 1
    assert "is no Modelbase server" in done.err


def test_https_to_a_plain_server_is_told(run, server):
    done = run("ls", MODELBASE_URL=server.url.replace("http:", "https:"))
    assert done.code == 1
    assert "no safe connection" in done.err


def test_an_address_that_is_none_is_exit_2(run, server):
    assert run("ls", "--server", "ftp://x").code == 2
