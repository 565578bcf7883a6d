"""Puts the benchmark's models into MLflow's own tables, since pushing them through its API would take hours.

PostgreSQL takes them by COPY, SQLite by plain inserts in one transaction. The tables are MLflow's, made at its start.
"""

from __future__ import annotations

import sqlite3
import subprocess
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks import fill

COLUMNS = {
    "runs": "run_uuid,name,source_type,source_name,user_id,status,start_time,end_time,lifecycle_stage,artifact_uri,"
    "experiment_id",
    "params": "key,value,run_uuid",
    "latest_metrics": "key,value,timestamp,step,is_nan,run_uuid",
}
AT_ONCE = 1_000  # models
Rows = dict[str, list[tuple[Any, ...]]]


def load(database: str, count: int) -> None:
    """Store runs, params and metrics of the models in the database of this address."""
    if database.startswith("sqlite:///"):
        _sqlite(Path(database.removeprefix("sqlite:///")), count)
    else:
        _postgres(database, count)


def _postgres(database: str, count: int) -> None:
    with TemporaryDirectory() as folder:
        spools = {table: (Path(folder) / table).open("w+") for table in COLUMNS}
        for batch in batches(count):
            for table, rows in batch.items():
                spools[table].writelines("\t".join(map(_copied, row)) + "\n" for row in rows)
        for table, names in COLUMNS.items():
            spools[table].seek(0)
            copy = f"\\copy {table}({names}) from stdin"
            subprocess.run(["psql", "-q", database, "-c", copy], stdin=spools[table], check=True)
            spools[table].close()
    subprocess.run(["psql", "-q", database, "-c", "vacuum analyze"], check=True)


def _sqlite(file: Path, count: int) -> None:
    connection = sqlite3.connect(file, timeout=120)
    connection.execute("pragma synchronous = off")
    with connection:
        for batch in batches(count):
            for table, rows in batch.items():
                marks = ",".join("?" * len(COLUMNS[table].split(",")))
                connection.executemany(f"insert into {table}({COLUMNS[table]}) values ({marks})", rows)
    connection.close()


def analyze(database: str) -> None:
    """Let a SQLite database count its rows for its planner, which MLflow itself never asks for."""
    connection = sqlite3.connect(database.removeprefix("sqlite:///"), timeout=120)
    connection.execute("analyze")
    connection.commit()
    connection.close()


def batches(count: int) -> Iterator[Rows]:
    """Yield the rows of so many models by table."""
    documents = iter(fill.documents(range(count), quick=True))
    while some := list(islice(documents, AT_ONCE)):
        yield rows_of(some)


def rows_of(documents: Iterable[dict[str, Any]]) -> Rows:
    """Return models as the rows of runs."""
    found: Rows = {table: [] for table in COLUMNS}
    for each in documents:
        run, at = each["digest"][:32], int(each["created_at"].timestamp() * 1000)
        found["runs"].append((
            run, each["title"], "LOCAL", "train.py", each["owner"], "FINISHED", at, at, "active",
            f"mlflow-artifacts:/0/{run}", 0,
        ))  # fmt: skip
        for name, value in each["flat"].items():
            if not isinstance(value, list | dict):
                found["params"].append((name.replace("/", ".")[:250], str(value)[:6000] or " ", run))
        for name, value in each["_metrics"].items():
            if isinstance(value, int | float):
                found["latest_metrics"].append((name.replace("/", "."), value, at, 0, False, run))
    return found


def _copied(value: Any) -> str:
    """Return a value as COPY reads it."""
    return str(value).replace("\\", "\\\\").replace("\t", " ").replace("\n", " ") or " "
