"""Refuses a push that does not fit on the disk; known only where the bucket's disk is on this machine."""

from __future__ import annotations

import shutil

from modelbase.errors import Unavailable
from modelbase.server.settings import Settings

FLOOR = 3 * 2**29  # bytes that stay free: 1.5 GiB, above the embedded store's own limit of 1 GiB


def check(settings: Settings, needed: int) -> None:
    """Raise Unavailable `disk_full` if `needed` more bytes do not fit on the store's disk."""
    if not settings.store_dir:
        return
    free = shutil.disk_usage(settings.store_dir).free
    if free - needed < FLOOR:
        raise Unavailable(
            f"the server's disk has {free / 2**30:.1f} GiB free, too little for {needed / 2**30:.2f} GiB more; "
            "free space there (`modelbase rm`, a larger disk), then push again: nothing was lost",
            "disk_full",
            retry_after=60,
        )
