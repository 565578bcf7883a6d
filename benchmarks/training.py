"""What `modelbase.run` costs a training: a million calls of `log`, and saves, without a server.

`python -m benchmarks training` prints seconds and megabytes; the bounds are 10 s and 100 MB for the calls of `log`.
"""

from __future__ import annotations

import json
import os
import resource
import statistics
import tempfile
import time
from pathlib import Path

import modelbase

CALLS = 1_000_000
SAVES = 20
SIZE = 64 * 2**20  # bytes of one save
ARGS = {"dataset": "benchmark", "architecture": "log"}


def main(_: list[str]) -> int:
    """Print what was measured."""
    print(json.dumps(measured(), indent=2))
    return 0


def measured() -> dict[str, float]:
    """Return the seconds and the memory of a million calls, the microseconds of one, and the seconds of a save."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["MODELBASE_OFFLINE"] = folder
        weights = Path(folder) / "weights.bin"
        weights.write_bytes(os.urandom(SIZE))
        with modelbase.run(ARGS) as training:
            training.log({"loss": 0.0, "lr": 0.1}, step=0)
            before, begun = _memory(), time.perf_counter()
            for step in range(CALLS):
                training.log({"loss": 1.0 / (step + 1), "lr": 0.1}, step=step)
            calls = time.perf_counter() - begun
            grown = _memory() - before
            saves = []
            for step in range(SAVES):
                begun = time.perf_counter()
                training.save({"weights.bin": weights}, step=step)
                saves.append(time.perf_counter() - begun)
            begun = time.perf_counter()
        ended = time.perf_counter() - begun
        spooled = sum(path.stat().st_size for path in Path(folder).rglob("points-*"))
    return {
        "calls_seconds": round(calls, 2),
        "call_microseconds": round(calls / CALLS * 1e6, 2),
        "memory_megabytes": round(grown / 1e6, 1),
        "spool_megabytes": round(spooled / 1e6, 1),
        "save_seconds_of_64_mib": round(statistics.median(saves), 4),
        "end_seconds": round(ended, 2),
    }


def _memory() -> int:
    """Return the most memory that this process had so far, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
