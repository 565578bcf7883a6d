"""The same models in an MLflow server on PostgreSQL (SQLite where there is none), asked the same kind of questions.

MLflow is installed once into `.cache/mlflow`, apart from our own packages. The models go in by COPY, since pushing them
would take hours. Printed are its figures beside ours.
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
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from benchmarks import fill

HOME = Path(".cache/mlflow").resolve()
MLFLOW = "mlflow==3.17.*"
FILTERS = [
    "params.`optim_wrapper.optimizer.type` = 'SGD'", "params.ema = 'True'", "params.`train_cfg.max_epochs` = '300'",
    "params.augment = 'cutmix'", "params.precision != 'fp32'", "params.dropout = '0.1'",
]  # fmt: skip
SORTS = ["metrics.top1 DESC", "metrics.`val.loss` ASC", "params.`optim_wrapper.optimizer.lr` ASC"]
ROUNDS, CLIENTS, SECONDS = 20, 8, 20.0


def measure(count: int, ours: float, our_rate: float) -> None:
    """Fill MLflow with `count` models, ask it, print the ratios to our median (seconds) and rate."""
    if not (HOME / "bin" / "mlflow").exists():
        subprocess.run([sys.executable, "-m", "venv", str(HOME)], check=True)
        subprocess.run([HOME / "bin" / "pip", "install", "-q", MLFLOW, "psycopg2-binary"], check=True)
    with ExitStack() as stack:
        database = stack.enter_context(postgres())
        port = free_port()
        stack.enter_context(server(database, port))
        begin = time.monotonic()
        load(database, count)
        print(f"MLflow on PostgreSQL, {count:,} runs, copied in {time.monotonic() - begin:.0f} s")
        questions = asked()
        times = [ask(port, each) for each in questions]
        rate = clients(port, questions)
    median, p95 = statistics.median(times), sorted(times)[int(len(times) * 0.95)]
    print(f"  page of 100 runs                       median {median * 1e3:8.1f} ms   p95 {p95 * 1e3:8.1f} ms")
    print(f"  {CLIENTS} clients at once                      {rate:8.1f} pages a second")
    print(f"ours is {median / ours:.0f} times faster, with {our_rate / rate:.0f} times the pages a second")


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


def ask(port: int, question: dict[str, Any]) -> float:
    """Return how long a page took, in seconds."""
    begin = time.perf_counter()
    connection = HTTPConnection("127.0.0.1", port, timeout=120)
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
        child.wait(60)


def load(database: str, count: int) -> None:
    """Copy runs, params and metrics of the models."""
    known = fill.recipes()
    made = (fill.document(known[at % len(known)], at, quick=True) for at in range(count))
    columns = {
        "runs": "run_uuid,name,source_type,source_name,user_id,status,start_time,end_time,lifecycle_stage,"
        "artifact_uri,experiment_id",
        "params": "key,value,run_uuid",
        "latest_metrics": "key,value,timestamp,step,is_nan,run_uuid",
    }
    with ExitStack() as stack:
        pipes = {}
        for table in columns:
            spool = stack.enter_context(Path(mkdtemp(), table).open("w+"))
            pipes[table] = spool
        for document in made:
            write(pipes, document)
        for table, names in columns.items():
            pipes[table].seek(0)
            copy = f"\\copy {table}({names}) from stdin"
            subprocess.run(["psql", "-q", database, "-c", copy], stdin=pipes[table], check=True)
            Path(pipes[table].name).unlink()
    subprocess.run(["psql", "-q", database, "-c", "vacuum analyze"], check=True)


def write(pipes: dict[str, Any], document: dict[str, Any]) -> None:
    """Write one model as the rows of a run."""
    run, at = document["digest"][:32], int(document["created_at"].timestamp() * 1000)
    pipes["runs"].write("\t".join([
        run, document["title"], "LOCAL", "train.py", document["owner"], "FINISHED", str(at), str(at), "active",
        f"mlflow-artifacts:/0/{run}", "0",
    ]) + "\n")  # fmt: skip
    for name, value in document["flat"].items():
        if not isinstance(value, list | dict):
            text = str(value).replace("\\", "\\\\").replace("\t", " ").replace("\n", " ") or " "
            pipes["params"].write(f"{name.replace('/', '.')[:250]}\t{text[:6000]}\t{run}\n")
    for name, value in document["_metrics"].items():
        if isinstance(value, int | float):
            pipes["latest_metrics"].write(f"{name.replace('/', '.')}\t{value}\t{at}\t0\tf\t{run}\n")


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
