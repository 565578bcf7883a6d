"""A server that answers as the API does, and then spoils one answer: in its values, its bytes, its headers, its length.

`Hostile` is an httpx transport, so that thousands of answers cost seconds. What is honest is written down here in one
place; what a spoiled one may look like is drawn from `WORDS` and the ways of `spoil`.
"""

# ruff: noqa: E501 - a table of answers

from __future__ import annotations

import copy
import gzip
import hashlib
import json
import random
import re
from collections.abc import Callable, Iterator
from typing import Any

import httpx

URL = "http://models.test"
DIGEST = "3c7039714" + "a" * 55
ID = "tiny/mlp:3c7039714"
OTHER = "tiny/mlp:9a1f00000"
AT = "2026-11-21T12:00:00.123Z"
CONTENT = b"weights of a small model"
SHA256 = hashlib.sha256(CONTENT).hexdigest()
LINK = f"{URL}/s/mbs_{'x' * 43}"

NOTE = {"verdict": "bad", "reason": "test set", "by": "octocat", "at": AT}
MODEL: dict[str, Any] = {
    "id": ID, "name": "tiny/mlp", "dataset": "tiny", "architecture": "mlp", "digest": DIGEST, "family": "b" * 64,
    "policy": 1, "title": "First", "tags": ["baseline"], "aliases": ["production"], "visibility": "private",
    "owner": "octocat", "state": "trained", "parents": [{"id": OTHER, "kind": "finetuned"}], "children": 1, "note": NOTE,
    "metrics": {"top1": 76.1}, "checkpoints": 1, "latest": "last", "size": len(CONTENT), "created_at": AT,
    "updated_at": AT, "revision": 3, "args": {"lr": 0.1, "deep": {"a": [1, 2, {"b": None}]}}, "readme": "# Title\n\ntext",
    "warnings": [{"id": OTHER, "reason": "leak", "distance": 1}],
}  # fmt: skip
CHECKPOINT: dict[str, Any] = {
    "id": "c5f0", "model": ID, "label": "last", "hash": "c" * 64, "step": 90, "metrics": {"top1": 76.1},
    "size": len(CONTENT), "file_count": 1, "state": "verified", "weights_deleted": None, "created_by": "octocat",
    "created_at": AT, "files": [{"path": "model.bin", "size": len(CONTENT), "sha256": SHA256}],
}  # fmt: skip
URLS = [
    {
        "sha256": SHA256,
        "part": 1,
        "url": "http://store.test/put",
        "headers": {"Content-Type": "a/b"},
        "size": 24,
    }
]
UPLOAD = {
    "id": "c5f0", "expires_at": AT, "reused": {"files": 0, "size": 0}, "urls": URLS, "urls_expire_at": AT,
    "blobs": [{"sha256": SHA256, "size": 24, "part_size": 24, "parts": 1, "missing": [1]}],
}  # fmt: skip
LEASE = {"id": "l" * 24, "model": ID, "holder": "octocat", "host": "gpu", "note": "", "since": AT, "expires_at": AT, "ttl_seconds": 120}  # fmt: skip
RUN = {"id": "r" * 22, "model": ID, "number": 1, "by": "octocat", "host": "gpu", "note": "", "started_at": AT, "ended_at": AT, "outcome": "failed", "error": "RuntimeError: x", "first_step": 0, "last_step": 9, "seen_at": AT, "live": {"loss": 0.5}, "provenance": {"commit": "c0ffee"}, "retention": {"best": None, "keep_last": 2, "keep_every": None}}  # fmt: skip
LAST_RUN = {
    name: RUN[name] for name in ("number", "by", "host", "outcome", "error", "started_at", "ended_at")
}
RESUME = {"step": 9, "ref": f"{ID}@step-9"}
CURVE = {"key": "loss", "step": [0, 1], "value": [1.0, "NaN"], "time": [1_700_000_000_000, 1_700_000_001_000], "run": [1, 1], "total": 2}  # fmt: skip
SUMMARY = {"key": "loss", "count": 2, "first_step": 0, "last_step": 1, "last": "NaN", "min": 1.0, "max": 1.0}
STOPPED = {"state": "interrupted", "lease": None, "resume": RESUME, "run": LAST_RUN}
SHARE = {"id": "s_1", "model": ID, "kind": "login", "login": "octocat", "bound": True, "sees": ["card"], "created_by": "root", "created_at": AT, "expires_at": None}  # fmt: skip
TOKEN = {"id": "t_1", "name": "laptop", "scopes": ["read", "write"], "only": None, "created_at": AT, "expires_at": AT, "last_used_at": None}  # fmt: skip
USER = {"id": "github:1", "login": "octocat", "name": "Octo", "role": "admin", "basis": "manual", "admitted": True, "disabled": False, "checked_at": None, "created_at": AT, "signed_in_at": AT}  # fmt: skip
TRASH = {"id": "tr_1", "kind": "model", "model": ID, "label": None, "title": "First", "size": 5, "deleted_at": AT, "deleted_by": "octocat", "expires_at": AT}  # fmt: skip
EVENT = {"id": "e1", "action": "share.create", "by": {"id": "github:1", "login": "octocat", "via": "token", "token": None}, "target": {"model": ID}, "details": {}, "address": "192.0.2.7", "request_id": "r", "at": AT, "outcome": "done"}  # fmt: skip
VIEW = {"id": "v_1", "name": "sweep", "scope": "team", "owner": "octocat", "default": False, "revision": 1, "state": {"columns": ["title"]}, "created_at": AT, "updated_at": AT}  # fmt: skip
ALIAS = {
    "name": "tiny/mlp",
    "alias": "production",
    "model": ID,
    "protected": False,
    "by": "octocat",
    "at": AT,
}
POLICY = {"number": 1, "ignore": ["*_dir"], "seeds": ["seed"], "defaults": {}, "dataset_keys": ["dataset"], "architecture_keys": ["arch"]}  # fmt: skip
REPORT = {"models": 5, "changed": 1, "families": {"before": 4, "after": 4, "moved": 1}, "conflicts": {"count": 1, "rows": [{"id": ID, "others": [OTHER], "models": 2}]}}  # fmt: skip
NODE = {"id": ID, "title": "First", "state": "trained", "note": NOTE}
CELL = {"state": "value", "change": "changed", "value": 0.1, "delta": 0.01}
DIFF = {
    "ids": [ID, OTHER], "base": 0, "equal": False, "models": [NODE, NODE | {"id": OTHER}],
    "counts": {"args": {"different": 1, "total": 2}, "files": {"different": 1, "total": 1}},
    "rows": [
        {"section": "args", "key": "lr", "cells": [CELL, CELL | {"value": "x"}]},
        {"section": "files", "key": "a", "cells": [CELL | {"value": {"sha256": SHA256, "size": 5}}, {"state": "missing", "change": "removed"}]},
    ],
}  # fmt: skip
NEAR = {
    "id": ID, "k": 1, "total": 1, "compared": 5, "complete": True, "groups": [],
    "rows": [NODE | {"count": 1, "keys": [{"key": "lr", "seed": False, "base": 0.1, "value": 0.01}], "metrics": {"top1": {"base": 1.0, "value": 2.0, "delta": 1.0}}}],
}  # fmt: skip
LINEAGE = {
    "id": ID, "nodes": [NODE, NODE | {"id": OTHER}], "cut": {"up": False, "down": True},
    "edges": [{"from": OTHER, "to": ID, "kind": "finetuned", "differing": 2}],
}  # fmt: skip
KEY = {"key": "args.lr", "types": {"number": 5}, "models": 5, "distinct": 2, "low": 0.1, "high": 1.0, "examples": [0.1, "x"]}  # fmt: skip
ME = {"login": "octocat", "name": "", "role": "admin", "via": "token", "token": TOKEN, "server": {"version": "0.2.0", "url": URL, "sign_in": "local", "anonymous": False, "guests": False}}  # fmt: skip
SAFE = {"state": "nothing_found", "next": None, "trusted": "", "rows": [{"path": "model.bin", "format": "pickle", "state": "nothing_found", "reason": None, "imports": [{"name": "collections.OrderedDict", "risk": "known"}], "judged": [{"name": "collections.OrderedDict", "uses": ["called"], "trusted": "python 1", "reason": ""}], "lists": 1, "packed": "", "note": "", "scanner": {"name": "x", "version": "1"}, "at": AT}]}  # fmt: skip
FOUND = {"id": ID, "name": "tiny/mlp", "digest": DIGEST, "family": "b" * 64, "state": "trained", "model": MODEL, "lease": LEASE, "policy": 1, "nearest": {"model": {"id": OTHER, "title": "T", "state": "trained", "count": 1, "keys": [{"key": "lr", "seed": False, "base": 0.1, "value": 0.2, "float32": True}], "metrics": {}}, "seeds": [{"id": OTHER, "state": "new"}], "complete": True}}  # fmt: skip
CODE = {"code": "BCDF-GHJK", "grant": "g" * 30, "url": f"{URL}/cli", "interval": 0, "expires_at": AT}
GRANTED = TOKEN | {"token": "mb_granted"}
FILE = {"path": "model.bin", "size": len(CONTENT), "sha256": SHA256, "url": "http://store.test/get"}


def rows(*found: Any) -> dict[str, Any]:
    return {"rows": list(found), "next": None}


# method and path below /api/v1/ -> status and answer; the first that fits.
HONEST: list[tuple[str, int, Any]] = [
    (r"POST lookups", 200, rows(FOUND, FOUND)),
    (r"POST lookup", 200, FOUND | STOPPED),
    (r"GET models/[^/]+/[^/]+/runs", 200, rows(RUN)),
    (r"PUT models/[^/]+/[^/]+/runs/[^/]+", 200, RUN),
    (r"GET models/[^/]+/[^/]+/series\?.*key=.*", 200, rows(CURVE)),
    (r"GET models/[^/]+/[^/]+/series", 200, rows(SUMMARY)),
    (r"POST models/[^/]+/[^/]+/series", 200, {"accepted": 1, "known": False, "differing": 0}),
    (r"POST near", 200, NEAR),
    (r"POST models", 201, MODEL),
    (
        r"GET models",
        200,
        rows({"id": ID, "title": "First", "created_at": AT, "size": 5, "tags": ["a"], "args.lr": 0.1}),
    ),
    (r"GET keys", 200, rows(KEY)),
    (r"(GET|POST) diff", 200, DIFF),
    (r"GET models/[^/]+/[^/]+/checkpoints", 200, rows(CHECKPOINT)),
    (r"POST models/[^/]+/[^/]+/checkpoints", 201, {"checkpoint": None, "upload": UPLOAD}),
    (r"POST .*/parts", 200, {"urls": URLS, "urls_expire_at": AT}),
    (r"POST .*/commit", 201, CHECKPOINT),
    (r"GET .*/download", 200, rows(FILE)),
    (r"GET .*/safety", 200, SAFE),
    (r"GET .*/tensors", 200, {"rows": [], "totals": {}, "files": []}),
    (r"GET .*/near", 200, NEAR),
    (r"GET .*/family", 200, {"name": "tiny/mlp", "rows": [NODE], "metrics": {"top1": {"n": 1}}}),
    (r"GET .*/lineage", 200, LINEAGE),
    (r"DELETE .*/weights", 200, TRASH | {"kind": "weights", "label": "last"}),
    (r"(PUT|DELETE) .*/checkpoints/[^/]+/label", 200, CHECKPOINT),
    (r"GET .*/checkpoints/[^/]+", 200, CHECKPOINT),
    (r"DELETE .*/checkpoints/[^/]+", 200, TRASH | {"kind": "checkpoint", "label": "last"}),
    (r"PUT .*/aliases/[^/]+", 200, ALIAS),
    (r"DELETE .*/(aliases|shares)/[^/]+", 204, None),
    (r"GET .*/shares", 200, rows(SHARE)),
    (r"POST .*/shares", 201, SHARE | {"kind": "link", "secret": "mbs_" + "y" * 43}),
    (r"(PUT|DELETE) .*/note", 200, MODEL),
    (r"(POST|DELETE) .*/parents.*", 200, MODEL),
    (r"(GET|PATCH) models/[^/]+/[^/]+", 200, MODEL),
    (r"DELETE models/[^/]+/[^/]+", 200, TRASH),
    (r"GET shares/mine", 200, rows(SHARE | {"kind": "link", "model": MODEL})),
    (r"POST .*/redact", 200, {"id": ID, "keys": ["token"], "places": 1}),
    (
        r"GET secrets",
        200,
        {"rows": [{"id": ID, "trash": False, "secrets": [{"key": "token", "kind": "name"}]}], "next": None},
    ),
    (r"POST .*/damage", 204, None),
    (
        r"GET ",
        200,
        {"version": "0.2.0", "capabilities": ["client_version", "lookups", "nearest", "runs", "series"]},
    ),
    (r"GET me", 200, ME),
    (r"GET sign-in", 200, {"mode": "local", "url": None}),
    (r"POST session/codes", 201, {"code": "code"}),
    (r"POST cli-grants/codes", 201, CODE),
    (r"POST cli-grants/exchange", 201, GRANTED),
    (r"DELETE (session|tokens/.*|users/.*|trash/.*|leases/.*)", 204, None),
    (r"GET tokens", 200, rows(TOKEN)),
    (r"POST tokens", 201, GRANTED),
    (r"GET users", 200, rows(USER)),
    (r"PATCH users/.*", 200, USER),
    (r"GET trash", 200, rows(TRASH)),
    (r"POST trash/.*", 200, MODEL),
    (r"GET events", 200, rows(EVENT)),
    (r"GET views", 200, rows(VIEW)),
    (r"(GET|PUT) settings", 200, {"trusted_owners": [], "trusted_imports": [], "own_pushes": False}),
    (r"GET policies", 200, rows({"number": 1, "created_by": None, "created_at": AT})),
    (r"GET policy", 200, POLICY),
    (r"PUT policy", 200, {"state": "in_force", "policy": POLICY, "done": 5, "total": 5, "report": REPORT}),
    (r"POST leases.*", 201, {"state": "training", "model": MODEL, "lease": LEASE}),
]
WORDS: list[Any] = [
    "../../evil", "../../../../evil", "/etc/passwd", "tiny/../../evil:3c7039714", "../evil:3c7039714", "tiny/mlp:../../evil",
    "tiny/mlp:3c7039714/../../evil", ".modelbase.json", ".model.bin.0123456789ab.part", ".git/config", "GIT~1/config",
    ".g\u200bit/config", "con", "a:b", "a\\..\\b", "\x1b]0;title\x07\x1b[31mred", "\x9b31m", "\u202eabc", "\u2066x", "\x00", "\n\r\t",
    "&#27;[31m &#x202e; &#155;", "[red]x[/red]", "![x](http://e.test/x)", "file:///etc/passwd", "http://[::1", "http://[::1]:x/",
    "javascript:alert(1)", "ftp://e.test/x", "http://user:pass@e.test/", "//e.test", "$(touch evil)", "`touch evil`", "; touch evil",
    "| touch evil", "-rf", "--help", "%s%n{0}{x}", "", " ", "x" * 50_000, "\u0301" * 500, "0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59Z", "2026-01-01", "2026-13-45T99:99:99Z", "NaN", "Infinity", "1", ID, OTHER, "tiny/mlp:production",
    -1, 0, 1, 2**31, 2**63, 2**64, 10**400, 1.5, -0.0, 1e308, 5e-324, True, False, None, [], {}, [[]], [None], {"": ""},
    {"id": "../../evil"}, [{"path": "../../evil"}], ["a", 1, None, {}], {"a": {"b": {"c": [1]}}}, [ID] * 300,
]  # fmt: skip
RAW = [
    b"", b"{", b"null", b"[]", b"0", b'"text"', b"<html>hello</html>", b"\xff\xfe\x00", b"[" * 100_000, b'{"a":' * 20_000,
    b"1" * 10_000, b"NaN", b'{"rows": [Infinity], "next": null}', b'{"rows": ["\\ud800"], "next": null}', b"\x1b[31m",
    b'{"rows": [], "next": "again"}', b'{"rows": [{}], "next": "again"}', b'{"error": {}}', b'\xef\xbb\xbf{"rows": []}',
]  # fmt: skip
CODES = [
    "not_found",
    "flagged",
    "id_ambiguous",
    "policy_conflict",
    "leased",
    "unknown_code",
    7,
    None,
    "\x1b[31m",
    "unavailable",
]


class Hostile(httpx.BaseTransport):
    """Answers requests; the one with the number `target` gets a spoiled answer. `spoiled` counts those."""

    def __init__(self, seed: int, target: int) -> None:
        self.random = random.Random(seed)
        self.target, self.asked, self.spoiled = target, 0, 0
        self.requests: list[httpx.Request] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.read()
        self.requests.append(request)
        status, headers, body = self._honest(request)
        self.asked += 1
        if self.asked - 1 != self.target:
            return response(status, headers, body)
        self.spoiled += 1
        return self._spoiled(status, headers, body)

    def _honest(self, request: httpx.Request) -> tuple[int, dict[str, str], bytes]:
        if request.url.host == "store.test":
            return 200, {}, CONTENT if request.method == "GET" else b""
        path = request.url.path
        if path == "/readyz":
            return 200, {}, b'{"database": "ok", "store": "ok"}'
        name = f"{request.method} {path.removeprefix('/api/v1/')}"
        if path.endswith("/series") and request.url.query:
            name += f"?{request.url.query.decode()}"
        if re.fullmatch(r"GET .*/files/.*", name):
            return 302, {"location": FILE["url"]}, b""
        for pattern, status, answer in HONEST:
            if re.fullmatch(pattern, name):
                return (
                    status,
                    {"date": "Sat, 21 Nov 2026 12:00:00 GMT"},
                    b"" if answer is None else json.dumps(answer).encode(),
                )
        raise AssertionError(f"no honest answer to {name}")

    def _spoiled(self, status: int, headers: dict[str, str], body: bytes) -> httpx.Response:
        way = self.random.choices(
            [self._value, self._raw, self._failure, self._headers, self._bytes, self._endless],
            [12, 2, 3, 2, 2, 0.3],
        )[0]
        return way(status, headers, body)

    def _value(self, status: int, headers: dict[str, str], body: bytes) -> httpx.Response:
        try:
            answer = json.loads(body)
        except ValueError:
            return self._raw(status, headers, body)
        for _ in range(self.random.choice([1, 1, 1, 2, 5])):
            answer = spoil(answer, self.random)
        return response(status, headers, json.dumps(answer).encode())

    def _raw(self, status: int, headers: dict[str, str], body: bytes) -> httpx.Response:
        kind = self.random.choice(["application/json", "text/html", "image/png", "\x7f"])
        return response(status, headers | {"content-type": kind}, self.random.choice(RAW))

    def _failure(self, status: int, headers: dict[str, str], body: bytes) -> httpx.Response:
        pick = self.random.choice
        error: Any = {
            "code": pick(CODES),
            "message": pick(WORDS),
            "details": pick(WORDS),
            "request_id": pick(WORDS),
        }
        details = {
            name: pick(WORDS)
            for name in ("report", "candidates", "parameters", "files", "server", "expires_at", "message")
        }
        error = pick([error, error | {"details": details}, error | {"details": REPORT}, pick(WORDS)])
        number = pick([204, 301, 302, 307, 400, 401, 403, 404, 409, 413, 418, 429, 500, 503, 599])
        more = {"location": ascii(pick(WORDS))[:200], "retry-after": pick(["999999999", "-1", "soon", "0"])}
        return response(number, more, json.dumps({"error": error}).encode())

    def _headers(self, status: int, headers: dict[str, str], body: bytes) -> httpx.Response:
        dates = [
            "Sat, 21 Nov 2026 12:00:00 -0000",
            "yesterday",
            "",
            "Sat, 21 Nov 2026 12:00:00 GMT, Sat",
            "0",
            "9" * 300,
        ]
        more = {
            "date": self.random.choice(dates), "location": self.random.choice(["file:///etc/passwd", "//x", "http://[::1"]),
            "etag": "\x7f", "content-range": self.random.choice(["bytes 0-", "bytes -1-5/3", "x"]), "x-request-id": "\x7f" * 9,
        }  # fmt: skip
        return response(self.random.choice([status, 206, 416, 302]), headers | more, body)

    def _bytes(self, status: int, headers: dict[str, str], body: bytes) -> httpx.Response:
        cut = self.random.randrange(len(body) + 1)
        packed = {"content-encoding": "gzip"}
        return self.random.choice([
            lambda: response(status, headers, body[:cut]),
            lambda: response(status, headers, body + b"x" * 5000),
            lambda: response(status, headers, bytes([*body[:cut], 0xFF, *body[cut:]])),
            lambda: httpx.Response(status, headers=headers | packed, stream=Pieces([gzip.compress(body)[:cut]])),
            lambda: httpx.Response(status, headers=headers | packed, stream=Pieces([gzip.compress(b"0" * 5_000_000)])),
            lambda: httpx.Response(status, headers=headers, stream=Pieces([body[:cut]], broken=True)),
        ])()  # fmt: skip

    def _endless(self, status: int, headers: dict[str, str], body: bytes) -> httpx.Response:
        return httpx.Response(status, headers=headers, stream=Pieces([b" " * 65_536] * 10_000))


def response(status: int, headers: dict[str, str], body: bytes) -> httpx.Response:
    """Return an answer whose body is still to come, as from a socket."""
    return httpx.Response(status, headers=headers, stream=Pieces([body]))


class Pieces(httpx.SyncByteStream):
    """A body in pieces, perhaps with a connection that breaks at their end."""

    def __init__(self, pieces: list[bytes], *, broken: bool = False) -> None:
        self.pieces, self.broken = pieces, broken

    def __iter__(self) -> Iterator[bytes]:
        yield from self.pieces
        if self.broken:
            raise httpx.RemoteProtocolError("peer closed connection without sending complete message body")


def spoil(answer: Any, rng: random.Random) -> Any:
    """Return the answer with one place changed: another value, a key gone, a key more, an item twice, many items."""
    answer = copy.deepcopy(answer)
    holder, key = rng.choice(list(_places(answer)) or [(None, None)])
    if holder is None:
        return rng.choice(WORDS)
    ways: list[Callable[[], Any]] = [lambda: holder.__setitem__(key, rng.choice(WORDS))] * 6
    ways.append(lambda: holder.__delitem__(key))
    ways.append(lambda: holder.__setitem__(key, [holder[key]] * 30))
    ways.append(lambda: holder.__setitem__(key, {"rows": holder[key]}))
    if isinstance(holder, dict):
        ways.append(
            lambda: holder.__setitem__(
                rng.choice([w for w in WORDS if isinstance(w, str)]), rng.choice(WORDS)
            )
        )
    else:
        ways.append(lambda: holder.extend(rng.choices(WORDS, k=5)))
    rng.choice(ways)()
    return answer


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    if isinstance(value, dict | list):
        for key in value if isinstance(value, dict) else range(len(value)):
            yield value, key
            yield from _places(value[key])
