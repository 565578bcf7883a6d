"""Commits of one upload at the same moment: each is written down, so that one that fails knows of the others.

While one of them joins the parts, a store may show the others neither the parts nor the object. No Flask.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from tenacity import RetryError, Retrying, retry_if_result, stop_after_delay, wait_random_exponential

from modelbase.server.database import Database
from modelbase.server.database.files import uploads
from modelbase.server.database.models import models

PATIENCE = 20.0  # seconds that a commit waits for the others
ABANDONED = timedelta(
    minutes=1
)  # a commit that never ended, because its process was killed, counts no longer


@contextmanager
def under_way(db: Database, upload_id: str) -> Iterator[None]:
    """Let the other commits of an upload know of this one while the block runs."""
    mark = secrets.token_hex(8)
    uploads.enter(db, upload_id, mark, models.now())
    try:
        yield
    finally:
        uploads.leave(db, upload_id, mark)


def wait(db: Database, upload_id: str) -> None:
    """Return once no other commit of an upload is under way, or when patience ends."""
    waiting = Retrying(
        retry=retry_if_result(bool),
        wait=wait_random_exponential(0.05, max=0.5),
        stop=stop_after_delay(PATIENCE),
    )
    try:
        waiting(lambda: uploads.busy(db, upload_id, models.now() - ABANDONED))
    except RetryError:
        return  # the caller looks for itself what there is by now
