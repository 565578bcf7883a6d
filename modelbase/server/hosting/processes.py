"""The processes of one server: gunicorn with the app, and the worker. Says what to run; starts nothing itself."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from modelbase.server import settings
from modelbase.server.hosting.embedded.children import Child
from modelbase.server.settings import Settings

WEB = """
    --worker-class gthread --threads 8 --timeout 120 --graceful-timeout 15 --keep-alive 75
    --limit-request-line 8190 --no-control-socket --log-level warning
"""


def children(configured: Settings, bound: str, workers: int, data_dir: Path) -> list[Child]:
    """Return web server (listening on `bound`, host:port) and worker, which get these very settings."""
    environ = settings.to_environ(configured)
    web = ["gunicorn", "modelbase.server.hosting.wsgi:app", "--bind", bound, "--workers", str(workers)]
    web += ["--worker-tmp-dir", _memory_dir(), *WEB.split(), "--name"]
    return [
        _child("web", "the web server", web, data_dir, environ),
        _child("worker", "the worker", ["modelbase.server.hosting.worker_process"], data_dir, environ),
    ]


def _child(name: str, title: str, module: list[str], data_dir: Path, environ: dict[str, str]) -> Child:
    """Return a Python module to run; its last argument marks it as this data directory's."""
    logs = data_dir / "logs"
    logs.mkdir(exist_ok=True, mode=0o700)
    marker = f"modelbase-{name}:{data_dir}"
    command = [sys.executable, "-m", *module, marker]
    return Child(name, title, command, marker, data_dir, logs / f"{name}.log", environment=environ)


def _memory_dir() -> str:
    """Return a folder in memory for gunicorn's heartbeat files, so that a slow disk kills no worker."""
    memory = "/dev/shm"  # noqa: S108 - gunicorn makes an unlinked file of its own there
    return memory if os.access(memory, os.W_OK) else tempfile.gettempdir()
