"""Which port the web server listens on: the one asked for, the one of last time, or the next free one."""

from __future__ import annotations

import socket
from pathlib import Path

from modelbase.errors import Invalid

DEFAULT = 5050
NEIGHBOURS = 20


def choose(host: str, asked: int | None, data_dir: Path) -> int:
    """Return a free port and keep it for the next start; an asked one that is taken raises Invalid `settings`."""
    if asked:
        if _free(host, asked) is None:
            raise Invalid(
                f"port {asked} is taken by another program; give a free one with --port", "settings"
            )
        return asked
    kept = data_dir / "port"
    wanted = [int(kept.read_text())] if kept.exists() else []
    wanted += [0] if asked == 0 else [*range(DEFAULT, DEFAULT + NEIGHBOURS), 0]
    port = next(free for candidate in wanted if (free := _free(host, candidate)) is not None)
    kept.write_text(str(port))
    return port


def _free(host: str, port: int) -> int | None:
    """Return the port if nobody listens on it (0 becomes any free one), else None."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return None
        return int(probe.getsockname()[1])
