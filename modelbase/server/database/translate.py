"""Turns what pymongo raises into our own errors, at the edge of the store.

`Taken` stays inside the server: the rule that catches it decides what a taken place means. A time-out is an
unknown outcome, so callers read before they answer. Holds no queries.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from pymongo.errors import (
    BulkWriteError,
    ConnectionFailure,
    DocumentTooLarge,
    DuplicateKeyError,
    ExecutionTimeout,
    OperationFailure,
    PyMongoError,
    WaitQueueTimeoutError,
)

from modelbase.errors import TooLarge, Unavailable

LOG = logging.getLogger(__name__)
DUPLICATE = 11000
# AuthenticationFailed, Unauthorized, OutOfDiskSpace, WriteConcernFailed, WriteConcernTimeout, LockTimeout.
DOWN = frozenset({18, 13, 14031, 64, 100, 24})


class Taken(Exception):
    """A unique index has this place already."""


@contextmanager
def translated() -> Iterator[None]:
    """Raise Taken, Unavailable or TooLarge for what the driver raises; other faults are ours and pass."""
    try:
        yield
    except DuplicateKeyError as error:
        raise Taken from error
    except BulkWriteError as error:
        if not all(each.get("code") == DUPLICATE for each in error.details.get("writeErrors", [{}])):
            raise
        raise Taken from error
    except DocumentTooLarge as error:
        raise TooLarge(
            "this is too large for one database document (16 MiB); push fewer or shorter file paths"
        ) from error
    except PyMongoError as error:
        if not _down(error):
            raise
        LOG.warning("MongoDB: %s", type(error).__name__)
        raise Unavailable(
            "the database does not answer just now; try again in a few seconds",
            "database_unavailable",
            retry_after=2,
        ) from error


def _down(error: PyMongoError) -> bool:
    if isinstance(error, ConnectionFailure | ExecutionTimeout | WaitQueueTimeoutError):
        return True
    return isinstance(error, OperationFailure) and error.code in DOWN
