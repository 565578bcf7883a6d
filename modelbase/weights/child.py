"""The process that scans untrusted files: no network, no files, little memory, no credentials.

Runs by itself (`limited.py` starts it). A line of JSON asks for bytes or brings a report; the answer to a question
is those bytes. It drops all rights before the first file, and can open nothing after that.
"""

from __future__ import annotations

import encodings.ascii
import encodings.latin_1
import encodings.raw_unicode_escape
import encodings.unicode_escape
import gc
import json
import os
import resource
import sys
import threading
import time
from typing import BinaryIO

from modelbase.weights.report import Report
from modelbase.weights.scan import scan
from modelbase.weights.source import Source

PRELOADED = (encodings.ascii, encodings.latin_1, encodings.raw_unicode_escape, encodings.unicode_escape)
MEMORY = 640 * 2**20  # of addresses; what is resident is far less
CPU_SECONDS = 600


def main() -> None:
    """Scan one file after another until there is no more."""
    confine()
    # What is parsed of a header lives until its report: a search for cycles in it costs as much as parsing it.
    gc.disable()
    requests, answers = sys.stdin.buffer, sys.stdout.buffer
    while line := requests.readline():
        size = json.loads(line)["size"]
        _send(
            answers,
            {"report": _scan(Source(size, lambda start, stop: _fetch(requests, answers, start, stop)))},
        )
        gc.collect()


def confine() -> None:
    """Drop, for good, the rights that scanning does not need."""
    limits = {
        resource.RLIMIT_NOFILE: 0,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_AS: MEMORY,
        resource.RLIMIT_CPU: CPU_SECONDS,
    }
    for kind, most in limits.items():
        try:
            resource.setrlimit(kind, (most, most))
        except ValueError:
            if kind != resource.RLIMIT_AS:
                raise
            threading.Thread(target=_watch_memory, daemon=True).start()  # macOS has no limit of addresses


def _watch_memory() -> None:
    """End this process when it holds more memory than allowed, where the system does not refuse to give more."""
    unit = 1 if sys.platform == "darwin" else 1024  # of ru_maxrss, getrusage(2)
    while resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit < MEMORY:
        time.sleep(0.05)
    os._exit(1)


def _scan(source: Source) -> dict[str, object]:
    try:
        return _plain(scan(source))
    except MemoryError:
        reason = "it cannot be judged: scanning it takes too much memory"
        return _plain(Report("unknown", "flagged", reason, odd=reason))


def _plain(report: Report) -> dict[str, object]:
    """Return a report for JSON; `dataclasses.asdict` would copy every number of fifty thousand tensors."""
    tensors = None if report.tensors is None else [vars(each) for each in report.tensors]
    return vars(report) | {"imports": [vars(each) for each in report.imports], "tensors": tensors}


def _fetch(requests: BinaryIO, answers: BinaryIO, start: int, stop: int) -> bytes:
    _send(answers, {"read": [start, stop]})
    return requests.read(int(requests.readline()))


def _send(answers: BinaryIO, message: dict[str, object]) -> None:
    answers.write(json.dumps(message, ensure_ascii=True).encode() + b"\n")
    answers.flush()


if __name__ == "__main__":
    main()
