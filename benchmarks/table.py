"""The table at 100,000 models or a million: pages, key catalogue and lookup over HTTP, beside what they are made of.

`python -m benchmarks table [--models N] [--data DIR] [--peers]`. Starts `modelbase serve`'s own processes, fills them
from the real recipes, and measures in one run: the HTTP API with access checks, the same plan without HTTP, a
hello-world request of the same web server, and with --peers an MLflow server with the same models.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from typing import Any
from urllib.parse import quote, urlencode

from benchmarks import fill, mlflow_peer
from benchmarks.timing import CLIENTS, Times, Web, hello_world, in_turn, rate, timed
from modelbase.identity.identity import DEFAULT_POLICY, identify
from modelbase.query import parse, parse_columns, parse_sort
from modelbase.server.database import Database
from modelbase.server.database.rows import TableQuery
from modelbase.server.hosting import serve
from modelbase.server.index import compact, keys, search
from modelbase.server.visible import EVERYTHING

LR, DECAY = "args.optim_wrapper.optimizer.lr", "args.optim_wrapper.optimizer.weight_decay"
EPOCHS, BATCH = "args.train_cfg.max_epochs", "args.train_dataloader.batch_size"
COLUMNS = f"title,state,{LR},{DECAY},{EPOCHS},{BATCH},args.ema,args.augment,metrics.top1,metrics.val.loss"
FILTERS = [
    'args.optim_wrapper.optimizer.type = "SGD"', "args.ema = true", f"{EPOCHS} >= 300", f"{BATCH} in (64, 128)",
    'args.augment = "cutmix"', 'args.precision != "fp32"', f"{LR} < 0.01", f"{DECAY} = 0.0001", "args.dropout = 0.1",
    'args.model.type = "ImageClassifier"', "args.clip_grad is null", 'args.augment in ("randaug", "autoaug")',
]  # fmt: skip
SORTS = ["-metrics.top1", "metrics.val.loss", LR, f"-{LR}", "args.warmup.ratio", "-args.randomness.seed"]
RARE = (
    f'args.ema = true and args.precision = "fp16" and args.augment = "cutmix" and {EPOCHS} = 300 '
    f"and {BATCH} = 64 and {DECAY} = 0.01"
)
UNFILTERED = [
    "-metrics.top1",
    LR,
    "-created_at",
    "title",
    "args.model.backbone.depth",
    "args.clip_grad,-metrics.top5",
]
SEARCHES = [
    "adamw", "resnet50", "imagenet", "a", "e", "/", "coco", "ProjectXYZ", "swin 4", "ada", "cutmix", "3c70", "pretrain",
    "val/", ".py", "baseline", "100 epochs", "한국", "LinearLR", "0",
]  # fmt: skip
ROUNDS = 100
NAMES = ("dataset", "architecture")
Calls = list[Callable[[], Any]]


def pages() -> list[tuple[str, str]]:
    """Return filters on two args with a sort: the same ones in every run."""
    dice = random.Random(1)
    return [(" and ".join(dice.sample(FILTERS, 2)), dice.choice(SORTS)) for _ in range(ROUNDS)]


def table_path(where: str, sort: str) -> str:
    """Return the address of a page of 100 rows and 10 columns."""
    return "/api/v1/models?" + urlencode(
        {"where": where, "sort": sort, "columns": COLUMNS, "limit": 100}, quote_via=quote
    )


def filled(db: Database, count: int) -> None:
    """Store what is missing of `count` models, and wait until the worker has compacted them."""
    there = db.models.estimated_document_count()
    if there < count:
        begin = time.monotonic()
        fill.fill(db, range(there, count), quick=count > 200_000)
        took = time.monotonic() - begin
        print(f"stored {count - there:,} models in {took:.0f} s: {(count - there) / took:,.0f} a second")
    begin = time.monotonic()
    while compact.due(db):
        time.sleep(1)
    print(f"compacted after another {time.monotonic() - begin:.0f} s")


def sizes(db: Database) -> None:
    """Print what the collections take."""
    for name in ("models", "columns", "blocks"):
        found = db.command("collstats", name, scale=2**20)
        size, disk, index = found["size"], found["storageSize"], found["totalIndexSize"]
        print(
            f"  {name:8} {found['count']:>9,} documents {size:>7,} MiB, {disk:>6,} on disk, {index:>5,} of indexes"
        )


def asked(where: str, sort: str) -> TableQuery:
    """Return a page as the store takes it."""
    return TableQuery(
        EVERYTHING, parse(where), parse_sort(sort), parse_columns(COLUMNS), datetime.now(UTC), 60
    )


def plan(db: Database, where: str, sort: str) -> search.Page:
    """Answer a page without HTTP, access and cursors."""
    return search.page(db, asked(where, sort), search.Window(None, 0, 100), False)


def measure(db: Database, ours: Web, hello: Web, count: int) -> dict[str, Times]:
    """Measure one request at a time; print and return the figures."""
    for where, sort in pages():
        plan(db, where, sort)
        for _ in range(3):  # whichever web worker takes it
            ours(table_path(where, sort))
    greeting: Calls = [lambda: hello("/")] * ROUNDS
    found: dict[str, Times] = {}
    for group in (of_pages(db, ours), of_lookup(db, ours, count > 200_000)):
        _printed(found, in_turn({"hello world": greeting} | group))
        ratio(found)
    calls = of_search(db, ours) | of_table(db, count) | of_keys(db, ours) | of_models(ours, count > 200_000)
    calls["page over HTTP after 100 new models"] = of_pages(db, ours)["page over HTTP"]
    for name, each in calls.items():
        _printed(found, {name: timed(each)})
    return found


def _printed(found: dict[str, Times], new: dict[str, Times]) -> None:
    """Print and keep figures."""
    found.update(new)
    for name, times in new.items():
        print(f"  {name:38} {times}", flush=True)


def of_pages(db: Database, ours: Web) -> dict[str, Calls]:
    """Return calls for pages over HTTP, and for the same plan bare."""
    return {
        "page over HTTP": [lambda w=w, s=s: ours(table_path(w, s)) for w, s in pages()],
        "page, same plan bare": [lambda w=w, s=s: plan(db, w, s) for w, s in pages()],
    }


def of_search(db: Database, ours: Web) -> dict[str, Calls]:
    """Return calls that search all texts; the first ones find the texts of each block not in memory yet."""
    where = [f'"{term}"' for term in SEARCHES] + [f'"{term}" and {FILTERS[0]}' for term in SEARCHES]
    path = [table_path(each, "") for each in where]
    return {
        "first search, bare": [lambda: plan(db, where[0], "")],
        "search, bare": [lambda w=w: plan(db, w, "") for w in where * 3],
        "search over HTTP, first": [lambda p=p: ours(p) for p in path[:4]],
        "search over HTTP": [lambda p=p: ours(p) for p in path * 3],
    }


def of_table(db: Database, count: int) -> dict[str, Calls]:
    """Return calls for pages of the table."""
    middle = search.Window(None, count // 2, 100)
    return {
        "any sort, unfiltered, bare": [lambda s=s: plan(db, "", s) for s in UNFILTERED * 10],
        "rare combination of six args, bare": [lambda: plan(db, RARE, "-metrics.top1")] * 20,
        "jump to the middle, bare": [lambda: search.page(db, asked("", "-metrics.top1"), middle, False)] * 5,
    }


def of_keys(db: Database, ours: Web) -> dict[str, Calls]:
    """Return calls for the key catalogue."""
    return {
        "key catalogue, bare": [lambda: keys.of_everything(db)] * 20,
        "key catalogue over HTTP": [lambda: ours("/api/v1/keys?limit=10000")] * 20,
        "keys of a filter over HTTP": [lambda: ours("/api/v1/keys?where=args.ema%20%3D%20true")] * 5,
        "values of a key over HTTP": [lambda: ours(f"/api/v1/keys/{LR}/values")] * 20,
    }


def of_lookup(db: Database, ours: Web, quick: bool) -> dict[str, Calls]:
    """Return calls that look models up by their args, and the point read that this needs at least."""
    bodies = recipes_of(quick)
    ids = [identify(each["args"], DEFAULT_POLICY, *(each[name] for name in NAMES)) for each in bodies]
    lean = {"args": 0, "flat": 0, "readme": 0}
    sent = [json.dumps(each).encode() for each in bodies]  # writing JSON is the client's work
    return {
        "lookup over HTTP": [lambda body=body: ours("/api/v1/lookup", body) for body in sent],
        "lookup, bare point read": [
            lambda i=i: db.models.find_one({"name": i.name, "digest": i.digest}, lean) for i in ids
        ],
    }


def of_models(ours: Web, quick: bool) -> dict[str, Calls]:
    """Return calls that make new models."""
    new = [each | {"args": each["args"] | {"benchmark": time.time()}} for each in recipes_of(quick)]
    return {"one new model over HTTP": [lambda body=body: ours("/api/v1/models", body) for body in new]}


def recipes_of(quick: bool) -> list[dict[str, Any]]:
    """Return requests for models that are stored (with `quick`, their digests are not those of their args)."""
    made = [fill.document(recipe, at, quick) for at, recipe in enumerate(fill.recipes()[:ROUNDS])]
    return [{"args": json.loads(each["args"])} | {name: each[name] for name in NAMES} for each in made]


def main(arguments: list[str]) -> int:
    """Fill, measure, print the ratios."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks table")
    parser.add_argument("--models", type=int, default=100_000)
    parser.add_argument("--data", type=Path, default=Path(".cache/benchmark"))
    parser.add_argument("--peers", action="store_true", help="also MLflow with the same models")
    given = parser.parse_args(arguments)
    folder = (given.data / str(given.models)).resolve()
    options = serve.Options(port=0, data_dir=folder)
    with serve.started(options, print, Event()) as (running, _), hello_world() as hello:
        db = running.deployment.db
        filled(db, given.models)
        print(f"{given.models:,} models, {os.cpu_count()} processors")
        sizes(db)
        found = measure(db, Web(running.url, str(running.token)), Web(hello), given.models)
        paths = [table_path(*each) for each in pages()]
        found_rate = rate(running.url, str(running.token), paths)
        print(f"  {CLIENTS} clients at once                      {found_rate:8.1f} pages a second")
    if given.peers:
        mlflow_peer.measure(given.models, found["page over HTTP"].median, found_rate)
    return 0


def ratio(found: dict[str, Times]) -> None:
    """Print what the API costs beside its parts, measured in turn with them."""
    hello, (bare, whole) = found["hello world"].median, list(found)[-1:-3:-1]
    parts = found[bare].median + hello
    print(f"{whole} / (bare + hello world): {found[whole].median / parts:.2f}", flush=True)
