"""The same models in an MLflow server, on PostgreSQL and on SQLite, asked the same kind of questions.

MLflow is installed once into `.cache/mlflow`, apart from our own packages; mlflow_fill.py puts the models into it.
Printed are its figures beside ours.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from typing import Any

from benchmarks import mlflow_fill

HOME = Path(".cache/mlflow").resolve()
MLFLOW = "mlflow==3.17.*"
FILTERS = [
    "params.`optim_wrapper.optimizer.type` = 'SGD'", "params.ema = 'True'", "params.`train_cfg.max_epochs` = '300'",
    "params.augment = 'cutmix'", "params.precision != 'fp32'", "params.dropout = '0.1'",
]  # fmt: skip
SORTS = ["metrics.top1 DESC", "metrics.`val.loss` ASC", "params.`optim_wrapper.optimizer.lr` ASC"]
ROUNDS, CLIENTS, SECONDS = 20, 8, 20.0
LONGEST = 180.0  # seconds after which fewer questions have to do, but five


def measure(count: int, ours: float, our_rate: float) -> None:
    """Fill MLflow with the models, on PostgreSQL and on SQLite, ask it, print the ratios to ours (seconds, rate)."""
    if not (HOME / "bin" / "mlflow").exists():
        subprocess.run([sys.executable, "-m", "venv", str(HOME)], check=True)
        subprocess.run([HOME / "bin" / "pip", "install", "-q", MLFLOW, "psycopg2-binary"], check=True)
    for name, store in (("PostgreSQL", postgres), ("SQLite", sqlite)):
        with store() as database:
            port = free_port()
            with server(database, port):
                begin = time.monotonic()
                mlflow_fill.load(database, count)
                print(
                    f"MLflow on {name}, {count:,} runs, stored in {time.monotonic() - begin:.0f} s",
                    flush=True,
                )
                if name == "PostgreSQL":
                    compare(port, ours, our_rate)
                else:
                    once(port, ours)
            if name == "SQLite":
                mlflow_fill.analyze(database)
                print("MLflow on SQLite after ANALYZE, which MLflow itself never runs", flush=True)
                with server(database, port):
                    compare(port, ours, our_rate)


def once(port: int, ours: float) -> None:
    """Ask one page, which without the planner's counts may take minutes, and wait a bounded time for it."""
    try:
        took, least = ask(port, asked()[0], LONGEST), ""
    except TimeoutError:
        took, least = LONGEST, "more than "
    print(
        f"  one page of 100 runs: {least}{took:.0f} s, ours is {least}{took / ours:.0f} times faster",
        flush=True,
    )


def compare(port: int, ours: float, our_rate: float) -> None:
    """Ask a filled MLflow, and print its figures and their ratios to ours."""
    times, rate = questioned(port)
    median, p95 = statistics.median(times), sorted(times)[int(len(times) * 0.95)]
    print(f"  page of 100 runs                       median {median * 1e3:8.1f} ms   p95 {p95 * 1e3:8.1f} ms")
    print(f"  {CLIENTS} clients at once                      {rate:8.2f} pages a second")
    times_faster, times_more = median / ours, our_rate / rate
    print(
        f"ours is {times_faster:.0f} times faster, with {times_more:.0f} times the pages a second", flush=True
    )


def questioned(port: int) -> tuple[list[float], float]:
    """Return how long pages took one after the other, and the pages a second of many clients."""
    questions = asked()
    times: list[float] = []
    end = time.monotonic() + LONGEST
    while len(times) < len(questions) and (len(times) < 5 or time.monotonic() < end):
        times.append(ask(port, questions[len(times)]))
    return times, clients(port, questions)


def asked() -> list[dict[str, Any]]:
    """Return filters on two params with a sort."""
    dice = random.Random(1)
    return [
        {
            "experiment_ids": ["0"],
            "filter": " and ".join(dice.sample(FILTERS, 2)),
            "order_by": [dice.choice(SORTS)],
            "max_results": 100,
        }
        for _ in range(ROUNDS)
    ]


def ask(port: int, question: dict[str, Any], longest: float = 600) -> float:
    """Return how long a page took, in seconds; raise TimeoutError after the longest that is waited."""
    begin = time.perf_counter()
    connection = HTTPConnection("127.0.0.1", port, timeout=longest)
    body = json.dumps(question)
    connection.request("POST", "/api/2.0/mlflow/runs/search", body, {"Content-Type": "application/json"})
    response = connection.getresponse()
    data = response.read()
    if response.status != 200:
        raise RuntimeError(f"MLflow: {response.status} {data[:300]!r}")
    return time.perf_counter() - begin


def clients(port: int, questions: list[dict[str, Any]]) -> float:
    """Return the pages per second that CLIENTS clients get."""
    end = time.monotonic() + SECONDS

    def hammer(at: int) -> int:
        count = 0
        while time.monotonic() < end:
            ask(port, questions[(at + count) % len(questions)])
            count += 1
        return count

    begin = time.monotonic()
    with ThreadPoolExecutor(CLIENTS) as pool:
        done = sum(pool.map(hammer, range(CLIENTS)))
    return done / (time.monotonic() - begin)


@contextmanager
def postgres() -> Iterator[str]:
    """Run a PostgreSQL of our own on loopback; yield its address."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found or os.geteuid() != 0 or not shutil.which("runuser"):
        raise SystemExit("--peers needs root and PostgreSQL: apt-get install postgresql")
    binaries, folder, port = found[-1].parent, Path(mkdtemp(prefix="modelbase-postgres-")), free_port()
    shutil.chown(folder, "postgres", "postgres")
    become = ["runuser", "-u", "postgres", "--"]
    subprocess.run(
        [*become, binaries / "initdb", "-D", folder / "data", "-A", "trust", "-U", "mlflow", "-E", "UTF8"],
        check=True, stdout=subprocess.DEVNULL, cwd=folder,
    )  # fmt: skip
    options = "-c shared_buffers=2GB -c work_mem=64MB -c max_wal_size=8GB -c random_page_cost=1.1"
    child = subprocess.Popen(
        [*become, binaries / "postgres", "-D", folder / "data", "-p", str(port), "-k", str(folder), *options.split()],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder,
    )  # fmt: skip
    try:
        address = f"postgresql://mlflow@127.0.0.1:{port}/postgres"
        wait(
            lambda: (
                subprocess.run(
                    ["psql", address, "-c", "select 1"], capture_output=True, check=False
                ).returncode
                == 0
            )
        )
        yield address
    finally:
        stop = [*become, binaries / "pg_ctl", "-D", folder / "data", "stop", "-m", "fast"]
        subprocess.run(stop, cwd=folder, stdout=subprocess.DEVNULL, check=False)
        child.wait(60)
        shutil.rmtree(folder)


@contextmanager
def sqlite() -> Iterator[str]:
    """Yield the address of a SQLite file that does not exist yet."""
    with TemporaryDirectory(prefix="modelbase-sqlite-") as folder:
        yield f"sqlite:///{folder}/mlflow.db"


@contextmanager
def server(database: str, port: int) -> Iterator[None]:
    """Run an MLflow server, which makes its tables at its start."""
    driver = database.replace("postgresql:", "postgresql+psycopg2:")
    command = [
        HOME / "bin" / "mlflow",
        "server",
        "--backend-store-uri",
        driver,
        "--port",
        str(port),
        "--workers",
        "2",
    ]
    environ = os.environ | {"PATH": f"{HOME / 'bin'}:{os.environ['PATH']}"}
    child = subprocess.Popen(
        command, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        wait(lambda: answers(port))
        yield
    finally:
        os.killpg(child.pid, 15)
        try:
            child.wait(60)
        except subprocess.TimeoutExpired:  # a question that was not waited for holds it up
            os.killpg(child.pid, 9)
            child.wait()


def answers(port: int) -> bool:
    """Say whether the server answers."""
    try:
        ask(port, asked()[0])
    except (OSError, RuntimeError):
        return False
    return True


def wait(done: Any) -> None:
    """Wait up to two minutes until something is so."""
    end = time.monotonic() + 120
    while not done():
        if time.monotonic() > end:
            raise SystemExit("it did not start within two minutes")
        time.sleep(0.5)


def free_port() -> int:
    """Return a free port on loopback."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
