"""Requests that no client sends, to all routes as all kinds of callers: no answer is a fault of the server.

Paths, queries, headers and bodies are mutated from real ones (tests/api/test_routes.py has one for each route). Rounds:
200 by default, MODELBASE_TEST_ROUNDS for more (20,000 was the acceptance run); MODELBASE_TEST_SEED repeats one.
"""

from __future__ import annotations

import copy
import json
import os
import random
from collections import Counter
from time import monotonic
from typing import Any
from urllib.parse import quote

import pytest

from modelbase.server.deployment import Deployment
from modelbase.server.models import policies
from tests.api.test_routes import BASE, PNG, SAMPLES, World, _filled, make_world

ROUNDS = int(os.environ.get("MODELBASE_TEST_ROUNDS", "200"))
SEED = int(os.environ.get("MODELBASE_TEST_SEED", "1"))
AFRESH = 100  # requests after which the database is put back
SLACK = 5.0  # seconds beyond the time limit of a request
CALLERS = (
    "anonymous", "anonymous_allowed", "guest", "read_only", "admin", "token_read", "token_write", "token_admin",
    "token_other_name", "disabled", "deleted", "link",
)  # fmt: skip
KEYS = (
    "",
    "a",
    "$where",
    "a.b",
    "__proto__",
    "\x00",
    "\ud800",
    "é",
    "e\u0301",
    "_id",
    "id",
    "x" * 1_000,
    '"',
    "args",
)
NUMBERS = (0, -1, 1e308, -1e-320, 2**53 + 1, 2**63, -(2**64), 10**40, 10**400, 0.1, 1e16, True)
TEXTS = (
    "",
    " ",
    "\x00",
    "\ud800",
    "\udfff\ud800",
    "\u202e",
    "\r\n",
    "NaN",
    "-Infinity",
    "null",
    "a/b:1234",
    "../..",
    "*" * 500,
    "a" * 5_000,
    "{}",
    "[",
    "%00",
    "%ff",
    "💥",
    "ﬀ",
    "１",
    "'\"",
    "(" * 300,
    'args.a = "',
    "not " * 100,
    "-7d",
    "0" * 64,
    "1e400",
    "data/net@last",
    "mb_" + "0" * 38,
    "2026-13-45T99:99",
    "9999-12-31T23:59:59-23:59",
    "0001-01-01T00:00:00+23:59",
    'args.x matches "(a"',
    "a in (" + "1," * 900 + "1)",
    "created_at > -999999w",
    "args.a.b.c.d.0 = 1",
    "-",
    ",",
    ",,",
)
QUERIES = (
    "where",
    "sort",
    "columns",
    "limit",
    "after",
    "offset",
    "total",
    "search",
    "varying",
    "since",
    "until",
    "id",
    "base",
    "only",
    "ignore",
    "all",
    "k",
    "depth",
    "direction",
    "as",
    "force",
    "number",
    "dry_run",
    "accept_merge",
    "name",
    "action",
    "by",
    "target",
    "bogus",
)
RAW = (
    b"",
    b"{",
    b"[]",
    b"null",
    b"1",
    b'"x"',
    b"\xff\xfe",
    b"\xef\xbb\xbf{}",
    b'{"a":1,"a":2}',
    b'{"a":NaN}',
    b'{"args":1e999}',
    b'{"args":{"a":' + b"9" * 5_000 + b"}}",
    b'{"a":' * 2_000 + b"1" + b"}" * 2_000,
    b"[" * 50_000,
    b'{"args":{"\\ud800":1}}',
    b'{"args":{"a":"\\udc00"}}',
    b'{"args":{"\\ud800":{"\\udfff":[]}},"dataset":"d","architecture":"a"}',
    b'{"a":"\x00"}',
    b"x" * 300_000,
)
HEADERS = (
    ("If-Match", '"1"'),
    ("If-Match", '"99999999999999999999"'),
    ("If-Match", "\xff"),
    ("If-None-Match", "*"),
    ("Range", "bytes=9-1"),
    ("X-Modelbase-Share", "mbs_" + "x" * 43),
    ("X-Modelbase-Share", "\xe9"),
    ("X-Request-Id", "\xff" * 50),
    ("Accept", "\xff"),
    ("Content-Type", "text/plain"),
    ("Content-Type", "application/json; charset=utf-7"),
    ("Content-Type", "multipart/form-data"),
    ("Authorization", "Basic eDp4"),
    ("Authorization", "Bearer \xff"),
    ("Cookie", "a=\xff; modelbase=x"),
    ("Origin", "null"),
    ("Modelbase-Client", "\xff"),
    ("Content-Encoding", "gzip"),
    ("User-Agent", "\x9b\xff"),
    ("X-Forwarded-For", "1, ,\xff"),
)


class Fuzz:
    """Makes requests from samples with a dice."""

    def __init__(self, world: World, dice: random.Random) -> None:
        self.world, self.dice = world, dice

    def value(self, depth: int = 0) -> Any:
        """Return any JSON value."""
        kind = self.dice.random()
        if depth > 3 or kind < 0.35:
            return self.dice.choice(TEXTS)
        if kind < 0.6:
            return self.dice.choice(NUMBERS)
        if kind < 0.7:
            return self.dice.choice((None, True, False, [], {}, [[]], [{}], [None]))
        if kind < 0.75:
            deep: Any = 1
            for _ in range(self.dice.choice((5, 60, 150))):
                deep = [deep] if self.dice.random() < 0.5 else {"a": deep}
            return deep
        if kind < 0.8:
            return self.dice.choice((list(range(2_000)), {str(n): n for n in range(2_000)}, ["x"] * 1_500))
        many = range(self.dice.randint(1, 4))
        if kind < 0.9:
            return [self.value(depth + 1) for _ in many]
        return {self.dice.choice(KEYS): self.value(depth + 1) for _ in many}

    def mutated(self, body: Any) -> Any:
        """Return a body with one to three places changed."""
        body = copy.deepcopy(body)
        for _ in range(self.dice.randint(1, 3)):
            body = self._changed(body)
        return body

    def _changed(self, body: Any) -> Any:
        if isinstance(body, dict) and body and self.dice.random() < 0.85:
            key = self.dice.choice(list(body))
            kind = self.dice.random()
            if kind < 0.1:
                del body[key]
            elif kind < 0.2:
                body[self.dice.choice(KEYS)] = self.value()
            else:
                body[key] = self._changed(body[key])
            return body
        if isinstance(body, list) and body and self.dice.random() < 0.7:
            at = self.dice.randrange(len(body))
            body[at] = self._changed(body[at])
            return body * self.dice.choice((1, 1, 2, 50))
        return self.value()

    def path(self, path: str) -> str:
        """Return a path, perhaps with a part changed and a query."""
        dice = self.dice
        if dice.random() < 0.2:
            parts = path.split("/")
            parts[dice.randrange(len(parts))] = quote(
                dice.choice(TEXTS)[:2_000].encode(errors="surrogatepass"), safe=dice.choice(("", ":/@"))
            )
            path = "/".join(parts)
        if dice.random() < 0.5:
            given = [
                f"{dice.choice(QUERIES)}={quote(self.text().encode(errors='surrogatepass'))}"
                for _ in range(dice.randint(1, 3))
            ]
            path += ("&" if "?" in path else "?") + "&".join(given)
        return path

    def text(self) -> str:
        """Return the text of a query field."""
        value = self.dice.choice((*TEXTS, *NUMBERS))
        return str(value)[:3_000]

    def request(self) -> tuple[str, str, dict[str, Any]]:
        """Return a route, a path, and what else is sent."""
        dice = self.dice
        route = dice.choice(sorted(SAMPLES))
        method, _, _ = route.partition(" ")
        path, body = SAMPLES[route]
        given = self.world.one | self.world.ids[dice.choice(("private", "public", "shared"))]
        path = self.path(path.format(**given))
        headers = dict([dice.choice(HEADERS)] if dice.random() < 0.2 else ())
        if dice.random() < 0.03:
            method = dice.choice(("PUT", "PATCH", "DELETE", "POST", "OPTIONS", "HEAD", "GET"))
        sent: dict[str, Any] = {"method": method, "headers": headers}
        if body is not None or dice.random() < 0.1:
            if dice.random() < 0.15:
                data = dice.choice(RAW)
            elif body == PNG:
                data = dice.choice((bytes.fromhex(PNG), b"\x89PNG", b"\xff\xd8\xff" * 1_000))
            else:
                body = _filled(body, given) if body is not None else {}
                data = json.dumps(self.mutated(body) if dice.random() < 0.9 else body).encode()
            kind = "image/png" if body == PNG and dice.random() < 0.9 else "application/json"
            sent |= {"data": data, "content_type": kind}
        return route, path, sent

    def ask(self, caller: str, path: str, sent: dict[str, Any]) -> Any:
        """Send a request as a caller."""
        headers = self.world.headers[caller] | sent["headers"]
        if "Cookie" in self.world.headers[caller] and sent["method"] != "GET":
            headers["Origin"] = BASE
        client = self.world.apps[caller == "anonymous_allowed"]
        return client.open(path, base_url=BASE, **(sent | {"headers": headers}))


@pytest.mark.row("S11")
def test_no_request_is_a_fault_of_the_server(
    real_house: Deployment, monkeypatch: pytest.MonkeyPatch, figures: dict[str, str]
) -> None:
    monkeypatch.setattr(policies, "KNOWN_AFTER", 0)
    world, dice = make_world(real_house), random.Random(SEED)
    fuzz, statuses, faults, slowest = Fuzz(world, dice), Counter[int](), [], 0.0
    for number in range(ROUNDS):
        route, path, sent = fuzz.request()
        caller = dice.choice(CALLERS)
        begin = monotonic()
        found = fuzz.ask(caller, path, sent)
        took = monotonic() - begin
        slowest = max(slowest, took)
        statuses[found.status_code] += 1
        if found.status_code >= 500 and not (found.status_code == 503 and b"not built" in found.data):
            faults.append((number, route, caller, path[:300], str(sent.get("data"))[:600], found.status_code))
        if took > real_house.settings.query_seconds + SLACK:
            faults.append((number, route, caller, path[:300], str(sent.get("data"))[:600], took))
        if number % AFRESH == 0:
            assert fuzz.ask("anonymous", "/healthz", {"method": "GET", "headers": {}}).status_code == 200
            world.put_back()
    world.put_back()
    shown = ", ".join(f"{status}: {count}" for status, count in sorted(statuses.items()))
    figures["fuzz"] = f"{ROUNDS} requests, {len(faults)} faults, slowest {slowest:.2f} s ({shown})"
    assert not faults, "\n".join(map(str, faults[:20]))
    assert len(statuses) > 5, "the requests are all refused for one reason"
