"""What others notice while one person asks the worst of every route: the p95 of a reader beside that of an idle server.

`python -m benchmarks heavy [--models N] [--seconds S]`. Starts `modelbase serve`'s own processes in a folder that is
removed, fills them, and for each heavy route lets eight clients of one person ask the worst that can be constructed,
while another person reads `GET /models`. The goal is a ratio of at most 4.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path
from threading import Event
from typing import Any
from urllib.parse import urlencode

from benchmarks.table import filled
from benchmarks.timing import Times, Web
from modelbase.entities import Role, User
from modelbase.server.access import Principal
from modelbase.server.database import Database
from modelbase.server.database.people import users
from modelbase.server.hosting import serve
from modelbase.server.signin.tokens import NewToken, create

CLIENTS = 8
GOAL = 4.0
PAUSE = 0.02  # seconds between two reads of the person who is measured
LONG = "a" * 1_000
Worst = dict[str, tuple[str, str, Any]]  # name -> method, path, body


def main(arguments: list[str]) -> int:
    """Fill, measure, print the ratios; return 1 if one is over the goal."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks heavy")
    parser.add_argument("--models", type=int, default=5_000)
    parser.add_argument("--seconds", type=float, default=10.0, help="for each route")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        options = serve.Options(port=0, data_dir=Path(folder))
        with serve.started(options, print, Event()) as (running, _):
            db = running.deployment.db
            filled(db, given.models)
            worst = made(Web(running.url, str(running.token)))
            tokens = {name: token_of(db, name) for name in ("attacker", "reader")}
            return measure(running.url, tokens, worst, given.seconds)


def token_of(db: Database, login: str) -> str:
    """Store a person and return a token of theirs."""
    user = users.ensure(db, User(id=f"bench:{login}", login=login, role=Role.ADMIN))
    who = Principal(user.id, user.login, user.role, "session")
    return str(create(db, who, NewToken(name="bench", scopes=("read", "write", "admin"))).token)


def made(owner: Web) -> Worst:
    """Store what the worst questions are about, and return them."""
    wide = [{f"{'k' * 60}{number}": [number, turn] for number in range(1_500)} for turn in range(2)]
    items = [[{"type": f"t{n % 7}", "a": n * turn, "b": n} for n in range(2_000)] for turn in (1, 2)]
    pairs = [_model(owner, wide=wide[turn], items=items[turn], turn=turn) for turn in range(2)]
    near = [_model(owner, "near", **{f"k{n}": n for n in range(500)}, one=at) for at in range(300)]
    for at in range(200):
        _model(owner, "texts", s=LONG[:900] + str(at), n=at)
    tests = " or ".join(f'args.s matches "(a|aa)+(a{{1,{n}}})+x"' for n in range(1, 60))
    words = " or ".join(f'"{LONG[: 20 + n]}y"' for n in range(100))
    rules = {name: value for name, value in json.loads(owner("/api/v1/policy")).items() if name != "number"}
    rules["ignore"] = [f"{'k*' * 20}{n}" for n in range(900)]
    return {
        "patterns": ("GET", f"/models?{urlencode({'where': tests})}", None),
        "search": ("GET", f"/models?{urlencode({'where': words})}", None),
        "sort": (
            "GET",
            f"/models?{urlencode({'sort': 'args.s,-args.n', 'offset': 4_000, 'total': 'true'})}",
            None,
        ),
        "keys": ("GET", f"/keys?{urlencode({'where': 'not args.s = 1', 'limit': 10_000})}", None),
        "values": ("GET", f"/keys/args.s/values?{urlencode({'where': tests})}", None),
        "diff": (
            "POST",
            "/diff",
            {"id": pairs, "all": True, "only": [f"*{'k*' * 15}{n}" for n in range(100)]},
        ),
        "diff of 200": ("POST", "/diff", {"id": near[:200], "all": True}),
        "near": ("GET", f"/models/{near[0]}/near?k=20&limit=1000", None),
        "families": ("GET", "/families?columns=" + ",".join(f"args.k{n}" for n in range(190)), None),
        "lineage": ("GET", f"/models/{near[0]}/lineage?depth=100", None),
        "policy": ("PUT", "/policy?dry_run=true", rules),
    }


def _model(owner: Web, arch: str = "wide", **args: Any) -> str:
    body = {"args": {"dataset": "worst", "arch": arch, **args}}
    return str(json.loads(owner("/api/v1/models", body))["id"])


def measure(url: str, tokens: dict[str, str], worst: Worst, seconds: float) -> int:
    """Print for each route what the reader notices; return 1 if one ratio is over the goal."""
    read(url, tokens["reader"], time.monotonic() + 2)
    idle = read(url, tokens["reader"], time.monotonic() + seconds)
    print(f"  {'idle':12} {idle}")
    over = 0
    for name, request in worst.items():
        until = time.monotonic() + seconds
        with ThreadPoolExecutor(CLIENTS) as pool:
            asking = [pool.submit(hammer, url, tokens["attacker"], request, until) for _ in range(CLIENTS)]
            busy = read(url, tokens["reader"], until)
            statuses = sum((each.result() for each in asking), Counter())
        ratio = busy.p95 / idle.p95
        over += ratio > GOAL
        shown = ", ".join(f"{status}: {count}" for status, count in sorted(statuses.items()))
        print(f"  {name:12} {busy}   p95 ratio to idle {ratio:5.2f}   ({shown})", flush=True)
    print(f"{len(worst) - over} of {len(worst)} routes within {GOAL:g} times the idle p95")
    return int(over > 0)


def read(url: str, token: str, until: float) -> Times:
    """Return how long reads of the table took."""
    web, found = Web(url, token), []
    while time.monotonic() < until:
        begin = time.perf_counter()
        web("/api/v1/models")
        found.append(time.perf_counter() - begin)
        time.sleep(PAUSE)
    return Times(found)


def hammer(url: str, token: str, request: tuple[str, str, Any], until: float) -> Counter[int]:
    """Ask the same again and again; return how often each status came. Raises RuntimeError for a wrong question."""
    method, path, body = request
    sent = None if body is None else json.dumps(body).encode()
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    statuses: Counter[int] = Counter()
    connection = HTTPConnection(url.removeprefix("http://"), timeout=60)
    while time.monotonic() < until:
        connection.request(method, f"/api/v1{path}", sent, headers)
        response = connection.getresponse()
        text = response.read()
        if response.status == 400 and json.loads(text)["error"]["code"] != "query_limit":  # over its time
            raise RuntimeError(f"{path[:60]}: {text[:300]!r}")
        statuses[response.status] += 1
        if response.status == 429:
            time.sleep(0.1)
    connection.close()
    return statuses
