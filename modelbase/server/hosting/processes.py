"""The processes of one server: gunicorn with the app, and the worker. Says what to run; starts nothing itself."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from modelbase.server import settings
from modelbase.server.hosting import front
from modelbase.server.hosting.embedded.children import Child
from modelbase.server.settings import Settings


def children(configured: Settings, bound: str, workers: int, data_dir: Path) -> list[Child]:
    """Return web server, front (if there is one; it listens on `bound`, host:port) and worker, with these settings."""
    environ = settings.to_environ(configured)
    host = bound.rpartition(":")[0].strip("[]")
    fronts = [front.child(configured, bound, data_dir)] if front.wanted(configured, host) else []
    folder = front.folder_of(data_dir)
    address = f"unix:{front.SOCKET}" if fronts else bound
    web = ["gunicorn", "modelbase.server.hosting.wsgi:app", "--bind", address, "--workers", str(workers)]
    web += [
        "--config",
        "python:modelbase.server.hosting.web_server",
        "--worker-tmp-dir",
        _memory_dir(),
        "--name",
    ]
    return [
        _child("web", "the web server", web, (data_dir, folder), environ),
        *fronts,
        _child(
            "worker", "the worker", ["modelbase.server.hosting.worker_process"], (data_dir, data_dir), environ
        ),
    ]


def _child(
    name: str, title: str, module: list[str], places: tuple[Path, Path], environ: dict[str, str]
) -> Child:
    """Return a Python module to run; its last argument marks it as this data directory's."""
    data_dir, folder = places
    logs = data_dir / "logs"
    logs.mkdir(exist_ok=True, mode=0o700)
    marker = f"modelbase-{name}:{data_dir}"
    command = [sys.executable, "-m", *module, marker]
    return Child(name, title, command, marker, folder, logs / f"{name}.log", environment=environ)


def _memory_dir() -> str:
    """Return a folder in memory for gunicorn's heartbeat files, so that a slow disk kills no worker."""
    memory = "/dev/shm"  # noqa: S108 - gunicorn makes an unlinked file of its own there
    return memory if os.access(memory, os.W_OK) else tempfile.gettempdir()
