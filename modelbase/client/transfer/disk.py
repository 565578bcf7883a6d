"""The temporary file in which a pulled file is collected: its name, its lock, its way to the disk. No HTTP."""

from __future__ import annotations

import os
from io import FileIO
from pathlib import Path

from modelbase.errors import Conflict


def temporary_of(target: Path, digest: str) -> Path:
    """Return the hidden file beside the target in which its bytes are collected."""
    return target.parent / f".{target.name[:60]}.{digest[:12]}.part"


def lock(file: FileIO, temporary: Path) -> None:
    """Make sure that no other pull writes the same temporary file."""
    try:
        import fcntl

        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        mine = temporary.stat().st_ino == os.fstat(file.fileno()).st_ino
    except ImportError:
        return  # a system without such locks
    except (BlockingIOError, FileNotFoundError):
        mine = False
    if not mine:
        raise Conflict(
            f"another pull is bringing {temporary.parent} the same file: let it end, then pull again"
        )


def sync_folder(folder: Path) -> None:
    """Make the new name last through a power cut, where the system can."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
